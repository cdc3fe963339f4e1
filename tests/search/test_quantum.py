"""Whole costs: fine enough, and never so fine that a path overflows."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings

from itinera.search import quantum
from itinera.search.ends import Stub
from itinera.search.network import SearchNetwork
from itinera.search.quantum import FINEST, LONGEST, choose_quantum, to_whole
from itinera.search.router import Router
from itinera.search.trees import grow
from search.small_graphs import costs_of, graph_of
from search.strategies import World, worlds


def test_a_town_counts_in_millimetres() -> None:
    network = SearchNetwork.prepare(graph_of([(0, 1), (1, 2)]))
    assert choose_quantum(network, np.full(4, 500.0)) == FINEST


def test_a_path_beyond_31_bits_of_millimetres_is_found_and_costs_what_it_costs() -> None:
    """1,000 edges of 10,000 km: 10¹⁰ m or 10¹³ mm, where 2³¹ - 1 means unreachable."""
    n = 1000
    graph = graph_of([(i, i + 1) for i in range(n)], [1e7] * n)
    router = Router(SearchNetwork.prepare(graph), costs_of(graph), np.zeros(n + 1), "foot")
    cost, arcs = router.node_path(0, n)
    assert cost == pytest.approx(1e10)
    assert len(arcs) == n
    assert n * 1e7 / router.quantum <= LONGEST


def test_whole_costs_are_at_least_one_and_infinite_where_closed() -> None:
    whole = to_whole(np.array([0.0, 0.4, 2.6, np.inf]), 1.0)
    assert whole.tolist() == [1, 1, 3, 2_147_483_647]


def _longest(network: SearchNetwork, weight: np.ndarray) -> float:
    """Return the dearest finite shortest path of all."""
    rows = network.leaving
    trees = [grow(rows, weight[rows.arcs], [Stub(v, 0.0, -1)]) for v in range(network.n_nodes)]
    costs = np.array([tree.cost for tree in trees])
    return float(costs[np.isfinite(costs)].max())


@settings(max_examples=100, deadline=None)
@given(worlds())
def test_no_shortest_path_with_partial_arcs_reaches_the_limit(world: World) -> None:
    network = SearchNetwork.prepare(world.graph)
    router = Router(network, world.cost * 1e9, world.node_cost, world.mode)
    finite = np.where(np.isfinite(router.weight), router.weight, 0.0)
    longest = _longest(network, router.weight) + 2.0 * finite.max()
    assert longest / choose_quantum(network, router.weight) <= LONGEST * (1 + 1e-9)
    bound = quantum._bound_through_middle(network, router.weight, finite)
    assert bound >= _longest(network, router.weight) * (1 - 1e-9)
    assert quantum._sum_of_edges(network, finite) >= _longest(network, router.weight) * (1 - 1e-9)


def test_a_wide_network_is_bounded_through_its_middle() -> None:
    """A grid of 60 × 60 nodes and 100 km edges: the sum of the edges is far above any path."""
    n = 60
    ends = [(n * i + j, n * i + j + 1) for i in range(n) for j in range(n - 1)]
    ends += [(n * i + j, n * (i + 1) + j) for i in range(n - 1) for j in range(n)]
    xy = [(100.0 * j, 100.0 * i) for i in range(n) for j in range(n)]
    network = SearchNetwork.prepare(graph_of(ends, [1e5] * len(ends), xy=xy))
    weight = np.full(network.n_arcs, 1e5)
    chosen = choose_quantum(network, weight)
    assert _sum_in_quanta(network, weight, chosen) > 10 * LONGEST
    assert 2 * (n - 1) * 1e5 / chosen <= LONGEST


def _sum_in_quanta(network: SearchNetwork, weight: np.ndarray, chosen: float) -> float:
    return quantum._sum_of_edges(network, weight) / chosen
