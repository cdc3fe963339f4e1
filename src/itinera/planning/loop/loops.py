"""Round trips of a wished length: from the question to the answers."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from itinera.errors import InputError
from itinera.itinerary.i18n import translator
from itinera.planning.errors import NoLoopError
from itinera.planning.loop.answer import Asked, itinerary_of
from itinera.planning.loop.checks import check_request
from itinera.planning.loop.feasibility import (
    CLEAN_SHARE,
    Verdict,
    cut_at_bridges,
    judge,
    useful_edges,
    via_nodes,
)
from itinera.planning.loop.ground import edge_metres, survey
from itinera.planning.loop.objective import Window, wish_of
from itinera.planning.loop.request import DIRECTIONS
from itinera.planning.loop.solve import Task, search
from itinera.planning.routing import called
from itinera.search.ball import Ball, ball_around, cut_at, pruned
from itinera.search.stop import Budget

if TYPE_CHECKING:
    from collections.abc import Sequence

    from itinera.geodesy import FloatArray
    from itinera.graph.snap import Snap
    from itinera.itinerary import Itinerary
    from itinera.planning.loop.request import LoopRequest
    from itinera.planning.loop.walks import Found
    from itinera.planning.planner import Planner
    from itinera.planning.travel import Travel
    from itinera.search.loop_arrays import Wish

NEAREST_EFFORT = 1  # of the search for what there is instead
CLIMB_OFF, CLIMB_OFF_M = 0.05, 15.0  # how far the climb may be off: share, metres
WORTH_SAYING_M = 50.0  # a stem shorter than this is not worth a note


@dataclass(frozen=True, slots=True)
class Loops:
    """What was found.

    Attributes
    ----------
    itineraries
        The best first.
    notes
        What to know of all of them.
    """

    itineraries: tuple[Itinerary, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Place:
    """A start and a length on the network, ready to be searched."""

    ball: Ball
    verdict: Verdict
    task: Task

    @property
    def wish(self) -> Wish:
        """Window and weights."""
        return self.task.wish


def plan_loops(planner: Planner, request: LoopRequest) -> Loops:
    """Plan round trips, see `Planner.loops`."""
    check_request(request)
    travel = planner.travels.of(request.traveller)
    _check_heights(planner, request)
    (start,) = planner.snaps(travel, [request.start], max_snap_m=request.max_snap_m)
    musts = tuple(planner.snaps(travel, request.musts, max_snap_m=request.max_snap_m))
    amount, target = _measure(planner, travel, request)
    place = _place(planner, travel, request, start, musts, amount, target)
    budget = Budget.of_effort(request.effort, answers=request.count)
    rounds = list(search(place.task, count=request.count, seed=request.seed, budget=budget))
    answers = rounds[-1] if rounds else []
    good = [one for one in answers if _acceptable(one, place, request)]
    if not good:
        raise _none(travel, request, place, answers)
    passed = {v: m for (v, *_), m in zip(place.task.musts, request.musts, strict=True)}
    asked = Asked(planner.graph, travel, request, passed, planner.places, place.wish)
    itineraries = tuple(itinerary_of(one, place.ball, asked) for one in good)
    return Loops(itineraries, tuple(_notes(good, place, request, budget)))


def _check_heights(planner: Planner, request: LoopRequest) -> None:
    """Refuse a wish for climb where no height is known."""
    if request.climb_m is not None and planner.graph.heights is None:
        raise InputError(
            "This graph knows no heights, so no climb can be asked for.",
            remedy="Build it with `itinera graph build --dem`, or leave the climb out.",
        )


def _climb_window(climb_m: float | None) -> tuple[float, float]:
    """Return least and most metres of climb: within 5 % or 15 m of what is wished."""
    if climb_m is None:
        return 0.0, 1e9
    off = max(CLIMB_OFF_M, CLIMB_OFF * climb_m)
    return max(0.0, climb_m - off), climb_m + off


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


def _place(
    planner: Planner,
    travel: Travel,
    request: LoopRequest,
    start: Snap,
    musts: Sequence[Snap],
    amount: FloatArray,
    target: float,
) -> _Place:
    """Look round the start, and lay out the ground."""
    tolerance = request.tolerance_pct / 100.0
    ball = ball_around(travel.router, start, amount, most=(1.0 + tolerance) * target)
    nodes: list[int] = []
    for snap, stop in zip(musts, request.musts, strict=True):
        ball, node = cut_at(ball, snap)
        if node < 0:
            raise _too_far(called(stop), request)
        nodes.append(node)
    metres = edge_metres(ball, planner.graph)
    length_m = target if request.length_m is not None else _metres_for(ball, metres, target)
    pieces = cut_at_bridges(ball, metres)
    verdict = judge(pieces, length_m=length_m, tolerance=tolerance)
    forced = verdict.unavoidable_m if math.isfinite(verdict.unavoidable_m) else 0.0
    vias = via_nodes(ball, pieces, stem_m=forced + CLEAN_SHARE * (1.0 + tolerance) * length_m)
    wanted = np.concatenate((vias, np.array(nodes, dtype=np.int32)))
    ball, number = pruned(ball, useful_edges(ball, pieces, wanted))
    surroundings = survey(
        planner.graph, ball, number[vias], start, travel.weighting.cost, request.attraction
    )
    ground = surroundings.ground
    heading = _heading(request.direction)
    window = Window(
        target=target,
        tolerance=tolerance,
        unavoidable_m=forced if request.lollipop else 0.0,
        climb_m=_climb_window(request.climb_m),
        heading=(0.0, 0.0) if heading is None else (math.cos(heading), math.sin(heading)),
    )
    passed = tuple((v, float(ground.x[v]), float(ground.y[v])) for v in number[nodes].tolist())
    task = Task(ground, wish_of(window), length_m, heading, passed)
    return _Place(ball, verdict, task)


def _metres_for(ball: Ball, metres: FloatArray, seconds: float) -> float:
    """Return how far one gets in a time on the ways of a ball, on average."""
    travelled, taken = float(metres[ball.edge].sum()), float(ball.amount.sum())
    return seconds * travelled / taken if taken > 0.0 else seconds


def _heading(direction: str) -> float | None:
    """Return a compass direction in radians from east against the clock."""
    if not direction:
        return None
    return math.pi / 2.0 - DIRECTIONS.index(direction) * math.pi / 4.0


def _acceptable(found: Found, place: _Place, request: LoopRequest) -> bool:
    """Tell whether a walk is an answer: within the window, and a loop beside its stem."""
    from itinera.search import _loop_kernels as k

    metres = float(found.terms[k.METRES])
    off = abs(float(found.terms[k.AMOUNT]) / place.wish.target - 1.0)
    again = float(found.terms[k.REPEATED]) - place.wish.unavoidable_m
    most = 2.0 * CLEAN_SHARE if request.lollipop else CLEAN_SHARE
    return off <= request.tolerance_pct / 100.0 and again <= most * metres


def _notes(
    answers: Sequence[Found], place: _Place, request: LoopRequest, budget: Budget
) -> list[str]:
    """Return what to know of the answers."""
    from itinera.search import _loop_kernels as k

    t = translator(request.lang)
    notes = []
    stem = place.verdict.unavoidable_m
    if stem > WORTH_SAYING_M:
        notes.append(
            t("The ground forces {distance} to be travelled twice.", distance=t.distance(stem))
        )
    again = float(answers[0].terms[k.REPEATED]) - place.wish.unavoidable_m
    if again > CLEAN_SHARE * float(answers[0].terms[k.METRES]):
        notes.append(t("The best loop found travels {distance} twice.", distance=t.distance(again)))
    if len(answers) < request.count:
        notes.append(t("Loops that differ enough: {count}.", count=str(len(answers))))
    if budget.struck:
        notes.append(t("The search was cut short: ask for less effort."))
    return notes


def _none(
    travel: Travel,
    request: LoopRequest,
    place: _Place,
    answers: Sequence[Found],
) -> NoLoopError:
    """Say why there is no such loop, and what there is instead."""
    wished = _wished(request)
    verdict = place.verdict
    if not verdict.possible:
        why = (
            f"within reach only {verdict.within_m / 1000:.1f} km of ways lead round, "
            f"such a loop needs {verdict.needed_m / 1000:.1f} km of them (proven)"
        )
    elif not verdict.clean_possible and not request.lollipop:
        why = f"the ground forces a stem of {verdict.unavoidable_m / 1000:.1f} km (proven)"
    else:
        why = "none was found, which is no proof that there is none"
    return NoLoopError(
        f"No loop of {wished} begins at {called(request.start)} "
        f"for profile {travel.profile.name!r}: {why}.",
        remedy="Ask for another length or tolerance, or begin elsewhere.",
        nearest=_nearest(answers),
    )


def _nearest(answers: Sequence[Found]) -> str:
    """Describe the nearest thing that there is."""
    from itinera.search import _loop_kernels as k

    if answers:
        best = answers[0].terms
        return (
            f"a loop of {best[k.METRES] / 1000:.1f} km of which "
            f"{best[k.REPEATED] / 1000:.1f} km are travelled twice"
        )
    return "no loop at all: every way from here leads back on itself"


def _too_far(name: str, request: LoopRequest) -> NoLoopError:
    """Say that a place cannot be on a loop of that length."""
    return NoLoopError(
        f"{name} is too far to be on a loop of {_wished(request)} from {called(request.start)}.",
        remedy="Ask for a longer loop, or leave that place out.",
        nearest=None,
    )


def _wished(request: LoopRequest) -> str:
    """Say what was wished."""
    if request.length_m is not None:
        return f"{request.length_m / 1000:g} km"
    return f"{(request.time_s or 0.0) / 60:g} minutes"
