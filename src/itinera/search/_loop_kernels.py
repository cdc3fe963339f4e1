"""Compiled loops of the loop planner: legs, the objective, candidates, annealing.

The rules of `_kernels` hold here too. The arrays come in the tuples of `loop_arrays`. Positions
in the rows of the ground are called arcs here; edges and nodes are the ground's.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar, cast

import numba
import numpy as np

from itinera.search.loop_arrays import Ground, Memory, Walk, Wish

if TYPE_CHECKING:
    from itinera.geodesy import BoolArray, FloatArray, IntArray

_Kernel = TypeVar("_Kernel", bound=Callable[..., object])

# What `score` writes, in this order.
AMOUNT, METRES, REPEATED, CORRIDOR, COST, CLIMB = 0, 1, 2, 3, 4, 5
ATTRACTION, PRIZES, CROSSINGS, TURNS, SHAPE, SHARED, HEADING, TERMS = 6, 7, 8, 9, 10, 11, 12, 13

FAILED = -1e9  # the value of no walk

FIELDS = 0xA5169063  # checksum of the names of the tuples' fields, in order; a test compares it


def _kernel(function: _Kernel) -> _Kernel:
    """Compile `function` on first use and keep the result on disk."""
    return cast("_Kernel", numba.njit(cache=True)(function))


@_kernel
def _push(heap: IntArray, rank: FloatArray, size: int, item: int, key: float) -> int:
    """Put `item` into a heap of `size` items under a key; return the new size."""
    at = size
    while at > 0:
        above = (at - 1) >> 1
        if rank[above] <= key:
            break
        heap[at], rank[at] = heap[above], rank[above]
        at = above
    heap[at], rank[at] = item, key
    return size + 1


@_kernel
def _pop(heap: IntArray, rank: FloatArray, size: int) -> int:
    """Take the first item off a heap of `size` items; return the new size."""
    size -= 1
    item, key = heap[size], rank[size]
    at = 0
    while True:
        below = 2 * at + 1
        if below >= size:
            break
        if below + 1 < size and rank[below + 1] < rank[below]:
            below += 1
        if key <= rank[below]:
            break
        heap[at], rank[at] = heap[below], rank[below]
        at = below
    heap[at], rank[at] = item, key
    return size


@_kernel
def _leg(g: Ground, m: Memory, source: int, goal: int) -> bool:
    """Search from node to node (A*), dearer where the walk has been; `_write` reads the path."""
    gx, gy = g.x[goal], g.y[goal]
    m.key[source], m.least[source], m.via[source] = 0.0, 0.0, -1
    size = _push(m.heap, m.rank, 0, source, 0.0)
    m.touched[0], count = source, 1
    found = False
    while size > 0:
        v, first = m.heap[0], m.rank[0]
        size = _pop(m.heap, m.rank, size)
        if v == goal:
            found = True
            break
        if first > m.least[v]:
            continue  # it was reached for less in the meantime
        here = m.key[v]
        for k in range(g.offsets[v], g.offsets[v + 1]):
            w = g.head[k]
            reached = here + g.cost[k] * m.shun[g.edge[k]]
            if reached >= m.key[w] or size >= len(m.heap):
                continue
            if m.key[w] == np.inf:
                m.touched[count] = w
                count += 1
            m.key[w], m.via[w] = reached, k
            dx, dy = g.x[w] - gx, g.y[w] - gy
            m.least[w] = reached + g.slope * np.sqrt(dx * dx + dy * dy)
            size = _push(m.heap, m.rank, size, w, m.least[w])
    m.touched[len(m.touched) - 1] = count
    return found


@_kernel
def _write(g: Ground, m: Memory, goal: int, found: bool, out: IntArray, at: int) -> int:
    """Write the path that `_leg` found from `at` on, clean up; return where it ends, -1 if none."""
    steps, v = 0, goal
    if found:
        while m.via[v] >= 0:
            steps += 1
            v = g.tail[m.via[v]]
    if at + steps > len(out):
        found = False
    if found:
        v = goal
        for back in range(steps):
            out[at + steps - 1 - back] = m.via[v]
            v = g.tail[m.via[v]]
    for t in range(m.touched[len(m.touched) - 1]):
        m.key[m.touched[t]] = np.inf
    return at + steps if found else -1


@_kernel
def _mark(
    g: Ground, m: Memory, wish: Wish, arcs: IntArray, begin: int, end: int, sign: int
) -> None:
    """Enter arcs into what is used and what lies beside it, or take them out (`sign` -1)."""
    for i in range(begin, end):
        e = g.edge[arcs[i]]
        m.used[e] += sign
        if (sign > 0 and m.used[e] == 1) or (sign < 0 and m.used[e] == 0):
            _shun(g, m, wish, e)
            for j in range(g.near_at[e], g.near_at[e + 1]):
                f = g.near_edge[j]
                m.close[f] += sign * g.near_share[j]
                _shun(g, m, wish, f)


@_kernel
def _shun(g: Ground, m: Memory, wish: Wish, e: int) -> None:
    """Make an edge as much dearer as the walk has been on it or beside it."""
    factor = 1.0 + wish.near_factor * min(64, m.close[e]) / 64.0
    if m.used[e] > 0:
        factor += wish.used_factor
    if g.taken[e]:
        factor += wish.taken_factor
    m.shun[e] = factor


@_kernel
def _splice(
    g: Ground, m: Memory, wish: Wish, old: Walk, new: Walk, first: int, last: int,
    stops: IntArray, fixed: BoolArray, n_stops: int,
) -> bool:  # fmt: skip
    """Write `old`, which is marked, into `new` with legs `first` to `last` led otherwise."""
    begin, end = old.cut[first], old.cut[last + 1]
    n, cuts = old.size[0], old.size[1]
    if cuts - (last - first) + n_stops > len(new.cut) or n + 1 > len(new.arcs):
        return False
    new.arcs[:begin] = old.arcs[:begin]
    new.cut[: first + 1], new.fixed[: first + 1] = old.cut[: first + 1], old.fixed[: first + 1]
    _mark(g, m, wish, old.arcs, begin, end, -1)
    here = g.ends[0] if begin == 0 else g.head[old.arcs[begin - 1]]
    goal = g.ends[1] if end == n else g.tail[old.arcs[end]]
    at, cut, fine = begin, first, True
    for i in range(n_stops + 1):
        there = stops[i] if i < n_stops else goal
        must = fixed[i] if i < n_stops else old.fixed[last + 1]
        if there == here:
            new.fixed[cut] |= must and cut > 0  # a via thrown onto a place to pass does not free it
            continue
        done = _write(g, m, there, _leg(g, m, here, there), new.arcs, at)
        if done < 0:
            fine = False
            break
        _mark(g, m, wish, new.arcs, at, done, 1)
        at, here = done, there
        cut += 1
        new.cut[cut], new.fixed[cut] = at, must
    _mark(g, m, wish, new.arcs, begin, at, -1)
    _mark(g, m, wish, old.arcs, begin, end, 1)
    if not fine or at + n - end > len(new.arcs) or at == begin:
        return False
    new.arcs[at : at + n - end] = old.arcs[end:n]
    for c in range(last + 2, cuts):
        cut += 1
        new.cut[cut] = old.cut[c] + at - end
        new.fixed[cut] = old.fixed[c]
    new.size[0], new.size[1] = at + n - end, cut + 1
    return bool(_trim(g, new) > 0)


@_kernel
def _trim(g: Ground, walk: Walk) -> int:
    """Take out what is an immediate way out and back, and move the vias there to its foot."""
    n, cuts = walk.size[0], walk.size[1]
    arcs, cut = walk.arcs, walk.cut
    top, floor, c = 0, 0, 1
    for i in range(n):
        while c < cuts and cut[c] == i:
            cut[c] = top
            if walk.fixed[c]:
                floor = top
            c += 1
        k = arcs[i]
        if top > floor:
            below = arcs[top - 1]
            if g.edge[below] == g.edge[k] and g.tail[below] == g.head[k]:
                top -= 1
                for b in range(c - 1, 0, -1):
                    cut[b] = min(cut[b], top)
                continue
        arcs[top] = k
        top += 1
    cut[cuts - 1] = top
    kept = 1
    for b in range(1, cuts):
        last = b == cuts - 1
        if last or walk.fixed[b] or (cut[b] > cut[kept - 1] and cut[b] < top):
            if last and kept > 1 and cut[kept - 1] == top and not walk.fixed[kept - 1]:
                kept -= 1
            cut[kept], walk.fixed[kept] = cut[b], walk.fixed[b]
            kept += 1
    walk.size[0], walk.size[1] = top, kept
    return top


@_kernel
def _copy(source: Walk, goal: Walk) -> None:
    """Write one walk over another."""
    n, cuts = source.size[0], source.size[1]
    goal.arcs[:n] = source.arcs[:n]
    goal.cut[:cuts] = source.cut[:cuts]
    goal.fixed[:cuts] = source.fixed[:cuts]
    goal.size[:] = source.size


@_kernel
def score(g: Ground, m: Memory, wish: Wish, walk: Walk) -> float:
    """Measure a walk into `m.terms`, and return the value of the objective."""
    return _score_above(g, m, wish, walk, -np.inf)


@_kernel
def _score_above(g: Ground, m: Memory, wish: Wish, walk: Walk, least: float) -> float:
    """Measure a walk, but do not look at what runs beside it if it cannot be worth `least`."""
    m.terms[:] = 0.0
    _sum_up(g, m, walk)
    m.terms[SHAPE] = _roundness(g, walk, m.terms[METRES])
    m.terms[HEADING] = 1.0
    if value_of(m.terms, wish) < least:
        return FAILED
    if not _lay_samples(g, m, wish, walk):
        return FAILED
    return value_of(m.terms, wish)


@_kernel
def _sum_up(g: Ground, m: Memory, walk: Walk) -> None:
    """Add up what arcs and turns bring."""
    t, n = m.terms, walk.size[0]
    for i in range(n):
        k = walk.arcs[i]
        e = g.edge[k]
        t[AMOUNT] += g.amount[k]
        t[METRES] += g.metres[e]
        t[COST] += g.felt[k]
        t[CLIMB] += g.climb[k]
        if g.taken[e]:
            t[SHARED] += g.metres[e]
        if m.visits[e] > 0:
            t[REPEATED] += g.metres[e]
        else:
            t[ATTRACTION] += g.attraction[e] * g.metres[e]
            for j in range(g.prize_at[e], g.prize_at[e + 1]):
                p = g.prize[j]
                if m.met[p] == 0:
                    t[PRIZES] += g.prize_value[p]
                m.met[p] += 1
        m.visits[e] += 1
        if i + 1 < n:
            _note_turn(g, t, k, walk.arcs[i + 1])
    for i in range(n):
        e = g.edge[walk.arcs[i]]
        m.visits[e] = 0
        for j in range(g.prize_at[e], g.prize_at[e + 1]):
            m.met[g.prize[j]] = 0


@_kernel
def _note_turn(g: Ground, t: FloatArray, k: int, following: int) -> None:
    """Count a turn of more than 60 degrees where there is a choice, and a big road crossed."""
    node = g.head[k]
    if g.choice[node]:
        bend = abs(g.leaves[following] - g.enters[k])
        if bend > np.pi:
            bend = 2.0 * np.pi - bend
        if bend > np.pi / 3.0:
            t[TURNS] += 1.0
    if g.big_node[node] and not g.big_edge[g.edge[k]] and not g.big_edge[g.edge[following]]:
        t[CROSSINGS] += 1.0


@_kernel
def _lay_samples(g: Ground, m: Memory, wish: Wish, walk: Walk) -> bool:
    """Measure how much of the walk lies beside an earlier part, and where it lies as a whole."""
    t, mask = m.terms, len(m.first) - 1
    sx, sy = g.x[g.ends[0]], g.y[g.ends[0]]
    r, r2 = wish.radius_m, wish.radius_m * wish.radius_m
    count, total, hits, before, east, north = 0, 0, 0, 0.0, 0.0, 0.0
    for i in range(walk.size[0]):
        k = walk.arcs[i]
        e = g.edge[k]
        begin, end = g.sample_at[e], g.sample_at[e + 1]
        if count + end - begin > len(m.passed_x):
            count = -count - 1
            break
        for j in range(end - begin):
            s = begin + j if g.ahead[k] else end - 1 - j
            x, y = g.sample_x[s], g.sample_y[s]
            along = before + (g.sample_m[s] if g.ahead[k] else g.metres[e] - g.sample_m[s])
            total += 1
            east += x
            north += y
            if (x - sx) ** 2 + (y - sy) ** 2 < wish.start_m * wish.start_m:
                continue
            cx, cy = int(np.floor(x / r)), int(np.floor(y / r))
            hits += _beside(m, x, y, along - wish.apart_m, cx, cy, r2, mask)
            slot = ((cx * 73856093) ^ (cy * 19349663)) & mask
            m.passed_x[count], m.passed_y[count], m.passed_m[count] = x, y, along
            m.after[count] = m.first[slot]
            m.first[slot] = count
            count += 1
        before += g.metres[e]
    fine = count >= 0
    for s in range(count if fine else -count - 1):
        cx, cy = int(np.floor(m.passed_x[s] / r)), int(np.floor(m.passed_y[s] / r))
        m.first[((cx * 73856093) ^ (cy * 19349663)) & mask] = -1
    t[HEADING] = 0.0
    if total > 0:
        t[CORRIDOR] = t[METRES] * hits / total
        east, north = east / total - sx, north / total - sy
        off = np.hypot(east, north)
        t[HEADING] = (east * wish.east + north * wish.north) / off if off > 0.0 else 0.0
    return fine


@_kernel
def _beside(
    m: Memory, x: float, y: float, latest: float, cx: int, cy: int, r2: float, mask: int
) -> int:
    """Tell (0 or 1) whether a sample passed before `latest` lies near."""
    for cell in range(9):
        ix, iy = cx + cell % 3 - 1, cy + cell // 3 - 1
        s = m.first[((ix * 73856093) ^ (iy * 19349663)) & mask]
        while s >= 0:
            if m.passed_m[s] < latest and (m.passed_x[s] - x) ** 2 + (m.passed_y[s] - y) ** 2 <= r2:
                return 1
            s = m.after[s]
    return 0


@_kernel
def _roundness(g: Ground, walk: Walk, metres: float) -> float:
    """Return the hull's area (of the farthest nodes in 24 directions) over that of a circle."""
    best, best_x, best_y = np.full(24, -np.inf), np.zeros(24), np.zeros(24)
    turned = np.arange(24) * (np.pi / 12.0)
    cos, sin = np.cos(turned), np.sin(turned)
    for i in range(walk.size[0]):
        v = g.head[walk.arcs[i]]
        for d in range(24):
            far = g.x[v] * cos[d] + g.y[v] * sin[d]
            if far > best[d]:
                best[d], best_x[d], best_y[d] = far, g.x[v], g.y[v]
    area = 0.0
    for d in range(24):
        e = (d + 1) % 24
        area += best_x[d] * best_y[e] - best_x[e] * best_y[d]
    return float(2.0 * np.pi * area / (metres * metres)) if metres > 0.0 else 0.0


