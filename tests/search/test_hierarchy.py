"""The module around the wheel: what it promises whatever its callers do."""

from __future__ import annotations

import gc
import threading
from concurrent.futures import ThreadPoolExecutor

import networkx as nx
import numpy as np
import pytest
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from itinera.search.network import SearchNetwork
from itinera.search.router import Router
from search.small_graphs import graph_of


def random_router(seed: int, *, n: int = 200, m: int = 500) -> Router:
    """Connect random nodes of a square by edges that cost 1 to 500, some of them oneway."""
    rng = np.random.default_rng(seed)
    ends = rng.integers(0, n, (m, 2)).tolist()
    graph = graph_of(ends, n_nodes=n, xy=rng.uniform(0, 5000, (n, 2)).tolist())
    cost = rng.integers(1, 500, 2 * m).astype(float)
    cost[rng.random(2 * m) < 0.2] = np.inf
    return Router(SearchNetwork.prepare(graph), cost, np.zeros(n), "bicycle")


@pytest.mark.parametrize("seed", range(5))
def test_costs_agree_with_networkx_and_scipy(seed: int) -> None:
    router = random_router(seed)
    graph = router.network.graph
    tail, head = graph.arc_tails(), graph.arc_heads()
    world = nx.MultiDiGraph()
    world.add_nodes_from(range(graph.n_nodes))
    best = np.full((graph.n_nodes, graph.n_nodes), np.inf)
    for arc in np.flatnonzero(np.isfinite(router.cost)):
        world.add_edge(int(tail[arc]), int(head[arc]), weight=router.cost[arc])
        best[tail[arc], head[arc]] = min(best[tail[arc], head[arc]], router.cost[arc])
    by_scipy = dijkstra(csr_array(np.where(np.isinf(best), 0.0, best)))
    for source in range(0, graph.n_nodes, 7):
        by_networkx = nx.single_source_dijkstra_path_length(world, source)
        for target in range(graph.n_nodes):
            found = router.node_path(source, target)
            cost = np.inf if found is None else found[0]
            assert cost == by_networkx.get(target, np.inf), (seed, source, target)
            if target != source:
                assert cost == by_scipy[source, target], (seed, source, target)
            if found is not None and target != source:
                arcs = found[1]
                assert router.cost[arcs].sum() == cost
                assert (head[arcs[:-1]] == tail[arcs[1:]]).all()


def test_many_threads_share_a_router() -> None:
    """Query objects belong to the thread that made them: eight threads, one answer."""
    router = random_router(11)
    pairs = np.random.default_rng(3).integers(0, 200, (400, 2)).tolist()

    def costs(_: int) -> list[float | None]:
        return [None if found is None else found[0] for found in router.node_paths(pairs)]

    expected = costs(0)
    assert sum(cost is not None for cost in expected) > 100
    with ThreadPoolExecutor(8) as pool:
        assert all(answer == expected for answer in pool.map(costs, range(16)))


def test_a_router_dropped_by_one_thread_was_used_by_another() -> None:
    """A query object that died in another thread than its own would warn and leak."""
    routers = [random_router(1)]
    asked, dropped = threading.Event(), threading.Event()
    costs: list[float] = []

    def ask() -> None:
        costs.append(routers[0].matrix([], []).size)
        costs.append(float(routers[0].node_path(3, 3)[0]))
        asked.set()
        assert dropped.wait(30)
        found = random_router(2).node_path(5, 5)
        costs.append(float(found[0]))

    worker = threading.Thread(target=ask)
    worker.start()
    assert asked.wait(30)
    routers.clear()
    gc.collect()
    dropped.set()
    worker.join()
    assert costs == [0, 0.0, 0.0]


def test_an_answer_survives_the_next_query() -> None:
    router = random_router(7)
    answers = [router.whole_costs.path([(0, 0)], [(v, 0)]) for v in range(1, 60)]
    again = [router.whole_costs.path([(0, 0)], [(v, 0)]) for v in range(1, 60)]
    assert answers == again


def test_two_routers_on_one_network_do_not_mix() -> None:
    first = random_router(4)
    dearer = Router(first.network, 2.0 * first.cost, np.zeros(200), "bicycle")
    for target in range(1, 50):
        one, two = first.node_path(0, target), dearer.node_path(0, target)
        assert (one is None) == (two is None)
        if one is not None and two is not None:
            assert two[0] == 2.0 * one[0]
