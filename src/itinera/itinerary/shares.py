"""Metres by way class, surface and marked route, and metres travelled twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from itinera.itinerary.itinerary import SurfaceRun
from itinera.osm.codes import Highway, Surface

if TYPE_CHECKING:
    from enum import IntEnum

    from itinera.geodesy import ByteArray, FloatArray, IntArray, LongArray
    from itinera.graph.routegraph import RouteGraph
    from itinera.itinerary.track import Track

BOTH, WITH, AGAINST = 0, 1, 2  # Memberships.direction


def highway_shares(graph: RouteGraph, track: Track) -> dict[str, float]:
    """Return metres by OSM highway value ("ferry" for ferries), most first."""
    return _by_code(graph.edges.highway[track.edges], track.length_m, Highway)


def surface_shares(graph: RouteGraph, track: Track) -> dict[str, float]:
    """Return metres by surface class, "unknown" where untagged, most first."""
    return _by_code(graph.edges.surface[track.edges], track.length_m, Surface)


def surface_runs(graph: RouteGraph, track: Track) -> tuple[SurfaceRun, ...]:
    """Return the surfaces in order of the way, neighbours of one class as one."""
    codes = graph.edges.surface[track.edges]
    ends = [*(np.flatnonzero(np.diff(codes)) + 1).tolist(), len(codes)]
    begins = [0, *ends[:-1]]
    at_m = track.at_m
    return tuple(
        SurfaceRun(Surface(int(codes[begin])).name.lower(), float(at_m[begin]), float(at_m[end]))
        for begin, end in zip(begins, ends, strict=True)
    )


def _by_code(codes: ByteArray, metres: FloatArray, names: type[IntEnum]) -> dict[str, float]:
    """Sum metres per code."""
    sums = np.bincount(codes, weights=metres)
    order = sorted(np.flatnonzero(np.bincount(codes)).tolist(), key=lambda c: (-sums[c], c))
    return {names(code).name.lower(): float(sums[code]) for code in order}


def network_shares(graph: RouteGraph, track: Track) -> dict[str, float]:
    """Return metres along marked routes by NETWORK:REF, most first.

    A route marked in one direction only counts where it is followed in that
    direction; two relations of the same key over one stretch count once.
    """
    piece, route, direction = memberships_along(graph, track.edges)
    against = (track.arcs[piece] & 1).astype(bool)
    followed = (direction == BOTH) | (direction == np.where(against, AGAINST, WITH))
    piece, route = piece[followed], route[followed]
    if len(piece) == 0:
        return {}
    routes, inverse = np.unique(route, return_inverse=True)
    keys = [graph.routes[r].key for r in routes.tolist()]
    names = sorted(set(keys))
    key_of = np.array([names.index(key) for key in keys])[inverse]
    once = np.unique(piece * len(names) + key_of)
    sums = np.bincount(once % len(names), weights=track.length_m[once // len(names)])
    pairs = zip(names, sums.tolist(), strict=True)
    return dict(sorted(pairs, key=lambda pair: (-pair[1], pair[0])))


def memberships_along(graph: RouteGraph, edges: IntArray) -> tuple[LongArray, IntArray, ByteArray]:
    """Return the marked routes of edges in a row.

    Returns
    -------
    piece : int64, shape (m,)
        Index into `edges`.
    route : int32, shape (m,)
        Index into `graph.routes`.
    direction : uint8, shape (m,)
        As in `Memberships`.
    """
    begin = graph.memberships.offsets[edges]
    counts = graph.memberships.offsets[edges + 1] - begin
    piece = np.repeat(np.arange(len(edges)), counts)
    rows = np.repeat(begin - np.cumsum(counts) + counts, counts) + np.arange(len(piece))
    return piece, graph.memberships.route[rows], graph.memberships.direction[rows]


def repeated_metres(track: Track) -> float:
    """Return the metres on a stretch already travelled, in either direction.

    Whatever is travelled n times counts n - 1 times.
    """
    edges, inverse, counts = np.unique(track.edges, return_inverse=True, return_counts=True)
    if len(edges) == len(inverse):
        return 0.0
    backward = (track.arcs & 1).astype(bool)
    low = np.where(backward, 1.0 - track.high, track.low)
    high = np.where(backward, 1.0 - track.low, track.high)
    several = np.flatnonzero(counts[inverse] > 1)
    order = several[np.lexsort((low[several], inverse[several]))]
    low, high, shift = low[order], high[order], 2.0 * inverse[order]
    # Shifted by 2 per edge, stretches of different edges cannot touch.
    reach = np.maximum.accumulate(high + shift)
    before = np.concatenate(([-np.inf], reach[:-1])) - shift
    again = np.maximum(np.minimum(before, high) - low, 0.0)
    return float((again / (high - low) * track.length_m[order]).sum())
