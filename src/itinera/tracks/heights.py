"""The climb of a track: on the heights of its own file, and on those of the map."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from itinera.elevation.climb import Climb, climb_of
from itinera.geodesy import segment_lengths
from itinera.itinerary.elevation import heights_along

if TYPE_CHECKING:
    from collections.abc import Sequence

    from itinera.geodesy import FloatArray, LongArray
    from itinera.graph.routegraph import RouteGraph
    from itinera.tracks.lay import Run
    from itinera.tracks.read import Recorded

PAUSE_M = 100.0  # where recording paused and went on this far away, nothing is counted between


def own_climb(recorded: Recorded) -> Climb | None:
    """Count the climb on the heights that the file states, by our rule.

    Returns
    -------
    Climb or None
        None where heights are unknown or all the same (a device that knows none writes
        0 everywhere).
    """
    ele = recorded.ele
    if ele is None:
        return None
    known = ele[np.isfinite(ele)]
    if len(known) == 0 or np.ptp(known) == 0.0:
        return None
    far = (np.diff(recorded.segment) != 0) & (segment_lengths(recorded.lonlat) > PAUSE_M)
    return _of_parts(np.flatnonzero(far) + 1, recorded.at_m(), ele)


def map_climb(graph: RouteGraph, runs: Sequence[Run]) -> Climb | None:
    """Count the climb of the ways that a track follows, on the heights of the map.

    Returns
    -------
    Climb or None
        None where the map knows no heights there. Nothing is counted between two runs.
    """
    if graph.heights is None or not runs:
        return None
    begin, places, heights, cuts = 0.0, [], [], [0]
    for run in runs:
        at_m, ele_m = heights_along(graph.heights, run.track)
        places.append(begin + at_m)
        heights.append(ele_m)
        cuts.append(cuts[-1] + len(at_m))
        begin = float(places[-1][-1])
    return _of_parts(
        np.array(cuts[1:-1], dtype=np.int64), np.concatenate(places), np.concatenate(heights)
    )


def _of_parts(cuts: LongArray, at_m: FloatArray, ele_m: FloatArray) -> Climb | None:
    """Count the climb of a profile with nothing between some rows and those before them."""
    return climb_of(np.insert(at_m, cuts, at_m[cuts]), np.insert(ele_m, cuts, np.nan))
