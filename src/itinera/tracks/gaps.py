"""Where a recording does not follow the network, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from itinera.geodesy import FIXED_PER_DEGREE, distance
from itinera.tracks.match import NARROWEST_M
from itinera.tracks.words import said

if TYPE_CHECKING:
    from collections.abc import Sequence

    from itinera.geodesy import BoolArray, FloatArray
    from itinera.graph.locate import LocationIndex
    from itinera.tracks.lay import Run
    from itinera.tracks.match import Matching
    from itinera.tracks.read import Recorded

LEAST_M = 1.0  # a shorter gap is where two runs meet
_EDGE_DEGREES = 0.001  # 70 to 110 m round the map still belong to it: its ways end there


@dataclass(frozen=True, slots=True)
class Gap:
    """A part of a recording that is on no way of the map.

    Attributes
    ----------
    reason
        "off_network", "outside_map", "unconnected" or "paused".
    from_m, to_m
        Metres along the recording.
    length_m
        Of the gap: along the recording, or straight where it was not recording.
    start, end
        (lon, lat) in degrees.
    text
        The reason as a sentence.
    """

    reason: str
    from_m: float
    to_m: float
    length_m: float
    start: tuple[float, float]
    end: tuple[float, float]
    text: str


def outside(lonlat: FloatArray, index: LocationIndex) -> BoolArray:
    """Tell which points lie outside the map's bounding box."""
    grid = index.grid
    low = np.array([grid.west, grid.south]) / FIXED_PER_DEGREE - _EDGE_DEGREES
    high = np.array([grid.east, grid.north]) / FIXED_PER_DEGREE + _EDGE_DEGREES
    return np.asarray(((lonlat < low) | (lonlat > high)).any(axis=1))


def gaps_of(
    recorded: Recorded, matching: Matching, runs: Sequence[Run], index: LocationIndex, lang: str
) -> tuple[Gap, ...]:
    """Find what lies before, between and after the runs.

    A recording that goes on from one run to the next leaves no gap.
    """
    at_m = recorded.at_m()
    away = outside(recorded.lonlat, index)
    near = np.repeat(
        matching.nearest_m, matching.sample.last - matching.sample.first + 1
    )  # of every point
    marks = [0.0, *(m for run in runs for m in (run.from_m, run.to_m)), float(at_m[-1])]
    gaps = []
    for from_m, to_m in zip(marks[::2], marks[1::2], strict=True):
        first = int(np.searchsorted(at_m, from_m, side="left"))
        last = int(np.searchsorted(at_m, to_m, side="right")) - 1
        if from_m > 0.0 and to_m == from_m:  # a pause: two points of one mark
            first = max(last - 1, 0)
        place, there = _lonlat(recorded, at_m, first), _lonlat(recorded, at_m, max(last, first))
        straight = distance(place, there)
        inside = slice(first, last + 1)
        reason = _reason(recorded, away[inside], near[inside], inside)
        length_m = straight if reason == "paused" else to_m - from_m
        if length_m >= LEAST_M and 0.0 <= from_m < at_m[-1]:
            gaps.append(Gap(reason, from_m, to_m, length_m, place, there, said(reason, lang)))
    return tuple(gaps)


def _reason(recorded: Recorded, away: BoolArray, near: FloatArray, inside: slice) -> str:
    """Say why nothing was matched there; the two ends of a gap lie on the network as a rule."""
    between = slice(1, -1) if len(away) > 2 else slice(None)
    if away[between].any():
        return "outside_map"
    if (near[between] > NARROWEST_M).any():
        return "off_network"
    return "paused" if len(np.unique(recorded.segment[inside])) > 1 else "unconnected"


def _lonlat(recorded: Recorded, at_m: FloatArray, point: int) -> tuple[float, float]:
    """Return where a point of the recording is."""
    lon, lat = recorded.lonlat[min(point, len(at_m) - 1)].tolist()
    return lon, lat
