"""The best start near a place: which is chosen, why, and what is said where there is none."""

from __future__ import annotations

from dataclasses import replace

import pytest

from itinera.errors import InputError
from itinera.itinerary import Stop
from itinera.planning import Planner
from itinera.planning.errors import ContradictionError, NoLoopError
from itinera.planning.loop import LoopRequest
from itinera.planning.loop.best_start import START_KINDS, USUAL_KINDS, starts_near
from planning.loop.worlds import at, squares, wish
from sketch import World, sketch


@pytest.fixture(scope="module")
def world() -> World:
    return squares()


def station(world: World, letter: str, kind: str = "station") -> Stop:
    return replace(at(world, letter), name=f"Gare {letter}", id=letter, kind=kind)


def near(world: World, letter: str, metres: float, **options: object) -> LoopRequest:
    options = {"start_kinds": ("station",), "tolerance_pct": 10.0, "lang": "en", **options}
    return wish(world, letter, metres, **options)


def test_the_start_without_a_stem_wins_and_the_note_says_why(world: World) -> None:
    """From Z 400 m lie before any way round; from B none do, and nothing is travelled twice."""
    planner = Planner(world.graph, places=[station(world, "Z"), station(world, "B")])
    found = planner.loops(near(world, "A", 2400.0))
    (loop,) = found.itineraries
    assert loop.start == pytest.approx(world.lonlat("B"), abs=1e-6)
    assert loop.repeated_m == 0.0
    assert loop.name.endswith("from Gare B")
    (note,) = found.notes
    assert "begins at Gare B, 400\N{NO-BREAK SPACE}m away: the best of 2 starts" in note
    assert note.endswith("points before Gare Z.")


def test_a_start_that_has_no_loop_is_not_chosen(world: World) -> None:
    planner = Planner(world.graph, places=[station(world, "Z"), station(world, "B")])
    found = planner.loops(near(world, "A", 2400.0, lollipop=False))
    assert found.itineraries[0].start == pytest.approx(world.lonlat("B"), abs=1e-6)
    assert "the only start found" in found.notes[0]


def test_the_final_line_of_a_stream_is_the_plain_answer(world: World) -> None:
    planner = Planner(world.graph, places=[station(world, "Z"), station(world, "B")])
    request = near(world, "A", 2400.0)
    plain = planner.loops(request)
    (*_, last) = planner.refined_loops(request)
    assert last.notes == plain.notes
    assert last.itineraries[0].lonlat.tolist() == plain.itineraries[0].lonlat.tolist()


def test_nothing_so_near_is_told_with_the_nearest(world: World) -> None:
    planner = Planner(world.graph, places=[station(world, "C"), station(world, "A", "parking")])
    with pytest.raises(ContradictionError, match=r"no station within 0\.5 km") as caught:
        planner.loops(near(world, "D", 2400.0, start_within_m=500.0))
    error = caught.value
    assert error.closest is not None
    assert error.closest["name"] == "Gare C"
    assert error.closest["distance_m"] == pytest.approx((800**2 + 400**2) ** 0.5, rel=3e-3)
    assert error.possible == {"start_within": 900.0}
    found = planner.loops(near(world, "D", 2400.0, start_within_m=900.0))
    assert found.itineraries[0].start == pytest.approx(world.lonlat("C"), abs=1e-6)


def test_no_such_place_anywhere_is_told(world: World) -> None:
    with pytest.raises(ContradictionError, match="no station or parking") as caught:
        Planner(world.graph).loops(near(world, "A", 2400.0, start_kinds=USUAL_KINDS))
    assert caught.value.closest is None


def test_starts_without_any_loop_say_why() -> None:
    world = sketch("A---B---C---D")
    planner = Planner(world.graph, places=[station(world, "B"), station(world, "C")])
    with pytest.raises(NoLoopError, match="'Gare B'"):
        planner.loops(near(world, "B", 1000.0))


def test_kinds_take_turns_and_twins_are_one(world: World) -> None:
    """A car park beside another is the same; of the two the one with a name stays."""
    lon, lat = world.lonlat("E")
    twin = Stop("", (lon + 1e-4, lat), id="twin", kind="parking")
    rows = [station(world, c) for c in "ABC"] + [twin, station(world, "E", "parking")]
    planner = Planner(world.graph, places=rows)
    stops = starts_near(planner, near(world, "A", 2400.0, start_kinds=USUAL_KINDS))
    assert [stop.id for stop in stops] == ["A", "E", "B", "C"]


def test_places_of_the_map_count() -> None:
    """A car park that only the map knows: an amenity at the junction B."""
    world = sketch(
        "A---B\n|   |\nD---C", nodes={"B": {"amenity": "parking", "name": "Fictif parking"}}
    )
    stops = starts_near(
        Planner(world.graph),
        near(world, "A", 1600.0, start_kinds=("parking",)),
    )
    assert [stop.name for stop in stops] == ["Fictif parking"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"start_kinds": ("tower",)}, "cannot begin at a 'tower'"),
        ({"start_within_m": 1.0}, "within 1 metres"),
        ({"start_within_m": float("nan")}, "within nan metres"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    world: World, changes: dict[str, object], said: str
) -> None:
    with pytest.raises(InputError, match=said):
        Planner(world.graph).loops(near(world, "A", 2400.0, **changes))


def test_the_command_line_knows_the_kinds() -> None:
    """It repeats them, since --help need not load the planner."""
    from itinera.cli import loop
    from itinera.planning.loop.like import CHANGES
    from itinera.planning.loop.request import DIRECTIONS

    assert tuple(START_KINDS) == loop.STARTS
    assert loop.CHANGES == CHANGES
    assert loop.COMPASS == DIRECTIONS
