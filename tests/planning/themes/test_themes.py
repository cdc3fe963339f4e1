"""Themes: what ways and places are worth, by mode, and what they make of a loop."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from itinera.errors import InputError, UnknownNameError
from itinera.geodesy import FloatArray, distance
from itinera.itinerary.i18n import LANGUAGES
from itinera.osm.codes import AreaFlag
from itinera.planning import Planner
from itinera.planning.errors import NothingNearError
from itinera.planning.loop import LoopRequest
from itinera.planning.themes import Themes, attraction_of, parse_theme, theme_of, themes
from itinera.planning.themes.near import edges_near
from itinera.planning.themes.places import is_shut
from itinera.waypoints import Waypoint, load_waypoints
from itinerary.hills import heights_of
from planning.loop.worlds import at, lattice, squares
from sketch import World, marked, sketch

STREETS = ("AB", "BC", "AD", "BE", "CF", "DE", "EF")
STREET = {"highway": "residential", "maxspeed": "50"}


def place(world: World, letter: str, **options: object) -> Waypoint:
    """Return a waypoint at a letter; a terril that nobody says anything of, if left open."""
    given: dict[str, object] = {"id": f"T-{letter}", "name": letter, "kind": "terril", **options}
    return Waypoint(lonlat=world.lonlat(letter), **given)


def with_areas(world: World, flags: dict[str, int]) -> World:
    """Return a world whose stretches run through areas."""
    areas = np.zeros(world.graph.n_edges, dtype=np.uint8)
    for stretch, flag in flags.items():
        areas[world.edge(stretch)] = flag
    graph = replace(world.graph, edges=replace(world.graph.edges, areas=areas))
    return replace(world, graph=graph)


def hilly(world: World, *, top_m: float) -> World:
    """Return a world at 30 m with a knoll at E, 200 m across."""
    middle = np.array(world.lonlat("E"))

    def ground(lonlat: FloatArray) -> FloatArray:
        off = np.hypot(*((lonlat - middle) * (71_000.0, 111_240.0)).T)
        return np.interp(off, (0.0, 100.0), (top_m, 30.0))

    return replace(world, graph=replace(world.graph, heights=heights_of(world.graph, ground)))


def test_every_shipped_theme_has_titles_a_source_and_something_to_offer() -> None:
    for name, theme in themes().items():
        assert set(theme.titles) == set(LANGUAGES), name
        assert theme.source, name
        assert theme.places or theme.ways != type(theme.ways)(), name


def test_the_themes_that_the_command_names_are_those_that_exist() -> None:
    """The help of `itinera loop` lists them without loading them."""
    text = Path("src/itinera/cli/loop.py").read_text(encoding="utf-8")
    said = re.sub(r'"\s*"', "", text[text.index("what draws the loop: ") :])
    listed = said[len("what draws the loop: ") : said.index(";")].split(", ")
    assert listed == list(themes())


@pytest.mark.parametrize(
    ("text", "read"),
    [("terrils", ("terrils", 1.0)), ("water=2.5", ("water", 2.5)), ("QUIET=10", ("quiet", 10.0))],
)
def test_a_theme_is_written_with_or_without_weight(text: str, read: tuple[str, float]) -> None:
    assert parse_theme(text) == read


def test_an_unknown_theme_is_answered_with_those_that_exist() -> None:
    with pytest.raises(UnknownNameError, match=r"no theme 'volcanoes'.*terrils.*grands-sites"):
        theme_of("volcanoes")


@pytest.mark.parametrize("weight", ["0", "-1", "11", "much", "nan", ""])
def test_a_weight_out_of_range_is_refused(weight: str) -> None:
    with pytest.raises(InputError, match=r"weight of theme 'water' is .*above 0 and up to 10"):
        parse_theme(f"water={weight}")


def test_a_park_beside_the_way_draws_and_nothing_else_does() -> None:
    world = with_areas(squares(tags={"AB": STREET}), {"BC": AreaFlag.PARK})
    ways = Themes(world.graph, ()).of("chaine-des-parcs", "foot").ways
    assert ways[world.edge("BC")] == 1.0
    assert ways[world.edge("AB")] == 0.0


def test_a_park_beside_a_busy_road_is_a_quarter_of_one() -> None:
    road = {"highway": "primary", "maxspeed": "80"}
    world = with_areas(sketch("A--B--C", tags={"BC": road}), dict.fromkeys(("AB", "BC"), 16))
    ways = Themes(world.graph, ()).of("chaine-des-parcs", "bicycle").ways
    assert ways[[world.edge("AB"), world.edge("BC")]].tolist() == [1.0, 0.25]


def test_quiet_prefers_paths_to_streets_and_streets_to_roads() -> None:
    tags = {
        "AB": {"highway": "track"},
        "BC": {"highway": "residential", "maxspeed": "30"},
        "CD": {"highway": "secondary", "maxspeed": "80"},
    }
    world = sketch("A--B--C--D", tags=tags)
    ways = Themes(world.graph, ()).of("quiet", "bicycle").ways
    row = [float(ways[world.edge(stretch)]) for stretch in ("AB", "BC", "CD")]
    assert row == [1.0, 0.5, 0.0]


def test_a_built_up_area_takes_of_the_quiet() -> None:
    world = with_areas(
        sketch("A--B--C", tags={"AB": {"highway": "track"}, "BC": {"highway": "track"}}),
        {"BC": AreaFlag.BUILT_UP},
    )
    ways = Themes(world.graph, ()).of("quiet", "foot").ways
    assert ways[[world.edge("AB"), world.edge("BC")]].tolist() == [1.0, 0.6]


def test_a_marked_route_draws_by_its_network() -> None:
    """EV5 runs over A–B–C, a local route over C–D: only the first is of the Chaîne."""
    far = marked("ABC", route="bicycle", network="icn", ref="EV5")
    near = marked("CD", route="bicycle", network="lcn", ref="7")
    world = sketch("A--B--C--D", relations=[far, near])
    ways = Themes(world.graph, ()).of("chaine-des-parcs", "bicycle").ways
    row = [float(ways[world.edge(stretch)]) for stretch in ("AB", "BC", "CD")]
    assert row == [0.5, 0.5, 0.0]


def test_high_ground_is_what_lies_over_the_ways_around() -> None:
    """A plain at 30 m with a knoll of 45 m at E: 15 m over nearly all around is nearly half."""
    world = hilly(squares(), top_m=45.0)
    ways = Themes(world.graph, ()).of("views", "foot").ways
    assert ways[world.edge("AD")] == 0.0
    assert 0.15 < ways[world.edge("BE")] <= 0.5
    assert not Themes(squares().graph, ()).of("views", "foot").ways.any()


def test_only_the_top_of_a_terril_is_a_view() -> None:
    """All streets are on the heap; those that lead up to E are within 10 m of its top."""
    world = with_areas(hilly(squares(), top_m=80.0), dict.fromkeys(STREETS, AreaFlag.SPOIL_HEAP))
    place_ = place(world, "E")
    tops = Themes(world.graph, [place_]).of("views", "foot").places.edges
    assert sorted(tops.tolist()) == sorted(map(world.edge, ("BE", "DE", "EF")))
    flat = with_areas(squares(), dict.fromkeys(STREETS, AreaFlag.SPOIL_HEAP))
    every = Themes(flat.graph, [place_]).of("views", "foot").places.edges
    assert len(every) > len(tops)


def test_weights_multiply_and_ways_add_up_to_one_at_most() -> None:
    world = with_areas(squares(), {"BC": AreaFlag.WATER, "AB": AreaFlag.WOOD})

    def of(weights: dict[str, float]) -> list[float]:
        ways = attraction_of(world.graph, weights, mode="foot", waypoints=()).ways
        assert ways is not None
        return [round(float(ways[world.edge(stretch)]), 6) for stretch in ("BC", "AB")]

    assert of({"water": 1.0}) == [1.0, 0.0]
    assert of({"water": 0.5}) == [0.5, 0.0]
    assert of({"water": 0.5, "green": 0.5}) == [0.85, 0.5]  # 0.5 · 1 + 0.5 · 0.7
    assert of({"water": 9.0}) == [1.0, 0.0]


def test_a_place_of_two_themes_is_worth_the_sum_of_both() -> None:
    """A core terril: 8 of `terrils` at half weight, 3 of `heritage`, half as nobody is sure."""
    world = squares()
    core = place(world, "E", labels=("UNESCO core (2012)",), access=(("foot", "unknown"),))
    weights = {"terrils": 0.5, "heritage": 1.0}
    prizes = attraction_of(world.graph, weights, mode="foot", waypoints=[core]).places
    assert prizes.value.tolist() == [0.5 * 8 * 0.5 + 3 * 0.5]
    assert sorted(prizes.edges.tolist()) == sorted(map(world.edge, ("BE", "DE", "EF")))


def test_a_place_is_passed_within_its_reach_and_on_its_area_only() -> None:
    """A–B–C: the terril at A reaches 150 m, so B–C passes it only where it is on the heap."""
    world = sketch("A---B--C")
    (reach,) = {rule.reach_m for rule in theme_of("terrils").places}
    assert reach == 150.0
    plain = Themes(world.graph, [place(world, "A")]).of("terrils", "foot").places
    assert plain.edges.tolist() == [world.edge("AB")]
    heap = with_areas(world, {"BC": AreaFlag.SPOIL_HEAP})
    on_it = Themes(heap.graph, [place(world, "A")]).of("terrils", "foot").places
    assert sorted(on_it.edges.tolist()) == [0, 1]


SHUT = [
    {"access": (("foot", "no"), ("bicycle", "no"))},
    {"access": (("foot", "partial"),), "labels": ("partly_closed_combustion",)},
    {"labels": ("removed",)},
]


@pytest.mark.parametrize("said", SHUT)
def test_a_closed_terril_never_draws(said: dict[str, object]) -> None:
    world = with_areas(squares(), {"EF": AreaFlag.SPOIL_HEAP})
    drawn = Themes(world.graph, [place(world, "E", **said)]).of("terrils", "foot")
    assert drawn.places.stops == ()
    assert not drawn.ways.any()


def test_a_terril_for_walkers_only_draws_walkers_only() -> None:
    world = with_areas(squares(), {"EF": AreaFlag.SPOIL_HEAP})
    here = Themes(world.graph, [place(world, "E", access=(("foot", "yes"), ("bicycle", "no")))])
    assert here.of("terrils", "foot").places.value.tolist() == [8.0]
    assert here.of("terrils", "bicycle").places.stops == ()
    assert here.of("terrils", "foot").ways[world.edge("EF")] == 1.0
    assert here.of("terrils", "bicycle").ways[world.edge("EF")] == 0.0


def test_a_heap_belongs_to_the_nearest_terril() -> None:
    """A closed cone 400 m off does not close the open heap here."""
    world = with_areas(squares(), {"AB": AreaFlag.SPOIL_HEAP})
    near, far = place(world, "A"), place(world, "D", access=(("foot", "no"),))
    drawn = Themes(world.graph, [far, near]).of("terrils", "foot")
    assert drawn.ways[world.edge("AB")] == 1.0


def test_what_may_not_be_travelled_passes_nothing() -> None:
    world = squares(tags={x: {"access": "private"} for x in ("BE", "DE", "EF")})
    assert Themes(world.graph, [place(world, "E")]).of("terrils", "foot").places.stops == ()


def test_the_tables_close_what_is_closed_and_keep_what_is_open() -> None:
    """T074's cone is closed, T144 burns, T075 is for walkers, T074a has a path up."""
    table = load_waypoints()
    rows = {
        name: (is_shut(table.find(name), "foot"), is_shut(table.find(name), "bicycle"))
        for name in ("T074", "T144", "T254", "T075", "T074a")
    }
    assert rows == {
        "T074": (True, True),
        "T144": (True, True),
        "T254": (True, True),
        "T075": (False, True),
        "T074a": (False, False),
    }


