"""Compiled loops that order places: a search for the tour of most prize within a budget.

The rules of `_kernels` hold here too: helpers stand in this file, constants come as
arguments, no kernel checks its arguments.

Places are numbered from 0, the start, to n - 1, the end. A place that is a stretch with
two ends can be passed either way: the *code* of a visit is twice its place, plus 1 for
against its direction. Other places have even codes only.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple, TypeVar, cast

import numba
import numpy as np

if TYPE_CHECKING:
    from itinera.geodesy import BoolArray, FloatArray, IntArray, LongArray

_Kernel = TypeVar("_Kernel", bound=Callable[..., object])

MODULUS = 2_147_483_647  # of the random numbers: Lehmer's generator with the factor 48271
FACTOR = 48_271
LONGEST_MOVED = 3  # visits that are moved together
REFILLED = 12  # places tried again after some were dropped


def _kernel(function: _Kernel) -> _Kernel:
    """Compile `function` on first use and keep the result on disk."""
    return cast("_Kernel", numba.njit(cache=True)(function))


class Places(NamedTuple):
    """What is to be ordered; all costs in one unit, finite.

    Attributes
    ----------
    dist : float64, shape (2 n, 2 n)
        From leaving a code to entering another.
    own : float64, shape (n,)
        Within each place: the length of a stretch.
    prize : float64, shape (n,)
    must, two : bool, shape (n,)
        Never left out; may be passed either way.
    rank : int64, shape (n,)
        Places of a rank are met in rising order; -1 anywhere.
    near : int32, shape (n, k)
        Other places, nearest first.
    budget, dearth, thrift : float
        Most length; what a unit beyond it, and one within it, takes off the value.
    """

    dist: FloatArray
    own: FloatArray
    prize: FloatArray
    must: BoolArray
    two: BoolArray
    rank: LongArray
    near: IntArray
    budget: float
    dearth: float
    thrift: float


class Order(NamedTuple):
    """Codes in order, where each place stands (-1: left out), and how many there are."""

    code: LongArray
    at: LongArray
    size: LongArray


@_kernel
def _draw(random: LongArray) -> float:
    """Draw a number from 0 to 1."""
    random[0] = random[0] * FACTOR % MODULUS
    return float(random[0]) / MODULUS


@_kernel
def _copy(source: Order, goal: Order) -> None:
    """Make `goal` the order that `source` is."""
    n = source.size[0]
    goal.code[:n] = source.code[:n]
    goal.at[:] = source.at
    goal.size[0] = n


@_kernel
def _index(order: Order, first: int) -> None:
    """Note where places stand, from a position on."""
    for i in range(first, order.size[0]):
        order.at[order.code[i] >> 1] = i


@_kernel
def length_of(p: Places, order: Order) -> float:
    """Return the length of an order."""
    total = p.own[order.code[0] >> 1]
    for i in range(1, order.size[0]):
        total += p.dist[order.code[i - 1], order.code[i]] + p.own[order.code[i] >> 1]
    return float(total)


@_kernel
def _in_rank(p: Places, order: Order) -> bool:
    """Tell whether the ranks rise."""
    last = -1
    for i in range(order.size[0]):
        rank = p.rank[order.code[i] >> 1]
        if rank >= 0:
            if rank < last:
                return False
            last = rank
    return True


@_kernel
def value_of(p: Places, order: Order) -> float:
    """Return prizes less what the length takes off; minus infinity out of rank."""
    if not _in_rank(p, order):
        return -np.inf
    total = 0.0
    for i in range(order.size[0]):
        total += p.prize[order.code[i] >> 1]
    length = length_of(p, order)
    return float(total - p.thrift * length - p.dearth * max(0.0, length - p.budget))


@_kernel
def _insert(order: Order, code: int, gap: int) -> None:
    """Visit a code after position `gap`."""
    for j in range(order.size[0], gap + 1, -1):
        order.code[j] = order.code[j - 1]
    order.code[gap + 1] = code
    order.size[0] += 1
    _index(order, gap + 1)


@_kernel
def _drop(order: Order, at: int) -> None:
    """Leave out what stands at a position."""
    order.at[order.code[at] >> 1] = -1
    for j in range(at, order.size[0] - 1):
        order.code[j] = order.code[j + 1]
    order.size[0] -= 1
    _index(order, at)


@_kernel
def _fits(p: Places, order: Order, place: int, gap: int) -> bool:
    """Tell whether a place may stand after position `gap`, by its rank."""
    rank = p.rank[place]
    if rank < 0:
        return True
    for i in range(order.size[0]):
        other = p.rank[order.code[i] >> 1]
        if other >= 0 and ((i <= gap and other > rank) or (i > gap and other < rank)):
            return False
    return True


@_kernel
def _best_gap(p: Places, order: Order, place: int) -> tuple[int, int, float]:
    """Return where and how a place fits best, and how much longer the order gets."""
    chosen, way, least = -1, 2 * place, np.inf
    for code in range(2 * place, 2 * place + (2 if p.two[place] else 1)):
        for i in range(order.size[0] - 1):
            a, b = order.code[i], order.code[i + 1]
            more = p.dist[a, code] + p.dist[code, b] - p.dist[a, b] + p.own[place]
            if more < least and _fits(p, order, place, i):
                chosen, way, least = i, code, more
    return chosen, way, least


@_kernel
def _saved(p: Places, order: Order, at: int) -> float:
    """Return how much shorter the order gets without what stands at a position."""
    a, x, b = order.code[at - 1], order.code[at], order.code[at + 1]
    return float(p.dist[a, x] + p.dist[x, b] - p.dist[a, b] + p.own[x >> 1])


@_kernel
def _shed(p: Places, order: Order, random: LongArray) -> None:
    """Drop places of least prize for their length until the rest fits the budget."""
    length = length_of(p, order)
    while length > p.budget:
        chosen, least, shorter = -1, np.inf, 0.0
        for i in range(1, order.size[0] - 1):
            place = order.code[i] >> 1
            saved = _saved(p, order, i)
            if p.must[place] or saved <= 0.0:
                continue
            worth = p.prize[place] * (0.7 + 0.6 * _draw(random)) / saved
            if worth < least:
                chosen, least, shorter = i, worth, saved
        if chosen < 0:
            return
        _drop(order, chosen)
        length -= shorter


@_kernel
def _reverse(p: Places, order: Order, first: int, last: int) -> None:
    """Pass the places of some positions the other way round."""
    i, j = first, last
    while i <= j:
        a, b = order.code[i], order.code[j]
        order.code[i] = b ^ 1 if p.two[b >> 1] else b
        if i < j:
            order.code[j] = a ^ 1 if p.two[a >> 1] else a
        i += 1
        j -= 1
    _index(order, first)


@_kernel
def _carry(order: Order, spare: LongArray, span: tuple[int, int], gap: int) -> None:
    """Move the places of some positions behind position `gap`, which is outside them."""
    first, last = span
    n = order.size[0]
    k = 0
    for i in range(n):
        if i < first or i > last:
            spare[k] = order.code[i]
            k += 1
        if i == gap:
            for j in range(first, last + 1):
                spare[k] = order.code[j]
                k += 1
    order.code[:n] = spare[:n]
    _index(order, 0)


@_kernel
def _beside(p: Places, order: Order, place: int, random: LongArray) -> int:
    """Draw the position of a visited place near `place`, -1 if none is."""
    tried = p.near.shape[1]
    begin = int(_draw(random) * _draw(random) * tried)
    for k in range(begin, tried):
        at = order.at[p.near[place, k]]
        if at >= 0:
            return int(at)
    return -1


@_kernel
def _moved(p: Places, order: Order, spare: LongArray, random: LongArray) -> bool:
    """Move up to three visits to near another, turned round or not."""
    n = order.size[0]
    if n < 4:
        return False
    first = 1 + int(_draw(random) * (n - 2))
    last = min(n - 2, first + int(_draw(random) * LONGEST_MOVED))
    gap = _beside(p, order, order.code[first] >> 1, random) - int(2.0 * _draw(random))
    if gap < 0 or gap > n - 2 or first - 1 <= gap <= last:
        return False
    if _draw(random) < 0.5:
        _reverse(p, order, first, last)
    _carry(order, spare, (first, last), gap)
    return True


@_kernel
def _turned(p: Places, order: Order, random: LongArray) -> bool:
    """Pass a stretch between two near visits the other way round."""
    n = order.size[0]
    if n < 3:
        return False
    one = 1 + int(_draw(random) * (n - 2))
    other = _beside(p, order, order.code[one] >> 1, random)
    if other < 0:
        return False
    first, last = min(one, other), max(one, other)
    if _draw(random) < 0.5:
        first += 1
    else:
        last -= 1
    first, last = max(first, 1), min(last, n - 2)
    if first > last:
        return False
    _reverse(p, order, first, last)
    return True


@_kernel
def _crowded(p: Places, order: Order, random: LongArray) -> bool:
    """Visit a place that was left out, and some near it, and drop what then is too much."""
    n = len(p.prize)
    if n == order.size[0]:
        return False
    place = int(_draw(random) * n)
    for _ in range(n):
        if order.at[place] < 0:
            break
        place = (place + 1) % n
    more = 1 + int(4.0 * _draw(random) * _draw(random))
    seed, k = place, 0
    while more > 0:
        gap, code, _ = _best_gap(p, order, place)
        if gap < 0:
            break
        _insert(order, code, gap)
        more -= 1
        while k < p.near.shape[1] and order.at[p.near[seed, k]] >= 0:
            k += 1
        if k == p.near.shape[1]:
            break
        place = p.near[seed, k]
    _shed(p, order, random)
    return True


@_kernel
def _refill(p: Places, order: Order, seed: int, random: LongArray) -> None:
    """Visit places near `seed` while they fit, most prize for their length first."""
    room = p.budget - length_of(p, order)
    while True:
        chosen, way, top, longer = -1, 0, 0.0, 0.0
        tried = 0
        for k in range(p.near.shape[1]):
            place = p.near[seed, k]
            if order.at[place] >= 0 or p.prize[place] <= 0.0:
                continue
            tried += 1
            if tried > REFILLED:
                break
            gap, code, more = _best_gap(p, order, place)
            worth = p.prize[place] * (0.6 + 0.8 * _draw(random)) / max(more, 1e-9)
            if gap >= 0 and more <= room and worth > top:
                chosen, way, top, longer = gap, code, worth, more
        if chosen < 0:
            return
        _insert(order, way, chosen)
        room -= longer


@_kernel
def _cut(p: Places, order: Order, random: LongArray) -> bool:
    """Leave out some visits in a row and fill up again."""
    n = order.size[0]
    if n < 3:
        return False
    at = 1 + int(_draw(random) * (n - 2))
    seed = order.code[at] >> 1
    for _ in range(1 + int(6.0 * _draw(random) * _draw(random))):
        if at > order.size[0] - 2:
            break
        if p.must[order.code[at] >> 1]:
            at += 1
        else:
            _drop(order, at)
    _refill(p, order, seed, random)
    return True


@_kernel
def _change(p: Places, order: Order, spare: LongArray, random: LongArray) -> bool:
    """Change an order at random; False if nothing came of it."""
    kind = _draw(random)
    if kind < 0.45:
        return _moved(p, order, spare, random)
    if kind < 0.75:
        return _turned(p, order, random)
    if kind < 0.77:
        at = 1 + int(_draw(random) * max(1, order.size[0] - 2))
        if at > order.size[0] - 2 or not p.two[order.code[at] >> 1]:
            return False
        order.code[at] ^= 1
        return True
    if kind < 0.93:
        return _crowded(p, order, random)
    return _cut(p, order, random)


@_kernel
def begin(p: Places, order: Order) -> None:
    """Order the start, the end and what must be visited, each where it fits best."""
    n = len(p.prize)
    order.at[:] = -1
    order.code[0], order.code[1], order.size[0] = 0, 2 * (n - 1), 2
    _index(order, 0)
    while True:
        chosen, way, place, least = -1, 0, -1, np.inf
        for u in range(n):
            if order.at[u] >= 0 or not p.must[u]:
                continue
            gap, code, more = _best_gap(p, order, u)
            if gap >= 0 and more < least:
                chosen, way, place, least = gap, code, u, more
        if place < 0:
            return
        _insert(order, way, chosen)


@_kernel
def fill(p: Places, order: Order) -> None:
    """Visit what fits, most prize for its length first."""
    while True:
        room = p.budget - length_of(p, order)
        chosen, way, top = -1, 0, 0.0
        for u in range(len(p.prize)):
            if order.at[u] >= 0:
                continue
            gap, code, more = _best_gap(p, order, u)
            worth = p.prize[u] / max(more, 1e-9)
            if gap >= 0 and more <= room and worth > top:
                chosen, way, top = gap, code, worth
        if chosen < 0:
            return
        _insert(order, way, chosen)


@_kernel
def search(
    p: Places, now: Order, trial: Order, best: Order, spare: LongArray, random: LongArray,
    heat: tuple[float, float, float], span: tuple[int, int],
) -> None:  # fmt: skip
    """Change an order and keep what is hardly worse (simulated annealing).

    `heat` is the value that may be lost at the begin and at the end of the search, and
    how many changes that is; `span` the first and last of those to make now.
    """
    warm, cold, whole = heat
    here, top = value_of(p, now), value_of(p, best)
    for step in range(span[0], span[1]):
        _copy(now, trial)
        if not _change(p, trial, spare, random):
            continue
        value = value_of(p, trial)
        left = warm * (cold / warm) ** (step / whole)
        if not value > here + left * np.log(max(1e-12, _draw(random))):
            continue
        here = value
        _copy(trial, now)
        if value > top:
            top = value
            _copy(trial, best)


@_kernel
def _worth(p: Places, visited: int, musts: int) -> float:
    """Return the prize of a set of places, -1 where one that must be is not in it."""
    if visited & musts != musts:
        return -1.0
    total = 0.0
    for u in range(len(p.prize) - 2):
        if visited >> u & 1:
            total += p.prize[u + 1]
    return total


@_kernel
def _grow_sets(p: Places, least: FloatArray, before: IntArray) -> None:
    """Fill the least lengths from the start through sets of places to each last code."""
    n = len(p.prize)
    for visited in range(1 << (n - 2)):
        highest = -1
        for u in range(n - 2):
            if visited >> u & 1:
                highest = max(highest, p.rank[u + 1])
        for last in range(2 * (n - 1)):
            here = least[visited, last]
            if here == np.inf:
                continue
            for place in range(1, n - 1):
                wider = visited | 1 << (place - 1)
                if wider == visited or 0 <= p.rank[place] < highest:
                    continue
                for code in range(2 * place, 2 * place + (2 if p.two[place] else 1)):
                    length = here + p.dist[last, code] + p.own[place]
                    if length < least[wider, code]:
                        least[wider, code] = length
                        before[wider, code] = last


@_kernel
def exact(p: Places, order: Order) -> None:
    """Find the best order, trying every set of places (Held and Karp's table).

    That is the one of most prize within the budget and of least length for it; where what
    must be visited exceeds the budget, the shortest one through that.
    """
    n = len(p.prize)
    least = np.full((1 << (n - 2), 2 * n), np.inf)
    before = np.full((1 << (n - 2), 2 * n), -1, dtype=np.int32)
    least[0, 0] = p.own[0]
    _grow_sets(p, least, before)
    musts = 0
    for u in range(n - 2):
        if p.must[u + 1]:
            musts |= 1 << u
    end = 2 * (n - 1)
    best, code, most, short = 0, 0, -2.0, np.inf
    for visited in range(1 << (n - 2)):
        prize = _worth(p, visited, musts)
        for last in range(2 * (n - 1)):
            length = least[visited, last] + p.dist[last, end] + p.own[n - 1]
            if prize < 0.0 or length == np.inf:
                continue
            worth = prize if length <= p.budget else -1.0
            if worth > most or (worth == most and length < short):
                best, code, most, short = visited, last, worth, length
    count = 1
    order.at[:] = -1
    order.code[0] = end
    while code != 0:
        order.code[count] = code
        count += 1
        best, code = best ^ (1 << ((code >> 1) - 1)), before[best, code]
    order.code[count] = 0
    order.size[0] = count + 1
    order.code[: count + 1] = order.code[: count + 1][::-1].copy()
    _index(order, 0)
