"""Names offered to somebody who begins to type one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from itinera.planning.places import stop_of
from itinera.waypoints import Waypoint, WaypointTable, load_waypoints
from itinera_web.suggest import Suggestions

BASIN = (2.0, 50.0, 4.0, 51.0)


def place(name: str, kind: str = "site", commune: str = "", **more: Any) -> Waypoint:
    """Make a waypoint within the basin."""
    more.setdefault("id", name.lower().replace(" ", "-"))
    return Waypoint(name=name, kind=kind, lonlat=(2.8, 50.4), commune=commune, **more)


TABLE = WaypointTable((
    place("Terril 74a – Est", "terril", "Loos", id="T074a", other_names=("Le Double",)),
    place("Gare de Lens", "station", "Lens"),
    place("Lens", "commune"),
    place("Lensoise", "food", "Arras"),
    place("Musée", "museum", "Lens"),
    place("Étang", "park", id="e1"),
    replace(place("Étang", "park", id="e2"), lonlat=(3.5, 50.2)),
    replace(place("Far away"), lonlat=(9.0, 45.0)),
    replace(place("Nowhere"), lonlat=None),
))  # fmt: skip
KNOWN = Suggestions.of(TABLE, BASIN)


def used(text: str, most: int = 8) -> list[str]:
    """Return what would be typed."""
    return [row["use"] for row in KNOWN.like(text, most=most)]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("74A", ["Terril 74a – Est"]),
        ("t074", ["Terril 74a – Est"]),
        ("double", ["Terril 74a – Est"]),
        ("lens", ["Lens", "Lensoise", "Gare de Lens", "Musée"]),
        ("GARE de l", ["Gare de Lens"]),
        ("ens", []),
        ("far", []),
        ("nowhere", []),
        ("…", []),
    ],
)
def test_words_are_found_by_their_beginnings(typed: str, expected: list[str]) -> None:
    """Exact first, then names that begin so, then words of names, then the commune."""
    assert used(typed) == expected


def test_of_two_places_of_one_name_the_id_is_offered() -> None:
    """The name would be refused as meaning two places."""
    assert used("etang") == ["e1", "e2"]


def test_no_more_are_offered_than_asked_for() -> None:
    assert used("lens", most=2) == ["Lens", "Lensoise"]


def test_whatever_is_offered_can_be_typed() -> None:
    """Every suggestion of the real tables leads to the very place that it names."""
    known = Suggestions.of(load_waypoints(), BASIN)
    assert len(known.known) > 500
    for one in known.known:
        assert stop_of(one.use).id == one.waypoint.id


@pytest.fixture
def client(app: Flask, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """Return a client of an app that knows the places above."""
    service = app.extensions["itinera"]
    monkeypatch.setattr(service, "_parts", replace(service._parts, suggestions=KNOWN))
    return app.test_client()


def test_the_interface_answers_places(client: FlaskClient) -> None:
    (row,) = client.get("/api/v1/places?q=74a").get_json()["places"]
    assert row == {
        "use": "Terril 74a – Est", "id": "T074a", "name": "Terril 74a – Est",
        "kind": "terril", "commune": "Loos", "lonlat": [2.8, 50.4],
    }  # fmt: skip
    assert len(client.get("/api/v1/places?q=lens&limit=1").get_json()["places"]) == 1


@pytest.mark.parametrize("query", ["", "q=", "q=%20", f"q={'x' * 101}", "q=a&limit=0", "q=a&x=1"])
def test_bad_questions_are_problems(query: str, client: FlaskClient) -> None:
    answer = client.get(f"/api/v1/places?{query}")
    assert answer.status_code == 400
    assert answer.get_json()["code"] == "invalid_input"
