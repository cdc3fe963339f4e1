"""Tracks over drawn worlds: along letters, with noise, and what was found of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from itinera.geodesy import metres_per_degree, segment_lengths
from itinera.graph.locate import LocationIndex
from itinera.itinerary.track import Track, lay_track
from itinera.profile import Profile, load_profile, weigh
from itinera.search.path import Path
from itinera.tracks.check import Check, Traveller, check
from itinera.tracks.lay import runs_of
from itinera.tracks.match import match
from itinera.tracks.read import Recorded
from sketch import World


def recorded(lonlat: np.ndarray, *, ele: np.ndarray | None = None, breaks: Sequence[int] = ()):
    """Return a track of places; a new segment begins at each of `breaks`."""
    segment = np.zeros(len(lonlat), dtype=np.int32)
    for begin in breaks:
        segment[begin:] += 1
    lonlat = np.ascontiguousarray(np.round(lonlat, 7))
    return Recorded("a track", lonlat, ele, segment, np.arange(1, len(lonlat) + 1))


def laid(world: World, letters: str, begin: float = 0.0, end: float = 1.0) -> Track:
    """Return the track of a chain of letters, its first and last arc in part."""
    return lay_track(
        world.graph, [Path(np.array(world.arcs(letters), dtype=np.int32), begin, end, 0.0)]
    )


def line(track: Track) -> np.ndarray:
    """Return the points of a track, in degrees."""
    return track.fixed / 1e7


def every(lonlat: np.ndarray, step_m: float) -> np.ndarray:
    """Return a place every so many metres, and the last one."""
    at_m = np.concatenate(([0.0], np.cumsum(segment_lengths(lonlat))))
    marks = np.append(np.arange(0.0, at_m[-1], step_m), at_m[-1])
    return np.stack([np.interp(marks, at_m, lonlat[:, i]) for i in (0, 1)], axis=1)


def noisy(lonlat: np.ndarray, sigma_m: float, seed: int) -> np.ndarray:
    """Move every place by normal noise of that many metres, north and east."""
    noise = np.random.default_rng(seed).normal(0.0, sigma_m, lonlat.shape)
    return lonlat + noise / np.array(metres_per_degree(float(lonlat[0, 1])))


def found_on(world: World, track: Recorded, profile: str | Profile = "hike") -> list[Track]:
    """Match a track; return the runs found."""
    who = profile if isinstance(profile, Profile) else load_profile(profile)
    index = LocationIndex.of(world.graph)
    matching = match(track, index, weigh(who, world.graph))
    return [run.track for run in runs_of(world.graph, track, matching)]


def checked(world: World, track: Recorded, profile: str = "hike", **options: object) -> Check:
    """Check a track."""
    who = load_profile(profile)
    on = options.get("on")
    weighting = weigh(who, world.graph, on=on)
    traveller = Traveller(who, weighting, on, str(options.get("lang", "en")))
    return check(track, LocationIndex.of(world.graph), traveller)


def metres_by_edge(tracks: Sequence[Track]) -> Mapping[int, float]:
    """Return how many metres of each edge are travelled."""
    sums: dict[int, float] = {}
    for track in tracks:
        for edge, metres in zip(track.edges.tolist(), track.length_m.tolist(), strict=True):
            sums[edge] = sums.get(edge, 0.0) + metres
    return sums


def kept_share(truth: Sequence[Track], found: Sequence[Track]) -> float:
    """Return which share of the true way, by length, was found on the very same edges."""
    own, other = metres_by_edge(truth), metres_by_edge(found)
    return sum(min(m, other.get(edge, 0.0)) for edge, m in own.items()) / sum(own.values())
