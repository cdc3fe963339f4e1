"""Which of several tours is the best together with its stages: in points."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from itinera.planning.journey.split import score_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from itinera.planning.journey.ends import Surroundings
    from itinera.planning.journey.laying import Laid

__all__ = ["best_first", "good_enough"]

POINTS_OF_SCORE = 100.0  # a point where every stage is a tenth off the wish
UNCUT = 50.0  # points that a tour without a split is worse by
POINTS_OF_COST = 200.0  # two points for a per cent of cost more than the cheapest tour
POINTS_OF_CLIMB = 50.0  # half a point for a per cent of climb off the wish
LITTLE = 1.0  # points: a tour that has all its wishes and so little against it will do
LEAST_CLIMB_M = 100.0  # a wish for less is measured as if it were this


def best_first(drafts: Sequence[Laid], around: Surroundings | None) -> list[Laid]:
    """Sort tours by their worth, the best first; equals in the order given.

    Notes
    -----
    The prizes of the wishes that a tour visits, less what speaks against its stages, its
    cost and its climb. All weights are own judgement.
    """
    if len(drafts) < 2:
        return list(drafts)
    cheapest = min(float(draft.tour.score["cost"]) for draft in drafts)
    worths = [_worth(draft, around, cheapest) for draft in drafts]
    order = sorted(range(len(drafts)), key=lambda i: -worths[i])
    return [drafts[i] for i in order]


def good_enough(draft: Laid, around: Surroundings | None) -> bool:
    """Tell whether hardly anything speaks against a tour, so that no other need be planned."""
    against = _against_stages(draft, around) + _against_climb(draft)
    return not draft.tour.left_out and against < LITTLE


def _worth(draft: Laid, around: Surroundings | None, cheapest: float) -> float:
    """Return what a tour is worth, in points."""
    visits = draft.asked.visits
    prizes = sum(visits[i].prize for i in draft.tour.taken if not visits[i].must)
    dear = POINTS_OF_COST * (float(draft.tour.score["cost"]) / cheapest - 1.0)
    return prizes - dear - _against_stages(draft, around) - _against_climb(draft)


def _against_stages(draft: Laid, around: Surroundings | None) -> float:
    """Return what speaks against how a tour can be cut."""
    if around is None:
        return 0.0
    score = score_of(draft.road.trace, around.along(draft.road.trace), around.wish)
    return min(POINTS_OF_SCORE * score, UNCUT) if math.isfinite(score) else UNCUT


def _against_climb(draft: Laid) -> float:
    """Return what speaks against a tour's climb."""
    wished = draft.asked.climb_m
    if wished is None:
        return 0.0
    off = abs(float(draft.road.trace.risen_m[-1]) - wished)
    return POINTS_OF_CLIMB * off / max(wished, LEAST_CLIMB_M)
