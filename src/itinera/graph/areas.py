"""Areas to keep out of: which edges they touch."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import shapely
from shapely import MultiPolygon, Polygon

from itinera.errors import AreaError
from itinera.geodesy import FIXED_PER_DEGREE, BoolArray, IntArray, LongArray, to_degrees
from itinera.graph.routegraph import RouteGraph

Area = Polygon | MultiPolygon


def edges_touching(graph: RouteGraph, areas: Sequence[Area]) -> BoolArray:
    """Find the edges that touch any of some areas.

    Parameters
    ----------
    graph
        The graph.
    areas
        Valid shapely areas in degrees, (lon, lat).

    Returns
    -------
    bool, shape (n_edges,)
        True where any part of the edge is inside an area or on its border.

    Raises
    ------
    AreaError
        If an area lies off the map and would lie on it with its coordinates swapped.
    """
    touched = np.zeros(graph.n_edges, dtype=np.bool_)
    if graph.n_edges == 0 or not areas:
        return touched
    starts = np.asarray(graph.geometry_offsets[:-1])
    low = np.minimum.reduceat(graph.geometry, starts, axis=0)
    high = np.maximum.reduceat(graph.geometry, starts, axis=0)
    for number, area in enumerate(areas, 1):
        near = _meets(low, high, area.bounds)
        if not near.any():
            _refuse_swapped(low, high, area.bounds, number)
        asked = np.flatnonzero(near & ~touched)
        shapely.prepare(area)
        touched[asked] = shapely.intersects(area, edge_lines(graph, asked))
    return touched


def edge_lines(graph: RouteGraph, edges: LongArray) -> npt.NDArray[np.object_]:
    """Return the geometry of some edges as shapely lines, in degrees.

    Parameters
    ----------
    graph
        The graph.
    edges : int64, shape (n,)
        Edges.

    Returns
    -------
    object, shape (n,)
        shapely LineStrings in the forward direction.
    """
    begin = np.asarray(graph.geometry_offsets)[edges]
    counts = np.asarray(graph.geometry_offsets)[edges + 1] - begin
    owner = np.repeat(np.arange(len(edges)), counts)
    at = np.arange(len(owner)) - np.repeat(np.cumsum(counts) - counts, counts) + begin[owner]
    return np.asarray(
        shapely.linestrings(to_degrees(graph.geometry[at]), indices=owner), dtype=np.object_
    )


def _meets(low: IntArray, high: IntArray, bounds: tuple[float, ...]) -> BoolArray:
    """Say which edges' bounding boxes meet `bounds` (west, south, east, north in degrees)."""
    west, south, east, north = (v * FIXED_PER_DEGREE for v in bounds)
    across: BoolArray = (low[:, 0] <= east) & (high[:, 0] >= west)
    along: BoolArray = (low[:, 1] <= north) & (high[:, 1] >= south)
    return across & along


def _refuse_swapped(low: IntArray, high: IntArray, bounds: tuple[float, ...], number: int) -> None:
    """Complain of an area off the map that would touch it if latitude came second."""
    west, south, east, north = bounds
    if _meets(low, high, (south, west, north, east)).any():
        raise AreaError(
            f"Area {number} spans longitude {west:g} to {east:g}, off the map.",
            remedy="Latitude and longitude seem swapped: GeoJSON has [lon, lat].",
        )
