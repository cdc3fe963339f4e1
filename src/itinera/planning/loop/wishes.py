"""Wishes that cannot all be met, and how far one would have to go to meet them."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import shapely

from itinera.geodesy import distance, metres_per_degree
from itinera.planning.errors import AvoidedViaError, ContradictionError, NoLoopError
from itinera.planning.loop.request import DIRECTIONS
from itinera.planning.routing import called, check_not_avoided

if TYPE_CHECKING:
    from shapely import Polygon

    from itinera.itinerary import Itinerary, Stop
    from itinera.planning.loop.loops import Loops
    from itinera.planning.loop.request import LoopRequest

END_SPARE = 1.02  # times the shortest way to an end is offered instead
PLACE_SPARE = 1.3  # and past a place: one does not want to come back the way one went


def wished(request: LoopRequest) -> str:
    """Say what was wished."""
    minutes = "" if request.time_s is None else f" in {request.time_s / 60:g} minutes"
    if request.length_m is not None:
        return f"{request.length_m / 1000:g} km{minutes}"
    return f"{(request.time_s or 0.0) / 60:g} minutes"


def check_wishes(request: LoopRequest) -> None:
    """Refuse wishes of which each could be met, but by no map all at once.

    Raises
    ------
    ContradictionError
        If a place to pass or an area to go through lies in an avoided one, or a place
        lies so far from the wished direction, or from the start, that no walk of the
        wished length has both.
    """
    for stop in (request.start, *((request.end,) if request.end else ()), *request.musts):
        _check_not_avoided(stop, request)
    for number, area in enumerate(request.through, 1):
        _check_through(area, number, request)
    if request.length_m is not None:
        longest_m = (1.0 + request.tolerance_pct / 100.0) * request.length_m
        _check_direction(request, longest_m)


def in_time(found: Loops, request: LoopRequest) -> Loops | None:
    """Return the loops that also take the time wished, where both were; None if none does."""
    if request.length_m is None or request.time_s is None:
        return found
    most_s = request.time_s * request.tolerance_pct / 100.0
    good = [one for one in found.itineraries if abs(one.time_s - request.time_s) <= most_s]
    return replace(found, itineraries=tuple(good)) if good else None


def not_in_time(found: Loops, request: LoopRequest) -> ContradictionError:
    """Say that loops of the length wished take another time, and which."""
    wish_s, metres = request.time_s or 0.0, request.length_m or 0.0
    best = min(found.itineraries, key=lambda one: abs(one.time_s - wish_s))
    km = round(metres * wish_s / best.time_s / 1000.0, 1)
    return ContradictionError(
        f"{metres / 1000:g} km and {wish_s / 60:g} minutes do not go together: "
        f"{best.length_m / 1000:.1f} km take {best.time_s / 60:.0f} minutes.",
        remedy="Ask for one of them, or another profile.",
        nearest=f"a loop of {best.length_m / 1000:.1f} km in {best.time_s / 60:.0f} minutes",
        closest=figures(best),
        possible={"length_km": km},
    )


def figures(loop: Itinerary) -> dict[str, object]:
    """Return a loop as programs are told of it: a code, metres and seconds."""
    return {
        "code": "loop",
        "length_m": round(loop.length_m, 1),
        "time_s": round(loop.time_s, 1),
        "repeated_m": round(loop.repeated_m, 1),
        "climb_m": None if loop.climb_m is None else round(loop.climb_m, 1),
    }


def too_far(stop: Stop, request: LoopRequest, least: float) -> NoLoopError:
    """Say that a place cannot be on a walk of that length, and how long one must be.

    Parameters
    ----------
    least
        The least metres or seconds with which the place is passed, infinite if with none.
    """
    what = "loop" if request.end is None else "walk"
    to = f"{called(stop)} is too far to be on a {what} of {wished(request)} from"
    if not math.isfinite(least):
        return ContradictionError(
            f"{to} {called(request.start)}: no way leads there and on.",
            remedy="Leave that place out, or choose another profile.",
        )
    spare = PLACE_SPARE if request.end is None else END_SPARE
    said, closest, possible = _amount(request, least, spare)
    return ContradictionError(
        f"{to} {called(request.start)}: at least {said} lead by it.",
        remedy="Ask for a longer loop, or leave that place out.",
        nearest=f"{said} by the shortest way past it",
        closest=closest | {"name": stop.name, "id": stop.id},
        possible=possible,
    )


def order_too_long(request: LoopRequest, least: float) -> ContradictionError:
    """Say that places in their order take more than wished."""
    said, closest, possible = _amount(request, least, END_SPARE)
    return ContradictionError(
        f"The {len(request.musts)} places to pass, in the order given, take at least {said}, "
        f"more than {wished(request)}.",
        remedy="Ask for a longer loop, let their order be free, or leave some out.",
        nearest=f"the shortest way through them in this order, {said}",
        closest=closest,
        possible=possible,
    )


def end_too_far(request: LoopRequest, end: Stop, least: float) -> NoLoopError:
    """Say that even the shortest way to the end is longer than wished.

    Parameters
    ----------
    least
        The least metres or seconds, infinite if no way leads there.
    """
    pair = f"from {called(request.start)} to {called(end)}"
    if not math.isfinite(least):
        return NoLoopError(f"No way leads {pair}.", remedy="Choose another end or profile.")
    said, closest, possible = _amount(request, least, END_SPARE)
    return NoLoopError(
        f"No walk of {wished(request)} leads {pair}: the shortest takes {said}.",
        remedy="Ask for a longer one, or for a nearer end.",
        nearest=f"the shortest way, {said}",
        closest=closest,
        possible=possible,
    )


def _amount(
    request: LoopRequest, least: float, spare: float
) -> tuple[str, dict[str, object], dict[str, object]]:
    """Say an amount, as words, as figures and as what may be asked for."""
    if request.length_m is not None:
        closest: dict[str, object] = {"code": "shortest_way", "length_m": round(least, 1)}
        said = f"{least / 1000:.1f} km"
        return said, closest, {"length_km": math.ceil(spare * least / 100.0) / 10.0}
    closest = {"code": "shortest_way", "time_s": round(least, 1)}
    return f"{least / 60:.0f} minutes", closest, {"minutes": math.ceil(spare * least / 60.0)}


def _check_not_avoided(stop: Stop, request: LoopRequest) -> None:
    """Refuse a place in an avoided area, and say how far out of it one must go."""
    try:
        check_not_avoided((stop,), request.traveller)
    except AvoidedViaError as error:
        lonlat = _way_out(stop, request)
        metres = distance(lonlat, stop.lonlat)
        raise ContradictionError(
            error.problem,
            remedy=error.remedy,
            nearest=f"{lonlat[1]:.6f},{lonlat[0]:.6f}, {metres:.0f} m away, is not avoided",
            closest={
                "code": "place",
                "name": stop.name,
                "lonlat": [round(lonlat[0], 7), round(lonlat[1], 7)],
                "distance_m": round(metres, 1),
            },
        ) from error


def _way_out(stop: Stop, request: LoopRequest) -> tuple[float, float]:
    """Return the nearest place on the border of the avoided areas together."""
    border = shapely.union_all(request.traveller.avoid).boundary
    line = shapely.shortest_line(border, shapely.Point(stop.lonlat))
    lon, lat = line.coords[0]
    return float(lon), float(lat)


def _check_through(area: Polygon, number: int, request: LoopRequest) -> None:
    """Refuse an area of which nothing is left beside what is avoided."""
    avoided = shapely.union_all(request.traveller.avoid)
    left = area.difference(avoided)
    if left.is_empty:
        raise ContradictionError(
            f"Area {number}, which the loop is to go through, lies wholly in what is avoided.",
            remedy="Choose another area, or avoid less.",
            nearest="nothing of it is left",
            closest={"code": "area", "left_pct": 0.0},
        )


def _check_direction(request: LoopRequest, longest_m: float) -> None:
    """Refuse a place that lies farther behind the start than a loop to that side can reach.

    A closed walk that comes `d` metres behind its start spends 2 d there, `d / 2` behind on
    average at the least; with the rest it comes (L - 2 d) / 2 ahead, half of that on average.
    So its middle lies behind from L / 4 on, whatever the ways.
    """
    if not request.direction or request.end is not None:
        return
    turn = DIRECTIONS.index(request.direction) * math.pi / 4.0
    east, north = metres_per_degree(request.start.lonlat[1])
    for stop in request.musts:
        dx = (stop.lonlat[0] - request.start.lonlat[0]) * east
        dy = (stop.lonlat[1] - request.start.lonlat[1]) * north
        behind_m = -(dx * math.sin(turn) + dy * math.cos(turn)) - request.must_within_m
        if behind_m - request.max_snap_m <= longest_m / 4.0:
            continue
        there = DIRECTIONS[round(math.atan2(dx, dy) / (math.pi / 4.0)) % 8]
        raise ContradictionError(
            f"{called(stop)} lies {behind_m / 1000:.1f} km behind {called(request.start)} when a "
            f"loop of {wished(request)} is to lie {request.direction}.",
            remedy="Choose another direction, leave that place out, or ask for a longer loop.",
            nearest=f"direction {there}",
            closest={"code": "direction", "direction": there, "name": stop.name, "id": stop.id},
            possible={"direction": there},
        )
