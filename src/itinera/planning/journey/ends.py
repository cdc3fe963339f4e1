"""Where along the way a stage may end: places that offer what is wished, within a walk.

One sleeps (or takes a train) somewhere beside the way. Leaving the way elsewhere than where
it comes nearest to that place can make two days more even, as long as it is no mere
walking ahead along the way itself; those places are left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from itinera.geodesy import distance
from itinera.planning.journey.leaving import Junctions, Leaving
from itinera.planning.journey.offered import Offered, Towns, nearest_places
from itinera.planning.journey.request import PASSING_M, Offer
from itinera.waypoints.model import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from itinera.geodesy import BoolArray, FloatArray, IntArray
    from itinera.graph.routegraph import RouteGraph
    from itinera.itinerary import Stop
    from itinera.planning.journey.offered import Nearest
    from itinera.planning.journey.request import StageWish
    from itinera.planning.journey.trace import Trace
    from itinera.planning.planner import Planner
    from itinera.planning.travel import Travel

LonLat = tuple[float, float]

#: What one sleeps at; where nothing of it is asked for, one goes to what is asked for first.
BEDS = ("lodging", "camping")
#: How far other things are looked for, though nobody asked: metres.
LOOKED_FOR = {"lodging": 1500.0, "station": 5000.0, "shop": 1000.0}
FREE_APART_M = 100.0  # where nothing is asked of an end, they stand no closer than this,
FREE_SHARE = 0.001  # and than this share of the way: a hundredth of a day, at most


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place where a stage may end.

    Attributes
    ----------
    at_m
        Metres from the start of the way.
    spot
        (lon, lat) in degrees of that place on the way.
    name
        Of what one goes to, or of the town where that has none.
    town
        The settlement whose middle is nearest to it, "" where none is near.
    offers
        The nearest place of each kind within reach.
    detour_m
        Metres along ways from the way to what one sleeps at, one way, off-network steps
        left out.
    kind
        What one goes to: a key of `offers`, "" where nothing is asked of an end.
    back_m
        Metres along ways in the morning, at least.
    node
        Node of the graph where one leaves the way, -1 inside an edge.
    """

    at_m: float
    spot: LonLat
    name: str = ""
    town: str = ""
    offers: Mapping[str, Offered] = field(default_factory=dict, hash=False)
    detour_m: float = 0.0
    kind: str = ""
    back_m: float = 0.0
    node: int = -1

    @property
    def place(self) -> Offered | None:
        """Return what one goes to, None where nothing is asked of an end."""
        return self.offers.get(self.kind)


