"""Metres along many short segments at once.

For a segment of up to some kilometres the ellipsoid is, to a relative error
below 1e-6, the plane spanned by its two radii of curvature at the segment's
middle latitude. That is 30 times faster than solving each geodesic; longer
segments (ferries) go to PROJ.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from itinera.geodesy import WGS84_A, WGS84_E2, segment_lengths, to_degrees

if TYPE_CHECKING:
    from itinera.geodesy import FloatArray, IntArray

LONG_DEGREES = 0.1  # about 7 to 11 km; the planar formula errs by 1e-6 there


def lengths_between(a: IntArray, b: IntArray) -> FloatArray:
    """Measure the geodesics between pairs of points.

    Parameters
    ----------
    a, b : int32, shape (n, 2)
        Longitudes and latitudes in 1e-7 degrees.

    Returns
    -------
    float64, shape (n,)
        Metres on WGS84, within 1e-6 of the geodesic.
    """
    start, end = to_degrees(a), to_degrees(b)
    step = end - start
    middle = np.radians((start[:, 1] + end[:, 1]) / 2)
    w2 = 1.0 - WGS84_E2 * np.sin(middle) ** 2
    prime_vertical = WGS84_A / np.sqrt(w2)
    meridian = prime_vertical * (1.0 - WGS84_E2) / w2
    east = np.radians(step[:, 0]) * np.cos(middle) * prime_vertical
    north = np.radians(step[:, 1]) * meridian
    metres: FloatArray = np.hypot(east, north)
    for row in np.flatnonzero(np.abs(step).max(axis=1, initial=0.0) > LONG_DEGREES).tolist():
        metres[row] = segment_lengths(np.stack([start[row], end[row]]))[0]
    return metres
