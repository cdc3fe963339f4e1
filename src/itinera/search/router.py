"""One traveller's costs on one network: paths between places."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from itinera.search import ends, exact, unreachable
from itinera.search.costs import TravelCosts
from itinera.search.path import Path

if TYPE_CHECKING:
    from collections.abc import Sequence

    from itinera.geodesy import FloatArray, IntArray
    from itinera.graph.snap import Snap
    from itinera.search.ends import End
    from itinera.search.hierarchy import Found
    from itinera.search.network import SearchNetwork

Legs = tuple[list[int], float, float]  # arcs, start fraction, end fraction


class Router(TravelCosts):
    """The cheapest paths of one traveller.

    Making one customizes the hierarchy (0.1 s per million arcs); afterwards a
    query takes tens of microseconds. Instances do not change and serve any
    number of threads. Parameters and errors are those of `TravelCosts`.

    Attributes
    ----------
    hierarchy
        Contracted, with these costs.
    """

    def __init__(
        self, network: SearchNetwork, cost: FloatArray, node_cost: FloatArray, mode: str
    ) -> None:
        super().__init__(network, cost, node_cost, mode)
        self.hierarchy = network.topology.customize(self.weight)
        blocked = np.isinf(self.node_cost)
        self._end_halves = np.where(blocked, 0.0, self.node_cost / 2.0)
        # Bytes answer "is this node …?" ten times faster than an array.
        self._blocked, self._split = blocked.tobytes(), network.has_copies.tobytes()

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
            self.path_of([arc], begin.arcs[arc], finish.arcs[arc])
            for arc in begin.arcs
            if arc in finish.arcs and finish.arcs[arc] >= begin.arcs[arc]
        ]
        legs = self._search(begin, finish)
        if legs is not None:
            candidates.append(self.path_of(*legs))
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
        if source == target:
            return 0.0, np.zeros(0, dtype=np.int32)
        if self._blocked[source] or self._blocked[target]:
            return self._node_path_apart(source, target)
        if self._split[target]:
            return self._node_path_to_copies(source, target)
        arc_of, weight = self.network.arc_of, self.weight
        cost, turns, arcs = self.hierarchy.between(source, target, arc_of, weight)
        if cost == np.inf:
            return None
        if turns:
            return self._node_path_to_copies(source, target)
        return cost - self._end_halves[source] - self._end_halves[target], arcs

    def _node_path_to_copies(self, source: int, target: int) -> tuple[float, IntArray] | None:
        """Find the path to whichever copy of a node, and search again if it turns round."""
        goals = [(copy, 0.0) for copy in self.network.copies(target)]
        found = self.hierarchy.path([(source, 0.0)], goals)
        if found is None:
            return None
        search_arcs = np.array(found[1], dtype=np.int32)
        arcs = self.network.arc_of[search_arcs]
        states = self.network.head[search_arcs[:-1]]
        if exact.turns_back(arcs) and exact.leads_on(self, arcs, states):
            return self._node_path_apart(source, target)
        cost = float(self.weight[search_arcs].sum())
        return cost - self._end_halves[source] - self._end_halves[target], arcs

    def alternatives(self, start: Snap, end: Snap, count: int = 3) -> list[Path]:
        """Find the cheapest path and up to `count` others that differ, see `alternatives.py`."""
        from itinera.search.alternatives import alternatives

        return alternatives(self, start, end, count)

    def matrix(self, starts: Sequence[Snap], finishes: Sequence[Snap]) -> FloatArray:
        """Return the cost from every start to every end, see `matrix.costs`."""
        from itinera.search import matrix

        return matrix.costs(self, starts, finishes)

    def node_paths(self, pairs: Sequence[tuple[int, int]]) -> list[tuple[float, IntArray] | None]:
        """Find the cheapest path for each (source, target) pair, see `node_path`."""
        return [self.node_path(source, target) for source, target in pairs]

    def _node_path_apart(self, source: int, target: int) -> tuple[float, IntArray] | None:
        """Find a path between nodes of which one is blocked, or that must not turn round."""
        path = self.between(ends.departure_at(self, source), ends.arrival_at(self, target))
        return None if path is None else (path.cost, path.arcs)

    def _search(self, begin: End, finish: End) -> Legs | None:
        """Ask the hierarchy, and the exact search where the answer turns round on the way."""
        if not begin.stubs or not finish.stubs:
            return None
        found = self.hierarchy.path(ends.offsets(begin), ends.offsets(finish))
        if found is None:
            return None
        legs = self.join(begin, finish, found)
        arcs = np.array(legs[0], dtype=np.int32)
        if exact.turns_back(arcs) and exact.leads_on(
            self, arcs, self._states(begin, found, len(arcs))
        ):
            return exact.without_turning_back(self, begin, finish)
        return legs

    def join(self, begin: End, finish: End, found: Found) -> Legs:
        """Put the partial arcs at both ends of what a search between stubs found."""
        _, search_arcs, first_node = found
        last_node = int(self.network.head[search_arcs[-1]]) if search_arcs else first_node
        arcs = self.network.arc_of[search_arcs].tolist() if search_arcs else []
        first, last = _arc_at(begin, first_node), _arc_at(finish, last_node)
        start_fraction, end_fraction = 0.0, 1.0
        if first >= 0:
            arcs.insert(0, first)
            start_fraction = begin.arcs[first]
        if last >= 0:
            arcs.append(last)
            end_fraction = finish.arcs[last]
        return arcs, start_fraction, end_fraction

    def _states(self, begin: End, found: Found, n_arcs: int) -> IntArray:
        """Return the search nodes between the arcs of a path that `join` made."""
        _, search_arcs, first_node = found
        nodes = np.array([first_node, *self.network.head[search_arcs]], dtype=np.int32)
        skipped = int(_arc_at(begin, first_node) < 0)
        return nodes[skipped : skipped + n_arcs - 1]

    def path_of(self, arcs: list[int], start_fraction: float, end_fraction: float) -> Path:
        """Make a path and sum its cost."""
        columns = np.array(arcs, dtype=np.int32)
        cost = self.path_cost(columns, start_fraction, end_fraction)
        return Path(columns, start_fraction, end_fraction, cost)


def _arc_at(end: End, node: int) -> int:
    """Return the partial arc between a place and a search node, -1 where there is none."""
    return next(stub.arc for stub in end.stubs if stub.node == node)


def _standing(begin: End, finish: End) -> Path | None:
    """Return the path of no length at a junction, None if it has no usable arc."""
    if begin.arcs:
        return Path(np.array([min(begin.arcs)], dtype=np.int32), 0.0, 0.0, 0.0)
    if finish.arcs:
        return Path(np.array([min(finish.arcs)], dtype=np.int32), 1.0, 1.0, 0.0)
    return None
