"""A tour while it is worked on: spots in order, which choice of each, and the legs between."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from itinera.planning.errors import NoJourneyError
from itinera.planning.routing import called
from itinera.search.alternatives import travelled
from itinera.search.path import Path

if TYPE_CHECKING:
    from itinera.geodesy import FloatArray, IntArray
    from itinera.graph.snap import Snap
    from itinera.planning.journey.tour.places import Choice, Spot
    from itinera.search.fresh import FreshWays
    from itinera.search.router import Router

AGAIN = 6.0  # what a metre travelled again costs beside itself, in metres of way
BESIDE = 1.0  # what a metre beside an earlier part of the tour costs
MOST_KNOWN = 20_000  # paths of which is remembered what they travel
LATER_M = 1_500.0  # and how much later that has to be
OFF = 0.3  # what a metre beside a place costs, in metres of way


@dataclass(frozen=True, slots=True)
class Kept:
    """A draft as it was at some time."""

    spots: tuple[Spot, ...]
    picks: tuple[int, ...]
    legs: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class _Known:
    """A path, its edges and metres in order, each of its edges once, and its length."""

    path: Path
    edges: IntArray
    metres: FloatArray
    once: IntArray
    length_m: float


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
        self._known: dict[int, _Known] = {}
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
            self.ways.tread(self._known_of(path).once, times)

    def _laid(self, i: int) -> Path:
        """Find and note the way from a spot to the next."""
        leave, arrive = self.choice(i).leave, self.choice(i + 1).arrive
        self.spent += 1
        path = self.ways.way(leave, arrive)
        if path is None:
            path = self.router.between(leave, arrive)
        if path is None:
            raise self._no_way(i)
        self._tread(path, 1)
        return path

    def _no_way(self, i: int) -> NoJourneyError:
        """Return the error for two spots in a row without a way between them."""
        one, two = (
            called(spot.stop) if spot.stop is not None else "the stretch to follow"
            for spot in self.spots[i : i + 2]
        )
        return NoJourneyError(
            f"No way leads from {one} on to {two}.",
            remedy="Give another order, or make one of them a wish.",
            nearest="the journey without one of them",
        )

    def _known_of(self, path: Path) -> _Known:
        """Return what is known of a path, worked out once."""
        known = self._known.get(id(path))
        if known is None:
            if len(self._known) > MOST_KNOWN:
                self._known.clear()
            edges, metres = path.arcs >> 1, travelled(self.router, path)
            known = _Known(path, edges, metres, np.unique(edges), float(metres.sum()))
            self._known[id(path)] = known
        return known

    def lift(self, i: int) -> Path:
        """Take up a leg."""
        self._tread(self.legs[i], -1)
        return self.legs[i]

    def put_back(self, path: Path) -> None:
        """Note a leg that was lifted as travelled again."""
        self._tread(path, 1)

    # Changes

    def choose(self, i: int) -> bool:
        """Choose anew how a spot between two others is made; False if that is no better."""
        cost, before = self.cost(), (self.picks[i], self.lift(i - 1), self.lift(i))
        self._tread(self.choice(i).inner, -1)
        self.picks[i] = self._best_pick(self.choice(i - 1), self.spots[i], self.choice(i + 1))
        self._tread(self.choice(i).inner, 1)
        self.legs[i - 1] = self._laid(i - 1)
        self.legs[i] = self._laid(i)
        if self.cost() < cost:
            return True
        for leg in (self.legs[i - 1], self.legs[i], self.choice(i).inner):
            self._tread(leg, -1)
        self.picks[i], self.legs[i - 1], self.legs[i] = before
        for leg in (self.legs[i - 1], self.legs[i], self.choice(i).inner):
            self._tread(leg, 1)
        return False

    def insert(self, gap: int, spot: Spot) -> None:
        """Go through a spot on the way from one to the next."""
        self.lift(gap)
        pick = self._best_pick(self.choice(gap), spot, self.choice(gap + 1))
        self.spots.insert(gap + 1, spot)
        self.picks.insert(gap + 1, pick)
        self._tread(self.choice(gap + 1).inner, 1)
        self.legs[gap] = self._laid(gap)
        self.legs.insert(gap + 1, self._laid(gap + 1))

    def exchange(self, i: int, spot: Spot) -> None:
        """Go through another spot instead of one between two others, by its first choice."""
        self.lift(i - 1)
        self.lift(i)
        self._tread(self.choice(i).inner, -1)
        self.spots[i], self.picks[i] = spot, 0
        self._tread(self.choice(i).inner, 1)
        self.legs[i - 1] = self._laid(i - 1)
        self.legs[i] = self._laid(i)

    def remove(self, i: int) -> None:
        """Leave out a spot between two others."""
        self.lift(i - 1)
        self.lift(i)
        self._tread(self.choice(i).inner, -1)
        del self.spots[i], self.picks[i], self.legs[i]
        self.legs[i - 1] = self._laid(i - 1)

    def absorb(self, i: int) -> bool:
        """Visit a spot where another leg passes it anyhow; False if that is no better.

        The legs beside it become one, and the other leg two.
        """
        found = self._passed(i)
        if found is None:
            return False
        before, cost = self.kept(), self.cost()
        self.lift(i - 1)
        self.lift(i)
        self._reseat(i, *found)
        if self.cost() < cost:
            return True
        self.restore(before)
        return False

    def _passed(self, i: int) -> tuple[int, int, tuple[Path, Path]] | None:
        """Return the leg that passes a spot, with which choice, and its parts, None if none."""
        spot, beside = self.spots[i], (self.lift(i - 1), self.lift(i))
        edges = np.array([choice.come.edge for choice in spot.choices])
        picks = np.flatnonzero(self.ways.used(edges) > 0).tolist()
        for leg in beside:
            self.put_back(leg)
        for pick in picks:
            for j, leg in enumerate(self.legs):
                if j in (i - 1, i) or edges[pick] not in self._known_of(leg).once:
                    continue
                parts = split_at(self.router, leg, spot.choices[pick].come)
                if parts is not None:
                    return j, pick, parts
        return None

    def _reseat(self, i: int, j: int, pick: int, parts: tuple[Path, Path]) -> None:
        """Move a spot whose legs are lifted into leg `j`, which it parts in two."""
        spot = self.spots[i]
        del self.spots[i], self.picks[i], self.legs[i]
        j -= j > i
        self._tread(self.legs[j], -1)
        self.legs[j : j + 1] = parts
        for part in parts:
            self._tread(part, 1)
        self.spots.insert(j + 1, spot)
        self.picks.insert(j + 1, pick)
        gap = i - 1 if j >= i else i
        self.legs[gap] = self._laid(gap)

    def _best_pick(self, before: Choice, spot: Spot, after: Choice) -> int:
        """Return the choice of a spot that feels cheapest between two places."""
        if len(spot.choices) == 1:
            return 0
        bound = self._bound(before, spot.choices[0], after)
        for _ in range(6):
            there = self.ways.from_(before.leave, bound=bound)
            back = self.ways.to(after.arrive, bound=bound)
            self.spent += 2
            felt = self.ways.felt_from(there, spot.into) + self.ways.felt_from(back, spot.out)
            felt += OFF * self.felt_m * spot.off_m
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
        return sum(self._known_of(path).length_m for path in self.paths())

    def leg_metres(self, i: int) -> float:
        """Return the length of a leg."""
        return self._known_of(self.legs[i]).length_m

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
        known = [self._known_of(path) for path in self.paths()]
        return (
            np.concatenate([one.edges for one in known]),
            np.concatenate([one.metres for one in known]),
        )

    def cost(self) -> float:
        """Return what all that is travelled costs, with what one would rather not have."""
        edges, metres = self.stretches()
        total = sum(self.ways.taste_cost(path) for path in self.paths())
        again = repeated_m(edges, metres, self.ways_length())
        beside = beside_m(self.ways.cell[edges], metres)
        off = sum(self.choice(i).off_m for i in range(len(self.spots)))
        return total + self.felt_m * (AGAIN * again + BESIDE * beside + OFF * off)


def split_at(router: Router, path: Path, snap: Snap) -> tuple[Path, Path] | None:
    """Return both parts of a path that passes a point of the network, None if it does not."""
    last = len(path.arcs) - 1
    for k in np.flatnonzero(path.arcs >> 1 == snap.edge).tolist():
        share = snap.fraction if path.arcs[k] % 2 == 0 else 1.0 - snap.fraction
        low = path.start_fraction if k == 0 else 0.0
        high = path.end_fraction if k == last else 1.0
        if low <= share <= high:
            cut = ((path.arcs[: k + 1], path.start_fraction, share),
                   (path.arcs[k:], share, path.end_fraction))  # fmt: skip
            one, two = (Path(*part, router.path_cost(*part)) for part in cut)
            return one, two
    return None


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


def _cost_per_metre(router: Router) -> float:
    """Return what a metre of an ordinary way costs: the median of the arcs that are open."""
    metres = np.repeat(np.asarray(router.network.graph.edges.length_m), 2)
    is_open = np.isfinite(router.cost) & (metres > 0.0)
    if not is_open.any():
        return 1.0
    return float(np.median(router.cost[is_open] / metres[is_open]))
