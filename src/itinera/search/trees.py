"""Cheapest ways from one place to everywhere, and from everywhere to one place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from itinera.geodesy import FloatArray, IntArray
    from itinera.search.costs import TravelCosts
    from itinera.search.ends import Stub
    from itinera.search.network import Rows


@dataclass(frozen=True, slots=True)
class Tree:
    """Dijkstra's tree.

    Attributes
    ----------
    cost : float64, shape (n_search_nodes,)
        Cost between the root and each search node, half of passing that node
        included; infinite where not reached within the bound.
    arc : int32, shape (n_search_nodes,)
        The search arc next to each node on its way from (or to) the root, -1
        at seeds and where not reached.
    """

    cost: FloatArray
    arc: IntArray


def tree_from(costs: TravelCosts, seeds: Sequence[Stub], *, bound: float = np.inf) -> Tree:
    """Grow the cheapest ways from a departure's stubs to every node within `bound`."""
    return grow(costs.network.leaving, costs.leaving_cost, seeds, bound=bound)


def tree_to(costs: TravelCosts, seeds: Sequence[Stub], *, bound: float = np.inf) -> Tree:
    """Grow the cheapest ways from every node within `bound` to an arrival's stubs."""
    return grow(costs.network.entering, costs.entering_cost, seeds, bound=bound)


def grow(rows: Rows, cost: FloatArray, seeds: Sequence[Stub], *, bound: float = np.inf) -> Tree:
    """Grow Dijkstra's tree over `rows`.

    Parameters
    ----------
    cost : float64, shape (n_search_arcs,)
        Cost at each position of `rows`, infinite where closed.
    seeds
        Where to begin.
    bound
        Nodes farther than this are left out.
    """
    from itinera.search import _kernels

    nodes = np.array([seed.node for seed in seeds], dtype=np.int32)
    costs = np.array([seed.cost for seed in seeds], dtype=np.float64)
    reached, via = _kernels.tree(rows.offsets, rows.far, cost, nodes, costs, float(bound), -1)
    arc = np.where(via >= 0, rows.arcs[via], np.int32(-1))
    return Tree(reached, arc)
