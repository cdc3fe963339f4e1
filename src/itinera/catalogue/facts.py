"""The facts of a published itinerary: what `facts.json` holds, and how it is written."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, cast

from itinera.export.json import itinerary_object

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from itinera.itinerary import Itinerary

__all__ = ["checksums", "texts_of", "without_geometry", "written"]

LONG_ROWS = ("slopes", "profile")  # of the elevation: thousands of numbers


def checksums(files: Mapping[str, bytes]) -> dict[str, str]:
    """Return the SHA-256 of files by name."""
    return {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}


def written(facts: dict[str, Any]) -> bytes:
    """Write facts a value a line, but for the long rows of numbers, which take one each."""
    rows, elevation = dict[str, Any](), facts["itinerary"]["elevation"]
    for key in LONG_ROWS if elevation else ():
        mark = f"\0{key}"  # no text holds a zero
        rows[json.dumps(mark)] = elevation[key]
        elevation[key] = mark
    text = json.dumps(facts, ensure_ascii=False, indent=1)
    for mark, row in rows.items():
        text = text.replace(mark, json.dumps(row, separators=(",", ":")))
    return (text + "\n").encode()


def without_geometry(itinerary: Itinerary) -> dict[str, Any]:
    """Return the contract's ITINERARY; the line itself is in the GeoJSON beside it."""
    result = itinerary_object(itinerary)
    del result["geometry"]
    return result


def texts_of(itinerary: Itinerary) -> dict[str, list[str]]:
    """Return the sentences of an itinerary in its language, in order."""
    return {
        "cues": [cue.text for cue in itinerary.cues],
        "warnings": [warning.text for warning in itinerary.warnings],
        "reasons": [reason["text"] for reason in _reasons(itinerary)],
    }


def _reasons(itinerary: Itinerary) -> Iterable[Mapping[str, str]]:
    """Return why the way is as difficult as it is."""
    found = itinerary.effort.difficulty.get("reasons", ())  # a row of `Reason`s, as dicts
    return cast("Iterable[Mapping[str, str]]", found)
