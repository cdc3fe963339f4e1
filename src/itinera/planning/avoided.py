"""What a traveller keeps off, beside areas: ways of the map, and what lies near a line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from itinera.errors import AreaError, UnknownNameError
from itinera.geodesy import metres_per_degree
from itinera.planning.places import stop_of

if TYPE_CHECKING:
    from shapely import Polygon

    from itinera.geodesy import BoolArray
    from itinera.graph.routegraph import RouteGraph
    from itinera.itinerary.itinerary import LonLat
    from itinera.planning.request import Traveller

NEAR_M = 15.0  # of a line: the road itself and the pavements beside it
MOST_NEAR_M = 1000.0
WAY_M = 50.0  # so far from a way somebody points who means it
_WAY = re.compile(r"(?:way/)?(\d{1,18})")
_QUARTER = 4  # segments of a quarter of a circle


def parse_way(text: str) -> int | LonLat:
    """Read a way to be avoided: way/123, 123, or LAT,LON for the way that runs there.

    Raises
    ------
    WaypointError
        If it is neither.

    Examples
    --------
    >>> parse_way("way/123")
    123
    >>> parse_way("50.5,2.75")
    (2.75, 50.5)
    """
    found = _WAY.fullmatch(text.strip())
    return int(found.group(1)) if found else stop_of(text).lonlat


def parse_near(text: str) -> Polygon:
    """Read a line to keep off, LAT,LON[;LAT,LON…][@METRES], as an area.

    Raises
    ------
    WaypointError
        If a place is none.
    AreaError
        If the distance is none, or too far.
    """
    line, given, metres = text.partition("@")
    points = [stop_of(place).lonlat for place in line.split(";")]
    try:
        far_m = float(metres) if given else NEAR_M
    except ValueError:
        far_m = np.nan
    if not 0.0 < far_m <= MOST_NEAR_M:
        raise AreaError(
            f"A line cannot be kept off by {metres!r} metres.",
            remedy=f"Write LAT,LON;LAT,LON@METRES with metres up to {MOST_NEAR_M:g}.",
        )
    return around(points, far_m)


def around(points: list[LonLat], far_m: float) -> Polygon:
    """Return the area within some metres of a point or a line, in degrees.

    Examples
    --------
    >>> west, south, east, north = around([(2.8, 50.4)], 100.0).bounds
    >>> round((north - south) * 111_250)
    200
    """
    import shapely
    from shapely.affinity import scale

    east_m, north_m = metres_per_degree(points[0][1])
    flat = np.array(points) * (east_m, north_m)
    line = shapely.Point(flat[0]) if len(flat) == 1 else shapely.LineString(flat)
    area: Polygon = line.buffer(far_m, quad_segs=_QUARTER)
    return scale(area, 1.0 / east_m, 1.0 / north_m, origin=(0.0, 0.0))


def closed_edges(graph: RouteGraph, traveller: Traveller) -> BoolArray | None:
    """Mark the edges that a traveller keeps off, None where there are none.

    Raises
    ------
    AreaError
        If an area has its coordinates swapped.
    UnknownNameError
        If a way is not on this map.
    WaypointError
        If no way runs where one is meant.
    """
    closed: BoolArray | None = None
    if traveller.avoid:
        from itinera.graph.areas import edges_touching

        closed = edges_touching(graph, traveller.avoid)
    for way in traveller.avoid_ways:
        edges = _edges_of(graph, way)
        closed = edges if closed is None else closed | edges
    return closed


def _edges_of(graph: RouteGraph, way: int | LonLat) -> BoolArray:
    """Mark the edges of a way."""
    ways = np.asarray(graph.edges.way)
    if not isinstance(way, int):
        from itinera.graph.locate import LocationIndex

        everything = np.ones(graph.n_edges, dtype=np.bool_)
        snap = LocationIndex.ready(graph).snap(way, everything, max_distance_m=WAY_M)
        way = int(ways[snap.edge])
    edges: BoolArray = ways == way
    if not edges.any():
        raise UnknownNameError(
            f"There is no way/{way} on this map.",
            remedy="Write the id of an OSM way, or LAT,LON of a place on it.",
        )
    return edges
