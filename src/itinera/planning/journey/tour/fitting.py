"""Bring a tour to its length: leave places out, take more in, go a longer way round."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from itinera.planning.journey.tour.detours import detours
from itinera.planning.journey.tour.draft import length_m

if TYPE_CHECKING:
    from collections.abc import Sequence

    from itinera.geodesy import BoolArray, FloatArray, IntArray
    from itinera.planning.journey.request import Band
    from itinera.planning.journey.tour.draft import Draft
    from itinera.planning.journey.tour.places import Places, Spot
    from itinera.search.fresh import Reach

NEAR_ENOUGH = 0.003  # of the wished length: nearer to it nothing more is done
LONGEST_DETOUR_M = 12_000.0  # that one free via adds
SHORTEST_DETOUR_M = 400.0
LESS = 0.5  # of the length is wanted of a detour where none of it was found
LEGS_TRIED = 8  # for each free via
VIAS_TRIED = 4  # on each of these legs, each in another district
MOST_VIAS = 120


@dataclass(slots=True)
class Fitting:
    """What is known while a tour is brought to its length."""

    draft: Draft
    places: Places
    band: Band
    random: np.random.Generator
    prize: dict[int, float] = field(default_factory=dict)  # of optional visits

    @property
    def aim_m(self) -> float:
        """Return the length that is best."""
        band = self.band
        return band.wished if band.wished is not None else (band.low + band.high) / 2.0

    def shorten(self) -> None:
        """Leave out wishes of least prize for their length until the tour is short enough."""
        limit = min(self.band.high, self.aim_m * (1.0 + NEAR_ENOUGH))
        while self.draft.metres() > limit:
            at = self._least_worth(self.draft.metres() - self.aim_m)
            if at < 0 or (
                self.draft.metres() <= self.band.high
                and self._saved_m(at) > 2.0 * (self.draft.metres() - self.aim_m)
            ):
                break
            self.draft.remove(at)

    def take_in(self, waiting: Sequence[Spot]) -> None:
        """Visit more wishes while they fit, most prize for their length first."""
        room = self.band.high - self.draft.metres()
        offers = [
            (self.prize[spot.visit] / max(extra, 1.0), self.draft.spots[gap], spot)
            for (extra, gap), spot in zip(detours(self.draft, waiting), waiting, strict=True)
            if extra <= room
        ]
        for _, before, spot in sorted(offers, key=lambda offer: -offer[0]):
            kept = self.draft.kept()
            self.draft.insert(self.draft.spots.index(before), spot)
            if self.draft.metres() > self.band.high:
                self.draft.restore(kept)

    def lengthen(self) -> None:
        """Go longer ways round, through places that nobody asked for, up to the wished length."""
        misses = 0
        for _ in range(MOST_VIAS):
            lacking = self.aim_m - self.draft.metres()
            if lacking <= max(NEAR_ENOUGH * self.aim_m, SHORTEST_DETOUR_M) or misses > 6:
                return
            misses = 0 if self._detour(lacking, LESS**misses) else misses + 1

    # How

    def _least_worth(self, too_long: float) -> int:
        """Return the spot whose loss costs least for what it saves, -1 if none may go."""
        best, worth = -1, np.inf
        for i in range(1, len(self.draft.spots) - 1):
            spot = self.draft.spots[i]
            free = spot.visit < 0 and spot.follow < 0
            if not free and spot.visit not in self.prize:
                continue
            saved = self._saved_m(i)
            if saved <= 1.0:
                continue
            value = (0.0 if free else self.prize[spot.visit]) / min(saved, max(too_long, 1.0))
            if value < worth:
                best, worth = i, value
        return best

    def _saved_m(self, i: int) -> float:
        """Return about how many metres it saves to leave out a spot."""
        draft = self.draft
        before, after = draft.choice(i - 1), draft.choice(i + 1)
        straight = length_m(draft.router, draft.router.between(before.leave, after.arrive))
        return draft.leg_metres(i - 1) + draft.leg_metres(i) - straight

    def _detour(self, lacking: float, share: float) -> bool:
        """Lead one leg through a free via; False if none was found that is worth it."""
        draft = self.draft
        legs = self.random.permutation(len(draft.legs))[:LEGS_TRIED]
        wanted = min(lacking, max(LONGEST_DETOUR_M / 3.0, lacking / 3.0), LONGEST_DETOUR_M)
        if lacking < LONGEST_DETOUR_M / 2.0:
            wanted = lacking
        wanted = max(SHORTEST_DETOUR_M, wanted * share)
        before = draft.kept()
        length, cost = draft.metres(), draft.cost()
        best, price = None, np.inf
        for gap in legs.tolist():
            for node in self._vias(gap, wanted):
                draft.insert(gap, self._spot_at(node))
                more = draft.metres() - length
                if 0.3 * wanted <= more <= self.band.high - length and not self._turns(gap + 1):
                    rate = (draft.cost() - cost) / more
                    if rate < price:
                        best, price = draft.kept(), rate
                draft.restore(before)
        if best is None or price > DEAREST * draft.felt_m:
            return False
        draft.restore(best)
        return True

    def _turns(self, i: int) -> bool:
        """Tell whether one turns round at a spot."""
        one, two = self.draft.legs[i - 1], self.draft.legs[i]
        return bool(one.arcs[-1] == two.arcs[0] ^ 1)

    def _vias(self, gap: int, wanted: float) -> list[int]:
        """Return search nodes through which a leg gets about so much longer, best first."""
        draft = self.draft
        own = draft.leg_metres(gap)
        bound = (own + 1.3 * wanted) * draft.felt_m
        path = draft.lift(gap)
        there = draft.ways.from_(draft.choice(gap).leave, bound=bound)
        back = draft.ways.to(draft.choice(gap + 1).arrive, bound=bound)
        draft.put_back(path)
        draft.spent += 2
        nodes, felt, more = _both(there, back, own)
        good = (more >= 0.5 * wanted) & (more <= 1.1 * wanted) & self._open(nodes)
        nodes, rate = nodes[good], (felt[good] - path.cost) / more[good]
        order = np.argsort(rate, kind="stable")
        district = self.places.district[nodes[order]]
        _, first = np.unique(district, return_index=True)
        return [int(node) for node in nodes[order[np.sort(first)[:VIAS_TRIED]]]]

    def _open(self, nodes: IntArray) -> BoolArray:
        """Mark the search nodes that a free via may stand on."""
        return self.places.junctions[nodes]

    def _spot_at(self, node: int) -> Spot:
        """Return a free via."""
        return self.places.free(node)


DEAREST = 4.0  # times the cost of ordinary ways: what a metre of detour may cost


def _both(there: Reach, back: Reach, own: float) -> tuple[IntArray, FloatArray, FloatArray]:
    """Return the nodes that both searches met, the felt cost through them, and metres more."""
    nodes, one, two = np.intersect1d(there.nodes, back.nodes, True, True)
    felt = there.felt[one] + back.felt[two]
    return nodes, felt, there.metres[one] + back.metres[two] - own
