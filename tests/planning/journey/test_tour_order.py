"""Which places and in what order: against every order tried, with stretches and ranks."""

from __future__ import annotations

from itertools import pairwise, permutations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itinera.planning.journey.tour import order
from itinera.planning.journey.tour.order import Choosing, choose_order


def length_of(problem: Choosing, codes: list[int]) -> float:
    """Add up an order: between its places, and within them."""
    between = sum(problem.dist[a, b] for a, b in pairwise(codes))
    return float(between + sum(problem.own[code // 2] for code in codes))


def allowed(problem: Choosing, codes: list[int]) -> bool:
    """Tell whether an order keeps every rule but the budget."""
    places = [code // 2 for code in codes]
    ranks = [int(problem.rank[place]) for place in places if problem.rank[place] >= 0]
    return (
        ranks == sorted(ranks)
        and len(set(places)) == len(places)
        and all(problem.two[code // 2] for code in codes if code % 2)
        and {i for i, must in enumerate(problem.must) if must} <= set(places)
        and (codes[0], codes[-1]) == (0, 2 * len(problem.prize) - 2)
    )


def every_order(problem: Choosing) -> list[list[int]]:
    """Return every order of codes that keeps the rules, whatever its length."""
    n = len(problem.prize)
    found = []
    for count in range(n - 1):
        for inner in permutations(range(1, n - 1), count):
            ways = [(2 * i, 2 * i + 1) if problem.two[i] else (2 * i,) for i in inner]
            for codes in product(*ways):
                whole = [0, *codes, 2 * n - 2]
                if allowed(problem, whole) and np.isfinite(length_of(problem, whole)):
                    found.append(whole)
    return found


def prize_of(problem: Choosing, codes: list[int]) -> float:
    return float(problem.prize[[code // 2 for code in codes]].sum())


def drawn(seed: int, n: int, *, plain: bool = False, sparse: bool = False) -> Choosing:
    """Return an asymmetric problem, with stretches, ranks and musts unless plain."""
    rng = np.random.default_rng(seed)
    dist = rng.integers(1, 30, (2 * n, 2 * n)).astype(float)
    if sparse:
        dist[rng.random(dist.shape) < 0.3] = np.inf
    two = np.zeros(n, dtype=bool) if plain else rng.random(n) < 0.4
    rank = np.full(n, -1) if plain else np.where(rng.random(n) < 0.5, rng.integers(0, 4, n), -1)
    must = rng.random(n) < (0.0 if plain else 0.3)
    for mask in (two, must):
        mask[[0, -1]] = False
    rank[[0, -1]] = -1
    own = np.where(two, rng.integers(0, 9, n).astype(float), 0.0)
    prize = np.where(must, 0.0, rng.integers(0, 20, n).astype(float))
    prize[[0, -1]] = 0.0
    return Choosing(dist, own, prize, must, two, rank, float(rng.integers(10, 90)))


@settings(max_examples=150, deadline=None)
@given(seed=st.integers(0, 10**6), n=st.integers(2, 7), sparse=st.booleans())
def test_small_problems_are_solved_as_well_as_by_trying_everything(
    seed: int, n: int, sparse: bool
) -> None:
    """Most prize within the budget, and the least length for it; the shortest if none fits."""
    problem = drawn(seed, n, sparse=sparse)
    orders = every_order(problem)
    found = choose_order(problem, seed=0, effort=1)
    if not orders:
        return
    assert allowed(problem, found)
    within = [one for one in orders if length_of(problem, one) <= problem.budget]
    if within:
        best = max((prize_of(problem, one), -length_of(problem, one)) for one in within)
        assert (prize_of(problem, found), -length_of(problem, found)) == pytest.approx(best)
    else:
        shortest = min(length_of(problem, one) for one in orders)
        assert length_of(problem, found) == pytest.approx(shortest)


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("plain", [True, False])
def test_the_search_meets_the_table(
    seed: int, plain: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On ten places the search that larger problems get finds what trying every set finds."""
    problem = drawn(seed, 10, plain=plain)
    best = choose_order(problem, seed=0, effort=1)
    monkeypatch.setattr(order, "EXACT", 0)
    found = choose_order(problem, seed=0, effort=2)
    assert allowed(problem, found)
    if length_of(problem, best) <= problem.budget:
        assert length_of(problem, found) <= problem.budget
        assert prize_of(problem, found) == pytest.approx(prize_of(problem, best))


def square(n: int, seed: int) -> Choosing:
    """Return a round trip through places in a square, with a budget of half of it all."""
    rng = np.random.default_rng(seed)
    at = 10_000.0 * rng.random((n, 2))
    at = np.vstack((at, at[:1]))
    cost = np.hypot(*(at[:, None] - at[None]).transpose(2, 0, 1))
    prize = np.append(rng.integers(1, 100, n).astype(float), 0.0)
    must = np.zeros(n + 1, dtype=bool)
    must[[3, 7]] = True
    return Choosing.of_table(cost, prize, 3_500.0 * np.sqrt(n), must=must)


def test_what_must_be_is_visited_and_the_budget_kept() -> None:
    """Forty places in a square, two of them musts without a prize."""
    problem = square(40, 1)
    found = choose_order(problem, seed=0, effort=1)
    assert allowed(problem, found)
    assert length_of(problem, found) <= problem.budget
    assert 12 < len(found) < 42


def test_ranks_and_stretches_of_a_larger_problem_are_kept() -> None:
    """A fixed order of six musts, and two stretches entered at either end."""
    plain = square(30, 2)
    n = len(plain.prize)
    dist = np.repeat(np.repeat(plain.dist[::2, ::2], 2, axis=0), 2, axis=1)
    rank = np.full(n, -1)
    rank[[4, 9, 1, 20, 15, 6]] = range(6)
    two = np.isin(np.arange(n), (5, 12))
    problem = Choosing(
        dist, np.where(two, 500.0, 0.0), plain.prize, rank >= 0, two, rank, plain.budget
    )
    found = choose_order(problem, seed=0, effort=2)
    assert allowed(problem, found)
    assert [c // 2 for c in found if rank[c // 2] >= 0] == [4, 9, 1, 20, 15, 6]


def test_without_a_budget_everything_is_visited_and_round_a_ring_in_order() -> None:
    """The shortest round through places on a circle goes round it."""
    n = 24
    angle = 2.0 * np.pi * np.append(np.random.default_rng(5).permutation(n), 0) / n
    at = 1_000.0 * np.stack((np.cos(angle), np.sin(angle)), axis=1)
    at[-1] = at[0]
    cost = np.hypot(*(at[:, None] - at[None]).transpose(2, 0, 1))
    problem = Choosing.of_table(cost, np.ones(n + 1), np.inf)
    found = choose_order(problem, seed=0, effort=1)
    assert len(found) == n + 1
    assert length_of(problem, found) == pytest.approx(n * 2_000.0 * np.sin(np.pi / n))


def test_the_same_question_gets_the_same_order() -> None:
    """Seed and effort decide; another seed may differ, the same never does."""
    problem = square(40, 3)
    assert choose_order(problem, seed=4, effort=1) == choose_order(problem, seed=4, effort=1)


def test_more_effort_is_never_worse_here() -> None:
    """Effort 2 finds at least what effort 1 does, on a problem where they differ or not."""
    problem = square(60, 8)
    worths = [prize_of(problem, choose_order(problem, seed=0, effort=e)) for e in (1, 2)]
    assert worths[1] >= worths[0]
