"""The compiled loops of the hierarchy; what `_kernels.py` says of kernels holds here.

Everything here counts in ranks: node 0 is contracted first, the last node is the last
separator. A *chord* joins two nodes, of the network or of the contracted one; the chords
of row v, at positions ``rows[v]:rows[v + 1]``, lead from v up to ``head``, ascending. The
first of them leads to v's parent in the elimination tree, and every shortest path leads
up along that tree and down again. A chord has two costs: ``cost[0]`` up from its lower
end, ``cost[1]`` down to it; ``via`` says what each is made of: ``~arc``, or the chord to its
lower end from a node below both, from which a later chord of the same row leads to the
upper end.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar, cast

import numba
import numpy as np

from itinera.search.lazily import deferred

if TYPE_CHECKING:
    from itinera.geodesy import FloatArray, IntArray, LongArray

with deferred("scipy.linalg.cython_blas"):  # these kernels are the first that a route loads
    import numba.np.arraymath

_Kernel = TypeVar("_Kernel", bound=Callable[..., object])


def _kernel(function: _Kernel) -> _Kernel:
    """Compile `function` on first use and keep the result on disk."""
    return cast("_Kernel", numba.njit(cache=True)(function))


@_kernel
def _insert(values: IntArray, begin: int, end: int, value: int) -> None:
    """Put a value into its place among the ascending ones from `begin` to `end`."""
    at = end
    while at > begin and values[at - 1] > value:
        values[at] = values[at - 1]
        at -= 1
    values[at] = value


@_kernel
def fill(offsets: LongArray, far: IntArray) -> tuple[LongArray, IntArray]:
    """Contract the nodes in order: whoever is above one that goes becomes neighbours.

    Parameters
    ----------
    offsets, far
        Neighbours above each node, each once.

    Returns
    -------
    rows, head
        The chords. A node hands what is above it on to its parent, which is enough.
    """
    n = len(offsets) - 1
    child = np.full(n, -1, dtype=np.int32)
    sibling = np.full(n, -1, dtype=np.int32)
    seen = np.full(n, -1, dtype=np.int32)
    rows = np.zeros(n + 1, dtype=np.int64)
    head = np.empty(4 * len(far) + 16, dtype=np.int32)
    end = 0
    for v in range(n):
        begin = end
        most = offsets[v + 1] - offsets[v]
        below = child[v]
        while below >= 0:
            most += rows[below + 1] - rows[below]
            below = sibling[below]
        if begin + most > len(head):
            more = np.empty(2 * (begin + most), dtype=np.int32)
            more[:begin] = head[:begin]
            head = more
        seen[v] = v
        for k in range(offsets[v], offsets[v + 1]):
            seen[far[k]] = v
            _insert(head, begin, end, far[k])
            end += 1
        below = child[v]
        while below >= 0:
            for k in range(rows[below] + 1, rows[below + 1]):
                w = head[k]
                if seen[w] != v:
                    seen[w] = v
                    _insert(head, begin, end, w)
                    end += 1
            below = sibling[below]
        rows[v + 1] = end
        if end > begin:
            parent = head[begin]
            sibling[v] = child[parent]
            child[parent] = v
    return rows, head[:end].copy()


@_kernel
def _lay_costs(
    chord: IntArray, weight: FloatArray, least: float, cost: FloatArray, via: IntArray
) -> None:
    """Give every chord the cost of its cheapest arc in each direction."""
    n_chords = cost.shape[1]
    for a in range(len(chord)):
        k, price = chord[a], max(weight[a], least)
        if price == np.inf or k == n_chords:
            continue
        side = 0
        if k < 0:
            side, k = 1, ~k
        if price < cost[side, k]:
            cost[side, k], via[side, k] = price, ~a


@_kernel
def customize(
    rows: LongArray,
    head: IntArray,
    tail: IntArray,
    below_rows: LongArray,
    below: IntArray,
    chord: IntArray,
    weight: FloatArray,
    least: float,
) -> tuple[FloatArray, IntArray]:
    """Lay costs on the arcs, then make every chord as cheap as the way below it.

    Parameters
    ----------
    tail
        Lower end of each chord.
    below_rows, below
        The chords that lead up to each node, ascending by their lower ends.
    chord
        Chord of each arc, ``~chord`` where the arc leads down, ``n_chords`` where it
        leads back to its node.
    weight
        Cost of each arc, infinite where it is closed; at least `least` is counted, so that
        no way is the cheaper for going round.

    Returns
    -------
    cost, via : shape (2, n_chords)
    """
    cost = np.full((2, len(head)), np.inf)
    via = np.zeros((2, len(head)), dtype=np.int32)
    _lay_costs(chord, weight, least, cost, via)
    up, down = cost[0], cost[1]
    at = np.empty(len(rows), dtype=np.int32)
    for y in range(len(rows) - 1):
        for k in range(rows[y], rows[y + 1]):
            at[head[k]] = k
        for b in range(below_rows[y], below_rows[y + 1]):
            i = below[b]
            v = tail[i]
            into, out = up[i], down[i]
            for j in range(i + 1, rows[v + 1]):
                k = at[head[j]]
                if out + up[j] < up[k]:
                    up[k], via[0, k] = out + up[j], i
                if down[j] + into < down[k]:
                    down[k], via[1, k] = down[j] + into, i
    return cost, via


@_kernel
def _climb(
    rows: LongArray,
    head: IntArray,
    cost: FloatArray,
    seeds: IntArray,
    seed_costs: FloatArray,
    reached: FloatArray,
    by: IntArray,
) -> None:
    """Reach what lies above the seeds, each node by its cheapest chords up.

    `reached` is infinite before; `by` tells the chord, -1 where a way begins.
    """
    for i in range(len(seeds)):
        v = seeds[i]
        if seed_costs[i] < reached[v]:
            reached[v], by[v] = seed_costs[i], -1
    for i in range(len(seeds)):
        v = seeds[i]
        while True:
            here = reached[v]
            begin, end = rows[v], rows[v + 1]
            if here < np.inf:
                for k in range(begin, end):
                    w = head[k]
                    if here + cost[k] < reached[w]:
                        reached[w], by[w] = here + cost[k], k
            if begin == end:
                break
            v = head[begin]


@_kernel
def _forget(rows: LongArray, head: IntArray, seeds: IntArray, reached: FloatArray) -> None:
    """Put everything above the seeds back to infinity."""
    for seed in seeds:
        v = seed
        while True:
            reached[v] = np.inf
            if rows[v] == rows[v + 1]:
                break
            v = head[rows[v]]


@_kernel
def _meet(
    rows: LongArray,
    head: IntArray,
    cost: FloatArray,
    goals: IntArray,
    goal_costs: FloatArray,
    ahead: FloatArray,
    behind: FloatArray,
    by: IntArray,
) -> int:
    """Climb from the goals and return the node over which the cheapest way leads, -1 if none.

    As `_climb`, but never on from where more was paid already than a whole way costs.
    """
    for i in range(len(goals)):
        v = goals[i]
        if goal_costs[i] < behind[v]:
            behind[v], by[v] = goal_costs[i], -1
    best, top = np.inf, -1
    for i in range(len(goals)):
        v = goals[i]
        while True:
            here = behind[v]
            begin, end = rows[v], rows[v + 1]
            if here < best:
                if here + ahead[v] < best:
                    best, top = here + ahead[v], v
                for k in range(begin, end):
                    w = head[k]
                    if here + cost[k] < behind[w]:
                        behind[w], by[w] = here + cost[k], k
            if begin == end:
                break
            v = head[begin]
    return top


@_kernel
def _unpack(
    head: IntArray,
    via: IntArray,
    chord: int,
    upwards: bool,
    stack: IntArray,
    arcs: IntArray,
    size: int,
) -> int:
    """Append the arcs that a chord stands for, in order of travel; returns how many there are.

    A chord over node v is a chord down to v, then one up from v. On the stack, ``~k`` is
    chord k downwards.
    """
    stack[0] = chord if upwards else ~chord
    depth = 1
    while depth > 0:
        depth -= 1
        k = stack[depth]
        rises = k >= 0
        if not rises:
            k = ~k
        lower = via[0, k] if rises else via[1, k]
        if lower < 0:
            arcs[size] = ~lower
            size += 1
            continue
        upper = lower + 1
        while head[upper] != head[k]:
            upper += 1
        if rises:
            stack[depth], stack[depth + 1] = upper, ~lower
        else:
            stack[depth], stack[depth + 1] = lower, ~upper
        depth += 2
    return size


@_kernel
def _lay(
    head: IntArray, tail: IntArray, via: IntArray, top: int, memory: IntArray
) -> tuple[int, int]:
    """Lay the arcs of the way over `top` into ``memory[3]``; returns its start and their count."""
    by_ahead, by_behind, trail, arcs, stack = memory
    start, steps, size, v = top, 0, 0, top
    while by_ahead[start] >= 0:
        trail[steps] = by_ahead[start]
        start = tail[by_ahead[start]]
        steps += 1
    for i in range(steps - 1, -1, -1):
        size = _unpack(head, via, trail[i], True, stack, arcs, size)
    while by_behind[v] >= 0:
        k = by_behind[v]
        v = tail[k]
        size = _unpack(head, via, k, False, stack, arcs, size)
    return start, size


@_kernel
def search(
    rows: LongArray,
    head: IntArray,
    tail: IntArray,
    cost: FloatArray,
    via: IntArray,
    seeds: IntArray,
    seed_costs: FloatArray,
    goals: IntArray,
    goal_costs: FloatArray,
    reached: FloatArray,
    memory: IntArray,
) -> tuple[float, int, IntArray]:
    """Find the cheapest way from any seed to any goal.

    Parameters
    ----------
    reached : shape (2, n_nodes)
        All infinite, and so again afterwards.
    memory : int32, shape (5, n_nodes + 1)
        Whatever; kept from search to search.

    Returns
    -------
    cost, start, arcs
        Infinite, -1 and none where there is no way; `start` is a seed.
    """
    ahead, behind = reached[0], reached[1]
    _climb(rows, head, cost[0], seeds, seed_costs, ahead, memory[0])
    top = _meet(rows, head, cost[1], goals, goal_costs, ahead, behind, memory[1])
    total, start, size = np.inf, -1, 0
    if top >= 0:
        total = ahead[top] + behind[top]
        start, size = _lay(head, tail, via, top, memory)
    _forget(rows, head, seeds, ahead)
    _forget(rows, head, goals, behind)
    return total, start, memory[3, :size].copy()


@_kernel
def _relax(
    head: IntArray,
    cost: FloatArray,
    begin: int,
    end: int,
    here: float,
    reached: FloatArray,
    by: IntArray,
) -> None:
    """Go on from a node along its chords."""
    for k in range(begin, end):
        there = here + cost[k]
        if there < reached[head[k]]:
            reached[head[k]] = there
            by[head[k]] = k


@_kernel
def _over(
    rows: LongArray,
    head: IntArray,
    cost: FloatArray,
    source: int,
    target: int,
    reached: FloatArray,
    memory: IntArray,
) -> int:
    """Climb from both nodes and return the one over which the cheapest way leads, -1 if none.

    Below the first node that is above both each side climbs by itself, from there on they
    climb together, and not from where more was paid already than a whole way costs.
    """
    ahead, behind = reached[0], reached[1]
    ahead[source], behind[target] = 0.0, 0.0
    memory[0, source], memory[1, target] = -1, -1
    n = len(rows) - 1
    a, b = source, target
    while a != b:
        v = min(a, b)
        begin, end = rows[v], rows[v + 1]
        above = head[begin] if end > begin else n
        if a < b:
            _relax(head, cost[0], begin, end, ahead[v], ahead, memory[0])
            a = above
        else:
            _relax(head, cost[1], begin, end, behind[v], behind, memory[1])
            b = above
    best, top = np.inf, -1
    while a < n:
        begin, end = rows[a], rows[a + 1]
        if ahead[a] + behind[a] < best:
            best, top = ahead[a] + behind[a], a
        if ahead[a] < best:
            _relax(head, cost[0], begin, end, ahead[a], ahead, memory[0])
        if behind[a] < best:
            _relax(head, cost[1], begin, end, behind[a], behind, memory[1])
        a = head[begin] if end > begin else n
    return top


@_kernel
def between(
    rows: LongArray,
    head: IntArray,
    tail: IntArray,
    cost: FloatArray,
    via: IntArray,
    rank: IntArray,
    source: int,
    target: int,
    arc_of: IntArray,
    weight: FloatArray,
    reached: FloatArray,
    memory: IntArray,
) -> tuple[float, int, IntArray]:
    """Find the cheapest way between two nodes, add it up and look whether it turns back.

    Parameters
    ----------
    arc_of, weight
        The graph's arc of each arc, and its real cost.
    reached, memory
        As for `search`.

    Returns
    -------
    cost, turns, arcs
        Cost of the way, infinite where there is none; how often it turns back; its arcs of
        the graph. The arcs searched stay in ``memory[3]``.
    """
    start, goal = rank[source], rank[target]
    top = _over(rows, head, cost, start, goal, reached, memory)
    size = 0
    if top >= 0:
        _, size = _lay(head, tail, via, top, memory)
    one = np.empty(1, dtype=np.int32)
    one[0] = start
    _forget(rows, head, one, reached[0])
    one[0] = goal
    _forget(rows, head, one, reached[1])
    arcs = np.empty(size, dtype=np.int32)
    paid, turns = (0.0 if top >= 0 else np.inf), 0
    for i in range(size):
        arcs[i] = arc_of[memory[3, i]]
        paid += weight[memory[3, i]]
        if i > 0 and arcs[i] == arcs[i - 1] ^ 1:
            turns += 1
    return paid, turns, arcs


@_kernel
def chords_of(
    rows: LongArray, head: IntArray, tail_rank: IntArray, head_rank: IntArray
) -> IntArray:
    """Return the chord of every arc, ``~chord`` where it leads down.

    An arc that leads back to its node gets none: ``n_chords``.
    """
    chord = np.full(len(tail_rank), len(head), dtype=np.int32)
    for a in range(len(tail_rank)):
        v, w = tail_rank[a], head_rank[a]
        if v == w:
            continue
        low, high = min(v, w), max(v, w)
        k, end = rows[low], rows[low + 1] - 1
        while k < end:  # halve the row
            middle = (k + end) >> 1
            if head[middle] < high:
                k = middle + 1
            else:
                end = middle
        chord[a] = k if v < w else ~k
    return chord


@_kernel
def table(
    rows: LongArray,
    head: IntArray,
    cost: FloatArray,
    begins: LongArray,
    seeds: IntArray,
    seed_costs: FloatArray,
    wanted: IntArray,
    goals: IntArray,
) -> FloatArray:
    """Find the cost from each set of seeds to each goal.

    Parameters
    ----------
    begins
        Set s has the seeds from ``begins[s]`` to ``begins[s + 1]``.
    wanted
        The goals and all nodes above them, from the highest down.
    """
    n = len(rows) - 1
    found = np.empty((len(begins) - 1, len(goals)))
    ahead, whole = np.full(n, np.inf), np.full(n, np.inf)
    by = np.empty(n, dtype=np.int32)
    for s in range(len(begins) - 1):
        own = seeds[begins[s] : begins[s + 1]]
        _climb(rows, head, cost[0], own, seed_costs[begins[s] : begins[s + 1]], ahead, by)
        for v in wanted:
            least = ahead[v]
            for k in range(rows[v], rows[v + 1]):
                least = min(least, whole[head[k]] + cost[1, k])
            whole[v] = least
        for g in range(len(goals)):
            found[s, g] = whole[goals[g]]
        _forget(rows, head, own, ahead)
    return found


@_kernel
def above(rows: LongArray, head: IntArray, nodes: IntArray) -> IntArray:
    """Return some nodes and all above them, from the highest down."""
    seen = np.zeros(len(rows) - 1, dtype=np.bool_)
    for node in nodes:
        v = node
        while not seen[v]:
            seen[v] = True
            if rows[v] == rows[v + 1]:
                break
            v = head[rows[v]]
    return np.flatnonzero(seen)[::-1].astype(np.int32)
