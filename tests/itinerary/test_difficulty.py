"""Effort, technicality, risk and colour: known answers, and rules that say what they mean."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from itinera.itinerary import About, Stop
from itinera.itinerary.difficulty import Difficulty, Met, difficulty_of, numbers, rules
from itinera.itinerary.i18n import LANGUAGES, translator
from itinera.itinerary.itinerary import MetWaypoint, RouteWarning
from itinera.itinerary.track import lay_track
from itinera.osm import codes
from itinera.profile import load_profile, weigh
from itinera.search.path import Path
from itinerary.trips import trip
from random_columns import plain_graph
from sketch import World, sketch
from slopes import sloped, with_heights

PATH = {"highway": codes.Highway.PATH}


def judged(
    columns: Mapping[str, int] = PATH,
    *,
    profile: str = "hike",
    pct: float | None = None,
    warnings: tuple[RouteWarning, ...] = (),
    hazard: str = "",
    climb_m: float = 0.0,
) -> Difficulty:
    """Judge one edge of 1 km (unless told otherwise) that is all there is of the way."""
    graph = plain_graph(**columns)
    if pct is not None:
        graph = sloped(graph, pct)
    weighting = weigh(load_profile(profile), graph)
    track = lay_track(graph, [Path(np.zeros(1, np.int32), 0.0, 1.0, 0.0)])
    place = MetWaypoint("T144", "Terril 144", "terril", (0.0, 0.0), 0.0, 50.0, hazard)
    met = Met(graph, track, weighting.mode, warnings, (place,))
    km_effort = float(track.at_m[-1]) / 1000.0 + climb_m / 100.0
    return difficulty_of(met, weighting, km_effort=km_effort, t=translator("en"))


def warning(code: str, metres: float = 0.0) -> RouteWarning:
    return RouteWarning(code, code, 0.0, metres, (0.0, 0.0))


def test_a_level_path_is_as_easy_as_can_be() -> None:
    easy = judged()
    assert (easy.effort_level, easy.technicality, easy.risk, easy.colour) == (1, 1, 1, "green")
    assert [reason.of for reason in easy.reasons] == ["effort"]
    assert "formula is not public" in easy.note


@pytest.mark.parametrize(
    ("km", "index", "level"),
    [(10, 25.0, 1), (11, 27.5, 2), (20, 50.0, 2), (21, 52.5, 3), (31, 77.5, 4), (41, 102.5, 5)],
)
def test_the_bands_of_effort_end_at_25_50_75_and_100(km: int, index: float, level: int) -> None:
    """A walker's km-effort counts 2.5: ten flat kilometres are 25 and still easy."""
    found = judged({**PATH, "length_m": 1000 * km})
    assert (found.effort_index, found.effort_level) == (index, level)


def test_a_hundred_metres_of_climb_weigh_as_a_kilometre() -> None:
    assert judged(climb_m=300.0).effort_index == judged({**PATH, "length_m": 4000}).effort_index


@pytest.mark.parametrize(
    ("profile", "km", "colour"),
    [
        ("hike", 13, "green"), ("hike", 14, "blue"), ("hike", 26, "red"), ("hike", 43, "black"),
        ("trail_run", 10, "green"), ("trail_run", 23, "blue"),
        ("mtb", 15, "green"), ("mtb", 27, "red"), ("mtb", 51, "black"),
        ("touring_bike", 30, "green"), ("touring_bike", 101, "black"),
    ],
)  # fmt: skip
def test_colours_by_length(profile: str, km: int, colour: str) -> None:
    way = judged({"highway": codes.Highway.TRACK, "length_m": 1000 * km}, profile=profile)
    assert way.colour == colour
    assert way.colour_by == "effort"


