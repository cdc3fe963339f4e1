"""Services of the map along the way."""

from __future__ import annotations

import pytest

from itinera.itinerary import About, Stop
from itinerary.trips import trip
from sketch import World, sketch

TAP = {"amenity": "drinking_water"}


@pytest.fixture(scope="module")
def world() -> World:
    """A street with two taps, a bench and a station, 40 m off, and a tap past its end."""
    return sketch(
        """
    P   S

A---B---C

  Q   T   U
""",
        step_m=20.0,
        nodes={
            "P": TAP | {"name": "Fontaine Zola"},
            "Q": TAP,
            "S": {"railway": "station", "name": "Gare"},
            "T": {"amenity": "bench"},
            "U": {"amenity": "drinking_water"},
        },
    )


def listed(world: World, **options: object) -> list[tuple[str, str, int, int]]:
    itinerary = trip(world, "ABC", **options)
    return [(w.name, w.kind, round(w.at_m), round(w.off_m)) for w in itinerary.waypoints][1:-1]


def test_services_within_fifty_metres_are_listed_in_order(world: World) -> None:
    assert listed(world) == [
        ("Drinking water", "drinking_water", 40, 40),
        ("Fontaine Zola", "drinking_water", 80, 40),
        ("Gare", "station", 160, 40),
    ]


def test_unnamed_ones_are_called_by_their_kind_in_the_language(world: World) -> None:
    assert listed(world, about=About(lang="fr"))[0][0] == "Eau potable"
    assert listed(world, about=About(lang="nl"))[0][0] == "Drinkwater"


def test_their_id_is_that_of_openstreetmap(world: World) -> None:
    assert [w.id for w in trip(world, "ABC").waypoints][1:-1] == [
        f"node/{ord(letter)}" for letter in "QPS"
    ]


def test_a_listed_waypoint_of_the_same_kind_close_by_wins(world: World) -> None:
    station = Stop("Gare de Lens", world.lonlat("C"), id="gare", kind="station")
    names = [name for name, *_ in listed(world, places=(station,))]
    assert names == ["Drinking water", "Fontaine Zola", "Gare de Lens"]
