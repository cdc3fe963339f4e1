"""Ends as numbers: the choice is the best of all choices, and keeps to every limit."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itinera.planning.journey.division import (
    SLACK,
    Aim,
    Choices,
    Ends,
    divide,
    least_worst,
    turned_gates,
)

MOST = 9  # ends of a random way


@dataclass(frozen=True)
class Case:
    """A random way, its limits and the wish."""

    ends: Ends
    low: float
    high: float
    gates: tuple[tuple[int, int], ...]
    aim: Aim

    def choices(self) -> Choices:
        """Return the stages within the limits."""
        return Choices.of(self.ends, low=self.low, high=self.high, gates=self.gates)

    def effort(self, begin: int, end: int) -> float:
        """Return what a stage takes, by the definition."""
        ends = self.ends
        along = ends.done[end] - ends.done[begin]
        return float(along + ends.morning[begin] + ends.evening[end])

    def every_choice(self) -> list[tuple[tuple[int, ...], list[float]]]:
        """Return every set of ends that keeps to all limits, with its efforts."""
        last = len(self.ends) - 1
        found = []
        for k in range(last):
            for inner in itertools.combinations(range(1, last), k):
                chosen = (0, *inner, last)
                efforts = [self.effort(*pair) for pair in itertools.pairwise(chosen)]
                held = all(any(a <= i <= b for i in chosen) for a, b in self.gates)
                if held and all(self.low <= effort <= self.high for effort in efforts):
                    found.append((chosen, efforts))
        return found


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Draw a way of up to nine ends."""
    n = draw(st.integers(2, MOST))
    steps = draw(st.lists(st.integers(1, 12), min_size=n - 1, max_size=n - 1))
    aside = st.lists(st.integers(0, 3), min_size=n, max_size=n)
    evening, morning = np.array(draw(aside), float), np.array(draw(aside), float)
    evening[[0, -1]] = morning[[0, -1]] = 0.0
    penalty = np.array(draw(aside), float) / 100.0
    done = np.concatenate(([0.0], np.cumsum(steps)))
    low = float(draw(st.integers(0, 8)))
    high = draw(st.one_of(st.just(math.inf), st.integers(6, 40).map(float)))
    gates = draw(
        st.lists(st.tuples(st.integers(1, n - 1), st.integers(1, n - 1)), max_size=2)
        if n > 2
        else st.just([])
    )
    first = draw(st.integers(1, n))
    counts = (first, draw(st.integers(first, n)))
    wished = draw(st.one_of(st.none(), st.integers(2, 30).map(float)))
    held = tuple((min(gate), max(gate)) for gate in gates)
    return Case(Ends(done, evening, morning, penalty), low, high, held, Aim(counts, wished))


def total(case: Case, chosen: tuple[int, ...], efforts: list[float]) -> float:
    """Return what a choice is judged by, by the definition."""
    wished = case.aim.wished or float(case.ends.done[-1]) / len(efforts)
    squares = sum((effort / wished - 1.0) ** 2 for effort in efforts)
    return (squares + float(case.ends.penalty[list(chosen[1:-1])].sum())) / len(efforts)


def best_of_all(case: Case) -> float:
    """Return the best that any choice of the wished number of stages is worth."""
    fewest, most = case.aim.counts
    found = [one for one in case.every_choice() if fewest <= len(one[1]) <= most]
    worst: dict[int, float] = {}
    for _, efforts in found:
        worst[len(efforts)] = min(max(efforts), worst.get(len(efforts), math.inf))
    allowed = set(worst)
    if case.aim.wished is None and worst:
        bound = min(worst.values()) * (1.0 + SLACK)
        allowed = {k for k, least in worst.items() if least <= bound}
    elif case.aim.wished is not None:
        whole, wished = float(case.ends.done[-1]), case.aim.wished
        allowed = set(sorted(worst, key=lambda k: (abs(whole / k - wished), k))[:5])
    return min(
        (
            total(case, chosen, efforts)
            for chosen, efforts in found
            if len(efforts) in allowed and max(efforts) <= worst[len(efforts)] * (1.0 + SLACK)
        ),
        default=math.inf,
    )


@given(cases())
def test_the_division_is_the_best_of_all(case: Case) -> None:
    """Every set of ends is tried."""
    found = divide(case.ends, case.choices(), case.aim)
    best = best_of_all(case)
    if found is None:
        assert best == math.inf
    else:
        assert found.total == pytest.approx(best, rel=1e-9, abs=1e-12)


@given(cases())
def test_no_limit_is_ever_broken(case: Case) -> None:
    """Efforts are those of the definition, within the band, and every gate holds an end."""
    found = divide(case.ends, case.choices(), case.aim)
    if found is None:
        return
    efforts = [case.effort(*pair) for pair in itertools.pairwise(found.ends)]
    assert efforts == pytest.approx(list(found.efforts))
    assert all(case.low - 1e-6 <= effort <= case.high + 1e-6 for effort in efforts)
    assert case.aim.counts[0] <= len(efforts) <= case.aim.counts[1]
    assert all(any(a <= i <= b for i in found.ends) for a, b in case.gates)


