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
from itinera.planning.journey.worth import best_first, good_enough
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

TOURS = (1, 1, 2, 3, 5)  # that are planned to choose among, by effort
NEXT_SEED = 1_000_003
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
    """Plan tours, and cut the one into stages that is best together with them.

    Where none can be cut, the best is led past what a stage can end at in the gap, and
    planned again.

    Raises
    ------
    NoJourneyError
        If there is no such tour, or no tour that was tried can be cut.
    """
    asked, wish = request, request.stages
    around = Surroundings.of(planner, travel, wish) if wish else None
    left = ROUNDS
    while True:
        left -= 1
        drafts = _drafts(planner, travel, (request, asked), around, say)
        if around is None:
            return drafts[0]
        try:
            return _first_cut(drafts, around)
        except NoJourneyError as error:
            more = led_past_beds(drafts[0], around, error) if left else None
            if more is None:
                raise
            asked = more


def _first_cut(drafts: Sequence[Laid], around: Surroundings) -> Laid:
    """Cut the first draft that can be cut; what is wrong with the best one if none can."""
    refusal: NoJourneyError | None = None
    for draft in drafts:
        try:
            return cut_into_stages(draft, around)
        except NoJourneyError as error:
            refusal = refusal or error
    raise refusal or NoJourneyError("There is no tour.", remedy="Ask for another.")


def _drafts(
    planner: Planner,
    travel: Travel,
    questions: tuple[JourneyRequest, JourneyRequest],
    around: Surroundings | None,
    say: Progress,
) -> list[Laid]:
    """Plan tours that differ in their seeds, the best together with its stages first.

    `questions` are that of the journey, and that of its tour, which may know more places.

    Raises
    ------
    NoJourneyError
        If there is none.
    """
    request, asked = questions
    weighed = around is not None or asked.climb_m is not None
    free = asked.length_m is not None or len(asked.visits) + len(asked.follows) > 1
    count = TOURS[asked.effort - 1] if weighed and free else 1
    found: list[Laid] = []
    refusal: NoJourneyError | None = None
    for number in range(count):
        again = replace(asked, seed=asked.seed + number * NEXT_SEED)
        try:
            tour = plan_tour(planner, travel, again, _part(say, number, count))
        except NoJourneyError as error:
            refusal = refusal or error
            continue
        trace = Trace.of(planner.graph, travel.weighting, tour.legs)
        road = Road(planner, travel, request, trace, tuple(tour.stops))
        say("stages", number / count)
        found.append(Laid(tour, asked, _best_way(road, around) if around else road))
        if number + 1 < count and good_enough(found[-1], around):
            break
    if refusal is not None and not found:
        raise refusal
    return best_first(found, around)


def _part(say: Progress, number: int, count: int) -> Progress:
    """Return what tells the progress of one of several tours."""
    return lambda what, share: say(what, (number + share) / count)


def cut_into_stages(
    laid: Laid,
    around: Surroundings,
    *,
    kept: Sequence[Candidate] = (),
    like: Sequence[Candidate] = (),
) -> Laid:
    """Cut a way into stages.

    Parameters
    ----------
    kept, like
        As `split` takes them: where stages must end, and where they ended before.

    Raises
    ------
    NoJourneyError
        If it cannot be cut.
    """
    road, wish = laid.road, around.wish
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
    turned = trace if start is None else trace.turned(start.at_m)
    if start is None or turned is trace:
        return road
    place = Stop(start.town or start.name, start.spot)
    after = [road.stops[leg + 1] for leg in trace.legs_between(start.at_m, trace.length_m)]
    before = [road.stops[leg + 1] for leg in trace.legs_between(0.0, start.at_m)[:-1]]
    return replace(road, trace=turned, stops=(place, *after, *before, place))