def test_near_edges_are_those_that_measuring_every_edge_finds() -> None:
    world = lattice()
    lonlat = np.array([world.lonlat("F"), world.lonlat("D")]) + np.array([0.0007, -0.0003])
    reach = np.array([70.0, 320.0])
    every = np.ones(world.graph.n_edges, dtype=np.bool_)
    place_, edge, off_m = edges_near(world.graph, lonlat, reach, every)
    for i, spot in enumerate(lonlat.tolist()):
        for e in range(world.graph.n_edges):
            line = world.graph.edge_lonlat(e)
            steps = np.linspace(0.0, 1.0, 400)[:, None]
            pieces = [a + steps * (b - a) for a, b in itertools.pairwise(line)]
            least = min(distance(tuple(spot), tuple(p)) for p in np.concatenate(pieces).tolist())
            found = off_m[(place_ == i) & (edge == e)]
            assert (len(found) == 1) == (least <= reach[i]), (i, e, least)
            assert len(found) == 0 or found[0] == pytest.approx(least, rel=5e-3, abs=1.0)


def test_a_loop_goes_by_the_park_and_says_what_it_meets() -> None:
    """From B both squares make a loop of 1,600 m; the park is on the eastern one."""
    world = with_areas(squares(), {"CF": AreaFlag.PARK})
    planner = Planner(world.graph)
    planner.__dict__["themes"] = Themes(
        world.graph, [place(world, "F", kind="park", labels=("Chaîne des Parcs",))]
    )
    asked = LoopRequest(
        at(world, "B"), length_m=1600.0, tolerance_pct=10.0, themes=(("chaine-des-parcs", 1.0),)
    )
    (loop,) = planner.loops(asked).itineraries
    met = [w for w in loop.waypoints if w.kind == "park"]
    assert [(w.name, round(w.off_m)) for w in met] == [("F", 0)]
    assert loop.score is not None
    assert loop.score["prizes"] == 8.0
    assert loop.score["attraction_pct"] == pytest.approx(25.0, abs=0.5)  # 400 of 1,600 m


