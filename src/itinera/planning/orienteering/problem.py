"""An orienteering problem: what is asked, checked, and what of it matters."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from itinera.errors import InputError, NoRouteError
from itinera.geodesy import BoolArray, FloatArray, LongArray

#: Short cuts that are looked for at most; with more to look for, places without prize stay.
SHORT_CUTS = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Problem:
    """What is asked, with checked values.

    Attributes
    ----------
    cost : float64, shape (n, n)
        From place to place; infinite where there is no way.
    prize : float64, shape (n,)
    start, end
        Places where the order begins and ends; equal for a closed tour.
    budget
        In the unit of `cost`.
    """

    cost: FloatArray
    prize: FloatArray
    start: int
    end: int
    budget: float

    @classmethod
    def of(
        cls, cost: npt.ArrayLike, prize: npt.ArrayLike, start: int, end: int, budget: float
    ) -> Problem:
        """Check what a caller gives.

        Raises
        ------
        InputError
            If a shape, a value or an index is impossible.
        """
        costs, prizes = _square(cost), _row(prize)
        n = len(prizes)
        if costs.shape != (n, n):
            raise InputError(
                f"The costs have shape {costs.shape} and there are {n} prizes.",
                remedy=f"Give costs of shape ({n}, {n}), or a prize for every row.",
            )
        if n == 0:
            raise InputError("There are no places.", remedy="Give at least the start.")
        _refuse(costs, "Cost", infinite=True)
        _refuse(prizes, "Prize", infinite=False)
        if not isinstance(budget, int | float | np.number) or not budget >= 0.0:
            raise InputError(f"The budget is {budget!r}.", remedy="Give a budget of 0 or more.")
        return cls(costs, prizes, _index("start", start, n), _index("end", end, n), float(budget))


def _square(cost: npt.ArrayLike) -> FloatArray:
    """Return costs as an array of two dimensions."""
    costs = _numbers(cost, "costs")
    if costs.ndim != 2 or costs.shape[0] != costs.shape[1]:
        raise InputError(
            f"The costs have shape {costs.shape}.",
            remedy="Give one row and one column for every place.",
        )
    return costs


def _row(prize: npt.ArrayLike) -> FloatArray:
    """Return prizes as an array of one dimension."""
    prizes = _numbers(prize, "prizes")
    if prizes.ndim != 1:
        raise InputError(
            f"The prizes have shape {prizes.shape}.", remedy="Give one number for every place."
        )
    return prizes


def _numbers(values: npt.ArrayLike, name: str) -> FloatArray:
    """Return values as numbers."""
    try:
        return np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as exc:
        raise InputError(f"The {name} are no numbers: {exc}.", remedy="Give an array.") from exc


def _refuse(values: FloatArray, name: str, *, infinite: bool) -> None:
    """Raise on the first value that is negative, NaN or, unless allowed, infinite."""
    wrong = np.isnan(values) | (values < 0.0)
    if not infinite:
        wrong |= np.isinf(values)
    if not wrong.any():
        return
    where = tuple(int(i) for i in np.argwhere(wrong)[0])
    place = ", ".join(map(str, where))
    raise InputError(
        f"{name} [{place}] is {values[where]}.",
        remedy="Give finite numbers of 0 or more"
        + (", and infinity where there is no way." if infinite else "."),
    )


def _index(name: str, value: int, n: int) -> int:
    """Return an index of a place."""
    if isinstance(value, bool) or not isinstance(value, int | np.integer):
        raise InputError(f"The {name} is {value!r}.", remedy=f"Give an index from 0 to {n - 1}.")
    if not 0 <= value < n:
        raise InputError(
            f"The {name} is {value} and there are {n} places.",
            remedy=f"Give an index from 0 to {n - 1}.",
        )
    return int(value)


@dataclass(frozen=True, slots=True)
class Reduced:
    """A problem without the places that no order within the budget visits.

    The first place is the start, the last one the end; for a closed tour the end is a
    twin of the start.

    Attributes
    ----------
    places : int64, shape (k,)
        Which places of the problem they are.
    cost : float64, shape (k, k)
        Finite: what exceeds the budget, or leads into the start or out of the end, costs
        a forbidding amount.
    prize : float64, shape (k,)
    budget
        Finite.
    first : int64
        An order within the budget to begin with: a shortest path, as indices of `places`.
    """

    places: LongArray
    cost: FloatArray
    prize: FloatArray
    budget: float
    first: LongArray


def reduce(problem: Problem) -> Reduced:
    """Keep the places that can be visited within the budget.

    Raises
    ------
    NoRouteError
        If not even the shortest path from start to end is within the budget.
    """
    n = len(problem.prize)
    closed = problem.start == problem.end
    places = np.array(
        [
            problem.start,
            *(i for i in range(n) if i not in (problem.start, problem.end)),
            problem.end,
        ]
    )
    cost = problem.cost[np.ix_(places, places)]
    np.fill_diagonal(cost, 0.0)
    cost[:, 0] = cost[-1, :] = np.inf
    cost[0, 0] = cost[-1, -1] = 0.0
    if closed:
        cost[0, -1] = 0.0
    reached, before = shortest(cost)
    if reached[-1] > problem.budget:
        _refuse_budget(problem, float(reached[-1]))
    path = [len(places) - 1]
    while path[-1] != 0:
        path.append(int(before[path[-1]]))
    home, _ = shortest(np.ascontiguousarray(cost.T[::-1, ::-1]))
    useful = _useful(problem, reached + home[::-1], places, cost)
    useful[path] = True
    kept = np.flatnonzero(useful)
    prize = problem.prize[places]
    if closed:
        prize[-1] = 0.0
    cost, budget = _finite(cost[np.ix_(kept, kept)], problem.budget)
    first = np.searchsorted(kept, path[::-1])
    return Reduced(places[kept], cost, prize[kept], budget, first)


def _useful(
    problem: Problem, through: FloatArray, places: LongArray, cost: FloatArray
) -> BoolArray:
    """Tell which places an order may gain by: a prize in reach, or a short cut."""
    within: BoolArray = through <= problem.budget * (1.0 + 1e-12)
    idle = np.flatnonzero(within & (problem.prize[places] == 0.0))
    for i in idle if len(idle) * cost.size <= SHORT_CUTS else ():
        detour = cost[:, i, None] + cost[None, i, :]
        other = np.arange(len(places)) != i
        shorter = detour < cost
        np.fill_diagonal(shorter, val=False)
        within[i] = shorter[np.ix_(other, other)].any()
    within[[0, -1]] = True
    return within


def _finite(cost: FloatArray, budget: float) -> tuple[FloatArray, float]:
    """Replace infinity by an amount that no order can pay."""
    usable = np.isfinite(cost) & (cost <= budget)
    most = 1.001 * float(np.where(usable, cost, 0.0).max(axis=1).sum())  # rounding to spare
    budget = min(budget, most)
    return np.ascontiguousarray(np.where(usable, cost, 2.0 * budget + 1.0)), budget


def _refuse_budget(problem: Problem, shortest_path: float) -> None:
    """Raise because start and end are further apart than the budget."""
    between = f"from place {problem.start} to place {problem.end}"
    if np.isinf(shortest_path):
        raise NoRouteError(
            f"There is no way {between}.", remedy="Give finite costs that join them."
        )
    raise NoRouteError(
        f"The shortest way {between} costs {shortest_path:g}, the budget is {problem.budget:g}.",
        remedy="Raise the budget or choose an end that is nearer.",
        nearest=f"a budget of {shortest_path!r}",
    )


def shortest(cost: FloatArray) -> tuple[FloatArray, LongArray]:
    """Return lengths of the shortest paths from place 0 and the place before each (Dijkstra).

    Parameters
    ----------
    cost : float64, shape (n, n)
        Not negative; infinite where there is no way.

    Returns
    -------
    reached : float64, shape (n,)
    before : int64, shape (n,)
    """
    n = len(cost)
    reached, before = np.full(n, np.inf), np.zeros(n, dtype=np.int64)
    reached[0] = 0.0
    waiting = np.ones(n, dtype=bool)
    for _ in range(n):
        here = int(np.argmin(np.where(waiting, reached, np.inf)))
        waiting[here] = False
        nearer = waiting & (reached[here] + cost[here] < reached)
        reached[nearer] = reached[here] + cost[here][nearer]
        before[nearer] = here
    return reached, before
