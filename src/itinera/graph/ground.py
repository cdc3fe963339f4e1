"""What the terrain says of places, with its spoil heaps put right, and marks of how."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from itinera.elevation.heights import NO_SOURCE
from itinera.osm.codes import HeightFlag

if TYPE_CHECKING:
    from itinera.elevation.heights import RasterSource
    from itinera.elevation.terrain import Terrain
    from itinera.elevation.terrils import Corrections
    from itinera.geodesy import ByteArray, FloatArray

FINE_M = 10.0  # rasters this fine show a cone as it is: never corrected


def correctable(source: RasterSource) -> bool:
    """Tell whether a raster is too coarse for cones, and no model that has them already."""
    return source.resolution_m > FINE_M and not source.model


@dataclass(frozen=True, slots=True)
class Ground:
    """A terrain with the corrections that apply to it.

    Attributes
    ----------
    terrain
        The rasters.
    corrections
        Spoil heaps of known shape, None where rasters are taken as they are.
    """

    terrain: Terrain
    corrections: Corrections | None = None

    def heights(self, lonlat: FloatArray) -> tuple[FloatArray, ByteArray]:
        """Return heights and marks of places.

        Parameters
        ----------
        lonlat : float64, shape (n, 2)

        Returns
        -------
        ele_m : float64, shape (n,)
            NaN where unknown.
        marks : uint8, shape (n,)
            codes.HeightFlag bits.
        """
        found = self.terrain.heights(lonlat)
        ele_m = found.ele_m
        known = found.source != NO_SOURCE
        marks = np.where(np.isnan(ele_m), HeightFlag.UNKNOWN, 0).astype(np.uint8)
        marks[found.bridged] |= np.uint8(HeightFlag.BRIDGED_VOID)
        row = np.where(known, found.source, 0).astype(np.int64)
        model = np.array([source.model for source in self.terrain.sources])
        marks[known & model[row]] |= np.uint8(HeightFlag.MODEL)
        if self.corrections is not None:
            coarse = np.array([correctable(source) for source in self.terrain.sources])
            ele_m, raised = self.corrections.applied(lonlat, ele_m, known & coarse[row])
            marks[raised] |= np.uint8(HeightFlag.CORRECTED)
        return ele_m, marks
