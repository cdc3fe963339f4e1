"""Waypoints met along the way: which, where, and how far beside the line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from itinera.geodesy import distance, metres_per_degree
from itinera.itinerary.itinerary import MetWaypoint

if TYPE_CHECKING:
    from collections.abc import Sequence

    from itinera.geodesy import BoolArray, FloatArray
    from itinera.itinerary.itinerary import Stop
    from itinera.itinerary.track import Track

NEAR_M = 100.0  # nearer than this, a waypoint is met
CHUNK = 64  # points of the line that share a bounding box


def stops_met(track: Track, stops: Sequence[Stop]) -> list[MetWaypoint]:
    """Return the stops of an itinerary, each where its leg begins or ends."""
    met = []
    for number, stop in enumerate(stops):
        piece = int(np.searchsorted(track.leg, number - 1, side="right"))
        off = distance(stop.lonlat, track.lonlat_at(piece))
        at_m = float(track.at_m[piece])
        met.append(MetWaypoint(stop.id, stop.name, stop.kind, stop.lonlat, at_m, off, stop.hazard))
    return met


def places_met(
    track: Track, places: Sequence[Stop], *, near_m: float = NEAR_M
) -> list[MetWaypoint]:
    """Return the places within `near_m`, or their own, of the line, in order of the way.

    A place is met once, where the line comes nearest to it.
    """
    spots = np.array([place.lonlat for place in places]).reshape(-1, 2)
    limits = [near_m if place.near_m is None else place.near_m for place in places]
    met = []
    for i, at_m, off_m in near(track, spots, max(limits, default=near_m)):
        place = places[i]
        if off_m > limits[i]:
            continue
        met.append(
            MetWaypoint(place.id, place.name, place.kind, place.lonlat, at_m, off_m, place.hazard)
        )
    return sorted(met, key=lambda waypoint: (waypoint.at_m, waypoint.id, waypoint.name))


def near(track: Track, spots: FloatArray, near_m: float) -> list[tuple[int, float, float]]:
    """Find which spots lie near a line.

    Parameters
    ----------
    spots : float64, shape (m, 2)
        (lon, lat) in degrees.
    near_m
        How near, in metres.

    Returns
    -------
    list of (index of the spot, metres from the start, metres beside the line)
        In order of the spots.
    """
    lat = float(track.fixed[:, 1].mean()) / 1e7
    scale = np.array(metres_per_degree(lat))
    line = _Line(track, track.fixed / 1e7 * scale)
    found = []
    for spot, chunks in line.candidates(spots * scale, near_m):
        off_m, segment, share = line.nearest(spots[spot] * scale, chunks)
        if off_m <= near_m:
            found.append((spot, line.metres_at(segment, share), off_m))
    return found


@dataclass(frozen=True, slots=True)
class _Line:
    """A track on a plane: `xy`, float64 of shape (n_points, 2), in metres."""

    track: Track
    xy: FloatArray

    def candidates(self, spots: FloatArray, near_m: float) -> list[tuple[int, list[int]]]:
        """Return the spots that lie in the widened boxes of some chunks, and these chunks."""
        begins = np.arange(0, len(self.xy), CHUNK)
        low = np.minimum.reduceat(self.xy, begins)
        high = np.maximum.reduceat(self.xy, begins)
        # The segment between two chunks belongs to the first: its box holds that end too.
        low[:-1] = np.minimum(low[:-1], self.xy[begins[1:]])
        high[:-1] = np.maximum(high[:-1], self.xy[begins[1:]])
        around = (spots >= low.min(axis=0) - near_m) & (spots <= high.max(axis=0) + near_m)
        rows = np.flatnonzero(around.all(axis=1))
        over = spots[rows, None] >= low[None] - near_m
        under = spots[rows, None] <= high[None] + near_m
        inside: BoolArray = np.asarray((over & under).all(axis=2))
        return [
            (row, np.flatnonzero(inside[i]).tolist())
            for i, row in enumerate(rows.tolist())
            if inside[i].any()
        ]

    def nearest(self, spot: FloatArray, chunks: Sequence[int]) -> tuple[float, int, float]:
        """Return the distance to some chunks, the nearest segment, and the share along it."""
        segments = np.concatenate([np.arange(c * CHUNK, (c + 1) * CHUNK) for c in chunks])
        segments = segments[segments < len(self.xy) - 1]
        begin, step = self.xy[segments], self.xy[segments + 1] - self.xy[segments]
        square = np.maximum((step**2).sum(axis=1), 1e-12)
        share = np.clip(((spot - begin) * step).sum(axis=1) / square, 0.0, 1.0)
        off = np.hypot(*(begin + step * share[:, None] - spot).T)
        best = int(np.argmin(off))
        return float(off[best]), int(segments[best]), float(share[best])

    def metres_at(self, segment: int, share: float) -> float:
        """Return metres from the start: exact per piece, planar inside it."""
        track = self.track
        piece = int(np.searchsorted(track.point, segment, side="right")) - 1
        begin, end = int(track.point[piece]), int(track.point[piece + 1])
        steps = np.hypot(*np.diff(self.xy[begin : end + 1], axis=0).T)
        done = steps[: segment - begin].sum() + share * steps[segment - begin]
        return float(track.at_m[piece] + track.length_m[piece] * done / max(steps.sum(), 1e-9))
