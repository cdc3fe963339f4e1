"""Compiled searches that grow trees: bounded, from many ends, keeping off what is used.

A kernel that calls a jitted helper of another file keeps the old helper after
an edit (Numba's cache looks at one file only), so no file calls another's. Constants come
as arguments, since globals are frozen into the cache. No kernel checks its
arguments: the public wrappers do. `fastmath` stays off: infinity means
"unreachable".

Networks come as compressed rows: the arcs that leave node v (or enter it, in a
reverse search) stand at positions ``offsets[v]:offsets[v + 1]``, ``far`` is the
node at the other end and ``cost`` the non-negative cost, infinite where an arc
is closed.
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


@_kernel
def _offer(heap: IntArray, place: IntArray, key: FloatArray, size: int, item: int) -> int:
    """Put `item` into a heap of `size` items, or move it up after its key fell.

    Returns the new size. `place` says where an item stands, -1 for one that was
    never in, -2 for one that was taken.
    """
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
def tree(
    offsets: LongArray,
    far: IntArray,
    cost: FloatArray,
    seeds: IntArray,
    seed_costs: FloatArray,
    bound: float,
    goal: int,
) -> tuple[FloatArray, IntArray]:
    """Grow Dijkstra's tree from `seeds` up to `bound`, or until `goal` is settled.

    Returns the cost of every node (infinite where not reached within the bound)
    and the position in the rows of the arc that reached it (-1 for seeds).
    """
    n = len(offsets) - 1
    key = np.full(n, np.inf)
    via = np.full(n, -1, dtype=np.int32)
    heap = np.empty(n, dtype=np.int32)
    place = np.full(n, -1, dtype=np.int32)
    size = 0
    for i in range(len(seeds)):
        v = seeds[i]
        if seed_costs[i] < key[v]:
            key[v] = seed_costs[i]
            size = _offer(heap, place, key, size, v)
    while size > 0 and key[heap[0]] <= bound:
        v = _take_first(heap, place, key, size)
        size -= 1
        if v == goal:
            break
        for k in range(offsets[v], offsets[v + 1]):
            w = far[k]
            reached = key[v] + cost[k]
            if reached < key[w]:
                key[w] = reached
                via[w] = k
                size = _offer(heap, place, key, size, w)
    for i in range(size):  # touched, not settled: their costs are not final
        key[heap[i]] = np.inf
        via[heap[i]] = -1
    return key, via


@_kernel
def _only_back(begin: int, end: int, cost: FloatArray, arc: IntArray, back: int) -> bool:
    """Tell whether no arc but `back` is open at the positions from `begin` to `end`."""
    others = 0
    for k in range(begin, end):
        if cost[k] < np.inf and arc[k] != back:
            others += 1
    return others == 0


@_kernel
def no_turning_back(
    offsets: LongArray,
    far: IntArray,
    cost: FloatArray,
    arc: IntArray,
    seeds: IntArray,
    seed_costs: FloatArray,
    finish_along: FloatArray,
) -> tuple[float, int, int, IntArray]:
    """Search from arc to arc, turning round only where there is no other way on.

    Parameters
    ----------
    arc
        The graph's arc at each position; ``a ^ 1`` is its way back.
    seeds, seed_costs
        Positions that the traveller may begin on, and what it costs to their far ends.
    finish_along
        Per position, what it costs to end part-way along it, infinite elsewhere.

    Returns
    -------
    cost, last, final, via
        The least cost (infinite if none), the last position travelled whole,
        the position that the path ends part-way along, and for every position
        the one before it (-1 for seeds).
    """
    m = len(far)
    key = np.full(m, np.inf)
    via = np.full(m, -1, dtype=np.int32)
    heap = np.empty(m, dtype=np.int32)
    place = np.full(m, -1, dtype=np.int32)
    size = 0
    best, last, final = np.inf, -1, -1
    for i in range(len(seeds)):
        x = seeds[i]
        if seed_costs[i] < key[x]:
            key[x] = seed_costs[i]
            size = _offer(heap, place, key, size, x)
    while size > 0 and key[heap[0]] < best:
        x = _take_first(heap, place, key, size)
        size -= 1
        v = far[x]
        back = arc[x] ^ 1
        dead_end = _only_back(offsets[v], offsets[v + 1], cost, arc, back)
        for y in range(offsets[v], offsets[v + 1]):
            if arc[y] == back and not dead_end:
                continue
            if key[x] + finish_along[y] < best:
                best, last, final = key[x] + finish_along[y], x, y
            if key[x] + cost[y] < key[y]:
                key[y] = key[x] + cost[y]
                via[y] = x
                size = _offer(heap, place, key, size, y)
    return best, last, final, via


@_kernel
def _near(
    offsets: LongArray,
    far: IntArray,
    cost: FloatArray,
    metres: FloatArray,
    source: int,
    goals: IntArray,
    bound_m: float,
    key: FloatArray,
    length: FloatArray,
    via: IntArray,
    heap: IntArray,
    place: IntArray,
    touched: IntArray,
) -> int:
    """Search from one node until every goal is settled or nothing within `bound_m` is left.

    The arrays from `key` on are one search's memory, kept between searches: the
    caller puts the nodes of `touched` back to infinity and -1 when it has read them.
    Returns how many nodes were touched.
    """
    key[source], length[source] = 0.0, 0.0
    size = _offer(heap, place, key, 0, source)
    touched[0], count, left = source, 1, len(goals)
    while size > 0 and left > 0:
        v = _take_first(heap, place, key, size)
        size -= 1
        for goal in goals:
            if goal == v:
                left -= 1
        for k in range(offsets[v], offsets[v + 1]):
            w = far[k]
            reached, along = key[v] + cost[k], length[v] + metres[k]
            if along > bound_m or reached >= key[w]:
                continue
            if key[w] == np.inf:
                touched[count] = w
                count += 1
            key[w], length[w], via[w] = reached, along, k
            size = _offer(heap, place, key, size, w)
    return count


@_kernel
def near_pairs(
    offsets: LongArray,
    far: IntArray,
    cost: FloatArray,
    metres: FloatArray,
    begins: LongArray,
    sources: IntArray,
    ends: LongArray,
    goals: IntArray,
    bound_m: FloatArray,
    pairs: LongArray,
) -> tuple[FloatArray, FloatArray]:
    """Find cost and length between sources and goals, step by step.

    Step s has the sources ``sources[begins[s]:begins[s + 1]]``, the goals
    ``goals[ends[s]:ends[s + 1]]`` and writes its table, row by row, from ``pairs[s]``
    on. What lies farther than ``bound_m[s]`` stays infinite.
    """
    n = len(offsets) - 1
    key, length = np.full(n, np.inf), np.full(n, np.inf)
    via, place = np.full(n, -1, dtype=np.int32), np.full(n, -1, dtype=np.int32)
    heap, touched = np.empty(n, dtype=np.int32), np.empty(n, dtype=np.int32)
    total, long = np.full(pairs[-1], np.inf), np.full(pairs[-1], np.inf)
    for s in range(len(bound_m)):
        wanted = goals[ends[s] : ends[s + 1]]
        at = pairs[s]
        for i in range(begins[s], begins[s + 1]):
            count = _near(
                offsets, far, cost, metres, sources[i], wanted, bound_m[s],
                key, length, via, heap, place, touched,
            )  # fmt: skip
            for goal in wanted:
                total[at], long[at] = key[goal], length[goal]
                at += 1
            for t in range(count):
                w = touched[t]
                key[w], length[w], via[w], place[w] = np.inf, np.inf, -1, -1
    return total, long


@_kernel
def near_paths(
    offsets: LongArray,
    far: IntArray,
    near: IntArray,
    cost: FloatArray,
    metres: FloatArray,
    sources: IntArray,
    goals: IntArray,
    bound_m: FloatArray,
) -> tuple[IntArray, LongArray]:
    """Find the way from each source to its goal (``near`` is the node that a position leaves).

    Returns the positions travelled, all in a row, and where each way begins among them.
    """
    n = len(offsets) - 1
    key, length = np.full(n, np.inf), np.full(n, np.inf)
    via, place = np.full(n, -1, dtype=np.int32), np.full(n, -1, dtype=np.int32)
    heap, touched = np.empty(n, dtype=np.int32), np.empty(n, dtype=np.int32)
    rows = np.zeros(len(sources) + 1, dtype=np.int64)
    found = np.empty(max(1024, 4 * len(sources)), dtype=np.int32)
    for i in range(len(sources)):
        count = _near(
            offsets, far, cost, metres, sources[i], goals[i : i + 1], bound_m[i],
            key, length, via, heap, place, touched,
        )  # fmt: skip
        steps, v = 0, goals[i]
        while via[v] >= 0:
            steps += 1
            v = near[via[v]]
        begin, end = rows[i], rows[i] + steps
        if end > len(found):
            more = np.empty(2 * end, dtype=np.int32)
            more[:begin] = found[:begin]
            found = more
        v = goals[i]
        for back in range(steps):
            found[end - 1 - back] = via[v]
            v = near[via[v]]
        rows[i + 1] = end
        for t in range(count):
            w = touched[t]
            key[w], length[w], via[w], place[w] = np.inf, np.inf, -1, -1
    return found[: rows[-1]], rows


@_kernel
def within(
    offsets: LongArray,
    arcs: IntArray,
    far: IntArray,
    arc_of: IntArray,
    weight: FloatArray,
    amount: FloatArray,
    seeds: IntArray,
    seed_amounts: FloatArray,
    bound: float,
) -> tuple[IntArray, FloatArray]:
    """Find the nodes within `bound` of the seeds, and how far each lies.

    Parameters
    ----------
    offsets, arcs, far
        Rows of the network; `arcs` are search arcs, ``arc_of`` their arcs of the graph.
    weight
        Per search arc; infinite where closed. Otherwise it plays no part.
    amount
        Per arc of the graph: what is added up.
    """
    known = np.zeros(len(offsets) - 1, dtype=np.int32)  # place in `nodes` plus one
    room = 1024
    nodes, heap = np.empty(room, dtype=np.int32), np.empty(room, dtype=np.int32)
    key, place = np.full(room, np.inf), np.full(room, -1, dtype=np.int32)
    count, size = 0, 0
    for i in range(len(seeds)):
        if known[seeds[i]] == 0 and seed_amounts[i] <= bound:
            nodes[count] = seeds[i]
            count += 1
            known[seeds[i]] = count
        mine = known[seeds[i]] - 1
        if mine >= 0 and seed_amounts[i] < key[mine]:
            key[mine] = seed_amounts[i]
            size = _offer(heap, place, key, size, mine)
    while size > 0:
        mine = _take_first(heap, place, key, size)
        size -= 1
        v = nodes[mine]
        for k in range(offsets[v], offsets[v + 1]):
            reached = key[mine] + amount[arc_of[arcs[k]]]
            if reached > bound or weight[arcs[k]] == np.inf:
                continue
            w = far[k]
            if known[w] == 0:
                if count == room:
                    nodes, heap, key, place = _wider(nodes, heap, key, place)
                    room = len(nodes)
                nodes[count] = w
                count += 1
                known[w] = count
            other = known[w] - 1
            if reached < key[other]:
                key[other] = reached
                size = _offer(heap, place, key, size, other)
    return nodes[:count], key[:count]


@_kernel
def _wider(
    nodes: IntArray, heap: IntArray, key: FloatArray, place: IntArray
) -> tuple[IntArray, IntArray, FloatArray, IntArray]:
    """Return the memory of a search with twice the room."""
    n = len(nodes)
    more, pile = np.empty(2 * n, dtype=np.int32), np.empty(2 * n, dtype=np.int32)
    keys, places = np.full(2 * n, np.inf), np.full(2 * n, -1, dtype=np.int32)
    more[:n], pile[:n], keys[:n], places[:n] = nodes, heap, key, place
    return more, pile, keys, places


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
