"""Compile the kernels of loops, or load them from Numba's cache, before anybody asks for one."""

from __future__ import annotations

import numpy as np

from itinera.planning.loop.ground import CORRIDOR_M, PARTS, SAMPLE_M
from itinera.planning.loop.objective import Window, wish_of
from itinera.planning.loop.walks import blank_walk, memory_for
from itinera.search.loop_arrays import Ground

RING_M = 400.0
RING = ((0, 0), (0, 1), (1, 1), (1, 0), (0, 0))  # corners, in sides of the ring


def warm_loops() -> None:
    """Run every kernel of the loop planner once, on a street that leads round a block.

    Takes most of a minute on a machine's first time and about half a second after. A
    server calls it beside its first requests.
    """
    from itinera.search import _ball_kernels, _kernels, _loop_kernels, _walk_kernels

    ground = _ring()
    begin, end, up = (np.array([node], dtype=np.int32) for node in (0, 1, 0))
    seeds, seed_m = ground.ends[:1], np.zeros(1)
    _kernels.within(
        ground.offsets, ground.edge, ground.head, ground.edge, ground.cost, ground.amount,
        seeds, seed_m, RING_M,
    )  # fmt: skip
    _ball_kernels.bridges(begin, end, ground.metres, 2, 0)
    _ball_kernels.climb_up(begin, end, np.concatenate((up - 1, up)), np.ones(2, dtype=np.bool_))
    window = RING_M * np.array([0.9, 1.1])
    _ball_kernels.trails(
        ground.offsets, ground.head, ground.edge, ground.amount, ground.ends, window, 8, 8
    )
    memory, wish = memory_for(ground), wish_of(Window(RING_M, 0.05, 0.0))
    walk, trial, best = (blank_walk(ground) for _ in range(3))
    shape, given = np.zeros((0, 2)), np.zeros(0, dtype=np.int32)
    top = _loop_kernels.construct(ground, memory, wish, shape, given, 1, walk, best)
    draws, plan = np.full((1, 10), 0.9), np.array([1.0, 0.1, 0.0, 1.0, 1.0])
    _walk_kernels.cut_anew(ground, walk, 3, 0.5)
    _loop_kernels.anneal(ground, memory, wish, draws, plan, top, walk, trial, best)
    _loop_kernels.score(ground, memory, wish, best)
    _loop_kernels.value_of(memory.terms, wish)


def _ring() -> Ground:
    """Return ground with a single street, from the start round a block to the finish."""
    from itinera.search import _ball_kernels

    whole, none = np.ones(1), np.zeros(1)
    corners = np.array(RING, dtype=np.int32)
    samples = _ball_kernels.samples(
        corners, np.zeros(1, dtype=np.int64), np.array([len(RING)]), none, whole,
        np.full(2, RING_M / 4.0), np.zeros(2), SAMPLE_M,
    )  # fmt: skip
    near = _ball_kernels.near_edges(*samples[:3], CORRIDOR_M, PARTS)
    nothing, no_rows = np.zeros(0, dtype=np.int32), np.zeros(2, dtype=np.int64)
    metres, no, nowhere = np.full(1, RING_M), np.zeros(1, dtype=np.bool_), np.zeros(2)
    start, finish = (np.array([node], dtype=np.int32) for node in (0, 1))
    columns = (
        np.array([0, 1, 1], dtype=np.int64), start, finish, start, ~no,
        metres, metres, metres, none, none, none,
        nowhere, nowhere, np.zeros(2, dtype=np.bool_), np.zeros(2, dtype=np.bool_),
        metres, none, no, no.copy(), *samples, *near,
        no_rows, nothing, np.array([0.0, 0.0, 1.0, 1.0, 1.0]),
        no_rows, nothing, np.zeros(0), nothing,
        np.array([0, 1], dtype=np.int32), nowhere, 1.0,
    )  # fmt: skip
    return Ground._make(columns)
