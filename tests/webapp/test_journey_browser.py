"""The page of a journey in a browser: its stages on three screens and in three languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import gpxpy
import pytest

from browsing import TILES, assert_fits, assert_only_from, screen, served, wait_until
from itinera.catalogue.publish import publish
from itinera.planning.places import stop_of
from itinera.planning.planner import Planner
from itinera.planning.prepare import store_prepared
from planning.journey.ladder import SPEC, ladder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selenium.webdriver import Chrome

pytestmark = pytest.mark.browser

FETCH = "const done = arguments[1]; fetch(arguments[0]).then(a => a.text()).then(done);"
MAP = "window[document.querySelector('[data-map]').dataset.map]"
ZOOM = f"{MAP}.getZoom()"


@pytest.fixture(scope="module")
def journey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve three days along the upper street of the ladder."""
    folder, world = tmp_path_factory.mktemp("journey"), ladder()
    store_prepared(world.graph, folder / "graph")
    places = {c: "{1:.7f},{0:.7f}".format(*world.lonlat(c)) for c in "AG"}
    routes = folder / "routes"
    routes.mkdir()
    spec = routes / "trois-jours.toml"
    spec.write_text(SPEC.format(**places), encoding="utf-8")
    report = publish([spec], Planner.open(folder / "graph"), stop_of, routes)
    assert report.failures == ()
    with served(folder / "graph", routes) as address:
        yield address


STAGES = {"fr": ("Étapes", "4,0"), "en": ("Stages", "4.0"), "nl": ("Etappes", "4,0")}


@pytest.mark.parametrize("lang", STAGES)
@pytest.mark.parametrize("width", [360, 768, 1440])
def test_stages_fit_the_screen_and_are_shown_on_the_map(
    width: int, lang: str, browser: Chrome, journey: str
) -> None:
    """Three stages of 4 km, each with its numbers, bed and GPX; its number goes there."""
    from selenium.webdriver.common.by import By

    title, length = STAGES[lang]
    with screen(browser, width):
        browser.get(f"{journey}/itineraries/trois-jours?lang={lang}")
        wait_until(browser, TILES)
        assert browser.find_element(By.ID, "stages").text == title
        rows = browser.find_elements(By.CSS_SELECTOR, ".stages tbody")
        assert len(rows) == 3
        assert all(length in row.text for row in rows)
        assert "Inn C" in rows[0].text
        wait_until(browser, f"!{MAP}._animatingZoom")
        before = browser.execute_script(f"return {ZOOM}")
        rows[0].find_element(By.CSS_SELECTOR, "button").click()
        wait_until(browser, f"{ZOOM} > {before}")
        assert_fits(browser, width)
        assert_only_from(browser, journey)


def test_each_stage_has_its_own_gpx(browser: Chrome, journey: str) -> None:
    """What the links of the table lead to is 4 km each."""
    from selenium.webdriver.common.by import By

    browser.get(f"{journey}/itineraries/trois-jours?lang=en")
    links = browser.find_elements(By.CSS_SELECTOR, ".stages a[download$='.gpx']")
    tracks = [
        gpxpy.parse(browser.execute_async_script(FETCH, link.get_attribute("href")))
        for link in links
    ]
    assert [track.length_2d() for track in tracks] == pytest.approx([4000.0] * 3, rel=0.01)


def test_the_ends_of_stages_stand_on_the_elevation_s_line(browser: Chrome, journey: str) -> None:
    """The map has a pin where each day but the last ends."""
    browser.get(f"{journey}/itineraries/trois-jours?lang=en")
    wait_until(browser, TILES)
    pins = "Array.from(document.querySelectorAll('.pin.via'), one => one.textContent)"
    assert browser.execute_script(f"return {pins}") == ["1", "2"]
