"""The objective: what makes one loop better than another, in points.

Two points are what a per cent of error in length costs. The kernel `score` measures a
walk, `value_of` adds the measures up with these weights; every candidate, every
change and every answer is judged by these two and by nothing else.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from itinera.geodesy import FloatArray
    from itinera.search.loop_arrays import Wish


@dataclass(frozen=True, slots=True)
class Weights:
    """What a loop is worth, in points per unit.

    Attributes
    ----------
    length
        Lost per per cent that the length is off; ten more beyond 0.9 of the tolerance.
    reuse
        Lost per per cent of the length travelled again, beyond what the ground forces;
        ten more beyond 4 %.
    corridor
        Lost per per cent of the length within 40 m of a part passed over 600 m
        earlier, beyond what the ground forces; ten more beyond 8 %.
    cost
        Lost per felt metre of the profile in a metre: 1 is a pleasant flat way.
    dear
        Lost per felt metre in a metre beyond what ordinary loops here cost, where
        something draws.
    climb
        Lost per per cent of the wished climb (of 300 m at least) outside its window.
    attraction
        Gained per per cent of the length of full attraction, travelled for the first time.
    prize
        Gained per unit of the values of the places passed.
    crossing
        Lost per big road crossed in a kilometre.
    turn
        Lost per turn of more than 60 degrees in a kilometre, where there is a choice.
    shape
        Gained per unit of roundness: area of the convex hull over that of the circle
        of equal perimeter, counted up to `shape_cap`.
    heading
        Gained if the middle of the loop lies exactly where it should from the start;
        as much is lost if it lies on the other side.
    """

    length: float = 2.0
    reuse: float = 2.0
    corridor: float = 1.0
    cost: float = 20.0
    dear: float = 150.0
    climb: float = 4.0
    attraction: float = 1.2
    prize: float = 2.0
    crossing: float = 1.0
    turn: float = 0.3
    shape: float = 25.0
    shape_cap: float = 0.6
    heading: float = 15.0


@dataclass(frozen=True, slots=True)
class LegTaste:
    """What makes a leg keep away from where the loop has been: factors added to its costs.

    Attributes
    ----------
    used
        On edges already travelled.
    near
        On edges that lie within 40 m of those with their whole length, and in proportion.
    taken
        On edges of the loops already offered.
    """

    used: float = 8.0
    near: float = 4.0
    taken: float = 1.0


@dataclass(frozen=True, slots=True)
class Window:
    """What was asked for.

    Attributes
    ----------
    target
        Metres, or seconds.
    tolerance
        Share of it.
    unavoidable_m
        What the ground forces to be travelled twice.
    climb_m
        Least and most metres of climb, in the unthresholded metres of the arcs.
    heading
        (east, north) of length 1, or (0, 0).
    """

    target: float
    tolerance: float
    unavoidable_m: float
    climb_m: tuple[float, float] = (0.0, 1e9)
    heading: tuple[float, float] = (0.0, 0.0)


CORRIDOR_APART_M = 600.0  # along the loop; nearer parts do not count as its corridor
START_M = 100.0  # round the start, where every loop meets itself
SHARED_PCT = 45.0  # of a further answer may be shared with the others, five less than promised


def wish_of(
    window: Window, *, weights: Weights | None = None, taste: LegTaste | None = None
) -> Wish:
    """Return a window and the weights as the kernels take them."""
    from itinera.planning.loop.ground import CORRIDOR_M
    from itinera.search.loop_arrays import Wish

    w, t = weights or Weights(), taste or LegTaste()
    numbers = (
        window.target, window.tolerance, window.unavoidable_m, *window.climb_m, *window.heading,
        w.length, w.reuse, w.corridor, w.cost, w.climb, math.inf, w.dear, w.attraction,
        w.prize, w.crossing, w.turn, w.shape, w.shape_cap, w.heading, SHARED_PCT,
        t.used, t.near, t.taken, CORRIDOR_M, CORRIDOR_APART_M, START_M,
    )  # fmt: skip
    return Wish(*(float(number) for number in numbers))


def terms_of(measured: FloatArray, wish: Wish) -> Mapping[str, float]:
    """Return the objective's value and what it is made of, for results."""
    from itinera.search import _loop_kernels as k

    metres = float(measured[k.METRES])
    again = max(0.0, float(measured[k.REPEATED]) - wish.unavoidable_m)
    return {
        "value": float(k.value_of(measured, wish)),
        "length_error_pct": 100.0 * abs(float(measured[k.AMOUNT]) / wish.target - 1.0),
        "repeated_pct": 100.0 * again / metres,
        "corridor_pct": 100.0 * float(measured[k.CORRIDOR]) / metres,
        "felt_per_metre": float(measured[k.COST]) / metres,
        "attraction_pct": 100.0 * float(measured[k.ATTRACTION]) / metres,
        "prizes": float(measured[k.PRIZES]),
        "crossings": float(measured[k.CROSSINGS]),
        "turns": float(measured[k.TURNS]),
        "roundness": float(measured[k.SHAPE]),
    }
