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
CHANGES = (60_000, 200_000, 600_000, 2_000_000, 6_000_000)
SLICE = 50_000  # changes between two looks at the clock
NEIGHBOURS = 24  # kept of every place
WARM, COLD = 1.0, 0.02  # mean prizes that may be lost by a change, at the begin and in the end
THRIFT = 0.02  # prizes that the whole budget costs
DEARTH = 50.0  # times the prize of the whole, for a budget overspent by its double
WARM_STEP, COLD_STEP = 0.5, 0.005  # mean steps of the order that a change may lengthen it by
NO_WAY = 1e9  # metres: what stands for infinity
FREE = 5e8  # metres: a budget that is none, which no order without a way meets
EXACT = 12  # places besides start and end up to which every set of them is tried


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

    @property
    def plain(self) -> bool:
        """Tell whether there are places only: no stretches, no order to be kept."""
        return not (self.two.any() or (self.own > 0.0).any() or (self.rank >= 0).any())

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
    shortest found through that. Up to twelve places besides start and end it is the best
    there is, and the shortest of those.

    Parameters
    ----------
    seed, effort
        The same input, seed and effort (1 to 5) give the same order.
    """
    from itinera.search import _order_kernels as k

    places = _places(problem)
    n = len(problem.prize)
    best = _blank(n)
    if n - 2 <= EXACT:
        k.exact(places, best)
        return [int(code) for code in best.code[: best.size[0]]]
    k.begin(places, best)
    k.fill(places, best)
    if not (problem.plain and _solved(places, best, problem, seed, effort)):
        _search(places, best, seed, CHANGES[effort - 1])
    _shorten(places, best, seed, CHANGES[effort - 1])
    return [int(code) for code in best.code[: best.size[0]]]


def _places(problem: Choosing) -> Places:
    """Return a problem as the kernels read it."""
    from itinera.search import _order_kernels as k

    n = len(problem.prize)
    most = min(problem.budget, FREE)
    dist = np.where(np.isfinite(problem.dist), problem.dist, NO_WAY)
    prize = np.where(problem.must, 0.0, problem.prize)
    whole = max(float(prize.sum()), 1.0)
    scale = most if 0.0 < most < FREE else max(float(np.median(dist[::2, ::2])) * n, 1.0)
    must = problem.must.copy()
    must[[0, -1]] = True  # and so never taken out
    return k.Places(
        dist, problem.own, prize, must, problem.two, problem.rank,
        _near(dist), most, DEARTH * whole / scale, THRIFT * whole / scale,
    )  # fmt: skip


def _blank(n: int) -> Order:
    """Return an order of nothing with room for all."""
    from itinera.search import _order_kernels as k

    return k.Order(
        np.zeros(n + 1, dtype=np.int64), np.full(n, -1, dtype=np.int64), np.zeros(1, dtype=np.int64)
    )


def _copied(order: Order) -> Order:
    """Return a copy of an order."""
    from itinera.search import _order_kernels as k

    return k.Order(order.code.copy(), order.at.copy(), order.size.copy())


def _search(places: Places, best: Order, seed: int, changes: int) -> None:
    """Look for more prize."""
    mean = float(places.prize.sum()) / len(places.prize)
    if mean > 0.0:
        _anneal(places, best, seed, changes, (WARM * mean, COLD * mean))


def _shorten(places: Places, best: Order, seed: int, changes: int) -> None:
    """Look for a shorter order of the same places, and fill what that leaves room for."""
    from itinera.search import _order_kernels as k

    visited = best.at >= 0
    same = places._replace(must=visited, prize=np.zeros(len(visited)), budget=FREE, dearth=0.0)
    step = places.thrift * k.length_of(places, best) / max(1, int(visited.sum()))
    if step > 0.0:
        _anneal(same, best, seed + 1, changes, (WARM_STEP * step, COLD_STEP * step))
    k.fill(places, best)


def _anneal(
    places: Places, best: Order, seed: int, changes: int, heat: tuple[float, float]
) -> None:
    """Improve an order by simulated annealing."""
    from itinera.search import _order_kernels as k

    now, trial = _copied(best), _copied(best)
    state = int(np.random.SeedSequence(seed).generate_state(1)[0]) % (k.MODULUS - 1) + 1
    random, spare = np.array([state]), np.zeros(len(best.code), dtype=np.int64)
    rest = Budget(changes, SAFETY_S)
    while not rest.exhausted:
        until = min(changes, rest.spent + SLICE)
        span = (rest.spent, until)
        k.search(places, now, trial, best, spare, random, (*heat, float(changes)), span)
        rest.spent = until


def _solved(places: Places, best: Order, problem: Choosing, seed: int, effort: int) -> bool:
    """Take the order of the orienteering solver; False if it has none."""
    from itinera.planning.orienteering.solve import best_order
    from itinera.search import _order_kernels as k

    found = best_order(
        problem.dist[::2, ::2], np.where(problem.must, 0.0, problem.prize), places.must,
        problem.budget, seed=seed, effort=effort,
    )  # fmt: skip
    if found is None:
        return False
    other = _blank(len(problem.prize))
    other.code[: len(found)] = 2 * np.array(found)
    other.at[found] = np.arange(len(found))
    other.size[0] = len(found)
    if k.value_of(places, other) > k.value_of(places, best):
        for mine, theirs in zip(best, other, strict=True):
            mine[:] = theirs
    return True


def _near(dist: FloatArray) -> np.ndarray:
    """Return the nearest other places of each, shape (n, k)."""
    n = len(dist) // 2
    key = dist.reshape(n, 2, n, 2).min(axis=(1, 3))
    key = np.minimum(key, key.T)
    np.fill_diagonal(key, np.inf)
    return np.argsort(key, axis=1, kind="stable")[:, : min(NEIGHBOURS, n - 1)].astype(np.int32)
