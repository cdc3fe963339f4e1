"""Where a stage may end: places found by walking, and no more ends than are worth it."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itinera.geodesy import distance
from itinera.itinerary import Stop
from itinera.planning import Planner
from itinera.planning.journey import Offer, StageWish
from itinera.planning.journey.days import length_of
from itinera.planning.journey.ends import Candidate, Surroundings, candidates
from itinera.planning.journey.offered import nearest_places
from itinera.planning.request import Traveller
from itinera.search.ends import arrival_at, departure_at
from planning.journey.hotels import HOTEL, LONG, Walk, beds, long_street
from sketch import World, sketch, turn

#: Blocks of 400 m with oneway streets and two hotels, one of them behind a river.
BLOCKS = """
A--B--C--D
|  |  |  ^
E>>F--G--H
|  |     |
I--J  K--L
"""


@cache
def blocks() -> World:
    """Return the blocks; hotels at J and L, a hill of stairs between G and H."""
    return sketch(
        BLOCKS, step_m=200.0, nodes={"J": HOTEL, "L": HOTEL}, tags={"GH": {"highway": "steps"}}
    )


def found(walk: Walk, wish: StageWish) -> tuple[Candidate, ...]:
    """Return the ends along a walk."""
    return candidates(walk.planner, walk.travel, walk.trace, wish)


def places(walk: Walk, wish: StageWish) -> list[tuple[int, str, int]]:
    """Return the ends as (metres along the way, kind, metres to walk), rounded to 10 m."""
    return [(round(c.at_m, -1), c.kind, round(c.detour_m, -1)) for c in found(walk, wish)]


def test_a_bed_is_reached_on_foot_not_as_the_crow_flies() -> None:
    """Beds off 3, 6 and 9 km lie a kilometre off; the hotel at 4.5 km stands on the street."""
    walk = Walk(long_street(), "AG")
    every = [(3000, "lodging", 1000), (4500, "lodging", 0), (9000, "lodging", 1000)]
    assert places(walk, beds(("lodging", 1500.0))) == every
    assert places(walk, beds(("lodging", 900.0))) == [(4500, "lodging", 0)]


def test_any_of_several_kinds_will_do() -> None:
    walk = Walk(long_street(), "AG")
    assert places(walk, beds(("lodging", 500.0), ("camping", 1200.0), ("station", 100.0))) == [
        (4500, "lodging", 0),
        (6000, "camping", 1000),
        (10500, "station", 0),
    ]


def test_all_of_several_groups_are_needed() -> None:
    """Of the hotels only that off 9 km is within 2 km of the station, measured from the way."""
    walk = Walk(long_street(), "AG")
    wish = StageWish(ends=((Offer("lodging", 1500.0),), (Offer("station", 2000.0),)))
    assert [one.kind for one in found(walk, wish)] == ["lodging"]
    (only,) = found(walk, wish)
    assert only.at_m == pytest.approx(9000.0, abs=10.0)
    assert only.offers["station"].off_m == pytest.approx(1500.0, abs=5.0)
    assert only.offers["station"].name == "Halte"


def test_where_nothing_is_asked_every_junction_will_do() -> None:
    walk = Walk(long_street(), "AG")
    ends = found(walk, beds())
    assert [round(one.at_m, -2) for one in ends] == [
        1500, 3000, 4500, 6000, 7500, 9000, 10500, 12000, 15000,
    ]  # fmt: skip
    assert {one.kind for one in ends} == {""}


def test_a_bed_far_from_every_way_is_reached_by_none() -> None:
    """The hotel P stands 500 m from the street, and no way leads there."""
    world = sketch("P\n\n\n\n\nA--B--C", nodes={"P": HOTEL})
    assert found(Walk(world, "AC"), beds(("lodging", 3000.0))) == ()


def test_a_bed_inside_a_street_is_an_end_there() -> None:
    """P stands beside the street between A and B, 30 m off: one leaves the way nowhere."""
    world = sketch("   P\n\nA--------B--C", nodes={"P": HOTEL}, step_m=15.0)
    (only,) = found(Walk(world, "AC"), beds(("lodging", 100.0)))
    assert only.at_m == pytest.approx(45.0, abs=0.5)
    assert only.detour_m == 0.0
    assert only.node == -1
    assert only.offers["lodging"].off_m == pytest.approx(30.0, abs=0.5)


def test_leaving_early_is_an_end_of_its_own_where_it_saves_something() -> None:
    """To h it is 1 km from B and from C, which lie a kilometre apart: both, but not A nor D."""
    world = sketch(
        """
        h
       / \\
      /   \\
