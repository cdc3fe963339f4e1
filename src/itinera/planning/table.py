"""Lengths and times between many places."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

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
    """

    starts: tuple[Stop, ...]
    ends: tuple[Stop, ...]
    profile: str
    length_m: FloatArray
    time_s: FloatArray
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
    length_m, time_s = np.full(shape, np.nan), np.full(shape, np.nan)
    for i, row in enumerate(paths(travel.router, begins, finishes)):
        for j, path in enumerate(row):
            if path is not None:
                length_m[i, j] = travelled(travel.router, path).sum()
                time_s[i, j] = _seconds(travel, path)
    name = travel.profile.name
    return Matrix(request.starts, request.ends, name, length_m, time_s, data)


def _seconds(travel: Travel, path: Path) -> float:
    """Return the time that a path takes, nodes passed through included."""
    seconds = travel.weighting.seconds[path.arcs]
    skipped = path.start_fraction * seconds[0] + (1.0 - path.end_fraction) * seconds[-1]
    nodes = travel.router.network.tail[path.arcs[1:]]
    return float(seconds.sum() - skipped + travel.weighting.node_seconds[nodes].sum())
