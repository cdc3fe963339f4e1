"""A grid of cells over a map, and which straight pieces of edges run through each cell.

A *piece* is two successive points of an edge's geometry, named by the index of
the first. Everything here works on whole columns: no loop over pieces.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from itinera.geodesy import FIXED_PER_DEGREE, IntArray, LongArray, metres_per_degree

LonLat = tuple[float, float]

PIECES_PER_CELL = 1  # on average over the map; towns hold ten times as many
SMALLEST_CELL_M = 50.0  # metres
CHUNK = 1 << 19  # pieces drawn at once, which bounds the memory of a build


@dataclass(frozen=True, slots=True)
class Grid:
    """Cells of equal size over the bounding box, in units of 1e-7 degrees.

    Cells are numbered row by row from the south-west.
    """

    west: int
    south: int
    east: int
    north: int
    step_lon: int
    step_lat: int
    columns: int
    rows: int

    @classmethod
    def over(cls, geometry: IntArray, pieces: int) -> Grid:
        """Choose cells so that each holds a few pieces on average."""
        west, south = (int(v) for v in geometry.min(axis=0))
        east, north = (int(v) for v in geometry.max(axis=0))
        per_lon, per_lat = metres_per_degree((south + north) / 2 / FIXED_PER_DEGREE)
        width_m = max((east - west) * per_lon / FIXED_PER_DEGREE, 1.0)
        height_m = max((north - south) * per_lat / FIXED_PER_DEGREE, 1.0)
        side_m = math.sqrt(width_m * height_m * PIECES_PER_CELL / pieces)
        side_m = max(SMALLEST_CELL_M, side_m, max(width_m, height_m) / pieces)
        step_lon = math.ceil(side_m / per_lon * FIXED_PER_DEGREE)
        step_lat = math.ceil(side_m / per_lat * FIXED_PER_DEGREE)
        columns, rows = (east - west) // step_lon + 1, (north - south) // step_lat + 1
        return cls(west, south, east, north, step_lon, step_lat, columns, rows)

    def cell(self, lonlat: LonLat) -> tuple[int, int]:
        """Return (column, row) of the cell nearest to a place."""
        column = (lonlat[0] * FIXED_PER_DEGREE - self.west) // self.step_lon
        row = (lonlat[1] * FIXED_PER_DEGREE - self.south) // self.step_lat
        return (
            min(max(int(column), 0), self.columns - 1),
            min(max(int(row), 0), self.rows - 1),
        )

    def holds(self, lonlat: LonLat) -> bool:
        """Say whether a place is inside the bounding box of the map."""
        lon, lat = lonlat[0] * FIXED_PER_DEGREE, lonlat[1] * FIXED_PER_DEGREE
        return bool(self.west <= lon <= self.east and self.south <= lat <= self.north)

    def __str__(self) -> str:
        """Name the corners as people type them."""
        corners = (self.south, self.west, self.north, self.east)
        south, west, north, east = (f"{v / FIXED_PER_DEGREE:.4f}" for v in corners)
        return f"{south},{west} to {north},{east}"


def fill(geometry: IntArray, offsets: LongArray) -> tuple[Grid, LongArray, IntArray]:
    """Lay a grid over the edges and list the pieces of every cell.

    Parameters
    ----------
    geometry : int32, shape (n_points, 2)
        Points of all edges, in units of 1e-7 degrees.
    offsets : int64, shape (n_edges + 1,)
        Where the points of each edge begin.

    Returns
    -------
    grid
    cell_offsets : int64, shape (n_cells + 1,)
        Where the pieces of each cell begin in `pieces`.
    pieces : int32
        Pieces per cell, ascending within a cell.
    """
    is_piece = np.ones(len(geometry), dtype=np.bool_)
    is_piece[np.asarray(offsets[1:]) - 1] = False
    pieces = np.flatnonzero(is_piece).astype(np.int32)
    grid = Grid.over(geometry, len(pieces))
    drawn = [_draw(geometry, part, grid) for part in _chunks(pieces)]
    cells = np.concatenate([cell for cell, _ in drawn])
    listed = np.concatenate([piece for _, piece in drawn])
    cell_offsets = np.zeros(grid.columns * grid.rows + 1, dtype=np.int64)
    np.cumsum(np.bincount(cells, minlength=len(cell_offsets) - 1), out=cell_offsets[1:])
    return grid, cell_offsets, listed[np.argsort(cells, kind="stable")]


def _chunks(pieces: IntArray) -> Iterator[IntArray]:
    """Cut the pieces so that drawing them needs little memory."""
    for begin in range(0, len(pieces), CHUNK):
        yield pieces[begin : begin + CHUNK]


def _draw(geometry: IntArray, pieces: IntArray, grid: Grid) -> tuple[LongArray, IntArray]:
    """List (cell, piece) for every cell that a piece runs through, a hair too many rather than few.

    Each piece is cut at the borders between rows; within a row it covers the
    columns between the two ends of its cut.
    """
    step = np.array([grid.step_lon, grid.step_lat], dtype=np.float64)
    begin = (geometry[pieces] - np.array([grid.west, grid.south])) / step
    end = (geometry[pieces + 1] - np.array([grid.west, grid.south])) / step
    low, high = np.minimum(begin, end), np.maximum(begin, end)
    bottom = low[:, 1].astype(np.int64)
    owner, row = _spread(bottom, high[:, 1].astype(np.int64))
    rise = (end - begin)[owner]
    slope = np.divide(rise[:, 0], rise[:, 1], out=np.zeros(len(owner)), where=rise[:, 1] != 0.0)
    flat = rise[:, 1] == 0.0
    cut = []
    for border in (np.maximum(low[owner, 1], row), np.minimum(high[owner, 1], row + 1)):
        cut.append(begin[owner, 0] + (border - begin[owner, 1]) * slope)
    hair = 1e-6  # of a cell, far above rounding
    left = np.where(flat, low[owner, 0], np.minimum(*cut)) - hair
    right = np.where(flat, high[owner, 0], np.maximum(*cut)) + hair
    left = np.clip(left, 0, grid.columns - 1).astype(np.int64)
    right = np.clip(right, 0, grid.columns - 1).astype(np.int64)
    again, column = _spread(left, right)
    return row[again] * grid.columns + column, pieces[owner[again]]


def _spread(first: LongArray, last: LongArray) -> tuple[LongArray, LongArray]:
    """Count from `first` to `last` for every row; return the rows' indices and the counts."""
    counts = last - first + 1
    owner = np.repeat(np.arange(len(first)), counts)
    start = np.cumsum(counts) - counts
    return owner, np.arange(len(owner)) - start[owner] + first[owner]
