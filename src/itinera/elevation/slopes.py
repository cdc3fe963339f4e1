"""Where a way is how steep: stretches of one gradient class each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from itinera.elevation.climb import REPORTED, ClimbRule, checked_pieces, smoothed_parts
from itinera.elevation.gradients import BOUNDS_PCT

if TYPE_CHECKING:
    from itinera.geodesy import FloatArray


@dataclass(frozen=True, slots=True)
class Slope:
    """A stretch that belongs to one gradient class.

    Attributes
    ----------
    from_m, to_m
        Metres from the start.
    pct
        Mean gradient in per cent, negative where it falls.
    grade
        1, 2, 3 for rises of 2–4, 4–6 and more than 6 %, negative for falls, 0 between.
    """

    from_m: float
    to_m: float
    pct: float
    grade: int


def slopes(at_m: FloatArray, ele_m: FloatArray, *, rule: ClimbRule = REPORTED) -> tuple[Slope, ...]:
    """Cut a way where its gradient class changes.

    The gradient is that of the smoothed heights over steps of the rule, so that the
    stretches of a class add up to what `gradient_classes` reports.

    Parameters
    ----------
    at_m, ele_m : float64, shape (n,)
        As for `climb_of`. Stretches without heights belong to no slope.

    Examples
    --------
    >>> at, ele = np.array([0.0, 1000.0, 1500.0]), np.array([20.0, 20.0, 50.0])
    >>> [(s.from_m, s.to_m, s.grade) for s in slopes(at, ele, rule=ClimbRule(10.0, 0.0, 5.0))]
    [(0.0, 1000.0, 0), (1000.0, 1500.0, 3)]
    """
    if not np.isfinite(ele_m).any():
        return ()
    parts = smoothed_parts(checked_pieces(at_m, ele_m), rule)
    return tuple(found for at, ele in parts for found in _cut(at, ele))


def _cut(at_m: FloatArray, ele_m: FloatArray) -> list[Slope]:
    """Return the slopes of one known stretch."""
    metres, rises = np.diff(at_m), np.diff(ele_m)
    pct = 100.0 * rises / np.maximum(metres, 1e-9)
    grade = np.searchsorted(BOUNDS_PCT, np.abs(pct), side="right") * np.sign(pct)
    cuts = np.flatnonzero(np.diff(grade)) + 1
    begins = [0, *cuts.tolist()] if len(grade) else []
    found = []
    for begin, end in zip(begins, [*begins[1:], len(grade)], strict=True):
        length_m = float(at_m[end] - at_m[begin])
        mean = 100.0 * float(ele_m[end] - ele_m[begin]) / max(length_m, 1e-9)
        found.append(Slope(float(at_m[begin]), float(at_m[end]), mean, int(grade[begin])))
    return found
