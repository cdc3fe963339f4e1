"""The hierarchy: known answers, agreement with others, and any number of threads."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import networkx as nx
import numba
import numpy as np
import pytest
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from itinera.search import hierarchy
from itinera.search.hierarchy import Topology, nested_dissection
from itinera.search.network import SearchNetwork
from itinera.search.router import Router
from search.small_graphs import graph_of

#: Plain Python contracts a hundred nodes in the time that kernels take for thousands.
SOME = 100 if numba.config.DISABLE_JIT else 200


def random_router(seed: int, *, n: int = SOME, m: int = 5 * SOME // 2) -> Router:
    """Connect random nodes of a square by edges that cost 1 to 500, some of them oneway."""
    rng = np.random.default_rng(seed)
    ends = rng.integers(0, n, (m, 2)).tolist()
    graph = graph_of(ends, n_nodes=n, xy=rng.uniform(0, 5000, (n, 2)).tolist())
    cost = rng.integers(1, 500, 2 * m).astype(float)
    cost[rng.random(2 * m) < 0.2] = np.inf
    return Router(SearchNetwork.prepare(graph), cost, np.zeros(n), "bicycle")


def arcs_of(*pairs: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
    """Return tails and heads of arcs there and back."""
    both = [end for a, b in pairs for end in ((a, b), (b, a))]
    return (np.array([a for a, _ in both], np.int32), np.array([b for _, b in both], np.int32))


def test_who_is_above_a_contracted_node_become_neighbours() -> None:
    """The middle of a star goes first: its three ends are joined by three chords."""
    tail, head = arcs_of((0, 1), (0, 2), (0, 3))
    star = Topology.of(np.array([0, 1, 2, 3], dtype=np.uint32), tail, head)
    chords = list(zip(star.tail.tolist(), star.head.tolist(), strict=True))
    assert chords == [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)]
    assert star.chord.tolist() == [0, ~0, 1, ~1, 2, ~2]
    ends_first = Topology.of(np.array([1, 2, 3, 0], dtype=np.uint32), tail, head)
    assert ends_first.tail.tolist() == [0, 1, 2]
    assert ends_first.head.tolist() == [3, 3, 3]


def test_a_chord_costs_what_the_way_below_it_costs() -> None:
    """From 1 by 0 to 2, 10 + 1 there and 3 + 20 back; the arcs come back in order."""
    tail, head = arcs_of((1, 0), (0, 2))
    topology = Topology.of(np.array([0, 1, 2], dtype=np.uint32), tail, head)
    costs = topology.customize(np.array([10.0, 20.0, 1.0, 3.0]))
    assert costs.cost[:, 2].tolist() == [11.0, 23.0]
    assert costs.path([(1, 0.0)], [(2, 0.5)]) == (11.5, [0, 2], 1)
    assert costs.path([(2, 0.0)], [(1, 0.0)]) == (23.0, [3, 1], 2)
    assert costs.path([(2, 7.0), (0, 1.0)], [(1, 0.0)]) == (21.0, [1], 0)


def test_closed_arcs_and_arcs_back_to_their_node_lead_nowhere() -> None:
    tail, head = np.array([0, 1, 0], np.int32), np.array([1, 0, 0], np.int32)
    topology = Topology.of(np.array([0, 1], dtype=np.uint32), tail, head)
    costs = topology.customize(np.array([np.inf, 4.0, 0.5]))
    assert costs.path([(0, 0.0)], [(1, 0.0)]) is None
    assert costs.path([(1, 0.0)], [(0, 0.0)]) == (4.0, [1], 1)
    assert costs.path([(0, 0.0)], [(0, 0.0)]) == (0.0, [], 0)
    assert costs.table([[(0, 0.0)], [(1, 2.0)]], [0, 1]).tolist() == [[0.0, np.inf], [6.0, 2.0]]


def test_ways_that_cost_nothing_are_not_ridden_round() -> None:
    """A square of streets that cost nothing: two arcs lead across, none twice."""
    graph = graph_of([(0, 1), (1, 2), (2, 3), (3, 0)])
    router = Router(SearchNetwork.prepare(graph), np.zeros(8), np.zeros(4), "foot")
    cost, arcs = router.node_path(0, 2)
    assert cost == pytest.approx(0.0, abs=1e-4)
    assert len(arcs) == 2


def test_a_path_of_ten_million_kilometres_costs_what_it_costs() -> None:
    """1,000 edges of 10,000 km and one metre: no cost is rounded."""
    n = 1001
    graph = graph_of([(i, i + 1) for i in range(n)], [1e7] * (n - 1) + [1.0])
    cost = np.repeat(graph.edges.length_m, 2)
    router = Router(SearchNetwork.prepare(graph), cost, np.zeros(n + 1), "foot")
    found, arcs = router.node_path(0, n)
    assert found == 1e10 + 1.0
    assert len(arcs) == n


def test_without_the_wheel_a_lattice_is_halved() -> None:
    """Of a lattice of 20 × 20 nodes the last 20 in order part it; the chords stay few."""
    n = 20
    xy = np.array([(j, i) for i in range(n) for j in range(n)], dtype=np.float64)
    tail, head = arcs_of(
        *((n * i + j, n * i + j + 1) for i in range(n) for j in range(n - 1)),
        *((n * i + j, n * (i + 1) + j) for i in range(n - 1) for j in range(n)),
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(hierarchy, "_wheel", None)
        order = nested_dissection(tail, head, xy)
    assert sorted(order.tolist()) == list(range(n * n))
    last = xy[order[-n:]]
    assert min(np.ptp(last, axis=0)) == 0.0
    halved = len(Topology.of(order, tail, head).head)
    by_rows = len(Topology.of(np.arange(n * n, dtype=np.uint32), tail, head).head)
    assert halved < 0.65 * by_rows


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
    """Searches share what memory is idle: eight threads, one answer."""
    router = random_router(11)
    pairs = np.random.default_rng(3).integers(0, SOME, (400, 2)).tolist()

    def costs(_: int) -> list[float | None]:
        return [None if found is None else found[0] for found in router.node_paths(pairs)]

    expected = costs(0)
    assert sum(cost is not None for cost in expected) > 100
    with ThreadPoolExecutor(8) as pool:
        assert all(answer == expected for answer in pool.map(costs, range(16)))


def test_an_answer_survives_the_next_query() -> None:
    router = random_router(7)
    answers = [router.hierarchy.path([(0, 0)], [(v, 0)]) for v in range(1, 60)]
    again = [router.hierarchy.path([(0, 0)], [(v, 0)]) for v in range(1, 60)]
    assert answers == again


def test_two_routers_on_one_network_do_not_mix() -> None:
    first = random_router(4)
    dearer = Router(first.network, 2.0 * first.cost, np.zeros(SOME), "bicycle")
    for target in range(1, 50):
        one, two = first.node_path(0, target), dearer.node_path(0, target)
        assert (one is None) == (two is None)
        if one is not None and two is not None:
            assert two[0] == 2.0 * one[0]
