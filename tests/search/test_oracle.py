"""Every answer of the search against brute force on small random worlds."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings

from itinera.errors import NoRouteError
from itinera.search import ends, exact, hierarchy, matrix
from itinera.search.network import SearchNetwork
from itinera.search.path import Path
from itinera.search.router import Router
from search.oracle import Rules, cheapest, check_legal
from search.strategies import World, some, worlds


def router_of(world: World) -> Router:
    network = SearchNetwork.prepare(world.graph)
    return Router(network, world.cost, world.node_cost, world.mode)


def rules_of(world: World) -> Rules:
    return Rules(world.graph, world.cost, world.node_cost, world.mode)


def found_cost(router: Router, world: World) -> tuple[float, Path | None]:
    try:
        path = router.route(world.start, world.end)
    except NoRouteError:
        return math.inf, None
    return path.cost, path


@settings(max_examples=some(600), deadline=None)
@given(worlds())
def test_a_route_costs_what_brute_force_finds(world: World) -> None:
    router = router_of(world)
    cost, path = found_cost(router, world)
    rules = rules_of(world)
    assert cost == pytest.approx(cheapest(rules, world.start, world.end), abs=1e-6)
    if path is not None:
        check_legal(rules, path.arcs.tolist())
        assert router.path_cost(path.arcs, path.start_fraction, path.end_fraction) == path.cost
        assert len(path.arcs) > 1 or path.end_fraction >= path.start_fraction


@settings(max_examples=some(300), deadline=None)
@given(worlds())
def test_the_arc_to_arc_search_agrees_with_brute_force(world: World) -> None:
    router, rules = router_of(world), rules_of(world)
    begin, finish = ends.departure(router, world.start), ends.arrival(router, world.end)
    legs = exact.without_turning_back(router, begin, finish)
    best = cheapest(rules, world.start, world.end)
    if legs is not None:
        path = router.path_of(*legs)
        check_legal(rules, path.arcs.tolist())
        assert path.cost >= best - 1e-6
    elif math.isfinite(best):  # then one arc does, or none
        direct = begin.arcs.keys() & finish.arcs.keys()
        assert direct or begin.node == finish.node >= 0


@settings(max_examples=some(200), deadline=None)
@given(worlds())
def test_a_route_ends_where_it_should(world: World) -> None:
    _, path = found_cost(router_of(world), world)
    if path is None:
        return
    rules = rules_of(world)
    first, last = int(path.arcs[0]), int(path.arcs[-1])
    for snap, arc, share in (
        (world.start, first, path.start_fraction),
        (world.end, last, path.end_fraction),
    ):
        if snap.fraction in (0.0, 1.0):
            node = world.graph.edges.nodes[snap.edge, int(snap.fraction)]
            assert (rules.tail[arc] if share == 0.0 else rules.head[arc]) == node
            assert share in (0.0, 1.0)
        else:
            assert arc >> 1 == snap.edge
            assert share == (snap.fraction if arc % 2 == 0 else 1.0 - snap.fraction)


@settings(max_examples=some(150), deadline=None)
@given(worlds())
def test_the_fallback_without_a_wheel_finds_the_same(world: World) -> None:
    with_wheel = found_cost(router_of(world), world)[0]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(hierarchy, "_wheel", None)
        without = found_cost(router_of(world), world)[0]
    assert without == pytest.approx(with_wheel, abs=1e-6)


@settings(max_examples=some(200), deadline=None)
@given(worlds(with_turns=False))
def test_a_matrix_holds_the_costs_of_single_routes(world: World) -> None:
    router = router_of(world)
    places = [world.start, world.end]
    table = router.matrix(places, places)
    paths = matrix.paths(router, places, places)
    for i in range(2):
        for j in range(2):
            path = paths[i][j]
            assert table[i, j] == pytest.approx(path.cost if path else math.inf, abs=0.01)


@settings(max_examples=some(150), deadline=None)
@given(worlds())
def test_a_matrix_is_never_dearer_than_the_routes(world: World) -> None:
    """Where forbidden turns stand the hierarchy may turn round, so it may only be too cheap."""
    router = router_of(world)
    table = router.matrix([world.start], [world.end])
    assert table.shape == (1, 1)
    assert table[0, 0] <= found_cost(router, world)[0] + 0.01


@settings(max_examples=some(150), deadline=None)
@given(worlds())
def test_node_paths_agree_with_routes_between_nodes(world: World) -> None:
    router, rules = router_of(world), rules_of(world)
    n = world.graph.n_nodes
    pairs = [(u, v) for u in range(n) for v in range(n) if u != v]
    for (u, v), found in zip(pairs, router.node_paths(pairs), strict=True):
        path = router.between(ends.departure_at(router, u), ends.arrival_at(router, v))
        if found is None:
            assert path is None
            continue
        cost, arcs = found
        assert path is not None
        assert cost == pytest.approx(path.cost, abs=1e-6)
        check_legal(rules, arcs.tolist())
        assert (rules.tail[arcs[0]], rules.head[arcs[-1]]) == (u, v)
        assert router.path_cost(arcs, 0.0, 1.0) == pytest.approx(cost, abs=1e-6)


@settings(max_examples=some(150), deadline=None)
@given(worlds(with_turns=False))
def test_a_symmetric_world_costs_the_same_backward(world: World) -> None:
    even = np.repeat(world.cost.reshape(-1, 2).min(axis=1), 2)
    router = Router(SearchNetwork.prepare(world.graph), even, world.node_cost, world.mode)
    back = World(world.graph, even, world.node_cost, world.mode, world.end, world.start)
    assert found_cost(router, world)[0] == pytest.approx(found_cost(router, back)[0], abs=1e-6)
