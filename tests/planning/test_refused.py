"""Where no way leads on, the line of the profile that closes most ways out is named."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from itinera.planning import Planner, RouteRequest, Traveller
from itinera.planning.errors import UnconnectedError
from planning.worlds import stop
from sketch import World, sketch
from slopes import with_heights

#: Two squares of streets and one way between them, B–C.
SQUARES = """
A--B--C--D
|  |  |  |
E--F  G--H
"""


def squares(pct: float = 0.0, *, drawing: str = SQUARES, **between: str) -> World:
    """Return the squares; B–C rises evenly, all else is level."""
    tags = {"highway": "residential", "surface": "asphalt", "sidewalk": "both"}
    world = sketch(drawing, step_m=400.0, default=tags, tags={"BC": {**tags, **between}})
    graph = world.graph
    rows = [np.zeros(int(np.ceil(m / 10 - 1e-6)) + 1) for m in graph.edges.length_m.tolist()]
    steep = world.edge("BC")
    length, forward = float(graph.edges.length_m[steep]), world.node("B")
    rise = np.linspace(0.0, length * pct / 100.0, len(rows[steep]))
    rows[steep] = rise if graph.edges.nodes[steep, 0] == forward else rise[::-1]
    return replace(world, graph=with_heights(graph, [row.tolist() for row in rows]))


def problem(world: World, letters: str, profile: str) -> str:
    request = RouteRequest(
        tuple(stop(world, letter) for letter in letters), traveller=Traveller(profile)
    )
    with pytest.raises(UnconnectedError) as caught:
        Planner(world.graph).route(request)
    return caught.value.problem


@pytest.mark.parametrize(("letters", "key", "slope"), [("AD", "up", "+12"), ("DA", "down", "-12")])
def test_a_way_too_steep_is_named_with_its_slope(letters: str, key: str, slope: str) -> None:
    """Up from B to C a pushchair meets its limit of climbs, down its limit of descents."""
    world = squares(12.0)
    said = problem(world, letters, "stroller")
    assert f"refuses 1 stretches by limits.max_{key}_pct = 7.5" in said
    assert f"(way/{world.way_ids['BC']}: too steep, {slope}." in said
    assert "% / 25 m)" in said


def test_other_limits_are_named_too() -> None:
    said = problem(squares(highway="steps"), "AD", "stroller")
    assert "by limits.forbidden_highways = steps" in said or "by limits.allow_steps" in said
    assert "highway=steps)." in said


def test_what_the_law_closes_is_no_matter_of_the_profile() -> None:
    assert "the profile refuses" not in problem(squares(access="private"), "AD", "stroller")


def test_the_end_that_is_shut_in_is_looked_at() -> None:
    """Four junctions can be reached from A, D can be reached from two."""
    world = squares(12.0, drawing="A--B--C--D\n|  |\nE--F")
    up, down = problem(world, "AD", "stroller"), problem(world, "DA", "stroller")
    assert "Around the end the profile refuses 1 stretches by limits.max_up_pct" in up
    assert "Around the start the profile refuses 1 stretches by limits.max_down_pct" in down
