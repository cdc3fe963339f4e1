"""Whether rasters that meet agree with one another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from itinera.elevation.mosaic import meets

if TYPE_CHECKING:
    from collections.abc import Iterator

    from itinera.elevation.grid import Grid
    from itinera.elevation.mosaic import Mosaic, Raster
    from itinera.geodesy import FloatArray

__all__ = ["STEP_M", "Step", "steps_at_seams"]

STEP_M = 10.0  # metres: a climb that somebody would notice
MOST_PAIRS = 400  # looked at: the tiles of a country, not those of a world
POINTS_A_SIDE = 48
FEWEST = 4  # places to compare, else nothing is said
SHARE = 0.25  # of the places compared that must differ so much: not a cliff, not a tree


@dataclass(frozen=True, slots=True)
class Step:
    """A seam where two rasters disagree.

    Attributes
    ----------
    names
        The two rasters.
    step_m
        The largest difference met, in metres.
    lonlat
        Where that is, in degrees.
    """

    names: tuple[str, str]
    step_m: float
    lonlat: tuple[float, float]

    def __str__(self) -> str:
        lon, lat = self.lonlat
        return (
            f"{self.names[0]} and {self.names[1]} disagree by up to {self.step_m:.0f} m where "
            f"they meet, near {lat:.5f},{lon:.5f}: a way across would seem to climb that much."
        )


def steps_at_seams(mosaic: Mosaic) -> tuple[Step, ...]:
    """Return the pairs of rasters that differ along their seam.

    The border posts of either are compared with the other there; where the two
    only touch, the slope of each is drawn on to the other's first post. A quarter
    of the places must differ by more than `STEP_M`.
    """
    found = [_step(mosaic.rasters[j], mosaic.rasters[k]) for j, k in _pairs(mosaic)]
    return tuple(step for step in found if step is not None)


def _pairs(mosaic: Mosaic) -> Iterator[tuple[int, int]]:
    """Return pairs of rasters that touch, so many at most."""
    boxes = [raster.grid.reach for raster in mosaic.rasters]
    pairs = (
        (j, k)
        for j in range(len(boxes))
        for k in range(j + 1, len(boxes))
        if meets(boxes[j], boxes[k])
    )
    for _, pair in zip(range(MOST_PAIRS), pairs, strict=False):
        yield pair


def _step(one: Raster, other: Raster) -> Step | None:
    """Return the step between two rasters, None if they agree."""
    compared = [_differences(one, other), _differences(other, one)]
    places = np.concatenate([place for place, _ in compared])
    metres = np.concatenate([difference for _, difference in compared])
    known = np.isfinite(metres)
    places, metres = places[known], np.abs(metres[known])
    if len(metres) < FEWEST or np.quantile(metres, 1.0 - SHARE) <= STEP_M:
        return None
    worst = int(metres.argmax())
    lon, lat = places[worst].tolist()
    return Step((one.name, other.name), float(metres[worst]), (lon, lat))


def _differences(one: Raster, other: Raster) -> tuple[FloatArray, FloatArray]:
    """Compare the border of one raster with another: places, and metres of difference."""
    places, metres = [np.empty((0, 2))], [np.empty(0)]
    for rows, cols, down, right in _sides(one.grid):
        for outward in (0, 1):
            lonlat = one.grid.lonlat(rows + down * outward, cols + right * outward)
            theirs = _where_held(other, lonlat)
            if np.isfinite(theirs).any():
                edge = one.at(rows, cols)
                slope = edge - one.at(rows - down, cols - right)
                places.append(lonlat)
                metres.append(theirs - edge - slope * outward)
                break
    return np.concatenate(places), np.concatenate(metres)


def _sides(grid: Grid) -> Iterator[tuple[FloatArray, FloatArray, int, int]]:
    """Return posts along each side, and the step that leads out of the raster there."""
    high, wide = grid.n_rows - 1, grid.n_cols - 1
    across = np.unique(np.linspace(0, wide, POINTS_A_SIDE).round())
    down = np.unique(np.linspace(0, high, POINTS_A_SIDE).round())
    yield np.zeros(len(across)), across, -1, 0
    yield np.full(len(across), float(high)), across, 1, 0
    yield down, np.zeros(len(down)), 0, -1
    yield down, np.full(len(down), float(wide)), 0, 1


def _where_held(raster: Raster, lonlat: FloatArray) -> FloatArray:
    """Return the heights at places, NaN where the raster does not lie."""
    heights = np.full(len(lonlat), np.nan)
    rows, cols = raster.grid.cells(lonlat)
    held = raster.holds(rows, cols)
    if held.any():
        heights[held] = raster.at(rows[held], cols[held])
    return heights
