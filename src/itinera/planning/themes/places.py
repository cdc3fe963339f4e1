"""The places of a theme on a graph: which there are, and which edges pass them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from itinera.geodesy import to_degrees
from itinera.itinerary import Stop
from itinera.osm.codes import PASSABLE, AreaFlag
from itinera.planning.themes.model import ThemePlace
from itinera.planning.themes.near import edges_near
from itinera.planning.themes.ways import top_heights

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from itinera.geodesy import BoolArray, FloatArray, LongArray
    from itinera.graph.routegraph import RouteGraph
    from itinera.planning.themes.model import PlaceRule, Theme
    from itinera.waypoints import Waypoint

TERRIL_M = 600.0  # a way through a spoil heap belongs to the nearest terril within this
SUMMIT_M = 10.0  # so near to the top of a terril's ways, one is up there
#: What the table of terrils says of those that nobody may count on.
SHUT_LABELS = ("partly_closed_combustion", "removed", "closed")


@dataclass(frozen=True, slots=True, eq=False)
class Reached:
    """Places and the edges that pass them; only places that some edge passes.

    Attributes
    ----------
    stops
        The places; `near_m` says how far off a way may lie that meets them.
    value : float64, shape (n,)
        Points for passing each.
    offsets : int64, shape (n + 1,)
        Where the edges of each place begin in `edges`.
    edges : int32
        Ascending for each place.
    """

    stops: tuple[Stop, ...]
    value: FloatArray
    offsets: LongArray
    edges: LongArray


def is_shut(waypoint: Waypoint, mode: str) -> bool:
    """Tell whether a place must not draw anybody of a mode: closed to them, or burning."""
    if dict(waypoint.access).get(mode) == "no":
        return True
    return any(label in SHUT_LABELS for label in waypoint.labels)


def shut_heaps(graph: RouteGraph, waypoints: Iterable[Waypoint], mode: str) -> BoolArray:
    """Mark the edges on spoil heaps that are closed: those whose nearest terril is."""
    shut = np.zeros(graph.n_edges, dtype=np.bool_)
    terrils = [w for w in waypoints if w.kind == "terril" and w.lonlat is not None]
    closed = np.array([is_shut(w, mode) for w in terrils], dtype=np.bool_)
    heaps = (np.asarray(graph.edges.areas) & AreaFlag.SPOIL_HEAP) > 0
    if not closed.any() or not heaps.any():
        return shut
    lonlat = np.array([w.lonlat for w in terrils])
    place, edge, off_m = edges_near(graph, lonlat, np.full(len(terrils), TERRIL_M), heaps)
    order = np.lexsort((place, off_m, edge))
    edge, place = edge[order], place[order]
    nearest = np.concatenate(([True], edge[1:] != edge[:-1])) if len(edge) else closed[:0]
    shut[edge[nearest]] = closed[place[nearest]]
    return shut


def reached(graph: RouteGraph, theme: Theme, waypoints: Sequence[Waypoint], mode: str) -> Reached:
    """Return the places of a theme, and the edges open to a mode that pass them."""
    places = [
        place
        for rule in theme.places
        for place in (
            _mapped(graph, rule) if rule.osm is not None else _listed(rule, waypoints, mode)
        )
    ]
    allowed = np.asarray((graph.arc_access(mode).reshape(-1, 2) >= PASSABLE).any(axis=1))
    lonlat = np.array([place.stop.lonlat for place in places]).reshape(-1, 2)
    far = np.array([max(place.rule.reach_m, place.rule.on_reach_m) for place in places])
    place, edge, off_m = edges_near(graph, lonlat, far, allowed)
    near = np.array([p.rule.reach_m for p in places])
    flag = np.array([p.rule.on for p in places], dtype=np.int64)
    on = (np.asarray(graph.edges.areas)[edge] & flag[place]) > 0 if len(edge) else edge > 0
    counts = (off_m <= near[place]) | on if len(edge) else on
    if any(p.rule.summit for p in places) and len(edge):
        wanted = np.array([p.rule.summit for p in places])[place]
        counts &= ~wanted | _is_top(graph, place, edge, counts)
    return _packed(places, place[counts], edge[counts])


def _packed(places: Sequence[ThemePlace], place: LongArray, edge: LongArray) -> Reached:
    """Put pairs of places and edges into rows."""
    known, count = np.unique(place, return_counts=True)
    kept = [places[i] for i in known.tolist()]
    return Reached(
        tuple(p.stop for p in kept),
        np.array([p.value for p in kept], dtype=np.float64),
        np.concatenate(([0], np.cumsum(count))).astype(np.int64),
        edge,
    )


def _is_top(graph: RouteGraph, place: LongArray, edge: LongArray, counts: BoolArray) -> BoolArray:
    """Mark the pairs whose edge reaches up to near the highest of its place; all if unknown."""
    top = np.nan_to_num(top_heights(graph)[edge], nan=-np.inf)
    highest = np.full(int(place.max()) + 1, -np.inf)
    np.maximum.at(highest, place[counts], top[counts])
    return np.asarray((top >= highest[place] - SUMMIT_M) | np.isneginf(highest[place]))


def _listed(rule: PlaceRule, waypoints: Iterable[Waypoint], mode: str) -> Iterator[ThemePlace]:
    """Yield the waypoints that a rule names and that are open to a mode."""
    for waypoint in waypoints:
        if waypoint.kind != rule.kind or waypoint.lonlat is None or is_shut(waypoint, mode):
            continue
        if rule.labels and not any(label.startswith(rule.labels) for label in waypoint.labels):
            continue
        known = dict(waypoint.access).get(mode, "yes") != "unknown"
        stop = Stop(waypoint.name, waypoint.lonlat, id=waypoint.id, kind=waypoint.kind)
        yield _place(stop, rule, 1.0 if known else rule.unknown)


def _mapped(graph: RouteGraph, rule: PlaceRule) -> Iterator[ThemePlace]:
    """Yield the places of the map that a rule names, but for those without a name."""
    places = graph.places
    for row in np.flatnonzero(np.asarray(places.kind) == rule.osm).tolist():
        name = graph.names[int(places.name[row])]
        if name:
            lon, lat = to_degrees(places.lonlat[row]).tolist()
            kind = ("node", "way", "relation")[int(places.osm_type[row])]
            identity = f"{kind}/{int(places.osm_id[row])}"
            word = "" if rule.osm is None else rule.osm.name.lower()
            yield _place(Stop(name, (lon, lat), id=identity, kind=word), rule, 1.0)


def _place(stop: Stop, rule: PlaceRule, factor: float) -> ThemePlace:
    """Return a place with its worth."""
    met = replace(stop, near_m=max(rule.reach_m, rule.on_reach_m))
    return ThemePlace(met, rule.value * factor, rule)
