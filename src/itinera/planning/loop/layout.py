"""A question laid on the ground: the ball round its start, what is proven of it, the task."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from itinera.errors import InputError
from itinera.geodesy import distance
from itinera.planning.loop.climb import window
from itinera.planning.loop.course import Course
from itinera.planning.loop.feasibility import (
    CLEAN_SHARE,
    Verdict,
    cut_at_bridges,
    judge,
    useful_edges,
    via_nodes,
)
from itinera.planning.loop.ground import edge_metres, survey
from itinera.planning.loop.like import points_of
from itinera.planning.loop.objective import Window, wish_of
from itinera.planning.loop.ordinary import with_ordinary_cost
from itinera.planning.loop.request import DIRECTIONS
from itinera.planning.loop.solve import Task
from itinera.planning.loop.stops import AT_JUNCTION_M, Ends, Laid, lay_stops
from itinera.planning.loop.wishes import end_too_far, order_too_long
from itinera.search.ball import Ball, ball_around, pruned
from itinera.search.ball_ends import least_between

if TYPE_CHECKING:
    from itinera.geodesy import FloatArray, IntArray
    from itinera.graph.snap import Snap
    from itinera.itinerary import Stop
    from itinera.planning.loop.request import LoopRequest
    from itinera.planning.planner import Planner
    from itinera.planning.travel import Travel
    from itinera.search.loop_arrays import Wish


@dataclass(frozen=True, slots=True)
class Layout:
    """A start and a length on the network, ready to be searched.

    Attributes
    ----------
    ball
        What the loop can touch, without what is a dead end for it.
    verdict
        What is proven of loops of this length.
    task
        For `search`.
    musts
        The place at each node to pass of the task.
    """

    ball: Ball
    verdict: Verdict
    task: Task
    musts: tuple[Stop, ...] = ()

    @property
    def wish(self) -> Wish:
        """Window and weights."""
        return self.task.wish


def lay_out(planner: Planner, travel: Travel, request: LoopRequest) -> Layout:
    """Bring a request onto the network, and look round its start.

    Raises
    ------
    InputError
        If a climb is wished where no height is known.
    WaypointError
        If a place cannot be brought onto the network.
    NoLoopError
        If the end, a place or an area is too far for the length.
    """
    _check_heights(planner, request)
    ends = _ends(planner, travel, request)
    amount, target = _measure(planner, travel, request)
    most = (1.0 + request.tolerance_pct / 100.0) * target
    end = None if ends.closed else ends.end
    ball = ball_around(travel.router, ends.start, amount, most=most, end=end)
    laid = _laid(planner, travel, request, ends, (amount, most, ball))
    ball, musts = laid.ball, laid.nodes
    metres = edge_metres(ball, planner.graph)
    length_m = target if request.length_m is not None else _metres_for(ball, metres, target)
    ball, vias, verdict, number = _reduced(ball, metres, length_m, musts, request)
    forced = verdict.unavoidable_m if math.isfinite(verdict.unavoidable_m) else 0.0
    surroundings = survey(
        planner.graph,
        ball,
        vias,
        (ends.start, ends.end),
        travel.weighting.cost,
        request.attraction,
    )
    ground = surroundings.ground
    heading = _heading(request.direction)
    wished_window = Window(
        target=target,
        tolerance=request.tolerance_pct / 100.0,
        unavoidable_m=forced if request.lollipop else 0.0,
        climb_m=window(request.climb_m),
        heading=(0.0, 0.0) if heading is None else (math.cos(heading), math.sin(heading)),
    )
    passed = tuple((v, float(ground.x[v]), float(ground.y[v])) for v in number)
    there = (0.0, 0.0) if ends.closed else (float(ground.x[-1]), float(ground.y[-1]))
    former = points_of(request.like, ends.start.lonlat) if request.like else ()
    course = Course(there, request.ordered, former)
    task = Task(ground, wish_of(wished_window), length_m, heading, passed, course)
    task = replace(task, wish=with_ordinary_cost(task))
    return Layout(ball, verdict, task, tuple(laid.stops))


def _ends(planner: Planner, travel: Travel, request: LoopRequest) -> Ends:
    """Bring start and end onto the network; an end at the start is none."""
    (start,) = planner.snaps(travel, [request.start], max_snap_m=request.max_snap_m)
    if request.end is None:
        return Ends(start, start)
    (end,) = planner.snaps(travel, [request.end], max_snap_m=request.max_snap_m)
    ends = Ends(start, end)
    return Ends(start, start) if distance(start.lonlat, end.lonlat) < AT_JUNCTION_M else ends


def _laid(
    planner: Planner,
    travel: Travel,
    request: LoopRequest,
    ends: Ends,
    counted: tuple[FloatArray, float, Ball],
) -> Laid:
    """Lay all that has to be passed on a ball, what is proven too far refused.

    Parameters
    ----------
    counted
        What is counted along each arc, how much of it a walk may have, and the ball.
    """
    amount, most, ball = counted
    router = travel.router
    if request.end is not None and not ends.closed:
        _check_end(travel, request, ends, amount, most)
    musts = planner.snaps(travel, request.musts, max_snap_m=request.max_snap_m)

    def least(snap: Snap) -> float:
        """Return how much the shortest walk by a place takes."""
        there = least_between(router, ends.start, snap, amount)
        return there + least_between(router, snap, ends.end, amount)

    laid = lay_stops(planner.graph, ball, request, ends, musts, least)
    if request.ordered and len(musts) > 1:
        way = [ends.start, *musts, ends.end]
        total = sum(least_between(router, a, b, amount) for a, b in itertools.pairwise(way))
        if total > most:
            raise order_too_long(request, total)
    return laid


def _check_end(
    travel: Travel, request: LoopRequest, ends: Ends, amount: FloatArray, most: float
) -> None:
    """Refuse an end that even the shortest way does not reach in time."""
    router = travel.router
    near = least_between(router, ends.start, ends.end, amount, most=most)
    if not math.isfinite(near):
        least = least_between(router, ends.start, ends.end, amount)
        raise end_too_far(request, request.end or request.start, least)


def _reduced(
    ball: Ball, metres: FloatArray, length_m: float, musts: list[int], request: LoopRequest
) -> tuple[Ball, IntArray, Verdict, list[int]]:
    """Prove what can be proven, and leave out what is a dead end for every loop."""
    tolerance = request.tolerance_pct / 100.0
    pieces = cut_at_bridges(ball, metres)
    verdict = judge(pieces, length_m=length_m, tolerance=tolerance)
    forced = verdict.unavoidable_m if math.isfinite(verdict.unavoidable_m) else 0.0
    vias = via_nodes(ball, pieces, stem_m=forced + CLEAN_SHARE * (1.0 + tolerance) * length_m)
    wanted = np.concatenate((vias, np.array(musts, dtype=np.int32)))
    ball, number = pruned(ball, useful_edges(ball, pieces, wanted))
    return ball, number[vias], verdict, number[musts].tolist() if musts else []


def _check_heights(planner: Planner, request: LoopRequest) -> None:
    """Refuse a wish for climb where no height is known."""
    if request.climb_m is not None and planner.graph.heights is None:
        raise InputError(
            "This graph knows no heights, so no climb can be asked for.",
            remedy="Build it with `itinera graph build --dem`, or leave the climb out.",
        )


def _measure(planner: Planner, travel: Travel, request: LoopRequest) -> tuple[FloatArray, float]:
    """Return what is counted along each arc, and how much of it is wanted."""
    graph = planner.graph
    if request.length_m is not None:
        return np.repeat(np.array(graph.edges.length_m, dtype=np.float64), 2), request.length_m
    if request.time_s is None:  # `check_request` saw to it
        raise InputError("A loop needs a length or a time.", remedy="Give one of them.")
    half = travel.weighting.node_seconds / 2.0
    seconds = travel.weighting.seconds + half[graph.arc_tails()] + half[graph.arc_heads()]
    return seconds, request.time_s


def _metres_for(ball: Ball, metres: FloatArray, seconds: float) -> float:
    """Return how far one gets in a time on the ways of a ball, on average."""
    travelled, taken = float(metres[ball.edge].sum()), float(ball.amount.sum())
    return seconds * travelled / taken if taken > 0.0 else seconds


def _heading(direction: str) -> float | None:
    """Return a compass direction in radians from east against the clock."""
    if not direction:
        return None
    return math.pi / 2.0 - DIRECTIONS.index(direction) * math.pi / 4.0
