"""What is asked: random places and pairs, the same in every run."""

from __future__ import annotations

import numpy as np

from benchmarks.measure import now
from itinera.geodesy import distance
from itinera.graph.routegraph import RouteGraph
from itinera.planning import Planner, Traveller
from itinera.planning.travel import Travel
from itinera.profile import Profile, Weighting, weigh
from itinera.search.router import Router
from itinera.search.warm import warm_up

SEED = 20260101


def opened(folder: str, profile: str) -> tuple[Planner, Travel]:
    """Open a graph, make one traveller's costs ready, and load the compiled kernels."""
    warm_up()
    planner = Planner.open(folder)
    return planner, planner.travels.of(Traveller(profile))


def node_pairs(graph: RouteGraph, weighting: Weighting, count: int) -> list[tuple[int, int]]:
    """Return random pairs of nodes of the largest part where one gets from any node to any."""
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import connected_components

    tails, heads = graph.arc_tails(), graph.arc_heads()
    passable = np.isfinite(weighting.node_cost)
    open_ = np.isfinite(weighting.cost) & passable[tails] & passable[heads]
    ones = np.ones(int(open_.sum()), dtype=np.int8)
    matrix = csr_matrix((ones, (tails[open_], heads[open_])), shape=(graph.n_nodes,) * 2)
    _, part = connected_components(matrix, directed=True, connection="strong")
    largest = np.flatnonzero(part == np.bincount(part).argmax())
    pairs = np.random.default_rng(SEED).choice(largest, (count, 2))
    return [(int(a), int(b)) for a, b in pairs if a != b]


def place_pairs(
    graph: RouteGraph, travel: Travel, count: int, *, furthest_m: float
) -> list[list[tuple[float, float]]]:
    """Return pairs of junctions from 1 km to `furthest_m` apart as the crow flies."""
    found: list[list[tuple[float, float]]] = []
    pairs = node_pairs(graph, travel.weighting, 400 * count)
    for source, target in pairs:
        begin, end = graph.node_lonlat(source), graph.node_lonlat(target)
        if 1000.0 <= distance(begin, end) <= furthest_m:
            path = travel.router.node_path(source, target)
            if path is not None and len(path[1]) > 1:
                found.append([begin, end])
        if len(found) == count:
            return found
    raise RuntimeError(f"only {len(found)} pairs of places of {count} were found")


def new_costs(planner: Planner, profile: Profile) -> tuple[float, float]:
    """Return the seconds of weighing the graph, and of customizing the hierarchy."""
    begin = now()
    weighting = weigh(profile, planner.graph)
    weighed = now()
    router = Router(planner.network, weighting.cost, weighting.node_cost, weighting.mode)
    end = now()
    if router.network is not planner.network:
        raise RuntimeError("the router is of another network")
    return weighed - begin, end - weighed
