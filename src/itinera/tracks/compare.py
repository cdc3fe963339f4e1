"""Two versions of one itinerary: what moved, where and how far, and what it is longer by.

Both lines are walked in equal steps, and the longest common course is found: the
longest sequence of steps that both make in the same order, each nearer to the other
than a tolerance (a longest common subsequence, so that a loop ridden twice counts
twice). What lies between the common parts has changed. No map is needed.

Lines of more than 40 km are walked twice: in long steps to see which parts belong
together, and those parts, of some 10 km, in steps of 10 m.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from itinera.geodesy import metres_per_degree, segment_lengths
from itinera.tracks.heights import own_climb

if TYPE_CHECKING:
    from itinera.elevation.climb import Climb
    from itinera.geodesy import BoolArray, FloatArray
    from itinera.tracks.read import Recorded

STEP_M = 10.0  # finer than the noise of a receiver
MOST_STEPS = 4000  # of one line: 16 million pairs; longer lines are walked in longer steps first
PART_M = 10_000.0  # of a long line, walked in steps of STEP_M
TOLERANCE_M = 20.0  # two recordings of one way lie no farther apart as a rule
LEAST_CHANGE_M = 30.0  # shorter changes are the noise of recording
SEEN_M = 300.0  # how far beside a long step two lines that go together are looked for
MEET_M = 10.0  # where they come so near, they may be cut
Pair = tuple[float, float]  # metres along the first line and along the second


@dataclass(frozen=True, slots=True, eq=False)
class Change:
    """A part that differs.

    Attributes
    ----------
    kind
        "moved", "dropped" (nothing instead) or "added" (nothing before).
    from_m, to_m
        Metres along the first line.
    other_from_m, other_to_m
        Metres along the second line.
    off_m
        How far the two parts lie apart at most.
    lost, gained : float64, shape (n, 2)
        The part of the first line, and what stands instead in the second; degrees.
    """

    kind: str
    from_m: float
    to_m: float
    other_from_m: float
    other_to_m: float
    off_m: float
    lost: FloatArray
    gained: FloatArray

    @property
    def lost_m(self) -> float:
        """Metres of the first line that are gone."""
        return self.to_m - self.from_m

    @property
    def gained_m(self) -> float:
        """Metres of the second line that are new."""
        return self.other_to_m - self.other_from_m


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """What became of the first line in the second.

    Attributes
    ----------
    names
        Of the two.
    lengths_m
        Geodesic length of each.
    common_m
        Metres of the first line that the second follows too.
    reverse
        Whether the second goes the other way round (it was turned before comparing).
    changes
        In order of the first line.
    climbs
        Of each, on the heights that it carries; None where it carries none.
    """

    names: tuple[str, str]
    lengths_m: tuple[float, float]
    common_m: float
    reverse: bool
    changes: tuple[Change, ...]
    climbs: tuple[Climb | None, Climb | None] = (None, None)

    @property
    def difference_m(self) -> float:
        """How much longer the second is."""
        return self.lengths_m[1] - self.lengths_m[0]


def compare(first: Recorded, second: Recorded) -> Comparison:
    """Compare two tracks.

    Parameters
    ----------
    first, second
        The version before and the version after.
    """
    a, b = _Line.of(first), _Line.of(second)
    step_m = max(STEP_M, a.length_m / MOST_STEPS, b.length_m / MOST_STEPS)
    tolerance_m = max(TOLERANCE_M, 1.5 * step_m)
    pairs, other = _common(a, b, step_m, tolerance_m), _common(a, b.turned(), step_m, tolerance_m)
    reverse = len(other) > len(pairs)
    if reverse:
        pairs, b = other, b.turned()
    if step_m > STEP_M:
        parts = _parts(a, b, pairs, max(SEEN_M, 3.0 * step_m))
        step_m = max(part.step_m for part in parts)
        pairs = [pair for part in parts for pair in part.common()]
    changes = _changes(a, b, pairs, step_m)
    lost_m = sum(change.lost_m for change in changes)
    common_m = max(a.length_m - lost_m, 0.0) if pairs else 0.0
    lengths = (a.length_m, b.length_m)
    names, climbs = (first.name, second.name), (own_climb(first), own_climb(second))
    return Comparison(names, lengths, common_m, reverse, tuple(changes), climbs)


@dataclass(frozen=True, slots=True)
class _Line:
    """A line that can be walked."""

    lonlat: FloatArray
    at_m: FloatArray

    @classmethod
    def of(cls, track: Recorded) -> _Line:
        """Measure a track; its breaks are walked straight."""
        return cls.through(track.lonlat)

    @classmethod
    def through(cls, lonlat: FloatArray) -> _Line:
        """Measure a line through places."""
        steps = segment_lengths(lonlat)
        return cls(lonlat, np.concatenate(([0.0], np.cumsum(steps))))

    @property
    def length_m(self) -> float:
        """Return the length."""
        return float(self.at_m[-1])

    def turned(self) -> _Line:
        """Return the line from its end."""
        return _Line(self.lonlat[::-1], self.at_m[-1] - self.at_m[::-1])

    def walked(self, step_m: float) -> FloatArray:
        """Return a place every `step_m` metres, float64 of shape (n, 2), degrees."""
        return self.places(np.arange(0.0, self.length_m + 0.5 * step_m, step_m))

    def places(self, marks: FloatArray) -> FloatArray:
        """Return the places at some metres."""
        return np.stack([np.interp(marks, self.at_m, self.lonlat[:, i]) for i in (0, 1)], axis=1)

    def part(self, from_m: float, to_m: float) -> FloatArray:
        """Return the line between two metres, its own points included."""
        inside = self.at_m[(self.at_m > from_m) & (self.at_m < to_m)]
        return self.places(np.concatenate(([from_m], inside, [to_m])))


def _plane(lonlat: FloatArray, lat: float) -> FloatArray:
    """Lay places on a plane, in metres."""
    return np.asarray(lonlat * np.array(metres_per_degree(lat)))


@dataclass(frozen=True, slots=True)
class _Part:
    """What of two long lines belongs together, from metres to metres of each."""

    a: _Line
    b: _Line
    of_a: tuple[float, float]
    of_b: tuple[float, float]

    @property
    def step_m(self) -> float:
        """The steps that it is walked in."""
        longer = max(self.of_a[1] - self.of_a[0], self.of_b[1] - self.of_b[0])
        return max(STEP_M, longer / MOST_STEPS)

    def common(self) -> list[Pair]:
        """Return the common steps, in metres along the whole lines."""
        (a0, a1), (b0, b1) = self.of_a, self.of_b
        one, two = (_Line.through(line.part(*of)) for line, of in
                    ((self.a, self.of_a), (self.b, self.of_b)))  # fmt: skip
        step_m = self.step_m
        if np.array_equal(one.lonlat[1:-1], two.lonlat[1:-1]):  # unchanged: as it mostly is
            marks = np.linspace(0.0, 1.0, max(2, int((a1 - a0) / step_m)))
            return [(a0 + m * (a1 - a0), b0 + m * (b1 - b0)) for m in marks.tolist()]
        pairs = _common(one, two, step_m, max(TOLERANCE_M, 1.5 * step_m))
        return [(min(a0 + i, a1), min(b0 + j, b1)) for i, j in pairs]


def _parts(a: _Line, b: _Line, pairs: list[Pair], seen_m: float) -> list[_Part]:
    """Cut two lines where they meet, into parts of some `PART_M` or more."""
    cuts = [(0.0, 0.0)]
    for of_a, near_b in pairs:
        if of_a - cuts[-1][0] < PART_M:
            continue
        place = _plane(a.places(np.array([of_a])), float(a.lonlat[0, 1]))
        marks = near_b + np.arange(-seen_m, seen_m + 1.0, 2.0)
        marks = marks[(marks > cuts[-1][1]) & (marks < b.length_m)]
        if not len(marks):
            continue
        off = _plane(b.places(marks), float(a.lonlat[0, 1])) - place
        apart = np.hypot(off[:, 0], off[:, 1])
        if apart.min() <= MEET_M:
            cuts.append((of_a, float(marks[int(np.argmin(apart))])))
    cuts.append((a.length_m, b.length_m))
    return [
        _Part(a, b, (a0, a1), (b0, b1))
        for (a0, b0), (a1, b1) in itertools.pairwise(cuts)
        if a1 > a0 and b1 > b0
    ]


def _common(a: _Line, b: _Line, step_m: float, tolerance_m: float) -> list[Pair]:
    """Return the steps of the longest common course, as metres along each.

    Row by row: a row of the table of lengths is the row above, or one more where two
    steps match, and never less than what stands to its left.
    """
    lat = float(a.lonlat[0, 1])
    one, two = _plane(a.walked(step_m), lat), _plane(b.walked(step_m), lat)
    length = np.zeros(len(two) + 1, dtype=np.int32)
    taken = np.zeros((len(one), len(two)), dtype=np.bool_)  # the row grew by a match here
    above = np.zeros((len(one), len(two)), dtype=np.bool_)  # the best lies in the row above
    for i, place in enumerate(one):
        near = ((two - place) ** 2).sum(axis=1) <= tolerance_m**2
        grown = length.copy()
        np.maximum(grown[1:], length[:-1] + near, out=grown[1:])
        np.maximum.accumulate(grown, out=grown)
        taken[i] = near & (grown[1:] == length[:-1] + 1)
        above[i] = grown[1:] == length[1:]
        length = grown
    return [(i * step_m, j * step_m) for i, j in _traced(taken, above)]


def _traced(taken: BoolArray, above: BoolArray) -> list[tuple[int, int]]:
    """Go back through the table from its end."""
    i, j = taken.shape[0] - 1, taken.shape[1] - 1
    pairs = []
    while i >= 0 and j >= 0:
        if taken[i, j]:
            pairs.append((i, j))
            i, j = i - 1, j - 1
        elif above[i, j]:
            i -= 1
        else:
            j -= 1
    return pairs[::-1]


def _changes(a: _Line, b: _Line, pairs: list[Pair], step_m: float) -> list[Change]:
    """Return what lies between the pairs, where it is long enough to speak of."""
    begins, finishes = [(0.0, 0.0), *pairs], [*pairs, (a.length_m, b.length_m)]
    changes: list[Change] = []
    for (a0, b0), (a1, b1) in zip(begins, finishes, strict=True):
        if max(a1 - a0, b1 - b0) >= LEAST_CHANGE_M + step_m:
            of_a, of_b = (a0, min(a1, a.length_m)), (b0, min(b1, b.length_m))
            changes.append(_change(a, b, of_a, of_b, step_m))
    return changes


def _change(
    a: _Line, b: _Line, of_a: tuple[float, float], of_b: tuple[float, float], step_m: float
) -> Change:
    """Describe a part that differs."""
    lost, gained = a.part(*of_a), b.part(*of_b)
    lost_m, gained_m = of_a[1] - of_a[0], of_b[1] - of_b[0]
    kind = "moved"
    if gained_m <= 2.0 * step_m:
        kind = "dropped"
    elif lost_m <= 2.0 * step_m:
        kind = "added"
    return Change(kind, *of_a, *of_b, _apart_m(lost, gained), lost, gained)


def _apart_m(one: FloatArray, two: FloatArray) -> float:
    """Return how far two lines lie apart at most (the Hausdorff distance of their points)."""
    import shapely

    lat = float(one[0, 1])
    lines = [shapely.linestrings(_plane(line, lat)) for line in (one, two)]
    return float(shapely.hausdorff_distance(lines[0], lines[1], densify=0.25))
