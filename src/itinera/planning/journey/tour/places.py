"""Places of a tour on the network: where each may be passed.

A place is visited by passing near enough. Where several ways do, all of them stay open
until the tour is laid, so that it goes where it passes anyhow. Dead ends are left aside
as long as a way that leads on passes near enough.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from itinera.errors import NoRouteError
from itinera.geodesy import FIXED_PER_DEGREE, metres_per_degree
from itinera.graph.snap import Snap
from itinera.search import ends
from itinera.search.fresh import Stubs
from itinera.search.path import Path

if TYPE_CHECKING:
    from itinera.geodesy import BoolArray, FloatArray, LongArray
    from itinera.itinerary import Stop
    from itinera.planning.journey.follow import Followed
    from itinera.planning.journey.request import Follow, Visit
    from itinera.planning.planner import Planner
    from itinera.planning.travel import Travel
    from itinera.search.ends import End
    from itinera.search.router import Router

MOST_CHOICES = 40  # ways beside a place that are looked at
DISTRICT_M = 1_000.0  # free vias that are tried lie in squares of this side
CROSSING = 3  # ways that meet at a junction
LEAST_GAIN_M = 8.0  # a top less high than this above the way past it is none
DEAD_ENDS = 4  # and of those that lead nowhere


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to make a visit: where one arrives, where one leaves, and what lies between.

    Attributes
    ----------
    arrive, leave
        The same place seen from before and after; of a stretch its two ends.
    come, go
        Those as points of the network.
    inner
        The stretch, None for a point.
    off_m
        Metres beside the place.
    """

    arrive: End
    leave: End
    come: Snap
    go: Snap
    inner: Path | None = None
    off_m: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Spot:
    """Something that a tour goes through.

    Attributes
    ----------
    stop
        What it is called; None for what nobody asked for.
    choices
        Ways to make it, at least one.
    visit
        Its place in the request's visits, -1 for start, end, stretches and others.
    follow
        Its place in the request's follows, -1 otherwise.
    into, out, off_m
        Stubs where each choice is arrived at and left, and metres beside the place.
    """

    stop: Stop | None
    choices: tuple[Choice, ...]
    visit: int = -1
    follow: int = -1
    into: Stubs = field(init=False)
    out: Stubs = field(init=False)
    off_m: FloatArray = field(init=False)

    def __post_init__(self) -> None:
        """Put the choices into columns."""
        object.__setattr__(self, "into", Stubs.of([one.arrive.stubs for one in self.choices]))
        object.__setattr__(self, "out", Stubs.of([one.leave.stubs for one in self.choices]))
        object.__setattr__(self, "off_m", np.array([one.off_m for one in self.choices]))


class Places:
    """Brings the places of one request onto the network."""

    def __init__(self, planner: Planner, travel: Travel) -> None:
        self.planner = planner
        self.travel = travel
        self.followed: dict[int, Followed] = {}
        self.through = travel.usable & through_ways(planner, travel)

    def point(self, stop: Stop, max_snap_m: float) -> Spot:
        """Return a place where a tour begins or ends.

        Raises
        ------
        WaypointError
            If no way is near.
        """
        (snap,) = self.planner.snaps(self.travel, [stop], max_snap_m=max_snap_m)
        return Spot(stop, (_at(self.travel.router, snap),))

    def visit(self, number: int, visit: Visit, max_snap_m: float) -> Spot:
        """Return a place that is visited by passing it.

        Raises
        ------
        WaypointError
            If no way is near.
        """
        stop, index = visit.stop, self.planner.index
        for usable, most in ((self.through, MOST_CHOICES), (self.travel.usable, DEAD_ENDS)):
            snaps = index.nearest_edges(stop.lonlat, usable, count=most, radius_m=visit.within_m)
            if snaps:
                choices = tuple(_at(self.travel.router, snap) for snap in snaps)
                return Spot(stop, choices, visit=number)
        (snap,) = self.planner.snaps(self.travel, [stop], max_snap_m=max_snap_m)
        return Spot(stop, (_at(self.travel.router, snap),), visit=number)

    def top(self, spot: Spot, visit: Visit) -> tuple[Spot, float] | None:
        """Return the highest point within reach of a visit, and how much higher it is.

        None if it is not higher by `LEAST_GAIN_M` than where the visit is nearest made, or
        if nothing is known of heights.
        """
        heights = self.planner.graph.heights
        if heights is None:
            return None
        near = self.planner.index.nearest_edges(
            visit.stop.lonlat, self.travel.usable, count=MOST_CHOICES, radius_m=visit.within_m
        )
        best: tuple[float, int, float] = (-np.inf, 0, 0.0)
        for snap in near:
            ele = heights.of_edge(snap.edge)
            if np.isfinite(ele).all():
                k = int(np.argmax(ele))
                best = max(best, (float(ele[k]), snap.edge, k / (len(ele) - 1)))
        foot = min((self._height(choice.come) for choice in spot.choices), default=np.inf)
        gain_m = best[0] - foot
        if not gain_m >= LEAST_GAIN_M:
            return None
        _, edge, fraction = best
        snap = Snap(edge, fraction, visit.stop.lonlat, 0.0)
        return Spot(visit.stop, (_at(self.travel.router, snap),), visit=spot.visit), gain_m

    def _height(self, snap: Snap) -> float:
        """Return the height of a point, infinite if unknown."""
        heights = self.planner.graph.heights
        ele = np.array([np.nan]) if heights is None else heights.of_edge(snap.edge)
        height = float(ele[round(snap.fraction * (len(ele) - 1))])
        return height if np.isfinite(height) else np.inf

    def follow(self, number: int, follow: Follow) -> Spot:
        """Return a stretch that is followed, along it and, unless oriented, against it."""
        from itinera.planning.journey.follow import follow_path

        followed = follow_path(self.planner, self.travel, follow)
        self.followed[number] = followed
        router, ways = self.travel.router, [followed.path]
        if not follow.oriented:
            back = against(router, followed.path) or self._backwards(follow)
            ways += [] if back is None else [back]
        return Spot(None, tuple(_along(router, way) for way in ways), follow=number)

    def _backwards(self, follow: Follow) -> Path | None:
        """Return the way along a stretch against its direction, None if there is none."""
        from itinera.planning.journey.follow import follow_path

        try:
            return follow_path(self.planner, self.travel, follow, backwards=True).path
        except NoRouteError:
            return None

    def free(self, node: int) -> Spot:
        """Return a junction that nobody asked for."""
        graph = self.planner.graph
        edge = int(graph.out_arcs[graph.out_offsets[node]]) >> 1
        fraction = 0.0 if int(graph.edges.nodes[edge, 0]) == node else 1.0
        lon, lat = (np.asarray(graph.nodes.lonlat[node]) / FIXED_PER_DEGREE).tolist()
        return Spot(None, (_at(self.travel.router, Snap(edge, fraction, (lon, lat), 0.0)),))

    @cached_property
    def district(self) -> LongArray:
        """Number the square of a coarse grid that each node of the graph lies in."""
        lonlat = np.asarray(self.planner.graph.nodes.lonlat) / FIXED_PER_DEGREE
        return squares(lonlat, DISTRICT_M)

    @cached_property
    def junctions(self) -> BoolArray:
        """Mark the search nodes where a free via may stand: crossings of ways that lead on."""
        graph, network = self.planner.graph, self.travel.router.network
        ways = np.asarray(graph.edges.nodes)[self.through]
        degree = np.bincount(ways.ravel(), minlength=graph.n_nodes)
        fine = (degree >= CROSSING) & ~network.has_copies
        fine &= np.isfinite(self.travel.router.node_cost)
        marked = np.zeros(network.n_nodes, dtype=np.bool_)
        marked[: graph.n_nodes] = fine
        return marked


