"""Places to pass in an order that makes the round short, and no nearer to each than need be."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from itinera.geodesy import metres_per_degree, segment_lengths
from itinera.itinerary.itinerary import MetWaypoint

if TYPE_CHECKING:
    from collections.abc import Sequence

    from itinera.geodesy import FloatArray
    from itinera.itinerary import Itinerary, Stop
    from itinera.planning.loop.request import LoopRequest

DETOUR = 1.6  # length of ways over the round as the crow flies; what is left over is free
SWEEPS = 20  # of drawing a tour tight; it has settled long before
STEPS = 6  # of halving how far one keeps off the places: to 1.6 % of what is allowed


def tour_through(points: FloatArray, *, end: tuple[float, float] = (0.0, 0.0)) -> list[int]:
    """Return an order of points that makes the round from (0, 0) and back, or to an end, short.

    Farthest insertion, then pieces reversed and moved while that helps (Lin 1965, Or 1976).

    Parameters
    ----------
    points : float64, shape (n, 2)
        Metres from the start.
    end
        Where the way ends.

    Returns
    -------
    list of int
        The points in order of travel.

    Examples
    --------
    >>> tour_through(np.array([[100.0, 0.0], [0.0, 100.0], [100.0, 100.0]]))
    [0, 2, 1]
    """
    ring = np.vstack(((0.0, 0.0), np.asarray(points, dtype=np.float64).reshape(-1, 2), end))
    apart = np.hypot(*(ring[:, None] - ring[None]).transpose(2, 0, 1))
    order = [0, len(ring) - 1]
    for place in np.argsort(-apart[0, 1:-1], kind="stable").tolist():
        at = np.array(order)
        longer = apart[at[:-1], place + 1] + apart[place + 1, at[1:]] - apart[at[:-1], at[1:]]
        order.insert(int(np.argmin(longer)) + 1, place + 1)
    better: list[int] | None = order
    while better is not None:
        order, better = better, _shortened(better, apart)
    return [place - 1 for place in order[1:-1]]


def drawn_tight(request: LoopRequest, length_m: float | None) -> LoopRequest:
    """Move places to pass towards each other where a length does not reach all of them.

    A place may be moved by `must_within_m`; all keep as near as the length allows.
    """
    if not request.musts or request.must_within_m <= 0.0 or length_m is None:
        return request
    scale = np.array(metres_per_degree(request.start.lonlat[1]))
    origin = np.array(request.start.lonlat)
    places = (np.array([stop.lonlat for stop in request.musts]) - origin) * scale
    low, high = 0.0, 1.0
    moved = places
    if round_m(places) * DETOUR > length_m:
        for _ in range(STEPS):
            share = (low + high) / 2.0
            if round_m(tight(places, share * request.must_within_m)) * DETOUR > length_m:
                low = share
            else:
                high = share
        moved = tight(places, high * request.must_within_m)
    lonlat = (moved / scale + origin).tolist()
    musts = [
        replace(stop, lonlat=(lon, lat))
        for stop, (lon, lat) in zip(request.musts, lonlat, strict=True)
    ]
    return replace(request, musts=tuple(musts))


def with_true_places(loop: Itinerary, musts: Sequence[Stop]) -> Itinerary:
    """List places to pass where they lie, and how far off a loop passes them.

    `drawn_tight` led it through other points in their stead.
    """
    line = _Line.of(loop)
    met = [line.meeting(stop) for stop in musts]
    names = {(stop.id, stop.name) for stop in musts}
    kept = [w for w in loop.waypoints[1:-1] if (w.id, w.name) not in names]
    middle = sorted([*kept, *met], key=lambda waypoint: waypoint.at_m)
    return replace(loop, waypoints=(loop.waypoints[0], *middle, loop.waypoints[-1]))


@dataclass(frozen=True, slots=True, eq=False)
class _Line:
    """A loop as a line on a plane: metres per degree, points in metres, metres along."""

    scale: FloatArray
    xy: FloatArray
    at_m: FloatArray

    @classmethod
    def of(cls, loop: Itinerary) -> _Line:
        """Lay a loop on a plane."""
        scale = np.array(metres_per_degree(loop.start[1]))
        at_m = np.concatenate(([0.0], np.cumsum(segment_lengths(loop.lonlat))))
        return cls(scale, loop.lonlat * scale, at_m)

    def meeting(self, stop: Stop) -> MetWaypoint:
        """Return where the line comes nearest to a place."""
        begin, step = self.xy[:-1], np.diff(self.xy, axis=0)
        spot = np.array(stop.lonlat) * self.scale
        square = np.maximum((step**2).sum(axis=1), 1e-12)
        share = np.clip(((spot - begin) * step).sum(axis=1) / square, 0.0, 1.0)
        off = np.hypot(*(begin + step * share[:, None] - spot).T)
        i = int(np.argmin(off))
        at_m = float(self.at_m[i] + share[i] * (self.at_m[i + 1] - self.at_m[i]))
        return MetWaypoint(
            stop.id, stop.name, stop.kind, stop.lonlat, at_m, float(off[i]), stop.hazard
        )


def tight(places: FloatArray, slack_m: float) -> FloatArray:
    """Return points within `slack_m` of places that make the round through them short.

    Parameters
    ----------
    places : float64, shape (n, 2)
        Metres from the start.
    """
    points = places.copy()
    for _ in range(2):
        order = tour_through(points)
        for _ in range(SWEEPS):
            for i, place in enumerate(order):
                before = points[order[i - 1]] if i else np.zeros(2)
                after = points[order[i + 1]] if i + 1 < len(order) else np.zeros(2)
                points[place] = _towards(places[place], before, after, slack_m)
    return points


def round_m(points: FloatArray) -> float:
    """Return the length of the round from (0, 0) through points, as the crow flies."""
    return _length(points, tour_through(points))


def _length(points: FloatArray, order: Sequence[int]) -> float:
    ring = np.vstack(((0.0, 0.0), points[list(order)], (0.0, 0.0)))
    return float(np.hypot(*np.diff(ring, axis=0).T).sum())


def _towards(
    place: FloatArray, before: FloatArray, after: FloatArray, slack_m: float
) -> FloatArray:
    """Return the point within `slack_m` of a place that lies nearest to a straight line."""
    step = after - before
    square = float(step @ step)
    share = float(np.clip((place - before) @ step / square, 0.0, 1.0)) if square else 0.0
    off = before + share * step - place
    far = float(np.hypot(*off))
    point: FloatArray = place + off * (min(1.0, slack_m / far) if far else 0.0)
    return point


def _shortened(order: list[int], apart: FloatArray) -> list[int] | None:
    """Return a shorter order that differs by one piece reversed or moved, None if there is none."""
    n = len(order)
    for i in range(1, n - 1):
        for j in range(i + 1, n):
            piece, rest = order[i:j], order[:i] + order[j:]
            a, b, c, d = order[i - 1], order[i], order[j - 1], order[j]
            if apart[a, c] + apart[b, d] < apart[a, b] + apart[c, d] - 1e-6:
                return order[:i] + piece[::-1] + order[j:]
            gain = apart[a, b] + apart[c, d] - apart[a, d]
            for k in range(len(rest) - 1):
                p, q = rest[k], rest[k + 1]
                if apart[p, b] + apart[c, q] - apart[p, q] < gain - 1e-6:
                    return rest[: k + 1] + piece + rest[k + 1 :]
                if apart[p, c] + apart[b, q] - apart[p, q] < gain - 1e-6:
                    return rest[: k + 1] + piece[::-1] + rest[k + 1 :]
    return None
