"""How much marked routes attract: one factor per edge and direction."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from itinera.geodesy import FloatArray
    from itinera.graph.routegraph import MarkedRoute, RouteGraph

_WITH, _AGAINST = 1, 2  # Memberships.direction


def attraction(
    factors: tuple[tuple[str, float], ...], graph: RouteGraph
) -> tuple[FloatArray | float, FloatArray | float]:
    """Return the factor of the most attractive marked route on every edge.

    Parameters
    ----------
    factors
        Class ("icn", "mtb") or named route ("icn:EV5") and its factor; a named
        one overrides its class.
    graph
        Route graph.

    Returns
    -------
    forward, backward : float64, shape (n_edges,), or 1.0
        1.0 where no route runs that the profile knows.
    """
    by_route = np.array([_factor(route, dict(factors)) for route in graph.routes], dtype=float)
    if not len(by_route) or (by_route == 1.0).all():
        return 1.0, 1.0
    by_row = by_route[graph.memberships.route]
    direction = graph.memberships.direction
    forward = np.where(direction == _AGAINST, 1.0, by_row)
    backward = np.where(direction == _WITH, 1.0, by_row)
    return _strongest(forward, graph), _strongest(backward, graph)


def _factor(route: MarkedRoute, factors: Mapping[str, float]) -> float:
    """Return the factor of one marked route."""
    named = [key for key in _names(route) if key in factors]
    if named:
        return factors[named[0]]
    # A mountain-bike route calls its rank "lcn" too, and is no cycle route for all that.
    rank = route.kind if route.kind == "mtb" else route.network or route.kind
    return factors.get(rank, 1.0)


def _names(route: MarkedRoute) -> tuple[str, ...]:
    """Return how a profile may name a route; spaces do not count ("GR 121", "GR121")."""
    heads = (route.network or route.kind, route.kind)
    tails = (route.ref, route.ref.replace(" ", ""), route.name)
    return tuple(f"{head}:{tail}" for head in heads for tail in tails if tail)


def _strongest(by_row: FloatArray, graph: RouteGraph) -> FloatArray:
    """Reduce membership rows to edges: the least factor below 1, else the greatest above."""
    offsets = graph.memberships.offsets
    filled = np.flatnonzero(np.diff(offsets) > 0)
    factor = np.ones(graph.n_edges)
    if len(filled):
        least = np.minimum.reduceat(by_row, offsets[filled])
        greatest = np.maximum.reduceat(by_row, offsets[filled])
        factor[filled] = np.where(least < 1.0, least, greatest)
    return factor
