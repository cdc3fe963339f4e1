"""What cannot be meant, refused before anything is searched."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from itinera.errors import InputError
from itinera.planning.loop.request import DIRECTIONS
from itinera.planning.loop.wishes import check_wishes

if TYPE_CHECKING:
    from itinera.planning.loop.request import LoopRequest

LENGTH_M = (200.0, 1_000_000.0)  # metres; below, the way round a block; above, no day's work
TIME_S = (120.0, 360_000.0)  # seconds
MOST_LOOPS = 10
MOST_MUSTS = 24  # a walk has room for 30 legs, `walks.MOST_LEGS`
MOST_AREAS = 5
MOST_WITHIN_M = 5000.0
MOST_CLIMB_M = 50_000.0
TOLERANCE_PCT = (0.1, 50.0)


def check_request(request: LoopRequest) -> None:
    """Refuse a request that cannot be meant.

    Raises
    ------
    InputError
        Naming the value and what it may be.
    ContradictionError
        If wishes exclude each other, see `wishes.check_wishes`.
    """
    if request.length_m is None and request.time_s is None:
        raise InputError(
            "A loop needs a length or a time.", remedy="Give --length-km or --minutes."
        )
    if request.length_m is not None:
        _check_range("length", request.length_m, LENGTH_M, "metres")
    if request.time_s is not None:
        _check_range("time", request.time_s, TIME_S, "seconds")
    _check_range("tolerance", request.tolerance_pct, TOLERANCE_PCT, "per cent")
    _check_range("number of loops", request.count, (1, MOST_LOOPS), "")
    _check_range("number of places to pass", len(request.musts), (0, MOST_MUSTS), "")
    _check_range("number of areas to go through", len(request.through), (0, MOST_AREAS), "")
    _check_range(
        "distance to the places to pass", request.must_within_m, (0, MOST_WITHIN_M), "metres"
    )
    if request.climb_m is not None:
        _check_range("climb", request.climb_m, (0.0, MOST_CLIMB_M), "metres")
    if request.direction and request.direction not in DIRECTIONS:
        raise InputError(
            f"There is no direction {request.direction!r}.",
            remedy=f"Use one of {', '.join(DIRECTIONS)}.",
        )
    check_wishes(request)


def _check_range(what: str, value: float, allowed: tuple[float, float], unit: str) -> None:
    """Refuse a number that is none or out of range."""
    least, most = allowed
    if math.isfinite(value) and least <= value <= most:
        return
    said = f" {unit}" if unit else ""
    raise InputError(
        f"The {what} of a loop cannot be {value:g}{said}.",
        remedy=f"Give {least:g} to {most:g}{said}.",
    )
