"""The elevation of a way on its page: by mouse, finger and keyboard, and on the map both ways."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from browsing import PLANNED, TILES, assert_only_from, fingers, on_screen, screen, wait_until

if TYPE_CHECKING:
    from selenium.webdriver import Chrome
    from selenium.webdriver.remote.webelement import WebElement

    from drawn_site import Site

pytestmark = pytest.mark.browser

# zig-zag leads from G, at 60 m, 200 m down to E at 15 %, and on to A at 30 m: 700 m.
PAGE = "/itineraries/zig-zag?lang=en"
CHART = "document.querySelector('.chart')"
SAID = f"{CHART}.getAttribute('aria-valuetext')"
MARK = "document.querySelectorAll('path.profile-mark').length"
NBSP = "\N{NO-BREAK SPACE}"
MARK_PLACE = """
const map = window[document.querySelector('[data-map]').dataset.map]; let found = null;
map.eachLayer(l => { if (l.options.className === 'profile-mark') found = l.getLatLng(); });
return found && [found.lat, found.lng];
"""


def open_page(browser: Chrome, address: str, path: str = PAGE) -> WebElement:
    """Open a page with a profile; return the chart, in view."""
    from selenium.webdriver.common.by import By

    browser.get(address + path)
    wait_until(browser, TILES)
    wait_until(browser, "document.querySelector('.chart svg path.line')")
    chart = browser.find_element(By.CLASS_NAME, "chart")
    browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", chart)
    return chart


def marked(browser: Chrome) -> list[float]:
    """Return where the mark stands on the map, LAT, LON."""
    found: list[float] = browser.execute_script(MARK_PLACE)
    return found


def place(site: Site, letter: str) -> list[float]:
    """Return LAT, LON of a letter."""
    return [float(part) for part in site.places[letter].split(",")]


def test_the_keyboard_walks_along_the_way(browser: Chrome, address: str, site: Site) -> None:
    """Focus marks the start; arrows go by a hundredth, pages by a tenth, Home and End to ends.

    The gradient is that of the whole descent, smoothed: 14.5 % where the street falls by 15 %.
    """
    from selenium.webdriver.common.keys import Keys

    chart = open_page(browser, address)
    assert browser.execute_script(f"return {MARK}") == 0
    assert chart.get_attribute("role") == "slider"
    assert (chart.get_attribute("tabindex"), chart.get_attribute("aria-valuemax")) == ("0", "700")
    assert chart.get_attribute("aria-label") == "Position along the way"
    browser.execute_script("arguments[0].focus()", chart)
    assert marked(browser) == pytest.approx(place(site, "G"), abs=2e-6)
    chart.send_keys(Keys.PAGE_DOWN, Keys.PAGE_UP, Keys.ARROW_RIGHT, Keys.ARROW_UP, Keys.ARROW_LEFT)
    assert chart.get_attribute("aria-valuenow") == "77"
    assert chart.get_attribute("aria-valuetext") == "km 0.1 · 48 m · down at 14.5 %"
    chart.send_keys(Keys.END)
    assert chart.get_attribute("aria-valuenow") == "700"
    assert chart.get_attribute("aria-valuetext") == "km 0.7 · 30 m · level"
    assert marked(browser) == pytest.approx(place(site, "A"), abs=2e-6)
    chart.send_keys(Keys.ARROW_RIGHT, Keys.HOME)
    assert chart.get_attribute("aria-valuenow") == "0"
    chart.send_keys(Keys.TAB)
    wait_until(browser, f"{MARK} == 0")
    assert_only_from(browser, address)


def test_the_mouse_over_the_profile_moves_a_mark_on_the_map(
    browser: Chrome, address: str, site: Site
) -> None:
    """Two sevenths along, at 200 m, is E; away from the profile the mark goes."""
    from selenium.webdriver import ActionChains
    from selenium.webdriver.common.by import By

    chart = open_page(browser, address)
    left, width = browser.execute_script(
        "const box = document.querySelector('.chart path.line').getBoundingClientRect();"
        f"return [box.left - {CHART}.getBoundingClientRect().left, box.width];"
    )
    offset = left + width * 2 / 7 - chart.size["width"] / 2
    ActionChains(browser).move_to_element_with_offset(chart, round(offset), 0).perform()
    assert marked(browser) == pytest.approx(place(site, "E"), abs=5e-5)
    readout = browser.find_element(By.CLASS_NAME, "readout").text
    assert readout.startswith("km 0.2 · 30 m")
    ActionChains(browser).move_to_element(browser.find_element(By.TAG_NAME, "h1")).perform()
    wait_until(browser, f"{MARK} == 0")
    assert "Move over the profile" in browser.find_element(By.CLASS_NAME, "readout").text


def test_the_mouse_over_the_line_moves_the_cursor_of_the_profile(
    browser: Chrome, address: str, site: Site
) -> None:
    """At E on the map the profile says 200 m; away from the line it says nothing."""
    from selenium.webdriver import ActionChains

    open_page(browser, address)

    def point_at(where: str) -> None:
        x, y = on_screen(browser, where)
        mouse = ActionChains(browser, duration=20)
        mouse.w3c_actions.pointer_action.move_to_location(round(x) - 3, round(y))
        mouse.w3c_actions.pointer_action.move_to_location(round(x), round(y))
        mouse.perform()

    point_at(site.places["E"])
    wait_until(browser, f"{CHART}.classList.contains('on')")
    at = int(browser.execute_script(f"return {CHART}.getAttribute('aria-valuenow')"))
    assert at == pytest.approx(200, abs=5)
    assert browser.execute_script(f"return {MARK}") == 1
    corner = f"{site.places['G'].split(',')[0]},{site.places['A'].split(',')[1]}"
    point_at(corner)  # 300 m from G, 400 m from A
    wait_until(browser, f"!{CHART}.classList.contains('on')")


def test_a_finger_on_the_profile_marks_the_map_and_stays(
    browser: Chrome, address: str, site: Site
) -> None:
    """On a telephone a finger drawn to the right end marks the end; lifted, the mark stays."""
    from browsing import drag_finger

    with screen(browser, 360), fingers(browser):
        chart = open_page(browser, address)
        box = browser.execute_script(
            "const b = arguments[0].getBoundingClientRect(); return [b.left, b.top, b.width];",
            chart,
        )
        y = box[1] + 90.0
        drag_finger(browser, (box[0] + 60.0, y), (box[0] + box[2] - 2.0, y))
        wait_until(browser, f"{CHART}.getAttribute('aria-valuenow') == '700'")
        assert marked(browser) == pytest.approx(place(site, "A"), abs=2e-6)
        assert browser.execute_script("return document.documentElement.scrollWidth") <= 360
        assert_only_from(browser, address)


WORDS = {
    "fr": ("Profil altimétrique", "Comment le dénivelé est compté", "Relief modélisé", "descend à"),
    "en": ("Elevation", "How the climb is counted", "Modelled heights", "down at"),
    "nl": ("Hoogteprofiel", "Hoe de hoogtemeters geteld zijn", "Gemodelleerde", "daalt"),
}


@pytest.mark.parametrize("lang", WORDS)
@pytest.mark.parametrize("width", [360, 768, 1440])
def test_the_profile_says_its_numbers_in_the_language(
    width: int, lang: str, browser: Chrome, address: str
) -> None:
    """Legend with metres per class, the rule of counting, the model; all within the screen."""
    from selenium.webdriver.common.by import By

    with screen(browser, width):
        chart = open_page(browser, address, f"/itineraries/zig-zag?lang={lang}")
        section = browser.find_element(By.ID, "elevation")
        title, counted, model, down = WORDS[lang]
        assert section.find_element(By.TAG_NAME, "h2").text == title
        rest = browser.find_element(By.ID, "climbs")
        assert rest.find_element(By.TAG_NAME, "summary").text == counted
        assert model in rest.find_element(By.CLASS_NAME, "modelled").text
        assert down in str(chart.get_attribute("aria-valuetext"))
        legend = [one.text for one in section.find_elements(By.CSS_SELECTOR, ".grades li")]
        assert any(one.startswith("< −6") and "m" in one for one in legend)
        browser.execute_script("document.querySelector('#climbs details').open = true")
        rule = rest.find_element(By.CSS_SELECTOR, "details p").text
        assert " 30 " in rule
        assert " 5 m" in rule
        assert "{" not in section.text + rest.text
        grades = browser.execute_script(
            "return Array.from(document.querySelectorAll('[data-grade]'), p => p.dataset.grade)"
        )
        assert {"-3", "0"} <= set(grades)
        assert browser.execute_script("return document.documentElement.scrollWidth") <= width
        drawn = browser.execute_script(f"return {CHART}.scrollWidth - {CHART}.clientWidth")
        assert drawn <= 0
        assert_only_from(browser, address)


def test_the_planner_shows_the_profile_of_a_plan(browser: Chrome, address: str, site: Site) -> None:
    """A to G goes up 30 m; without its second point nothing of it is left, nor on the map."""
    from selenium.webdriver.common.by import By
    from selenium.webdriver.common.keys import Keys

    browser.get(f"{address}/planner?lang=en&{site.via('AG')}")
    wait_until(browser, PLANNED)
    facts = browser.find_element(By.CSS_SELECTOR, "#plan-result .facts").text
    assert f"30{NBSP}m" in facts.replace(" ", NBSP)
    assert f"30 – 60{NBSP}m" in facts.replace("\u202f", NBSP) or "30 – 60 m" in facts
    chart = browser.find_element(By.CLASS_NAME, "chart")
    chart.send_keys(Keys.END)
    assert marked(browser) == pytest.approx(place(site, "G"), abs=2e-6)
    browser.find_elements(By.CSS_SELECTOR, "#plan-points button:last-child")[1].click()
    wait_until(browser, f"!{CHART} && {MARK} == 0")
    assert_only_from(browser, address)


FAKE = """
const real = window.fetch, change = arguments[0];
function changed(body) {
  body.itineraries.forEach(one => {
    const heights = one.elevation;
    if (change === 'none') { one.elevation = one.climb_m = one.descent_m = null; return; }
    heights.profile[0][1] = null;
    heights.slopes.shift();
    Object.assign(heights, {unknown_m: 200, model: false});
  });
  return body;
}
window.fetch = (...asked) => real(...asked).then(
  answer => ({ok: answer.ok, json: () => answer.json().then(changed)}));
"""


@pytest.mark.parametrize("change", ["none", "hole"])
def test_unknown_heights_are_said_not_drawn(
    change: str, browser: Chrome, address: str, site: Site
) -> None:
    """Where no height is known there is no chart but a sentence; a hole is left open."""
    from selenium.webdriver.common.by import By

    browser.get(f"{address}/planner?lang=en&via={site.places['G']}")
    wait_until(browser, TILES)
    browser.execute_script(FAKE, change)
    browser.find_element(By.ID, "plan-place").send_keys(site.places["A"] + "\n")
    wait_until(browser, PLANNED)
    section = browser.find_element(By.ID, "plan-elevation").text
    if change == "none":
        assert "No heights are known along this way." in section
        assert browser.execute_script(f"return {CHART}") is None
        return
    assert browser.execute_script(f"return {SAID}") == "km 0.0 · height unknown"
    assert "Modelled" not in browser.find_element(By.ID, "plan-result").text
    unknown = browser.find_element(By.CSS_SELECTOR, "#plan-result details p:last-child")
    assert "nothing is counted" in str(unknown.get_attribute("textContent"))
