"""Tours on drawn worlds: what must be is visited, lengths are met, ways are not used twice."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from itinera.errors import InputError, WaypointError
from itinera.itinerary import Stop
from itinera.itinerary.track import lay_track
from itinera.planning.errors import NoJourneyError
from itinera.planning.journey import Band, Follow, JourneyRequest, Visit
from itinera.planning.journey.tour import Tour, plan_tour
from itinera.planning.planner import Planner
from itinera.planning.request import Traveller
from sketch import World, marked, sketch

#: Blocks of 400 m by 400 m, a dead end of 400 m north of C, and an island in the east.
TOWN = """
    S
    |
A-B-C-D-E           Y---Z
| | | | |           |   |
F-G-H-I-J           +---X
| | | | |
K-L-M-N-O
| | | | |
P-Q-R-T-U
"""


@pytest.fixture(scope="module")
def town() -> World:
    return sketch(TOWN, step_m=200.0, relations=[marked("GHI", ref="PR 7", **PR)])


PR = {"route": "hiking", "network": "lwn"}


def at(world: World, letter: str, *, east_m: float = 0.0, north_m: float = 0.0) -> Stop:
    """Return a place at a letter or some metres from it."""
    lon, lat = world.lonlat(letter)
    return Stop(letter, (lon + east_m / 71_000.0, lat + north_m / 111_240.0))


def wish(world: World, letter: str, prize: float = 1.0, within_m: float = 10.0) -> Visit:
    return Visit(at(world, letter), must=False, prize=prize, within_m=within_m)


def must(world: World, letter: str, key: str = "", within_m: float = 10.0) -> Visit:
    return Visit(at(world, letter), must=True, within_m=within_m, key=key)


def band(low: float, high: float) -> Band:
    return Band(low, (low + high) / 2.0, high)


def tour(world: World, start: str, *visits: Visit, **more: object) -> Tour:
    """Plan a tour with little effort."""
    planner = Planner(world.graph)
    request = JourneyRequest(at(world, start), visits=visits, effort=1, **more)
    return plan_tour(planner, planner.travels.of(request.traveller), request)


def letters(world: World, found: Tour) -> str:
    """Return the letters of the stops."""
    return "".join(stop.name or "-" for stop in found.stops)


def passed(world: World, found: Tour) -> set[str]:
    """Return the letters of the nodes that a tour passes."""
    arcs = lay_track(world.graph, found.legs).arcs
    nodes = {*world.graph.arc_heads()[arcs].tolist(), *world.graph.arc_tails()[arcs].tolist()}
    return {chr(int(world.graph.nodes.osm_id[node])) for node in nodes}


def test_a_round_trip_visits_what_must_be_in_the_shortest_order(town: World) -> None:
    """Three corners from the fourth: once round the town, 5.6 km, nothing twice."""
    found = tour(town, "A", must(town, "U"), must(town, "E"), must(town, "P"))
    assert letters(town, found) in ("AEUPA", "APUEA")
    assert found.length_m == pytest.approx(5600.0, rel=2e-3)
    assert found.repeated_m == pytest.approx(0.0, abs=1e-6)
    assert set(found.taken) == {0, 1, 2}
    assert found.left_out == ()


def test_legs_lie_end_to_end_between_the_stops(town: World) -> None:
    """Every leg begins where the one before ends, and the tour comes back to its start."""
    found = tour(town, "G", must(town, "U"), must(town, "E"))
    assert len(found.stops) == len(found.legs) + 1
    track = lay_track(town.graph, found.legs)
    assert track.closed
    heads, tails = town.graph.arc_heads()[track.arcs], town.graph.arc_tails()[track.arcs]
    assert (heads[:-1] == tails[1:]).all()
    assert float(track.at_m[-1]) == pytest.approx(found.length_m)


def test_a_line_from_a_to_b_visits_wishes_on_its_way(town: World) -> None:
    """From A to U there are 2.8 km of shortest ways; the wish at E lies on one of them."""
    found = tour(town, "A", wish(town, "E"), end=at(town, "U"), length_m=band(2700, 2900))
    assert letters(town, found) == "AEU"
    assert found.length_m == pytest.approx(2800.0, rel=2e-3)


def test_a_fixed_order_binds_what_must_be_and_lets_wishes_fall_where_they_fit(town: World) -> None:
    """Across the town and back: U before E before P, and J wherever it is passed."""
    visits = (must(town, "U"), must(town, "E"), must(town, "P"), wish(town, "J"))
    found = tour(town, "A", *visits, order="fixed")
    assert letters(town, found).replace("J", "") == "AUEPA"
    assert set(found.taken) == {0, 1, 2, 3}
    assert [visit for visit in found.taken if visit < 3] == [0, 1, 2]


def test_wishes_are_taken_by_prize_while_the_length_lets_them(town: World) -> None:
    """A round of 3.2 km reaches one far corner's neighbourhood only: the dearer one."""
    visits = (wish(town, "U", prize=1.0), wish(town, "E", prize=9.0))
    found = tour(town, "A", *visits, length_m=band(3900, 4100))
    assert 1 in found.taken
    assert 0 not in found.taken
    assert [one.visit for one in found.left_out] == [0]
    assert found.left_out[0].why == "length"
    assert 3900 <= found.length_m <= 4100


