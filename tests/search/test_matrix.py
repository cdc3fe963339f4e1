"""Costs and paths between many places: known answers."""

from __future__ import annotations

import numpy as np
import pytest

from itinera.search import matrix
from itinera.search.network import SearchNetwork
from itinera.search.router import Router
from search.small_graphs import at_node, costs_of, graph_of, inside


def test_a_matrix_pays_the_nodes_between_and_not_those_at_the_ends() -> None:
    """0 -100- 1 -100- 2 with 30 at node 1 and 8 at both ends, and a place inside 0–1."""
    graph = graph_of([(0, 1), (1, 2)])
    node_cost = np.array([8.0, 30.0, 8.0])
    router = Router(SearchNetwork.prepare(graph), costs_of(graph), node_cost, "foot")
    places = [at_node(graph, 0), at_node(graph, 1), at_node(graph, 2), inside(graph, 0, 0.5)]
    expected = np.array(
        [[0, 100, 230, 50], [100, 0, 100, 50], [230, 100, 0, 180], [50, 50, 180, 0]], dtype=float
    )
    assert router.matrix(places, places) == pytest.approx(expected)
    paths = matrix.paths(router, places, places)
    assert [[path.cost if path else None for path in row] for row in paths] == expected.tolist()


def test_what_cannot_be_reached_is_infinitely_far() -> None:
    graph = graph_of([(0, 1), (2, 3)])
    router = Router(SearchNetwork.prepare(graph), costs_of(graph, oneway=[0]), np.zeros(4), "foot")
    places = [at_node(graph, 0), at_node(graph, 1), at_node(graph, 3)]
    table = router.matrix(places, places)
    assert np.isinf(table).tolist() == [
        [False, False, True],
        [True, False, True],
        [True, True, False],
    ]
    assert matrix.paths(router, places[1:2], places[:1]) == [[None]]


def test_no_places_make_an_empty_matrix() -> None:
    graph = graph_of([(0, 1)])
    router = Router(SearchNetwork.prepare(graph), costs_of(graph), np.zeros(2), "foot")
    assert router.matrix([], [at_node(graph, 0)]).shape == (0, 1)
