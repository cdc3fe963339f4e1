"""What is said instead of a loop that there is not: figures, and parameters that are answered."""

from __future__ import annotations

from dataclasses import replace

import pytest

from itinera.planning import Planner, Traveller
from itinera.planning.avoided import around
from itinera.planning.errors import ContradictionError, NoLoopError
from itinera.planning.loop import LoopRequest
from planning.loop.worlds import at, lattice, squares, wish
from sketch import World, sketch


@pytest.fixture(scope="module")
def town() -> World:
    return lattice()


@pytest.fixture(scope="module")
def planner(town: World) -> Planner:
    return Planner(town.graph)


def refused(planner: Planner, request: LoopRequest) -> NoLoopError:
    """Ask for what there is not."""
    with pytest.raises(NoLoopError) as caught:
        planner.loops(request)
    return caught.value


def as_possible(request: LoopRequest, error: NoLoopError) -> LoopRequest:
    """Return a request with the parameters that an error says would be answered."""
    possible = dict(error.possible or {})
    changes: dict[str, object] = {}
    if "length_km" in possible:
        changes["length_m"] = 1000.0 * float(str(possible.pop("length_km")))
    if "minutes" in possible:
        changes["time_s"] = 60.0 * float(str(possible.pop("minutes")))
    changes |= possible
    assert changes
    return replace(request, **changes)


def test_a_village_has_no_500_km_but_a_loop_that_it_holds(planner: Planner, town: World) -> None:
    """Nineteen streets of 400 m hold 8 km at most; what is offered is a real loop."""
    request = wish(town, "A", 500_000.0)
    error = refused(planner, request)
    assert error.closest is not None
    assert error.closest["code"] == "loop"
    assert 3000.0 <= float(str(error.closest["length_m"])) <= 8500.0
    (loop,) = planner.loops(as_possible(request, error)).itineraries
    assert loop.repeated_m <= 0.1 * loop.length_m


def test_a_stem_longer_than_the_wish_asks_for_a_longer_loop() -> None:
    """From Z no loop is shorter than 400 + 1,600 + 400 m."""
    world = squares()
    planner = Planner(world.graph)
    request = wish(world, "Z", 1200.0)
    error = refused(planner, request)
    found = planner.loops(as_possible(request, error)).itineraries[0]
    assert found.length_m == pytest.approx(2400.0, rel=0.06)
    assert found.length_m == pytest.approx(float(str((error.closest or {})["length_m"])), rel=0.06)


def test_a_stem_that_is_not_wished_may_be_allowed() -> None:
    world = squares()
    planner = Planner(world.graph)
    request = wish(world, "Z", 2400.0, tolerance_pct=10.0, lollipop=False)
    error = refused(planner, request)
    assert error.possible == {"lollipop": True}
    assert error.closest is not None
    assert error.closest["repeated_m"] == pytest.approx(400.0, rel=5e-3)
    assert planner.loops(as_possible(request, error)).itineraries


def test_a_time_is_answered_with_a_time(planner: Planner, town: World) -> None:
    request = LoopRequest(at(town, "A"), time_s=360_000.0)
    error = refused(planner, request)
    assert "minutes" in (error.possible or {})
    assert " minutes of which " in (error.nearest or "")
    assert planner.loops(as_possible(request, error)).itineraries


def test_a_dead_end_valley_and_an_island_have_none_at_all() -> None:
    """A line of streets; and two houses on an island, while the town lies across the water."""
    valley = sketch("A---B---C---D")
    error = refused(Planner(valley.graph), wish(valley, "B", 1000.0))
    assert error.closest is None
    assert error.possible is None
    assert "closest" not in error.told()
    both = sketch("""
A---B   E---F---G
|   |   |
D---C   H
""")
    island = refused(Planner(both.graph), wish(both, "F", 1600.0))
    assert island.nearest is not None
    assert "leads back on itself" in island.nearest


