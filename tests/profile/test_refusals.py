"""Refusals name the very limits that `weigh` applies."""

from __future__ import annotations

from dataclasses import fields, replace
from functools import cache

import numpy as np
import pytest

from conftest import shared_path
from itinera.graph.build import build_graph
from itinera.graph.routegraph import RouteGraph
from itinera.osm.codes import PASSABLE
from itinera.profile import builtin_profiles, load_profile, weigh
from itinera.profile.model import Profile
from itinera.profile.refusals import Refusal, edge_refusals, node_refusals
from random_columns import plain_graph
from slopes import over, sloped, with_heights


@cache
def heidelberg() -> RouteGraph:
    """Return a real town on invented hills of up to 20 %."""
    town = build_graph([shared_path("data", "osm", "ors-heidelberg.test.osm.pbf")])
    hills = over(town, lambda lon, lat: 60.0 + 40.0 * np.sin(lon * 300.0) * np.cos(lat * 400.0))
    assert hills.heights is not None
    assert np.nanmax(hills.heights.steepest_pct) > 15.0
    return hills


def strictest(profile: Profile) -> Profile:
    """Return a profile that minds everything that can be minded."""
    limits = replace(
        profile.limits,
        allow_pushing=False,
        allow_ferry=False,
        allow_steps=False,
        allow_ramps=True,
        allow_informal=False,
        max_incline_pct=3.0,
        max_up_pct=10.0,
        max_down_pct=12.0,
        min_width_m=2.0,
        max_stress=1,
        worst_smoothness=2,
        worst_tracktype=2,
        worst_sac_scale=1,
        worst_mtb_scale=1,
        worst_visibility=2,
        forbidden_highways=(12,),
        forbidden_surfaces=(10,),
    )
    return replace(profile, limits=limits)


@pytest.mark.parametrize("name", [*builtin_profiles(), "strict hike", "strict mtb"])
def test_an_arc_costs_infinity_exactly_where_access_or_a_named_limit_refuses(name: str) -> None:
    graph, profile = heidelberg(), load_profile(name.removeprefix("strict "))
    if name.startswith("strict"):
        profile = strictest(profile)
    infinite = np.isinf(weigh(profile, graph).cost)
    access = graph.arc_access(profile.mode)
    refused = 0
    for edge in np.random.default_rng(7).choice(graph.n_edges, 400, replace=False).tolist():
        refusals = edge_refusals(profile, graph, edge)
        for side, direction in enumerate(("forward", "backward")):
            limits = [r for r in refusals if r.direction in (direction, "both")]
            barred = access[2 * edge + side] < PASSABLE or bool(limits)
            assert infinite[2 * edge + side] == barred, (edge, direction, limits)
            refused += bool(limits)
    assert refused or not name.startswith("strict")


def test_every_limit_is_named_somewhere() -> None:
    graph, profile = heidelberg(), strictest(load_profile("mtb"))
    keys = {
        r.key for edge in range(0, graph.n_edges, 5) for r in edge_refusals(profile, graph, edge)
    }
    missing = {f"limits.{field.name}" for field in fields(profile.limits)} - keys
    assert missing <= {"limits.allow_ramps", "limits.allow_ferry"}


@pytest.mark.parametrize("name", builtin_profiles())
def test_a_node_costs_infinity_exactly_where_access_or_a_named_line_refuses(name: str) -> None:
    graph, profile = heidelberg(), load_profile(name)
    costs = weigh(profile, graph).node_cost
    access = graph.nodes.foot if profile.mode == "foot" else graph.nodes.bicycle
    for node in np.flatnonzero((graph.nodes.barrier > 0) | (graph.nodes.crossing > 0)).tolist():
        barred = access[node] < PASSABLE or bool(node_refusals(profile, graph, node))
        assert np.isinf(costs[node]) == barred, node


def test_a_refusal_names_key_value_and_what_was_found() -> None:
    graph, profile = heidelberg(), load_profile("stroller")
    steps = np.flatnonzero(graph.edges.highway == 21)
    found = {r for edge in steps.tolist() for r in edge_refusals(profile, graph, edge)}
    assert Refusal("limits.allow_steps", "false", "highway=steps") in found


@pytest.mark.parametrize(
    ("pct", "forward", "backward"),
    [
        (7.0, [], []),
        (8.0, ["max_up_pct"], ["max_down_pct"]),
        (-8.0, ["max_down_pct"], ["max_up_pct"]),
    ],
)
def test_a_way_too_steep_is_refused_per_direction(
    pct: float, forward: list[str], backward: list[str]
) -> None:
    refusals = edge_refusals(load_profile("stroller"), sloped(plain_graph(), pct), 0)
    for direction, keys in (("forward", forward), ("backward", backward)):
        found = [r.key for r in refusals if r.direction == direction]
        assert found == [f"limits.{key}" for key in keys]


def test_a_steep_refusal_tells_slope_and_length() -> None:
    refusals = edge_refusals(load_profile("stroller"), sloped(plain_graph(), 12.0), 0)
    assert Refusal("limits.max_up_pct", "7.5", "+12.0 % / 25 m", "forward") in refusals
    assert Refusal("limits.max_down_pct", "7.5", "-12.0 % / 25 m", "backward") in refusals


def test_an_unknown_slope_is_not_refused() -> None:
    unknown = with_heights(plain_graph(length_m=40), [[float("nan")] * 5])
    assert not edge_refusals(load_profile("stroller"), unknown, 0)
