"""What is within reach: known answers, and what must hold for every world."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from itinera.geodesy import length, metres_per_degree
from itinera.graph.snap import Snap
from itinera.search.costs import TravelCosts
from itinera.search.isochrone import Reach, area, lines, reach
from itinera.search.network import SearchNetwork
from search.oracle import Rules, cheapest
from search.small_graphs import at_node, costs_of, graph_of, inside
from search.strategies import World, worlds


def costs_in(world: World) -> TravelCosts:
    network = SearchNetwork.prepare(world.graph)
    return TravelCosts(network, world.cost, world.node_cost, world.mode)


def stretches(reached: Reach) -> list[tuple[int, float, float]]:
    edges, begin, end = reached.stretches()
    return list(zip(edges.tolist(), begin.tolist(), end.tolist(), strict=True))


def line_world() -> TravelCosts:
    """0 -100- 1 -100- 2 -100- 3, with a gate of 20 at node 2."""
    graph = graph_of([(0, 1), (1, 2), (2, 3)])
    node_cost = np.array([0.0, 0.0, 20.0, 0.0])
    return TravelCosts(SearchNetwork.prepare(graph), costs_of(graph), node_cost, "foot")


def test_the_last_edge_is_reached_in_part() -> None:
    costs = line_world()
    reached = reach(costs, at_node(costs.network.graph, 0), 130.0)
    assert stretches(reached) == [(0, 0.0, 1.0), (1, 0.0, pytest.approx(0.3))]
    assert reached.length_m(costs.network.graph) == pytest.approx(130.0)


def test_passing_a_node_uses_up_budget() -> None:
    costs = line_world()
    graph = costs.network.graph
    assert stretches(reach(costs, inside(graph, 1, 0.5), 70.0))[-1] == (1, 0.0, 1.0)
    assert stretches(reach(costs, inside(graph, 1, 0.5), 80.0))[-1] == (2, 0.0, pytest.approx(0.1))


def test_a_start_inside_an_edge_reaches_both_ways() -> None:
    costs = line_world()
    reached = reach(costs, inside(costs.network.graph, 1, 0.5), 30.0)
    assert stretches(reached) == [(1, pytest.approx(0.2), pytest.approx(0.8))]


def test_nothing_is_reached_beyond_a_blocked_node_but_the_way_up_to_it() -> None:
    graph = graph_of([(0, 1), (1, 2)])
    node_cost = np.array([0.0, np.inf, 0.0])
    costs = TravelCosts(SearchNetwork.prepare(graph), costs_of(graph), node_cost, "foot")
    assert stretches(reach(costs, at_node(graph, 0), 500.0)) == [(0, 0.0, 1.0)]
    both = [(0, pytest.approx(0.5), 1.0), (1, 0.0, pytest.approx(0.5))]
    assert stretches(reach(costs, at_node(graph, 1), 50.0)) == both


@settings(max_examples=200, deadline=None)
@given(worlds(), st.floats(1.0, 400.0), st.floats(1.0, 2.0))
def test_more_budget_never_reaches_less(world: World, budget: float, more: float) -> None:
    costs = costs_in(world)
    near, far = reach(costs, world.start, budget), reach(costs, world.start, budget * more)
    wide = stretches(far)
    for edge, begin, end in stretches(near):
        assert any(e == edge and b <= begin + 1e-9 and end <= s + 1e-9 for e, b, s in wide)


@settings(max_examples=200, deadline=None)
@given(worlds(with_turns=False), st.sampled_from([17.0, 61.0, 150.0, 333.0]))
def test_a_point_is_reached_if_and_only_if_its_route_fits(world: World, budget: float) -> None:
    reached = stretches(reach(costs_in(world), world.start, budget))
    rules = Rules(world.graph, world.cost, world.node_cost, world.mode)
    for edge in range(world.graph.n_edges):
        for fraction in (0.37, 0.63):
            cost = cheapest(rules, world.start, Snap(edge, fraction, (0.0, 0.0), 0.0))
            if math.isclose(cost, budget, rel_tol=1e-9):
                continue
            covered = any(e == edge and b <= fraction <= s for e, b, s in reached)
            assert covered == (cost < budget), (edge, fraction, cost)


def test_the_area_holds_the_lines_and_comes_out_the_same() -> None:
    graph = graph_of(
        [(0, 1), (1, 2), (2, 3), (3, 0)], [500.0] * 4, xy=[(0, 0), (500, 0), (500, 500), (0, 500)]
    )
    network = SearchNetwork.prepare(graph)
    costs = TravelCosts(network, costs_of(graph), np.zeros(4), "foot")
    reached = reach(costs, at_node(graph, 0), 700.0)
    land = area(graph, reached)
    assert land.is_valid
    assert land.contains(lines(graph, reached))
    assert land.wkb == area(graph, reached).wkb
    square_m = land.area * math.prod(metres_per_degree(0.0))
    ways_m = sum(length(np.array(line.coords)) for line in lines(graph, reached).geoms)
    assert 1.0 <= square_m / (ways_m * 120.0) <= 1.1  # 60 m to either side, and rounded ends


def test_no_budget_still_shows_where_one_stands() -> None:
    costs = line_world()
    graph = costs.network.graph
    start = inside(graph, 1, 0.5)
    land = area(graph, reach(costs, start, 0.0))
    assert land.contains(shapely.Point(start.lonlat))