@dataclass(frozen=True, slots=True, eq=False)
class Surroundings:
    """What lies round the ways of a map, for any number of ways through it.

    Attributes
    ----------
    wish
        What stage ends are asked for.
    nearest
        The nearest place of every kind that matters, from every junction.
    towns
        What places are called after.
    """

    graph: RouteGraph
    wish: StageWish
    nearest: Mapping[str, Nearest]
    towns: Towns
    _seen: dict[tuple[str, int], tuple[Offered, str]] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, planner: Planner, travel: Travel, wish: StageWish) -> Surroundings:
        """Look round every junction of the map; takes some tenths of a second a kind."""
        asked: dict[str, float] = {}
        for offer in (offer for group in wish.ends for offer in group):
            asked[offer.kind] = max(offer.within_m, asked.get(offer.kind, 0.0))
        nearest = {
            kind: nearest_places(planner, travel, kind, within_m)
            for kind, within_m in (LOOKED_FOR | asked).items()
        }
        for kind, within_m in LOOKED_FOR.items():  # the nearest asked for may not cost least
            if asked.get(kind, within_m) < within_m:
                wider = nearest_places(planner, travel, kind, within_m)
                nearest[kind] = nearest[kind].or_else(wider)
        return cls(planner.graph, wish, nearest, Towns.of(planner.graph))

    def along(self, trace: Trace) -> tuple[Candidate, ...]:
        """Return the places where a stage of a way may end, in its order."""
        found = self._asked(trace) if self.wish.ends else self._free(trace)
        return tuple(one for one in found if not _forbidden(one, self.wish.not_at))

    def offers_at(self, trace: Trace, at_m: float) -> dict[str, Offered]:
        """Return the nearest place of each kind from the junction nearest to a place on a way."""
        junctions = Junctions.of(trace)
        if not len(junctions.at_m):
            return {}
        beside = junctions.beside(np.array([at_m]))
        return self._offers(int(junctions.node[beside[0]]))

    def _offers(self, node: int) -> dict[str, Offered]:
        """Return the nearest place of each kind from a junction."""
        return {
            kind: self._offered(known, int(known.place[node]), float(known.there_m[node]))[0]
            for kind, known in self.nearest.items()
            if known.place[node] >= 0
        }

    def _offered(self, nearest: Nearest, place: int, off_m: float) -> tuple[Offered, str]:
        """Return a place as it is seen from so far off, and its town; looked up once."""
        key = nearest.kind, place
        if key not in self._seen:
            seen = nearest.offered(self.graph, place, 0.0)
            self._seen[key] = seen, self.towns.nearest(seen.lonlat)
        known, town = self._seen[key]
        return replace(known, off_m=off_m), town

    def _free(self, trace: Trace) -> list[Candidate]:
        """Return the junctions along a way, none close to the one before."""
        apart_m = max(FREE_APART_M, FREE_SHARE * trace.length_m)
        junctions = Junctions.of(trace)
        found: list[Candidate] = []
        rows = zip(junctions.at_m.tolist(), junctions.node.tolist(), strict=True)
        for at_m, node in rows:
            if not found or at_m - found[-1].at_m >= apart_m:
                spot, offers = trace.lonlat_at(at_m), self._offers(node)
                town = self.towns.nearest(spot)
                found.append(Candidate(at_m, spot, town, town, offers, node=node))
        return found

    def _asked(self, trace: Trace) -> list[Candidate]:
        """Return the ends that offer what is asked for."""
        junctions = Junctions.of(trace)
        found = [
            (candidate.at_m, rank, candidate)
            for rank, offer in enumerate(_goals(self.wish.ends))
            for candidate in self._ends_for(trace, junctions, offer)
        ]
        return [candidate for _, _, candidate in sorted(found, key=lambda one: one[:2])]

    def _fits(self, node: IntArray, plus_m: FloatArray, *, given: str) -> BoolArray:
        """Tell which places offer all that is asked for.

        Parameters
        ----------
        node : int32, shape (n,)
            The junction nearest to each place.
        plus_m
            Metres from the place to it.
        given
            A kind that every place offers anyway.
        """
        fits = np.ones(len(node), dtype=np.bool_)
        for group in self.wish.ends:
            any_of = np.full_like(fits, any(offer.kind == given for offer in group))
            for offer in group:
                any_of |= self.nearest[offer.kind].there_m[node] + plus_m <= offer.within_m
            fits &= any_of
        return fits

    def _ends_for(self, trace: Trace, junctions: Junctions, offer: Offer) -> list[Candidate]:
        """Return the ends from which one goes to the nearest place of one kind."""
        nearest = self.nearest[offer.kind]
        leaving = Leaving.along(trace, junctions, nearest)
        fits = self._fits(leaving.node, leaving.plus_m, given=offer.kind)
        leaving = leaving.only(fits & (leaving.off_m <= offer.within_m)).worth()
        columns = (leaving.at_m, leaving.place, leaving.node, leaving.inside)
        return [
            self._candidate(trace, nearest, *row)
            for row in zip(*(column.tolist() for column in columns), strict=True)
        ]

    def _candidate(
        self, trace: Trace, nearest: Nearest, at_m: float, place: int, node: int, inside: bool
    ) -> Candidate:
        """Return an end from which one goes to a place."""
        moved_m = nearest.snaps[place].moved_m
        detour_m = 0.0 if inside else max(float(nearest.there_m[node]) - moved_m, 0.0)
        back_m = 0.0 if inside else max(float(nearest.back_m[node]) - moved_m, 0.0)
        goal, town = self._offered(nearest, place, detour_m + moved_m)
        return Candidate(
            at_m=at_m,
            spot=trace.lonlat_at(at_m),
            name=goal.name or town,
            town=town,
            offers={**self._offers(node), nearest.kind: goal},
            detour_m=detour_m,
            kind=nearest.kind,
            back_m=back_m if np.isfinite(back_m) else detour_m,
            node=-1 if inside else node,
        )


def candidates(
    planner: Planner, travel: Travel, trace: Trace, wish: StageWish
) -> tuple[Candidate, ...]:
    """Find where along a way a stage may end.

    Returns
    -------
    tuple of Candidate
        In order of the way; the whole way's own ends are none of them. Where `wish.ends` is
        empty every junction will do, but no two within 100 m or a thousandth of the way.

    Notes
    -----
    For several ways over one map make `Surroundings` once and ask it for each.
    """
    return Surroundings.of(planner, travel, wish).along(trace)


def _goals(asked: Sequence[Sequence[Offer]]) -> list[Offer]:
    """Return what one may go to at the end of a day, beds first."""
    with_beds = [group for group in asked if any(offer.kind in BEDS for offer in group)]
    group = (with_beds or list(asked))[0]
    order = {kind: rank for rank, kind in enumerate(BEDS)}
    return sorted(group, key=lambda offer: (order.get(offer.kind, len(BEDS)), offer.kind))


def _forbidden(candidate: Candidate, not_at: Sequence[Stop]) -> bool:
    """Tell whether a stage must not end there: in the town named so, or within 300 m."""
    spots = [candidate.spot, *([candidate.place.lonlat] if candidate.place else [])]
    return any(
        (bool(stop.name) and plain(stop.name) == plain(candidate.town))
        or any(distance(stop.lonlat, spot) <= PASSING_M for spot in spots)
        for stop in not_at
    )
