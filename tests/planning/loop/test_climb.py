"""Loops with the climb asked for, on a lattice with one hill."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from itinera.elevation.climb import arc_climbs
from itinera.geodesy import FloatArray, metres_per_degree
from itinera.planning import Planner
from itinera.planning.errors import NoLoopError
from itinera.planning.loop.climb import most_off_m, window
from itinerary.hills import raised
from planning.loop.worlds import lattice, wish
from sketch import World

HILL_M = 80.0


@pytest.fixture(scope="module")
def world() -> World:
    """A lattice with a cone of 80 m on K, 350 m wide at its foot."""
    drawn = lattice()
    top = np.array(drawn.lonlat("K"))
    scale = np.array(metres_per_degree(float(top[1])))

    def ground(places: FloatArray) -> FloatArray:
        off = np.hypot(*((places - top) * scale).T)
        return HILL_M * np.maximum(0.0, 1.0 - off / 350.0)

    hilly = raised(drawn, ground)
    heights = hilly.graph.heights
    assert heights is not None
    ele = [heights.of_edge(e) for e in range(hilly.graph.n_edges)]
    climbs = arc_climbs(heights.offsets, np.concatenate(ele), hilly.graph.edges.length_m)
    told = replace(heights, climb_m=climbs.reshape(-1).astype(np.float32))
    return replace(hilly, graph=replace(hilly.graph, heights=told))


@pytest.fixture(scope="module")
def planner(world: World) -> Planner:
    return Planner(world.graph)


@pytest.mark.parametrize("climb_m", [0.0, 75.0])
def test_the_loop_has_the_climb_asked_for(planner: Planner, world: World, climb_m: float) -> None:
    """From G, 1,600 m round the blocks to the north are flat, those to the south go over K."""
    found = planner.loops(wish(world, "G", 1600.0, climb_m=climb_m, lang="en"))
    (loop,) = found.itineraries
    assert loop.climb_m == pytest.approx(climb_m, abs=most_off_m(climb_m))
    assert loop.length_m == pytest.approx(1600.0, rel=0.05)
    assert not [note for note in found.notes if "climb nearest" in note]


def test_a_climb_that_the_ground_cannot_give_is_refused_with_the_nearest(
    planner: Planner, world: World
) -> None:
    with pytest.raises(NoLoopError, match=r"1\.6 km with 900 m of climb") as caught:
        planner.loops(wish(world, "G", 1600.0, climb_m=900.0))
    assert "m of climb" in (caught.value.nearest or "")


def test_a_climb_nearly_given_is_said(planner: Planner, world: World) -> None:
    """100 m are wished, the hill gives 74 at most: more than 15 m off, less than 30."""
    found = planner.loops(wish(world, "G", 1600.0, climb_m=100.0, lang="en"))
    assert [note for note in found.notes if "climb nearest to the one wished" in note]


@pytest.mark.parametrize(
    ("climb_m", "least", "most"),
    [(None, 0.0, 1e9), (10.0, 0.0, 25.0), (100.0, 85.0, 115.0), (1000.0, 950.0, 1050.0)],
)
def test_a_window_is_five_per_cent_or_fifteen_metres(
    climb_m: float | None, least: float, most: float
) -> None:
    assert window(climb_m) == (least, most)
