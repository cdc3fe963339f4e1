"""The terrain: several rasters that answer as one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from itinera.elevation.heights import NO_SOURCE, Box, Heights, RasterSource, Tally

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from itinera.geodesy import FloatArray

__all__ = ["NO_SOURCE", "Box", "Heights", "RasterSource", "Tally", "Terrain", "open_terrain"]


class Terrain:
    """Rasters that answer as one, the finest first.

    Attributes
    ----------
    sources
        The rasters, in the order in which they are asked.
    notes
        What is odd about them and no error: for people.
    """

    sources: tuple[RasterSource, ...]
    notes: tuple[str, ...]

    def heights(self, lonlat: FloatArray) -> Heights:
        """Return the heights at places.

        Parameters
        ----------
        lonlat : float64, shape (n, 2)
            Longitude and latitude in degrees, in any order, any number of them.
        """
        raise NotImplementedError

    def covering(self, box: Box) -> float:
        """Return the share of a box that rasters cover, 0 to 1."""
        raise NotImplementedError


def open_terrain(
    paths: Sequence[Path], *, crs: str | None = None, box: Box | None = None
) -> Terrain:
    """Open rasters and folders of rasters as one terrain.

    Parameters
    ----------
    paths
        Files (`.hgt`, `.hgt.zip`, `.hgt.gz`, GeoTIFF, `.asc`) and folders of them.
    crs
        The coordinate reference system of rasters that do not say theirs, "EPSG:2154".
    box
        The wanted area in degrees; rasters that do not meet it are left out.
    """
    raise NotImplementedError
