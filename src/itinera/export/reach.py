"""What is within reach, as GeoJSON: the area, and the point that it is reached from."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import shapely
from shapely.geometry.polygon import orient

from itinera.export.json import notes_on

if TYPE_CHECKING:
    from itinera.planning.reach import Reachable

DECIMALS_M = 1e-6  # degrees; a tenth of a metre is more than the area means


def reach_to_geojson(found: Reachable, *, lang: str) -> str:
    """Write what is within reach as one FeatureCollection (RFC 7946)."""
    return json.dumps(reach_collection(found, lang=lang), ensure_ascii=False) + "\n"


def reach_collection(found: Reachable, *, lang: str) -> dict[str, Any]:
    """Return the FeatureCollection as an object."""
    area = shapely.set_precision(found.area, DECIMALS_M)
    polygons = [orient(polygon) for polygon in shapely.get_parts(area)]
    geometry = json.loads(shapely.to_geojson(shapely.MultiPolygon(polygons)))
    bbox = [round(value, 7) for value in area.bounds]
    properties = {
        "role": "reach",
        "profile": found.profile,
        "seconds": found.seconds,
        "metres": found.metres,
        "ways_m": round(found.ways_m, 1),
        "graph_id": found.data.graph_id,
        "osm_timestamp": found.data.osm_timestamp,
        "attribution": found.data.attribution,
        "invented": found.data.invented,
    }
    return {
        "type": "FeatureCollection",
        "bbox": bbox,
        "features": [
            {"type": "Feature", "bbox": bbox, "geometry": geometry, "properties": properties},
            _start(found),
        ],
        "notes": notes_on(found.data, lang),
    }


def _start(found: Reachable) -> dict[str, Any]:
    """Return the point that the area is reached from."""
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [round(v, 7) for v in found.begin]},
        "properties": {"role": "start", "name": found.start.name},
    }
