"""Ways that keep off stretches which are already travelled.

A stretch costs more the more often it is travelled, and somewhat more where something
near it is travelled: so ways that are laid one after the other part where the ground
lets them, and share what they must.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from itinera.search.path import Path

if TYPE_CHECKING:
    from collections.abc import Sequence

    from itinera.geodesy import FloatArray, IntArray, LongArray
    from itinera.search._kernels import Desk
    from itinera.search.ends import End, Stub
    from itinera.search.network import Rows
    from itinera.search.router import Router

AGAIN = 12.0  # times dearer for every time that an edge is already travelled
BESIDE = 0.6  # times dearer where the cell of an edge is


@dataclass(frozen=True, slots=True)
class Reach:
    """What a bounded search met.

    Attributes
    ----------
    nodes : int32, shape (n,)
        Search nodes, ascending.
    felt : float64, shape (n,)
        Cost with what makes travelled stretches dearer.
    metres : float64, shape (n,)
        Length of that way.
    """

    nodes: IntArray
    felt: FloatArray
    metres: FloatArray

    def at(self, nodes: IntArray) -> FloatArray:
        """Return the felt cost of search nodes, infinite where not met."""
        row = np.searchsorted(self.nodes, nodes)
        row = np.minimum(row, len(self.nodes) - 1)
        met = self.nodes[row] == nodes if len(self.nodes) else np.zeros(len(nodes), dtype=bool)
        return np.where(met, self.felt[row] if len(self.nodes) else np.inf, np.inf)


@dataclass(frozen=True, slots=True)
class Stubs:
    """The stubs of several places in columns.

    Attributes
    ----------
    place : int64, shape (n,)
        Which of the places.
    node, arc : int32, shape (n,)
        As of `ends.Stub`.
    cost : float64, shape (n,)
    count
        Places.
    """

    place: LongArray
    node: IntArray
    arc: IntArray
    cost: FloatArray
    count: int

    @classmethod
    def of(cls, places: Sequence[Sequence[Stub]]) -> Stubs:
        """Put the stubs of places into columns."""
        rows = [(i, stub) for i, stubs in enumerate(places) for stub in stubs]
        return cls(
            np.array([i for i, _ in rows], dtype=np.int64),
            np.array([stub.node for _, stub in rows], dtype=np.int32),
            np.array([stub.arc for _, stub in rows], dtype=np.int32),
            np.array([stub.cost for _, stub in rows], dtype=np.float64),
            len(places),
        )


class FreshWays:
    """Ways of one traveller, with a memory of what is travelled; not for several threads.

    Parameters
    ----------
    router
        Whose costs they are.
    cell : int32, shape (n_edges,)
        A number for the neighbourhood of every edge.
    taste : float64, shape (n_arcs,)
        Factor on the cost of every arc of the graph, positive.

    Attributes
    ----------
    dearer : float64, shape (n_edges,)
        How many times dearer each edge is now.
    """

    def __init__(self, router: Router, cell: IntArray, taste: FloatArray | None = None) -> None:
        self.router = router
        network = router.network
        self.cell = cell
        self._used = np.zeros(network.graph.n_edges, dtype=np.int32)
        self._crowd = np.zeros(int(cell.max(initial=-1)) + 1, dtype=np.int32)
        self._edges_of = np.argsort(cell, kind="stable").astype(np.int32)
        self._cell_at = np.searchsorted(
            cell[self._edges_of], np.arange(len(self._crowd) + 1)
        ).astype(np.int64)
        self.dearer = np.ones(network.graph.n_edges)
        self._metres = np.ascontiguousarray(network.graph.edges.length_m, dtype=np.float64)
        self._desk = _desk(network.n_nodes)
        self.tastes(taste)

    def tastes(self, taste: FloatArray | None) -> None:
        """Multiply the cost of every arc by a taste, or by one."""
        network = self.router.network
        self._plain = taste is None
        self._taste = np.ones(network.graph.n_arcs) if taste is None else taste
        weight = self.router.weight * self._taste[network.arc_of]
        self._leaving = _Side.of(self.router, network.leaving, network.tail, weight)
        self._entering = _Side.of(self.router, network.entering, network.head, weight)

    def tread(self, edges: IntArray, times: int = 1) -> None:
        """Note edges as travelled, or with `times` -1 as travelled no more."""
        from itinera.search import _kernels as k

        k.tread(
            edges, times, self._used, self._crowd, self.cell, self._cell_at, self._edges_of,
            AGAIN, BESIDE, self.dearer,
        )  # fmt: skip

    def taste_cost(self, path: Path) -> float:
        """Return what a path costs with the taste, whatever is travelled."""
        if self._plain:
            return path.cost
        more = (self._taste[path.arcs] - 1.0) * self.router.cost[path.arcs]
        more[0] *= 1.0 - path.start_fraction
        more[-1] *= path.end_fraction if len(more) > 1 else 1.0
        return path.cost + float(more.sum())

    def used(self, edges: IntArray) -> IntArray:
        """Return how often edges are travelled."""
        return self._used[edges]

    def way(self, begin: End, finish: End, *, bound: float = np.inf) -> Path | None:
        """Find the way that feels cheapest, None if there is none."""
        if begin.node >= 0 and begin.node == finish.node:
            return self.router.between(begin, finish)
        along, felt = self._along_one(begin, finish)
        found = self._found(begin, finish, min(bound, felt))
        return (along if felt <= bound else None) if found is None else found

    def _found(self, begin: End, finish: End, bound: float) -> Path | None:
        """Search for a way over junctions that feels cheaper than `bound`."""
        from itinera.search import _kernels as k

        desk = self._desk
        ends = self._felt(finish.stubs)
        for node, cost in ends:
            desk.finish[node] = min(desk.finish[node], cost)
        count, goal = self._search(self._leaving, begin.stubs, bound)
        for node, _ in ends:
            desk.finish[node] = np.inf
        found = None
        if goal >= 0:
            side = self._leaving
            arcs = side.rows.arcs[k.traced(side.near, desk.via, goal)]
            first = int(self.router.network.tail[arcs[0]]) if len(arcs) else goal
            found = self.router.join(begin, finish, (0, arcs.tolist(), first))
        k.clean(desk, count)
        return None if found is None else self.router.path_of(*found)

    def from_(self, begin: End, *, bound: float) -> Reach:
        """Search from a place up to a felt cost."""
        return self._reach(self._leaving, begin.stubs, bound)

    def to(self, finish: End, *, bound: float) -> Reach:
        """Search towards a place up to a felt cost."""
        return self._reach(self._entering, finish.stubs, bound)

    def felt_from(self, reach: Reach, stubs: Stubs) -> FloatArray:
        """Return the felt cost between a search's root and each of several places."""
        beside = np.where(stubs.arc >= 0, self.dearer[stubs.arc >> 1] * self._taste[stubs.arc], 1.0)
        felt = reach.at(stubs.node) + stubs.cost * beside
        least = np.full(stubs.count, np.inf)
        np.minimum.at(least, stubs.place, felt)
        return least

    def _reach(self, side: _Side, stubs: Sequence[Stub], bound: float) -> Reach:
        """Search one way and take what was met."""
        from itinera.search import _kernels as k

        count, _ = self._search(side, stubs, bound)
        nodes = np.sort(self._desk.touched[:count])
        nodes = nodes[np.isfinite(self._desk.key[nodes])]
        found = Reach(nodes, self._desk.key[nodes], self._desk.metres[nodes])
        k.clean(self._desk, count)
        return found

    def _search(self, side: _Side, stubs: Sequence[Stub], bound: float) -> tuple[int, int]:
        """Fill the desk."""
        from itinera.search import _kernels as k

        seeds = self._felt(stubs)
        return k.grow(
            side.rows.offsets, side.rows.far, side.cost, side.edge, self._metres, self.dearer,
            np.array([node for node, _ in seeds], dtype=np.int32),
            np.array([cost for _, cost in seeds], dtype=np.float64), bound, self._desk,
        )  # fmt: skip

    def _felt(self, stubs: Sequence[Stub]) -> list[tuple[int, float]]:
        """Make the parts of arcs beside a place as dear as they are."""
        return [
            (stub.node, stub.cost * (self._feels(stub.arc) if stub.arc >= 0 else 1.0))
            for stub in stubs
        ]

    def _feels(self, arc: int) -> float:
        """Return how many times dearer an arc feels than it is."""
        return float(self.dearer[arc >> 1] * self._taste[arc])

    def _along_one(self, begin: End, finish: End) -> tuple[Path | None, float]:
        """Return the way along one edge and what it feels like; None and infinity for none."""
        best: tuple[Path | None, float] = (None, np.inf)
        for arc, before in begin.arcs.items():
            if arc in finish.arcs and finish.arcs[arc] >= before:
                path = self.router.path_of([arc], before, finish.arcs[arc])
                felt = path.cost * self._feels(arc)
                if felt < best[1]:
                    best = (path, felt)
        return best


@dataclass(frozen=True, slots=True)
class _Side:
    """The search arcs by one of their ends, with what the kernel reads of each."""

    rows: Rows
    near: IntArray
    cost: FloatArray
    edge: IntArray

    @classmethod
    def of(cls, router: Router, rows: Rows, near: IntArray, weight: FloatArray) -> _Side:
        """Lay costs and edges in the order of rows."""
        arcs = rows.arcs
        return cls(rows, near[arcs], weight[arcs], router.network.arc_of[arcs] >> 1)


def _desk(n: int) -> Desk:
    """Return clean scratch paper."""
    from itinera.search._kernels import Desk

    return Desk(
        np.full(n, np.inf), np.zeros(n), np.full(n, -1, dtype=np.int32),
        np.zeros(n, dtype=np.int32), np.full(n, -1, dtype=np.int32),
        np.zeros(n, dtype=np.int32), np.full(n, np.inf),
    )  # fmt: skip
