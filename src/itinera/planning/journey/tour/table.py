"""Lengths between the places of a tour: what the choice of places is made on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from itinera.planning.journey.tour.draft import length_m
from itinera.planning.journey.tour.order import Choosing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from itinera.geodesy import FloatArray
    from itinera.planning.journey.tour.places import Choice, Spot
    from itinera.search.router import Router

NEAREST = 12  # places per place whose distance is the true length of the way


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Metres of the cheapest ways between spots.

    Attributes
    ----------
    metres : float64, shape (2 n, 2 n)
        From leaving a code to entering another (see `order.Choosing`); infinite where
        there is no way. True between near spots, in proportion to the cost elsewhere.
    own : float64, shape (n,)
        Metres within each spot.
    """

    metres: FloatArray
    own: FloatArray

    @classmethod
    def of(cls, router: Router, spots: Sequence[Spot]) -> Table:
        """Measure between spots, by the first choice of each.

        A stretch that may be passed either way has two choices, and so two codes.
        """
        n = len(spots)
        codes = [2 * i + way for i, spot in enumerate(spots) for way in range(_ways(spot))]
        chosen = [spots[code // 2].choices[code % 2] for code in codes]
        cost = router.matrix([c.go for c in chosen], [c.come for c in chosen])
        metres = _metres(router, chosen, cost)
        whole = np.full((2 * n, 2 * n), np.inf)
        whole[np.ix_(codes, codes)] = metres
        own = np.array([length_m(router, spot.choices[0].inner) for spot in spots])
        return cls(whole, own)

    def choosing(self, spots: Sequence[Spot], prize: FloatArray, ranks: Sequence[int]) -> Choosing:
        """Return the problem of choosing among the spots, without a budget."""
        return Choosing(
            self.metres, self.own, prize, np.isinf(prize),
            np.array([_ways(spot) == 2 for spot in spots]),
            np.asarray(ranks, dtype=np.int64), np.inf,
        )  # fmt: skip

    def length(self, codes: Sequence[int]) -> float:
        """Return the metres of an order."""
        row = np.asarray(codes)
        return float(self.metres[row[:-1], row[1:]].sum() + self.own[row >> 1].sum())


def _ways(spot: Spot) -> int:
    """Return in how many ways a spot is passed: a stretch along and against, a point in one."""
    return len(spot.choices) if spot.follow >= 0 else 1


def _metres(router: Router, chosen: Sequence[Choice], cost: FloatArray) -> FloatArray:
    """Return lengths: measured for the nearest, else by what they cost."""
    n = len(cost)
    metres = np.full((n, n), np.nan)
    rates = []
    for i in range(n):
        for j in np.argsort(cost[i], kind="stable")[: NEAREST + 1].tolist():
            if not np.isfinite(cost[i, j]):
                continue
            path = router.between(chosen[i].leave, chosen[j].arrive)
            metres[i, j] = length_m(router, path)
            if cost[i, j] > 0.0 and i != j:
                rates.append(metres[i, j] / cost[i, j])
    rate = float(np.median(rates)) if rates else 1.0
    found: FloatArray = np.maximum(np.where(np.isnan(metres), cost * rate, metres), 0.0)
    np.fill_diagonal(found, 0.0)
    return found
