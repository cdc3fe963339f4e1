"""What the ground allows: bridges inside the ball, the stem they force, and proofs.

A closed walk crosses a bridge an even number of times. So whatever lies behind the
bridges between the start and a piece without bridges costs twice those bridges, and
a piece holds no more new metres than its edges are long. Both bounds speak of the
undirected ball, which holds every walk that is short enough (`search.ball`); a oneway
only takes away from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from itinera.geodesy import BoolArray, FloatArray, IntArray
    from itinera.search.ball import Ball

CLEAN_SHARE = 0.05  # of a loop may be travelled twice, and it is still called clean
LONGEST_STEM = 0.325  # of the length: at least 35 % are loop, as BRouter asks of a lollipop


@dataclass(frozen=True, slots=True)
class Pieces:
    """A ball cut at its bridges.

    Attributes
    ----------
    bridge : bool, shape (n_edges of the ball,)
        Edges that every walk travels an even number of times.
    stem_m : float64, shape (n_nodes of the ball,)
        Metres of bridges between the start and each node.
    hold_m : float64, shape (n,)
        Metres of edges without bridges, by piece.
    hold_stem_m : float64, shape (n,)
        Metres of bridges between the start and each piece, ascending.
    up : int32, shape (n_places of the ball,)
        The edge by which a walk over everything first reached each place.
    """

    bridge: BoolArray
    stem_m: FloatArray
    hold_m: FloatArray
    hold_stem_m: FloatArray
    up: IntArray


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a length asks of the ground.

    Attributes
    ----------
    unavoidable_m
        Metres that every loop of this length travels twice.
    clean_possible
        False where it is proven that every loop in the window travels more than
        5 % of its length twice.
    possible
        False where it is proven that no loop in the window travels less than that
        beside its stem.
    within_m
        Metres of ways without bridges in reach of a stem that a clean loop may have.
    needed_m
        How many a clean loop needs.
    """

    unavoidable_m: float
    clean_possible: bool
    possible: bool
    within_m: float
    needed_m: float


def cut_at_bridges(ball: Ball, metres: FloatArray) -> Pieces:
    """Cut a ball at its bridges.

    Parameters
    ----------
    metres : float64, shape (n_edges of the ball,)
        Length of each edge.
    """
    from itinera.search import _ball_kernels

    begin, end = _places_of_edges(ball)
    n_places, root = int(ball.place.max()) + 1, int(ball.place[ball.start])
    bridge, stem, up = _ball_kernels.bridges(begin, end, metres, n_places, root)
    whole = np.flatnonzero(~bridge & np.isfinite(stem[begin]))
    piece = _pieces(begin[whole], end[whole])
    hold = np.bincount(piece, weights=metres[whole]).astype(np.float64)
    behind = np.zeros(len(hold))
    behind[piece] = stem[begin[whole]]
    order = np.argsort(behind, kind="stable")
    return Pieces(bridge, stem[ball.place], hold[order], behind[order], up)


def useful_edges(ball: Ball, pieces: Pieces, wanted: IntArray) -> BoolArray:
    """Mark what a loop may want: edges that are no bridges, and bridges on the way to nodes.

    What hangs behind other bridges is a dead end for every loop.

    Parameters
    ----------
    wanted : int32
        Nodes of the ball: where a via may stand, and places to pass.
    """
    from itinera.search import _ball_kernels

    marked = np.zeros(len(pieces.up), dtype=np.bool_)
    marked[ball.place[wanted]] = True
    begin, end = _places_of_edges(ball)
    leading = _ball_kernels.climb_up(begin, end, pieces.up, marked)
    stem = np.zeros(len(ball.edges))
    stem[ball.edge] = pieces.stem_m[ball.tail]
    farthest = pieces.stem_m[wanted].max(initial=0.0)
    kept: BoolArray = np.where(pieces.bridge, leading, stem <= farthest + 1e-6)
    return kept


def _places_of_edges(ball: Ball) -> tuple[IntArray, IntArray]:
    """Return the places at both ends of every edge."""
    begin, end = (np.zeros(len(ball.edges), dtype=np.int32) for _ in range(2))
    begin[ball.edge], end[ball.edge] = ball.place[ball.tail], ball.place[ball.head]
    return begin, end


def judge(pieces: Pieces, *, length_m: float, tolerance: float) -> Verdict:
    """Prove what can be proven about loops of a length.

    A clean loop is at least ``(1 - tolerance) length_m`` long and travels at most 5 %
    of that twice, so it has ``0.95 (1 - tolerance) length_m`` different metres; at
    most 5 % of its length are bridges; the rest must lie in pieces that a stem of
    that length reaches.

    Parameters
    ----------
    length_m
        Wished length.
    tolerance
        Share of it that a loop may be off.
    """
    slack = CLEAN_SHARE * (1.0 + tolerance) * length_m
    needed = (1.0 - CLEAN_SHARE) * (1.0 - tolerance) * length_m - slack
    nearest = float(pieces.hold_stem_m[0]) if len(pieces.hold_stem_m) else np.inf
    forced = _forced_stem(pieces, slack, needed)
    if forced > LONGEST_STEM * length_m:
        forced = np.inf
    reach = pieces.hold_stem_m <= slack
    return Verdict(
        unavoidable_m=max(nearest, forced) if np.isfinite(forced) else nearest,
        clean_possible=forced == 0.0,
        possible=bool(np.isfinite(forced)),
        within_m=float(pieces.hold_m[reach].sum()),
        needed_m=needed,
    )


def via_nodes(ball: Ball, pieces: Pieces, *, stem_m: float) -> IntArray:
    """Return the nodes where a via may stand: without copies, on ways that are no bridges.

    Parameters
    ----------
    stem_m
        Metres of bridges that may lie between them and the start.
    """
    whole = ~pieces.bridge[ball.edge]
    good = np.zeros(ball.n_nodes, dtype=np.bool_)
    good[ball.tail[whole]] = True
    good &= pieces.stem_m <= stem_m + 1e-6
    good &= np.bincount(ball.place)[ball.place] == 1
    return np.flatnonzero(good).astype(np.int32)


def _forced_stem(pieces: Pieces, slack: float, needed: float) -> float:
    """Return the shortest stem with which a loop could be clean beside it, infinite if none.

    A stem of s metres is travelled twice, so the rest may be 2 s shorter.
    """
    held = np.cumsum(pieces.hold_m)
    for stem in np.unique(np.concatenate(([0.0], pieces.hold_stem_m))).tolist():
        count = int(np.searchsorted(pieces.hold_stem_m, stem + slack + 1e-9, side="right"))
        if count and held[count - 1] >= needed - 2.0 * stem:
            return float(stem)
    return np.inf


def _pieces(begin: IntArray, end: IntArray) -> IntArray:
    """Label edges without bridges by the connected piece that they belong to."""
    from itinera.search.components import weak_components

    return weak_components(begin, end) if len(begin) else np.zeros(0, dtype=np.int32)
