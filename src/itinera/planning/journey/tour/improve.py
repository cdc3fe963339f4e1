"""Make a tour cheaper without changing what it visits."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from itinera.planning.journey.request import JourneyRequest
    from itinera.planning.journey.tour.draft import Draft


def improve(draft: Draft, request: JourneyRequest, passes: int) -> None:
    """Choose anew where each place is passed, in turn, while that makes the tour cheaper.

    Parameters
    ----------
    passes
        How often at most; after the first only what lies beside a change is looked at.
    """
    changed = set(draft.spots)
    for _ in range(passes):
        _absorb(draft, request)
        better = set()
        for i in range(1, len(draft.spots) - 1):
            beside = draft.spots[i - 1 : i + 2]
            if not changed.isdisjoint(beside) and draft.choose(i):
                better.add(draft.spots[i])
        if not better:
            return
        changed = better


def _absorb(draft: Draft, request: JourneyRequest) -> None:
    """Visit places where the tour passes them anyhow, unless their order is fixed."""
    fixed = request.order == "fixed"
    for spot in draft.spots[1:-1]:
        if spot.visit >= 0 and not (fixed and request.visits[spot.visit].must):
            draft.absorb(draft.spots.index(spot))
