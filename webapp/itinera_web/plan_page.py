"""What the planner's script must know: addresses, words and colours, in the page's language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from flask import url_for

from itinera.export import palette
from itinera.geodesy import to_degrees
from itinera.planning.request import DEFAULT_PROFILE
from itinera.profile import builtin_profiles
from itinera_web.access import service
from itinera_web.show import COLOURS, LEAST_REPEAT_M, profile_settings

if TYPE_CHECKING:
    from itinera_web.texts import Texts

__all__ = ["bounds", "chosen_profile", "profiles", "settings"]

WORDS = (
    "length", "time", "climb", "descent", "repeated", "surfaces", "warnings", "cues", "here",
    "range", "effort", "grade", "plan_hint", "plan_one", "plan_busy", "plan_lost", "plan_where",
    "plan_nowhere", "plan_remove",
    "plan_up", "plan_point", "plan_done", "check_busy", "check_matched",
    "check_gaps", "check_illegal", "check_crossings", "check_clean",
    "check_own_climb", "check_map_climb",
)  # fmt: skip
OSM = "https://www.openstreetmap.org/"  # a link to what a check speaks of; nothing is loaded
FAR_OUT = 0.001  # share of junctions left out on each side: a stray one would shrink the rest
SAMPLE = 20_000  # junctions are enough to know where the map lies


def settings(t: Texts) -> dict[str, Any]:
    """Return what static/planner.js reads from the page."""
    surfaces = {
        key: {"name": name, "colour": palette.SURFACES.get(key, palette.OTHER)}
        for key, name in t.table("surface").items()
    }
    return {
        "lang": t.lang,
        "route": url_for("api_route.route"),
        "loop": url_for("api_loop.loop"),
        "check": url_for("api_check.check_track"),
        "places": url_for("api_places.places"),
        "osm": "" if service().basemap.graph.source.invented else OSM,
        "words": {key: t(key) for key in WORDS},
        "surfaces": surfaces,
        "turns": t.table("turn"),
        "kinds": t.table("kind"),
        "problems": t.table("problem"),
        "profile": profile_settings(t),
        "difficulty": {
            name: {"name": t.named(f"colour.{name}"), "colour": colour}
            for name, colour in palette.DIFFICULTIES.items()
        },
        "colours": COLOURS,
        "least_repeat_m": LEAST_REPEAT_M,
    }


def profiles(t: Texts) -> dict[str, str]:
    """Return the shipped profiles with their names."""
    return {name: t.named(f"profile.{name}") for name in builtin_profiles()}


def chosen_profile(asked: str) -> str:
    """Return the profile of the address, the usual one where it names none of ours."""
    return asked if asked in builtin_profiles() else DEFAULT_PROFILE


def bounds() -> list[float]:
    """Return west, south, east, north of the graph in degrees, but for stray junctions."""
    lonlat = service().basemap.graph.nodes.lonlat
    some = lonlat[:: max(1, len(lonlat) // SAMPLE)]
    low, high = np.quantile(some, [FAR_OUT, 1.0 - FAR_OUT], axis=0, method="nearest")
    return [*to_degrees(low).tolist(), *to_degrees(high).tolist()]
