"""The lie of the land between points of known altitude, by kriging.

A surface of two sizes of relief (hills some ten kilometres wide, and swells of
one) is laid through the points; each may be off by its own error.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.linalg import cho_factor, cho_solve

if TYPE_CHECKING:
    from itinera.geodesy import BoolArray, FloatArray

#: Standard deviation and range, both in metres, of the two sizes of relief. Chosen by the
#: cross-validation of `benchmarks/terrain.py`; the optimum is flat.
RELIEF_M = ((25.0, 12_000.0), (8.0, 1_200.0))
_AT_ONCE = 4_096  # places whose distances to all points are held at a time


@dataclass(frozen=True, slots=True)
class Known:
    """Places of known altitude.

    Attributes
    ----------
    xy : float64, shape (n, 2)
        Metres on the plane.
    altitude_m : float64, shape (n,)
        Above sea.
    error_m : float64, shape (n,)
        Standard deviation of what each may be off by, above 0.
    """

    xy: FloatArray
    altitude_m: FloatArray
    error_m: FloatArray

    def and_also(self, other: Known) -> Known:
        """Return these places and others."""
        return Known(
            np.vstack([self.xy, other.xy]),
            np.concatenate([self.altitude_m, other.altitude_m]),
            np.concatenate([self.error_m, other.error_m]),
        )

    def only(self, which: BoolArray) -> Known:
        """Return some of the places."""
        return Known(self.xy[which], self.altitude_m[which], self.error_m[which])


@dataclass(frozen=True, slots=True)
class Relief:
    """A surface through known places (ordinary kriging).

    Attributes
    ----------
    xy : float64, shape (n, 2)
        The places, metres on the plane.
    mean_m
        What it returns to far from every place.
    pull : float64, shape (n,)
        How strongly each place draws the surface.
    """

    xy: FloatArray
    mean_m: float
    pull: FloatArray

    @classmethod
    def through(cls, known: Known) -> Relief:
        """Lay the surface through places.

        Notes
        -----
        Kriging with an unknown constant mean (Chilès and Delfiner, "Geostatistics",
        2012, chapter 3) and Matérn covariances of smoothness 3/2, so that the
        surface has no cusps at the points. Believing less what contradicts its
        neighbours was tried and left out: it cost 0.3 m, for the odd ones among the
        pitheads are true valleys and hills.
        """
        factor = cho_factor(_likeness(known.xy, known.xy) + np.diag(known.error_m**2))
        ones = cho_solve(factor, np.ones(len(known.xy)))
        mean = float(ones @ known.altitude_m / ones.sum())
        return cls(known.xy, mean, cho_solve(factor, known.altitude_m - mean))

    def at(self, xy: FloatArray) -> FloatArray:
        """Return the altitude at places.

        Parameters
        ----------
        xy : float64, shape (n, 2)
            Metres on the plane.

        Returns
        -------
        float64, shape (n,)
            Metres above sea.
        """
        out = np.empty(len(xy))
        for begin in range(0, len(xy), _AT_ONCE):
            part = slice(begin, begin + _AT_ONCE)
            out[part] = self.mean_m + _likeness(xy[part], self.xy) @ self.pull
        return out


def _likeness(a: FloatArray, b: FloatArray) -> FloatArray:
    """Return the covariance of the altitudes at places a with those at b, square metres."""
    apart = np.sqrt((a[:, None, 0] - b[None, :, 0]) ** 2 + (a[:, None, 1] - b[None, :, 1]) ** 2)
    total = np.zeros_like(apart)
    for deviation, size in RELIEF_M:
        scaled = apart * (np.sqrt(3.0) / size)
        total += deviation**2 * (1.0 + scaled) * np.exp(-scaled)
    return total
