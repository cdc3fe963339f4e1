"""Which nodes somebody probably means by numbers that several bear: those that are neighbours."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from itinera.nodenetwork.junctions import Junction
    from itinera.nodenetwork.model import NodeNetwork


def only_reading(
    network: NodeNetwork, choices: Sequence[Sequence[Junction]]
) -> tuple[Junction, ...]:
    """Return the one way to read numbers so that each is a neighbour of the next.

    Parameters
    ----------
    network
        Whose legs make neighbours.
    choices
        For each number, the junctions that bear it.

    Returns
    -------
    tuple of Junction
        One for each number; () if no reading, or more than one, joins neighbours.
    """
    neighbours = {(leg.start, leg.end) for leg in network.legs}
    neighbours |= {(leg.end, leg.start) for leg in network.legs if leg.both_ways}
    readings: dict[Junction, tuple[int, tuple[Junction, ...]]]
    readings = {junction: (1, (junction,)) for junction in choices[0]}
    for _, onward in pairwise(choices):
        further: dict[Junction, tuple[int, tuple[Junction, ...]]] = {}
        for other in onward:
            joined = [found for one, found in readings.items() if _joined(one, other, neighbours)]
            if joined:
                further[other] = (sum(n for n, _ in joined), (*joined[0][1], other))
        readings = further
    if sum(count for count, _ in readings.values()) != 1:
        return ()
    return next(reading for _, reading in readings.values())


def _joined(one: Junction, other: Junction, neighbours: set[tuple[int, int]]) -> bool:
    return any((a, b) in neighbours for a in one.nodes for b in other.nodes)
