"""Balls of walks with another end: what they hold, and how short such a walk is."""

from __future__ import annotations

import itertools

import networkx as nx
import numpy as np
import pytest

from itinera.geodesy import BoolArray, FloatArray
from itinera.graph.snap import Snap
from itinera.planning import Planner, Traveller
from itinera.search.ball import Ball, ball_around, cut_at
from itinera.search.ball_ends import ending_at, least_between
from itinera.search.router import Router
from sketch import World, sketch, turn

LADDER = """
A---B---C---D
|   |   |   |
|   |   |   |
E---F---G---H
"""
PLACES = [("AB", 0.0), ("AB", 0.3), ("AB", 1.0), ("BF", 0.5), ("CD", 0.75), ("GH", 1.0)]


@pytest.fixture(scope="module")
def world() -> World:
    return sketch(LADDER)


@pytest.fixture(scope="module")
def router(world: World) -> Router:
    return Planner(world.graph).travels.of(Traveller()).router


def snap(world: World, name: str, fraction: float) -> Snap:
    return Snap(world.edge(name), fraction, world.lonlat(name[0]), 0.0)


def metres(world: World) -> FloatArray:
    return np.repeat(np.array(world.graph.edges.length_m), 2)


def oracle(world: World, *snaps: Snap) -> nx.Graph:
    """Return the drawing with the edges cut at places; nodes are junctions, or "s0", "s1"."""
    net = nx.Graph()
    edges = world.graph.edges
    for e in range(world.graph.n_edges):
        u, v = edges.nodes[e].tolist()
        length = float(edges.length_m[e])
        marks = [(0.0, u), (1.0, v)]
        marks += [(s.fraction, f"s{i}") for i, s in enumerate(snaps) if s.edge == e]
        for (a, one), (b, other) in itertools.pairwise(sorted(marks, key=lambda row: row[0])):
            net.add_edge(one, other, weight=(b - a) * length, edge=e)
    return net


@pytest.mark.parametrize("one", PLACES)
@pytest.mark.parametrize("other", PLACES)
def test_the_shortest_way_is_that_of_networkx(
    world: World, router: Router, one: tuple[str, float], other: tuple[str, float]
) -> None:
    """Between junctions, places inside streets, neighbours, and places of one street."""
    start, end = snap(world, *one), snap(world, *other)
    if start == end:
        return
    expected = nx.shortest_path_length(oracle(world, start, end), "s0", "s1", weight="weight")
    amount = metres(world)
    assert least_between(router, start, end, amount) == pytest.approx(expected, abs=0.01)
    assert least_between(router, start, end, amount, most=expected + 1.0) < np.inf
    assert least_between(router, start, end, amount, most=expected - 1.0) == np.inf


@pytest.mark.parametrize("one", PLACES)
@pytest.mark.parametrize("other", PLACES)
@pytest.mark.parametrize("most", [900.0, 1500.0, 2100.0])
def test_the_ball_holds_whatever_is_on_a_walk_that_is_short_enough(
    world: World, router: Router, one: tuple[str, float], other: tuple[str, float], most: float
) -> None:
    """An edge belongs to it if start, edge and end can be had within the bound."""
    start, end = snap(world, *one), snap(world, *other)
    net = oracle(world, start, end)
    if start == end or nx.shortest_path_length(net, "s0", "s1", weight="weight") > most - 1.0:
        return
    there = nx.single_source_dijkstra_path_length(net, "s0")
    home = nx.single_source_dijkstra_path_length(net, "s1")
    wanted = {
        data["edge"]
        for u, v, data in net.edges(data=True)
        if data["weight"] > 0.0
        and min(there[u] + home[v], there[v] + home[u]) + data["weight"] <= most - 1.0
    }
    ball = ended(world, router, start, end, most)
    assert wanted <= set(ball.edges[np.unique(ball.edge)].tolist())
    assert walked(ball, most)


def ended(world: World, router: Router, start: Snap, end: Snap, most: float) -> Ball:
    """Return the ball between two places."""
    ball = ball_around(router, start, metres(world), most=most, end=end)
    ball, node = cut_at(ball, end)
    if node < 0:  # the street of the snap is out of reach, and the junction at its end is not
        node = int(np.flatnonzero(ball.node == world.graph.edges.nodes[end.edge, 1])[0])
    return ending_at(ball, node)


def walked(ball: Ball, most: float) -> bool:
    """Tell whether some walk leads from start to finish within the bound."""
    net = nx.DiGraph()
    rows = zip(ball.tail.tolist(), ball.head.tolist(), ball.amount.tolist(), strict=True)
    for tail, head, amount in rows:
        if not net.has_edge(tail, head) or net[tail][head]["weight"] > amount:
            net.add_edge(tail, head, weight=amount)
    least = nx.shortest_path_length(net, ball.start, ball.finish, weight="weight")
    return bool(least <= most)


def test_nothing_leaves_the_finish_and_start_and_finish_are_one_place(
    world: World, router: Router
) -> None:
    ball = ended(world, router, snap(world, "AB", 0.3), snap(world, "GH", 0.5), 2000.0)
    assert not (ball.tail == ball.finish).any()
    assert (ball.head == ball.finish).any()
    assert (ball.head == ball.start).any()  # its street is not cut in two dead ends
    assert ball.place[ball.start] == ball.place[ball.finish]


def test_a_start_at_a_junction_is_left_only(world: World, router: Router) -> None:
    """The junction itself is passed; the node that walks begin at has nothing that comes in."""
    ball = ended(world, router, snap(world, "AB", 0.0), snap(world, "GH", 0.5), 2000.0)
    assert not (ball.head == ball.start).any()
    twin: BoolArray = ball.place == ball.place[ball.start]
    assert twin[ball.head[ball.head < ball.start]].any()


def test_every_copy_of_a_junction_arrives() -> None:
    """A forbidden turn makes copies of F; a walk that comes by any of them has arrived."""
    world = sketch(LADDER, relations=[turn("BFG", "no_left_turn")])
    router = Planner(world.graph).travels.of(Traveller("touring_bike")).router
    ball = ended(world, router, snap(world, "AB", 0.0), snap(world, "EF", 1.0), 2500.0)
    junction = ball.arc[ball.head == ball.finish] >> 1
    assert set(junction.tolist()) == {world.edge(name) for name in ("EF", "BF", "FG")}
