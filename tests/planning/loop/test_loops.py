"""Loops as one asks for them: known answers, what holds of every loop, what cannot be had."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import shapely

from itinera.errors import InputError, NoRouteError
from itinera.itinerary import Stop
from itinera.planning import Planner, Traveller
from itinera.planning.errors import ContradictionError, NoLoopError
from itinera.planning.loop import Attraction, LoopRequest, Prizes
from itinera.planning.loop.loops import refine_loops
from planning.loop.worlds import at, lattice, letters, squares, wish
from sketch import World, sketch, turn

ROAD = {"highway": "residential"}


@pytest.fixture(scope="module")
def town() -> World:
    return lattice()


@pytest.fixture(scope="module")
def planner(town: World) -> Planner:
    return Planner(town.graph)


def test_the_only_loop_of_its_length_is_found() -> None:
    """Of two squares side by side, 2,400 m go round both: twice 800 m and twice 400 m."""
    world = squares()
    (loop,) = Planner(world.graph).loops(wish(world, "A", 2400.0, tolerance_pct=10.0)).itineraries
    assert set(letters(world, loop)) == set("ABCDEF")
    assert loop.kind == "loop"
    assert loop.repeated_m == 0.0
    assert loop.length_m == pytest.approx(2 * 800 + 2 * 400, rel=2e-3)


def test_a_loop_ends_where_it_begins_and_has_its_length(planner: Planner, town: World) -> None:
    for metres in (1600.0, 2400.0, 3200.0):
        (loop,) = planner.loops(wish(town, "F", metres)).itineraries
        assert loop.start == loop.end
        assert loop.length_m == pytest.approx(metres, rel=0.05)
        assert loop.repeated_m <= 0.05 * metres


def test_a_start_inside_an_edge_is_the_very_point(planner: Planner, town: World) -> None:
    (west, south), (east, _) = town.lonlat("A"), town.lonlat("B")
    middle = Stop("", (0.3 * west + 0.7 * east, south))
    (loop,) = planner.loops(LoopRequest(middle, length_m=1600.0)).itineraries
    assert loop.start == pytest.approx(middle.lonlat, abs=1e-6)
    assert loop.start == loop.end
    assert loop.repeated_m == 0.0


def test_oneway_streets_are_followed() -> None:
    """Round a square of oneway streets there is one sense only."""
    world = sketch("""
