"""Going along ways that are given, legally, and round where they cannot be gone along."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from itinera.errors import NoRouteError, NoWayNearError
from itinera.planning.errors import NoJourneyError
from itinera.planning.routing import called
from itinera.search.path import Path
from itinera.search.router import Router

if TYPE_CHECKING:
    from collections.abc import Sequence

    from itinera.geodesy import BoolArray, FloatArray
    from itinera.graph.locate import LocationIndex
    from itinera.graph.snap import Snap
    from itinera.itinerary import Stop
    from itinera.planning.travel import Travel

#: A metre beside what is followed costs as much as so many along it: who follows a route takes
#: its bends, and where it has a gap, the nearest way back to it.
BESIDE = 50.0
STRICTLY = 2000.0  # likewise, for who would rather go all round than across a gap
FARTHEST_M = 5000.0  # a town's middle lies so far from the route that passes through it
NOTHING = 1e-9  # share of an arc
FEWEST = 2  # places of a way
LEAST_GAP_M = 10.0  # a shorter one is the width of a road


@dataclass(frozen=True, slots=True)
class FollowGap:
    """Where what is followed cannot be: `from_m` along the way, so long on the way round it.

    `reason` is "missing" (there is nothing to follow) or "closed" (the traveller may not);
    `arcs` are the first and the last of the way round it.
    """

    from_m: float
    length_m: float
    reason: str
    lonlat: tuple[float, float]
    arcs: tuple[int, int] = (-1, -1)


@dataclass(frozen=True, slots=True, eq=False)
class Course:
    """Something to follow, for one traveller.

    Attributes
    ----------
    name
        What it is called, for messages.
    given, legal : bool, shape (n_arcs,)
        The arcs that it runs over, and those of them that the traveller may use.
    router
        Of costs that keep to it.
    """

    name: str
    travel: Travel
    given: BoolArray
    legal: BoolArray
    router: Router

    @classmethod
    def of(cls, name: str, travel: Travel, given: BoolArray) -> Course:
        """Make the course of some arcs.

        Raises
        ------
        NoJourneyError
            If the traveller may use none of them.
        """
        legal = given & np.isfinite(travel.weighting.cost) & np.repeat(travel.usable, 2)
        if not legal.any():
            raise NoJourneyError(
                f"Profile {travel.profile.name!r} may use no part of {name}.",
                remedy="Choose another profile, or something else to follow.",
            )
        return cls(name, travel, given, legal, _router(travel, legal, BESIDE))

    @property
    def edges(self) -> BoolArray:
        """Which edges the traveller may follow it on, in either sense; shape (n_edges,)."""
        return np.asarray(self.legal.reshape(-1, 2).any(axis=1))

    def without(self, arcs: Sequence[int]) -> Course:
        """Return the course less some arcs, in both senses, for a way back that differs."""
        legal = self.legal.copy()
        used = np.asarray(arcs, dtype=np.int64)
        legal[used] = legal[used ^ 1] = False
        router = _router(self.travel, legal, BESIDE)
        return Course(self.name, self.travel, self.given, legal, router)

    def strictly(self) -> Course:
        """Return the course for who leaves it only where there is no other way at all."""
        return replace(self, router=_router(self.travel, self.legal, STRICTLY))

    def snap(self, index: LocationIndex, stop: Stop) -> Snap:
        """Bring a place onto the nearest part that the traveller may follow.

        Raises
        ------
        NoWayNearError
            If it is farther off than `FARTHEST_M`.
        """
        try:
            return index.snap(stop.lonlat, self.edges, max_distance_m=FARTHEST_M, name=stop.name)
        except NoWayNearError as error:
            raise NoWayNearError(
                f"{called(stop)} lies more than {FARTHEST_M / 1000:.0f} km from {self.name}.",
                remedy="Name a place nearer to it, or leave it out to follow it to its end.",
                nearest=error.nearest,
            ) from error

    def through(self, snaps: Sequence[Snap]) -> Path:
        """Find the way along it from the first to the last place, by the others where it can.

        A place inside an edge where one would have to turn round is passed over, and so
        is one in the middle of a forbidden turn.

        Raises
        ------
        NoJourneyError
            If there is no way, along it or beside it, or it has no length.
        """
        kept = list(snaps)
        while True:
            legs, kept = self._legs(kept)
            path = self.joined(legs)
            bad = self.forbidden(path)
            if not bad or len(kept) <= FEWEST:
                return path
            ends = np.cumsum([len(leg.arcs) for leg in legs])
            del kept[min(int(np.searchsorted(ends, bad[0], side="right")) + 1, len(kept) - 2)]

    def _legs(self, snaps: Sequence[Snap]) -> tuple[list[Path], list[Snap]]:
        """Return the ways from place to place, and the places that they pass."""
        legs: list[Path] = []
        kept = [snaps[0]]
        for snap in snaps[1:]:
            leg = self._leg(kept[-1], snap)
            while legs and not _goes_on(legs[-1], leg):
                legs.pop()
                kept.pop()
                leg = self._leg(kept[-1], snap)
            legs.append(leg)
            kept.append(snap)
        return legs, kept

    def forbidden(self, path: Path) -> list[int]:
        """Return where on a path forbidden turns begin, as indices of its arcs."""
        turns = self.router.network.graph.turns
        binds = turns.foot if self.travel.weighting.mode == "foot" else turns.bicycle
        first = turns.arcs[turns.offsets[:-1]]
        found = []
        for row in np.flatnonzero((binds > 0) & np.isin(first, path.arcs)).tolist():
            wanted = turns.arcs[turns.offsets[row] : turns.offsets[row + 1]]
            for at in np.flatnonzero(path.arcs == wanted[0]).tolist():
                if np.array_equal(path.arcs[at : at + len(wanted)], wanted):
                    found.append(at)
        return sorted(found)

    def length_m(self, path: Path) -> FloatArray:
        """Return the metres of every arc of a path, its first and last in part."""
        lengths = self.router.network.graph.edges.length_m
        metres: FloatArray = np.array(lengths[path.arcs >> 1], dtype=np.float64)
        whole = metres[-1]
        metres[0] -= path.start_fraction * metres[0]
        metres[-1] -= (1.0 - path.end_fraction) * whole
        return metres

    def gaps(self, path: Path) -> tuple[FollowGap, ...]:
        """Return where a path is beside the course, in order."""
        metres = self.length_m(path)
        at_m = np.concatenate(([0.0], np.cumsum(metres)))
        beside = np.concatenate(([False], ~self.given[path.arcs], [False]))
        turns = np.flatnonzero(np.diff(beside.astype(np.int8)))
        graph = self.router.network.graph
        closed = np.zeros(graph.n_nodes, dtype=np.bool_)
        closed[graph.edges.nodes[np.flatnonzero(self.given & ~self.legal) >> 1]] = True
        found = []
        for first, end in zip(turns[::2].tolist(), turns[1::2].tolist(), strict=True):
            length_m = float(at_m[end] - at_m[first])
            ends = graph.arc_tails()[path.arcs[first]], graph.arc_heads()[path.arcs[end - 1]]
            reason = "closed" if closed[list(ends)].any() else "missing"
            lon, lat = (graph.nodes.lonlat[ends[0]] / 1e7).tolist()
            if length_m >= LEAST_GAP_M:
                arcs = int(path.arcs[first]), int(path.arcs[end - 1])
                found.append(FollowGap(float(at_m[first]), length_m, reason, (lon, lat), arcs))
        return tuple(found)

    def _leg(self, one: Snap, other: Snap) -> Path:
        """Find the way from one place to the next."""
        try:
            return self.router.route(one, other)
        except NoRouteError as error:
            raise NoJourneyError(
                f"No way leads along {self.name} for profile {self.travel.profile.name!r}. "
                f"{error.problem}",
                remedy="Follow a shorter part of it, or choose another profile.",
                nearest=error.nearest,
            ) from error

    def joined(self, legs: Sequence[Path]) -> Path:
        """Make one path of legs that go on from each other, on the traveller's own costs.

        Raises
        ------
        NoJourneyError
            If they have no length.
        """
        arcs: list[int] = []
        start, end = 0.0, 1.0
        for leg in legs:
            own, low, high = _trimmed(leg)
            if not own:
                continue
            if not arcs:
                start = low
            elif arcs[-1] == own[0] and low > 0.0:
                own = own[1:]
            arcs += own
            end = high
        columns = np.array(arcs, dtype=np.int32)
        if not len(columns):
            raise NoJourneyError(
                f"The part of {self.name} that is to be followed has no length.",
                remedy="Give two places that lie apart along it.",
            )
        return Path(columns, start, end, self.travel.router.path_cost(columns, start, end))


def _router(travel: Travel, legal: BoolArray, beside: float) -> Router:
    """Return the router of a traveller who keeps to some arcs, a metre beside them so dear."""
    network, cost = travel.router.network, travel.weighting.cost
    metres = np.repeat(np.asarray(network.graph.edges.length_m), 2)
    follow = np.where(legal, metres, beside * np.maximum(cost, metres))
    return Router(network, follow, travel.weighting.node_cost, travel.weighting.mode)


def _goes_on(before: Path, leg: Path) -> bool:
    """Tell whether a leg goes on from where the one before ends, without turning in an edge."""
    inside = NOTHING < before.end_fraction < 1.0 - NOTHING
    return not inside or int(leg.arcs[0]) == int(before.arcs[-1])


def _trimmed(leg: Path) -> tuple[list[int], float, float]:
    """Return arcs and fractions of a leg without arcs of which nothing is travelled."""
    arcs, low, high = leg.arcs.tolist(), leg.start_fraction, leg.end_fraction
    if len(arcs) == 1 and high - low <= NOTHING:
        return [], 0.0, 1.0
    if len(arcs) > 1 and low >= 1.0 - NOTHING:
        arcs, low = arcs[1:], 0.0
    if len(arcs) > 1 and high <= NOTHING:
        arcs, high = arcs[:-1], 1.0
    return arcs, low, high
