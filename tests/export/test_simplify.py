"""Fewer points, and never farther from the line than is said."""

from __future__ import annotations

import functools
from dataclasses import replace

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from itinera.errors import InputError
from itinera.export.simplify import simplified
from itinera.geodesy import distance, metres_per_degree
from itinerary.trips import trip
from sketch import sketch

PLAIN = trip(sketch("A--B"), "AB")


def wandering(seed: int, n_points: int) -> np.ndarray:
    """Return a line that wanders about in the basin, with loops and doubled points."""
    random = np.random.default_rng(seed)
    steps = random.normal(0.0, 0.0005, (n_points, 2))
    steps[random.random(n_points) < 0.1] = 0.0
    return np.round(np.array([2.8, 50.4]) + np.cumsum(steps, axis=0), 7)


def on_plane(lonlat: np.ndarray, *, middle: np.ndarray, scale: tuple[float, float]) -> np.ndarray:
    return (lonlat - middle) * scale


@given(
    seed=st.integers(0, 10_000),
    n_points=st.integers(3, 400),
    max_points=st.integers(2, 100),
)
def test_the_line_moves_no_more_than_is_said(seed: int, n_points: int, max_points: int) -> None:
    """Measured independently: each point of the full line to the simple one, on the ground."""
    lonlat = wandering(seed, n_points)
    found = simplified(replace(PLAIN, lonlat=lonlat), max_points)
    kept = found.itinerary.lonlat
    assert 2 <= len(kept) <= max_points or np.array_equal(kept, lonlat)
    assert (kept[0].tolist(), kept[-1].tolist()) == (lonlat[0].tolist(), lonlat[-1].tolist())
    line = shapely.LineString(kept)
    for point in lonlat:
        scale = metres_per_degree(float(point[1]))
        near = shapely.transform(line, functools.partial(on_plane, middle=point, scale=scale))
        assert near.distance(shapely.Point(0.0, 0.0)) <= found.tolerance_m + 0.05


def test_kept_points_are_points_of_the_line_in_order_with_their_heights() -> None:
    lonlat = wandering(1, 200)
    full = replace(PLAIN, lonlat=lonlat, ele=np.arange(200.0))
    few = simplified(full, 20).itinerary
    rows = few.ele.astype(int)
    assert np.array_equal(lonlat[rows], few.lonlat)
    assert (np.diff(rows) > 0).all()


def test_a_short_line_stays_as_it_is() -> None:
    found = simplified(PLAIN, 500)
    assert found.itinerary is PLAIN
    assert found.tolerance_m == 0.0


def test_the_least_telling_point_goes_first() -> None:
    """A 1 m kink is left out before a 100 m one, and the tolerance says about 1 m."""
    lat = 1.0 / 111_240.0
    lonlat = np.array([[2.8, 50.4], [2.81, 50.4 + lat], [2.82, 50.4], [2.83, 50.4 + 100 * lat],
                       [2.84, 50.4]])  # fmt: skip
    found = simplified(replace(PLAIN, lonlat=lonlat), 4)
    assert found.itinerary.lonlat.tolist() == lonlat[[0, 2, 3, 4]].tolist()
    assert 1.0 <= found.tolerance_m <= 1.2


def test_a_round_trip_keeps_both_ends() -> None:
    ring = np.array([[2.8, 50.4], [2.81, 50.41], [2.82, 50.4], [2.81, 50.39], [2.8, 50.4]])
    found = simplified(replace(PLAIN, lonlat=ring), 2)
    assert found.itinerary.lonlat.tolist() == ring[[0, -1]].tolist()
    assert found.tolerance_m >= distance((2.8, 50.4), (2.82, 50.4)) - 1.0


def test_one_point_is_no_line() -> None:
    with pytest.raises(InputError, match="1 points cannot be drawn"):
        simplified(PLAIN, 1)
