"""Turning points of an elevation profile that stand out by more than a threshold."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from itinera.geodesy import FloatArray, LongArray

ROUNDING_M = 1e-6  # sums of heights err by less: a change of just the threshold counts


def turning_points(ele_m: FloatArray, threshold_m: float) -> LongArray:
    """Find where a profile turns, leaving out every change below a threshold.

    The kept points alternate between highs and lows, neighbours differ by the threshold
    at least, and each is the very highest or lowest between its neighbours. A rise
    therefore counts in full, from its foot to its top, or not at all. The set is that
    of topological persistence (equally the extremes of the truncated variation,
    Łochowski 2008), so that a profile read backwards has the same turning points.

    Parameters
    ----------
    ele_m : float64, shape (n,)
        Heights in order, all finite.
    threshold_m
        Changes from this on count; 0 keeps every turn.

    Returns
    -------
    int64, shape (m,)
        Rows of `ele_m`, ascending; a single one where nothing changes enough.

    Examples
    --------
    >>> turning_points(np.array([10.0, 40.0, 38.0, 60.0, 20.0]), 5.0).tolist()
    [0, 3, 4]
    """
    rows = _turns(ele_m)
    least = max(threshold_m - ROUNDING_M, 0.0)
    if least == 0.0 or len(rows) < 2:
        return rows
    return rows[_standing_out(ele_m[rows].tolist(), least)]


def from_lowest(ele_m: FloatArray) -> FloatArray:
    """Turn the profile of a round trip so that it begins and ends at its lowest place.

    A round trip has no first and no last place. Its turning points do not depend on
    where somebody starts, and it climbs what it descends, once it is read from an
    extreme that surely counts.

    Parameters
    ----------
    ele_m : float64, shape (n,)
        Heights in order, the last of the place of the first.

    Examples
    --------
    >>> from_lowest(np.array([40.0, 38.0, 60.0, 20.0, 40.0])).tolist()
    [20.0, 40.0, 38.0, 60.0, 20.0]
    """
    ring = ele_m[:-1]
    lowest = int(np.argmin(ring))
    return np.concatenate((ring[lowest:], ring[: lowest + 1]))


def ups_and_downs(ele_m: FloatArray) -> tuple[float, float]:
    """Sum the rises and the falls from each height to the next, both non-negative."""
    steps = np.diff(ele_m)
    return float(steps[steps > 0.0].sum()), float(-steps[steps < 0.0].sum())


def _turns(ele_m: FloatArray) -> LongArray:
    """Return the first row, every row where up turns to down or down to up, and the last."""
    moving = np.flatnonzero(np.diff(ele_m)) + 1
    if len(moving) == 0:
        return np.zeros(min(len(ele_m), 1), dtype=np.int64)
    up = ele_m[moving] > ele_m[moving - 1]
    turned = np.flatnonzero(up[1:] != up[:-1])
    # A plateau is kept by the row where it begins, which is as high as the rest of it.
    return np.concatenate(([0], moving[turned], moving[-1:])).astype(np.int64)


def _standing_out(heights: list[float], least: float) -> list[int]:
    """Return the places of the heights that differ by `least` from their kept neighbours."""
    low = high = 0
    for begin, height in enumerate(heights):
        low = begin if height < heights[low] else low
        high = begin if height > heights[high] else high
        if heights[high] - heights[low] >= least:
            return _onward(heights, min(low, high), max(low, high), least)
    return [0]


def _onward(heights: list[float], first: int, second: int, least: float) -> list[int]:
    """Follow the profile from its first two kept heights on."""
    kept = [first, second]
    sign = 1.0 if heights[second] > heights[first] else -1.0
    for i in range(second + 1, len(heights)):
        onward = (heights[i] - heights[kept[-1]]) * sign
        if onward > 0.0:
            kept[-1] = i
        elif onward <= -least:
            kept.append(i)
            sign = -sign
    return kept
