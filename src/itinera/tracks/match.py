"""Match a track to the graph arc by arc, gaps and detours kept.

A hidden Markov model after Newson and Krumm, "Hidden Markov Map Matching Through Noise
and Sparseness" (2009): where somebody was (a candidate on an edge near each point) is
hidden, what the receiver wrote is seen. A candidate is the likelier the nearer it is;
going from one to the next is the likelier the less its way differs in length from the
straight line between the two points. Viterbi's algorithm finds the likeliest sequence.

Every edge counts, also one that the traveller may not use: what somebody did is not
found by what is allowed. Three things differ from the paper. The noise is measured on
the track itself. Between points that lie far apart the way is the one that the profile
would take, since the length alone cannot choose between the streets of a grid. And
where no way is plausible the sequence ends and a new one begins: a gap.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from itinera.geodesy import segment_lengths
from itinera.tracks.candidates import Candidates, candidates
from itinera.tracks.retrace import Move, without_jitter
from itinera.tracks.thin import roughness_m, thinned
from itinera.tracks.viterbi import DRAWN_SIGMA_M, Model, Steps, likeliest

if TYPE_CHECKING:
    from itinera.geodesy import BoolArray, FloatArray, LongArray
    from itinera.graph.locate import LocationIndex
    from itinera.graph.routegraph import RouteGraph
    from itinera.profile.weighting import Weighting
    from itinera.tracks.read import Recorded
    from itinera.tracks.thin import Sample
    from itinera.tracks.viterbi import Part

WIDEST_M = 60.0  # metres from the network beyond which nobody was on it
NARROWEST_M = 25.0  # a wide road is mapped by its middle, a drawn track keeps to its side
MOST_SIGMA_M = 15.0  # standard deviation; receivers in woods and streets reach it
SMOOTH_SIGMA_M = 8.0  # of a track that is smooth in itself: farther off, it went elsewhere
LEAST_SIGMA_M = 5.0  # of a good receiver; the nearest way hides part of it, being another one
MOST_CANDIDATES = 24  # at the crossing of two roads with their pavements
HIDDEN = 1.6  # the nearest way is often another than the one taken, and hides noise
MAD_TO_SIGMA = 1.4826  # of a normal distribution
OUTLIERS_M = 100.0  # a stretch of track no longer than this may be off by error alone
PAUSE_M = 100.0  # farther apart than this, two segments of a recording are no one way
EXACT_M = 0.3  # noise below this is none: the track was drawn on the network itself
CORNERS = 1.003  # times as long as the track, ways have bends that it left out
EXACT_JITTER_M = 0.1  # files write positions to a centimetre
ANEW = 1.15  # a noise that differs by this factor from the one counted on is worth matching again
JITTER_SIGMAS = 3.0  # how far apart two positions of one place may be


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of the track that lies on the network without a gap.

    Attributes
    ----------
    points : int64, shape (n,)
        Which points of the sample were matched.
    moves
        The way between them; empty where all points are one place of the network.
    """

    points: LongArray
    moves: tuple[Move, ...]


@dataclass(frozen=True, slots=True)
class Matching:
    """What Viterbi found.

    Attributes
    ----------
    stretches
        In order of the track.
    sample
        The points that were matched.
    nearest_m : float64, shape (n_points of the sample,)
        How far each of them is from the network, infinite beyond `WIDEST_M`.
    noise_m
        Standard deviation of the track across the ways it follows, as measured.
    """

    stretches: tuple[Stretch, ...]
    sample: Sample
    nearest_m: FloatArray
    noise_m: float


def match(track: Recorded, index: LocationIndex, weighting: Weighting) -> Matching:
    """Match a track to the network.

    Parameters
    ----------
    track
        In order of travel.
    index
        Of the graph.
    weighting
        Of the traveller: what they may use, and which streets they would take
        between points that lie far apart.
    """
    noise_m = _noise(candidates(index, track.lonlat, radius_m=WIDEST_M, count=1).nearest_m())
    exact = noise_m < EXACT_M
    most = float(np.clip(6.0 + 2.0 * roughness_m(track), SMOOTH_SIGMA_M, MOST_SIGMA_M))
    sample = thinned(track, 0.0 if exact else _sigma(noise_m, most))
    wide = candidates(index, sample.lonlat, radius_m=WIDEST_M, count=MOST_CANDIDATES)
    task = _Task(track, sample, wide, wide.nearest_m(), index.graph, weighting)
    sigma = DRAWN_SIGMA_M if exact else _sigma(_noise(task.nearest_m), most)
    parts, used = _sequences(task, sigma)
    if exact and _skips_points(task, parts):
        parts, used = _sequences(task, sigma, trust=1.0)
    elif parts and not exact:
        # The nearest way is often another than the one taken: what was taken tells more.
        seen = float(np.clip(_spread(parts), LEAST_SIGMA_M, most))
        if max(seen / sigma, sigma / seen) > ANEW:
            sigma = seen
            parts, used = _sequences(task, sigma)
    limit = EXACT_JITTER_M if exact else JITTER_SIGMAS * sigma
    length_m = np.asarray(index.graph.edges.length_m)
    stretches = [
        Stretch(
            used[part.first : part.last + 1],
            tuple(without_jitter([_of(move, used) for move in part.moves], length_m, limit)),
        )
        for part in parts
    ]
    return Matching(tuple(stretches), sample, task.nearest_m, noise_m)


