"""GET /api/v1/loop?stream=true: answers line by line, and no more of them than there is room."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from drawn_site import Site
from itinera.errors import InputError, NoRouteError
from itinera.planning.planner import Planner
from itinera_web.limits import TooManyError
from itinera_web.streams import Streams, TooManyStreamsError

FAR = {"REMOTE_ADDR": "203.0.113.7"}


def lines(text: str) -> list[dict[str, Any]]:
    """Read newline-delimited JSON."""
    return [json.loads(line) for line in text.splitlines()]


def question(site: Site) -> str:
    return f"/api/v1/loop?start={site.places['A']}&length_km=1.6&count=2&seed=3"


def test_the_last_line_is_the_plain_answer(client: FlaskClient, site: Site) -> None:
    """Lines before it are whole documents that are not final."""
    plain = client.get(question(site)).get_json()
    answer = client.get(f"{question(site)}&stream=true")
    assert answer.status_code == 200
    assert answer.mimetype == "application/x-ndjson"
    told = lines(answer.text)
    assert len(told) >= 2
    assert [one.pop("final") for one in told] == [False] * (len(told) - 1) + [True]
    assert {one.pop("event") for one in told} == {"answer"}
    assert told[-1] == plain
    assert all(one["itineraries"] for one in told)


def test_the_first_line_does_not_wait_for_the_last(
    client: FlaskClient, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is found is sent at once: the search goes on only when the next line is read."""
    asked = []
    search = Planner.refined_loops

    def counted(self: Planner, request: Any) -> Iterator[Any]:
        for found in search(self, request):
            asked.append(found)
            yield found

    monkeypatch.setattr(Planner, "refined_loops", counted)
    answer = client.get(f"{question(site)}&stream=true", buffered=False)
    parts = iter(answer.response)
    assert json.loads(next(parts))["final"] is False
    assert len(asked) == 1
    answer.close()


@pytest.mark.parametrize(
    ("query", "status"),
    [("&length_km=1&length_km=2&profil=x", 400), ("", 422), ("&format=gpx", 400)],
)
def test_what_is_wrong_from_the_start_is_a_plain_problem(
    client: FlaskClient, site: Site, query: str, status: int
) -> None:
    """Nothing was answered yet, so the status of the answer says it."""
    url = f"/api/v1/loop?start={site.places['A']}&length_km=150&stream=1{query}"
    answer = client.get(url)
    assert answer.status_code == status
    assert answer.mimetype == "application/problem+json"


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [(NoRouteError("None.", remedy="Go."), 422, "no_route"), (RuntimeError("x"), 500, "error")],
)
def test_what_goes_wrong_later_is_the_last_line(
    client: FlaskClient,
    site: Site,
    monkeypatch: pytest.MonkeyPatch,
    fault: Exception,
    status: int,
    code: str,
) -> None:
    """A problem with the members that it has as an answer of its own; faults of ours unnamed."""
    search = Planner.refined_loops

    def failing(self: Planner, request: Any) -> Iterator[Any]:
        yield next(search(self, request))
        raise fault

    monkeypatch.setattr(Planner, "refined_loops", failing)
    told = lines(client.get(f"{question(site)}&stream=true").text)
    assert told[0]["event"] == "answer"
    assert told[-1]["event"] == "problem"
    assert told[-1]["final"] is True
    assert (told[-1]["status"], told[-1]["code"]) == (status, code)
    assert told[-1]["problem"]
    assert told[-1]["remedy"]
    assert "x" not in told[-1]["problem"].split()


def test_an_address_has_two_streams_and_everybody_four(app: Flask) -> None:
    """This machine is not counted by itself, but with all."""
    streams = Streams()
    one, _two = streams.enter("203.0.113.7"), streams.enter("203.0.113.7")
    with pytest.raises(TooManyError, match="your address"):
        streams.enter("203.0.113.7")
    one.leave()
    one.leave()  # giving it back twice frees one place only
    assert streams.running == 1
    for _ in range(3):
        streams.enter("127.0.0.1")
    with pytest.raises(TooManyStreamsError, match="4 searches are streaming"):
        streams.enter("198.51.100.1")


def test_a_place_is_free_again_when_a_stream_ends_or_is_left(
    app: Flask, client: FlaskClient, site: Site
) -> None:
    """Whether it was read to the end, left after a line, never read, or failed."""
    streams: Streams = app.extensions["itinera.streams"]
    url = f"{question(site)}&stream=true"
    for read in (99, 1, 0):
        answer = client.get(url, buffered=False, environ_overrides=FAR)
        assert streams.running == 1
        for _, _line in zip(range(read), answer.response, strict=False):
            pass
        answer.close()
        assert streams.running == 0
    client.get(f"/api/v1/loop?start={site.places['A']}&length_km=150&stream=1")
    assert streams.running == 0


def test_too_many_streams_are_refused(app: Flask, client: FlaskClient, site: Site) -> None:
    streams: Streams = app.extensions["itinera.streams"]
    held = [streams.enter("203.0.113.7") for _ in range(2)]
    url = f"{question(site)}&stream=true"
    refused = client.get(url, environ_overrides=FAR)
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) >= 1
    held += [streams.enter("127.0.0.1") for _ in range(2)]
    full = client.get(url)
    assert full.status_code == 503
    assert full.get_json()["code"] == "too_many_streams"
    assert "Retry-After" in full.headers
    for place in held:
        place.leave()


def test_one_loop_of_several_is_picked(client: FlaskClient, site: Site) -> None:
    """From B a loop leads round either block: the second alone, in any format; no third."""
    url = f"/api/v1/loop?start={site.places['B']}&length_km=1&count=2"
    both = client.get(url).get_json()["itineraries"]
    assert len(both) == 2
    alone = client.get(f"{url}&pick=2").get_json()["itineraries"]
    assert alone == both[1:]
    assert "<trk>" in client.get(f"{url}&pick=2&format=gpx").text
    none = client.get(f"{url}&pick=3")
    assert none.status_code == 400
    assert "no loop 3" in none.get_json()["problem"]


def test_an_input_error_has_no_figures() -> None:
    """Only "no such loop" knows what comes nearest, for programs."""
    assert set(InputError("Bad.", remedy="Good.").told()) == {
        "code",
        "problem",
        "remedy",
        "nearest",
    }
