"""Places near the way: found by boxes, held against brute force."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from itinera.geodesy import metres_per_degree, to_degrees
from itinera.itinerary.met import CHUNK, near
from itinera.itinerary.track import Track
from itinerary.trips import track_of
from sketch import sketch


def wandering(seed: int, n_points: int) -> Track:
    """Return a track of one piece that wanders about."""
    random = np.random.default_rng(seed)
    lonlat = np.array([2.8, 50.4]) + np.cumsum(random.normal(0, 2e-4, (n_points, 2)), axis=0)
    fixed = np.rint(lonlat * 1e7).astype(np.int32)
    ones, zeros = np.ones(1), np.zeros(1)
    length = np.array([1000.0])
    return Track(
        arcs=np.zeros(1, dtype=np.int32),
        low=zeros,
        high=ones,
        length_m=length,
        at_m=np.array([0.0, 1000.0]),
        leg=np.zeros(1, dtype=np.int32),
        point=np.array([0, n_points - 1]),
        fixed=fixed,
        node=np.zeros(0, dtype=np.int32),
    )


@given(
    seed=st.integers(0, 1000),
    n_points=st.integers(2, 5 * CHUNK),
    near_m=st.floats(1.0, 500.0),
)
def test_the_same_places_are_found_as_by_looking_at_every_segment(
    seed: int, n_points: int, near_m: float
) -> None:
    track = wandering(seed, n_points)
    spots = np.array([2.8, 50.4]) + np.random.default_rng(seed + 1).normal(0, 3e-3, (40, 2))
    lat = float(track.fixed[:, 1].mean()) / 1e7
    scale = np.array(metres_per_degree(lat))
    line = shapely.LineString(to_degrees(track.fixed) * scale)
    off = np.array([line.distance(shapely.Point(spot * scale)) for spot in spots])
    found = near(track, spots, near_m)
    assert [spot for spot, _, _ in found] == np.flatnonzero(off <= near_m).tolist()
    assert [off_m for _, _, off_m in found] == pytest.approx(off[off <= near_m].tolist(), abs=1e-6)
    planned = [line.project(shapely.Point(spots[i] * scale)) for i, _, _ in found]
    ours = [at_m / 1000.0 * line.length for _, at_m, _ in found]
    assert ours == pytest.approx(planned, abs=1e-3) or _ties(line, spots, scale, found)


def _ties(line, spots, scale, found) -> bool:
    """Tell whether every difference is between two equally near points of the line."""
    return all(
        line.interpolate(at_m / 1000.0 * line.length).distance(shapely.Point(spots[i] * scale))
        == pytest.approx(off_m, abs=1e-3)
        for i, at_m, off_m in found
    )


def test_a_place_beside_the_middle_by_eye() -> None:
    world = sketch("A--B--C")
    lon, lat = world.lonlat("B")
    spot = np.array([[lon, lat + 60.0 / 111_240.0]])
    ((index, at_m, off_m),) = near(track_of(world, "ABC"), spot, 100.0)
    assert (index, round(at_m), round(off_m)) == (0, 300, 60)
    assert near(track_of(world, "ABC"), spot, 59.0) == []


def test_no_places_are_met_by_none() -> None:
    world = sketch("A--B")
    assert near(track_of(world, "AB"), np.zeros((0, 2)), 100.0) == []
