"""What each traveller chooses on worlds small enough to see the answer."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from itinera.profile import load_profile, weigh
from sketch import World, marked, sketch
from travellers import choice

#: A straight way A–B–C of 1 km, and another of 1.4 km over D and E.
TWO_WAYS = """
D---------E
|         |
A----B----C
"""
STRAIGHT, ROUND = "ABC", "ADEC"
ON_FOOT = ("hike", "trail_run", "stroller")
RIDING = ("road_bike", "touring_bike", "gravel", "mtb", "family_bike")


def two_ways(straight: dict[str, str], around: dict[str, str], **more: object) -> World:
    """Return the world with tags for the straight way and for the one that goes round."""
    return sketch(TWO_WAYS, tags={"ABC": straight, "ADEC": around}, **more)


@pytest.mark.parametrize("profile", ON_FOOT)
def test_a_walker_prefers_the_path_to_the_primary_road(profile: str) -> None:
    path = {"highway": "path", "surface": "compacted"}
    assert choice(two_ways({"highway": "primary"}, path), profile, "A", "C") == ROUND


def test_a_walker_takes_the_straight_path() -> None:
    path = {"highway": "path"}
    assert choice(two_ways(path, path), "hike", "A", "C") == STRAIGHT


def family_world(**straight: str) -> World:
    """Return a primary road of 800 m, and a greenway of 2 km."""
    return sketch(
        """
