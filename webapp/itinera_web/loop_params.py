"""What one asks of round trips, read from the parameters of a request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from itinera.itinerary.i18n import DEFAULT_LANGUAGE, LANGUAGES
from itinera.planning.loop import LoopRequest
from itinera.planning.loop.request import DEFAULT_EFFORT, DIRECTIONS
from itinera.planning.themes import parse_theme
from itinera_web.api_route import COMMON, MOST_VIAS, places_of, traveller_of
from itinera_web.avoid import gone_through
from itinera_web.params import choice, number, text

if TYPE_CHECKING:
    from itinera_web.params import Args

__all__ = ["MOST_LOOPS", "PARAMETERS", "loop_asked"]

PARAMETERS = (
    *COMMON, "start", "length_km", "minutes", "climb_m", "count", "tolerance_pct", "direction",
    "end", "via", "via_order", "via_within", "through", "theme", "lollipop", "name", "format",
    "max_points", "pick", "stream",
)  # fmt: skip
LONGEST_KM, LONGEST_MIN, MOST_LOOPS, MOST_SEED = 200.0, 2880.0, 5, 2**31 - 1
ORDERS = ("free", "given")
MOST_CLIMB_M, MOST_TOLERANCE_PCT, FURTHEST_VIA_M = 10_000.0, 50.0, 20_000.0


def loop_asked(args: Args) -> LoopRequest:
    """Return what is asked."""
    length_km = number(args, "length_km", 0.0, high=LONGEST_KM)
    minutes = number(args, "minutes", 0.0, high=LONGEST_MIN)
    climb_m = number(args, "climb_m", 0.0, low=0.0, high=MOST_CLIMB_M)
    return LoopRequest(
        start=places_of(args, "start", fewest=1, most=1)[0],
        length_m=length_km * 1000.0 if "length_km" in args else None,
        time_s=minutes * 60.0 if "minutes" in args else None,
        traveller=traveller_of(args),
        climb_m=climb_m if "climb_m" in args else None,
        count=int(number(args, "count", 1, low=1, high=MOST_LOOPS)),
        tolerance_pct=number(args, "tolerance_pct", 5.0, low=0.1, high=MOST_TOLERANCE_PCT),
        direction=choice(args, "direction", ("", *DIRECTIONS), ""),
        end=places_of(args, "end", fewest=1, most=1)[0] if "end" in args else None,
        musts=places_of(args, "via", fewest=0, most=MOST_VIAS),
        ordered=choice(args, "via_order", ORDERS, ORDERS[0]) == "given",
        through=gone_through(),
        must_within_m=number(args, "via_within", 0.0, low=0.0, high=FURTHEST_VIA_M),
        lollipop=choice(args, "lollipop", ("true", "false"), "true") == "true",
        themes=tuple(parse_theme(said) for said in args.getlist("theme")),
        seed=int(number(args, "seed", 0, low=0, high=MOST_SEED)),
        effort=int(number(args, "effort", DEFAULT_EFFORT, low=1, high=5)),
        lang=choice(args, "lang", LANGUAGES, DEFAULT_LANGUAGE),
        name=text(args, "name", ""),
    )
