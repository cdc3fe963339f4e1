"""Compiled loops over the ends of stages: what lies near them, and the best choice of them.

The rules of `_kernels` hold here too.

Ends are numbered along the way. The stages that may follow an end i stand in the rows
``offsets[i]:offsets[i + 1]``: `to` is the end that the stage leads to, always a later one,
and `effort` what it takes.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar, cast

import numba
import numpy as np

if TYPE_CHECKING:
    from itinera.geodesy import FloatArray, IntArray, LongArray

_Kernel = TypeVar("_Kernel", bound=Callable[..., object])


def _kernel(function: _Kernel) -> _Kernel:
    """Compile `function` on first use and keep the result on disk."""
    return cast("_Kernel", numba.njit(cache=True)(function))


@_kernel
def nearest(
    offsets: LongArray,
    far: IntArray,
    cost: FloatArray,
    metres: FloatArray,
    seeds: IntArray,
    seed_costs: FloatArray,
    seed_metres: FloatArray,
    labels: IntArray,
    bound_m: float,
) -> tuple[FloatArray, FloatArray, IntArray]:
    """Find the nearest of many places for every node: Dijkstra from all of them at once.

    Parameters
    ----------
    cost, metres
        Of the arc at each position; nearest is what costs least.
    seeds, seed_costs, seed_metres, labels
        Nodes to begin from, what lies between them and their place, and which place it is.
    bound_m
        No way longer than this is followed.

    Returns
    -------
    cost, metres, label
        Of every node; infinite, and -1, where no place is within the bound.
    """
    n = len(offsets) - 1
    key, along = np.full(n, np.inf), np.full(n, np.inf)
    label = np.full(n, -1, dtype=np.int32)
    heap = [(0.0, np.int32(-1))]
    heap.pop()
    for i in range(len(seeds)):
        v = seeds[i]
        if seed_metres[i] <= bound_m and seed_costs[i] < key[v]:
            key[v], along[v], label[v] = seed_costs[i], seed_metres[i], labels[i]
            heapq.heappush(heap, (seed_costs[i], v))
    while len(heap) > 0:
        reached, v = heapq.heappop(heap)
        if reached > key[v]:
            continue
        for k in range(offsets[v], offsets[v + 1]):
            w = far[k]
            if reached + cost[k] < key[w] and along[v] + metres[k] <= bound_m:
                key[w], along[w], label[w] = reached + cost[k], along[v] + metres[k], label[v]
                heapq.heappush(heap, (key[w], w))
    return key, along, label


@_kernel
def least_worst(
    offsets: LongArray, to: IntArray, effort: FloatArray, last: int, most: int
) -> FloatArray:
    """Find the least that the hardest stage can take, by number of stages.

    Returns
    -------
    float64, shape (most + 1, last + 1)
        Row k, column j: from end 0 to end j in k stages; infinite where that cannot be.
    """
    worst = np.full((most + 1, last + 1), np.inf)
    worst[0, 0] = 0.0
    for k in range(most):
        for i in range(last):
            here = worst[k, i]
            if here == np.inf:
                continue
            for at in range(offsets[i], offsets[i + 1]):
                worst[k + 1, to[at]] = min(worst[k + 1, to[at]], max(here, effort[at]))
    return worst


@_kernel
def least_squares(
    offsets: LongArray,
    to: IntArray,
    effort: FloatArray,
    penalty: FloatArray,
    last: int,
    count: int,
    wished: float,
) -> tuple[float, IntArray]:
    """Find the ends of `count` stages from end 0 to `last` that come nearest to a wish.

    What is minimised is the sum of the squares of ``effort / wished - 1`` and of the
    penalties of the ends that stages lead to. Stages of infinite effort are none.

    Returns
    -------
    total, ends
        Infinite and all -1 if there are none; else `count + 1` ends, both outer ones included.
    """
    total = np.full((count + 1, last + 1), np.inf)
    before = np.full((count + 1, last + 1), -1, dtype=np.int32)
    total[0, 0] = 0.0
    for k in range(count):
        for i in range(last):
            here = total[k, i]
            if here == np.inf:
                continue
            for at in range(offsets[i], offsets[i + 1]):
                j, off = to[at], effort[at] / wished - 1.0
                reached = here + off * off + penalty[j]
                if reached < total[k + 1, j]:
                    total[k + 1, j], before[k + 1, j] = reached, i
    ends = np.full(count + 1, -1, dtype=np.int32)
    if total[count, last] < np.inf:
        ends[count] = last
        for k in range(count, 0, -1):
            ends[k - 1] = before[k, ends[k]]
    return total[count, last], ends
