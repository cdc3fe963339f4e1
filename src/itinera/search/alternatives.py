"""Other good ways from here to there.

A path deserves to be offered beside the best one if it differs from it, is not
much longer, and makes no detour on the way (Abraham, Delling, Goldberg and
Werneck 2013, "Alternative routes in road networks"). Candidates come from
*plateaus* (Camvit, 2005): stretches that the tree from the start and the tree
to the end have in common. Every such stretch is the middle of a path that is
cheapest on both of its sides, and the longer it is, the better the way. What is
offered is then tested, not believed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from itinera.search import ends
from itinera.search.components import weak_components
from itinera.search.trees import tree_from, tree_to

if TYPE_CHECKING:
    from collections.abc import Iterator

    from itinera.geodesy import FloatArray, IntArray
    from itinera.graph.snap import Snap
    from itinera.search.ends import End
    from itinera.search.path import Path
    from itinera.search.router import Router
    from itinera.search.trees import Tree

MOST_SHARED = 0.6  # of the length of either path, with every better path
MOST_LONGER = 1.3  # times the best one, in cost and in length
WINDOW = 0.25  # of the best cost: stretches this long are held against the cheapest way
SHORTEST_PLATEAU = 0.05  # of the best cost
CANDIDATES = 60  # plateaus looked at
_ROUNDING = 1e-6  # relative: two sums of the same costs in another order


@dataclass(frozen=True, slots=True)
class _Search:
    """What is known while alternatives to one path are looked for."""

    router: Router
    begin: End
    finish: End
    best: Path
    ahead: Tree
    behind: Tree


def alternatives(router: Router, start: Snap, end: Snap, count: int = 3) -> list[Path]:
    """Find the best path and up to `count` others worth offering.

    Parameters
    ----------
    start, end
        Places on the network.
    count
        How many besides the best, at most.

    Returns
    -------
    list of Path
        The best first. Any two share at most 60 % of the length of either; none
        is more than 30 % longer than the best, in cost or in metres; none passes
        a node twice; and every stretch of an eighth of the best cost is itself
        a cheapest path.

    Raises
    ------
    NoRouteError
        If there is no path at all.
    """
    best = router.route(start, end)
    offered = [best]
    if count <= 0 or best.cost <= 0.0:
        return offered
    begin, finish = ends.departure(router, start), ends.arrival(router, end)
    limit = MOST_LONGER * best.cost
    search = _Search(
        router,
        begin,
        finish,
        best,
        tree_from(router, begin.stubs, bound=limit + ends.half_paid(router, begin)),
        tree_to(router, finish.stubs, bound=limit + ends.half_paid(router, finish)),
    )
    for path in _candidates(search):
        if all(_differ(router, path, other) for other in offered) and _is_sound(search, path):
            offered.append(path)
            if len(offered) > count:
                break
    return [best, *sorted(offered[1:], key=lambda path: path.cost)]


def _candidates(search: _Search) -> Iterator[Path]:
    """Yield the path over each plateau and each long arc, the most promising first."""
    arcs, lengths = _middles(search)
    network, router = search.router.network, search.router
    costs = search.ahead.cost[network.tail[arcs]] + search.behind.cost[network.head[arcs]]
    costs += router.weight[arcs]
    costs -= ends.half_paid(router, search.begin) + ends.half_paid(router, search.finish)
    least = SHORTEST_PLATEAU * search.best.cost
    worth = (costs <= MOST_LONGER * search.best.cost) & (lengths >= least)
    arcs, costs, lengths = arcs[worth], costs[worth], lengths[worth]
    # Dear paths lose, long plateaus win: the ranking of Abraham et al. without the sharing term.
    ranking = np.lexsort((arcs, 2.0 * costs - lengths))
    for arc in arcs[ranking[:CANDIDATES]].tolist():
        path = _path_over(search, arc)
        if path is not None:
            yield path


def _middles(search: _Search) -> tuple[IntArray, FloatArray]:
    """Return arcs that alternatives may lead over, and how long a plateau each stands for.

    One arc of every plateau, and every arc outside the plateaus: where two roads
    part and meet with few junctions between, an edge alone is the alternative.
    """
    network, weight = search.router.network, search.router.weight
    by_tree = search.ahead.arc[search.ahead.arc >= 0]
    plateau = np.sort(by_tree[search.behind.arc[network.tail[by_tree]] == by_tree])
    label = weak_components(network.tail[plateau], network.head[plateau])
    kinds, first = np.unique(label, return_index=True)
    lengths = np.zeros(len(kinds))
    np.add.at(lengths, label, weight[plateau])
    alone = np.isfinite(weight)
    alone[plateau] = False
    others = np.flatnonzero(alone).astype(np.int32)
    arcs = np.concatenate([plateau[first], others])
    return arcs, np.concatenate([lengths, weight[others]])


def _path_over(search: _Search, middle: int) -> Path | None:
    """Join an arc and the ways to and from it, None if that is not a simple path."""
    network = search.router.network
    before, after = [], []
    at = int(network.tail[middle])
    while (arc := int(search.ahead.arc[at])) >= 0:
        before.append(arc)
        at = int(network.tail[arc])
    first, at = at, int(network.head[middle])
    while (arc := int(search.behind.arc[at])) >= 0:
        after.append(arc)
        at = int(network.head[arc])
    arcs = [*before[::-1], middle, *after]
    path = search.router.path_of(*search.router.join(search.begin, search.finish, (0, arcs, first)))
    heads = network.head[path.arcs[:-1]]
    if len(np.unique(heads)) < len(heads) or len(np.unique(path.arcs >> 1)) < len(path.arcs):
        return None
    return path


def travelled(router: Router, path: Path) -> FloatArray:
    """Return the metres of each arc that a path travels, float64 of shape (n_arcs_of_path,)."""
    metres: FloatArray = router.network.graph.edges.length_m[path.arcs >> 1].copy()
    skipped_first = path.start_fraction * metres[0]
    skipped_last = (1.0 - path.end_fraction) * metres[-1]
    metres[0] -= skipped_first
    metres[-1] -= skipped_last
    return metres


def _differ(router: Router, path: Path, other: Path) -> bool:
    """Tell whether two paths share little enough, in either direction of the edges."""
    own, theirs = travelled(router, path), travelled(router, other)
    shared = own[np.isin(path.arcs >> 1, other.arcs >> 1)].sum()
    return bool(shared <= MOST_SHARED * min(own.sum(), theirs.sum()))


def _is_sound(search: _Search, path: Path) -> bool:
    """Tell whether a path is short enough and goes straight about its business."""
    router, best = search.router, search.best
    if path.cost > MOST_LONGER * best.cost:
        return False
    if travelled(router, path).sum() > MOST_LONGER * travelled(router, best).sum():
        return False
    return _is_locally_cheapest(router, path, WINDOW * best.cost)


def _is_locally_cheapest(router: Router, path: Path, window: float) -> bool:
    """Hold stretches of at least `window`, each beginning half a window on, against the cheapest.

    Every stretch of half a window lies within one of those tested.
    """
    tails = router.network.tail[path.arcs]
    passing = router.node_cost[tails]
    passing[0] = 0.0  # one begins there
    # What has been paid on arrival at the tail of each arc, that node not included.
    paid = np.cumsum(router.cost[path.arcs] + passing) - router.cost[path.arcs] - passing
    at = 1
    while at < len(tails) - 1:
        to = min(int(np.searchsorted(paid, paid[at] + window)), len(tails) - 1)
        stretch = paid[to] - paid[at] - passing[at]
        found = router.node_path(int(tails[at]), int(tails[to]))
        if found is None or found[0] < stretch * (1.0 - _ROUNDING):
            return False
        if to == len(tails) - 1:
            return True
        at = max(at + 1, int(np.searchsorted(paid, paid[at] + window / 2.0, side="right")) - 1)
    return True
