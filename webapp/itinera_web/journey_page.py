"""What the page of a journey shows beside that of any itinerary: its stages, its variants."""

from __future__ import annotations

import itertools
import json
from typing import TYPE_CHECKING, Any

import numpy as np
from shapely import LineString

from itinera.export.journey import OFFER_WORDS, PAVED
from itinera.export.overview import STAGE_COLOURS, VARIANT_COLOUR
from itinera.geodesy import segment_lengths
from itinera.itinerary.i18n import translator
from itinera_web.maps import Line, Pin
from itinera_web.show import shares_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from itinera.catalogue.store import Published
    from itinera.itinerary.i18n import Translator
    from itinera_web.texts import Texts

__all__ = ["aside_colour", "journey_lines", "journey_of", "journey_pins"]

aside_colour = VARIANT_COLOUR
LatLon = tuple[float, float]
FEWEST = 2  # points of a line
FINE_DEG = 3e-5  # some 3 m


def journey_of(entry: Published, t: Texts) -> dict[str, Any] | None:
    """Return stages, variants and what was left out, in words; None for no journey."""
    facts = entry.facts.get("journey")
    if facts is None:
        return None
    words = translator(t.lang)
    return {
        "stages": [_stage(stage, words, t) for stage in facts["stages"]],
        "variants": [_variant(one, words, t) for one in facts["variants"]],
        "left_out": [{"name": one["name"], "why": one["why"][t.lang]} for one in facts["left_out"]],
        "notes": facts["notes"][t.lang],
        "files": [name for name in sorted(entry.facts["files"]) if name.endswith(".csv")],
        "marks": [stage["to_m"] for stage in facts["stages"][:-1]],
        "aside": aside_colour,
    }


def journey_lines(entry: Published, t: Texts) -> list[Line]:
    """Return the variants, then the whole cut into its stages, in two colours by turns."""
    whole, *others = _lines(entry)
    stages = entry.facts["journey"]["stages"]
    variants = entry.facts["journey"]["variants"]
    asides = [
        Line(_fine(points), aside_colour, one["names"][t.lang])
        for points, one in zip(others[len(stages) :], variants, strict=False)
    ]
    if not stages:
        return [*asides, Line(whole, STAGE_COLOURS[0], entry.title(t.lang))]
    marks = [stage["to_m"] for stage in stages[:-1]]
    cut = zip(_cut(whole, marks), stages, strict=True)
    return asides + [Line(points, _colour(stage), stage["names"][t.lang]) for points, stage in cut]


def journey_pins(entry: Published, t: Texts) -> list[Pin]:
    """Return a pin for the end of each stage but the last, with its number."""
    stages = entry.facts["journey"]["stages"]
    return [
        Pin(_latlon(stage["end"]["spot"]), "via", str(stage["number"]), stage["names"][t.lang])
        for stage in stages[:-1]
        if stage["end"] is not None
    ]


def _lines(entry: Published) -> list[list[LatLon]]:
    """Return every line of a journey as (lat, lon) points: the whole, stages, variants."""
    features = json.loads(entry.file("geojson"))["features"]
    return [
        [(point[1], point[0]) for point in feature["geometry"]["coordinates"]]
        for feature in features
        if feature["geometry"]["type"] == "LineString"
    ]


def _cut(points: list[LatLon], marks: list[float]) -> list[list[LatLon]]:
    """Cut a line at some metres; each part begins where the one before ends."""
    line = np.array(points)
    at_m = np.concatenate(([0.0], np.cumsum(segment_lengths(line[:, ::-1]))))
    rows = np.searchsorted(at_m, np.minimum(marks, at_m[-1])).tolist()
    ends = [0, *rows, len(points) - 1]
    return [_fine(points[first : last + 1]) for first, last in itertools.pairwise(ends)]


def _fine(points: list[LatLon]) -> list[LatLon]:
    """Return a line as the map shows it, some metres coarser: a journey has many thousands."""
    if len(points) < FEWEST:
        return points
    return [(round(a, 6), round(b, 6)) for a, b in LineString(points).simplify(FINE_DEG).coords]


def _stage(stage: Mapping[str, Any], words: Translator, t: Texts) -> dict[str, Any]:
    """Return a stage as a row."""
    one = stage["itinerary"]
    end, train = stage["end"], stage["train"]
    offers = end["offers"].items() if end is not None else ()
    return {
        **_numbers(one, words),
        "number": stage["number"],
        "name": stage["names"][t.lang].partition(":")[2].strip() or stage["names"][t.lang],
        "colour": _colour(stage),
        "descent": "" if one["descent_m"] is None else words.number(one["descent_m"]),
        "effort": words.number(one["effort"]["km_effort"], 1),
        "bbox": one["bbox"],
        "surfaces": shares_of(one["surfaces"], "surface", t),
        "unpaved": words.number(_unpaved(one["surfaces"])),
        "summits": stage["summits"],
        "offers": [_offer(kind, offered, words) for kind, offered in offers],
        "train": f"{train['name']}, {words.distance(train['walk_m'])}" if train else "",
        "rest": stage["rest_after"],
        "gpx": stage["gpx"],
    }


def _variant(one: Mapping[str, Any], words: Translator, t: Texts) -> dict[str, Any]:
    """Return a variant as a row."""
    return {**_numbers(one["itinerary"], words), "name": one["names"][t.lang], "gpx": one["gpx"]}


def _numbers(one: Mapping[str, Any], words: Translator) -> dict[str, str]:
    """Return length, climb and time."""
    return {
        "length": words.distance(one["length_m"]),
        "climb": "" if one["climb_m"] is None else words.number(one["climb_m"]),
        "time": words.duration(one["time_s"]),
    }


def _offer(kind: str, offered: Mapping[str, Any], words: Translator) -> str:
    """Say what an end offers: "lodging Hôtel de la Gare (350 m)"."""
    said = f"{words(OFFER_WORDS[kind])} {offered['name']} ({words.distance(offered['walk_m'])})"
    return " ".join(said.split(" "))


def _unpaved(surfaces: Mapping[str, float]) -> float:
    """Return the per cent of a stage that is known to be unpaved."""
    soft = sum(metres for name, metres in surfaces.items() if name not in (*PAVED, "unknown"))
    return 100.0 * soft / (sum(surfaces.values()) or 1.0)


def _colour(stage: Mapping[str, Any]) -> str:
    """Return the colour of a stage."""
    return STAGE_COLOURS[(stage["number"] - 1) % 2]


def _latlon(lonlat: list[float]) -> LatLon:
    """Return (lat, lon) of a place."""
    return lonlat[1], lonlat[0]
