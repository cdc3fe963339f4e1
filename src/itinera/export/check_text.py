"""A check of a track as lines for people, in French, English or Dutch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from itinera.itinerary.climb_words import counted
from itinera.itinerary.i18n import translator
from itinera.tracks.words import said

if TYPE_CHECKING:
    from collections.abc import Mapping

    from itinera.itinerary.i18n import Translator
    from itinera.tracks.check import Check
    from itinera.tracks.lawful import Breach

#: (French, English, Dutch)
_WORDS = {
    "track": ("Trace", "Track", "Spoor"),
    "matched": ("Reconnu sur la carte", "Matched to the map", "Herkend op de kaart"),
    "own_climb": ("Altitudes du fichier", "Heights of the file", "Hoogtes van het bestand"),
    "map_climb": ("Altitudes de la carte", "Heights of the map", "Hoogtes van de kaart"),
    "repeated": ("Parcouru plusieurs fois", "Travelled again", "Meermaals afgelegd"),
    "highways": ("Voies", "Ways", "Wegen"),
    "surfaces": ("Revêtements", "Surfaces", "Verhardingen"),
    "networks": ("Itinéraires balisés", "Marked routes", "Gemarkeerde routes"),
    "gaps": ("Hors carte ou hors chemins", "Gaps", "Hiaten"),
    "illegal": ("Interdit", "Not allowed", "Niet toegestaan"),
    "crossings": ("Traversées", "Crossings", "Oversteken"),
    "warnings": ("À savoir", "Warnings", "Waarschuwingen"),
    "notes": ("Remarques", "Notes", "Opmerkingen"),
}
_RANK = {"fr": 0, "en": 1, "nl": 2}
MOST_LINES = 40  # of one list; --json has them all


def check_to_text(check: Check) -> str:
    """Write a check as lines."""
    t = translator(check.lang)
    ways, share = t.distance(check.ways_m), t.number(100.0 * check.share_matched, 1)
    lines = [
        f"{_word('track', t)}: {check.name}, {t.distance(check.length_m)}",
        f"{_word('matched', t)}: {share} % ({check.profile}), {ways}",
    ]
    for title, climb in (("own_climb", check.own_climb), ("map_climb", check.climb)):
        if climb is not None:
            lines.append(f"{_word(title, t)}: {counted(climb, t)}")
    if check.repeated_m >= 1.0:
        lines.append(f"{_word('repeated', t)}: {t.distance(check.repeated_m)}")
    for title in ("highways", "surfaces", "networks"):
        lines += _shares(title, getattr(check, title), t)
    lines += _listed("gaps", [f"{_span(g.from_m, g.to_m, t)} {g.text}" for g in check.gaps], t)
    illegal = [_breach(breach, t) for breach in check.illegal]
    lines += _listed("illegal", illegal or [said("nothing_illegal", check.lang)], t)
    met = sorted([*check.road_crossings, *check.level_crossings], key=lambda c: c.at_m)
    crossings = [
        "{} {} ({:.5f},{:.5f})".format(_km(c.at_m, t), c.text, *c.lonlat[::-1]) for c in met
    ]
    lines += _listed("crossings", crossings, t)
    lines += _listed(
        "warnings", [f"{_span(w.from_m, w.to_m, t)} {w.text}" for w in check.warnings], t
    )
    return "\n".join([*lines, *_listed("notes", list(check.notes), t)]) + "\n"


def _word(key: str, t: Translator) -> str:
    """Say a title."""
    return _WORDS[key][_RANK[t.lang]]


def _shares(title: str, shares: Mapping[str, float], t: Translator) -> list[str]:
    """Write shares on one line."""
    told = ", ".join(f"{name} {t.distance(metres)}" for name, metres in shares.items())
    return [f"{_word(title, t)}: {told}"] if told else []


def _listed(title: str, rows: list[str], t: Translator) -> list[str]:
    """Write a list, not beyond what a person reads."""
    if not rows:
        return []
    more = [f"  … (+{len(rows) - MOST_LINES}, --json)"] if len(rows) > MOST_LINES else []
    return [f"{_word(title, t)}:", *(f"  {row}" for row in rows[:MOST_LINES]), *more]


def _breach(breach: Breach, t: Translator) -> str:
    """Write where something is not allowed, and why."""
    name = f" {breach.name}" if breach.name else ""
    tags = f" [{', '.join(breach.tags)}]" if breach.tags else ""
    return f"{_span(breach.from_m, breach.to_m, t)}{name} ({breach.element}): {breach.text}{tags}"


def _span(from_m: float, to_m: float, t: Translator) -> str:
    """Write where a stretch begins and ends."""
    if to_m - from_m < 1.0:
        return _km(from_m, t)
    return f"{_km(from_m, t)} → {_km(to_m, t)}"


def _km(metres: float, t: Translator) -> str:
    """Write kilometres as markers along a course do."""
    return f"km {t.number(metres / 1000.0, 2)}"
