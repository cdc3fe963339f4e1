"""What a person with a browser sees and gets: headless Chromium on a served world."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import gpxpy
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from selenium.webdriver import Chrome

    from drawn_site import Site

pytestmark = pytest.mark.browser

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
DRIVER = shutil.which("chromedriver")
FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--window-size=1200,900",
)  # fmt: skip
PATIENCE_S = 20


@pytest.fixture(scope="module")
def address(site: Site) -> Iterator[str]:
    """Serve the drawn world as a user does, and stop the server as a supervisor does."""
    command = [sys.executable, "-m", "itinera", "serve", "--port", "0", "--graph", str(site.graph)]
    with subprocess.Popen(
        [*command, "--routes", str(site.routes)], stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None
        yield server.stdout.readline().strip()
        server.send_signal(signal.SIGTERM)
        assert server.wait(PATIENCE_S) == 0


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
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
    chrome.downloads = downloads  # type: ignore[attr-defined]
    yield chrome
    chrome.quit()


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
    assert [row for row in browser.get_log("browser") if row["level"] == "SEVERE"] == []


def test_the_list_shows_all_lines_and_leads_to_one(browser: Chrome, address: str) -> None:
    """Open the list, see the lines on the base map, follow a card to its page."""
    from selenium.webdriver.common.by import By

    browser.get(f"{address}/?lang=en")
    assert wait_until(browser, DRAWN) == 2
    assert wait_until(browser, TILES)
    assert len(browser.find_elements(By.CSS_SELECTOR, ".card")) == 2
    assert_only_from(browser, address)
    browser.find_element(By.LINK_TEXT, "un-tour on foot").click()
    wait_until(browser, "location.pathname == '/itineraries/un-tour'")


def test_an_itinerary_is_drawn_and_its_gpx_downloaded(browser: Chrome, address: str) -> None:
    """The line is on the map with colour and size; the GPX that arrives is the track."""
    from pathlib import Path

    from selenium.webdriver.common.by import By

    browser.get(f"{address}/itineraries/un-tour?lang=en")
    assert wait_until(browser, DRAWN) == 1
    box = wait_until(
        browser,
        "(b => b.width * b.height > 1000 && [b.width, b.height])"
        f"(document.querySelector('{LINE}').getBoundingClientRect())",
    )
    assert box
    assert wait_until(browser, TILES)
    assert_only_from(browser, address)
    browser.find_element(By.LINK_TEXT, "Download the GPX").click()
    file = Path(browser.downloads) / "un-tour.gpx"
    _await_file(browser, file)
    gpx = gpxpy.parse(file.read_text(encoding="utf-8"))
    assert gpx.tracks[0].name == "un-tour à pied"
    assert gpx.tracks[0].length_2d() == pytest.approx(800.0, rel=0.01)


def _await_file(browser: Chrome, file: Path) -> None:
    """Wait until a download is complete."""
    from selenium.webdriver.support.ui import WebDriverWait

    WebDriverWait(browser, PATIENCE_S, 0.05).until(lambda _: file.exists())


def test_an_instruction_moves_the_map_to_its_place(browser: Chrome, address: str) -> None:
    """A click (or Enter) on a cue marks it on the map."""
    browser.get(f"{address}/itineraries/un-tour?lang=en")
    wait_until(browser, TILES)
    marks = "document.querySelectorAll('path[stroke=\"#23262b\"]').length"
    assert browser.execute_script(f"return {marks}") == 0
    browser.execute_script("document.querySelectorAll('button[data-lat]')[1].click()")
    assert wait_until(browser, marks) == 1


@pytest.mark.parametrize("width", [360, 768, 1440])
def test_no_page_is_wider_than_its_screen(width: int, browser: Chrome, address: str) -> None:
    """On a phone, a tablet and a desk nothing has to be scrolled sideways."""
    metrics = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": width < 500}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    with contextlib.ExitStack() as after:
        after.callback(browser.execute_cdp_cmd, "Emulation.clearDeviceMetricsOverride", {})
        for path in ("/", "/itineraries/un-tour", "/itineraries/nothing"):
            browser.get(address + path)
            wide = browser.execute_script("return document.documentElement.scrollWidth")
            assert wide <= width, path
