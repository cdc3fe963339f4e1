"""Lengths and times between many places."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from itinera.elevation.climb import climb_of
from itinera.itinerary.elevation import heights_on
from itinera.search.alternatives import travelled
from itinera.search.matrix import paths

if TYPE_CHECKING:
    from collections.abc import Sequence

    from itinera.geodesy import FloatArray
    from itinera.graph.snap import Snap
    from itinera.itinerary import DataSource, Stop
    from itinera.planning.request import MatrixRequest
    from itinera.planning.travel import Travel
    from itinera.search.path import Path


@dataclass(frozen=True, slots=True, eq=False)
class Matrix:
    """Numbers from every start to every end, not a number where no way leads.

    Attributes
    ----------
    length_m, time_s : float64, shape (n_starts, n_ends)
        Of the best way for the profile.
    climb_m, descent_m : float64, shape (n_starts, n_ends)
        Of that way, not a number too where no height is known.
    """

    starts: tuple[Stop, ...]
    ends: tuple[Stop, ...]
    profile: str
    length_m: FloatArray
    time_s: FloatArray
    climb_m: FloatArray
    descent_m: FloatArray
    data: DataSource


def matrix_of(
    travel: Travel,
    begins: Sequence[Snap],
    finishes: Sequence[Snap],
    request: MatrixRequest,
    data: DataSource,
) -> Matrix:
    """Find the best way from every start to every end and add up its numbers."""
    shape = (len(begins), len(finishes))
    length_m, time_s, climb_m, descent_m = (np.full(shape, np.nan) for _ in range(4))
    for i, row in enumerate(paths(travel.router, begins, finishes)):
        for j, path in enumerate(row):
            if path is not None:
                metres = travelled(travel.router, path)
                length_m[i, j] = metres.sum()
                time_s[i, j] = _seconds(travel, path)
                climb_m[i, j], descent_m[i, j] = _climb(travel, path, metres)
    name = travel.profile.name
    return Matrix(request.starts, request.ends, name, length_m, time_s, climb_m, descent_m, data)


def _climb(travel: Travel, path: Path, metres: FloatArray) -> tuple[float, float]:
    """Return the climb and the descent of a path, not a number where no height is known."""
    heights = travel.router.network.graph.heights
    if heights is None:
        return np.nan, np.nan
    low, high = np.zeros(len(path.arcs)), np.ones(len(path.arcs))
    low[0], high[-1] = path.start_fraction, path.end_fraction
    some = high > low
    if not some.any():
        return 0.0, 0.0
    found = climb_of(*heights_on(heights, path.arcs[some], low[some], high[some], metres[some]))
    return (found.climb_m, found.descent_m) if found else (np.nan, np.nan)


def _seconds(travel: Travel, path: Path) -> float:
    """Return the time that a path takes, nodes passed through included."""
    seconds = travel.weighting.seconds[path.arcs]
    skipped = path.start_fraction * seconds[0] + (1.0 - path.end_fraction) * seconds[-1]
    nodes = travel.router.network.tail[path.arcs[1:]]
    return float(seconds.sum() - skipped + travel.weighting.node_seconds[nodes].sum())
