"""The way of a whole journey as one line: what has been done by when, and pieces cut from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from itinera.elevation.climb import REPORTED, Filtered
from itinera.elevation.extremes import turning_points
from itinera.errors import InputError
from itinera.geodesy import segment_lengths
from itinera.graph.snap import Snap
from itinera.itinerary.effort import CLIMB_M_PER_KM
from itinera.itinerary.elevation import heights_along
from itinera.itinerary.track import NOTHING_M, lay_track
from itinera.search.path import Path

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from itinera.geodesy import FloatArray, IntArray, LongArray
    from itinera.graph.routegraph import RouteGraph
    from itinera.itinerary.track import Track
    from itinera.profile.weighting import Weighting


@dataclass(frozen=True, slots=True, eq=False)
class Trace:
    """Paths laid end to end, with what they add up to.

    Attributes
    ----------
    graph, weighting
        What the paths were searched on.
    track
        The pieces: one arc, or a part of one, each.
    begin_s : float64, shape (n_pieces,)
        Seconds from the start to the beginning of each piece, nodes passed included.
    moving_s : float64, shape (n_pieces,)
        Seconds that each piece takes.
    risen_at_m, risen_m : float64, shape (n,)
        Metres from the start, and metres climbed by then: by the reported rule, applied
        once to the whole way, so that a stage cut out may report one threshold (5 m)
        more or less at each end. Two zeros where no height is known.
    """

    graph: RouteGraph
    weighting: Weighting
    track: Track
    begin_s: FloatArray
    moving_s: FloatArray
    risen_at_m: FloatArray
    risen_m: FloatArray

    @classmethod
    def of(cls, graph: RouteGraph, weighting: Weighting, legs: Sequence[Path]) -> Trace:
        """Lay paths end to end and add up.

        Raises
        ------
        InputError
            If there are no legs, or legs without length.
        """
        track = lay_track(graph, legs)
        moving_s = np.asarray(weighting.seconds)[track.arcs] * track.share
        inside = (track.node >= 0) & (track.leg[:-1] == track.leg[1:])
        passing_s = np.zeros(len(track.arcs))
        passing_s[1:][inside] = np.asarray(weighting.node_seconds)[track.node[inside]]
        begin_s = np.cumsum(passing_s) + np.concatenate(([0.0], np.cumsum(moving_s)[:-1]))
        return cls(graph, weighting, track, begin_s, moving_s, *_risen(graph, track))

    @property
    def length_m(self) -> float:
        """Return the length of the whole, metres."""
        return float(self.track.at_m[-1])

    @property
    def closed(self) -> bool:
        """Tell whether it ends where it begins."""
        return self.track.closed

    def done(self, measure: str, at_m: npt.ArrayLike) -> FloatArray:
        """Return what has been done by then.

        Parameters
        ----------
        measure
            "length_m", "km_effort" or "time_s".
        at_m : float64, any shape
            Metres from the start.

        Returns
        -------
        float64
            Metres, km-effort or seconds, of the shape of `at_m`, never falling with it.

        Raises
        ------
        InputError
            If there is no such measure.
        """
        at = np.clip(np.asarray(at_m, dtype=np.float64), 0.0, self.length_m)
        if measure == "length_m":
            return at
        if measure == "km_effort":
            climbed = np.interp(at, self.risen_at_m, self.risen_m)
            return np.asarray(at / 1000.0 + climbed / CLIMB_M_PER_KM)
        if measure == "time_s":
            piece = self.pieces_at(at)
            share = (at - self.track.at_m[piece]) / self.track.length_m[piece]
            return np.asarray(self.begin_s[piece] + share * self.moving_s[piece])
        raise InputError(
            f"A stage is not measured by {measure!r}.",
            remedy="Use length_m, km_effort or time_s.",
        )

    def pieces_at(self, at_m: npt.ArrayLike) -> LongArray:
        """Return the piece that each place lies on; of two that meet there, the later."""
        row = np.searchsorted(self.track.at_m, np.asarray(at_m), side="right") - 1
        return np.clip(row, 0, len(self.track.arcs) - 1).astype(np.int64)

    def snap_at(self, at_m: float) -> Snap:
        """Return the place on the network that is `at_m` metres from the start."""
        piece, along = self._place(at_m)
        arc = int(self.track.arcs[piece])
        fraction = 1.0 - along if arc & 1 else along
        return Snap(arc >> 1, fraction, self._lonlat(arc, along), 0.0)

    def lonlat_at(self, at_m: float) -> tuple[float, float]:
        """Return (lon, lat) in degrees of the place `at_m` metres from the start."""
        return self.snap_at(at_m).lonlat

    def cut(self, from_m: float, to_m: float) -> list[Path]:
        """Return the paths between two places, one for every leg that lies between.

        Parameters
        ----------
        from_m, to_m
            Metres from the start; they may lie inside arcs. Less than a millimetre
            from the end of an arc counts as its end.

        Returns
        -------
        list of Path
            Laid end to end they are exactly the way from `from_m` to `to_m`.

        Raises
        ------
        InputError
            If nothing lies between the two.
        """
        first, last = self._piece_after(from_m), self._piece_before(to_m)
        if not 0.0 <= from_m < to_m <= self.length_m + NOTHING_M or first > last:
            raise InputError(
                f"Nothing lies between {from_m:.1f} m and {to_m:.1f} m of a way of "
                f"{self.length_m:.1f} m.",
                remedy="Cut from a place on the way to a later one.",
            )
        low, high = self.track.low.copy(), self.track.high.copy()
        low[first], high[last] = self._share(first, from_m), self._share(last, to_m)
        legs = self.track.leg[first : last + 1]
        turns = np.flatnonzero(np.diff(legs)) + first + 1
        begins, ends = [first, *turns.tolist()], [*(turns - 1).tolist(), last]
        return [self._path(a, b, low, high) for a, b in zip(begins, ends, strict=True)]

    def legs_between(self, from_m: float, to_m: float) -> list[int]:
        """Return the number of the leg that each path of `cut` is of."""
        first, last = self._piece_after(from_m), self._piece_before(to_m)
        return [int(leg) for leg in np.unique(self.track.leg[first : last + 1])]

    def turned(self, from_m: float) -> Trace:
        """Return a round trip that begins and ends `from_m` metres from the start.

        Raises
        ------
        InputError
            If the way does not end where it begins.
        """
        if not self.closed:
            raise InputError(
                "The way does not end where it begins, so that its start cannot be moved.",
                remedy="Move the start of round trips only.",
            )
        if min(from_m, self.length_m - from_m) <= NOTHING_M:
            return self
        legs = [*self.cut(from_m, self.length_m), *self.cut(0.0, from_m)]
        return Trace.of(self.graph, self.weighting, legs)

    def _piece_after(self, at_m: float) -> int:
        """Return the piece that begins or goes on at a place."""
        row = int(np.searchsorted(self.track.at_m, at_m + NOTHING_M, side="right")) - 1
        return max(row, 0)

    def _piece_before(self, at_m: float) -> int:
        """Return the piece that comes from before a place."""
        row = int(np.searchsorted(self.track.at_m, at_m - NOTHING_M, side="left")) - 1
        return min(row, len(self.track.arcs) - 1)

    def _share(self, piece: int, at_m: float) -> float:
        """Return the share of a piece's arc that lies before a place."""
        track = self.track
        done = (at_m - track.at_m[piece]) / track.length_m[piece]
        if (1.0 - done) * track.length_m[piece] <= NOTHING_M:
            return float(track.high[piece])
        if done * track.length_m[piece] <= NOTHING_M:
            return float(track.low[piece])
        return float(track.low[piece] + done * track.share[piece])

    def _place(self, at_m: float) -> tuple[int, float]:
        """Return the piece at a place and the share of its arc before it."""
        at_m = min(max(at_m, 0.0), self.length_m)
        piece = min(self._piece_after(at_m), len(self.track.arcs) - 1)
        return piece, self._share(piece, at_m)

    def _lonlat(self, arc: int, along: float) -> tuple[float, float]:
        """Return the place at a share of an arc, in its direction of travel."""
        points = self.graph.arc_lonlat(arc)
        metres = np.concatenate(([0.0], np.cumsum(segment_lengths(points))))
        mark = along * metres[-1]
        lon, lat = (float(np.interp(mark, metres, points[:, i])) for i in (0, 1))
        return lon, lat

    def _path(self, first: int, last: int, low: FloatArray, high: FloatArray) -> Path:
        """Return the path of some pieces of one leg, with its cost."""
        arcs = self.track.arcs[first : last + 1]
        cost = np.asarray(self.weighting.cost)[arcs]
        shares = high[first : last + 1] - low[first : last + 1]
        nodes = self.track.node[first:last]
        passed = np.asarray(self.weighting.node_cost)[nodes[nodes >= 0]]
        total = float((cost * shares).sum() + passed.sum())
        return Path(arcs.astype(np.int32), float(low[first]), float(high[last]), total)


