"""The elevation of itineraries: samples of edges joined, partial edges, crests inside edges."""

from __future__ import annotations

import numpy as np
import pytest

from itinera.elevation.climb import climb_of
from itinera.geodesy import FloatArray, segment_lengths
from itinera.itinerary import Itinerary, Stop
from itinera.itinerary.elevation import heights_along
from itinerary.hills import Ground, raised
from itinerary.trips import path_of, track_of, trip
from sketch import World, sketch

FLAT_M = 20.0


@pytest.fixture(scope="module")
def street() -> World:
    """1,400 m from west to east."""
    return sketch(
        """
A------B------C
"""
    )


def slope(world: World, *knots: tuple[float, float]) -> Ground:
    """Return a ground of straight slopes between (metres from A, height) from west to east."""
    west, east = world.lonlat("A")[0], world.lonlat("C")[0]

    def ground(lonlat: FloatArray) -> FloatArray:
        at = (lonlat[:, 0] - west) / (east - west) * 1400.0
        return np.interp(at, *zip(*knots, strict=True))

    return ground


def test_a_crest_inside_an_edge_counts_and_is_a_point_of_the_line(street: World) -> None:
    """Up 40 m and down again on the first street, then up 10: 50 up, 40 down, less the two
    metres by which the moving average lowers the crest and raises the hollow."""
    hill = raised(street, slope(street, (0, 20), (350, 60), (700, 20), (1400, 30)))
    way = trip(hill, "ABC")
    assert way.climb_m == pytest.approx(50.0, abs=2.0)
    assert way.descent_m == pytest.approx(40.0, abs=2.0)
    assert way.ele is not None
    assert way.ele.tolist() == pytest.approx([20.0, 60.0, 20.0, 30.0])
    assert len(way.lonlat) == 4


def test_the_other_way_round_climb_and_descent_are_swapped(street: World) -> None:
    hill = raised(street, slope(street, (0, 20), (350, 60), (700, 20), (1400, 30)))
    there, back = trip(hill, "ABC"), trip(hill, "CBA")
    assert (back.climb_m, back.descent_m) == pytest.approx((there.descent_m, there.climb_m))


def test_a_long_gentle_ramp_over_many_edges_climbs_in_full() -> None:
    """1,000 m at 1 % over ten streets of 100 m: 10 m, though no street climbs more than one."""
    world = sketch("A-B-C-D-E-F-G-H-I-J-K")
    west, east = world.lonlat("A")[0], world.lonlat("K")[0]
    hill = raised(world, lambda p: 20.0 + 10.0 * (p[:, 0] - west) / (east - west))
    way = trip(hill, "ABCDEFGHIJK")
    assert (way.climb_m, way.descent_m) == pytest.approx((10.0, 0.0), abs=0.05)


def test_part_of_an_edge_climbs_in_part(street: World) -> None:
    """From a quarter to three quarters of a street that rises by 28 m: 14 m."""
    hill = raised(street, slope(street, (0, 20), (700, 48), (1400, 48)))
    way = trip(hill, path_of(hill, "AB", 0.25, 0.75))
    assert way.climb_m == pytest.approx(14.0, abs=0.1)
    assert way.ele is not None
    assert (way.ele[0], way.ele[-1]) == pytest.approx((27.0, 41.0), abs=0.06)
    back = trip(hill, path_of(hill, "BA", 0.25, 0.75))
    assert (back.climb_m, back.descent_m) == pytest.approx((0.0, 14.0), abs=0.1)


def test_samples_are_joined_in_metres_of_the_way(street: World) -> None:
    """From 105 m on: the first sample is the start itself, the next the edge's at 110 m."""
    hill = raised(street, slope(street, (0, 0), (1400, 140)))
    assert hill.graph.heights is not None
    at, ele = heights_along(hill.graph.heights, track_of(hill, path_of(hill, "ABC", 0.15, 0.5)))
    assert at[:3] == pytest.approx([0.0, 5.0, 15.0], abs=0.01)
    assert ele[:3] == pytest.approx([10.5, 11.0, 12.0], abs=0.06)
    assert (at[-1], ele[-1]) == pytest.approx((945.0, 105.0), abs=0.1)
    assert (np.diff(at) > 0.0).all()
    assert np.diff(at).max() <= 10.01


def test_a_via_inside_an_edge_and_turning_there_are_walked_in_order(street: World) -> None:
    """Up 14 m to the middle of a street and back down."""
    hill = raised(street, slope(street, (0, 20), (700, 48), (1400, 48)))
    way = trip(hill, path_of(hill, "AB", 0.0, 0.5), path_of(hill, "BA", 0.5, 1.0))
    assert (way.climb_m, way.descent_m) == pytest.approx((14.0, 14.0), abs=0.6)


