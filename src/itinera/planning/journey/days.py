"""A day from bed to bed: the ways that belong to a stage, and what they take exactly."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from itinera.elevation.climb import Filtered
from itinera.errors import NoRouteError
from itinera.itinerary import Stop
from itinera.itinerary.assemble import travel_seconds
from itinera.itinerary.effort import km_effort
from itinera.itinerary.elevation import heights_along
from itinera.itinerary.track import NOTHING_M, lay_track
from itinera.planning.journey.offered import SNAP_M
from itinera.planning.journey.trace import joined

if TYPE_CHECKING:
    from collections.abc import Sequence

    from itinera.graph.routegraph import RouteGraph
    from itinera.itinerary.track import Track
    from itinera.planning.journey.ends import Candidate
    from itinera.planning.journey.trace import Trace
    from itinera.planning.planner import Planner
    from itinera.planning.travel import Travel
    from itinera.search.path import Path


@dataclass(frozen=True, slots=True)
class Day:
    """The ways of a stage.

    Attributes
    ----------
    legs
        Paths from where one slept to where one sleeps, ready for `assemble`.
    stops
        One more than there are legs.
    detour_m
        Metres of the legs that are no part of the whole way.
    """

    legs: tuple[Path, ...]
    stops: tuple[Stop, ...]
    detour_m: float


class Days:
    """The days of one way; ways to beds are searched once.

    Parameters
    ----------
    trace
        The whole way.
    stops
        Of the whole way, one more than it has legs.
    """

    def __init__(
        self, planner: Planner, travel: Travel, trace: Trace, stops: Sequence[Stop]
    ) -> None:
        self.planner, self.travel, self.trace = planner, travel, trace
        self.stops = tuple(stops)
        self._ways: dict[tuple[Candidate, bool], Path | None] = {}

    def day(self, begin: Candidate | None, end: Candidate | None) -> Day:
        """Return the ways of the stage between two ends; None stands for the way's own end.

        Raises
        ------
        NoRouteError
            If no way leads to or from the bed after all.
        """
        from_m = begin.at_m if begin else 0.0
        to_m = end.at_m if end else self.trace.length_m
        legs = self.trace.cut(from_m, to_m)
        inner = [self.stops[leg + 1] for leg in self.trace.legs_between(from_m, to_m)[:-1]]
        stops = [_stop(begin, self.stops[0]), *inner, _stop(end, self.stops[-1])]
        morning = self._way(begin, back=True)
        evening = self._way(end, back=False)
        if begin and morning:
            _put_before(legs, stops, morning, begin, self.trace.graph)
        if end and evening:
            _put_after(legs, stops, evening, end, self.trace.graph)
        detour_m = sum(length_of(self.trace.graph, way) for way in (morning, evening) if way)
        return Day(tuple(legs), tuple(stops), detour_m)

    def effort(self, measure: str, begin: Candidate | None, end: Candidate | None) -> float:
        """Return what a stage takes, as its itinerary will say; infinite if it cannot be gone."""
        try:
            day = self.day(begin, end)
        except NoRouteError:
            return math.inf
        track = lay_track(self.trace.graph, day.legs)
        if measure == "length_m":
            return float(track.at_m[-1])
        if measure == "time_s":
            return travel_seconds(self.trace.weighting, track)
        return km_effort(float(track.at_m[-1]), self._climb_m(track))

    def _climb_m(self, track: Track) -> float | None:
        """Return the climb of a track, None where no height is known."""
        heights = self.trace.graph.heights
        if heights is None:
            return None
        climb = Filtered.of(*heights_along(heights, track)).climb(closed=track.closed)
        return climb.climb_m if climb else None

    def _way(self, end: Candidate | None, *, back: bool) -> Path | None:
        """Return the way to a bed, or back; None where the bed stands by the way."""
        if end is None or end.place is None or end.node < 0:
            return None
        if (end, back) not in self._ways:
            self._ways[end, back] = self._search(end, back=back)
        return self._ways[end, back]

    def _search(self, end: Candidate, *, back: bool) -> Path | None:
        """Search the way between a place on the whole way and the bed."""
        if end.place is None:
            return None
        bed = self.planner.index.snap(
            end.place.lonlat, self.travel.usable, max_distance_m=SNAP_M, name=end.place.name
        )
        leaving = self.trace.snap_at(end.at_m)
        ends = (bed, leaving) if back else (leaving, bed)
        way = self.travel.router.route(*ends)
        return way if length_of(self.trace.graph, way) > NOTHING_M else None


def length_of(graph: RouteGraph, way: Path) -> float:
    """Return the length of a path in metres."""
    metres = np.asarray(graph.edges.length_m)[way.arcs >> 1]
    skipped = way.start_fraction * metres[0] + (1.0 - way.end_fraction) * metres[-1]
    return float(metres.sum() - skipped)


def _put_before(
    legs: list[Path], stops: list[Stop], way: Path, begin: Candidate, graph: RouteGraph
) -> None:
    """Put the morning's way before the first leg, in one piece where it does not turn round."""
    whole = joined(way, legs[0], graph)
    if whole is not None:
        legs[0] = whole
        return
    legs.insert(0, way)
    stops.insert(1, Stop("", begin.spot))


def _put_after(
    legs: list[Path], stops: list[Stop], way: Path, end: Candidate, graph: RouteGraph
) -> None:
    """Put the evening's way after the last leg, likewise."""
    whole = joined(legs[-1], way, graph)
    if whole is not None:
        legs[-1] = whole
        return
    legs.append(way)
    stops.insert(-1, Stop("", end.spot))


def _stop(end: Candidate | None, own: Stop) -> Stop:
    """Return where a stage begins or ends, as a place of an itinerary."""
    if end is None:
        return own
    place = end.place
    if place is None:
        return Stop(end.town, end.spot)
    return Stop(place.name or end.town, place.lonlat, id=place.id, kind=place.kind)
