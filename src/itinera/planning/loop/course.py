"""Walks that end elsewhere than they begin, or pass their places in a given order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from itinera.planning.loop.candidates import DETOUR, shapes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from itinera.geodesy import FloatArray

FACTORS = (1.0, 0.85, 1.15)
HALVINGS = 24  # of how far a bow swings out: to a metre and less
BOWS = 12  # between start and end; as many rounds swing about the start, and about the end


@dataclass(frozen=True, slots=True)
class Course:
    """What is given of a walk beside its length.

    Attributes
    ----------
    end
        Metres east and north of the start; (0, 0) for a loop.
    ordered
        Are the places to pass to be met in the order given?
    former
        Points of a loop to be kept to, metres east and north of the start.
    """

    end: tuple[float, float] = (0.0, 0.0)
    ordered: bool = False
    former: tuple[tuple[float, float], ...] = ()

    @property
    def closed(self) -> bool:
        """Whether the walk ends where it begins."""
        return self.end == (0.0, 0.0)

    def shapes(self, target_m: float, heading: float | None) -> Iterator[FloatArray]:
        """Yield the vias of starting shapes, the most different ones first.

        Parameters
        ----------
        target_m
            Wished length.
        heading
            Where the walk is to lie, radians from east against the clock; None for anywhere.

        Yields
        ------
        float64, shape (n, 2)
            Metres east and north of the start, in order of travel; none for the straight way.
        """
        if self.former:  # and the same, smaller or larger
            yield from (factor * np.array(self.former) for factor in FACTORS)
        if self.closed:
            yield from shapes(target_m, heading)
            return
        yield np.zeros((0, 2))
        end = np.array(self.end)
        rest_m = max(0.0, target_m - DETOUR * float(np.hypot(*end)))
        rounds = shapes(rest_m, heading)
        for i in range(BOWS):
            yield bow(end, target_m / DETOUR, 1 + i // 4 % 3, 1.0 if i % 2 else -1.0, i % 4 // 2)
            yield next(rounds)
            yield end + next(rounds)


def bow(end: FloatArray, length_m: float, vias: int, side: float, turns: int) -> FloatArray:
    """Return points of a sine between start and end, so wide that a line through them is so long.

    Parameters
    ----------
    end : float64, shape (2,)
        Metres from the start.
    length_m
        Of the line; a straight one results where the end is farther.
    vias
        How many points there are, twice as many with a turn.
    side
        1 for left of the straight way, -1 for right.
    turns
        0 for a bow to one side, 1 for one to each.
    """
    share = np.arange(1, vias * (1 + turns) + 1) / (vias * (1 + turns) + 1)
    along = share[:, None] * end
    apart = float(np.hypot(*end))
    across = np.array([-end[1], end[0]]) / apart if apart else np.array([0.0, 1.0])
    swing = side * np.sin((1 + turns) * np.pi * share)[:, None] * across
    low, high = 0.0, length_m
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        line = np.vstack(((0.0, 0.0), along + middle * swing, end))
        if np.hypot(*np.diff(line, axis=0).T).sum() < length_m:
            low = middle
        else:
            high = middle
    points: FloatArray = along + low * swing
    return points
