"""Streets with hotels beside them: worlds for the tests of stages."""

from __future__ import annotations

import itertools
from functools import cache

from itinera.itinerary import Stop
from itinera.planning import Planner
from itinera.planning.journey import Band, Offer, StageWish
from itinera.planning.journey.days import Days
from itinera.planning.journey.trace import Trace
from itinera.planning.request import Traveller
from sketch import World, sketch

HOTEL = {"tourism": "hotel"}
STREET = """
      h
      |
A-----B-----C-----D
            |
            i
"""
#: Hotels on the street and a kilometre off it, a station, and nothing along the last part.
LONG = """
      h           k
      |           |
A--b--B--j--C--m--D--n--E-----F-----G
            |
            i
"""
FLAT = Traveller("hike")


@cache
def street() -> World:
    """Return a street of 9 km with a hotel a kilometre off after 3 and after 6 km."""
    return sketch(STREET, step_m=500.0, nodes={"h": HOTEL, "i": HOTEL})


@cache
def long_street() -> World:
    """Return a street of 18 km with hotels at 4.5 km and a kilometre off 3, 6 and 9 km.

    The one off 6 km is a campsite; at 10.5 km there is a station, beyond it nothing.
    """
    nodes = {"h": HOTEL, "j": HOTEL, "i": {"tourism": "camp_site"}, "k": HOTEL}
    station = {"railway": "station", "name": "Halte"}
    return sketch(LONG, step_m=500.0, nodes={**nodes, "n": station})


class Walk:
    """A way through letters of a world, and what is asked of it."""

    def __init__(self, world: World, letters: str, *, traveller: Traveller = FLAT) -> None:
        self.world = world
        self.planner = Planner(world.graph)
        self.travel = self.planner.travels.of(traveller)
        self.stops = tuple(Stop(letter, world.lonlat(letter)) for letter in letters)
        snaps = self.planner.snaps(self.travel, self.stops, max_snap_m=1000.0)
        pairs = itertools.pairwise(snaps)
        self.legs = [self.travel.router.route(*pair) for pair in pairs]
        self.trace = Trace.of(world.graph, self.travel.weighting, self.legs)
        self.days = Days(self.planner, self.travel, self.trace, self.stops)


def beds(
    *offers: tuple[str, float],
    band: tuple[float, float | None, float] | None = None,
    count: tuple[int, int] | None = None,
    **others: object,
) -> StageWish:
    """Return a wish for stages in metres that end at any of some offers."""
    limits = Band(*band) if band else None
    any_of = tuple(Offer(kind, within_m) for kind, within_m in offers)
    ends = (any_of,) if any_of else ()
    return StageWish(count=count, measure="length_m", band=limits, ends=ends, **others)
