"""Where paths begin and end: inside edges, or at junctions.

A place inside an edge is left along either of its two arcs, a junction along
any arc that leaves it. A node that may not be passed through (a locked gate)
may still be begun or ended at.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from itinera.graph.snap import Snap
    from itinera.search.costs import TravelCosts

JUNCTION_M = 0.011  # metres; 1e-7 degree, the resolution of OSM's positions


@dataclass(frozen=True, slots=True)
class Stub:
    """A partial arc between a place and the node where the hierarchy takes over.

    Attributes
    ----------
    node
        Search node.
    cost
        What lies between the place and the node, half of passing the node included.
    arc
        Arc of the graph, -1 where the place is the node itself.
    """

    node: int
    cost: float
    arc: int


@dataclass(frozen=True, slots=True)
class End:
    """A place that paths begin (or end) at, seen from one costs.

    Attributes
    ----------
    arcs
        Arcs that a path may begin (or end) with: arc → share of it that lies
        before the place, in the direction of travel.
    stubs
        The same as the hierarchy takes it; empty if no node can be gained.
    node
        Node of the graph, -1 inside an edge.
    """

    arcs: dict[int, float]
    stubs: tuple[Stub, ...]
    node: int


def offsets(end: End) -> list[tuple[int, float]]:
    """Return an end as the hierarchy takes it: search nodes, and what lies before them."""
    return [(stub.node, stub.cost) for stub in end.stubs]


def junction_of(costs: TravelCosts, snap: Snap) -> int:
    """Return the node that a snap stands on, -1 where it is inside its edge."""
    edges = costs.network.graph.edges
    length = float(edges.length_m[snap.edge])
    if snap.fraction * length <= JUNCTION_M and snap.fraction <= 0.5:
        return int(edges.nodes[snap.edge, 0])
    if (1.0 - snap.fraction) * length <= JUNCTION_M:
        return int(edges.nodes[snap.edge, 1])
    return -1


def departure(costs: TravelCosts, snap: Snap) -> End:
    """Find how a path may begin at `snap`."""
    node = junction_of(costs, snap)
    return departure_inside(costs, snap) if node < 0 else departure_at(costs, node)


def arrival(costs: TravelCosts, snap: Snap) -> End:
    """Find how a path may end at `snap`."""
    node = junction_of(costs, snap)
    return arrival_inside(costs, snap) if node < 0 else arrival_at(costs, node)


def departure_inside(costs: TravelCosts, snap: Snap) -> End:
    """Begin inside an edge."""
    arcs = _both_ways(costs, snap)
    return End(arcs, _leaving_stubs(costs, arcs), -1)


def departure_at(costs: TravelCosts, node: int) -> End:
    """Begin at a node of the graph."""
    graph = costs.network.graph
    leaving = graph.out_arcs[graph.out_offsets[node] : graph.out_offsets[node + 1]]
    arcs = {arc: 0.0 for arc in leaving.tolist() if np.isfinite(costs.cost[arc])}
    if np.isfinite(costs.node_cost[node]):
        return End(arcs, (Stub(node, 0.0, -1),), node)
    return End(arcs, _leaving_stubs(costs, arcs), node)


def arrival_inside(costs: TravelCosts, snap: Snap) -> End:
    """End inside an edge."""
    arcs = _both_ways(costs, snap)
    return End(arcs, _entering_stubs(costs, arcs), -1)


def arrival_at(costs: TravelCosts, node: int) -> End:
    """End at a node of the graph."""
    graph = costs.network.graph
    entering = graph.out_arcs[graph.out_offsets[node] : graph.out_offsets[node + 1]] ^ 1
    arcs = {arc: 1.0 for arc in entering.tolist() if np.isfinite(costs.cost[arc])}
    if np.isfinite(costs.node_cost[node]):
        stubs = tuple(Stub(copy, 0.0, -1) for copy in costs.network.copies(node))
        return End(arcs, stubs, node)
    return End(arcs, _entering_stubs(costs, arcs), node)


def half_paid(costs: TravelCosts, end: End) -> float:
    """Return what the search arcs charge too much at an end on a node: half of passing it."""
    if end.node < 0 or not np.isfinite(costs.node_cost[end.node]):
        return 0.0
    return float(costs.node_cost[end.node]) / 2.0


def _both_ways(costs: TravelCosts, snap: Snap) -> dict[int, float]:
    """Return the arcs of a snap's edge that may be travelled, with the share before it."""
    shares = {2 * snap.edge: snap.fraction, 2 * snap.edge + 1: 1.0 - snap.fraction}
    return {arc: share for arc, share in shares.items() if np.isfinite(costs.cost[arc])}


def _leaving_stubs(costs: TravelCosts, arcs: dict[int, float]) -> tuple[Stub, ...]:
    """Travel the rest of each arc to its head."""
    stubs = []
    for arc, before in arcs.items():
        search_arc = costs.first_arcs[arc]
        head = int(costs.network.head[search_arc])
        cost = (1.0 - before) * costs.cost[arc] + costs.half_node_cost(head)
        stubs.append(Stub(head, float(cost), arc))
    return _cheapest(stubs)


def _entering_stubs(costs: TravelCosts, arcs: dict[int, float]) -> tuple[Stub, ...]:
    """Travel the first part of each arc from every state that may enter it."""
    network = costs.network
    stubs = []
    for arc, before in arcs.items():
        cost = before * costs.cost[arc] + costs.half_node_cost(int(network.tail[arc]))
        tails = {int(network.tail[x]) for x in network.search_arcs(arc) if costs.usable[x]}
        stubs += [Stub(tail, float(cost), arc) for tail in sorted(tails)]
    return _cheapest(stubs)


def _cheapest(stubs: list[Stub]) -> tuple[Stub, ...]:
    """Keep the cheapest stub of each node, and none that cannot pass its node."""
    kept: dict[int, Stub] = {}
    for stub in sorted(stubs, key=lambda s: (s.cost, s.arc)):
        if np.isfinite(stub.cost):
            kept.setdefault(stub.node, stub)
    return tuple(kept.values())
