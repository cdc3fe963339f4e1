"""Rasters side by side: windows of posts that reach over the seams."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from itinera.elevation.posts import bilinear, bridge

if TYPE_CHECKING:
    from collections.abc import Sequence

    from itinera.elevation.grid import Grid
    from itinera.elevation.heights import Box
    from itinera.elevation.posts import PostArray
    from itinera.geodesy import BoolArray, FloatArray

__all__ = ["WIDEST_VOID_M", "Mosaic", "Posts", "Raster", "meets"]

ALIKE = 1.5  # times: a neighbour of at most this much coarser steps may complete a seam
WIDEST_VOID_M = 300.0  # between two known posts; docs/elevation.md has the evidence


class Posts(Protocol):
    """What can read a rectangle of posts."""

    def read(self, row: int, col: int, n_rows: int, n_cols: int) -> PostArray:
        """Return posts inside the lattice, NaN where unknown."""
        ...


@dataclass(frozen=True, slots=True)
class Raster:
    """A lattice of posts and what reads them.

    Attributes
    ----------
    name
        For people.
    grid
        Where the posts stand.
    posts
        What reads them.
    """

    name: str
    grid: Grid
    posts: Posts

    def holds(self, rows: FloatArray, cols: FloatArray) -> BoolArray:
        """Tell which places lie between posts of this raster."""
        high, wide = self.grid.n_rows - 1, self.grid.n_cols - 1
        return (rows >= 0.0) & (rows <= high) & (cols >= 0.0) & (cols <= wide)

    def at(self, rows: FloatArray, cols: FloatArray) -> FloatArray:
        """Return the heights at places that this raster holds, near one another."""
        top = min(int(rows.min()), self.grid.n_rows - 2)
        left = min(int(cols.min()), self.grid.n_cols - 2)
        bottom = max(int(np.ceil(rows.max())), top + 1)
        right = max(int(np.ceil(cols.max())), left + 1)
        posts = self.posts.read(top, left, bottom - top + 1, right - left + 1)
        return bilinear(posts, rows, cols, top=top, left=left)


class Mosaic:
    """Rasters that complete one another at their seams.

    Attributes
    ----------
    rasters
        In the order in which they are asked.
    neighbours
        For each, the rows of those of like resolution that touch it.
    """

    def __init__(self, rasters: Sequence[Raster]) -> None:
        self.rasters = tuple(rasters)
        self.neighbours = _neighbours(self.rasters)

    def window(self, k: int, row: int, col: int, n_rows: int, n_cols: int) -> PostArray:
        """Return posts of a raster, those beyond its edge from its neighbours.

        Parameters
        ----------
        k
            Which raster.
        row, col
            The first, maybe negative.
        n_rows, n_cols
            How many, maybe beyond the last.

        Returns
        -------
        float32, shape (n_rows, n_cols)
            NaN where unknown.
        """
        raster = self.rasters[k]
        posts = np.full((n_rows, n_cols), np.nan, dtype=np.float32)
        top, left = max(row, 0), max(col, 0)
        bottom = min(row + n_rows, raster.grid.n_rows)
        right = min(col + n_cols, raster.grid.n_cols)
        inside = np.zeros(posts.shape, dtype=np.bool_)
        if top < bottom and left < right:
            part = (slice(top - row, bottom - row), slice(left - col, right - col))
            posts[part] = raster.posts.read(top, left, bottom - top, right - left)
            inside[part] = True
        if not inside.all():
            rows, cols = np.nonzero(~inside)
            posts[rows, cols] = self._beyond(
                k, np.add(rows, row, dtype=np.float64), np.add(cols, col, dtype=np.float64)
            )
        return posts

    def bridged(self, k: int, row: int, col: int, n_rows: int, n_cols: int) -> PostArray:
        """Return the same with short voids bridged."""
        down_m, across_m = self.rasters[k].grid.steps_m
        rows, cols = int(WIDEST_VOID_M / down_m), int(WIDEST_VOID_M / across_m)
        wide = self.window(k, row - rows, col - cols, n_rows + 2 * rows, n_cols + 2 * cols)
        return bridge(wide, rows, cols)[rows : rows + n_rows, cols : cols + n_cols]

    def _beyond(self, k: int, rows: FloatArray, cols: FloatArray) -> FloatArray:
        """Return heights at posts beyond a raster, from its neighbours."""
        heights = np.full(len(rows), np.nan)
        if not self.neighbours[k]:
            return heights
        lonlat = self.rasters[k].grid.lonlat(rows, cols)
        for j in self.neighbours[k]:
            other = self.rasters[j]
            left = np.flatnonzero(np.isnan(heights))
            at = other.grid.cells(lonlat[left])
            held = other.holds(*at)
            for side in _sides(rows[left], cols[left], self.rasters[k].grid):
                part = held & side
                if part.any():
                    heights[left[part]] = other.at(at[0][part], at[1][part])
        return heights


def meets(one: Box, other: Box) -> bool:
    """Tell whether two boxes have a point in common."""
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]


def _neighbours(rasters: Sequence[Raster]) -> list[tuple[int, ...]]:
    """Return for each raster those that may complete it."""
    boxes = np.array([raster.grid.reach for raster in rasters]).reshape(-1, 4)
    steps = np.array([raster.grid.resolution_m for raster in rasters])
    found = []
    for k, (west, south, east, north) in enumerate(boxes.tolist()):
        touching = (boxes[:, 0] <= east) & (boxes[:, 2] >= west)
        touching &= (boxes[:, 1] <= north) & (boxes[:, 3] >= south)
        touching &= np.maximum(steps / steps[k], steps[k] / steps) <= ALIKE
        touching[k] = False
        found.append(tuple(np.flatnonzero(touching).tolist()))
    return found


def _sides(rows: FloatArray, cols: FloatArray, grid: Grid) -> list[BoolArray]:
    """Split places beyond a raster into those above, below, left and right of it.

    So that no rectangle is read that spans the whole raster.
    """
    above, below = rows < 0.0, rows > grid.n_rows - 1
    rest = ~(above | below)
    return [above, below, rest & (cols < 0.0), rest & (cols > grid.n_cols - 1)]
