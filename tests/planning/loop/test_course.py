"""Walks that end elsewhere, pass places in order, or go through areas."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from itinera.errors import InputError
from itinera.itinerary import Stop
from itinera.planning import Planner, Traveller
from itinera.planning.avoided import around
from itinera.planning.errors import ContradictionError, NoLoopError
from itinera.planning.loop import LoopRequest
from itinera.planning.loop.candidates import DETOUR, through
from itinera.planning.loop.course import Course, bow
from planning.loop.worlds import at, judged, lattice, layout, letters, squares, trails, wish
from sketch import World, sketch


@pytest.fixture(scope="module")
def town() -> World:
    return lattice()


@pytest.fixture(scope="module")
def planner(town: World) -> Planner:
    return Planner(town.graph)


def between(world: World, one: str, other: str, share: float) -> Stop:
    """Return a place so far along a straight street."""
    a, b = np.array(world.lonlat(one)), np.array(world.lonlat(other))
    lon, lat = (a + share * (b - a)).tolist()
    return Stop("", (lon, lat))


def test_a_walk_of_the_wished_length_leads_to_the_end() -> None:
    """From C to Z 1,200 m lead straight, and 2,000 m by F and E; nothing is travelled twice."""
    world = squares()
    planner = Planner(world.graph)
    for metres, passed in ((1200.0, "CBAZ"), (2000.0, "CFEBAZ")):
        (walk,) = planner.loops(wish(world, "C", metres, end=at(world, "Z"))).itineraries
        assert letters(world, walk) == passed
        assert walk.kind == "route"
        assert walk.length_m == pytest.approx(metres, rel=3e-3)
        assert walk.repeated_m == 0.0
        assert walk.unavoidable_repeat_m == 0.0
        assert walk.start == pytest.approx(world.lonlat("C"), abs=1e-6)
        assert walk.end == pytest.approx(world.lonlat("Z"), abs=1e-6)


def test_a_walk_has_its_places_in_its_name(planner: Planner, town: World) -> None:
    request = wish(town, "A", 2000.0, end=at(town, "D"), lang="en")
    (walk,) = planner.loops(request).itineraries
    assert walk.name.startswith("Walk of 2.0")
    assert walk.name.endswith("from A to D")


def test_an_end_at_the_start_makes_a_loop(planner: Planner, town: World) -> None:
    (walk,) = planner.loops(wish(town, "F", 1600.0, end=at(town, "F"))).itineraries
    assert walk.kind == "loop"
    assert walk.start == walk.end


@pytest.mark.parametrize(
    ("ends", "metres"),
    [
        ("AL", 2000.0),
        ("AL", 2800.0),
        ("FG", 1200.0),
        ("FG", 2800.0),
        ("ID", 2400.0),
        ("ID", 3200.0),
    ],
)
def test_no_walk_of_the_drawing_is_worth_more(
    planner: Planner, town: World, ends: str, metres: float
) -> None:
    """Of all trails from end to end the search finds the best, to two per cent of the length."""
    request = wish(town, ends[0], metres, end=at(town, ends[1]), tolerance_pct=15.0)
    place = layout(planner, request)
    best = max(judged(place, row).value for row in trails(place.ball, 1.15 * metres))
    (walk,) = planner.loops(request).itineraries
    assert walk.score is not None
    assert walk.score["value"] >= best - 4.0


def test_ends_inside_one_street_are_the_very_points(planner: Planner, town: World) -> None:
    """From 0.3 of AB to 0.7 of it round by A, E, F and B: 120 + 3 x 400 + 120 m."""
    start, end = between(town, "A", "B", 0.3), between(town, "A", "B", 0.7)
    request = LoopRequest(start, length_m=1440.0, end=end, tolerance_pct=3.0)
    (walk,) = planner.loops(request).itineraries
    assert walk.length_m == pytest.approx(1440.0, rel=0.01)
    assert walk.repeated_m == 0.0
    assert walk.start == pytest.approx(start.lonlat, abs=1e-6)
    assert walk.end == pytest.approx(end.lonlat, abs=1e-6)


def test_a_walk_may_pass_its_start_again() -> None:
    """From the middle of AB round the ring and back by the start to the end: 200 m twice."""
    world = sketch("""
