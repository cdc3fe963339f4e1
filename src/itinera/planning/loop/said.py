"""What is said of loops: notes on the answers, and why there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from itinera.itinerary.i18n import translator
from itinera.planning.errors import NoLoopError
from itinera.planning.loop.climb import most_off_m
from itinera.planning.loop.feasibility import CLEAN_SHARE
from itinera.planning.loop.wishes import figures, wished
from itinera.planning.routing import called

if TYPE_CHECKING:
    from collections.abc import Sequence

    from itinera.planning.loop.answer import Answer
    from itinera.planning.loop.instead import Instead
    from itinera.planning.loop.layout import Layout
    from itinera.planning.loop.request import LoopRequest

BESIDE = 0.38  # cosine of 67.5 degrees: farther off, another of the eight directions is as near
WORTH_SAYING_M = 50.0  # a stem shorter than this is not worth a note


def notes_on(
    answers: Sequence[Answer], place: Layout, request: LoopRequest, *, cut_short: bool
) -> list[str]:
    """Return what to know of the answers, in the language of the request.

    Parameters
    ----------
    answers
        At least one, the best first.
    cut_short
        Did the clock end the search?
    """
    t = translator(request.lang)
    notes = []
    stem = place.verdict.unavoidable_m
    if stem > WORTH_SAYING_M:
        notes.append(
            t("The ground forces {distance} to be travelled twice.", distance=t.distance(stem))
        )
    best = answers[0].itinerary
    again = best.repeated_m - place.wish.unavoidable_m
    if again > CLEAN_SHARE * best.length_m:
        notes.append(t("The best loop found travels {distance} twice.", distance=t.distance(again)))
    climb_m = request.climb_m
    if climb_m is not None and answers[0].climb_gap_m(climb_m) > most_off_m(climb_m):
        said = t.number(round(answers[0].climb_m))
        notes.append(t("The climb nearest to the one wished is {metres} m.", metres=said))
    if request.direction and _beside(answers[0]):
        told = t(
            "The best loop found does not lie to the {direction}.", direction=request.direction
        )
        notes.append(told)
    if len(answers) < request.count:
        notes.append(t("Loops that differ enough: {count}.", count=str(len(answers))))
    if cut_short:
        notes.append(t("The search was cut short: ask for less effort."))
    return notes


def _beside(answer: Answer) -> bool:
    """Tell whether the middle of a loop lies in another direction than wished."""
    from itinera.search import _loop_kernels as k

    return float(answer.walk.terms[k.HEADING]) < BESIDE


def none_such(
    profile: str, request: LoopRequest, place: Layout, nearest: Instead | None
) -> NoLoopError:
    """Return the error that says why there is no such loop, and what there is instead."""
    climb = "" if request.climb_m is None else f" with {request.climb_m:g} m of climb"
    what = "loop" if request.end is None else "walk"
    to = "" if request.end is None else f" and ends at {called(request.end)}"
    return NoLoopError(
        f"No {what} of {wished(request)}{climb} begins at {called(request.start)}{to} "
        f"for profile {profile!r}: {_why(request, place)}.",
        remedy="Ask for another length, climb or tolerance, or begin elsewhere.",
        nearest=_nearest(nearest, request),
        closest=None if nearest is None else figures(nearest.itinerary),
        possible=None if nearest is None else nearest.possible,
    )


def _why(request: LoopRequest, place: Layout) -> str:
    """Say what is proven, or that nothing is."""
    verdict = place.verdict
    if not verdict.possible:
        return (
            f"within reach only {verdict.within_m / 1000:.1f} km of ways lead round, "
            f"such a loop needs {verdict.needed_m / 1000:.1f} km of them (proven)"
        )
    if not verdict.clean_possible and not request.lollipop:
        return f"the ground forces a stem of {verdict.unavoidable_m / 1000:.1f} km (proven)"
    return "none was found, which is no proof that there is none"


def _nearest(nearest: Instead | None, request: LoopRequest) -> str:
    """Describe the nearest thing that there is."""
    if nearest is None:
        return "no loop at all: every way from here leads back on itself"
    loop = nearest.itinerary
    said = f"a loop of {loop.length_m / 1000:.1f} km"
    if request.end is not None:
        said = f"a walk of {loop.length_m / 1000:.1f} km"
    if request.climb_m is not None and loop.climb_m is not None:
        said += f" with {loop.climb_m:.0f} m of climb"
    if request.length_m is None:
        said += f" in {loop.time_s / 60:.0f} minutes"
    return f"{said} of which {loop.repeated_m / 1000:.1f} km are travelled twice"
