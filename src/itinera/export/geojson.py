"""GeoJSON (RFC 7946): the line of each itinerary, its waypoints and its warnings."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from itinera.export.elevation import elevation_object
from itinera.export.json import (
    coordinates,
    itinerary_object,
    standing_notes,
    warning_object,
    waypoint_object,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from itinera.itinerary import Itinerary

Feature = dict[str, Any]  # JSON objects hold anything

# What stands in features of its own, or would stand twice.
_NOT_PROPERTIES = ("geometry", "bbox", "waypoints", "warnings", "elevation")


def to_geojson(itineraries: Sequence[Itinerary]) -> str:
    """Write itineraries as one FeatureCollection.

    Each gives a LineString feature (``"role": "itinerary"``), then a Point for each
    waypoint and each warning along it, all numbered by ``"itinerary"``.
    """
    collection = feature_collection(itineraries)
    return json.dumps(collection, ensure_ascii=False) + "\n"


def feature_collection(itineraries: Sequence[Itinerary]) -> Feature:
    """Return the FeatureCollection of itineraries as an object."""
    features = [
        feature
        for number, itinerary in enumerate(itineraries)
        for feature in _features(number, itinerary)
    ]
    return {
        "type": "FeatureCollection",
        "bbox": _bbox(itineraries),
        "features": features,
        "notes": list(dict.fromkeys(n for i in itineraries for n in standing_notes(i))),
    }


def _features(number: int, itinerary: Itinerary) -> list[Feature]:
    """Return the line, the waypoints and the warnings of one itinerary."""
    plain = itinerary_object(itinerary)
    line: Feature = {
        "type": "Feature",
        "bbox": plain["bbox"],
        "geometry": {"type": "LineString", "coordinates": coordinates(itinerary)},
        "properties": {
            "role": "itinerary",
            "itinerary": number,
            **{key: value for key, value in plain.items() if key not in _NOT_PROPERTIES},
            "elevation": _without_profile(itinerary),
        },
    }
    points = [_point("waypoint", number, waypoint_object(met)) for met in itinerary.waypoints]
    points += [
        _point("warning", number, {"name": warning.text, **warning_object(warning)})
        for warning in itinerary.warnings
    ]
    return [line, *points]


def _without_profile(itinerary: Itinerary) -> Feature | None:
    """Return the elevation without heights along the way, which the line itself holds."""
    known = itinerary.elevation
    return elevation_object(known, profile=False) if known else None


def _point(role: str, number: int, values: Feature) -> Feature:
    """Return a Point feature."""
    lonlat = values.pop("lonlat")
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": lonlat},
        "properties": {"role": role, "itinerary": number, **values},
    }


def _bbox(itineraries: Sequence[Itinerary]) -> list[float]:
    """Return [west, south, east, north] of everything."""
    boxes = [itinerary.bbox for itinerary in itineraries]
    return [
        round(min(box[0] for box in boxes), 7),
        round(min(box[1] for box in boxes), 7),
        round(max(box[2] for box in boxes), 7),
        round(max(box[3] for box in boxes), 7),
    ]
