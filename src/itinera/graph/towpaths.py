"""Level towpaths: a canal is flat from lock to lock, whatever the raster sees of its banks.

The towpaths of a graph are parted into *reaches*: pieces whose raster heights
have the same median. Reaches begin as single edges and grow by joining
neighbours, the most alike first, until those that touch differ by a lock at
least and none is shorter than a canal's reach. A towpath then stands at the
level of its reach, and locks are ramps of some hundred metres.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from itinera.geodesy import BoolArray, FloatArray, IntArray, LongArray

LOCK_M = 2.0  # least step between reaches: the locks of Freycinet's canals lift 2 to 5 m
REACH_M = 2000.0  # a shorter stretch is no evidence for a step: surface models err by metres
RAMP_M = 100.0  # e-folding length of the ramp at a step: 2.5 m come to a slope of 1.25 %
SLOPING_M = 4.0  # half of a reach this far off its level: a stream in the hills, no canal
OFF_M = 10.0  # what is this far off its level, or its straight line, climbs indeed


@dataclass(frozen=True, slots=True)
class Towpaths:
    """The edges that are towpaths, with the raster's heights along them.

    Attributes
    ----------
    nodes : int32, shape (n, 2)
        Ends of each towpath edge.
    length_m : float64, shape (n,)
    offsets : int64, shape (n + 1,)
        Where the samples of each edge begin.
    ele_m : float64, shape (n_samples,)
        NaN where unknown.
    """

    nodes: IntArray
    length_m: FloatArray
    offsets: LongArray
    ele_m: FloatArray

    def levels(self) -> tuple[FloatArray, LongArray]:
        """Return the level of each edge in metres, NaN where nothing is known, and its reach."""
        pairs = self._touching()
        reach = np.arange(len(self.length_m))
        while True:
            level, metres = self._medians(reach)
            joined = _join(reach[pairs], level, metres)
            if not len(joined):
                return level[reach], reach
            into = np.arange(len(reach))
            into[joined.max(axis=1)] = joined.min(axis=1)
            reach = into[reach]

    def off_level(self, level: FloatArray, reach: LongArray) -> BoolArray:
        """Tell which edges climb indeed: far off their level, or of a reach that slopes."""
        counts = np.diff(self.offsets)
        edge = np.repeat(np.arange(len(level)), counts)
        known = np.isfinite(self.ele_m)
        edge, aside = edge[known], np.abs(self.ele_m - level[edge])[known]
        weight = (self.length_m / counts)[edge]
        sloping = weighted_medians(reach[edge], aside, weight, len(level))[reach] > SLOPING_M
        off: BoolArray = (weighted_medians(edge, aside, weight, len(level)) > OFF_M) | sloping
        return off

    def _touching(self) -> LongArray:
        """Return pairs of edges that share a node, int64 (n_pairs, 2)."""
        order = np.argsort(self.nodes.reshape(-1), kind="stable")
        node, edge = self.nodes.reshape(-1)[order], order // 2
        pairs = []
        for apart in (1, 2, 3):  # enough for junctions of four towpaths
            same = node[apart:] == node[:-apart]
            pairs.append(np.stack([edge[:-apart][same], edge[apart:][same]], axis=1))
        return np.concatenate(pairs)

    def _medians(self, reach: LongArray) -> tuple[FloatArray, FloatArray]:
        """Return median height and known length of every reach, by number."""
        counts = np.diff(self.offsets)
        edge = np.repeat(np.arange(len(counts)), counts)
        known = np.isfinite(self.ele_m)
        weight = (self.length_m / counts)[edge][known]
        group = reach[edge[known]]
        metres: FloatArray = np.bincount(group, weight, len(reach)).astype(np.float64)
        return weighted_medians(group, self.ele_m[known], weight, len(reach)), metres


def weighted_medians(
    group: LongArray, value: FloatArray, weight: FloatArray, n_groups: int
) -> FloatArray:
    """Return the weighted median of every group, NaN for groups without values.

    Parameters
    ----------
    group : int64, shape (n,)
        0 to n_groups - 1.
    value, weight : float64, shape (n,)
        Finite; weights positive.

    Examples
    --------
    >>> weighted_medians(np.array([0, 0, 0, 2]), np.array([5., 1., 2., 7.]), np.ones(4), 3).tolist()
    [2.0, nan, 7.0]
    """
    order = np.lexsort((value, group))
    group, value, weight = group[order], value[order], weight[order]
    total = np.bincount(group, weight, n_groups)
    run = np.cumsum(weight)
    before = np.concatenate([[0.0], np.cumsum(total)])[:-1]
    middle = np.searchsorted(run, before + total / 2)
    last = np.searchsorted(group, np.arange(n_groups), side="right") - 1
    first = np.searchsorted(group, np.arange(n_groups), side="left")
    found = np.full(n_groups, np.nan)
    filled = last >= first
    found[filled] = value[np.clip(middle, first, np.maximum(last, first))[filled]]
    return found


def _join(pairs: LongArray, level: FloatArray, metres: FloatArray) -> LongArray:
    """Return the pairs of reaches to join: each the best for both; empty when all is done."""
    pairs = np.unique(np.sort(pairs, axis=1), axis=0)
    step = np.abs(level[pairs[:, 0]] - level[pairs[:, 1]])
    alike = (step < LOCK_M) | (metres[pairs].min(axis=1) < REACH_M)
    keep = (pairs[:, 0] != pairs[:, 1]) & alike & np.isfinite(step)
    pairs, step = pairs[keep], step[keep]
    pairs = pairs[np.lexsort((pairs[:, 1], pairs[:, 0], step))]
    best = np.full(len(level), len(pairs))
    rank = np.arange(len(pairs))
    np.minimum.at(best, pairs[:, 0], rank)
    np.minimum.at(best, pairs[:, 1], rank)
    joined: LongArray = pairs[(best[pairs[:, 0]] == rank) & (best[pairs[:, 1]] == rank)]
    return joined


def ramped(nodes: IntArray, length_m: FloatArray, level: FloatArray, n_nodes: int) -> FloatArray:
    """Return the height of every node of towpaths at known levels, NaN for other nodes.

    Where levels differ, the step is spread over about `RAMP_M` to both sides:
    the least of Σ metres · (height - level)² + RAMP_M² · metres · slope².

    Parameters
    ----------
    nodes : int32, shape (n, 2)
    length_m, level : float64, shape (n,)
        `level` finite.
    n_nodes
        Nodes of the graph.
    """
    from scipy.sparse import coo_array
    from scipy.sparse.linalg import spsolve

    used, ends = np.unique(nodes, return_inverse=True)
    result = np.full(n_nodes, np.nan)
    if not len(used):
        return result
    a, b = ends.reshape(-1, 2).T
    half = np.repeat(length_m / 2, 2)
    mass = np.bincount(ends.reshape(-1), half, len(used))
    middle = float(np.median(level))  # so that a level is a level to the last digit
    wanted = np.bincount(ends.reshape(-1), half * np.repeat(level - middle, 2), len(used))
    stiff = RAMP_M**2 / length_m
    rows = np.concatenate([np.arange(len(used)), a, b, a, b])
    columns = np.concatenate([np.arange(len(used)), a, b, b, a])
    values = np.concatenate([mass, stiff, stiff, -stiff, -stiff])
    matrix = coo_array((values, (rows, columns)), shape=(len(used), len(used))).tocsc()
    result[used] = middle + np.asarray(spsolve(matrix, wanted))
    return result
