"""Themes laid on a graph, kept for the next question; and what they make of a request."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from itinera.planning.loop.request import Attraction, Prizes
from itinera.planning.themes.model import checked_weight, theme_of
from itinera.planning.themes.places import reached, shut_heaps
from itinera.planning.themes.ways import worth_of_ways

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from itinera.geodesy import BoolArray, FloatArray
    from itinera.graph.routegraph import RouteGraph
    from itinera.itinerary import Stop
    from itinera.planning.themes.places import Reached
    from itinera.waypoints import Waypoint


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """A theme on a graph.

    Attributes
    ----------
    ways : float64, shape (n_edges,)
        What every edge is worth, 0 to 1.
    places
        What may be passed.
    """

    ways: FloatArray
    places: Reached


class Themes:
    """The themes of one graph, each laid on it when first asked for; for any number of threads.

    Parameters
    ----------
    waypoints
        Places that themes may name; those that come with itinera if left out.
    """

    def __init__(self, graph: RouteGraph, waypoints: Iterable[Waypoint] | None = None) -> None:
        self.graph = graph
        self._given = None if waypoints is None else tuple(waypoints)
        self._kept: dict[tuple[str, str], Drawn] = {}
        self._shut: dict[str, BoolArray] = {}
        self._lock = threading.Lock()

    def of(self, name: str, mode: str) -> Drawn:
        """Return one theme for travellers of a mode.

        Raises
        ------
        UnknownNameError
            If there is no such theme.
        """
        theme = theme_of(name)
        with self._lock:
            kept = self._kept.get((theme.name, mode))
            if kept is None:
                waypoints = self._waypoints()
                if mode not in self._shut:
                    self._shut[mode] = shut_heaps(self.graph, waypoints, mode)
                ways = worth_of_ways(self.graph, theme.ways, mode, shut=self._shut[mode])
                kept = Drawn(ways, reached(self.graph, theme, waypoints, mode))
                self._kept[theme.name, mode] = kept
        return kept

    def attraction(self, weights: Mapping[str, float], mode: str) -> Attraction:
        """Put themes together.

        Ways add up, to 1 at most; a place of two themes is worth the sum of both.

        Raises
        ------
        UnknownNameError
            If a theme does not exist.
        InputError
            If a weight is no number above 0 and up to 10.
        """
        ways = np.zeros(self.graph.n_edges)
        rows: dict[str, _Row] = {}
        for name, weight in weights.items():
            checked_weight(name, weight)
            drawn = self.of(name, mode)
            ways += weight * drawn.ways
            _add(rows, drawn.places, weight)
        np.minimum(ways, 1.0, out=ways)
        return Attraction(ways if ways.any() else None, _prizes(rows))

    def stops(self, names: Iterable[str], mode: str) -> tuple[Stop, ...]:
        """Return the places of themes, in the order of the places of `attraction`."""
        found: dict[str, Stop] = {}
        for name in names:
            for stop in self.of(name, mode).places.stops:
                kept = found.get(stop.id)
                if kept is None or (kept.near_m or 0.0) < (stop.near_m or 0.0):
                    found[stop.id] = stop
        return tuple(found.values())

    def _waypoints(self) -> tuple[Waypoint, ...]:
        """Return the places that themes may name."""
        if self._given is None:
            from itinera.waypoints import load_waypoints

            self._given = tuple(load_waypoints())
        return self._given


def attraction_of(
    graph: RouteGraph,
    weights: Mapping[str, float],
    *,
    mode: str,
    waypoints: Iterable[Waypoint] | None = None,
) -> Attraction:
    """Return what draws a loop on a graph; `Themes` keeps it for the next one.

    Parameters
    ----------
    weights
        Theme and weight, 1 as it stands in the table.
    mode
        "foot" or "bicycle": what is closed to it draws nobody.
    waypoints
        Places that themes may name; those that come with itinera if left out.

    Raises
    ------
    UnknownNameError
        If a theme does not exist.
    InputError
        If a weight is no number above 0 and up to 10.

    Examples
    --------
    >>> attraction_of(graph, {"terrils": 1.0, "green": 0.5}, mode="foot").places.value
    array([8., 4., 8.])
    """
    return Themes(graph, waypoints).attraction(weights, mode)


@dataclass(slots=True)
class _Row:
    """A place while themes are put together."""

    value: float
    edges: set[int]


def _add(rows: dict[str, _Row], places: Reached, weight: float) -> None:
    """Add the places of a theme."""
    for i, stop in enumerate(places.stops):
        row = rows.setdefault(stop.id, _Row(0.0, set()))
        row.value += weight * float(places.value[i])
        row.edges.update(places.edges[places.offsets[i] : places.offsets[i + 1]].tolist())


def _prizes(rows: Mapping[str, _Row]) -> Prizes:
    """Return places as the loop planner takes them."""
    if not rows:
        return Prizes.none()
    counts = [len(row.edges) for row in rows.values()]
    edges = [edge for row in rows.values() for edge in sorted(row.edges)]
    return Prizes(
        np.array([row.value for row in rows.values()], dtype=np.float64),
        np.concatenate(([0], np.cumsum(counts))).astype(np.int64),
        np.array(edges, dtype=np.int32),
    )
