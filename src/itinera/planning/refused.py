"""What in a profile keeps a traveller from getting any farther, said in one sentence."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from itinera.osm.codes import PASSABLE
from itinera.profile.refusals import edge_refusals

if TYPE_CHECKING:
    from itinera.geodesy import BoolArray, IntArray
    from itinera.graph.snap import Snap
    from itinera.planning.travel import Travel
    from itinera.profile.refusals import Refusal

MOST = 500  # stretches at the border that are looked at
STEEP = ("limits.max_up_pct", "limits.max_down_pct", "limits.max_incline_pct")


def what_stops(travel: Travel, start: Snap, end: Snap) -> str:
    """Say which line of the profile closes most ways out of where one end is shut in.

    Parameters
    ----------
    travel
        Who travels.
    start, end
        Two places with no path between them.

    Returns
    -------
    str
        A sentence that begins with a blank, "" where the profile refuses nothing there.
    """
    ahead, behind = _reached(travel, start, backward=False), _reached(travel, end, backward=True)
    backward = bool(behind.sum() < ahead.sum())
    arcs = _border(travel, behind if backward else ahead, backward=backward)
    refusals = [(int(arc), refusal) for arc in arcs for refusal in _refusals(travel, int(arc))]
    if not refusals:
        return ""
    counts = Counter((refusal.key, refusal.value) for _, refusal in refusals)
    (key, value), count = counts.most_common(1)[0]
    arc, first = next((a, r) for a, r in refusals if (r.key, r.value) == (key, value))
    way = int(travel.router.network.graph.edges.way[arc >> 1])
    found = f"too steep, {first.found}" if key in STEEP else first.found
    return (
        f" Around the {'end' if backward else 'start'} the profile refuses {count} stretches by"
        f" {key} = {value} (way/{way}: {found})."
    )


def _reached(travel: Travel, snap: Snap, *, backward: bool) -> BoolArray:
    """Return the junctions that can be reached from a place, or from which it can."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import breadth_first_order

    graph, weighting = travel.router.network.graph, travel.weighting
    arcs = np.flatnonzero(np.isfinite(weighting.cost))
    ends = graph.edges.nodes.reshape(-1)
    tails, heads = ends[arcs], ends[arcs ^ 1]
    if backward:
        tails, heads = heads, tails
    tails_open = np.isfinite(weighting.node_cost[tails])
    own = graph.edges.nodes[snap.edge]
    tails_open |= np.isin(tails, own)
    links = (np.ones(int(tails_open.sum()), np.int8), (tails[tails_open], heads[tails_open]))
    matrix = csr_array(links, shape=(graph.n_nodes, graph.n_nodes))
    reached = np.zeros(graph.n_nodes, dtype=np.bool_)
    for node in own.tolist():
        reached[breadth_first_order(matrix, node, return_predecessors=False)] = True
    return reached


def _border(travel: Travel, reached: BoolArray, *, backward: bool) -> IntArray:
    """Return arcs that lead out of what is reached (or into it), lawful and not used."""
    graph = travel.router.network.graph
    lawful = graph.arc_access(travel.profile.mode) >= PASSABLE
    arcs = np.flatnonzero(lawful & np.isinf(travel.weighting.cost))
    ends = graph.edges.nodes.reshape(-1)
    inside, outside = (arcs ^ 1, arcs) if backward else (arcs, arcs ^ 1)
    leads = reached[ends[inside]] & ~reached[ends[outside]]
    return np.asarray(arcs[leads][:MOST])


def _refusals(travel: Travel, arc: int) -> list[Refusal]:
    side = "backward" if arc & 1 else "forward"
    graph = travel.router.network.graph
    found = edge_refusals(travel.profile, graph, arc >> 1)
    return [refusal for refusal in found if refusal.direction in ("both", side)]
