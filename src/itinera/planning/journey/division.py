"""A way cut into stages, as numbers: which ends make days of one size.

An end has a place along the way, measured in whatever stages are measured in, and what
it takes to leave the way for it in the evening and to come back in the morning. Where it
is and what it offers is the business of `ends` and `split`.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from itinera.geodesy import FloatArray, IntArray, LongArray

#: The hardest stage may take this much more than it must, so that the others come nearer to
#: the wish and end in better places.
SLACK = 0.04
COUNTS = 5  # numbers of stages that are tried, the likeliest first
ROUNDING = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Ends:
    """Places where a stage may end, in order of the way; first and last those of the whole.

    Attributes
    ----------
    done : float64, shape (n,)
        What of the way lies before each, never falling.
    evening, morning : float64, shape (n,)
        What it takes to leave the way and to come back to it, non-negative; 0 for the
        first and the last.
    penalty : float64, shape (n,)
        What speaks against each, 0.01 as much as a stage a tenth off the wish.
    """

    done: FloatArray
    evening: FloatArray
    morning: FloatArray
    penalty: FloatArray

    def __len__(self) -> int:
        return len(self.done)

    def turned(self, start: int) -> Ends:
        """Return the ends of a round trip that begins and ends at one of those between.

        The way's former start is no end any more.
        """
        last = len(self) - 1
        rows = np.array([*range(start, last), *range(1, start + 1)])
        done = self.done[rows] - self.done[start]
        done[last - start :] += self.done[-1]
        evening, morning, penalty = (
            np.concatenate(([0.0], column[rows[1:-1]], [0.0]))
            for column in (self.evening, self.morning, self.penalty)
        )
        return Ends(done, evening, morning, penalty)


@dataclass(frozen=True, slots=True, eq=False)
class Choices:
    """Every stage that may be, by its two ends; rows as in `_stage_kernels`.

    Attributes
    ----------
    offsets : int64, shape (n_ends + 1,)
    to : int32, shape (n_stages,)
        Ascending within a row.
    effort : float64, shape (n_stages,)
        Evening and morning included; infinite for what turned out not to be.
    """

    offsets: LongArray
    to: IntArray
    effort: FloatArray

    @classmethod
    def of(
        cls, ends: Ends, *, low: float, high: float, gates: Sequence[tuple[int, int]] = ()
    ) -> Choices:
        """List the stages between `low` and `high`.

        Parameters
        ----------
        gates
            Pairs (first, last) of ends: some stage must end from `first` to `last`.
        """
        n = len(ends)
        farthest = _farthest(n, gates)
        last = np.searchsorted(
            ends.done, ends.done - ends.morning + high * (1.0 + ROUNDING), side="right"
        )
        begins = np.arange(n)
        counts = np.maximum(np.minimum(last, farthest + 1) - begins - 1, 0)
        begin = np.repeat(begins, counts)
        to = begin + 1 + np.arange(len(begin)) - np.repeat(np.cumsum(counts) - counts, counts)
        effort = ends.done[to] - ends.done[begin] + ends.morning[begin] + ends.evening[to]
        fits = (effort >= low * (1.0 - ROUNDING)) & (effort <= high * (1.0 + ROUNDING))
        offsets = np.concatenate(([0], np.cumsum(np.bincount(begin[fits], minlength=n))))
        return cls(offsets.astype(np.int64), to[fits].astype(np.int32), effort[fits])

    def effort_of(self, begin: int, end: int) -> float:
        """Return the effort of a stage, infinite where there is none."""
        row = self._row(begin, end)
        return float(self.effort[row]) if row >= 0 else math.inf

    def corrected(self, known: Mapping[tuple[int, int], float]) -> Choices:
        """Return the same with other efforts for some stages."""
        effort = self.effort.copy()
        for (begin, end), value in known.items():
            row = self._row(begin, end)
            if row >= 0:
                effort[row] = value
        return replace(self, effort=effort)

    def only(self, known: Mapping[tuple[int, int], float]) -> Choices:
        """Return these stages only, with these efforts."""
        none = replace(self, effort=np.full(len(self.effort), math.inf))
        return none.corrected(known)

    def _row(self, begin: int, end: int) -> int:
        """Return where a stage stands, -1 where it does not."""
        first, last = int(self.offsets[begin]), int(self.offsets[begin + 1])
        row = first + int(np.searchsorted(self.to[first:last], end))
        return row if row < last and self.to[row] == end else -1


@dataclass(frozen=True, slots=True)
class Division:
    """A choice of ends.

    Attributes
    ----------
    ends
        First and last of the way included: one more than there are stages.
    efforts
        Of each stage.
    least_worst
        No choice of as many ends has a hardest stage that takes less.
    total
        Squares and penalties, a stage.
    """

    ends: tuple[int, ...]
    efforts: tuple[float, ...]
    least_worst: float
    total: float

    @property
    def worst(self) -> float:
        """Return the effort of the hardest stage."""
        return max(self.efforts)


@dataclass(frozen=True, slots=True)
class Aim:
    """What a division is to come near to.

    Attributes
    ----------
    counts
        Fewest and most stages.
    wished
        Effort of a stage, or None: the number of stages that makes the hardest one easiest
        and, for each number, the mean.
    slack
        See `SLACK`; infinite where the hardest stage is no matter.
    """

    counts: tuple[int, int]
    wished: float | None
    slack: float = SLACK


def divide(ends: Ends, choices: Choices, aim: Aim) -> Division | None:
    """Choose the ends of stages.

    The hardest stage takes no more than `aim.slack` more than it must for that number of
    stages; under this bound, the sum of the squares of ``effort / wished - 1`` and of the
    penalties is the least.

    Returns
    -------
    Division or None
        None where there is none.
    """
    worst = least_worst(ends, choices, aim.counts[1])
    feasible = [k for k in range(max(aim.counts[0], 1), len(worst)) if worst[k] < math.inf]
    whole = float(ends.done[-1] - ends.done[0])
    found = [
        division
        for k in _likeliest(feasible, worst, whole, aim)
        if (division := _with(ends, choices, k, worst[k], aim.wished or whole / k, aim.slack))
    ]
    return min(found, key=lambda one: (one.total, len(one.ends)), default=None)


def least_worst(ends: Ends, choices: Choices, most: int) -> list[float]:
    """Return what the hardest stage takes at least, by number of stages from 0 to `most`."""
    from itinera.search import _stage_kernels

    most = min(most, len(ends) - 1)
    table = _stage_kernels.least_worst(
        choices.offsets, choices.to, choices.effort, len(ends) - 1, most
    )
    return [float(value) for value in table[:, -1]]


def _with(
    ends: Ends, choices: Choices, count: int, least: float, wished: float, slack: float
) -> Division | None:
    """Return the best division into so many stages, None where there is none."""
    from itinera.search import _stage_kernels

    cap = least * (1.0 + slack) if math.isfinite(slack) else math.inf
    effort = np.where(choices.effort <= cap, choices.effort, math.inf)
    penalty = np.concatenate((ends.penalty[:-1], [0.0]))
    total, chosen = _stage_kernels.least_squares(
        choices.offsets, choices.to, effort, penalty, len(ends) - 1, count, wished
    )
    if total == math.inf:
        return None
    rows = chosen.tolist()
    efforts = tuple(choices.effort_of(*pair) for pair in itertools.pairwise(rows))
    return Division(tuple(rows), efforts, least, float(total) / count)


def _likeliest(
    feasible: Sequence[int], worst: Sequence[float], whole: float, aim: Aim
) -> Iterable[int]:
    """Return the numbers of stages to try."""
    if not feasible:
        return []
    if aim.wished is None:
        best = min(worst[k] for k in feasible) * (1.0 + aim.slack)
        return [k for k in feasible if worst[k] <= best]
    wished = aim.wished
    return sorted(feasible, key=lambda k: (abs(whole / k - wished), k))[:COUNTS]


def turned_gates(gates: Sequence[tuple[int, int]], start: int, n: int) -> list[tuple[int, int]]:
    """Return the gates of a round trip of `n` ends begun elsewhere, see `Ends.turned`.

    A gate that holds the new start is passed there.
    """
    away = [gate for gate in gates if not gate[0] <= start <= gate[1]]
    around = n - 2  # ends between the two of the way, each once a round
    return [((first - start) % around, (last - start) % around) for first, last in away]


def _farthest(n: int, gates: Sequence[tuple[int, int]]) -> LongArray:
    """Return the last end that a stage from each may lead to without leaving out a gate."""
    farthest = np.full(n, n - 1, dtype=np.int64)
    for first, last in gates:
        farthest[:first] = np.minimum(farthest[:first], last)
    return farthest
