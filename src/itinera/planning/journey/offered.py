"""What the map offers within a walk: for every junction the nearest place of a kind.

One search per kind and direction serves all of a map, however many places there are:
it begins at all of them at once and never goes farther than asked.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from itinera.errors import WaypointError
from itinera.geodesy import distance, to_degrees
from itinera.osm.codes import PlaceKind
from itinera.search import ends

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from itinera.geodesy import FloatArray, IntArray, LongArray
    from itinera.graph.routegraph import RouteGraph
    from itinera.graph.snap import Snap
    from itinera.planning.planner import Planner
    from itinera.planning.travel import Travel
    from itinera.search.ends import End
    from itinera.search.network import Rows
    from itinera.search.router import Router

#: The map's word for each thing that a stage's end can offer.
KINDS = {
    "lodging": PlaceKind.LODGING,
    "camping": PlaceKind.CAMPSITE,
    "station": PlaceKind.STATION,
    "shop": PlaceKind.SHOP,
    "water": PlaceKind.DRINKING_WATER,
    "food": PlaceKind.FOOD,
}
SNAP_M = 300.0  # a place farther from any way that one may use is not reached by it
TOWN_M = 5000.0  # a place farther from any settlement has no town's name
TOWNS = ("city", "town", "village")
NO_TRAINS = ("tram_stop",)  # railway=… of places where no train stops
_OSM_TYPES = ("node", "way", "relation")


@dataclass(frozen=True, slots=True)
class Offered:
    """A place that offers something, seen from the way.

    Attributes
    ----------
    kind
        As in `KINDS`.
    name
        "" where the map has none.
    id
        For example "node/123".
    lonlat
        (lon, lat) in degrees.
    off_m
        Metres to go there from the end of the stage, the last steps off the network included.
    hours
        When it is open, as the map says it; "" where it does not, which means unknown.
    """

    kind: str
    name: str
    id: str
    lonlat: tuple[float, float]
    off_m: float
    hours: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Nearest:
    """The nearest place of one kind for every junction.

    Attributes
    ----------
    kind
        As in `KINDS`.
    rows : int64, shape (n_places,)
        Rows of `graph.places`: the places that can be reached.
    snaps
        Where each is on the network.
    there_m, back_m : float64, shape (n_nodes,)
        Metres from each node to the nearest place, and from the nearest place to it (for
        walkers the same); infinite where none is within the bound.
    place : int32, shape (n_nodes,)
        Which place one goes to, an index of `rows`, -1 where none is.
    """

    kind: str
    rows: LongArray
    snaps: tuple[Snap, ...]
    there_m: FloatArray
    back_m: FloatArray
    place: IntArray

    def or_else(self, wider: Nearest) -> Nearest:
        """Return this, and what a wider search found where this one found nothing."""
        near = self.place >= 0
        return replace(
            self,
            there_m=np.where(near, self.there_m, wider.there_m),
            back_m=np.where(near, self.back_m, wider.back_m),
            place=np.where(near, self.place, wider.place),
        )

    def offered(self, graph: RouteGraph, index: int, off_m: float) -> Offered:
        """Return place number `index`, `off_m` metres off."""
        places, row = graph.places, int(self.rows[index])
        lon, lat = to_degrees(places.lonlat[row]).tolist()
        identity = f"{_OSM_TYPES[int(places.osm_type[row])]}/{int(places.osm_id[row])}"
        hours = str(_tags(graph, row).get("opening_hours", ""))
        return Offered(
            self.kind, graph.names[int(places.name[row])], identity, (lon, lat), off_m, hours
        )


def nearest_places(planner: Planner, travel: Travel, kind: str, within_m: float) -> Nearest:
    """Find the nearest place of a kind from everywhere.

    Parameters
    ----------
    kind
        As in `KINDS`.
    within_m
        How far one would go, metres along ways that the traveller may use. Of several
        places the one that costs the traveller least is the nearest.
    """
    rows, snaps = _reachable(planner, travel, _rows(planner.graph, kind))
    network = travel.router.network
    there_m, place = _spread(
        travel, network.entering, travel.router.entering_cost, snaps, ends.arrival, within_m
    )
    back_m, _ = _spread(
        travel, network.leaving, travel.router.leaving_cost, snaps, ends.departure, within_m
    )
    return Nearest(kind, rows, snaps, there_m, back_m, place)


def _rows(graph: RouteGraph, kind: str) -> LongArray:
    """Return the rows of the map's places of a kind."""
    rows = np.flatnonzero(np.asarray(graph.places.kind) == KINDS[kind])
    if kind != "station":
        return rows
    kept = [row for row in rows.tolist() if _tags(graph, row).get("railway") not in NO_TRAINS]
    return np.array(kept, dtype=np.int64)


