"""Access on a given day: dated restrictions laid over the access columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from itinera.osm.codes import Access
from itinera.osm.conditional import access_on as access_of_rules

if TYPE_CHECKING:
    from datetime import date

    from itinera.geodesy import ByteArray
    from itinera.graph.routegraph import DatedRestriction, RouteGraph


def access_on(graph: RouteGraph, mode: str, on: date | None) -> tuple[ByteArray, ByteArray]:
    """Return who may pass on a day, per direction.

    Parameters
    ----------
    graph
        Route graph.
    mode
        "foot" or "bicycle".
    on
        The day; None: dated restrictions are not applied.

    Returns
    -------
    forward, backward : uint8, shape (n_edges,)
        `codes.Access`, the least that holds at any time from 8 to 20 h.
    """
    edges = graph.edges
    foot = mode == "foot"
    forward = edges.fwd_foot if foot else edges.fwd_bicycle
    backward = edges.bwd_foot if foot else edges.bwd_bicycle
    if on is None or not (edges.dated >= 0).any():
        return forward, backward
    return (
        _overlaid(graph, forward, mode, "forward", on),
        _overlaid(graph, backward, mode, "backward", on),
    )


def node_access_on(graph: RouteGraph, mode: str, on: date | None) -> ByteArray:
    """Return who may pass through each node on a day, uint8 of shape (n_nodes,)."""
    access = graph.nodes.foot if mode == "foot" else graph.nodes.bicycle
    if on is None or not graph.node_dated:
        return access
    access = access.copy()
    for node, restrictions in graph.node_dated.items():
        access[node] = _ruled(int(access[node]), restrictions, mode, "both", on)
    return access


def _overlaid(
    graph: RouteGraph, column: ByteArray, mode: str, direction: str, on: date
) -> ByteArray:
    """Return an access column of a day; each distinct (restrictions, access) is judged once."""
    rows = np.flatnonzero(graph.edges.dated >= 0)
    pairs = np.stack([graph.edges.dated[rows], column[rows]], axis=1)
    distinct, which = np.unique(pairs, axis=0, return_inverse=True)
    rulings = [
        _ruled(int(base), graph.dated[int(kind)], mode, direction, on) for kind, base in distinct
    ]
    overlaid = column.copy()
    overlaid[rows] = np.array(rulings, dtype=np.uint8)[which.reshape(-1)]
    return overlaid


def _ruled(
    base: int,
    restrictions: tuple[DatedRestriction, ...],
    mode: str,
    direction: str,
    on: date,
) -> int:
    """Return the access of one stretch on a day; what cannot be decided is left out."""
    rules = [
        (Access(restriction.access), restriction.condition)
        for restriction in restrictions
        if restriction.mode == mode and restriction.direction in (direction, "both")
    ]
    access, _ = access_of_rules(Access(base), rules, on)
    return int(access)
