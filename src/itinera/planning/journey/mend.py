"""A journey mended after something has changed: all that can stay stays.

A closed area moves the way no farther than from stop to stop, and a stage end only where
it must; a stage end that somebody moved leaves the others where they are, as far as the
limits of a stage allow.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from itinera.errors import NoRouteError
from itinera.geodesy import distance
from itinera.graph.areas import edges_touching
from itinera.itinerary import Stop
from itinera.planning.errors import NoJourneyError
from itinera.planning.journey.days import length_of
from itinera.planning.journey.laying import cut_into_stages
from itinera.planning.journey.tour import LeftOut
from itinera.planning.journey.tour.told import met_along
from itinera.planning.journey.trace import joined
from itinera.planning.routing import called
from itinera.waypoints.model import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from shapely import Polygon

    from itinera.geodesy import BoolArray
    from itinera.planning.journey.ends import Candidate
    from itinera.planning.journey.laying import Laid, Road
    from itinera.planning.journey.tour import Tour
    from itinera.planning.journey.trace import Trace
    from itinera.search.path import Path
    from itinera.search.router import Router

__all__ = ["mended"]

NEAR_M = 1000.0  # closed stretches nearer to each other than this are passed round in one
MARGINS_M = (0.0, 300.0, 1000.0, 3000.0, 1e9)  # before and behind, where the way may leave
MOVED_M = 3000.0  # a stage end is moved to the nearest possible one within this
SAME_M = 1.0  # an end that lies so near where it lay is the same


def mended(laid: Laid) -> Laid:
    """Return a journey after the changes of its request.

    Raises
    ------
    NoJourneyError
        If there is no way round what is closed, a place that must be visited lies in it,
        or a stage cannot end where it is wanted.
    AreaError
        If an area lies off the map.
    """
    changes = laid.road.request.changes
    if changes.shut:
        laid = _round_closed(laid, changes.shut)
    for number, stop in changes.moved:
        laid = _moved(laid, number, stop)
    return laid


@dataclass(frozen=True, slots=True)
class _Gap:
    """A stretch of the old way, metres, and what takes its place."""

    from_m: float
    to_m: float
    path: Path


def _round_closed(laid: Laid, areas: Sequence[Polygon]) -> Laid:
    """Lead the way round areas, stage ends kept where they can be."""
    road, trace = laid.road, laid.road.trace
    closed = edges_touching(road.planner.graph, areas)
    _check_musts(laid, areas)
    runs = _runs(trace, closed)
    if not runs:
        return laid
    traveller = road.request.traveller
    shunning = replace(traveller, avoid=(*traveller.avoid, *areas))
    road = replace(road, travel=road.planner.travels.of(shunning))
    router = road.travel.router
    old = laid.split.ends if laid.split else ()
    marks = _fixed(laid, old, areas, closed)
    gaps = _merged([_way_round(road, router, run, marks) for run in runs], road, router)
    new = road.along(*_relaid(road, gaps))
    moved = replace(laid, road=new, tour=_met_again(laid, new))
    if laid.around is None or laid.split is None:
        return moved
    return _recut(moved, [_carried(end, gaps, new.trace) for end in old], gaps)


def _met_again(laid: Laid, new: Road) -> Tour:
    """Return the tour without the visits that the new way no longer makes."""
    before, after = (
        met_along(laid.asked, road.trace.track.fixed, set()) for road in (laid.road, new)
    )
    tour = laid.tour
    lost = [visit for visit in tour.taken if visit in before and visit not in after]
    return replace(
        tour,
        taken=tuple(visit for visit in tour.taken if visit not in lost),
        left_out=(*tour.left_out, *(LeftOut(visit, np.inf, "closed") for visit in lost)),
    )


def _check_musts(laid: Laid, areas: Sequence[Polygon]) -> None:
    """Refuse to close what must be visited."""
    from shapely import Point

    request = laid.road.request
    ends = [request.start, *([request.end] if request.end else [])]
    for stop in (*ends, *(visit.stop for visit in request.visits if visit.must)):
        if any(area.covers(Point(stop.lonlat)) for area in areas):
            raise NoJourneyError(
                f"{called(stop)} must be visited, and lies in an area that is closed.",
                remedy="Make the area smaller, or leave the place out of the spec.",
            )


def _runs(trace: Trace, closed: BoolArray) -> list[tuple[float, float]]:
    """Return the closed stretches of a way, from and to in metres."""
    track = trace.track
    rows = np.flatnonzero(closed[track.edges])
    runs: list[tuple[float, float]] = []
    for low, high in zip(track.at_m[rows].tolist(), track.at_m[rows + 1].tolist(), strict=True):
        if runs and low - runs[-1][1] <= NEAR_M:
            runs[-1] = (runs[-1][0], high)
        else:
            runs.append((low, high))
    return runs


def _fixed(
    laid: Laid, ends: Sequence[Candidate], areas: Sequence[Polygon], closed: BoolArray
) -> list[float]:
    """Return the places of the way that stay: stops and stage ends outside the areas."""
    from shapely import Point

    trace = laid.road.trace
    turns = np.flatnonzero(np.diff(trace.track.leg)) + 1
    found = [0.0, trace.length_m]
    for at_m, leg in zip(
        trace.track.at_m[turns].tolist(), trace.track.leg[turns - 1].tolist(), strict=True
    ):
        stop = laid.road.stops[leg + 1]
        inside = any(area.covers(Point(stop.lonlat)) for area in areas)
        if not inside and not closed[trace.snap_at(at_m).edge]:
            found.append(at_m)
    found += [end.at_m for end in ends if not closed[trace.snap_at(end.at_m).edge]]
    return sorted(found)


def _way_round(
    road: Road, router: Router, run: tuple[float, float], marks: Sequence[float]
) -> _Gap:
    """Find the way round a closed stretch that adds least, between what stays."""
    low, high = run
    before = [mark for mark in marks if mark <= low][-1]
    after = next(mark for mark in marks if mark >= high)
    best, least = None, np.inf
    for margin in MARGINS_M:
        from_m = _junction(road.trace, max(before, low - margin), low, first=True)
        to_m = _junction(road.trace, high, min(after, high + margin), first=False)
        gap = _gap(road, router, from_m, to_m)
        if gap is None:
            continue
        more = length_of(road.planner.graph, gap.path) - (to_m - from_m)
        if more < least - 1.0:
            best, least = gap, more
    if best is None:
        lon, lat = road.trace.lonlat_at((low + high) / 2.0)
        raise NoJourneyError(
            f"No way leads round what is closed at km {low / 1000:.1f} to {high / 1000:.1f} of "
            f"the journey ({lat:.6f},{lon:.6f}).",
            remedy="Make the area smaller, or move a stop or stage end away from it.",
        )
    return best


def _junction(trace: Trace, low: float, high: float, *, first: bool) -> float:
    """Return the first or the last junction of the way from `low` to `high`, else `low`/`high`.

    The first for where the way is left, the last for where it is met again: so a margin
    means what it says, and paths meet at junctions.
    """
    at_m = trace.track.at_m[1:-1][trace.track.node >= 0]
    inside = at_m[(at_m >= low - SAME_M) & (at_m <= high + SAME_M)]
    if not len(inside):
        return low if first else high
    return float(inside[0] if first else inside[-1])


def _gap(road: Road, router: Router, from_m: float, to_m: float) -> _Gap | None:
    """Return the way from one place of the old way to another, None where there is none."""
    try:
        path = router.route(road.trace.snap_at(from_m), road.trace.snap_at(to_m))
    except NoRouteError:
        return None
    return _Gap(from_m, to_m, path)


def _merged(gaps: Sequence[_Gap], road: Road, router: Router) -> list[_Gap]:
    """Return gaps of which none overlaps the one before."""
    found: list[_Gap] = []
    for gap in gaps:
        if found and gap.from_m < found[-1].to_m:
            both = _gap(road, router, found[-1].from_m, gap.to_m)
            found[-1:] = [both] if both else []
        else:
            found.append(gap)
    return found


def _relaid(road: Road, gaps: Sequence[_Gap]) -> tuple[list[Path], list[Stop]]:
    """Return legs and stops of the way with the gaps filled."""
    pieces: list[tuple[Path, Stop | None]] = []  # with the stop behind each, None for none
    done = 0.0
    for gap in gaps:
        pieces += _kept(road, done, gap.from_m)
        pieces.append((gap.path, None))
        done = gap.to_m
    pieces += _kept(road, done, road.trace.length_m)
    legs, stops = [pieces[0][0]], [road.stops[0]]
    for (_, stop), (path, _) in itertools.pairwise(pieces):
        both = joined(legs[-1], path, road.planner.graph) if stop is None else None
        if both is not None:
            legs[-1] = both
            continue
        stops.append(stop or Stop("", _begin_of(road, path)))
        legs.append(path)
    return legs, [*stops, road.stops[-1]]


def _kept(road: Road, from_m: float, to_m: float) -> list[tuple[Path, Stop | None]]:
    """Return what stays of the way between two places, with the stop behind each path."""
    if to_m - from_m <= SAME_M / 1000.0:
        return []
    trace = road.trace
    legs = trace.legs_between(from_m, to_m)
    behind: list[Stop | None] = [road.stops[leg + 1] for leg in legs[:-1]]
    return list(zip(trace.cut(from_m, to_m), [*behind, None], strict=True))


def _begin_of(road: Road, path: Path) -> tuple[float, float]:
    """Return (lon, lat) of about where a path begins."""
    points = road.planner.graph.arc_lonlat(int(path.arcs[0]))
    lon, lat = points[round(path.start_fraction * (len(points) - 1))].tolist()
    return lon, lat


def _carried(end: Candidate, gaps: Iterable[_Gap], trace: Trace) -> Candidate:
    """Return a stage end where it lies along the new way."""
    shift = 0.0
    for gap in gaps:
        if gap.to_m <= end.at_m + SAME_M:
            shift += length_of(trace.graph, gap.path) - (gap.to_m - gap.from_m)
    return replace(end, at_m=end.at_m + shift)


def _recut(laid: Laid, old: Sequence[Candidate], gaps: Sequence[_Gap]) -> Laid:
    """Cut a mended way: ends as they were, else those beside the change free, else all."""
    if laid.around is None:
        return laid
    found = laid.around.along(laid.road.trace)
    known = [_same(end, found) for end in old]
    there = [end for end in known if end is not None]
    like = [new or end for new, end in zip(known, old, strict=True)]
    beside = [end for end in there if not _beside(end, old, gaps)]
    count = len(old) + 1
    for kept in (there, beside) if len(there) == len(old) else (beside,):
        try:
            return cut_into_stages(laid, laid.around, kept=kept, like=like, count=count)
        except NoJourneyError:
            continue
    return cut_into_stages(laid, laid.around, like=like)


def _same(end: Candidate, found: Sequence[Candidate]) -> Candidate | None:
    """Return the end of a new way that is the same as an old one, None where it is gone."""
    alike = [
        one
        for one in found
        if one.kind == end.kind
        and (one.place.id if one.place else "") == (end.place.id if end.place else "")
        and abs(one.at_m - end.at_m) <= SAME_M
    ]
    return min(alike, key=lambda one: abs(one.at_m - end.at_m), default=None)


def _beside(end: Candidate, old: Sequence[Candidate], gaps: Sequence[_Gap]) -> bool:
    """Tell whether an end is one of a stage that a gap changes."""
    at = [one.at_m for one in old]
    index = int(np.argmin([abs(mark - end.at_m) for mark in at]))
    low = at[index - 1] if index else 0.0
    high = at[index + 1] if index + 1 < len(at) else np.inf
    return any(gap.from_m < high and gap.to_m > low for gap in gaps)


def _moved(laid: Laid, number: int, stop: Stop) -> Laid:
    """Let a stage end elsewhere, the other ends kept as far as can be."""
    if laid.split is None or laid.around is None or not 1 <= number < laid.split.count:
        count = laid.split.count if laid.split else 0
        raise NoJourneyError(
            f"There is no end of stage {number} that could be moved.",
            remedy=f"Name a stage from 1 to {count - 1}." if count > 1 else "Ask for stages.",
        )
    there = _end_near(laid, number, stop)
    like = [there if i == number else end for i, end in enumerate(laid.split.ends, 1)]
    count = laid.split.count
    found = cut_into_stages(laid, laid.around, kept=[there], like=like, count=count)
    rank = found.split.ends.index(there) + 1 if found.split else number
    if rank != number:
        raise NoJourneyError(
            f"Stage {number} cannot end at {called(stop)}: with the other ends it would be "
            f"stage {rank}.",
            remedy=f"Move the end of stage {rank} there.",
            nearest=str(rank),
        )
    return found


def _end_near(laid: Laid, number: int, stop: Stop) -> Candidate:
    """Return the possible end nearest to a place."""
    old_m = laid.split.ends[number - 1].at_m if laid.split else 0.0
    apart = [
        (min(distance(stop.lonlat, spot) for spot in _spots(one)), abs(one.at_m - old_m), i)
        for i, one in enumerate(laid.candidates)
    ]
    if not apart:
        raise NoJourneyError("No stage can end anywhere.", remedy="Ask less of stage ends.")
    metres, _, best = min(apart)
    one = laid.candidates[best]
    if metres > MOVED_M and plain(one.town) != plain(stop.name):
        raise NoJourneyError(
            f"Stage {number} cannot end at {called(stop)}: the nearest place that offers what is "
            f"asked for is {one.name}, {metres / 1000:.1f} km from it.",
            remedy="Choose a place nearer to the journey, or ask less of stage ends.",
            nearest=one.name,
        )
    close = [row for row in apart if row[0] <= metres + MOVED_M / 10.0]
    return laid.candidates[min(close, key=lambda row: (row[1], row[0]))[2]]


def _spots(one: Candidate) -> list[tuple[float, float]]:
    """Return where an end is: on the way, and where one sleeps."""
    return [one.spot, *([one.place.lonlat] if one.place else [])]
