"""What one traveller pays on one network."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from itinera.errors import InputError

if TYPE_CHECKING:
    from itinera.geodesy import FloatArray, IntArray
    from itinera.search.network import SearchNetwork


class TravelCosts:
    """Costs of arcs and nodes, worked into the search arcs.

    Half of what passing a node costs is charged to every arc that touches it,
    so that a path pays whole nodes between its arcs. Trees grow on these costs
    as they are; a `Router` adds the hierarchy for paths.

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

    Attributes
    ----------
    usable : bool, shape (n_search_arcs,)
        Search arcs of the mode, turning back from a copy only where nothing leads on.
    weight : float64, shape (n_search_arcs,)
        Arc and half of both nodes, infinite where not usable.

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
        self._close_ways_back()

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

    def _search_weights(self) -> FloatArray:
        """Charge half of each node to every arc that touches it, and close what is not ours."""
        half = self.node_cost / 2.0
        network = self.network
        weight = self.cost[network.arc_of]
        weight += half[network.node_of[network.tail]]
        weight += half[network.node_of[network.head]]
        weight[~self.usable] = np.inf
        return weight

    def _close_ways_back(self) -> None:
        """Close the arcs that turn round after a forbidden turn, dead ends excepted."""
        network = self.network
        on = np.isfinite(self.weight)
        on[network.back] = False
        leads_on = np.zeros(network.n_nodes, dtype=np.bool_)
        leads_on[network.tail[on]] = True
        closed = network.back[leads_on[network.tail[network.back]]]
        self.usable[closed] = False
        self.weight[closed] = np.inf


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
