"""A track is matched arc by arc: exactly where it was drawn on the map, nearly with noise."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from conftest import shared_path
from itinera.graph.build import build_graph
from itinera.graph.locate import LocationIndex
from itinera.itinerary import Stop
from itinera.osm.codes import Highway
from itinera.planning import Planner, RouteRequest
from itinera.planning.request import Traveller
from itinera.profile import load_profile, weigh
from itinera.tracks.candidates import Candidates
from itinera.tracks.match import match
from itinera.tracks.viterbi import Model, Part, Steps, likeliest
from sketch import World, sketch, sketch_xml
from tracks.tracing import every, found_on, kept_share, laid, line, noisy, recorded

TOWN = """
A--B--C--D
|  |  |  |
E--F--G--H
|  |  |  |
I--J--K--L
"""


@pytest.fixture(scope="module")
def town() -> World:
    return sketch(TOWN)


@pytest.mark.parametrize(
    ("letters", "begin", "end"),
    [
        ("ABCGHL", 0.0, 1.0),
        ("ABCGHL", 0.3, 0.6),
        ("ABFEA", 0.0, 1.0),  # a loop
        ("ABCDCBA", 0.0, 1.0),  # out and back on one way
        ("EFGFJ", 0.5, 0.5),  # a junction passed twice, into a dead end street and out
        ("ABFGKJFE", 0.0, 1.0),  # a figure of eight
        ("ABFEABFEA", 0.0, 1.0),  # a loop ridden twice
        ("AB", 0.25, 0.5),  # a part of one edge
    ],
)
def test_what_was_laid_on_the_map_matches_itself_arc_by_arc(
    town: World, letters: str, begin: float, end: float
) -> None:
    truth = laid(town, letters, begin, end)
    found = found_on(town, recorded(line(truth)))
    assert len(found) == 1
    assert found[0].arcs.tolist() == truth.arcs.tolist()
    assert found[0].low == pytest.approx(truth.low, abs=1e-4)
    assert found[0].high == pytest.approx(truth.high, abs=1e-4)
    assert found[0].at_m[-1] == pytest.approx(truth.at_m[-1], abs=0.05)


def test_turning_round_inside_an_edge_is_kept(town: World) -> None:
    """A to 100 m before C, back to B and down to F: 200 + 200 − 0 + … by hand."""
    out, back = laid(town, "ABC", 0.0, 2.0 / 3.0), laid(town, "CBF", 1.0 / 3.0, 1.0)
    track = recorded(np.concatenate((line(out), line(back)[1:])))
    (found,) = found_on(town, track)
    assert town.spell([found.arcs[0]]) == "AB"
    expected = [*town.arcs("ABC"), *town.arcs("CBF")]
    assert found.arcs.tolist() == expected
    assert found.at_m[-1] == pytest.approx(300.0 + 200.0 + 200.0 + 200.0, rel=2e-3)


@pytest.mark.parametrize("sigma_m", [5.0, 10.0, 15.0])
@pytest.mark.parametrize("letters", ["ABCGHLKJ", "ABCDCBA", "ABFGKJFEA", "AEIJKLHDC"])
def test_noise_and_every_tenth_point_keep_98_percent(sigma_m: float, letters: str) -> None:
    """5 m points moved by 5 to 15 m, one of ten kept; streets are 300 to 400 m long."""
    world = sketch(TOWN, step_m=200.0)
    truth = laid(world, letters)
    shares = []
    for seed in range(3):
        points = noisy(every(line(truth), 5.0), sigma_m, seed)
        kept = np.concatenate((points[::10], points[-1:]))
        shares.append(kept_share([truth], found_on(world, recorded(kept))))
    assert min(shares) >= 0.98, shares


@pytest.mark.parametrize("sigma_m", [5.0, 15.0])
def test_noise_larger_than_the_steps_does_not_lengthen_the_way(sigma_m: float) -> None:
    world = sketch(TOWN, step_m=200.0)
    truth = laid(world, "ABCGHLKJ")
    found = found_on(world, recorded(noisy(every(line(truth), 5.0), sigma_m, 7)))
    assert sum(t.at_m[-1] for t in found) == pytest.approx(truth.at_m[-1], rel=0.03)
    assert kept_share([truth], found) >= 0.97


def test_a_way_that_nobody_may_use_is_matched_all_the_same() -> None:
    world = sketch("A--B--C\n|     |\nD-----E", tags={"BC": {"access": "private"}})
    truth = laid(world, "ABCE")
    (found,) = found_on(world, recorded(line(truth)))
    assert found.arcs.tolist() == truth.arcs.tolist()


def test_of_two_carriageways_noise_is_matched_to_that_of_ones_own_direction() -> None:
    """Two oneways 20 m apart, joined every 60 m, ridden with 15 m of noise."""
    east = "A>>>>>B>>>>>C>>>>>D>>>>>E>>>>>F>>>>>G"
    west = "a<<<<<b<<<<<c<<<<<d<<<<<e<<<<<f<<<<<g"
    joints = "|     |     |     |     |     |     |"
    world = sketch(f"{east}\n{joints}\n{west}", step_m=10.0)
    for letters in ("ABCDEFG", "gfedcba"):
        truth = laid(world, letters)
        shares = []
        for seed in range(6):
            points = recorded(noisy(every(line(truth), 10.0), 15.0, seed))
            shares.append(kept_share([truth], found_on(world, points, "touring_bike")))
        assert np.mean(shares) > 0.96, shares


def test_of_two_ways_of_one_course_the_one_that_the_traveller_would_take_is_matched(
    tmp_path: Path,
) -> None:
    """A footway drawn over the street from A to B: who rides is on the street, and at 100 %."""
    xml = sketch_xml("A--B--C")
    street = re.search(r"<way.*?</way>", xml, re.DOTALL)
    assert street is not None
    footway = street[0].replace('v="residential"', 'v="footway"')
    footway = re.sub(r'<way id="-?\d+"', '<way id="999999"', footway)
    path = tmp_path / "twice.osm"
    path.write_text(xml.replace(street[0], street[0] + footway), encoding="utf-8")
    graph = build_graph([path])
    assert graph.n_edges == 3
    drawn = sketch("A--B--C")
    for profile, way_class in (("touring_bike", Highway.RESIDENTIAL), ("hike", Highway.FOOTWAY)):
        found = found_on(World(graph, {}, {}), recorded(line(laid(drawn, "ABC"))), profile)
        assert len(found) == 1
        assert graph.edges.highway[found[0].edges[0]] == way_class


def test_a_drawn_track_with_points_left_out_goes_where_the_traveller_would() -> None:
    """From A to B, 600 m apart: 800 m of tertiary road, or 1000 m of cycleway, as riders like it.

    With every point of the road kept, the road it is.
    """
    road, lane = "AEFB", "ACDB"
    world = sketch(
        "C-----D\n|     |\n|     |\nA     B\n|     |\nE-----F",
        tags={road: {"highway": "tertiary"}, lane: {"highway": "cycleway"}},
    )
    for letters, kept, expected in ((lane, 3, lane), (road, 3, lane), (road, 1, road)):
        truth = laid(world, letters)
        (found,) = found_on(world, recorded(line(truth)[::kept]), "touring_bike")
        assert found.at_m[-1] == pytest.approx(laid(world, expected).at_m[-1], rel=1e-3)


def test_the_noise_is_measured_again_from_the_ways_that_were_taken() -> None:
    """8 m of noise on a lone street: the first guess allows for ways that hide noise, 1.6 times."""
    world = sketch("A" + 60 * "-" + "B", step_m=100.0)
    points = recorded(noisy(every(line(laid(world, "AB")), 50.0), 8.0, 5))
    sigmas: list[float] = []

    def spy(model: Model, found: Candidates, steps: Steps) -> list[Part]:
        sigmas.append(model.sigma)
        return likeliest(model, found, steps)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("itinera.tracks.match.likeliest", spy)
        match(points, LocationIndex.of(world.graph), weigh(load_profile("hike"), world.graph))
    assert len(sigmas) == 2
    assert sigmas[0] > 11.0
    assert sigmas[1] == pytest.approx(8.0, rel=0.15)


def test_a_cut_across_a_field_is_a_gap(town: World) -> None:
    """From A to E along the street, across to J, on to K: what lies between is not filled."""
    wide = sketch(TOWN, step_m=300.0)
    first, last = line(laid(wide, "BA")), line(laid(wide, "KL"))
    track = recorded(np.concatenate((every(first, 20.0), every(np.stack(
        (first[-1], last[0])), 20.0), every(last, 20.0))))  # fmt: skip
    found = found_on(wide, track)
    assert len(found) >= 2
    assert wide.spell(found[0].arcs[:1]) == "BA"
    assert wide.spell(found[-1].arcs[-1:]) == "KL"


@pytest.mark.heavy
@pytest.mark.parametrize("profile", ["hike", "touring_bike"])
def test_planned_routes_on_heidelberg_match_themselves(profile: str) -> None:
    """Ten routes drawn by lot: all of each as it is; with 10 m of noise and every tenth of its
    5 m points the same edges for 97 % on average, and a way as long within 3 %.

    Of the rest most is a sidewalk taken for the street beside it, which 10 m of noise hide.
    """
    planner = Planner(build_graph([shared_path("data", "osm", "ors-heidelberg.test.osm.pbf")]))
    world, shares, lengths = World(planner.graph, {}, {}), [], []
    for route in _routes(planner, profile, count=10):
        own = recorded(route)
        (found,) = found_on(world, own, profile)
        assert found.at_m[-1] == pytest.approx(own.at_m()[-1], abs=0.5)
        assert np.abs(found.fixed - np.rint(route * 1e7)).max() <= 2
        noise = found_on(world, recorded(noisy(every(route, 5.0), 10.0, 3)[::10]), profile)
        shares.append(kept_share([found], noise))
        lengths.append(sum(t.at_m[-1] for t in noise) / found.at_m[-1])
    assert np.mean(shares) >= 0.97, shares
    assert np.mean(lengths) == pytest.approx(1.0, abs=0.03)


def _routes(planner: Planner, profile: str, *, count: int) -> list[np.ndarray]:
    """Plan between places drawn by lot, 1 to 6 km apart."""
    rng = np.random.default_rng(11)
    places = planner.graph.nodes.lonlat / 1e7
    usable = planner.travels.of(Traveller(profile)).usable
    index = LocationIndex.ready(planner.graph)
    routes: list[np.ndarray] = []
    while len(routes) < count:
        a, b = (index.snap(tuple(places[rng.integers(len(places))]), usable).lonlat for _ in "ab")
        if not 0.01 < np.hypot(a[0] - b[0], a[1] - b[1]) < 0.06:
            continue
        stops = (Stop("a", a), Stop("b", b))
        routes.append(planner.route(RouteRequest(stops, Traveller(profile)))[0].lonlat)
    return routes