@dataclass(frozen=True, slots=True)
class _Task:
    """What is to be matched, for whom, and where each point may have been."""

    track: Recorded
    sample: Sample
    wide: Candidates
    nearest_m: FloatArray
    graph: RouteGraph
    weighting: Weighting


def _sequences(task: _Task, sigma: float, *, trust: float = 0.0) -> tuple[list[Part], LongArray]:
    """Find the likeliest sequences for a noise, and the points of the sample that they hold."""
    radius_m = float(np.clip(3.0 * sigma + 10.0, NARROWEST_M, WIDEST_M))
    used = np.flatnonzero(task.nearest_m <= radius_m)
    if len(used) == 0:
        return [], used
    straight_m = segment_lengths(task.sample.lonlat[used])
    broken = _broken(task.track, task.sample, used, task.nearest_m, straight_m)
    model = Model.of(task.graph, task.weighting, sigma, trust=trust)
    steps = Steps.of(straight_m, broken, sigma)
    return likeliest(model, _rows(task.wide, used, radius_m), steps), used


def _skips_points(task: _Task, parts: list[Part]) -> bool:
    """Tell whether a drawn track cuts the corners of its ways: some of its points were left out."""
    length_m = task.graph.edges.length_m
    ways_m = sum(abs(m.end - m.begin) * length_m[m.edge] for part in parts for m in part.moves)
    return bool(ways_m > CORNERS * float(task.track.step_m().sum()))


def _spread(parts: list[Part]) -> float:
    """Return the standard deviation of points across the ways that they were matched to."""
    off_m = np.concatenate([part.off_m for part in parts])
    return float(np.sqrt(np.mean(off_m**2)))


def _sigma(noise_m: float, most: float) -> float:
    """Return the standard deviation to count on."""
    return float(np.clip(HIDDEN * noise_m, LEAST_SIGMA_M, most))


def _of(move: Move, used: LongArray) -> Move:
    """Say from which point of the whole sample a move starts."""
    return move._replace(step=int(used[move.step]))


def _noise(nearest_m: FloatArray) -> float:
    """Estimate the standard deviation from the distances to the nearest edge."""
    near = nearest_m[np.isfinite(nearest_m)]
    return MAD_TO_SIGMA * float(np.median(near)) if len(near) else 0.0


def _broken(
    track: Recorded,
    sample: Sample,
    used: LongArray,
    nearest_m: FloatArray,
    straight_m: FloatArray,
) -> BoolArray:
    """Tell between which points no way is looked for: off the network, or a pause."""
    at_m = track.at_m()[sample.first]
    pause = (np.diff(sample.segment[used]) != 0) & (straight_m > PAUSE_M)
    lost = np.diff(used) > 1
    long = np.diff(at_m[used]) > OUTLIERS_M
    far = np.concatenate(([0], np.cumsum(~np.isfinite(nearest_m))))
    nowhere = np.diff(far[used]) > 0
    return np.asarray(pause | (lost & (long | nowhere)))


def _rows(wide: Candidates, used: LongArray, radius_m: float) -> Candidates:
    """Keep the candidates of some points, within a radius."""
    point = np.repeat(np.arange(len(wide.offsets) - 1), np.diff(wide.offsets))
    keep = (wide.off_m <= radius_m) & np.isin(point, used)
    counts = np.bincount(point[keep], minlength=len(wide.offsets) - 1)[used]
    offsets = np.concatenate(([0], np.cumsum(counts))).astype(np.int64)
    return Candidates(offsets, wide.edge[keep], wide.fraction[keep], wide.off_m[keep])
