"""A tour while it is worked on: spots in order, which choice of each, and the legs between."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from itinera.search.alternatives import travelled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from itinera.geodesy import FloatArray, IntArray
    from itinera.planning.journey.tour.places import Choice, Spot
    from itinera.search.ends import Stub
    from itinera.search.fresh import FreshWays, Reach
    from itinera.search.path import Path
    from itinera.search.router import Router

AGAIN = 6.0  # what a metre travelled again costs beside itself, in metres of way
BESIDE = 1.0  # what a metre beside an earlier part of the tour costs
LATER_M = 1_500.0  # and how much later that has to be
OFF = 0.3  # what a metre beside a place costs, in metres of way


@dataclass(frozen=True, slots=True)
class Kept:
    """A draft as it was at some time."""

    spots: tuple[Spot, ...]
    picks: tuple[int, ...]
    legs: tuple[Path, ...]


class Draft:
    """A tour that is being laid.

    Attributes
    ----------
    spots, picks
        What it goes through, and which choice of each.
    legs
        From each spot to the next.
    spent
        Searches made.
    """

    def __init__(self, router: Router, ways: FreshWays) -> None:
        self.router = router
        self.ways = ways
        self.spots: list[Spot] = []
        self.picks: list[int] = []
        self.legs: list[Path] = []
        self.spent = 0
        self.felt_m = _cost_per_metre(router)

    # Laying and lifting

    def begin(self, spots: list[Spot], picks: list[int]) -> None:
        """Lay a tour through spots."""
        self._clear()
        self.spots, self.picks = list(spots), list(picks)
        for spot, pick in zip(spots, picks, strict=True):
            self._tread(spot.choices[pick].inner, 1)
        for i in range(len(spots) - 1):
            self.legs.append(self._laid(i))

    def restore(self, kept: Kept) -> None:
        """Become what was kept."""
        self._clear()
        self.spots, self.picks, self.legs = list(kept.spots), list(kept.picks), list(kept.legs)
        for i, leg in enumerate(self.legs):
            self._tread(leg, 1)
            self._tread(self.choice(i).inner, 1)
        self._tread(self.choice(-1).inner, 1)

    def kept(self) -> Kept:
        """Keep what it is now."""
        return Kept(tuple(self.spots), tuple(self.picks), tuple(self.legs))

    def choice(self, i: int) -> Choice:
        """Return how a spot is made."""
        return self.spots[i].choices[self.picks[i]]

    def _clear(self) -> None:
        """Lift everything."""
        for i, leg in enumerate(self.legs):
            self._tread(leg, -1)
            self._tread(self.choice(i).inner, -1)
        if self.spots:
            self._tread(self.choice(-1).inner, -1)
        self.spots, self.picks, self.legs = [], [], []

    def _tread(self, path: Path | None, times: int) -> None:
        """Note a path as travelled."""
        if path is not None:
            self.ways.tread(np.unique(path.arcs >> 1), times)

    def _laid(self, i: int) -> Path:
        """Find and note the way from a spot to the next."""
        leave, arrive = self.choice(i).leave, self.choice(i + 1).arrive
        self.spent += 1
        path = self.ways.way(leave, arrive)
        if path is None:
            path = self.router.between(leave, arrive)
        if path is None:
            raise LookupError(f"no way between spots {i} and {i + 1}")
        self._tread(path, 1)
        return path

    def lift(self, i: int) -> Path:
        """Take up a leg."""
        self._tread(self.legs[i], -1)
        return self.legs[i]

    def put_back(self, path: Path) -> None:
        """Note a leg that was lifted as travelled again."""
        self._tread(path, 1)

    # Changes

    def relay(self, i: int) -> None:
        """Lay a leg anew."""
        self.lift(i)
        self.legs[i] = self._laid(i)

    def choose(self, i: int) -> None:
        """Choose anew how a spot between two others is made, and lay the legs beside it."""
        self.lift(i - 1)
        self.lift(i)
        self._tread(self.choice(i).inner, -1)
        self.picks[i] = self._best_pick(self.choice(i - 1), self.spots[i], self.choice(i + 1))
        self._tread(self.choice(i).inner, 1)
        self.legs[i - 1] = self._laid(i - 1)
        self.legs[i] = self._laid(i)

    def insert(self, gap: int, spot: Spot) -> None:
        """Go through a spot on the way from one to the next."""
        self.lift(gap)
        pick = self._best_pick(self.choice(gap), spot, self.choice(gap + 1))
        self.spots.insert(gap + 1, spot)
        self.picks.insert(gap + 1, pick)
        self._tread(self.choice(gap + 1).inner, 1)
        self.legs[gap] = self._laid(gap)
        self.legs.insert(gap + 1, self._laid(gap + 1))

    def remove(self, i: int) -> None:
        """Leave out a spot between two others."""
        self.lift(i - 1)
        self.lift(i)
        self._tread(self.choice(i).inner, -1)
        del self.spots[i], self.picks[i], self.legs[i]
        self.legs[i - 1] = self._laid(i - 1)

    def _best_pick(self, before: Choice, spot: Spot, after: Choice) -> int:
        """Return the choice of a spot that feels cheapest between two places."""
        if len(spot.choices) == 1:
            return 0
        bound = self._bound(before, spot.choices[0], after)
        for _ in range(6):
            there = self.ways.from_(before.leave, bound=bound)
            back = self.ways.to(after.arrive, bound=bound)
            self.spent += 2
            felt = [
                _through(there, self.ways, choice.arrive.stubs)
                + _through(back, self.ways, choice.leave.stubs)
                + OFF * self.felt_m * choice.off_m
                for choice in spot.choices
            ]
            best = int(np.argmin(felt))
            if np.isfinite(felt[best]):
                return best
            bound *= 3.0
        return 0

    def _bound(self, before: Choice, choice: Choice, after: Choice) -> float:
        """Return a felt cost within which some choice is found as a rule."""
        legs = (
            self.router.between(before.leave, choice.arrive),
            self.router.between(choice.leave, after.arrive),
        )
        longest = max((leg.cost for leg in legs if leg is not None), default=0.0)
        return 1.5 * longest + 1000.0 * self.felt_m

    # What it amounts to

    def metres(self) -> float:
        """Return the length of the whole."""
        return float(sum(self.leg_metres(i) for i in range(len(self.legs)))) + float(
            sum(
                length_m(self.router, spot.choices[pick].inner)
                for spot, pick in zip(self.spots, self.picks, strict=True)
            )
        )

    def leg_metres(self, i: int) -> float:
        """Return the length of a leg."""
        return length_m(self.router, self.legs[i])

    def paths(self) -> list[Path]:
        """Return all that is travelled, in order."""
        found = []
        for i in range(len(self.spots)):
            inner = self.choice(i).inner
            if inner is not None:
                found.append(inner)
            if i < len(self.legs):
                found.append(self.legs[i])
        return found

    def repeated(self) -> float:
        """Return the metres travelled again, stretches counted by whole edges."""
        edges, metres = self.stretches()
        return repeated_m(edges, metres, self.ways_length())

    def ways_length(self) -> FloatArray:
        """Return the length of every edge."""
        return np.asarray(self.router.network.graph.edges.length_m)

    def stretches(self) -> tuple[IntArray, FloatArray]:
        """Return edges and metres travelled, in order."""
        paths = self.paths()
        edges = np.concatenate([path.arcs >> 1 for path in paths])
        metres = np.concatenate([travelled(self.router, path) for path in paths])
        return edges, metres

    def cost(self) -> float:
        """Return what all that is travelled costs, with what one would rather not have."""
        edges, metres = self.stretches()
        total = float(sum(path.cost for path in self.paths()))
        again = repeated_m(edges, metres, self.ways_length())
        beside = beside_m(self.ways.cell[edges], metres)
        off = sum(self.choice(i).off_m for i in range(len(self.spots)))
        return total + self.felt_m * (AGAIN * again + BESIDE * beside + OFF * off)


def repeated_m(edges: IntArray, metres: FloatArray, length_m: FloatArray) -> float:
    """Return the metres that go over an edge's length, each edge taken whole."""
    kinds, row = np.unique(edges, return_inverse=True)
    total = np.zeros(len(kinds))
    np.add.at(total, row, metres)
    return float(np.maximum(0.0, total - length_m[kinds]).sum())


