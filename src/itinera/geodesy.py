"""Lengths, bearings and local planes on the WGS84 ellipsoid.

Positions are (lon, lat) in degrees, or int32 in units of 1e-7 degrees ("fixed").
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from pyproj import Geod

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int32]
LongArray = npt.NDArray[np.int64]
ByteArray = npt.NDArray[np.uint8]
BoolArray = npt.NDArray[np.bool_]

FIXED_PER_DEGREE = 10_000_000  # OSM keeps positions as whole multiples of 1e-7 degrees
WGS84_A = 6_378_137.0  # metres, semi-major axis, EPSG:7030
WGS84_E2 = 0.006_694_379_990_14  # squared first eccentricity, EPSG:7030


@cache
def _geod() -> Geod:
    """Return the WGS84 ellipsoid; loading PROJ takes 80 ms, which only who measures pays."""
    from pyproj import Geod

    return Geod(ellps="WGS84")


def to_degrees(fixed: npt.NDArray[np.integer]) -> FloatArray:
    """Turn fixed positions into degrees.

    Parameters
    ----------
    fixed : int32, any shape
        Multiples of 1e-7 degrees.
    """
    return np.asarray(fixed, dtype=np.float64) / FIXED_PER_DEGREE


def to_fixed(degrees: npt.ArrayLike) -> IntArray:
    """Turn degrees into fixed positions, rounded to the nearest 1e-7 degree."""
    return np.rint(np.asarray(degrees, dtype=np.float64) * FIXED_PER_DEGREE).astype(np.int32)


def segment_lengths(lonlat: FloatArray) -> FloatArray:
    """Measure each segment of a line on the ellipsoid.

    Parameters
    ----------
    lonlat : float64, shape (n, 2)
        Longitude and latitude of the points, in degrees.

    Returns
    -------
    float64, shape (n - 1,)
        Geodesic lengths in metres (Karney 2013, through PROJ).
    """
    if len(lonlat) < 2:
        return np.zeros(0)
    lon, lat = lonlat[:, 0], lonlat[:, 1]
    _, _, metres = _geod().inv(lon[:-1], lat[:-1], lon[1:], lat[1:])
    return np.asarray(metres, dtype=np.float64)


def length(lonlat: FloatArray) -> float:
    """Measure a line on the ellipsoid, in metres (`lonlat` as for `segment_lengths`)."""
    return float(segment_lengths(lonlat).sum())


def metres_per_degree(lat: float) -> tuple[float, float]:
    """Return the metres in a degree of longitude and of latitude at `lat`.

    From the radii of curvature of the WGS84 ellipsoid (prime vertical and
    meridian); for measuring within some kilometres of `lat`.

    Examples
    --------
    >>> [round(m) for m in metres_per_degree(50.4)]
    [71099, 111237]
    """
    phi = np.radians(lat)
    w = np.sqrt(1.0 - WGS84_E2 * np.sin(phi) ** 2)
    prime_vertical = WGS84_A / w
    meridian = WGS84_A * (1.0 - WGS84_E2) / w**3
    return float(np.radians(prime_vertical * np.cos(phi))), float(np.radians(meridian))


def distance(a_lonlat: tuple[float, float], b_lonlat: tuple[float, float]) -> float:
    """Measure the geodesic between two (lon, lat) positions, in metres."""
    _, _, metres = _geod().inv(a_lonlat[0], a_lonlat[1], b_lonlat[0], b_lonlat[1])
    return float(metres)


def bearing(a_lonlat: tuple[float, float], b_lonlat: tuple[float, float]) -> float:
    """Return the compass bearing from a to b in degrees, 0 ≤ bearing < 360, 0 = north."""
    azimuth, _, _ = _geod().inv(a_lonlat[0], a_lonlat[1], b_lonlat[0], b_lonlat[1])
    return float(azimuth) % 360.0
