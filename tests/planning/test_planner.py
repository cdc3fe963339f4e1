"""The planner: vias in order, what can be wrong with them, alternatives, costs kept."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
import shapely

from itinera.errors import GraphStoreError, InputError, NoRouteError, ProfileError, WaypointError
from itinera.geodesy import FloatArray
from itinera.itinerary import Stop
from itinera.osm.codes import Access
from itinera.planning import MatrixRequest, Planner, ReachRequest, RouteRequest, Traveller
from itinera.planning import travel as travel_module
from itinera.planning.errors import (
    AvoidedViaError,
    NothingAllowedError,
    SameViaError,
    UnconnectedError,
)
from itinera.planning.prepare import store_prepared
from itinerary.hills import raised
from planning.worlds import beside, stop, town
from sketch import World, sketch


@pytest.fixture(scope="module")
def world() -> World:
    return town()


@pytest.fixture(scope="module")
def planner(world: World) -> Planner:
    return Planner(world.graph)


def request(world: World, letters: str, **options: object) -> RouteRequest:
    return RouteRequest(tuple(stop(world, x) for x in letters), **options)


def around(world: World, letter: str, metres: float = 100.0) -> shapely.Polygon:
    """Return a square about a letter."""
    lon, lat = world.lonlat(letter)
    return shapely.box(
        lon - metres / 71_000, lat - metres / 111_240, lon + metres / 71_000, lat + metres / 111_240
    )


def test_the_way_from_corner_to_corner(planner: Planner, world: World) -> None:
    (best,) = planner.route(request(world, "AH"))
    assert best.length_m == pytest.approx(3 * 1200 + 800, rel=2e-3)
    assert best.name == "A – H"
    assert best.profile == "hike"
    assert best.start == pytest.approx(world.lonlat("A"), abs=1e-6)


def test_vias_are_passed_in_order(planner: Planner, world: World) -> None:
    (best,) = planner.route(request(world, "ADAE"))
    assert best.length_m == pytest.approx(2 * 3600 + 800, rel=2e-3)
    assert best.repeated_m == pytest.approx(3600, rel=2e-3)
    assert [w.name for w in best.waypoints] == ["A", "D", "A", "E"]
    assert [round(w.at_m / 100) for w in best.waypoints] == [0, 36, 72, 80]


def test_places_beside_the_way_begin_on_it(planner: Planner, world: World) -> None:
    """A place 30 m north of the middle of AB begins in the middle of AB."""
    start = beside(world, "A", east_m=600.0, north_m=30.0)
    (best,) = planner.route(RouteRequest((start, stop(world, "B"))))
    assert best.length_m == pytest.approx(600.0, rel=5e-3)
    assert best.waypoints[0].off_m == pytest.approx(30.0, abs=0.5)


def test_name_language_and_day_reach_the_itinerary(world: World, planner: Planner) -> None:
    day = Traveller(on=date(2026, 5, 1))
    (best,) = planner.route(request(world, "AB", name="Marche", lang="nl", traveller=day))
    assert (best.name, best.lang) == ("Marche", "nl")
    assert best.cues[-1].text == "Aankomst: B"


def test_known_places_are_listed_where_they_are_met(world: World) -> None:
    terril = replace(beside(world, "B", north_m=40.0), id="T001", name="Terril", kind="terril")
    far = replace(beside(world, "B", north_m=400.0), id="T002")
    (best,) = Planner(world.graph, places=[far, terril]).route(request(world, "AC"))
    assert [w.id for w in best.waypoints] == ["", "T001", ""]
    assert best.waypoints[1].off_m == pytest.approx(40.0, abs=0.5)


def test_one_via_is_no_route(planner: Planner, world: World) -> None:
    with pytest.raises(InputError, match="at least 2 vias, 1 given"):
        planner.route(request(world, "A"))


def test_two_equal_vias_in_a_row_are_named(planner: Planner, world: World) -> None:
    with pytest.raises(SameViaError, match="Vias 2 and 3 are the same place: 'B'"):
        planner.route(request(world, "ABB"))


def test_two_vias_on_one_spot_of_the_network_are_one_place(planner: Planner, world: World) -> None:
    """30 m to either side of the same point of a street."""
    left = beside(world, "A", east_m=600.0, north_m=30.0)
    right = beside(world, "A", east_m=600.0, north_m=-30.0)
    with pytest.raises(SameViaError, match="Vias 1 and 2 are the same place"):
        planner.route(RouteRequest((left, right)))


def test_a_via_in_the_sea_says_how_far_the_nearest_way_is(planner: Planner, world: World) -> None:
    sea = Stop("Mer", beside(world, "A", north_m=5_000.0).lonlat)
    with pytest.raises(WaypointError, match="Mer") as caught:
        planner.route(RouteRequest((stop(world, "B"), sea)))
    assert caught.value.remedy


def test_a_via_far_from_every_way_names_the_nearest_point(planner: Planner, world: World) -> None:
    lost = Stop("Perdu", beside(world, "F", east_m=500.0, north_m=300.0).lonlat)
    with pytest.raises(WaypointError, match=r"'Perdu' .* is 300 m from the nearest way") as caught:
        planner.route(replace(request(world, "AB"), vias=(stop(world, "A"), lost), max_snap_m=100))
    assert caught.value.nearest


def test_a_via_in_an_avoided_area_is_named(planner: Planner, world: World) -> None:
    avoiding = Traveller(avoid=(around(world, "H"),))
    with pytest.raises(AvoidedViaError, match=r"'H' .* lies in an area that is to be avoided"):
        planner.route(request(world, "AH", traveller=avoiding))


def test_an_avoided_area_is_gone_round(planner: Planner, world: World) -> None:
    """Without B and F lies nothing between A and D; without B one goes below."""
    avoiding = Traveller(avoid=(around(world, "B"),))
    (best,) = planner.route(request(world, "AD", traveller=avoiding))
    assert best.length_m == pytest.approx(3600 + 1600, rel=2e-3)
    area = around(world, "B")
    assert not area.intersects(shapely.LineString(best.lonlat))


def test_no_path_names_both_ends_the_profile_and_the_nearest_place(
    planner: Planner, world: World
) -> None:
    wall = Traveller(avoid=(around(world, "B"), around(world, "F")))
    with pytest.raises(
        UnconnectedError, match=r"No way leads from 'A' .* to 'D' .* for profile 'hike'"
    ) as caught:
        planner.route(request(world, "AD", traveller=wall))
    assert isinstance(caught.value, NoRouteError)
    assert "can be reached" in (caught.value.nearest or "")


def test_a_profile_that_allows_nothing_says_why(planner: Planner, world: World) -> None:
    everything = shapely.box(2.0, 50.0, 3.5, 51.0)
    with pytest.raises(
        NothingAllowedError, match="'hike' may use no way of this map: the areas to avoid close 1"
    ) as caught:
        planner.travels.of(Traveller(avoid=(everything,)))
    assert isinstance(caught.value, ProfileError)


def test_a_map_without_any_way_for_the_mode_says_so(world: World) -> None:
    edges = world.graph.edges
    closed = np.full_like(edges.fwd_foot, Access.NO)
    graph = replace(world.graph, edges=replace(edges, fwd_foot=closed, bwd_foot=closed))
    with pytest.raises(NothingAllowedError, match="none of its 11 stretches is open to mode foot"):
        Planner(graph).travels.of(Traveller())


def test_limits_that_exclude_everything_are_named() -> None:
    steps = sketch("A--B--C", default={"highway": "steps"})
    with pytest.raises(
        NothingAllowedError, match="its limits exclude all 2 stretches that are open to mode foot"
    ):
        Planner(steps.graph).travels.of(Traveller("stroller"))


@pytest.mark.parametrize("count", [-1, 4])
def test_alternatives_are_none_to_three(planner: Planner, world: World, count: int) -> None:
    with pytest.raises(InputError, match=f"{count} alternatives cannot be had"):
        planner.route(request(world, "AB", alternatives=count))


@pytest.mark.parametrize("letters", ["AC", "ACE", "CA"])
def test_alternatives_share_little_and_are_not_much_longer(letters: str) -> None:
    """Two ways round a block of equal length: the second is offered, sharing at most 60 %."""
    world = sketch("A----B----C\n|    |    |\nD----E----F", step_m=300.0)
    planner = Planner(world.graph)
    found = planner.route(request(world, letters, alternatives=2))
    lengths = [one.length_m for one in found]
    assert all(length <= 1.3 * lengths[0] for length in lengths)
    for number, one in enumerate(found):
        for better in found[:number]:
            assert _shared_m(one, better) <= 0.6 * min(one.length_m, better.length_m) + 1.0
            assert not np.array_equal(one.lonlat, better.lonlat)


def _shared_m(one, other) -> float:
    """Return the metres of one line that lie on the other."""
    a, b = shapely.LineString(one.lonlat), shapely.LineString(other.lonlat)
    share = a.intersection(b.buffer(1e-7)).length / a.length
    return float(share * one.length_m)


def test_another_way_is_offered_where_there_is_one() -> None:
    world = sketch(
        "  +-B---G-+\n  |       |\nA-C       D-E\n  |       |\n  +-F---H-+", step_m=100.0
    )
    found = Planner(world.graph).route(request(world, "AE", alternatives=1))
    assert len(found) == 2


def test_costs_are_made_once_per_traveller_even_by_many_threads(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = []
    original = travel_module.weigh

    def counting(*args: object, **options: object):
        made.append(args[0])
        return original(*args, **options)

    monkeypatch.setattr(travel_module, "weigh", counting)
    planner = Planner(world.graph)
    threads = [
        threading.Thread(target=planner.route, args=[request(world, "AH")]) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 1
    planner.route(request(world, "AH", traveller=Traveller(avoid=(around(world, "B"),))))
    planner.route(request(world, "AH", traveller=Traveller(on=date(2026, 5, 1))))
    planner.route(request(world, "AH", traveller=Traveller("gravel")))
    assert len(made) == 4


def test_the_least_recently_used_costs_go_when_the_budget_is_spent(world: World) -> None:
    planner = Planner(world.graph, budget_bytes=2 * travel_module.BYTES_PER_ARC * 22)
    travels = planner.travels
    assert travels.capacity == 2
    hike, gravel = travels.of(Traveller("hike")), travels.of(Traveller("gravel"))
    assert travels.of(Traveller("hike")) is hike
    travels.of(Traveller("mtb"))
    assert travels.of(Traveller("hike")) is hike
    assert travels.of(Traveller("gravel")) is not gravel


def test_a_stored_graph_gives_the_same_answer(
    world: World, planner: Planner, tmp_path: Path
) -> None:
    store_prepared(world.graph, tmp_path / "graph")
    stored = Planner.open(tmp_path / "graph")
    ours, theirs = planner.route(request(world, "AH")), stored.route(request(world, "AH"))
    assert ours[0].lonlat.tolist() == theirs[0].lonlat.tolist()
    assert ours[0].cues == theirs[0].cues


def test_no_graph_is_told(tmp_path: Path) -> None:
    with pytest.raises(GraphStoreError, match="no graph in"):
        Planner.open(tmp_path)


def test_reach_by_length_and_by_time(planner: Planner, world: World) -> None:
    by_length = planner.reach(ReachRequest(stop(world, "A"), metres=800.0))
    assert by_length.ways_m == pytest.approx(1600.0, rel=5e-3)
    shorter = planner.reach(ReachRequest(stop(world, "A"), metres=400.0))
    assert by_length.area.buffer(1e-5).covers(shorter.area)
    by_time = planner.reach(ReachRequest(stop(world, "A"), seconds=600.0))
    assert 1000.0 < by_time.ways_m < 3000.0
    assert by_time.profile == "hike"


@pytest.mark.parametrize(
    ("budget", "said"),
    [
        ({}, "not said, or said twice"),
        ({"seconds": 60.0, "metres": 60.0}, "not said, or said twice"),
        ({"seconds": 0.0}, "budget of 0 s"),
        ({"metres": -1.0}, "budget of -1 m"),
        ({"metres": float("nan")}, "budget of nan m"),
        ({"seconds": 1e9}, r"budget of 1e\+09 s"),
    ],
)
def test_a_budget_must_be_meant(
    planner: Planner, world: World, budget: dict[str, float], said: str
) -> None:
    with pytest.raises(InputError, match=said):
        planner.reach(ReachRequest(stop(world, "A"), **budget))


def test_reach_refuses_a_start_in_an_avoided_area(planner: Planner, world: World) -> None:
    avoiding = Traveller(avoid=(around(world, "A"),))
    with pytest.raises(AvoidedViaError, match="'A'"):
        planner.reach(ReachRequest(stop(world, "A"), avoiding, metres=100.0))


def test_a_matrix_agrees_with_the_routes(planner: Planner, world: World) -> None:
    starts, ends = tuple(stop(world, x) for x in "AB"), tuple(stop(world, x) for x in "HAE")
    matrix = planner.matrix(MatrixRequest(starts, ends))
    for i, start in enumerate(starts):
        for j, end in enumerate(ends):
            if start == end:
                assert (matrix.length_m[i, j], matrix.time_s[i, j]) == (0.0, 0.0)
                continue
            (best,) = planner.route(RouteRequest((start, end)))
            assert matrix.length_m[i, j] == pytest.approx(best.length_m)
            assert matrix.time_s[i, j] == pytest.approx(best.time_s)


def test_a_matrix_climbs_as_the_routes_do(world: World) -> None:
    """On ground that rises to the east by 1 m in 30, waved by 6 m."""
    west = world.lonlat("A")[0]

    def ground(lonlat: FloatArray) -> FloatArray:
        metres = (lonlat[:, 0] - west) * 71_000.0
        return 100.0 + metres / 30.0 + 6.0 * np.sin(metres / 70.0)

    planner = Planner(raised(world, ground).graph)
    starts = (stop(world, "A"), beside(world, "B", east_m=70.0, north_m=5.0))
    ends = (stop(world, "H"), beside(world, "E", east_m=60.0, north_m=5.0))
    matrix = planner.matrix(MatrixRequest(starts, ends))
    for i, start in enumerate(starts):
        for j, end in enumerate(ends):
            (best,) = planner.route(RouteRequest((start, end)))
            assert matrix.climb_m[i, j] == pytest.approx(best.climb_m, abs=1e-6)
            assert matrix.descent_m[i, j] == pytest.approx(best.descent_m, abs=1e-6)
    assert matrix.climb_m.max() > 100.0


def test_a_matrix_without_heights_knows_no_climb(planner: Planner, world: World) -> None:
    matrix = planner.matrix(MatrixRequest((stop(world, "A"),), (stop(world, "H"),)))
    assert np.isnan([matrix.climb_m, matrix.descent_m]).all()


def test_a_matrix_says_where_no_way_leads(planner: Planner, world: World) -> None:
    wall = Traveller(avoid=(around(world, "B"), around(world, "F")))
    matrix = planner.matrix(
        MatrixRequest((stop(world, "A"),), (stop(world, "D"), stop(world, "E")), wall)
    )
    assert np.isnan(matrix.length_m).tolist() == [[True, False]]
    assert np.isnan(matrix.time_s).tolist() == [[True, False]]


def test_a_matrix_needs_both_sides(planner: Planner, world: World) -> None:
    with pytest.raises(InputError, match="at least one start and one end"):
        planner.matrix(MatrixRequest((), (stop(world, "A"),)))
