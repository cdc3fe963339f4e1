"""Areas to keep out of: which edges they touch."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString, MultiPolygon, Polygon, box

from itinera.errors import InputError
from itinera.graph.areas import edge_lines, edges_touching
from sketch import World, sketch


@pytest.fixture(scope="module")
def world() -> World:
    """A ladder: six junctions, seven streets."""
    return sketch("""
A---B---C
|   |   |
D---E---F
""")


def around(world: World, letter: str, metres: float) -> Polygon:
    """Return a small square round a letter."""
    lon, lat = world.lonlat(letter)
    half = metres / 80_000
    return box(lon - half, lat - half, lon + half, lat + half)


def named(world: World, mask: np.ndarray) -> set[str]:
    """Return the stretches of a mask of edges, letters in order."""
    return {"".join(sorted(world.spell([2 * int(e)]))) for e in np.flatnonzero(mask)}


def test_an_area_round_a_junction_touches_its_streets(world: World) -> None:
    """Every street that begins in the area is touched, no other."""
    assert named(world, edges_touching(world.graph, [around(world, "B", 20)])) == {"AB", "BC", "BE"}


def test_an_area_across_the_middle_of_a_street_touches_it(world: World) -> None:
    """Both ends of the street are outside."""
    lon, lat = (world.lonlat("A")[0] + world.lonlat("B")[0]) / 2, world.lonlat("A")[1]
    area = box(lon - 1e-4, lat - 1e-4, lon + 1e-4, lat + 1e-4)
    assert named(world, edges_touching(world.graph, [area])) == {"AB"}


def test_a_hole_is_not_part_of_the_area(world: World) -> None:
    """Whoever lives in the hole may stay there."""
    hole = around(world, "A", 1500)
    area = Polygon(around(world, "A", 4000).exterior, [hole.exterior])
    assert not edges_touching(world.graph, [area]).any()


def test_several_areas_add_up(world: World) -> None:
    """Also as one MultiPolygon."""
    one, two = around(world, "A", 20), around(world, "F", 20)
    both = edges_touching(world.graph, [one, two])
    assert named(world, both) == {"AB", "AD", "CF", "EF"}
    assert (edges_touching(world.graph, [MultiPolygon([one, two])]) == both).all()


def test_no_area_touches_nothing(world: World) -> None:
    """An empty list closes no street."""
    assert not edges_touching(world.graph, []).any()


def test_an_area_elsewhere_touches_nothing_and_a_swapped_one_is_named(world: World) -> None:
    """[lat, lon] would silently avoid nothing."""
    assert not edges_touching(world.graph, [box(10, 10, 11, 11)]).any()
    lon, lat = world.lonlat("A")
    with pytest.raises(InputError, match=r"Area 2 spans longitude 50.* swapped"):
        edges_touching(world.graph, [box(10, 10, 11, 11), box(lat, lon, lat + 0.1, lon + 0.1)])


@given(st.tuples(*[st.floats(-0.004, 0.012)] * 4))
def test_the_edges_found_are_those_that_shapely_finds_one_by_one(
    world: World, corners: tuple[float, float, float, float]
) -> None:
    """The prefilter by bounding boxes loses nothing."""
    lon, lat = world.lonlat("A")
    area = box(lon + corners[0], lat - corners[1], lon + corners[2], lat - corners[3])
    if area.area == 0:
        return
    lines = [LineString(world.graph.edge_lonlat(e)) for e in range(world.graph.n_edges)]
    expected = [bool(area.intersects(line)) for line in lines]
    assert edges_touching(world.graph, [area]).tolist() == expected


def test_edge_lines_are_the_edges_geometries(world: World) -> None:
    """In any order asked."""
    lines = edge_lines(world.graph, np.array([3, 0]))
    assert np.asarray(lines[0].coords) == pytest.approx(world.graph.edge_lonlat(3))
    assert np.asarray(lines[1].coords) == pytest.approx(world.graph.edge_lonlat(0))
