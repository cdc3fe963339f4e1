"""Compiled loops of tours: ways that keep off what is already travelled, and orders of places.

The rules of `_kernels` hold here too: helpers stand in this file, constants come as
arguments, no kernel checks its arguments, infinity means "unreachable".
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple, TypeVar, cast

import numba
import numpy as np

if TYPE_CHECKING:
    from itinera.geodesy import FloatArray, IntArray, LongArray

_Kernel = TypeVar("_Kernel", bound=Callable[..., object])


def _kernel(function: _Kernel) -> _Kernel:
    """Compile `function` on first use and keep the result on disk."""
    return cast("_Kernel", numba.njit(cache=True)(function))


class Desk(NamedTuple):
    """One search's memory, clean between searches: a column per search node.

    Attributes
    ----------
    key, metres : float64
        Felt cost and length of the best way so far, infinite and 0 where untouched.
    via : int32
        Position in the rows of the arc that reached it, -1 at seeds.
    heap, place, touched : int32
        The queue, where a node stands in it (-1 outside), and the nodes to clean.
    finish : float64
        What it costs to end there; infinite elsewhere.
    """

    key: FloatArray
    metres: FloatArray
    via: IntArray
    heap: IntArray
    place: IntArray
    touched: IntArray
    finish: FloatArray


@_kernel
def _offer(heap: IntArray, place: IntArray, key: FloatArray, size: int, item: int) -> int:
    """Put `item` into a heap of `size` items, or move it up; return the new size."""
    at = place[item]
    if at < 0:
        at = size
        size += 1
    while at > 0:
        above = (at - 1) >> 1
        if key[heap[above]] <= key[item]:
            break
        heap[at] = heap[above]
        place[heap[at]] = at
        at = above
    heap[at] = item
    place[item] = at
    return size


@_kernel
def _take_first(heap: IntArray, place: IntArray, key: FloatArray, size: int) -> int:
    """Remove and return the cheapest item of a heap of `size` items."""
    first = heap[0]
    item = heap[size - 1]
    size -= 1
    at = 0
    while True:
        below = 2 * at + 1
        if below >= size:
            break
        if below + 1 < size and key[heap[below + 1]] < key[heap[below]]:
            below += 1
        if key[item] <= key[heap[below]]:
            break
        heap[at] = heap[below]
        place[heap[at]] = at
        at = below
    heap[at] = item
    place[item] = at
    place[first] = -2
    return int(first)


@_kernel
def grow(
    offsets: LongArray,
    far: IntArray,
    cost: FloatArray,
    edge: IntArray,
    length_m: FloatArray,
    dearer: FloatArray,
    seeds: IntArray,
    seed_costs: FloatArray,
    bound: float,
    desk: Desk,
) -> tuple[int, int]:
    """Search from seeds up to `bound`, or until no end can be cheaper than the best met.

    An arc costs `cost` times `dearer` of its edge. Returns how many nodes were touched
    and the best end, -1 where none was met; the caller reads the desk and cleans it.
    """
    key, metres, via, heap, place, touched, finish = desk
    size, count, best, goal = 0, 0, bound, -1
    for i in range(len(seeds)):
        v = seeds[i]
        if seed_costs[i] < key[v]:
            if key[v] == np.inf:
                touched[count] = v
                count += 1
            key[v] = seed_costs[i]
            size = _offer(heap, place, key, size, v)
    while size > 0 and key[heap[0]] < best:
        v = _take_first(heap, place, key, size)
        size -= 1
        here = key[v]
        if here + finish[v] < best:
            best, goal = here + finish[v], v
        for k in range(offsets[v], offsets[v + 1]):
            w, e = far[k], edge[k]
            reached = here + cost[k] * dearer[e]
            if reached < key[w]:
                if key[w] == np.inf:
                    touched[count] = w
                    count += 1
                key[w], via[w], metres[w] = reached, k, metres[v] + length_m[e]
                size = _offer(heap, place, key, size, w)
    for i in range(size):  # touched, not settled: their costs are not final
        key[heap[i]] = np.inf
    return count, goal


@_kernel
def clean(desk: Desk, count: int) -> None:
    """Forget what a search wrote."""
    for i in range(count):
        v = desk.touched[i]
        desk.key[v], desk.metres[v] = np.inf, 0.0
        desk.via[v], desk.place[v] = -1, -1


@_kernel
def traced(near: IntArray, via: IntArray, node: int) -> IntArray:
    """Return the positions that lead to a node, from the seed on (`near` is what each leaves)."""
    steps, v = 0, node
    while via[v] >= 0:
        steps += 1
        v = near[via[v]]
    found = np.empty(steps, dtype=np.int32)
    v = node
    for i in range(steps - 1, -1, -1):
        found[i] = via[v]
        v = near[via[v]]
    return found


@_kernel
def tread(
    edges: IntArray,
    times: int,
    used: IntArray,
    crowd: IntArray,
    cell: IntArray,
    begin: LongArray,
    of_cell: IntArray,
    again: float,
    beside: float,
    dearer: FloatArray,
) -> None:
    """Count edges as travelled, and make them and those of their cells as dear as that is.

    The edges of cell c stand at ``of_cell[begin[c]:begin[c + 1]]``.
    """
    for e in edges:
        used[e] += times
        c = cell[e]
        before = crowd[c]
        crowd[c] += times
        if (before > 0) != (crowd[c] > 0):
            extra = beside if crowd[c] > 0 else 0.0
            for k in range(begin[c], begin[c + 1]):
                dearer[of_cell[k]] = 1.0 + again * used[of_cell[k]] + extra
        else:
            dearer[e] = 1.0 + again * used[e] + (beside if crowd[c] > 0 else 0.0)
