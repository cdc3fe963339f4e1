"""Areas to keep out of: polygons read from GeoJSON, and the edges that they touch."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import shapely
from shapely.geometry import MultiPolygon, Polygon, shape
from shapely.geometry.base import BaseGeometry

from itinera.errors import InputError, OutsideError
from itinera.geodesy import BoolArray, to_degrees
from itinera.graph.routegraph import RouteGraph

JsonObject = dict[str, object]


def edges_touching(graph: RouteGraph, polygons: Sequence[Polygon]) -> BoolArray:
    """Find the edges that touch any of some areas.

    Parameters
    ----------
    graph
        The graph.
    polygons
        Areas in degrees, (lon, lat).

    Returns
    -------
    bool, shape (n_edges,)
        True where any part of the edge is inside an area or on its border.
    """
    touched = np.zeros(graph.n_edges, dtype=np.bool_)
    if graph.n_edges == 0 or not polygons:
        return touched
    starts = np.asarray(graph.geometry_offsets[:-1])
    low = np.minimum.reduceat(graph.geometry, starts, axis=0)
    high = np.maximum.reduceat(graph.geometry, starts, axis=0)
    for polygon in polygons:
        west, south, east, north = (v * 1e7 for v in polygon.bounds)
        near = (low[:, 0] <= east) & (high[:, 0] >= west)
        near &= (low[:, 1] <= north) & (high[:, 1] >= south)
        asked = np.flatnonzero(near & ~touched)
        shapely.prepare(polygon)
        touched[asked] = shapely.intersects(polygon, edge_lines(graph, asked))
    return touched


def edge_lines(graph: RouteGraph, edges: np.ndarray) -> np.ndarray:
    """Return the geometry of some edges as shapely lines, in degrees.

    Parameters
    ----------
    graph
        The graph.
    edges : int, shape (n,)
        Edges.

    Returns
    -------
    object, shape (n,)
        shapely LineStrings in the forward direction.
    """
    begin = np.asarray(graph.geometry_offsets)[edges]
    counts = np.asarray(graph.geometry_offsets)[edges + 1] - begin
    owner = np.repeat(np.arange(len(edges)), counts)
    at = np.arange(len(owner)) - np.repeat(np.cumsum(counts) - counts, counts) + begin[owner]
    return np.asarray(shapely.linestrings(to_degrees(graph.geometry[at]), indices=owner))


def read_areas(path: Path) -> list[Polygon]:
    """Read areas from a GeoJSON file.

    Parameters
    ----------
    path
        A Polygon, MultiPolygon, Feature, FeatureCollection or GeometryCollection.

    Returns
    -------
    list of Polygon
        In the order of the file; empty geometries are left out.

    Raises
    ------
    InputError
        If the file is no GeoJSON, holds something else than areas, or an area crosses
        itself or leaves the Earth; it names the feature and the fault.
    OutsideError
        If the file cannot be read.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not UTF-8 text.", remedy="Give a GeoJSON file.") from error
    except OSError as error:
        raise OutsideError(
            f"{path} cannot be read: {error.strerror}.", remedy="Check the name of the file."
        ) from error
    try:
        document = json.loads(text)
    except ValueError as error:
        raise InputError(f"{path} is not JSON: {error}.", remedy="Give a GeoJSON file.") from error
    return areas_of(document, source=str(path))


def areas_of(document: object, *, source: str = "GeoJSON") -> list[Polygon]:
    """Read areas from a parsed GeoJSON document; `source` is named in errors (see `read_areas`)."""
    polygons: list[Polygon] = []
    for name, geometry in _geometries(document, source):
        polygons += _polygons(geometry, name)
    if not polygons:
        raise InputError(f"{source} holds no area.", remedy="Give at least one Polygon.")
    return polygons


def _geometries(document: object, source: str) -> Iterator[tuple[str, JsonObject]]:
    """Unpack collections; yield a name for errors and a bare geometry."""
    if not isinstance(document, dict):
        raise InputError(
            f"{source} is a JSON {type(document).__name__}, not a GeoJSON object.",
            remedy="Give a Polygon, a Feature or a FeatureCollection.",
        )
    kind = document.get("type")
    if kind in ("FeatureCollection", "GeometryCollection"):
        key = "features" if kind == "FeatureCollection" else "geometries"
        members = document.get(key)
        if not isinstance(members, list):
            raise InputError(f"{source}: {kind} without {key!r}.", remedy=f"Add the list {key!r}.")
        for number, member in enumerate(members, 1):
            yield from _geometries(member, f"{source}, {key[:-1]} {number}")
    elif kind == "Feature":
        if document.get("geometry") is not None:
            yield from _geometries(document["geometry"], source)
    else:
        yield source, document


def _polygons(geometry: JsonObject, name: str) -> list[Polygon]:
    """Turn one GeoJSON geometry into polygons, or say what is wrong with it."""
    kind = geometry.get("type")
    if kind not in ("Polygon", "MultiPolygon"):
        raise InputError(f"{name} is a {kind}, not an area.", remedy="Draw it as a Polygon.")
    try:
        read: BaseGeometry = shape(geometry)
    except (ValueError, TypeError, KeyError, IndexError, AttributeError) as error:
        raise InputError(
            f"{name}: the coordinates of the {kind} cannot be read ({error}).",
            remedy="Each ring is a list of at least four [lon, lat], the last like the first.",
        ) from error
    if not isinstance(read, Polygon | MultiPolygon) or read.is_empty:
        return []
    _check(read, name)
    return list(read.geoms) if isinstance(read, MultiPolygon) else [read]


def _check(area: BaseGeometry, name: str) -> None:
    """Refuse areas that leave the Earth or cross themselves."""
    west, south, east, north = area.bounds
    if not (west >= -180.0 and south >= -90.0 and east <= 180.0 and north <= 90.0):
        swapped = -90.0 <= west and east <= 90.0 and -180.0 <= south and north <= 180.0
        raise InputError(
            f"{name} spans longitude {west:g} to {east:g} and latitude {south:g} to {north:g}.",
            remedy="Latitude and longitude seem swapped: GeoJSON has [lon, lat]."
            if swapped
            else "Give degrees on WGS84, [lon, lat].",
        )
    if not area.is_valid:
        raise InputError(
            f"{name} is no valid area: {shapely.is_valid_reason(area)}.",
            remedy="Draw its border so that it does not cross itself.",
        )
