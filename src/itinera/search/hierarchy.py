"""Customizable contraction hierarchies: the one module around `routingkit-cch`.

Dibbelt, Strasser and Wagner (2016), "Customizable Contraction Hierarchies", as
in RoutingKit. Three phases: an *order* of the nodes by nested dissection, from
the shape of the network alone, made once per graph and stored; a *topology*
from the order, once per process; and a *customization* per set of costs, in
milliseconds. Queries then take microseconds.

What the wheel demands of its caller, and this module grants: a result must be
gone before the next query runs; a query object must live and die in the thread
that made it; costs are whole numbers, and a path of 2³¹ - 1 or more would come
back as "unreachable", which `quantum.py` makes impossible.

Where the wheel cannot be imported, a plain Dijkstra takes its place: slower, the
same answers (the tests hold one against the other).
"""

from __future__ import annotations

import threading
import weakref
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, cast

import numpy as np

from itinera.search.reduction import reduce_network

try:
    import routingkit_cch as _wheel
except ImportError:  # no wheel for this machine: see `_PlainCosts`
    _wheel = None  # type: ignore[assignment]

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from itinera.geodesy import FloatArray, IntArray, LongArray

    WeightArray = npt.NDArray[np.uint32]

INFINITE = 2_147_483_647  # RoutingKit's inf_weight: an arc that is closed, a node out of reach

Offsets = list[tuple[int, int]]  # (search node, whole cost of getting to or from it)
Found = tuple[int, list[int], int]  # whole cost, search arcs in order, search node at the start


class Costs(Protocol):
    """A network with whole costs, ready for queries from any thread."""

    def path(self, sources: Offsets, targets: Offsets) -> Found | None:
        """Return the cheapest path from any source to any target, None if there is none."""

    def node_path(self, source: int, target: int) -> tuple[int, list[int]] | None:
        """Return the cost and the arcs of the cheapest path between two nodes."""

    def table(self, sources: Sequence[Offsets], targets: Sequence[int]) -> FloatArray:
        """Return the costs from each set of sources to each target, NaN where there is no path."""


class Topology(Protocol):
    """A network without costs."""

    def customize(self, weights: WeightArray) -> Costs:
        """Give every search arc a whole cost (`INFINITE` where closed)."""


def nested_dissection(tail: IntArray, head: IntArray, lonlat: FloatArray) -> WeightArray:
    """Order nodes for contraction, from the least important to the last separator.

    Parameters
    ----------
    tail, head : int32, shape (n_arcs,)
        Ends of the arcs; parallel arcs and arcs that return to their node are fine.
    lonlat : float64, shape (n_nodes, 2)
        Positions, degrees: the separators are found by inertial flow (Schild and
        Sommer 2015) over them.

    Returns
    -------
    uint32, shape (n_nodes,)
        Node of each rank.
    """
    if _wheel is None:
        return np.arange(len(lonlat), dtype=np.uint32)
    reduced = reduce_network(tail, head, len(lonlat))
    if not len(reduced.tail):
        return np.concatenate([reduced.first, reduced.core]).astype(np.uint32)
    core_lonlat = lonlat[reduced.core]
    # A node without arcs has no place in a dissection; the wheel puts it anywhere.
    order = _wheel.compute_order_inertial(
        len(core_lonlat),
        _words(np.stack([reduced.tail, reduced.head], axis=1).reshape(-1)),
        _words(np.stack([reduced.head, reduced.tail], axis=1).reshape(-1)),
        core_lonlat[:, 1].tolist(),
        core_lonlat[:, 0].tolist(),
    )
    core = reduced.core[np.array(order, dtype=np.int64)]
    return np.concatenate([reduced.first, core]).astype(np.uint32)


def build_topology(order: WeightArray, tail: IntArray, head: IntArray) -> Topology:
    """Contract a network in a given order (see `nested_dissection`)."""
    if _wheel is None:
        return _PlainTopology(tail, head, len(order))
    return _HierarchyTopology(_wheel.CCH(_words(order), _words(tail), _words(head), False))


def _words(values: npt.NDArray[np.integer]) -> list[int]:
    """Hand an array to the wheel without a list of Python numbers.

    The wheel reads any sequence of whole numbers, so a memory view does, which
    mypy cannot know.
    """
    return cast("list[int]", np.ascontiguousarray(values, dtype=np.uint32).data)


class _HierarchyTopology:
    """RoutingKit's contracted network."""

    def __init__(self, contracted: _wheel.CCH) -> None:
        self._contracted = contracted

    def customize(self, weights: WeightArray) -> Costs:
        """Customize: about 0.4 s per million arcs."""
        return _HierarchyCosts(_wheel.CCHMetric(self._contracted, _words(weights)))


