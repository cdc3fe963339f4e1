"""Tiles of the base map: what they hold, where it lies, and that neighbours fit."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING

import numpy as np
import pytest

from itinera.errors import UnknownNameError
from itinera.osm.codes import Highway
from itinera_web.basemap import Basemap
from sketch import sketch

if TYPE_CHECKING:
    from flask.testing import FlaskClient

Tile = dict[str, object]


def tile_of(lonlat: tuple[float, float], zoom: int) -> tuple[int, int]:
    """Return column and row of the tile that holds a position (textbook formula)."""
    lon, lat = lonlat
    across = 2**zoom
    x = (lon + 180.0) / 360.0 * across
    y = (1.0 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2.0 * across
    return int(x), int(y)


@pytest.fixture(scope="module")
def world() -> object:
    """Return a cross of two streets, one a main road, and a village beside them."""
    return sketch(
        "A--B--C\n   |   \n P D   ",
        tags={"AB": {"highway": "primary"}, "BC": {"highway": "footway"}},
        nodes={"P": {"place": "village", "name": "Fictif-les-Mines", "population": "812"}},
    )


def cut(world: object, zoom: int, letter: str = "B") -> Tile:
    """Return the tile of a letter."""
    basemap = Basemap.of(world.graph)
    found: Tile = json.loads(basemap.tile(zoom, *tile_of(world.lonlat(letter), zoom)))
    return found


def test_small_ways_appear_as_one_zooms_in(world: object) -> None:
    """From afar only the main road, near by everything."""
    assert len(cut(world, 8)["l"]["k"]) == 1
    assert len(cut(world, 15)["l"]["k"]) == 3


def test_points_lie_where_the_textbook_puts_them(world: object) -> None:
    """The end of the footway is at its place in the tile, to a quarter of a pixel."""
    zoom = 16
    tile = cut(world, zoom, "C")
    points = np.array(tile["l"]["p"]).reshape(-1, 2)
    lon, lat = world.lonlat("C")
    across = 2**zoom * 256
    x = (lon + 180.0) / 360.0 * across
    y = (1.0 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2.0 * across
    column, row = tile_of((lon, lat), zoom)
    wanted = np.array([(x - column * 256) * 4, (y - row * 256) * 4])
    assert np.abs(points - wanted).sum(axis=1).min() <= 1.5


def test_counts_and_points_agree(world: object) -> None:
    """Each line has at least two points, and no point is left over."""
    for zoom in (8, 12, 15, 18):
        tile = cut(world, zoom)["l"]
        assert len(tile["k"]) == len(tile["n"])
        assert sum(tile["n"]) * 2 == len(tile["p"])
        assert all(n >= 2 for n in tile["n"])


def test_a_village_is_named_in_every_tile_that_it_reaches_into(world: object) -> None:
    """A label at the rim is cut in both tiles at the same place, so that it reads whole."""
    names = [row[3] for row in cut(world, 14, "P")["t"]]
    assert names == ["Fictif-les-Mines"]


def test_far_away_there_is_nothing(world: object) -> None:
    """A tile of the sea is empty."""
    tile = json.loads(Basemap.of(world.graph).tile(12, 0, 0))
    assert tile["l"]["k"] == tile["w"]["k"] == tile["t"] == []


@pytest.mark.parametrize("place", [(5, 0, 0), (19, 0, 0), (8, 256, 0), (8, 0, 256), (8, -1, 0)])
def test_a_tile_that_cannot_be_is_refused(place: tuple[int, int, int], world: object) -> None:
    """Zoom, column and row have limits."""
    with pytest.raises(UnknownNameError, match="There is no tile"):
        Basemap.of(world.graph).tile(*place)


def test_tiles_are_kept_by_browsers_for_good(client: FlaskClient) -> None:
    """The graph's id stands in the address, so that a tile never changes."""
    from itinera_web.access import service

    with client.application.app_context():
        graph_id = service().basemap.graph.source.graph_id
    answer = client.get(f"/basemap/{graph_id}/14/8319/5499.json")
    assert answer.status_code == 200
    assert "immutable" in answer.headers["Cache-Control"]
    assert client.get("/basemap/other/14/8319/5499.json").status_code == 404
    assert client.get(f"/basemap/{graph_id}/25/0/0.json").status_code == 404


def test_a_street_of_less_than_a_unit_is_still_a_line() -> None:
    """From afar a short street is a dot, and a dot has two ends too."""
    world = sketch("A-B-C-D", tags={pair: {"highway": "primary"} for pair in ("AB", "BC", "CD")})
    tile = cut(world, 7)["l"]
    assert tile["n"]
    assert min(tile["n"]) == 2


def test_big_roads_are_drawn_over_small_ways(world: object) -> None:
    """The order of the lines is the order of drawing."""
    classes = [style & 31 for style in cut(world, 15)["l"]["k"]]
    assert classes[-1] == Highway.PRIMARY
    assert classes[0] == Highway.FOOTWAY


def test_a_label_stands_in_the_next_tile_too(world: object) -> None:
    """Half a name would be cut off at the rim if the neighbour did not draw its part."""
    zoom = 14
    lon, lat = world.lonlat("P")
    column, row = tile_of((lon, lat), zoom)
    inside = (lon + 180.0) / 360.0 * 2**zoom - column
    neighbour = column + (1 if inside > 0.5 else -1)
    tile = json.loads(Basemap.of(world.graph).tile(zoom, neighbour, row))
    assert [row[3] for row in tile["t"]] == ["Fictif-les-Mines"]