@pytest.mark.parametrize(
    ("profile", "columns", "technicality", "code"),
    [
        ("hike", {"sac_scale": codes.SacScale.HIKING}, 1, ""),
        ("hike", {"sac_scale": codes.SacScale.MOUNTAIN_HIKING}, 2, "sac_scale"),
        ("hike", {"sac_scale": codes.SacScale.DEMANDING_MOUNTAIN_HIKING}, 3, "sac_scale"),
        ("hike", {"sac_scale": codes.SacScale.ALPINE_HIKING}, 4, "sac_scale"),
        ("hike", {"sac_scale": codes.SacScale.DIFFICULT_ALPINE_HIKING}, 5, "sac_scale"),
        ("hike", {"mtb_scale": 6}, 1, ""),  # binds riders
        ("hike", {"highway": codes.Highway.STEPS, "length_m": 100}, 2, "steps"),
        ("hike", {"highway": codes.Highway.STEPS, "length_m": 500}, 3, "steps"),
        ("hike", {"surface": codes.Surface.ROCK}, 2, "surface"),
        ("hike", {"surface": codes.Surface.ROCK, "length_m": 199}, 1, ""),
        ("hike", {"smoothness": codes.Smoothness.IMPASSABLE}, 3, "smoothness"),
        ("hike", {"visibility": codes.TrailVisibility.HORRIBLE}, 3, "visibility"),
        ("mtb", {"mtb_scale": 1}, 1, ""),  # S0
        ("mtb", {"mtb_scale": 2}, 2, "mtb_scale"),  # S1
        ("mtb", {"mtb_scale": 4}, 4, "mtb_scale"),  # S3
        ("mtb", {"mtb_scale": 7}, 5, "mtb_scale"),  # S6
        ("mtb", {"surface": codes.Surface.MUD}, 3, "surface"),
        ("mtb", {"sac_scale": codes.SacScale.ALPINE_HIKING}, 1, ""),  # binds walkers
    ],
)  # fmt: skip
def test_technicality_of_tags(
    profile: str, columns: Mapping[str, int], technicality: int, code: str
) -> None:
    found = judged({**PATH, **columns}, profile=profile)
    assert found.technicality == technicality
    assert [r.code for r in found.reasons if r.of == "technicality"] == ([code] if code else [])


@pytest.mark.parametrize(
    ("profile", "pct", "technicality", "risk"),
    [
        ("hike", 24.0, 1, 1), ("hike", 25.0, 2, 1), ("hike", -40.0, 3, 2), ("hike", 45.0, 3, 3),
        ("mtb", 9.0, 1, 1), ("mtb", -10.0, 1, 2), ("mtb", 12.0, 2, 2), ("mtb", 30.0, 3, 4),
    ],
)  # fmt: skip
def test_steep_ways_are_technical_and_risky_up_and_down(
    profile: str, pct: float, technicality: int, risk: int
) -> None:
    found = judged(profile=profile, pct=pct)
    assert (found.technicality, found.risk) == (technicality, risk)


def test_a_short_steep_bit_does_not_make_a_way_steep() -> None:
    """Of 1 km, 30 m rise at 30 %; the rule wants 50 m."""
    row = [*np.zeros(50), 3.0, 6.0, 9.0, *np.full(48, 9.0)]
    graph = with_heights(plain_graph(**PATH), [row])
    track = lay_track(graph, [Path(np.zeros(1, np.int32), 0.0, 1.0, 0.0)])
    weighting = weigh(load_profile("hike"), graph)
    met = Met(graph, track, "foot", (), ())
    assert difficulty_of(met, weighting, km_effort=1.0, t=translator("en")).technicality == 1


def test_the_part_of_an_edge_that_is_travelled_counts() -> None:
    """Half of 80 m of rock at 40 % is too little for either rule."""
    graph = sloped(plain_graph(**PATH, length_m=80), 40.0)
    weighting = weigh(load_profile("hike"), graph)
    tracks = [lay_track(graph, [Path(np.zeros(1, np.int32), 0.0, end, 0.0)]) for end in (1.0, 0.5)]
    whole, half = (
        difficulty_of(
            Met(graph, track, "foot", (), ()), weighting, km_effort=0.1, t=translator("en")
        ).technicality
        for track in tracks
    )
    assert (whole, half) == (3, 1)


def test_steps_are_not_steep_ground_too() -> None:
    found = judged({"highway": codes.Highway.STEPS, "length_m": 300}, pct=60.0)
    assert (found.technicality, found.risk) == (2, 1)


@pytest.mark.parametrize(
    ("met", "risk", "code"),
    [
        ({"warnings": (warning("busy_road", 199.0),)}, 1, ""),
        ({"warnings": (warning("busy_road", 150.0), warning("busy_road", 60.0))}, 2, "busy_road"),
        ({"warnings": (warning("busy_road", 1500.0),)}, 3, "busy_road"),
        ({"warnings": (warning("busy_road", 6000.0),)}, 4, "busy_road"),
        ({"warnings": (warning("level_crossing"),)}, 2, "railway_crossing"),
        ({"warnings": (warning("ford"),)}, 2, "ford"),
        ({"hazard": "closed"}, 2, "closed_terril"),
        ({"hazard": "burning"}, 4, "burning_terril"),
        ({"columns": {**PATH, "flags": codes.EdgeFlag.HAZARD}}, 3, "hazard"),
        ({"columns": {**PATH, "visibility": codes.TrailVisibility.NO}}, 3, "visibility"),
    ],
)  # fmt: skip
def test_risk(met: dict[str, Any], risk: int, code: str) -> None:
    found = judged(**met)
    assert found.risk == risk
    assert [r.code for r in found.reasons if r.of == "risk"] == ([code] if code else [])


