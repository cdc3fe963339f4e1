"""Closed walks while they are being worked on: buffers for the kernels, and values kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from itinera.geodesy import BoolArray, FloatArray, IntArray
    from itinera.search.loop_arrays import Ground, Memory, Walk, Wish

MOST_LEGS = 30
TABLE = 1 << 15  # places in the table of samples passed


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """A walk that was found.

    Attributes
    ----------
    arcs : int32
        Arcs of the ball, from start to finish.
    cut : int32
        Where each leg begins; the number of arcs last.
    fixed : bool
        Which of those vias had to be passed.
    value
        Of the objective.
    terms : float64
        What `score` measured.
    """

    arcs: IntArray
    cut: IntArray
    fixed: BoolArray
    value: float
    terms: FloatArray


def memory_for(ground: Ground) -> Memory:
    """Return clean scratch paper for a search on a ground."""
    from itinera.search._loop_kernels import TERMS
    from itinera.search.loop_arrays import Memory

    n, edges = len(ground.x), len(ground.metres)
    passed, heap = 2 * len(ground.sample_x) + 64, 2 * len(ground.edge) + 64
    return Memory(
        np.full(n, np.inf),
        np.zeros(n),
        np.full(n, -1, dtype=np.int32),
        np.zeros(heap, dtype=np.int32),
        np.zeros(heap),
        np.zeros(n + 2, dtype=np.int32),
        np.zeros(edges, dtype=np.int32),
        np.zeros(edges, dtype=np.int32),
        np.ones(edges),
        np.zeros(edges, dtype=np.int32),
        np.zeros(len(ground.prize_value), dtype=np.int32),
        np.full(TABLE, -1, dtype=np.int32),
        np.zeros(passed, dtype=np.int32),
        np.zeros(passed),
        np.zeros(passed),
        np.zeros(passed),
        np.zeros(TERMS),
    )


def blank_walk(ground: Ground) -> Walk:
    """Return a walk of nothing with room for any."""
    from itinera.search.loop_arrays import Walk

    room = 2 * len(ground.edge) + 64
    return Walk(
        np.zeros(room, dtype=np.int32),
        np.zeros(MOST_LEGS + 1, dtype=np.int32),
        np.zeros(MOST_LEGS + 1, dtype=np.bool_),
        np.array([0, 2], dtype=np.int32),
    )


def taken_from(walk: Walk, ground: Ground, memory: Memory, wish: Wish) -> Found:
    """Score a walk and take a copy of it out of the kernels' buffers."""
    from itinera.search import _loop_kernels

    value = float(_loop_kernels.score(ground, memory, wish, walk))
    n, cuts = int(walk.size[0]), int(walk.size[1])
    return Found(
        walk.arcs[:n].copy(), walk.cut[:cuts].copy(), walk.fixed[:cuts].copy(), value,
        memory.terms.copy(),
    )  # fmt: skip


def put_into(found: Found, walk: Walk) -> None:
    """Write a walk that was found into a buffer."""
    n, cuts = len(found.arcs), len(found.cut)
    walk.arcs[:n], walk.cut[:cuts], walk.fixed[:cuts] = found.arcs, found.cut, found.fixed
    walk.size[:] = n, cuts


def is_clean(found: Found, wish: Wish) -> bool:
    """Tell whether a walk is within the window and hardly repeats itself."""
    from itinera.search import _loop_kernels as k

    metres = found.terms[k.METRES]
    off = abs(found.terms[k.AMOUNT] / wish.target - 1.0)
    again = max(0.0, found.terms[k.REPEATED] - wish.unavoidable_m) / metres
    beside = max(0.0, found.terms[k.CORRIDOR] - wish.unavoidable_m) / metres
    return bool(off <= 0.8 * wish.tolerance and again <= 0.04 and beside <= 0.08)
