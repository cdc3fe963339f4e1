"""Paths along canals are level, tagged as towpaths or not; paths that cross one are not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import shapely

from drawn_rasters import write_hgt
from itinera.geodesy import metres_per_degree
from itinera.graph.build import build_graph
from itinera.graph.canals import beside_canals
from itinera.graph.elevate import Dem
from itinera.osm.codes import CANAL_LINE, AreaFlag, HeightFlag
from itinera.osm.extract import AreaShapes
from sketch import World, sketch, sketch_xml
from terrains import ORIGIN

PATH = {"highway": "path"}


def canal(*metres: tuple[float, float], river: bool = False) -> AreaShapes:
    """Return the line of a canal through places in metres east and south of the corner."""
    per_lon, per_lat = metres_per_degree(ORIGIN[1])
    line = shapely.LineString(
        [(ORIGIN[0] + x / per_lon, ORIGIN[1] - y / per_lat) for x, y in metres]
    )
    flag = AreaFlag.WATER | (0 if river else CANAL_LINE)
    return AreaShapes(np.array([flag], np.uint8), (line.wkb,))


def beside(world: World, areas: AreaShapes) -> set[str]:
    """Return the stretches that run along a canal."""
    found = beside_canals(world.graph, areas)
    return {name for name in world.way_ids if found[world.edge(name)] and name < name[::-1]}


#: B–C runs along a canal 30 m south of it, A–B comes to it, C–D crosses it, E–F is far.
BANK = sketch("A\n|\nB----C\n     |\nE----D", default=PATH)


def test_a_path_within_forty_metres_and_not_leaving() -> None:
    assert beside(BANK, canal((-100.0, 230.0), (900.0, 230.0))) == {"BC"}
    assert beside(BANK, canal((-100.0, 245.0), (900.0, 245.0))) == set()


def test_rivers_are_no_canals_and_roads_no_paths() -> None:
    assert beside(BANK, canal((-100.0, 230.0), (900.0, 230.0), river=True)) == set()
    road = sketch("A\n|\nB----C\n     |\nE----D")
    assert beside(road, canal((-100.0, 230.0), (900.0, 230.0))) == set()
    none = AreaShapes(np.zeros(0, np.uint8), ())
    assert beside(BANK, none) == set()


def test_bridges_and_short_ramps_are_not_along_it() -> None:
    """A ramp of 35 m that leads straight to the water is near it all the way, but leaves it."""
    world = sketch("A-B\n  |\n  C", default=PATH, step_m=17.0)
    assert beside(world, canal((-100.0, 5.0), (200.0, 5.0))) == {"AB"}
    bridge = sketch("A-B\n  |\n  C", default={**PATH, "bridge": "yes"}, step_m=17.0)
    assert beside(bridge, canal((-100.0, 5.0), (200.0, 5.0))) == set()


def test_the_line_of_a_canal_in_the_file_levels_the_path_beside_it(tmp_path: Path) -> None:
    """Ground that waves by 3 m: the path by the water is level, the other is not."""
    drawing = "A---------B\n\n\n\nC---------D"
    text = sketch_xml(drawing, default=PATH)
    per_lon, per_lat = metres_per_degree(ORIGIN[1])
    nodes = "".join(
        f'<node id="{i}" version="1" lon="{ORIGIN[0] + x / per_lon:.7f}" '
        f'lat="{ORIGIN[1] - 20 / per_lat:.7f}"/>'
        for i, x in ((900, -50.0), (901, 1100.0))
    )
    way = (
        '<way id="9" version="1"><nd ref="900"/><nd ref="901"/><tag k="waterway" v="canal"/></way>'
    )
    osm = tmp_path / "canal.osm"
    first = text.index("<way")
    osm.write_text(text[:first] + nodes + text[first:].replace("</osm>", way + "</osm>"))
    dem = write_hgt(
        tmp_path / "N50E002.hgt", lambda lon, lat: 30.0 + 3.0 * np.sin(lon * 2000.0) + 0 * lat
    )
    graph = build_graph([osm], dem=Dem((dem,)))
    assert graph.heights is not None
    north = int(np.argmax(graph.nodes.lonlat[graph.edges.nodes[:, 0], 1]))
    assert graph.heights.flags.tolist().count(HeightFlag.FLAT) == 1
    assert graph.heights.flags[north] == HeightFlag.FLAT
    assert not graph.heights.climb_m[[2 * north, 2 * north + 1]].any()
    assert graph.heights.climb_m.sum() > 4.0