@_kernel
def value_of(t: FloatArray, wish: Wish) -> float:
    """Return the objective of measured terms, in points; see `planning.loop.objective`."""
    if t[METRES] <= 0.0:
        return FAILED
    km = t[METRES] / 1000.0
    off = 100.0 * abs(t[AMOUNT] / wish.target - 1.0)
    again = 100.0 * max(0.0, t[REPEATED] - wish.unavoidable_m) / t[METRES]
    beside = 100.0 * max(0.0, t[CORRIDOR] - wish.unavoidable_m) / t[METRES]
    shared = 100.0 * t[SHARED] / t[METRES]
    wanting = max(0.0, wish.least_climb_m - t[CLIMB], t[CLIMB] - wish.most_climb_m)
    climb = max(300.0, min(wish.least_climb_m, wish.most_climb_m))
    value = -wish.length * off - wish.reuse * again - wish.corridor * beside
    # Beyond what counts as clean every per cent weighs ten times as much.
    value -= 10.0 * max(0.0, off - 90.0 * wish.tolerance)
    value -= 10.0 * max(0.0, again - 4.0) + 10.0 * max(0.0, beside - 8.0)
    value -= 10.0 * max(0.0, shared - wish.shared_limit)
    felt = t[COST] / t[METRES]
    value -= wish.climb * 100.0 * wanting / climb
    value -= wish.cost * felt + wish.dear * max(0.0, felt - wish.ordinary)
    value += wish.attraction * 100.0 * t[ATTRACTION] / t[METRES] + wish.prize * t[PRIZES]
    value -= wish.crossing * t[CROSSINGS] / km + wish.turn * t[TURNS] / km
    value += wish.shape * min(wish.shape_cap, t[SHAPE]) + wish.heading * t[HEADING]
    return float(value)