def _tags(graph: RouteGraph, row: int) -> dict[str, str]:
    """Return the tags of a place."""
    tags: dict[str, str] = json.loads(graph.tagsets[int(graph.places.tagset[row])])
    return tags


def _reachable(
    planner: Planner, travel: Travel, rows: LongArray
) -> tuple[LongArray, tuple[Snap, ...]]:
    """Bring places onto the network; those too far from it are left out."""
    kept, snaps = [], []
    for row in rows.tolist():
        lon, lat = to_degrees(planner.graph.places.lonlat[row]).tolist()
        try:
            snap = planner.index.snap((lon, lat), travel.usable, max_distance_m=SNAP_M)
        except WaypointError:
            continue
        kept.append(row)
        snaps.append(snap)
    return np.array(kept, dtype=np.int64), tuple(snaps)


def _spread(
    travel: Travel,
    rows: Rows,
    cost: FloatArray,
    snaps: Sequence[Snap],
    end_of: Callable[[Router, Snap], End],
    within_m: float,
) -> tuple[FloatArray, IntArray]:
    """Return metres between every node and its nearest place, and which place that is."""
    from itinera.search import _stage_kernels

    router, network = travel.router, travel.router.network
    length_m = np.asarray(network.graph.edges.length_m)
    seeds: list[tuple[int, float, float, int]] = []
    for label, snap in enumerate(snaps):
        end = end_of(router, snap)
        for stub in end.stubs:
            metres = snap.moved_m
            if stub.arc >= 0:
                before = end.arcs[stub.arc]
                share = before if end_of is ends.arrival else 1.0 - before
                metres += share * float(length_m[stub.arc >> 1])
            seeds.append((stub.node, stub.cost + snap.moved_m, metres, label))
    node, seed_cost, seed_m, label_of = zip(*seeds, strict=True) if seeds else ((), (), (), ())
    key, metres_of, nearest = _stage_kernels.nearest(
        rows.offsets, rows.far, cost, length_m[network.arc_of[rows.arcs] >> 1],
        np.array(node, dtype=np.int32), np.array(seed_cost, dtype=np.float64),
        np.array(seed_m, dtype=np.float64), np.array(label_of, dtype=np.int32), within_m,
    )  # fmt: skip
    return _of_nodes(network.node_of, network.graph.n_nodes, key, metres_of, nearest)


def _of_nodes(
    node_of: IntArray, n_nodes: int, key: FloatArray, metres: FloatArray, label: IntArray
) -> tuple[FloatArray, IntArray]:
    """Take for every node of the graph what is cheapest of it and its copies."""
    best = np.arange(n_nodes)
    for copy in np.flatnonzero(np.isfinite(key[n_nodes:])) + n_nodes:
        node = node_of[copy]
        if key[copy] < key[best[node]]:
            best[node] = copy
    return metres[best], label[best]


@dataclass(frozen=True, slots=True, eq=False)
class Towns:
    """The towns and villages of a map: a name each, and (lon, lat) of its middle in degrees."""

    names: tuple[str, ...]
    middles: FloatArray  #: float64 (n, 2)

    @classmethod
    def of(cls, graph: RouteGraph) -> Towns:
        """List the named towns and villages; where there are none, all named settlements."""
        rows = np.flatnonzero(np.asarray(graph.places.kind) == PlaceKind.SETTLEMENT).tolist()
        rows = [row for row in rows if graph.names[int(graph.places.name[row])]]
        big = [row for row in rows if _tags(graph, row).get("place") in TOWNS]
        names = tuple(graph.names[int(graph.places.name[row])] for row in big or rows)
        return cls(names, to_degrees(graph.places.lonlat[big or rows]).reshape(-1, 2))

    def nearest(self, lonlat: tuple[float, float]) -> str:
        """Return the name of the one whose middle is nearest, "" where none is within 5 km."""
        if not self.names:
            return ""
        flat = (self.middles - lonlat) * (np.cos(np.radians(lonlat[1])), 1.0)
        row = int(np.argmin(np.hypot(*flat.T)))
        lon, lat = self.middles[row].tolist()
        return self.names[row] if distance(lonlat, (lon, lat)) <= TOWN_M else ""
