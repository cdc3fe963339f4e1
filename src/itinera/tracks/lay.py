"""Matched moves become a track on the graph, and metres along it metres of the recording."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from itinera.itinerary.track import NOTHING_M, Track, lay_track
from itinera.search.path import Path

if TYPE_CHECKING:
    from collections.abc import Sequence

    from itinera.geodesy import FloatArray
    from itinera.graph.routegraph import RouteGraph
    from itinera.tracks.match import Matching
    from itinera.tracks.read import Recorded
    from itinera.tracks.retrace import Move


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """A part of the recording that follows the network, as a track on the graph.

    Attributes
    ----------
    track
        The ways travelled.
    from_m, to_m
        Where it begins and ends along the recording, in metres.
    way_m, recorded_m : float64, shape (n,)
        Metres along the ways, and where the recording was there; ascending.
    """

    track: Track
    from_m: float
    to_m: float
    way_m: FloatArray
    recorded_m: FloatArray

    def recorded_at(self, way_m: float) -> float:
        """Return the metres of the recording at some metres along the ways."""
        return float(np.interp(way_m, self.way_m, self.recorded_m))


def runs_of(graph: RouteGraph, recorded: Recorded, matching: Matching) -> list[Run]:
    """Lay every stretch that has a length.

    Parameters
    ----------
    graph
        The graph that was matched to.
    recorded, matching
        The recording, and what was found of it.
    """
    at_m = recorded.at_m()
    sample = matching.sample
    middle = (at_m[sample.first] + at_m[sample.last]) / 2.0
    runs = []
    for stretch in matching.stretches:
        if _metres(graph, stretch.moves) <= NOTHING_M:
            continue
        first, last = int(stretch.points[0]), int(stretch.points[-1])
        begin, end = float(at_m[sample.first[first]]), float(at_m[sample.last[last]])
        way_m, recorded_m = _marks(graph, stretch.moves, middle, begin, end)
        track = lay_track(graph, legs_of(stretch.moves))
        runs.append(Run(track, begin, end, way_m, recorded_m))
    return runs


def legs_of(moves: Sequence[Move]) -> list[Path]:
    """Join moves to paths; a new one begins where somebody turned round inside an edge."""
    legs: list[Path] = []
    arcs: list[tuple[int, float, float]] = []
    for i, move in enumerate(moves):
        arc = 2 * move.edge + (not move.forward)
        low, high = (move.begin, move.end) if move.forward else (1.0 - move.begin, 1.0 - move.end)
        before = moves[i - 1] if i else None
        on = before is not None and before.edge == move.edge and before.forward == move.forward
        if before is not None and on and before.end == move.begin:
            arcs[-1] = (arc, arcs[-1][1], high)
            continue
        if before is not None and before.end not in (0.0, 1.0):
            legs.append(_path(arcs))
            arcs = []
        arcs.append((arc, low, high))
    legs.append(_path(arcs))
    return legs


def _path(arcs: Sequence[tuple[int, float, float]]) -> Path:
    """Return arcs in a row as a path."""
    numbers = np.array([arc for arc, _, _ in arcs], dtype=np.int32)
    return Path(numbers, arcs[0][1], arcs[-1][2], 0.0)


def _metres(graph: RouteGraph, moves: Sequence[Move]) -> float:
    """Return the length of moves."""
    return sum(abs(m.end - m.begin) * float(graph.edges.length_m[m.edge]) for m in moves)


def _marks(
    graph: RouteGraph, moves: Sequence[Move], middle: FloatArray, begin: float, end: float
) -> tuple[FloatArray, FloatArray]:
    """Return where the recording was at the end of every move.

    Moves of one step share the recording between two points by their lengths.
    """
    step = np.array([move.step for move in moves])
    shares = np.array([abs(move.end - move.begin) for move in moves])
    metres = shares * graph.edges.length_m[np.array([move.edge for move in moves])]
    done = np.cumsum(metres)
    _, first, which = np.unique(step, return_index=True, return_inverse=True)
    whole = np.bincount(which, weights=metres)
    inside = (done - (done - metres)[first][which]) / np.maximum(whole, NOTHING_M)[which]
    after = np.append(middle[1:], middle[-1])
    recorded = middle[step] + np.minimum(inside, 1.0) * (after[step] - middle[step])
    recorded = np.concatenate(([begin], np.clip(recorded, begin, end)))
    recorded[-1] = end
    return np.concatenate(([0.0], done)), np.maximum.accumulate(recorded)
