"""A journey as files: the whole, its stages and variants, and tables of the stages."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import TYPE_CHECKING, Any

from itinera.export.formats import slug as slug_of
from itinera.export.geojson import feature_collection
from itinera.export.gpx import to_gpx
from itinera.export.json import document, standing_notes
from itinera.itinerary.i18n import LANGUAGES, message, translator

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from itinera.itinerary import Itinerary
    from itinera.itinerary.i18n import Translator
    from itinera.planning.journey import Journey, Stage

__all__ = [
    "is_file_of",
    "itineraries_of",
    "journey_document",
    "journey_files",
    "journey_rows",
    "to_csv",
    "to_geojson",
    "to_json",
    "to_markdown",
]

STAGE = message("stage")
VARIANT = message("variant")
TABLE = message("stages")
COLUMNS = (
    message("No."),
    message("From – to"),
    message("km"),
    message("D+ (m)"),
    message("D- (m)"),
    message("Time"),
    message("km-effort"),
    message("Unpaved (%)"),
    message("Terrils climbed"),
    message("At the end"),
    message("Train home"),
    message("Rest day after"),
    message("Day"),
)
PAVED = (
    "asphalt",
    "concrete",
    "concrete:lanes",
    "concrete_lanes",
    "cobblestone",
    "metal",
    "paved",
    "paving_stones",
    "sett",
    "wood",
)
OFFER_WORDS = {
    "lodging": message("lodging"),
    "camping": message("campsite"),
    "station": message("station"),
    "shop": message("shop"),
    "water": message("drinking water"),
    "food": message("food"),
}


def itineraries_of(journey: Journey) -> list[Itinerary]:
    """Return the whole, then the stages, then the variants."""
    return [journey.whole, *(stage.itinerary for stage in journey.stages), *journey.variants]


def journey_document(journey: Journey) -> dict[str, Any]:
    """Return the contract's document of a journey, with what stages are beside itineraries."""
    result = document(itineraries_of(journey), notes=journey.notes)
    for stage, row in zip(journey.stages, result["itineraries"][1:], strict=False):
        row["stage"] = stage_object(stage)
    result["journey"] = {
        "stages": len(journey.stages),
        "digest": journey.digest,
        "left_out": [
            {
                "id": missed.stop.id,
                "name": missed.stop.name,
                "lonlat": [round(degrees, 7) for degrees in missed.stop.lonlat],
                "extra_m": _finite(missed.extra_m),
                "why": missed.why,
            }
            for missed in journey.left_out
        ],
    }
    return result


def _finite(metres: float) -> float | None:
    """Return metres to the decimetre, None for what is beyond reach."""
    return round(metres, 1) if metres < float("inf") else None


def stage_object(stage: Stage) -> dict[str, Any]:
    """Return what a stage is beside its itinerary."""
    end = stage.end
    return {
        "number": stage.number,
        "from_m": round(stage.from_m, 2),
        "to_m": round(stage.to_m, 2),
        "detour_m": round(stage.detour_m, 2),
        "effort": round(stage.effort, 3),
        "rest_after": stage.rest_after,
        "day": stage.day.isoformat() if stage.day else None,
        "summits": list(stage.summits),
        "end": None
        if end is None
        else {
            "name": end.name,
            "town": end.town,
            "kind": end.kind,
            "spot": [round(degrees, 7) for degrees in end.spot],
            "detour_m": round(end.detour_m, 1),
            "offers": {
                kind: {
                    "name": offered.name,
                    "id": offered.id,
                    "lonlat": [round(degrees, 7) for degrees in offered.lonlat],
                    "walk_m": round(offered.off_m, 1),
                }
                for kind, offered in end.offers.items()
            },
        },
        "train": None
        if stage.train is None
        else {
            "name": stage.train.name,
            "lonlat": [round(degrees, 7) for degrees in stage.train.lonlat],
            "walk_m": round(stage.train.walk_m, 1),
        },
    }


def to_json(journey: Journey) -> str:
    """Write a journey as the contract's JSON document."""
    return json.dumps(journey_document(journey), ensure_ascii=False) + "\n"


def to_geojson(journey: Journey) -> str:
    """Write a journey as one FeatureCollection; lines of stages say which they are."""
    result = feature_collection(itineraries_of(journey))
    for feature in result["features"]:
        number = feature["properties"]["itinerary"]
        if feature["properties"]["role"] == "itinerary" and 1 <= number <= len(journey.stages):
            feature["properties"]["stage"] = stage_object(journey.stages[number - 1])
    result["notes"] = list(dict.fromkeys([*journey.notes, *result["notes"]]))
    return json.dumps(result, ensure_ascii=False) + "\n"


