"""Loops like another one: kept to its line, shorter, longer, hillier or flatter."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from itinera.catalogue.former import former_of
from itinera.errors import InputError, OutsideError, UnknownNameError
from itinera.itinerary import Itinerary, Stop
from itinera.planning import Planner
from itinera.planning.errors import ContradictionError
from itinera.planning.loop import LoopRequest
from itinera.planning.loop.like import Former, changed, points_of
from planning.loop.worlds import at, lattice, wish
from sketch import World

ROUTES = Path(__file__).parents[3] / "routes"


@pytest.fixture(scope="module")
def town() -> World:
    return lattice()


@pytest.fixture(scope="module")
def planner(town: World) -> Planner:
    return Planner(town.graph)


def former(world: World, letters: str, **options: object) -> Former:
    return Former("the old one", tuple(world.lonlat(letter) for letter in letters), **options)


def passed(world: World, loop: Itinerary) -> set[str]:
    """Return the junctions that a loop passes."""
    names = {tuple(np.round(p, 5)): name for name, p in world.positions.items()}
    return {names.get(tuple(np.round(p, 5)), "") for p in loop.lonlat.tolist()} - {""}


@pytest.mark.parametrize("block", ["FGKJ", "FBCG", "FEIJ"])
def test_a_loop_like_a_block_leads_round_that_block(
    planner: Planner, town: World, block: str
) -> None:
    """From F four blocks of 1,600 m begin; the line says which."""
    request = changed(
        LoopRequest(at(town, "F"), tolerance_pct=3.0), former(town, block + block[0]), ()
    )
    assert request.length_m == pytest.approx(1600.0, rel=2e-3)
    (loop,) = planner.loops(request).itineraries
    assert passed(town, loop) == set(block)


def test_a_longer_one_keeps_most_of_the_old_one(planner: Planner, town: World) -> None:
    """Round two blocks and not one: 2,400 m, three of the four old corners and more."""
    old = former(town, "FGKJF")
    request = changed(wish(town, "F", 2400.0), old, ("longer",))
    assert request.length_m == 2400.0  # what is said outright stands
    (loop,) = planner.loops(request).itineraries
    assert loop.length_m == pytest.approx(2400.0, rel=0.05)
    assert len(passed(town, loop) & set("FGKJ")) >= 3
    assert loop.score is not None
    assert loop.score["attraction_pct"] >= 100 * 1200 / 2400 - 2


def test_lengths_and_climbs_change_as_wished(town: World) -> None:
    """1,600 m and 100 m of climb: a fifth less, a quarter more, a third more or less."""
    old = former(town, "FGKJF", climb_m=100.0)
    start = LoopRequest(at(town, "F"))
    assert changed(start, old, ("shorter",)).length_m == pytest.approx(1280.0, rel=2e-3)
    assert changed(start, old, ("longer",)).length_m == pytest.approx(2000.0, rel=2e-3)
    assert changed(start, old, ("longer",)).climb_m is None
    assert changed(start, old, ("hillier",)).climb_m == pytest.approx(135.0)
    assert changed(start, old, ("flatter",)).climb_m == pytest.approx(65.0)
    assert changed(start, old, ("flatter", "longer")).climb_m == pytest.approx(125 * 0.65)
    level = former(town, "FGKJF", climb_m=10.0)
    assert changed(start, level, ("hillier",)).climb_m == pytest.approx(35.0)
    assert changed(start, level, ("flatter",)).climb_m == 0.0


def test_places_are_kept_unless_others_are_given(town: World) -> None:
    old = former(town, "FGKJF", musts=(at(town, "K"),))
    kept = changed(LoopRequest(at(town, "F")), old, ())
    assert [m.name for m in kept.musts] == ["K"]
    assert kept.must_within_m == 800.0
    assert changed(LoopRequest(at(town, "F")), old, ("shorter",)).must_within_m == 5000.0
    given = LoopRequest(at(town, "F"), musts=(at(town, "A"),))
    assert [m.name for m in changed(given, old, ()).musts] == ["A"]


def test_a_former_loop_ends_at_its_start_and_a_walk_does_not(town: World) -> None:
    assert former(town, "FGKJF").ends is None
    walk = former(town, "FGKJ")
    assert walk.ends is not None
    assert walk.ends.lonlat == town.lonlat("J")
    assert walk.begins.lonlat == town.lonlat("F")


@pytest.mark.parametrize(
    ("wishes", "kind", "said"),
    [
        (("shorter", "longer"), ContradictionError, "shorter and longer"),
        (("hillier", "flatter"), ContradictionError, "hillier and flatter"),
        (("greener",), InputError, "cannot be 'greener'"),
        (("hillier",), InputError, "Nobody knows how much the old one climbs"),
    ],
)
def test_wishes_that_cannot_be_meant_are_refused(
    town: World, wishes: tuple[str, ...], kind: type[Exception], said: str
) -> None:
    with pytest.raises(kind, match=said):
        changed(LoopRequest(at(town, "F")), former(town, "FGKJF"), wishes)


def test_a_line_of_one_place_is_refused(town: World) -> None:
    with pytest.raises(InputError, match="no length"):
        changed(LoopRequest(at(town, "F")), former(town, "FF"), ())


def test_a_line_off_the_map_is_told(planner: Planner, town: World) -> None:
    """Wholly off: refused. Two thirds off: said in a note."""
    lon, lat = town.lonlat("A")
    away = ((lon - 0.01, lat), (lon - 0.02, lat))
    with pytest.raises(InputError, match="nowhere on this map"):
        planner.loops(wish(town, "F", 1600.0, like=away))
    partly = ((lon - 0.02, lat), (lon, lat), town.lonlat("B"))
    found = planner.loops(wish(town, "F", 1600.0, like=partly, lang="en"))
    assert any("of the former line is on the network" in note for note in found.notes)


def test_points_lie_at_equal_distances() -> None:
    """On a line of about 7 km east six points, a kilometre apart."""
    xy = points_of(((2.8, 50.4), (2.9, 50.4)), (2.8, 50.4))
    east = np.array(xy)[:, 0]
    assert np.diff(east) == pytest.approx(east[0], rel=1e-3)
    assert np.array(xy)[:, 1] == pytest.approx(0.0, abs=1e-6)


def test_a_published_loop_is_known_by_its_name() -> None:
    old = former_of("chemin-des-galibots", ROUTES)
    assert old.length_m == pytest.approx(36_000.0, rel=0.03)
    assert old.profile == "gravel"
    assert old.begins.name == "Pecquencourt"
    assert len(old.musts) >= 10
    assert isinstance(old.climb_m, float)
    assert old.ends is None


def test_a_published_route_has_an_end_and_no_places_to_keep() -> None:
    old = former_of("de-gare-en-gare", ROUTES)
    assert isinstance(old.ends, Stop)
    assert old.musts == ()


def test_a_file_is_read(tmp_path: Path) -> None:
    gpx = ROUTES / "boucle-du-vivier" / "boucle-du-vivier.gpx"
    old = former_of(str(gpx), tmp_path)
    assert old.length_m == pytest.approx(9300.0, rel=0.03)
    assert old.climb_m is None
    with pytest.raises(OutsideError):
        former_of(str(tmp_path / "none.gpx"), tmp_path)


def test_a_name_that_nothing_bears_is_told() -> None:
    with pytest.raises(UnknownNameError, match="no itinerary 'nowhere'"):
        former_of("nowhere", ROUTES)
