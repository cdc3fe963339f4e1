"""Cues by hand on drawn worlds: where a traveller must choose, and in three languages."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from itinera.graph.routegraph import StringPool
from itinera.itinerary import About, Stop, assemble
from itinera.itinerary.directions import _side
from itinerary.trips import path_of, told, trip, weighting_of
from sketch import World, sketch

RUE = {"name": "Rue de Lens"}


@pytest.fixture(scope="module")
def town() -> World:
    """A crossing B of two named streets, and a path on at D."""
    return sketch(
        """
   F
   |
A--B--C
   |
E--D--G
   |
   H
""",
        tags={
            "AB": RUE,
            "BC": RUE,
            "FB": {"name": "Avenue Van Pelt"},
            "BD": {"name": "Avenue Van Pelt"},
            "DG": {"highway": "path"},
            "ED": {"highway": "steps"},
            "DH": {"highway": "track"},
        },
    )


@pytest.mark.parametrize(
    ("lang", "texts"),
    [
        (
            "en",
            ["Head east onto Rue de Lens", "Turn right onto Avenue Van Pelt",
             "Turn left onto the path", "Arrival: B"],
        ),
        (
            "fr",
            ["Partez vers l’est dans la rue de Lens", "Tournez à droite sur l’avenue Van Pelt",
             "Tournez à gauche sur le sentier", "Arrivée\N{NO-BREAK SPACE}: B"],
        ),
        (
            "nl",
            ["Vertrek naar het oosten op Rue de Lens", "Sla rechtsaf op Avenue Van Pelt",
             "Sla linksaf op het pad", "Aankomst: B"],
        ),
    ],
)  # fmt: skip
def test_two_turns_in_three_languages(town: World, lang: str, texts: list[str]) -> None:
    itinerary = trip(town, "ABDG", about=About(lang=lang))
    assert [cue.text for cue in itinerary.cues] == texts
    assert [cue.turn for cue in itinerary.cues] == ["depart", "right", "left", "arrive"]
    assert [round(cue.at_m) for cue in itinerary.cues] == [0, 300, 500, 800]


def test_cues_stand_at_their_junctions_with_the_name_of_the_way(town: World) -> None:
    cue = trip(town, "ABDG").cues[1]
    assert cue.lonlat == pytest.approx(town.lonlat("B"), abs=1e-7)
    assert cue.name == "Avenue Van Pelt"


def test_straight_on_along_the_same_street_needs_no_word(town: World) -> None:
    assert [turn for _, turn, _ in told(trip(town, "ABC"))] == ["depart", "arrive"]


@pytest.mark.parametrize(
    ("letters", "turn", "text"),
    [
        ("BDE", "right", "Turn right by the steps"),
        ("BDH", "", ""),
        ("GDE", "", ""),
    ],
)
def test_ways_without_a_name_are_described(town: World, letters: str, turn: str, text: str) -> None:
    """Straight on onto a nameless way, with only side ways beside it, needs no word."""
    middle = told(trip(town, letters))[1:-1]
    assert [(t, words) for _, t, words in middle] == ([(turn, text)] if turn else [])


def test_a_new_name_straight_on_is_said() -> None:
    world = sketch(
        """
A--B--C
   |
   D
""",
        tags={"AB": RUE, "BC": {"name": "Rue Zola"}},
    )
    assert told(trip(world, "ABC"))[1] == (300, "continue", "Continue onto Rue Zola")


def test_no_word_where_no_other_way_leads_on() -> None:
    """A bend of the only way is no decision, not even where the name changes."""
    world = sketch("A--B\n   |\n   C", tags={"AB": RUE, "BC": {"name": "Rue Zola"}})
    assert [turn for _, turn, _ in told(trip(world, "ABC"))] == ["depart", "arrive"]


def test_a_road_without_a_name_is_called_by_its_number() -> None:
    world = sketch("A--B--C\n   |\n   D", tags={"AB": RUE, "BD": {"ref": "D 943"}})
    assert told(trip(world, "ABD"))[1] == (300, "right", "Turn right onto D 943")
    said = trip(world, "ABD", about=About(lang="fr")).cues[1]
    assert (said.text, said.name) == ("Tournez à droite sur la D 943", "D 943")


def test_a_way_that_this_traveller_may_not_take_is_no_choice() -> None:
    """The rider turns where only steps lead straight on: nothing to decide by bicycle."""
    world = sketch(
        "A--B--C\n   |\n   D",
        tags={"BC": {"highway": "footway", "bicycle": "no", "foot": "yes"}},
    )
    walk = [turn for _, turn, _ in told(trip(world, "ABD"))]
    ride = [turn for _, turn, _ in told(trip(world, "ABD", mode="bicycle"))]
    assert (walk, ride) == (["depart", "right", "arrive"], ["depart", "arrive"])


@pytest.mark.parametrize(
    ("letters", "turn"),
    [
        ("ABC", "sharp_left"),
        ("ABD", "left"),
        ("ABF", "right"),
        ("ABG", "sharp_right"),
    ],
)
def test_turns_are_named_by_their_angle(letters: str, turn: str) -> None:
    world = sketch(
        """
 C   D
  \\  |
   + |
    \\|
 A---B---E
    /|
   + |
  /  |
 G   F
