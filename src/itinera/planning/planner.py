"""One graph, opened once, and everything that is asked of it."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from itinera.errors import InputError
from itinera.graph.locate import LocationIndex
from itinera.graph.store import open_graph
from itinera.itinerary import About, assemble
from itinera.itinerary.assemble import data_source
from itinera.planning.routing import check_not_avoided, check_vias, paths_of
from itinera.planning.travel import DEFAULT_BUDGET, Travels
from itinera.search.network import SearchNetwork

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from itinera.graph.routegraph import RouteGraph
    from itinera.graph.snap import Snap
    from itinera.itinerary import Itinerary, Stop
    from itinera.planning.journey import Journey, JourneyRequest
    from itinera.planning.loop import LoopRequest, Loops
    from itinera.planning.reach import Reachable
    from itinera.planning.request import MatrixRequest, ReachRequest, RouteRequest
    from itinera.planning.table import Matrix
    from itinera.planning.themes import Themes
    from itinera.planning.travel import Travel


class Planner:
    """Plans on one graph; serves any number of threads.

    Parameters
    ----------
    graph
        A graph; what else is needed is read from its folder, or made.
    places
        Waypoints that itineraries list where they meet them.
    budget_bytes
        Memory for the costs of different travellers.
    """

    def __init__(
        self,
        graph: RouteGraph,
        *,
        places: Sequence[Stop] = (),
        budget_bytes: int = DEFAULT_BUDGET,
    ) -> None:
        self.graph = graph
        self.places = tuple(places)
        self.index = LocationIndex.ready(graph)
        self.network = _network(graph)
        self.travels = Travels(self.network, budget_bytes=budget_bytes)

    @classmethod
    def open(cls, folder: Path | str, *, places: Sequence[Stop] = ()) -> Planner:
        """Open a stored graph for planning.

        Raises
        ------
        GraphStoreError
            If it is missing, damaged or of another version.
        """
        return cls(open_graph(Path(folder)), places=places)

    def route(self, request: RouteRequest) -> tuple[Itinerary, ...]:
        """Plan the best way through places in order, and alternatives to it.

        Returns
        -------
        tuple of Itinerary
            The best first; fewer alternatives than wanted where no more differ enough.

        Raises
        ------
        WaypointError
            If a via cannot be brought onto the network; SameViaError and
            AvoidedViaError are kinds of it.
        NothingAllowedError
            If the profile may use no way of this map.
        UnconnectedError
            If no path leads from one via to the next.
        """
        check_vias(request)
        travel = self.travels.of(request.traveller)
        snaps = self.snaps(travel, request.vias, max_snap_m=request.max_snap_m)
        about = About(name=request.name, lang=request.lang, on=request.traveller.on)
        return tuple(
            assemble(
                self.graph, travel.weighting, legs, request.vias, about=about, places=self.places
            )
            for legs in paths_of(travel, snaps, request)
        )

    def loops(self, request: LoopRequest) -> Loops:
        """Plan round trips of a wished length from a place, or walks to another end.

        Raises
        ------
        InputError
            For a request that cannot be meant.
        WaypointError
            If a place cannot be brought onto the network.
        NothingAllowedError
            If the profile may use no way of this map.
        UnknownNameError
            If a theme does not exist.
        NoLoopError
            If there is no such loop; `nearest` says what there is, `closest` in figures.
            ContradictionError is a kind of it: wishes that exclude each other.
        """
        from itinera.planning.loop.themed import plan_themed

        return plan_themed(self, request)

    def loops_in(self, request: LoopRequest, names: Mapping[str, str]) -> dict[str, Loops]:
        """Plan round trips once and tell them in several languages.

        Parameters
        ----------
        names
            Name of the itineraries by language; "" makes one of length and start.

        Raises
        ------
        ItineraError
            As `loops`.
        """
        from itinera.planning.loop.themed import plan_themed_in

        return plan_themed_in(self, request, names)

    def refined_loops(self, request: LoopRequest) -> Iterator[Loops]:
        """Plan round trips and hand out what is best so far, the final answer last.

        Raises
        ------
        ItineraError
            As `loops`.
        """
        from itinera.planning.loop.themed import refine_themed

        return refine_themed(self, request)

    def journey(
        self, request: JourneyRequest, progress: Callable[[str, float], None] | None = None
    ) -> Journey:
        """Plan a journey of several days.

        Parameters
        ----------
        progress
            Is told what is being done and which share of that is.

        Raises
        ------
        WaypointError
            If a place cannot be brought onto the network.
        NothingAllowedError
            If the profile may use no way of this map.
        UnknownNameError
            If a marked route does not exist.
        NoJourneyError
            If there is no such journey; `nearest` says what there is.
        """
        from itinera.planning.journey.journeys import plan_journey

        return plan_journey(self, request, progress)

    def journeys_in(
        self,
        request: JourneyRequest,
        names: Mapping[str, str],
        progress: Callable[[str, float], None] | None = None,
    ) -> dict[str, Journey]:
        """Plan a journey once and tell it in several languages.

        Parameters
        ----------
        names
            Name of the journey by language; "" makes one of length and start.
        progress
            As of `journey`.

        Raises
        ------
        ItineraError
            As `journey`.
        """
        from itinera.planning.journey.journeys import plan_journeys_in

        return plan_journeys_in(self, request, names, progress)

    @cached_property
    def themes(self) -> Themes:
        """What may draw loops on this graph."""
        from itinera.planning.themes import Themes

        return Themes(self.graph)

    def reach(self, request: ReachRequest) -> Reachable:
        """Find what can be reached from a place within a time or a length.

        Raises
        ------
        InputError
            For a budget that cannot be meant.
        WaypointError
            If the place cannot be brought onto the network.
        NothingAllowedError
            If the profile may use no way of this map.
        """
        from itinera.planning.reach import check_budget, reachable

        check_budget(request)
        check_not_avoided([request.start], request.traveller)
        travel = self.travels.of(request.traveller)
        (begin,) = self.snaps(travel, [request.start], max_snap_m=request.max_snap_m)
        return reachable(travel, begin, request, data_source(self.graph.source))

    def matrix(self, request: MatrixRequest) -> Matrix:
        """Find lengths and times from every start to every end.

        Raises
        ------
        InputError
            If there is no start or no end.
        WaypointError
            If a place cannot be brought onto the network.
        NothingAllowedError
            If the profile may use no way of this map.
        """
        from itinera.planning.table import matrix_of

        if not request.starts or not request.ends:
            raise InputError("A matrix needs at least one start and one end.", remedy="Give both.")
        check_not_avoided((*request.starts, *request.ends), request.traveller)
        travel = self.travels.of(request.traveller)
        begins = self.snaps(travel, request.starts, max_snap_m=request.max_snap_m)
        finishes = self.snaps(travel, request.ends, max_snap_m=request.max_snap_m)
        return matrix_of(travel, begins, finishes, request, data_source(self.graph.source))

    def snaps(self, travel: Travel, stops: Sequence[Stop], *, max_snap_m: float) -> list[Snap]:
        """Bring places onto what a traveller may use."""
        return [
            self.index.snap(stop.lonlat, travel.usable, max_distance_m=max_snap_m, name=stop.name)
            for stop in stops
        ]


def _network(graph: RouteGraph) -> SearchNetwork:
    """Open the stored order of the graph, or compute it where none is stored."""
    if graph.folder is not None and (graph.folder / "search.json").exists():
        return SearchNetwork.open(graph.folder, graph)
    return SearchNetwork.prepare(graph)
