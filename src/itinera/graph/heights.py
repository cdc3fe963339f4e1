"""Heights along every edge: the terrain sampled, bridges laid straight, towpaths level.

The heights of nodes come first, then the edges between them, block by block, so
that a country needs little more memory than its result. How and why:
`docs/elevation.md`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from itinera.elevation.climb import arc_climbs
from itinera.geodesy import to_degrees
from itinera.graph.easing import eased, eased_along
from itinera.graph.edgeheights import UNKNOWN_DM, EdgeHeights
from itinera.graph.ground import Ground
from itinera.graph.sampling import BLOCK, blocks, places, sample_offsets, shares
from itinera.graph.spans import straightened
from itinera.graph.steepness import steepest
from itinera.graph.towpaths import OFF_M, Towpaths, ramped
from itinera.osm.codes import EdgeFlag, HeightFlag, Highway

if TYPE_CHECKING:
    from itinera.elevation.terrain import Terrain
    from itinera.elevation.terrils import Corrections
    from itinera.geodesy import BoolArray, ByteArray, FloatArray, IntArray, LongArray
    from itinera.graph.edgeheights import ShortArray
    from itinera.graph.routegraph import RouteGraph

BLEND_M = 100.0  # stairs and ramps rise to a deck over this length at most
MOST_DM = 32767  # an edge that rises by more has wild heights
SPANS = EdgeFlag.BRIDGE | EdgeFlag.TUNNEL | EdgeFlag.FERRY
STAIRS = (Highway.STEPS, Highway.ELEVATOR)


def heights_along(
    graph: RouteGraph,
    terrain: Terrain,
    corrections: Corrections | None = None,
    *,
    banks: BoolArray | None = None,
) -> EdgeHeights:
    """Return the heights along every edge of a graph.

    Parameters
    ----------
    graph
        The graph; its own heights do not matter.
    terrain
        Where heights come from.
    corrections
        Spoil heaps to be put right, None for none.
    banks : bool, shape (n_edges,)
        Edges that are level as towpaths are, though not tagged as such.
    """
    ground = Ground(terrain, corrections)
    offsets = sample_offsets(graph.edges.length_m)
    towpath = (graph.edges.flags & EdgeFlag.TOWPATH) > 0
    nodes = _Nodes.of(graph, ground, offsets, towpath if banks is None else towpath | banks)
    rises = np.empty(int(offsets[-1]), dtype=np.int16)
    base = np.empty(graph.n_edges, dtype=np.int32)
    flags = np.empty(graph.n_edges, dtype=np.uint8)
    climb = np.empty((graph.n_edges, 2), dtype=np.float32)
    steep = np.empty((graph.n_edges, 2), dtype=np.float32)
    for first, last in blocks(offsets):
        edges = slice(first, last)
        own = offsets[first : last + 1] - offsets[first]
        ele_m, flags[edges] = nodes.along(graph, ground, edges, own)
        kept = slice(int(offsets[first]), int(offsets[last]))
        base[edges], rises[kept] = _packed(ele_m, own)
        climb[edges] = np.round(arc_climbs(own, ele_m, graph.edges.length_m[edges]), 3)
        steep[edges] = steepest(own, ele_m, graph.edges.length_m[edges])
    return EdgeHeights(offsets, base, rises, climb.reshape(-1), steep.reshape(-1), flags)


@dataclass(frozen=True, slots=True)
class _Nodes:
    """Heights of nodes, and which edges run straight from one to the next."""

    ground_m: FloatArray  # what the ground says, eased towards towpaths, (n_nodes,)
    shift_m: FloatArray  # how far that was, (n_nodes,)
    ele_m: FloatArray  # what the graph says, (n_nodes,)
    marks: ByteArray  # codes.HeightFlag, (n_nodes,)
    span: BoolArray  # (n_edges,)
    flat: BoolArray  # (n_edges,)

    @classmethod
    def of(
        cls, graph: RouteGraph, ground: Ground, offsets: LongArray, towpath: BoolArray
    ) -> _Nodes:
        """Ask the ground, level the towpaths, lay dams and then spans straight."""
        raw, marks = _ground_of_nodes(graph, ground)
        flags, ends = graph.edges.flags, np.asarray(graph.edges.nodes)
        length = np.asarray(graph.edges.length_m)
        water, level = _levelled(graph, ground, offsets, np.flatnonzero(towpath), raw)
        fixed = np.isfinite(water)
        shift = eased(np.where(fixed, water - raw, 0.0), fixed, ends, length, ~level)
        ele = raw + shift
        span = ((flags & SPANS) > 0) & ~level
        dam = ((flags & EdgeFlag.DAM) > 0) & ~span & ~towpath
        stairs = np.isin(graph.edges.highway, STAIRS)
        nobody = np.zeros(graph.n_edges, dtype=np.bool_)
        dammed = straightened(ele, ends, length, dam, nobody)
        ele = np.where(np.isnan(ele), ele, dammed)
        ele = straightened(ele, ends, length, span, stairs)
        return cls(raw + shift, shift, ele, marks, span, level | dam)

    def along(
        self, graph: RouteGraph, ground: Ground, edges: slice, own: LongArray
    ) -> tuple[FloatArray, ByteArray]:
        """Return heights along some edges, and the flags of each edge."""
        starts = graph.geometry_offsets[edges.start : edges.stop + 1]
        points = graph.geometry[int(starts[0]) : int(starts[-1])]
        raw, marks = ground.heights(places(points, starts, own))
        edge, share = shares(own)
        ends = graph.edges.nodes[edges]
        straight = _between(self.ele_m[ends], edge, share)
        known = np.isfinite(raw) & np.isfinite(straight)
        aside = np.add.reduceat(np.where(known, np.abs(straight - raw), 0.0), own[:-1])
        flat = self.flat[edges] & (aside / np.diff(own) <= OFF_M)
        ele = raw + self._shift(ends, graph.edges.length_m[edges], edge, share)
        ele = np.where(flat[edge] & known, straight, ele)
        ele = np.where(self.span[edges][edge], straight, ele)
        ele[own[:-1]], ele[own[1:] - 1] = self.ele_m[ends[:, 0]], self.ele_m[ends[:, 1]]
        marks = np.bitwise_or.reduceat(marks, own[:-1])
        unknown = np.logical_or.reduceat(np.isnan(ele), own[:-1])
        return ele, self._flags(marks, self.span[edges], flat, unknown, ends)

    def _shift(
        self, ends: IntArray, length_m: FloatArray, edge: LongArray, share: FloatArray
    ) -> FloatArray:
        """Return how far samples follow the nodes of their edge that were moved.

        The ground follows a towpath beyond the next node; stairs, which lead up to
        the deck of a bridge, do not take along the ground at their foot.
        """
        eased = eased_along(self.shift_m[ends], length_m, edge, share)
        moved = (self.ele_m - self.ground_m)[ends]
        moved[np.isnan(moved)] = 0.0
        along = share * length_m[edge]
        reach = np.minimum(length_m, BLEND_M)[edge]
        left = length_m[edge] - along
        near = np.stack([1.0 - along / reach, 1.0 - left / reach], axis=1)
        shift: FloatArray = (moved[edge] * np.clip(near, 0.0, 1.0)).sum(axis=1)
        return shift + eased

    def _flags(
        self, marks: ByteArray, span: BoolArray, flat: BoolArray, unknown: BoolArray, ends: IntArray
    ) -> ByteArray:
        """Return the codes.HeightFlag bits of some edges; spans know the ground at their ends."""
        of_ends = self.marks[ends]
        flags = np.where(span, of_ends[:, 0] | of_ends[:, 1], marks) & ~np.uint8(HeightFlag.UNKNOWN)
        flags[unknown] |= np.uint8(HeightFlag.UNKNOWN)
        flags[flat] |= np.uint8(HeightFlag.FLAT)
        flags[span] |= np.uint8(HeightFlag.SPANNED)
        return flags.astype(np.uint8)


def _ground_of_nodes(graph: RouteGraph, ground: Ground) -> tuple[FloatArray, ByteArray]:
    """Return heights and marks of all nodes."""
    ele_m = np.empty(graph.n_nodes)
    marks = np.empty(graph.n_nodes, dtype=np.uint8)
    for first in range(0, graph.n_nodes, BLOCK):
        part = slice(first, first + BLOCK)
        ele_m[part], marks[part] = ground.heights(to_degrees(graph.nodes.lonlat[part]))
    return ele_m, marks


def _levelled(
    graph: RouteGraph, ground: Ground, offsets: LongArray, towpath: LongArray, raw: FloatArray
) -> tuple[FloatArray, BoolArray]:
    """Return the level of towpaths at their nodes, NaN elsewhere, and which edges are level."""
    level = np.zeros(graph.n_edges, dtype=np.bool_)
    if not len(towpath):
        return np.full(graph.n_nodes, np.nan), level
    ends, length = np.asarray(graph.edges.nodes)[towpath], graph.edges.length_m[towpath]
    own = np.concatenate([[0], np.cumsum(np.diff(offsets)[towpath])])
    ele_m = np.concatenate([
        ground.heights(places(*_lines(graph, towpath[a:b]), own[a : b + 1]))[0]
        for a, b in blocks(own)
    ])  # fmt: skip
    paths = Towpaths(ends, length, own, ele_m)
    water, reach = paths.levels()
    flat = np.isfinite(water) & ~paths.off_level(water, reach)
    height = ramped(ends[flat], length[flat], water[flat], graph.n_nodes)
    level[towpath[flat]] = True
    return np.where(np.isfinite(raw), height, np.nan), level


def _lines(graph: RouteGraph, edges: LongArray) -> tuple[IntArray, LongArray]:
    """Return the points of some edges one after another, and where each edge begins."""
    begin = np.asarray(graph.geometry_offsets)[edges]
    counts = np.asarray(graph.geometry_offsets)[edges + 1] - begin
    starts = np.concatenate([[0], np.cumsum(counts)])
    at = np.arange(int(starts[-1])) + np.repeat(begin - starts[:-1], counts)
    return np.asarray(graph.geometry)[at], starts


def _between(ends_m: FloatArray, edge: LongArray, share: FloatArray) -> FloatArray:
    """Return heights on the straight lines between the ends of edges."""
    begin, end = ends_m[edge, 0], ends_m[edge, 1]
    straight: FloatArray = begin + (end - begin) * share
    return straight


def _packed(ele_m: FloatArray, own: LongArray) -> tuple[IntArray, ShortArray]:
    """Return heights as decimetres above the lowest of each edge."""
    counts = np.diff(own)
    known = np.isfinite(ele_m)
    metres = np.rint(ele_m * 10)
    lowest = np.minimum.reduceat(np.where(known, metres, np.inf), own[:-1])
    base = np.where(np.isfinite(lowest), lowest, 0.0)
    rise = metres - np.repeat(base, counts)
    kept = known & (rise <= MOST_DM)
    return base.astype(np.int32), np.where(kept, rise, UNKNOWN_DM).astype(np.int16)
