"""The ball round a start: what it holds, cut and pruned; the samples along it."""

from __future__ import annotations

import zlib

import numpy as np
import pytest

from itinera.graph.snap import Snap
from itinera.planning import Planner, Traveller
from itinera.search import _ball_kernels, _loop_kernels, loop_arrays
from itinera.search.ball import Ball, ball_around, cut_at, pruned
from sketch import World, sketch

LADDER = """
A---B---C---D
|   |   |   |
|   |   |   |
E---F---G---H
"""


@pytest.fixture(scope="module")
def world() -> World:
    return sketch(LADDER)


def snap(world: World, name: str, fraction: float) -> Snap:
    """Return a place on a stretch."""
    return Snap(world.edge(name), fraction, world.lonlat(name[0]), 0.0)


def ball(world: World, start: Snap, most: float) -> Ball:
    """Return what a walker can touch."""
    planner = Planner(world.graph)
    router = planner.travels.of(Traveller()).router
    metres = np.repeat(np.array(world.graph.edges.length_m), 2)
    return ball_around(router, start, metres, most=most)


def held(world: World, around: Ball) -> set[int]:
    """Return the edges of the graph that a ball holds."""
    return set(around.edges.tolist())


def test_the_ball_holds_what_one_comes_back_from(world: World) -> None:
    """Round the square from A one travels 1,400 m; to C and back would be 1,600."""
    around = ball(world, snap(world, "AB", 0.0), 1410.0)
    reached = {world.edge(name) for name in ("AB", "EF", "AE", "BF")}
    assert held(world, around) == reached
    assert (around.place[around.start], around.place[around.finish]) == (around.place[-1],) * 2


def test_a_start_inside_an_edge_cuts_it_in_two(world: World) -> None:
    around = ball(world, snap(world, "AB", 0.25), 2000.0)
    parts = np.flatnonzero(around.edges == world.edge("AB"))
    assert len(parts) == 2
    first = around.edge[around.offsets[around.start] : around.offsets[around.start + 1]]
    assert sorted(first.tolist()) == sorted(parts.tolist())
    amounts = around.amount[around.tail == around.start]
    assert sorted(np.round(amounts)) == [100.0, 300.0]


def test_a_place_inside_an_edge_becomes_a_node(world: World) -> None:
    around = ball(world, snap(world, "AB", 0.0), 4000.0)
    more, node = cut_at(around, snap(world, "GH", 0.75))
    assert more.n_nodes == around.n_nodes + 1
    assert node == more.n_nodes - 3
    leaving = more.amount[more.offsets[node] : more.offsets[node + 1]]
    assert sorted(np.round(leaving)) == [100.0, 300.0]
    assert more.amount.sum() == pytest.approx(around.amount.sum())


def test_a_place_off_the_ball_is_no_node(world: World) -> None:
    around = ball(world, snap(world, "AB", 0.0), 1410.0)
    assert cut_at(around, snap(world, "GH", 0.5))[1] == -1


def test_pruning_leaves_out_edges_and_lonely_nodes(world: World) -> None:
    around = ball(world, snap(world, "AB", 0.0), 4000.0)
    gone = [world.edge("CD"), world.edge("DH")]
    less, number = pruned(around, ~np.isin(around.edges, gone))
    assert held(world, less) == held(world, around) - set(gone)
    assert less.n_nodes == around.n_nodes - 1
    assert (number == -1).sum() == 1
    assert (less.start, less.finish) == (number[around.start], number[around.finish])


def test_samples_stand_at_bends_and_at_most_a_step_apart() -> None:
    """An L of 50 m and 30 m, of which the last quarter is left out: 25 + 25 + 10 m."""
    points = np.array([[0, 0], [500, 0], [500, 300]], dtype=np.int32)
    one, zero = np.array([3]), np.array([0])
    offsets, x, y, along = _ball_kernels.samples(
        points, zero, one, np.zeros(1), np.array([0.75]), np.full(2, 0.1), np.zeros(2), 20.0
    )
    assert offsets.tolist() == [0, 3]
    assert x.tolist() == [0.0, 25.0, 50.0]
    assert y.tolist() == [0.0, 0.0, 0.0]
    assert along.tolist() == [0.0, 25.0, 50.0]


def test_ways_side_by_side_are_near_and_others_are_not() -> None:
    """Edges 0 and 1 run 30 m apart, edge 2 lies 100 m off."""
    at = np.array([0, 4, 8, 12])
    x = np.tile(np.arange(4) * 20.0, 3)
    y = np.repeat([0.0, 30.0, 130.0], 4)
    offsets, edge, share = _ball_kernels.near_edges(at, x, y, 40.0, 64)
    assert offsets.tolist() == [0, 1, 2, 2]
    assert edge.tolist() == [1, 0]
    assert share.tolist() == [64, 64]


def test_the_kernels_file_changes_with_the_tuples_that_it_takes() -> None:
    """Numba knows types only: a field moved must not meet a kernel compiled before."""
    tuples = (loop_arrays.Ground, loop_arrays.Memory, loop_arrays.Wish, loop_arrays.Walk)
    names = " ".join(name for one in tuples for name in one._fields)
    assert zlib.crc32(names.encode()) == _loop_kernels.FIELDS
