"""Which terrils of the table lie where: their numbers joined with their outlines."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from shapely import Polygon

from itinera.bundle import bundled
from itinera.elevation.terrils import Terril, shape_named
from itinera.errors import InputError, OutsideError
from itinera.osm.codes import AreaFlag
from itinera.waypoints.tables import metres, position, rows

if TYPE_CHECKING:
    from pathlib import Path

    from itinera.osm.extract import AreaShapes
    from itinera.waypoints.tables import Row

TABLE = "terrils.csv"
COLUMNS = ("no", "shape", "lat", "lon", "height_m", "altitude_m")
ID_PROPERTIES = ("no_terril", "no", "id", "ref")  # of a GeoJSON feature, the first that is there


def terrils_of_areas(areas: AreaShapes, folder: Path | None = None) -> list[Terril]:
    """Return the terrils of the table whose outline is an area of a map.

    An area bears no number, so the table's position decides. Where the
    positions of several terrils lie in one area it is none's outline.

    Parameters
    ----------
    areas
        What an OSM file holds (`man_made=spoil_heap`).
    folder
        Where the table lies; the one that comes with itinera if left out.
    """
    heaps = (areas.flag & AreaFlag.SPOIL_HEAP) > 0
    wkb = [areas.wkb[row] for row in np.flatnonzero(heaps).tolist()]
    shapes = shapely.get_parts(shapely.from_wkb(wkb, on_invalid="ignore"))
    outlines = [s for s in shapes.tolist() if isinstance(s, Polygon) and s.is_valid]
    if not outlines:
        return []
    table = _table(folder)
    places = {no: place for no, row in table.items() if (place := position(row)) is not None}
    tree = shapely.STRtree(outlines)
    point, outline = tree.query(shapely.points(list(places.values())), predicate="intersects")
    holding = Counter(outline.tolist())
    found: dict[str, Polygon] = {}
    for no, row in sorted(
        zip(np.array(list(places))[point].tolist(), outline.tolist(), strict=True)
    ):
        if holding[row] == 1:
            found.setdefault(no, outlines[row])
    return _known(found, table)


def terrils_of_file(path: Path, folder: Path | None = None) -> list[Terril]:
    """Return the terrils of the table whose outline is in a GeoJSON file.

    Parameters
    ----------
    path
        A FeatureCollection of polygons with the terril's number in the property
        `no_terril`, `no`, `id` or `ref`.
    folder
        As for `terrils_of_areas`.

    Raises
    ------
    OutsideError
        If the file cannot be read.
    InputError
        If it is no such GeoJSON.
    """
    try:
        features = json.loads(path.read_bytes())["features"]
        named = [
            (_number(feature), shapely.geometry.shape(feature["geometry"])) for feature in features
        ]
    except OSError as error:
        raise OutsideError(
            f"{str(path)!r} cannot be read: {error.strerror}.", remedy="Check the path."
        ) from error
    except (ValueError, KeyError, TypeError, AttributeError, shapely.errors.ShapelyError) as error:
        raise InputError(
            f"{str(path)!r} is no GeoJSON FeatureCollection ({error}).",
            remedy="Give polygons with the terril's number in the property `no_terril`.",
        ) from error
    outlines = {
        no: max(shapely.get_parts(s).tolist(), key=lambda p: p.area)
        for no, s in named
        if no and not s.is_empty
    }
    polygons = {no: p for no, p in outlines.items() if isinstance(p, Polygon) and p.is_valid}
    return _known(polygons, _table(folder))


def _number(feature: dict[str, Any]) -> str:  # Any: parsed JSON
    """Return a terril's number, "" where it has none."""
    properties = feature.get("properties") or {}
    return next((str(properties[key]) for key in ID_PROPERTIES if properties.get(key)), "")


def _table(folder: Path | None) -> dict[str, Row]:
    """Return number → row of the table of terrils."""
    path = (bundled("data/waypoints") if folder is None else folder) / TABLE
    return {row["no"].strip(): row for _, row in rows(path, COLUMNS)}


def _known(outlines: dict[str, Polygon], table: dict[str, Row]) -> list[Terril]:
    """Return the terrils with a shape and a height or an altitude, by number.

    Where sources give a range its lowest value counts: too little is corrected
    rather than too much.
    """
    found = []
    for no in sorted(outlines.keys() & table.keys()):
        row = table[no]
        shape = shape_named(row["shape"])
        height, altitude = metres(row["height_m"]), metres(row["altitude_m"])
        if shape is not None and (height or altitude):
            low, top = height and height[0], altitude and altitude[0]
            found.append(Terril(no, outlines[no], shape, height_m=low, altitude_m=top))
    return found
