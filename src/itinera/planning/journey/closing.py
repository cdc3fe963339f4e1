"""Round what is closed: between the stops of a journey, where that adds least."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from shapely import Point

from itinera.errors import NoRouteError
from itinera.graph.areas import edges_touching
from itinera.itinerary import Stop
from itinera.planning.errors import NoJourneyError
from itinera.planning.journey.days import length_of
from itinera.planning.journey.trace import joined
from itinera.planning.routing import called

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shapely import Polygon

    from itinera.geodesy import BoolArray
    from itinera.planning.journey.laying import Road
    from itinera.planning.journey.trace import Trace
    from itinera.search.path import Path
    from itinera.search.router import Router

__all__ = ["Gap", "led_round"]

NEAR_M = 1000.0  # closed stretches nearer to each other than this are passed round in one
MARGINS_M = (0.0, 300.0, 1000.0, 3000.0, 1e9)  # before and behind, where the way may leave
SAME_M = 1.0  # places of the way nearer to each other than this are one
ROUNDING_M = 1e-3


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch of the old way, metres, and what takes its place."""

    from_m: float
    to_m: float
    path: Path


@dataclass(frozen=True, slots=True)
class _Marks:
    """Places of the way that stay, metres in order: what must, and what does if it can."""

    hard: tuple[float, ...]
    soft: tuple[float, ...]


def led_round(
    road: Road, areas: Sequence[Polygon], ends_m: Sequence[float]
) -> tuple[Road, list[Gap]]:
    """Lead a way round areas.

    Parameters
    ----------
    ends_m
        Where stages end, metres: kept where they can be.

    Returns
    -------
    road, gaps
        The way, whose traveller avoids the areas too, and what was replaced, in order;
        the same way and nothing where it does not touch the areas.

    Raises
    ------
    NoJourneyError
        If a place that must be visited lies in an area, or no way leads round one.
    """
    closed = edges_touching(road.planner.graph, areas)
    _check_musts(road, areas)
    marks = _marks(road, areas, closed, ends_m)
    runs = _runs(road.trace, closed, (*marks.hard, *marks.soft))
    if not runs:
        return road, []
    traveller = road.request.traveller
    shunning = replace(traveller, avoid=(*traveller.avoid, *areas))
    road = replace(road, travel=road.planner.travels.of(shunning))
    router = road.travel.router
    gaps = _merged([_way_round(road, router, run, marks) for run in runs], road, router)
    return road.along(*_relaid(road, gaps)), gaps


def _check_musts(road: Road, areas: Sequence[Polygon]) -> None:
    """Refuse to close what must be visited."""
    request = road.request
    ends = [request.start, *([request.end] if request.end else [])]
    for stop in (*ends, *(visit.stop for visit in request.visits if visit.must)):
        if _inside(stop.lonlat, areas):
            raise NoJourneyError(
                f"{called(stop)} must be visited, and lies in an area that is closed.",
                remedy="Make the area smaller, or leave the place out of the spec.",
            )


def _inside(lonlat: tuple[float, float], areas: Sequence[Polygon]) -> bool:
    """Tell whether a place lies in any area."""
    return any(area.covers(Point(lonlat)) for area in areas)


def _marks(
    road: Road, areas: Sequence[Polygon], closed: BoolArray, ends_m: Sequence[float]
) -> _Marks:
    """Return the places of the way that stay, as far as they lie outside what is closed."""
    trace = road.trace
    turns = np.flatnonzero(np.diff(trace.track.leg)) + 1
    musts = {visit.stop for visit in road.request.visits if visit.must}
    hard, soft = [0.0, trace.length_m], []
    for at_m, leg in zip(
        trace.track.at_m[turns].tolist(), trace.track.leg[turns - 1].tolist(), strict=True
    ):
        stop = road.stops[leg + 1]
        if stop in musts:
            hard.append(at_m)
        elif not _inside(stop.lonlat, areas) and _is_open(trace, closed, at_m):
            soft.append(at_m)
    soft += [
        at_m
        for at_m in ends_m
        if _is_open(trace, closed, at_m) and not _inside(trace.lonlat_at(at_m), areas)
    ]
    return _Marks(tuple(sorted(hard)), tuple(sorted(soft)))


def _is_open(trace: Trace, closed: BoolArray, at_m: float) -> bool:
    """Tell whether a place of the way is a junction, or inside an edge that is open."""
    near = int(np.argmin(np.abs(trace.track.at_m[1:-1] - at_m))) if len(trace.track.node) else -1
    if near >= 0 and abs(trace.track.at_m[near + 1] - at_m) <= ROUNDING_M:
        return bool(trace.track.node[near] >= 0) or not closed[trace.snap_at(at_m).edge]
    return not closed[trace.snap_at(at_m).edge]


