"""Paths laid end to end: exact cuts, joints once, geodesic lengths."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from itinera.errors import InputError
from itinera.geodesy import to_degrees
from itinera.itinerary.track import lay_track
from itinerary.trips import path_of, track_of
from sketch import World, sketch

GEOD = Geod(ellps="WGS84")


@pytest.fixture(scope="module")
def square() -> World:
    """A square of 300 m by 200 m with a bent street."""
    return sketch("""
A--B-+
|  | |
C--D-E
""")


def drawn_length(track) -> float:
    lonlat = to_degrees(track.fixed)
    return GEOD.line_length(lonlat[:, 0], lonlat[:, 1])


def test_whole_arcs_have_the_length_seen_by_eye(square: World) -> None:
    track = track_of(square, "ABDC")
    assert track.length_m == pytest.approx([300.0, 200.0, 300.0], abs=0.5)
    assert track.at_m[-1] == pytest.approx(drawn_length(track), abs=0.01)


def test_joints_stand_once_and_bends_stay(square: World) -> None:
    track = track_of(square, "ABED")
    letters = [square.lonlat(x) for x in "ABED"]
    lonlat = to_degrees(track.fixed)
    assert len(lonlat) == 5  # A, B, the bend, E, D
    assert [tuple(p) for p in lonlat[[0, 1, 3, 4]]] == [pytest.approx(p, abs=1e-7) for p in letters]
    assert track.point.tolist() == [0, 1, 3, 4]


def test_a_leg_inside_one_edge_is_cut_at_both_ends(square: World) -> None:
    track = track_of(square, path_of(square, "AB", 0.25, 0.75))
    assert track.at_m[-1] == pytest.approx(150.0, abs=0.3)
    middle = (np.array(square.lonlat("A")) + np.array(square.lonlat("B"))) / 2.0
    assert to_degrees(track.fixed).mean(axis=0) == pytest.approx(middle, abs=1e-6)


def test_a_cut_keeps_the_bends_between(square: World) -> None:
    track = track_of(square, path_of(square, "BE", 0.1, 0.9))
    assert len(track.fixed) == 3
    assert drawn_length(track) == pytest.approx(400.0 * 0.8, abs=0.5)


def test_against_the_way_shares_count_in_the_direction_of_travel(square: World) -> None:
    there = track_of(square, path_of(square, "BE", 0.2, 1.0))
    back = track_of(square, path_of(square, "EB", 0.0, 0.8))
    assert there.fixed.tolist() == back.fixed[::-1].tolist()


def test_legs_join_at_a_via_inside_an_edge(square: World) -> None:
    track = track_of(square, path_of(square, "AB", 0.0, 0.5), path_of(square, "ABD", 0.5, 0.5))
    assert track.leg.tolist() == [0, 1, 1]
    assert track.at_m == pytest.approx([0.0, 150.0, 300.0, 400.0], abs=0.5)
    assert track.node.tolist() == [-1, square.node("B")]
    assert drawn_length(track) == pytest.approx(400.0, abs=0.5)


def test_a_leg_that_ends_at_a_junction_meets_the_next_there(square: World) -> None:
    track = track_of(square, "AB", "BD")
    assert track.node.tolist() == [square.node("B")]


def test_pieces_without_length_are_left_out(square: World) -> None:
    track = track_of(square, path_of(square, "ABD", 1.0, 1.0))
    assert track.arcs.tolist() == [square.arc("BD")]


def test_nothing_to_travel_is_refused(square: World) -> None:
    with pytest.raises(InputError, match="no length"):
        track_of(square, path_of(square, "AB", 0.5, 0.5))


def test_no_legs_are_refused(square: World) -> None:
    with pytest.raises(InputError, match="no legs"):
        lay_track(square.graph, [])


WALKS = ("ABDC", "CDBA", "ABED", "DEBDCA", "BE", "EB", "ABDE")


@given(
    walk=st.sampled_from(WALKS),
    begin=st.floats(0.0, 1.0),
    end=st.floats(0.0, 1.0),
    reverse=st.booleans(),
)
def test_the_length_is_that_of_the_drawn_line(
    square: World, walk: str, begin: float, end: float, reverse: bool
) -> None:
    """Whatever is cut off, the sum of pieces is what Geod measures along the exported points."""
    letters = walk[::-1] if reverse else walk
    if len(letters) == 2:
        begin, end = min(begin, end), max(begin, end)
    try:
        track = track_of(square, path_of(square, letters, begin, end))
    except InputError:
        assert len(letters) == 2
        return
    # Points are whole 1e-7 degrees, 1 cm: each end may be off by that much.
    assert track.at_m[-1] == pytest.approx(drawn_length(track), rel=1e-3, abs=0.03)
    assert len(track.fixed) == track.point[-1] + 1
    assert all(b > a for a, b in pairwise(track.at_m.tolist()))
