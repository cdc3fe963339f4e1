"""Waypoints met along the way: which, where, and how far beside the line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from itinera.geodesy import distance, metres_per_degree
from itinera.itinerary.itinerary import MetWaypoint

if TYPE_CHECKING:
    from collections.abc import Sequence

    from itinera.geodesy import FloatArray
    from itinera.itinerary.itinerary import Stop
    from itinera.itinerary.track import Track

NEAR_M = 100.0  # nearer than this, a waypoint is met


def stops_met(track: Track, stops: Sequence[Stop]) -> list[MetWaypoint]:
    """Return the stops of an itinerary, each where its leg begins or ends."""
    met = []
    for number, stop in enumerate(stops):
        piece = int(np.searchsorted(track.leg, number - 1, side="right"))
        off = distance(stop.lonlat, track.lonlat_at(piece))
        at_m = float(track.at_m[piece])
        met.append(MetWaypoint(stop.id, stop.name, stop.kind, stop.lonlat, at_m, off))
    return met


def places_met(
    track: Track, places: Sequence[Stop], *, near_m: float = NEAR_M
) -> list[MetWaypoint]:
    """Return the places within `near_m` of the line, in order of the way.

    A place is met once, where the line comes nearest to it.
    """
    close = _inside_bounds(track, places, near_m)
    if not close:
        return []
    lat = float(track.fixed[:, 1].mean()) / 1e7
    scale = np.array(metres_per_degree(lat))
    line = track.fixed / 1e7 * scale
    met = []
    for place in close:
        off, at_point, share = _nearest(line, np.array(place.lonlat) * scale)
        if off <= near_m:
            at_m = _metres_at(track, line, at_point, share)
            met.append(MetWaypoint(place.id, place.name, place.kind, place.lonlat, at_m, off))
    return sorted(met, key=lambda waypoint: (waypoint.at_m, waypoint.id, waypoint.name))


def _inside_bounds(track: Track, places: Sequence[Stop], near_m: float) -> list[Stop]:
    """Return the places within the bounds of the line, widened by `near_m`."""
    if not places:
        return []
    lonlat = np.array([place.lonlat for place in places])
    low, high = track.fixed.min(axis=0) / 1e7, track.fixed.max(axis=0) / 1e7
    margin = near_m / np.array(metres_per_degree(float(high[1])))
    inside = ((lonlat >= low - margin) & (lonlat <= high + margin)).all(axis=1)
    return [places[i] for i in np.flatnonzero(inside).tolist()]


def _nearest(line: FloatArray, spot: FloatArray) -> tuple[float, int, float]:
    """Return the distance to the line, the segment where it is least, and the share along it."""
    begin, step = line[:-1], np.diff(line, axis=0)
    square = np.maximum((step**2).sum(axis=1), 1e-12)
    share = np.clip(((spot - begin) * step).sum(axis=1) / square, 0.0, 1.0)
    off = np.hypot(*(begin + step * share[:, None] - spot).T)
    segment = int(np.argmin(off))
    return float(off[segment]), segment, float(share[segment])


def _metres_at(track: Track, line: FloatArray, segment: int, share: float) -> float:
    """Return metres from the start to a point of a segment: exact per piece, planar inside."""
    piece = int(np.searchsorted(track.point, segment, side="right")) - 1
    begin, end = int(track.point[piece]), int(track.point[piece + 1])
    steps = np.hypot(*np.diff(line[begin : end + 1], axis=0).T)
    done = steps[: segment - begin].sum() + share * steps[segment - begin]
    return float(track.at_m[piece] + track.length_m[piece] * done / max(steps.sum(), 1e-9))