@_kernel
def _nearest(g: Ground, x: float, y: float) -> int:
    """Return the node nearest to a place (almost) among those where a via may stand, -1 if none."""
    side, columns, rows = g.grid[2], int(g.grid[3]), int(g.grid[4])
    cx = min(max(int((x - g.grid[0]) // side), 0), columns - 1)
    cy = min(max(int((y - g.grid[1]) // side), 0), rows - 1)
    best, nearest, ring = np.inf, -1, 0
    while ring <= max(columns, rows) and (nearest < 0 or ring <= 1):
        for iy in range(max(0, cy - ring), min(rows, cy + ring + 1)):
            edge_row = abs(iy - cy) == ring
            step = 1 if edge_row or ring == 0 else 2 * ring
            for ix in range(cx - ring, cx + ring + 1, step):
                if ix < 0 or ix >= columns:
                    continue
                cell = iy * columns + ix
                for j in range(g.cell_at[cell], g.cell_at[cell + 1]):
                    v = g.cell_node[j]
                    far = (g.x[v] - x) ** 2 + (g.y[v] - y) ** 2
                    if far < best:
                        best, nearest = far, v
        ring += 1
    return nearest


@_kernel
def construct(
    g: Ground, m: Memory, wish: Wish, shape: FloatArray, given: IntArray, rounds: int,
    one: Walk, best: Walk,
) -> float:  # fmt: skip
    """Lead a walk through the points of a shape, blown up or shrunk until the length fits.

    `shape` (n, 2) is in metres from the start; `given` (n,) says which node must be
    passed instead, -1 for none. Writes the last walk into `one`, and returns the value
    of `best`.
    """
    n = len(given)
    stops, fixed = np.empty(n, dtype=np.int32), given >= 0
    sx, sy, factor, top = g.x[g.ends[0]], g.y[g.ends[0]], 1.0, FAILED
    empty = Walk(
        np.empty(0, dtype=np.int32), np.zeros(2, dtype=np.int32), np.zeros(2, dtype=np.bool_),
        np.array([0, 2], dtype=np.int32),
    )  # fmt: skip
    for _ in range(rounds):
        for i in range(n):
            stops[i] = given[i]
            if not fixed[i]:
                stops[i] = _nearest(g, sx + factor * shape[i, 0], sy + factor * shape[i, 1])
            if stops[i] < 0:
                return top
        if not _splice(g, m, wish, empty, one, 0, 0, stops, fixed, n):
            factor *= 0.8
            continue
        value = score(g, m, wish, one)
        amount = m.terms[AMOUNT]
        if value > top:
            top = value
            _copy(one, best)
        if abs(amount / wish.target - 1.0) < 0.01:
            break
        factor *= min(2.0, max(0.5, wish.target / amount))
    return top


@_kernel
def anneal(
    g: Ground, m: Memory, wish: Wish, draws: FloatArray, plan: FloatArray, top: float,
    walk: Walk, trial: Walk, best: Walk,
) -> float:  # fmt: skip
    """Change a walk again and again, keep what is better, and at first some of what is not.

    A row of `draws` (n, DRAWS), uniform, is an evaluation. `plan` says what a change for the
    worse may cost at first and in the end, from which to which share of the whole this goes,
    and what per cent of error in length is forgiven at first. Returns the value of `best`.
    """
    value, n = score(g, m, wish, walk), len(draws)
    amount, metres = m.terms[AMOUNT], m.terms[METRES]
    if value > top:
        top = value
        _copy(walk, best)
    _mark(g, m, wish, walk.arcs, 0, walk.size[0], 1)
    for i in range(n):
        done = plan[2] + (plan[3] - plan[2]) * i / n
        scale = (0.10 * (1.0 - done) ** 2 + 0.006) * metres
        slack = plan[4] * (1.0 - done) ** 2
        if not _change(g, m, wish, draws[i], scale, slack, amount, walk, trial):
            continue
        # What is accepted is better, or worse by less than a draw allows.
        warm = plan[0] * (plan[1] / plan[0]) ** done
        least = value + warm * np.log(1.0 - draws[i, 7])
        least += wish.length * min(slack, 100.0 * abs(amount / wish.target - 1.0))
        new = _score_above(g, m, wish, trial, least - wish.length * slack)
        off = 100.0 * abs(m.terms[AMOUNT] / wish.target - 1.0)
        if new + wish.length * min(slack, off) < least:
            continue
        value, amount, metres = new, m.terms[AMOUNT], m.terms[METRES]
        _mark(g, m, wish, walk.arcs, 0, walk.size[0], -1)
        _copy(trial, walk)
        _mark(g, m, wish, walk.arcs, 0, walk.size[0], 1)
        if value > top:
            top = value
            _copy(walk, best)
    _mark(g, m, wish, walk.arcs, 0, walk.size[0], -1)
    return top


@_kernel
def _change(
    g: Ground, m: Memory, wish: Wish, draw: FloatArray, scale: float, slack: float, amount: float,
    walk: Walk, trial: Walk,
) -> bool:  # fmt: skip
    """Propose a neighbour: move, insert or drop a via, go round a piece, fetch a prize."""
    kind, cuts = draw[0], walk.size[1]
    c = 1 + int(draw[1] * (cuts - 2)) if cuts > 2 else 0
    movable = c > 0 and not walk.fixed[c]
    first = last = int(draw[2] * (cuts - 1))
    begin, end, stop = walk.cut[first], walk.cut[first + 1], -1
    at = piece_end = begin + int(draw[5] * (end - begin))
    if kind < 0.60 and movable:
        first, last = c - 1, c
        if kind < 0.45 or cuts <= 3:
            v = g.tail[walk.arcs[walk.cut[c]]]
            stop = _drawn(g, wish, draw, scale, slack, amount, walk, first, last, v)
    elif end <= begin:
        return False
    elif kind < 0.75:
        v = g.head[walk.arcs[at]]
        stop = _drawn(g, wish, draw, scale, slack, amount, walk, first, last, v)
    elif kind < 0.85 and len(g.prize_node) > 0:
        stop = g.prize_node[int(draw[5] * len(g.prize_node))]
        first = last = _leg_beside(g, walk, stop)
    else:
        piece_end = min(end, at + 1 + int(draw[6] * draw[6] * 0.5 * (end - begin)))
    piece = walk.arcs[at:piece_end].copy()
    for k in piece:
        m.used[g.edge[k]] += 1
        m.shun[g.edge[k]] += wish.used_factor
    stops, free = np.full(1, stop, dtype=np.int32), np.zeros(1, dtype=np.bool_)
    fine = _splice(g, m, wish, walk, trial, first, last, stops, free, 1 if stop >= 0 else 0)
    for k in piece:
        m.used[g.edge[k]] -= 1
        _shun(g, m, wish, g.edge[k])
    return fine


@_kernel
def _drawn(
    g: Ground, wish: Wish, draw: FloatArray, scale: float, slack: float, amount: float,
    walk: Walk, first: int, last: int, v: int,
) -> int:  # fmt: skip
    """Throw nodes about `v` (Box and Muller 1958); return the most promising via of some legs.

    The legs are foretold to be as winding as they are now; a per cent that the whole would
    then be off weighs as much as a point of what lies round the node.
    """
    legs = walk.arcs[walk.cut[first] : walk.cut[last + 1]]
    if len(legs) == 0:
        return -1
    a, b, now, metres = g.tail[legs[0]], g.head[legs[-1]], 0.0, 0.0
    for k in legs:
        now += g.amount[k]
        metres += g.metres[g.edge[k]]
    crow = np.hypot(g.x[a] - g.x[v], g.y[a] - g.y[v]) + np.hypot(g.x[b] - g.x[v], g.y[b] - g.y[v])
    winding = now / max(1.0, metres) * min(2.0, max(1.05, metres / max(1.0, crow)))
    best, most = -1, -np.inf
    for j in range(8, len(draw) - 1, 2):
        off, turn = scale * np.sqrt(-2.0 * np.log(1.0 - draw[j])), 2.0 * np.pi * draw[j + 1]
        u = _nearest(g, g.x[v] + off * np.cos(turn), g.y[v] + off * np.sin(turn))
        if u < 0:
            continue
        far = np.hypot(g.x[a] - g.x[u], g.y[a] - g.y[u])
        far += np.hypot(g.x[b] - g.x[u], g.y[b] - g.y[u])
        off = 100.0 * abs((amount - now + winding * far) / wish.target - 1.0)
        promise = g.charm[u] * now / amount - max(0.0, off - slack)
        if promise > most:
            best, most = u, promise
    return best


@_kernel
def _leg_beside(g: Ground, walk: Walk, p: int) -> int:
    """Return the leg that a detour by a node makes least longer, as the crow flies."""
    leg, least = 0, np.inf
    for c in range(walk.size[1] - 1):
        if walk.cut[c + 1] <= walk.cut[c]:
            continue
        a, b = g.tail[walk.arcs[walk.cut[c]]], g.head[walk.arcs[walk.cut[c + 1] - 1]]
        more = np.hypot(g.x[a] - g.x[p], g.y[a] - g.y[p])
        more += np.hypot(g.x[b] - g.x[p], g.y[b] - g.y[p])
        more -= np.hypot(g.x[a] - g.x[b], g.y[a] - g.y[b])
        if more < least:
            least, leg = more, c
    return leg
