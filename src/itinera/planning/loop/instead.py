"""What comes nearest to a loop that there is not: the same wishes at the nearest other length."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from itinera.planning.loop.fit import fits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from itinera.itinerary import Itinerary
    from itinera.planning.loop.answer import Answer
    from itinera.planning.loop.layout import Layout
    from itinera.planning.loop.request import LoopRequest

    Try = Callable[[LoopRequest], "Attempt"]

#: Times the wished length that is tried, and shares of what the ground holds.
FACTORS = (0.9, 1.15, 0.8, 1.35, 0.65, 1.7, 0.5, 2.2, 0.35, 3.0, 0.25, 0.15, 0.08)
HELD = (0.95, 0.8, 0.6)
MOST_HELD = 1.3  # times what the ground holds, a loop is not looked for
MOST_TRIES = 6  # lengths that are laid on the ground
LONGEST_M = 60_000.0  # longer than wished nothing beyond this is looked at: it takes too long
SHORTEST_M = 300.0
STEP_M = 10.0
ROOM = 1.005  # times the length of what was found is asked for


@dataclass(frozen=True, slots=True)
class Attempt:
    """What another request found.

    Attributes
    ----------
    itinerary
        Its answer, None where it has none.
    amount
        How long a loop was found beside the window, None where none was.
    """

    itinerary: Itinerary | None = None
    amount: float | None = None


@dataclass(frozen=True, slots=True)
class Instead:
    """The nearest thing that there is.

    Attributes
    ----------
    itinerary
        A loop.
    possible
        The parameters, by their names on the command line, that would be answered; empty
        where the loop is only the best that was met.
    """

    itinerary: Itinerary
    possible: dict[str, object]


def instead(
    request: LoopRequest, place: Layout, answers: Sequence[Answer], attempt: Try
) -> Instead | None:
    """Return what comes nearest to a request that has no answer, None if there is no loop at all.

    Parameters
    ----------
    answers
        What was found, though it does not do.
    attempt
        Plans another request.
    """
    best = min(answers, key=lambda one: _far(one, place, request), default=None)
    if best is not None and request.climb_m is not None and fits(best.walk, place, request):
        return Instead(best.itinerary, {"climb_m": round(best.climb_m)})
    for other in _others(request, place, best):
        asked, found = other, attempt(other)
        if found.itinerary is None and found.amount is not None:  # go where it led
            asked = _of_amount(other, found.amount)
            found = attempt(asked)
        if found.itinerary is not None:
            return Instead(found.itinerary, _changed(request, asked, found.itinerary))
    return None if best is None else Instead(best.itinerary, {})


def _far(answer: Answer, place: Layout, request: LoopRequest) -> float:
    """Return how far a walk is from what was wished, in shares of it."""
    from itinera.search import _loop_kernels as k

    off = abs(float(answer.walk.terms[k.AMOUNT]) / place.wish.target - 1.0)
    again = float(answer.walk.terms[k.REPEATED]) / float(answer.walk.terms[k.METRES])
    climb = answer.climb_gap_m(request.climb_m) / max(1.0, request.climb_m or 1.0)
    return off + again + climb


def _others(request: LoopRequest, place: Layout, best: Answer | None) -> Iterator[LoopRequest]:
    """Yield other requests: with a stem, else of other lengths, the nearest first."""
    from itinera.search import _loop_kernels as k

    plain = replace(request, climb_m=None, count=1)  # the first of several is the same
    if not request.lollipop:
        yield replace(plain, lollipop=True)
    wished, metres = place.wish.target, place.task.target_m
    held_m = float(place.task.ground.metres.sum())
    amounts = [factor * wished for factor in FACTORS]
    amounts += [share * held_m * wished / metres for share in HELD]
    if best is not None:
        amounts.append(ROOM * float(best.walk.terms[k.AMOUNT]))
    amounts = [a for a in amounts if _worth_trying(a * metres / wished, metres, held_m)]
    amounts.sort(key=lambda amount: abs(math.log(amount / wished)))
    for amount in amounts[:MOST_TRIES]:
        yield _of_amount(plain, amount)


def _of_amount(request: LoopRequest, amount: float) -> LoopRequest:
    """Return a request for another length or time, rounded as one types it."""
    if request.length_m is not None:
        return replace(request, length_m=STEP_M * max(20, math.ceil(amount / STEP_M)))
    return replace(request, time_s=60.0 * max(2, math.ceil(amount / 60.0)))


def _worth_trying(length_m: float, wished_m: float, held_m: float) -> bool:
    """Tell whether a length is neither too short, nor too long for the ground or for the clock."""
    if length_m > wished_m:
        return length_m <= LONGEST_M
    return SHORTEST_M <= length_m <= MOST_HELD * held_m


def _changed(request: LoopRequest, other: LoopRequest, found: Itinerary) -> dict[str, object]:
    """Return how the command line says what was changed."""
    changed: dict[str, object] = {}
    if other.lollipop != request.lollipop:
        changed["lollipop"] = True
    elif other.length_m is not None:
        changed["length_km"] = round(other.length_m / 1000.0, 2)
    else:
        changed["minutes"] = round((other.time_s or 0.0) / 60.0)
    if request.climb_m is not None:
        changed["climb_m"] = round(found.climb_m or 0.0)
    return changed
