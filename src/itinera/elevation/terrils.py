"""Spoil heaps put right: a 30 m raster flattens a cone, but its height is known.

A raster blurs what it sees. The known shape of a heap is blurred too, until its
top is as low as the raster has it; what the blur took away is what the raster
lost, and that is added. Flanks, which a raster shows well, hardly change; the
top comes back whole; a heap that the raster does not see at all is added whole.

The terrain is never lowered, never touched outside the footprint, and at the
rim it is the raster's own. Heights above the ground and altitudes above the sea
are two numbers here, as in the tables.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING

import numpy as np
import shapely
from shapely import Polygon
from shapely.ops import polylabel

from itinera.errors import InputError
from itinera.geodesy import metres_per_degree

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from itinera.geodesy import BoolArray, FloatArray, LongArray

REPOSE_SLOPE = 0.70  # 35°, the angle of repose of loose shale
TRUNCATED_SHARE = 0.7  # of the way to its middle, the slopes of a cone whose tip was taken off
RIM_STEP_M = 10.0  # the rim is read at this distance
LEAST_RISE_M = 5.0  # a top lower than this above its rim is no evidence
LATTICE_M = 5.0  # step of the lattice that a shape is blurred on
LATTICE_MOST = 100  # steps across, so that the longest heaps stay small too
SEEN_SHARE = 0.3  # of its height, from which a raster's summit is the heap's
WIDEST = 10.0  # times the heap's half width: a blur that leaves nothing of it
BISECTIONS = 30  # the blur's width to 9 digits


class Shape(Enum):
    """What a heap looks like; the tables say it in French."""

    CONE = "cone"
    TRUNCATED = "truncated cone"
    RIDGE = "ridge"
    PLATEAU = "plateau"


#: The words of the tables. "Typologie particulière" and settling basins promise no shape.
SHAPES: dict[str, Shape] = {
    "conique": Shape.CONE,
    "grand terril moderne": Shape.CONE,
    "conique (étêté)": Shape.TRUNCATED,
    "tronqué": Shape.TRUNCATED,
    "cavalier": Shape.RIDGE,
    "plat": Shape.PLATEAU,
    "terrasses": Shape.PLATEAU,
    "arasé": Shape.PLATEAU,
}


def shape_named(words: str) -> Shape | None:
    """Return the shape that a table's words stand for, None where they promise none.

    Examples
    --------
    >>> shape_named("Conique"), shape_named("Typologie particulière")
    (<Shape.CONE: 'cone'>, None)
    """
    plain = words.strip().casefold()
    return SHAPES.get(plain) or SHAPES.get(plain.partition(" ")[0])


@dataclass(frozen=True, slots=True)
class Terril:
    """A heap whose shape is known.

    Attributes
    ----------
    id
        For example "T074a".
    footprint
        Its outline in degrees, (lon, lat).
    shape
        What it looks like.
    height_m
        Its height above the ground around, in metres, None if unknown.
    altitude_m
        The altitude of its top above the sea, in metres, None if unknown.
    base_m
        The altitude of the ground around it, in metres; None = that of the rim in the raster.
    """

    id: str
    footprint: Polygon
    shape: Shape
    height_m: float | None = None
    altitude_m: float | None = None
    base_m: float | None = None

    def __post_init__(self) -> None:
        if self.height_m is None and self.altitude_m is None:
            raise InputError(
                f"Neither height nor altitude of the terril {self.id!r} is known.",
                remedy="Give one of them, or leave the terril out.",
            )
        if self.footprint.is_empty or not self.footprint.is_valid:
            raise InputError(
                f"The footprint of the terril {self.id!r} is empty or crosses itself.",
                remedy="Repair its outline, or leave the terril out.",
            )

    def top_m(self, rim_m: float) -> float:
        """Return the altitude of the top, where the rim has the mean altitude `rim_m`.

        The altitude counts first, since it needs no base.
        """
        if self.altitude_m is not None:
            return self.altitude_m
        return (self.base_m if self.base_m is not None else rim_m) + (self.height_m or 0.0)


@dataclass(frozen=True, slots=True)
class Corrections:
    """The terrils that a terrain is corrected for.

    Attributes
    ----------
    heaps
        One per terril whose rim the terrain knows and whose top stands above it.
    """

    heaps: tuple[_Heap, ...]

    @classmethod
    def of(
        cls, terrils: Iterable[Terril], heights: Callable[[FloatArray], FloatArray]
    ) -> Corrections:
        """Fit the shapes of some terrils to a terrain.

        Parameters
        ----------
        terrils
            Terrils of known shape.
        heights
            The terrain: (n, 2) degrees → (n,) metres, NaN where unknown.
        """
        fitted = (_Heap.of(terril, heights) for terril in terrils)
        return cls(tuple(heap for heap in fitted if heap is not None))

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the terrils that are corrected."""
        return tuple(heap.terril.id for heap in self.heaps)

    def applied(
        self, lonlat: FloatArray, ele_m: FloatArray, correctable: BoolArray
    ) -> tuple[FloatArray, BoolArray]:
        """Return corrected heights, and which were raised.

        Parameters
        ----------
        lonlat : float64, shape (n, 2)
            Degrees.
        ele_m : float64, shape (n,)
            What the raster says, NaN where unknown: that stays unknown.
        correctable : bool, shape (n,)
            Where the raster is too coarse to be believed.
        """
        result = ele_m
        for heap in self.heaps:
            rows = heap.covered(lonlat)
            rows = rows[correctable[rows] & np.isfinite(ele_m[rows])]
            if len(rows):
                result = result.copy() if result is ele_m else result
                result[rows] = np.maximum(result[rows], heap.raised(lonlat[rows], ele_m[rows]))
        return result, result > ele_m


