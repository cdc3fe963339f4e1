"""Two versions of a journey, stage by stage: what became of each day."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from itinera.geodesy import distance, metres_per_degree, segment_lengths
from itinera.tracks.compare import compare

if TYPE_CHECKING:
    from itinera.geodesy import FloatArray
    from itinera.tracks.compare import Comparison
    from itinera.tracks.read import Recorded
    from itinera.tracks.versions import StageLine, Version

CLOSED_M = 100.0  # ends of a round trip lie no farther apart
ELSEWHERE_M = 50.0  # a round trip that begins so far off begins elsewhere
NEAR_M = 200.0  # of the other's line, to be turned to begin there
LonLat = tuple[float, float]


@dataclass(frozen=True, slots=True, eq=False)
class StageChange:
    """What became of a stage.

    Attributes
    ----------
    before, after
        The two that have most of their way in common; None where a stage is new, or gone.
    lost_m, gained_m
        Metres of the stage before that are no more part of the journey, and metres of the
        stage after that were not.
    ends
        Where the two end, (lon, lat) in degrees; None where one is missing. Of a journey that
        goes the other way round now, where the stage after begins.
    """

    before: StageLine | None
    after: StageLine | None
    lost_m: float
    gained_m: float
    ends: tuple[LonLat | None, LonLat | None]

    @property
    def end_moved_m(self) -> float | None:
        """How far its end moved, in a straight line; None where one of the two is missing."""
        one, other = self.ends
        return None if one is None or other is None else distance(one, other)

    @property
    def same(self) -> bool:
        """Tell whether nothing changed that is worth a word."""
        moved_m = self.end_moved_m
        return moved_m is not None and moved_m < ELSEWHERE_M and self.lost_m == self.gained_m == 0.0


@dataclass(frozen=True, slots=True, eq=False)
class JourneyComparison:
    """What became of a journey: of the whole way, and of each day."""

    whole: Comparison
    stages: tuple[StageChange, ...]


def compare_versions(first: Version, second: Version) -> JourneyComparison:
    """Compare two versions, the whole and stage by stage where both have stages.

    A round trip that begins elsewhere is turned to begin where the first one does, so
    that only what really moved is told.
    """
    turned, offset_m = _turned(first.track, second.track)
    whole = compare(first.track, turned)
    if not (first.stages and second.stages):
        return JourneyComparison(whole, ())
    length_m = whole.lengths_m[1]
    after = [_along(stage, offset_m, length_m, reverse=whole.reverse) for stage in second.stages]
    pairs = _pairs(whole, first.stages, after)
    lines = (first.track.lonlat, turned.lonlat[::-1] if whole.reverse else turned.lonlat)
    return JourneyComparison(whole, tuple(_change(whole, lines, *pair) for pair in pairs))


def _turned(first: Recorded, second: Recorded) -> tuple[Recorded, float]:
    """Turn a round trip to begin where another does; return it, and the metres left behind."""
    a, b = first.lonlat, second.lonlat
    begin, place = _place(a[0]), _place(b[0])
    closed = all(distance(_place(one[0]), _place(one[-1])) <= CLOSED_M for one in (a, b))
    if not closed or distance(begin, place) <= ELSEWHERE_M:
        return second, 0.0
    off = (b - a[0]) * np.array(metres_per_degree(float(a[0, 1])))
    at = int(np.argmin((off**2).sum(axis=1)))
    if float(np.hypot(*off[at])) > NEAR_M:
        return second, 0.0
    order = np.concatenate((np.arange(at, len(b)), np.arange(1, at + 1)))
    ele = None if second.ele is None else second.ele[order]
    parts = (second.segment[order], second.line[order])
    behind_m = float(segment_lengths(b[: at + 1]).sum()) if at else 0.0
    turned = replace(second, lonlat=b[order], ele=ele, segment=parts[0] * 0, line=parts[1])
    return turned, behind_m


def _place(point: FloatArray) -> LonLat:
    """Return a point as (lon, lat)."""
    lon, lat = point.tolist()
    return lon, lat


def _along(stage: StageLine, offset_m: float, length_m: float, *, reverse: bool) -> StageLine:
    """Say where a stage of the second version is on its line as it was compared."""
    from_m, to_m = stage.from_m, stage.to_m
    if offset_m:
        from_m = (from_m - offset_m) % length_m
        to_m = (to_m - offset_m) % length_m
    if reverse:
        from_m, to_m = length_m - to_m, length_m - from_m
    return replace(stage, from_m=from_m, to_m=to_m)


def _pairs(
    whole: Comparison, before: tuple[StageLine, ...], after: list[StageLine]
) -> list[tuple[StageLine | None, StageLine | None]]:
    """Join each stage to the one that it has most in common with, one to one."""
    common = [
        (_shared_m(whole, one, other), -i, -j)
        for i, one in enumerate(before)
        for j, other in enumerate(after)
    ]
    joined: dict[int, int] = {}
    for metres, i, j in sorted(common, reverse=True):
        if metres > 0.0 and -i not in joined and -j not in joined.values():
            joined[-i] = -j
    pairs: list[tuple[StageLine | None, StageLine | None]] = [
        (one, after[joined[i]] if i in joined else None) for i, one in enumerate(before)
    ]
    taken = set(joined.values())
    return pairs + [(None, one) for j, one in enumerate(after) if j not in taken]


def _shared_m(whole: Comparison, one: StageLine, other: StageLine) -> float:
    """Return the metres that a stage before and a stage after have in common."""
    shared = 0.0
    marks = [(0.0, 0.0)]
    for change in whole.changes:
        marks += [(change.from_m, change.other_from_m), (change.to_m, change.other_to_m)]
    marks.append(whole.lengths_m)
    for (a0, b0), (a1, b1) in zip(marks[::2], marks[1::2], strict=True):
        if a1 <= a0 or b1 <= b0:
            continue
        for low, high in _spans(other, whole.lengths_m[1]):
            scale = (a1 - a0) / (b1 - b0)
            begin, end = a0 + (max(low, b0) - b0) * scale, a0 + (min(high, b1) - b0) * scale
            shared += _overlap((one.from_m, one.to_m), (begin, end))
    return shared


def _spans(stage: StageLine, length_m: float) -> list[tuple[float, float]]:
    """Return what a stage covers of a line: two parts where it passes the line's own end."""
    if stage.to_m > stage.from_m:
        return [(stage.from_m, stage.to_m)]
    return [(stage.from_m, length_m), (0.0, stage.to_m)]


def _overlap(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Return what two intervals have in common."""
    return max(0.0, min(one[1], other[1]) - max(one[0], other[0]))


def _change(
    whole: Comparison,
    lines: tuple[FloatArray, FloatArray],
    before: StageLine | None,
    after: StageLine | None,
) -> StageChange:
    """Return what became of a stage."""
    lost = gained = 0.0
    for change in whole.changes:
        if before is not None:
            lost += _overlap((before.from_m, before.to_m), (change.from_m, change.to_m))
        for span in _spans(after, whole.lengths_m[1]) if after is not None else ():
            gained += _overlap(span, (change.other_from_m, change.other_to_m))
    old = None if before is None else _at(lines[0], before.to_m)
    new = None if after is None else _at(lines[1], after.to_m)
    return StageChange(before, after, lost, gained, (old, new))


def _at(lonlat: FloatArray, metres: float) -> LonLat:
    """Return the place some metres along a line."""
    at_m = np.concatenate(([0.0], np.cumsum(segment_lengths(lonlat))))
    lon, lat = (float(np.interp(metres, at_m, lonlat[:, i])) for i in (0, 1))
    return lon, lat