def test_what_a_place_left_out_would_cost_is_its_detour(town: World) -> None:
    """From A to E along the edge, K lies 800 m south of A: 1,600 m to it and back."""
    found = tour(
        town, "A", wish(town, "K"), end=at(town, "E"), length_m=Band(1_500.0, 1_600.0, 1_700.0)
    )
    (left,) = found.left_out
    assert left.extra_m == pytest.approx(1600.0, rel=5e-3)


def test_a_tour_that_is_too_short_goes_a_longer_way_round(town: World) -> None:
    """Only a start, and 4 km wished: round some blocks, hardly anything twice."""
    found = tour(town, "H", length_m=band(3900, 4100))
    assert 3900 <= found.length_m <= 4100
    assert found.repeated_m <= 0.05 * found.length_m
    assert letters(town, found) == "HH"


def test_a_line_may_be_led_a_longer_way_too(town: World) -> None:
    """A to E are 1.6 km; 3.2 km are wished, and nothing is travelled twice."""
    found = tour(town, "A", end=at(town, "E"), length_m=band(3100, 3300))
    assert 3100 <= found.length_m <= 3300
    assert found.repeated_m <= 0.05 * found.length_m


def test_passing_near_enough_is_a_visit_and_dead_ends_are_left_aside(town: World) -> None:
    """S ends a dead end 400 m north of C: with 450 m the street through C will do."""
    near = tour(town, "A", must(town, "S", within_m=450.0), must(town, "E"))
    assert "S" not in passed(town, near)
    assert near.repeated_m == pytest.approx(0.0, abs=1e-6)
    there = tour(town, "A", must(town, "S", within_m=20.0))
    assert "S" in passed(town, there)
    assert there.repeated_m == pytest.approx(400.0, abs=25.0)


def test_a_wish_that_is_passed_anyhow_counts(town: World) -> None:
    """B lies on the way from A to E; nobody had to lead the tour there."""
    found = tour(
        town, "A", wish(town, "B", prize=0.0), end=at(town, "E"), length_m=band(1500, 1700)
    )
    assert found.taken == (0,)
    assert found.left_out == ()


def test_a_stretch_is_entered_at_one_end_and_left_at_the_other(town: World) -> None:
    """G–H–I is walked whole though the way from A to E does not need it."""
    found = tour(town, "A", end=at(town, "E"), follows=(Follow(route="PR 7"),))
    assert {"G", "H", "I"} <= passed(town, found)
    assert found.length_m == pytest.approx(2400.0, rel=2e-3)
    assert len(found.followed) == 1
    assert letters(town, found) == "AE"


def test_a_stretch_may_be_walked_against_its_direction_unless_oriented(town: World) -> None:
    """From E to A the stretch runs from I to G; oriented from west to east it costs more."""
    back = tour(town, "E", end=at(town, "A"), follows=(Follow(route="PR 7"),))
    assert back.length_m == pytest.approx(2400.0, rel=2e-3)
    bound = tour(town, "E", end=at(town, "A"), follows=(Follow(route="PR 7", oriented=True),))
    assert bound.length_m > 3000.0
    arcs = lay_track(town.graph, bound.legs).arcs.tolist()
    along = town.arcs("GHI")
    assert any(arcs[i : i + len(along)] == along for i in range(len(arcs)))


def test_the_same_request_gets_the_same_tour(town: World) -> None:
    """Arc by arc."""
    one, other = (
        tour(town, "H", wish(town, "U"), wish(town, "A"), length_m=band(4700, 4900))
        for _ in range(2)
    )
    assert one.taken == other.taken
    assert len(one.legs) == len(other.legs)
    for leg, same in zip(one.legs, other.legs, strict=True):
        assert np.array_equal(leg.arcs, same.arcs)


def test_progress_is_told_and_never_falls(town: World) -> None:
    """From 0 to 1, with what is done."""
    planner, told = Planner(town.graph), []
    request = JourneyRequest(at(town, "A"), visits=(must(town, "U"),), effort=1)
    plan_tour(
        planner, planner.travels.of(request.traveller), request,
        lambda what, share: told.append((what, share)),
    )  # fmt: skip
    shares = [share for _, share in told]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 1.0)


def test_a_place_that_must_be_and_cannot_be_reached_is_named_with_its_line(town: World) -> None:
    """Y stands on an island: the error says so, and a wish there is left out."""
    with pytest.raises(NoJourneyError, match=r"spec.toml, line 7: no way leads from 'A'.*'Y'"):
        tour(town, "A", must(town, "Y", key="spec.toml, line 7"))
    found = tour(town, "A", wish(town, "Y"), must(town, "U"))
    assert [(one.visit, one.why) for one in found.left_out] == [(0, "unreachable")]
    assert found.left_out[0].extra_m == np.inf


