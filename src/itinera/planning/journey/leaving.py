"""Where one leaves a way for places of one kind beside it, as columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from itinera.geodesy import BoolArray, FloatArray, IntArray, LongArray
    from itinera.planning.journey.offered import Nearest
    from itinera.planning.journey.trace import Trace

SAVES = 0.25  # leaving early must save this share of the way between; less is no end of its own
APART_M = 50.0  # nor does one twice end within so few metres for the same place


@dataclass(frozen=True, slots=True, eq=False)
class Junctions:
    """The junctions along a way, its two ends left out: place and node of each.

    Attributes
    ----------
    at_m : float64, shape (n,)
        Metres from the start, ascending.
    node : int32, shape (n,)
    """

    at_m: FloatArray
    node: IntArray

    @classmethod
    def of(cls, trace: Trace) -> Junctions:
        """List the junctions where the way passes through."""
        node = trace.track.node
        inner = np.flatnonzero(node >= 0)
        return cls(trace.track.at_m[1:-1][inner], node[inner])

    def beside(self, at_m: FloatArray) -> LongArray:
        """Return the number of the junction nearest to each place along the way."""
        last = len(self.at_m) - 1
        after = np.clip(np.searchsorted(self.at_m, at_m), 0, last)
        before = np.maximum(after - 1, 0)
        nearer = at_m - self.at_m[before] <= self.at_m[after] - at_m
        return np.where(nearer, before, after)


@dataclass(frozen=True, slots=True, eq=False)
class Leaving:
    """Places where one may leave a way, and what for.

    Attributes
    ----------
    at_m, off_m : float64, shape (n,)
        Metres from the start, and from there to the place.
    place : int32, shape (n,)
        Which place, as in `Nearest`.
    node : int32, shape (n,)
        The junction, or the nearest one where the place stands by the way itself.
    plus_m : float64, shape (n,)
        Metres to that junction along the way.
    inside : bool, shape (n,)
        Does the place stand by the way, between two junctions?
    """

    at_m: FloatArray
    off_m: FloatArray
    place: IntArray
    node: IntArray
    plus_m: FloatArray
    inside: BoolArray

    @classmethod
    def along(cls, trace: Trace, junctions: Junctions, nearest: Nearest) -> Leaving:
        """List every junction from which a place is in reach, and every place by the way."""
        off_m = nearest.there_m[junctions.node]
        rows = np.flatnonzero(np.isfinite(off_m))
        node = junctions.node[rows]
        piece, place, share = _passed(trace, nearest)
        track = trace.track
        at_m = track.at_m[piece] + share * track.length_m[piece]
        beside = (
            junctions.beside(at_m) if len(at_m) and len(junctions.at_m) else at_m[:0].astype(int)
        )
        at_m, place = at_m[: len(beside)], place[: len(beside)]
        moved_m = np.array([snap.moved_m for snap in nearest.snaps])
        return cls(
            at_m=np.concatenate((junctions.at_m[rows], at_m)),
            off_m=np.concatenate((off_m[rows], moved_m[place])),
            place=np.concatenate((nearest.place[node], place)).astype(np.int32),
            node=np.concatenate((node, junctions.node[beside])),
            plus_m=np.concatenate((np.zeros(len(rows)), np.abs(at_m - junctions.at_m[beside]))),
            inside=np.repeat([False, True], [len(rows), len(at_m)]),
        )

    def only(self, rows: LongArray | BoolArray) -> Leaving:
        """Return some of them."""
        return Leaving(
            self.at_m[rows], self.off_m[rows], self.place[rows], self.node[rows],
            self.plus_m[rows], self.inside[rows],
        )  # fmt: skip

    def worth(self) -> Leaving:
        """Leave out those from which going to the place is mere walking ahead along the way.

        One goes if another one for the same place lies so near along the way that going
        there first costs at most the fourth part more of the way between.
        """
        order = np.lexsort((self.at_m, self.place))
        cuts = np.flatnonzero(np.diff(self.place[order])) + 1
        kept = [row for rows in np.split(order, cuts) for row in self._not_behind(rows)]
        return self.only(np.array(sorted(kept), dtype=np.int64))

    def _not_behind(self, rows: LongArray) -> list[int]:
        """Return those of one place that no other one makes useless, the nearest first."""
        at_m, off_m = self.at_m[rows], self.off_m[rows]
        chosen: list[int] = []
        for i in np.lexsort((at_m, off_m)).tolist():
            apart = np.abs(at_m[i] - at_m[chosen])
            saves = off_m[i] < off_m[chosen] + (1.0 - SAVES) * apart
            if bool((saves & (apart > APART_M)).all()):
                chosen.append(i)
        return [int(rows[i]) for i in chosen]


def _passed(trace: Trace, nearest: Nearest) -> tuple[LongArray, LongArray, FloatArray]:
    """Return the places that a way passes inside its edges: piece, place, share of the piece."""
    track = trace.track
    edges = np.array([snap.edge for snap in nearest.snaps], dtype=np.int64)
    fractions = np.array([snap.fraction for snap in nearest.snaps])
    order = np.argsort(edges, kind="stable")
    first = np.searchsorted(edges[order], track.edges, side="left")
    count = np.searchsorted(edges[order], track.edges, side="right") - first
    piece = np.repeat(np.arange(len(track.arcs)), count)
    nth = np.arange(len(piece)) - np.repeat(np.cumsum(count) - count, count)
    place = order[first[piece] + nth]
    along = np.where(track.arcs[piece] & 1, 1.0 - fractions[place], fractions[place])
    share = (along - track.low[piece]) / track.share[piece]
    inside = (share > 0.0) & (share < 1.0)
    return piece[inside], place[inside], share[inside]
