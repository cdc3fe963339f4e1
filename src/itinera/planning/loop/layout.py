"""A question laid on the ground: the ball round its start, what is proven of it, the task."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from itinera.errors import InputError
from itinera.geodesy import distance
from itinera.planning.errors import NoLoopError
from itinera.planning.loop.climb import window
from itinera.planning.loop.feasibility import (
    CLEAN_SHARE,
    Verdict,
    cut_at_bridges,
    judge,
    useful_edges,
    via_nodes,
)
from itinera.planning.loop.ground import edge_metres, graph_nodes, survey
from itinera.planning.loop.objective import Window, wish_of
from itinera.planning.loop.request import DIRECTIONS
from itinera.planning.loop.solve import Task
from itinera.planning.routing import called
from itinera.search.ball import Ball, ball_around, cut_at, pruned

if TYPE_CHECKING:
    from itinera.geodesy import FloatArray, IntArray
    from itinera.graph.routegraph import RouteGraph
    from itinera.graph.snap import Snap
    from itinera.itinerary import Stop
    from itinera.planning.loop.request import LoopRequest
    from itinera.planning.planner import Planner
    from itinera.planning.travel import Travel
    from itinera.search.loop_arrays import Wish

AT_JUNCTION_M = 1.0  # a place nearer than this to the end of an edge is at the junction


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
        The places to pass of the task, without those at the start.
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
        If a place to pass is too far for the length.
    """
    _check_heights(planner, request)
    (start,) = planner.snaps(travel, [request.start], max_snap_m=request.max_snap_m)
    amount, target = _measure(planner, travel, request)
    most = (1.0 + request.tolerance_pct / 100.0) * target
    ball = ball_around(travel.router, start, amount, most=most)
    ball, musts, stops = _with_musts(planner, travel, request, ball, start)
    metres = edge_metres(ball, planner.graph)
    length_m = target if request.length_m is not None else _metres_for(ball, metres, target)
    ball, vias, verdict, number = _reduced(ball, metres, length_m, musts, request)
    forced = verdict.unavoidable_m if math.isfinite(verdict.unavoidable_m) else 0.0
    surroundings = survey(
        planner.graph, ball, vias, start, travel.weighting.cost, request.attraction
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
    task = Task(ground, wish_of(wished_window), length_m, heading, passed)
    return Layout(ball, verdict, task, stops)


def _with_musts(
    planner: Planner, travel: Travel, request: LoopRequest, ball: Ball, start: Snap
) -> tuple[Ball, list[int], tuple[Stop, ...]]:
    """Make nodes of the places to pass; every loop passes what is at its start."""
    nodes: list[int] = []
    stops: list[Stop] = []
    snaps = planner.snaps(travel, request.musts, max_snap_m=request.max_snap_m)
    for snap, stop in zip(snaps, request.musts, strict=True):
        if distance(snap.lonlat, start.lonlat) < AT_JUNCTION_M:
            continue
        ball, node = cut_at(ball, snap)
        if node < 0:
            node = _at_junction(planner.graph, ball, snap)
        if node < 0:
            raise _too_far(called(stop), request)
        # A new node stands before start and finish, so those before it keep their numbers.
        if node not in (ball.start, ball.finish, *nodes):
            nodes.append(node)
            stops.append(stop)
    return ball, nodes, tuple(stops)


def _at_junction(graph: RouteGraph, ball: Ball, snap: Snap) -> int:
    """Return the node of a place at the end of an edge that the ball does not hold, else -1."""
    length_m = float(graph.edges.length_m[snap.edge])
    off_m = (snap.fraction * length_m, (1.0 - snap.fraction) * length_m)
    end = int(off_m[1] < off_m[0])
    if off_m[end] > AT_JUNCTION_M:
        return -1
    found = np.flatnonzero(graph_nodes(graph, ball) == graph.edges.nodes[snap.edge, end])
    return int(found[0]) if len(found) else -1


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


def _too_far(name: str, request: LoopRequest) -> NoLoopError:
    """Say that a place cannot be on a loop of that length."""
    return NoLoopError(
        f"{name} is too far to be on a loop of {wished(request)} from {called(request.start)}.",
        remedy="Ask for a longer loop, or leave that place out.",
        nearest=None,
    )


def wished(request: LoopRequest) -> str:
    """Say what was wished."""
    if request.length_m is not None:
        return f"{request.length_m / 1000:g} km"
    return f"{(request.time_s or 0.0) / 60:g} minutes"
