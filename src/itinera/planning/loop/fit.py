"""Whether a walk is an answer to what was asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from itinera.planning.loop.climb import most_off_m
from itinera.planning.loop.feasibility import CLEAN_SHARE

if TYPE_CHECKING:
    from itinera.planning.loop.answer import Answer
    from itinera.planning.loop.layout import Layout
    from itinera.planning.loop.request import LoopRequest
    from itinera.planning.loop.walks import Found

CLIMB_GRACE = 2.0  # times what a climb may be off is still an answer, and said


def acceptable(answer: Answer, place: Layout, request: LoopRequest) -> bool:
    """Tell whether a walk is an answer: within the windows, and a loop beside its stem."""
    if request.climb_m is not None:
        most = CLIMB_GRACE * most_off_m(request.climb_m)
        return answer.climb_gap_m(request.climb_m) <= most and fits(answer.walk, place, request)
    return fits(answer.walk, place, request)


def fits(walk: Found, place: Layout, request: LoopRequest) -> bool:
    """Tell whether a walk has its length, and repeats little beside its stem."""
    from itinera.search import _loop_kernels as k

    off = abs(float(walk.terms[k.AMOUNT]) / place.wish.target - 1.0)
    return off <= request.tolerance_pct / 100.0 and is_loop(walk, place, request)


def is_loop(walk: Found, place: Layout, request: LoopRequest) -> bool:
    """Tell whether a walk repeats little beside its stem."""
    from itinera.search import _loop_kernels as k

    again = float(walk.terms[k.REPEATED]) - place.wish.unavoidable_m
    most = 2.0 * CLEAN_SHARE if request.lollipop else CLEAN_SHARE
    return again <= most * float(walk.terms[k.METRES])
