"""Other good ways: known answers, and the promises held on random street grids."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest

from itinera.errors import NoRouteError
from itinera.search.alternatives import alternatives, travelled
from itinera.search.network import SearchNetwork
from itinera.search.path import Path
from itinera.search.router import Router
from search.small_graphs import at_node, costs_of, graph_of, inside


def router_of(ends: list[tuple[int, int]], lengths: list[float]) -> Router:
    graph = graph_of(ends, lengths)
    network = SearchNetwork.prepare(graph)
    return Router(network, costs_of(graph), np.zeros(graph.n_nodes), "foot")


def arcs(paths: list[Path]) -> list[list[int]]:
    return [path.arcs.tolist() for path in paths]


def test_three_roads_between_two_towns_are_all_offered_best_first() -> None:
    router = router_of(
        [(0, 1), (1, 5), (0, 2), (2, 5), (0, 3), (3, 5)], [500, 500, 550, 550, 600, 600]
    )
    graph = router.network.graph
    found = alternatives(router, at_node(graph, 0), at_node(graph, 5))
    assert arcs(found) == [[0, 2], [4, 6], [8, 10]]
    assert [path.cost for path in found] == [1000.0, 1100.0, 1200.0]


def test_no_more_than_the_wanted_number_is_offered() -> None:
    router = router_of([(0, 1), (0, 1), (0, 1)], [100, 110, 120])
    graph = router.network.graph
    start, end = at_node(graph, 0), at_node(graph, 1)
    assert [len(alternatives(router, start, end, count)) for count in (0, 1, 2, 5)] == [1, 2, 3, 3]


def test_a_road_more_than_thirty_percent_longer_is_not_offered() -> None:
    router = router_of([(0, 1), (1, 2), (0, 3), (3, 2)], [500, 500, 650, 651])
    graph = router.network.graph
    assert len(alternatives(router, at_node(graph, 0), at_node(graph, 2))) == 1


def test_a_road_that_shares_more_than_it_differs_is_not_offered() -> None:
    """650 m in common, then 350 or 360 m: 65 % of the length is shared."""
    router = router_of([(0, 1), (1, 2), (2, 4), (1, 3), (3, 4)], [650, 175, 175, 180, 180])
    graph = router.network.graph
    assert len(alternatives(router, at_node(graph, 0), at_node(graph, 4))) == 1
    router = router_of([(0, 1), (1, 2), (2, 4), (1, 3), (3, 4)], [550, 225, 225, 230, 230])
    assert len(alternatives(router, at_node(graph, 0), at_node(graph, 4))) == 2


def test_a_detour_on_the_way_is_not_offered() -> None:
    """A second road that leaves its own line for a loop round a block, 80 m instead of 20."""
    ends = [(0, 1), (1, 2), (0, 3), (3, 4), (4, 5), (5, 2), (3, 5)]
    router = router_of(ends, [500, 500, 500, 40, 40, 500, 20])
    graph = router.network.graph
    found = alternatives(router, at_node(graph, 0), at_node(graph, 2))
    assert arcs(found) == [[0, 2], [4, 12, 10]]


def test_alternatives_begin_and_end_inside_edges() -> None:
    ends = [(0, 1), (1, 2), (2, 3), (1, 4), (4, 2)]
    router = router_of(ends, [100, 500, 100, 275, 275])
    graph = router.network.graph
    found = alternatives(router, inside(graph, 0, 0.5), inside(graph, 2, 0.5))
    assert arcs(found) == [[0, 2, 4], [0, 6, 8, 4]]
    assert [(p.start_fraction, p.end_fraction) for p in found] == [(0.5, 0.5)] * 2
    assert [p.cost for p in found] == [600.0, 650.0]


def test_from_a_place_to_itself_there_is_one_path() -> None:
    router = router_of([(0, 1), (1, 2), (2, 0)], [100, 100, 100])
    snap = inside(router.network.graph, 1, 0.5)
    assert len(alternatives(router, snap, snap)) == 1


def test_without_a_path_there_is_no_alternative() -> None:
    router = router_of([(0, 1), (2, 3)], [100, 100])
    graph = router.network.graph
    with pytest.raises(NoRouteError, match="No path leads"):
        alternatives(router, at_node(graph, 0), at_node(graph, 2))


def streets(seed: int, n: int = 24) -> Router:
    """Draw n × n streets, some missing, some fast, some oneway, with costs at junctions."""
    rng = np.random.default_rng(seed)
    ends = [(n * i + j, n * i + j + 1) for i in range(n) for j in range(n - 1)]
    ends += [(n * i + j, n * (i + 1) + j) for i in range(n - 1) for j in range(n)]
    kept = [pair for pair in ends if rng.random() < 0.85]
    xy = [(100.0 * j, 100.0 * i) for i in range(n) for j in range(n)]
    graph = graph_of(kept, rng.uniform(60, 140, len(kept)).tolist(), xy=xy, n_nodes=n * n)
    cost = costs_of(graph) * np.repeat(rng.choice([1.0, 1.0, 0.5, 2.0], len(kept)), 2)
    cost[1::2][rng.random(len(kept)) < 0.1] = np.inf
    node_cost = rng.choice([0.0, 0.0, 10.0, np.inf], n * n, p=[0.5, 0.3, 0.17, 0.03])
    return Router(SearchNetwork.prepare(graph), cost, node_cost, "bicycle")


@pytest.mark.parametrize("seed", range(8))
def test_on_random_streets_every_promise_is_kept(seed: int) -> None:
    router = streets(seed)
    graph = router.network.graph
    world = networkx_of(router)
    rng = np.random.default_rng(100 + seed)
    offered = 0
    for edge, other in rng.integers(0, graph.n_edges, (12, 2)).tolist():
        start, end = inside(graph, edge, 0.3), inside(graph, other, 0.6)
        try:
            found = alternatives(router, start, end)
        except NoRouteError:
            continue
        offered += len(found) - 1
        assert found[0].cost == router.route(start, end).cost
        assert [p.cost for p in found] == sorted(p.cost for p in found)
        lengths = [metres(router, path) for path in found]
        totals = [sum(edges.values()) for edges in lengths]
        for i, path in enumerate(found):
            check_path(router, path)
            assert path.cost <= 1.3 * found[0].cost
            assert totals[i] <= 1.3 * totals[0] + 1e-9
            check_no_detours(router, world, path, 0.125 * found[0].cost)
            for j in range(i):
                shared = sum(m for edge, m in lengths[i].items() if edge in lengths[j])
                assert shared <= 0.6 * min(totals[i], totals[j]) + 1e-9
    assert offered > 0


def networkx_of(router: Router) -> nx.DiGraph:
    """Price arcs with half of their nodes, the cheaper of parallel arcs."""
    network = router.network
    world = nx.DiGraph()
    for arc in np.flatnonzero(np.isfinite(router.weight)).tolist():
        u, v, cost = int(network.tail[arc]), int(network.head[arc]), float(router.weight[arc])
        if not world.has_edge(u, v) or world.edges[u, v]["weight"] > cost:
            world.add_edge(u, v, weight=cost)
    return world


def metres(router: Router, path: Path) -> dict[int, float]:
    return dict(zip((path.arcs >> 1).tolist(), travelled(router, path).tolist(), strict=True))


def check_path(router: Router, path: Path) -> None:
    network = router.network
    assert np.isfinite(router.cost[path.arcs]).all()
    assert (network.head[path.arcs[:-1]] == network.tail[path.arcs[1:]]).all()
    assert len(set((path.arcs >> 1).tolist())) == len(path.arcs)
    assert len(set(network.head[path.arcs[:-1]].tolist())) == len(path.arcs) - 1
    assert path.cost == router.path_cost(path.arcs, path.start_fraction, path.end_fraction)


def check_no_detours(router: Router, world: nx.DiGraph, path: Path, window: float) -> None:
    """Every stretch of whole arcs up to `window` is a cheapest path."""
    inner = path.arcs[1:-1].tolist()
    for i in range(len(inner)):
        spent = 0.0
        source = int(router.network.tail[inner[i]])
        for arc in inner[i:]:
            spent += float(router.weight[arc])
            halves = router.node_cost[source] + router.node_cost[router.network.head[arc]]
            if spent - halves / 2.0 > window:
                break
            target = int(router.network.head[arc])
            cheapest = nx.dijkstra_path_length(world, source, target)
            assert spent <= cheapest * (1 + 1e-6)
