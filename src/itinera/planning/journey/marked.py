"""Marked routes by what people call them, and the ways that they run over."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

import numpy as np

from itinera.errors import UnknownNameError
from itinera.geodesy import FIXED_PER_DEGREE, metres_per_degree
from itinera.planning.routing import called

if TYPE_CHECKING:
    from collections.abc import Sequence

    from itinera.geodesy import BoolArray, FloatArray, LongArray
    from itinera.graph.routegraph import MarkedRoute, RouteGraph
    from itinera.itinerary import Stop

MOST_NAMED = 6  # routes listed in a message
WITH, AGAINST = 1, 2  # Memberships.direction


def routes_called(graph: RouteGraph, name: str, near: Stop | None = None) -> tuple[int, ...]:
    """Find the marked routes that bear a reference or a name.

    Parameters
    ----------
    graph
        Route graph.
    name
        A reference ("EV5"), NETWORK:REF ("icn:EV5"), a name, or "relation/ID"; capitals
        and spaces do not count.
    near
        Where to look for others, if there is none of that name.

    Returns
    -------
    tuple of int
        Indices into `graph.routes`; several where relations share a reference.

    Raises
    ------
    UnknownNameError
        If there is none; its remedy names those that there are.
    """
    wanted = _plain(name)
    found = [i for i, route in enumerate(graph.routes) if wanted in _names(route)]
    if found:
        return tuple(found)
    others = _others(graph, wanted, near)
    where = f" near {called(near)}" if near is not None else ""
    raise UnknownNameError(
        f"There is no marked route {name!r} on this map.",
        remedy=f"Marked routes{where}: {', '.join(others)}."
        if others
        else "This map has no marked routes.",
    )


def label(graph: RouteGraph, routes: Sequence[int]) -> str:
    """Return what to call some routes of one name: reference or name."""
    first = graph.routes[routes[0]]
    return first.ref or first.name or f"relation/{first.osm_id}"


def arcs_marked(graph: RouteGraph, routes: Sequence[int]) -> BoolArray:
    """Return which arcs some routes run over, in the sense that they are marked for.

    Returns
    -------
    bool, shape (n_arcs,)
    """
    rows = np.isin(graph.memberships.route, np.asarray(routes))
    edge = _edge_of_row(graph)[rows]
    direction = graph.memberships.direction[rows]
    on = np.zeros(graph.n_arcs, dtype=np.bool_)
    on[2 * edge[direction != AGAINST]] = True
    on[2 * edge[direction != WITH] + 1] = True
    return on


def _plain(name: str) -> str:
    """Return a name without what people leave out when they type it."""
    return "".join(name.casefold().split())


def _names(route: MarkedRoute) -> set[str]:
    """Return everything that a route may be called, plain."""
    tails = [tail for tail in (route.ref, route.name) if tail]
    heads = [head for head in (route.network, route.kind) if head]
    names = {_plain(tail) for tail in tails}
    names |= {_plain(f"{head}:{tail}") for head in heads for tail in tails}
    return {*names, f"relation/{route.osm_id}"}


def _others(graph: RouteGraph, wanted: str, near: Stop | None) -> list[str]:
    """Return marked routes that may be meant: alike by name first, then the nearest."""
    rank = _apart_m(graph, near) if near is not None else -_metres(graph)
    order = np.argsort(rank, kind="stable").tolist()
    keys = [graph.routes[i].key for i in order if not graph.routes[i].node_network]
    keys = list(dict.fromkeys(keys))
    alike = {_plain(key.partition(":")[2]): key for key in keys}
    close = [alike[one] for one in difflib.get_close_matches(wanted, alike, n=2, cutoff=0.6)]
    return list(dict.fromkeys([*close, *keys]))[:MOST_NAMED]


def _edge_of_row(graph: RouteGraph) -> LongArray:
    """Return the edge of every row of the memberships."""
    return np.repeat(np.arange(graph.n_edges), np.diff(graph.memberships.offsets))


def _metres(graph: RouteGraph) -> FloatArray:
    """Return the length of every marked route."""
    weights = np.asarray(graph.edges.length_m)[_edge_of_row(graph)]
    rows = graph.memberships.route
    sums = np.bincount(rows, weights=weights, minlength=len(graph.routes))
    return np.asarray(sums, dtype=np.float64)


def _apart_m(graph: RouteGraph, near: Stop) -> FloatArray:
    """Return how far every marked route is from a place, by the ends of its edges."""
    scale = np.array(metres_per_degree(near.lonlat[1])) / FIXED_PER_DEGREE
    here = np.array(near.lonlat) * FIXED_PER_DEGREE
    first = np.asarray(graph.geometry)[graph.geometry_offsets[_edge_of_row(graph)]]
    metres = np.hypot(*((first - here) * scale).T)
    nearest = np.full(len(graph.routes), np.inf)
    np.minimum.at(nearest, graph.memberships.route, metres)
    return nearest
