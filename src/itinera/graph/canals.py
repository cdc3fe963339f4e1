"""Paths along canals: towpaths that nobody has tagged as such."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from itinera.geodesy import metres_per_degree, to_degrees
from itinera.graph.build_areas import SHORE_M, middles
from itinera.osm.codes import CANAL_LINE, EdgeFlag, Highway

if TYPE_CHECKING:
    from shapely import STRtree

    from itinera.geodesy import BoolArray, FloatArray
    from itinera.graph.routegraph import RouteGraph
    from itinera.osm.extract import AreaShapes

#: Roads cross canals and leave them; these may run along one as towpaths do.
PATHS = (Highway.TRACK, Highway.PATH, Highway.FOOTWAY, Highway.CYCLEWAY, Highway.BRIDLEWAY)
LEAVING = 0.3  # metres that a path may come nearer or leave per metre: about 17°
ASIDE_M = 3.0  # what a short path may


def beside_canals(graph: RouteGraph, areas: AreaShapes) -> BoolArray:
    """Tell which paths run along a canal: within 40 m of its line, and not away from it.

    Parameters
    ----------
    graph
        The graph.
    areas
        What an OSM file holds, lines of canals among it.

    Returns
    -------
    bool, shape (n_edges,)
    """
    beside = np.zeros(graph.n_edges, dtype=np.bool_)
    lines = np.flatnonzero((areas.flag & CANAL_LINE) > 0).tolist()
    over = (graph.edges.flags & (EdgeFlag.BRIDGE | EdgeFlag.TUNNEL)) > 0
    chosen = np.flatnonzero(np.isin(graph.edges.highway, PATHS) & ~over)
    if not lines or not len(chosen):
        return beside
    middle = middles(graph.geometry_offsets, graph.geometry)[chosen]
    scale = np.array(metres_per_degree(float(middle[:, 1].mean())))
    tree = _tree([areas.wkb[row] for row in lines], scale)
    apart = _apart(tree, middle * scale)
    near = np.flatnonzero(apart <= SHORE_M)
    ends = to_degrees(graph.nodes.lonlat[graph.edges.nodes[chosen[near]]]) * scale
    first, last = _apart(tree, ends[:, 0]), _apart(tree, ends[:, 1])
    allowed = np.maximum(ASIDE_M, LEAVING * graph.edges.length_m[chosen[near]])
    both = np.flatnonzero(np.isfinite(first) & np.isfinite(last))
    along = both[np.abs(first[both] - last[both]) <= allowed[both]]
    beside[chosen[near[along]]] = True
    return beside


def _tree(lines: list[bytes], scale: FloatArray) -> STRtree:
    """Return a tree of the segments of lines; a long line is slow to measure from."""
    import shapely

    lonlat, line = shapely.get_coordinates(shapely.from_wkb(lines), return_index=True)
    segments = np.stack([lonlat[:-1], lonlat[1:]], axis=1)[line[:-1] == line[1:]]
    return shapely.STRtree(shapely.linestrings(segments * scale))


def _apart(tree: STRtree, places: FloatArray) -> FloatArray:
    """Return the metres from places to the nearest canal, infinite beyond 40 m."""
    import shapely

    apart = np.full(len(places), np.inf)
    (row, _), metres = tree.query_nearest(
        shapely.points(places), max_distance=SHORE_M, return_distance=True, all_matches=False
    )
    apart[row] = metres
    return apart
