"""The arrays that the kernels of the loop planner take, in tuples.

`Ground` does not change during a search, `Memory` is one search's scratch paper,
`Wish` is what was asked for with the weights of the objective, and a `Walk` is a
closed walk, written in place. Numba's cache knows the types of their fields, not
their order, so `_loop_kernels` repeats their names: whoever changes a tuple changes
the kernels' file too, and nothing stale is run.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from itinera.geodesy import BoolArray, FloatArray, IntArray, LongArray


class Ground(NamedTuple):
    """The network round a start; see `planning.loop.ground`."""

    offsets: LongArray  # (n + 1,) where the arcs that leave each node begin
    tail: IntArray  # (m,) node
    head: IntArray  # (m,) node
    edge: IntArray  # (m,) edge
    ahead: BoolArray  # (m,) along the samples of the edge?
    cost: FloatArray  # (m,) felt metres, what pleases made cheaper
    felt: FloatArray  # (m,) felt metres of the profile
    amount: FloatArray  # (m,) what the window counts, metres or seconds
    climb: FloatArray  # (m,) metres of climb, 0 where unknown
    leaves: FloatArray  # (m,) direction at its beginning, radians
    enters: FloatArray  # (m,) direction at its end, radians
    x: FloatArray  # (n,) metres east of the start
    y: FloatArray  # (n,) metres north of the start
    choice: BoolArray  # (n,) do three streets or more meet?
    big_node: BoolArray  # (n,) is a big road here?
    metres: FloatArray  # (e,)
    attraction: FloatArray  # (e,) 0 for nothing special, 1 for the best
    big_edge: BoolArray  # (e,) is it the big road itself?
    taken: BoolArray  # (e,) used by an earlier answer?
    sample_at: LongArray  # (e + 1,)
    sample_x: FloatArray
    sample_y: FloatArray
    sample_m: FloatArray
    near_at: LongArray  # (e + 1,) rows: what runs beside an edge
    near_edge: IntArray
    near_share: IntArray  # 64ths of its length
    cell_at: LongArray  # grid of the nodes where a via may stand
    cell_node: IntArray
    grid: FloatArray  # west, south, side of a cell in metres, columns, rows
    prize_at: LongArray  # (e + 1,) rows: which prizes an edge collects
    prize: IntArray
    prize_value: FloatArray
    prize_node: IntArray  # a node to go by for each prize
    ends: IntArray  # start and finish
    charm: FloatArray  # (n,) what a loop of ways like those around a node would be worth, points
    slope: float  # least cost per metre of straight line


class Memory(NamedTuple):
    """Scratch paper of one search; clean between calls."""

    key: FloatArray  # (n,) infinite
    least: FloatArray  # (n,) key and what the rest would cost
    via: IntArray  # (n,)
    heap: IntArray  # (h,) nodes
    rank: FloatArray  # (h,) by what they are sorted
    touched: IntArray  # (n,)
    used: IntArray  # (e,) 0
    close: IntArray  # (e,) 0, 64ths
    shun: FloatArray  # (e,) factor of the cost that follows from these two and from `taken`
    visits: IntArray  # (e,) 0
    met: IntArray  # (prizes,) 0
    first: IntArray  # (2^k,) -1
    after: IntArray  # (s,)
    passed_x: FloatArray  # (s,)
    passed_y: FloatArray  # (s,)
    passed_m: FloatArray  # (s,)
    terms: FloatArray  # (TERMS,) of the walk scored last


class Wish(NamedTuple):
    """What was asked for, and the weights of the objective; see `planning.loop.objective`."""

    target: float  # metres or seconds
    tolerance: float  # share of the target
    unavoidable_m: float
    least_climb_m: float
    most_climb_m: float
    east: float  # unit vector of the direction wished, 0, 0 for none
    north: float
    length: float  # points per per cent, and so on
    reuse: float
    corridor: float
    cost: float
    climb: float
    ordinary: float  # felt metres in a metre; what is beyond weighs `dear` more
    dear: float
    attraction: float
    prize: float
    crossing: float
    turn: float
    shape: float
    shape_cap: float
    heading: float
    shared_limit: float  # per cent
    used_factor: float  # of the legs' costs
    near_factor: float
    taken_factor: float
    radius_m: float  # of the corridor
    apart_m: float
    start_m: float


class Walk(NamedTuple):
    """A closed walk from start to finish, in legs between vias."""

    arcs: IntArray  # (room,)
    cut: IntArray  # where each leg begins; the number of arcs last
    fixed: BoolArray  # may the via at this cut not be moved?
    size: IntArray  # number of arcs, number of cuts
