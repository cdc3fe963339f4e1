"""What a walk has to pass, laid on the ball: places, an end, and areas to go through."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from itinera.geodesy import distance, metres_per_degree
from itinera.graph.areas import edge_lines, edges_touching
from itinera.graph.snap import Snap
from itinera.itinerary import Stop
from itinera.planning.errors import ContradictionError
from itinera.planning.loop.feasibility import cut_at_bridges
from itinera.planning.loop.ground import edge_metres, graph_nodes
from itinera.planning.loop.wishes import end_too_far, too_far, wished
from itinera.planning.routing import called
from itinera.search.ball import Ball, cut_at
from itinera.search.ball_ends import ending_at

if TYPE_CHECKING:
    from collections.abc import Callable

    from shapely import Polygon

    from itinera.geodesy import FloatArray, LongArray
    from itinera.graph.routegraph import RouteGraph
    from itinera.planning.loop.request import LoopRequest

AT_JUNCTION_M = 1.0  # a place nearer than this to the end of an edge is at the junction
AREA = "area"  # kind of a place that stands for an area
ROUND = 0.45  # of the length: how far an area's way lies from both ends together, at best


@dataclass(frozen=True, slots=True)
class Laid:
    """A ball with nodes for all that has to be passed.

    Attributes
    ----------
    nodes
        In the order of the request, areas where they lie best between.
    stops
        The place at each node, of kind AREA for one in an area.
    """

    ball: Ball
    nodes: list[int]
    stops: list[Stop]


@dataclass(frozen=True, slots=True)
class Ends:
    """Where a walk begins and ends; the same for a loop."""

    start: Snap
    end: Snap

    @property
    def closed(self) -> bool:
        """Whether it is a loop."""
        return self.start is self.end

    def holds(self, snap: Snap) -> bool:
        """Tell whether a place is at one of them, so that every walk passes it."""
        return any(
            distance(snap.lonlat, one.lonlat) < AT_JUNCTION_M for one in (self.start, self.end)
        )


def lay_stops(
    graph: RouteGraph,
    ball: Ball,
    request: LoopRequest,
    ends: Ends,
    musts: list[Snap],
    least: Callable[[Snap], float],
) -> Laid:
    """Make nodes of the places to pass, of the areas and of the end.

    Parameters
    ----------
    musts
        Of the request's, in its order.
    least
        Says how much of a walk it takes at least to pass a place.

    Raises
    ------
    NoLoopError
        If one of them is too far for the length.
    ContradictionError
        If no way in an area may be used.
    """
    laid = Laid(ball, [], [])
    for snap, stop in zip(musts, request.musts, strict=True):
        if ends.holds(snap):
            continue
        more = _with(graph, laid, snap, stop, len(laid.nodes))
        if more is None:
            raise too_far(stop, request, least(snap))
        laid = more
    for number, area in enumerate(request.through, 1):
        place = _way_in(graph, laid.ball, area, request, ends, number)
        if place is not None:
            at = _between(ends, musts if request.ordered else [], place)
            spot = Stop("", place.lonlat, kind=AREA)
            laid = _with(graph, laid, place, spot, at) or laid
    if ends.closed:
        return laid
    ball, node = _node_at(graph, laid.ball, ends.end)
    if node < 0:
        raise end_too_far(request, request.end or request.start, least(ends.end))
    kept = [(n, stop) for n, stop in zip(laid.nodes, laid.stops, strict=True) if n != node]
    return Laid(ending_at(ball, node), [n for n, _ in kept], [stop for _, stop in kept])


def _with(graph: RouteGraph, laid: Laid, snap: Snap, stop: Stop, at: int) -> Laid | None:
    """Add a place; None where the ball does not hold it."""
    ball, node = _node_at(graph, laid.ball, snap)
    if node < 0:
        return None
    # A new node stands before start and finish, so those before it keep their numbers.
    if node in (ball.start, ball.finish, *laid.nodes):
        return Laid(ball, laid.nodes, laid.stops)
    nodes, stops = list(laid.nodes), list(laid.stops)
    nodes.insert(at, node)
    stops.insert(at, stop)
    return Laid(ball, nodes, stops)


def _node_at(graph: RouteGraph, ball: Ball, snap: Snap) -> tuple[Ball, int]:
    """Make a node of a place, -1 where the ball does not hold it."""
    ball, node = cut_at(ball, snap)
    return ball, _at_junction(graph, ball, snap) if node < 0 else node


def _at_junction(graph: RouteGraph, ball: Ball, snap: Snap) -> int:
    """Return the node of a place at the end of an edge that the ball does not hold, else -1."""
    length_m = float(graph.edges.length_m[snap.edge])
    off_m = (snap.fraction * length_m, (1.0 - snap.fraction) * length_m)
    end = int(off_m[1] < off_m[0])
    if off_m[end] > AT_JUNCTION_M:
        return -1
    found = np.flatnonzero(graph_nodes(graph, ball) == graph.edges.nodes[snap.edge, end])
    return int(found[0]) if len(found) else -1


def _between(ends: Ends, musts: list[Snap], snap: Snap) -> int:
    """Return before which of some places another makes the way least longer."""
    way = [one.lonlat for one in (ends.start, *musts, ends.end)]
    longer = [
        distance(a, snap.lonlat) + distance(snap.lonlat, b) - distance(a, b)
        for a, b in itertools.pairwise(way)
    ]
    return int(np.argmin(longer))


def _way_in(
    graph: RouteGraph, ball: Ball, area: Polygon, request: LoopRequest, ends: Ends, number: int
) -> Snap | None:
    """Return a place in an area that suits the length, None where a walk begins or ends there."""
    if any(area.covers(shapely.Point(one.lonlat)) for one in (ends.start, ends.end)):
        return None
    inside = edges_touching(graph, (area,))[ball.edges]
    if not inside.any():
        raise ContradictionError(
            f"No way of area {number} can be on a walk of {wished(request)} "
            f"from {called(request.start)}.",
            remedy="Choose an area with ways that the profile may use, nearer or not avoided.",
            nearest=_nearest_corner(area, ends.start),
            closest={"code": "area", "distance_m": round(_far_m(area, ends.start), 1)},
        )
    metres = edge_metres(ball, graph)
    pieces = cut_at_bridges(ball, metres)
    whole = inside & ~pieces.bridge
    rows = np.flatnonzero(whole if whole.any() else inside)
    edges = np.unique(ball.edges[rows]).astype(np.int64)
    return _best_place(graph, edges, area, ends, _metres_wished(request, metres, ball))


def _metres_wished(request: LoopRequest, metres: FloatArray, ball: Ball) -> float:
    """Return the length wished, by the mean pace of the ball where it is a time."""
    if request.length_m is not None:
        return request.length_m
    taken = float(ball.amount.sum())
    return (request.time_s or 0.0) * float(metres[ball.edge].sum()) / max(taken, 1e-9)


def _best_place(
    graph: RouteGraph, edges: LongArray, area: Polygon, ends: Ends, length_m: float
) -> Snap:
    """Return a junction in an area, or the middle of a way's part, where it lies best."""
    scale = np.array(metres_per_degree(ends.start.lonlat[1]))
    lines = edge_lines(graph, edges)
    spots = shapely.point_on_surface(shapely.intersection(lines, area))
    xy = np.column_stack((shapely.get_x(spots), shapely.get_y(spots))) * scale
    off = sum(np.hypot(*(xy - np.array(one.lonlat) * scale).T) for one in (ends.start, ends.end))
    best = int(np.argmin(np.abs(off - ROUND * length_m)))
    for fraction, lonlat in ((0.0, lines[best].coords[0]), (1.0, lines[best].coords[-1])):
        if area.covers(shapely.Point(lonlat)):  # by a junction one need not turn round
            return Snap(int(edges[best]), fraction, (float(lonlat[0]), float(lonlat[1])), 0.0)
    flat = shapely.transform(lines[best], lambda degrees: degrees * scale)
    fraction = float(shapely.line_locate_point(flat, shapely.Point(xy[best]), normalized=True))
    lon, lat = (xy[best] / scale).tolist()
    return Snap(int(edges[best]), fraction, (lon, lat), 0.0)


def _far_m(area: Polygon, start: Snap) -> float:
    """Return how far an area is from the start, as the crow flies."""
    lon, lat = shapely.shortest_line(area, shapely.Point(start.lonlat)).coords[0]
    return distance((float(lon), float(lat)), start.lonlat)


def _nearest_corner(area: Polygon, start: Snap) -> str:
    """Say how far an area is from the start."""
    return f"the area begins {_far_m(area, start) / 1000:.1f} km from the start"
