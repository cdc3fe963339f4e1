"""Spoil heaps put right: a 30 m raster flattens a cone, but its height is known.

Inside a heap's footprint the terrain is raised to the heap's known shape. It is
never lowered, never touched outside, and at the rim it is the raster's own.
Heights above the ground and altitudes above the sea are two numbers here, as in
the tables; which of them is known says how high the top is.
"""

from __future__ import annotations

from dataclasses import dataclass
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
BLEND_M = 10.0  # the raster gives way to the shape over this distance from the rim
LEAST_RISE_M = 5.0  # a top lower than this above its rim is no evidence


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
    """A terril fitted to a terrain; shapes and places in metres from its middle."""

    terril: Terril
    origin: FloatArray  # (2,), degrees
    scale: FloatArray  # (2,), metres per degree
    outline: Polygon
    summit: FloatArray  # (2,)
    inradius_m: float
    rim: FloatArray  # (n, 2)
    rim_m: FloatArray  # (n,), the raster's heights there
    top_m: float

    @classmethod
    def of(cls, terril: Terril, heights: Callable[[FloatArray], FloatArray]) -> _Heap | None:
        """Read the rim; None where it is unknown or the top does not stand above it."""
        middle = terril.footprint.centroid
        origin = np.array([middle.x, middle.y])
        scale = np.array(metres_per_degree(middle.y))
        outline = shapely.transform(terril.footprint, lambda xy: (xy - origin) * scale)
        rim = shapely.get_coordinates(shapely.segmentize(outline.boundary, RIM_STEP_M))
        rim_m = heights(rim / scale + origin)
        known = np.isfinite(rim_m)
        if not known.any():
            return None
        rim, rim_m = rim[known], rim_m[known]
        base = float(rim_m.mean())
        top = terril.top_m(base)
        if top - base < LEAST_RISE_M:
            return None
        summit = polylabel(outline, 1.0)
        inradius = float(outline.boundary.distance(summit))
        place = np.array([summit.x, summit.y])
        return cls(terril, origin, scale, outline, place, inradius, rim, rim_m, top)

    def covered(self, lonlat: FloatArray) -> LongArray:
        """Return the rows of places inside the footprint."""
        west, south, east, north = self.terril.footprint.bounds
        lon, lat = lonlat[:, 0], lonlat[:, 1]
        near = np.flatnonzero((lon >= west) & (lon <= east) & (lat >= south) & (lat <= north))
        return near[shapely.contains_xy(self.terril.footprint, lon[near], lat[near])]

    def raised(self, lonlat: FloatArray, ele_m: FloatArray) -> FloatArray:
        """Return the heights of places inside, raised to the heap's shape."""
        xy = (lonlat - self.origin) * self.scale
        inward = np.asarray(shapely.distance(self.outline.boundary, shapely.points(xy)))
        base = self._base(xy)
        shape = base + self._rise(xy, inward) * (self.top_m - base)
        raised: FloatArray = ele_m + np.maximum(shape - ele_m, 0.0) * np.minimum(
            inward / BLEND_M, 1.0
        )
        return raised

    def _rise(self, xy: FloatArray, inward: FloatArray) -> FloatArray:
        """Return how much of the way from base to top the shape has reached, 0 to 1."""
        if self.terril.shape is Shape.RIDGE:
            return inward / self.inradius_m
        if self.terril.shape is Shape.PLATEAU:
            run = (self.top_m - float(self.rim_m.mean())) / REPOSE_SLOPE
            return np.minimum(inward / min(run, self.inradius_m), 1.0)
        share: FloatArray = inward / (inward + np.hypot(*(xy - self.summit).T))
        if self.terril.shape is Shape.TRUNCATED:
            return np.minimum(share / TRUNCATED_SHARE, 1.0)
        return share

    def _base(self, xy: FloatArray) -> FloatArray:
        """Return the ground below places, from the rim's heights weighted by 1 / distance²."""
        base = np.empty(len(xy))
        for first in range(0, len(xy), 4096):  # a matrix of some megabytes at a time
            part = xy[first : first + 4096]
            apart = ((part[:, None, :] - self.rim[None, :, :]) ** 2).sum(axis=2)
            weight = 1.0 / np.maximum(apart, 1e-6)
            base[first : first + 4096] = (weight @ self.rim_m) / weight.sum(axis=1)
        return base
