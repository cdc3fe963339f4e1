"""Which edges lie near places: a grid leaves out most, a tree of shapes measures the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from itinera.geodesy import FIXED_PER_DEGREE, metres_per_degree
from itinera.graph.areas import edge_lines

if TYPE_CHECKING:
    from itinera.geodesy import BoolArray, FloatArray, IntArray, LongArray
    from itinera.graph.routegraph import RouteGraph

CELL_M = 500.0  # side of a cell, at least
MOST_CELLS = 2000  # in a row or column


def edges_near(
    graph: RouteGraph, lonlat: FloatArray, reach_m: FloatArray, allowed: BoolArray
) -> tuple[LongArray, LongArray, FloatArray]:
    """Find the edges within reach of places.

    Parameters
    ----------
    lonlat : float64, shape (n, 2)
        Places in degrees.
    reach_m : float64, shape (n,)
        How far an edge may lie from each, in metres.
    allowed : bool, shape (n_edges,)
        Edges that are looked at.

    Returns
    -------
    place, edge : int64
        Pairs, by place and then by edge.
    off_m : float64
        Metres between the two; on a plane that touches the Earth amid the places, which
        is a per mille off within 10 km north or south.
    """
    empty = np.zeros(0, dtype=np.int64)
    if not len(lonlat) or not allowed.any():
        return empty, empty, np.zeros(0)
    scale = np.array(metres_per_degree(float(lonlat[:, 1].mean())))
    edges = _beside(graph, lonlat, reach_m, allowed, scale)
    if not len(edges):
        return empty, empty, np.zeros(0)
    lines = shapely.transform(edge_lines(graph, edges), lambda xy: xy * scale)
    points = shapely.points(lonlat * scale)
    place, line = shapely.STRtree(lines).query(points, predicate="dwithin", distance=reach_m)
    off = shapely.distance(points[place], lines[line])
    order = np.lexsort((edges[line], place))
    return place[order].astype(np.int64), edges[line][order], np.asarray(off)[order]


def _beside(
    graph: RouteGraph,
    lonlat: FloatArray,
    reach_m: FloatArray,
    allowed: BoolArray,
    scale: FloatArray,
) -> LongArray:
    """Return the allowed edges whose boxes touch a cell that a place reaches."""
    low, high = _boxes(graph)
    around = np.asarray(reach_m)[:, None] / scale * FIXED_PER_DEGREE
    middle = lonlat * FIXED_PER_DEGREE
    corner = low.min(axis=0)
    extent = (high.max(axis=0) - corner).astype(np.float64)
    side = np.maximum(CELL_M / scale * FIXED_PER_DEGREE, extent / MOST_CELLS)
    shape = (extent // side).astype(np.int64) + 1

    def cell(at: FloatArray | IntArray) -> LongArray:
        inside: LongArray = np.clip(((at - corner) // side).astype(np.int64), 0, shape - 1)
        return inside

    reached = np.zeros(shape, dtype=np.int64)
    on_map = ((middle + around >= corner) & (middle - around <= high.max(axis=0))).all(axis=1)
    first, last = cell(middle - around), cell(middle + around)
    for row in np.flatnonzero(on_map).tolist():
        (west, south), (east, north) = first[row], last[row]
        reached[west : east + 1, south : north + 1] = 1
    total = np.zeros(shape + 1, dtype=np.int64)
    total[1:, 1:] = reached.cumsum(axis=0).cumsum(axis=1)
    (west, south), (east, north) = cell(low).T, cell(high).T + 1
    touched = total[east, north] - total[west, north] - total[east, south] + total[west, south]
    return np.flatnonzero((touched > 0) & allowed)


def _boxes(graph: RouteGraph) -> tuple[IntArray, IntArray]:
    """Return the south-western and north-eastern corner of every edge, 1e-7 degrees."""
    starts = np.asarray(graph.geometry_offsets[:-1])
    geometry = np.asarray(graph.geometry)
    return (
        np.minimum.reduceat(geometry, starts, axis=0),
        np.maximum.reduceat(geometry, starts, axis=0),
    )
