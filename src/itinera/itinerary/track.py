"""Paths laid end to end: which arcs, how much of each, and the line on the ground."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from itinera.errors import InputError
from itinera.geodesy import segment_lengths, to_degrees, to_fixed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from itinera.geodesy import BoolArray, FloatArray, IntArray, LongArray
    from itinera.graph.routegraph import RouteGraph
    from itinera.search.path import Path

NOTHING_M = 1e-3  # a piece shorter than a millimetre is no piece
SNAP_TO_END = 1e-9  # share of an arc: nearer to its end is at its end


@dataclass(frozen=True, slots=True)
class Track:
    """Pieces of arcs in order of travel, and the line they draw.

    Attributes
    ----------
    arcs : int32, shape (n,)
        The arc of each piece.
    low, high : float64, shape (n,)
        Share of the arc, in its direction of travel, where the piece begins and ends.
    length_m : float64, shape (n,)
        Geodesic length of each piece.
    at_m : float64, shape (n + 1,)
        Metres from the start to the beginning of each piece; the whole length last.
    leg : int32, shape (n,)
        Which leg (from one stop to the next) a piece belongs to.
    point : int64, shape (n + 1,)
        Index in `fixed` of the point where each piece begins; the last point last.
    fixed : int32, shape (n_points, 2)
        The line, longitude and latitude in 1e-7 degrees.
    node : int32, shape (n - 1,)
        Node between each piece and the next, -1 where there is none because a leg
        ends inside an edge.
    """

    arcs: IntArray
    low: FloatArray
    high: FloatArray
    length_m: FloatArray
    at_m: FloatArray
    leg: IntArray
    point: LongArray
    fixed: IntArray
    node: IntArray

    @property
    def edges(self) -> IntArray:
        """Return the edge of each piece, int32 of shape (n,)."""
        return self.arcs >> 1

    @property
    def share(self) -> FloatArray:
        """Return how much of its arc each piece is, float64 of shape (n,), in ]0, 1]."""
        return self.high - self.low

    @property
    def closed(self) -> bool:
        """Tell whether the track ends where it begins."""
        return bool((self.fixed[0] == self.fixed[-1]).all())

    def lonlat_at(self, piece: int) -> tuple[float, float]:
        """Return (lon, lat) where a piece begins (`piece` = n: where the last one ends)."""
        lon, lat = (self.fixed[self.point[piece]] / 1e7).tolist()
        return lon, lat


def lay_track(graph: RouteGraph, legs: Sequence[Path]) -> Track:
    """Lay paths end to end.

    Parameters
    ----------
    graph
        The graph that the arcs are of.
    legs
        Each begins where the one before ends.

    Raises
    ------
    InputError
        If there is nothing to lay: no legs, or legs without length.
    """
    arcs, low, high, leg = _pieces(legs)
    length_m = np.asarray(graph.edges.length_m)[arcs >> 1] * (high - low)
    some = length_m > NOTHING_M
    if not some.any():
        raise InputError(
            "The itinerary has no length: its places all lie on the same point.",
            remedy="Give at least two different places.",
        )
    arcs, low, high, leg, length_m = arcs[some], low[some], high[some], leg[some], length_m[some]
    fixed, point = _draw(graph, arcs, low, high)
    at_m = np.concatenate(([0.0], np.cumsum(length_m)))
    node = _nodes_between(graph, arcs, low, high)
    return Track(arcs, low, high, length_m, at_m, leg, point, fixed, node)


def _pieces(legs: Sequence[Path]) -> tuple[IntArray, FloatArray, FloatArray, IntArray]:
    """Return the arc, the two shares and the leg of every piece of every path."""
    if not legs:
        raise InputError("There are no legs.", remedy="Give at least one path.")
    counts = np.array([len(path.arcs) for path in legs], dtype=np.int64)
    arcs = np.concatenate([path.arcs for path in legs]).astype(np.int32)
    last = np.cumsum(counts) - 1
    low, high = np.zeros(len(arcs)), np.ones(len(arcs))
    low[last - counts + 1] = _settled([path.start_fraction for path in legs])
    high[last] = _settled([path.end_fraction for path in legs])
    return arcs, low, high, np.repeat(np.arange(len(legs), dtype=np.int32), counts)


def _nodes_between(
    graph: RouteGraph, arcs: IntArray, low: FloatArray, high: FloatArray
) -> IntArray:
    """Return the node between each piece and the next, -1 where there is none."""
    before, after = arcs[:-1], arcs[1:]
    heads = graph.edges.nodes[before >> 1, 1 - (before & 1)]
    tails = graph.edges.nodes[after >> 1, after & 1]
    meet = (heads == tails) & (high[:-1] == 1.0) & (low[1:] == 0.0)
    return np.where(meet, heads, -1).astype(np.int32)


def _settled(fractions: list[float]) -> FloatArray:
    """Return fractions with those at an end made exactly 0 or 1."""
    values = np.asarray(fractions, dtype=np.float64)
    values[values < SNAP_TO_END] = 0.0
    values[values > 1.0 - SNAP_TO_END] = 1.0
    return values


def _draw(
    graph: RouteGraph, arcs: IntArray, low: FloatArray, high: FloatArray
) -> tuple[IntArray, LongArray]:
    """Return the points of the line, and where in them each piece begins."""
    partial = np.flatnonzero((low > 0.0) | (high < 1.0))
    if len(partial) == 0:
        return _whole_arcs(graph, arcs)
    parts: list[IntArray] = []
    counts = np.empty(len(arcs), dtype=np.int64)  # points of each piece after its first
    done = 0
    for piece in partial.tolist():
        if piece > done:
            points, begin = _whole_arcs(graph, arcs[done:piece])
            parts.append(points[1:] if parts else points)
            counts[done:piece] = np.diff(begin)
        cut = _cut(graph, int(arcs[piece]), float(low[piece]), float(high[piece]))
        parts.append(cut[1:] if parts else cut)
        counts[piece] = len(cut) - 1
        done = piece + 1
    if done < len(arcs):
        points, begin = _whole_arcs(graph, arcs[done:])
        parts.append(points[1:])
        counts[done:] = np.diff(begin)
    return np.concatenate(parts), np.concatenate(([0], np.cumsum(counts)))


def _whole_arcs(graph: RouteGraph, arcs: IntArray) -> tuple[IntArray, LongArray]:
    """Gather the points of whole arcs in a row, each joint once."""
    edges = arcs >> 1
    begin, end = graph.geometry_offsets[edges], graph.geometry_offsets[edges + 1]
    backward = (arcs & 1).astype(bool)
    steps = end - begin - 1
    point = np.concatenate(([0], np.cumsum(steps)))
    first = np.where(backward, end - 1, begin)
    sign = np.where(backward, -1, 1)
    inside = np.arange(1, point[-1] + 1) - np.repeat(point[:-1], steps)
    rows = np.repeat(first, steps) + np.repeat(sign, steps) * inside
    rows = np.concatenate((first[:1], rows))
    return np.asarray(graph.geometry[rows], dtype=np.int32), point.astype(np.int64)


def _cut(graph: RouteGraph, arc: int, low: float, high: float) -> IntArray:
    """Return the points of an arc between two shares of its geodesic length."""
    begin, end = graph.geometry_offsets[arc >> 1], graph.geometry_offsets[(arc >> 1) + 1]
    fixed = np.asarray(graph.geometry[begin:end])
    if arc & 1:
        fixed = fixed[::-1]
    lonlat = to_degrees(fixed)
    along = np.concatenate(([0.0], np.cumsum(segment_lengths(lonlat))))
    marks = np.array([low, high]) * along[-1]
    ends = np.stack([np.interp(marks, along, lonlat[:, i]) for i in (0, 1)], axis=1)
    inner: BoolArray = (along > marks[0] + NOTHING_M) & (along < marks[1] - NOTHING_M)
    first, last = to_fixed(ends)
    return np.concatenate((first[None], fixed[inner], last[None])).astype(np.int32)
