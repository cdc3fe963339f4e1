"""Climb and descent of a whole profile, with the rule that they were counted by.

Heights waver by metres, whether a barometer or a terrain model gives them, and every
metre of wavering adds up. What is reported is therefore filtered once, over the whole
way: a moving average, then a threshold below which a change is no change. The rule and
the evidence for it stand in `docs/elevation.md`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from itinera.elevation.extremes import from_lowest, turning_points, ups_and_downs
from itinera.elevation.smoothing import Pieces
from itinera.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from itinera.geodesy import FloatArray, LongArray


@dataclass(frozen=True, slots=True)
class ClimbRule:
    """How climb is counted.

    Attributes
    ----------
    step_m
        The smoothed profile is read at about this distance.
    smooth_m
        Width of the moving average, 0 for none.
    threshold_m
        Changes of height from this on count, in full.
    """

    step_m: float
    smooth_m: float
    threshold_m: float


#: What is reported everywhere; `docs/elevation.md` says why these numbers.
REPORTED = ClimbRule(step_m=10.0, smooth_m=50.0, threshold_m=5.0)


@dataclass(frozen=True, slots=True)
class Climb:
    """Climb and descent, all in metres and non-negative.

    Attributes
    ----------
    climb_m, descent_m
        Smoothed and above the threshold: the numbers to report.
    raw_climb_m, raw_descent_m
        Every rise and fall between the samples as they are.
    smoothed_climb_m, smoothed_descent_m
        Every rise and fall of the smoothed profile.
    min_m, max_m
        Lowest and highest sample.
    unknown_m
        Metres of the way without height; nothing is counted there.
    rule
        What smoothed and thresholded mean.
    """

    climb_m: float
    descent_m: float
    raw_climb_m: float
    raw_descent_m: float
    smoothed_climb_m: float
    smoothed_descent_m: float
    min_m: float
    max_m: float
    unknown_m: float
    rule: ClimbRule


def climb_of(
    at_m: FloatArray, ele_m: FloatArray, *, rule: ClimbRule = REPORTED, closed: bool = False
) -> Climb | None:
    """Count the climb and the descent of a whole way.

    Parameters
    ----------
    at_m : float64, shape (n,)
        Metres from the start, never falling.
    ele_m : float64, shape (n,)
        Heights in metres, not a number where unknown.
    rule
        How to count.
    closed
        True for a round trip: wherever it starts, it climbs the same, and descends as much.

    Returns
    -------
    Climb or None
        None where no stretch has known heights.

    Raises
    ------
    InputError
        If the two arrays do not fit, or `at_m` falls or is not finite.

    Examples
    --------
    >>> ramp = climb_of(np.array([0.0, 5000.0]), np.array([20.0, 70.0]))
    >>> ramp.climb_m, ramp.descent_m
    (50.0, 0.0)
    """
    return Filtered.of(at_m, ele_m, rule=rule).climb(closed=closed)


@dataclass(frozen=True, slots=True, eq=False)
class Filtered:
    """A profile smoothed once, for all that is asked of it.

    Attributes
    ----------
    pieces
        The known stretches, as they are.
    parts
        Places and smoothed heights of each, at even steps.
    length_m
        Of the whole way, known or not.
    rule
        How it was smoothed, and what counts.
    """

    pieces: Pieces
    parts: tuple[tuple[FloatArray, FloatArray], ...]
    length_m: float
    rule: ClimbRule

    @classmethod
    def of(cls, at_m: FloatArray, ele_m: FloatArray, *, rule: ClimbRule = REPORTED) -> Filtered:
        """Smooth a profile; parameters and errors are those of `climb_of`."""
        pieces = checked_pieces(at_m, ele_m)
        length_m = float(at_m[-1] - at_m[0]) if len(at_m) else 0.0
        parts = tuple(smoothed_parts(pieces, rule)) if len(pieces.first) else ()
        return cls(pieces, parts, length_m, rule)

    def climb(self, *, closed: bool = False) -> Climb | None:
        """Count climb and descent; see `climb_of`."""
        if not self.parts:
            return None
        pieces, least = self.pieces, self.rule.threshold_m
        known_m = float((pieces.at_m[pieces.last] - pieces.at_m[pieces.first]).sum())
        unknown_m = max(self.length_m - known_m, 0.0)
        smoothed = [ele_m for _, ele_m in self.parts]
        if closed and unknown_m == 0.0 and len(smoothed) == 1:
            smoothed = [from_lowest(smoothed[0])]
        return Climb(
            *_summed(ele_m[turning_points(ele_m, least)] for ele_m in smoothed),
            *_summed(
                pieces.ele_m[a : b + 1] for a, b in zip(pieces.first, pieces.last, strict=True)
            ),
            *_summed(smoothed),
            min_m=float(pieces.ele_m.min()),
            max_m=float(pieces.ele_m.max()),
            unknown_m=unknown_m,
            rule=self.rule,
        )


def smooth(at_m: FloatArray, ele_m: FloatArray, *, rule: ClimbRule = REPORTED) -> FloatArray:
    """Return the smoothed heights at the samples themselves.

    Parameters
    ----------
    at_m, ele_m : float64, shape (n,)
        As for `climb_of`.

    Returns
    -------
    float64, shape (n,)
        Not a number where `ele_m` is; unchanged at the ends of known stretches.
    """
    pieces = checked_pieces(at_m, ele_m)
    result = np.array(ele_m, dtype=np.float64)
    rows, piece = pieces.samples()
    known = np.flatnonzero(np.isfinite(result))
    result[known[rows]] = pieces.smoothed(pieces.at_m[rows], piece, rule.smooth_m)
    return result


def smoothed_parts(pieces: Pieces, rule: ClimbRule) -> Iterator[tuple[FloatArray, FloatArray]]:
    """Yield the places and smoothed heights of every known stretch, at even steps."""
    at_m, piece = pieces.even(rule.step_m)
    ele_m = pieces.smoothed(at_m, piece, rule.smooth_m)
    cuts = np.flatnonzero(np.diff(piece)) + 1
    yield from zip(np.split(at_m, cuts), np.split(ele_m, cuts), strict=True)


def arc_climbs(
    offsets: LongArray, ele_m: FloatArray, length_m: FloatArray, *, rule: ClimbRule = REPORTED
) -> FloatArray:
    """Return the unthresholded climb of many edges, each smoothed on its own.

    Parameters
    ----------
    offsets : int64, shape (n_edges + 1,)
        Where the samples of each edge begin.
    ele_m : float64, shape (n_samples,)
        Heights, evenly spaced along each edge with both ends, not a number where unknown.
    length_m : float64, shape (n_edges,)
        Length of each edge.

    Returns
    -------
    float64, shape (n_edges, 2)
        Climb along the edge and against it; 0 where nothing is known.

    Examples
    --------
    >>> arc_climbs(np.array([0, 3]), np.array([10.0, 12.0, 14.0]), np.array([20.0])).tolist()
    [[4.0, 0.0]]
    """
    counts = np.diff(offsets)
    edge = np.repeat(np.arange(len(counts)), counts)
    share = (np.arange(len(ele_m)) - offsets[edge]) / np.maximum(counts - 1, 1)[edge]
    begin = np.concatenate(([0.0], np.cumsum(length_m)))
    at_m = begin[edge] + share * length_m[edge]
    pieces = Pieces.known(at_m, np.asarray(ele_m), cut=edge[1:] != edge[:-1])
    if not len(pieces.first):
        return np.zeros((len(counts), 2))
    rows, piece = pieces.samples()
    smoothed = pieces.smoothed(pieces.at_m[rows], piece, rule.smooth_m)
    step = np.where(np.diff(piece) == 0, np.diff(smoothed), 0.0)
    owner = edge[np.flatnonzero(np.isfinite(ele_m))[rows[:-1]]]
    up = np.bincount(owner, np.maximum(step, 0.0), minlength=len(counts))
    down = np.bincount(owner, np.maximum(-step, 0.0), minlength=len(counts))
    return np.stack((up, down), axis=1)


def checked_pieces(at_m: FloatArray, ele_m: FloatArray) -> Pieces:
    """Return the known stretches of a profile that can be one."""
    if at_m.shape != ele_m.shape or at_m.ndim != 1:
        raise InputError(
            f"{at_m.shape} places do not fit {ele_m.shape} heights.",
            remedy="Give one height, or not a number, for every place.",
        )
    if len(at_m) and not (np.isfinite(at_m).all() and (np.diff(at_m) >= 0.0).all()):
        raise InputError(
            "The metres of an elevation profile fall or are not finite.",
            remedy="Give metres from the start, in order.",
        )
    return Pieces.known(at_m, ele_m)


def _summed(profiles: Iterable[FloatArray]) -> tuple[float, float]:
    """Add up the rises and falls of some profiles."""
    both = [ups_and_downs(ele_m) for ele_m in profiles]
    return sum(up for up, _ in both), sum(down for _, down in both)