@dataclass(frozen=True, slots=True)
class _Heap:
    """A terril fitted to a terrain; places in metres from the middle of its outline."""

    terril: Terril
    outline: _Outline
    top_m: float  # above the sea
    height_m: float  # of the top above the rim
    lost: _Lost  # what the raster does not see of the shape

    @classmethod
    def of(cls, terril: Terril, heights: Callable[[FloatArray], FloatArray]) -> _Heap | None:
        """Fit a shape; None where the rim is unknown or the raster sees the top already."""
        outline = _Outline.of(terril.footprint)
        rim_m = heights(outline.degrees(outline.rim()))
        if not np.isfinite(rim_m).any():
            return None
        base = float(np.nanmean(rim_m))
        height = terril.top_m(base) - base
        if height < LEAST_RISE_M:
            return None
        grid = outline.grid()
        seen = heights(outline.degrees(grid.places())) - base
        if terril.shape in (Shape.CONE, Shape.TRUNCATED):
            outline = outline.peaked(grid.places(), seen, height)
        at_top = float(heights(outline.degrees(outline.summit[None]))[0]) - base
        if not at_top < height:  # unknown, or no less than is known
            return None
        shape = grid.filled(outline.rise(terril.shape, grid.places(), height) * height)
        return cls(
            terril, outline, base + height, height, _Lost.of(grid, shape, outline, height, at_top)
        )

    def covered(self, lonlat: FloatArray) -> LongArray:
        """Return the rows of places inside the footprint."""
        west, south, east, north = self.terril.footprint.bounds
        lon, lat = lonlat[:, 0], lonlat[:, 1]
        near = np.flatnonzero((lon >= west) & (lon <= east) & (lat >= south) & (lat <= north))
        return near[shapely.contains_xy(self.terril.footprint, lon[near], lat[near])]

    def raised(self, lonlat: FloatArray, ele_m: FloatArray) -> FloatArray:
        """Return the heights of places inside with what was lost added, up to the top."""
        xy = self.outline.metres(lonlat)
        shape = self.outline.rise(self.terril.shape, xy, self.height_m) * self.height_m
        added = self.lost.share * np.maximum(shape - self.lost.seen(xy), 0.0)
        raised: FloatArray = np.minimum(ele_m + added, np.maximum(ele_m, self.top_m))
        return raised