D---A---B---E
|   |
|   |
|   |
F---G
""")
    start = between(world, "A", "B", 0.5)
    request = LoopRequest(start, length_m=2600.0, end=at(world, "E"))
    (walk,) = Planner(world.graph).loops(request).itineraries
    assert walk.length_m == pytest.approx(200 + 1600 + 200 + 600, rel=3e-3)
    assert walk.unavoidable_repeat_m == pytest.approx(200.0, rel=5e-3)
    assert walk.repeated_m == pytest.approx(200.0, rel=5e-3)


def test_an_end_beyond_the_wish_is_told_with_the_shortest_way() -> None:
    world = squares()
    planner = Planner(world.graph)
    with pytest.raises(NoLoopError, match=r"No walk of 1 km .* shortest takes 1\.2 km") as caught:
        planner.loops(wish(world, "C", 1000.0, end=at(world, "Z")))
    told = caught.value.told()
    assert told["closest"] == {"code": "shortest_way", "length_m": pytest.approx(1200.0, rel=2e-3)}
    assert told["possible"] == {"length_km": 1.3}
    with pytest.raises(NoLoopError, match=r"5 minutes .* takes \d+ minutes") as timed:
        planner.loops(LoopRequest(at(world, "C"), time_s=300.0, end=at(world, "Z")))
    assert timed.value.closest is not None
    assert timed.value.closest["time_s"] == pytest.approx(1200.0 / (4.5 / 3.6), rel=0.3)


def test_an_end_that_no_way_leads_to_is_none() -> None:
    world = sketch("""
A---B
|   |
D---C   E---F
        |   |
        H---G
