"""A headless Chromium on the served drawn world, and what its tests ask of every page."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from selenium.webdriver import Chrome

    from drawn_site import Site

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
DRIVER = shutil.which("chromedriver")
FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--window-size=1200,900",
)  # fmt: skip
PATIENCE_S = 20


@contextlib.contextmanager
def served(graph: Path, routes: Path) -> Iterator[str]:
    """Serve a graph as a user does, and stop the server as a supervisor does."""
    command = [sys.executable, "-m", "itinera", "serve", "--port", "0", "--graph", str(graph)]
    with subprocess.Popen(
        [*command, "--routes", str(routes)], stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None
        yield server.stdout.readline().strip()
        server.send_signal(signal.SIGTERM)
        assert server.wait(PATIENCE_S) == 0


@pytest.fixture(scope="session")
def address(site: Site) -> Iterator[str]:
    """Serve the drawn world."""
    with served(site.graph, site.routes) as address:
        yield address


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    """Start Chromium with an empty profile and a folder for downloads."""
    if CHROMIUM is None or DRIVER is None:
        if os.environ.get("ITINERA_CI"):
            pytest.fail("continuous integration must have chromium and chromedriver")
        pytest.skip("needs chromium and chromedriver")
    from selenium.webdriver import Chrome, ChromeOptions
    from selenium.webdriver.chrome.service import Service

    options = ChromeOptions()
    options.binary_location = CHROMIUM
    for flag in (*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('chromium')}"):
        options.add_argument(flag)
    downloads = str(tmp_path_factory.mktemp("downloads"))
    options.add_experimental_option("prefs", {"download.default_directory": downloads})
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    chrome = Chrome(options=options, service=Service(DRIVER))
    chrome.downloads = downloads
    yield chrome
    chrome.quit()


@pytest.fixture
def browser(chromium: Chrome) -> Chrome:
    """Return the one browser, its log emptied of what earlier tests provoked."""
    chromium.get_log("browser")
    return chromium


def wait_until(browser: Chrome, script: str) -> object:
    """Wait until a script returns something true."""
    from selenium.webdriver.support.ui import WebDriverWait

    return WebDriverWait(browser, PATIENCE_S, 0.05).until(
        lambda driver: driver.execute_script(f"return {script}")
    )


LINE = 'path.leaflet-interactive:not([stroke="#ffffff"])'  # the white rim beneath is none
DRAWN = f"document.querySelectorAll('{LINE}').length"
TILES = "document.querySelectorAll('canvas.leaflet-tile-loaded').length"
HOSTS = "performance.getEntriesByType('resource').map(e => e.name)"


def assert_only_from(browser: Chrome, address: str) -> None:
    """Check that nothing was asked of another host, and that no script failed."""
    asked = browser.execute_script(f"return {HOSTS}")
    assert asked
    assert {urlsplit(url).netloc for url in asked} == {urlsplit(address).netloc}
    severe = [row["message"] for row in browser.get_log("browser") if row["level"] == "SEVERE"]
    assert severe == [], severe


def assert_fits(browser: Chrome, width: int) -> None:
    """Nothing has to be scrolled sideways, and no text is cut by its box."""
    assert browser.execute_script("return document.documentElement.scrollWidth") <= width
    cut = browser.execute_script(
        "return Array.from(document.querySelectorAll('button, dd, dt, h1, h2, .card p, .tag'))"
        ".filter(e => e.offsetParent && e.scrollWidth > e.clientWidth + 1"
        " && getComputedStyle(e).display !== 'inline').map(e => e.outerHTML)"
    )
    assert cut == []


@contextlib.contextmanager
def screen(browser: Chrome, width: int) -> Iterator[None]:
    """Show pages as on a screen of a width, a telephone's below 500."""
    metrics = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": width < 500}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    try:
        yield
    finally:
        browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def await_file(browser: Chrome, file: Path) -> None:
    """Wait until a download is complete."""
    from selenium.webdriver.support.ui import WebDriverWait

    WebDriverWait(browser, PATIENCE_S, 0.05).until(lambda _: file.exists())


PLANNED = "document.querySelector('path.plan-line') && !document.getElementById('plan-gpx').hidden"
STATUS = "document.getElementById('plan-status')"


@contextlib.contextmanager
def standing_at(browser: Chrome, address: str, place: str | None) -> Iterator[None]:
    """Let the browser believe that it is somewhere, or refuse to say where."""
    lat, lon = map(float, (place or "0,0").split(","))
    setting = "granted" if place else "denied"
    permission = {"permission": {"name": "geolocation"}, "setting": setting}
    origin = {"origin": address.rstrip("/")}
    browser.execute_cdp_cmd("Browser.setPermission", {**permission, **origin})
    position = {"latitude": lat, "longitude": lon, "accuracy": 5}
    browser.execute_cdp_cmd("Emulation.setGeolocationOverride", position)
    try:
        yield
    finally:
        browser.execute_cdp_cmd("Emulation.clearGeolocationOverride", {})
        browser.execute_cdp_cmd("Browser.resetPermissions", {})


def on_screen(browser: Chrome, place: str) -> tuple[float, float]:
    """Scroll the map into view; return where LAT,LON lies, in pixels of the window."""
    script = (
        "const holder = document.querySelector('[data-map]');"
        "holder.scrollIntoView({block: 'center'});"
        "const map = window[holder.dataset.map], at = map.latLngToContainerPoint(arguments[0]);"
        "const box = map.getContainer().getBoundingClientRect();"
        "return [box.left + at.x, box.top + at.y];"
    )
    x, y = browser.execute_script(script, [float(part) for part in place.split(",")])
    return float(x), float(y)


def click_map(browser: Chrome, place: str) -> None:
    """Click where a place lies on the map, as a mouse does."""
    x, y = on_screen(browser, place)
    drag_mouse(browser, (x, y), (x, y))


def drag_mouse(browser: Chrome, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Press the mouse at a place of the window, move it, let go."""
    from selenium.webdriver import ActionChains

    chain = ActionChains(browser, duration=30)
    chain.w3c_actions.pointer_action.move_to_location(round(start[0]), round(start[1]))
    chain.w3c_actions.pointer_action.pointer_down()
    if end != start:
        for share in (0.3, 0.7, 1.0):
            x, y = (round(a + share * (b - a)) for a, b in zip(start, end, strict=True))
            chain.w3c_actions.pointer_action.move_to_location(x, y)
    chain.w3c_actions.pointer_action.pointer_up()
    chain.perform()


def drag_finger(browser: Chrome, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Touch a place of the window, move the finger, lift it."""

    def touch(kind: str, *points: tuple[float, float]) -> None:
        touches = [{"x": round(x), "y": round(y)} for x, y in points]
        browser.execute_cdp_cmd("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches})

    touch("touchStart", start)
    for share in (0.3, 0.7, 1.0):
        x, y = (a + share * (b - a) for a, b in zip(start, end, strict=True))
        touch("touchMove", (x, y))
    touch("touchEnd")


@contextlib.contextmanager
def fingers(browser: Chrome) -> Iterator[None]:
    """Let the screen be one that is touched; pages opened within know it."""
    browser.execute_cdp_cmd("Emulation.setTouchEmulationEnabled", {"enabled": True})
    try:
        yield
    finally:
        browser.execute_cdp_cmd("Emulation.setTouchEmulationEnabled", {"enabled": False})
