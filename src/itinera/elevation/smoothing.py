"""Moving averages of elevation profiles, and the even steps that they are read at.

A profile is the straight lines between its samples. Its moving average is worked out
exactly, as a difference of integrals, so that it does not depend on how densely a
stretch happens to be sampled. Towards its ends the window narrows, symmetric to the
place it stands for: a ramp stays the same ramp up to its very end.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from itinera.geodesy import BoolArray, FloatArray, LongArray

NARROW_M = 0.05  # half a window below this is a point: integrals cancel beyond use


@dataclass(frozen=True, slots=True, eq=False)
class Pieces:
    """Profiles without unknown heights, one after another on one axis.

    Attributes
    ----------
    at_m : float64, shape (n,)
        Metres along the axis, never falling.
    ele_m : float64, shape (n,)
        Heights in metres, all finite.
    first, last : int64, shape (n_pieces,)
        Rows where each piece begins and ends, both in it.
    """

    at_m: FloatArray
    ele_m: FloatArray
    first: LongArray
    last: LongArray

    @classmethod
    def known(cls, at_m: FloatArray, ele_m: FloatArray, cut: BoolArray | None = None) -> Pieces:
        """Return the stretches of a profile where heights are known.

        Parameters
        ----------
        at_m, ele_m : float64, shape (n,)
            Places and heights, not a number where unknown.
        cut : bool, shape (n - 1,)
            Where a sample and the next belong to different profiles.
        """
        rows = np.flatnonzero(np.isfinite(ele_m))
        apart = np.diff(rows) > 1
        if cut is not None and len(rows):
            apart |= cut[rows[:-1]]
        begin = np.flatnonzero(np.concatenate(([True], apart)))[: len(rows)]
        end = np.concatenate((begin[1:], [len(rows)]))[: len(begin)] - 1
        at, ele = at_m[rows].astype(np.float64), ele_m[rows].astype(np.float64)
        long = at[end] > at[begin]
        return cls(at, ele, begin[long], end[long])

    def samples(self) -> tuple[LongArray, LongArray]:
        """Return the rows that belong to pieces, in order, and the piece of each."""
        counts = self.last - self.first + 1
        piece = np.repeat(np.arange(len(counts)), counts)
        before = np.cumsum(counts) - counts
        return np.arange(len(piece)) + (self.first - before)[piece], piece

    def smoothed(self, at_m: FloatArray, piece: LongArray, width_m: float) -> FloatArray:
        """Return the moving average of `width_m` at some places, each of a named piece."""
        room = np.minimum(at_m - self.at_m[self.first[piece]], self.at_m[self.last[piece]] - at_m)
        half = np.minimum(width_m / 2.0, room)
        half[half < NARROW_M] = 0.0
        plain = self._interpolated(at_m, piece)
        wide = np.flatnonzero(half)
        if len(wide):
            a, b = at_m[wide] - half[wide], at_m[wide] + half[wide]
            plain[wide] = self._middle + self._integral(a, b) / (2.0 * half[wide])
        return plain

    def even(self, step_m: float) -> tuple[FloatArray, LongArray]:
        """Return places at even steps of about `step_m`, and the piece of each.

        Both ends of every piece are among them, so that the places of a profile read
        backwards are the same.
        """
        begin, end = self.at_m[self.first], self.at_m[self.last]
        steps = np.maximum(np.ceil((end - begin) / step_m - 1e-9), 1.0).astype(np.int64)
        piece = np.repeat(np.arange(len(steps)), steps + 1)
        number = np.arange(len(piece)) - np.repeat(np.cumsum(steps + 1) - steps - 1, steps + 1)
        share = number / steps[piece]
        return begin[piece] + share * (end - begin)[piece], piece

    @property
    def _middle(self) -> float:
        """Return a height that integrals are taken about, to keep them small."""
        return float(self.ele_m.mean())

    def _interpolated(self, at_m: FloatArray, piece: LongArray) -> FloatArray:
        """Return heights on the straight lines between samples of the named pieces."""
        row = np.searchsorted(self.at_m, at_m, side="right") - 1
        # Where two pieces touch, the place belongs to the piece named.
        row = np.clip(row, self.first[piece], self.last[piece] - 1)
        step = self.at_m[row + 1] - self.at_m[row]
        share = np.clip((at_m - self.at_m[row]) / np.where(step > 0.0, step, 1.0), 0.0, 1.0)
        share[step == 0.0] = 1.0  # a jump on the spot has been made
        return (1.0 - share) * self.ele_m[row] + share * self.ele_m[row + 1]

    def _integral(self, from_m: FloatArray, to_m: FloatArray) -> FloatArray:
        """Return the integrals of the profile, about its middle, between places."""
        ele = self.ele_m - self._middle
        step = np.diff(self.at_m)
        area = np.concatenate(([0.0], np.cumsum(0.5 * (ele[1:] + ele[:-1]) * step)))
        slope = np.diff(ele) / np.maximum(step, 1e-12)

        def until(mark: FloatArray) -> FloatArray:
            row = np.clip(np.searchsorted(self.at_m, mark, side="right") - 1, 0, len(step) - 1)
            beyond = mark - self.at_m[row]
            return np.asarray(area[row] + beyond * (ele[row] + 0.5 * slope[row] * beyond))

        return until(to_m) - until(from_m)