D-------E
|       |
|       |
|       |
|       |
|       |
A---B---C
""",
        tags={"ABC": {"highway": "primary", **straight}, "ADEC": {"highway": "cycleway"}},
    )


def test_a_family_goes_two_and_a_half_times_as_far_to_avoid_a_primary_road() -> None:
    assert choice(family_world(), "family_bike", "A", "C") == ROUND


def test_a_family_uses_the_cycle_track_of_a_primary_road() -> None:
    assert choice(family_world(cycleway="track"), "family_bike", "A", "C") == STRAIGHT


def test_a_touring_rider_does_not_go_so_far_to_avoid_a_cycle_lane() -> None:
    assert (
        choice(family_world(maxspeed="50", cycleway="lane"), "touring_bike", "A", "C") == STRAIGHT
    )


def test_a_pushchair_takes_no_steps() -> None:
    world = two_ways({"highway": "steps"}, {"highway": "footway"})
    assert choice(world, "hike", "A", "C") == STRAIGHT
    assert choice(world, "stroller", "A", "C") == ROUND


def test_a_pushchair_has_no_way_over_steps_only() -> None:
    assert choice(sketch("A--B", tags={"AB": {"highway": "steps"}}), "stroller", "A", "B") == ""


@pytest.mark.parametrize(
    ("tags", "passes"),
    [
        ({"incline": "9%"}, False),
        ({"incline": "-9%"}, False),
        ({"incline": "7%"}, True),
        ({"width": "0.6"}, False),
        ({"width": "1.5"}, True),
        ({"surface": "sand"}, False),
        ({"smoothness": "very_bad"}, False),
        ({"smoothness": "bad"}, True),
        ({"tracktype": "grade4"}, False),
        ({}, True),
    ],
)
def test_limits_of_a_pushchair(tags: dict[str, str], passes: bool) -> None:
    world = sketch("A--B", tags={"AB": {"highway": "track", **tags}})
    assert (choice(world, "stroller", "A", "B") == "AB") is passes


@pytest.mark.parametrize("barrier", ["stile", "kissing_gate", "turnstile", "cycle_barrier"])
def test_a_pushchair_passes_no(barrier: str) -> None:
    footway = {"highway": "footway"}
    nodes = {"B": {"barrier": barrier, "foot": "yes"}}
    world = two_ways(footway, footway, nodes=nodes)
    assert choice(world, "hike", "A", "C") == STRAIGHT
    assert choice(world, "stroller", "A", "C") == ROUND


def test_gravel_takes_the_track_and_the_road_bike_the_road() -> None:
    world = two_ways({"highway": "tertiary"}, {"highway": "track", "tracktype": "grade2"})
    assert choice(world, "gravel", "A", "C") == ROUND
    assert choice(world, "road_bike", "A", "C") == STRAIGHT


def test_the_cobbles_of_paris_roubaix_divide_the_riders() -> None:
    """1 km of setts against 1.4 km of asphalt."""
    cobbles = {"highway": "unclassified", "surface": "sett"}
    world = two_ways(cobbles, {"highway": "unclassified", "surface": "asphalt"})
    chosen = {profile: choice(world, profile, "A", "C") for profile in RIDING}
    assert chosen["road_bike"] == chosen["touring_bike"] == chosen["family_bike"] == ROUND
    assert chosen["mtb"] == chosen["gravel"] == STRAIGHT


def test_a_named_network_attracts(tmp_path: Path) -> None:
    """A copy of five lines follows EuroVelo 5 and no other."""
    road = {"highway": "unclassified"}
    routes = [
        marked("ADEC", route="bicycle", network="icn", ref="EV5"),
        marked("ABC", route="bicycle", network="icn", ref="EV3"),
    ]
    world = two_ways(road, road, relations=routes)
    assert choice(world, "touring_bike", "A", "C") == STRAIGHT
    copy = tmp_path / "ev5.toml"
    copy.write_text('extends = "touring_bike"\n[cost.network]\nicn = 1.0\n"icn:EV5" = 0.6\n')
    assert choice(world, load_profile(copy), "A", "C") == ROUND


def test_a_network_attracts_only_in_its_direction(tmp_path: Path) -> None:
    world = sketch(
        "A--B", relations=[marked("AB", role="forward", route="bicycle", network="icn", ref="EV5")]
    )
    cost = weigh(load_profile("touring_bike"), world.graph).cost
    assert cost[world.arc("AB")] < cost[world.arc("BA")]


def test_pushing_is_dearer_than_riding_and_can_be_forbidden(tmp_path: Path) -> None:
    world = sketch("A--B", tags={"AB": {"highway": "footway", "bicycle": "dismount"}})
    rider = load_profile("touring_bike")
    assert choice(world, rider, "A", "B") == "AB"
    pushed = weigh(rider, world.graph)
    assert pushed.seconds[0] == pytest.approx(300 / 4 * 3.6, rel=1e-3)
    own = tmp_path / "rider.toml"
    own.write_text('extends = "touring_bike"\n[limits]\nallow_pushing = false\n')
    assert choice(world, load_profile(own), "A", "B") == ""


def test_a_node_to_push_through_stops_who_may_not_push(tmp_path: Path) -> None:
    world = sketch("A--B--C", nodes={"B": {"barrier": "gate", "bicycle": "dismount"}})
    own = tmp_path / "rider.toml"
    own.write_text('extends = "touring_bike"\n[limits]\nallow_pushing = false\n')
    passing = world.node("B")
    assert np.isfinite(weigh(load_profile("touring_bike"), world.graph).node_cost[passing])
    assert np.isinf(weigh(load_profile(own), world.graph).node_cost[passing])


@pytest.mark.parametrize("value", ["no", "private"])
def test_nobody_passes_where_the_law_or_the_owner_forbids(value: str) -> None:
    world = two_ways({"highway": "track", "access": value}, {"highway": "track"})
    for profile in (*ON_FOOT, *RIDING):
        assert choice(world, profile, "A", "C") == ROUND, profile


def test_a_designated_way_is_preferred_to_a_permissive_one() -> None:
    world = sketch("A--B", tags={"AB": {"highway": "path", "foot": "designated"}})
    other = sketch("A--B", tags={"AB": {"highway": "path", "foot": "permissive"}})
    hiker = load_profile("hike")
    assert weigh(hiker, world.graph).cost[0] < weigh(hiker, other.graph).cost[0]


def test_a_way_for_access_only_is_not_a_through_way() -> None:
    world = two_ways({"highway": "service", "foot": "destination"}, {"highway": "service"})
    assert choice(world, "hike", "A", "C") == ROUND
    assert choice(world, "hike", "A", "B") == "AB"


def test_closed_in_the_breeding_season() -> None:
    """A conditional closure binds on its days, and not at all without a date."""
    track = {"highway": "track"}
    closure = {"access:conditional": "no @ (Mar 01-Jul 31)"}
    world = two_ways(track | closure, track)
    assert choice(world, "hike", "A", "C") == STRAIGHT
    assert choice(world, "hike", "A", "C", on=date(2026, 5, 1)) == ROUND
    assert choice(world, "hike", "A", "C", on=date(2026, 9, 1)) == STRAIGHT


def test_a_way_open_only_in_summer() -> None:
    """An opening must last all day; without a date the plain tag rules."""
    track = {"highway": "track"}
    opening = {"access": "no", "foot:conditional": "yes @ (Apr 01-Sep 30)"}
    world = two_ways(track | opening, track)
    assert choice(world, "hike", "A", "C") == ROUND
    assert choice(world, "hike", "A", "C", on=date(2026, 5, 1)) == STRAIGHT
    assert choice(world, "hike", "A", "C", on=date(2026, 12, 1)) == ROUND


def test_a_way_open_only_in_the_afternoon_is_closed() -> None:
    opening = {"access": "no", "foot:conditional": "yes @ (14:00-18:00)"}
    world = sketch("A--B", tags={"AB": {"highway": "track", **opening}})
    assert choice(world, "hike", "A", "B", on=date(2026, 5, 1)) == ""


def test_a_gate_that_is_locked_in_winter() -> None:
    gate = {"barrier": "gate", "access:conditional": "no @ (Nov-Feb)"}
    path = {"highway": "path"}
    world = two_ways(path, path, nodes={"B": gate})
    assert choice(world, "hike", "A", "C", on=date(2026, 6, 1)) == STRAIGHT
    assert choice(world, "hike", "A", "C", on=date(2026, 12, 1)) == ROUND


def test_avoided_edges_are_closed_both_ways() -> None:
    world = sketch("A--B--C")
    closed = np.zeros(world.graph.n_edges, dtype=bool)
    closed[world.edge("AB")] = True
    cost = weigh(load_profile("hike"), world.graph, closed=closed).cost
    assert np.isinf(cost[[world.arc("AB"), world.arc("BA")]]).all()
    assert np.isfinite(cost[[world.arc("BC"), world.arc("CB")]]).all()


#: A path A–B–C that crosses the road D–B–E.
ACROSS = """
   D
   |
