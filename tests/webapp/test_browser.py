"""What a person with a browser sees and gets: headless Chromium on a served world."""

from __future__ import annotations

from typing import TYPE_CHECKING

import gpxpy
import pytest

from browsing import DRAWN, LINE, TILES, assert_only_from, await_file, screen, wait_until

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

pytestmark = pytest.mark.browser


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
    await_file(browser, file)
    gpx = gpxpy.parse(file.read_text(encoding="utf-8"))
    assert gpx.tracks[0].name == "un-tour à pied"
    assert gpx.tracks[0].length_2d() == pytest.approx(800.0, rel=0.01)


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
    with screen(browser, width):
        for path in ("/", "/planner", "/itineraries/un-tour", "/itineraries/nothing"):
            browser.get(address + path)
            wide = browser.execute_script("return document.documentElement.scrollWidth")
            assert wide <= width, path
