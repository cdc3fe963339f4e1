"""Along a marked route or a given track: one legal way, gaps routed and told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from itinera.errors import NoRouteError
from itinera.graph.snap import Snap
from itinera.itinerary.i18n import message, translator
from itinera.planning.journey.course import FEWEST, Course
from itinera.planning.journey.marked import arcs_marked, label, routes_called

if TYPE_CHECKING:
    from itinera.geodesy import IntArray
    from itinera.itinerary.track import Track
    from itinera.planning.journey.course import FollowGap
    from itinera.planning.journey.request import Follow
    from itinera.planning.planner import Planner
    from itinera.planning.travel import Travel
    from itinera.search.path import Path

__all__ = ["Followed", "follow_notes", "follow_path"]

MOST_ENDS = 200  # of a broken route that are looked at to find its own two
ROUND = 0.6  # of what a way there left out, a way back takes so much: the route is a round
WORTH_ROUND = 0.25  # of the route, left out by the way from end to end
WORTH_SAYING_M = 500.0  # of branches not followed

GAPS = {
    "missing": message("{name}: {length} beside the route from km {at}, where it has a gap."),
    "closed": message("{name}: {length} beside the route from km {at}, where it is closed to you."),
}


@dataclass(frozen=True, slots=True, eq=False)
class Followed:
    """The way along something given.

    Attributes
    ----------
    name
        What was followed, as people call it.
    path
        In one piece, on the traveller's own costs.
    start, end
        Where it is entered and left.
    length_m
        Of the path.
    gaps
        Where the path is beside what it follows.
    left_out_m
        Metres of the given ways that the path does not take: branches, second banks, and
        what lies before `start` and after `end`.
    whole
        Was all of it asked for, from end to end?
    """

    name: str
    path: Path
    start: Snap
    end: Snap
    length_m: float
    gaps: tuple[FollowGap, ...]
    left_out_m: float
    whole: bool = False

    @property
    def beside_m(self) -> float:
        """Metres of the path beside what it follows."""
        return sum(gap.length_m for gap in self.gaps)


def follow_path(
    planner: Planner, travel: Travel, follow: Follow, *, backwards: bool = False
) -> Followed:
    """Find the way along a marked route or a track, between two places or from end to end.

    Parameters
    ----------
    planner, travel
        The graph, and who travels.
    follow
        What to follow, and which part. Without `begin` and `end` a marked route is followed
        from its western end (the map does not say where it begins), and one that comes
        back on itself all round.
    backwards
        From `end` to `begin` instead.

    Raises
    ------
    UnknownNameError
        If the map has no marked route of that name; the remedy names others.
    NoWayNearError
        If `begin` or `end` lies far from what is to be followed.
    NoJourneyError
        If the traveller may use no part of it, there is no way past a gap, or the track
        lies on no way of the map.
    """
    if follow.line is not None:
        from itinera.planning.journey.follow_line import course_of_line

        course, snaps = course_of_line(planner, travel, follow, backwards=backwards)
        path = course.through(snaps)
    else:
        name = follow.route or ""
        routes = routes_called(planner.graph, name, follow.begin or follow.end)
        given = arcs_marked(planner.graph, routes)
        course = Course.of(label(planner.graph, routes), travel, given)
        path, snaps = _along_route(planner, course, follow, backwards=backwards)
    length_m = float(course.length_m(path).sum())
    gaps, left_out_m = course.gaps(path), _left_out_m(course, path)
    whole = follow.begin is None and follow.end is None
    return Followed(course.name, path, snaps[0], snaps[-1], length_m, gaps, left_out_m, whole)


def follow_notes(followed: Followed, lang: str, *, along: Track | None = None) -> tuple[str, ...]:
    """Say where a way along something is beside it, and what of it is left out.

    Parameters
    ----------
    lang
        "fr", "en" or "nl".
    along
        What the way is a part of, in either sense: kilometres are then counted from its
        start, in its order, and gaps that it does not meet are not told.
    """
    t = translator(lang)
    at_m = [(gap.from_m if along is None else _met_at(gap, along), gap) for gap in followed.gaps]
    said = [
        t(
            GAPS[gap.reason],
            name=followed.name,
            length=t.distance(gap.length_m),
            at=t.number(metres / 1000.0, 1),
        )
        for metres, gap in sorted(
            ((m, gap) for m, gap in at_m if m is not None), key=lambda row: row[0]
        )
    ]
    if followed.whole and followed.left_out_m > WORTH_SAYING_M:
        length = t.distance(followed.left_out_m)
        said.append(
            t("{name}: {length} of branches are not followed.", name=followed.name, length=length)
        )
    return tuple(said)


def _met_at(gap: FollowGap, along: Track) -> float | None:
    """Return where a way meets a gap, in either sense; None where it does not."""
    first, last = gap.arcs
    found = np.flatnonzero((along.arcs == first) | (along.arcs == last ^ 1))
    return float(along.at_m[found[0]]) if len(found) else None


def _along_route(
    planner: Planner, course: Course, follow: Follow, *, backwards: bool
) -> tuple[Path, list[Snap]]:
    """Follow a marked route."""
    begin, end = (
        course.snap(planner.index, stop) if stop is not None else None
        for stop in (follow.begin, follow.end)
    )
    if begin is not None and end is not None:
        snaps = [end, begin] if backwards else [begin, end]
        return course.through(snaps), snaps
    snaps = _to_its_ends(course, begin, end)
    if backwards:
        snaps.reverse()
    path = course.through(snaps)
    if end is not None or _left_out_m(course, path) <= WORTH_ROUND * _edges_m(course):
        return path, snaps
    ways = [path, course.strictly().through(snaps), _round(course, path, snaps)]
    best = min((way for way in ways if way is not None), key=lambda way: _left_out_m(course, way))
    return best, [snaps[0], snaps[0]] if best is ways[-1] else snaps


def _round(course: Course, there: Path, snaps: list[Snap]) -> Path | None:
    """Return the way to the far end and back by what it left out, None if that is no round."""
    back = course.without(there.arcs.tolist())
    again = back.through(snaps[::-1])
    if _taken_m(back, again) < ROUND * _left_out_m(course, there):
        return None
    return _all_round(course, there, again)


def _all_round(course: Course, there: Path, back: Path) -> Path | None:
    """Return the way round of a way there and another back, None if they do not go on."""
    inside = there.end_fraction < 1.0
    if int(back.arcs[0]) == int(there.arcs[-1]) ^ 1 or (inside and back.arcs[0] != there.arcs[-1]):
        return None
    path = course.joined([there, back])
    return None if course.forbidden(path) else path


def _to_its_ends(course: Course, begin: Snap | None, end: Snap | None) -> list[Snap]:
    """Return where to begin and end: what is given, and else the ends of the route."""
    snaps = _ends(course)
    fixed = begin or end
    if fixed is not None:
        far = max(snaps, key=lambda snap: _apart_m(course, fixed, snap))
        return [fixed, far] if begin is not None else [far, fixed]
    apart = course.router.matrix(snaps, snaps)
    reached = np.where(np.isfinite(apart), apart, -1.0)
    pair = [snaps[i] for i in divmod(int(np.argmax(reached)), len(snaps))]
    return sorted(pair, key=lambda snap: snap.lonlat)


def _apart_m(course: Course, one: Snap, other: Snap) -> float:
    """Return the metres along the course between two places, -1 where it does not lead."""
    try:
        return float(course.length_m(course.router.route(one, other)).sum())
    except NoRouteError:
        return -1.0


def _ends(course: Course) -> list[Snap]:
    """Return the dead ends of a route; for a round, nodes all along it too."""
    graph = course.router.network.graph
    edges = np.flatnonzero(course.edges)
    nodes = graph.edges.nodes[edges]
    degree = np.bincount(nodes.reshape(-1), minlength=graph.n_nodes)
    rows, side = np.nonzero(degree[nodes] == 1)
    if len(rows) < FEWEST:
        rows = np.concatenate((rows, np.arange(len(edges))))
        side = np.concatenate((side, np.zeros(len(edges), dtype=np.int64)))
    step = -(-len(rows) // MOST_ENDS)
    places = zip(rows[::step].tolist(), side[::step].tolist(), strict=True)
    return [_at_node(course, int(edges[row]), int(one)) for row, one in places]


def _at_node(course: Course, edge: int, side: int) -> Snap:
    """Return one end of an edge as a place."""
    graph = course.router.network.graph
    lon, lat = (graph.nodes.lonlat[graph.edges.nodes[edge, side]] / 1e7).tolist()
    return Snap(edge, float(side), (lon, lat), 0.0)


def _edges_m(course: Course) -> float:
    """Return the metres of the ways that may be followed, each once."""
    return float(np.asarray(course.router.network.graph.edges.length_m)[course.edges].sum())


def _taken_m(course: Course, path: Path) -> float:
    """Return the metres of the course that a path takes."""
    metres = course.length_m(path)
    edges, first = np.unique(path.arcs >> 1, return_index=True)
    on: IntArray = first[course.edges[edges]]
    return float(metres[on].sum())


def _left_out_m(course: Course, path: Path) -> float:
    """Return the metres of the course that a path does not take."""
    return max(0.0, _edges_m(course) - _taken_m(course, path))
