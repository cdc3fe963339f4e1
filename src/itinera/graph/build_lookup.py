"""From OSM ids to edges and nodes of the graph under construction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from itinera.geodesy import IntArray, LongArray


@dataclass(frozen=True, slots=True)
class Lookup:
    """Edges by way id and graph nodes by OSM id.

    Attributes
    ----------
    edge_nodes : int32, shape (n_edges, 2)
    out_offsets, out_arcs
        As in RouteGraph.
    """

    edge_nodes: IntArray
    out_offsets: LongArray
    out_arcs: IntArray
    _edge_order: LongArray
    _edge_way: LongArray
    _node_order: LongArray
    _node_id: LongArray

    @classmethod
    def of(
        cls,
        edge_nodes: IntArray,
        edge_way: LongArray,
        node_id: LongArray,
        out: tuple[LongArray, IntArray],
    ) -> Lookup:
        """Sort the ids once."""
        edges = np.argsort(edge_way, kind="stable")
        nodes = np.argsort(node_id, kind="stable")
        return cls(edge_nodes, *out, edges, edge_way[edges], nodes, node_id[nodes])

    def edges(self, way: int) -> list[int]:
        """Return the edges of a way, ascending."""
        return self.edges_of_each([way])[0]

    def edges_of_each(self, ways: Sequence[int]) -> list[list[int]]:
        """Return the edges of each of many ways."""
        ids = np.array(ways, dtype=np.int64)
        low = np.searchsorted(self._edge_way, ids).tolist()
        high = np.searchsorted(self._edge_way, ids, side="right").tolist()
        order = self._edge_order
        return [order[a:b].tolist() if b > a else [] for a, b in zip(low, high, strict=True)]

    def node(self, osm_id: int) -> int:
        """Return the graph node of an OSM node, -1 if it is none."""
        row = int(np.searchsorted(self._node_id, osm_id))
        if row == len(self._node_id) or self._node_id[row] != osm_id:
            return -1
        return int(self._node_order[row])

    def arriving(self, way: int, node: int) -> list[int]:
        """Return the arcs of a way that end at a node."""
        return [arc ^ 1 for arc in self.leaving(way, node)]

    def leaving(self, way: int, node: int) -> list[int]:
        """Return the arcs of a way that begin at a node."""
        arcs = [2 * edge + side for edge in self.edges(way) for side in (0, 1)]
        return [arc for arc in arcs if self.tail(arc) == node]

    def all_leaving(self, node: int) -> list[int]:
        """Return every arc that begins at a node."""
        arcs = self.out_arcs[self.out_offsets[node] : self.out_offsets[node + 1]]
        found: list[int] = arcs.tolist()
        return found

    def tail(self, arc: int) -> int:
        """Return the node where an arc begins."""
        return int(self.edge_nodes[arc >> 1, arc & 1])

    def head(self, arc: int) -> int:
        """Return the node where an arc ends."""
        return int(self.edge_nodes[arc >> 1, 1 - (arc & 1)])

    def way_nodes(self, way: int) -> set[int]:
        """Return the graph nodes on a way."""
        return set(self.edge_nodes[self.edges(way)].reshape(-1).tolist())
