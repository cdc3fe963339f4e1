"""Ways to count climb: ours by smoothing and threshold, and those of others as published.

Each takes metres along the way and heights, both float64 of shape (n,), and returns metres.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from gpxpy.geo import calculate_uphill_downhill

from itinera.elevation.climb import ClimbRule, climb_of
from itinera.geodesy import FloatArray

Rule = Callable[[FloatArray, FloatArray], float]

SMOOTHINGS_M = (0.0, 30.0, 50.0, 100.0)
THRESHOLDS_M = (0.0, 1.0, 2.0, 3.0, 5.0, 7.0, 10.0)


def ours(smooth_m: float, threshold_m: float) -> Rule:
    """Return our way: a moving average, then turning points that stand out."""
    rule = ClimbRule(10.0, smooth_m, threshold_m)

    def count(at_m: FloatArray, ele_m: FloatArray) -> float:
        found = climb_of(at_m, ele_m, rule=rule)
        return found.climb_m if found else 0.0

    return count


def raw(_at_m: FloatArray, ele_m: FloatArray) -> float:
    """Return every rise between points: GraphHopper's `ascend`, most GPX libraries."""
    return float(np.maximum(np.diff(ele_m), 0.0).sum())


def gpxpy_uphill(_at_m: FloatArray, ele_m: FloatArray) -> float:
    """Return gpxpy's `get_uphill_downhill`: each point weighed 3-4-3 with its neighbours."""
    return float(calculate_uphill_downhill(ele_m.tolist())[0])


def dead_band(threshold_m: float) -> Rule:
    """Return the usual one-way dead band: a kept level moves once it is left by a threshold."""

    def count(_at_m: FloatArray, ele_m: FloatArray) -> float:
        level, climb = float(ele_m[0]), 0.0
        for height in ele_m.tolist():
            if abs(height - level) >= threshold_m:
                climb += max(height - level, 0.0)
                level = height
        return climb

    return count


def brouter(_at_m: FloatArray, ele_m: FloatArray) -> float:
    """Return BRouter's "filtered ascend": only what overflows a buffer of 10 m, and its rest.

    After its source (btools.router, `ehb`); it walks from the end to the start.
    """
    buffer, climb = 0.0, 0.0
    for rise in np.diff(ele_m)[::-1].tolist():
        buffer += rise
        if buffer > 10.0:
            climb, buffer = climb + buffer - 10.0, 10.0
        buffer = max(buffer, 0.0)
    return climb + buffer


def osmand_2017(at_m: FloatArray, ele_m: FloatArray) -> float:
    """Return OsmAnd's way of 2017 (its issue 4481): mean of five points, turns of 10 m."""
    mean = np.convolve(np.pad(ele_m, 2, mode="edge"), np.full(5, 0.2), mode="valid")
    return ours(0.0, 10.0)(at_m, mean)


OURS = {(smooth, t): ours(smooth, t) for smooth in SMOOTHINGS_M for t in THRESHOLDS_M}
PEERS: dict[str, Rule] = {
    "every rise (GraphHopper's ascend)": raw,
    "gpxpy `get_uphill_downhill`": gpxpy_uphill,
    "one-way dead band 2 m": dead_band(2.0),
    "one-way dead band 3 m": dead_band(3.0),
    "one-way dead band 5 m": dead_band(5.0),
    "one-way dead band 10 m": dead_band(10.0),
    "OsmAnd 2017: 5 points, 10 m": osmand_2017,
    "BRouter filtered ascend": brouter,
}
