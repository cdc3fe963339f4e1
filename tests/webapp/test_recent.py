"""What was just answered is not searched again: files, and loops that are changed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from flask import Flask

from itinera.planning.loop import LoopRequest, Loops
from itinera.planning.places import stop_of
from itinera.planning.planner import Planner
from itinera_web.recent import Recent, key_of, recent

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from drawn_site import Site


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Return a client of the app, which remembers."""
    app.extensions["itinera.recent"] = Recent()
    return app.test_client()


def url_of(site: Site, more: str = "") -> str:
    """Return a request for a kilometre round a block."""
    return f"/api/v1/loop?start={site.places['A']}&length_km=1&effort=1&tolerance_pct=6{more}"


@pytest.mark.parametrize("first", ["", "&stream=true"])
def test_a_file_of_what_was_shown_needs_no_search(
    first: str, client: FlaskClient, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Plain or streamed, the answer is kept; the GPX of its first loop is that loop."""
    shown = client.get(url_of(site, first)).text.splitlines()[-1]
    line = json.loads(shown)["itineraries"][0]["geometry"]["coordinates"]

    def fail(*_: object) -> None:
        raise AssertionError("searched again")

    monkeypatch.setattr(Planner, "loops", fail)
    monkeypatch.setattr(Planner, "refined_loops", fail)
    gpx = client.get(url_of(site, "&pick=1&format=gpx")).text
    assert gpx.count("<trkpt") == len(line)
    again = client.get(url_of(site, "&stream=true")).text.splitlines()
    assert [json.loads(one)["final"] for one in again] == [True]


def test_another_wish_and_a_body_are_searched(
    client: FlaskClient, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A seed, a language or an area in the body make another question."""
    client.get(url_of(site))
    searched: list[object] = []
    plan = Planner.loops

    def counted(self: Planner, request: object) -> Loops:
        searched.append(request)
        return plan(self, request)  # type: ignore[arg-type]  # what the app asked

    monkeypatch.setattr(Planner, "loops", counted)
    far = {"type": "Polygon", "coordinates": [[[9, 9], [9.1, 9], [9, 9.1], [9, 9]]]}
    client.get(url_of(site))
    assert searched == []
    client.get(url_of(site, "&seed=8"))
    client.get(url_of(site, "&lang=nl"))
    for _ in range(2):
        client.post(url_of(site), data=json.dumps(far))
    assert len(searched) == 4


@pytest.mark.parametrize(
    ("change", "climb", "asked"),
    [
        ("shorter", "", (800.0, None)),
        ("longer", "", (1250.0, None)),
        ("shorter", "&climb_m=7", (800.0, 7.0)),
        ("flatter", "&climb_m=90&tolerance_pct=50", (1000.0, 0.0)),
    ],
)
def test_a_request_tells_of_the_loop_to_be_changed(
    change: str,
    climb: str,
    asked: tuple[float, float | None],
    client: FlaskClient,
    site: Site,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Made shorter, a kilometre is 800 m; what is not to change stands as it was asked for."""
    plain = url_of(site).replace("&tolerance_pct=6", "")
    found = client.get(plain).get_json()["itineraries"][0]
    searched: list[LoopRequest] = []
    loops = Planner.loops(client.application.extensions["itinera"].planner, ask(site))

    def noted(_: Planner, request: LoopRequest) -> Loops:
        searched.append(request)
        return loops

    monkeypatch.setattr(Planner, "loops", noted)
    client.get(f"{plain}{climb}&like=request&{change}=true")
    wished = searched[-1]
    assert wished.length_m == pytest.approx(asked[0] * found["length_m"] / 1000.0, rel=1e-3)
    assert wished.climb_m == asked[1]


def ask(site: Site) -> LoopRequest:
    """Return the same question as a value."""
    return LoopRequest(stop_of(site.places["A"]), length_m=1000.0, effort=1)


def test_the_longest_unasked_is_forgotten() -> None:
    """Asking again for one keeps it."""
    kept = Recent(most=2)
    keys = [(("start", letter),) for letter in "abc"]
    answers = [Loops((), (letter,)) for letter in "abc"]
    for key, answer in zip(keys[:2], answers, strict=False):
        kept.keep(key, answer)
    assert kept.get(keys[0]) is answers[0]
    kept.keep(keys[2], answers[2])
    assert kept.get(keys[1]) is None
    assert kept.answer(keys[0], lambda: answers[1]) is answers[0]
    assert kept.answer(None, lambda: answers[1]) is answers[1]


def test_how_it_is_told_is_no_other_question(app: Flask) -> None:
    """Format, pick and stream do not matter; the order of places does, and so does a body."""
    from flask import request

    def key(query: str) -> object:
        with app.test_request_context(f"/api/v1/loop?{query}"):
            return key_of(request.args, method="GET")

    assert key("a=1&b=2&format=gpx&pick=2") == key("b=2&stream=true&a=1&max_points=9")
    assert key("a=1") != key("a=2")
    assert key("via=1&via=2") != key("via=2&via=1")
    with app.test_request_context("/api/v1/loop?a=1", method="POST"):
        assert key_of(request.args, method="POST") is None


def test_only_an_app_of_ours_remembers() -> None:
    app = Flask(__name__)
    app.extensions["itinera.recent"] = None
    with app.app_context(), pytest.raises(TypeError, match="not made by create_app"):
        recent()
