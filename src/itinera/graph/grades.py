"""Gradients along every edge, as stretches of one gradient each.

Costs and times follow the slope within an edge, not only from end to end: a
way over a hump is as level as a plain from one end to the other. The samples of
`EdgeHeights` become stretches (an edge, a gradient, a share of its length), once
per graph.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import numpy as np

from itinera.graph.edgeheights import UNKNOWN_DM
from itinera.graph.sampling import blocks
from itinera.graph.steepness import SUSTAINED_M

if TYPE_CHECKING:
    from pathlib import Path

    from itinera.geodesy import ByteArray, FloatArray, IntArray, LongArray
    from itinera.graph.edgeheights import EdgeHeights, SingleArray
    from itinera.graph.routegraph import RouteGraph

#: A gradient costs and takes time over this length, that over which climb is smoothed: what
#: is shorter is a kerb, a bump that momentum takes, or noise of the raster.
WINDOW_M = 50.0
#: Heights are kept in decimetres; over less than this a rounding looks like a slope.
SHORTEST_RUN_M = 10.0
MOST_SUSTAINED = 5  # samples are 5 to 10 m apart: so many intervals fit in `SUSTAINED_M`
BLOCK = 1_000_000  # samples worked on at once: some 60 MB
LEVEL = 127  #: the code of no gradient, and of one that nobody knows
STEEPEST = 254
PER_CODE = 0.005  # half a per cent
GRADES_VERSION = 1  # of the stored columns: whoever changes how they are worked out raises it
_MANIFEST = "grades.json"

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
        Steepest rise of every arc over `steepness.SUSTAINED_M`, and over its first and last
        metres up to that length: where these are no steeper than a limit, nothing of that
        length across a node is. 0 where it never rises, NaN where nothing is known.
    """

    begins: LongArray
    edge: IntArray
    code: ByteArray
    share: SingleArray
    steepest_pct: SingleArray

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

    def along(self, edges: IntArray) -> tuple[LongArray, ByteArray, SingleArray]:
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
        after = np.minimum(edges + 1, len(self.begins) - 1)
        last = edges == len(self.begins) - 1
        counts = np.where(last, len(self.edge), self.begins[after]) - self.begins[edges]
        piece = np.repeat(np.arange(len(edges)), counts)
        ends = np.cumsum(counts)
        rows = np.arange(len(piece)) + np.repeat(self.begins[edges] - ends + counts, counts)
        return piece, self.code[rows], self.share[rows]

    def save(self, folder: Path, graph_id: str) -> None:
        """Write the columns into the folder of a graph, `grades.json` last."""
        for name in _COLUMNS:
            np.save(folder / f"grades_{name}.npy", getattr(self, name), allow_pickle=False)
        text = json.dumps(_manifest(graph_id), sort_keys=True)
        (folder / _MANIFEST).write_text(text + "\n", encoding="utf-8")

    @classmethod
    def stored(cls, folder: Path, graph: RouteGraph) -> Grades | None:
        """Open what `save` wrote, None where it does not fit: it can be worked out again."""
        try:
            manifest = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
            columns = [
                np.load(folder / f"grades_{name}.npy", mmap_mode="r", allow_pickle=False)
                for name in _COLUMNS
            ]
        except (OSError, ValueError):
            return None
        grades = cls(*columns)
        known = manifest == _manifest(graph.source.graph_id)
        return grades if known and grades._fits(graph) else None

    def _fits(self, graph: RouteGraph) -> bool:
        """Tell whether the columns have the lengths that they must have."""
        return (
            len(self.begins) == graph.n_edges
            and len(self.edge) == len(self.code) == len(self.share)
            and len(self.steepest_pct) == graph.n_arcs
        )


def _manifest(graph_id: str) -> dict[str, int | str]:
    """Return what must agree between stored gradients and a graph."""
    return {"version": GRADES_VERSION, "graph_id": graph_id}


_COLUMNS = tuple(column.name for column in fields(Grades))
_KEPT: WeakKeyDictionary[EdgeHeights, Grades] = WeakKeyDictionary()


