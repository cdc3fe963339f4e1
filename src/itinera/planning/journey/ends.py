"""Where along the way a stage may end: places that offer what is wished, within a walk.

One sleeps (or takes a train) somewhere beside the way. Leaving the way elsewhere than where
it comes nearest to that place can make two days more even, as long as it is no mere
walking ahead along the way itself; those places are left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from itinera.geodesy import distance
from itinera.planning.journey.offered import Offered, nearest_places, nearest_town, towns
from itinera.planning.journey.request import PASSING_M, Offer
from itinera.waypoints.model import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from itinera.geodesy import BoolArray, FloatArray, IntArray, LongArray
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
LOOKED_FOR = {"lodging": 1500.0, "station": 2000.0, "shop": 1000.0}
SAVES = 0.25  # leaving early must save this share of the way between; less is no end of its own
APART_M = 50.0  # nor does one twice end within so few metres for the same place
FREE_APART_M = 100.0  # where nothing is asked of an end, they stand no closer than this


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
        Settlements by name and place.
    """

    graph: RouteGraph
    wish: StageWish
    nearest: Mapping[str, Nearest]
    towns: Sequence[tuple[str, LonLat]]

    @classmethod
    def of(cls, planner: Planner, travel: Travel, wish: StageWish) -> Surroundings:
        """Look round every junction of the map; takes some tenths of a second a kind."""
        reach = dict(LOOKED_FOR) if wish.ends else {}
        for offer in (offer for group in wish.ends for offer in group):
            reach[offer.kind] = max(offer.within_m, reach.get(offer.kind, 0.0))
        nearest = {
            kind: nearest_places(planner, travel, kind, within_m)
            for kind, within_m in sorted(reach.items())
        }
        return cls(planner.graph, wish, nearest, towns(planner.graph))

    def along(self, trace: Trace) -> tuple[Candidate, ...]:
        """Return the places where a stage of a way may end, in its order."""
        found = _free(trace) if not self.wish.ends else self._asked(trace)
        return tuple(one for one in found if not _forbidden(one, self.wish.not_at))

    def _asked(self, trace: Trace) -> list[Candidate]:
        """Return the ends that offer what is asked for."""
        points = _Points.of(trace)
        fits = self._fits(points)
        found: list[tuple[float, int, Candidate]] = []
        for rank, offer in enumerate(_goals(self.wish.ends)):
            for candidate in self._ends_at(trace, points, fits, offer):
                found.append((candidate.at_m, rank, candidate))
        return [candidate for _, _, candidate in sorted(found, key=lambda one: one[:2])]

    def _fits(self, points: _Points) -> BoolArray:
        """Tell which points offer all that is asked for."""
        fits = np.ones(len(points.at_m), dtype=np.bool_)
        for group in self.wish.ends:
            any_of = np.zeros_like(fits)
            for offer in group:
                any_of |= self._off_m(points, offer.kind) <= offer.within_m
            fits &= any_of
        return fits

    def _off_m(self, points: _Points, kind: str) -> FloatArray:
        """Return the metres from each point to the nearest place of a kind."""
        return self.nearest[kind].there_m[points.node]

    def _ends_at(
        self, trace: Trace, points: _Points, fits: BoolArray, offer: Offer
    ) -> list[Candidate]:
        """Return the ends from which one goes to the nearest place of one kind."""
        nearest = self.nearest[offer.kind]
        off_m = self._off_m(points, offer.kind)
        rows = np.flatnonzero(fits & (off_m <= offer.within_m))
        at_m, off, place = points.at_m[rows], off_m[rows], nearest.place[points.node[rows]]
        node = points.node[rows]
        on_way = _on_the_way(trace, nearest, points, fits)
        at_m, off = np.concatenate((at_m, on_way[0])), np.concatenate((off, on_way[1]))
        place, node = np.concatenate((place, on_way[2])), np.concatenate((node, on_way[3]))
        inside = np.concatenate((np.zeros(len(rows), bool), np.ones(len(on_way[0]), bool)))
        return [
            self._candidate(
                trace, offer.kind, float(at_m[i]), int(place[i]), int(node[i]), bool(inside[i])
            )
            for i in _worth_leaving(at_m, off, place).tolist()
        ]

    def _candidate(
        self, trace: Trace, kind: str, at_m: float, place: int, node: int, inside: bool
    ) -> Candidate:
        """Return an end from which one goes to a place."""
        nearest = self.nearest[kind]
        moved_m = nearest.snaps[place].moved_m
        off_m = moved_m if inside else float(nearest.there_m[node])
        back_m = 0.0 if inside else max(float(nearest.back_m[node]) - moved_m, 0.0)
        offers = {
            other: known.offered(self.graph, int(known.place[node]), float(known.there_m[node]))
            for other, known in self.nearest.items()
            if known.place[node] >= 0
        }
        goal = nearest.offered(self.graph, place, off_m)
        town = nearest_town(self.towns, goal.lonlat)
        detour_m = max(off_m - moved_m, 0.0)
        return Candidate(
            at_m=at_m,
            spot=trace.lonlat_at(at_m),
            name=goal.name or town,
            town=town,
            offers={**offers, kind: goal},
            detour_m=detour_m,
            kind=kind,
            back_m=back_m if np.isfinite(back_m) else detour_m,
            node=-1 if inside else node,
        )


