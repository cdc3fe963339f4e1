"""A loop is changed in a browser: a road avoided, a place passed, its length."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from browsing import (
    assert_fits,
    assert_only_from,
    click_map,
    drag_finger,
    drag_mouse,
    fingers,
    on_screen,
    screen,
    wait_until,
)
from loops_grid import (
    DONE,
    LOOPS,
    READY,
    SHAPE,
    Grid,
    asked_of,
    near,
    show_all,
    spot_of_loop,
)

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

pytestmark = pytest.mark.browser


def test_a_road_of_the_loop_is_avoided_and_comes_back(browser: Chrome, grid: Grid) -> None:
    """Tap the chosen loop, avoid that road: another loop; the road's own button brings it back."""
    from selenium.webdriver.common.by import By

    browser.get(grid.page(start=grid.places["O"], length_km="4"))
    wait_until(browser, DONE)
    before = browser.execute_script(f"return {SHAPE}")
    tap_loop(browser, 0.45)
    wait_until(browser, "document.querySelector('.choice .button')")
    browser.find_element(By.XPATH, "//*[text()='Avoid this road']").click()
    wait_until(browser, f"{DONE} && {SHAPE} != {before!r}")
    (shunned,) = asked_of(browser)["avoid_way"]
    assert len(shunned.split(",")) == 2
    browser.find_element(By.CSS_SELECTOR, "#loops-kept button").click()
    wait_until(browser, f"{DONE} && {SHAPE} == {before!r}")
    assert "avoid_way" not in asked_of(browser)
    assert_only_from(browser, grid.address)


def tap_loop(browser: Chrome, share: float) -> None:
    """Click the chosen loop at a share of its way."""
    x, y = spot_of_loop(browser, share)
    drag_mouse(browser, (x, y), (x, y))


def test_the_turn_by_turn_avoids_by_keyboard(browser: Chrome, grid: Grid) -> None:
    """Beside each turn a button avoids the road that it leads onto."""
    from selenium.webdriver.common.by import By
    from selenium.webdriver.common.keys import Keys

    browser.get(grid.page(start=grid.places["O"], length_km="4"))
    wait_until(browser, DONE)
    before = browser.execute_script(f"return {SHAPE}")
    browser.find_element(By.CSS_SELECTOR, "#loops-shown details:last-child summary").click()
    browser.find_elements(By.CSS_SELECTOR, ".avoid")[1].send_keys(Keys.ENTER)
    wait_until(browser, f"{DONE} && {SHAPE} != {before!r}")
    assert len(asked_of(browser)["avoid_way"]) == 1


def test_a_loop_is_pulled_and_its_pin_moved(browser: Chrome, grid: Grid) -> None:
    """Pulled to a corner of the grid it passes there; its pin is dragged to another place."""
    browser.get(grid.page(start=grid.places["O"], length_km="4"))
    wait_until(browser, DONE)
    show_all(browser, grid)
    drag_mouse(browser, spot_of_loop(browser, 0.5), on_screen(browser, grid.places["H"]))
    wait_until(browser, f"{DONE} && location.search.includes('via=')")
    (first,) = asked_of(browser)["via"]
    assert near(first, grid.places["H"])
    assert browser.execute_script("return document.querySelectorAll('.pin.via').length") == 1
    show_all(browser, grid)
    drag_mouse(browser, on_screen(browser, first), on_screen(browser, grid.places["T"]))
    wait_until(browser, f"{DONE} && !location.search.includes({first.split(',')[0]!r})")
    (second,) = asked_of(browser)["via"]
    assert near(second, grid.places["T"])
    assert_only_from(browser, grid.address)


def test_a_click_beside_the_loops_offers_a_start_or_a_place_to_pass(
    browser: Chrome, grid: Grid
) -> None:
    """The first click was the start; a later one asks what it is to be."""
    from selenium.webdriver.common.by import By

    browser.get(grid.page(start=grid.places["A"], length_km="4"))
    wait_until(browser, f"{READY} && {LOOPS}")
    show_all(browser, grid)
    click_map(browser, grid.places["f"])
    wait_until(browser, "document.querySelectorAll('.choice .button').length == 2")
    browser.find_element(By.XPATH, "//*[text()='Start here']").click()
    wait_until(browser, f"{READY} && !location.search.includes({grid.places['A'].split(',')[0]!r})")
    assert near(asked_of(browser)["start"][0], grid.places["f"])
    assert_only_from(browser, grid.address)


@pytest.mark.parametrize("kind", ["shorter", "longer"])
def test_shorter_and_longer_change_the_loop_that_is_looked_at(
    kind: str, browser: Chrome, grid: Grid
) -> None:
    """4 km become 3.2 or 4.8, as the address and the cards say."""
    from selenium.webdriver.common.by import By

    browser.get(grid.page(start=grid.places["O"], length_km="4"))
    wait_until(browser, DONE)
    browser.find_element(By.CSS_SELECTOR, f"[data-change={kind}]").click()
    wait_until(browser, f"{READY} && location.search.includes('{kind}=true')")
    said = browser.find_element(By.CSS_SELECTOR, ".loop b").text
    assert float(said.split()[0]) == pytest.approx({"shorter": 3.2, "longer": 4.8}[kind], rel=0.1)
    kept = browser.find_element(By.CSS_SELECTOR, "#loops-kept .dropped")
    assert kept.text.startswith(f"Like Loop 1: {kind}")
    kept.find_element(By.TAG_NAME, "button").click()
    wait_until(browser, f"{DONE} && !location.search.includes('{kind}')")
    assert_only_from(browser, grid.address)


def test_a_finger_taps_the_loop_and_fixes_a_place(browser: Chrome, grid: Grid) -> None:
    """On a telephone: tap, "Pass here", and the pin can be dragged."""
    from selenium.webdriver.common.by import By

    with fingers(browser), screen(browser, 360):
        browser.get(grid.page(start=grid.places["O"], length_km="4"))
        wait_until(browser, DONE)
        show_all(browser, grid)
        spot = spot_of_loop(browser, 0.4)
        drag_finger(browser, spot, spot)
        wait_until(browser, "document.querySelector('.choice .button')")
        browser.find_element(By.XPATH, "//*[text()='Pass here']").click()
        wait_until(browser, f"{DONE} && document.querySelectorAll('.pin.via').length == 1")
        (first,) = asked_of(browser)["via"]
        show_all(browser, grid)
        drag_finger(browser, on_screen(browser, first), on_screen(browser, grid.places["T"]))
        wait_until(browser, f"{DONE} && !location.search.includes({first.split(',')[0]!r})")
        assert near(asked_of(browser)["via"][0], grid.places["T"])
        assert_fits(browser, 360)