A--B--C
   |
   E
"""


def across(road: str, **node: str) -> tuple[World, np.ndarray]:
    """Return the world of a path over a road, and what a hiker pays per arc."""
    tags = {"ABC": {"highway": "path"}, "DBE": {"highway": road}}
    world = sketch(ACROSS, tags=tags, nodes={"B": node} if node else {})
    return world, weigh(load_profile("hike"), world.graph).cost


def test_crossing_a_big_road_costs_its_toll_half_on_either_side() -> None:
    world, cost = across("primary")
    alone, free = across("residential")
    toll = load_profile("hike").crossing.tolls[5]
    assert toll.metres == 140.0
    for name in ("AB", "BC", "CB"):
        assert cost[world.arc(name)] - free[alone.arc(name)] == pytest.approx(70.0, abs=1e-6)


def test_following_the_big_road_pays_no_toll() -> None:
    world, cost = across("primary")
    assert cost[world.arc("DB")] == pytest.approx(cost[world.arc("EB")], rel=1e-3)
    plain = sketch("D--B", tags={"DB": {"highway": "primary"}})
    alone = weigh(load_profile("hike"), plain.graph).cost[plain.arc("DB")]
    assert alone == pytest.approx(1.5 * cost[world.arc("DB")], rel=1e-3)  # 300 m against 200 m


@pytest.mark.parametrize(
    ("node", "share"),
    [
        ({"highway": "crossing", "crossing": "uncontrolled"}, 0.4),
        ({"highway": "crossing", "crossing": "traffic_signals"}, 0.35),
        ({"highway": "crossing", "crossing": "unmarked"}, 1.0),
    ],
)
def test_marked_crossings_and_lights_lower_the_toll(node: dict[str, str], share: float) -> None:
    world, cost = across("primary", **node)
    alone, free = across("residential")
    added = cost[world.arc("AB")] - free[alone.arc("AB")]
    assert added == pytest.approx(70.0 * share, abs=1e-6)


def test_a_level_crossing_costs_in_passing() -> None:
    world = sketch("A--B--C", nodes={"B": {"railway": "level_crossing"}})
    weighting = weigh(load_profile("family_bike"), world.graph)
    assert weighting.node_cost[world.node("B")] == 60.0
    assert weighting.node_seconds[world.node("B")] == 30.0
    assert weighting.node_cost[world.node("A")] == 0.0


def test_waiting_for_a_ferry_is_paid_once_however_many_stretches_it_has() -> None:
    ferry = {"route": "ferry", "highway": ""}
    world = sketch("A--B--C--D", tags={"ABC": ferry, "CD": {"highway": "path"}})
    weighting = weigh(load_profile("hike"), world.graph)
    aboard = sum(float(weighting.cost[arc]) for arc in world.arcs("ABC"))
    riding = 2.0 * 600.0
    assert aboard == pytest.approx(riding + 750.0, rel=0.01)  # A is no landing, C is one
