"""From a journey's request to its tour."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from itinera.errors import WaypointError
from itinera.geodesy import FIXED_PER_DEGREE
from itinera.planning.journey.tour.climbing import Climbing
from itinera.planning.journey.tour.draft import Draft
from itinera.planning.journey.tour.fitting import Fitting
from itinera.planning.journey.tour.improve import improve
from itinera.planning.journey.tour.model import LeftOut, Tour
from itinera.planning.journey.tour.order import choose_order
from itinera.planning.journey.tour.places import Places, squares
from itinera.planning.journey.tour.table import Table
from itinera.planning.journey.tour.told import tour_of
from itinera.planning.journey.tour.wrong import (
    check,
    refuse_long,
    refuse_short,
    refuse_unreachable,
)
from itinera.search.fresh import FreshWays

if TYPE_CHECKING:
    from collections.abc import Sequence

    from itinera.geodesy import IntArray
    from itinera.graph.routegraph import RouteGraph
    from itinera.planning.journey.request import Band, JourneyRequest
    from itinera.planning.journey.tour.model import Progress
    from itinera.planning.journey.tour.places import Spot
    from itinera.planning.planner import Planner
    from itinera.planning.travel import Travel

CELL_M = 150.0  # side of the squares that count as one neighbourhood
ROUNDS = 3  # of choosing places for a length that the laying then shows to be another
CLOSE = 1.01  # times the best length: a choice of places that is laid so long will do
PASSES = (1, 2, 3, 5, 8)  # by effort: of laying every leg anew


def plan_tour(
    planner: Planner,
    travel: Travel,
    request: JourneyRequest,
    progress: Progress | None = None,
) -> Tour:
    """Find a way through places: those that must be, and the wishes that fit its length.

    Parameters
    ----------
    travel
        The traveller's, who already avoids what is never to be passed.
    progress
        Told what is being done.

    Returns
    -------
    Tour
        Every place that must be visited is; its length is within the wished band.

    Raises
    ------
    InputError
        If what is asked contradicts itself.
    WaypointError
        If a place that must be visited has no way near it.
    NoJourneyError
        If a place that must be visited cannot be reached, or the wished length is
        shorter than the shortest tour found, or longer than the longest.
    """
    check(request)
    tell = progress or _silent
    tell("places", 0.0)
    work = _Work.of(planner, travel, request)
    tell("order", 0.1)
    work.choose_and_lay(tell)
    tell("length", 0.6)
    work.fit()
    tell("climb", 0.9)
    work.climb()
    tell("done", 1.0)
    return work.answer()


def _silent(_what: str, _share: float) -> None:
    """Tell nobody."""


@dataclass(slots=True)
class _Work:
    """All that is known while one tour is planned."""

    planner: Planner
    travel: Travel
    request: JourneyRequest
    places: Places
    spots: list[Spot]
    draft: Draft
    table: Table
    missed: list[LeftOut] = field(default_factory=list)

    @classmethod
    def of(cls, planner: Planner, travel: Travel, request: JourneyRequest) -> _Work:
        """Bring everything onto the network and measure between it."""
        places, missed = Places(planner, travel), []
        start = places.point(request.start, request.max_snap_m)
        end = start if request.end is None else places.point(request.end, request.max_snap_m)
        spots = [start]
        for number, visit in enumerate(request.visits):
            try:
                spots.append(places.visit(number, visit, request.max_snap_m))
            except WaypointError:
                if visit.must:
                    raise
                missed.append(LeftOut(number, np.inf, "no_way_near"))
        spots += [places.follow(i, follow) for i, follow in enumerate(request.follows)]
        spots.append(end)
        table = Table.of(travel.router, spots)
        ways = FreshWays(travel.router, cells(planner.graph))
        work = cls(
            planner, travel, request, places, spots, Draft(travel.router, ways), table, missed
        )
        work._leave_unreachable()
        return work

    def _leave_unreachable(self) -> None:
        """Leave out wishes that no way leads to and back, and refuse where one must be."""
        metres = self.table.metres
        n = len(self.spots)
        reached = metres[0].reshape(n, 2).min(axis=1)
        returned = metres[:, 2 * n - 2].reshape(n, 2).min(axis=1)
        lost = np.flatnonzero(np.isinf(reached + returned)).tolist()
        for i in lost:
            refuse_unreachable(self.request, self.spots[i], self.travel)
            self.missed.append(LeftOut(self.spots[i].visit, np.inf, "unreachable"))
        if lost:
            kept = [i for i in range(n) if i not in lost]
            codes = np.array([[2 * i, 2 * i + 1] for i in kept]).ravel()
            self.spots = [self.spots[i] for i in kept]
            self.table = Table(metres[np.ix_(codes, codes)], self.table.own[kept])

    # Choosing

    def prize(self, spot: Spot) -> float:
        """Return what a spot is worth; infinite where it must be."""
        if spot.visit < 0:
            return np.inf
        visit = self.request.visits[spot.visit]
        return np.inf if visit.must else visit.prize

    def order(self, budget: float) -> list[int]:
        """Choose among the spots within a length on the table."""
        prizes = np.array([self.prize(spot) for spot in self.spots])
        fixed = self.request.order == "fixed"
        ranks = [
            spot.visit if fixed and spot.visit >= 0 and np.isinf(p) else -1
            for spot, p in zip(self.spots, prizes, strict=True)
        ]
        problem = self.table.choosing(self.spots, prizes, ranks).within(budget)
        return choose_order(problem, seed=self.request.seed, effort=self.request.effort)

    def choose_and_lay(self, tell: Progress) -> None:
        """Choose, lay, and choose again for what the laying shows lengths to be."""
        band = self.request.length_m
        aim = np.inf if band is None else _aim(band)
        codes = self.order(aim)
        for turn in range(ROUNDS):
            self.lay(codes)
            tell("order", 0.1 + 0.5 * (turn + 1) / ROUNDS)
            metric, laid = self.table.length(codes), self.draft.metres()
            whole = len(codes) == len(self.spots)
            fits = laid <= aim * CLOSE and (whole or laid * CLOSE >= aim)
            if fits or laid <= 0.0:  # nothing is laid where no wish fits
                return
            other = self.order(aim * metric / laid)
            if other == codes:
                return
            codes = other

    def lay(self, codes: Sequence[int]) -> None:
        """Lay a tour through spots and improve it."""
        spots = [self.spots[code >> 1] for code in codes]
        self.draft.begin(spots, [code & 1 for code in codes])
        improve(self.draft, self.request, PASSES[self.request.effort - 1])

    # The length

    def fit(self) -> None:
        """Bring the tour to its length."""
        band = self.request.length_m
        if band is None:
            return
        fitting = self._fitting(band)
        fitting.shorten()
        if self.draft.metres() > band.high:
            self.lay(self.order(0.0))  # what must be, without a thought of wishes
        if self.draft.metres() > band.high:
            refuse_short(self.request, self.draft.metres())
        fitting.take_in(self._waiting())
        self._polish(band)
        fitting.take_in(self._waiting())
        fitting.lengthen()
        if self.draft.metres() < band.low:
            refuse_long(self.request, self.draft.metres())

    def _waiting(self) -> list[Spot]:
        """Return the spots that the tour does not go through."""
        there = set(self.draft.spots)
        return [spot for spot in self.spots[1:-1] if spot not in there]

    def _polish(self, band: Band) -> None:
        """Lay every leg anew once more, and keep that if it does not get too long."""
        before = self.draft.kept()
        improve(self.draft, self.request, 1)
        if self.draft.metres() > band.high:
            self.draft.restore(before)

    def _fitting(self, band: Band) -> Fitting:
        """Return what is needed to bring the tour to a length."""
        prizes = {i: visit.prize for i, visit in enumerate(self.request.visits) if not visit.must}
        random = np.random.default_rng(np.random.SeedSequence(self.request.seed))
        return Fitting(self.draft, self.places, band, random, prizes)

    def climb(self) -> None:
        """Bring the tour to its climb, as far as its length and what it visits allow."""
        band, wished = self.request.length_m, self.request.climb_m
        if wished is None:
            return
        fitting = None if band is None else self._fitting(band)
        climbing = Climbing(self.draft, self.places, self.request, self.spots, fitting)
        climbing.bring_to(wished)

    def answer(self) -> Tour:
        """Put the draft into a tour."""
        tour = tour_of(self.planner, self.request, self.draft, self.spots, self.missed)
        found = self.places.followed
        return replace(tour, followed=tuple(found[i] for i in sorted(found)))


def _aim(band: Band) -> float:
    """Return the length of a band that is best."""
    return band.wished if band.wished is not None else (band.low + band.high) / 2.0


def cells(graph: RouteGraph) -> IntArray:
    """Return the number of the square that the middle of each edge lies in, int32 (n_edges,)."""
    ends = np.asarray(graph.nodes.lonlat)[np.asarray(graph.edges.nodes)]
    return squares(ends.mean(axis=1) / FIXED_PER_DEGREE, CELL_M).astype(np.int32)
