"""A journey told in a language: the whole, its stages, what was left out."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

from itinera.itinerary import About, assemble
from itinera.itinerary.i18n import translator
from itinera.planning.journey.dates import day_of
from itinera.planning.journey.result import Missed, Stage, TrainHome

if TYPE_CHECKING:
    from collections.abc import Sequence

    from itinera.itinerary import Itinerary, Stop
    from itinera.itinerary.i18n import Translator
    from itinera.planning.journey.days import Day
    from itinera.planning.journey.ends import Candidate
    from itinera.planning.journey.laying import Laid, Road
    from itinera.search.path import Path

__all__ = ["StageWay", "end_name", "missed", "stage_of", "stage_ways", "tell", "whole_of"]

HEAP_M = 10.0  # a climb to a terril of less than this climbs none


@dataclass(frozen=True, slots=True)
class StageWay:
    """A stage before it is told.

    Attributes
    ----------
    number
        From 1.
    from_m, to_m
        Where on the whole it begins and ends, metres.
    begin, end
        Where; None for the start and the end of the whole.
    day
        Its paths and stops, from bed to bed.
    effort
        In the unit of the wished measure.
    """

    number: int
    from_m: float
    to_m: float
    begin: Candidate | None
    end: Candidate | None
    day: Day
    effort: float


def stage_ways(laid: Laid) -> tuple[StageWay, ...]:
    """Return the stages of a journey, none where none are asked for."""
    if laid.split is None or laid.days is None:
        return ()
    marks = [None, *laid.split.ends, None]
    whole_m = laid.road.trace.length_m
    return tuple(
        StageWay(
            number,
            begin.at_m if begin else 0.0,
            end.at_m if end else whole_m,
            begin,
            end,
            laid.days.day(begin, end),
            effort,
        )
        for number, ((begin, end), effort) in enumerate(
            zip(itertools.pairwise(marks), laid.split.efforts, strict=True), 1
        )
    )


def tell(
    road: Road, legs: Sequence[Path], stops: Sequence[Stop], kind: str, name: str, lang: str
) -> Itinerary:
    """Make an itinerary of a part of a journey."""
    about = About(name=name, kind=kind, lang=lang, on=road.request.traveller.on)
    return assemble(
        road.planner.graph,
        road.travel.weighting,
        legs,
        stops,
        about=about,
        places=road.planner.places,
    )


def whole_of(laid: Laid, name: str, lang: str) -> Itinerary:
    """Tell the whole way."""
    t, road = translator(lang), laid.road
    trace = road.trace
    if not name:
        name = t(
            "Journey of {distance} from {place}",
            distance=t.distance(trace.length_m),
            place=road.stops[0].name or "{1:.5f}, {0:.5f}".format(*road.stops[0].lonlat),
        )
    inner = [road.stops[leg + 1] for leg in trace.legs_between(0.0, trace.length_m)[:-1]]
    stops = [road.stops[0], *inner, road.stops[-1]]
    return tell(road, trace.cut(0.0, trace.length_m), stops, "journey", name, lang)


def stage_of(laid: Laid, way: StageWay, lang: str) -> Stage:
    """Tell a stage."""
    t, road = translator(lang), laid.road
    name = t(
        "Stage {number}: {start} – {end}",
        number=way.number,
        start=end_name(way.begin, road.stops[0], t),
        end=end_name(way.end, road.stops[-1], t),
    )
    itinerary = tell(road, way.day.legs, way.day.stops, "stage", name, lang)
    wish = road.request.stages
    return Stage(
        number=way.number,
        itinerary=itinerary,
        from_m=way.from_m,
        to_m=way.to_m,
        end=way.end,
        rest_after=wish is not None and way.number in wish.rest_after,
        detour_m=way.day.detour_m,
        train=_train(laid, way),
        summits=_summits(itinerary),
        effort=way.effort,
        day=day_of(road.request, way.number),
    )


def end_name(end: Candidate | None, whole: Stop, t: Translator) -> str:
    """Name an end of a stage as short as may be: its town; None is an end of the whole."""
    if end is None:
        return whole.name or "{1:.5f}, {0:.5f}".format(*whole.lonlat)
    return end.town or end.name or t("km {at}", at=t.number(end.at_m / 1000.0, 1))


def _train(laid: Laid, way: StageWay) -> TrainHome | None:
    """Return the nearest station to where a stage ends, None where none is near."""
    if way.end is not None:
        station = way.end.offers.get("station")
    elif laid.around is not None:
        station = laid.around.offers_at(laid.road.trace, way.to_m).get("station")
    else:
        station = None
    return None if station is None else TrainHome(station.name, station.lonlat, station.off_m)


def _summits(stage: Itinerary) -> tuple[str, ...]:
    """Return the spoil heaps that a stage climbs: those at the top of one of its climbs."""
    if stage.elevation is None:
        return ()
    heaps = {met.id for met in stage.waypoints if met.kind == "terril"}
    climbed = [c.name for c in stage.elevation.climbs if c.id in heaps and c.ascent.rise_m > HEAP_M]
    return tuple(dict.fromkeys(climbed))


def missed(laid: Laid, lang: str) -> tuple[Missed, ...]:
    """Say what was left out, the cheapest first."""
    t, visits = translator(lang), laid.asked.visits
    found = [
        Missed(visits[one.visit].stop, one.extra_m, _why(one.why, one.extra_m, t))
        for one in laid.tour.left_out
    ]
    return tuple(sorted(found, key=lambda one: (one.extra_m, one.stop.name)))


def _why(why: str, extra_m: float, t: Translator) -> str:
    """Say why a wish was left out."""
    if why == "closed":
        return t("What is closed now kept the way off it.")
    if why == "unreachable":
        return t("No way leads there.")
    if why == "no_way_near":
        return t("No way that may be used lies near it.")
    return t("It would cost {distance} more.", distance=t.distance(extra_m))
