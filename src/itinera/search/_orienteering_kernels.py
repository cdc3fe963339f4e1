"""Compiled loops of the orienteering solver: the iterated local search.

The rules of `_kernels` hold here too. Place 0 is where the order begins and the last
place where it ends: always two places, a closed tour ends at a twin of its start.
Costs are finite; arcs that nobody may use cost more than the budget.

Arrays are taken out of their tuples before loops, and inner loops get them as arguments:
every look into a tuple of arrays counts references, which made the search ten times slower.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple, TypeVar, cast

import numba
import numpy as np

if TYPE_CHECKING:
    from itinera.geodesy import BoolArray, FloatArray, IntArray, LongArray

_Kernel = TypeVar("_Kernel", bound=Callable[..., object])

TRIED = 8  # visited neighbours beside which a place is tried
TOLD = 25  # places that hear of a new gap, near either side of it
LONGEST_MOVED = 3  # places that are moved together, at most
THRIFT = 0.1  # part of the mean prize for a unit of budget that a unit saved is worth
SHORTER = 1e-6  # the same part of that when the best is chosen: of equal prizes, the shorter
LARGE = 0.2  # part of the changes that are large
MODULUS, MULTIPLIER = 2147483647, 48271  # random numbers, Park and Miller (1993)


class Places(NamedTuple):
    """What the problem gives."""

    cost: FloatArray  # (n, n)
    prize: FloatArray  # (n,)
    near: IntArray  # (n, k) other places, nearest first, in the cheaper direction
    budget: float
    least: float  # a change of length that counts
    symmetric: bool  # the costs between the ends


class Tour(NamedTuple):
    """An order of places with what makes its changes cheap to value.

    Every place left out knows a gap where it costs little to insert it. Gaps are noted
    lazily: `_note_gaps` finds what changed since it last looked.
    """

    order: LongArray  # (n,) the first `size[0]` count
    at: LongArray  # (n,) position of a place, -1 if it is not visited
    there: FloatArray  # (n,) cost from the beginning to a position
    back: FloatArray  # (n,) the same, every arc turned round
    size: LongArray  # (1,)
    stale: BoolArray  # (n,) places round which something changed
    follower: LongArray  # (n,) place after each when gaps were last noted, -1 none
    delta: FloatArray  # (n,) what it costs to insert a place
    gap: LongArray  # (n, 2) between which places


class Desk(NamedTuple):
    """Scratch of the search."""

    taste: FloatArray  # (n,) prize as seen this time
    segment: LongArray  # (n,)
    random: LongArray  # (1,) state


def _kernel(function: _Kernel) -> _Kernel:
    """Compile `function` on first use and keep the result on disk."""
    return cast("_Kernel", numba.njit(cache=True)(function))


@_kernel
def _draw(state: LongArray) -> float:
    """Draw a number from 0 to 1."""
    state[0] = state[0] * MULTIPLIER % MODULUS
    return float(state[0] / MODULUS)


@_kernel
def _index(p: Places, t: Tour, first: int) -> None:
    """Write positions and lengths anew from a position on."""
    cost, order, at, there, back = p.cost, t.order, t.at, t.there, t.back
    if first == 0:
        at[order[0]] = 0
        there[0] = back[0] = 0.0
        first = 1
    for i in range(first, t.size[0]):
        a, b = order[i - 1], order[i]
        at[b] = i
        there[i] = there[i - 1] + cost[a, b]
        back[i] = back[i - 1] + cost[b, a]


@_kernel
def _copy(p: Places, source: Tour, target: Tour) -> None:
    """Make `target` the order that `source` is."""
    target.at[:] = -1
    target.stale[:] = False
    target.size[0] = source.size[0]
    target.order[: source.size[0]] = source.order[: source.size[0]]
    target.follower[:] = source.follower
    target.delta[:] = source.delta
    target.gap[:] = source.gap
    _index(p, target, 0)


@_kernel
def _insert(p: Places, t: Tour, place: int, after: int) -> None:
    """Visit `place` right after the place `after`."""
    i = t.at[after] + 1
    for j in range(t.size[0], i, -1):
        t.order[j] = t.order[j - 1]
    t.order[i] = place
    t.size[0] += 1
    t.stale[place] = t.stale[after] = t.stale[t.order[i + 1]] = True
    _index(p, t, i)


@_kernel
def _drop(p: Places, t: Tour, first: int, last: int) -> None:
    """Leave out the places of some positions."""
    for i in range(first, last + 1):
        t.at[t.order[i]] = -1
        t.gap[t.order[i]] = -1
    t.stale[t.order[first - 1]] = t.stale[t.order[last + 1]] = True
    gone = last + 1 - first
    for i in range(first, t.size[0] - gone):
        t.order[i] = t.order[i + gone]
    t.size[0] -= gone
    _index(p, t, first)


@_kernel
def _try_gap(
    cost: FloatArray, delta: FloatArray, gap: LongArray, place: int, a: int, b: int
) -> None:
    """Note the gap from `a` to `b` if `place` fits there better than where it was tried."""
    dearer = cost[a, place] + cost[place, b] - cost[a, b]
    if dearer < delta[place]:
        delta[place] = dearer
        gap[place, 0], gap[place, 1] = a, b


@_kernel
def _seek_gap(p: Places, t: Tour, place: int) -> None:
    """Find where it costs least to insert `place`: beside its nearest visited places."""
    cost, near, at, order, delta, gap = p.cost, p.near, t.at, t.order, t.delta, t.gap
    last = t.size[0] - 1
    delta[place] = np.inf
    met = 0
    for k in range(near.shape[1]):
        c = near[place, k]
        i = at[c]
        if i < 0:
            continue
        if i > 0:
            _try_gap(cost, delta, gap, place, order[i - 1], c)
        if i < last:
            _try_gap(cost, delta, gap, place, c, order[i + 1])
        met += 1
        if met == TRIED:
            return
    if met == 0:
        for i in range(last):
            _try_gap(cost, delta, gap, place, order[i], order[i + 1])


@_kernel
def _exists(at: LongArray, order: LongArray, a: int, b: int) -> bool:
    """Tell whether place `b` is visited right after place `a`."""
    i, j = at[a], at[b]
    return bool(i >= 0 and j == i + 1 and order[j] == b)


@_kernel
def _note_gaps(p: Places, t: Tour) -> None:
    """Let every place left out know a gap that exists, and those near them of the new ones."""
    cost, near, at, order, symmetric = p.cost, p.near, t.at, t.order, p.symmetric
    delta, gap, follower = t.delta, t.gap, t.follower
    for u in range(len(at)):
        a, b = gap[u, 0], gap[u, 1]
        if at[u] >= 0 or (a >= 0 and _exists(at, order, a, b)):
            continue
        if a >= 0 and symmetric and _exists(at, order, b, a):
            gap[u, 0], gap[u, 1] = b, a
        else:
            _seek_gap(p, t, u)
    told = min(TOLD, near.shape[1])
    for i in range(t.size[0] - 1):
        a, b = order[i], order[i + 1]
        if follower[a] == b or (symmetric and follower[b] == a):
            continue
        for k in range(told):
            u, v = near[a, k], near[b, k]
            if at[u] < 0:
                _try_gap(cost, delta, gap, u, a, b)
            if at[v] < 0:
                _try_gap(cost, delta, gap, v, a, b)
    for i in range(t.size[0] - 1):
        follower[order[i]] = order[i + 1]


@_kernel
def _most_wanted(p: Places, t: Tour, desk: Desk) -> int:
    """Return the place that gives most prize for its cost and fits, -1 if none does."""
    prize, at, delta, taste, least = p.prize, t.at, t.delta, desk.taste, p.least
    room = p.budget - t.there[t.size[0] - 1]
    chosen, top = -1, -1.0
    for u in range(len(prize)):
        if at[u] >= 0 or delta[u] > room or (prize[u] <= 0.0 and delta[u] > -least):
            continue
        value = taste[u] / max(delta[u], least)
        if value > top:
            chosen, top = u, value
    return chosen


@_kernel
def _fill(p: Places, t: Tour, desk: Desk) -> None:
    """Insert places while any fits, those first that give most prize for their cost."""
    _note_gaps(p, t)
    while True:
        chosen = _most_wanted(p, t, desk)
        if chosen < 0:
            return
        _insert(p, t, chosen, t.gap[chosen, 0])
        if t.there[t.size[0] - 1] > p.budget:  # by rounding
            _drop(p, t, t.at[chosen], t.at[chosen])
            _note_gaps(p, t)
            t.delta[chosen] = np.inf
        else:
            _note_gaps(p, t)


@_kernel
def _season(p: Places, desk: Desk, noise: float) -> None:
    """Draw how the prizes are seen this time."""
    prize, taste, state = p.prize, desk.taste, desk.random
    for u in range(len(prize)):
        taste[u] = prize[u] * (1.0 + noise * (2.0 * _draw(state) - 1.0))


@_kernel
def _shed(p: Places, t: Tour, desk: Desk) -> bool:
    """Drop the places of least prize for their cost until the rest fits; False if none does."""
    cost, order, taste = p.cost, t.order, desk.taste
    while t.there[t.size[0] - 1] > p.budget:
        chosen, least = -1, np.inf
        for i in range(1, t.size[0] - 1):
            a, u, b = order[i - 1], order[i], order[i + 1]
            saved = cost[a, u] + cost[u, b] - cost[a, b]
            if saved > 0.0 and taste[u] < least * saved:
                chosen, least = i, taste[u] / saved
        if chosen < 0:
            return False
        _drop(p, t, chosen, chosen)
    return True


@_kernel
def _turned(
    cost: FloatArray, order: LongArray, there: FloatArray, back: FloatArray, first: int, last: int
) -> float:
    """Return what it costs more to ride the places of some positions the other way round."""
    a, x, y, b = order[first - 1], order[first], order[last], order[last + 1]
    return float(
        (cost[a, y] + cost[x, b] - cost[a, x] - cost[y, b])
        + (back[last] - back[first] - there[last] + there[first])
    )


@_kernel
def _turn(p: Places, t: Tour, first: int, last: int) -> None:
    """Ride the places of some positions the other way round."""
    order, stale = t.order, t.stale
    begin = first
    for i in (first - 1, first, last, last + 1):
        stale[order[i]] = True
    while first < last:
        order[first], order[last] = order[last], order[first]
        first += 1
        last -= 1
    _index(p, t, begin)


@_kernel
def _moved(
    cost: FloatArray, order: LongArray, inner: float, first: int, last: int, gap: int
) -> tuple[float, bool]:
    """Return what it costs more to move the places of some positions into a gap.

    And whether that is with the places turned round, which alone costs `inner` more.
    """
    a, x, y, b = order[first - 1], order[first], order[last], order[last + 1]
    g, h = order[gap], order[gap + 1]
    gained = cost[a, x] + cost[y, b] - cost[a, b] + cost[g, h]
    straight = cost[g, x] + cost[y, h]
    turned = cost[g, y] + cost[x, h] + inner
    return min(straight, turned) - gained, turned < straight


@_kernel
def _move(p: Places, t: Tour, desk: Desk, first: int, last: int, gap: int) -> bool:
    """Move the places of some positions into the gap after `gap` if that is shorter."""
    order, stale, there, back = t.order, t.stale, t.there, t.back
    inner = back[last] - back[first] - there[last] + there[first]
    dearer, turned = _moved(p.cost, order, inner, first, last, gap)
    if dearer > -p.least:
        return False
    for i in (first - 1, first, last, last + 1, gap, gap + 1):
        stale[order[i]] = True
    _carry(t, desk, first, last, gap, turned)
    _index(p, t, min(first, gap + 1))
    return True


@_kernel
def _carry(t: Tour, desk: Desk, first: int, last: int, gap: int, turned: bool) -> None:
    """Move the places of some positions into the gap after `gap`, turned round or not."""
    count = last - first + 1
    for k in range(count):
        desk.segment[k] = t.order[last - k] if turned else t.order[first + k]
    if gap < first:
        for i in range(first - 1, gap, -1):
            t.order[i + count] = t.order[i]
        begin = gap + 1
    else:
        for i in range(last + 1, gap + 1):
            t.order[i - count] = t.order[i]
        begin = gap - count + 1
    t.order[begin : begin + count] = desk.segment[:count]


@_kernel
def _better_beside(p: Places, t: Tour, desk: Desk, i: int, j: int) -> bool:
    """Bring two positions beside each other by turning or moving, if that is shorter."""
    cost, order, there, back, least = p.cost, t.order, t.there, t.back, p.least
    high = t.size[0] - 2
    for first, last in ((min(i, j) + 1, max(i, j)), (min(i, j), max(i, j) - 1)):
        if 1 <= first < last <= high and (_turned(cost, order, there, back, first, last) < -least):
            _turn(p, t, first, last)
            return True
    for more in range(1 - LONGEST_MOVED, LONGEST_MOVED):
        first, last = min(i, i + more), max(i, i + more)
        if first < 1 or last > high:
            continue
        inner = back[last] - back[first] - there[last] + there[first]
        for gap in (j - 1, j):
            if gap < 0 or gap > high or first - 1 <= gap <= last:
                continue
            if _moved(cost, order, inner, first, last, gap)[0] < -least:
                return _move(p, t, desk, first, last, gap)
    return False


@_kernel
def _better_round(p: Places, t: Tour, desk: Desk, a: int) -> bool:
    """Make the first change round place `a` that shortens the order."""
    cost, near, at, order = p.cost, p.near, t.at, t.order
    i = at[a]
    reach = 0.0
    if i > 0:
        reach = cost[order[i - 1], a]
    if i < t.size[0] - 1:
        reach = max(reach, cost[a, order[i + 1]])
    met = 0
    for k in range(near.shape[1]):
        c = near[a, k]
        if at[c] < 0:
            continue
        if min(cost[a, c], cost[c, a]) >= reach:
            return False
        if _better_beside(p, t, desk, i, at[c]):
            return True
        met += 1
        if met == TRIED:
            return False
    return False


@_kernel
def _shorten(p: Places, t: Tour, desk: Desk) -> None:
    """Shorten the order round stale places until no single change does."""
    found = True
    while found:
        found = False
        for i in range(t.size[0]):
            a = t.order[i]
            if not t.stale[a]:
                continue
            while _better_round(p, t, desk, a):
                found = True
            t.stale[a] = False


@_kernel
def _complete(p: Places, t: Tour, desk: Desk) -> None:
    """Shorten and fill in turn until nothing more fits."""
    size = -1
    while size != t.size[0]:
        _shorten(p, t, desk)
        size = t.size[0]
        _fill(p, t, desk)


@_kernel
def _any_place(t: Tour, desk: Desk, visited: bool) -> int:
    """Draw a place between the ends, -1 if there is none such."""
    n = len(t.at)
    u = 1 + int(_draw(desk.random) * (n - 2))
    for _ in range(n):
        if 0 < u < n - 1 and (t.at[u] >= 0) == visited:
            return u
        u = (u + 1) % n
    return -1


@_kernel
def _cut(p: Places, t: Tour, desk: Desk, most: int) -> None:
    """Leave out up to three stretches near one another."""
    seed = _any_place(t, desk, True)
    if seed < 0:
        return
    stretches = 1 + int(3.0 * _draw(desk.random))
    k = -1
    while stretches > 0 and k < p.near.shape[1]:
        c = seed if k < 0 else p.near[seed, k]
        k += 1
        i = t.at[c]
        if i < 1 or i > t.size[0] - 2:
            continue
        count = 1 + int(_draw(desk.random) * most)
        first = max(1, i - int(_draw(desk.random) * count))
        _drop(p, t, first, min(t.size[0] - 2, first + count - 1))
        stretches -= 1


@_kernel
def _crowd(p: Places, t: Tour, desk: Desk, most: int) -> None:
    """Visit a place and some near it that were left out, whatever the budget."""
    seed = _any_place(t, desk, False)
    if seed < 0:
        return
    count = 1 + int(_draw(desk.random) * most)
    k = -1
    while count > 0 and k < p.near.shape[1]:
        u = seed if k < 0 else p.near[seed, k]
        k += 1
        if t.at[u] >= 0:
            continue
        _seek_gap(p, t, u)
        _insert(p, t, u, t.gap[u, 0])
        count -= 1


@_kernel
def value_of(p: Places, t: Tour, thrift: float) -> float:
    """Return the prize of an order, less a little for its length."""
    total = 0.0
    for i in range(t.size[0]):
        total += p.prize[t.order[i]]
    return total - thrift * float(t.there[t.size[0] - 1])


@_kernel
def complete(p: Places, t: Tour, desk: Desk) -> None:
    """Index, shorten and fill an order from scratch."""
    t.at[:] = t.follower[:] = -1
    t.gap[:] = -1
    _index(p, t, 0)
    t.stale[:] = True
    desk.taste[:] = p.prize
    _complete(p, t, desk)


@_kernel
def _change(p: Places, t: Tour, desk: Desk) -> bool:
    """Cut or crowd an order and complete it again; False if it cannot be brought to fit."""
    _season(p, desk, 0.5 * _draw(desk.random))
    if _draw(desk.random) < 0.5:
        most = 40 if _draw(desk.random) < LARGE else 15
        _cut(p, t, desk, max(1, min(most, t.size[0] // 3)))
    else:
        _crowd(p, t, desk, 20 if _draw(desk.random) < LARGE else 4)
        _shorten(p, t, desk)
        if not _shed(p, t, desk):
            return False
    _complete(p, t, desk)
    return bool(t.there[t.size[0] - 1] <= p.budget)


@_kernel
def search(
    p: Places, now: Tour, trial: Tour, best: Tour, desk: Desk, heat: tuple[float, float, float],
    span: tuple[int, int],
) -> None:  # fmt: skip
    """Change the order by cutting or crowding, and keep what is hardly worse.

    `heat` is the value that may be lost at the begin and at the end of the search, and
    how many changes that is; `span` the first and last of those to make now. What may
    be lost falls geometrically and is drawn (simulated annealing).
    """
    warm, cold, whole = heat
    thrift = THRIFT * value_of(p, best, 0.0) / max(p.budget, p.least)
    here = value_of(p, now, thrift)
    top = value_of(p, best, SHORTER * thrift)
    for step in range(span[0], span[1]):
        _copy(p, now, trial)
        if not _change(p, trial, desk):
            continue
        value = value_of(p, trial, thrift)
        left = warm * (cold / warm) ** (step / whole)
        if value <= here + left * np.log(max(1e-12, _draw(desk.random))):
            continue
        here = value
        _copy(p, trial, now)
        value = value_of(p, trial, SHORTER * thrift)
        if value > top:
            top = value
            _copy(p, trial, best)
