"""The points of a plan: dragged by mouse and by finger, put in another order, removed."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest

from browsing import (
    PLANNED,
    STATUS,
    assert_only_from,
    drag_finger,
    drag_mouse,
    fingers,
    on_screen,
    screen,
    wait_until,
)

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

    from drawn_site import Site

pytestmark = pytest.mark.browser

VIAS = "new URLSearchParams(location.search).getAll('via')"


def vias(browser: Chrome) -> list[str]:
    """Return the points that the address of the page holds."""
    return parse_qs(urlsplit(browser.current_url).query)["via"]


def open_plan(browser: Chrome, address: str, site: Site, letters: str, length: str) -> None:
    """Open a shared plan and wait for its way."""
    browser.get(f"{address}/planner?lang=en&profile=hike&{site.via(letters)}")
    wait_until(browser, PLANNED)
    wait_until(browser, f"{STATUS}.textContent.includes('{length}')")
    settled = "!document.querySelector('.leaflet-zoom-anim, .leaflet-pan-anim')"
    wait_until(browser, settled)


def assert_dragged_to(browser: Chrome, site: Site, letter: str, length: str) -> None:
    """The last point is where it was let go, to a pixel or so; the way leads there."""
    wait_until(browser, f"{STATUS}.textContent.includes('{length}')")
    dropped = [float(part) for part in vias(browser)[-1].split(",")]
    wanted = [float(part) for part in site.places[letter].split(",")]
    assert dropped == pytest.approx(wanted, abs=0.0003)


def test_a_point_is_dragged_by_mouse(browser: Chrome, address: str, site: Site) -> None:
    """A to C is 600 m; with its end dragged from C to F, 200 m further down, 800 m."""
    with screen(browser, 1440):
        open_plan(browser, address, site, "AC", "600")
        drag_mouse(browser, *(on_screen(browser, site.places[letter]) for letter in "CF"))
        assert_dragged_to(browser, site, "F", "800")
        assert vias(browser)[0] == site.places["A"]
        assert len(vias(browser)) == 2  # letting go is no click that adds a point
        assert_only_from(browser, address)


def test_a_point_is_dragged_by_finger(browser: Chrome, address: str, site: Site) -> None:
    """The same on a telephone; the page stays where it is meanwhile."""
    with screen(browser, 360), fingers(browser):
        open_plan(browser, address, site, "AC", "600")
        start, end = (on_screen(browser, site.places[letter]) for letter in "CF")
        before = browser.execute_script("return scrollY")
        drag_finger(browser, start, end)
        assert_dragged_to(browser, site, "F", "800")
        assert browser.execute_script("return scrollY") == before
        assert len(vias(browser)) == 2
        assert_only_from(browser, address)


def test_a_point_moves_forward_in_the_order(browser: Chrome, address: str, site: Site) -> None:
    """A C F is 800 m; with F moved before C, A F C, it is 1,000 m; the focus goes along."""
    from selenium.webdriver.common.by import By
    from selenium.webdriver.common.keys import Keys

    open_plan(browser, address, site, "ACF", "800")
    up = browser.find_elements(By.CSS_SELECTOR, "#plan-points li")[2]
    up.find_element(By.CSS_SELECTOR, "button").send_keys(Keys.ENTER)
    wait_until(browser, f"{STATUS}.textContent.includes('1.0')")
    assert vias(browser) == [site.places[letter] for letter in "AFC"]
    focused = browser.execute_script("return document.activeElement.getAttribute('aria-label')")
    assert site.places["F"] in focused


def test_points_are_removed_one_by_one_and_all_at_once(
    browser: Chrome, address: str, site: Site
) -> None:
    """Without C the way is A to F; without any the page asks for a start."""
    from selenium.webdriver.common.by import By

    open_plan(browser, address, site, "ACF", "800")
    browser.find_elements(By.CSS_SELECTOR, "#plan-points li button:last-child")[1].click()
    wait_until(browser, f"{VIAS}.length == 2")
    assert vias(browser) == [site.places["A"], site.places["F"]]
    browser.find_element(By.ID, "plan-clear").click()
    assert wait_until(browser, f"{STATUS}.textContent == 'Set a start and an end.'")
    assert browser.execute_script(f"return {VIAS}") == []
    assert browser.execute_script("return document.querySelectorAll('.pin').length") == 0
