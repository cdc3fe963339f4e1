"""Paths between places: known answers on small worlds."""

from __future__ import annotations

import numpy as np
import pytest

from itinera.errors import InputError, NoRouteError
from itinera.graph.routegraph import RouteGraph
from itinera.search.network import SearchNetwork
from itinera.search.router import Router
from search.small_graphs import at_node, costs_of, graph_of, inside


def router_of(graph: RouteGraph, mode: str = "bicycle", **kwargs: object) -> Router:
    cost = kwargs.get("cost", costs_of(graph))
    node_cost = kwargs.get("node_cost", np.zeros(graph.n_nodes))
    return Router(SearchNetwork.prepare(graph), cost, node_cost, mode)


def square() -> RouteGraph:
    """0 -100- 1 -100- 2 -100- 3 -100- 0."""
    return graph_of([(0, 1), (1, 2), (2, 3), (3, 0)], xy=[(0, 0), (100, 0), (100, 100), (0, 100)])


def test_node_to_node_takes_the_shorter_side() -> None:
    graph = graph_of([(0, 1), (1, 2), (0, 2)], [100.0, 100.0, 150.0])
    cost, arcs = router_of(graph).node_path(0, 2)
    assert cost == 150.0
    assert arcs.tolist() == [4]


def test_parallel_edges_are_told_apart() -> None:
    graph = graph_of([(0, 1), (0, 1)], [100.0, 60.0])
    assert router_of(graph).node_path(1, 0)[1].tolist() == [3]


def test_a_place_inside_an_edge_is_left_in_the_better_direction() -> None:
    graph = square()
    path = router_of(graph).route(inside(graph, 0, 0.25), inside(graph, 2, 0.25))
    assert path.cost == 200.0  # 75 to node 1, 100, 25 — or 25 + 100 + 75 the other way: a tie
    path = router_of(graph).route(inside(graph, 0, 0.2), inside(graph, 2, 0.5))
    assert path.arcs.tolist() == [1, 7, 5]
    assert path.cost == pytest.approx(20 + 100 + 50)
    assert (path.start_fraction, path.end_fraction) == (0.8, 0.5)


def test_same_edge_goes_straight() -> None:
    graph = square()
    path = router_of(graph).route(inside(graph, 1, 0.75), inside(graph, 1, 0.5))
    assert path.arcs.tolist() == [3]
    assert (path.start_fraction, path.end_fraction) == (0.25, 0.5)
    assert path.cost == pytest.approx(25.0)


def test_same_oneway_edge_backward_goes_round() -> None:
    graph = square()
    router = router_of(graph, cost=costs_of(graph, oneway=[1]))
    path = router.route(inside(graph, 1, 0.75), inside(graph, 1, 0.5))
    assert path.arcs.tolist() == [2, 4, 6, 0, 2]
    assert path.cost == pytest.approx(375.0)


def test_the_end_of_a_oneway_edge_is_left_by_any_arc() -> None:
    graph = graph_of([(0, 1), (1, 2)])
    router = router_of(graph, cost=costs_of(graph, oneway=[1]))
    path = router.route(inside(graph, 1, 0.0), at_node(graph, 0))
    assert path.arcs.tolist() == [1]
    assert path.cost == 100.0


def test_start_equal_to_end_is_a_path_of_no_length() -> None:
    graph = square()
    for snap in (inside(graph, 2, 0.3), at_node(graph, 2)):
        path = router_of(graph).route(snap, snap)
        assert path.cost == 0.0
        assert len(path.arcs) == 1
        assert path.start_fraction == path.end_fraction


def test_passing_a_node_costs_and_ending_there_does_not() -> None:
    graph = graph_of([(0, 1), (1, 2)])
    router = router_of(graph, node_cost=np.array([7.0, 30.0, 9.0]))
    assert router.node_path(0, 2)[0] == 230.0
    assert router.node_path(0, 1)[0] == 100.0
    assert router.route(inside(graph, 0, 0.5), inside(graph, 1, 0.5)).cost == 130.0