"""
    )
    assert told(trip(world, letters))[1][1] == turn


@pytest.mark.parametrize(
    ("degrees", "kind"),
    [(40.0, "right"), (-125.0, "left"), (125.1, "sharp_right"), (-170.0, "sharp_left"),
     (170.1, "uturn"), (-179.0, "uturn")],
)  # fmt: skip
def test_the_limits_between_kinds_of_turn(degrees: float, kind: str) -> None:
    assert _side(degrees) == kind


def test_a_fork_is_told_by_its_side() -> None:
    """Two paths set out 45° to either side of straight on, one is taken."""
    world = sketch(
        """
     C
    /
A--B
    \\
     D
""",
        default={"highway": "path"},
    )
    assert told(trip(world, "ABC"))[1][1:] == ("left", "Turn left onto the path")
    assert told(trip(world, "ABD"))[1][1:] == ("right", "Turn right onto the path")


def test_a_narrow_fork_says_bear() -> None:
    world = _narrow_fork()
    assert told(trip(world, "ABC"))[1][1:] == ("slight_left", "Bear left onto the path")
    assert told(trip(world, "ABD"))[1][1:] == ("slight_right", "Bear right onto the path")


def _narrow_fork() -> World:
    """Draw a world, then squeeze it north to south, so that 45° become 14°."""
    world = sketch("     C\n    /\nA--B\n    \\\n     D", default={"highway": "path"})
    graph = world.graph
    middle = graph.nodes.lonlat[world.node("B"), 1]

    def squeezed(points: np.ndarray) -> np.ndarray:
        flat = points.copy()
        flat[:, 1] = middle + (points[:, 1] - middle) // 4
        return flat

    nodes = replace(graph.nodes, lonlat=squeezed(graph.nodes.lonlat))
    return replace(world, graph=replace(graph, nodes=nodes, geometry=squeezed(graph.geometry)))


def test_the_named_street_is_followed_through_a_fork_in_silence() -> None:
    world = _narrow_fork()
    names = world.graph.edges.name.copy()
    names[[world.edge("AB"), world.edge("BC")]] = 1
    edges = replace(world.graph.edges, name=names)
    named = replace(
        world, graph=replace(world.graph, edges=edges, names=StringPool.of(["", "Rue Zola"]))
    )
    assert [turn for _, turn, _ in told(trip(named, "ABC"))] == ["depart", "arrive"]


STAGGERED = """
A--B--E
   |
