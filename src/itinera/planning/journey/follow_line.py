"""A given track as something to follow: matched to the network, its order kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from itinera.geodesy import distance
from itinera.graph.snap import Snap
from itinera.planning.errors import NoJourneyError
from itinera.planning.journey.course import Course
from itinera.tracks.lay import legs_of
from itinera.tracks.match import match
from itinera.tracks.read import Recorded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from itinera.geodesy import IntArray
    from itinera.graph.routegraph import RouteGraph
    from itinera.planning.journey.request import Follow, LonLat
    from itinera.planning.planner import Planner
    from itinera.planning.travel import Travel

ANCHOR_M = 300.0  # between places that keep the order of the track
CLOSED_M = 100.0  # a track whose ends lie no farther apart goes all round
NAME = "the track"


def course_of_line(
    planner: Planner, travel: Travel, follow: Follow, *, backwards: bool
) -> tuple[Course, list[Snap]]:
    """Match a track, and return the course of its ways with places along it, in order.

    Raises
    ------
    NoJourneyError
        If it lies on no way of the map, or on none that the traveller may use.
    NoWayNearError
        If `begin` or `end` lies far from it.
    """
    line = follow.line or ()
    arcs, ends = _matched(planner, travel, line)
    either = _course(travel, np.concatenate((arcs, arcs ^ 1)))
    closed = distance(line[0], line[-1]) <= CLOSED_M
    arcs, begin, end = _part(planner, either, follow, arcs, closed=closed)
    first = begin if follow.begin is not None else ends[0]
    last = end if follow.end is not None else ends[1]
    if backwards:
        arcs, first, last = arcs[::-1] ^ 1, last, first
    course = _course(travel, arcs)
    outer = [snap if snap is not None and course.edges[snap.edge] else None
             for snap in (first, last)]  # fmt: skip
    anchors = _anchors(planner.graph, course, arcs)
    snaps = [snap for snap in (outer[0], *anchors, outer[1]) if snap is not None]
    return course, snaps if len(snaps) > 1 else snaps * 2


def _course(travel: Travel, arcs: IntArray) -> Course:
    """Return the course of some arcs."""
    given = np.zeros(travel.router.network.graph.n_arcs, dtype=np.bool_)
    given[arcs] = True
    return Course.of(NAME, travel, given)


def _matched(
    planner: Planner, travel: Travel, line: Sequence[LonLat]
) -> tuple[IntArray, tuple[Snap, Snap]]:
    """Return the arcs that a track lies on, in its order, and where it begins and ends."""
    lonlat = np.asarray(line, dtype=np.float64).reshape(-1, 2)
    numbers = np.zeros(len(lonlat), dtype=np.int64)
    track = Recorded(NAME, lonlat, None, numbers.astype(np.int32), numbers)
    matching = match(track, planner.index, travel.weighting)
    stretches = [stretch.moves for stretch in matching.stretches if stretch.moves]
    legs = [leg for moves in stretches for leg in legs_of(moves)]
    if not legs:
        raise NoJourneyError(
            "The track that is to be followed lies on no way of this map.",
            remedy="Check that it is of this area, and no way in a beeline.",
        )
    first, last = legs[0], legs[-1]
    ends = (
        _place(planner.graph, int(first.arcs[0]), first.start_fraction),
        _place(planner.graph, int(last.arcs[-1]), last.end_fraction),
    )
    return _in_a_row([leg.arcs.tolist() for leg in legs]), ends


def _in_a_row(legs: Sequence[list[int]]) -> IntArray:
    """Join the arcs of legs; where one turned round inside an edge, that edge is left out."""
    arcs = list(legs[0])
    for leg in legs[1:]:
        turned, on = bool(arcs) and leg[0] == arcs[-1] ^ 1, bool(arcs) and leg[0] == arcs[-1]
        if turned:
            arcs.pop()
        arcs += leg[int(turned or on) :]
    return np.array(arcs or legs[0], dtype=np.int32)


def _part(
    planner: Planner, course: Course, follow: Follow, arcs: IntArray, *, closed: bool
) -> tuple[IntArray, Snap | None, Snap | None]:
    """Cut the arcs to what lies between `begin` and `end`, turned where these are."""
    begin, end = (
        course.snap(planner.index, stop) if stop is not None else None
        for stop in (follow.begin, follow.end)
    )
    first = _position(arcs, begin, 0)
    last = _position(arcs, end, first) if end is not None else len(arcs) - 1
    if last >= first:
        return arcs[first : last + 1], begin, end
    if closed:
        return np.concatenate((arcs[first:], arcs[: last + 1])), begin, end
    return arcs[last : first + 1][::-1] ^ 1, begin, end


def _position(arcs: IntArray, snap: Snap | None, after: int) -> int:
    """Return where in a row of arcs a place is: from `after` on if it can be."""
    if snap is None:
        return 0
    found = np.flatnonzero((arcs >> 1) == snap.edge)
    later = found[found >= after]
    return int(later[0] if len(later) else found[0])


def _anchors(graph: RouteGraph, course: Course, arcs: IntArray) -> list[Snap]:
    """Return places along arcs: the middles of some, and where the way turns back."""
    metres = np.asarray(graph.edges.length_m)[arcs >> 1]
    legal = course.legal[arcs]
    until = np.cumsum(metres)
    places: list[Snap] = []
    since = -np.inf
    for i, arc in enumerate(arcs.tolist()):
        turned = i + 1 < len(arcs) and arcs[i + 1] == arc ^ 1
        if turned and legal[i]:
            places.append(_place(graph, arc, 1.0))
        elif legal[i] and (until[i] - since >= ANCHOR_M or i == len(arcs) - 1):
            places.append(_place(graph, arc, 0.5))
            since = until[i]
    return places


def _place(graph: RouteGraph, arc: int, share: float) -> Snap:
    """Return the place at a share of an arc."""
    edge, against = divmod(arc, 2)
    points = graph.geometry[graph.geometry_offsets[edge] : graph.geometry_offsets[edge + 1]]
    lon, lat = (points[len(points) // 2] / 1e7).tolist()
    return Snap(edge, 1.0 - share if against else share, (lon, lat), 0.0)
