"""A check of a track as JSON, as GeoJSON, and as lines for people."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np

from itinera.export.elevation import counted_object
from itinera.export.json import warning_object

if TYPE_CHECKING:
    from collections.abc import Mapping

    from itinera.tracks.check import Check
    from itinera.tracks.crossings import RoadCrossing
    from itinera.tracks.gaps import Gap
    from itinera.tracks.lawful import Breach

Document = dict[str, Any]  # JSON objects hold anything


def check_to_json(check: Check) -> str:
    """Write a check as one JSON document: `{"check": CHECK, "notes": [...]}`."""
    return json.dumps(check_document(check), ensure_ascii=False) + "\n"


def check_document(check: Check) -> Document:
    """Return the document of a check: metres to the centimetre, degrees to 7 decimals."""
    body: Document = {
        "kind": "check",
        "name": check.name,
        "profile": check.profile,
        "mode": check.mode,
        "length_m": round(check.length_m, 2),
        "matched_m": round(check.matched_m, 2),
        "share_matched": round(check.share_matched, 4),
        "ways_m": round(check.ways_m, 2),
        "repeated_m": round(check.repeated_m, 2),
        **_climbs(check),
        "noise_m": round(check.noise_m, 1),
        "points": check.points,
        "points_used": check.points_used,
        "start": _lonlat(check.start),
        "end": _lonlat(check.end),
        "bbox": [round(v, 7) for v in check.bbox],
        "highways": _shares(check.highways),
        "surfaces": _shares(check.surfaces),
        "networks": _shares(check.networks),
        "gaps": [gap_object(gap) for gap in check.gaps],
        "illegal": [breach_object(breach) for breach in check.illegal],
        "road_crossings": [_crossing(crossing) for crossing in check.road_crossings],
        "level_crossings": [_crossing(crossing) for crossing in check.level_crossings],
        "warnings": [warning_object(warning) for warning in check.warnings],
        "geometry": {"type": "MultiLineString", "coordinates": _lines(check)},
        "data": asdict(check.data),
    }
    return {"check": body, "notes": list(check.notes)}


def check_to_geojson(check: Check) -> str:
    """Write a check as a FeatureCollection: the ways matched, gaps, what is illegal, crossings."""
    body = check_document(check)["check"]
    facts = {
        key: value
        for key, value in body.items()
        if key not in ("geometry", "gaps", "illegal", "warnings") and not key.endswith("_crossings")
    }
    features = [_feature("matched", body["geometry"], facts)]
    for gap in body["gaps"]:
        line = {"type": "LineString", "coordinates": [gap.pop("start"), gap.pop("end")]}
        features.append(_feature("gap", line, gap))
    for role in ("illegal", "road_crossings", "level_crossings", "warnings"):
        for row in body[role]:
            point = {"type": "Point", "coordinates": row.pop("lonlat")}
            features.append(_feature(role.removesuffix("s"), point, row))
    collection = {"type": "FeatureCollection", "features": features, "notes": list(check.notes)}
    return json.dumps(collection, ensure_ascii=False) + "\n"


def gap_object(gap: Gap) -> Document:
    """Return a gap."""
    return {
        "reason": gap.reason,
        "text": gap.text,
        "from_m": round(gap.from_m, 2),
        "to_m": round(gap.to_m, 2),
        "length_m": round(gap.length_m, 2),
        "start": _lonlat(gap.start),
        "end": _lonlat(gap.end),
    }


def breach_object(breach: Breach) -> Document:
    """Return what is not allowed somewhere."""
    return {
        "kind": breach.kind,
        "text": breach.text,
        "from_m": round(breach.from_m, 2),
        "to_m": round(breach.to_m, 2),
        "lonlat": _lonlat(breach.lonlat),
        "element": breach.element,
        "name": breach.name,
        "direction": breach.direction,
        "rule": breach.rule,
        "tags": list(breach.tags),
    }


def _feature(role: str, geometry: Document, properties: Mapping[str, Any]) -> Document:
    """Return a feature."""
    return {"type": "Feature", "geometry": geometry, "properties": {"role": role, **properties}}


def _crossing(crossing: RoadCrossing) -> Document:
    row = asdict(crossing)
    return {**row, "at_m": round(crossing.at_m, 2), "lonlat": _lonlat(crossing.lonlat)}


def _lines(check: Check) -> list[list[list[float]]]:
    """Return the ways matched, a line for each run."""
    return [np.round(run.track.fixed / 1e7, 7).tolist() for run in check.runs]


def _shares(shares: Mapping[str, float]) -> dict[str, float]:
    return {name: round(metres, 2) for name, metres in shares.items()}


def _climbs(check: Check) -> Document:
    """Return climb and descent on the map's heights and on the file's, and how they came about."""
    result: Document = {}
    for prefix, climb in (("", check.climb), ("own_", check.own_climb)):
        result[f"{prefix}climb_m"] = round(climb.climb_m, 1) if climb else None
        result[f"{prefix}descent_m"] = round(climb.descent_m, 1) if climb else None
        result[f"{prefix}elevation"] = counted_object(climb) if climb else None
    return result


def _lonlat(lonlat: tuple[float, float]) -> list[float]:
    return [round(lonlat[0], 7), round(lonlat[1], 7)]
