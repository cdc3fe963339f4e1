"""The contract's JSON: `{"itineraries": [...], "notes": [...]}`."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np

from itinera.export.elevation import elevation_object
from itinera.itinerary.i18n import translator

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from itinera.itinerary import Cue, DataSource, Itinerary, MetWaypoint, RouteWarning

Document = dict[str, Any]  # JSON objects hold anything


def to_json(itineraries: Sequence[Itinerary], *, notes: Iterable[str] = ()) -> str:
    """Write itineraries as one JSON document, best first."""
    return json.dumps(document(itineraries, notes=notes), ensure_ascii=False) + "\n"


def document(itineraries: Sequence[Itinerary], *, notes: Iterable[str] = ()) -> Document:
    """Return the contract's document of results; notes of invented maps are added."""
    said = [*notes, *(note for itinerary in itineraries for note in standing_notes(itinerary))]
    return {
        "itineraries": [itinerary_object(itinerary) for itinerary in itineraries],
        "notes": list(dict.fromkeys(said)),
    }


def standing_notes(itinerary: Itinerary) -> list[str]:
    """Return what must be said of an itinerary whoever asks."""
    return notes_on(itinerary.data, itinerary.lang)


def notes_on(data: DataSource, lang: str) -> list[str]:
    """Return what must be said of the data: that the map is invented, where it is."""
    if not data.invented:
        return []
    t = translator(lang)
    return [t("The network of this map is invented: do not go out with it.")]


def itinerary_object(itinerary: Itinerary) -> Document:
    """Return one ITINERARY of the contract: metres to the centimetre, degrees to 7 decimals."""
    west, south, east, north = itinerary.bbox
    result: Document = {
        "kind": itinerary.kind,
        "name": itinerary.name,
        "profile": itinerary.profile,
        "length_m": round(itinerary.length_m, 2),
        "climb_m": _metres(itinerary.climb_m),
        "descent_m": _metres(itinerary.descent_m),
        "time_s": round(itinerary.time_s, 1),
        "elevation": elevation_object(itinerary.elevation) if itinerary.elevation else None,
        "repeated_m": round(itinerary.repeated_m, 2),
        "start": _lonlat(itinerary.start),
        "end": _lonlat(itinerary.end),
        "bbox": [round(v, 7) for v in (west, south, east, north)],
        "highways": _shares(itinerary.highways),
        "surfaces": _shares(itinerary.surfaces),
        "networks": _shares(itinerary.networks),
        "effort": _effort(itinerary),
        "waypoints": [waypoint_object(met) for met in itinerary.waypoints],
        "cues": [_cue(cue) for cue in itinerary.cues],
        "warnings": [warning_object(warning) for warning in itinerary.warnings],
        "geometry": {"type": "LineString", "coordinates": coordinates(itinerary)},
        "data": asdict(itinerary.data),
    }
    if itinerary.unavoidable_repeat_m is not None:
        result["unavoidable_repeat_m"] = round(itinerary.unavoidable_repeat_m, 2)
    if itinerary.score is not None:
        result["score"] = dict(itinerary.score)
    return result


def coordinates(itinerary: Itinerary) -> list[list[float]]:
    """Return the line as [lon, lat] or [lon, lat, ele].

    A line is either wholly with heights or wholly without: where some are unknown
    none is written, since a position cannot leave its third number empty.
    """
    lonlat = np.round(itinerary.lonlat, 7)
    if itinerary.ele is None or not np.isfinite(itinerary.ele).all():
        plain: list[list[float]] = lonlat.tolist()
        return plain
    with_height: list[list[float]] = np.column_stack((lonlat, np.round(itinerary.ele, 1))).tolist()
    return with_height


def waypoint_object(met: MetWaypoint) -> Document:
    """Return a waypoint of the contract."""
    return {
        "id": met.id,
        "name": met.name,
        "kind": met.kind,
        "lonlat": _lonlat(met.lonlat),
        "at_m": round(met.at_m, 2),
        "off_m": round(met.off_m, 2),
    }


def warning_object(warning: RouteWarning) -> Document:
    """Return a warning of the contract."""
    return {
        "code": warning.code,
        "text": warning.text,
        "from_m": round(warning.from_m, 2),
        "to_m": round(warning.to_m, 2),
        "lonlat": _lonlat(warning.lonlat),
    }


def _cue(cue: Cue) -> Document:
    return {
        "at_m": round(cue.at_m, 2),
        "lonlat": _lonlat(cue.lonlat),
        "turn": cue.turn,
        "name": cue.name,
        "text": cue.text,
    }


def _effort(itinerary: Itinerary) -> Document:
    effort = itinerary.effort
    steps = effort.difficulty.get("steps_m")
    rounded = round(steps, 2) if isinstance(steps, float) else steps
    return {
        "km_effort": effort.km_effort,
        "itra_class": effort.itra_class,
        "time_model": effort.time_model,
        "difficulty": {**effort.difficulty, "steps_m": rounded},
    }


def _shares(shares: Mapping[str, float]) -> dict[str, float]:
    return {name: round(metres, 2) for name, metres in shares.items()}


def _metres(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


def _lonlat(lonlat: tuple[float, float]) -> list[float]:
    return [round(lonlat[0], 7), round(lonlat[1], 7)]
