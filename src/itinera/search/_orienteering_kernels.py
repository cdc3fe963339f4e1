"""Compiled loops of the orienteering solver: the iterated local search.

The rules of `_kernels` hold here too. Place 0 is where the order begins and the last
place where it ends: always two places, a closed tour ends at a twin of its start.
Costs are finite; arcs that nobody may use cost more than the budget.
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
LONGEST_MOVED = 3  # places that are moved together, at most
THRIFT = 0.1  # part of the mean prize for a unit of budget that a unit saved is worth
SHORTER = 1e-6  # the same part of that when the best is chosen: of equal prizes, the shorter
MODULUS, MULTIPLIER = 2147483647, 48271  # random numbers, Park and Miller (1993)


class Places(NamedTuple):
    """What the problem gives."""

    cost: FloatArray  # (n, n)
    prize: FloatArray  # (n,)
    near: IntArray  # (n, k) other places, nearest first, in the cheaper direction
    budget: float
    least: float  # a change of length that counts


class Tour(NamedTuple):
    """An order of places with what makes its changes cheap to value."""

    order: LongArray  # (n,) the first `size[0]` count
    at: LongArray  # (n,) position of a place, -1 if it is not visited
    there: FloatArray  # (n,) cost from the beginning to a position
    back: FloatArray  # (n,) the same, every arc turned round
    size: LongArray  # (1,)
    stale: BoolArray  # (n,) places round which something changed


class Desk(NamedTuple):
    """Scratch of the search."""

    delta: FloatArray  # (n,) what it costs to insert a place
    after: LongArray  # (n,) the place after which, -1 nowhere
    taste: FloatArray  # (n,) prize as seen this time
    segment: LongArray  # (n,)
    random: LongArray  # (1,) state
    spent: LongArray  # (1,) evaluations: changes of an order that were valued


def _kernel(function: _Kernel) -> _Kernel:
    """Compile `function` on first use and keep the result on disk."""
    return cast("_Kernel", numba.njit(cache=True)(function))


@_kernel
def _random(desk: Desk) -> float:
    """Draw a number from 0 to 1."""
    desk.random[0] = desk.random[0] * MULTIPLIER % MODULUS
    return float(desk.random[0] / MODULUS)


@_kernel
def _index(p: Places, t: Tour, first: int) -> None:
    """Write positions and lengths anew from a position on."""
    if first == 0:
        t.at[t.order[0]] = 0
        t.there[0] = t.back[0] = 0.0
        first = 1
    for i in range(first, t.size[0]):
        a, b = t.order[i - 1], t.order[i]
        t.at[b] = i
        t.there[i] = t.there[i - 1] + p.cost[a, b]
        t.back[i] = t.back[i - 1] + p.cost[b, a]


@_kernel
def _copy(p: Places, source: Tour, target: Tour) -> None:
    """Make `target` the order that `source` is."""
    target.at[:] = -1
    target.stale[:] = False
    target.size[0] = source.size[0]
    target.order[: source.size[0]] = source.order[: source.size[0]]
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
    t.stale[t.order[first - 1]] = t.stale[t.order[last + 1]] = True
    gone = last + 1 - first
    for i in range(first, t.size[0] - gone):
        t.order[i] = t.order[i + gone]
    t.size[0] -= gone
    _index(p, t, first)


@_kernel
def _try_gap(p: Places, t: Tour, desk: Desk, place: int, i: int) -> None:
    """Note the gap after position `i` if `place` fits there better than where it was tried."""
    a, b = t.order[i], t.order[i + 1]
    delta = p.cost[a, place] + p.cost[place, b] - p.cost[a, b]
    desk.spent[0] += 1
    if delta < desk.delta[place]:
        desk.delta[place] = delta
        desk.after[place] = a


@_kernel
def _seek_gap(p: Places, t: Tour, desk: Desk, place: int) -> None:
    """Find where it costs least to insert `place`: beside its nearest visited places."""
    desk.delta[place] = np.inf
    desk.after[place] = -1
    met = 0
    for k in range(p.near.shape[1]):
        i = t.at[p.near[place, k]]
        if i < 0:
            continue
        if i > 0:
            _try_gap(p, t, desk, place, i - 1)
        if i < t.size[0] - 1:
            _try_gap(p, t, desk, place, i)
        met += 1
        if met == TRIED:
            return
    if met == 0:
        for i in range(t.size[0] - 1):
            _try_gap(p, t, desk, place, i)


@_kernel
def _most_wanted(p: Places, t: Tour, desk: Desk) -> int:
    """Return the place that gives most prize for its cost and fits, -1 if none does."""
    room = p.budget - t.there[t.size[0] - 1]
    chosen, top = -1, -1.0
    for u in range(len(p.prize)):
        if t.at[u] >= 0 or desk.delta[u] > room:
            continue
        if p.prize[u] <= 0.0 and desk.delta[u] > -p.least:
            continue
        value = desk.taste[u] / max(desk.delta[u], p.least)
        if value > top:
            chosen, top = u, value
    return chosen


@_kernel
def _regard(p: Places, t: Tour, desk: Desk, i: int) -> None:
    """Note for the places left out what the place new at position `i` changes."""
    before = t.order[i - 1]
    for u in range(len(p.prize)):
        if t.at[u] >= 0:
            continue
        if desk.after[u] == before:
            _seek_gap(p, t, desk, u)
        else:
            _try_gap(p, t, desk, u, i - 1)
            _try_gap(p, t, desk, u, i)


@_kernel
def _fill(p: Places, t: Tour, desk: Desk, noise: float) -> None:
    """Insert places while any fits, those first that give most prize for their cost."""
    for u in range(len(p.prize)):
        if t.at[u] < 0:
            desk.taste[u] = p.prize[u] * (1.0 + noise * (2.0 * _random(desk) - 1.0))
            _seek_gap(p, t, desk, u)
    while True:
        chosen = _most_wanted(p, t, desk)
        if chosen < 0:
            return
        _insert(p, t, chosen, desk.after[chosen])
        i = t.at[chosen]
        if t.there[t.size[0] - 1] > p.budget:  # by rounding
            _drop(p, t, i, i)
            desk.delta[chosen] = np.inf
        else:
            _regard(p, t, desk, i)


@_kernel
def _shed(p: Places, t: Tour, desk: Desk, noise: float) -> bool:
    """Drop the places of least prize for their cost until the rest fits; False if none does."""
    while t.there[t.size[0] - 1] > p.budget:
        chosen, least = -1, np.inf
        for i in range(1, t.size[0] - 1):
            a, u, b = t.order[i - 1], t.order[i], t.order[i + 1]
            saved = p.cost[a, u] + p.cost[u, b] - p.cost[a, b]
            desk.spent[0] += 1
            if saved <= 0.0:
                continue
            value = p.prize[u] * (1.0 + noise * (2.0 * _random(desk) - 1.0)) / saved
            if value < least:
                chosen, least = i, value
        if chosen < 0:
            return False
        _drop(p, t, chosen, chosen)
    return True


@_kernel
def _turn(p: Places, t: Tour, desk: Desk, first: int, last: int) -> bool:
    """Ride the places of some positions the other way round if that is shorter."""
    if first < 1 or last > t.size[0] - 2 or first >= last:
        return False
    a, x, y, b = t.order[first - 1], t.order[first], t.order[last], t.order[last + 1]
    delta = p.cost[a, y] + p.cost[x, b] - p.cost[a, x] - p.cost[y, b]
    delta += t.back[last] - t.back[first] - t.there[last] + t.there[first]
    desk.spent[0] += 1
    if delta > -p.least:
        return False
    t.stale[a] = t.stale[b] = t.stale[x] = t.stale[y] = True
    while first < last:
        t.order[first], t.order[last] = t.order[last], t.order[first]
        first += 1
        last -= 1
    _index(p, t, t.at[a] + 1)
    return True


@_kernel
def _move(p: Places, t: Tour, desk: Desk, first: int, last: int, gap: int) -> bool:
    """Move the places of some positions into the gap after `gap` if that is shorter."""
    if first < 1 or last > t.size[0] - 2 or gap < 0 or gap > t.size[0] - 2:
        return False
    if first - 1 <= gap <= last:
        return False
    a, x, y, b = t.order[first - 1], t.order[first], t.order[last], t.order[last + 1]
    g, h = t.order[gap], t.order[gap + 1]
    gained = p.cost[a, x] + p.cost[y, b] - p.cost[a, b] + p.cost[g, h]
    straight = p.cost[g, x] + p.cost[y, h]
    turned = p.cost[g, y] + p.cost[x, h]
    turned += t.back[last] - t.back[first] - t.there[last] + t.there[first]
    desk.spent[0] += 1
    if min(straight, turned) - gained > -p.least:
        return False
    for v in (a, b, x, y, g, h):
        t.stale[v] = True
    _carry(t, desk, first, last, gap, turned < straight)
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
def _better_beside(p: Places, t: Tour, desk: Desk, a: int, c: int) -> bool:
    """Bring place `a` beside place `c` by turning or moving, if that shortens the order."""
    i, j = t.at[a], t.at[c]
    low, high = min(i, j), max(i, j)
    if _turn(p, t, desk, low + 1, high) or _turn(p, t, desk, low, high - 1):
        return True
    for more in range(LONGEST_MOVED):
        for gap in (j - 1, j):
            if _move(p, t, desk, i, i + more, gap):
                return True
            if more and _move(p, t, desk, i - more, i, gap):
                return True
    return False


@_kernel
def _better_round(p: Places, t: Tour, desk: Desk, a: int) -> bool:
    """Make the first change round place `a` that shortens the order."""
    i = t.at[a]
    reach = 0.0
    if i > 0:
        reach = p.cost[t.order[i - 1], a]
    if i < t.size[0] - 1:
        reach = max(reach, p.cost[a, t.order[i + 1]])
    met = 0
    for k in range(p.near.shape[1]):
        c = p.near[a, k]
        if t.at[c] < 0:
            continue
        if min(p.cost[a, c], p.cost[c, a]) >= reach:
            return False
        if _better_beside(p, t, desk, a, c):
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
def _complete(p: Places, t: Tour, desk: Desk, noise: float) -> None:
    """Shorten and fill in turn until nothing more fits."""
    size = -1
    while size != t.size[0]:
        _shorten(p, t, desk)
        size = t.size[0]
        _fill(p, t, desk, noise)


@_kernel
def _any_place(t: Tour, desk: Desk, visited: bool) -> int:
    """Draw a place between the ends, -1 if there is none such."""
    n = len(t.at)
    u = 1 + int(_random(desk) * (n - 2))
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
    stretches = 1 + int(3.0 * _random(desk))
    k = -1
    while stretches > 0 and k < p.near.shape[1]:
        c = seed if k < 0 else p.near[seed, k]
        k += 1
        i = t.at[c]
        if i < 1 or i > t.size[0] - 2:
            continue
        count = 1 + int(_random(desk) * most)
        first = max(1, i - int(_random(desk) * count))
        _drop(p, t, first, min(t.size[0] - 2, first + count - 1))
        stretches -= 1


@_kernel
def _crowd(p: Places, t: Tour, desk: Desk, most: int) -> None:
    """Visit a place and some near it that were left out, whatever the budget."""
    seed = _any_place(t, desk, False)
    if seed < 0:
        return
    count = 1 + int(_random(desk) * most)
    k = -1
    while count > 0 and k < p.near.shape[1]:
        u = seed if k < 0 else p.near[seed, k]
        k += 1
        if t.at[u] >= 0:
            continue
        _seek_gap(p, t, desk, u)
        _insert(p, t, u, desk.after[u])
        count -= 1


@_kernel
def value_of(p: Places, t: Tour, thrift: float) -> float:
    """Return the prize of an order, less a little for its length."""
    total = 0.0
    for i in range(t.size[0]):
        total += p.prize[t.order[i]]
    return total - thrift * float(t.there[t.size[0] - 1])


@_kernel
def complete(p: Places, t: Tour, desk: Desk, noise: float) -> None:
    """Index, shorten and fill an order from scratch."""
    t.at[:] = -1
    _index(p, t, 0)
    t.stale[:] = True
    _complete(p, t, desk, noise)


@_kernel
def _change(p: Places, t: Tour, desk: Desk) -> bool:
    """Cut or crowd an order and complete it again; False if it cannot be brought to fit."""
    noise = 0.5 * _random(desk)
    if _random(desk) < 0.5:
        _cut(p, t, desk, max(1, min(15, t.size[0] // 3)))
    else:
        _crowd(p, t, desk, 4)
        _shorten(p, t, desk)
        if not _shed(p, t, desk, noise):
            return False
    _complete(p, t, desk, noise)
    return bool(t.there[t.size[0] - 1] <= p.budget)


@_kernel
def search(
    p: Places, now: Tour, trial: Tour, best: Tour, desk: Desk, heat: tuple[float, float, float],
    until: int,
) -> None:  # fmt: skip
    """Change the order by cutting or crowding, and keep what is hardly worse.

    `heat` is the value that may be lost at the begin and at the end of the search's
    evaluations, and how many these are; `until` when to come back. A threshold falls
    geometrically (Dueck and Scheuer 1990, with an exponential draw: simulated annealing).
    """
    warm, cold, whole = heat
    top = value_of(p, best, 0.0)
    thrift = THRIFT * top / max(p.budget, p.least)
    here = value_of(p, now, thrift)
    top = value_of(p, best, SHORTER * thrift)
    while desk.spent[0] < until:
        _copy(p, now, trial)
        desk.spent[0] += 1
        if not _change(p, trial, desk):
            continue
        value = value_of(p, trial, thrift)
        left = warm * (cold / warm) ** min(1.0, desk.spent[0] / whole)
        if value <= here + left * np.log(max(1e-12, _random(desk))):
            continue
        here = value
        _copy(p, trial, now)
        value = value_of(p, trial, SHORTER * thrift)
        if value > top:
            top = value
            _copy(p, trial, best)