def test_places_further_than_the_length_say_how_long_it_must_be(
    planner: Planner, town: World
) -> None:
    """L is 1,400 m from A by the diagonals, or 1,531: there and back is what it takes at least."""
    request = wish(town, "A", 1000.0, musts=(at(town, "L"),))
    error = refused(planner, request)
    assert isinstance(error, ContradictionError)
    assert error.closest is not None
    assert error.closest["name"] == "L"
    least = 2 * (2 * 400 * 2**0.5 + 400)
    assert error.closest["length_m"] == pytest.approx(least, rel=5e-3)
    assert planner.loops(as_possible(request, error)).itineraries


def test_places_that_are_too_far_together_say_so(planner: Planner, town: World) -> None:
    """Each corner could be reached; all three of them take 4,000 m and more."""
    musts = tuple(at(town, letter) for letter in "DLI")
    request = wish(town, "A", 3400.0, musts=musts)
    error = refused(planner, request)
    longer = as_possible(request, error)
    assert longer.length_m is not None
    assert longer.length_m >= 3600.0
    (loop,) = planner.loops(longer).itineraries
    assert {w.name for w in loop.waypoints} >= set("DLI")


def test_places_in_an_order_take_at_least_so_much(planner: Planner, town: World) -> None:
    """From A to D, back to E and on to H: 1,200 + 1,600 + 1,200 + home 1,366 by the diagonal."""
    musts = tuple(at(town, letter) for letter in "DEH")
    request = wish(town, "A", 3600.0, musts=musts, ordered=True)
    error = refused(planner, request)
    assert isinstance(error, ContradictionError)
    assert "in the order given" in error.problem
    assert error.closest is not None
    home = 2 * 400 + 400 * 2**0.5
    assert error.closest["length_m"] == pytest.approx(1200 + 1600 + 1200 + home, rel=3e-3)
    assert planner.loops(replace(request, ordered=False)).itineraries


def test_a_length_and_a_time_must_go_together(planner: Planner, town: World) -> None:
    """1,600 m take some 22 minutes on foot: not five; twenty-two are fine."""
    plain = planner.loops(wish(town, "F", 1600.0)).itineraries[0]
    request = wish(town, "F", 1600.0, time_s=300.0)
    error = refused(planner, request)
    assert isinstance(error, ContradictionError)
    assert "do not go together" in error.problem
    assert error.closest is not None
    assert error.closest["time_s"] == pytest.approx(plain.time_s, rel=0.02)
    slow = refused(planner, wish(town, "F", 1600.0, time_s=3.0 * plain.time_s))
    assert isinstance(slow, ContradictionError)
    km = float(str((error.possible or {})["length_km"]))
    assert km == pytest.approx(1.6 * 300.0 / plain.time_s, abs=0.06)
    both = planner.loops(wish(town, "F", 1600.0, time_s=plain.time_s)).itineraries[0]
    assert both.lonlat.tolist() == plain.lonlat.tolist()
    (*_, last) = planner.refined_loops(wish(town, "F", 1600.0, time_s=plain.time_s))
    assert last.final
    with pytest.raises(ContradictionError, match="do not go together"):
        list(planner.refined_loops(request))


def test_everything_avoided_is_told(planner: Planner, town: World) -> None:
    """An area over the start, and one round it that leaves no way out."""
    wide = Traveller(avoid=(around([town.lonlat("F")], 200.0),))
    error = refused(planner, wish(town, "F", 1600.0, traveller=wide))
    assert isinstance(error, ContradictionError)
    assert error.closest is not None
    assert error.closest["distance_m"] == pytest.approx(200.0, rel=0.08)


def test_a_walk_with_no_such_length_is_called_a_walk() -> None:
    """Between A and B there is one way only: neither 800 m nor anything longer."""
    world = sketch("A---B")
    error = refused(Planner(world.graph), wish(world, "A", 800.0, end=at(world, "B")))
    assert error.problem.startswith("No walk of 0.8 km begins at 'A'")
    assert "ends at 'B'" in error.problem
    assert (error.nearest or "").startswith("a walk of 0.4 km")
    assert error.possible == {"length_km": pytest.approx(0.4, abs=0.11)}
