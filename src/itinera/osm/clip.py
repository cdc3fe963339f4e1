"""The part of the map to keep: a box or the polygons of a GeoJSON file."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from itinera.errors import InputError, OsmFileError, OutsideError
from itinera.geodesy import to_degrees

if TYPE_CHECKING:
    from pathlib import Path

    from itinera.geodesy import BoolArray, IntArray

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Clip:
    """A box, and optionally polygons within it.

    Attributes
    ----------
    box
        West, south, east, north in degrees.
    geojson
        The polygons as GeoJSON text with sorted keys, "" for a plain box.
    """

    box: Box
    geojson: str = ""

    def contains(self, lonlat: IntArray) -> BoolArray:
        """Tell which points lie inside; int32 (n, 2) of 1e-7 degrees → bool (n,)."""
        degrees = to_degrees(lonlat)
        west, south, east, north = self.box
        lon, lat = degrees[:, 0], degrees[:, 1]
        inside: BoolArray = (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
        if self.geojson and inside.any():
            import shapely

            polygons = shapely.from_geojson(self.geojson)
            shapely.prepare(polygons)
            inside[inside] = shapely.intersects_xy(polygons, lon[inside], lat[inside])
        return inside


def box_clip(box: Box) -> Clip:
    """Keep a box of west, south, east, north in degrees.

    Raises
    ------
    InputError
        If a value is outside the Earth, or west is not west of east, south not
        south of north.
    """
    west, south, east, north = box
    text = ",".join(f"{value:g}" for value in box)
    if not (all(np.isfinite(box)) and -180 <= west <= 180 and -180 <= east <= 180):
        raise InputError(f"The box {text} has a longitude outside -180…180.", remedy=_ORDER)
    if not (-90 <= south <= 90 and -90 <= north <= 90):
        raise InputError(f"The box {text} has a latitude outside -90…90.", remedy=_ORDER)
    if west >= east or south >= north:
        raise InputError(
            f"The box {text} is empty: its west or south is beyond its east or north.",
            remedy=_ORDER,
        )
    return Clip(box)


_ORDER = "A box is W,S,E,N in degrees: longitude, latitude, longitude, latitude."


def geojson_clip(path: Path) -> Clip:
    """Keep the polygons of a GeoJSON file (their union).

    Raises
    ------
    OutsideError
        If the file cannot be read.
    InputError
        If it is no GeoJSON, or has no polygon.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise OutsideError(
            f"{str(path)!r} cannot be read: {error.strerror}.", remedy="Check the path."
        ) from error
    except UnicodeDecodeError as error:
        raise InputError(f"{str(path)!r} is not UTF-8.", remedy="Save it as UTF-8.") from error
    try:
        polygons = _polygons(json.loads(text))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise InputError(
            f"{str(path)!r} is not GeoJSON ({error}).", remedy="Export it again as GeoJSON."
        ) from error
    if not polygons:
        raise InputError(
            f"{str(path)!r} has no polygon to clip with.",
            remedy="Draw the area as a Polygon or MultiPolygon.",
        )
    return _union(path, polygons)


def nothing_inside(clip: Clip, lonlat: IntArray) -> OsmFileError:
    """Return the error for a clip that misses the map, which spans `lonlat`."""
    wanted = ",".join(f"{value:.4f}" for value in clip.box)
    if not len(lonlat):
        return OsmFileError("No node has a usable position.", remedy="Fetch the file again.")
    degrees = to_degrees(np.concatenate([lonlat.min(axis=0), lonlat.max(axis=0)]))
    spans = ",".join(f"{value:.4f}" for value in degrees)
    west, south, east, north = clip.box
    swapped = box_overlap((south, west, north, east), tuple(degrees.tolist()))
    hint = " Its longitudes and latitudes look swapped." if swapped else ""
    return OsmFileError(
        f"The area {wanted} has no way in it; the map spans {spans} (W,S,E,N).{hint}",
        remedy="Choose an area inside, or another extract.",
    )


def box_overlap(a: tuple[float, ...], b: tuple[float, ...]) -> bool:
    """Tell whether two boxes (W, S, E, N) share a point."""
    return a[0] <= b[2] and b[0] <= a[2] and a[1] <= b[3] and b[1] <= a[3]


def _union(path: Path, polygons: list[dict[str, Any]]) -> Clip:
    """Join polygons into one clip."""
    import shapely

    try:
        parts = shapely.make_valid(shapely.from_geojson([json.dumps(p) for p in polygons]))
        area = shapely.normalize(shapely.union_all(parts))
    except shapely.errors.GEOSException as error:
        raise InputError(
            f"{str(path)!r} has a polygon that cannot be read ({error}).",
            remedy="Export it again as GeoJSON.",
        ) from error
    west, south, east, north = (float(v) for v in shapely.bounds(area))
    box_clip((west, south, east, north))
    return Clip((west, south, east, north), shapely.to_geojson(area))


def _polygons(thing: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the polygon geometries anywhere in a GeoJSON object."""
    kind = thing["type"]
    if kind == "FeatureCollection":
        return [p for feature in thing["features"] for p in _polygons(feature)]
    if kind == "Feature":
        return _polygons(thing["geometry"]) if thing["geometry"] else []
    if kind == "GeometryCollection":
        return [p for part in thing["geometries"] for p in _polygons(part)]
    return [thing] if kind in ("Polygon", "MultiPolygon") else []
