"""What one asks of round trips, read from the parameters of a request."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from flask import request as http

from itinera.catalogue.former import former_published
from itinera.errors import InputError
from itinera.itinerary.i18n import DEFAULT_LANGUAGE, LANGUAGES
from itinera.planning.loop import LoopRequest
from itinera.planning.loop.best_start import USUAL_KINDS
from itinera.planning.loop.like import CHANGES, CLIMB, LENGTH, Former, changed
from itinera.planning.loop.request import DEFAULT_EFFORT, DIRECTIONS
from itinera.planning.request import DEFAULT_PROFILE
from itinera.planning.themes import parse_theme
from itinera_web.access import service
from itinera_web.api_route import COMMON, MOST_VIAS, places_of, traveller_of
from itinera_web.avoid import drawn_line, gone_through
from itinera_web.params import choice, flag, number, several, text
from itinera_web.recent import key_of, recent

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from typing import Any

    from itinera.itinerary import Stop
    from itinera_web.params import Args

__all__ = ["MOST_LOOPS", "PARAMETERS", "loop_asked"]

PARAMETERS = (
    *COMMON, "start", "length_km", "minutes", "climb_m", "count", "tolerance_pct", "direction",
    "end", "via", "via_order", "via_within", "through", "theme", "lollipop", "name", "format",
    "max_points", "pick", "stream", "near", "start_at", "start_within", "like", "like_pick",
    *CHANGES,
)  # fmt: skip
OWN = "request"  # the word for: like what these very parameters ask for
AS_CHANGED = ("like", "like_pick", "pick", "stream", *CHANGES)
START_WITHIN_M = 3000.0
LONGEST_KM, LONGEST_MIN, MOST_LOOPS, MOST_SEED = 500.0, 7200.0, 5, 2**31 - 1
ORDERS = ("free", "given")
MOST_CLIMB_M, MOST_TOLERANCE_PCT, FURTHEST_M = 10_000.0, 50.0, 20_000.0


def loop_asked(args: Args) -> LoopRequest:
    """Return what is asked, changed from the itinerary that it is to be like.

    Raises
    ------
    InputError, ContradictionError
        Naming the parameter.
    """
    wishes = [change for change in CHANGES if flag(args, change)]
    former = _former(args, wishes)
    if "start" in args and "near" in args:
        raise InputError("A loop has one start.", remedy="Give start or near.")
    named = "near" if "near" in args else "start"
    if former is not None and named not in args:
        start = former.begins
    else:
        (start,) = places_of(args, named, fewest=1, most=1)
    end = places_of(args, "end", fewest=1, most=1)[0] if "end" in args else None
    kinds = tuple(several(args, "start_at")) or (USUAL_KINDS if "near" in args else ())
    request = replace(
        _wishes(args, start, former.profile if former else ""),
        end=former.ends if former and end is None else end,
        start_kinds=kinds,
        start_within_m=number(args, "start_within", START_WITHIN_M, low=0.0, high=FURTHEST_M),
    )
    if former is None:
        return request
    if text(args, "like", "") == OWN:
        request = replace(request, **_left_open(wishes))
    return changed(request, former, wishes)


def _left_open(wishes: Collection[str]) -> dict[str, Any]:
    """Return what parameters say of the former loop, and not of the one that differs in it."""
    length = () if LENGTH.keys().isdisjoint(wishes) else ("length_m", "time_s")
    climb = () if CLIMB.keys().isdisjoint(wishes) else ("climb_m",)
    return dict.fromkeys((*length, *climb))


def _wishes(args: Args, start: Stop, profile: str) -> LoopRequest:
    """Return what is asked of loops from a start."""
    length_km = number(args, "length_km", 0.0, high=LONGEST_KM)
    minutes = number(args, "minutes", 0.0, high=LONGEST_MIN)
    climb_m = number(args, "climb_m", 0.0, low=0.0, high=MOST_CLIMB_M)
    return LoopRequest(
        start=start,
        length_m=length_km * 1000.0 if "length_km" in args else None,
        time_s=minutes * 60.0 if "minutes" in args else None,
        traveller=traveller_of(args, default=profile or DEFAULT_PROFILE),
        climb_m=climb_m if "climb_m" in args else None,
        count=int(number(args, "count", 1, low=1, high=MOST_LOOPS)),
        tolerance_pct=number(args, "tolerance_pct", 5.0, low=0.1, high=MOST_TOLERANCE_PCT),
        direction=choice(args, "direction", ("", *DIRECTIONS), ""),
        musts=places_of(args, "via", fewest=0, most=MOST_VIAS),
        ordered=choice(args, "via_order", ORDERS, ORDERS[0]) == "given",
        through=gone_through(),
        must_within_m=number(args, "via_within", 0.0, low=0.0, high=FURTHEST_M),
        lollipop=flag(args, "lollipop", default=True),
        themes=tuple(parse_theme(said) for said in several(args, "theme")),
        seed=int(number(args, "seed", 0, low=0, high=MOST_SEED)),
        effort=int(number(args, "effort", DEFAULT_EFFORT, low=1, high=5)),
        lang=choice(args, "lang", LANGUAGES, DEFAULT_LANGUAGE),
        name=text(args, "name", ""),
    )


def _former(args: Args, wishes: Sequence[str]) -> Former | None:
    """Return the itinerary that the loop is to be like: published, drawn, or asked for before."""
    said, drawn = text(args, "like", ""), drawn_line()
    if drawn is not None:
        return Former("The line", tuple((lon, lat) for lon, lat in drawn))
    if said == OWN:
        return _asked_before(args)
    if said:
        return former_published(service().catalogue.get(said))
    if wishes:
        raise InputError(
            f"A loop is {wishes[0]} than another one.",
            remedy=f"Name it with like: a published itinerary, or {OWN}.",
        )
    return None


def _asked_before(args: Args) -> Former:
    """Plan what the parameters ask for without their wish for change, and take one loop of it."""
    plain = type(args)((k, v) for k, v in args.items(multi=True) if k not in AS_CHANGED)
    key = key_of(plain, method=http.method)
    found = recent().answer(key, lambda: service().loop_planner.loops(loop_asked(plain)))
    pick = int(number(args, "like_pick", 1, low=1, high=MOST_LOOPS))
    if pick > len(found.itineraries):
        raise InputError(
            f"There is no loop {pick} to change: there are {len(found.itineraries)}.",
            remedy="Pick another.",
        )
    return Former.of(found.itineraries[pick - 1])