class _Queries(threading.local):
    """The query objects of one thread, by hierarchy, each with a sign of its life."""

    def __init__(self) -> None:
        self.of: dict[int, tuple[weakref.ref[_HierarchyCosts], _wheel.CCHQuery]] = {}


_queries = _Queries()


class _HierarchyCosts:
    """RoutingKit's customized network."""

    def __init__(self, metric: _wheel.CCHMetric) -> None:
        self._metric = metric

    def path(self, sources: Offsets, targets: Offsets) -> Found | None:
        """Run a query with offsets."""
        query = self._take()
        result = query.run_multi(sources, targets)
        cost = result.distance
        found = None if cost is None else (cost, result.arc_path, result.node_path[0])
        del result
        self._give_back(query)
        return found

    def node_path(self, source: int, target: int) -> tuple[int, list[int]] | None:
        """Run a query between two nodes."""
        query = self._take()
        result = query.run(source, target)
        cost = result.distance
        found = None if cost is None else (cost, result.arc_path)
        del result
        self._give_back(query)
        return found

    def table(self, sources: Sequence[Offsets], targets: Sequence[int]) -> FloatArray:
        """Sweep once per set of sources over all targets."""
        sweep = _wheel.CCHOneToMany(self._metric, list(targets))
        rows = [sweep.distances_from_multi(offsets) for offsets in sources]
        return np.array(rows, dtype=np.float64).reshape(len(sources), len(targets))

    def _take(self) -> _wheel.CCHQuery:
        """Take this thread's query object out of its place, or make one.

        While it is out nobody else can use it, and if a query is interrupted the
        object is dropped with its half-read result instead of being used again.
        """
        held = _queries.of.pop(id(self), None)
        if held is not None and held[0]() is self:
            return held[1]
        _queries.of = {key: kept for key, kept in _queries.of.items() if kept[0]() is not None}
        return _wheel.CCHQuery(self._metric)

    def _give_back(self, query: _wheel.CCHQuery) -> None:
        """Keep a query object for this thread's next query."""
        _queries.of[id(self)] = (weakref.ref(self), query)


class _PlainTopology:
    """The network as it is, for machines without the wheel."""

    def __init__(self, tail: IntArray, head: IntArray, n_nodes: int) -> None:
        self._tail = tail
        self._position = np.argsort(tail, kind="stable")
        self._far = head[self._position]
        self._offsets = np.zeros(n_nodes + 1, dtype=np.int64)
        np.cumsum(np.bincount(tail, minlength=n_nodes), out=self._offsets[1:])

    def customize(self, weights: WeightArray) -> Costs:
        """Sort the costs to their rows."""
        cost = weights[self._position].astype(np.float64)
        cost[cost == INFINITE] = np.inf
        rows = _PlainRows(self._offsets, self._far, cost, self._position, self._tail)
        return _PlainCosts(rows)


@dataclass(frozen=True, slots=True)
class _PlainRows:
    """The arcs by tail, with their whole costs as floats."""

    offsets: LongArray
    far: IntArray
    cost: FloatArray
    position: LongArray
    tail: IntArray


class _PlainCosts:
    """Dijkstra's algorithm behind the face of the hierarchy."""

    def __init__(self, rows: _PlainRows) -> None:
        self._rows = rows

    def path(self, sources: Offsets, targets: Offsets) -> Found | None:
        """Grow a tree from the sources and pick the best target."""
        cost, via = self._tree(sources)
        total, target = min((cost[node] + offset, node) for node, offset in targets)
        if not np.isfinite(total):
            return None
        arcs: list[int] = []
        node = target
        while via[node] >= 0:
            arcs.append(int(self._rows.position[via[node]]))
            node = int(self._rows.tail[arcs[-1]])
        return int(total), arcs[::-1], node

    def node_path(self, source: int, target: int) -> tuple[int, list[int]] | None:
        """Return the path between two nodes."""
        found = self.path([(source, 0)], [(target, 0)])
        return None if found is None else found[:2]

    def table(self, sources: Sequence[Offsets], targets: Sequence[int]) -> FloatArray:
        """Grow one tree per set of sources."""
        rows = [self._tree(offsets)[0][list(targets)] for offsets in sources]
        table = np.array(rows, dtype=np.float64).reshape(len(sources), len(targets))
        table[np.isinf(table)] = np.nan
        return table

    def _tree(self, sources: Offsets) -> tuple[FloatArray, IntArray]:
        """Run the tree kernel."""
        from itinera.search import _kernels

        seeds = np.array([node for node, _ in sources], dtype=np.int32)
        costs = np.array([offset for _, offset in sources], dtype=np.float64)
        rows = self._rows
        return _kernels.tree(rows.offsets, rows.far, rows.cost, seeds, costs, np.inf, -1)
