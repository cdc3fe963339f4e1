"""Heights of real extracts on real tiles, against posts read from the files by themselves."""

from __future__ import annotations

import struct
import zipfile
from functools import cache

import numpy as np
import pytest

from conftest import SHARED, shared_path
from itinera.elevation.terrain import open_terrain
from itinera.graph.build import build_graph
from itinera.graph.edgeheights import EdgeHeights
from itinera.graph.elevate import Dem
from itinera.graph.heights import SPANS
from itinera.graph.routegraph import RouteGraph
from itinera.osm.codes import EdgeFlag, HeightFlag

ANDORRA, BAYREUTH = "graphhopper-andorra.osm.pbf", "graphhopper-north-bayreuth.osm.gz"


@cache
def graph_of(name: str) -> RouteGraph:
    """Return the graph of an extract with its heights."""
    return build_graph([shared_path("data", "osm", name)], dem=Dem((SHARED / "data/dem",)))


def heights_of(name: str) -> EdgeHeights:
    """Return the heights of an extract."""
    heights = graph_of(name).heights
    assert heights is not None
    return heights


@cache
def tile(lat: int, lon: int) -> bytes:
    """Return the bytes of a tile of 1201 by 1201 posts, the north-western first."""
    name = f"N{lat:02d}E{lon:03d}"
    with zipfile.ZipFile(shared_path("data", "dem", f"{name}.hgt.zip")) as packed:
        return packed.read(packed.namelist()[0])


def by_hand(lon: float, lat: float) -> float | None:
    """Return the bilinear height of a place, None where one of its four posts is void."""
    south, west = int(lat), int(lon)
    across, down = (lon - west) * 1200, (south + 1 - lat) * 1200
    column, row = int(across), int(down)
    posts = [
        struct.unpack_from(">h", tile(south, west), 2 * (r * 1201 + c))[0]
        for r in (row, row + 1)
        for c in (column, column + 1)
    ]
    if -32768 in posts:
        return None
    x, y = across - column, down - row
    upper, lower = posts[0] + (posts[1] - posts[0]) * x, posts[2] + (posts[3] - posts[2]) * x
    return float(upper + (lower - upper) * y)


def ends(name: str, way: int) -> list[float]:
    """Return the heights of both ends of each edge of a way."""
    graph, heights = graph_of(name), heights_of(name)
    edges = np.flatnonzero(graph.edges.way == way).tolist()
    return [float(heights.of_edge(e)[k]) for e in edges for k in (0, -1)]


def test_the_ends_of_two_ways_are_worked_out_on_paper() -> None:
    """Between four posts each: 1076 1070 over 1048 1044, and 1482 1484 over 1456 1448.

    1.5157381 E 42.5063521 N is column 618.8857, row 592.3775:
    1070.686 above, 1044.457 below, 1060.785 between. 1.4591088 E 42.4407395 N
    is column 550.9306, row 671.1126: 1483.861, 1448.555, 1479.886.
    """
    assert 1060.8 in ends(ANDORRA, 144428483)
    assert 1479.9 in ends(ANDORRA, 32722544)


def test_a_tower_and_a_river_as_another_router_expects_them() -> None:
    """GraphHopper's test expects 466 m at the Siegesturm and 330 m at the Main: nearest posts."""
    places = np.array([[11.574783, 49.969331], [11.558647, 49.958233]])
    tower, river = open_terrain([SHARED / "data/dem"]).heights(places).ele_m.tolist()
    assert tower == pytest.approx(466.0, abs=5.0)
    assert river == pytest.approx(330.0, abs=0.5)
    assert [tower, river] == pytest.approx([by_hand(*place) for place in places.tolist()])


@pytest.mark.parametrize("name", [ANDORRA, BAYREUTH])
def test_every_node_on_the_ground_is_as_its_four_posts_say(name: str) -> None:
    """Bayreuth crosses the seam of two tiles at 50 N; Andorra has voids."""
    graph, heights = graph_of(name), heights_of(name)
    moved = (graph.edges.flags & (SPANS | EdgeFlag.DAM | EdgeFlag.TOWPATH)) > 0
    on_ground = np.ones(graph.n_nodes, dtype=np.bool_)
    on_ground[graph.edges.nodes[moved].reshape(-1)] = False
    checked = 0
    for edge in range(0, graph.n_edges, 3):
        along = heights.of_edge(edge)
        for node, found in zip(graph.edges.nodes[edge].tolist(), along[[0, -1]], strict=True):
            wanted = by_hand(*graph.node_lonlat(node))
            if on_ground[node] and wanted is not None:
                assert found == pytest.approx(wanted, abs=0.0501)
                checked += 1
            elif wanted is None and np.isfinite(found):
                assert heights.flags[edge] & (HeightFlag.BRIDGED_VOID | HeightFlag.SPANNED)
    assert checked > 1500


def test_samples_between_ends_are_as_their_posts_say() -> None:
    """Straight edges: a sample lies in proportion between the ends."""
    graph, heights = graph_of(BAYREUTH), heights_of(BAYREUTH)
    straight = (np.diff(graph.geometry_offsets) == 2) & (heights.flags == 0)
    chosen = np.flatnonzero(straight & (graph.edges.length_m > 60))[:200].tolist()
    for edge in chosen:
        along = heights.of_edge(edge)
        (lon, lat), (to_lon, to_lat) = graph.edge_lonlat(edge).tolist()
        for k in range(1, len(along) - 1):
            share = k / (len(along) - 1)
            wanted = by_hand(lon + (to_lon - lon) * share, lat + (to_lat - lat) * share)
            assert along[k] == pytest.approx(wanted, abs=0.0501)
    assert len(chosen) == 200


def test_a_void_is_unknown_and_never_zero() -> None:
    graph, heights = graph_of(ANDORRA), heights_of(ANDORRA)
    unknown = (heights.flags & HeightFlag.UNKNOWN) > 0
    assert unknown.any()
    assert not unknown.all()
    known = heights.metres(slice(None))
    assert np.nanmin(known) > 800.0  # Andorra's lowest place is at 840 m
    assert np.nanmax(known) < 2942.1  # and its highest, Coma Pedrosa
    assert graph.source.options == (
        ("dem:N42E001.hgt.zip", graph.source.options[0][1]),
    )  # the tiles of Bayreuth are not its
