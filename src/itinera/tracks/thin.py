"""Fewer points: what lies within the noise of a recording is one place.

A receiver that writes a point every second writes its own noise: between two points
3 m apart it may have drifted 10 m. Points that stay within twice the noise of the first
one are taken together, at their mean (Newson and Krumm 2009 drop all but the first).
A track that was drawn on the map has no noise and keeps every point.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from itinera.geodesy import metres_per_degree

if TYPE_CHECKING:
    from itinera.geodesy import FloatArray, IntArray, LongArray
    from itinera.tracks.read import Recorded

WINDOW = 20  # points over which noise no longer hides where the track goes
RAYLEIGH_MEDIAN = 1.1774  # of a length whose two components have a standard deviation of 1
MOST_POINTS = 10_000  # matched at most; 100 km then have a point every 10 m


@dataclass(frozen=True, slots=True)
class Sample:
    """Points to be matched, each for one or several points of the track.

    Attributes
    ----------
    lonlat : float64, shape (n, 2)
        Degrees.
    segment : int32, shape (n,)
    first, last : int64, shape (n,)
        The points of the track that each one stands for.
    spacing_m
        Points of the track nearer than this were taken together, 0 where all are kept.
    """

    lonlat: FloatArray
    segment: IntArray
    first: LongArray
    last: LongArray
    spacing_m: float

    @classmethod
    def whole(cls, track: Recorded) -> Sample:
        """Keep every point."""
        own = np.arange(len(track.lonlat))
        return cls(track.lonlat, track.segment, own, own, 0.0)


def thinned(track: Recorded, noise_m: float) -> Sample:
    """Take together what lies within twice the noise, and more where points are too many.

    Parameters
    ----------
    noise_m
        Standard deviation, 0 for a track without noise.
    """
    zigzag = _zigzag(track)
    spacing_m = 2.0 * noise_m
    if noise_m > 0.0 and zigzag is not None:
        sample = zigzag
    else:
        sample = _grouped(track, spacing_m) if spacing_m > 0.0 else Sample.whole(track)
    if len(sample.lonlat) <= MOST_POINTS:
        return sample
    fair = float(track.step_m().sum()) / MOST_POINTS
    while len(sample.lonlat) > MOST_POINTS:
        spacing_m = max(1.25 * spacing_m, fair)
        sample = _grouped(track, spacing_m)
    return sample


def roughness_m(track: Recorded) -> float:
    """Estimate the noise of a track from itself, as the standard deviation of its points.

    Where a track goes straight on and its noise is independent from point to point,
    the median length of its second differences over the square root of 6 is that noise.
    A track with few points turns at each of them and looks the rougher.
    """
    second = np.diff(_plane(track), n=2, axis=0)
    if len(second) == 0:
        return 0.0
    return float(np.median(np.hypot(*second.T)) / (RAYLEIGH_MEDIAN * np.sqrt(6.0)))


def _zigzag(track: Recorded) -> Sample | None:
    """Take so many points together that their mean goes on; None for a track that does so itself.

    Where the noise of a point is larger than the step to the next, a track turns back
    as often as not: its second differences are as long as its steps.
    """
    xy = _plane(track)
    if len(xy) < 4 * WINDOW:
        return None
    noise_m = roughness_m(track)
    step = float(np.median(np.hypot(*np.diff(xy, axis=0).T)))
    if noise_m * RAYLEIGH_MEDIAN * 6.0**0.5 < step:
        return None
    onward = float(np.median(np.hypot(*(xy[WINDOW:] - xy[:-WINDOW]).T))) / WINDOW
    together = int(np.clip(np.ceil(2.0 * noise_m / max(onward, 0.1)), 1, WINDOW))
    breaks = np.flatnonzero(np.diff(track.segment)) + 1
    first = np.unique(np.concatenate((np.arange(0, len(xy), together), breaks)))
    return _means(track, first, together * onward)


def _plane(track: Recorded) -> FloatArray:
    """Lay a track on a plane, in metres."""
    scale = np.array(metres_per_degree(float(np.median(track.lonlat[:, 1]))))
    return np.asarray(track.lonlat * scale)


def _grouped(track: Recorded, spacing_m: float) -> Sample:
    """Take together the points that stay within a distance of the first of them."""
    starts = _starts(_plane(track).tolist(), track.segment.tolist(), spacing_m)
    return _means(track, np.array(starts, dtype=np.int64), spacing_m)


def _means(track: Recorded, first: LongArray, spacing_m: float) -> Sample:
    """Put each group of points at its mean; the ends of the track stay."""
    last = np.append(first[1:], len(track.lonlat)) - 1
    sums = np.add.reduceat(track.lonlat, first, axis=0)
    mean = sums / (last - first + 1)[:, None]
    mean[0], mean[-1] = track.lonlat[0], track.lonlat[-1]
    return Sample(mean, track.segment[first], first, last, spacing_m)


def _starts(xy: list[list[float]], segment: list[int], spacing_m: float) -> list[int]:
    """Return the first point of every group."""
    starts, limit = [0], spacing_m**2
    (x, y), part = xy[0], segment[0]
    for i, (a, b) in enumerate(xy):
        if (a - x) ** 2 + (b - y) ** 2 > limit or segment[i] != part:
            starts.append(i)
            x, y, part = a, b, segment[i]
    return starts
