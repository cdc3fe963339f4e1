"""The climb that a recording itself states."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from itinera.geodesy import FloatArray

THRESHOLD_M = 5.0  # barometers and terrain models waver by metres


def climb(ele: FloatArray | None) -> tuple[float, float] | None:
    """Sum climb and descent, a change counting once it exceeds the threshold.

    Parameters
    ----------
    ele : float64, shape (n,), or None
        Heights in order, NaN where unknown.

    Returns
    -------
    climb, descent : float
        In metres; None where heights are unknown or all the same (a device that
        knows none writes 0 everywhere).

    Examples
    --------
    >>> climb(np.array([10.0, 40.0, 38.0, 60.0, 20.0]))
    (50.0, 40.0)
    """
    if ele is None:
        return None
    known = ele[np.isfinite(ele)]
    if len(known) < 2 or np.ptp(known) == 0.0:
        return None
    steps = np.diff(_turning_points(known))
    return float(steps[steps > 0.0].sum()), float(-steps[steps < 0.0].sum())


def _turning_points(heights: FloatArray) -> FloatArray:
    """Return the heights where the way turns from up to down by more than the threshold."""
    low, high = np.minimum.accumulate(heights), np.maximum.accumulate(heights)
    moved = high - low > THRESHOLD_M
    if not moved.any():
        return heights[:1]
    begin = int(moved.argmax())
    sign = 1.0 if heights[begin] == high[begin] else -1.0
    kept = [float(low[begin] if sign > 0.0 else high[begin]), float(heights[begin])]
    for height in heights[begin + 1 :].tolist():
        onward = (height - kept[-1]) * sign
        if onward > 0.0:
            kept[-1] = height
        elif onward < -THRESHOLD_M:
            kept.append(height)
            sign = -sign
    return np.array(kept)
