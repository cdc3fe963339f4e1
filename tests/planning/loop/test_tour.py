"""Many places to pass: a short round through them, and no nearer to each than need be."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from itinera.errors import InputError
from itinera.itinerary import Stop
from itinera.planning import Planner
from itinera.planning.loop import LoopRequest
from itinera.planning.loop.candidates import through
from itinera.planning.loop.tour import drawn_tight, round_m, tight, tour_through
from planning.loop.worlds import at, lattice
from sketch import sketch

PLACES = arrays(np.float64, (6, 2), elements=st.integers(-50, 50).map(float))


def length(points: np.ndarray, order: list[int]) -> float:
    """Return the length of the round from (0, 0) through points in an order."""
    ring = np.vstack(((0.0, 0.0), points[order], (0.0, 0.0)))
    return float(np.hypot(*np.diff(ring, axis=0).T).sum())


def test_a_square_is_walked_round() -> None:
    order = tour_through(np.array([[100.0, 0.0], [0.0, 100.0], [100.0, 100.0]]))
    assert order in ([0, 2, 1], [1, 2, 0])


@given(PLACES)
def test_a_round_is_within_a_few_per_cent_of_the_shortest(points: np.ndarray) -> None:
    """Every order of six places is tried; what pieces reversed and moved give is near it."""
    order = tour_through(points)
    assert sorted(order) == list(range(6))
    best = min(length(points, list(other)) for other in itertools.permutations(range(6)))
    assert length(points, order) <= 1.06 * best + 1e-6


@given(PLACES, st.floats(0.0, 30.0))
def test_drawing_tight_stays_in_reach_and_never_lengthens(points: np.ndarray, slack: float) -> None:
    moved = tight(points, slack)
    assert np.hypot(*(moved - points).T).max() <= slack + 1e-6
    assert round_m(moved) <= length(points, tour_through(points)) + 1e-6


def test_three_places_decide_the_shape_and_one_does_not() -> None:
    shape = np.array([[0.0, 100.0]])
    many = [(7, 100.0, 0.0), (8, 0.0, -100.0), (9, 100.0, -100.0)]
    _, nodes = through(shape, many)
    assert [n for n in nodes.tolist() if n >= 0] in ([7, 9, 8], [8, 9, 7])
    _, other = through(shape, many, backward=True)
    assert [n for n in other.tolist() if n >= 0] == [n for n in nodes.tolist() if n >= 0][::-1]
    points, nodes = through(shape, many[:1])
    assert sorted(nodes.tolist()) == [-1, 7]
    assert len(points) == 2


def test_all_places_are_passed_whatever_their_order() -> None:
    world = lattice()
    planner = Planner(world.graph)
    for letters in ("LIAD", "ADIL", "DLAI"):
        musts = tuple(at(world, letter) for letter in letters)
        asked = LoopRequest(at(world, "F"), length_m=5000.0, tolerance_pct=20.0, musts=musts)
        (loop,) = planner.loops(asked).itineraries
        assert {"L", "I", "A", "D"} <= {w.name for w in loop.waypoints}


def test_a_place_out_of_reach_is_passed_as_near_as_the_length_allows() -> None:
    """L lies 1,131 m from F; a loop of 1,600 m passes it within the 900 m that are allowed."""
    world = lattice()
    far = Stop("L", world.lonlat("L"), id="L")
    asked = LoopRequest(
        at(world, "F"), length_m=1600.0, musts=(far,), must_within_m=900.0, tolerance_pct=10.0
    )
    (loop,) = Planner(world.graph).loops(asked).itineraries
    (met,) = [w for w in loop.waypoints if w.id == "L"]
    assert met.lonlat == far.lonlat
    assert 100.0 < met.off_m <= 900.0
    assert 0.0 < met.at_m < loop.length_m


def test_what_the_length_reaches_is_not_moved() -> None:
    world = lattice()
    near = LoopRequest(
        at(world, "F"), length_m=3200.0, musts=(at(world, "K"),), must_within_m=300.0
    )
    (moved,) = drawn_tight(near, near.length_m).musts
    assert moved.lonlat == pytest.approx(near.musts[0].lonlat, abs=1e-12)


@pytest.mark.parametrize("metres", [-1.0, 5001.0, float("nan")])
def test_a_distance_out_of_range_is_refused(metres: float) -> None:
    world = lattice()
    asked = LoopRequest(at(world, "F"), length_m=1600.0, must_within_m=metres)
    with pytest.raises(InputError, match="distance to the places to pass of a loop cannot be"):
        Planner(world.graph).loops(asked)


def test_a_place_at_the_start_or_named_twice_asks_for_nothing_more() -> None:
    world = lattice()
    musts = tuple(at(world, letter) for letter in "FGG")
    asked = LoopRequest(at(world, "F"), length_m=1600.0, musts=musts)
    (loop,) = Planner(world.graph).loops(asked).itineraries
    assert [w.name for w in loop.waypoints] == ["F", "G", "F"]


def test_a_junction_may_be_named_though_a_dead_end_begins_there() -> None:
    """The place is found on the first street that ends there, which no loop can use."""
    for dead_end in ("E----Z\n|    |\n|    |\nA----B", "A----B\n|    |\n|    |\nE----Z"):
        drawn = dead_end.replace("Z", "D-------------------------------Z")
        world = sketch(drawn)
        asked = LoopRequest(at(world, "A"), length_m=1600.0, musts=(at(world, "D"),))
        (loop,) = Planner(world.graph).loops(asked).itineraries
        assert "D" in {w.name for w in loop.waypoints}


def test_a_loop_told_in_two_languages_is_one_loop() -> None:
    world = lattice()
    planner = Planner(world.graph)
    asked = LoopRequest(at(world, "F"), length_m=1600.0)
    told = planner.loops_in(asked, {"fr": "Le tour", "en": "Round"})
    (french,), (english,) = (told[lang].itineraries for lang in ("fr", "en"))
    assert (french.name, english.name) == ("Le tour", "Round")
    assert (french.lonlat == english.lonlat).all()
    assert french.cues[1].text != english.cues[1].text
    (plain,) = planner.loops(asked).itineraries
    assert (plain.lonlat == french.lonlat).all()


def test_refined_loops_pass_the_places_too_and_end_with_the_answer() -> None:
    world = lattice()
    planner = Planner(world.graph)
    far = Stop("L", world.lonlat("L"), id="L")
    asked = LoopRequest(
        at(world, "F"), length_m=1600.0, musts=(far,), must_within_m=900.0, tolerance_pct=10.0
    )
    *_, last = planner.refined_loops(asked)
    (loop,) = planner.loops(asked).itineraries
    assert (last.itineraries[0].lonlat == loop.lonlat).all()
    assert [w.lonlat for w in last.itineraries[0].waypoints if w.id == "L"] == [far.lonlat]
