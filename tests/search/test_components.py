"""Which parts of the network are worth being in."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest

from itinera.search.components import strong_components, weak_components, worth_being_in
from search.small_graphs import costs_of, graph_of

FREE = np.zeros(20)


def test_a_stub_behind_a_oneway_is_left_out_and_a_dead_end_kept() -> None:
    """0 ⇄ 1 ⇄ 2 is the network; 2 → 3 cannot be left, 4 → 0 cannot be reached, 5 hangs on 1."""
    graph = graph_of([(0, 1), (1, 2), (2, 3), (4, 0), (1, 5)], [1000, 1000, 40, 40, 40])
    marked = worth_being_in(graph, costs_of(graph, oneway=[2, 3]), FREE[:6])
    assert marked.tolist() == [True, True, False, False, True]


def test_small_islands_are_left_out_and_long_ones_kept() -> None:
    """Three pieces: 400 km; 9 km, below both limits; 11 km, above 10 km."""
    graph = graph_of([(0, 1), (2, 3), (4, 5)], [400_000, 9_000, 11_000])
    assert worth_being_in(graph, costs_of(graph), FREE[:6]).tolist() == [True, False, True]


def test_in_a_small_world_a_twentieth_is_enough() -> None:
    graph = graph_of([(0, 1), (2, 3), (4, 5)], [2000, 99, 101])
    assert worth_being_in(graph, costs_of(graph), FREE[:6]).tolist() == [True, False, True]


def test_the_way_up_to_a_locked_gate_is_kept_and_the_way_behind_is_not() -> None:
    graph = graph_of([(0, 1), (1, 2), (2, 3)], [1000, 40, 40])
    node_cost = np.array([0.0, 0.0, np.inf, 0.0])
    assert worth_being_in(graph, costs_of(graph), node_cost).tolist() == [True, True, False]


def test_a_closed_edge_is_never_worth_being_on() -> None:
    graph = graph_of([(0, 1), (0, 1)], [100, 100])
    cost = costs_of(graph)
    cost[2:] = np.inf
    assert worth_being_in(graph, cost, FREE[:2]).tolist() == [True, False]
    assert not worth_being_in(graph, np.full(4, np.inf), FREE[:2]).any()


def test_components_follow_the_direction_of_oneways() -> None:
    graph = graph_of([(0, 1), (1, 2), (2, 0), (2, 3)])
    ring = strong_components(graph, costs_of(graph, oneway=[0, 1, 2, 3]), FREE[:4])
    assert len({ring[0], ring[1], ring[2]}) == 1
    assert ring[3] != ring[0]


@pytest.mark.parametrize("seed", range(20))
def test_strong_components_are_those_of_networkx(seed: int) -> None:
    """On random graphs with closed arcs, closed nodes, parallel edges and loops."""
    random = np.random.default_rng(seed)
    n = int(random.integers(1, 40))
    ends = random.integers(0, n, size=(int(random.integers(1, 3 * n + 1)), 2))
    graph = graph_of([(int(a), int(b)) for a, b in ends], n_nodes=n)
    cost = np.where(random.random(graph.n_arcs) < 0.4, np.inf, 1.0)
    node_cost = np.where(random.random(n) < 0.1, np.inf, 0.0)
    peer = nx.DiGraph()
    peer.add_nodes_from(range(n))
    for arc in np.flatnonzero(np.isfinite(cost)).tolist():
        begin, end = ends[arc >> 1] if arc % 2 == 0 else ends[arc >> 1][::-1]
        if np.isfinite(node_cost[begin]) and np.isfinite(node_cost[end]):
            peer.add_edge(int(begin), int(end))
    label = strong_components(graph, cost, node_cost)
    ours = {frozenset(np.flatnonzero(label == i).tolist()) for i in range(int(label.max()) + 1)}
    assert ours == {frozenset(part) for part in nx.strongly_connected_components(peer)}, seed


def test_weak_components_ignore_the_direction_and_label_every_arc() -> None:
    label = weak_components(np.array([7, 9, 4, 8]), np.array([8, 7, 4, 9]))
    assert label[0] == label[1] == label[3] != label[2]
    assert not len(weak_components(np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.int32)))


def test_where_all_is_oneway_and_nothing_leads_back_every_open_edge_is_marked() -> None:
    graph = graph_of([(0, 1), (1, 2)])
    cost = costs_of(graph, oneway=[0, 1])
    assert worth_being_in(graph, cost, FREE[:3]).tolist() == [True, True]
