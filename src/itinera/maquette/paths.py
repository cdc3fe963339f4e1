"""The drawn ways as a graph, and cheapest chains of ways through places: for marked routes."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components, dijkstra
from scipy.spatial import cKDTree

from itinera.maquette.drafts import Draft, uses
from itinera.maquette.kinds import SOLID, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from itinera.geodesy import BoolArray, FloatArray, LongArray
    from itinera.maquette.sheet import Sheet

#: The price of a metre of a tagged way: forwards and backwards, inf where forbidden.
Price = Callable[[Draft], tuple[float, float]]
CLOSED = ("no", "private", "agricultural", "forestry", "customers", "permit", "delivery")


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of a way between two junctions: way, first and last index of its nodes."""

    way: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Web:
    """Stretches of all ways that a traveller may meet.

    Attributes
    ----------
    ends : int64, shape (n, 2)
        Junctions where each stretch begins and ends, as indices of `nodes`.
    metres : float64, shape (n,)
    nodes : int64
        Sheet nodes of the junctions, ascending.
    """

    ways: list[Draft]
    stretches: list[Stretch]
    ends: LongArray
    metres: FloatArray
    nodes: LongArray
    tree: cKDTree

    def junction_near(self, xy: tuple[float, float], allowed: BoolArray | None = None) -> int:
        """Return the junction nearest to a place (among those allowed)."""
        if allowed is None:
            return int(self.tree.query(xy)[1])
        _, near = self.tree.query(xy, k=min(400, len(self.nodes)))
        return int(next((n for n in np.atleast_1d(near) if allowed[n]), np.atleast_1d(near)[0]))


def web_of(sheet: Sheet, ways: list[Draft]) -> Web:
    """Cut the passable ways at their junctions."""
    passable = [(i, w) for i, w in enumerate(ways) if w.kind not in SOLID and w.kind != Kind.SLIP]
    count = uses(w for _, w in passable)
    stretches, ends, metres = [], [], []
    for number, way in passable:
        first, length = 0, 0.0
        for i in range(1, len(way.nodes)):
            a, b = way.nodes[i - 1], way.nodes[i]
            length += math.hypot(sheet.x[a] - sheet.x[b], sheet.y[a] - sheet.y[b])
            if count[b] > 1:
                stretches.append(Stretch(number, first, i))
                ends.append((way.nodes[first], b))
                metres.append(length)
                first, length = i, 0.0
    nodes, index = np.unique(np.array(ends, dtype=np.int64).reshape(-1, 2), return_inverse=True)
    xy = np.stack([np.array(sheet.x)[nodes], np.array(sheet.y)[nodes]], axis=1)
    return Web(ways, stretches, index.reshape(-1, 2), np.array(metres), nodes, cKDTree(xy))


class Pathfinder:
    """Cheapest chains of stretches for one price list."""

    def __init__(self, web: Web, price: Price) -> None:
        self.web = web
        per_way = np.array([price(way) for way in web.ways])
        of = np.array([s.way for s in web.stretches])
        forward, backward = web.metres * per_way[of, 0], web.metres * per_way[of, 1]
        tails = np.concatenate([web.ends[:, 0], web.ends[:, 1]])
        heads = np.concatenate([web.ends[:, 1], web.ends[:, 0]])
        cost = np.concatenate([forward, backward]) + 1e-3
        usable = np.isfinite(cost) & (tails != heads)
        arcs = np.flatnonzero(usable)
        order = np.lexsort((cost[arcs], heads[arcs], tails[arcs]))
        arcs = arcs[order]
        pair = np.stack([tails[arcs], heads[arcs]], axis=1)
        best = np.ones(len(arcs), dtype=bool)
        best[1:] = (pair[1:] != pair[:-1]).any(axis=1)
        arcs = arcs[best]
        self._count = len(web.nodes)
        shape = (self._count, self._count)
        self._graph = csr_matrix((cost[arcs], (tails[arcs], heads[arcs])), shape=shape)
        self._keys = tails[arcs] * self._count + heads[arcs]  # ascending, by the sort above
        self._arcs = arcs
        _, label = connected_components(self._graph, connection="strong")
        self.reachable: BoolArray = label == np.bincount(label).argmax()

    def junction_near(self, xy: tuple[float, float]) -> int:
        """Return the nearest junction that this price list can leave."""
        return self.web.junction_near(xy, self.reachable)

    def chain(self, start: int, end: int) -> list[tuple[int, bool]]:
        """Return (stretch, forwards) from junction to junction, empty if there is no way."""
        xy = self.web.tree.data
        limit = 4.0 * math.dist(xy[start], xy[end]) + 6_000.0
        _, before = dijkstra(
            self._graph, indices=start, return_predecessors=True, limit=limit * 4.0
        )
        if start == end or before[end] < 0:
            return []
        at, chain = end, []
        while at != start:
            back = int(before[at])
            arc = int(self._arcs[np.searchsorted(self._keys, back * self._count + at)])
            total = len(self.web.stretches)
            chain.append((arc % total, arc < total))
            at = back
        return chain[::-1]

    def through(self, stops: Iterable[int]) -> list[tuple[int, bool]]:
        """Return the chain through junctions in order; parts without a way are left out."""
        listed = list(stops)
        chain: list[tuple[int, bool]] = []
        for a, b in itertools.pairwise(listed):
            chain += self.chain(a, b)
        return _without_spurs(chain)


def _without_spurs(chain: list[tuple[int, bool]]) -> list[tuple[int, bool]]:
    """Take out what is travelled to a stop and straight back."""
    out: list[tuple[int, bool]] = []
    for stretch, forwards in chain:
        if out and out[-1] == (stretch, not forwards):
            out.pop()
        else:
            out.append((stretch, forwards))
    return out


def oneway(tags: dict[str, str], *, bicycle: bool) -> bool:
    """Tell whether a way may be travelled only as it is drawn."""
    if not bicycle:
        return False
    one = tags.get("oneway") == "yes" or tags.get("junction") == "roundabout"
    both = tags.get("oneway:bicycle") == "no" or tags.get("cycleway", "").startswith("opposite")
    return one and not both
