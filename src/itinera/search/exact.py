"""Paths that never turn round on the way, where the hierarchy's answer would.

In a network without forbidden turns a cheapest path never turns round: coming
back to a node is pure loss. With them it can pay to ride past a forbidden turn,
turn round and come back. That is not a route, so such an answer (rare, and
recognised at once) is searched again from arc to arc, where the way back is
only open at dead ends.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from itinera.geodesy import FloatArray, IntArray
    from itinera.search.costs import TravelCosts
    from itinera.search.ends import End
    from itinera.search.network import Rows
    from itinera.search.router import Router


def turns_back(arcs: IntArray) -> bool:
    """Tell whether a path of graph arcs takes one and at once its way back."""
    return bool(((arcs[1:] ^ arcs[:-1]) == 1).any())


def leads_on(costs: TravelCosts, arcs: IntArray, states: IntArray) -> bool:
    """Tell whether a path turns round where another way leads on.

    Parameters
    ----------
    arcs : int32, shape (n,)
        Arcs of the graph in order of travel.
    states : int32, shape (n - 1,)
        The search nodes between them.
    """
    rows = costs.network.leaving
    for i in np.flatnonzero((arcs[1:] ^ arcs[:-1]) == 1).tolist():
        on = rows.arcs[rows.offsets[states[i]] : rows.offsets[states[i] + 1]]
        on = on[np.isfinite(costs.weight[on])]
        if (costs.network.arc_of[on] != arcs[i + 1]).any():
            return True
    return False


def without_turning_back(
    router: Router, begin: End, finish: End
) -> tuple[list[int], float, float] | None:
    """Find the cheapest path of two arcs or more that turns round at dead ends only.

    Returns
    -------
    arcs, start_fraction, end_fraction
        As in `Path`; None if there is no such path.
    """
    from itinera.search import _kernels

    network, rows = router.network, router.network.leaving
    seeds, seed_costs = _seeds(router, begin)
    finish_along = _finishes(router, finish)
    graph_arc = network.arc_of[rows.arcs]
    cost, last, final, via = _kernels.no_turning_back(
        rows.offsets, rows.far, router.leaving_cost, graph_arc, seeds, seed_costs, finish_along
    )
    if not np.isfinite(cost):
        return None
    travelled = [final, last]
    while via[travelled[-1]] >= 0:
        travelled.append(int(via[travelled[-1]]))
    arcs = graph_arc[travelled[::-1]].tolist()
    return arcs, begin.arcs[arcs[0]], finish.arcs[arcs[-1]]


def _seeds(router: Router, begin: End) -> tuple[IntArray, FloatArray]:
    """Return the positions that a path may begin on and their costs to the far end."""
    network, rows = router.network, router.network.leaving
    positions, costs = [], []
    for arc, before in begin.arcs.items():
        search_arc = int(router.first_arcs[arc])
        positions.append(_position(rows, int(network.tail[search_arc]), search_arc))
        head = int(network.head[search_arc])
        costs.append((1.0 - before) * router.cost[arc] + router.half_node_cost(head))
    return np.array(positions, dtype=np.int32), np.array(costs, dtype=np.float64)


def _finishes(router: Router, finish: End) -> FloatArray:
    """Return the cost of ending part-way along each position, infinite elsewhere."""
    network, rows = router.network, router.network.leaving
    along = np.full(network.n_arcs, np.inf)
    for arc, share in finish.arcs.items():
        for search_arc in network.search_arcs(arc):
            if router.usable[search_arc]:
                tail = int(network.tail[search_arc])
                cost = share * router.cost[arc] + router.half_node_cost(tail)
                along[_position(rows, tail, search_arc)] = cost
    return along


def _position(rows: Rows, node: int, search_arc: int) -> int:
    """Find an arc among those of its node."""
    begin, end = int(rows.offsets[node]), int(rows.offsets[node + 1])
    return begin + int(np.flatnonzero(rows.arcs[begin:end] == search_arc)[0])
