"""The whole way of a visitor, on three screens and in three languages."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import gpxpy
import pytest

from browsing import (
    PLANNED,
    STATUS,
    TILES,
    assert_fits,
    assert_only_from,
    click_map,
    screen,
    standing_at,
    wait_until,
)

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

    from drawn_site import Site

pytestmark = pytest.mark.browser

WIDTHS = (360, 768, 1440)
SAID = "document.getElementById('check-status').textContent"


class Words(NamedTuple):
    """What a page says in a language."""

    found: str
    length: str
    matched: str
    clean: str
    away: str
    unknown: str


NBSP = "\N{NO-BREAK SPACE}"
WORDS = {
    "fr": Words("Itinéraire trouvé", "600", f"100,0{NBSP}%", "Rien d'interdit",
                f"Départ à 0,0{NBSP}km", "Rien ne porte ce nom ici."),
    "en": Words("Found", "600", f"100.0{NBSP}%", "Nothing forbidden",
                f"Start 0.0{NBSP}km away", "Nothing here bears this name."),
    "nl": Words("Gevonden", "600", f"100,0{NBSP}%", "niets verbodens",
                f"Vertrek op 0,0{NBSP}km", "Niets draagt hier deze naam."),
}  # fmt: skip

DROP = """
const data = new DataTransfer();
data.items.add(new File([arguments[0]], 'mine.gpx'));
document.getElementById('check').dispatchEvent(
  new DragEvent('drop', {dataTransfer: data, bubbles: true, cancelable: true}));
"""
FETCH = """
const done = arguments[1];
fetch(arguments[0]).then(a => a.text()).then(done);
"""


@pytest.mark.parametrize("lang", WORDS)
@pytest.mark.parametrize("width", WIDTHS)
def test_plan_switch_take_the_gpx_and_have_it_checked(
    width: int, lang: str, browser: Chrome, address: str, site: Site
) -> None:
    """Two clicks, another profile, the GPX; dropped on the page, it is wholly on the map."""
    from selenium.webdriver.common.by import By
    from selenium.webdriver.support.ui import Select

    words = WORDS[lang]
    with screen(browser, width):
        browser.get(f"{address}/planner?lang={lang}")
        wait_until(browser, TILES)
        for letter in "AC":
            click_map(browser, site.places[letter])
        wait_until(browser, PLANNED)
        said = browser.find_element(By.ID, "plan-status").text
        assert words.found in said
        assert words.length in said
        Select(browser.find_element(By.ID, "plan-profile")).select_by_value("gravel")
        link = "document.getElementById('plan-gpx').href"
        wait_until(browser, f"{PLANNED} && {link}.includes('gravel')")
        gpx = browser.execute_async_script(FETCH, browser.execute_script(f"return {link}"))
        assert gpxpy.parse(gpx).tracks[0].length_2d() == pytest.approx(600.0, abs=15.0)
        browser.execute_script(DROP, gpx)
        wait_until(browser, "document.querySelector('path.check-line')")
        assert words.matched in str(browser.execute_script(f"return {SAID}"))
        assert words.clean in browser.find_element(By.ID, "check-result").text
        assert_fits(browser, width)
        assert_only_from(browser, address)


@pytest.mark.parametrize("lang", WORDS)
@pytest.mark.parametrize("width", WIDTHS)
def test_sort_by_distance_and_be_told_what_went_wrong(
    width: int, lang: str, browser: Chrome, address: str, site: Site
) -> None:
    """At G zig-zag comes first; a name that nothing bears is told in the reader's language."""
    from selenium.webdriver.common.by import By

    words = WORDS[lang]
    with screen(browser, width):
        browser.get(f"{address}/?lang={lang}")
        with standing_at(browser, address, site.places["G"]):
            browser.find_element(By.ID, "near").click()
            wait_until(browser, "document.querySelectorAll('.away').length == 2")
        first = browser.find_element(By.CLASS_NAME, "card")
        assert "zig-zag" in first.text
        assert words.away in browser.execute_script("return arguments[0].textContent", first)
        assert_fits(browser, width)
        assert_only_from(browser, address)
        browser.get(f"{address}/planner?lang={lang}&via={site.places['A']}&via=Nowhere")
        failed = f"{STATUS}.classList.contains('failed') && {STATUS}.textContent"
        assert words.unknown in str(wait_until(browser, failed))
        detail = browser.find_element(By.CSS_SELECTOR, "#plan-status .detail")
        assert detail.get_attribute("lang") == "en"
        assert "'Nowhere'" in detail.text
        assert_fits(browser, width)
        browser.get_log("browser")  # Chromium's own line about the refusal