A>>>B
^   v
^   v
^   v
D<<<C
""")
    (loop,) = (
        Planner(world.graph)
        .loops(wish(world, "A", 1600.0, tolerance_pct=10.0, traveller=Traveller("touring_bike")))
        .itineraries
    )
    assert letters(world, loop) == "ABCDA"


def test_a_forbidden_turn_is_not_taken() -> None:
    """Left from AB into BE is forbidden, so the west square is ridden the other way round."""
    world = squares(relations=[turn("ABE", "no_right_turn")])
    planner = Planner(world.graph)
    for seed in range(4):
        request = wish(
            world, "A", 1600.0, seed=seed, traveller=Traveller("touring_bike"), tolerance_pct=12.0
        )
        (loop,) = planner.loops(request).itineraries
        assert "ABE" not in letters(world, loop)


def test_the_stem_of_a_dead_end_is_told_and_forgiven() -> None:
    """From Z, 400 m lie before any cycle: travelled twice, and nothing else is."""
    world = squares()
    found = Planner(world.graph).loops(wish(world, "Z", 2400.0, tolerance_pct=10.0))
    (loop,) = found.itineraries
    assert loop.unavoidable_repeat_m == pytest.approx(400.0, rel=2e-3)
    assert loop.repeated_m == pytest.approx(400.0, rel=2e-3)
    assert any("400" in note for note in found.notes)


def test_without_a_lollipop_there_is_none_and_the_proof_is_told() -> None:
    world = squares()
    with pytest.raises(NoLoopError, match=r"stem of 0\.4 km \(proven\)") as caught:
        Planner(world.graph).loops(wish(world, "Z", 2400.0, tolerance_pct=10.0, lollipop=False))
    assert "are travelled twice" in (caught.value.nearest or "")


def test_a_valley_without_a_way_round_has_no_loop() -> None:
    world = sketch("A---B---C---D")
    with pytest.raises(NoRouteError, match=r"only 0\.0 km of ways lead round") as caught:
        Planner(world.graph).loops(wish(world, "B", 1000.0))
    assert "leads back on itself" in (caught.value.nearest or "")


def test_a_length_that_the_ground_does_not_hold_is_refused_with_the_nearest(
    planner: Planner, town: World
) -> None:
    with pytest.raises(NoLoopError, match=r"500 km .*\(proven\)") as caught:
        planner.loops(wish(town, "A", 500_000.0))
    assert "a loop of" in (caught.value.nearest or "")


def test_several_loops_share_at_most_half_their_length(planner: Planner, town: World) -> None:
    found = planner.loops(wish(town, "F", 1600.0, count=3)).itineraries
    assert len(found) >= 2
    lines = [shapely.LineString(loop.lonlat).buffer(1e-6) for loop in found]
    for i, one in enumerate(lines):
        for other in lines[i + 1 :]:
            assert one.intersection(other).area <= 0.52 * min(one.area, other.area)


def test_more_loops_than_there_are_is_said(planner: Planner, town: World) -> None:
    found = planner.loops(wish(town, "F", 4800.0, count=8, lang="en"))
    assert len(found.itineraries) < 8
    assert f"Loops that differ enough: {len(found.itineraries)}." in found.notes


def test_places_to_pass_are_passed_at_the_very_point(planner: Planner, town: World) -> None:
    """A place in the middle of KL is a stop of the loop, 200 m from K."""
    (west, south), (east, _) = town.lonlat("K"), town.lonlat("L")
    middle = Stop("the well", (0.5 * (west + east), south))
    (loop,) = planner.loops(wish(town, "A", 4000.0, musts=(middle, at(town, "D")))).itineraries
    met = {w.name: w.off_m for w in loop.waypoints}
    assert met["the well"] < 1.0
    assert met["D"] < 1.0
    assert loop.length_m == pytest.approx(4000.0, rel=0.05)


def test_a_place_too_far_for_the_length_is_named(planner: Planner, town: World) -> None:
    with pytest.raises(NoLoopError, match=r"'L'.* is too far .* 1 km"):
        planner.loops(wish(town, "A", 1000.0, musts=(at(town, "L"),)))


def test_a_direction_is_kept(planner: Planner, town: World) -> None:
    """From F, the loop to the north-east lies there with its middle."""
    (loop,) = planner.loops(wish(town, "F", 1600.0, direction="NE")).itineraries
    east, north = (loop.lonlat - np.array(town.lonlat("F"))).mean(axis=0)
    assert east > 0.0
    assert north > 0.0


def test_a_direction_that_is_not_had_is_told(planner: Planner, town: World) -> None:
    """North-west of the corner A is nothing; the loop lies south-east, and a note says so."""
    found = planner.loops(wish(town, "A", 1600.0, direction="NW", lang="en"))
    assert "The best loop found does not lie to the NW." in found.notes
    kept = planner.loops(wish(town, "A", 1600.0, direction="SE", lang="en"))
    assert not any("does not lie" in note for note in kept.notes)


def test_a_time_is_kept(planner: Planner, town: World) -> None:
    (loop,) = planner.loops(LoopRequest(at(town, "F"), time_s=1800.0)).itineraries
    assert loop.time_s == pytest.approx(1800.0, rel=0.06)


def test_an_area_is_avoided(town: World, planner: Planner) -> None:
    """With G closed no loop from A passes it."""
    lon, lat = town.lonlat("G")
    box = shapely.box(lon - 1e-3, lat - 1e-3, lon + 1e-3, lat + 1e-3)
    request = wish(town, "A", 4000.0, traveller=Traveller(avoid=(box,)))
    (loop,) = planner.loops(request).itineraries
    assert "G" not in letters(town, loop)
    with pytest.raises(ContradictionError, match="'G'"):
        planner.loops(replace(request, start=at(town, "G")))


def test_attraction_draws_the_loop(town: World, planner: Planner) -> None:
    """Of the four blocks round F and G the loop takes the one whose streets attract."""
    for edge in ("CD", "IJ"):
        ways = np.zeros(town.graph.n_edges)
        ways[town.edge(edge)] = 1.0
        request = wish(town, "F", 2400.0, attraction=Attraction(ways))
        (loop,) = planner.loops(request).itineraries
        passed = letters(town, loop)
        assert edge in passed or edge[::-1] in passed
        assert loop.score is not None
        assert loop.score["attraction_pct"] == pytest.approx(100 * 400 / loop.length_m, rel=0.02)


def test_a_prize_is_fetched_and_counted_once(town: World, planner: Planner) -> None:
    edges = np.array([town.edge("CD"), town.edge("DH")], dtype=np.int32)
    prizes = Prizes(np.array([5.0]), np.array([0, 2], dtype=np.int32), edges)
    request = wish(town, "F", 2400.0, attraction=Attraction(places=prizes))
    (loop,) = planner.loops(request).itineraries
    assert "D" in letters(town, loop)
    assert loop.score is not None
    assert loop.score["prizes"] == 5.0


def test_the_same_question_has_the_same_answer(planner: Planner, town: World) -> None:
    request = wish(town, "F", 2400.0, count=2, seed=7)
    once, again = planner.loops(request), planner.loops(request)
    for one, other in zip(once.itineraries, again.itineraries, strict=True):
        assert one.lonlat.tolist() == other.lonlat.tolist()
        assert one.score == other.score


def test_a_search_cut_short_says_so(
    planner: Planner, town: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("itinera.search.stop.SAFETY_S", 0.0)
    found = planner.loops(wish(town, "F", 1600.0, lang="en"))
    assert "The search was cut short: ask for less effort." in found.notes
    assert len(found.itineraries) == 1


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"length_m": None}, "a length or a time"),
        ({"length_m": 0.0}, "length of a loop cannot be 0 metres"),
        ({"length_m": float("nan")}, "length of a loop cannot be nan"),
        ({"length_m": None, "time_s": -5.0}, "time of a loop cannot be -5 seconds"),
        ({"tolerance_pct": 0.0}, "tolerance of a loop cannot be 0 per cent"),
        ({"count": 0}, "number of loops of a loop cannot be 0|number of loops"),
        ({"climb_m": -1.0}, "climb of a loop cannot be -1 metres"),
        ({"direction": "UP"}, "no direction 'UP'"),
        ({"effort": 9}, "Effort 9"),
        ({"climb_m": 100.0}, "knows no heights"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    planner: Planner, town: World, changes: dict[str, object], said: str
) -> None:
    with pytest.raises(InputError, match=said):
        planner.loops(replace(wish(town, "F", 1600.0), **changes))


def test_refining_hands_out_a_first_loop_and_ends_with_the_answer(
    planner: Planner, town: World
) -> None:
    request = wish(town, "F", 1600.0, count=3)
    first, *_, last = refine_loops(planner, request)
    assert len(first.itineraries) == 1
    whole = planner.loops(request)
    assert [one.lonlat.tolist() for one in last.itineraries] == [
        one.lonlat.tolist() for one in whole.itineraries
    ]
    assert last.notes == whole.notes


def test_refining_refuses_as_planning_does(planner: Planner, town: World) -> None:
    with pytest.raises(NoLoopError, match=r"500 km .*\(proven\)"):
        list(refine_loops(planner, wish(town, "A", 500_000.0)))


@pytest.mark.parametrize("share", [0.01, 0.4, 0.9])
def test_a_place_on_a_street_at_the_start_is_passed_without_turning_round(
    planner: Planner, town: World, share: float
) -> None:
    """The street from F to G begins at the start; a place on it is no reason to go back."""
    (west, south), (east, _) = town.lonlat("F"), town.lonlat("G")
    place = Stop("near", (west + share * (east - west), south))
    (loop,) = planner.loops(wish(town, "F", 2400.0, musts=(place,))).itineraries
    assert {w.name: w.off_m for w in loop.waypoints}["near"] < 1.0
    assert loop.repeated_m == 0.0
