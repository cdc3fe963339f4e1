"""The planner in a browser: points by click, by name and by where one is; the GPX that comes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import gpxpy
import pytest

from browsing import (
    PLANNED,
    STATUS,
    TILES,
    assert_only_from,
    await_file,
    click_map,
    screen,
    standing_at,
    wait_until,
)

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

    from drawn_site import Site

pytestmark = pytest.mark.browser

FAILED = f"{STATUS}.classList.contains('failed') && {STATUS}.textContent"


@pytest.mark.parametrize("width", [360])
def test_two_clicks_plan_a_way_whose_gpx_arrives(
    width: int, browser: Chrome, address: str, site: Site
) -> None:
    """A to C is 600 m on the drawing: line, numbers, cues, another profile, the GPX."""
    from selenium.webdriver.common.by import By
    from selenium.webdriver.support.ui import Select

    with screen(browser, width):
        browser.get(f"{address}/planner?lang=en")
        wait_until(browser, TILES)
        for letter in "AC":
            click_map(browser, site.places[letter])
        wait_until(browser, PLANNED)
        assert "600 m" in browser.find_element(By.ID, "plan-status").text
        assert len(browser.find_elements(By.CSS_SELECTOR, "#plan-result .cues li")) >= 2
        assert len(browser.find_elements(By.CSS_SELECTOR, "#plan-points li")) == 2
        Select(browser.find_element(By.ID, "plan-profile")).select_by_value("gravel")
        wait_until(
            browser, f"{PLANNED} && document.getElementById('plan-gpx').href.includes('gravel')"
        )
        asked = parse_qs(urlsplit(browser.current_url).query)
        assert asked["profile"] == ["gravel"]
        assert len(asked["via"]) == 2
        assert browser.execute_script("return document.documentElement.scrollWidth") <= width
        assert_only_from(browser, address)
        file = Path(browser.downloads) / "itinera.gpx"
        file.unlink(missing_ok=True)
        browser.execute_script("document.getElementById('plan-gpx').click()")
        await_file(browser, file)
    track = gpxpy.parse(file.read_text(encoding="utf-8")).tracks[0]
    assert track.length_2d() == pytest.approx(600.0, abs=15.0)  # a click is as fine as a pixel


def test_a_shared_plan_opens_and_its_points_can_be_dropped(
    browser: Chrome, address: str, site: Site
) -> None:
    """The address is the plan; the button of a point removes it, the keyboard adds one."""
    from selenium.webdriver.common.by import By
    from selenium.webdriver.common.keys import Keys

    browser.get(f"{address}/planner?lang=en&profile=hike&{site.via('AGC')}")
    wait_until(browser, PLANNED)
    row = browser.find_elements(By.CSS_SELECTOR, "#plan-points li")[1]
    row.find_element(By.CSS_SELECTOR, "button:last-child").send_keys(Keys.ENTER)
    wait_until(browser, f"{STATUS}.textContent.includes('600')")
    assert parse_qs(urlsplit(browser.current_url).query)["via"] == [
        site.places["A"],
        site.places["C"],
    ]
    browser.find_element(By.ID, "plan-place").send_keys(site.places["F"], Keys.ENTER)
    wait_until(browser, f"{STATUS}.textContent.includes('800')")
    assert_only_from(browser, address)


def test_here_is_a_point(browser: Chrome, address: str, site: Site) -> None:
    """Where one is becomes the next point: from E to G is 200 m."""
    from selenium.webdriver.common.by import By

    browser.get(f"{address}/planner?lang=en&via={site.places['E']}")
    wait_until(browser, TILES)
    with standing_at(browser, address, site.places["G"]):
        browser.find_element(By.ID, "plan-here").click()
        wait_until(browser, PLANNED)
    assert "200 m" in browser.find_element(By.ID, "plan-status").text


@pytest.mark.parametrize("width", [360])
def test_a_single_point_can_be_the_start_of_a_loop(
    width: int, browser: Chrome, address: str, site: Site
) -> None:
    """A kilometre from A leads round a block; the address holds it; a second point ends it."""
    from selenium.webdriver.common.by import By
    from selenium.webdriver.common.keys import Keys

    with screen(browser, width):
        browser.get(f"{address}/planner?lang=en&via={site.places['A']}")
        wait_until(browser, "!document.getElementById('plan-loop').hidden")
        field = browser.find_element(By.ID, "plan-km")
        field.clear()
        field.send_keys("1", Keys.ENTER)
        wait_until(browser, PLANNED)
        assert "1.0 km" in browser.find_element(By.ID, "plan-status").text
        asked = parse_qs(urlsplit(browser.current_url).query)
        assert (asked["loop_km"], asked["via"]) == (["1"], [site.places["A"]])
        gpx = browser.find_element(By.ID, "plan-gpx").get_attribute("href")
        assert "/api/v1/loop?" in str(gpx)
        browser.refresh()
        wait_until(browser, f"{PLANNED} && {STATUS}.textContent.includes('1.0')")
        browser.find_element(By.ID, "plan-place").send_keys(site.places["C"], Keys.ENTER)
        wait_until(browser, f"{STATUS}.textContent.includes('600')")
        assert "loop_km" not in browser.current_url
        assert browser.execute_script("return document.documentElement.scrollWidth") <= width
        assert_only_from(browser, address)


def test_without_a_position_the_plan_stays_and_says_why(
    browser: Chrome, address: str, site: Site
) -> None:
    """Somebody who refuses to be located is told what to do, and keeps the point set before."""
    from selenium.webdriver.common.by import By

    browser.get(f"{address}/planner?lang=fr&via={site.places['E']}")
    wait_until(browser, TILES)
    with standing_at(browser, address, None):
        browser.find_element(By.ID, "plan-here").click()
        assert "autorisez la localisation" in str(wait_until(browser, FAILED))
    assert len(browser.find_elements(By.CSS_SELECTOR, "#plan-points li")) == 1


def test_names_are_suggested_while_one_types(browser: Chrome, address: str) -> None:
    """Avion lies beside the drawing, before its spoil heaps; coordinates are not asked about."""
    from selenium.webdriver.common.by import By

    browser.get(f"{address}/planner?lang=nl")
    field = browser.find_element(By.ID, "plan-place")
    field.send_keys("avi")
    options = "document.querySelectorAll('#plan-names option')"
    wait_until(browser, f"{options}.length > 1")
    said = browser.execute_script(f"return [{options}[0].value, {options}[0].textContent]")
    assert said[0] == "Avion"
    assert said[1].startswith("Gemeente")
    field.clear()
    field.send_keys("50.4,2.8")
    wait_until(browser, f"{options}.length == 0")
    assert_only_from(browser, address)


CARDS = "Array.from(document.querySelectorAll('.card h2'), one => one.textContent.trim())"


@pytest.mark.parametrize("width", [360])
def test_the_list_is_sorted_by_distance(
    width: int, browser: Chrome, address: str, site: Site
) -> None:
    """At G, where it starts, zig-zag comes first, then what starts at A, 500 m away."""
    from selenium.webdriver.common.by import By

    with screen(browser, width):
        browser.get(f"{address}/?lang=en")
        assert browser.execute_script(f"return {CARDS}") == ["un-tour on foot", "zig-zag on foot"]
        with standing_at(browser, address, site.places["G"]):
            browser.find_element(By.ID, "near").click()
            wait_until(browser, "document.querySelectorAll('.away').length == 2")
        assert browser.execute_script(f"return {CARDS}") == ["zig-zag on foot", "un-tour on foot"]
        away = [one.text for one in browser.find_elements(By.CLASS_NAME, "away")]
        assert away == ["Start 0.0 km away", "Start 0.5 km away"]
        assert browser.execute_script("return document.documentElement.scrollWidth") <= width
        assert_only_from(browser, address)


def test_without_a_position_the_list_stays_and_says_why(browser: Chrome, address: str) -> None:
    """Somebody who refuses to be located is told what to do, and keeps the list."""
    from selenium.webdriver.common.by import By

    browser.get(f"{address}/?lang=en")
    before = browser.execute_script(f"return {CARDS}")
    with standing_at(browser, address, None):
        browser.find_element(By.ID, "near").click()
        failed = "document.querySelector('#near-status.failed')"
        assert "allow this site" in str(wait_until(browser, f"{failed} && {failed}.textContent"))
    assert browser.execute_script(f"return {CARDS}") == before


def test_what_cannot_be_planned_is_said_with_its_remedy(
    browser: Chrome, address: str, site: Site
) -> None:
    """An unknown name and a place off the map are told in words; the page goes on."""
    browser.get(f"{address}/planner?lang=en&via={site.places['A']}&via=Nowhere")
    assert "Nowhere" in str(wait_until(browser, FAILED))
    browser.get(f"{address}/planner?lang=en&via={site.places['A']}&via=10,10")
    assert "10" in str(wait_until(browser, FAILED))
    assert browser.execute_script("return document.getElementById('plan-gpx').hidden")
    browser.get_log("browser")  # Chromium's own lines about the two refusals


CHECKED = "document.getElementById('check-status').textContent"


@pytest.mark.parametrize("width", [360])
def test_a_chosen_gpx_is_checked(width: int, browser: Chrome, address: str, site: Site) -> None:
    """Our own track matches wholly, nothing of it is forbidden, its line is on the map."""
    from selenium.webdriver.common.by import By

    with screen(browser, width):
        browser.get(f"{address}/planner?lang=en")
        chosen = browser.find_element(By.ID, "check-file")
        chosen.send_keys(str(site.routes / "un-tour" / "un-tour.gpx"))
        wait_until(browser, "document.querySelector('path.check-line')")
        assert "100.0\N{NO-BREAK SPACE}%" in str(browser.execute_script(f"return {CHECKED}"))
        report = browser.find_element(By.ID, "check-result").text
        assert "Nothing forbidden" in report
        assert "Climb by the map's heights : +0" in report  # level, as drawn
        assert "the track's own" not in report  # all its heights are one, so they tell nothing
        assert browser.execute_script("return document.documentElement.scrollWidth") <= width
        assert_only_from(browser, address)


def test_what_is_forbidden_names_its_way_and_shows_its_place(
    browser: Chrome, address: str, site: Site, tmp_path: Path
) -> None:
    """F to H is private: the row names street, way and tag; a click marks where it begins."""
    from selenium.webdriver.common.by import By

    points = "".join(
        '<trkpt lat="{}" lon="{}"/>'.format(*site.places[letter].split(",")) for letter in "CFH"
    )
    file = tmp_path / "private.gpx"
    file.write_text(f"<gpx><trk><trkseg>{points}</trkseg></trk></gpx>", encoding="utf-8")
    browser.get(f"{address}/planner?lang=en")
    browser.find_element(By.ID, "check-file").send_keys(str(file))
    wait_until(browser, "document.querySelector('#check-result .place')")
    row = browser.find_element(By.CSS_SELECTOR, "#check-result li")
    assert "Allée <Fictif> · way/" in row.text
    assert "access=private" in row.text
    assert "km 0.2" in row.text.replace("\N{NO-BREAK SPACE}", " ")
    link = row.find_element(By.TAG_NAME, "a").get_attribute("href")
    assert str(link).startswith("https://www.openstreetmap.org/way/")
    row.find_element(By.TAG_NAME, "button").click()
    centre = "window[document.querySelector('[data-map]').dataset.map].getCenter()"
    lat, lon = map(float, site.places["F"].split(","))
    near = f"Math.abs({centre}.lat - {lat}) + Math.abs({centre}.lng - {lon}) < 1e-4"
    assert wait_until(browser, near)
    assert_only_from(browser, address)


def test_a_dropped_file_that_is_no_gpx_is_told_with_words(browser: Chrome, address: str) -> None:
    """A file dropped on the page is read; what is wrong with it is said, in place of a report."""
    browser.get(f"{address}/planner?lang=en")
    browser.execute_script(
        "const data = new DataTransfer();"
        "data.items.add(new File(['no track at all'], 'holiday.gpx'));"
        "document.getElementById('check').dispatchEvent("
        "new DragEvent('drop', {dataTransfer: data, bubbles: true, cancelable: true}));"
    )
    failed = "document.querySelector('#check-status.failed')"
    assert "holiday.gpx" in str(wait_until(browser, f"{failed} && {failed}.textContent"))
    browser.get_log("browser")  # Chromium's own line about the refusal
