"""A flat drawing board in metres over a piece of the globe, and back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from itinera.geodesy import metres_per_degree

if TYPE_CHECKING:
    from itinera.geodesy import FloatArray


@dataclass(frozen=True, slots=True)
class Plane:
    """x east and y north in metres of (`lon0`, `lat0`), scaled as at `lat0`.

    Over the basin (40 km from north to south) the scale of x errs by at most
    0.4 %, which an invented course does not feel; facts come back exactly.
    """

    lon0: float
    lat0: float
    per_lon: float
    per_lat: float

    @classmethod
    def at(cls, lon0: float, lat0: float) -> Plane:
        """Lay a board with its origin at (lon0, lat0)."""
        per_lon, per_lat = metres_per_degree(lat0)
        return cls(lon0, lat0, per_lon, per_lat)

    def xy(self, lon: float, lat: float) -> tuple[float, float]:
        """Return a place in metres on the board."""
        return (lon - self.lon0) * self.per_lon, (lat - self.lat0) * self.per_lat

    def lonlat(self, xy: FloatArray) -> FloatArray:
        """Turn metres, shape (n, 2), into degrees (lon, lat), shape (n, 2)."""
        return xy / (self.per_lon, self.per_lat) + (self.lon0, self.lat0)
