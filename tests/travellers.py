"""What a profile prefers on a drawn world, found without our own search."""

from __future__ import annotations

from datetime import date

import networkx as nx
import numpy as np

from itinera.profile import Profile, Weighting, load_profile, weigh
from sketch import World


def choice(world: World, profile: str | Profile, begin: str, end: str, **options: object) -> str:
    """Return the letters of the cheapest way, "" where there is none.

    Every drawn world below has a single cheapest way.
    """
    found = profile if isinstance(profile, Profile) else load_profile(profile)
    on = options.get("on")
    assert on is None or isinstance(on, date)
    weighting = weigh(found, world.graph, on=on)
    try:
        nodes = nx.shortest_path(
            digraph(world, weighting), world.node(begin), world.node(end), weight="cost"
        )
    except nx.NetworkXNoPath:
        return ""
    return "".join(chr(int(world.graph.nodes.osm_id[node])) for node in nodes)


def digraph(world: World, weighting: Weighting) -> nx.DiGraph:
    """Return the passable arcs, the cost of passing a node laid on the arcs that leave it."""
    graph: nx.DiGraph = nx.DiGraph()
    tails, heads = world.graph.arc_tails(), world.graph.arc_heads()
    graph.add_nodes_from(range(world.graph.n_nodes))
    cost = weighting.cost + weighting.node_cost[tails]
    for arc in np.flatnonzero(np.isfinite(weighting.cost)):
        tail, head = int(tails[arc]), int(heads[arc])
        known = graph.get_edge_data(tail, head, {"cost": np.inf})["cost"]
        graph.add_edge(tail, head, cost=min(known, float(cost[arc])))
    return graph
