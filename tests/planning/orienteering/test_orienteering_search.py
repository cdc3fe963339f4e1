"""Orienteering on larger problems: what must hold for every answer, and what is refused."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from itinera.errors import InputError, NoRouteError
from itinera.geodesy import FloatArray
from itinera.planning import solve_orienteering

COSTS = np.array([[0.0, 1.0, 2.0], [1.0, 0.0, 1.0], [2.0, 1.0, 0.0]])
PRIZES = np.array([0.0, 5.0, 9.0])


def ground(seed: int, n: int, *, wind: float = 0.0) -> tuple[FloatArray, FloatArray]:
    """Return costs and prizes of places in a square of side 1000; going east costs more in wind."""
    rng = np.random.default_rng(seed)
    at = 1000.0 * rng.random((n, 2))
    cost = np.hypot(*(at[:, None] - at[None]).transpose(2, 0, 1))
    cost += wind * np.maximum(0.0, at[None, :, 0] - at[:, None, 0])
    return cost, np.array([1.0 + (7141 * i + 73) % 100 for i in range(n)])


def greedy(cost: FloatArray, prize: FloatArray, end: int, budget: float) -> float:
    """Append the place of most prize for its cost while the end stays in reach."""
    order, length = [0], 0.0
    while True:
        here = order[-1]
        fits = [
            u
            for u in range(len(prize))
            if u not in (*order, end) and length + cost[here, u] + cost[u, end] <= budget
        ]
        if not fits:
            return float(prize[sorted({*order, end})].sum())
        best = max(fits, key=lambda u: prize[u] / cost[here, u])
        length += cost[here, best]
        order.append(best)


@pytest.mark.parametrize("wind", [0.0, 0.5], ids=["calm", "wind"])
@pytest.mark.parametrize("end", [0, 7])
def test_an_order_fits_its_budget_and_beats_greed(end: int, wind: float) -> None:
    """Ends right, nothing twice, within the budget, and at least a tenth more than greed."""
    cost, prize = ground(3, 60, wind=wind)
    order = solve_orienteering(cost, prize, 0, end, 2500.0, effort=1)
    assert (order[0], order[-1]) == (0, end)
    assert len(set(order)) == len(order) - (end == 0)
    assert sum(cost[a, b] for a, b in pairwise(order)) <= 2500.0
    assert prize[sorted(set(order))].sum() >= 1.1 * greedy(cost, prize, end, 2500.0)


def test_one_seed_one_answer() -> None:
    """The same seed gives the same order, and more effort never a worse one here."""
    cost, prize = ground(5, 80)
    orders = [solve_orienteering(cost, prize, 0, 0, 3000.0, seed=7, effort=1) for _ in range(2)]
    assert orders[0] == orders[1]
    longer = solve_orienteering(cost, prize, 0, 0, 3000.0, seed=7, effort=2)
    assert prize[sorted(set(longer))].sum() >= prize[sorted(set(orders[0]))].sum()


def test_a_budget_without_end_visits_every_place_in_reach() -> None:
    """Thirty places, two of them behind no way: the other 28 are visited."""
    cost, prize = ground(1, 30)
    cost[:, [11, 12]] = np.inf
    order = solve_orienteering(cost, prize, 0, 29, np.inf, effort=1)
    assert sorted(order) == [i for i in range(30) if i not in (11, 12)]


def test_a_grid_of_one_way_streets_is_kept_to() -> None:
    """On a ring of one-way arcs only the whole ring comes back; one less of budget, and none."""
    n = 20
    cost = np.full((n, n), np.inf)
    cost[np.arange(n), (np.arange(n) + 1) % n] = 1.0
    assert solve_orienteering(cost, np.ones(n), 4, 9, 5.0) == [4, 5, 6, 7, 8, 9]
    assert solve_orienteering(cost, np.ones(n), 4, 4, 19.0) == [4, 4]


def test_start_and_end_beyond_the_budget_name_the_one_that_would_do() -> None:
    """From 0 to 2 costs 2; with a budget of 1.5 there is none, and 2.0 is nearest."""
    with pytest.raises(NoRouteError, match=r"from place 0 to place 2 costs 2, .* is 1\.5") as none:
        solve_orienteering(COSTS, PRIZES, 0, 2, 1.5)
    assert none.value.nearest == "a budget of 2.0"
    assert solve_orienteering(COSTS, PRIZES, 0, 2, 2.0) == [0, 1, 2]


def test_no_way_at_all_is_told() -> None:
    """Infinite costs all round the end: no budget would do."""
    cost = np.where(COSTS == 0.0, 0.0, np.inf)
    with pytest.raises(NoRouteError, match="no way from place 0 to place 2"):
        solve_orienteering(cost, PRIZES, 0, 2, 9.0)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"cost": COSTS[:2]}, r"costs have shape \(2, 3\)"),
        ({"cost": COSTS[0]}, r"costs have shape \(3,\)"),
        ({"cost": [[0.0, "far"], [1.0, 0.0]]}, "costs are no numbers"),
        ({"cost": COSTS - 1.0}, r"Cost \[0, 0\] is -1"),
        ({"cost": np.full((3, 3), np.nan)}, r"Cost \[0, 0\] is nan"),
        ({"prize": PRIZES[:2]}, "there are 2 prizes"),
        ({"prize": COSTS}, r"prizes have shape \(3, 3\)"),
        ({"prize": [0.0, -5.0, 1.0]}, r"Prize \[1\] is -5"),
        ({"prize": [0.0, 5.0, np.nan]}, r"Prize \[2\] is nan"),
        ({"prize": [0.0, 5.0, np.inf]}, r"Prize \[2\] is inf"),
        ({"cost": np.zeros((0, 0)), "prize": []}, "no places"),
        ({"start": 3}, "start is 3 and there are 3 places"),
        ({"end": -1}, "end is -1 and there are 3 places"),
        ({"end": 1.5}, r"end is 1\.5"),
        ({"budget": -1.0}, r"budget is -1\.0"),
        ({"budget": np.nan}, "budget is nan"),
        ({"budget": "long"}, "budget is 'long'"),
        ({"seed": -1}, "seed is -1"),
        ({"effort": 0}, "Effort 0 does not exist"),
        ({"effort": 6}, "Effort 6 does not exist"),
    ],
    ids=lambda value: ", ".join(value) if isinstance(value, dict) else "",
)
def test_what_is_impossible_is_named(change: dict[str, object], words: str) -> None:
    """A wrong shape, value or index is refused with its name, and a remedy."""
    asked: dict[str, object] = {
        "cost": COSTS, "prize": PRIZES, "start": 0, "end": 2, "budget": 9.0, **change,
    }  # fmt: skip
    cost, prize, start, end, budget = (
        asked.pop(name) for name in ("cost", "prize", "start", "end", "budget")
    )
    with pytest.raises(InputError, match=words) as refused:
        solve_orienteering(cost, prize, start, end, budget, **asked)
    assert refused.value.remedy
