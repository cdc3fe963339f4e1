"""Paths through several places in order."""

from __future__ import annotations

import numpy as np
import pytest

from itinera.errors import InputError, NoRouteError
from itinera.search import warm_up
from itinera.search.network import SearchNetwork
from itinera.search.router import Router
from itinera.search.shortest_path import through
from search.small_graphs import at_node, costs_of, graph_of, inside


def router() -> Router:
    """0 -100- 1 -100- 2 in a line, and 3 -100- 4 apart."""
    graph = graph_of([(0, 1), (1, 2), (3, 4)])
    return Router(SearchNetwork.prepare(graph), costs_of(graph), np.zeros(5), "foot")


def test_a_via_is_passed_and_may_be_turned_round_at() -> None:
    world = router()
    graph = world.network.graph
    legs = through(world, [at_node(graph, 0), inside(graph, 1, 0.5), at_node(graph, 0)])
    assert [leg.cost for leg in legs] == [150.0, 150.0]
    assert [leg.arcs.tolist() for leg in legs] == [[0, 2], [3, 1]]


def test_one_place_makes_no_route() -> None:
    world = router()
    with pytest.raises(InputError, match="two places, 1 given"):
        through(world, [at_node(world.network.graph, 0)])


def test_a_leg_without_a_path_says_so() -> None:
    world = router()
    graph = world.network.graph
    with pytest.raises(NoRouteError, match="No path leads"):
        through(world, [at_node(graph, 0), at_node(graph, 1), at_node(graph, 3)])


def test_warming_up_twice_is_harmless() -> None:
    warm_up()
    warm_up()
