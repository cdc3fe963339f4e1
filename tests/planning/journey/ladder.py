"""Two streets with rungs between them and hotels along the upper one: a world for journeys."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from shapely import box

from itinera.itinerary import Stop
from itinera.planning import Planner
from itinera.planning.journey import JourneyRequest, Offer, StageWish
from itinera.planning.journey.request import Changes
from sketch import World, sketch

if TYPE_CHECKING:
    from shapely import Polygon

#: Blocks of 2 km by 1 km; hotels at C and E, a station at G.
LADDER = """
A---B---C---D---E---F---G
|   |   |   |   |   |   |
H---I---J---K---L---M---N
"""
HOTEL = {"tourism": "hotel"}
BEDS = (Offer("lodging", 500.0),)
#: As a spec; letters stand for LAT,LON.
SPEC = """kind = "journey"
profile = "hike"
start = "{A}"
end = "{G}"

[stages]
count = 3
ends = [["lodging 500"]]

[title]
fr = "Trois jours"
en = "Three days"
nl = "Drie dagen"
"""


@cache
def ladder() -> World:
    """Return the ladder."""
    named = {letter: {**HOTEL, "name": f"Inn {letter}"} for letter in "CE"}
    return sketch(
        LADDER, step_m=500.0, nodes={**named, "G": {"railway": "station", "name": "Halt G"}}
    )


@cache
def planner() -> Planner:
    """Return a planner on it."""
    return Planner(ladder().graph)


def at(letter: str, name: str | None = None) -> Stop:
    """Return a place at a letter."""
    return Stop(letter if name is None else name, ladder().lonlat(letter))


def along(**options: object) -> JourneyRequest:
    """Ask for a journey from A to G in three days that end at hotels."""
    given: dict[str, object] = {
        "end": at("G"),
        "stages": StageWish(count=(3, 3), measure="length_m", ends=(BEDS,)),
        "shortcuts": False,
        "lang": "en",
        **options,
    }
    return JourneyRequest(at("A"), **given)


def round_trip(**options: object) -> JourneyRequest:
    """Ask for a round trip from A past G."""
    from itinera.planning.journey import Visit

    return along(end=None, visits=(Visit(at("G"), within_m=50.0),), **options)


def closed(one: str, other: str, *, wide_m: float = 100.0) -> Changes:
    """Return what changes where the middle of the street between two letters is closed."""
    return Changes(shut=(middle(one, other, wide_m=wide_m),))


def middle(one: str, other: str, *, wide_m: float = 100.0) -> Polygon:
    """Return a square round the middle of the street between two letters."""
    (west, south), (east, north) = ladder().lonlat(one), ladder().lonlat(other)
    lon, lat = (west + east) / 2.0, (south + north) / 2.0
    dx, dy = wide_m / 2.0 / 71_000.0, wide_m / 2.0 / 111_240.0
    return box(lon - dx, lat - dy, lon + dx, lat + dy)
