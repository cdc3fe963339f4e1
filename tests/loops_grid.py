"""Streets in a grid, served: loops of whole numbers for the tests of their page."""

from __future__ import annotations

import threading
from http import HTTPStatus
from typing import TYPE_CHECKING, NamedTuple
from urllib.error import HTTPError
from urllib.parse import parse_qs, urlsplit
from urllib.request import urlopen

import pytest

from browsing import on_screen, served
from drawn_site import hilly
from itinera.planning.prepare import store_prepared
from sketch import sketch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selenium.webdriver import Chrome

#: Streets 400 m apart: loops of 3.2, 4 and 4.8 km in numbers.
GRID = """
A-+-B-+-C-+-D-+-E-+-F
|   |   |   |   |   |
+   +   +   +   +   +
|   |   |   |   |   |
G-+-H-+-I-+-J-+-K-+-L
|   |   |   |   |   |
+   +   +   +   +   +
|   |   |   |   |   |
M-+-N-+-O-+-P-+-Q-+-R
|   |   |   |   |   |
+   +   +   +   +   +
|   |   |   |   |   |
S-+-T-+-U-+-V-+-W-+-X
|   |   |   |   |   |
+   +   +   +   +   +
|   |   |   |   |   |
a-+-b-+-c-+-d-+-e-+-f
"""
WARM_S = 180
LOOPS = "document.querySelectorAll('.loop').length"
DONE = f"{LOOPS} == 3 && !document.getElementById('loops').hasAttribute('aria-busy')"
READY = "!document.getElementById('loops').hasAttribute('aria-busy')"
STATUS = "document.getElementById('loops-status')"
FAILED = f"{STATUS}.classList.contains('failed') && {STATUS}.textContent"
PICKED = "document.querySelector('path.loop-picked')"
SHAPE = f"{PICKED}.getAttribute('d')"


class Grid(NamedTuple):
    """The served grid."""

    address: str
    places: dict[str, str]

    def page(self, lang: str = "en", **asked: str) -> str:
        """Return the address of the page with wishes."""
        return f"{self.address}/boucles?lang={lang}&" + "&".join(
            f"{k}={v}" for k, v in asked.items()
        )


@pytest.fixture(scope="session")
def grid(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Grid]:
    """Serve streets in a grid, some of them paths, with hills in the south."""
    folder = tmp_path_factory.mktemp("grid")
    world = sketch(GRID, tags={"HI": {"highway": "path", "name": "Sentier <Fictif>"}})
    world_places = {
        letter: "{1:.7f},{0:.7f}".format(*world.lonlat(letter)) for letter in "AFHIJNOPTXaf"
    }
    store_prepared(hilly(world), folder / "graph")
    (folder / "routes").mkdir()
    with served(folder / "graph", folder / "routes") as address:
        await_loops(f"{address}/api/v1/loop?start={world_places['O']}&length_km=4")
        yield Grid(address, world_places)


def await_loops(url: str) -> None:
    """Ask until the kernels of loops are compiled: a new installation takes most of a minute."""
    pause = threading.Event()
    for _ in range(WARM_S):
        try:
            urlopen(url).close()
        except HTTPError as refusal:
            if refusal.code != HTTPStatus.SERVICE_UNAVAILABLE:
                raise
            pause.wait(1.0)
        else:
            return
    pytest.fail(f"No loops after {WARM_S} s.")


def asked_of(browser: Chrome) -> dict[str, list[str]]:
    """Return the wishes that the address of the page holds."""
    return parse_qs(urlsplit(browser.current_url).query)


def words_mark(lang: str) -> str:
    """Return the sign between whole numbers and tenths."""
    return "." if lang == "en" else ","


def show_all(browser: Chrome, grid: Grid) -> None:
    """Let the map show the whole grid."""
    corners = [[float(part) for part in grid.places[letter].split(",")] for letter in "Af"]
    browser.execute_script(
        "window[document.querySelector('[data-map]').dataset.map]"
        ".fitBounds(arguments[0], {animate: false, padding: [40, 60]});",
        corners,
    )


def near(one: str, other: str) -> bool:
    """Tell whether two LAT,LON are the same but for some pixels."""
    pairs = zip(one.split(","), other.split(","), strict=True)
    return all(abs(float(a) - float(b)) < 3e-4 for a, b in pairs)


def spot_of_loop(browser: Chrome, share: float) -> tuple[float, float]:
    """Return where a share of the chosen loop's way lies, in pixels of the window."""
    place = browser.execute_script(
        "const map = window[document.querySelector('[data-map]').dataset.map]; let line = null;"
        "map.eachLayer(one => { if ((one.options.className || '').includes('loop-picked'))"
        " { line = one.getLatLngs().map(at => [at.lat, at.lng]); } });"
        "return Itinera.line(line, 1).place(arguments[0]).join(',');",
        share,
    )
    return on_screen(browser, str(place))