def grades_of(graph: RouteGraph) -> Grades | None:
    """Return the gradients along the edges of a graph, None where it has no heights.

    They are worked out once for the heights of a graph and kept as long as these; a graph
    that was built has them beside it.

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
        stored = Grades.stored(graph.folder, graph) if graph.folder else None
        kept = _KEPT.setdefault(heights, stored or _grades(heights, graph.edges.length_m))
    return kept


def _grades(heights: EdgeHeights, length_m: FloatArray) -> Grades:
    """Return the stretches of every edge, worked out block by block."""
    columns = [
        _Block.of(heights, length_m, first, last).stretches()
        for first, last in list(blocks(heights.offsets, BLOCK)) or [(0, 0)]
    ]
    edge, code, share, ends = (np.concatenate(column) for column in zip(*columns, strict=True))
    begins = np.flatnonzero(np.append(True, edge[1:] != edge[:-1])[: len(edge)])
    return Grades(begins, edge, code, share, np.fmax(heights.steepest_pct, ends))


@dataclass(frozen=True, slots=True)
class _Block:
    """Edges in a row, and their heights."""

    number: int  # of the first edge
    step_m: FloatArray  # from sample to sample, (n_edges,)
    intervals: LongArray  # (n_edges,)
    begin: LongArray  # the first sample of each edge, (n_edges,)
    rise_m: FloatArray  # NaN where unknown, (n_samples,)

    @classmethod
    def of(cls, heights: EdgeHeights, length_m: FloatArray, first: int, last: int) -> _Block:
        """Take the edges from `first` to before `last`."""
        own = heights.offsets[first : last + 1]
        rise_dm = heights.rise_dm[int(own[0]) : int(own[-1])]
        intervals = np.diff(own) - 1
        rise_m = np.where(rise_dm == UNKNOWN_DM, np.nan, rise_dm * 0.1)
        return cls(first, length_m[first:last] / intervals, intervals, own[:-1] - own[0], rise_m)

    def stretches(self) -> tuple[IntArray, ByteArray, SingleArray, SingleArray]:
        """Return edge, gradient and share of every stretch, and how steep the arcs' ends are."""
        edge = np.repeat(np.arange(len(self.intervals), dtype=np.int32), self.intervals)
        code = self._codes(edge)
        new = np.ones(len(edge), dtype=np.bool_)
        new[1:] = (edge[1:] != edge[:-1]) | (code[1:] != code[:-1])
        begin = np.flatnonzero(new)
        counts = np.diff(np.append(begin, len(edge)))
        share = (counts / self.intervals[edge[begin]]).astype(np.float32)
        own = np.add(edge[begin], self.number, dtype=np.int32)
        return own, code[begin], share, self._ends()

    def _codes(self, edge: IntArray) -> ByteArray:
        """Return the gradient of every interval between two samples, as codes."""
        most = np.ceil(WINDOW_M / np.maximum(self.step_m, 1e-3))
        width = np.clip(most, 1, self.intervals).astype(np.int64)
        first = np.cumsum(self.intervals) - self.intervals
        within = np.arange(len(edge)) - first[edge]
        begin = np.clip(within - (width[edge] - 1) // 2, 0, (self.intervals - width)[edge])
        low = self.begin[edge] + begin
        run_m = np.maximum(self.step_m * width, SHORTEST_RUN_M)[edge]
        gradient = (self.rise_m[low + width[edge]] - self.rise_m[low]) / run_m
        codes = np.clip(np.rint(gradient / PER_CODE), -LEVEL, LEVEL) + LEVEL
        return np.asarray(np.where(np.isnan(codes), LEVEL, codes).astype(np.uint8))

    def _ends(self) -> SingleArray:
        """Return the steepest rise of every arc over its first and last metres, per cent.

        Between two samples the mean rise is steepest at one of them, or at `SUSTAINED_M`,
        which `EdgeHeights.steepest_pct` knows: so only samples are looked at.
        """
        last = self.begin + self.intervals
        steepest = np.full((len(self.intervals), 2), np.nan)
        for count in range(1, MOST_SUSTAINED + 1):
            reach = np.minimum(count, self.intervals)
            run_m = np.maximum(reach * self.step_m, SHORTEST_RUN_M)
            near = reach * self.step_m <= SUSTAINED_M
            for low, high in ((self.begin, self.begin + reach), (last - reach, last)):
                rise = self.rise_m[high] - self.rise_m[low]
                pct = np.where(near, 100.0 * rise / run_m, np.nan)
                steepest = np.fmax(steepest, np.stack((pct, -pct), axis=1))
        return np.asarray(np.maximum(steepest, 0.0).astype(np.float32).reshape(-1))
