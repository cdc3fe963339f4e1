"""What the app answers from: a planner, the catalogue and the base map, ready or not yet."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from itinera.catalogue.store import Catalogue
from itinera.errors import OutsideError
from itinera.planning.places import basin_places
from itinera.planning.planner import Planner
from itinera.planning.request import Traveller
from itinera.search.warm import warm_up
from itinera_web.basemap import Basemap

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["NotReadyError", "Service"]

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


@dataclass
class Service:
    """The one changing thing of the app: it is not ready, and then it is.

    Attributes
    ----------
    graph
        Folder of the stored graph.
    routes
        Folder of the published itineraries.
    """

    graph: Path
    routes: Path
    _parts: _Parts | None = None

    @property
    def ready(self) -> bool:
        """Whether requests can be answered."""
        return self._parts is not None

    @property
    def planner(self) -> Planner:
        """Plans; for any number of threads."""
        return self._warm().planner

    @property
    def catalogue(self) -> Catalogue:
        """The itineraries that were computed on this very graph."""
        return self._warm().catalogue

    @property
    def basemap(self) -> Basemap:
        """Cuts tiles."""
        return self._warm().basemap

    def warm_up(self) -> None:
        """Open the graph, compile or load the kernels, read the catalogue.

        Raises
        ------
        GraphStoreError
            If the stored graph is missing or damaged.
        """
        planner = Planner.open(self.graph, places=basin_places())
        warm_up()
        planner.travels.of(Traveller())
        graph = planner.graph
        catalogue = Catalogue.open(self.routes, graph_id=graph.source.graph_id)
        self._parts = _Parts(planner, catalogue, Basemap.of(graph))
        _log.debug("warm: %d itineraries, %d edges", len(catalogue.entries), graph.n_edges)

    def _warm(self) -> _Parts:
        """Return the parts, or say that it is too early."""
        if self._parts is None:
            raise NotReadyError("The service is starting.", remedy="Try again in a few seconds.")
        return self._parts
