"""What publishing did: which itineraries are new, changed or unchanged, and by how much."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from itinera.geodesy import segment_lengths

if TYPE_CHECKING:
    from collections.abc import Mapping

    from itinera.errors import ItineraError

__all__ = ["Before", "Change", "Report", "report_object", "sentence"]

SAME_LENGTH_M = 0.05  # metres; less than this is how lengths are rounded, no change
Segment = tuple[float, float, float, float]  # lon, lat, lon, lat in the direction of travel


@dataclass(frozen=True, slots=True)
class Before:
    """What was published of an itinerary before.

    Attributes
    ----------
    length_m
        Its length, None where nothing that can be read was published.
    line
        Its GeoJSON, None where there is none.
    """

    length_m: float | None
    line: bytes | None


@dataclass(frozen=True, slots=True)
class Change:
    """What publishing did to one itinerary: "new", "changed" or "unchanged".

    "changed" is about length and course. The files of an unchanged itinerary may be
    written anew all the same, because a text or the map that it was computed on is
    another.

    Attributes
    ----------
    length_m
        Length now.
    was_m
        Length of what was published before, None where nothing was.
    left_m, joined_m
        Metres of the course before that it follows no more, and metres of the course
        now that it did not follow before; None where there is nothing to compare.
    written
        Whether its files were written.
    """

    slug: str
    what: str
    length_m: float
    was_m: float | None
    left_m: float | None = None
    joined_m: float | None = None
    written: bool = True

    @classmethod
    def between(cls, slug: str, before: Before, length_m: float, line: bytes) -> Change:
        """Compare an itinerary with what was published of it before."""
        if before.length_m is None:
            return cls(slug, "new", length_m, None)
        moved = _moved(_segments(before.line), _segments(line))
        same = abs(before.length_m - length_m) < SAME_LENGTH_M and moved in (None, (0.0, 0.0))
        left_m, joined_m = moved or (None, None)
        what = "unchanged" if same else "changed"
        return cls(slug, what, length_m, before.length_m, left_m, joined_m)


@dataclass(frozen=True, slots=True)
class Report:
    """What was published, and which specs could not be."""

    changes: tuple[Change, ...]
    failures: tuple[ItineraError, ...]


def sentence(change: Change) -> str:
    """Say what happened to one itinerary."""
    now = f"{change.length_m / 1000.0:.1f} km"
    if change.what == "unchanged":
        return f"{change.slug}: unchanged, {now}" + (" (files renewed)" if change.written else "")
    if change.was_m is None:
        return f"{change.slug}: {change.what}, {now}"
    more_m = change.length_m - change.was_m
    told = f"{change.was_m / 1000.0:.1f} km before, {now} now ({more_m:+.0f} m)"
    if change.left_m is not None and change.joined_m is not None:
        told += f"; {change.left_m:.0f} m left, {change.joined_m:.0f} m new"
    return f"{change.slug}: {change.what}, {told}"


def report_object(report: Report) -> dict[str, Any]:
    """Return a report for programs: `changes` and `failures`, lengths in metres."""
    return {
        "changes": [_change_object(change) for change in report.changes],
        "failures": [
            {"code": error.code, "problem": error.problem, "remedy": error.remedy}
            for error in report.failures
        ],
    }


def _change_object(change: Change) -> Mapping[str, object]:
    """Return a change for programs; what cannot be told is null."""
    return {
        "slug": change.slug,
        "what": change.what,
        "length_m": round(change.length_m, 2),
        "was_m": change.was_m,
        "left_m": change.left_m,
        "joined_m": change.joined_m,
        "written": change.written,
    }


def _segments(line: bytes | None) -> Counter[Segment] | None:
    """Count the segments of a published line, None where it cannot be read."""
    try:
        features = json.loads(line or b"")["features"]
        rows = next(f for f in features if f["geometry"]["type"] == "LineString")
        lonlat = [(float(p[0]), float(p[1])) for p in rows["geometry"]["coordinates"]]
    except (ValueError, KeyError, TypeError, IndexError, StopIteration):
        return None
    return Counter((*a, *b) for a, b in pairwise(lonlat) if a != b)


def _moved(
    before: Counter[Segment] | None, now: Counter[Segment] | None
) -> tuple[float, float] | None:
    """Return (metres left, metres joined): a stretch ridden twice counts twice."""
    if before is None or now is None:
        return None
    return _metres(before - now), _metres(now - before)


def _metres(segments: Counter[Segment]) -> float:
    """Add up the lengths of segments, to the centimetre."""
    total = sum(
        times * float(segment_lengths(np.reshape(segment, (2, 2)))[0])
        for segment, times in sorted(segments.items())
    )
    return round(total, 2)
