"""Where the posts of a raster stand on the ground."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import numpy as np

from itinera.geodesy import distance

if TYPE_CHECKING:
    from pyproj import Transformer

    from itinera.elevation.heights import Box
    from itinera.geodesy import FloatArray

__all__ = ["WGS84", "Grid"]

WGS84 = "EPSG:4326"
SNAP = 1e-6  # steps: nearer to a post than a millionth of a step is on it
OUTLINE_POINTS = 33  # per side: straight sides of a projected raster bend in degrees


@dataclass(frozen=True)
class Grid:
    """A lattice of posts in a coordinate reference system.

    Rows and columns may be fractions, and may lie beyond the lattice.

    Attributes
    ----------
    crs
        "EPSG:4326", or anything that PROJ understands; x is east, y north.
    x0, y0
        Where the post of row 0 and column 0 stands, in units of the system.
    dx, dy
        From column to column, and from row to row (mostly negative).
    n_rows, n_cols
        How many posts.
    """

    crs: str
    x0: float
    y0: float
    dx: float
    dy: float
    n_rows: int
    n_cols: int

    def cells(self, lonlat: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return the fractional rows and columns of places, infinite where there is none.

        Parameters
        ----------
        lonlat : float64, shape (n, 2)
            In degrees.
        """
        x, y = lonlat[:, 0], lonlat[:, 1]
        if self.crs != WGS84:
            x, y = _transformer(WGS84, self.crs).transform(x, y)
        return _snapped((y - self.y0) / self.dy), _snapped((x - self.x0) / self.dx)

    def lonlat(self, rows: FloatArray, cols: FloatArray) -> FloatArray:
        """Return the places of fractional rows and columns, in degrees, shape (n, 2)."""
        x, y = self.x0 + self.dx * cols, self.y0 + self.dy * rows
        if self.crs != WGS84:
            x, y = _transformer(self.crs, WGS84).transform(x, y)
        return np.column_stack((x, y))

    def outline(self, margin: float = 0.0) -> FloatArray:
        """Return a ring round the posts, so many steps outside of the last, in degrees."""
        along = np.linspace(0.0, 1.0, OUTLINE_POINTS)
        none = np.zeros(OUTLINE_POINTS)
        high, wide = self.n_rows - 1 + 2 * margin, self.n_cols - 1 + 2 * margin
        rows = np.concatenate((none, along, none + 1.0, along[::-1])) * high - margin
        cols = np.concatenate((along, none + 1.0, along[::-1], none)) * wide - margin
        return self.lonlat(rows, cols)

    @cached_property
    def bounds(self) -> Box:
        """West, south, east and north of the outermost posts, in degrees."""
        return self._box(0.0)

    @cached_property
    def reach(self) -> Box:
        """The same with one step more on each side: what a neighbour may complete."""
        return self._box(1.0)

    def _box(self, margin: float) -> Box:
        """Return the box round an outline."""
        ring = self.outline(margin)
        (west, south), (east, north) = ring.min(axis=0), ring.max(axis=0)
        return float(west), float(south), float(east), float(north)

    @cached_property
    def steps_m(self) -> tuple[float, float]:
        """Metres from row to row and from column to column, in the middle."""
        row, col = (self.n_rows - 1) / 2, (self.n_cols - 1) / 2
        places = self.lonlat(np.array([row, row + 1, row]), np.array([col, col, col + 1]))
        middle, lower, right = (tuple(place) for place in places.tolist())
        return distance(middle, lower), distance(middle, right)

    @property
    def resolution_m(self) -> float:
        """The wider of the two steps, in metres."""
        return max(self.steps_m)


def _snapped(steps: FloatArray) -> FloatArray:
    """Put onto a post what rounding left a hair beside it."""
    whole = np.rint(steps)
    return np.where(np.abs(steps - whole) < SNAP, whole, steps)


@lru_cache(maxsize=16)
def _transformer(source: str, target: str) -> Transformer:
    """Return a transformation with x east and y north on both sides."""
    from pyproj import Transformer

    return Transformer.from_crs(source, target, always_xy=True)
