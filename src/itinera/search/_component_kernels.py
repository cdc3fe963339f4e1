"""The compiled loop of strong components; what `_kernels.py` says of kernels holds here."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar, cast

import numba
import numpy as np

if TYPE_CHECKING:
    from itinera.geodesy import BoolArray, IntArray, LongArray

_Kernel = TypeVar("_Kernel", bound=Callable[..., object])


def _kernel(function: _Kernel) -> _Kernel:
    """Compile `function` on first use and keep the result on disk."""
    return cast("_Kernel", numba.njit(cache=True)(function))


@_kernel
def _unmet(
    node: int,
    at: LongArray,
    offsets: LongArray,
    arcs: IntArray,
    head: IntArray,
    is_open: BoolArray,
    met: IntArray,
    low: IntArray,
    label: IntArray,
) -> int:
    """Go on through the arcs of a node, and return the first end that was not met, or -1.

    That arc is looked at again after, when the end's own `low` is known.
    """
    while at[node] < offsets[node + 1]:
        arc = arcs[at[node]]
        far = head[arc]
        if is_open[arc] and label[far] < 0:
            if not met[far]:
                return int(far)
            low[node] = min(low[node], low[far])
        at[node] += 1
    return -1


@_kernel
def strong(offsets: LongArray, arcs: IntArray, head: IntArray, is_open: BoolArray) -> IntArray:
    """Label the strongly connected components (Tarjan 1972, with a stack of our own).

    Parameters
    ----------
    offsets, arcs
        The arcs that leave each node.
    head, is_open
        By arc: where it leads, and whether it may be passed.

    Returns
    -------
    int32, shape (n_nodes,)
        Numbered from 0 in the order in which the components are complete.
    """
    n = len(offsets) - 1
    label = np.full(n, -1, dtype=np.int32)
    met = np.zeros(n, dtype=np.int32)  # when a node was met, from 1 on
    low = np.zeros(n, dtype=np.int32)  # the earliest met that is reached from below it
    at = offsets[:-1].copy()
    waiting, trail = np.empty(n, dtype=np.int32), np.empty(n, dtype=np.int32)
    n_met, n_waiting, n_labels = 0, 0, 0
    for root in range(n):
        if met[root]:
            continue
        depth = 0
        trail[0] = root
        while depth >= 0:
            node = trail[depth]
            if not met[node]:
                n_met += 1
                met[node] = low[node] = n_met
                waiting[n_waiting] = node
                n_waiting += 1
            far = _unmet(node, at, offsets, arcs, head, is_open, met, low, label)
            if far >= 0:
                depth += 1
                trail[depth] = far
                continue
            if low[node] == met[node]:
                while label[node] < 0:
                    n_waiting -= 1
                    label[waiting[n_waiting]] = n_labels
                n_labels += 1
            depth -= 1
    return label
