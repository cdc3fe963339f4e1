"""Tours with a climb asked for: over the tops of what they visit, and over or round hills."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from itinera.elevation.climb import arc_climbs
from itinera.geodesy import FloatArray, metres_per_degree
from itinera.itinerary import Stop
from itinera.planning.journey import JourneyRequest, Visit
from itinera.planning.journey.tour import plan_tour
from itinera.planning.journey.tour.climbing import (
    FIRST,
    MOST,
    climb_along,
    next_strength,
    taste_for,
)
from itinera.planning.planner import Planner
from itinerary.hills import raised
from sketch import World, sketch

#: T is the top of a hill of 60 m, 400 m up a dead end from N;
#: H is a pass of 30 m that Q and V go round.
GROUND = """
    T
    |
    |
A-B-N-D-E
|       |
P---H---U
|       |
Q-------V
"""
TOP_M, PASS_M, FOOT_M = 60.0, 30.0, 250.0


@pytest.fixture(scope="module")
def hills() -> World:
    drawn = sketch(GROUND, step_m=200.0)
    tops = ((drawn.lonlat("T"), TOP_M), (drawn.lonlat("H"), PASS_M))
    scale = np.array(metres_per_degree(tops[0][0][1]))

    def ground(places: FloatArray) -> FloatArray:
        height = np.zeros(len(places))
        for top, high_m in tops:
            off = np.hypot(*((places - np.array(top)) * scale).T)
            height += high_m * np.maximum(0.0, 1.0 - off / FOOT_M)
        return height

    hilly = raised(drawn, ground)
    heights = hilly.graph.heights
    assert heights is not None
    ele = [heights.of_edge(e) for e in range(hilly.graph.n_edges)]
    climbs = arc_climbs(heights.offsets, np.concatenate(ele), hilly.graph.edges.length_m)
    told = replace(heights, climb_m=climbs.reshape(-1).astype(np.float32))
    return replace(hilly, graph=replace(hilly.graph, heights=told))


def climbed(world: World, climb_m: float | None, *, visit: bool = True) -> tuple[float, float]:
    """Return climb and repeated metres of a round from A past the hill, through E and P."""
    planner = Planner(world.graph)
    names = (("T", 650.0), ("E", 10.0), ("P", 10.0)) if visit else (("E", 10.0), ("P", 10.0))
    visits = tuple(Visit(Stop(name, world.lonlat(name)), within_m=near) for name, near in names)
    request = JourneyRequest(Stop("A", world.lonlat("A")), visits=visits, climb_m=climb_m, effort=1)
    tour = plan_tour(planner, planner.travels.of(request.traveller), request)
    climb = climb_along(world.graph, tour.legs)
    assert climb is not None
    return climb, tour.repeated_m


def test_without_a_wish_a_hill_is_passed_at_its_foot(hills: World) -> None:
    """The visit counts from the street below: the pass alone, nothing travelled twice."""
    climb, repeated = climbed(hills, None)
    assert climb == pytest.approx(PASS_M, abs=5.0)
    assert repeated == pytest.approx(0.0, abs=1e-6)


def test_a_wish_for_climb_leads_over_the_top(hills: World) -> None:
    """90 m are wished: up the dead end to the top and down again, and over the pass."""
    climb, repeated = climbed(hills, 90.0)
    assert climb == pytest.approx(TOP_M + PASS_M, abs=8.0)
    assert repeated == pytest.approx(600.0, abs=30.0)


def test_a_taste_leads_round_a_pass(hills: World) -> None:
    """Straight from U to P it goes over the pass; where hardly a climb is wished, round it."""
    assert climbed(hills, None, visit=False)[0] == pytest.approx(PASS_M, abs=5.0)
    assert climbed(hills, 4.0, visit=False)[0] == pytest.approx(0.0, abs=1.0)


def test_without_heights_a_wish_for_climb_changes_nothing(hills: World) -> None:
    """Nothing is known, so nothing is steered."""
    flat = replace(hills, graph=replace(hills.graph, heights=None))
    planner = Planner(flat.graph)
    request = JourneyRequest(
        Stop("A", flat.lonlat("A")), visits=(Visit(Stop("E", flat.lonlat("E"))),), effort=1
    )
    travel = planner.travels.of(request.traveller)
    plain, wished = (
        plan_tour(planner, travel, replace(request, climb_m=metres)) for metres in (None, 500.0)
    )
    assert plain.length_m == wished.length_m
    assert climb_along(flat.graph, plain.legs) is None
    assert taste_for(flat.graph, 1.0) is None


def test_a_taste_makes_hills_cheaper_or_dearer_and_leaves_the_flat(hills: World) -> None:
    """Both directions of a way feel the same: what is climbed here is descended there."""
    up, down = taste_for(hills.graph, 1.0), taste_for(hills.graph, -1.0)
    assert up is not None
    assert down is not None
    steep, flat = hills.edge("NT"), hills.edge("QV")
    assert up[2 * steep] == up[2 * steep + 1] < 0.5
    assert down[2 * steep] == pytest.approx(1.0 / up[2 * steep])
    assert up[2 * flat] == pytest.approx(1.0)
    assert taste_for(hills.graph, 0.0) is None


@pytest.mark.parametrize(
    ("tried", "wished", "expected"),
    [
        ([(0.0, 100.0)], 200.0, FIRST),
        ([(0.0, 100.0)], 50.0, -FIRST),
        ([(0.0, 100.0), (0.5, 300.0)], 200.0, 0.25),
        ([(0.0, 100.0), (0.5, 150.0)], 200.0, 1.0),
        ([(0.0, 100.0), (0.5, 100.0)], 200.0, 1.0),
        ([(2.0, 100.0), (2.9, 101.0)], 500.0, MOST),
    ],
)
def test_the_next_taste_lies_between_or_beyond_those_tried(
    tried: list[tuple[float, float]], wished: float, expected: float
) -> None:
    """Between two that enclose the wish; else onward by what the last change brought."""
    assert next_strength(tried, wished) == pytest.approx(expected)
