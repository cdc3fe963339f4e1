"""Metres by class, surface and marked route, and what is travelled twice."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itinera.itinerary.shares import (
    highway_shares,
    network_shares,
    repeated_metres,
    surface_shares,
)
from itinerary.trips import path_of, track_of
from sketch import World, marked, sketch


@pytest.fixture(scope="module")
def world() -> World:
    """Streets, a track of gravel, and three marked routes."""
    ev5 = marked("ABC", type="route", route="bicycle", network="icn", ref="EV5")
    half = marked("AB", role="forward", route="bicycle", network="lcn", ref="7")
    gr = marked("BC", "CD", route="hiking", network="nwn", ref="GR 121")
    again = marked("BC", route="hiking", network="nwn", ref="GR 121")
    return sketch(
        "A--B--C-D",
        tags={
            "AB": {"highway": "residential", "surface": "asphalt"},
            "BC": {"highway": "track", "surface": "gravel"},
            "CD": {"highway": "path"},
        },
        relations=(ev5, half, gr, again),
    )


def test_shares_are_metres_by_class_most_first(world: World) -> None:
    track = track_of(world, "ABCD")
    assert highway_shares(world.graph, track) == pytest.approx(
        {"residential": 300.0, "track": 300.0, "path": 200.0}, abs=0.5
    )
    assert surface_shares(world.graph, track) == pytest.approx(
        {"asphalt": 300.0, "gravel": 300.0, "unknown": 200.0}, abs=0.5
    )


def test_most_metres_come_first(world: World) -> None:
    shares = highway_shares(world.graph, track_of(world, path_of(world, "ABC", 0.5, 1.0)))
    assert list(shares) == ["track", "residential"]


def test_networks_count_by_ref_and_once_for_two_relations_of_it(world: World) -> None:
    shares = network_shares(world.graph, track_of(world, "ABCD"))
    assert shares == pytest.approx({"icn:EV5": 600.0, "nwn:GR 121": 500.0, "lcn:7": 300.0}, abs=1.0)


def test_a_route_marked_in_one_direction_does_not_count_in_the_other(world: World) -> None:
    shares = network_shares(world.graph, track_of(world, "CBA"))
    assert shares == pytest.approx({"icn:EV5": 600.0, "nwn:GR 121": 300.0}, abs=1.0)


def test_no_marked_route_is_an_empty_share() -> None:
    plain = sketch("A-B")
    assert network_shares(plain.graph, track_of(plain, "AB")) == {}


@pytest.mark.parametrize(
    ("legs", "repeated"),
    [
        (["ABC"], 0.0),
        (["ABCBA"], 600.0),
        (["ABA"], 300.0),
        (["ABAB"], 600.0),  # three times over: two of them are repeats
    ],
)
def test_repeated_metres_by_eye(world: World, legs: list[str], repeated: float) -> None:
    assert repeated_metres(track_of(world, *legs)) == pytest.approx(repeated, abs=0.5)


def test_partial_overlap_counts_in_part(world: World) -> None:
    """A to three quarters of AB, then back to its middle: a quarter of 300 m is repeated."""
    there, back = path_of(world, "AB", 0.0, 0.75), path_of(world, "BA", 0.25, 0.5)
    assert repeated_metres(track_of(world, there, back)) == pytest.approx(75.0, abs=0.3)


@given(
    st.lists(
        st.tuples(st.booleans(), st.floats(0.0, 1.0), st.floats(0.0, 1.0)), min_size=1, max_size=6
    )
)
def test_repeated_is_what_exceeds_the_ground_covered(
    world: World, passes: list[tuple[bool, float, float]]
) -> None:
    """Against brute force on a fine grid over the one edge."""
    legs, counted = [], np.zeros(10_000)
    grid = (np.arange(len(counted)) + 0.5) / len(counted)
    for forward, one, other in passes:
        low, high = sorted((one, other))
        if high - low < 0.01:
            continue
        legs.append(path_of(world, "AB" if forward else "BA", low, high))
        at = grid if forward else 1.0 - grid
        counted += (at >= low) & (at <= high)
    if not legs:
        return
    repeated = float(np.maximum(counted - 1.0, 0.0).mean()) * 300.0
    assert repeated_metres(track_of(world, *legs)) == pytest.approx(repeated, abs=1.0)
