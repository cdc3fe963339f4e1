"""An itinerary's facts as pages show them: numbers with units, names in a language, colours."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from shapely import LineString

from itinera.catalogue.store import PICTURE
from itinera.export import palette
from itinera.itinerary.i18n import translator

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from itinera.catalogue.store import Published
    from itinera_web.texts import Texts

__all__ = ["card", "colour_of", "lines_of", "outlines_of", "page_of", "profile_settings"]

#: One colour per profile: reds on foot, blues and greens on wheels; dark enough on the map.
COLOURS = {
    "hike": "#b3261e", "trail_run": "#d1495b", "stroller": "#8e3b8f", "road_bike": "#1d4ed8",
    "touring_bike": "#0b6e99", "gravel": "#8a5a00", "mtb": "#3f6212", "family_bike": "#0f766e",
}  # fmt: skip
OTHER_COLOUR = palette.OTHER
SHADES = ("#23262b", "#97382b", "#39644a", "#1f5fae", "#b98a45", "#6b4f8a", "#5a8a96", "#a6a29a")
MOST_SHARES = 7  # the rest is summed up as "other"
LEAST_REPEAT_M = 100.0
MOST_LEVEL = 5
MOST_OUTLINES = 1000  # kept: a catalogue of that size on one map
COARSE_DEG = 2e-4  # what an overview may move a line by
MOST_PLACES = 12  # of one warning; the cues and the GeoJSON have them all


def colour_of(entry: Published) -> str:
    """Return the colour of an itinerary's line."""
    return COLOURS.get(entry.itinerary["profile"], OTHER_COLOUR)


def lines_of(entry: Published) -> list[list[tuple[float, float]]]:
    """Return the lines of an itinerary as (lat, lon) points; of a journey the whole."""
    return _lines(entry.folder, entry.slug)


def _lines(folder: Path, slug: str) -> list[list[tuple[float, float]]]:
    """Read the lines of a published GeoJSON."""
    features = json.loads((folder / f"{slug}.geojson").read_bytes())["features"]
    return [
        [(point[1], point[0]) for point in feature["geometry"]["coordinates"]]
        for feature in features
        if feature["geometry"]["type"] == "LineString"
        and feature["properties"].get("itinerary", 0) == 0
    ]


def outlines_of(entry: Published) -> list[list[tuple[float, float]]]:
    """Return the lines of an itinerary as an overview of many needs them, some 20 m coarser."""
    return _outlines(entry.folder, entry.slug, entry.facts["files"][f"{entry.slug}.geojson"])


@lru_cache(maxsize=MOST_OUTLINES)
def _outlines(folder: Path, slug: str, sha256: str) -> list[list[tuple[float, float]]]:
    """Simplify the lines of a published file, once for each content that it has had."""
    del sha256  # a part of the key: another content, another outline
    return [
        [
            (round(lat, 5), round(lon, 5))
            for lat, lon in LineString(line).simplify(COARSE_DEG).coords
        ]
        for line in _lines(folder, slug)
    ]


def card(entry: Published, t: Texts) -> dict[str, str]:
    """Return what the list shows of an itinerary."""
    words, facts = translator(t.lang), entry.itinerary
    return {
        "slug": entry.slug,
        "title": entry.title(t.lang),
        "text": entry.text(t.lang),
        "length": words.distance(facts["length_m"]),
        "time": words.duration(facts["time_s"]),
        "profile": t.named(f"profile.{facts['profile']}"),
        "colour": colour_of(entry),
        "start": facts["start"],
        "heights": _heights(facts, t),
        "grade": _grade(facts, t),
    }


def page_of(entry: Published, t: Texts) -> dict[str, Any]:
    """Return everything that the page of an itinerary shows, in words."""
    facts = entry.itinerary
    return {
        "slug": entry.slug,
        "title": entry.title(t.lang),
        "text": entry.text(t.lang),
        "numbers": _numbers(facts, t),
        "grade": _grade(facts, t),
        "reasons": entry.facts["texts"][t.lang].get("reasons", []),
        "profile": _profile(facts),
        "picture": PICTURE in entry.facts["files"],
        "surfaces": shares_of(facts["surfaces"], "surface", t),
        "highways": shares_of(facts["highways"], "highway", t),
        "networks": _networks(facts["networks"], t),
        "warnings": _warnings(entry, t),
        "waypoints": _waypoints(facts, t),
        "cues": _cues(entry, t),
    }


def _numbers(facts: Mapping[str, Any], t: Texts) -> list[tuple[str, str]]:
    """Return the numbers under the title, each with its name."""
    words = translator(t.lang)
    rows = [
        (t("length"), words.distance(facts["length_m"])),
        (t("time"), words.duration(facts["time_s"])),
    ]
    rows += _heights(facts, t)
    if facts["repeated_m"] >= LEAST_REPEAT_M:
        rows.append((t("repeated"), words.distance(facts["repeated_m"])))
    effort = facts["effort"]
    rows.append((t("effort"), f"{words.number(effort['km_effort'], 1)} ({effort['itra_class']})"))
    rows.append((t("for_whom"), t.named(f"profile.{facts['profile']}")))
    return rows