def joined(before: Path, after: Path, graph: RouteGraph) -> Path | None:
    """Make one path of two that meet at a junction, None where they do not.

    A way that turns round where the two meet stays two paths: one turns at stops only.
    """
    if before.end_fraction != 1.0 or after.start_fraction != 0.0:
        return None
    last, first = int(before.arcs[-1]), int(after.arcs[0])
    head = int(graph.edges.nodes[last >> 1, 1 - (last & 1)])
    tail = int(graph.edges.nodes[first >> 1, first & 1])
    if head != tail or last ^ 1 == first:
        return None
    arcs: IntArray = np.concatenate((before.arcs, after.arcs)).astype(np.int32)
    return Path(arcs, before.start_fraction, after.end_fraction, before.cost + after.cost)


def _risen(graph: RouteGraph, track: Track) -> tuple[FloatArray, FloatArray]:
    """Return metres from the start and metres climbed by then, filtered as reported."""
    nothing = np.array([0.0, float(track.at_m[-1])]), np.zeros(2)
    if graph.heights is None:
        return nothing
    filtered = Filtered.of(*heights_along(graph.heights, track))
    at, climbed, so_far = [np.zeros(1)], [np.zeros(1)], 0.0
    for part_at, ele_m in filtered.parts:
        rises = _rises(ele_m, turning_points(ele_m, REPORTED.threshold_m))
        at.append(part_at)
        climbed.append(so_far + rises)
        so_far += float(rises[-1]) if len(rises) else 0.0
    at.append(np.array([float(track.at_m[-1])]))
    climbed.append(np.array([so_far]))
    return np.concatenate(at), np.concatenate(climbed)


def _rises(ele_m: FloatArray, turns: LongArray) -> FloatArray:
    """Return the metres climbed by each sample, where only rises between turns count."""
    climbed = np.zeros(len(ele_m))
    done = 0.0
    for foot, top in zip(turns[:-1].tolist(), turns[1:].tolist(), strict=True):
        if ele_m[top] > ele_m[foot]:
            climbed[foot : top + 1] = done + np.maximum.accumulate(ele_m[foot : top + 1])
            climbed[foot : top + 1] -= ele_m[foot]
            done += float(ele_m[top] - ele_m[foot])
        else:
            climbed[foot : top + 1] = done
    if len(turns):
        climbed[int(turns[-1]) :] = done
    return climbed
