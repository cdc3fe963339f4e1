"""Ways and lines that a traveller keeps off."""

from __future__ import annotations

import pytest
from shapely import Point

from itinera.errors import AreaError, UnknownNameError, WaypointError
from itinera.geodesy import metres_per_degree
from itinera.itinerary import Stop
from itinera.planning import Planner, RouteRequest, Traveller
from itinera.planning.avoided import around, closed_edges, parse_near, parse_way
from sketch import World, sketch

#: Two ways from A to C: 400 m straight, 800 m round.
WORLD = """
A---B---C
|       |
|       |
D-------E
"""


@pytest.fixture(scope="module")
def world() -> World:
    return sketch(WORLD)


def way_of(world: World, edge: str) -> int:
    return int(world.graph.edges.way[world.edge(edge)])


def test_a_way_that_is_avoided_is_not_used(world: World) -> None:
    """From A to C through B, until BC is closed: by its id, or by a place on it."""
    planner = Planner(world.graph)
    ends = tuple(Stop(letter, world.lonlat(letter)) for letter in "AC")
    (straight,) = planner.route(RouteRequest(ends))
    (west, south), (east, _) = world.lonlat("B"), world.lonlat("C")
    middle = ((west + east) / 2.0, south)
    for way in (way_of(world, "BC"), middle):
        traveller = Traveller(avoid_ways=(way,))
        closed = closed_edges(world.graph, traveller)
        assert closed is not None
        assert closed.nonzero()[0].tolist() == [world.edge("BC")]
        (round_about,) = planner.route(RouteRequest(ends, traveller))
        assert round_about.length_m > straight.length_m * 1.2


def test_nothing_is_avoided_where_nothing_is_asked(world: World) -> None:
    assert closed_edges(world.graph, Traveller()) is None


def test_several_ways_and_areas_add_up(world: World) -> None:
    lon, lat = world.lonlat("D")
    traveller = Traveller(
        avoid=(around([(lon, lat)], 5.0),),
        avoid_ways=(way_of(world, "AB"), way_of(world, "BC")),
    )
    closed = closed_edges(world.graph, traveller)
    assert closed is not None
    assert closed.sum() == 4  # AB, BC, and AD and DE that meet at D


def test_a_way_that_is_not_on_the_map_is_named(world: World) -> None:
    with pytest.raises(UnknownNameError, match="no way/987654321"):
        closed_edges(world.graph, Traveller(avoid_ways=(987654321,)))


def test_a_place_beside_every_way_means_none(world: World) -> None:
    lon, lat = world.lonlat("A")
    with pytest.raises(WaypointError):
        closed_edges(world.graph, Traveller(avoid_ways=((lon - 2e-3, lat),)))


def test_the_area_round_a_line_is_so_wide(world: World) -> None:
    """100 m beside the line is within 101 m, and not within 99 m."""
    one, other = (2.8, 50.4), (2.81, 50.4)
    beside = Point(2.805, 50.4 + 100.0 / metres_per_degree(50.4)[1])
    assert around([one, other], 101.0).contains(beside)
    assert not around([one, other], 99.0).contains(beside)


def test_lines_are_read() -> None:
    area = parse_near("50.4,2.8;50.4,2.81@30")
    assert area.contains(Point(2.805, 50.4))
    north = area.bounds[3] - 50.4
    assert north * metres_per_degree(50.4)[1] == pytest.approx(30.0, rel=1e-3)
    assert parse_near("50.4,2.8").contains(Point(2.8, 50.4))


@pytest.mark.parametrize("text", ["50.4,2.8@", "50.4,2.8@0", "50.4,2.8@x", "50.4,2.8@2000"])
def test_a_distance_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(AreaError, match="kept off"):
        parse_near(text)


@pytest.mark.parametrize(("text", "way"), [("way/7", 7), ("7", 7), (" 50.5,2.75 ", (2.75, 50.5))])
def test_ways_are_read(text: str, way: object) -> None:
    assert parse_way(text) == way


def test_a_way_that_is_none_is_refused() -> None:
    with pytest.raises(WaypointError):
        parse_way("95.0,2.8")
