"""One traveller's costs on one network: paths between places."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from itinera.errors import InputError
from itinera.search import ends, exact, unreachable
from itinera.search.path import Path
from itinera.search.quantum import choose_quantum, to_whole

if TYPE_CHECKING:
    from collections.abc import Sequence

    from itinera.geodesy import FloatArray, IntArray
    from itinera.graph.snap import Snap
    from itinera.search.ends import End, Stub
    from itinera.search.hierarchy import Found
    from itinera.search.network import SearchNetwork

Legs = tuple[list[int], float, float]  # arcs, start fraction, end fraction


class Router:
    """The cheapest paths of one traveller.

    Making one customizes the hierarchy (0.5 s per million arcs); afterwards a
    query takes tens of microseconds. Instances do not change and serve any
    number of threads.

    Parameters
    ----------
    network
        The network to search.
    cost : float64, shape (n_arcs,)
        Cost of each arc of the graph, non-negative, infinite where closed.
    node_cost : float64, shape (n_nodes,)
        Cost of passing through each node, non-negative, infinite where it may
        not be passed. Beginning or ending at a node is free.
    mode
        "foot" or "bicycle": whose forbidden turns bind.

    Raises
    ------
    InputError
        If a cost has the wrong shape, is negative or not a number.
    """

    def __init__(
        self, network: SearchNetwork, cost: FloatArray, node_cost: FloatArray, mode: str
    ) -> None:
        _check_costs("arc", cost, network.graph.n_arcs)
        _check_costs("node", node_cost, network.graph.n_nodes)
        self.network = network
        self.mode = mode
        self.cost = np.ascontiguousarray(cost, dtype=np.float64)
        self.node_cost = np.ascontiguousarray(node_cost, dtype=np.float64)
        self.usable = network.usable_by(mode)
        self.weight = self._search_weights()
        self.quantum = choose_quantum(network, self.weight)
        self.whole_costs = network.topology.customize(to_whole(self.weight, self.quantum))
        self._begin_apart, self._end_apart = self._apart()

    def route(self, start: Snap, end: Snap) -> Path:
        """Find the cheapest path between two places on the network.

        Parameters
        ----------
        start, end
            Places on edges. Within a centimetre of an end of its edge a place
            counts as that junction, and may be left by any of its arcs.

        Returns
        -------
        Path
            Its cost is summed from the real costs of its arcs and nodes.

        Raises
        ------
        NoRouteError
            If there is none; `nearest` names the nearest place that can be reached.
        """
        begin, finish = ends.departure(self, start), ends.arrival(self, end)
        path = self.between(begin, finish)
        if path is None:
            raise unreachable.explain(self, begin, finish, start.lonlat, end.lonlat)
        return path

    def between(self, begin: End, finish: End) -> Path | None:
        """Find the cheapest path between two resolved ends, None if there is none."""
        if begin.node >= 0 and begin.node == finish.node:
            return _standing(begin, finish)
        candidates = [
            self._path([arc], begin.arcs[arc], finish.arcs[arc])
            for arc in begin.arcs
            if arc in finish.arcs and finish.arcs[arc] >= begin.arcs[arc]
        ]
        legs = self._search(begin, finish)
        if legs is not None:
            candidates.append(self._path(*legs))
        return min(candidates, key=lambda path: path.cost, default=None)

    def node_path(self, source: int, target: int) -> tuple[float, IntArray] | None:
        """Find the cheapest path between two nodes of the graph.

        Parameters
        ----------
        source, target
            Nodes of the graph.

        Returns
        -------
        cost, arcs : float, int32 array
            The cost with nothing for the first and last node, and the arcs in
            order (none if `source` is `target`). None if there is no path.
        """
        if self._begin_apart[source] or self._end_apart[target]:
            return self._node_path_apart(source, target)
        found = self.whole_costs.node_path(source, target)
        if found is None:
            return None
        arcs = np.array(found[1], dtype=np.int32)
        if not len(arcs):
            return 0.0, arcs
        cost = float(self.weight[arcs].sum())
        if arcs.max() >= self.network.graph.n_arcs:
            arcs = self.network.arc_of[arcs]
            if exact.turns_back(arcs):
                return self._node_path_apart(source, target)
        return cost - self._end_halves[source] - self._end_halves[target], arcs

    def node_paths(self, pairs: Sequence[tuple[int, int]]) -> list[tuple[float, IntArray] | None]:
        """Find the cheapest path for each (source, target) pair, see `node_path`."""
        return [self.node_path(source, target) for source, target in pairs]

    def path_cost(self, arcs: IntArray, start_fraction: float, end_fraction: float) -> float:
        """Sum the costs of a path: its arcs, the first and last in part, and the nodes between.

        Parameters
        ----------
        arcs : int32, shape (n,)
            Arcs in order, at least one.
        start_fraction, end_fraction
            As in `Path`.
        """
        costs = self.cost[arcs]
        nodes = self.node_cost[self.network.tail[arcs[1:]]]
        skipped = start_fraction * costs[0] + (1.0 - end_fraction) * costs[-1]
        return float(costs.sum() + nodes.sum() - skipped)

    @cached_property
    def first_arcs(self) -> IntArray:
        """The search arc that a path begins with, per arc of the graph."""
        return self.network.first_arcs(self.mode)

    @cached_property
    def leaving_cost(self) -> FloatArray:
        """`weight` in the order of `network.leaving`."""
        return self.weight[self.network.leaving.arcs]

    @cached_property
    def entering_cost(self) -> FloatArray:
        """`weight` in the order of `network.entering`."""
        return self.weight[self.network.entering.arcs]

    def node_touched(self) -> FloatArray:
        """Return 0 for every search node that some open arc leaves or enters, else infinity."""
        touched = np.full(self.network.n_nodes, np.inf)
        is_open = np.isfinite(self.weight)
        touched[self.network.tail[is_open]] = 0.0
        touched[self.network.head[is_open]] = 0.0
        return touched

    def half_node_cost(self, search_node: int) -> float:
        """Return half of what passing a node costs, infinite where it may not be passed."""
        return float(self.node_cost[self.network.node_of[search_node]]) / 2.0

    def to_offsets(self, stubs: Sequence[Stub]) -> list[tuple[int, int]]:
        """Express stubs as the hierarchy takes them."""
        return [(stub.node, round(stub.cost / self.quantum)) for stub in stubs]

    def _search_weights(self) -> FloatArray:
        """Charge half of each node to every arc that touches it, and close what is not ours."""
        half = self.node_cost / 2.0
        network = self.network
        weight = self.cost[network.arc_of]
        weight += half[network.node_of[network.tail]]
        weight += half[network.node_of[network.head]]
        weight[~self.usable] = np.inf
        return weight

    def _apart(self) -> tuple[bytes, bytes]:
        """Mark the nodes where paths between nodes need more than one source or target."""
        blocked = np.isinf(self.node_cost)
        self._end_halves = np.where(blocked, 0.0, self.node_cost / 2.0)
        return blocked.tobytes(), (blocked | self.network.has_copies).tobytes()

    def _node_path_apart(self, source: int, target: int) -> tuple[float, IntArray] | None:
        """Find a path between nodes of which one is blocked or split, or U-turns threaten."""
        if source == target:
            return 0.0, np.zeros(0, dtype=np.int32)
        path = self.between(ends.departure_at(self, source), ends.arrival_at(self, target))
        return None if path is None else (path.cost, path.arcs)

    def _search(self, begin: End, finish: End) -> Legs | None:
        """Ask the hierarchy, and the exact search where the answer turns round on the way."""
        if not begin.stubs or not finish.stubs:
            return None
        found = self.whole_costs.path(self.to_offsets(begin.stubs), self.to_offsets(finish.stubs))
        if found is None:
            return None
        legs = self._join(begin, finish, found)
        if legs is not None and exact.turns_back(np.array(legs[0])):
            return exact.without_turning_back(self, begin, finish)
        return legs

    def _join(self, begin: End, finish: End, found: Found) -> Legs | None:
        """Put the partial arcs at both ends of what the hierarchy found."""
        _, search_arcs, first_node = found
        last_node = int(self.network.head[search_arcs[-1]]) if search_arcs else first_node
        arcs = self.network.arc_of[search_arcs].tolist() if search_arcs else []
        first = next(stub.arc for stub in begin.stubs if stub.node == first_node)
        last = next(stub.arc for stub in finish.stubs if stub.node == last_node)
        start_fraction, end_fraction = 0.0, 1.0
        if first >= 0:
            arcs.insert(0, first)
            start_fraction = begin.arcs[first]
        if last >= 0:
            arcs.append(last)
            end_fraction = finish.arcs[last]
        return arcs, start_fraction, end_fraction

    def _path(self, arcs: list[int], start_fraction: float, end_fraction: float) -> Path:
        """Make a path and sum its cost."""
        columns = np.array(arcs, dtype=np.int32)
        cost = self.path_cost(columns, start_fraction, end_fraction)
        return Path(columns, start_fraction, end_fraction, cost)


def _standing(begin: End, finish: End) -> Path | None:
    """Return the path of no length at a junction, None if it has no usable arc."""
    if begin.arcs:
        return Path(np.array([min(begin.arcs)], dtype=np.int32), 0.0, 0.0, 0.0)
    if finish.arcs:
        return Path(np.array([min(finish.arcs)], dtype=np.int32), 1.0, 1.0, 0.0)
    return None


def _check_costs(what: str, cost: FloatArray, n: int) -> None:
    """Refuse costs that no search can use."""
    if cost.shape != (n,):
        raise InputError(
            f"The {what} costs have shape {cost.shape}, the graph has {n} {what}s.",
            remedy=f"Give one cost per {what} of the graph.",
        )
    if not (cost >= 0.0).all():
        bad = int(np.flatnonzero(~(cost >= 0.0))[0])
        raise InputError(
            f"The cost of {what} {bad} is {cost[bad]}.",
            remedy="Costs are non-negative numbers, infinite where nobody may pass.",
        )