@dataclass(frozen=True, slots=True, eq=False)
class _Points:
    """The junctions along a way, its two ends left out: place and node of each."""

    at_m: FloatArray
    node: IntArray

    @classmethod
    def of(cls, trace: Trace) -> _Points:
        """List the junctions where the way passes through."""
        node = trace.track.node
        inner = np.flatnonzero(node >= 0)
        return cls(trace.track.at_m[1:-1][inner], node[inner])

    def beside(self, at_m: FloatArray) -> LongArray:
        """Return the point nearest to each place along the way."""
        after = np.clip(np.searchsorted(self.at_m, at_m), 1, max(len(self.at_m) - 1, 1))
        before = after - 1
        after = np.minimum(after, len(self.at_m) - 1)
        nearer = at_m - self.at_m[before] <= self.at_m[after] - at_m
        return np.where(nearer, before, after)


def candidates(
    planner: Planner, travel: Travel, trace: Trace, wish: StageWish
) -> tuple[Candidate, ...]:
    """Find where along a way a stage may end.

    Returns
    -------
    tuple of Candidate
        In order of the way; the whole way's own ends are none of them. Where `wish.ends` is
        empty every junction will do, but no two within 100 m.

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


def _free(trace: Trace) -> list[Candidate]:
    """Return the junctions along a way, none within 100 m of the one before."""
    points = _Points.of(trace)
    kept, last = [], -np.inf
    for i, at_m in enumerate(points.at_m.tolist()):
        if at_m - last >= FREE_APART_M:
            kept.append(i)
            last = at_m
    return [
        Candidate(
            float(points.at_m[i]), trace.lonlat_at(float(points.at_m[i])), node=int(points.node[i])
        )
        for i in kept
    ]


def _on_the_way(
    trace: Trace, nearest: Nearest, points: _Points, fits: BoolArray
) -> tuple[FloatArray, FloatArray, IntArray, IntArray]:
    """Return the places that the way passes by inside an edge: at_m, off_m, place, near node."""
    empty = np.zeros(0)
    if not len(points.at_m) or not len(nearest.snaps):
        return empty, empty, np.zeros(0, np.int32), np.zeros(0, np.int32)
    track = trace.track
    edges = np.array([snap.edge for snap in nearest.snaps])
    fractions = np.array([snap.fraction for snap in nearest.snaps])
    order = np.argsort(edges, kind="stable")
    first = np.searchsorted(edges[order], track.edges, side="left")
    last = np.searchsorted(edges[order], track.edges, side="right")
    piece = np.repeat(np.arange(len(track.arcs)), last - first)
    nth = np.arange(len(piece)) - np.repeat(np.cumsum(last - first) - (last - first), last - first)
    place = order[first[piece] + nth]
    along = np.where(track.arcs[piece] & 1, 1.0 - fractions[place], fractions[place])
    share = (along - track.low[piece]) / track.share[piece]
    at_m = track.at_m[piece] + share * track.length_m[piece]
    beside = points.beside(at_m)
    off_m = np.array([nearest.snaps[i].moved_m for i in place.tolist()])
    kept = (share > 0.0) & (share < 1.0) & fits[beside]
    return (
        at_m[kept], off_m[kept], place[kept].astype(np.int32), points.node[beside][kept],
    )  # fmt: skip


def _worth_leaving(at_m: FloatArray, off_m: FloatArray, place: IntArray) -> LongArray:
    """Return the rows from which going to a place is no mere walking ahead along the way.

    A row goes if another one of the same place lies so near along the way that going there
    first costs at most the fourth part more of the way between.
    """
    order = np.lexsort((at_m, place))
    kept: list[int] = []
    cuts = np.flatnonzero(np.diff(place[order])) + 1
    for rows in np.split(order, cuts):
        kept += _not_behind(rows, at_m[rows], off_m[rows])
    return np.array(sorted(kept), dtype=np.int64)


def _not_behind(rows: LongArray, at_m: FloatArray, off_m: FloatArray) -> list[int]:
    """Return the rows of one place that no other one of it makes useless, best first."""
    chosen: list[int] = []
    for i in np.lexsort((at_m, off_m)).tolist():
        if all(
            abs(at_m[i] - at_m[j]) > APART_M
            and off_m[i] < off_m[j] + (1.0 - SAVES) * abs(at_m[i] - at_m[j])
            for j in chosen
        ):
            chosen.append(i)
    return [int(rows[i]) for i in chosen]


def _forbidden(candidate: Candidate, not_at: Sequence[Stop]) -> bool:
    """Tell whether a stage must not end there: in the town named so, or within 300 m."""
    spots = [candidate.spot, *([candidate.place.lonlat] if candidate.place else [])]
    return any(
        (bool(stop.name) and plain(stop.name) == plain(candidate.town))
        or any(distance(stop.lonlat, spot) <= PASSING_M for spot in spots)
        for stop in not_at
    )
