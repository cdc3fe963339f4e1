"""Heights at places, with where each comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    from itinera.geodesy import BoolArray, FloatArray

    UShortArray = npt.NDArray[np.uint16]

__all__ = ["NO_SOURCE", "Box", "Heights", "RasterSource", "Tally"]

Box = tuple[float, float, float, float]  # west, south, east, north in degrees

NO_SOURCE = 65_535  # stands in `Heights.source` where no raster knows the height


@dataclass(frozen=True, slots=True)
class RasterSource:
    """A raster that heights were read from.

    Attributes
    ----------
    name
        The file's name, without its folder.
    sha256
        Checksum of the file as it lies there, in hexadecimal.
    resolution_m
        The wider of its two steps between posts, at its middle, in metres.
    crs
        Its coordinate reference system: "EPSG:4326", or WKT where it has no code.
    bounds
        West, south, east, north of its outermost posts, in degrees of WGS84.
    model
        Whether its heights are a model of ours, and no survey.
    attribution
        Whom to name, as the file itself says it; "" where it says nothing.
    """

    name: str
    sha256: str
    resolution_m: float
    crs: str
    bounds: Box
    model: bool = False
    attribution: str = ""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many places have a height, and why others have none.

    Attributes
    ----------
    known
        Places with a height, the bridged ones included.
    bridged
        Places whose height was bridged over a short void.
    void
        Places where a raster lies but says nothing.
    uncovered
        Places where no raster lies.
    """

    known: int
    bridged: int
    void: int
    uncovered: int


@dataclass(frozen=True, slots=True)
class Heights:
    """Heights at places, row by row.

    Attributes
    ----------
    ele_m : float64, shape (n,)
        Metres above the raster's own sea level, NaN where unknown.
    bridged : bool, shape (n,)
        True where the height was bridged over a short void.
    source : uint16, shape (n,)
        Row of `Terrain.sources`, `NO_SOURCE` where unknown.
    covered : bool, shape (n,)
        True where some raster lies, even if it says nothing there.
    """

    ele_m: FloatArray
    bridged: BoolArray
    source: UShortArray
    covered: BoolArray

    def tally(self) -> Tally:
        """Count the places with and without heights."""
        unknown = np.isnan(self.ele_m)
        return Tally(
            known=int((~unknown).sum()),
            bridged=int(self.bridged.sum()),
            void=int((unknown & self.covered).sum()),
            uncovered=int((unknown & ~self.covered).sum()),
        )
