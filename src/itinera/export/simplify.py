"""Fewer points for old devices, moving the line no more than is said."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from itinera.errors import InputError
from itinera.geodesy import metres_per_degree

if TYPE_CHECKING:
    from itinera.geodesy import FloatArray, LongArray
    from itinera.itinerary import Itinerary

LEAST_POINTS = 2
_HALVINGS = 24  # of the search on the tolerance: from kilometres to below a millimetre


@dataclass(frozen=True, slots=True)
class Simplified:
    """An itinerary of fewer points.

    Attributes
    ----------
    itinerary
        With a shorter line; lengths, shares and cues stay those of the full line.
    tolerance_m
        No point of the full line is farther than this from the simple one.
    """

    itinerary: Itinerary
    tolerance_m: float


def simplified(itinerary: Itinerary, max_points: int) -> Simplified:
    """Leave out points until at most `max_points` remain, the least telling first.

    Both ends stay. The tolerance is the smallest of Douglas and Peucker (1973) that
    suffices, rounded up to 0.1 m; 0 where nothing had to be left out.

    Raises
    ------
    InputError
        If `max_points` is below 2.
    """
    if max_points < LEAST_POINTS:
        raise InputError(
            f"A line of {max_points} points cannot be drawn.",
            remedy=f"Ask for at least {LEAST_POINTS} points.",
        )
    if len(itinerary.lonlat) <= max_points:
        return Simplified(itinerary, 0.0)
    kept, tolerance_m = _search(_plane(itinerary.lonlat), max_points)
    ele = None if itinerary.ele is None else itinerary.ele[kept]
    fewer = replace(itinerary, lonlat=itinerary.lonlat[kept], ele=ele)
    return Simplified(fewer, tolerance_m)


def _plane(lonlat: FloatArray) -> FloatArray:
    """Lay a line on a plane where no distance is shorter than on the ground."""
    ends = [metres_per_degree(float(lat)) for lat in (lonlat[:, 1].min(), lonlat[:, 1].max())]
    return np.asarray(lonlat * np.max(ends, axis=0), dtype=np.float64)


def _search(line: FloatArray, max_points: int) -> tuple[LongArray, float]:
    """Return which points to keep, and how far the line then moves at most."""
    too_fine, enough = 0.0, float(np.hypot(*np.ptp(line, axis=0))) + 1.0
    kept = _keep(line, enough)
    for _ in range(_HALVINGS):
        tolerance = (too_fine + enough) / 2.0
        candidate = _keep(line, tolerance)
        if len(candidate) <= max_points:
            kept, enough = candidate, tolerance
        else:
            too_fine = tolerance
    return kept, float(np.ceil(enough * 10.0) / 10.0)


def _keep(line: FloatArray, tolerance: float) -> LongArray:
    """Return the indices of the points that Douglas and Peucker keep."""
    import shapely

    # The index rides along as a third coordinate, which simplification carries over.
    tagged = np.column_stack((line, np.arange(len(line))))
    shape = shapely.simplify(shapely.linestrings(tagged), tolerance, preserve_topology=False)
    return shapely.get_coordinates(shape, include_z=True)[:, 2].astype(np.int64)
