"""Orienteering on small problems: hand-made answers, and every order tried."""

from __future__ import annotations

from itertools import pairwise, permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itinera.geodesy import FloatArray
from itinera.planning import solve_orienteering
from itinera.planning.orienteering import solve


def length_of(order: list[int], cost: FloatArray) -> float:
    """Add up the costs of an order, from its start."""
    return float(sum(cost[a, b] for a, b in pairwise(order)))


def prize_of(order: list[int], prize: FloatArray) -> float:
    """Add up the prizes of an order, each place once."""
    return float(prize[sorted(set(order))].sum())


def brute_force(
    cost: FloatArray, prize: FloatArray, start: int, end: int, budget: float
) -> float | None:
    """Return the most prize of any order within the budget, None if there is no order."""
    others = [i for i in range(len(prize)) if i not in (start, end)]
    worths = [
        prize_of([start, *inner, end], prize)
        for count in range(len(others) + 1)
        for inner in permutations(others, count)
        if (start == end and not inner) or length_of([start, *inner, end], cost) <= budget
    ]
    return max(worths, default=None)


def drawn(seed: int, n: int, kind: str) -> tuple[FloatArray, FloatArray]:
    """Return costs and prizes of one kind of ground."""
    rng = np.random.default_rng(seed)
    at = rng.integers(0, 20, (n, 2)).astype(float)
    cost = np.hypot(*(at[:, None] - at[None]).transpose(2, 0, 1)).round()
    if kind == "asymmetric":
        cost += rng.integers(0, 8, (n, n))
    elif kind == "wild":
        cost = rng.integers(0, 30, (n, n)).astype(float)
    elif kind == "sparse":
        cost[rng.random((n, n)) < 0.5] = np.inf
    np.fill_diagonal(cost, 0.0)
    return cost, rng.integers(0, 6, n).astype(float)


KINDS = ("plane", "asymmetric", "wild", "sparse")


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    n=st.integers(1, 7),
    budget=st.integers(0, 70),
    closed=st.booleans(),
)
def test_small_problems_equal_every_order_tried(
    kind: str, seed: int, n: int, budget: int, closed: bool
) -> None:
    """The table finds what trying all orders finds, on any ground."""
    cost, prize = drawn(seed, n, kind)
    end = 0 if closed else n - 1
    best = brute_force(cost, prize, 0, end, budget)
    if best is None:
        with pytest.raises(LookupError, match="from place 0 to place"):
            solve_orienteering(cost, prize, 0, end, budget)
        return
    order = solve_orienteering(cost, prize, 0, end, budget)
    assert (order[0], order[-1]) == (0, end)
    assert len(set(order)) == max(1, len(order) - (end == 0))
    assert order == [0, 0] or length_of(order, cost) <= budget
    assert prize_of(order, prize) == best


def test_a_place_out_of_reach_is_left_out() -> None:
    """Places at 0, 3, 4 and 10 of a line, budget 8: to 4 and back collects both."""
    at = np.array([0.0, 3.0, 4.0, 10.0])
    cost = np.abs(at[:, None] - at[None])
    order = solve_orienteering(cost, np.array([0.0, 1.0, 1.0, 9.0]), 0, 0, 8.0)
    assert sorted(order) == [0, 0, 1, 2]


def test_the_budget_may_be_used_up_exactly() -> None:
    """There and back costs 2.0: a budget of 2.0 will do, one of 1.99 will not."""
    cost, prize = np.array([[0.0, 1.0], [1.0, 0.0]]), np.ones(2)
    assert solve_orienteering(cost, prize, 0, 0, 2.0) == [0, 1, 0]
    assert solve_orienteering(cost, prize, 0, 0, 1.99) == [0, 0]


def test_equal_prizes_take_the_shorter_order() -> None:
    """Round a square of side 1 by its sides, 4, though the diagonals would be within 5."""
    at = np.array([[0.0, 0.0], [1.0, 1.0], [1.0, 0.0], [0.0, 1.0]])
    cost = np.hypot(*(at[:, None] - at[None]).transpose(2, 0, 1))
    order = solve_orienteering(cost, np.ones(4), 0, 0, 5.0)
    assert length_of(order, cost) == 4.0


def test_a_place_without_prize_serves_as_short_cut() -> None:
    """From 0 to 2 costs 9, by way of 1 it costs 2; the budget is 3."""
    cost = np.array([[0.0, 1.0, 9.0], [1.0, 0.0, 1.0], [9.0, 1.0, 0.0]])
    assert solve_orienteering(cost, np.array([0.0, 0.0, 5.0]), 0, 2, 3.0) == [0, 1, 2]


@pytest.mark.parametrize("kind", KINDS)
def test_the_search_meets_the_optimum_of_thirteen_places(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the local search finds equals what the table proves."""
    for seed in range(5):
        cost, prize = drawn(seed, 13, kind)
        budget = 60.0 if kind != "wild" else 20.0
        best = prize_of(solve_orienteering(cost, prize, 0, 0, budget), prize)
        with monkeypatch.context() as patch:
            patch.setattr(solve, "EXACT", 0)
            order = solve_orienteering(cost, prize, 0, 0, budget, effort=2)
        assert length_of(order, cost) <= budget
        assert prize_of(order, prize) == best, f"seed {seed}"
