"""The page of loops in a browser: choose a start, compare three, change one, take it along."""

from __future__ import annotations

import threading
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.error import HTTPError
from urllib.parse import parse_qs, urlsplit
from urllib.request import urlopen

import gpxpy
import pytest

from browsing import (
    TILES,
    assert_fits,
    assert_only_from,
    await_file,
    click_map,
    drag_finger,
    drag_mouse,
    fingers,
    on_screen,
    screen,
    served,
    standing_at,
    wait_until,
)
from conftest import shared_path
from drawn_site import hilly
from itinera.planning.prepare import store_prepared
from sketch import sketch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selenium.webdriver import Chrome

pytestmark = pytest.mark.browser

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


def words_mark(lang: str) -> str:
    """Return the sign between whole numbers and tenths."""
    return "." if lang == "en" else ","


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


STUB = """
const real = window.fetch.bind(window);
window.fetch = (url, options) => {
  const loop = String(url).includes('/api/v1/loop') && window.answers.length;
  return loop ? window.answers.shift()(String(url)) : real(url, options);
};
const plain = url => real(url.replace('&stream=true', '')).then(answer => answer.json());
const problem = (body, status, headers) => Promise.resolve(new Response(JSON.stringify(body), {
  status: status, headers: Object.assign({'Content-Type': 'application/problem+json'}, headers)}));
"""


def stub(browser: Chrome, answers: str) -> str:
    """Let the next pages get these answers instead of the interface's, one after the other."""
    script = {"source": f"{STUB}; window.answers = [{answers}];"}
    found = browser.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", script)
    return str(found["identifier"])


def unstub(browser: Chrome, identifier: str) -> None:
    """Take the answers away again."""
    asked = {"identifier": identifier}
    browser.execute_cdp_cmd("Page.removeScriptToEvaluateOnNewDocument", asked)


STREAM = """
url => plain(url).then(body => {
  const text = new TextEncoder();
  const line = (loops, final) => text.encode(JSON.stringify(
    {event: 'answer', final: final, itineraries: loops, notes: final ? body.notes : []}) + '\\n');
  return new Response(new ReadableStream({ start(sink) {
    const first = line(body.itineraries.slice(1, 2), false);
    sink.enqueue(first.slice(0, 100));
    sink.enqueue(first.slice(100));
    window.go = () => { sink.enqueue(line(body.itineraries, true)); sink.close(); };
  }}), {headers: {'Content-Type': 'application/x-ndjson'}});
})
"""


def test_a_better_answer_replaces_the_first(browser: Chrome, grid: Grid) -> None:
    """A stream's first line is shown at once, in pieces as it comes; the last one stays."""
    from selenium.webdriver.common.by import By

    stubbed = stub(browser, STREAM)
    try:
        browser.get(grid.page(start=grid.places["O"], length_km="4"))
        wait_until(browser, f"{LOOPS} == 1")
        assert "goes on" in browser.find_element(By.ID, "loops-status").text
        assert not browser.find_elements(By.CSS_SELECTOR, "a[data-format]")
        browser.execute_script("window.go()")
        wait_until(browser, DONE)
        assert "3 loops found" in browser.find_element(By.ID, "loops-status").text
        assert browser.find_elements(By.CSS_SELECTOR, "a[data-format]")
    finally:
        unstub(browser, stubbed)


@pytest.mark.parametrize("status", [503, 429])
def test_a_starting_or_busy_service_is_asked_again(
    status: int, browser: Chrome, grid: Grid
) -> None:
    """503 and 429 say when; the page waits so long, and then has its loops."""
    refusal = f"() => problem({{code: 'not_ready'}}, {status}, {{'Retry-After': '0.4'}})"
    stubbed = stub(browser, refusal)
    try:
        browser.get(grid.page(start=grid.places["O"], length_km="4"))
        said = wait_until(
            browser, f"{STATUS}.textContent.includes('starting') && {STATUS}.textContent"
        )
        assert "0.4 s" in str(said)
        wait_until(browser, DONE)
    finally:
        unstub(browser, stubbed)


@pytest.mark.parametrize("lang", WORDS)
def test_what_is_possible_instead_is_a_button(lang: str, browser: Chrome, grid: Grid) -> None:
    """A refusal is a sentence; its button asks for the nearest loop that there is."""
    from selenium.webdriver.common.by import By

    refusal = (
        "{code: 'no_loop', problem: 'No', remedy: 'Ask', possible: {length_km: 4, climb_m: null}}"
    )
    stubbed = stub(browser, f"() => problem({refusal}, 422)")
    try:
        browser.get(grid.page(lang, start=grid.places["O"], length_km="150", climb_m="900"))
        wait_until(browser, FAILED)
        button = browser.find_element(By.CSS_SELECTOR, "#loops-remedies button")
        assert f"4{words_mark(lang)}0" in button.text
        button.click()
        wait_until(browser, DONE)
        assert asked_of(browser)["length_km"] == ["4"]
        assert "climb_m" not in asked_of(browser)
    finally:
        unstub(browser, stubbed)
        browser.get_log("browser")


def test_a_change_too_far_is_taken_back_by_a_button(browser: Chrome, grid: Grid) -> None:
    """150 km in a square of two kilometres: why not, and the way back."""
    from selenium.webdriver.common.by import By
    from selenium.webdriver.common.keys import Keys

    browser.get(grid.page(start=grid.places["O"], length_km="4"))
    wait_until(browser, DONE)
    field = browser.find_element(By.ID, "loops-km")
    field.clear()
    field.send_keys("150", Keys.TAB)
    assert "No loop" in str(wait_until(browser, FAILED))
    browser.find_element(By.XPATH, "//*[text()='Undo the last change']").click()
    wait_until(browser, DONE)
    assert asked_of(browser)["length_km"] == ["4"]
    browser.get_log("browser")


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
