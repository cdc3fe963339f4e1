"""Compile the kernels, or load them from Numba's cache, before anybody waits for them."""

from __future__ import annotations

import numpy as np


def warm_up() -> None:
    """Run every kernel once on a network of two nodes.

    Takes some seconds on a machine's first time and about half a second after.
    A server calls it before it says that it is ready.
    """
    from itinera.search import _component_kernels, _kernels
    from itinera.search.hierarchy import Topology

    offsets = np.array([0, 1, 2], dtype=np.int64)
    far = np.array([1, 0], dtype=np.int32)
    cost = np.ones(2)
    seeds, seed_costs = np.zeros(1, dtype=np.int32), np.zeros(1)
    _kernels.tree(offsets, far, cost, seeds, seed_costs, np.inf, -1)
    arc = np.array([0, 1], dtype=np.int32)
    hierarchy = Topology.of(arc.astype(np.uint32), arc, far).customize(cost)
    hierarchy.path([(0, 0.0)], [(1, 0.0)])
    hierarchy.between(0, 1, arc, cost)
    hierarchy.table([[(0, 0.0)]], [1])
    _kernels.no_turning_back(offsets, far, cost, arc, seeds, seed_costs, np.full(2, np.inf))
    rows, goals = np.array([0, 1], dtype=np.int64), np.ones(1, dtype=np.int32)
    bound = np.full(1, np.inf)
    _kernels.near_pairs(offsets, far, cost, cost, rows, seeds, rows, goals, bound, rows)
    _kernels.near_paths(offsets, far, arc, cost, cost, seeds, goals, bound)
    _component_kernels.strong(offsets, arc, far, np.ones(2, dtype=np.bool_))