@dataclass(frozen=True, slots=True)
class _Outline:
    """A footprint in metres from its middle."""

    origin: FloatArray  # (2,), degrees
    scale: FloatArray  # (2,), metres per degree
    polygon: Polygon
    summit: FloatArray  # (2,)
    inradius_m: float

    @classmethod
    def of(cls, footprint: Polygon) -> _Outline:
        """Take the place farthest from the outline for the summit."""
        origin = np.array([footprint.centroid.x, footprint.centroid.y])
        scale = np.array(metres_per_degree(float(origin[1])))
        polygon = shapely.transform(footprint, lambda xy: (xy - origin) * scale)
        inmost = polylabel(polygon, 1.0)
        inradius = float(polygon.boundary.distance(inmost))
        return cls(origin, scale, polygon, np.array([inmost.x, inmost.y]), inradius)

    def metres(self, lonlat: FloatArray) -> FloatArray:
        """Turn degrees into metres from the middle."""
        xy: FloatArray = (lonlat - self.origin) * self.scale
        return xy

    def degrees(self, xy: FloatArray) -> FloatArray:
        """Turn metres from the middle into degrees."""
        lonlat: FloatArray = xy / self.scale + self.origin
        return lonlat

    def rim(self) -> FloatArray:
        """Return places along the outline."""
        return np.asarray(
            shapely.get_coordinates(shapely.segmentize(self.polygon.boundary, RIM_STEP_M))
        )

    def grid(self) -> _Grid:
        """Return a lattice over the outline."""
        west, south, east, north = self.polygon.bounds
        step = max(LATTICE_M, (east - west) / LATTICE_MOST, (north - south) / LATTICE_MOST)
        columns, rows = (int(np.ceil(d / step)) + 1 for d in (east - west, north - south))
        return _Grid(np.array([west, south]), step, rows, columns)

    def peaked(self, xy: FloatArray, seen_m: FloatArray, height_m: float) -> _Outline:
        """Return the outline with its summit where the raster has it, if it sees any.

        The middle of the highest fifth of what the raster sees, so that the
        raster's cells do not draw the summit to their own middles.
        """
        inside = shapely.contains_xy(self.polygon, *xy.T) & np.isfinite(seen_m)
        highest = float(np.max(seen_m, where=inside, initial=-np.inf))
        if highest < SEEN_SHARE * height_m:
            return self
        top = inside & (seen_m > 0.8 * highest)
        summit = np.average(xy[top], axis=0, weights=seen_m[top] - 0.8 * highest)
        return replace(self, summit=summit) if shapely.contains_xy(self.polygon, *summit) else self

    def rise(self, shape: Shape, xy: FloatArray, height_m: float) -> FloatArray:
        """Return how much of the way from rim to top a shape has reached, 0 outside to 1."""
        apart_m = np.asarray(shapely.distance(self.polygon.boundary, shapely.points(xy)))
        within = shapely.contains_xy(self.polygon, *xy.T)
        inward: FloatArray = np.where(within, apart_m, 0.0)
        if shape is Shape.RIDGE:
            return inward / self.inradius_m
        if shape is Shape.PLATEAU:
            return np.minimum(inward / min(height_m / REPOSE_SLOPE, self.inradius_m), 1.0)
        apart: FloatArray = np.hypot(*(xy - self.summit).T)
        share: FloatArray = inward / np.maximum(inward + apart, 1e-9)
        return np.minimum(share / TRUNCATED_SHARE, 1.0) if shape is Shape.TRUNCATED else share


@dataclass(frozen=True, slots=True)
class _Grid:
    """A square lattice over an outline."""

    corner: FloatArray  # (2,), metres
    step_m: float
    rows: int
    columns: int

    def places(self) -> FloatArray:
        """Return the places of the lattice, row by row, metres, shape (n, 2)."""
        y, x = np.mgrid[: self.rows, : self.columns]
        xy: FloatArray = np.stack([x.ravel(), y.ravel()], axis=1) * self.step_m + self.corner
        return xy

    def filled(self, values: FloatArray) -> FloatArray:
        """Return values as a picture."""
        return values.reshape(self.rows, self.columns)


@dataclass(frozen=True, slots=True)
class _Lost:
    """The shape as the raster blurs it."""

    grid: _Grid
    blurred_m: FloatArray  # (rows, columns)
    share: float  # what brings the top to its height, near 1

    @classmethod
    def of(
        cls, grid: _Grid, shape_m: FloatArray, outline: _Outline, height_m: float, at_top_m: float
    ) -> _Lost:
        """Blur the shape until its top is as low as the raster's, `at_top_m` above the rim."""
        from scipy.ndimage import gaussian_filter

        low, high = grid.step_m / 2, WIDEST * outline.inradius_m
        apart2 = ((grid.places() - outline.summit) ** 2).sum(axis=1)
        for _ in range(BISECTIONS):
            width = (low * high) ** 0.5
            weight = np.exp(-apart2 / (2.0 * width**2)) * grid.step_m**2 / (2 * np.pi * width**2)
            enough = float(weight @ shape_m.ravel()) > at_top_m
            low, high = (width, high) if enough else (low, width)
        blurred = gaussian_filter(shape_m, high / grid.step_m, mode="constant", truncate=3.0)
        unscaled = cls(grid, blurred, 1.0)
        missing = height_m - float(unscaled.seen(outline.summit[None])[0])
        return replace(unscaled, share=(height_m - at_top_m) / max(missing, 1e-9))

    def seen(self, xy: FloatArray) -> FloatArray:
        """Return the blurred shape at places, bilinear."""
        at = (xy - self.grid.corner) / self.grid.step_m
        most = np.array([self.grid.columns, self.grid.rows]) - 1.000001
        at = np.clip(at, 0.0, most)
        low = at.astype(np.int64)
        (fx, fy), (i, j) = (at - low).T, low.T
        z = self.blurred_m
        near = z[j, i] * (1 - fx) + z[j, i + 1] * fx
        far = z[j + 1, i] * (1 - fx) + z[j + 1, i + 1] * fx
        seen: FloatArray = near * (1 - fy) + far * fy
        return seen
