"""Which places a tour visits, and in what order, on a table of lengths alone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from itinera.search.stop import SAFETY_S, Budget

if TYPE_CHECKING:
    from itinera.geodesy import BoolArray, FloatArray, LongArray
    from itinera.search._order_kernels import Order, Places

#: Changes tried by effort, 1 to 5.
CHANGES = (100_000, 300_000, 1_000_000, 3_000_000, 10_000_000)
SLICE = 50_000  # changes between two looks at the clock
NEIGHBOURS = 24  # kept of every place
WARM, COLD = 1.0, 0.02  # mean prizes that may be lost by a change, at the begin and in the end
THRIFT = 0.02  # prizes that the whole budget costs
DEARTH = 50.0  # times the prize of the whole, for a budget overspent by its double
FREE = 1e12  # a budget that is none


@dataclass(frozen=True, slots=True)
class Choosing:
    """Places to choose from and to order.

    The first place is the start, the last one the end. A place may be a stretch that is
    entered at one end and left at the other: then it has two codes, `2 i` along it and
    `2 i + 1` against it, and others have `2 i` alone.

    Attributes
    ----------
    dist : float64, shape (2 n, 2 n)
        Metres from leaving a code to entering another; infinite where there is no way.
    own : float64, shape (n,)
        Metres within each place.
    prize : float64, shape (n,)
    must, two : bool, shape (n,)
        Must be visited; may be passed either way.
    rank : int64, shape (n,)
        Places of a rank are met in rising order; -1 anywhere.
    budget
        Most metres of the whole.
    """

    dist: FloatArray
    own: FloatArray
    prize: FloatArray
    must: BoolArray
    two: BoolArray
    rank: LongArray
    budget: float

    def within(self, budget: float) -> Choosing:
        """Return the same with another budget."""
        return replace(self, budget=budget)

    @classmethod
    def of_table(
        cls, cost: FloatArray, prize: FloatArray, budget: float, *, must: BoolArray | None = None
    ) -> Choosing:
        """Choose among plain places, without stretches or ranks.

        Parameters
        ----------
        cost : float64, shape (n, n)
            The first place is the start, the last one the end.
        """
        n = len(prize)
        dist = np.full((2 * n, 2 * n), np.inf)
        dist[::2, ::2] = cost
        none = np.zeros(n, dtype=np.bool_)
        return cls(
            dist, np.zeros(n), prize, none if must is None else must, none,
            np.full(n, -1, dtype=np.int64), budget,
        )  # fmt: skip


def choose_order(problem: Choosing, *, seed: int, effort: int) -> list[int]:
    """Return the codes of the best order met, from the start to the end.

    What must be visited always is, even beyond the budget: then the order is the
    shortest found through that.

    Parameters
    ----------
    seed, effort
        The same input, seed and effort (1 to 5) give the same order.
    """
    from itinera.search import _order_kernels as k

    n = len(problem.prize)
    most = min(problem.budget, FREE)
    finite = np.where(np.isfinite(problem.dist), problem.dist, 1e9)
    prize = np.where(problem.must, 0.0, problem.prize)
    whole = max(float(prize.sum()), 1.0)
    scale = most if most < FREE else max(float(np.median(finite[::2, ::2])) * n, 1.0)
    must = problem.must.copy()
    must[[0, -1]] = True  # and so never taken out
    places = k.Places(
        finite, problem.own, prize, must, problem.two, problem.rank,
        _near(finite), most, DEARTH * whole / scale, THRIFT * whole / scale,
    )  # fmt: skip

    def blank() -> Order:
        return k.Order(
            np.zeros(n + 1, dtype=np.int64), np.full(n, -1, dtype=np.int64),
            np.zeros(1, dtype=np.int64),
        )  # fmt: skip

    now, trial, best = blank(), blank(), blank()
    for order in (now, best):
        k.begin(places, order)
        k.fill(places, order)
    if n > 3:
        _search(places, (now, trial, best), seed, effort, whole / n)
    return [int(code) for code in best.code[: best.size[0]]]


def _search(
    places: Places, orders: tuple[Order, Order, Order], seed: int, effort: int, mean: float
) -> None:
    """Improve the last of three orders."""
    from itinera.search import _order_kernels as k

    now, trial, best = orders
    changes = CHANGES[effort - 1]
    state = int(np.random.SeedSequence(seed).generate_state(1)[0]) % (k.MODULUS - 1) + 1
    random, spare = np.array([state]), np.zeros(len(now.at) + 1, dtype=np.int64)
    rest = Budget(changes, SAFETY_S)
    heat = (WARM * mean, COLD * mean, float(changes))
    while not rest.exhausted:
        until = min(changes, rest.spent + SLICE)
        k.search(places, now, trial, best, spare, random, heat, (rest.spent, until))
        rest.spent = until


def _near(dist: FloatArray) -> np.ndarray:
    """Return the nearest other places of each, shape (n, k)."""
    n = len(dist) // 2
    key = dist.reshape(n, 2, n, 2).min(axis=(1, 3))
    key = np.minimum(key, key.T)
    np.fill_diagonal(key, np.inf)
    return np.argsort(key, axis=1, kind="stable")[:, : min(NEIGHBOURS, n - 1)].astype(np.int32)
