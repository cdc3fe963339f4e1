"""Ways cut into edges at junctions: the shape of the graph, before any attribute."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from itinera.graph.lengths import lengths_between

if TYPE_CHECKING:
    import numpy.typing as npt

    from itinera.geodesy import BoolArray, FloatArray, IntArray, LongArray
    from itinera.osm.extract import NodeTable, Ways

LEAST_M = 0.01  # two nodes on the same spot; OSM's grid is 1.1 cm


@dataclass(frozen=True, slots=True)
class Topology:
    """Nodes and edges with their geometry.

    Attributes
    ----------
    node_row : int32, shape (n_nodes,)
        Row of each graph node in the NodeTable.
    edge_nodes : int32, shape (n_edges, 2)
    edge_way : int32, shape (n_edges,)
        Row of each edge's way in Ways.
    geometry_offsets, geometry
        As in RouteGraph.
    length_m : float64, shape (n_edges,)
    gaps
        How many stretches of ways were left out for a node without a place.
    """

    node_row: IntArray
    edge_nodes: IntArray
    edge_way: IntArray
    geometry_offsets: LongArray
    geometry: IntArray
    length_m: FloatArray
    gaps: int


def cut(ways: Ways, kept: BoolArray, nodes: NodeTable, special: BoolArray) -> Topology:
    """Cut ways into edges; an edge is a stretch of one way.

    Joining ways that only meet end to end and say the same would save 2.6 % of
    Heidelberg's nodes, and take the way id away from the edge: not done.

    An edge ends where ways meet or cross themselves, where a way ends or has a
    gap, and at special nodes. A ring that would begin and end at the same node
    is cut once more in its middle, so that no edge is a self-loop.

    Parameters
    ----------
    kept : bool, shape (n_ways,)
        The ways that become edges.
    special : bool, shape (n_table_nodes,)
        Nodes of the table that are graph nodes whatever meets there.
    """
    way, row, gaps = _trail(ways, kept, nodes)
    joined = way[1:] == way[:-1]  # position i and i + 1 belong to one stretch
    is_node = _ends(joined)[: len(row)] | special[row]
    is_node |= (np.bincount(row, minlength=len(nodes.osm_id)) > 1)[row]
    begin, end = _spans(is_node, joined)
    begin, end = _halve_rings(begin, end, row)
    return _assemble(way, row, begin, end, nodes, gaps)


def _trail(ways: Ways, kept: BoolArray, nodes: NodeTable) -> tuple[IntArray, IntArray, int]:
    """Return stretch and node row of every point of the kept ways, and the number of gaps.

    Points without a place are left out and part the way into stretches;
    stretches are numbered so that ``stretch // 2**32`` is the row of the way.
    """
    count = np.diff(ways.offsets)
    way = np.repeat(np.arange(len(count), dtype=np.int64), count)
    keep = kept[way]
    way, row = way[keep], nodes.rows(ways.refs[keep])
    sound = nodes.located[row] & (row >= 0)
    missing = ~sound
    gaps = int(np.count_nonzero(missing & ~_second(missing[:-1] & (way[1:] == way[:-1]), missing)))
    stretch = (way << 32) + np.cumsum(missing)
    stretch, row = stretch[sound], row[sound]
    double = _second((stretch[1:] == stretch[:-1]) & (row[1:] == row[:-1]), row)
    return stretch[~double], row[~double], gaps


def _second(alike: BoolArray, of: IntArray | LongArray | BoolArray) -> BoolArray:
    """Tell which entries of `of` are the second of a pair of neighbours that are alike."""
    second = np.zeros(len(of), dtype=np.bool_)
    second[1:] = alike
    return second


def _ends(joined: BoolArray) -> BoolArray:
    """Return which points begin or end a stretch."""
    ends: BoolArray = ~np.append(False, joined) | ~np.append(joined, False)
    return ends


def _spans(is_node: BoolArray, joined: BoolArray) -> tuple[LongArray, LongArray]:
    """Return the first and the last position of each edge."""
    at = np.flatnonzero(is_node)
    begin, end = at[:-1], at[1:]
    breaks = np.append(0, np.cumsum(~joined))
    whole = breaks[begin] == breaks[end]
    return begin[whole], end[whole]


def _halve_rings(begin: LongArray, end: LongArray, row: IntArray) -> tuple[LongArray, LongArray]:
    """Cut edges that return to their own first node in the middle."""
    ring = row[begin] == row[end]
    middle = (begin[ring] + end[ring]) // 2
    begins = np.concatenate([begin, middle])
    ends = np.concatenate([np.where(ring, 0, end), end[ring]])
    ends[: len(begin)][ring] = middle
    return begins, ends


def _assemble(
    way: IntArray, row: IntArray, begin: LongArray, end: LongArray, nodes: NodeTable, gaps: int
) -> Topology:
    """Order nodes and edges along a space-filling curve, and gather the geometry."""
    node_row = np.unique(np.concatenate([row[begin], row[end]]))
    curve = morton(nodes.lonlat[node_row])
    node_row = node_row[np.lexsort((nodes.osm_id[node_row], curve))]
    number = np.full(len(nodes.osm_id), -1, dtype=np.int32)
    number[node_row] = np.arange(len(node_row), dtype=np.int32)
    ends = np.stack([number[row[begin]], number[row[end]]], axis=1)
    order = np.lexsort((begin, ends.max(axis=1), ends.min(axis=1)))
    begin, end, ends = begin[order], end[order], ends[order]
    offsets, points = _geometry(begin, end, nodes.lonlat[row])
    return Topology(
        node_row=node_row.astype(np.int32),
        edge_nodes=ends.astype(np.int32),
        edge_way=(way[begin] >> 32).astype(np.int32),
        geometry_offsets=offsets,
        geometry=points,
        length_m=_edge_lengths(offsets, points),
        gaps=gaps,
    )


def _geometry(begin: LongArray, end: LongArray, lonlat: IntArray) -> tuple[LongArray, IntArray]:
    """Return the points of the edges, without repeats inside an edge."""
    count = end - begin + 1
    first = np.cumsum(count) - count
    edge = np.repeat(np.arange(len(count)), count)
    points = lonlat[np.repeat(begin - first, count) + np.arange(len(edge))]
    repeat = _second((edge[1:] == edge[:-1]) & (points[1:] == points[:-1]).all(axis=1), edge)
    repeat[first + count - 1] = False  # both ends stay, even on one spot
    offsets = np.zeros(len(count) + 1, dtype=np.int64)
    np.cumsum(np.bincount(edge[~repeat], minlength=len(count)), out=offsets[1:])
    return offsets, np.ascontiguousarray(points[~repeat])


def _edge_lengths(offsets: LongArray, points: IntArray) -> FloatArray:
    """Return the metres along each edge; never 0, since costs must be positive."""
    if len(offsets) == 1:
        return np.zeros(0)
    metres = np.append(lengths_between(points[:-1], points[1:]), 0.0)
    metres[offsets[1:] - 1] = 0.0  # from the last point of an edge to the first of the next
    total: FloatArray = np.maximum(np.add.reduceat(metres, offsets[:-1]), LEAST_M)
    return total


def morton(lonlat: IntArray) -> LongArray:
    """Return places along a Z-shaped curve: what is near on it is near on the ground.

    Parameters
    ----------
    lonlat : int32, shape (n, 2)
        1e-7 degrees.
    """
    x = (lonlat[:, 0].astype(np.int64) + (1 << 31)).astype(np.uint64)
    y = (lonlat[:, 1].astype(np.int64) + (1 << 31)).astype(np.uint64)
    return (_spread(x) | (_spread(y) << np.uint64(1))).astype(np.int64)


def _spread(bits: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """Put a zero between the bits of 31-bit numbers."""
    value = bits >> np.uint64(1)
    for shift, mask in (
        (16, 0x0000FFFF0000FFFF),
        (8, 0x00FF00FF00FF00FF),
        (4, 0x0F0F0F0F0F0F0F0F),
        (2, 0x3333333333333333),
        (1, 0x5555555555555555),
    ):
        value = (value | (value << np.uint64(shift))) & np.uint64(mask)
    return value