@given(cases())
def test_the_hardest_stage_is_within_five_per_cent_of_the_best_possible(case: Case) -> None:
    """The bound is what the hardest of as many stages takes at least, over all choices."""
    found = divide(case.ends, case.choices(), case.aim)
    if found is None:
        return
    same = [max(e) for _, e in case.every_choice() if len(e) == len(found.efforts)]
    assert found.least_worst == pytest.approx(min(same))
    assert found.worst <= 1.05 * min(same)


def ends_at(*done: float) -> Ends:
    """Return ends on the way itself that nothing speaks against."""
    zero = np.zeros(len(done))
    return Ends(np.array(done), zero, zero, zero)


def test_nearer_to_the_wish_counts_only_under_the_bound() -> None:
    """30 km in two: 15 + 15 is the easiest, though 18 and 12 would be as near to a wish of 13."""
    ends = ends_at(0.0, 12.0, 15.0, 18.0, 30.0)
    found = divide(ends, Choices.of(ends, low=0.0, high=99.0), Aim((2, 2), 13.0))
    assert found is not None
    assert found.efforts == (15.0, 15.0)


def test_a_better_end_wins_where_the_hardest_stage_hardly_changes() -> None:
    """15.3 and 14.7 instead of 15 and 15, because the bed at 15.3 is nearer."""
    zero = np.zeros(4)
    penalty = np.array([0.0, 0.02, 0.0, 0.0])
    ends = Ends(np.array([0.0, 15.0, 15.3, 30.0]), zero, zero, penalty)
    found = divide(ends, Choices.of(ends, low=0.0, high=99.0), Aim((2, 2), None))
    assert found is not None
    assert found.ends == (0, 2, 3)


def test_without_a_wish_as_many_stages_as_make_the_days_easiest() -> None:
    ends = ends_at(0.0, 10.0, 15.0, 20.0, 30.0)
    found = divide(ends, Choices.of(ends, low=0.0, high=99.0), Aim((1, 3), None))
    assert found is not None
    assert found.efforts == (10.0, 10.0, 10.0)


def test_a_wish_decides_how_many() -> None:
    ends = ends_at(0.0, 10.0, 15.0, 20.0, 30.0)
    found = divide(ends, Choices.of(ends, low=0.0, high=99.0), Aim((1, 4), 15.0))
    assert found is not None
    assert found.efforts == (15.0, 15.0)


def test_what_is_measured_exactly_replaces_what_was_thought() -> None:
    """A stage that turns out not to be leaves the next best."""
    ends = ends_at(0.0, 14.0, 15.0, 30.0)
    choices = Choices.of(ends, low=0.0, high=20.0).corrected({(0, 2): math.inf, (0, 3): 1.0})
    found = divide(ends, choices, Aim((2, 2), None))
    assert found is not None
    assert found.efforts == (14.0, 16.0)
    assert choices.effort_of(0, 3) == math.inf, "a stage that never was one stays out"
    assert divide(ends, choices.only({(1, 3): 16.0}), Aim((1, 3), None)) is None


def test_the_least_worst_by_number_of_stages() -> None:
    ends = ends_at(0.0, 10.0, 15.0, 30.0)
    worst = least_worst(ends, Choices.of(ends, low=0.0, high=99.0), 9)
    assert worst == [math.inf, 30.0, 15.0, 15.0]


def test_a_round_trip_turned_is_the_same_round() -> None:
    """Ends at 0, 10, 15, 20 and 30 km, begun at 15: 5 km on, then 25 on, none where it began."""
    ends = Ends(
        np.array([0.0, 10.0, 15.0, 20.0, 30.0]),
        np.array([0.0, 1.0, 2.0, 3.0, 0.0]),
        np.array([0.0, 4.0, 5.0, 6.0, 0.0]),
        np.array([0.0, 0.1, 0.2, 0.3, 0.0]),
    )
    turned = ends.turned(2)
    assert turned.done.tolist() == [0.0, 5.0, 25.0, 30.0]
    assert turned.evening.tolist() == [0.0, 3.0, 1.0, 0.0]
    assert turned.morning.tolist() == [0.0, 6.0, 4.0, 0.0]
    assert turned.penalty.tolist() == [0.0, 0.3, 0.1, 0.0]
    assert ends.turned(1).done.tolist() == [0.0, 5.0, 10.0, 30.0]
    assert ends.turned(3).done.tolist() == [0.0, 20.0, 25.0, 30.0]


def test_gates_turn_with_the_round() -> None:
    """Of three ends, begun at the second: the third comes first, the first second."""
    assert turned_gates([(3, 3), (1, 1)], 2, 5) == [(1, 1), (2, 2)]
    assert turned_gates([(2, 3)], 2, 5) == []
