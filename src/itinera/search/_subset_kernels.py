"""Compiled loops over sets of places: the exact table of the orienteering solver.

The rules of `_kernels` hold here too. Place 0 is where the order begins and the last
place where it ends; the places between them are counted from 0 in sets.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar, cast

import numba
import numpy as np

if TYPE_CHECKING:
    from itinera.geodesy import ByteArray, FloatArray, LongArray

_Kernel = TypeVar("_Kernel", bound=Callable[..., object])

NONE = 255  # no place before


def _kernel(function: _Kernel) -> _Kernel:
    """Compile `function` on first use and keep the result on disk."""
    return cast("_Kernel", numba.njit(cache=True)(function))


@_kernel
def _table(cost: FloatArray, budget: float, length: FloatArray, before: ByteArray) -> None:
    """Write the least length by set of visited places and last of them (Held and Karp 1962)."""
    inner = len(cost) - 2
    for last in range(inner):
        length[1 << last, last] = cost[0, last + 1]
    for chosen in range(1, 1 << inner):
        for last in range(inner):
            here = length[chosen, last]
            if here > budget:
                continue
            for other in range(inner):
                more = chosen | 1 << other
                reached = here + cost[last + 1, other + 1]
                if more != chosen and reached < length[more, other]:
                    length[more, other] = reached
                    before[more, other] = last


@_kernel
def _best(
    cost: FloatArray, prize: FloatArray, budget: float, length: FloatArray
) -> tuple[int, int]:
    """Return the set of most prize that fits the budget, of equal ones the shortest, and its last.

    The set is empty and the last -1 if nothing else fits.
    """
    n = len(prize)
    worth = np.zeros(len(length))
    best_set, best_last = 0, -1
    best_worth, best_length = (0.0, cost[0, n - 1]) if cost[0, n - 1] <= budget else (-1.0, np.inf)
    for chosen in range(1, len(length)):
        low = 0
        while not chosen >> low & 1:
            low += 1
        worth[chosen] = worth[chosen & (chosen - 1)] + prize[low + 1]
        if worth[chosen] < best_worth:
            continue
        for last in range(n - 2):
            whole = length[chosen, last] + cost[last + 1, n - 1]
            if whole <= budget and (worth[chosen] > best_worth or whole < best_length):
                best_worth, best_length = worth[chosen], whole
                best_set, best_last = chosen, last
    return best_set, best_last


@_kernel
def exact(cost: FloatArray, prize: FloatArray, budget: float) -> LongArray:
    """Return the order of most prize within the budget, the shortest of those."""
    n = len(prize)
    length = np.full((1 << (n - 2), n - 2), np.inf)
    before = np.full((1 << (n - 2), n - 2), NONE, dtype=np.uint8)
    _table(cost, budget, length, before)
    chosen, last = _best(cost, prize, budget, length)
    order = np.zeros(n, dtype=np.int64)
    order[n - 1] = n - 1
    begin = n - 1
    while last >= 0:
        begin -= 1
        order[begin] = last + 1
        earlier = before[chosen, last]
        chosen ^= 1 << last
        last = -1 if earlier == NONE else int(earlier)
    order[begin - 1] = 0
    return order[begin - 1 :].copy()
