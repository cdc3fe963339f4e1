"""What the page of loops makes of answers: better ones, refusals, and none yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from browsing import (
    wait_until,
)
from loops_grid import (
    DONE,
    FAILED,
    LOOPS,
    STATUS,
    Grid,
    asked_of,
    words_mark,
)

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

pytestmark = pytest.mark.browser


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


@pytest.mark.parametrize("lang", ["fr", "en", "nl"])
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
