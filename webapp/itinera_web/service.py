"""What the app answers from: a planner, the catalogue and the base map, ready or not yet."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from itinera.catalogue.store import Catalogue
from itinera.errors import ItineraError, OutsideError
from itinera.geodesy import metres_per_degree, to_degrees
from itinera.planning.loop.warm import warm_loops
from itinera.planning.places import basin_places
from itinera.planning.planner import Planner
from itinera.planning.request import DEFAULT_PROFILE, MAX_SNAP_M, Traveller
from itinera.planning.themes import themes
from itinera.profile import builtin_profiles
from itinera.search.warm import warm_up
from itinera.waypoints import load_waypoints
from itinera_web.basemap import Basemap
from itinera_web.outside import Outside, chosen
from itinera_web.suggest import Suggestions

if TYPE_CHECKING:
    from pathlib import Path

    from itinera.graph.routegraph import RouteGraph

__all__ = ["NotReadyError", "Service"]

MODES = ("foot", "bicycle")
MOST_EDGES = 500_000  # 8 bytes each, for every theme and mode, stay in memory

_log = logging.getLogger("itinera.web")


class NotReadyError(OutsideError):
    """The graph and the kernels are not warm yet."""

    code = "not_ready"


@dataclass(frozen=True, slots=True)
class _Parts:
    """What exists once the service is warm."""

    planner: Planner
    catalogue: Catalogue
    basemap: Basemap
    suggestions: Suggestions
    outside: Outside | None


@dataclass
class Service:
    """The one changing thing of the app: it is not ready, and then it is.

    Attributes
    ----------
    graph
        Folder of the stored graph.
    routes
        Folder of the published itineraries.
    outside_tiles
        Whose tiles are offered beside our own map, None for nobody's.
    """

    graph: Path
    routes: Path
    outside_tiles: str | None = None
    _parts: _Parts | None = None
    _loops_ready: bool = False

    @property
    def ready(self) -> bool:
        """Whether requests can be answered."""
        return self._parts is not None

    @property
    def planner(self) -> Planner:
        """Plans; for any number of threads."""
        return self._warm().planner

    @property
    def loop_planner(self) -> Planner:
        """The planner, once nothing needs compiling within a request for a round trip."""
        planner = self._warm().planner
        if not self._loops_ready:
            raise NotReadyError(
                "Round trips are not ready yet.", remedy="Try again in a few seconds."
            )
        return planner

    @property
    def catalogue(self) -> Catalogue:
        """The itineraries that were computed on this very graph."""
        return self._warm().catalogue

    @property
    def basemap(self) -> Basemap:
        """Cuts tiles."""
        return self._warm().basemap

    @property
    def suggestions(self) -> Suggestions:
        """Finds names that somebody begins to type."""
        return self._warm().suggestions

    @property
    def outside(self) -> Outside | None:
        """The outside tiles that pages offer; None as long as nothing is warm."""
        return self._parts.outside if self._parts else None

    def warm_up(self) -> None:
        """Open the graph, compile or load the kernels, read the catalogue.

        Raises
        ------
        GraphStoreError
            If the stored graph is missing or damaged.
        InputError
            If the outside tiles are unknown, or not for this map.
        """
        planner = Planner.open(self.graph, places=basin_places())
        graph = planner.graph
        outside = chosen(self.outside_tiles, invented=graph.source.invented)
        warm_up()
        planner.travels.of(Traveller())
        catalogue = Catalogue.open(self.routes, graph_id=graph.source.graph_id)
        suggestions = Suggestions.of(load_waypoints(), _bbox(graph))
        self._parts = _Parts(planner, catalogue, Basemap.of(graph), suggestions, outside)
        _log.debug("warm: %d itineraries, %d edges", len(catalogue.entries), graph.n_edges)

    def warm_rest(self) -> None:
        """Make ready what the first answers can do without: round trips, the other profiles."""
        try:
            self.warm_loops()
        finally:
            self.warm_profiles()
            self.warm_themes()

    def warm_loops(self) -> None:
        """Compile or load the kernels of round trips; until then `loop_planner` refuses them."""
        try:
            warm_loops()
        finally:  # a fault here must not close round trips for good
            self._loops_ready = True

    def warm_profiles(self) -> None:
        """Make the costs of every shipped profile ready, the usual one last (thus kept longest)."""
        for name in sorted(builtin_profiles(), key=lambda name: name == DEFAULT_PROFILE):
            try:
                self.planner.travels.of(Traveller(name))
            except ItineraError as error:  # a small map may have no way for somebody
                _log.debug("%s: %s", name, error)

    def warm_themes(self) -> None:
        """Lay every theme on the map for either mode, unless the map is a big one."""
        planner = self.planner
        if planner.graph.n_edges > MOST_EDGES:
            return
        for name in themes():
            for mode in MODES:
                planner.themes.of(name, mode)

    def _warm(self) -> _Parts:
        """Return the parts, or say that it is too early."""
        if self._parts is None:
            raise NotReadyError("The service is starting.", remedy="Try again in a few seconds.")
        return self._parts


def _bbox(graph: RouteGraph) -> list[float]:
    """Return west, south, east, north of what can be brought onto a graph, in degrees."""
    low, high = (to_degrees(f(graph.nodes.lonlat, axis=0)) for f in (np.min, np.max))
    margin = MAX_SNAP_M / np.array(metres_per_degree(float(high[1])))
    return [*(low - margin).tolist(), *(high + margin).tolist()]