def test_the_hardest_criterion_gives_the_colour_and_is_named() -> None:
    assert (judged(hazard="burning").colour, judged(hazard="burning").colour_by) == ("red", "risk")
    rock = judged({**PATH, "sac_scale": codes.SacScale.ALPINE_HIKING, "length_m": 14000})
    assert (rock.colour, rock.colour_by) == ("black", "technicality")


@pytest.mark.parametrize(
    ("met", "colour", "by"),
    [
        ({"warnings": (warning("level_crossing"),)}, "green", "effort"),
        ({"warnings": (warning("busy_road", 1500.0),)}, "blue", "risk"),
        ({"warnings": (warning("busy_road", 6000.0),)}, "red", "risk"),
    ],
)
def test_a_small_risk_makes_no_way_harder_by_colour(
    met: dict[str, Any], colour: str, by: str
) -> None:
    found = judged(**met)
    assert (found.colour, found.colour_by) == (colour, by)


def test_reasons_say_what_and_how_much() -> None:
    text = {r.of: r.text for r in judged({**PATH, "mtb_scale": 4}, profile="mtb").reasons}
    assert text["technicality"] == "Mountain-bike grade S3 over 1.0\xa0km"
    assert text["effort"] == "1.0 km-effort"
    steep = {r.of: r.text for r in judged(pct=30.0).reasons}
    assert steep["risk"] == "30 % or steeper over 1.0\xa0km"


def test_every_rule_says_something_the_code_knows() -> None:
    """A misspelt word of the TOML would stop nobody; here each rule is asked once."""
    for rule in rules():
        assert rule.of in ("technicality", "risk")
        assert rule.mode in ("", "foot", "bicycle")
        assert 2 <= rule.level <= 5
        assert (rule.metres > 0) != (rule.count > 0)
    for profile in ("hike", "mtb"):
        judged(profile=profile, pct=1.0)


def test_no_rule_is_idle() -> None:
    """Of one criterion and mode, a higher level asks for more: worse words, more metres."""
    for rule in rules():
        for other in rules():
            same = (rule.of, rule.code, rule.mode) == (other.of, other.code, other.mode)
            if same and rule.level < other.level:
                asks = [(r.least, r.pct, r.values, r.metres, r.count) for r in (rule, other)]
                assert asks[0] != asks[1]


def test_the_tables_have_a_colour_for_every_level() -> None:
    colours = numbers()["colour"]
    for criterion in ("technicality", "risk"):
        order = [colours["names"].index(colour) for colour in colours[criterion]]
        assert len(order) == 5
        assert order == sorted(order)
    assert len(numbers()["effort"]["bounds"]) == 4


@pytest.fixture(scope="module")
def world() -> World:
    return sketch("A--B--C", tags={"BC": {"highway": "steps"}})


@pytest.mark.parametrize("lang", LANGUAGES)
def test_results_carry_the_difficulty_in_words(world: World, lang: str) -> None:
    terril = Stop("Terril 144", world.lonlat("B"), id="T144", kind="terril", hazard="burning")
    found = trip(world, "ABC", about=About(lang=lang), places=(terril,)).effort.difficulty
    assert found["steps_m"] == pytest.approx(300.0, abs=0.5)
    assert (found["technicality"], found["risk"], found["colour"]) == (2, 4, "red")
    reasons = found["reasons"]
    assert isinstance(reasons, tuple)
    assert [reason["code"] for reason in reasons] == ["km_effort", "steps", "burning_terril"]
    assert all(reason["text"] for reason in reasons)


def test_a_waypoint_met_keeps_its_hazard(world: World) -> None:
    terril = Stop("Terril 144", world.lonlat("B"), id="T144", kind="terril", hazard="closed")
    met = trip(world, "ABC", places=(terril,)).waypoints
    assert [place.hazard for place in met] == ["", "closed", ""]
    assert dataclasses.replace(terril, hazard="").hazard == ""
