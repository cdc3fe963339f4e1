"""Gradients along every edge, as stretches of one gradient each.

Costs and times follow the slope within an edge, not only from end to end: a
way over a hump is as level as a plain from one end to the other. The samples of
`EdgeHeights` become stretches (an edge, a gradient, a share of its length), once
per graph.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import numpy as np

from itinera.graph.edgeheights import UNKNOWN_DM

if TYPE_CHECKING:
    from itinera.geodesy import BoolArray, ByteArray, FloatArray, IntArray, LongArray
    from itinera.graph.edgeheights import EdgeHeights
    from itinera.graph.routegraph import RouteGraph

#: A gradient is felt over this length: what is shorter is a kerb, or noise of the raster.
WINDOW_M = 25.0
#: Heights are kept in decimetres; over less than this a rounding looks like a slope.
SHORTEST_RUN_M = 10.0
#: Samples are 5 to 10 m apart (10 m on long edges): so many intervals begin within 25 m.
MOST_IN_WINDOW = 5
LEVEL = 127  #: the code of no gradient, and of one that nobody knows
STEEPEST = 254
PER_CODE = 0.005  # half a per cent

#: The gradient of every code, rise over run: -63.5 % to +63.5 %.
GRADIENTS: FloatArray = (np.arange(STEEPEST + 1) - LEVEL).astype(np.float64) * PER_CODE


@dataclass(frozen=True, slots=True)
class Grades:
    """Stretches of even gradient, in the order of the edges and along each.

    Attributes
    ----------
    begins : int64, shape (n_edges,)
        Where the stretches of each edge begin; every edge has one at least.
    edge : int32, shape (n,)
        The edge of each stretch.
    code : uint8, shape (n,)
        Its gradient along the edge, as an index into `GRADIENTS`: `LEVEL` is flat or
        unknown, `STEEPEST - code` is the gradient against the edge.
    share : float32, shape (n,)
        Its share of the length of the edge; those of an edge add up to 1.
    steepest_pct : float32, shape (n_arcs,)
        Steepest rise of every arc over `WINDOW_M`, and over its first and last metres up
        to that length: where these are no steeper than a limit, no `WINDOW_M` across a
        node are. 0 where it never rises, NaN where nothing is known.
    """

    begins: LongArray
    edge: IntArray
    code: ByteArray
    share: FloatArray
    steepest_pct: FloatArray

    def means(self, tables: FloatArray, row: LongArray | int = 0) -> FloatArray:
        """Return the mean over the length of every edge of what a table says of its gradients.

        Parameters
        ----------
        tables : float64, shape (n_tables, STEEPEST + 1)
            A value for every code of gradient; the codes run the other way for travel
            against the edges: give ``tables[:, ::-1]``.
        row : int64, shape (n_edges,), or one number
            The table of each edge.

        Returns
        -------
        float64, shape (n_edges,)

        Examples
        --------
        An edge of which 30 % is level and 70 % takes twice as long: 0.3 + 2 × 0.7 = 1.7.
        """
        if len(self.begins) == 0:
            return np.zeros(0)
        begin = np.broadcast_to(np.asarray(row) * (STEEPEST + 1), self.begins.shape)[self.edge]
        values = np.take(np.ascontiguousarray(tables).reshape(-1), begin + self.code)
        values *= self.share
        means: FloatArray = np.add.reduceat(values, self.begins)
        return means

    def along(self, edges: IntArray) -> tuple[LongArray, ByteArray, FloatArray]:
        """Return the stretches of edges in a row.

        Returns
        -------
        piece : int64, shape (n,)
            Index into `edges`.
        code : uint8, shape (n,)
            Gradient along the edge.
        share : float32, shape (n,)
            Share of the edge.
        """
        counts = np.diff(np.append(self.begins, len(self.edge)))[edges]
        piece = np.repeat(np.arange(len(edges)), counts)
        ends = np.cumsum(counts)
        rows = np.arange(len(piece)) + np.repeat(self.begins[edges] - ends + counts, counts)
        return piece, self.code[rows], self.share[rows]


_KEPT: WeakKeyDictionary[EdgeHeights, Grades] = WeakKeyDictionary()


def grades_of(graph: RouteGraph) -> Grades | None:
    """Return the gradients along the edges of a graph, None where it has no heights.

    They are worked out once for the heights of a graph and kept as long as these.

    Notes
    -----
    The gradient of each interval between two samples is that over `WINDOW_M` around it,
    within the edge; shorter edges have one gradient, over `SHORTEST_RUN_M` at least.
    """
    heights = graph.heights
    if heights is None:
        return None
    kept = _KEPT.get(heights)
    if kept is None:
        kept = _KEPT.setdefault(heights, _grades(heights, graph.edges.length_m))
    return kept


def _grades(heights: EdgeHeights, length_m: FloatArray) -> Grades:
    """Return the stretches of every edge."""
    intervals = np.diff(heights.offsets) - 1
    edge = np.repeat(np.arange(len(intervals), dtype=np.int32), intervals)
    first = np.cumsum(intervals) - intervals
    code = _codes(heights, length_m, intervals, edge, first)
    new = _where_new(edge, code)
    begin = np.flatnonzero(new)
    counts = np.diff(np.append(begin, len(edge)))
    begins = np.cumsum(new)[first] - 1 if len(first) else first
    share = (counts / intervals[edge[begin]]).astype(np.float32)
    steepest = np.fmax(heights.steepest_pct, _steepest_ends(heights, length_m, intervals))
    return Grades(begins, edge[begin], code[begin], share, steepest)


def _steepest_ends(heights: EdgeHeights, length_m: FloatArray, intervals: LongArray) -> FloatArray:
    """Return the steepest rise of every arc over its first and last metres, per cent."""
    rise_dm, step_m = heights.rise_dm.astype(np.float64), length_m / intervals
    rise_dm[heights.rise_dm == UNKNOWN_DM] = np.nan
    first, last = heights.offsets[:-1], heights.offsets[1:] - 1
    steepest = np.full((len(intervals), 2), np.nan)
    for count in range(1, MOST_IN_WINDOW + 1):
        reach = np.minimum(count, intervals)
        run_m = np.maximum(reach * step_m, SHORTEST_RUN_M)
        near = (reach - 1) * step_m < WINDOW_M
        for low, high in ((first, first + reach), (last - reach, last)):
            pct = np.where(near, 10.0 * (rise_dm[high] - rise_dm[low]) / run_m, np.nan)
            steepest = np.fmax(steepest, np.stack((pct, -pct), axis=1))
    return np.asarray(np.maximum(steepest, 0.0).astype(np.float32).reshape(-1))


def _where_new(edge: IntArray, code: ByteArray) -> BoolArray:
    """Tell where an interval differs in edge or gradient from the one before."""
    new = np.ones(len(edge), dtype=np.bool_)
    new[1:] = (edge[1:] != edge[:-1]) | (code[1:] != code[:-1])
    return new


def _codes(
    heights: EdgeHeights,
    length_m: FloatArray,
    intervals: LongArray,
    edge: IntArray,
    first: LongArray,
) -> ByteArray:
    """Return the gradient of every interval between two samples, as codes."""
    step_m = length_m / intervals
    width = np.clip(np.ceil(WINDOW_M / np.maximum(step_m, 1e-3)), 1, intervals).astype(np.int64)
    within = np.arange(len(edge)) - first[edge]
    begin = np.clip(within - (width[edge] - 1) // 2, 0, (intervals - width)[edge])
    sample = heights.offsets[:-1][edge] + begin
    rise_dm = heights.rise_dm
    low, high = rise_dm[sample].astype(np.int32), rise_dm[sample + width[edge]].astype(np.int32)
    run_m = np.maximum(step_m * width, SHORTEST_RUN_M)[edge]
    codes = np.clip(np.rint((high - low) * 0.1 / run_m / PER_CODE), -LEVEL, LEVEL) + LEVEL
    codes[(low == UNKNOWN_DM) | (high == UNKNOWN_DM)] = LEVEL
    return np.asarray(codes.astype(np.uint8))
