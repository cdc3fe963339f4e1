"""Solve orienteering problems: exactly when small, else by iterated local search."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from itinera.errors import InputError, NoRouteError
from itinera.geodesy import BoolArray, FloatArray, IntArray, LongArray
from itinera.planning.orienteering.problem import Problem, Reduced, reduce
from itinera.search.stop import SAFETY_S, Budget

#: Evaluations by effort, 1 to 5: orders changed, completed and valued.
EVALUATIONS = (2_000, 8_000, 25_000, 80_000, 240_000)
#: Evaluations between two looks at the clock.
SLICE = 1_000
#: Places in reach, besides start and end, up to which every set of them is tried.
EXACT = 14
#: Neighbours kept of every place.
NEIGHBOURS = 80
#: What may be lost in a change at the begin and in the end, in mean prizes.
WARM, COLD = 2.5, 0.1


def solve_orienteering(
    cost: npt.ArrayLike,
    prize: npt.ArrayLike,
    start: int,
    end: int,
    budget: float,
    *,
    seed: int = 0,
    effort: int = 3,
) -> list[int]:
    """Choose the places of most prize that fit a budget, and their order.

    Parameters
    ----------
    cost : float64, shape (n, n)
        From place (row) to place (column), not negative, symmetric or not; infinite
        where there is no way. The diagonal does not count.
    prize : float64, shape (n,)
        Of each place, finite and not negative; collected once.
    start, end
        Indices of the places where the order begins and ends.
    budget
        The order's costs, added up from its start, never exceed it.
    seed
        The same input, seed and effort give the same order.
    effort
        1 to 5: how many changes are tried. A wall clock is only a safety stop.

    Returns
    -------
    list of int
        Places in order, `start` first and `end` last, none twice. If `start` and `end`
        are equal, the tour is closed: `[start, ..., start]`, and `[start, start]` when
        no other place fits.

    Raises
    ------
    InputError
        If a shape, value, index, seed or effort is impossible.
    NoRouteError
        If not even the shortest path from start to end fits the budget; `nearest` names
        the budget that would do.

    Notes
    -----
    With up to 14 places in reach the answer is optimal (Held and Karp's table); with
    more it is that of an iterated local search, see docs/orienteering.md.

    Examples
    --------
    Three places on a line, the middle one 1 from each: 2 is what there and back costs.

    >>> solve_orienteering([[0, 1, 2], [1, 0, 1], [2, 1, 0]], [0, 5, 9], 0, 0, 2.0)
    [0, 1, 0]
    """
    evaluations = _evaluations(effort)
    if isinstance(seed, bool) or not isinstance(seed, int | np.integer) or seed < 0:
        raise InputError(f"The seed is {seed!r}.", remedy="Give a whole number of 0 or more.")
    reduced = reduce(Problem.of(cost, prize, start, end, budget))
    if len(reduced.places) - 2 <= EXACT:
        order = _exact(reduced)
    else:
        order = _searched(reduced, int(seed), evaluations)
    return [int(place) for place in reduced.places[order]]


def best_order(
    cost: FloatArray, prize: FloatArray, must: BoolArray, budget: float, *, seed: int, effort: int
) -> list[int] | None:
    """Return the best order from the first place to the last one through all that must be.

    Parameters
    ----------
    cost, prize, budget, seed, effort
        As `solve_orienteering` takes them.
    must : bool, shape (n,)
        Places that are visited whatever their prize.

    Returns
    -------
    list of int or None
        None if no order within the budget was found that visits them.
    """
    usual = np.where(must, 0.0, prize)
    forced = np.where(must, 1.0 + 10.0 * float(usual.sum()), usual)
    try:
        reduced = reduce(Problem.of(cost, forced, 0, len(prize) - 1, budget))
    except NoRouteError:
        return None
    if len(reduced.places) - 2 <= EXACT:
        order = _exact(reduced)
    else:
        mean = float(usual[reduced.places].mean())
        order = _searched(reduced, seed, _evaluations(effort), mean=mean or None)
    found = [int(place) for place in reduced.places[order]]
    return found if must[found].sum() == must.sum() else None


def _evaluations(effort: int) -> int:
    """Return how many evaluations an effort stands for."""
    if effort not in range(1, len(EVALUATIONS) + 1):
        raise InputError(
            f"Effort {effort} does not exist.", remedy=f"Choose 1 to {len(EVALUATIONS)}."
        )
    return EVALUATIONS[effort - 1]


def _exact(reduced: Reduced) -> LongArray:
    """Return the best order, trying every set of places."""
    from itinera.search import _subset_kernels as k

    return k.exact(reduced.cost, reduced.prize, reduced.budget)


def _nearest(cost: np.ndarray) -> IntArray:
    """Return the nearest places of each, in the cheaper direction, shape (n, k)."""
    key = np.minimum(cost, cost.T)
    np.fill_diagonal(key, np.inf)
    return np.argsort(key, axis=1, kind="stable")[:, : min(NEIGHBOURS, len(key) - 1)].astype(
        np.int32
    )


def _searched(
    reduced: Reduced, seed: int, evaluations: int, *, mean: float | None = None
) -> LongArray:
    """Return the best order that the local search meets; `mean` is of prizes that may be lost."""
    from itinera.search import _orienteering_kernels as k

    n = len(reduced.places)
    cost = reduced.cost
    places = k.Places(
        cost, reduced.prize, _nearest(cost), reduced.budget, 1e-9 * max(reduced.budget, 1e-300),
        bool((cost[1:-1, 1:-1] == cost[1:-1, 1:-1].T).all()),
    )  # fmt: skip

    def tour() -> k.Tour:
        order = np.zeros(n, dtype=np.int64)
        order[: len(reduced.first)] = reduced.first
        size = np.array([len(reduced.first)])
        return k.Tour(
            order, order.copy(), np.zeros(n), np.zeros(n), size, np.zeros(n, dtype=bool),
            order.copy(), np.zeros(n), np.zeros((n, 2), dtype=np.int64),
        )  # fmt: skip

    now, trial, best = tour(), tour(), tour()
    state = int(np.random.SeedSequence(seed).generate_state(1)[0]) % (k.MODULUS - 1) + 1
    desk = k.Desk(np.zeros(n), np.zeros(n, dtype=np.int64), np.array([state]))
    for one in (now, best):
        k.complete(places, one, desk)
    mean = float(reduced.prize.mean()) if mean is None else mean
    heat = (WARM * mean, COLD * mean, float(evaluations))
    rest = Budget(evaluations, SAFETY_S)
    while not rest.exhausted:
        until = min(evaluations, rest.spent + SLICE)
        k.search(places, now, trial, best, desk, heat, (rest.spent, until))
        rest.spent = until
    return best.order[: best.size[0]]
