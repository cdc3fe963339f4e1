"""Where on the network each point of a track may have been: the nearest points of edges near it.

The same grid of cells as `LocationIndex.nearest_edges` looks at, for all points at
once: every step works on whole columns. An edge that winds about (the path up a
terril) offers a candidate on each of its turns.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from itinera.geodesy import FIXED_PER_DEGREE, metres_per_degree, segment_lengths, to_degrees

if TYPE_CHECKING:
    from itinera.geodesy import BoolArray, FloatArray, IntArray, LongArray
    from itinera.graph.locate import LocationIndex
    from itinera.graph.routegraph import RouteGraph

CHUNK = 1000  # points looked up at once, which bounds memory
AT_END_M = 0.02  # nearer to the end of its edge than this, a candidate is at the node


@dataclass(frozen=True, slots=True)
class Candidates:
    """Candidates in rows per point, the nearest first.

    Attributes
    ----------
    offsets : int64, shape (n_points + 1,)
        Where the candidates of each point begin.
    edge : int32, shape (n,)
    fraction : float64, shape (n,)
        Share of the edge before the candidate.
    off_m : float64, shape (n,)
        Metres between the point and the candidate.
    """

    offsets: LongArray
    edge: IntArray
    fraction: FloatArray
    off_m: FloatArray

    def nearest_m(self) -> FloatArray:
        """Return how far each point is from the network, infinite where it has no candidate."""
        nearest = np.full(len(self.offsets) - 1, np.inf)
        some = np.diff(self.offsets) > 0
        nearest[some] = self.off_m[self.offsets[:-1][some]]
        return nearest


def candidates(
    index: LocationIndex, lonlat: FloatArray, *, radius_m: float, count: int
) -> Candidates:
    """Find up to `count` candidates of each point within `radius_m`.

    Parameters
    ----------
    lonlat : float64, shape (n_points, 2)
        Degrees.
    """
    parts = [
        _chunk(index, lonlat[begin : begin + CHUNK], radius_m, count)
        for begin in range(0, len(lonlat), CHUNK)
    ]
    counts = np.concatenate([part[0] for part in parts])
    piece, along, off_m = (np.concatenate([part[i] for part in parts]) for i in (1, 2, 3))
    edge, fraction = _on_edges(index.graph, piece.astype(np.int64), along)
    return Candidates(np.concatenate(([0], np.cumsum(counts))), edge, fraction, off_m)


def _chunk(
    index: LocationIndex, lonlat: FloatArray, radius_m: float, count: int
) -> tuple[LongArray, LongArray, FloatArray, FloatArray]:
    """Return candidates per point, and piece, share of the piece and distance of each."""
    scale = np.array(metres_per_degree(float(np.median(lonlat[:, 1])))) / FIXED_PER_DEGREE
    here = lonlat * FIXED_PER_DEGREE
    point, piece = _pieces_near(index, here, radius_m / scale)
    geometry = index.graph.geometry
    begin = (geometry[piece] - here[point]) * scale
    step = (geometry[piece + 1] - here[point]) * scale - begin
    square = (step * step).sum(axis=1)
    along = -(begin * step).sum(axis=1) / np.where(square > 0.0, square, 1.0)
    along = np.clip(along, 0.0, 1.0)
    off_m = np.hypot(*(begin + along[:, None] * step).T)
    near = off_m <= radius_m
    point, piece, along, off_m = point[near], piece[near], along[near], off_m[near]
    kept = np.flatnonzero(_dips(index.graph, point, piece, off_m))
    kept = kept[np.lexsort((piece[kept], off_m[kept], point[kept]))]
    counts = np.bincount(point[kept], minlength=len(lonlat))
    rank = np.arange(len(kept)) - np.repeat(np.cumsum(counts) - counts, counts)
    kept = kept[rank < count]
    return np.minimum(counts, count), piece[kept], along[kept], off_m[kept]


def _pieces_near(
    index: LocationIndex, here: FloatArray, reach: FloatArray
) -> tuple[LongArray, LongArray]:
    """List (point, piece) for the pieces in the cells within reach, sorted, each once."""
    grid = index.grid
    corner, cell = np.array([grid.west, grid.south]), np.array([grid.step_lon, grid.step_lat])
    last = np.array([grid.columns - 1, grid.rows - 1])
    low = np.clip((here - reach - corner) // cell, 0, last).astype(np.int64)
    high = np.clip((here + reach - corner) // cell, 0, last).astype(np.int64)
    rows = high[:, 1] - low[:, 1] + 1
    point = np.repeat(np.arange(len(here)), rows)
    row = np.arange(len(point)) - np.repeat(np.cumsum(rows) - rows, rows) + low[point, 1]
    begin = index.offsets[row * grid.columns + low[point, 0]]
    counts = index.offsets[row * grid.columns + high[point, 0] + 1] - begin
    entry = np.repeat(begin - np.cumsum(counts) + counts, counts) + np.arange(counts.sum())
    pieces = index.pieces[entry].astype(np.int64)
    n = len(index.graph.geometry)
    keys = np.unique(np.repeat(point, counts) * n + pieces)
    return keys // n, keys % n


def _dips(graph: RouteGraph, point: LongArray, piece: LongArray, off_m: FloatArray) -> BoolArray:
    """Tell which pieces are nearer to their point than those before and after on their edge."""
    dips = np.ones(len(piece), dtype=np.bool_)
    if len(piece) < 2:
        return dips
    last = graph.geometry_offsets[1:] - 2  # the last piece of each edge
    edge = np.searchsorted(last, piece)
    joined = (np.diff(point) == 0) & (np.diff(piece) == 1) & (np.diff(edge) == 0)
    dips[1:] &= ~joined | (off_m[1:] <= off_m[:-1])
    dips[:-1] &= ~joined | (off_m[:-1] < off_m[1:])
    return dips


def _on_edges(
    graph: RouteGraph, piece: LongArray, along: FloatArray
) -> tuple[IntArray, FloatArray]:
    """Return the edge of each piece, and the share of the edge before a point of the piece."""
    if len(piece) == 0:
        return np.zeros(0, dtype=np.int32), np.zeros(0)
    edge = np.searchsorted(graph.geometry_offsets, piece, side="right") - 1
    edges, which = np.unique(edge, return_inverse=True)
    begin = graph.geometry_offsets[edges]
    counts = graph.geometry_offsets[edges + 1] - begin
    first = np.cumsum(counts) - counts
    rows = np.repeat(begin - first, counts) + np.arange(counts.sum())
    steps = np.append(segment_lengths(to_degrees(graph.geometry[rows])), 0.0)
    steps[first + counts - 1] = 0.0  # from the last point of one edge to the first of another
    done = np.concatenate(([0.0], np.cumsum(steps)))
    total = done[first + counts - 1] - done[first]
    at = first[which] + piece - begin[which]
    metres = done[at] - done[first[which]] + along * steps[at]
    length = total[which]
    fraction = np.divide(metres, length, out=np.zeros(len(metres)), where=length > 0.0)
    fraction[metres < AT_END_M] = 0.0
    fraction[(length - metres < AT_END_M) & (metres >= length / 2.0)] = 1.0
    return edge.astype(np.int32), np.minimum(fraction, 1.0)