""")
    with pytest.raises(NoLoopError, match="No way leads from 'A'"):
        Planner(world.graph).loops(wish(world, "A", 3000.0, end=at(world, "E")))


@pytest.mark.parametrize("order", ["LDI", "DLI", "IDL"])
def test_places_are_passed_in_the_order_given(planner: Planner, town: World, order: str) -> None:
    """Three corners of the town in each order, home to the fourth."""
    musts = tuple(at(town, letter) for letter in order)
    request = wish(town, "A", 6400.0, musts=musts, ordered=True, tolerance_pct=15.0)
    (walk,) = planner.loops(request).itineraries
    passed = letters(town, walk)
    here = 0
    for letter in order:
        here = passed.index(letter, here)
    assert [w.name for w in walk.waypoints[1:-1] if w.name in order] == list(order)


def test_a_walk_leads_through_an_area(planner: Planner, town: World) -> None:
    """Loops from A of 4 km: some street within 60 m of L, whatever the seed."""
    area = around([town.lonlat("L")], 60.0)
    for seed in range(3):
        request = wish(town, "A", 4000.0, through=(area,), seed=seed)
        (loop,) = planner.loops(request).itineraries
        assert shapely.LineString(loop.lonlat).intersects(area)
        assert not any(w.name == "" and w.kind == "via" for w in loop.waypoints[1:-1])


def test_an_area_inside_a_street_is_gone_through(planner: Planner, town: World) -> None:
    """Between K and L, where no junction is."""
    middle = between(town, "K", "L", 0.5)
    area = around([middle.lonlat], 20.0)
    (loop,) = planner.loops(wish(town, "A", 4400.0, through=(area,))).itineraries
    assert shapely.LineString(loop.lonlat).intersects(area)


def test_a_dead_end_in_an_area_is_left_where_it_is() -> None:
    """250 m round A lie AB, AD and the dead end AZ, which alone lies as far as would suit."""
    world = squares()
    area = around([world.lonlat("A")], 250.0)
    request = wish(world, "B", 2400.0, through=(area,), tolerance_pct=10.0)
    (loop,) = Planner(world.graph).loops(request).itineraries
    assert "A" in letters(world, loop)
    assert loop.repeated_m == 0.0


def test_an_area_stands_where_it_lies_best_between_places_in_order(
    planner: Planner, town: World
) -> None:
    """Round the town by D and I: the area at L lies between the two, 4,000 m in all."""
    area = around([town.lonlat("L")], 30.0)
    musts = (at(town, "D"), at(town, "I"))
    request = wish(town, "A", 4000.0, musts=musts, ordered=True, through=(area,))
    (loop,) = planner.loops(request).itineraries
    passed = letters(town, loop)
    assert passed.index("D") < passed.index("L") < passed.index("I")
    assert loop.repeated_m == 0.0


def test_a_walk_that_turns_inside_an_area_is_told_as_it_goes() -> None:
    """The area lies in the dead end AZ, 150 m from A: there and back, and no farther."""
    world = squares()
    spot = between(world, "A", "Z", 0.375)
    request = wish(world, "B", 2700.0, through=(around([spot.lonlat], 20.0),), tolerance_pct=10.0)
    (loop,) = Planner(world.graph).loops(request).itineraries
    assert loop.repeated_m == pytest.approx(150.0, abs=21.0)
    assert loop.length_m == pytest.approx(2400.0 + 2 * loop.repeated_m, abs=5.0)


def test_an_area_at_the_start_asks_for_nothing(planner: Planner, town: World) -> None:
    request = wish(town, "F", 1600.0)
    area = around([town.lonlat("F")], 30.0)
    plain = planner.loops(request).itineraries[0]
    through_it = planner.loops(wish(town, "F", 1600.0, through=(area,))).itineraries[0]
    assert through_it.lonlat.tolist() == plain.lonlat.tolist()


def test_an_area_out_of_reach_is_told(planner: Planner, town: World) -> None:
    area = around([town.lonlat("L")], 60.0)
    with pytest.raises(ContradictionError, match="No way of area 1") as caught:
        planner.loops(wish(town, "A", 1000.0, through=(area,)))
    assert caught.value.closest is not None
    assert caught.value.closest["code"] == "area"
    far = np.hypot(1200.0, 800.0) - 60.0
    assert caught.value.closest["distance_m"] == pytest.approx(far, rel=0.02)


def test_an_area_that_is_avoided_cannot_be_gone_through(planner: Planner, town: World) -> None:
    area = around([town.lonlat("L")], 60.0)
    wide = Traveller(avoid=(around([town.lonlat("L")], 90.0),))
    with pytest.raises(ContradictionError, match="lies wholly in what is avoided"):
        planner.loops(wish(town, "A", 4000.0, through=(area,), traveller=wide))


def test_a_place_that_is_avoided_is_told_with_the_way_out(planner: Planner, town: World) -> None:
    """50 m lead out of an area of 50 m round the place."""
    avoid = Traveller(avoid=(around([town.lonlat("G")], 50.0),))
    for field in ("musts", "end"):
        place = at(town, "G")
        given = {field: (place,) if field == "musts" else place}
        with pytest.raises(ContradictionError, match=r"'G'.*to be avoided") as caught:
            planner.loops(wish(town, "A", 4000.0, traveller=avoid, **given))
        closest = caught.value.closest
        assert closest is not None
        assert closest["distance_m"] == pytest.approx(50.0, rel=0.08)


def test_a_place_too_far_behind_contradicts_the_direction() -> None:
    """A loop of 8 km that comes 2.1 km south cannot lie north; one that comes 1.9 km could."""
    world = sketch("A---B\n|   |\nC---D")
    planner = Planner(world.graph)
    lon, lat = world.lonlat("A")
    for far_m, told in ((2100.0 * 1.05 + 1000.0, True), (1900.0, False)):
        place = Stop("the mill", (lon, lat - far_m / 111_250.0))
        request = wish(world, "A", 8000.0, direction="N", musts=(place,))
        with pytest.raises((ContradictionError, InputError)) as caught:
            planner.loops(request)
        assert ("behind" in str(caught.value)) is told
        if told:
            assert isinstance(caught.value, ContradictionError)
            assert caught.value.possible == {"direction": "S"}


def test_too_many_areas_are_refused(planner: Planner, town: World) -> None:
    area = around([town.lonlat("L")], 60.0)
    with pytest.raises(InputError, match="areas to go through"):
        planner.loops(wish(town, "A", 4000.0, through=(area,) * 6))


def test_a_bow_is_as_long_as_wished() -> None:
    """Between points 1 km apart, with two vias on one side or four on both."""
    end = np.array([600.0, 800.0])
    for turns in (0, 1):
        points = bow(end, 2500.0, 2, 1.0, turns)
        assert len(points) == 2 * (1 + turns)
        line = np.vstack(((0.0, 0.0), points, end))
        assert np.hypot(*np.diff(line, axis=0).T).sum() == pytest.approx(2500.0, abs=1.0)
    straight = bow(end, 900.0, 3, -1.0, 0)
    assert straight @ np.array([-800.0, 600.0]) == pytest.approx(0.0, abs=0.1)


def test_shapes_of_a_walk_differ_and_begin_with_the_straight_way() -> None:
    shapes = list(Course((1000.0, 0.0)).shapes(4000.0, None))
    assert len(shapes[0]) == 0
    assert len(shapes) == 37
    lengths = [
        np.hypot(*np.diff(np.vstack(((0.0, 0.0), s, (1000.0, 0.0))), axis=0).T).sum()
        for s in shapes[1:]
    ]
    assert np.median(lengths) == pytest.approx(4000.0 / DETOUR, rel=0.1)
    assert len(list(Course().shapes(4000.0, None))) == 48


def test_ordered_nodes_stay_in_order_and_shapes_go_between() -> None:
    musts = [(7, 0.0, 900.0), (8, 900.0, 0.0), (9, 0.0, -900.0)]
    shape = np.array([[450.0, 450.0]])
    points, nodes = through(shape, musts, course=Course(ordered=True))
    assert nodes.tolist() == [7, -1, 8, 9]
    assert points[1].tolist() == [450.0, 450.0]
    _, ends = through(np.zeros((0, 2)), musts, course=Course((0.0, 900.0)))
    assert ends.tolist() == [9, 8, 7]