def test_unknown_ground_is_left_out_and_measured(street: World) -> None:
    """Nothing is known east of B: the first street's climb, and 700 m unknown."""

    def ground(lonlat: FloatArray) -> FloatArray:
        known = slope(street, (0, 20), (700, 48))(lonlat)
        return np.where(lonlat[:, 0] > street.lonlat("B")[0] + 1e-6, np.nan, known)

    way = trip(raised(street, ground), "ABC")
    assert way.climb_m == pytest.approx(28.0, abs=0.1)
    assert way.elevation is not None
    assert way.elevation.climb.unknown_m == pytest.approx(700.0, abs=0.1)
    assert way.ele is not None
    assert np.isfinite(way.ele).tolist() == [True, True, False]


def test_a_map_without_heights_along_the_way_says_none(street: World) -> None:
    unknown = raised(street, lambda lonlat: np.full(len(lonlat), np.nan))
    for world in (street, unknown):
        way = trip(world, "ABC")
        assert (way.climb_m, way.descent_m, way.ele, way.elevation) == (None, None, None, None)
        assert way.effort.km_effort == pytest.approx(1.4, abs=0.01)


def test_effort_counts_the_climb(street: World) -> None:
    """1.4 km and 28 m: 1.68 km-effort."""
    way = trip(raised(street, slope(street, (0, 20), (700, 48))), "ABC")
    assert way.effort.km_effort == pytest.approx(1.68, abs=0.005)


def named(world: World, *places: Stop) -> list[tuple[str, str]]:
    """Return the names and ids of the climbs of a way up a heap at B."""
    hill = raised(world, slope(world, (0, 20), (400, 20), (700, 80), (1000, 20)))
    elevation = trip(hill, "ABC", places=places).elevation
    assert elevation is not None
    return [(one.name, one.id) for one in elevation.climbs]


def test_a_climb_is_named_after_the_spoil_heap_at_its_top(street: World) -> None:
    heap = Stop("Terril 74a", street.lonlat("B"), id="T074a", kind="terril")
    tap = Stop("Fontaine", street.lonlat("B"), id="x", kind="drinking_water")
    town = Stop("Loos", street.lonlat("B"), id="y", kind="commune")
    assert named(street, tap, town, heap) == [("Terril 74a", "T074a")]
    assert named(street, tap) == [("", "")]


def test_a_heap_far_from_the_top_names_nothing(street: World) -> None:
    """At A, 700 m before the top."""
    assert named(street, Stop("Terril 1", street.lonlat("A"), id="T001", kind="terril")) == [
        ("", "")
    ]


def test_longest_and_steepest_climbs_are_told_apart(street: World) -> None:
    """30 m over 600 m, then 30 m over 200 m."""
    hill = raised(street, slope(street, (0, 20), (600, 50), (1100, 20), (1300, 50), (1400, 50)))
    elevation = trip(hill, "ABC").elevation
    assert elevation is not None
    assert elevation.longest is not None
    assert elevation.steepest is not None
    assert elevation.longest.ascent.to_m == pytest.approx(600.0, abs=30.0)
    assert elevation.steepest.ascent.to_m == pytest.approx(1300.0, abs=30.0)
    assert elevation.steepest.ascent.mean_pct == pytest.approx(15.0, abs=3.0)


def climb_of_line(way: Itinerary) -> float:
    """Count the climb of what a GPX holds: the points of the line."""
    assert way.ele is not None
    at = np.concatenate(([0.0], np.cumsum(segment_lengths(way.lonlat))))
    found = climb_of(at, way.ele)
    assert found is not None
    return found.climb_m


@pytest.mark.parametrize("seed", range(5))
def test_the_line_alone_climbs_as_the_way_does(street: World, seed: int) -> None:
    """Rolling ground of five random waves under two straight streets."""
    rng = np.random.default_rng(seed)
    waves = [(rng.uniform(60.0, 300.0), rng.uniform(3.0, 9.0)) for _ in range(5)]
    west, east = street.lonlat("A")[0], street.lonlat("C")[0]

    def ground(lonlat: FloatArray) -> FloatArray:
        at = (lonlat[:, 0] - west) / (east - west) * 1400.0
        return 50.0 + sum(high * np.sin(at / long) for long, high in waves)

    way = trip(raised(street, ground), "ABC")
    assert way.climb_m is not None
    assert climb_of_line(way) == pytest.approx(way.climb_m, rel=0.05, abs=1.0)