A----B-----C----D
""",
        step_m=200.0,
        nodes={"h": HOTEL},
    )
    ends = found(Walk(world, "AD"), beds(("lodging", 5000.0)))
    assert [round(one.at_m, -2) for one in ends] == [1000, 2200]


def test_a_way_that_passes_twice_may_be_left_twice() -> None:
    walk = Walk(long_street(), "AGA")
    at = [round(one.at_m, -2) for one in found(walk, beds(("lodging", 500.0)))]
    assert at == [4500, 31500]


def test_no_stage_ends_where_none_may() -> None:
    world = long_street()
    walk = Walk(world, "AG")
    kept = beds(("lodging", 1500.0), not_at=(Stop("", world.lonlat("j")),))
    assert [round(c.at_m, -2) for c in found(walk, kept)] == [3000, 9000]


def test_a_town_is_avoided_by_its_name() -> None:
    nodes = {"h": HOTEL, "k": HOTEL}
    town = {"place": "town", "name": "Béthune"}
    village = {"place": "village", "name": "Annezin"}
    world = sketch(
        LONG.replace("--j--", "-----"),
        step_m=500.0,
        nodes={**nodes, "B": town, "E": village},
    )
    walk = Walk(world, "AG")
    wish = beds(("lodging", 1500.0))
    assert [one.town for one in found(walk, wish)] == ["Béthune", "Annezin"]
    assert [one.name for one in found(walk, wish)] == ["Béthune", "Annezin"]
    without = beds(("lodging", 1500.0), not_at=(Stop("bethune", (2.0, 50.0)),))
    assert [one.town for one in found(walk, without)] == ["Annezin"]


def test_a_tram_stop_is_no_station() -> None:
    world = sketch("A--B--C--D", nodes={"B": {"railway": "tram_stop"}, "C": {"railway": "halt"}})
    ends = found(Walk(world, "AD"), beds(("station", 50.0)))
    assert [round(one.at_m, -1) for one in ends] == [600]


def test_what_is_open_is_said_only_where_the_map_says_it() -> None:
    nodes = {"B": {**HOTEL, "opening_hours": "Apr-Oct"}, "C": HOTEL}
    ends = found(Walk(sketch("A--B--C--D", nodes=nodes), "AD"), beds(("lodging", 50.0)))
    assert [one.offers["lodging"].hours for one in ends] == ["Apr-Oct", ""]


@pytest.mark.parametrize("profile", ["hike", "touring_bike"])
@given(letter=st.sampled_from("ABCDEFGHIJKL"))
def test_the_nearest_place_is_the_one_that_a_search_finds(profile: str, letter: str) -> None:
    """Metres to it, and back, are those of the router's cheapest way to (from) any hotel."""
    world = blocks()
    planner = Planner(world.graph)
    travel = planner.travels.of(Traveller(profile))
    nearest = nearest_places(planner, travel, "lodging", 5000.0)
    node = world.node(letter)
    here = departure_at(travel.router, node)
    hotels = [departure_at(travel.router, world.node(hotel)) for hotel in "JL"]
    there = [travel.router.between(here, arrival_at(travel.router, world.node(h))) for h in "JL"]
    back = [travel.router.between(hotel, arrival_at(travel.router, node)) for hotel in hotels]
    for ways, metres in ((there, nearest.there_m), (back, nearest.back_m)):
        best = min((way for way in ways if way), key=lambda way: way.cost)
        assert metres[node] == pytest.approx(length_of(world.graph, best), abs=0.05)


def test_nothing_beyond_the_bound_is_near() -> None:
    world = blocks()
    planner = Planner(world.graph)
    travel = planner.travels.of(Traveller("hike"))
    near = nearest_places(planner, travel, "lodging", 500.0)
    reached = {letter for letter in "ABCDEFGHIJKL" if np.isfinite(near.there_m[world.node(letter)])}
    assert reached == {"F", "J", "H", "L"}
    assert near.place[world.node("A")] == -1


def test_the_spot_of_an_end_lies_on_the_way() -> None:
    world = long_street()
    for one in found(Walk(world, "AG"), beds(("lodging", 1500.0))):
        letter = {3000: "B", 4500: "j", 9000: "E"}.get(round(one.at_m, -2), "")
        if letter != "E":
            assert distance(one.spot, world.lonlat(letter)) < 1.0


def test_what_lies_near_is_known_though_nobody_asked() -> None:
    """The station is at 10.5 km: from 6 km it is 4.5 km off, from 4.5 km out of reach."""
    walk = Walk(long_street(), "AG")
    stations = {
        round(one.at_m, -2): one.offers["station"].off_m
        for one in found(walk, beds())
        if "station" in one.offers
    }
    off_m = {6000: 4500, 7500: 3000, 9000: 1500, 10500: 0, 12000: 1500, 15000: 4500}
    assert stations == pytest.approx(off_m, abs=5.0)
    around = Surroundings.of(walk.planner, walk.travel, beds())
    assert around.offers_at(walk.trace, 11_000.0)["station"].name == "Halte"
    assert "station" not in around.offers_at(walk.trace, 0.0)


