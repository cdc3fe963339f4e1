"""The slow and obvious answer: networkx over histories of arcs."""

from __future__ import annotations

import math
from itertools import pairwise

import networkx as nx
import numpy as np

from itinera.graph.routegraph import RouteGraph
from itinera.graph.snap import Snap

Ways = dict[int, float]  # arcs to begin or end with -> share before the place
History = tuple[int, ...]


class Rules:
    """What one traveller may do on a graph, asked one arc at a time."""

    def __init__(self, graph: RouteGraph, cost: np.ndarray, node_cost: np.ndarray, mode: str):
        self.graph, self.cost, self.node_cost = graph, cost, node_cost
        self.tail, self.head = graph.arc_tails().tolist(), graph.arc_heads().tolist()
        turns = graph.turns
        bound = getattr(turns, mode)
        rows = [turns.arcs[a:b].tolist() for a, b in pairwise(turns.offsets.tolist())]
        self.forbidden = [tuple(row) for row, on in zip(rows, bound, strict=True) if on]
        self.memory = max([len(row) for row in self.forbidden] + [2]) - 1

    def completes_forbidden(self, history: History, arc: int) -> bool:
        done = (*history, arc)
        return any(done[-len(row) :] == row for row in self.forbidden)

    def next_arcs(self, history: History) -> list[int]:
        """Arcs that may follow: turning round only where there is no other way on."""
        node = self.head[history[-1]]
        if math.isinf(self.node_cost[node]):
            return []
        on = [
            arc
            for arc in range(len(self.cost))
            if self.tail[arc] == node
            and math.isfinite(self.cost[arc])
            and not self.completes_forbidden(history, arc)
        ]
        back = history[-1] ^ 1
        leads_on = [a for a in on if a != back and math.isfinite(self.node_cost[self.head[a]])]
        return [a for a in on if a != back] if leads_on else on

    def begins(self, snap: Snap) -> Ways:
        """Arcs that leave a place, with the share that lies behind."""
        ends = self.graph.edges.nodes[snap.edge].tolist()
        if snap.fraction in (0.0, 1.0):
            node = ends[int(snap.fraction)]
            ways = {a: 0.0 for a, tail in enumerate(self.tail) if tail == node}
        else:
            ways = {2 * snap.edge: snap.fraction, 2 * snap.edge + 1: 1.0 - snap.fraction}
        return {arc: share for arc, share in ways.items() if math.isfinite(self.cost[arc])}

    def finishes(self, snap: Snap) -> Ways:
        """Arcs that enter a place, with the share to travel."""
        if snap.fraction in (0.0, 1.0):
            node = self.graph.edges.nodes[snap.edge].tolist()[int(snap.fraction)]
            ways = {a: 1.0 for a, head in enumerate(self.head) if head == node}
            return {arc: share for arc, share in ways.items() if math.isfinite(self.cost[arc])}
        return self.begins(snap)


def cheapest(rules: Rules, start: Snap, end: Snap) -> float:
    """Return the least cost between two places, infinite if there is no path."""
    begins, finishes = rules.begins(start), rules.finishes(end)
    if _same_junction(rules.graph, start, end):
        return 0.0 if begins or finishes else math.inf
    direct = [arc for arc in begins if finishes.get(arc, -1.0) >= begins[arc]]
    spans = [(finishes[arc] - begins[arc]) * rules.cost[arc] for arc in direct]
    best = min(spans, default=math.inf)
    world = nx.DiGraph()
    world.add_nodes_from(["start", "end"])
    todo: list[History] = []
    for arc, share in begins.items():
        world.add_edge("start", (arc,), weight=(1.0 - share) * rules.cost[arc])
        todo.append((arc,))
    seen = set(todo)
    while todo:
        history = todo.pop()
        passed = rules.node_cost[rules.head[history[-1]]]
        for arc in rules.next_arcs(history):
            after = (*history, arc)[-rules.memory :]
            world.add_edge(history, after, weight=passed + rules.cost[arc])
            if arc in finishes:
                _cheaper(world, history, passed + finishes[arc] * rules.cost[arc])
            if after not in seen:
                seen.add(after)
                todo.append(after)
    try:
        return min(best, nx.dijkstra_path_length(world, "start", "end"))
    except nx.NetworkXNoPath:
        return best


def check_legal(rules: Rules, arcs: list[int]) -> None:
    """Assert that a path may be travelled: open arcs in a chain, open nodes, no forbidden turn."""
    assert all(math.isfinite(rules.cost[arc]) for arc in arcs)
    for i in range(1, len(arcs)):
        assert rules.head[arcs[i - 1]] == rules.tail[arcs[i]]
        assert math.isfinite(rules.node_cost[rules.tail[arcs[i]]])
        assert not rules.completes_forbidden(tuple(arcs[:i]), arcs[i])


def _same_junction(graph: RouteGraph, start: Snap, end: Snap) -> bool:
    nodes = [
        graph.edges.nodes[snap.edge].tolist()[int(snap.fraction)]
        for snap in (start, end)
        if snap.fraction in (0.0, 1.0)
    ]
    return len(nodes) == 2 and nodes[0] == nodes[1]


def _cheaper(world: nx.DiGraph, history: History, cost: float) -> None:
    if not world.has_edge(history, "end") or world.edges[history, "end"]["weight"] > cost:
        world.add_edge(history, "end", weight=cost)
