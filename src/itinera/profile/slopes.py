"""Slopes laid over a route graph: what they add to costs and times, and where they bar."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from itinera.graph.grades import GRADIENTS, LEVEL, STEEPEST, grades_of
from itinera.osm.codes import Highway, Surface
from itinera.profile.pace import Flat, Stretches
from itinera.profile.schema import GRADE_WORDS

if TYPE_CHECKING:
    from itinera.geodesy import BoolArray, ByteArray, FloatArray, LongArray
    from itinera.graph.grades import Grades
    from itinera.graph.routegraph import RouteGraph
    from itinera.profile.model import Limits, Profile, Table
    from itinera.profile.pace import Pace

#: Where slopes do not count: the boat and the lift, and what is steep by its nature and
#: has a speed, a cost and a limit of its own.
UNSLOPED = np.isin(
    np.arange(len(Highway)),
    [Highway.FERRY, Highway.ELEVATOR, Highway.STEPS, Highway.VIA_FERRATA],
)
_GRADE_PCT = np.array([float(word) for word in GRADE_WORDS])


@dataclass(frozen=True, slots=True)
class Slopes:
    """The gradients of a graph, for one traveller.

    Attributes
    ----------
    sloped : bool, shape (n_edges,)
        Where slopes count.
    """

    graph: RouteGraph
    profile: Profile
    grades: Grades
    sloped: BoolArray

    @classmethod
    def of(cls, graph: RouteGraph, profile: Profile) -> Slopes | None:
        """Return the slopes of a graph, None where it has no heights."""
        grades = grades_of(graph)
        if grades is None:
            return None
        return cls(graph, profile, grades, ~UNSLOPED[graph.edges.highway])

    def factor(self, side: int) -> FloatArray | float:
        """Return the felt metres per metre of every edge in a direction (0 along, 1 against)."""
        slope = self.profile.slope
        if not slope.says_something:
            return 1.0
        table = _by_code(slope.up, slope.down)
        return np.where(self.sloped, self.grades.means(_turned(table[None, :], side)), 1.0)

    def climb_cost(self, side: int) -> FloatArray | float:
        """Return the felt metres that climbing adds to every edge in a direction."""
        heights = self.graph.heights
        rate = self.profile.slope.climb_m_per_m
        if heights is None or rate == 0.0:
            return 0.0
        return np.where(self.sloped, rate * heights.climb_m[side::2].astype(np.float64), 0.0)

    def longer(self, flat: FloatArray, ground: ByteArray) -> tuple[FloatArray, FloatArray]:
        """Return how many times as long as the flat every edge takes, along it and against it.

        Parameters
        ----------
        flat : float64, shape (n_edges,)
            Seconds per metre if there were no slopes.
        ground : uint8, shape (n_edges,)
            Surface, assumed where nobody said.
        """
        pace = self.profile.time
        if isinstance(pace, Flat):
            return np.ones(len(flat)), np.ones(len(flat))
        row, flats, grounds = _kinds(flat, ground)
        tables = _longer(pace, flats, grounds)
        along, against = (
            np.where(self.sloped, self.grades.means(_turned(tables, side), row), 1.0)
            for side in (0, 1)
        )
        return along, against

    def barred(self, side: int) -> BoolArray | bool:
        """Tell which edges are too steep in a direction."""
        limits, steepest = self.profile.limits, self.grades.steepest_pct
        if not _limited(limits):
            return False
        up, down = steepest[side::2], steepest[1 - side :: 2]  # unknown is not steep
        steep = (up > np.float64(limits.max_up_pct)) | (down > np.float64(limits.max_down_pct))
        return np.asarray(steep & self.sloped)


def _limited(limits: Limits) -> bool:
    return bool(np.isfinite([limits.max_up_pct, limits.max_down_pct]).any())


def _by_code(up: Table, down: Table) -> FloatArray:
    """Return the factor of every code of gradient; 1 for what is level, or unknown."""
    grade_pct = np.round(100.0 * np.abs(GRADIENTS), 1)  # 2 % is of the class from 2 %
    classes = np.searchsorted(_GRADE_PCT, grade_pct, side="right") - 1
    factors = np.where(GRADIENTS > 0.0, np.array(up)[classes], np.array(down)[classes])
    factors[LEVEL] = 1.0
    return factors


def _turned(tables: FloatArray, side: int) -> FloatArray:
    """Return tables by code for travel along the edges (0) or against them (1)."""
    return tables[:, ::-1] if side else tables


def _kinds(flat: FloatArray, ground: ByteArray) -> tuple[LongArray, FloatArray, ByteArray]:
    """Return which kind (speed on the flat, surface) every edge is, and what each kind has.

    Speeds that differ by less than a two-hundredth are one kind: they share how much
    longer a slope takes, not how long the flat takes.
    """
    key = np.rint(200.0 * np.log(flat)).astype(np.int64)
    key = (key - key.min(initial=0)) * len(Surface) + ground
    used = np.zeros(int(key.max(initial=0)) + 1, dtype=np.bool_)
    used[key] = True
    row = (np.cumsum(used) - 1)[key]
    flats, grounds = np.ones(int(used.sum())), np.zeros(int(used.sum()), dtype=np.uint8)
    flats[row], grounds[row] = flat, ground
    return row, flats, grounds


def _longer(pace: Pace, flat: FloatArray, ground: ByteArray) -> FloatArray:
    """Return how many times as long as the flat each gradient takes, for every kind of edge."""
    codes = np.tile(np.arange(STEEPEST + 1, dtype=np.uint8), len(flat))
    flats, grounds = np.repeat(flat, STEEPEST + 1), np.repeat(ground, STEEPEST + 1)
    longer: FloatArray = pace.seconds_per_metre(Stretches(codes, flats, grounds)) / flats
    return longer.reshape(len(flat), STEEPEST + 1)
