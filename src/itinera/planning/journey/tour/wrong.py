"""What can be wrong with the places and the length of a journey, said with its remedy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from itinera.errors import InputError
from itinera.planning.errors import NoJourneyError
from itinera.planning.routing import called

if TYPE_CHECKING:
    from itinera.planning.journey.request import JourneyRequest
    from itinera.planning.journey.tour.places import Spot
    from itinera.planning.travel import Travel


def check(request: JourneyRequest) -> None:
    """Refuse what contradicts itself before anything is computed.

    Raises
    ------
    InputError
        If a place both must and must never be visited, an order visits a place, leaves it
        and visits it again, or a wish has no prize.
    """
    never = {_same(stop): stop for stop in request.never}
    for visit in request.visits:
        if visit.must and _same(visit.stop) in never:
            raise InputError(
                f"{_at(visit.key)}{called(visit.stop)} must be visited and must never be passed.",
                remedy="Ask for one of the two.",
            )
        if not visit.must and not visit.prize >= 0.0:
            raise InputError(
                f"{_at(visit.key)}the prize of {called(visit.stop)} is {visit.prize}.",
                remedy="Give a prize of 0 or more.",
            )
    if request.order == "fixed":
        _check_order(request)


def _check_order(request: JourneyRequest) -> None:
    """Refuse a fixed order that names a place twice."""
    seen: dict[object, str] = {}
    for visit in request.visits:
        if not visit.must:
            continue
        place = _same(visit.stop)
        if place in seen:
            first = f" and {seen[place]}" if seen[place] else ""
            raise InputError(
                f"{_at(visit.key)}{called(visit.stop)} stands twice in a fixed order{first}.",
                remedy='Name it once, or use order = "free".',
            )
        seen[place] = visit.key


def _same(stop: object) -> object:
    """Return what tells a place from others: its id, else where it is."""
    return getattr(stop, "id", "") or getattr(stop, "lonlat", None)


def _at(key: str) -> str:
    """Say where in a spec something stands."""
    return f"{key}: " if key else ""


def refuse_unreachable(request: JourneyRequest, spot: Spot, travel: Travel) -> None:
    """Raise if a spot that cannot be reached must be visited.

    Raises
    ------
    NoJourneyError
        Naming the place and where the spec asks for it.
    """
    if spot.visit >= 0 and not request.visits[spot.visit].must:
        return
    if spot.visit >= 0:
        visit = request.visits[spot.visit]
        key, name = visit.key, called(visit.stop)
    elif spot.follow >= 0:
        key, name = request.follows[spot.follow].key, "the stretch to follow"
    else:
        key, name = "", called(request.end or request.start)
    raise NoJourneyError(
        f"{_at(key)}no way leads from {called(request.start)} to {name} and on to the end "
        f"for profile {travel.profile.name!r}.",
        remedy="Leave it out, make it a wish, or choose another profile.",
        nearest="the journey without it",
    )


def refuse_short(request: JourneyRequest, shortest_m: float) -> None:
    """Raise because even the shortest tour found is too long.

    Raises
    ------
    NoJourneyError
        Saying how long it is.
    """
    band = request.length_m
    most = 0.0 if band is None else band.high
    raise NoJourneyError(
        f"The shortest tour found through what must be visited is {shortest_m / 1000:.1f} km, "
        f"at most {most / 1000:.1f} km are wished.",
        remedy="Wish for that length, or make some of the places wishes.",
        nearest=f"a tour of {shortest_m / 1000:.1f} km",
    )


def refuse_long(request: JourneyRequest, longest_m: float) -> None:
    """Raise because the longest tour found is too short.

    Raises
    ------
    NoJourneyError
        Saying how long it is.
    """
    band = request.length_m
    least = 0.0 if band is None else band.low
    raise NoJourneyError(
        f"The longest tour found is {longest_m / 1000:.1f} km, at least {least / 1000:.1f} km "
        "are wished.",
        remedy="Wish for that length, or add places to visit.",
        nearest=f"a tour of {longest_m / 1000:.1f} km",
    )
