"""What the page of loops offers to choose from, and what its script must know."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from itinera.planning.loop.request import DIRECTIONS
from itinera.planning.themes import themes
from itinera.planning.themes.model import WayRule
from itinera_web import plan_page
from itinera_web.access import service

if TYPE_CHECKING:
    from itinera_web.texts import Texts

__all__ = ["ADDRESS", "choices", "settings"]

#: What the address of the page holds, beside its language: parameters of the interface, and
#: `pick`, the loop that is looked at.
ADDRESS = (
    "start", "near", "length_km", "climb_m", "profile", "theme", "direction", "via", "avoid_way",
    "lollipop", "on", "surface", "like", "like_pick", "shorter", "longer", "hillier", "flatter",
    "pick",
)  # fmt: skip
COUNT = 3  # loops side by side
LENGTHS_KM = (
    2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 16, 18, 20, 22, 25, 28, 32, 36, 40, 45, 50, 60, 70, 80,
    100, 120, 150, 200,
)  # fmt: skip
CLIMBS_M = (0, 25, 50, 75, 100, 150, 200, 250, 300, 400, 500, 600, 800, 1000, 1500, 2000)
USUAL_KM = 10
SURFACES = ("paved", "unpaved")
FORMATS = ("gpx", "geojson", "json")  # the first is what most want
COLOURS = ("#b3261e", "#1d4ed8", "#8a5a00")  # of the three, told apart by the colour-blind too
WORDS = (
    "length", "time", "climb", "descent", "repeated", "surfaces", "warnings", "cues", "range",
    "effort", "grade", "plan_lost", "plan_where", "plan_nowhere", "plan_remove",
)  # fmt: skip


def choices(t: Texts) -> dict[str, Any]:
    """Return what the form lists, in the page's language."""
    return {
        "profiles": plan_page.profiles(t),
        "themes": {name: theme.titles[t.lang] for name, theme in themes().items()},
        "directions": {name: t.named(f"direction.{name}") for name in DIRECTIONS},
        "surfaces": SURFACES,
        "stations": service().suggestions.of_kind("station"),
        "most_length": len(LENGTHS_KM) - 1,
        "most_climb": len(CLIMBS_M),
        "usual_km": USUAL_KM,
    }


def settings(t: Texts) -> dict[str, Any]:
    """Return what static/loops.js reads from the page."""
    own = {key: said for key, said in t.table("text").items() if key.startswith("loops_")}
    return {
        **plan_page.settings(t),
        "words": {**{key: t(key) for key in WORDS}, **own},
        "formats": FORMATS,
        "count": COUNT,
        "lengths_km": LENGTHS_KM,
        "climbs_m": CLIMBS_M,
        "usual_km": USUAL_KM,
        "loop_colours": COLOURS,
        "themes_of_ways": [name for name, one in themes().items() if one.ways != WayRule()],
    }
