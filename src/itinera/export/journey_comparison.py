"""A comparison of two versions of a journey: the whole, then each stage, in three forms."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from itinera.export.comparison import (
    comparison_collection,
    comparison_document,
    comparison_to_text,
)
from itinera.itinerary.i18n import translator
from itinera.tracks.words import said

if TYPE_CHECKING:
    from itinera.tracks.compare_stages import JourneyComparison, StageChange
    from itinera.tracks.versions import StageLine

Document = dict[str, Any]  # JSON objects hold anything
FORMATS = ("text", "json", "geojson")


def journey_comparison(found: JourneyComparison, lang: str, form: str) -> str:
    """Write a comparison in one of FORMATS.

    Parameters
    ----------
    lang
        "fr", "en" or "nl".
    form
        "text": lines for people. "json": the document of a comparison with `stages`.
        "geojson": lines lost and gained, and where the ends of stages were and are.
    """
    lines = [stage_sentence(stage, lang) for stage in found.stages]
    if form == "text":
        return comparison_to_text(found.whole, lang) + "".join(f"{line}\n" for line in lines)
    if form == "json":
        result = comparison_document(found.whole, lang)
        result["comparison"]["stages"] = [_stage(stage, lang) for stage in found.stages]
    else:
        result = comparison_collection(found.whole, lang)
        result["features"] += [end for stage in found.stages for end in _ends(stage, lang)]
    result["notes"] += lines
    return json.dumps(result, ensure_ascii=False) + "\n"


def stage_sentence(stage: StageChange, lang: str) -> str:
    """Say what became of a stage."""
    t = translator(lang)
    old, new = stage.before, stage.after
    before, after = (t.distance(s.length_m) if s is not None else "" for s in (old, new))
    name = next(_towns(one.name) for one in (new, old) if one is not None)
    key = "stage_new" if old is None else "stage_gone" if new is None else "stage_changed"
    values: Document = {"number": _number(stage), "name": name}
    if stage.same:
        key = "stage_same"
    elif old is not None and new is not None:
        more_m = new.length_m - old.length_m
        values |= {
            "difference": ("+" if more_m >= 0.0 else "−") + t.distance(abs(more_m)),
            "lost": t.distance(stage.lost_m),
            "gained": t.distance(stage.gained_m),
            "end": t.distance(stage.end_moved_m or 0.0),
        }
    return said(key, lang, before=before, after=after, **values)


def _number(stage: StageChange) -> str:
    """Return the number of a stage: "5 → 6" where it has another now."""
    numbers = [str(one.number) for one in (stage.before, stage.after) if one is not None]
    return " → ".join(dict.fromkeys(numbers))


def _towns(name: str) -> str:
    """Return the name of a stage without "Stage 3:"."""
    return name.partition(":")[2].strip() or name


def _stage(stage: StageChange, lang: str) -> Document:
    """Return what became of a stage, for programs."""
    moved_m = stage.end_moved_m
    return {
        "before": _line(stage.before),
        "after": _line(stage.after),
        "lost_m": round(stage.lost_m, 2),
        "gained_m": round(stage.gained_m, 2),
        "end_moved_m": None if moved_m is None else round(moved_m, 2),
        "same": stage.same,
        "text": stage_sentence(stage, lang),
    }


def _line(stage: StageLine | None) -> Document | None:
    """Return the facts of a stage of one version."""
    if stage is None:
        return None
    return {
        "number": stage.number,
        "name": stage.name,
        "length_m": stage.length_m,
        "climb_m": stage.climb_m,
    }


def _ends(stage: StageChange, lang: str) -> list[Document]:
    """Return where a stage ended and ends, as points, if that is another place."""
    if stage.same:
        return []
    rows = zip(("end_before", "end_after"), (stage.before, stage.after), stage.ends, strict=True)
    return [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [round(x, 7) for x in place]},
            "properties": {
                "role": role,
                "stage": one.number,
                "name": one.name,
                "text": stage_sentence(stage, lang),
            },
        }
        for role, one, place in rows
        if one is not None and place is not None
    ]