def _at(router: Router, snap: Snap) -> Choice:
    """Return a point."""
    return Choice(
        ends.arrival(router, snap), ends.departure(router, snap), snap, snap, off_m=snap.moved_m
    )


def _along(router: Router, path: Path) -> Choice:
    """Return a stretch."""
    snaps = []
    for arc, share in (
        (int(path.arcs[0]), path.start_fraction),
        (int(path.arcs[-1]), path.end_fraction),
    ):
        snaps.append(Snap(arc >> 1, share if arc % 2 == 0 else 1.0 - share, (0.0, 0.0), 0.0))
    come, go = snaps
    return Choice(ends.arrival(router, come), ends.departure(router, go), come, go, path)


def against(router: Router, path: Path) -> Path | None:
    """Return a path the other way round, None where that is not allowed."""
    arcs = path.arcs[::-1] ^ 1
    if not np.isfinite(router.cost[arcs]).all():
        return None
    begin, end = 1.0 - path.end_fraction, 1.0 - path.start_fraction
    return Path(arcs, begin, end, router.path_cost(arcs, begin, end))


def squares(lonlat: FloatArray, side_m: float) -> LongArray:
    """Return a number for the square of a grid that each place lies in.

    Parameters
    ----------
    lonlat : float64, shape (n, 2)
        Degrees.
    side_m
        Side of the squares, about.

    Returns
    -------
    int64, shape (n,)
        From 0, without gaps.
    """
    if len(lonlat) == 0:
        return np.zeros(0, dtype=np.int64)
    scale = np.array(metres_per_degree(float(np.median(lonlat[:, 1]))))
    square = np.floor(lonlat * scale / side_m).astype(np.int64)
    square -= square.min(axis=0)
    wide = int(square[:, 1].max()) + 1
    _, number = np.unique(square[:, 0] * wide + square[:, 1], return_inverse=True)
    return np.asarray(number, dtype=np.int64)


def through_ways(planner: Planner, travel: Travel) -> BoolArray:
    """Mark the edges that are no dead ends: one can go on without coming back over them.

    Returns
    -------
    bool, shape (n_edges,)
    """
    from itinera.search import _ball_kernels

    graph = planner.graph
    kept = np.flatnonzero(travel.usable)
    nodes = np.asarray(graph.edges.nodes)[kept]
    through = np.zeros(graph.n_edges, dtype=np.bool_)
    if len(kept) == 0:
        return through
    places, compact = np.unique(nodes, return_inverse=True)
    compact = compact.reshape(-1, 2).astype(np.int32)
    degree = np.bincount(compact.ravel())
    bridge, stem, _ = _ball_kernels.bridges(
        np.ascontiguousarray(compact[:, 0]), np.ascontiguousarray(compact[:, 1]),
        np.zeros(len(kept)), len(places), int(np.argmax(degree)),
    )  # fmt: skip
    through[kept] = ~bridge & np.isfinite(stem[compact[:, 0]])
    return through
