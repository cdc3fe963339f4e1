"""A comparison of two tracks as JSON, as GeoJSON, and as words in French, English or Dutch."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np

from itinera.itinerary.i18n import translator
from itinera.tracks.words import said

if TYPE_CHECKING:
    from itinera.geodesy import FloatArray
    from itinera.tracks.compare import Change, Comparison

Document = dict[str, Any]  # JSON objects hold anything


def comparison_to_json(comparison: Comparison, lang: str) -> str:
    """Write a comparison as one JSON document: `{"comparison": {...}, "notes": [...]}`."""
    return json.dumps(comparison_document(comparison, lang), ensure_ascii=False) + "\n"


def comparison_document(comparison: Comparison, lang: str) -> Document:
    """Return the document of `comparison_to_json` as an object."""
    changes = [
        {**_facts(change, lang), "lost": _line(change.lost), "gained": _line(change.gained)}
        for change in comparison.changes
    ]
    body = {
        "kind": "comparison",
        "names": list(comparison.names),
        "length_m": [round(metres, 2) for metres in comparison.lengths_m],
        "difference_m": round(comparison.difference_m, 2),
        "common_m": round(comparison.common_m, 2),
        "lost_m": round(sum(change.lost_m for change in comparison.changes), 2),
        "gained_m": round(sum(change.gained_m for change in comparison.changes), 2),
        "climb_m": [round(one.climb_m, 1) if one else None for one in comparison.climbs],
        "descent_m": [round(one.descent_m, 1) if one else None for one in comparison.climbs],
        "reverse": comparison.reverse,
        "changes": changes,
    }
    return {"comparison": body, "notes": comparison_lines(comparison, lang)}


def comparison_to_geojson(comparison: Comparison, lang: str) -> str:
    """Write what was lost and what was gained as lines of a FeatureCollection."""
    return json.dumps(comparison_collection(comparison, lang), ensure_ascii=False) + "\n"


def comparison_collection(comparison: Comparison, lang: str) -> Document:
    """Return the FeatureCollection of `comparison_to_geojson` as an object."""
    features = [
        {
            "type": "Feature",
            "geometry": _line(line),
            "properties": {"role": role, "change": number, **_facts(change, lang)},
        }
        for number, change in enumerate(comparison.changes)
        for role, line in (("lost", change.lost), ("gained", change.gained))
    ]
    return {
        "type": "FeatureCollection",
        "features": features,
        "notes": comparison_lines(comparison, lang),
    }


def comparison_to_text(comparison: Comparison, lang: str) -> str:
    """Write a comparison as lines for people."""
    first, second = comparison.names
    return "\n".join([f"{first} → {second}", *comparison_lines(comparison, lang)]) + "\n"


def comparison_lines(comparison: Comparison, lang: str) -> list[str]:
    """Say what changed, one sentence a change."""
    t = translator(lang)
    a, b = (t.distance(metres) for metres in comparison.lengths_m)
    sign = "+" if comparison.difference_m >= 0.0 else "−"
    difference = sign + t.distance(abs(comparison.difference_m))
    common = t.distance(comparison.common_m)
    lines = [said("lengths", lang, a=a, b=b, difference=difference, common=common)]
    lines += _climbs(comparison, lang)
    if comparison.reverse:
        lines.append(said("reversed", lang))
    if comparison.common_m == 0.0:
        return [*lines, said("apart", lang)]
    if not comparison.changes:
        lines.append(said("same", lang))
    return lines + [_sentence(change, lang) for change in comparison.changes]


def _climbs(comparison: Comparison, lang: str) -> list[str]:
    """Say what became of the climb, where both carry heights."""
    first, second = comparison.climbs
    if first is None or second is None:
        return []
    t = translator(lang)
    a, b = t.number(first.climb_m), t.number(second.climb_m)
    change = second.climb_m - first.climb_m
    difference = ("+" if change >= 0.0 else "−") + t.number(abs(change))
    return [said("climbs", lang, a=a, b=b, difference=difference)]


def _sentence(change: Change, lang: str) -> str:
    """Say one change."""
    t = translator(lang)
    return said(
        change.kind,
        lang,
        from_km=t.number(change.from_m / 1000.0, 1),
        to_km=t.number(change.to_m / 1000.0, 1),
        off=t.distance(change.off_m),
        lost=t.distance(change.lost_m),
        gained=t.distance(change.gained_m),
    )


def _facts(change: Change, lang: str) -> Document:
    """Return the numbers of a change."""
    return {
        "kind": change.kind,
        "text": _sentence(change, lang),
        "from_m": round(change.from_m, 2),
        "to_m": round(change.to_m, 2),
        "other_from_m": round(change.other_from_m, 2),
        "other_to_m": round(change.other_to_m, 2),
        "off_m": round(change.off_m, 2),
        "lost_m": round(change.lost_m, 2),
        "gained_m": round(change.gained_m, 2),
    }


def _line(lonlat: FloatArray) -> Document:
    """Return a line of a change."""
    return {"type": "LineString", "coordinates": np.round(lonlat, 7).tolist()}
