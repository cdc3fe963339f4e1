"""The page of loops in a browser: choose a start, compare three, take one along."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import gpxpy
import pytest

from browsing import (
    TILES,
    assert_fits,
    assert_only_from,
    await_file,
    click_map,
    screen,
    standing_at,
    wait_until,
)
from conftest import shared_path
from loops_grid import (
    DONE,
    FAILED,
    LOOPS,
    READY,
    SHAPE,
    STATUS,
    Grid,
    asked_of,
    near,
    words_mark,
)

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

pytestmark = pytest.mark.browser


class Words(NamedTuple):
    """What the page says in a language."""

    found: str
    first: str
    download: str
    unknown: str


WORDS = {
    "fr": Words("3 boucles trouvées", "Boucle 1", "Télécharger GPX", "Rien ne porte ce nom"),
    "en": Words("3 loops found", "Loop 1", "Download GPX", "Nothing here bears"),
    "nl": Words("3 lussen gevonden", "Lus 1", "GPX downloaden", "Niets draagt hier"),
}


@pytest.mark.parametrize("lang", WORDS)
@pytest.mark.parametrize("width", [360, 768, 1440])
def test_a_start_on_the_map_gives_three_loops_to_switch_between(
    width: int, lang: str, browser: Chrome, grid: Grid
) -> None:
    """A click chooses the start; three loops are drawn, one in full; the radio shows another."""
    from selenium.webdriver.common.by import By
    from selenium.webdriver.common.keys import Keys

    words = WORDS[lang]
    with screen(browser, width):
        browser.get(grid.page(lang, length_km="4"))
        wait_until(browser, TILES)
        click_map(browser, grid.places["O"])
        wait_until(browser, DONE)
        assert words.found in browser.find_element(By.ID, "loops-status").text
        assert (
            browser.execute_script("return document.querySelectorAll('path.loop-line').length") == 3
        )
        assert (
            browser.execute_script("return document.querySelectorAll('.loop svg.sparkline').length")
            == 3
        )
        cards = browser.find_elements(By.CLASS_NAME, "loop")
        assert words.first in cards[0].text
        assert all(f"4{mark}0" in card.text for card in cards for mark in [words_mark(lang)])
        assert words.download in browser.find_element(By.ID, "loops-shown").text
        before = browser.execute_script(f"return {SHAPE}")
        browser.find_element(By.CSS_SELECTOR, ".loop input:checked").send_keys(Keys.ARROW_RIGHT)
        wait_until(browser, f"{SHAPE} != {before!r}")
        assert browser.execute_script("return document.activeElement.value") == "1"
        assert asked_of(browser)["pick"] == ["2"]
        assert_fits(browser, width)
        assert_only_from(browser, grid.address)


@pytest.mark.parametrize("lang", WORDS)
@pytest.mark.parametrize("width", [360, 768, 1440])
def test_an_unknown_start_is_told_in_words(
    width: int, lang: str, browser: Chrome, grid: Grid
) -> None:
    """In the reader's language, with the detail below, and nothing beside the screen."""
    with screen(browser, width):
        browser.get(grid.page(lang, start="Nowhere", length_km="4"))
        assert WORDS[lang].unknown in str(wait_until(browser, FAILED))
        assert browser.execute_script(f"return {LOOPS}") == 0
        assert_fits(browser, width)
    browser.get_log("browser")


def test_wishes_make_another_address_and_back_takes_them_back(browser: Chrome, grid: Grid) -> None:
    """Slider, chip and profile each ask anew; the browser's own button undoes the last."""
    from selenium.webdriver.common.by import By
    from selenium.webdriver.common.keys import Keys
    from selenium.webdriver.support.ui import Select

    browser.get(grid.page(start=grid.places["O"], length_km="4"))
    wait_until(browser, DONE)
    browser.find_element(By.ID, "loops-length").send_keys(Keys.ARROW_RIGHT)
    wait_until(browser, f"{READY} && location.search.includes('length_km=5')")
    assert asked_of(browser)["length_km"] == ["5"]
    assert browser.find_element(By.ID, "loops-km").get_attribute("value") == "5"
    Select(browser.find_element(By.ID, "loops-profile")).select_by_value("gravel")
    wait_until(browser, f"{READY} && location.search.includes('gravel')")
    browser.find_element(By.CSS_SELECTOR, "#loops-themes input[value=green]").send_keys(Keys.SPACE)
    wait_until(browser, f"{READY} && location.search.includes('theme=green')")
    assert "Liked" in browser.find_element(By.ID, "loops-strip").text
    browser.back()
    wait_until(browser, f"{READY} && !location.search.includes('theme=green')")
    box = "document.querySelector('#loops-themes input[value=green]').checked"
    assert browser.execute_script(f"return {box}") is False
    assert_only_from(browser, grid.address)


