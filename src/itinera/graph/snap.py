"""A place brought onto the network: the nearest point on an edge."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Snap:
    """A waypoint moved onto an edge.

    Attributes
    ----------
    edge
        Edge of the graph.
    fraction
        Share of the edge's length before the point, 0 at its first node, 1 at its last.
    lonlat
        (lon, lat) of the point on the edge, in degrees.
    moved_m
        Metres between the place asked for and this point.
    """

    edge: int
    fraction: float
    lonlat: tuple[float, float]
    moved_m: float