F--C--D
"""


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "Turn right, then at once left onto Rue Zola"),
        ("fr", "Tournez à droite, puis aussitôt à gauche dans la rue Zola"),
        ("nl", "Sla rechtsaf, dan meteen linksaf op Rue Zola"),
    ],
)
def test_a_staggered_crossing_is_one_instruction(lang: str, text: str) -> None:
    world = sketch(STAGGERED, tags={"CD": {"name": "Rue Zola"}}, step_m=9.0)
    cues = trip(world, "ABCD", about=About(lang=lang)).cues
    assert [(cue.turn, cue.name) for cue in cues[1:-1]] == [("right", "Rue Zola")]
    assert cues[1].text == text


def test_turns_farther_apart_or_at_a_via_are_told_apart() -> None:
    near, far = (sketch(STAGGERED, step_m=step) for step in (9.0, 11.0))
    assert [turn for _, turn, _ in told(trip(far, "ABCD"))][1:-1] == ["right", "left"]
    assert [turn for _, turn, _ in told(trip(near, "ABC", "CD"))][1:-1] == ["right", "via", "left"]


def test_ways_mapped_twice_are_no_choice() -> None:
    """A second way over the very same points, ahead and behind, changes nothing."""
    world = sketch("A--B--C--D")
    graph = world.graph
    doubled = world.edge("BC")
    own = np.arange(graph.geometry_offsets[doubled], graph.geometry_offsets[doubled + 1])
    rows = np.append(np.arange(graph.n_edges), doubled)
    columns = {name: getattr(graph.edges, name)[rows] for name in graph.edges.__slots__}
    arcs = np.append(graph.out_arcs, [2 * graph.n_edges, 2 * graph.n_edges + 1])
    tails = columns["nodes"].reshape(-1)[arcs]
    order = np.lexsort((arcs, tails))
    twice = replace(
        graph,
        edges=replace(graph.edges, **columns),
        geometry=np.concatenate([graph.geometry, graph.geometry[own]]),
        geometry_offsets=np.append(graph.geometry_offsets, len(graph.geometry) + len(own)),
        out_arcs=arcs[order],
        out_offsets=np.searchsorted(tails[order], np.arange(graph.n_nodes + 1)),
    )
    weighting = weighting_of(replace(world, graph=twice))
    stops = [Stop(x, world.lonlat(x)) for x in "AD"]
    itinerary = assemble(twice, weighting, [path_of(world, "ABCD")], stops)
    assert [cue.turn for cue in itinerary.cues] == ["depart", "arrive"]


def test_turning_back_in_a_street_is_said() -> None:
    world = sketch("A--B--C")
    there_and_back = [path_of(world, "AB", 0.0, 0.5), path_of(world, "BA", 0.5, 1.0)]
    cues = told(trip(world, *there_and_back))
    assert [turn for _, turn, _ in cues] == ["depart", "via", "uturn", "arrive"]
    assert cues[1:3] == [(150, "via", "Via point: B"), (150, "uturn", "Turn back")]


def test_vias_are_told_where_their_leg_ends_and_before_the_turn_there() -> None:
    world = sketch("A--B--C\n   |\n   D")
    cues = told(trip(world, "AB", "BD"))
    assert cues[1:3] == [
        (300, "via", "Via point: B"),
        (300, "right", "Turn right onto the street"),
    ]


def test_places_without_a_name_are_still_told() -> None:
    world = sketch("A--B--C")
    legs = [path_of(world, letters) for letters in ("AB", "BC")]
    stops = [Stop("", world.lonlat(x)) for x in "ABC"]
    itinerary = assemble(world.graph, weighting_of(world), legs, stops, about=About(lang="en"))
    assert [cue.text for cue in itinerary.cues][1:] == ["Via point", "Arrival"]
    assert itinerary.name == "50.40000, 2.80000 – 50.40000, 2.80844"


ROUND = """
      N
      |
   +<-P<-+
   v     ^
W--Q     R--E
   v     ^
   +->S>-+
      |
      X
"""


@pytest.fixture(scope="module")
def roundabout() -> World:
    """A roundabout with four arms, driven anticlockwise as in France."""
    tags = {name: {"junction": "roundabout"} for name in ("QS", "SR", "RP", "PQ")}
    arms = {"WQ": {"name": "Rue Ouest"}, "RE": {"name": "Rue Est"}, "NP": {"name": "Rue Nord"},
            "SX": {"name": "Rue Sud"}}  # fmt: skip
    return sketch(ROUND, tags=tags | arms)


@pytest.mark.parametrize(
    ("letters", "text"),
    [
        ("WQSX", "At the roundabout, take the 1st exit onto Rue Sud"),
        ("WQSRE", "At the roundabout, take the 2nd exit onto Rue Est"),
        ("WQSRPN", "At the roundabout, take the 3rd exit onto Rue Nord"),
    ],
)
def test_exits_of_a_roundabout_are_counted(roundabout: World, letters: str, text: str) -> None:
    cues = told(trip(roundabout, letters, mode="bicycle"))
    assert [turn for _, turn, _ in cues] == ["depart", "roundabout", "arrive"]
    assert cues[1][2] == text


def test_exits_in_french_and_dutch(roundabout: World) -> None:
    said = [
        trip(roundabout, "WQSRE", mode="bicycle", about=About(lang=lang)).cues[1].text
        for lang in ("fr", "nl")
    ]
    assert said == [
        "Au rond-point, prenez la 2e sortie dans la rue Est",
        "Neem op de rotonde de 2e afslag op Rue Est",
    ]


def test_walkers_may_go_round_the_other_way(roundabout: World) -> None:
    """Against the traffic no exit can be counted."""
    cues = told(trip(roundabout, "WQPN"))
    assert cues[1][1:] == ("roundabout", "Follow the roundabout and continue onto Rue Nord")


def test_footpaths_are_no_exits_of_a_roundabout(roundabout: World) -> None:
    tags = {name: {"junction": "roundabout"} for name in ("QS", "SR", "RP", "PQ")}
    world = sketch(ROUND, tags=tags | {"SX": {"highway": "footway"}})
    cue = trip(world, "WQSRE", mode="bicycle").cues[1]
    assert cue.text == "At the roundabout, take the 1st exit onto the street"
