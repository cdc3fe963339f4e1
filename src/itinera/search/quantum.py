"""How fine a whole cost may be.

The hierarchy counts in whole numbers of 31 bits and takes a path of 2³¹ - 1 for
unreachable. So the quantum must be coarse enough that no shortest path reaches
2³⁰, which leaves room for roundings, and as fine as that allows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from itinera.search.hierarchy import INFINITE

if TYPE_CHECKING:
    from itinera.geodesy import BoolArray, FloatArray
    from itinera.search.hierarchy import WeightArray
    from itinera.search.network import SearchNetwork

LONGEST = 2.0**30  # quanta: half of what the hierarchy could hold
FINEST = 0.001  # one millimetre where costs are felt metres
FINE_ENOUGH = 0.05  # no further effort below this: on 100 km it could hide half a metre
_ROOTS = 8  # nodes tried as the middle of the network


def choose_quantum(network: SearchNetwork, weight: FloatArray) -> float:
    """Choose the unit in which costs become whole.

    Parameters
    ----------
    weight : float64, shape (n_search_arcs,)
        Costs, infinite where closed.

    Returns
    -------
    float
        In the unit of `weight`. Every finite shortest path, with a partial arc
        added at each end, costs less than 2³⁰ of it.

    Notes
    -----
    A shortest path passes no node twice, hence no edge twice, so the sum over
    the edges of their dearer direction bounds it. That is fine enough for a
    district. Beyond, let r be a node and C its strong component: inside C a
    shortest path costs at most (dearest walk to r) + (dearest walk from r).
    Before C and after it, or all along if it avoids C, it stays in one connected
    piece of what is left, and costs less than the piece.
    """
    finite = np.where(np.isfinite(weight), weight, 0.0)
    dearest = float(finite.max(initial=0.0))
    quantum = _unit(_sum_of_edges(network, finite) + 2.0 * dearest)
    if quantum <= FINE_ENOUGH:
        return quantum
    return min(quantum, _unit(_bound_through_middle(network, weight, finite) + 3.0 * dearest))


def to_whole(weight: FloatArray, quantum: float) -> WeightArray:
    """Express costs in quanta, at least 1, `INFINITE` where infinite.

    Parameters
    ----------
    weight : float64, any shape
        Non-negative costs.
    """
    whole = np.rint(weight / quantum)
    np.clip(whole, 1.0, INFINITE, out=whole)
    return whole.astype(np.uint32)


def _unit(bound: float) -> float:
    """Return the finest allowed quantum for paths up to `bound`."""
    return max(FINEST, bound / LONGEST)


def _sum_of_edges(network: SearchNetwork, finite: FloatArray) -> float:
    """Sum the dearer direction of every edge, and the extra arcs at copies."""
    own = network.graph.n_arcs
    pairs = finite[:own].reshape(-1, 2).max(axis=1, initial=0.0)
    return float(pairs.sum() + finite[own:].sum())


def _bound_through_middle(network: SearchNetwork, weight: FloatArray, finite: FloatArray) -> float:
    """Bound the shortest paths by walks through a node in the middle."""
    from itinera.search import _kernels

    best, walks = np.zeros(network.n_nodes, dtype=np.bool_), np.inf
    seen = best.copy()
    leaving, entering = network.leaving, network.entering
    out_cost, in_cost = weight[leaving.arcs], weight[entering.arcs]
    is_left = np.zeros(network.n_nodes, dtype=np.bool_)
    is_left[network.tail[finite > 0.0]] = True
    candidates = np.flatnonzero(is_left)
    for i in range(_ROOTS if len(candidates) else 0):
        # Odd eighths, from the half on: most nodes lie in the main component.
        root = int(
            candidates[(2 * i + _ROOTS + 1) % (2 * _ROOTS) * len(candidates) // (2 * _ROOTS)]
        )
        if seen[root]:
            continue  # another middle of the same component
        ahead, dearest_from = _kernels.spread(leaving.offsets, leaving.far, out_cost, root)
        behind, dearest_to = _kernels.spread(entering.offsets, entering.far, in_cost, root)
        inside = ahead & behind
        seen |= inside
        if inside.sum() > best.sum():
            best, walks = inside, dearest_from + dearest_to
        if 2 * inside.sum() > len(candidates):
            break
    # Summing pieces takes longer than walking: once, for the largest component.
    return walks + 2.0 * _dearest_piece(network, finite, best)


def _dearest_piece(network: SearchNetwork, finite: FloatArray, inside: BoolArray) -> float:
    """Sum the arcs of each connected piece outside a component, and return the greatest sum.

    An arc between a piece and the component belongs to the piece.
    """
    from scipy.sparse import coo_array  # type: ignore[import-untyped]
    from scipy.sparse.csgraph import connected_components  # type: ignore[import-untyped]

    out = np.flatnonzero(~(inside[network.tail] & inside[network.head]) & (finite > 0.0))
    tail, head = network.tail[out], network.head[out]
    tail, head = np.where(inside[tail], head, tail), np.where(inside[head], tail, head)
    shape = (network.n_nodes,) * 2
    links = coo_array((np.ones(len(tail), dtype=np.int8), (tail, head)), shape=shape)
    _, label = connected_components(links, directed=False)
    sums = np.bincount(label[tail], weights=finite[out])
    return float(sums.max(initial=0.0))
