"""Round trips of a wished length: from the question to the answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from itinera.itinerary.i18n import translator
from itinera.planning.errors import NoLoopError
from itinera.planning.loop.answer import Asked, itinerary_of
from itinera.planning.loop.checks import check_request
from itinera.planning.loop.feasibility import CLEAN_SHARE
from itinera.planning.loop.layout import lay_out, wished
from itinera.planning.loop.solve import search
from itinera.planning.routing import called
from itinera.search.stop import Budget

if TYPE_CHECKING:
    from collections.abc import Sequence

    from itinera.itinerary import Itinerary
    from itinera.planning.loop.layout import Layout
    from itinera.planning.loop.request import LoopRequest
    from itinera.planning.loop.walks import Found
    from itinera.planning.planner import Planner
    from itinera.planning.travel import Travel

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


def plan_loops(planner: Planner, request: LoopRequest) -> Loops:
    """Plan round trips, see `Planner.loops`."""
    check_request(request)
    travel = planner.travels.of(request.traveller)
    place = lay_out(planner, travel, request)
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


def _acceptable(found: Found, place: Layout, request: LoopRequest) -> bool:
    """Tell whether a walk is an answer: within the window, and a loop beside its stem."""
    from itinera.search import _loop_kernels as k

    metres = float(found.terms[k.METRES])
    off = abs(float(found.terms[k.AMOUNT]) / place.wish.target - 1.0)
    again = float(found.terms[k.REPEATED]) - place.wish.unavoidable_m
    most = 2.0 * CLEAN_SHARE if request.lollipop else CLEAN_SHARE
    return off <= request.tolerance_pct / 100.0 and again <= most * metres


def _notes(
    answers: Sequence[Found], place: Layout, request: LoopRequest, budget: Budget
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
    place: Layout,
    answers: Sequence[Found],
) -> NoLoopError:
    """Say why there is no such loop, and what there is instead."""
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
        f"No loop of {wished(request)} begins at {called(request.start)} "
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
