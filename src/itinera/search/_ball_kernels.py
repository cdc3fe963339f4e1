"""Compiled loops that look round a start: what lies near, its bridges, its ground in samples.

As in `_kernels`: no compiled helper of another file is called (Numba's cache looks
at one file only), constants come as arguments, nothing checks its arguments, and
infinity means "unreachable". Arrays of the whole map are only looked up, never
filled: what a search remembers grows with what it touches.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar, cast

import numba
import numpy as np

if TYPE_CHECKING:
    from itinera.geodesy import BoolArray, FloatArray, IntArray, LongArray

_Kernel = TypeVar("_Kernel", bound=Callable[..., object])


def _kernel(function: _Kernel) -> _Kernel:
    """Compile `function` on first use and keep the result on disk."""
    return cast("_Kernel", numba.njit(cache=True)(function))


@_kernel
def _edges_of_places(begin: IntArray, end: IntArray, n_places: int) -> tuple[LongArray, IntArray]:
    """Return the edges at each place as rows."""
    m = len(begin)
    offsets = np.zeros(n_places + 2, dtype=np.int64)
    for e in range(m):
        offsets[begin[e] + 2] += 1
        offsets[end[e] + 2] += 1
    for v in range(n_places):
        offsets[v + 2] += offsets[v + 1]
    rows = np.empty(2 * m, dtype=np.int32)
    for e in range(m):
        rows[offsets[begin[e] + 1]] = e
        offsets[begin[e] + 1] += 1
        rows[offsets[end[e] + 1]] = e
        offsets[end[e] + 1] += 1
    return offsets[:-1].copy(), rows


@_kernel
def bridges(
    begin: IntArray, end: IntArray, amount: FloatArray, n_places: int, root: int
) -> tuple[BoolArray, FloatArray, IntArray]:
    """Find the bridges of an undirected network, and what lies between the root and each place.

    Tarjan's low points, without recursion.

    Parameters
    ----------
    begin, end
        Places at both ends of every edge; parallel edges and rings are fine.

    Returns
    -------
    bridge : per edge
    stem : per place
        Sum of `amount` over the bridges between `root` and the place, infinite where
        `root` does not reach.
    up : per place
        The edge that reached it, -1 for the root.
    """
    m = len(begin)
    offsets, rows = _edges_of_places(begin, end, n_places)
    bridge = np.zeros(m, dtype=np.bool_)
    up = np.full(n_places, -1, dtype=np.int32)
    number, low = np.zeros(n_places, dtype=np.int32), np.zeros(n_places, dtype=np.int32)
    at = offsets.copy()
    stack, order = np.empty(n_places, dtype=np.int32), np.empty(n_places, dtype=np.int32)
    stack[0], order[0], depth, count = root, root, 1, 1
    number[root] = low[root] = 1
    while depth > 0:
        v = stack[depth - 1]
        if at[v] < offsets[v + 1]:
            e = rows[at[v]]
            at[v] += 1
            w = end[e] if begin[e] == v else begin[e]
            if number[w] == 0:
                up[w] = e
                order[count] = w
                count += 1
                number[w] = low[w] = count
                stack[depth] = w
                depth += 1
            elif e != up[v]:
                low[v] = min(low[v], number[w])
            continue
        depth -= 1
        if depth > 0:
            above = stack[depth - 1]
            low[above] = min(low[above], low[v])
            bridge[up[v]] = low[v] > number[above]
    stem = np.full(n_places, np.inf)
    stem[root] = 0.0
    for i in range(1, count):
        v = order[i]
        e = up[v]
        above = end[e] if begin[e] == v else begin[e]
        stem[v] = stem[above] + (amount[e] if bridge[e] else 0.0)
    return bridge, stem, up


@_kernel
def samples(
    geometry: IntArray,
    begin: LongArray,
    end: LongArray,
    low: FloatArray,
    high: FloatArray,
    scale: FloatArray,
    origin: FloatArray,
    step_m: float,
) -> tuple[LongArray, FloatArray, FloatArray, FloatArray]:
    """Walk along edges and note where one is, at every bend and at most `step_m` apart.

    Parameters
    ----------
    geometry, begin, end
        Points in 1e-7 degrees; those of edge e stand from ``begin[e]`` to ``end[e]``.
    low, high
        Which share of each edge is walked.
    scale, origin
        Metres per unit in both directions, and the position that is (0, 0).

    Returns
    -------
    offsets, x, y, along
        Where the samples of each edge begin, and for each its place in the plane and
        the metres from where the walk began. The last point of an edge is left out.
    """
    n = len(begin)
    offsets = np.zeros(n + 1, dtype=np.int64)
    room = 4 * n + 1024
    out = np.empty((room, 3))
    count = 0
    for e in range(n):
        whole = _line_m(geometry, begin[e], end[e], scale)
        first, last = low[e] * whole, high[e] * whole
        before = 0.0
        for p in range(begin[e], end[e] - 1):
            dx = (geometry[p + 1, 0] - geometry[p, 0]) * scale[0]
            dy = (geometry[p + 1, 1] - geometry[p, 1]) * scale[1]
            d = np.sqrt(dx * dx + dy * dy)
            lo, hi = max(first, before), min(last, before + d)
            if hi > lo:
                pieces = max(1, int((hi - lo) // step_m))
                if count + pieces > room:
                    room = 2 * room + pieces
                    more = np.empty((room, 3))
                    more[:count] = out[:count]
                    out = more
                for i in range(pieces):
                    s = lo + (hi - lo) * i / pieces
                    f = (s - before) / d
                    out[count, 0] = (geometry[p, 0] - origin[0]) * scale[0] + f * dx
                    out[count, 1] = (geometry[p, 1] - origin[1]) * scale[1] + f * dy
                    out[count, 2] = s - first
                    count += 1
            before += d
        offsets[e + 1] = count
    return offsets, out[:count, 0].copy(), out[:count, 1].copy(), out[:count, 2].copy()


@_kernel
def _line_m(geometry: IntArray, begin: int, end: int, scale: FloatArray) -> float:
    """Measure a line in the plane."""
    whole = 0.0
    for p in range(begin, end - 1):
        dx = (geometry[p + 1, 0] - geometry[p, 0]) * scale[0]
        dy = (geometry[p + 1, 1] - geometry[p, 1]) * scale[1]
        whole += np.sqrt(dx * dx + dy * dy)
    return whole


@_kernel
def near_edges(
    sample_at: LongArray, x: FloatArray, y: FloatArray, radius_m: float, parts: int
) -> tuple[LongArray, IntArray, IntArray]:
    """List, for every edge, which others run beside it and for how much of their length.

    Returns
    -------
    offsets, edge, share
        Rows by edge f: another edge, and how many of its `parts` parts lie within
        `radius_m` of f (at least one).
    """
    n = len(sample_at) - 1
    mask = 1024
    while mask < 2 * len(x):
        mask *= 2
    mask -= 1
    first, after, of = _chained(sample_at, x, y, radius_m, mask)
    room = 16 * n + 64
    found = np.empty((room, 3), dtype=np.int32)
    seen, hits = np.full(n, -1, dtype=np.int32), np.zeros(n, dtype=np.int32)
    touched = np.empty(n, dtype=np.int32)
    total = 0
    for e in range(n):
        count = 0
        for s in range(sample_at[e], sample_at[e + 1]):
            cx, cy = int(np.floor(x[s] / radius_m)), int(np.floor(y[s] / radius_m))
            for cell in range(9):
                slot = _slot(cx + cell % 3 - 1, cy + cell // 3 - 1, mask)
                t = first[slot]
                while t >= 0:
                    f = of[t]
                    near = (x[t] - x[s]) ** 2 + (y[t] - y[s]) ** 2 <= radius_m * radius_m
                    if near and f != e and seen[f] != s:
                        seen[f] = s
                        if hits[f] == 0:
                            touched[count] = f
                            count += 1
                        hits[f] += 1
                    t = after[t]
        if total + count > room:
            room = 2 * room + count
            more = np.empty((room, 3), dtype=np.int32)
            more[:total] = found[:total]
            found = more
        all_of_it = sample_at[e + 1] - sample_at[e]
        for i in range(count):
            f = touched[i]
            found[total, 0], found[total, 1] = f, e
            found[total, 2] = max(1, parts * hits[f] // all_of_it)
            hits[f] = 0
            total += 1
    return _grouped(found, total, n)


@_kernel
def _slot(cx: int, cy: int, mask: int) -> int:
    """Return the place of a cell in a table; two cells may share one."""
    return int(((cx * 73856093) ^ (cy * 19349663)) & mask)


@_kernel
def _chained(
    sample_at: LongArray, x: FloatArray, y: FloatArray, radius_m: float, mask: int
) -> tuple[IntArray, IntArray, IntArray]:
    """Chain the samples that share a cell; return first, next and the edge of each."""
    first, after = np.full(mask + 1, -1, dtype=np.int32), np.empty(len(x), dtype=np.int32)
    of = np.empty(len(x), dtype=np.int32)
    for e in range(len(sample_at) - 1):
        for s in range(sample_at[e], sample_at[e + 1]):
            slot = _slot(int(np.floor(x[s] / radius_m)), int(np.floor(y[s] / radius_m)), mask)
            after[s], of[s] = first[slot], e
            first[slot] = s
    return first, after, of


@_kernel
def _grouped(found: IntArray, total: int, n: int) -> tuple[LongArray, IntArray, IntArray]:
    """Group (row, column, value) triples by row, keeping their order."""
    offsets = np.zeros(n + 2, dtype=np.int64)
    for i in range(total):
        offsets[found[i, 0] + 2] += 1
    for f in range(n):
        offsets[f + 2] += offsets[f + 1]
    column, value = np.empty(total, dtype=np.int32), np.empty(total, dtype=np.int32)
    for i in range(total):
        at = offsets[found[i, 0] + 1]
        column[at], value[at] = found[i, 1], found[i, 2]
        offsets[found[i, 0] + 1] += 1
    return offsets[:-1].copy(), column, value


@_kernel
def climb_up(begin: IntArray, end: IntArray, up: IntArray, marked: BoolArray) -> BoolArray:
    """Mark the edges by which marked places were reached, all the way from the root.

    Parameters
    ----------
    up
        The edge that reached each place, -1 for the root (see `bridges`).
    marked
        Per place.
    """
    edges, seen = np.zeros(len(begin), dtype=np.bool_), np.zeros(len(up), dtype=np.bool_)
    for i in range(len(marked)):
        v = i
        while marked[i] and up[v] >= 0 and not seen[v]:
            seen[v] = True
            e = up[v]
            edges[e] = True
            v = end[e] if begin[e] == v else begin[e]
    return edges


@_kernel
def trails(
    offsets: LongArray,
    head: IntArray,
    edge: IntArray,
    amount: FloatArray,
    ends: IntArray,
    window: FloatArray,
    room: int,
    steps: int,
) -> tuple[IntArray, LongArray]:
    """List the walks from start to finish within a window that travel no edge twice.

    Ends early after `steps` arcs tried, or when `room` arcs are written.

    Returns
    -------
    arcs, rows
        All walks in a row, and where each begins among them.
    """
    n = edge.max() + 1
    used, path = np.zeros(n, dtype=np.bool_), np.empty(n, dtype=np.int32)
    next_arc, long = np.empty(n + 1, dtype=np.int64), np.zeros(n + 1)
    out, rows = np.empty(room, dtype=np.int32), np.zeros(room + 1, dtype=np.int64)
    next_arc[0], depth, count, v = offsets[ends[0]], 0, 0, ends[0]
    while steps > 0:
        if next_arc[depth] == offsets[v + 1]:
            if depth == 0:
                break
            depth -= 1
            used[edge[path[depth]]] = False
            v = ends[0] if depth == 0 else head[path[depth - 1]]
            continue
        k = next_arc[depth]
        next_arc[depth] += 1
        steps -= 1
        reached = long[depth] + amount[k]
        if used[edge[k]] or reached > window[1]:
            continue
        if head[k] == ends[1]:
            begin = rows[count]
            if begin + depth + 1 > room:
                break
            if reached >= window[0]:
                out[begin : begin + depth] = path[:depth]
                out[begin + depth] = k
                count += 1
                rows[count] = begin + depth + 1
            continue
        path[depth], used[edge[k]], v = k, True, head[k]
        depth += 1
        next_arc[depth], long[depth] = offsets[v], reached
    return out[: rows[count]], rows[: count + 1]
