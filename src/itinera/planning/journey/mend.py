"""A journey mended after something has changed: all that can stay stays.

A closed area moves the way no farther than from stop to stop, and a stage end only where
it must; a stage end that somebody moved leaves the others where they are, as far as the
limits of a stage allow.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from itinera.geodesy import distance
from itinera.planning.errors import NoJourneyError
from itinera.planning.journey.closing import led_round
from itinera.planning.journey.days import length_of
from itinera.planning.journey.laying import cut_into_stages
from itinera.planning.journey.tour import LeftOut
from itinera.planning.journey.tour.told import met_along
from itinera.planning.routing import called
from itinera.waypoints.model import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from shapely import Polygon

    from itinera.itinerary import Stop
    from itinera.planning.journey.closing import Gap
    from itinera.planning.journey.ends import Candidate
    from itinera.planning.journey.laying import Laid, Road
    from itinera.planning.journey.tour import Tour
    from itinera.planning.journey.trace import Trace

__all__ = ["mended"]

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


def _round_closed(laid: Laid, areas: Sequence[Polygon]) -> Laid:
    """Lead the way round areas, stage ends kept where they can be."""
    old = laid.split.ends if laid.split else ()
    new, gaps = led_round(laid.road, areas, [end.at_m for end in old])
    if not gaps:
        return laid
    moved = replace(laid, road=new, tour=_met_again(laid, new))
    if laid.around is None or laid.split is None:
        return moved
    return _recut(moved, old, gaps)


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


def _carried(end: Candidate, gaps: Iterable[Gap], trace: Trace) -> Candidate:
    """Return a stage end where it lies along the new way."""
    shift = 0.0
    for gap in gaps:
        if gap.to_m <= end.at_m + SAME_M:
            shift += length_of(trace.graph, gap.path) - (gap.to_m - gap.from_m)
    return replace(end, at_m=end.at_m + shift)


def _recut(laid: Laid, before: Sequence[Candidate], gaps: Sequence[Gap]) -> Laid:
    """Cut a mended way: as few other ends as can be, first those beside the change, else any."""
    if laid.around is None:
        return laid
    old = [_carried(end, gaps, laid.road.trace) for end in before]
    found = laid.around.along(laid.road.trace)
    known = [_same(end, found) for end in old]
    like = [new or end for new, end in zip(known, old, strict=True)]
    apart = [end for i, end in enumerate(known) if end and not _beside(i, before, gaps)]
    try:
        return cut_into_stages(laid, laid.around, kept=apart, like=like)
    except NoJourneyError:
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


def _beside(index: int, ends: Sequence[Candidate], gaps: Sequence[Gap]) -> bool:
    """Tell whether an end is one of a stage that a gap changes."""
    low = ends[index - 1].at_m if index else 0.0
    high = ends[index + 1].at_m if index + 1 < len(ends) else np.inf
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
    found = cut_into_stages(laid, laid.around, kept=[there], like=like)
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