def _heights(facts: Mapping[str, Any], t: Texts) -> list[tuple[str, str]]:
    """Return climb, descent, lowest and highest place; nothing where no height is known."""
    number, known = translator(t.lang).number, facts.get("elevation")
    if facts["climb_m"] is None:
        return []
    metre = "\N{NO-BREAK SPACE}m"
    rows = [
        (t("climb"), number(facts["climb_m"]) + metre),
        (t("descent"), number(facts["descent_m"]) + metre),
    ]
    if known:
        rows.append((t("range"), f"{number(known['min_m'])} – {number(known['max_m'])}{metre}"))
    return rows


def _grade(facts: Mapping[str, Any], t: Texts) -> dict[str, Any] | None:
    """Return colour and levels of the difficulty, None for what was published without."""
    found = facts["effort"]["difficulty"]
    if "colour" not in found:
        return None
    levels = [(t(key), found[key]) for key in ("effort_level", "technicality", "risk")]
    return {
        "colour": palette.DIFFICULTIES[found["colour"]],
        "name": t.named(f"colour.{found['colour']}"),
        "levels": [f"{name} {level}/{MOST_LEVEL}" for name, level in levels],
        "note": t("index_note"),
    }


def _profile(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return what static/profile.js draws."""
    kept = ("length_m", "climb_m", "descent_m")
    return {**{key: facts[key] for key in kept}, "elevation": facts.get("elevation")}


def profile_settings(t: Texts) -> dict[str, Any]:
    """Return the words and colours of static/profile.js."""
    words = {key: text for key, text in t.table("text").items() if key.startswith("profile_")}
    return {"words": words, "grades": palette.GRADES}


def shares_of(metres: Mapping[str, float], table: str, t: Texts) -> list[dict[str, Any]]:
    """Return shares, most first, the small ones summed up."""
    words = translator(t.lang)
    total = sum(metres.values()) or 1.0
    rows = sorted(metres.items(), key=lambda row: -row[1])
    rest = sum(value for _, value in rows[MOST_SHARES:])
    shown = [(key, t.named(f"{table}.{key}"), value) for key, value in rows[:MOST_SHARES]]
    if rest:
        shown.append(("", t("other"), rest))
    return [
        {
            "name": name,
            "length": words.distance(value),
            "percent": round(100.0 * value / total, 2),
            "colour": palette.SURFACES.get(key, SHADES[i]) if table == "surface" else SHADES[i],
        }
        for i, (key, name, value) in enumerate(shown)
    ]


def _networks(metres: Mapping[str, float], t: Texts) -> list[dict[str, str]]:
    """Return the marked routes followed: "EV5" for "icn:EV5"."""
    words = translator(t.lang)
    rows = sorted(metres.items(), key=lambda row: -row[1])
    return [{"name": key.split(":", 1)[-1], "length": words.distance(value)} for key, value in rows]


def _warnings(entry: Published, t: Texts) -> list[dict[str, str]]:
    """Return each warning once, with the places where it begins: "km 0,3 · 1,1 · 5,5"."""
    said = entry.facts["texts"][t.lang]["warnings"]
    places: dict[str, list[float]] = {}
    for text, warning in zip(said, entry.itinerary["warnings"], strict=True):
        places.setdefault(text, []).append(warning["from_m"])
    return [{"text": text, "at": _at_all(metres, t)} for text, metres in places.items()]


def _cues(entry: Published, t: Texts) -> list[dict[str, Any]]:
    """Return the turns, in order."""
    said = entry.facts["texts"][t.lang]["cues"]
    return [
        {
            "at": _at(cue["at_m"], t),
            "arrow": t.named(f"turn.{cue['turn']}"),
            "text": text,
            "lon": cue["lonlat"][0],
            "lat": cue["lonlat"][1],
        }
        for text, cue in zip(said, entry.itinerary["cues"], strict=True)
    ]


def _waypoints(facts: Mapping[str, Any], t: Texts) -> list[dict[str, str]]:
    """Return the named places on the way."""
    return [
        {"name": place["name"], "at": _at(place["at_m"], t)}
        for place in facts["waypoints"]
        if place["name"]
    ]


def _at_all(metres: list[float], t: Texts) -> str:
    """Say several places along the way, each once, the first dozen of them."""
    number = translator(t.lang).number
    kilometres = list(dict.fromkeys(number(m / 1000.0, 1) for m in metres))
    more = " …" if len(kilometres) > MOST_PLACES else ""
    return "km\N{NO-BREAK SPACE}" + " · ".join(kilometres[:MOST_PLACES]) + more


def _at(metres: float, t: Texts) -> str:
    """Say where along the way: "km 3,4"."""
    return f"km\N{NO-BREAK SPACE}{translator(t.lang).number(metres / 1000.0, 1)}"