def test_what_is_near_enough_but_not_passed_is_not_listed() -> None:
    """Its heap reaches from A to D; the park draws the loop to the other square, 400 m off."""
    world = with_areas(squares(), {"AD": AreaFlag.SPOIL_HEAP, "CF": AreaFlag.PARK})
    planner = Planner(world.graph)
    park = place(world, "F", kind="park", labels=("Chaîne des Parcs",))
    planner.__dict__["themes"] = Themes(world.graph, [place(world, "D"), park])
    themes_ = (("terrils", 0.1), ("chaine-des-parcs", 5.0))
    asked = LoopRequest(at(world, "B"), length_m=1600.0, tolerance_pct=10.0, themes=themes_)
    (loop,) = planner.loops(asked).itineraries
    assert [w.name for w in loop.waypoints[1:-1]] == ["F"]


def test_a_theme_with_nothing_near_is_answered_with_the_nearest() -> None:
    """A terril 2.5 km off is out of reach of a loop of 400 m."""
    world = sketch("A-B----------------------E\n| |\nC-D")
    planner = Planner(world.graph)
    planner.__dict__["themes"] = Themes(world.graph, [place(world, "E")])
    asked = LoopRequest(
        at(world, "A"), length_m=400.0, themes=(("terrils", 1.0),), max_snap_m=100.0
    )
    with pytest.raises(NothingNearError, match="Nothing of theme 'terrils' lies near") as caught:
        planner.loops(asked)
    assert re.search(r"'E' .*, 2\.5 km from the start", str(caught.value.nearest))
    assert f"the nearest is {caught.value.nearest}." in caught.value.problem
    assert caught.value.exit_status == 4


def test_near_is_half_the_length_and_not_more() -> None:
    """E lies 800 m off; a loop of 400 m, 5 % more and a start 100 m off comes to 310 m."""
    world = sketch("A-B-----E\n| |\nC-D")
    planner = Planner(world.graph)
    planner.__dict__["themes"] = Themes(world.graph, [place(world, "E")])
    asked = LoopRequest(
        at(world, "A"), length_m=400.0, themes=(("terrils", 1.0),), max_snap_m=100.0
    )
    with pytest.raises(NothingNearError, match="Nothing of theme 'terrils'"):
        planner.loops(asked)


def test_one_idle_theme_among_others_is_a_note() -> None:
    world = with_areas(lattice(), {"FG": AreaFlag.PARK})
    planner = Planner(world.graph)
    planner.__dict__["themes"] = Themes(world.graph, [])
    themes_ = (("terrils", 1.0), ("green", 1.0))
    found = planner.loops(LoopRequest(at(world, "F"), length_m=1600.0, themes=themes_, lang="en"))
    assert "Nothing of theme terrils lies near enough." in found.notes
    assert not any("green" in note for note in found.notes)