def test_the_gpx_of_the_loop_that_is_shown_arrives(browser: Chrome, grid: Grid) -> None:
    """The second loop's file is valid by the schema and holds the second loop's line."""
    from lxml import etree
    from selenium.webdriver.common.by import By

    schema = etree.XMLSchema(etree.parse(shared_path("data", "schema", "gpx-1.1.xsd")))
    browser.get(grid.page(start=grid.places["O"], length_km="4", pick="2"))
    wait_until(browser, DONE)
    file = Path(browser.downloads) / "itinera.gpx"
    file.unlink(missing_ok=True)
    browser.find_element(By.CSS_SELECTOR, "a[data-format=gpx]").click()
    await_file(browser, file)
    text = file.read_text(encoding="utf-8")
    assert schema.validate(etree.fromstring(text.encode())), schema.error_log
    track = gpxpy.parse(text).tracks[0].segments[0]
    drawn = browser.execute_script(
        "const map = window[document.querySelector('[data-map]').dataset.map]; let found = [];"
        "map.eachLayer(one => { if ((one.options.className || '').includes('loop-picked'))"
        " { found = one.getLatLngs().map(at => [at.lat, at.lng]); } }); return found;"
    )
    assert [[point.latitude, point.longitude] for point in track.points] == drawn


def test_a_start_by_name_is_suggested_and_found(browser: Chrome, address: str) -> None:
    """Before anything is typed the list holds the stations; then what begins so."""
    from selenium.webdriver.common.by import By

    browser.get(f"{address}/boucles?lang=fr")
    field = browser.find_element(By.ID, "loops-start")
    field.send_keys("avi")
    options = "document.querySelectorAll('#loops-names option')"
    wait_until(browser, f"{options}.length > 1 && {options}[0].value == 'Avion'")
    assert_only_from(browser, address)


def test_by_keyboard_alone_a_start_is_written_and_the_address_copied(
    browser: Chrome, grid: Grid
) -> None:
    """Coordinates and Enter give three loops; the button copies the address that opens them."""
    from selenium.webdriver.common.by import By
    from selenium.webdriver.common.keys import Keys

    browser.get(grid.page(length_km="4"))
    browser.find_element(By.ID, "loops-start").send_keys(grid.places["O"], Keys.ENTER)
    wait_until(browser, DONE)
    browser.execute_script(
        "Object.defineProperty(navigator, 'share', {value: undefined, configurable: true});"
        "Object.defineProperty(navigator, 'clipboard', {configurable: true, value:"
        " {writeText: text => { window.copied = text; return Promise.resolve(); }}});"
    )
    share = browser.find_element(By.XPATH, "//button[text()='Share these loops']")
    share.send_keys(Keys.ENTER)
    wait_until(browser, f"{STATUS}.textContent.includes('copied')")
    browser.get(browser.execute_script("return window.copied"))
    wait_until(browser, DONE)
    assert asked_of(browser)["start"] == [grid.places["O"]]


def test_here_is_the_start(browser: Chrome, grid: Grid) -> None:
    """Where one is becomes the start; somebody who refuses is told what to do."""
    from selenium.webdriver.common.by import By

    browser.get(grid.page(length_km="4"))
    wait_until(browser, TILES)
    with standing_at(browser, grid.address, None):
        browser.find_element(By.ID, "loops-here").click()
        assert "allow this site" in str(wait_until(browser, FAILED))
    with standing_at(browser, grid.address, grid.places["I"]):
        browser.find_element(By.ID, "loops-here").click()
        wait_until(browser, DONE)
    assert near(asked_of(browser)["start"][0], grid.places["I"])


def test_the_best_start_nearby_is_near_instead_of_start(browser: Chrome, grid: Grid) -> None:
    """The address and the question say near; without a station the page says so, and goes back."""
    from selenium.webdriver.common.by import By

    browser.get(grid.page(start=grid.places["O"], length_km="4"))
    wait_until(browser, DONE)
    browser.find_element(By.CSS_SELECTOR, "#loops-options summary").click()
    browser.find_element(By.ID, "loops-best").click()
    wait_until(browser, f"{READY} && location.search.includes('near=')")
    asked = asked_of(browser)
    assert asked["near"] == [grid.places["O"]]
    assert "start" not in asked
    browser.back()
    wait_until(browser, DONE)
    assert asked_of(browser)["start"] == [grid.places["O"]]
    browser.get_log("browser")
