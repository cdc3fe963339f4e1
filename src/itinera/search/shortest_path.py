"""Paths through several places in order."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from itinera.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from itinera.graph.snap import Snap
    from itinera.search.path import Path
    from itinera.search.router import Router


def through(router: Router, snaps: Sequence[Snap]) -> list[Path]:
    """Find the cheapest path from each place to the next.

    At a via the traveller may turn round: every leg is searched on its own.

    Parameters
    ----------
    snaps
        Two places or more, in order.

    Returns
    -------
    list of Path
        One leg between each two consecutive places.

    Raises
    ------
    InputError
        If there are fewer than two places.
    NoRouteError
        If a leg does not exist.
    """
    if len(snaps) < 2:
        raise InputError(
            f"A route needs two places, {len(snaps)} given.", remedy="Name a start and an end."
        )
    return [router.route(start, end) for start, end in pairwise(snaps)]