def journey_files(
    journey: Journey, slug: str, *, max_points: int | None = None
) -> dict[str, bytes]:
    """Return all files of a journey by name.

    One GPX for the whole, one for each stage and each variant; GeoJSON, JSON, and the
    table of stages as CSV and Markdown.

    Parameters
    ----------
    slug
        What every name begins with.
    max_points
        Most track points of each GPX, None for all.
    """
    t = translator(journey.whole.lang)
    gpx = {f"{slug}.gpx": journey.whole}
    for stage in journey.stages:
        gpx[f"{slug}-{slug_of(t(STAGE))}-{stage.number:02d}-{_towns(stage)}.gpx"] = stage.itinerary
    for number, variant in enumerate(journey.variants, 1):
        name = f"{slug}-{slug_of(t(VARIANT))}-{number:02d}-{slug_of(variant.name)}"
        gpx[f"{name[:100].rstrip('-')}.gpx"] = variant
    files = {name: to_gpx(one, max_points=max_points).encode() for name, one in gpx.items()}
    files[f"{slug}.geojson"] = to_geojson(journey).encode()
    files[f"{slug}.json"] = to_json(journey).encode()
    if journey.stages:
        table = f"{slug}-{slug_of(t(TABLE))}"
        files[f"{table}.csv"] = to_csv(journey).encode()
        files[f"{table}.md"] = to_markdown(journey).encode()
    return files


def is_file_of(name: str, slug: str) -> bool:
    """Tell whether a file is one of `journey_files`, in any language."""
    words = [slug_of(translator(lang)(word)) for lang in LANGUAGES for word in (STAGE, VARIANT)]
    tables = [slug_of(translator(lang)(TABLE)) for lang in LANGUAGES]
    pattern = (
        rf"{re.escape(slug)}(\.(gpx|geojson|json)"
        rf"|-({'|'.join(words)})-\d\d+-.*\.gpx|-({'|'.join(tables)})\.(csv|md))"
    )
    return re.fullmatch(pattern, name) is not None


def _towns(stage: Stage) -> str:
    """Return the ends of a stage for the name of a file: what its own name says after ":"."""
    return slug_of(stage.itinerary.name.partition(":")[2] or stage.itinerary.name)


def journey_rows(journey: Journey) -> list[list[str]]:
    """Return the table of stages in the journey's language: the head first."""
    t = translator(journey.whole.lang)
    return [[t(column) for column in COLUMNS], *(_row(stage, t) for stage in journey.stages)]


def _row(stage: Stage, t: Translator) -> list[str]:
    """Return one stage as a row."""
    one = stage.itinerary
    offers = [] if stage.end is None else list(stage.end.offers.values())
    unpaved = sum(m for surface, m in one.surfaces.items() if surface not in (*PAVED, "unknown"))
    return [
        str(stage.number),
        one.name.partition(":")[2].strip() or one.name,
        t.number(one.length_m / 1000.0, 1),
        "" if one.climb_m is None else t.number(one.climb_m),
        "" if one.descent_m is None else t.number(one.descent_m),
        t.duration(one.time_s),
        t.number(one.effort.km_effort, 1),
        t.number(100.0 * unpaved / one.length_m),
        ", ".join(stage.summits),
        "; ".join(_offer(t, o.kind, o.name, o.off_m) for o in offers),
        "" if stage.train is None else f"{stage.train.name}, {t.distance(stage.train.walk_m)}",
        t("yes") if stage.rest_after else "",
        stage.day.isoformat() if stage.day else "",
    ]


def _offer(t: Translator, kind: str, name: str, off_m: float) -> str:
    """Say what an end offers: "lodging Hôtel de la Gare (350 m)"."""
    return f"{t(OFFER_WORDS[kind])} {name} ({t.distance(off_m)})".replace("  ", " ")


def to_csv(journey: Journey) -> str:
    """Write the table of stages as CSV (RFC 4180), separated by ";" as spreadsheets here want.

    Every row says where the map is invented.
    """
    t = translator(journey.whole.lang)
    head, *rows = journey_rows(journey)
    note = " ".join(standing_notes(journey.whole))
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows([[*head, t("Note")], *([*row, note] for row in rows)])
    return text.getvalue()


def to_markdown(journey: Journey) -> str:
    """Write the table of stages as Markdown, with the notes below."""
    head, *rows = journey_rows(journey)
    lines = [f"# {journey.whole.name}", "", _line(head), _line(["---"] * len(head))]
    lines += [_line(row) for row in rows]
    notes = journey_document_notes(journey)
    lines += ["", *(f"- {note}" for note in notes)]
    return "\n".join(lines) + "\n"


def journey_document_notes(journey: Journey) -> Sequence[str]:
    """Return the notes with those of the map."""
    found: Mapping[str, Any] = document([journey.whole], notes=journey.notes)
    return list(found["notes"])


def _line(cells: Sequence[str]) -> str:
    """Write a row of a Markdown table."""
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
