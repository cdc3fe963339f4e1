"""The elevation of an itinerary as JSON."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from itinera.elevation.slopes import slopes
from itinera.elevation.telling import telling_rows

if TYPE_CHECKING:
    from itinera.elevation.climb import Climb
    from itinera.elevation.slopes import Slope
    from itinera.geodesy import FloatArray
    from itinera.itinerary.elevation import Elevation, NamedClimb

Document = dict[str, Any]  # JSON objects hold anything

PROFILE_OFF_M = 0.25  # points that lie nearer to the line between others are left out


def elevation_object(elevation: Elevation, *, profile: bool = True) -> Document:
    """Return what stands beside `climb_m` and `descent_m`: the rule, gradients, climbs, heights.

    Parameters
    ----------
    profile
        Whether to list heights along the way.
    """
    gradients = elevation.gradients
    result: Document = {
        **counted_object(elevation.climb),
        "gradients": {
            "up": {name: round(metres, 1) for name, metres in gradients.up_m.items()},
            "down": {name: round(metres, 1) for name, metres in gradients.down_m.items()},
            "level_m": round(gradients.level_m, 1),
        },
        "slopes": [_slope(one) for one in slopes(elevation.at_m, elevation.ele_m)],
        "climbs": [_climb(one, elevation) for one in elevation.climbs],
        "bridged_m": round(elevation.bridged_m, 1),
        "corrected_m": round(elevation.corrected_m, 1),
        "model": elevation.model_m > 0.0,
    }
    if profile:
        result["profile"] = profile_points(elevation.at_m, elevation.ele_m)
    return result


def counted_object(climb: Climb) -> Document:
    """Return how a climb was counted: heights, raw and smoothed sums, the rule."""
    return {
        "min_m": round(climb.min_m, 1),
        "max_m": round(climb.max_m, 1),
        "raw_climb_m": round(climb.raw_climb_m, 1),
        "raw_descent_m": round(climb.raw_descent_m, 1),
        "smoothed_climb_m": round(climb.smoothed_climb_m, 1),
        "smoothed_descent_m": round(climb.smoothed_descent_m, 1),
        "step_m": climb.rule.step_m,
        "smooth_m": climb.rule.smooth_m,
        "threshold_m": climb.rule.threshold_m,
        "unknown_m": round(climb.unknown_m, 1),
    }


def profile_points(at_m: FloatArray, ele_m: FloatArray) -> list[list[float | None]]:
    """Return [metres from the start, height or None] along a way, with no more points than tell.

    Parameters
    ----------
    at_m, ele_m : float64, shape (n,)
        Places and heights, not a number where unknown.

    Examples
    --------
    >>> profile_points(np.array([0.0, 10.0, 20.0]), np.array([20.0, 21.0, 22.0]))
    [[0.0, 20.0], [20.0, 22.0]]
    """
    kept = telling_rows(at_m, ele_m, PROFILE_OFF_M)
    rows = zip(np.round(at_m[kept], 1).tolist(), np.round(ele_m[kept], 1).tolist(), strict=True)
    return [[at, None if math.isnan(ele) else ele] for at, ele in rows]


def _slope(slope: Slope) -> list[float]:
    """Return from where to where, mean gradient in per cent, and grade."""
    return [round(slope.from_m, 1), round(slope.to_m, 1), round(slope.pct, 1), slope.grade]


def _climb(one: NamedClimb, elevation: Elevation) -> Document:
    """Return one climb."""
    ascent = one.ascent
    return {
        "from_m": round(ascent.from_m, 1),
        "to_m": round(ascent.to_m, 1),
        "rise_m": round(ascent.rise_m, 1),
        "mean_pct": round(ascent.mean_pct, 1),
        "max_pct": round(ascent.max_pct, 1),
        "name": one.name,
        "id": one.id,
        "longest": one is elevation.longest,
        "steepest": one is elevation.steepest,
    }
