"""Tour and stages together: which way, begun where, cut how."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from itinera.itinerary import Stop
from itinera.planning.errors import NoJourneyError
from itinera.planning.journey.beds import led_past_beds
from itinera.planning.journey.days import Days
from itinera.planning.journey.ends import Surroundings
from itinera.planning.journey.split import best_start, score_of, split
from itinera.planning.journey.tour import plan_tour
from itinera.planning.journey.trace import Trace
from itinera.search.path import Path

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from itinera.planning.journey.ends import Candidate
    from itinera.planning.journey.request import JourneyRequest
    from itinera.planning.journey.split import Split
    from itinera.planning.journey.tour import Tour
    from itinera.planning.planner import Planner
    from itinera.planning.travel import Travel

    Progress = Callable[[str, float], None]

__all__ = ["Laid", "Road", "cut_into_stages", "lay"]

ROUNDS = 3  # of leading the tour past beds where it cannot be cut into stages


@dataclass(frozen=True, slots=True)
class Road:
    """The way of a journey, and what it lies on.

    Attributes
    ----------
    stops
        One more than the trace has legs.
    """

    planner: Planner
    travel: Travel
    request: JourneyRequest
    trace: Trace
    stops: tuple[Stop, ...]

    def along(self, legs: Sequence[Path], stops: Sequence[Stop]) -> Road:
        """Return the same journey along another way."""
        trace = Trace.of(self.planner.graph, self.travel.weighting, legs)
        return replace(self, trace=trace, stops=tuple(stops))


@dataclass(frozen=True, slots=True)
class Laid:
    """A journey on the ground.

    Attributes
    ----------
    tour
        As it was planned, before it was begun elsewhere or mended.
    asked
        What the tour was asked; its `visits` are those that the tour counts.
    around
        What lies round the ways of the map.
    candidates, days, split
        Where stages may end, what lies between, and how the way is cut; nothing and None
        where no stages are asked for.
    """

    tour: Tour
    asked: JourneyRequest
    road: Road
    around: Surroundings | None = None
    candidates: tuple[Candidate, ...] = ()
    days: Days | None = None
    split: Split | None = None


def lay(planner: Planner, travel: Travel, request: JourneyRequest, say: Progress) -> Laid:
    """Plan the tour and cut it into stages.

    Where a tour cannot be cut, it is led past what a stage can end at in the gap, and
    planned again.

    Raises
    ------
    NoJourneyError
        If there is no such tour, or no tour that was tried can be cut.
    """
    asked, wish = request, request.stages
    around: Surroundings | None = None
    attempt = 0
    while True:
        tour = plan_tour(planner, travel, asked, say)
        trace = Trace.of(planner.graph, travel.weighting, tour.legs)
        laid = Laid(tour, asked, Road(planner, travel, request, trace, tuple(tour.stops)))
        if wish is None:
            return laid
        say("stages", 0.0)
        around = around or Surroundings.of(planner, travel, wish)
        attempt += 1
        try:
            return cut_into_stages(replace(laid, road=_best_way(laid.road, around)), around)
        except NoJourneyError as error:
            more = led_past_beds(laid, around, error) if attempt < ROUNDS else None
            if more is None:
                raise
            asked = more


def cut_into_stages(
    laid: Laid,
    around: Surroundings,
    *,
    kept: Sequence[Candidate] = (),
    like: Sequence[Candidate] = (),
    count: int | None = None,
) -> Laid:
    """Cut a way into stages.

    Parameters
    ----------
    kept, like
        As `split` takes them: where stages must end, and where they ended before.
    count
        How many stages, None for as many as are wished.

    Raises
    ------
    NoJourneyError
        If it cannot be cut.
    """
    road, wish = laid.road, around.wish
    if count is not None:
        wish = replace(wish, count=(count, count))
    found = around.along(road.trace)
    days = Days(road.planner, road.travel, road.trace, road.stops)
    measured = partial(days.effort, wish.measure)
    chosen = split(road.trace, found, wish, measured=measured, kept=kept, like=like)
    return replace(laid, around=around, candidates=found, days=days, split=chosen)


def _best_way(road: Road, around: Surroundings) -> Road:
    """Return a way begun where and gone which way round its stages are best."""
    ways = [road]
    if road.request.round_trip and road.request.order == "free":
        back = _backwards(road)
        ways += [back] if back is not None else []
    if around.wish.rotate and road.trace.closed:
        ways = [_begun_best(way, around) for way in ways]
    if len(ways) == 1:
        return road if not around.wish.rotate else ways[0]
    scores = [score_of(way.trace, around.along(way.trace), around.wish) for way in ways]
    return ways[int(np.argmin(scores))]


def _backwards(road: Road) -> Road | None:
    """Return a way the other way round, None where something forbids it."""
    if any(follow.oriented for follow in road.request.follows):
        return None
    if road.travel.weighting.mode != "foot":  # lanes, streets and turns of one direction
        return None
    cost, legs = road.travel.weighting.cost, []
    for path in reversed(road.trace.cut(0.0, road.trace.length_m)):
        arcs = (path.arcs[::-1] ^ 1).astype(np.int32)
        if not np.isfinite(cost[arcs]).all():
            return None
        start, end = 1.0 - path.end_fraction, 1.0 - path.start_fraction
        legs.append(Path(arcs, start, end, road.travel.router.path_cost(arcs, start, end)))
    return road.along(legs, road.stops[::-1])


def _begun_best(road: Road, around: Surroundings) -> Road:
    """Return a round trip begun where its stages are best."""
    trace = road.trace
    start = best_start(trace, around.along(trace), around.wish)
    if start is None or not 0.0 < start.at_m < trace.length_m:
        return road
    place = Stop(start.town or start.name, start.spot)
    after = [road.stops[leg + 1] for leg in trace.legs_between(start.at_m, trace.length_m)]
    before = [road.stops[leg + 1] for leg in trace.legs_between(0.0, start.at_m)[:-1]]
    return replace(road, trace=trace.turned(start.at_m), stops=(place, *after, *before, place))
