"""Slopes in costs, times and limits: known answers, and what holds on any ground."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import shared_path
from itinera.elevation.terrain import open_terrain
from itinera.graph.build import build_graph
from itinera.graph.elevate import with_heights as with_terrain
from itinera.graph.routegraph import RouteGraph
from itinera.osm.codes import Access, Highway, Surface
from itinera.profile import Profile, builtin_profiles, load_profile, weigh
from itinera.profile.model import MIN_COST_FACTOR, Slope
from itinera.profile.schema import GRADE_WORDS
from random_columns import plain_graph, random_graph, with_columns
from sketch import World, sketch
from slopes import over, rolling, sloped, with_heights
from travellers import choice

SEEDS = st.integers(0, 10_000)
PROFILES = st.sampled_from(builtin_profiles())
CLASSES = len(GRADE_WORDS)
EVEN = (1.0,) * CLASSES

#: Columns that make edges alike, and paths of which nothing else is known.
ALIKE = {
    "highway": Highway.PATH, "smoothness": 0, "tracktype": 0, "sac_scale": 0, "mtb_scale": 0,
    "visibility": 0, "fwd_bicycle": Access.YES, "bwd_bicycle": Access.YES,
}  # fmt: skip


def priced(**slope: Any) -> Profile:
    """Return a walker to whom only slopes matter."""
    told = {"climb_m_per_m": 0.0, "up": EVEN, "down": EVEN, **slope}
    return dataclasses.replace(load_profile("hike"), slope=Slope(**told))


def path(pct: float, **columns: int) -> RouteGraph:
    """Return a pleasant path of 1 km (felt as 1 km) that rises evenly."""
    return sloped(
        plain_graph(**{"highway": Highway.PATH, "surface": Surface.GROUND, **columns}), pct
    )


def classed(word: str, factor: float) -> tuple[float, ...]:
    return tuple(factor if word == name else 1.0 for name in GRADE_WORDS)


@pytest.mark.parametrize(
    ("pct", "word"),
    [(1.0, "0"), (1.5, "0"), (2.0, "2"), (4.0, "4"), (9.5, "8"), (10.0, "10"), (29.0, "20"),
     (30.0, "30"), (60.0, "30")],
)  # fmt: skip
def test_a_class_begins_where_its_name_says(pct: float, word: str) -> None:
    for name in GRADE_WORDS:
        cost = weigh(priced(up=classed(name, 3.0)), path(pct)).cost
        assert cost.tolist() == pytest.approx([3000.0 if name == word else 1000.0, 1000.0])


def test_what_is_level_or_unknown_is_of_no_class() -> None:
    dear = priced(up=classed("0", 3.0), down=classed("0", 3.0))
    unknown = with_heights(path(0.0), [[float("nan")] * 2])
    for graph in (path(0.0), unknown):
        assert weigh(dear, graph).cost.tolist() == pytest.approx([1000.0, 1000.0])


def test_going_down_has_factors_of_its_own() -> None:
    graph = path(8.0)
    cost = weigh(priced(up=classed("8", 3.0), down=classed("8", 1.5)), graph).cost
    assert cost.tolist() == pytest.approx([3000.0, 1500.0])


def test_a_hump_is_priced_on_both_sides() -> None:
    """500 m up at 10 % and down again: half at 2, half at 1.2, whichever way one goes."""
    row = [*np.linspace(0, 50, 51), *np.linspace(49, 0, 50)]
    graph = with_heights(path(0.0), [row])
    cost = weigh(priced(up=classed("10", 2.0), down=classed("10", 1.2)), graph).cost
    assert cost == pytest.approx([1600.0, 1600.0], rel=0.03)


def test_every_metre_climbed_feels_like_so_many() -> None:
    """1 km at 5 % climbs 50 m: 8 felt metres each; down is free."""
    assert weigh(priced(climb_m_per_m=8.0), path(5.0)).cost.tolist() == pytest.approx(
        [1400.0, 1000.0]
    )


def test_slopes_may_attract_down_to_half_the_length() -> None:
    loved = priced(up=(0.5,) * CLASSES)
    assert weigh(loved, path(5.0, areas=1)).cost[0] == pytest.approx(500.0)


def test_climbing_is_paid_on_top_of_the_floor() -> None:
    loved = priced(up=(0.5,) * CLASSES, climb_m_per_m=1.0)
    assert weigh(loved, path(5.0, areas=1)).cost[0] == pytest.approx(550.0)


@pytest.mark.parametrize("highway", [Highway.STEPS, Highway.ELEVATOR, Highway.FERRY])
def test_steps_lifts_and_ferries_have_no_slope(highway: Highway) -> None:
    profile = load_profile("hike")
    level, steep = (weigh(profile, path(pct, highway=highway)) for pct in (0.0, 40.0))
    assert steep.cost.tolist() == level.cost.tolist()
    assert steep.seconds.tolist() == level.seconds.tolist()


def test_a_walker_takes_tobler_s_time_up_and_down() -> None:
    """4.5 km/h on the flat: up 10 % exp(0.35) as long, down 5 % exp(-0.175)."""
    profile = load_profile("hike")
    flat = 3600.0 / (4.5 * 0.97)  # bare earth
    up = weigh(profile, path(10.0)).seconds
    assert up.tolist() == pytest.approx([flat * np.exp(0.35), flat], rel=1e-6)
    assert weigh(profile, path(-5.0)).seconds[0] == pytest.approx(flat * np.exp(-0.175), rel=1e-6)


def test_the_ups_and_downs_within_an_edge_take_time() -> None:
    """A hump is level from end to end, and takes longer than a plain."""
    row = [*np.linspace(0, 50, 51), *np.linspace(49, 0, 50)]
    graph = with_heights(path(0.0), [row])
    seconds = weigh(load_profile("hike"), graph).seconds
    flat = 3600.0 / (4.5 * 0.97)
    assert seconds[0] == pytest.approx(flat * (np.exp(0.35) + 1.0) / 2, rel=0.02)


def test_rough_ground_takes_more_of_a_rider_s_power() -> None:
    """Ways of one speed on the flat, up 4 %: asphalt resists with 0.01, gravel 0.02, sand 0.08."""
    rider = load_profile("mtb")
    even = dataclasses.replace(rider.speed, surface=(1.0,) * len(Surface))
    rider = dataclasses.replace(rider, speed=even)
    seconds = [
        weigh(rider, path(4.0, surface=surface)).seconds[0]
        for surface in (Surface.ASPHALT, Surface.GRAVEL, Surface.SAND)
    ]
    assert seconds == sorted(seconds)
    assert seconds[2] > 1.2 * seconds[0]
    both = with_columns(sloped(random_graph(2, 0, routes=0), 0.0), **ALIKE)
    both.edges.surface[:] = (Surface.ASPHALT, Surface.SAND)
    both.edges.length_m[:], both.nodes.road[:] = 1000.0, 0
    assert weigh(rider, sloped(both, 4.0)).seconds[::2] == pytest.approx([seconds[0], seconds[2]])


def test_who_pushes_keeps_that_pace_on_slopes() -> None:
    pushed = {"fwd_bicycle": Access.PUSH, "bwd_bicycle": Access.PUSH}
    seconds = weigh(load_profile("touring_bike"), path(10.0, **pushed)).seconds
    assert seconds.tolist() == pytest.approx([900.0, 900.0])  # 1 km at 4 km/h


@pytest.mark.parametrize("name", builtin_profiles())
def test_level_heights_change_nothing(name: str) -> None:
    graph = random_graph(200, 5)
    level = sloped(graph, 0.0)
    profile = load_profile(name)
    flat, known = weigh(profile, graph), weigh(profile, level)
    assert known.cost == pytest.approx(flat.cost)
    assert known.seconds == pytest.approx(flat.seconds)
    assert (flat.time_model, known.time_model) == ("flat", profile.time.name)


@given(SEEDS, PROFILES)
@settings(max_examples=40)
def test_unknown_heights_change_nothing(seed: int, name: str) -> None:
    graph = random_graph(60, seed)
    rows = [[float("nan")] * 2 for _ in range(graph.n_edges)]
    profile = load_profile(name)
    flat, unknown = weigh(profile, graph), weigh(profile, with_heights(graph, rows))
    assert np.array_equal(unknown.cost, flat.cost)
    assert unknown.seconds == pytest.approx(flat.seconds)


@given(SEEDS, PROFILES)
@settings(max_examples=60)
def test_costs_and_times_stay_sound_on_any_ground(seed: int, name: str) -> None:
    graph = rolling(random_graph(60, seed), seed)
    weighting = weigh(load_profile(name), graph)
    passable = np.isfinite(weighting.cost)
    length = np.repeat(graph.edges.length_m, 2)
    assert not np.isnan(weighting.cost).any()
    assert (weighting.cost > 0.0).all()
    assert (weighting.cost >= MIN_COST_FACTOR * length * (1 - 1e-9)).all()
    assert np.isfinite(weighting.seconds[passable]).all()
    assert (weighting.seconds > 0.0).all()


@given(SEEDS, PROFILES)
@settings(max_examples=40)
def test_turning_the_edges_round_swaps_the_directions(seed: int, name: str) -> None:
    graph = with_columns(random_graph(40, seed, routes=0), fwd_cycleway=0, bwd_cycleway=0)
    edges = graph.edges
    both = with_columns(graph, bwd_foot=edges.fwd_foot, bwd_bicycle=edges.fwd_bicycle)
    uphill, downhill = sloped(both, 6.0), sloped(both, -6.0)
    up, down = (weigh(load_profile(name), world) for world in (uphill, downhill))
    assert up.cost[::2] == pytest.approx(down.cost[1::2])
    assert up.cost[1::2] == pytest.approx(down.cost[::2])
    assert up.seconds[::2] == pytest.approx(down.seconds[1::2])


@given(SEEDS, PROFILES, st.floats(1.0, 20.0))
@settings(max_examples=40)
def test_a_stricter_limit_never_opens_a_way(seed: int, name: str, limit: float) -> None:
    graph = rolling(random_graph(40, seed), seed)
    profile = load_profile(name)
    strict, loose = (
        weigh(
            dataclasses.replace(
                profile,
                limits=dataclasses.replace(profile.limits, max_up_pct=most, max_down_pct=most),
            ),
            graph,
        ).cost
        for most in (limit, limit * 1.5)
    )
    assert (np.isfinite(loose) | np.isinf(strict)).all()


@pytest.mark.parametrize(
    ("limits", "pct", "passes"),
    [
        ({"max_up_pct": 8.0}, 8.0, [True, True]),
        ({"max_up_pct": 8.0}, 9.0, [False, True]),
        ({"max_down_pct": 8.0}, 9.0, [True, False]),
        ({"max_up_pct": 8.0, "max_down_pct": 8.0}, -9.0, [False, False]),
    ],
)
def test_limits_bind_in_the_direction_they_name(
    limits: dict[str, float], pct: float, passes: list[bool]
) -> None:
    profile = load_profile("hike")
    limited = dataclasses.replace(profile, limits=dataclasses.replace(profile.limits, **limits))
    assert np.isfinite(weigh(limited, path(pct)).cost).tolist() == passes


def test_a_profile_may_shun_one_direction_only(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text('extends = "hike"\n[slope.up]\n6 = 5.0\n')
    profile = load_profile(own)
    assert profile.slope.up == (1.0, 1.0, 1.0, 5.0, 5.0, 5.0, 5.0, 5.0, 5.0)
    assert profile.slope.down == load_profile("hike").slope.down


#: A straight way A–B–C of 1 km over a hill, and another of 1.4 km around it.
HILL = """
D---------E
|         |
A----B----C
"""


def hill(height_m: float, **tags: str) -> World:
    """Return the world with a hill under B, as high as told, flat elsewhere."""
    world = sketch(HILL, tags={way: {"highway": "path", **tags} for way in ("ABC", "ADEC")})
    lon, lat = world.lonlat("B")

    def ground(x: float, y: float) -> float:
        off_m = np.hypot((x - lon) * 71_000.0, (y - lat) * 111_200.0)
        return max(0.0, height_m * (1.0 - off_m / 190.0))

    return dataclasses.replace(world, graph=over(world.graph, ground))


@pytest.mark.parametrize("height_m", [17.0, 40.0])
def test_a_pushchair_goes_round_the_hill(height_m: float) -> None:
    """17 m over 190 m are 9 %, 40 m are 21 %: too steep for it, not for a walker."""
    world = hill(height_m, surface="compacted", width="3")
    assert choice(world, "stroller", "A", "C") == "ADEC"
    assert choice(world, "hike", "A", "C") == "ABC"


def test_a_pushchair_takes_a_gentle_rise() -> None:
    """3 m over 190 m are 1.6 %."""
    world = hill(3.0, surface="compacted", width="3")
    assert choice(world, "stroller", "A", "C") == "ABC"


def test_a_family_goes_round_a_hill_that_a_mountain_biker_takes() -> None:
    """14 m over 190 m are 7.4 %: steep for a family, nothing on a mountain bike."""
    world = hill(14.0, surface="compacted", width="3", bicycle="yes")
    assert choice(world, "family_bike", "A", "C") == "ADEC"
    assert choice(world, "mtb", "A", "C") == "ABC"


@given(SEEDS, st.integers(5, 60))
@settings(max_examples=25, deadline=None)
def test_a_pushchair_never_meets_eight_per_cent(seed: int, height_m: int) -> None:
    """Whatever the ground of a drawn grid, no 25 m of what it may use rise or fall by 8 %."""
    rng = np.random.default_rng(seed)
    waves = rng.uniform(200.0, 2500.0, 4)
    shift = rng.uniform(0.0, 6.0, 2)
    tags = {"highway": "footway", "surface": "asphalt"}
    world = sketch("A-B-C-D\n| | | |\nE-F-G-H\n| | | |\nI-J-K-L", default=tags)
    graph = over(
        world.graph,
        lambda x, y: (
            height_m
            * (2 + np.sin(waves[0] * x + waves[1] * y + shift[0]) + np.cos(waves[2] * y + shift[1]))
        ),
    )
    usable = np.flatnonzero(np.isfinite(weigh(load_profile("stroller"), graph).cost))
    assert max((_steepest(graph, arcs) for arcs in _in_a_row(graph, usable)), default=0.0) < 8.0


def test_a_pushchair_never_meets_eight_per_cent_in_the_mountains() -> None:
    """Andorra on a real raster: of all pairs of stretches that it may use in a row, none."""
    graph = build_graph([shared_path("data", "osm", "graphhopper-andorra.osm.pbf")])
    graph = with_terrain(graph, open_terrain([shared_path("data", "dem", "N42E001.hgt.zip")]))
    usable = np.flatnonzero(np.isfinite(weigh(load_profile("stroller"), graph).cost))
    assert graph.heights is not None
    known = usable[np.isfinite(graph.heights.steepest_pct[usable])]
    assert len(known) > 200
    assert max(_steepest(graph, arcs) for arcs in _in_a_row(graph, known)) < 8.0
    walked = weigh(load_profile("hike"), graph).cost
    assert max(_steepest(graph, [arc]) for arc in np.flatnonzero(np.isfinite(walked))) > 20.0


def _in_a_row(graph: RouteGraph, usable: np.ndarray) -> Iterator[list[int]]:
    """Yield arcs, and every two of them that follow each other."""
    heads, tails = graph.arc_heads(), graph.arc_tails()
    for one in usable.tolist():
        yield [one]
        for other in usable[tails[usable] == heads[one]].tolist():
            if other != one ^ 1:
                yield [one, other]


def _steepest(graph: RouteGraph, arcs: list[int]) -> float:
    """Return the steepest 25 m along arcs in a row, by looking at every metre."""
    assert graph.heights is not None
    at, ele, begin = [], [], 0.0
    for arc in arcs:
        heights, length = graph.heights.of_arc(arc), float(graph.edges.length_m[arc >> 1])
        at.append(np.linspace(begin, begin + length, len(heights)))
        ele.append(heights)
        begin += length
    x = np.arange(0.0, max(begin - 25.0, 0.0) + 1e-9, 1.0)
    where, what = np.concatenate(at), np.concatenate(ele)
    rise = np.abs(np.interp(x + 25.0, where, what) - np.interp(x, where, what))
    return float(rise.max() / 25.0 * 100.0)