def test_a_blocked_node_is_begun_and_ended_at_but_not_passed() -> None:
    graph = graph_of([(0, 1), (1, 2), (0, 2)], [100.0, 100.0, 500.0])
    router = router_of(graph, node_cost=np.array([0.0, np.inf, 0.0]))
    assert router.node_path(0, 2)[0] == 500.0
    assert router.node_path(0, 1)[0] == 100.0
    assert router.node_path(1, 2)[0] == 100.0
    assert router.route(inside(graph, 0, 0.5), inside(graph, 1, 0.5)).cost == 600.0
    assert router.route(inside(graph, 0, 0.5), at_node(graph, 1)).cost == 50.0


def cross(turns: list) -> RouteGraph:
    """West 0, north 1, east 2, south 3 round the crossing 4; a long way round from 2 to 3."""
    return graph_of(
        [(0, 4), (4, 1), (4, 2), (4, 3), (2, 5), (5, 3)],
        xy=[(0, 0), (100, 100), (200, 0), (100, -100), (100, 0), (200, -100)],
        turns=turns,
    )


def test_a_forbidden_turn_binds_only_its_mode() -> None:
    graph = cross([((0, 6), "bicycle")])  # no right turn from west to south
    assert router_of(graph, "foot").node_path(0, 3)[0] == 200.0
    cost, arcs = router_of(graph, "bicycle").node_path(0, 3)
    assert cost == 400.0  # on to the east, and round by 5; no U-turn at 2 or at the dead end 1?
    assert arcs.tolist() == [0, 2, 3, 6]  # 1 is a dead end: turning round there is allowed


def test_turning_round_is_refused_where_the_road_goes_on() -> None:
    ends = [(0, 4), (4, 1), (4, 2), (4, 3), (2, 5), (5, 3), (1, 6)]
    graph = graph_of(ends, [100, 100, 100, 100, 100, 150, 100], turns=[((0, 6), "bicycle")])
    cost, arcs = router_of(graph).node_path(0, 3)
    assert cost == 450.0
    assert arcs.tolist() == [0, 4, 8, 10]


def test_a_turn_forbidden_through_a_via_way() -> None:
    """U-turn over a dual carriageway: 0→1→2→3 may not be ridden, 0→1→2→4 may."""
    graph = graph_of([(0, 1), (1, 2), (2, 3), (2, 4), (5, 1)], turns=[((0, 2, 4), "both")])
    for mode in ("foot", "bicycle"):
        router = router_of(graph, mode)
        assert router.node_path(0, 4)[0] == 300.0
        assert router.node_path(5, 3)[0] == 300.0
        assert router.node_path(1, 3)[0] == 200.0
        assert router.node_path(0, 3)[0] == 500.0  # turns round in the dead end 4


def test_no_path_says_which_end_is_cut_off_and_what_is_near() -> None:
    graph = graph_of(
        [(0, 1), (1, 2), (3, 4)], xy=[(0, 0), (100, 0), (200, 0), (200, 50), (300, 50)]
    )
    with pytest.raises(NoRouteError, match="The end can be reached from only 2 of 5") as error:
        router_of(graph).route(at_node(graph, 0), inside(graph, 2, 0.0))
    assert "is 55 m from the end" in error.value.nearest
    with pytest.raises(NoRouteError, match="From the start only 2 of 5"):
        router_of(graph).route(inside(graph, 2, 0.4), at_node(graph, 0))


@pytest.mark.parametrize("bad", [-1.0, np.nan])
def test_impossible_costs_are_refused(bad: float) -> None:
    graph = square()
    cost = costs_of(graph)
    cost[3] = bad
    with pytest.raises(InputError, match="cost of arc 3"):
        router_of(graph, cost=cost)


def test_costs_of_another_graph_are_refused() -> None:
    with pytest.raises(InputError, match=r"node costs have shape \(3,\)"):
        router_of(square(), node_cost=np.zeros(3))


def test_an_unknown_mode_is_refused() -> None:
    with pytest.raises(InputError, match="'horse'"):
        router_of(square(), "horse")


def test_a_turn_is_forbidden_while_a_longer_sequence_is_under_way() -> None:
    """0→1→2→3 is forbidden as a whole and 1→2→4 by itself: coming from 0 both are."""
    graph = graph_of(
        [(0, 1), (1, 2), (2, 3), (2, 4), (2, 5), (5, 4)],
        turns=[((0, 2, 4), "both"), ((2, 6), "both")],
    )
    assert router_of(graph).node_path(0, 4)[1].tolist() == [0, 2, 8, 10]
