"""Limits, floors and tolls on their thresholds, one row each."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest

from itinera.osm.codes import Access, Barrier, Crossing, EdgeFlag, Highway, Surface
from itinera.profile import Profile, load_profile, weigh
from random_columns import plain_graph

RIDER = load_profile("touring_bike")


def limited(**limits: Any) -> Profile:
    """Return a touring rider without limits but these."""
    free = dataclasses.replace(
        RIDER.limits,
        max_incline_pct=np.inf,
        min_width_m=0.0,
        worst_smoothness=255,
        worst_sac_scale=255,
        worst_mtb_scale=255,
        worst_visibility=255,
        forbidden_highways=(),
    )
    return dataclasses.replace(RIDER, limits=dataclasses.replace(free, **limits))


@pytest.mark.parametrize(
    ("limits", "passes", "stops"),
    [
        ({"worst_smoothness": 4}, {"smoothness": 4}, {"smoothness": 5}),
        ({"worst_tracktype": 3}, {"tracktype": 3}, {"tracktype": 4}),
        ({"worst_sac_scale": 2}, {"sac_scale": 2}, {"sac_scale": 3}),
        ({"worst_mtb_scale": 2}, {"mtb_scale": 2}, {"mtb_scale": 3}),
        ({"worst_visibility": 3}, {"visibility": 3}, {"visibility": 4}),
        ({"min_width_m": 1.0}, {"width_cm": 100}, {"width_cm": 99}),
        ({"min_width_m": 1.0}, {"width_cm": 0}, {"width_cm": 1}),  # 0 is unknown
        ({"max_incline_pct": 8.0}, {"incline_pct": 8}, {"incline_pct": 9}),
        ({"max_incline_pct": 8.0}, {"incline_pct": -8}, {"incline_pct": -9}),
        ({"max_incline_pct": 8.0}, {"incline_pct": -128}, {"incline_pct": 127}),
        ({"max_stress": 3}, {"highway": Highway.TERTIARY}, {"highway": Highway.PRIMARY}),
        ({"allow_ferry": False}, {"highway": Highway.PATH}, {"highway": Highway.FERRY}),
        ({"allow_informal": False}, {"flags": 0}, {"flags": EdgeFlag.INFORMAL}),
        ({"allow_steps": False}, {"highway": Highway.STEPS, "flags": EdgeFlag.RAMP},
         {"highway": Highway.STEPS}),
        ({"allow_steps": False, "allow_ramps": False}, {"flags": EdgeFlag.RAMP},
         {"highway": Highway.STEPS, "flags": EdgeFlag.RAMP}),
        ({"forbidden_highways": (19,)}, {"highway": Highway.PATH}, {"highway": Highway.CYCLEWAY}),
        ({"forbidden_surfaces": (16,)}, {"surface": 0}, {"surface": Surface.SAND}),
        ({"allow_pushing": False}, {"fwd_bicycle": Access.DESTINATION},
         {"fwd_bicycle": Access.PUSH}),
    ],
)  # fmt: skip
def test_a_limit_stops_just_beyond_itself(
    limits: dict[str, Any], passes: dict[str, int], stops: dict[str, int]
) -> None:
    profile = limited(**limits)
    assert np.isfinite(weigh(profile, plain_graph(**passes)).cost[0])
    assert np.isinf(weigh(profile, plain_graph(**stops)).cost[0])
    assert np.isfinite(weigh(limited(), plain_graph(**stops)).cost[0])


def test_limits_go_by_what_is_tagged_not_by_what_is_assumed() -> None:
    """A path of untagged surface is taken as earth for its cost, and still passes."""
    profile = limited(forbidden_surfaces=(int(Surface.GROUND),))
    assert np.isfinite(weigh(profile, plain_graph(highway=Highway.PATH, surface=0)).cost[0])


def test_nothing_attracts_below_half_the_length() -> None:
    loved = dataclasses.replace(
        RIDER,
        cost=dataclasses.replace(RIDER.cost, area=(0.5,) * 6, lit=(0.5,) * 3),
    )
    assert weigh(loved, plain_graph(areas=3)).cost[0] == pytest.approx(500.0)


def test_pushing_multiplies_the_cost_and_slows_to_a_walk() -> None:
    ridden, pushed = plain_graph(), plain_graph(fwd_bicycle=Access.PUSH)
    assert weigh(RIDER, pushed).cost[0] == pytest.approx(
        3.0 / 0.95 * 0.95 * weigh(RIDER, ridden).cost[0]
    )
    assert weigh(RIDER, pushed).seconds[0] == pytest.approx(900.0)  # 1 km at 4 km/h


def test_pushing_is_never_faster_than_the_way_allows() -> None:
    steps = plain_graph(highway=Highway.STEPS, fwd_bicycle=Access.PUSH)
    assert weigh(RIDER, steps).seconds[0] == pytest.approx(2400.0)  # 1 km at 1.5 km/h


@pytest.mark.parametrize(("width_cm", "factor"), [(0, 1.0), (99, 1.3), (100, 1.0)])
def test_narrow_begins_below_its_width(width_cm: int, factor: float) -> None:
    cost = weigh(RIDER, plain_graph(width_cm=width_cm)).cost[0]
    assert cost == pytest.approx(1000.0 * factor)


@pytest.mark.parametrize(
    ("columns", "metres", "seconds"),
    [
        ({}, 0.0, 0.0),
        ({"barrier": Barrier.CYCLE_BARRIER}, 30.0, 15.0),
        ({"crossing": Crossing.LEVEL_CROSSING}, 30.0, 20.0),
        ({"crossing": Crossing.RAILWAY_CROSSING}, 60.0, 25.0),
        ({"crossing": Crossing.FORD}, 150.0, 45.0),
        ({"crossing": Crossing.MARKED}, 0.0, 0.0),
        ({"bicycle": Access.PUSH}, 30.0, 15.0),
        ({"bicycle": Access.DESTINATION}, 200.0, 0.0),
        ({"bicycle": Access.PUSH, "barrier": Barrier.GATE}, 55.0, 30.0),
        ({"bicycle": Access.PRIVATE}, np.inf, 0.0),
        ({"foot": Access.NO}, 0.0, 0.0),  # binds walkers
        ({"barrier": Barrier.FULL_HEIGHT_TURNSTILE}, np.inf, 0.0),
    ],
)
def test_tolls_of_nodes(columns: dict[str, int], metres: float, seconds: float) -> None:
    graph = plain_graph()
    nodes = {name: np.full(2, value, np.uint8) for name, value in columns.items()}
    graph = dataclasses.replace(graph, nodes=dataclasses.replace(graph.nodes, **nodes))
    weighting = weigh(RIDER, graph)
    assert weighting.node_cost.tolist() == [metres, metres]
    assert weighting.node_seconds.tolist() == [seconds, seconds]


def test_an_impassable_road_may_be_crossed_where_nothing_of_its_toll_is_left() -> None:
    tolls = list(RIDER.crossing.tolls)
    tolls[Highway.PRIMARY] = dataclasses.replace(tolls[Highway.PRIMARY], metres=np.inf)
    profile = dataclasses.replace(
        RIDER, crossing=dataclasses.replace(RIDER.crossing, tolls=tuple(tolls), marked=0.0)
    )
    for crossing, passable in ((Crossing.MARKED, True), (Crossing.UNMARKED, False)):
        graph = plain_graph()
        nodes = dataclasses.replace(
            graph.nodes,
            road=np.full(2, Highway.PRIMARY, np.uint8),
            crossing=np.full(2, crossing, np.uint8),
        )
        cost = weigh(profile, dataclasses.replace(graph, nodes=nodes)).cost[0]
        assert np.isfinite(cost) == passable
