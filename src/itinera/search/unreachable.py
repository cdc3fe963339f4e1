"""Why there is no path, and what there is instead."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from itinera.errors import NoRouteError
from itinera.geodesy import distance, metres_per_degree, to_degrees
from itinera.search.trees import tree_from, tree_to

if TYPE_CHECKING:
    from itinera.geodesy import BoolArray, FloatArray
    from itinera.search.ends import End
    from itinera.search.router import Router

LonLat = tuple[float, float]


def explain(router: Router, begin: End, finish: End, start: LonLat, end: LonLat) -> NoRouteError:
    """Say which end is cut off and how near the other one can come.

    Parameters
    ----------
    start, end
        Where the ends are, (lon, lat) in degrees.
    """
    ahead = _nodes(router, tree_from(router, begin.stubs).cost)
    behind = _nodes(router, tree_to(router, finish.stubs).cost)
    total = int(_nodes(router, router.node_touched()).sum())
    n_ahead, n_behind = int(ahead.sum()), int(behind.sum())
    if n_ahead <= n_behind:
        problem = f"From the start only {n_ahead} of {total} junctions can be reached"
    else:
        problem = f"The end can be reached from only {n_behind} of {total} junctions"
    return NoRouteError(
        f"No path leads from {_show(start)} to {_show(end)}. {problem}.",
        remedy="Move that end onto another way, or choose another profile, date or area.",
        nearest=_nearest(router, ahead, end),
    )


def _nodes(router: Router, cost: FloatArray) -> BoolArray:
    """Return which nodes of the graph have a finite cost in any of their states."""
    reached = np.zeros(router.network.graph.n_nodes, dtype=np.bool_)
    reached[router.network.node_of[np.isfinite(cost)]] = True
    return reached


def _nearest(router: Router, reached: BoolArray, goal: LonLat) -> str | None:
    """Describe the reached junction that lies nearest to `goal`."""
    nodes = np.flatnonzero(reached)
    if not len(nodes):
        return None
    lonlat = to_degrees(router.network.graph.nodes.lonlat[nodes])
    offset = (lonlat - np.array(goal)) * metres_per_degree(goal[1])
    best = lonlat[int(np.argmin((offset**2).sum(axis=1)))]
    place = (float(best[0]), float(best[1]))
    return f"{_show(place)}, which can be reached, is {distance(place, goal):.0f} m from the end."


def _show(lonlat: LonLat) -> str:
    """Write a place as people paste it: lat,lon."""
    return f"{lonlat[1]:.5f},{lonlat[0]:.5f}"