def beside_m(cells: IntArray, metres: FloatArray) -> float:
    """Return the metres in cells that were first passed long before.

    Parameters
    ----------
    cells : int32, shape (n,)
        Of the stretches, in order.
    metres : float64, shape (n,)
        Their lengths.
    """
    at = np.cumsum(metres)
    _, first, row = np.unique(cells, return_index=True, return_inverse=True)
    return float(metres[at - at[first][row] > LATER_M].sum())


def length_m(router: Router, path: Path | None) -> float:
    """Return the length of a path, 0 for none."""
    return 0.0 if path is None else float(travelled(router, path).sum())


def _through(reach: Reach, ways: FreshWays, stubs: Sequence[Stub]) -> float:
    """Return the felt cost between a search's root and a place."""
    felt = ways.felt_stubs(stubs)
    if not felt:
        return float("inf")
    nodes = np.array([node for node, _ in felt], dtype=np.int32)
    return float((reach.at(nodes) + np.array([cost for _, cost in felt])).min())


def _cost_per_metre(router: Router) -> float:
    """Return what a metre of an ordinary way costs: the median of the arcs that are open."""
    metres = np.repeat(np.asarray(router.network.graph.edges.length_m), 2)
    is_open = np.isfinite(router.cost) & (metres > 0.0)
    if not is_open.any():
        return 1.0
    return float(np.median(router.cost[is_open] / metres[is_open]))