def test_a_place_within_what_is_asked_is_not_lost_to_one_that_is_felt_nearer() -> None:
    """From D it is 900 m to C by a big road and 1,100 m to E by a street, which costs less: who
    asks for 950 m goes to C, and where neither is so near the better one is still known."""
    nodes = {"C": {**HOTEL, "name": "Road"}, "E": {**HOTEL, "name": "Street"}}
    tags = {"CD": {"highway": "primary", "lanes": "3", "maxspeed": "80"}}
    art = """
E-+
  |
  +----+
       |
A------D----F
       |
C------+
"""
    walk = Walk(sketch(art, nodes=nodes, tags=tags), "AF")
    cost = walk.travel.weighting.cost
    assert cost[walk.world.arc("DC")] > cost[walk.world.arc("DE")]
    names = {}
    for within_m in (100.0, 950.0, 1150.0):
        around = Surroundings.of(walk.planner, walk.travel, beds(("lodging", within_m)))
        names[within_m] = [one.name for one in around.along(walk.trace)]
        assert "lodging" in around.offers_at(walk.trace, 700.0)
    assert names == {100.0: [], 950.0: ["Road"], 1150.0: ["Street"]}


def test_a_way_without_a_junction_has_no_ends() -> None:
    walk = Walk(sketch("A--B"), "AB")
    assert found(walk, beds()) == ()
    around = Surroundings.of(walk.planner, walk.travel, beds())
    assert around.offers_at(walk.trace, 100.0) == {}


#: The hotel P stands 30 m beside a street of 135 m, a third of the way from A to B.
BESIDE = "   P\n\nA--------B--C"


@pytest.mark.parametrize(("letters", "at_m"), [("AC", 45.0), ("CA", 135.0 + 45.0 - 45.0)])
def test_a_bed_inside_a_street_is_met_whichever_way_one_comes(letters: str, at_m: float) -> None:
    """45 m from A; from C it is 45 m to B and 90 m on."""
    walk = Walk(sketch(BESIDE, nodes={"P": HOTEL}, step_m=15.0), letters)
    (only,) = found(walk, beds(("lodging", 100.0)))
    assert only.at_m == pytest.approx(at_m, abs=0.5)
    assert distance(only.spot, walk.world.lonlat("P")) == pytest.approx(30.0, abs=0.5)


def test_metres_to_a_bed_inside_a_street_are_those_along_it() -> None:
    """From B 90 m along the street and 30 m off it, there and back; from A 45 and 30."""
    world = sketch(BESIDE, nodes={"P": HOTEL}, step_m=15.0)
    planner = Planner(world.graph)
    near = nearest_places(planner, planner.travels.of(Traveller("hike")), "lodging", 500.0)
    for metres in (near.there_m, near.back_m):
        assert metres[world.node("B")] == pytest.approx(120.0, abs=0.5)
        assert metres[world.node("A")] == pytest.approx(75.0, abs=0.5)


def test_a_place_behind_a_forbidden_turn_is_as_far_as_the_way_round() -> None:
    """From h towards B one may not turn to A: it is 800 m to A by the block, not 400 m."""
    world = sketch(
        """
A--B--C
|  |  |
D--E--F
   |
   h
""",
        nodes={"h": HOTEL},
        relations=[turn("hEB", "no_straight_on"), turn("EBA")],
    )
    planner = Planner(world.graph)
    travel = planner.travels.of(Traveller("touring_bike"))
    near = nearest_places(planner, travel, "lodging", 5000.0)
    start = departure_at(travel.router, world.node("h"))
    for letter in "ABCDEF":
        way = travel.router.between(start, arrival_at(travel.router, world.node(letter)))
        assert way is not None
        assert near.back_m[world.node(letter)] == pytest.approx(
            length_of(world.graph, way), abs=0.05
        )


def test_leaving_a_little_earlier_is_no_end_of_its_own() -> None:
    """From C it is 200 m to h, from B, 800 m before, 883 m: that saves 117 m of a kilometre."""
    art = """
    +-----h
   /      |
A-B-------C--D
"""
    ends = found(Walk(sketch(art, nodes={"h": HOTEL}), "AD"), beds(("lodging", 5000.0)))
    assert [round(one.at_m, -1) for one in ends] == [1000]


def test_two_ends_for_one_bed_are_more_than_fifty_metres_apart() -> None:
    """B and C are 40 m apart, either 45 m from h by ways of their own: one of them will do."""
    world = sketch("A----B---C----D\n      \\ /\n       h", step_m=10.0, nodes={"h": HOTEL})
    ends = found(Walk(world, "AD"), beds(("lodging", 500.0)))
    assert len(ends) == 1


def test_beds_come_first_whichever_group_names_them() -> None:
    """Asked for a station and a bed, one goes to the bed."""
    walk = Walk(long_street(), "AG")
    wish = StageWish(ends=((Offer("station", 2000.0),), (Offer("lodging", 1500.0),)))
    assert [one.kind for one in found(walk, wish)] == ["lodging"]


def test_each_of_three_groups_is_needed() -> None:
    """There is no shop at all: no end, wherever the group stands."""
    walk = Walk(long_street(), "AG")
    groups = ((Offer("shop", 3000.0),), (Offer("lodging", 1500.0),), (Offer("station", 9000.0),))
    assert found(walk, StageWish(ends=groups)) == ()
    assert len(found(walk, StageWish(ends=groups[1:]))) == 3
