"""Round trips of a wished length: from the question to the answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from itinera.planning.loop.answer import Answer, Asked, itinerary_of
from itinera.planning.loop.checks import check_request
from itinera.planning.loop.climb import most_off_m, search_climbing
from itinera.planning.loop.feasibility import CLEAN_SHARE
from itinera.planning.loop.layout import lay_out
from itinera.planning.loop.said import none_such, notes_on
from itinera.planning.loop.solve import search
from itinera.search.stop import Budget

if TYPE_CHECKING:
    from itinera.itinerary import Itinerary
    from itinera.planning.loop.layout import Layout
    from itinera.planning.loop.request import LoopRequest
    from itinera.planning.loop.solve import Task
    from itinera.planning.planner import Planner

CLIMB_GRACE = 2.0  # times what a climb may be off is still an answer, and said


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


def plan_loops(planner: Planner, request: LoopRequest) -> Loops:
    """Plan round trips, see `Planner.loops`."""
    check_request(request)
    travel = planner.travels.of(request.traveller)
    place = lay_out(planner, travel, request)
    budget = Budget.of_effort(request.effort, answers=request.count)
    passed = {v: m for (v, *_), m in zip(place.task.musts, place.musts, strict=True)}
    asked = Asked(planner.graph, travel, request, passed, planner.places, place.wish)

    def find(task: Task) -> list[Answer]:
        task.ground.taken[:] = False
        budget.spent = 0
        rounds = list(search(task, count=request.count, seed=request.seed, budget=budget))
        walks = rounds[-1] if rounds else []
        return [Answer(walk, itinerary_of(walk, place.ball, asked)) for walk in walks]

    if request.climb_m is None:
        answers = find(place.task)
    else:
        answers = search_climbing(place.task, request.climb_m, find)
    good = [one for one in answers if _acceptable(one, place, request)]
    if not good:
        raise none_such(travel.profile.name, request, place, answers)
    notes = notes_on(good, place, request, cut_short=budget.struck)
    return Loops(tuple(one.itinerary for one in good), tuple(notes))


def _acceptable(answer: Answer, place: Layout, request: LoopRequest) -> bool:
    """Tell whether a walk is an answer: within the windows, and a loop beside its stem."""
    from itinera.search import _loop_kernels as k

    terms = answer.walk.terms
    off = abs(float(terms[k.AMOUNT]) / place.wish.target - 1.0)
    again = float(terms[k.REPEATED]) - place.wish.unavoidable_m
    most = 2.0 * CLEAN_SHARE if request.lollipop else CLEAN_SHARE
    climbs = request.climb_m is None or answer.climb_gap_m(request.climb_m) <= (
        CLIMB_GRACE * most_off_m(request.climb_m)
    )
    return (
        off <= request.tolerance_pct / 100.0 and again <= most * float(terms[k.METRES]) and climbs
    )
