"""Compiled: a walk cut into legs anew, for the annealing of `_loop_kernels`.

The rules of `_kernels` hold here too.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar, cast

import numba

if TYPE_CHECKING:
    from itinera.search.loop_arrays import Ground, Walk

_Kernel = TypeVar("_Kernel", bound=Callable[..., object])


def _kernel(function: _Kernel) -> _Kernel:
    """Compile `function` on first use and keep the result on disk."""
    return cast("_Kernel", numba.njit(cache=True)(function))


@_kernel
def cut_anew(g: Ground, walk: Walk, legs: int, phase: float) -> None:
    """Forget the vias that may be moved, and cut the walk into legs of about equal length."""
    n, cuts = walk.size[0], walk.size[1]
    whole, kept = 0.0, 1
    for i in range(n):
        whole += g.metres[g.edge[walk.arcs[i]]]
    must = walk.cut[:cuts][walk.fixed[:cuts]].copy()
    at, next_must, following = 0.0, 0, (phase + 0.5) * whole / legs
    for i in range(1, n):
        at += g.metres[g.edge[walk.arcs[i - 1]]]
        held = next_must < len(must) and must[next_must] == i
        if held or (at >= following and kept + len(must) - next_must < len(walk.cut) - 2):
            walk.cut[kept], walk.fixed[kept] = i, held
            kept += 1
        if held:
            next_must += 1
        while at >= following:
            following += whole / legs
    walk.cut[kept], walk.fixed[kept] = n, False
    walk.size[1] = kept + 1
