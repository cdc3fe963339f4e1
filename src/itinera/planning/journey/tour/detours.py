"""What it would add to a draft to visit other places too."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from itinera.planning.journey.tour.draft import length_m

if TYPE_CHECKING:
    from collections.abc import Sequence

    from itinera.geodesy import FloatArray
    from itinera.planning.journey.tour.draft import Draft
    from itinera.planning.journey.tour.places import Spot

GAPS_TRIED = 3  # between which a place might be visited


def detours(draft: Draft, spots: Sequence[Spot]) -> list[tuple[float, int]]:
    """Return for each spot the metres it would add where it adds least, and in which gap.

    Parameters
    ----------
    spots
        Not of the draft.

    Returns
    -------
    list of (float, int)
        Infinite metres where no way leads there. They are more than the present leg, or
        more than the shortest one if that is a longer way round.
    """
    if not spots:
        return []
    cost = _costs(draft, spots)
    found = []
    for column, spot in zip(cost.T, spots, strict=True):
        gaps = np.argsort(column, kind="stable")[:GAPS_TRIED].tolist()
        offers = [(_extra_m(draft, spot, gap), gap) for gap in gaps if np.isfinite(column[gap])]
        found.append(min(offers, default=(np.inf, 0)))
    return found


def _costs(draft: Draft, spots: Sequence[Spot]) -> FloatArray:
    """Return what each spot would cost in each gap, shape (n_gaps, n_spots)."""
    around = [draft.choice(i) for i in range(len(draft.spots))]
    own = [spot.choices[0] for spot in spots]
    there = draft.router.matrix([c.go for c in around[:-1]], [c.come for c in own])
    back = draft.router.matrix([c.go for c in own], [c.come for c in around[1:]])
    legs = np.array([leg.cost for leg in draft.legs])
    cost: FloatArray = there + back.T - legs[:, None]
    return cost


def _extra_m(draft: Draft, spot: Spot, gap: int) -> float:
    """Return the metres that a spot adds in a gap."""
    router, choice = draft.router, spot.choices[0]
    before, after = draft.choice(gap), draft.choice(gap + 1)
    there = router.between(before.leave, choice.arrive)
    back = router.between(choice.leave, after.arrive)
    if there is None or back is None:
        return np.inf
    straight = length_m(router, router.between(before.leave, after.arrive))
    own = length_m(router, choice.inner)
    extra = length_m(router, there) + own + length_m(router, back)
    return max(0.0, extra - min(straight, draft.leg_metres(gap)))
