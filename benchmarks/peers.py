"""networkx and igraph on the costs of our own graph: the same question, the same answer."""

from __future__ import annotations

from typing import Any

import igraph
import networkx as nx
import numpy as np

from benchmarks.measure import now
from benchmarks.samples import node_pairs, opened
from itinera.geodesy import FloatArray

TOLERANCE = 1e-6  # relative: sums of the same costs in another order


def compare(folder: str, profile: str, count: int) -> dict[str, Any]:
    """Time both, and count how often all three say the same cost.

    Peers know no forbidden turns, so a cheaper answer of theirs may be one that
    the law forbids; a dearer one would be an error of theirs, and stops the run.
    """
    planner, travel = opened(folder, profile)
    graph, weighting = planner.graph, travel.weighting
    pairs = node_pairs(graph, weighting, count)
    node_cost = weighting.node_cost
    # Passing a node costs half on the arc that enters it and half on the one that leaves.
    tails, heads = graph.arc_tails(), graph.arc_heads()
    cost = weighting.cost + (node_cost[tails] + node_cost[heads]) / 2.0
    known = np.flatnonzero(np.isfinite(cost))
    ours = [_ours(travel.router.node_path(*p), node_cost, p) for p in pairs]
    answers: dict[str, Any] = {"pairs": len(pairs)}
    for name, engine in (("networkx", _Networkx), ("igraph", _Igraph)):
        peer = engine(graph.n_nodes, tails[known], heads[known], cost[known])
        asked = pairs[: engine.MOST]
        begin = now()
        theirs = [peer.path(source, target) for source, target in asked]
        seconds = now() - begin
        answers[f"{name}_per_s"] = len(asked) / seconds
        answers[f"{name}_same"] = _agreeing(ours, theirs) / len(asked)
    return answers


def _ours(found: Any, node_cost: FloatArray, pair: tuple[int, int]) -> float:
    """Return our cost with half of both ends, as the peers count."""
    if found is None:
        raise RuntimeError(f"we found no path from {pair[0]} to {pair[1]}")
    return float(found[0] + node_cost[list(pair)].sum() / 2.0)


def _agreeing(ours: list[float], theirs: list[float]) -> int:
    same = 0
    for mine, other in zip(ours, theirs, strict=False):
        if mine < other * (1.0 - TOLERANCE):
            raise RuntimeError(f"a peer says {other}, we say {mine}: one of us is wrong")
        same += mine <= other * (1.0 + TOLERANCE)
    return same


class _Networkx:
    """Bidirectional Dijkstra, the fastest of networkx for one pair."""

    MOST = 60

    def __init__(self, n: int, tails: Any, heads: Any, cost: FloatArray) -> None:
        self.graph: Any = nx.DiGraph()
        self.graph.add_nodes_from(range(n))
        order = np.argsort(-cost)  # of parallel arcs the cheapest is written last and stays
        rows = zip(tails[order].tolist(), heads[order].tolist(), cost[order].tolist(), strict=True)
        self.graph.add_weighted_edges_from(rows, weight="cost")

    def path(self, source: int, target: int) -> float:
        cost, nodes = nx.bidirectional_dijkstra(self.graph, source, target, weight="cost")
        if len(nodes) < 2:
            raise RuntimeError("networkx found no path")
        return float(cost)


class _Igraph:
    """Dijkstra in C."""

    MOST = 400

    def __init__(self, n: int, tails: Any, heads: Any, cost: FloatArray) -> None:
        edges = np.column_stack([tails, heads])
        self.graph = igraph.Graph(n=n, edges=edges.tolist(), directed=True)
        self.cost = cost
        self.weights = cost.tolist()

    def path(self, source: int, target: int) -> float:
        arcs = self.graph.get_shortest_path(source, target, weights=self.weights, output="epath")
        if not arcs:
            raise RuntimeError("igraph found no path")
        return float(self.cost[arcs].sum())
