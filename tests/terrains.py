"""Terrains of formulas: heights that a reader can work out, without any raster."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from itinera.elevation.heights import NO_SOURCE, Heights, RasterSource
from itinera.elevation.terrain import Terrain
from itinera.geodesy import BoolArray, FloatArray, metres_per_degree

Formula = Callable[[FloatArray, FloatArray], FloatArray | float]
ORIGIN = (2.8, 50.4)  # where drawn worlds have their upper left corner


class FormulaTerrain(Terrain):
    """Heights by a formula of metres east and metres south of a drawing's upper left corner."""

    def __init__(
        self,
        formula: Formula,
        *,
        origin: tuple[float, float] = ORIGIN,
        resolution_m: float = 30.0,
        model: bool = False,
        bridged: Callable[[FloatArray, FloatArray], BoolArray] | None = None,
        name: str = "formula",
        attribution: str = "",
    ) -> None:
        bounds = (-180.0, -90.0, 180.0, 90.0)
        source = RasterSource(
            name, "0" * 64, resolution_m, "EPSG:4326", bounds, model=model, attribution=attribution
        )
        self.sources = (source,)
        self.notes = ()
        self._formula, self._origin, self._bridged = formula, origin, bridged

    def heights(self, lonlat: FloatArray) -> Heights:
        """Return the formula's heights."""
        per_lon, per_lat = metres_per_degree(self._origin[1])
        east = (lonlat[:, 0] - self._origin[0]) * per_lon
        south = (self._origin[1] - lonlat[:, 1]) * per_lat
        ele_m = np.zeros(len(lonlat)) + self._formula(east, south)
        known = np.isfinite(ele_m)
        bridged = known & self._bridged(east, south) if self._bridged else np.zeros_like(known)
        source = np.where(known, 0, NO_SOURCE).astype(np.uint16)
        return Heights(ele_m, bridged, source, np.ones_like(known))


def plane(east_pct: float, *, at_m: float = 50.0) -> FormulaTerrain:
    """Return a slope that rises to the east."""
    return FormulaTerrain(lambda east, _south: at_m + east * east_pct / 100.0)
