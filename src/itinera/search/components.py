"""Which parts of the network are worth being in.

A place that snaps onto a stub behind a private gate, or onto a platform that no
street meets, can go nowhere. Snapping therefore uses only edges from which a
traveller reaches, and comes back to, a component of some size.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from itinera.geodesy import BoolArray, FloatArray, IntArray
    from itinera.graph.routegraph import RouteGraph

WORTH_M = 10_000.0  # metres of ways; OSRM and GraphHopper draw the line at similar sizes
WORTH_SHARE = 0.05  # of the longest component, for worlds smaller than that


def strong_components(graph: RouteGraph, cost: FloatArray, node_cost: FloatArray) -> IntArray:
    """Find the strongly connected components of what may be passed.

    Parameters
    ----------
    cost : float64, shape (n_arcs,)
        Infinite where closed.
    node_cost : float64, shape (n_nodes,)
        Infinite where a node may not be passed: such a node is alone.

    Returns
    -------
    int32, shape (n_nodes,)
        Component of each node, numbered from 0. Forbidden turns are ignored.
    """
    from itinera.search import _component_kernels

    tail, head = graph.arc_tails(), graph.arc_heads()
    passed = np.isfinite(node_cost)
    is_open = np.isfinite(cost) & passed[tail] & passed[head]
    return _component_kernels.strong(graph.out_offsets, graph.out_arcs, head, is_open)


def weak_components(tail: IntArray, head: IntArray) -> IntArray:
    """Label arcs by the connected piece that they belong to, whatever their direction.

    Parameters
    ----------
    tail, head : int32, shape (n,)
        Ends of the arcs; any numbers.

    Returns
    -------
    int32, shape (n,)
        Numbered from 0.

    Examples
    --------
    >>> weak_components(np.array([7, 9, 4]), np.array([8, 7, 4])).tolist()
    [1, 1, 0]
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    nodes, compact = np.unique(np.array([tail, head]), return_inverse=True)
    ends = compact.reshape(2, -1)
    links = coo_array((np.ones(len(tail), dtype=np.int8), tuple(ends)), shape=(len(nodes),) * 2)
    _, label = connected_components(links, directed=False)
    return np.asarray(label[ends[0]], dtype=np.int32)


def worth_being_in(graph: RouteGraph, cost: FloatArray, node_cost: FloatArray) -> BoolArray:
    """Mark the edges on which a place may be snapped.

    An edge is marked if it can be entered from, and left to, a component with at
    least 10 km of ways, or 5 % of the ways of the longest component where that
    is less. Where no component has any way, every open edge is marked.

    Parameters
    ----------
    cost, node_cost
        As for `strong_components`.

    Returns
    -------
    bool, shape (n_edges,)
        False for every edge that is closed in both directions.
    """
    component = strong_components(graph, cost, node_cost)
    begin, end = component[graph.edges.nodes[:, 0]], component[graph.edges.nodes[:, 1]]
    along, against = np.isfinite(cost[0::2]), np.isfinite(cost[1::2])
    inside = (begin == end) & (along | against)
    metres = np.zeros(int(component.max(initial=-1)) + 1)
    np.add.at(metres, begin[inside], graph.edges.length_m[inside])
    longest = metres.max(initial=0.0)
    # Nothing but oneways that lead nowhere back: then any of them is as good as it gets.
    worth = metres >= max(min(WORTH_M, WORTH_SHARE * longest), 1e-9 if longest > 0.0 else 0.0)
    at_begin, at_end = worth[begin], worth[end]
    entered = (along & at_begin) | (against & at_end)
    left = (along & at_end) | (against & at_begin)
    marked: BoolArray = entered & left
    return marked
