"""Areas to keep out of, or to go through, from a GeoJSON file."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import shapely
from shapely.geometry import shape

from itinera.errors import AreaError, OutsideError

if TYPE_CHECKING:
    from pathlib import Path

    from shapely import Polygon
    from shapely.geometry.base import BaseGeometry

_AREAS = ("Polygon", "MultiPolygon")


def read_areas(path: Path) -> tuple[Polygon, ...]:
    """Read the polygons of a GeoJSON file.

    Parameters
    ----------
    path
        A FeatureCollection, a Feature or a bare geometry; positions are lon, lat.

    Raises
    ------
    OutsideError
        If the file cannot be read.
    AreaError
        If it is no GeoJSON, holds no polygon or something else than polygons, or
        a polygon that crosses itself or lies off the Earth.
    """
    try:
        document = json.loads(path.read_bytes())
    except OSError as error:
        raise OutsideError(
            f"{path} cannot be read: {error.strerror or error}.",
            remedy="Check the path of the areas.",
        ) from error
    except ValueError as error:
        raise AreaError(
            f"{path} is no GeoJSON: {error}.", remedy="Give a GeoJSON file of polygons."
        ) from error
    areas = parse_areas(document, name=str(path))
    if not areas:
        raise AreaError(f"{path} holds no area.", remedy="Give a GeoJSON file of polygons.")
    return areas


def parse_areas(document: Any, *, name: str) -> tuple[Polygon, ...]:
    """Return the polygons of a parsed GeoJSON document (`name` is for messages).

    Raises
    ------
    AreaError
        As for `read_areas`.
    """
    areas = [
        _area(geometry, f"{name}, area {number}")
        for number, geometry in enumerate(_geometries(document, name), 1)
    ]
    return tuple(shapely.get_parts(areas).tolist())


def _geometries(document: Any, name: str) -> list[Any]:
    """Return the geometry objects of a GeoJSON document."""
    kind = document.get("type") if isinstance(document, dict) else None
    if kind == "FeatureCollection" and isinstance(document.get("features"), list):
        return [g for feature in document["features"] for g in _geometries(feature, name)]
    if kind == "Feature":
        return [document.get("geometry")]
    if kind in _AREAS:
        return [document]
    raise AreaError(
        f"{name} holds {kind or type(document).__name__!s} where an area is wanted.",
        remedy="Give Polygon and MultiPolygon features only.",
    )


def _area(geometry: Any, name: str) -> BaseGeometry:
    """Return one polygon or multipolygon, checked."""
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in _AREAS:
        raise AreaError(
            f"{name} is {kind or 'nothing'}, not an area.",
            remedy="Give Polygon and MultiPolygon features only.",
        )
    try:
        area = shapely.force_2d(shape(geometry))
    except (shapely.errors.ShapelyError, ValueError, TypeError, IndexError, KeyError) as error:
        raise AreaError(
            f"{name} cannot be read: {error}.", remedy="Write each ring as a list of [lon, lat]."
        ) from error
    if area.is_empty or not area.is_valid:
        reason = "it is empty" if area.is_empty else shapely.is_valid_reason(area)
        raise AreaError(f"{name} is no valid area: {reason}.", remedy="Redraw its outline.")
    west, south, east, north = area.bounds
    if west < -180.0 or east > 180.0 or south < -90.0 or north > 90.0:
        raise AreaError(
            f"{name} lies off the Earth: it spans {west:g},{south:g} to {east:g},{north:g}.",
            remedy="Give positions as lon, lat in degrees (EPSG:4326).",
        )
    return area
