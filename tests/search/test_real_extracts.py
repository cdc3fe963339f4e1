"""The search on real extracts: hierarchy, our Dijkstra and networkx agree."""

from __future__ import annotations

from functools import cache

import networkx as nx
import numpy as np
import pytest

from conftest import shared_path
from itinera.graph.build import build_graph
from itinera.profile import load_profile, weigh
from itinera.search.ends import Stub
from itinera.search.network import SearchNetwork
from itinera.search.router import Router
from itinera.search.trees import tree_from

EXTRACTS = [
    "ors-heidelberg.test.osm.pbf",
    "graphhopper-north-bayreuth.osm.gz",
    "graphhopper-andorra.osm.pbf",
    "valhalla-liechtenstein.osm.pbf",
]
N_PAIRS, N_SOURCES = 1000, 40


@cache
def network_of(extract: str) -> SearchNetwork:
    return SearchNetwork.prepare(build_graph([shared_path("data", "osm", extract)]))


def router_of(extract: str, profile: str) -> Router:
    network = network_of(extract)
    weighting = weigh(load_profile(profile), network.graph)
    return Router(network, weighting.cost, weighting.node_cost, weighting.mode)


@pytest.mark.parametrize("extract", EXTRACTS)
@pytest.mark.parametrize("profile", ["hike", "touring_bike"])
def test_hierarchy_dijkstra_and_networkx_agree_on_1000_pairs(extract: str, profile: str) -> None:
    """Compared on the search arcs, where turning round behind a forbidden turn is allowed."""
    router = router_of(extract, profile)
    network = router.network
    world = nx.DiGraph()
    is_open = np.flatnonzero(np.isfinite(router.weight))
    for arc in is_open[np.argsort(-router.weight[is_open], kind="stable")].tolist():
        world.add_edge(
            int(network.tail[arc]), int(network.head[arc]), weight=float(router.weight[arc])
        )
    rng = np.random.default_rng(20261123)
    nodes = np.unique(network.tail[is_open])
    compared = 0
    for source in rng.choice(nodes, N_SOURCES).tolist():
        by_networkx = nx.single_source_dijkstra_path_length(world, source)
        by_kernel = tree_from(router, [Stub(source, 0.0, -1)]).cost
        for target in rng.choice(nodes, N_PAIRS // N_SOURCES).tolist():
            found = router.hierarchy.path([(source, 0.0)], [(target, 0.0)])
            expected = by_networkx.get(target, np.inf)
            assert by_kernel[target] == pytest.approx(expected, rel=1e-9)
            if found is None:
                assert expected == np.inf, (source, target)
                continue
            arcs = np.array(found[1], dtype=np.int64)
            cost = float(router.weight[arcs].sum())
            assert cost == pytest.approx(expected, rel=1e-9), (source, target)
            assert found[0] == pytest.approx(cost, rel=1e-9)
            assert (network.head[arcs[:-1]] == network.tail[arcs[1:]]).all()
            compared += 1
    assert compared > N_PAIRS // 2


@pytest.mark.parametrize("extract", EXTRACTS[:2])
def test_node_paths_re_add_to_their_cost(extract: str) -> None:
    router = router_of(extract, "gravel")
    network = router.network
    rng = np.random.default_rng(7)
    pairs = rng.integers(0, network.graph.n_nodes, (500, 2)).tolist()
    checked = 0
    for (source, target), found in zip(pairs, router.node_paths(pairs), strict=True):
        if found is None or source == target:
            continue
        cost, arcs = found
        assert cost == pytest.approx(router.path_cost(arcs, 0.0, 1.0), rel=1e-9)
        assert np.isfinite(router.cost[arcs]).all()
        assert network.tail[arcs[0]] == source
        assert network.head[arcs[-1]] == target
        checked += 1
    assert checked > 100
