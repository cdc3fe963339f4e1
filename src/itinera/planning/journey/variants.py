"""Beside the journey: shortcuts, ways round a closed day, ways from and to stations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from itinera.errors import NoRouteError
from itinera.geodesy import FIXED_PER_DEGREE, metres_per_degree
from itinera.itinerary import Stop
from itinera.itinerary.i18n import message, translator
from itinera.planning.errors import NoJourneyError
from itinera.planning.journey.offered import SNAP_M
from itinera.planning.journey.telling import end_name, tell
from itinera.planning.routing import called
from itinera.search.alternatives import travelled
from itinera.search.router import Router

if TYPE_CHECKING:
    from collections.abc import Sequence

    from itinera.geodesy import BoolArray
    from itinera.graph.snap import Snap
    from itinera.itinerary import Itinerary
    from itinera.planning.journey.laying import Road
    from itinera.planning.journey.telling import StageWay
    from itinera.planning.journey.trace import Trace
    from itinera.planning.travel import Travel
    from itinera.search.path import Path

__all__ = ["Aside", "asides_of", "itinerary_of_aside"]

MOST_OF_DAY = 0.85  # a shortcut is at most so long as the stage,
SAVES_M = 2000.0  # and saves at least so much
KEPT_M = 300.0  # at both ends of a closed day stay open: one gets in and out of town
NEAREST = 100  # junctions of the journey, as the crow flies, where a way may join it

NAMES = {
    "shortcut": message("Shortcut of stage {number}: {start} – {end}"),
    "round": message("Stage {number} closed, the way round: {start} – {end}"),
    "train": message("Stage {number}, to the train: {start} – {end}"),
    "access": message("Way from {start} to the journey, at km {at}"),
}


@dataclass(frozen=True, slots=True)
class Aside:
    """A way beside the journey, before it is told.

    Attributes
    ----------
    what
        A key of NAMES.
    number
        Of the stage that it is of; that which it joins, for ways from stations.
    day
        That stage, None for ways from stations.
    legs, stops
        As of an itinerary.
    at_m
        Where on the journey it leaves or joins, metres.
    """

    what: str
    number: int
    legs: tuple[Path, ...]
    stops: tuple[Stop, ...]
    at_m: float
    day: StageWay | None = None


def asides_of(road: Road, days: Sequence[StageWay]) -> tuple[Aside, ...]:
    """Find the ways beside a journey that were asked for.

    Raises
    ------
    NoJourneyError
        If a way from a station does not exist, or there is no such day to close.
    """
    request = road.request
    found: list[Aside | None] = [_access(road, days, stop) for stop in request.access]
    if request.trains_home:
        found += [_to_train(road, day) for day in days]
    if request.shortcuts:
        found += [_shortcut(road, day) for day in days]
    for number in request.closed_days:
        if number > len(days):
            raise NoJourneyError(
                f"There is no stage {number} that could be closed.",
                remedy=f"Name one of the {len(days)} stages.",
                nearest=str(len(days)),
            )
        found.append(_round(road, days[number - 1]))
    return tuple(one for one in found if one is not None)


def _shortcut(road: Road, day: StageWay) -> Aside | None:
    """Return the straight way from end to end of a stage, None where it saves little."""
    path = _between(road.travel.router, *_ends(road, day))
    if path is None:
        return None
    whole_m = sum(float(travelled(road.travel.router, leg).sum()) for leg in day.day.legs)
    own_m = float(travelled(road.travel.router, path).sum())
    if own_m > MOST_OF_DAY * whole_m or whole_m - own_m < SAVES_M:
        return None
    stops = (day.day.stops[0], day.day.stops[-1])
    return Aside("shortcut", day.number, (path,), stops, day.from_m, day)


def _to_train(road: Road, day: StageWay) -> Aside | None:
    """Return the way from the end of a stage to its station, None where there is none to go."""
    station = day.end.offers.get("station") if day.end else None
    if station is None or (day.end and day.end.kind == "station"):
        return None
    stop = Stop(station.name, station.lonlat, id=station.id, kind=station.kind)
    (platform,) = road.planner.snaps(road.travel, [stop], max_snap_m=SNAP_M)
    path = _between(road.travel.router, _ends(road, day)[1], platform)
    if path is None or not travelled(road.travel.router, path).sum():
        return None
    return Aside("train", day.number, (path,), (day.day.stops[-1], stop), day.to_m)


def _round(road: Road, day: StageWay) -> Aside | None:
    """Return a way from end to end of a stage that uses none of it, None where there is none."""
    trace = road.trace
    track = trace.track
    half_way = (track.at_m[:-1] + track.at_m[1:]) / 2.0
    middle = (half_way >= day.from_m + KEPT_M) & (half_way <= day.to_m - KEPT_M)
    closed = np.zeros(road.planner.graph.n_edges, dtype=np.bool_)
    closed[track.edges[middle]] = True
    path = _between(_closed_router(road.travel, closed), *_ends(road, day))
    if path is None:
        return None
    stops = (day.day.stops[0], day.day.stops[-1])
    return Aside("round", day.number, (path,), stops, day.from_m, day)


def _closed_router(travel: Travel, closed: BoolArray) -> Router:
    """Return a traveller's router with some edges closed, bool of shape (n_edges,)."""
    cost = np.where(np.repeat(closed, 2), np.inf, travel.weighting.cost)
    return Router(travel.router.network, cost, travel.weighting.node_cost, travel.weighting.mode)


