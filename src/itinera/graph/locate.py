"""Bring places onto the network: the nearest point on an edge that may be used.

The index is a grid of cells over the map. Every straight piece of an edge (two
successive points of its geometry) is listed in the cells that it runs through;
a query looks at the block of cells round its place and widens it until no piece
outside could be nearer. Three arrays hold the index, opened memory-mapped.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import astuple, dataclass, field
from pathlib import Path

import numpy as np

from itinera.errors import (
    GraphStoreError,
    InputError,
    NoWayNearError,
    OffMapError,
    WaypointError,
)
from itinera.geodesy import (
    FIXED_PER_DEGREE,
    BoolArray,
    FloatArray,
    IntArray,
    LongArray,
    distance,
    metres_per_degree,
    segment_lengths,
)
from itinera.graph.cells import Grid, LonLat, fill
from itinera.graph.routegraph import RouteGraph
from itinera.graph.snap import Snap

TIE_M = 1e-6  # metres; OSM's own grid is 1 cm
FORMAT = 1
_FILES = ("locate_grid", "locate_offsets", "locate_pieces")


@dataclass(frozen=True, slots=True)
class _Found:
    """Pieces near a place, after measuring: one row per piece."""

    piece: IntArray  # index of the piece's first point in the geometry
    edge: LongArray
    along: FloatArray  # share of the piece before its nearest point
    metres: FloatArray


@dataclass(frozen=True, slots=True)
class LocationIndex:
    """The grid over the edges of one graph; see the head of this module.

    Attributes
    ----------
    offsets : int64, shape (n_cells + 1,)
        Where the pieces of each cell begin in `pieces`, row by row from the south-west.
    pieces : int32, shape (n_entries,)
        Index of a piece's first point in the geometry, ascending within a cell.
    """

    graph: RouteGraph = field(repr=False)
    grid: Grid
    offsets: LongArray = field(repr=False)
    pieces: IntArray = field(repr=False)

    @classmethod
    def of(cls, graph: RouteGraph) -> LocationIndex:
        """Build the index of a graph.

        Raises
        ------
        InputError
            If the graph has no edge.
        """
        if graph.n_edges == 0:
            raise InputError(
                "The graph has no edge, so no place can be brought onto it.",
                remedy="Build it from an extract that holds streets or paths.",
            )
        grid, offsets, pieces = fill(graph.geometry, graph.geometry_offsets)
        return cls(graph, grid, offsets, pieces)

    @classmethod
    def ready(cls, graph: RouteGraph) -> LocationIndex:
        """Open the index from the graph's own folder, or build it where none is stored."""
        if graph.folder is not None and (graph.folder / f"{_FILES[0]}.npy").exists():
            return cls.open(graph.folder, graph)
        return cls.of(graph)

    @classmethod
    def open(cls, folder: Path, graph: RouteGraph) -> LocationIndex:
        """Open a stored index, memory-mapped.

        Raises
        ------
        GraphStoreError
            If it is missing, damaged or of another graph or version.
        """
        try:
            head, offsets, pieces = (
                np.load(folder / f"{name}.npy", mmap_mode="r") for name in _FILES
            )
            version, n_points, *numbers = (int(v) for v in head)
            grid = Grid(*numbers)
        except (OSError, ValueError, TypeError) as error:
            raise GraphStoreError(
                f"The location index in {folder} cannot be read: {error}.",
                remedy="Build the graph again with `itinera graph build`.",
            ) from error
        cells = grid.columns * grid.rows
        if (version, n_points, len(offsets)) != (FORMAT, len(graph.geometry), cells + 1):
            raise GraphStoreError(
                f"The location index in {folder} belongs to another graph or version of itinera.",
                remedy="Build the graph again with `itinera graph build`.",
            )
        return cls(graph, grid, offsets, pieces)

    def save(self, folder: Path) -> None:
        """Write the index into a folder as three `.npy` files."""
        head = np.array([FORMAT, len(self.graph.geometry), *astuple(self.grid)], dtype=np.int64)
        arrays: tuple[LongArray | IntArray, ...] = (head, self.offsets, self.pieces)
        for name, array in zip(_FILES, arrays, strict=True):
            np.save(folder / f"{name}.npy", array)

    def snap(
        self,
        lonlat: LonLat,
        usable: BoolArray,
        *,
        max_distance_m: float = 1000.0,
        name: str = "",
    ) -> Snap:
        """Move a place to the nearest point on an edge that may be used.

        Parameters
        ----------
        lonlat
            The place, (lon, lat) in degrees.
        usable : bool, shape (n_edges,)
            Edges that the traveller may use, in a component worth being in.
        max_distance_m
            How far the place may be moved, in metres.
        name
            What the user calls the place, for the error message.

        Returns
        -------
        Snap
            On the lowest edge where several are equally near.

        Raises
        ------
        NoWayNearError
            If no such edge is within reach; it names the nearest one's distance.
        OffMapError
            If the place lies outside the map.
        InputError
            If `usable` does not have one value per edge.
        """
        self._check(lonlat, usable, name)
        found = self._nearest(lonlat, usable, max_distance_m)
        if found is None:
            raise self._too_far(lonlat, usable, max_distance_m, name)
        return self._snap(lonlat, *found)

    def snaps(
        self,
        lonlats: Sequence[LonLat],
        usable: BoolArray,
        *,
        max_distance_m: float = 1000.0,
        names: Sequence[str] = (),
    ) -> list[Snap]:
        """Snap several places; see `snap` (an error names the first that fails)."""
        known = list(names) or [""] * len(lonlats)
        return [
            self.snap(place, usable, max_distance_m=max_distance_m, name=name)
            for place, name in zip(lonlats, known, strict=True)
        ]

    def nearest_edges(
        self, lonlat: LonLat, usable: BoolArray, *, count: int, radius_m: float
    ) -> list[Snap]:
        """Return the nearest point on each of up to `count` edges within `radius_m`, best first.

        Parameters
        ----------
        lonlat, usable
            As for `snap`.
        count
            How many edges at most.
        radius_m
            How far an edge may be from the place, in metres.
        """
        self._check(lonlat, usable, "")
        block = self._block(self.grid.cell(lonlat), self._span(lonlat, radius_m))
        found = self._measure(lonlat, block, usable)
        order = np.lexsort((found.piece, found.metres, found.edge))
        order = order[found.metres[order] <= radius_m]
        first = np.ones(len(order), dtype=np.bool_)
        first[1:] = found.edge[order[1:]] != found.edge[order[:-1]]
        best = order[first]
        best = best[np.lexsort((found.edge[best], found.metres[best]))][:count]
        return [
            self._snap(lonlat, int(found.edge[i]), int(found.piece[i]), float(found.along[i]))
            for i in best
        ]

    def _check(self, lonlat: LonLat, usable: BoolArray, name: str) -> None:
        """Refuse places that are none and masks of another graph."""
        lon, lat = lonlat
        if not (-180.0 <= lon <= 180.0 and -90.0 <= lat <= 90.0):
            raise WaypointError(
                f"{_called(lonlat, name)} is not on the Earth.",
                remedy="Give LAT,LON in decimal degrees, latitude between -90 and 90.",
            )
        if usable.shape != (self.graph.n_edges,):
            raise InputError(
                f"The mask of usable edges has shape {usable.shape}, "
                f"the graph {self.graph.n_edges} edges.",
                remedy="Give one value per edge of the same graph.",
            )

    def _nearest(
        self, lonlat: LonLat, usable: BoolArray, reach_m: float
    ) -> tuple[int, int, float] | None:
        """Return edge, piece and share along the piece of the nearest point within reach."""
        cell, span = self.grid.cell(lonlat), 1
        while True:
            found = self._measure(lonlat, self._block(cell, span), usable)
            best = float(found.metres.min()) if len(found.metres) else math.inf
            seen = self._clearance(lonlat, cell, span)
            if best + TIE_M < seen or seen > reach_m or math.isinf(seen):
                break
            span = 2 * span if math.isinf(best) else max(span + 1, self._span(lonlat, best))
        if best > reach_m or math.isinf(best):
            return None
        tied = np.flatnonzero(found.metres <= best + TIE_M)
        i = tied[np.argmin(found.piece[tied])]  # pieces are in the order of their edges
        return int(found.edge[i]), int(found.piece[i]), float(found.along[i])

    def _block(self, cell: tuple[int, int], span: int) -> IntArray:
        """List the pieces of the cells up to `span` columns and rows away (some twice)."""
        column, row = cell
        first = max(column - span, 0)
        last = min(column + span, self.grid.columns - 1)
        rows = range(max(row - span, 0), min(row + span, self.grid.rows - 1) + 1)
        starts = [r * self.grid.columns for r in rows]
        return np.concatenate(
            [self.pieces[self.offsets[s + first] : self.offsets[s + last + 1]] for s in starts]
        )

    def _clearance(self, lonlat: LonLat, cell: tuple[int, int], span: int) -> float:
        """Return how many metres round the place the block covers for certain."""
        grid = self.grid
        per_lon, per_lat = (m / FIXED_PER_DEGREE for m in metres_per_degree(lonlat[1]))
        lon, lat = lonlat[0] * FIXED_PER_DEGREE, lonlat[1] * FIXED_PER_DEGREE
        column, row = cell
        sides = [math.inf]
        if column - span > 0:
            sides.append((lon - grid.west - (column - span) * grid.step_lon) * per_lon)
        if column + span < grid.columns - 1:
            sides.append((grid.west + (column + span + 1) * grid.step_lon - lon) * per_lon)
        if row - span > 0:
            sides.append((lat - grid.south - (row - span) * grid.step_lat) * per_lat)
        if row + span < grid.rows - 1:
            sides.append((grid.south + (row + span + 1) * grid.step_lat - lat) * per_lat)
        return min(sides)

    def _span(self, lonlat: LonLat, radius_m: float) -> int:
        """Return how many cells a radius reaches, wherever in its cell the place is."""
        per_lon, per_lat = metres_per_degree(lonlat[1])
        side = min(self.grid.step_lon * per_lon, self.grid.step_lat * per_lat) / FIXED_PER_DEGREE
        reach = max(self.grid.columns, self.grid.rows)
        return min(1 + int(radius_m / max(side, 1.0)), reach)

    def _measure(self, lonlat: LonLat, pieces: IntArray, usable: BoolArray) -> _Found:
        """Measure from a place to pieces of usable edges, in the plane that touches there."""
        edges = np.searchsorted(self.graph.geometry_offsets, pieces, side="right") - 1
        keep = usable[edges]
        pieces, edges = pieces[keep], edges[keep]
        scale = np.array(metres_per_degree(lonlat[1])) / FIXED_PER_DEGREE
        here = np.array(lonlat) * FIXED_PER_DEGREE
        begin = (self.graph.geometry[pieces] - here) * scale
        step = (self.graph.geometry[pieces + 1] - here) * scale - begin
        square = (step * step).sum(axis=1)
        along = -(begin * step).sum(axis=1) / np.where(square > 0.0, square, 1.0)
        along = np.clip(along, 0.0, 1.0)
        nearest = begin + along[:, None] * step
        return _Found(pieces, edges, along, np.hypot(nearest[:, 0], nearest[:, 1]))

    def _snap(self, lonlat: LonLat, edge: int, piece: int, along: float) -> Snap:
        """Describe a point on an edge."""
        points = self.graph.edge_lonlat(edge)
        at = piece - int(self.graph.geometry_offsets[edge])
        lengths = segment_lengths(points)
        total = float(lengths.sum())
        before = float(lengths[:at].sum()) + along * float(lengths[at])
        place = points[at] + along * (points[at + 1] - points[at])
        moved = (float(place[0]), float(place[1]))
        fraction = min(before / total, 1.0) if total > 0.0 else 0.0
        return Snap(edge, fraction, moved, distance(lonlat, moved))

    def _too_far(
        self, lonlat: LonLat, usable: BoolArray, max_distance_m: float, name: str
    ) -> WaypointError:
        """Explain why a place cannot be snapped."""
        called = _called(lonlat, name)
        if not self.grid.holds(lonlat):
            swapped = self.grid.holds((lonlat[1], lonlat[0]))
            return OffMapError(
                f"{called} lies outside the map, which spans {self.grid} (LAT,LON).",
                remedy=f"Latitude and longitude seem swapped: try {_latlon(lonlat[::-1])}."
                if swapped
                else "Choose a place on the map, or build a graph of its area.",
            )
        found = self._nearest(lonlat, usable, math.inf)
        if found is None:
            return NoWayNearError(
                f"{called} cannot be brought onto the network: no way of this map may be used.",
                remedy="Choose another profile, or avoid fewer areas.",
            )
        nearest = self._snap(lonlat, *found)
        return NoWayNearError(
            f"{called} is {_far(nearest.moved_m)} from the nearest way that may be used, "
            f"the limit is {_far(max_distance_m)}.",
            remedy="Choose a place nearer to a way, or another profile.",
            nearest=_latlon(nearest.lonlat),
        )


def _latlon(lonlat: Sequence[float]) -> str:
    """Write a place as people type it."""
    return f"{lonlat[1]:.6f},{lonlat[0]:.6f}"


def _called(lonlat: LonLat, name: str) -> str:
    """Name a place for an error."""
    return f"Waypoint {name!r} ({_latlon(lonlat)})" if name else f"Waypoint {_latlon(lonlat)}"


def _far(metres: float) -> str:
    """Write a distance for an error."""
    return f"{metres:.0f} m" if metres < 10_000 else f"{metres / 1000:.0f} km"
