"""Days of one size: a way cut into stages where one can sleep."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from itinera.geodesy import distance
from itinera.planning.errors import NoJourneyError
from itinera.planning.journey.division import (
    SLACK,
    Aim,
    Choices,
    Division,
    Ends,
    divide,
    least_worst,
    turned_gates,
)
from itinera.planning.journey.no_split import Refused
from itinera.planning.journey.request import Band
from itinera.waypoints.model import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from itinera.itinerary import Stop
    from itinera.planning.journey.ends import Candidate
    from itinera.planning.journey.request import StageWish
    from itinera.planning.journey.trace import Trace

    Measured = Callable[[Candidate | None, Candidate | None], float]

#: What speaks against an end; 0.01 is as much as one stage a tenth off the wished effort.
AGAINST_KM = 0.03  # for every kilometre to the bed: it is walked twice
AGAINST_NO_BED = 0.02  # where one can only take a train
AGAINST_NO_STATION = 0.004  # within STATION_M
STATION_M = 2000.0
AGAINST_NO_SHOP = 0.003
AGAINST_CHANGE = 10.0  # an end that was none before, where as few as possible are to change
AT_M = 1000.0  # a stage ends "at" a place if it ends so near, or in the town of that name
MARGIN = 0.005  # a stage this much beyond a limit by the way's own sums is measured, too
LONG = 3.0  # times the mean of the fewest stages: no longer ones are looked at at first
LITTLE = 1e-9  # a score that is less by no more is the same
ROUNDS = 200  # of measuring the chosen stages exactly and choosing again


@dataclass(frozen=True, slots=True)
class Split:
    """A way cut into stages.

    Attributes
    ----------
    ends
        Where stages end, in order, the end of the whole left out: one fewer than stages.
    efforts
        What each stage takes, in the unit of the measure, detours included.
    worst
        The most of them.
    lower_bound
        The hardest of as many stages cannot take less, wherever they end.
    score
        Mean square of ``effort / wished - 1`` and penalties of the ends: less is better.
    """

    ends: tuple[Candidate, ...]
    efforts: tuple[float, ...]
    worst: float
    lower_bound: float
    score: float

    @property
    def count(self) -> int:
        """Return the number of stages."""
        return len(self.efforts)


def split(
    trace: Trace,
    candidates: Sequence[Candidate],
    wish: StageWish,
    *,
    measured: Measured | None = None,
    kept: Sequence[Candidate] = (),
    like: Sequence[Candidate] = (),
) -> Split:
    """Choose where the stages of a way end.

    Parameters
    ----------
    candidates
        As `ends.candidates` gives them.
    measured
        Returns what the stage between two ends takes exactly (None stands for an end of the
        whole way); see `days.Days.effort`. Without it the way's own sums do, which are a few
        metres of climb and some seconds off, and the detours as the candidates say.
    kept
        Where stages must end, be it that they were moved there.
    like
        Ends of an earlier split: as few as possible change, however even the days are then.

    Raises
    ------
    NoJourneyError
        If there is no such split: where nothing is in reach, and what would do instead.
    """
    problem = _Problem.of(trace, candidates, wish, kept, like)
    choices = problem.choices(margin=MARGIN if measured else 0.0)
    division = problem.best(choices)
    if measured is not None:
        choices, division = _measured(problem, choices, division, measured)
    if division is None:
        raise problem.refused(choices).why()
    return problem.told(division)


def _measured(
    problem: _Problem, choices: Choices, division: Division | None, measured: Measured
) -> tuple[Choices, Division | None]:
    """Measure the chosen stages exactly and choose again, until all that are chosen are known."""
    known: dict[tuple[int, int], float] = {}
    for _ in range(ROUNDS):
        stages = itertools.pairwise(division.ends) if division else ()
        fresh = [stage for stage in stages if stage not in known]
        if not fresh:
            return choices, division
        for i, j in fresh:
            known[i, j] = problem.within_band(measured(problem.end(i), problem.end(j)))
        choices = choices.corrected(known)
        division = problem.best(choices)
    choices = choices.only(known)
    return choices, problem.best(choices)


def score_of(trace: Trace, candidates: Sequence[Candidate], wish: StageWish) -> float:
    """Return how well a way can be cut into stages: less is better, infinite if it cannot be.

    Cheap, for choosing among ways: the score of the best split by the way's own sums.
    """
    return _Problem.of(trace, candidates, wish, (), ()).score()


def best_start(trace: Trace, candidates: Sequence[Candidate], wish: StageWish) -> Candidate | None:
    """Choose where a round trip had best begin.

    Every choice of ends has one of them within the longest stage from the start as it is: each
    of those is tried.

    Returns
    -------
    Candidate or None
        None where the start as it is does as well as any other, or nothing does.
    """
    problem = _Problem.of(trace, candidates, wish, (), ())
    best, chosen = problem.score(), None
    for start in problem.first_day():
        score = problem.score(start)
        if score < best - LITTLE:
            best, chosen = score, problem.end(start)
    return chosen


@dataclass(frozen=True, slots=True, eq=False)
class _Problem:
    """A way, its possible ends and a wish, as numbers.

    Attributes
    ----------
    ends
        The candidates between the two ends of the way.
    gates
        Of them, from which to which some stage must end.
    """

    trace: Trace
    wish: StageWish
    candidates: tuple[Candidate, ...]
    ends: Ends
    gates: tuple[tuple[int, int], ...]
    like: tuple[Candidate, ...]

    @classmethod
    def of(
        cls,
        trace: Trace,
        candidates: Sequence[Candidate],
        wish: StageWish,
        kept: Sequence[Candidate],
        like: Sequence[Candidate],
    ) -> _Problem:
        """Put a split into numbers."""
        listed = sorted({*candidates, *kept}, key=_order)
        for stop in wish.at:
            listed = _only(listed, _nearest_pass(listed, stop))
        gates = [_gate(listed, _nearest_pass(listed, stop)) for stop in wish.at]
        gates += [_gate(listed, [one]) for one in kept]
        ends = _ends(trace, wish.measure, listed, like)
        return cls(trace, wish, tuple(listed), ends, tuple(gates), tuple(like))

    @property
    def band(self) -> Band:
        """Return what limits a stage."""
        return self.wish.band or Band(0.0, None, math.inf)

    def choices(self, *, margin: float = 0.0) -> Choices:
        """Return the stages that may be, and those that break a limit by a margin."""
        low, high = self.band.low * (1.0 - margin), self.band.high * (1.0 + margin)
        fewest = self.counts()[0]
        enough = LONG * float(self.ends.done[-1]) / fewest
        if enough < high and fewest < len(
            self.ends
        ):  # stages several times as long as the mean are hardly ever needed
            choices = Choices.of(self.ends, low=low, high=enough, gates=self.gates)
            hardest = least_worst(self.ends, choices, fewest)[-1]
            if hardest * (1.0 + SLACK) < enough and not self.like:
                return choices
        return Choices.of(self.ends, low=low, high=high, gates=self.gates)

    def counts(self) -> tuple[int, int]:
        """Return the fewest and the most stages."""
        if self.wish.count is not None:
            return self.wish.count
        whole, band = float(self.ends.done[-1]), self.band
        detours = float((self.ends.evening + self.ends.morning).max(initial=0.0))
        least = max(band.low, band.wished / 3.0 if band.wished else 0.0, whole / 400.0)
        most = (whole + detours) / max(least - detours, least / 2.0)
        return 1, max(1, min(math.ceil(most), len(self.ends) - 1))

    def best(self, choices: Choices) -> Division | None:
        """Return the best division, with as many stages as before where there were any."""
        aim = Aim(self.counts(), self.band.wished)
        if self.like:
            same = replace(aim, counts=(len(self.like) + 1,) * 2, slack=math.inf)
            found = divide(self.ends, choices, same)
            if found is not None:
                return found
            aim = replace(aim, slack=math.inf)
        return divide(self.ends, choices, aim)

    def score(self, start: int = 0) -> float:
        """Return the score of the best division, of a round trip begun at an end between.

        What speaks against that end, where the last day ends, counts too.
        """
        turned = self
        if start:
            gates = turned_gates(self.gates, start, len(self.ends))
            turned = replace(self, ends=self.ends.turned(start), gates=tuple(gates))
        division = turned.best(turned.choices())
        if division is None:
            return math.inf
        return division.total + float(self.ends.penalty[start]) / len(division.efforts)

    def first_day(self) -> list[int]:
        """Return the ends within the longest stage from the start."""
        most = 1.5 * float(self.ends.done[-1]) / self.counts()[0]
        within = self.ends.done[1:-1] <= min(self.band.high, most)
        return (np.flatnonzero(within) + 1).tolist()

    def end(self, index: int) -> Candidate | None:
        """Return a candidate by its number among the ends, None for those of the way."""
        return self.candidates[index - 1] if 0 < index <= len(self.candidates) else None

    def within_band(self, effort: float) -> float:
        """Return an effort measured exactly, infinite where it breaks a limit after all."""
        return effort if self.band.low <= effort <= self.band.high else math.inf

    def refused(self, choices: Choices) -> Refused:
        """Return what an error needs to know."""
        named = [(one.at_m, one.town or one.name) for one in self.candidates]
        places = [(0.0, ""), *named, (self.trace.length_m, "")]
        return Refused(
            self.ends, self.gates, choices, self.band, self.counts(), self.wish.measure, places
        )

    def told(self, division: Division) -> Split:
        """Return a division as what it stands for."""
        inner = [self.candidates[i - 1] for i in division.ends[1:-1]]
        return Split(
            tuple(inner), division.efforts, division.worst, division.least_worst, division.total
        )


def _order(one: Candidate) -> tuple[float, str, str]:
    """Sort candidates along the way, those of one place always alike."""
    return one.at_m, one.kind, one.place.id if one.place else ""


def _ends(
    trace: Trace, measure: str, listed: Sequence[Candidate], like: Sequence[Candidate]
) -> Ends:
    """Return candidates and the two ends of the way as numbers."""
    at_m = np.array([0.0, *(one.at_m for one in listed), trace.length_m])
    there = np.array([0.0, *(one.detour_m for one in listed), 0.0])
    back = np.array([0.0, *(one.back_m for one in listed), 0.0])
    penalty = [0.0, *(_against(one) for one in listed), 0.0]
    if like:
        old = {_order(one) for one in like}
        penalty[1:-1] = [
            cost + AGAINST_CHANGE * (_order(one) not in old)
            for cost, one in zip(penalty[1:-1], listed, strict=True)
        ]
    a_metre = _a_metre(trace, measure)
    return Ends(trace.done(measure, at_m), there * a_metre, back * a_metre, np.array(penalty))


def _a_metre(trace: Trace, measure: str) -> float:
    """Return what a metre of detour takes: on the flat, at the pace of the whole way."""
    if measure == "time_s":
        return float(trace.done("time_s", trace.length_m)) / trace.length_m
    return 0.001 if measure == "km_effort" else 1.0


def _against(one: Candidate) -> float:
    """Return what speaks against an end."""
    if not one.kind:
        return 0.0
    bed = "lodging" in one.offers or "camping" in one.offers
    station = one.offers.get("station")
    return (
        AGAINST_KM * one.detour_m / 1000.0
        + AGAINST_NO_BED * (one.kind == "station" or not bed)
        + AGAINST_NO_STATION * (station is None or station.off_m > STATION_M)
        + AGAINST_NO_SHOP * ("shop" not in one.offers)
    )


def _nearest_pass(listed: Sequence[Candidate], stop: Stop) -> list[Candidate]:
    """Return the ends at a place where the way passes nearest to it: one pass of it only.

    Raises
    ------
    NoJourneyError
        If no stage can end there.
    """
    at = [
        one
        for one in listed
        if distance(one.spot, stop.lonlat) <= AT_M
        or (stop.name and plain(one.town) == plain(stop.name))
    ]
    if not at:
        raise _nothing_at(listed, stop)
    nearest = min(at, key=lambda one: (distance(one.spot, stop.lonlat), one.at_m))
    return [one for one in at if abs(one.at_m - nearest.at_m) <= 3.0 * AT_M]


def _only(listed: Sequence[Candidate], wanted: Sequence[Candidate]) -> list[Candidate]:
    """Leave out the ends between the wanted ones."""
    low, high = wanted[0].at_m, wanted[-1].at_m
    keep = set(wanted)
    return [one for one in listed if one in keep or not low <= one.at_m <= high]


def _gate(listed: Sequence[Candidate], wanted: Sequence[Candidate]) -> tuple[int, int]:
    """Return the numbers, among the ends, of the first and the last of the wanted."""
    rows = [listed.index(one) + 1 for one in wanted]
    return min(rows), max(rows)


def _nothing_at(listed: Sequence[Candidate], stop: Stop) -> NoJourneyError:
    """Return the error for a place where a stage must end and none can."""
    called = stop.name or "{1:.5f},{0:.5f}".format(*stop.lonlat)
    if not listed:
        return NoJourneyError(
            f"No stage can end at {called}: nowhere does the way offer what is asked for.",
            remedy="Ask less of the ends of stages.",
        )
    metres, one = min(((distance(one.spot, stop.lonlat), one) for one in listed), key=_first)
    nearest = f"{one.town or one.name}, {metres / 1000:.1f} km from it"
    return NoJourneyError(
        f"No stage can end at {called}: the way offers what is asked for no nearer than at "
        f"{nearest}.",
        remedy="Let a stage end there, or ask less of the ends of stages.",
        nearest=nearest,
    )


def _first(pair: tuple[float, Candidate]) -> float:
    """Sort by distance."""
    return pair[0]
