"""Bring a tour to its climb: over the tops of what it visits, and over or round hills."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from itinera.itinerary.elevation import elevation_of
from itinera.itinerary.track import lay_track
from itinera.planning.journey.tour.improve import improve

if TYPE_CHECKING:
    from collections.abc import Sequence

    from itinera.geodesy import FloatArray
    from itinera.graph.routegraph import RouteGraph
    from itinera.planning.journey.request import JourneyRequest
    from itinera.planning.journey.tour.draft import Draft, Kept
    from itinera.planning.journey.tour.fitting import Fitting
    from itinera.planning.journey.tour.places import Places, Spot
    from itinera.search.path import Path

TURNS = 3  # of laying a tour with another taste for hills
CLOSE = 0.05  # of the climb wished: nearer to it nothing more is done
FIRST = 0.5  # taste that is tried first, up or down
MOST_REPEATED = 0.04  # of the length: up to a top and down again is one way as a rule
MOST = 3.0  # a taste for hills beyond which nothing changes
STEEP = 0.05  # rise over length at which a taste of 1 makes a way e times cheaper
STEEPEST = 0.12  # rise over length beyond which a way counts no steeper


@dataclass(slots=True)
class Climbing:
    """What is known while a tour is brought to its climb."""

    draft: Draft
    places: Places
    request: JourneyRequest
    spots: Sequence[Spot]
    fitting: Fitting | None

    def bring_to(self, wished_m: float) -> None:
        """Lead the tour over tops, then with other tastes for hills; keep the nearest climb."""
        best, climb = self.draft.kept(), self.climb()
        if climb is None:
            return
        miss = abs(climb - wished_m)
        for attempt in (self._over_tops, self._with_a_taste):
            if miss > CLOSE * wished_m:
                attempt(wished_m)
                climb = self.climb()
                if climb is not None and self._fits() and abs(climb - wished_m) < miss:
                    best, miss = self.draft.kept(), abs(climb - wished_m)
                else:
                    self.draft.restore(best)

    def climb(self) -> float | None:
        """Return the metres climbed, as itineraries report them; None if unknown."""
        return climb_along(self.places.planner.graph, self.draft.paths())

    def _fits(self) -> bool:
        """Tell whether the length is as wished."""
        band = self.request.length_m
        return band is None or band.low <= self.draft.metres() <= band.high

    def _refit(self) -> None:
        """Bring the length back to what is wished, without leaving out what was asked for."""
        if self.fitting is None:
            return
        self.fitting.shorten()
        self.fitting.take_in([s for s in self.spots[1:-1] if not self._visited(s)])
        self.fitting.lengthen()

    def _visited(self, spot: Spot) -> bool:
        """Tell whether the tour visits what a spot stands for, there or at its top."""
        return any(one is spot or (one.visit == spot.visit >= 0) for one in self.draft.spots)

    def _over_tops(self, wished_m: float) -> None:
        """Lead the tour over the tops of what it visits, the highest first."""
        tops = []
        for spot in self.draft.spots[1:-1]:
            if spot.visit >= 0:
                found = self.places.top(spot, self.request.visits[spot.visit])
                tops += [found] if found is not None else []
        tops.sort(key=lambda one: (-one[1], one[0].visit))
        for _ in range(TURNS):
            lacking = wished_m - (self.climb() or 0.0)
            if lacking <= CLOSE * wished_m or not tops:
                return
            while tops and lacking > 0.0:
                top, gain_m = tops.pop(0)
                at = [spot.visit for spot in self.draft.spots]
                if top.visit in at:
                    self.draft.exchange(at.index(top.visit), top)
                    lacking -= gain_m
            self._refit()
            if self.draft.repeated() > MOST_REPEATED * self.draft.metres():
                return

    def _with_a_taste(self, wished_m: float) -> None:
        """Lay the tour with several tastes for hills and keep the one that climbs best."""
        graph, ways = self.places.planner.graph, self.draft.ways
        before, climb = self.draft.kept(), self.climb() or 0.0
        tried, best = [(0.0, climb)], (abs(climb - wished_m), before)
        for _ in range(TURNS):
            strength = next_strength(tried, wished_m)
            if strength in [one for one, _ in tried] or best[0] <= CLOSE * wished_m:
                break
            ways.tastes(taste_for(graph, strength))
            self.draft.begin(list(before.spots), list(before.picks))
            improve(self.draft, self.request, 1)
            self._refit()
            climb = self.climb() or 0.0
            tried.append((strength, climb))
            if self._fits():
                best = min(best, (abs(climb - wished_m), self.draft.kept()), key=_miss)
        ways.tastes(None)
        self.draft.restore(best[1])


def _miss(one: tuple[float, Kept]) -> float:
    return one[0]


def taste_for(graph: RouteGraph, strength: float) -> FloatArray | None:
    """Return what hills multiply the cost of every arc by, float64 of shape (n_arcs,).

    Parameters
    ----------
    strength
        Above 0 hills are cheaper, below 0 dearer than they are.

    Returns
    -------
    float64 array or None
        None without heights, or where nothing changes.
    """
    if graph.heights is None or strength == 0.0:
        return None
    length_m = np.repeat(np.asarray(graph.edges.length_m), 2)
    rise = np.asarray(graph.heights.climb_m, dtype=np.float64) / np.maximum(length_m, 10.0)
    rise = rise.reshape(-1, 2).max(axis=1).repeat(2)  # what is climbed here is descended there
    taste: FloatArray = np.exp(-strength * np.minimum(rise, STEEPEST) / STEEP)
    return taste


def climb_along(graph: RouteGraph, legs: Sequence[Path]) -> float | None:
    """Return the metres climbed along paths, as itineraries report them; None if unknown."""
    elevation = elevation_of(graph.heights, lay_track(graph, legs))
    return None if elevation is None else elevation.climb.climb_m


def next_strength(tried: Sequence[tuple[float, float]], wished_m: float) -> float:
    """Return the taste for hills to try next.

    Parameters
    ----------
    tried
        Tastes and the climbs that came of them, at least one.
    wished_m
        The climb that is wanted.

    Examples
    --------
    Half of a metre more was too little, so the same again:

    >>> next_strength([(0.0, 100.0), (0.5, 150.0)], 200.0)
    1.0
    """
    strength, climb = tried[-1]
    if len(tried) == 1:
        return FIRST if climb < wished_m else -FIRST
    below = [one for one in tried if one[1] <= wished_m]
    above = [one for one in tried if one[1] > wished_m]
    if below and above:
        (low, low_m), (high, high_m) = max(below, key=_climb), min(above, key=_climb)
        return low + (high - low) * (wished_m - low_m) / (high_m - low_m)
    other, other_m = tried[-2]
    slope = (climb - other_m) / (strength - other)
    step = (wished_m - climb) / slope if slope > 0.0 else np.copysign(FIRST, wished_m - climb)
    step = float(np.clip(step, -1.0, 1.0))
    return float(np.clip(strength + step, -MOST, MOST))


def _climb(one: tuple[float, float]) -> float:
    return one[1]