def _ends(road: Road, day: StageWay) -> tuple[Snap, Snap]:
    """Return where a stage begins and ends on the network, beds included."""
    first, last = day.day.legs[0], day.day.legs[-1]
    return _snap(int(first.arcs[0]), first.start_fraction, road), _snap(
        int(last.arcs[-1]), last.end_fraction, road
    )


def _snap(arc: int, share: float, road: Road) -> Snap:
    """Return a place at a share of an arc."""
    from itinera.graph.snap import Snap

    points = road.planner.graph.arc_lonlat(arc)
    row = round(share * (len(points) - 1))
    lon, lat = points[row].tolist()
    return Snap(arc >> 1, 1.0 - share if arc & 1 else share, (lon, lat), 0.0)


def _between(router: Router, start: Snap, end: Snap) -> Path | None:
    """Return the best path, None where there is none."""
    try:
        return router.route(start, end)
    except NoRouteError:
        return None


def _access(road: Road, days: Sequence[StageWay], stop: Stop) -> Aside:
    """Return the best way from a place to the journey."""
    planner, travel, trace = road.planner, road.travel, road.trace
    (begin,) = planner.snaps(travel, [stop], max_snap_m=road.request.max_snap_m)
    marks = _near(trace, stop)
    costs = travel.router.matrix([begin], [trace.snap_at(at) for at in marks])[0]
    best = int(np.argmin(costs))
    path = _between(travel.router, begin, trace.snap_at(marks[best]))
    if path is None or not np.isfinite(costs[best]):
        raise NoJourneyError(
            f"No way leads from {called(stop)} to the journey for profile {travel.profile.name!r}.",
            remedy="Choose another place to come from.",
        )
    day = next((d for d in days if d.to_m >= marks[best]), None)
    joined = Stop("", trace.lonlat_at(marks[best]))
    return Aside("access", day.number if day else 1, (path,), (stop, joined), marks[best])


def _near(trace: Trace, stop: Stop) -> list[float]:
    """Return the junctions of the way that lie nearest to a place, metres from its start."""
    lonlat = trace.track.fixed[trace.track.point] / FIXED_PER_DEGREE
    off = (lonlat - np.array(stop.lonlat)) * metres_per_degree(stop.lonlat[1])
    near = np.argsort(np.hypot(off[:, 0], off[:, 1]), kind="stable")[:NEAREST]
    marks: list[float] = trace.track.at_m[np.sort(near)].tolist()
    return marks


def itinerary_of_aside(road: Road, aside: Aside, lang: str) -> Itinerary:
    """Tell a way beside the journey as an itinerary."""
    t, day = translator(lang), aside.day
    title = t(
        NAMES[aside.what],
        number=aside.number,
        start=end_name(day.begin, road.stops[0], t) if day else _named(aside.stops[0]),
        end=end_name(day.end, road.stops[-1], t) if day else _named(aside.stops[-1]),
        at=t.number(aside.at_m / 1000.0, 1),
    )
    return tell(road, aside.legs, aside.stops, "variant", title, lang)


def _named(stop: Stop) -> str:
    """Name a stop, by its place where it has no name."""
    return stop.name or "{1:.5f}, {0:.5f}".format(*stop.lonlat)