def _runs(trace: Trace, closed: BoolArray, marks: Sequence[float]) -> list[tuple[float, float]]:
    """Return the closed stretches of a way, from and to in metres; no mark lies inside one."""
    track = trace.track
    rows = np.flatnonzero(closed[track.edges])
    runs: list[tuple[float, float]] = []
    for low, high in zip(track.at_m[rows].tolist(), track.at_m[rows + 1].tolist(), strict=True):
        apart = not runs or low - runs[-1][1] > NEAR_M
        if apart or any(runs[-1][1] - ROUNDING_M <= m <= low + ROUNDING_M for m in marks):
            runs.append((low, high))
        else:
            runs[-1] = (runs[-1][0], high)
    return runs


def _way_round(road: Road, router: Router, run: tuple[float, float], marks: _Marks) -> Gap:
    """Find the way round a closed stretch that adds least, between what stays if it can.

    Raises
    ------
    NoJourneyError
        If there is none even between what must stay.
    """
    low, high = run
    for kept in (sorted((*marks.hard, *marks.soft)), marks.hard):
        before = [mark for mark in kept if mark <= low + ROUNDING_M][-1]
        after = next(mark for mark in kept if mark >= high - ROUNDING_M)
        gaps = [
            _gap(
                road,
                router,
                _junction(road.trace, max(before, low - margin), low, first=True),
                _junction(road.trace, high, min(after, high + margin), first=False),
            )
            for margin in MARGINS_M
        ]
        found = [gap for gap in gaps if gap is not None]
        if found:
            return min(found, key=lambda gap: round(_more_m(road, gap)))
    raise _no_way_round(road, low, high)


def _no_way_round(road: Road, low: float, high: float) -> NoJourneyError:
    """Return the error for a closed stretch that nothing leads round."""
    lon, lat = road.trace.lonlat_at((low + high) / 2.0)
    return NoJourneyError(
        f"No way leads round what is closed at km {low / 1000:.1f} to {high / 1000:.1f} of "
        f"the journey ({lat:.6f},{lon:.6f}).",
        remedy="Make the area smaller, or move a stop or stage end away from it.",
    )


def _more_m(road: Road, gap: Gap) -> float:
    """Return the metres that a way round adds."""
    return length_of(road.planner.graph, gap.path) - (gap.to_m - gap.from_m)


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


def _gap(road: Road, router: Router, from_m: float, to_m: float) -> Gap | None:
    """Return the way from one place of the old way to another, None where there is none."""
    try:
        path = router.route(road.trace.snap_at(from_m), road.trace.snap_at(to_m))
    except NoRouteError:
        return None
    return Gap(from_m, to_m, path)


def _merged(gaps: Sequence[Gap], road: Road, router: Router) -> list[Gap]:
    """Return gaps of which none overlaps the one before."""
    found: list[Gap] = []
    for gap in gaps:
        if found and gap.from_m < found[-1].to_m:
            both = _gap(road, router, found[-1].from_m, gap.to_m)
            if both is None:
                raise _no_way_round(road, found[-1].from_m, gap.to_m)
            found[-1] = both
        else:
            found.append(gap)
    return found


def _relaid(road: Road, gaps: Sequence[Gap]) -> tuple[list[Path], list[Stop]]:
    """Return legs and stops of the way with the gaps filled."""
    pieces: list[tuple[Path, Stop | None]] = []  # with the stop behind each, None for none
    done = 0.0
    for gap in gaps:
        pieces += _kept(road, done, gap.from_m)
        pieces.append((gap.path, _stop_at(road, gap.to_m)))
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
    behind.append(_stop_at(road, to_m))
    return list(zip(trace.cut(from_m, to_m), behind, strict=True))


def _stop_at(road: Road, at_m: float) -> Stop | None:
    """Return the stop at a place of the way, None where there is none."""
    track = road.trace.track
    turns = np.flatnonzero(np.diff(track.leg)) + 1
    near = turns[np.abs(track.at_m[turns] - at_m) <= ROUNDING_M]
    return road.stops[int(track.leg[near[0] - 1]) + 1] if len(near) else None


def _begin_of(road: Road, path: Path) -> tuple[float, float]:
    """Return (lon, lat) of about where a path begins."""
    points = road.planner.graph.arc_lonlat(int(path.arcs[0]))
    lon, lat = points[round(path.start_fraction * (len(points) - 1))].tolist()
    return lon, lat
