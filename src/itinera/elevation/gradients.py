"""How steep a way is: metres by gradient class, and its climbs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from itinera.elevation.climb import REPORTED, ClimbRule, Filtered
from itinera.elevation.extremes import turning_points

if TYPE_CHECKING:
    from collections.abc import Mapping

    from itinera.geodesy import FloatArray

#: Bounds of the gradient classes in per cent, as cycling guides draw them.
CLASSES = ("0-2", "2-4", "4-6", ">6")
BOUNDS_PCT = (2.0, 4.0, 6.0)
LEVEL_PCT = 0.05  # 5 cm in 100 m: what no traveller and no terrain model can tell from level

LEAST_RISE_M = 10.0  # a rise below this is not called a climb
LEAST_MEAN_PCT = 1.0  # flatter approaches and crests do not belong to a climb
DIP_SHARE = 0.05  # of the range of heights: a dip below this does not end a climb
SUSTAINED_M = 50.0  # the steepest part of a climb is measured over this length


@dataclass(frozen=True, slots=True)
class Gradients:
    """Metres of a way by gradient, as travelled.

    Attributes
    ----------
    up_m, down_m
        Metres by class of `CLASSES` (per cent), rising and falling.
    level_m
        Metres neither rising nor falling by `LEVEL_PCT`.
    """

    up_m: Mapping[str, float]
    down_m: Mapping[str, float]
    level_m: float


@dataclass(frozen=True, slots=True)
class Ascent:
    """A climb: from its foot to its top, in metres from the start.

    Attributes
    ----------
    rise_m
        Difference of height.
    mean_pct, max_pct
        Gradient as a whole, and of its steepest 50 m or more (of the whole, if shorter).
    """

    from_m: float
    to_m: float
    rise_m: float
    mean_pct: float
    max_pct: float

    @property
    def length_m(self) -> float:
        """Return the length."""
        return self.to_m - self.from_m


def gradient_classes(
    at_m: FloatArray, ele_m: FloatArray, *, rule: ClimbRule = REPORTED
) -> Gradients:
    """Return the metres of a way by gradient class and direction.

    Parameters
    ----------
    at_m, ele_m : float64, shape (n,)
        As for `climb_of`. Stretches without heights belong to no class.
    """
    return gradients_in(Filtered.of(at_m, ele_m, rule=rule))


def gradients_in(profile: Filtered) -> Gradients:
    """Return the metres of a filtered profile by gradient class and direction."""
    parts = profile.parts
    metres = np.concatenate([np.diff(at) for at, _ in parts] or [np.zeros(0)])
    rises = np.concatenate([np.diff(ele) for _, ele in parts] or [np.zeros(0)])
    # Rounded, since a slope of exactly 4 % must not be strewn over two classes.
    pct = np.round(100.0 * rises / np.maximum(metres, 1e-9), 6)
    number = np.searchsorted(BOUNDS_PCT, np.abs(pct), side="right")
    level = np.abs(pct) < LEVEL_PCT

    def by_class(which: FloatArray) -> dict[str, float]:
        sums = np.bincount(number, np.where(which & ~level, metres, 0.0), minlength=len(CLASSES))
        return dict(zip(CLASSES, sums.tolist(), strict=True))

    return Gradients(by_class(pct > 0.0), by_class(pct < 0.0), float(metres[level].sum()))


def climbs(
    at_m: FloatArray, ele_m: FloatArray, *, rule: ClimbRule = REPORTED
) -> tuple[Ascent, ...]:
    """Find the climbs of a way, in order.

    A climb is where the profile gains on a slope of 1 %: a level approach or a crest
    does not lengthen it. It rises by 10 m at least, and a dip ends it if it is deeper
    than a twentieth of the difference between the highest and the lowest place (10 m
    at least).

    Parameters
    ----------
    at_m, ele_m : float64, shape (n,)
        As for `climb_of`.

    Examples
    --------
    >>> at, ele = np.array([0.0, 1000.0, 1400.0, 3000.0]), np.array([20.0, 20.0, 60.0, 60.0])
    >>> [(c.from_m, c.to_m) for c in climbs(at, ele, rule=ClimbRule(10.0, 0.0, 5.0))]
    [(1000.0, 1400.0)]
    """
    return climbs_in(Filtered.of(at_m, ele_m, rule=rule))


def climbs_in(profile: Filtered) -> tuple[Ascent, ...]:
    """Find the climbs of a filtered profile; see `climbs`."""
    parts = profile.parts
    if not parts:
        return ()
    highest, lowest = max(p.max() for _, p in parts), min(p.min() for _, p in parts)
    least = max(LEAST_RISE_M, DIP_SHARE * float(highest - lowest))
    return tuple(found for at, ele in parts for found in _climbs_of(at, ele, least))


def _climbs_of(at_m: FloatArray, ele_m: FloatArray, dip_m: float) -> list[Ascent]:
    """Return the climbs of one known stretch."""
    against = ele_m - LEAST_MEAN_PCT / 100.0 * at_m
    turns = turning_points(against, dip_m)
    return [
        _ascent(at_m[foot : top + 1], ele_m[foot : top + 1])
        for foot, top in zip(turns[:-1].tolist(), turns[1:].tolist(), strict=True)
        if against[top] > against[foot] and ele_m[top] - ele_m[foot] >= LEAST_RISE_M
    ]


def _ascent(at_m: FloatArray, ele_m: FloatArray) -> Ascent:
    """Measure a climb."""
    rise_m, length_m = float(ele_m[-1] - ele_m[0]), float(at_m[-1] - at_m[0])
    span = min(SUSTAINED_M, length_m)
    ends = at_m[at_m >= at_m[0] + span - 1e-6]
    steepest = (np.interp(ends, at_m, ele_m) - np.interp(ends - span, at_m, ele_m)).max() / span
    mean_pct = 100.0 * rise_m / length_m
    max_pct = max(100.0 * float(steepest), mean_pct)
    return Ascent(float(at_m[0]), float(at_m[-1]), rise_m, mean_pct, max_pct)