def test_a_line_to_an_island_has_no_end(town: World) -> None:
    with pytest.raises(NoJourneyError, match=r"no way leads from 'A'.*to 'Z'"):
        tour(town, "A", end=at(town, "Z"))


def test_a_wish_far_from_every_way_is_left_out_and_a_must_refused(town: World) -> None:
    """Three kilometres south of the town."""
    far = at(town, "P", north_m=-3000.0)
    found = tour(town, "A", Visit(far, must=False, prize=1.0), must(town, "U"))
    assert [(one.visit, one.why) for one in found.left_out] == [(0, "no_way_near")]
    with pytest.raises(WaypointError, match="'P'"):
        tour(town, "A", Visit(far, must=True))


def test_a_length_below_the_shortest_tour_says_the_shortest(town: World) -> None:
    """Round all corners are 5.6 km."""
    corners = [must(town, letter) for letter in "EUP"]
    with pytest.raises(
        NoJourneyError, match=r"shortest tour found.*is 5\.6 km, at most 5\.1 km"
    ) as e:
        tour(town, "A", *corners, length_m=band(4900, 5100))
    assert e.value.nearest == "a tour of 5.6 km"


def test_a_length_beyond_the_longest_tour_says_the_longest(town: World) -> None:
    """All streets of the town together are 16 km."""
    with pytest.raises(
        NoJourneyError, match=r"longest tour found is \d+\.\d km, at least 90\.0 km"
    ):
        tour(town, "A", length_m=band(90_000, 95_000))


def test_an_order_that_names_a_place_twice_is_refused(town: World) -> None:
    visits = (must(town, "U", key="line 3"), must(town, "E"), must(town, "U", key="line 5"))
    with pytest.raises(InputError, match=r"line 5: 'U'.*stands twice in a fixed order and line 3"):
        tour(town, "A", *visits, order="fixed")
    assert tour(town, "A", *visits).length_m == pytest.approx(5600.0, rel=2e-3)


def test_a_place_that_must_and_must_never_be_is_refused(town: World) -> None:
    with pytest.raises(InputError, match=r"line 9: 'U'.*must be visited and must never be passed"):
        tour(town, "A", must(town, "U", key="line 9"), never=(at(town, "U"),))


def test_a_prize_below_nothing_is_refused(town: World) -> None:
    with pytest.raises(InputError, match=r"the prize of 'U'.*is -1"):
        tour(town, "A", wish(town, "U", prize=-1.0))


def test_what_is_not_travelled_twice_without_need(town: World) -> None:
    """Out to U and back takes two different ways."""
    found = tour(town, "A", must(town, "U"))
    assert found.length_m == pytest.approx(5600.0, rel=2e-3)
    assert found.repeated_m == pytest.approx(0.0, abs=1e-6)


def test_more_effort_does_no_harm(town: World) -> None:
    """Effort 3 keeps what effort 1 keeps."""
    planner = Planner(town.graph)
    request = JourneyRequest(
        at(town, "H"), visits=tuple(wish(town, letter) for letter in "AEUP"),
        length_m=band(5500, 5700), effort=1,
    )  # fmt: skip
    found = [
        plan_tour(planner, planner.travels.of(request.traveller), replace(request, effort=e))
        for e in (1, 3)
    ]
    assert len(found[1].taken) >= len(found[0].taken)
    assert all(5500 <= one.length_m <= 5700 for one in found)


def test_several_detours_add_up_where_one_of_that_length_does_not_fit(town: World) -> None:
    """No detour of the whole length fits the town at once; shorter ones add up to it."""
    found = tour(town, "A", length_m=band(8700, 9300))
    assert 8700 <= found.length_m <= 9300


def test_an_order_that_oneways_forbid_is_refused_and_a_wish_beside_them_left_out() -> None:
    """From B there is no way to C: both as musts are none, one of them as a wish is left out."""
    world = sketch(
        """
A>>B>>D
|     |
+>>C>>+
""",
        tags={"ABD": {"foot": "no"}, "ACD": {"foot": "no"}},
        step_m=400.0,
    )
    planner = Planner(world.graph)
    traveller = Traveller("touring_bike")
    travel = planner.travels.of(traveller)

    def request(*visits: Visit) -> JourneyRequest:
        return JourneyRequest(
            at(world, "A"), end=at(world, "D"), traveller=traveller, visits=visits, effort=1
        )

    with pytest.raises(NoJourneyError, match=r"No way leads from 'B'.* on to 'C'"):
        plan_tour(planner, travel, request(must(world, "B"), must(world, "C")))
    found = plan_tour(planner, travel, request(must(world, "B"), wish(world, "C")))
    assert found.taken == (0,)
    assert [(one.visit, one.extra_m) for one in found.left_out] == [(1, np.inf)]
