"""How much of an itinerary is found again when its points are few and noisy.

  python -m benchmarks.matching              a city and the catalogue: some two minutes

Routes are planned between places drawn by lot, and the itineraries of the catalogue are
taken as published. Each is matched as it is, which gives the arcs that it takes; then
with normal noise of so many metres in both directions, with many points and with few.

Two judges look at what is found. The strict one counts the metres of the true way that
are found on the very same arcs. The other one walks along the true way and asks how far
it is from the way found: what lies within twice the noise (10 m at least) is beside it.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.measure import ROOT
from itinera.errors import NoRouteError, WaypointError
from itinera.geodesy import FloatArray, distance, metres_per_degree, segment_lengths
from itinera.graph.build import build_graph
from itinera.graph.locate import LocationIndex
from itinera.graph.routegraph import RouteGraph
from itinera.itinerary.track import Track, lay_track
from itinera.planning import Planner, Traveller
from itinera.planning.travel import Travel
from itinera.profile import Weighting
from itinera.search.path import Path as SearchPath
from itinera.tracks.lay import runs_of
from itinera.tracks.match import match
from itinera.tracks.read import Recorded, read_track

SHARED = Path(os.environ.get("ITINERA_SHARED", ROOT.parent / "shared"))
HEIDELBERG = SHARED / "data" / "osm" / "ors-heidelberg.test.osm.pbf"
DEMONSTRATION = ROOT / "data" / "osm" / "bassin-minier-maquette.osm.pbf"
SEED = 11
PROFILES = ("hike", "touring_bike")
NOISES_M = (5.0, 10.0, 15.0)
NEAREST_M, FURTHEST_M = 1_000.0, 6_000.0  # from one end to the other
DENSE_M = 5.0  # between the points of a receiver
SPARSE = "every tenth of its own"
STEP_M = 5.0  # between the places where the second judge looks
BESIDE_SIGMAS, LEAST_BESIDE_M = 2.0, 10.0


@dataclass(frozen=True)
class Case:
    """A way to write a route down: points, and how far they are off."""

    points: str
    noise_m: float


@dataclass(frozen=True)
class Truth:
    """A route, and the way that it takes on the map."""

    lonlat: FloatArray
    ways: tuple[Track, ...]
    weighting: Weighting


@dataclass(frozen=True)
class Verdict:
    """Of one route in one case: shares of its length, and how long the way found is.

    `untold` is what the points kept do not tell, see `untold`.
    """

    same: float
    beside: float
    matched: float
    length: float
    untold: float


def its_own(lonlat: FloatArray) -> FloatArray:
    """Keep every point."""
    return lonlat


def every(lonlat: FloatArray, step_m: float = DENSE_M) -> FloatArray:
    """Return a place every so many metres, and the last one."""
    at_m = np.concatenate(([0.0], np.cumsum(segment_lengths(lonlat))))
    marks = np.append(np.arange(0.0, at_m[-1], step_m), at_m[-1])
    return np.column_stack([np.interp(marks, at_m, lonlat[:, i]) for i in (0, 1)])


def tenth(lonlat: FloatArray) -> FloatArray:
    """Keep every tenth point and the last one."""
    return np.concatenate((lonlat[:-1:10], lonlat[-1:]))


def tenth_of_dense(lonlat: FloatArray) -> FloatArray:
    """Return every tenth of the points of a receiver."""
    return tenth(every(lonlat))


POINTS: dict[str, Callable[[FloatArray], FloatArray]] = {
    "its own": its_own,
    "every 5 m": every,
    "every 50 m": tenth_of_dense,
    SPARSE: tenth,
}
CASES = [
    Case("its own", 0.0),
    *(Case("every 5 m", noise) for noise in NOISES_M),
    *(Case("every 50 m", noise) for noise in NOISES_M),
    *(Case(SPARSE, noise) for noise in (0.0, *NOISES_M)),
]


def noisy(lonlat: FloatArray, sigma_m: float, seed: int) -> FloatArray:
    """Move every place by normal noise of that many metres, north and east."""
    noise = np.random.default_rng(seed).normal(0.0, sigma_m, lonlat.shape)
    moved: FloatArray = lonlat + noise / np.array(metres_per_degree(float(lonlat[0, 1])))
    return moved


def recorded(lonlat: FloatArray) -> Recorded:
    """Return places as a track of one segment, written to a centimetre."""
    lonlat = np.ascontiguousarray(np.round(lonlat, 7))
    n = len(lonlat)
    return Recorded("a route", lonlat, None, np.zeros(n, dtype=np.int32), np.arange(1, n + 1))


def _matched(
    index: LocationIndex, track: Recorded, weighting: Weighting
) -> tuple[tuple[Track, ...], float]:
    """Return the ways found, and the share of the track that they cover."""
    runs = runs_of(index.graph, track, match(track, index, weighting))
    total = float(track.step_m().sum())
    return tuple(run.track for run in runs), sum(r.to_m - r.from_m for r in runs) / total


def judge(index: LocationIndex, truth: Truth, case: Case, seed: int) -> Verdict:
    """Match a route as a case writes it down, and look at what is found."""
    kept = POINTS[case.points](truth.lonlat)
    points = noisy(kept, case.noise_m, seed)
    ways, matched = _matched(index, recorded(points), truth.weighting)
    length = _metres(truth.ways)
    near_m = max(BESIDE_SIGMAS * case.noise_m, LEAST_BESIDE_M)
    return Verdict(
        same_arcs(truth.ways, ways),
        beside(truth.lonlat, ways, near_m),
        matched,
        _metres(ways) / length,
        untold(kept, truth.lonlat) if case.points == SPARSE else 0.0,
    )


def untold(points: FloatArray, lonlat: FloatArray) -> float:
    """Return which share of a line goes forth and back between two of the points kept of it.

    No judge of these points can know of it.
    """
    kept = {tuple(place) for place in points.tolist()}
    lost, stack = 0.0, list[tuple[float, ...]]()
    for place in map(tuple, lonlat.tolist()):
        if len(stack) > 1 and stack[-2] == place:
            tip = stack.pop()
            lost += 2.0 * distance((tip[0], tip[1]), (place[0], place[1]))
            continue
        if place in kept:
            stack.clear()
        stack.append(place)
    return lost / float(segment_lengths(lonlat).sum())


def _metres(ways: Sequence[Track]) -> float:
    return sum(float(way.at_m[-1]) for way in ways)


def same_arcs(truth: Sequence[Track], found: Sequence[Track]) -> float:
    """Return which share of the true metres is found on the same arcs."""
    own, other = _by_arc(truth), _by_arc(found)
    return sum(min(m, other.get(arc, 0.0)) for arc, m in own.items()) / sum(own.values())


def _by_arc(ways: Sequence[Track]) -> dict[int, float]:
    sums: dict[int, float] = {}
    for way in ways:
        for arc, metres in zip(way.arcs.tolist(), way.length_m.tolist(), strict=True):
            sums[arc] = sums.get(arc, 0.0) + metres
    return sums


def beside(lonlat: FloatArray, found: Sequence[Track], near_m: float) -> float:
    """Return which share of a line lies nearer than so many metres to the ways found."""
    import shapely

    if not found:
        return 0.0
    scale = np.array(metres_per_degree(float(lonlat[0, 1])))
    lines = shapely.MultiLineString([way.fixed / 1e7 * scale for way in found])
    places = every(lonlat, STEP_M)
    return float((shapely.distance(shapely.points(places * scale), lines) <= near_m).mean())


def drawn_by_lot(planner: Planner, count: int) -> Iterator[Truth]:
    """Plan between places drawn by lot, 1 to 6 km apart, the profiles in turn."""
    rng = np.random.default_rng(SEED)
    travels = [planner.travels.of(Traveller(profile)) for profile in PROFILES]
    drawn = 0
    while drawn < count:
        travel = travels[drawn % len(PROFILES)]
        try:
            way = lay_track(planner.graph, [_between_two(planner.graph, travel, rng)])
        except (NoRouteError, WaypointError):  # a road that only crosses a corner of the file
            continue
        if FURTHEST_M > distance(_degrees(way, 0), _degrees(way, -1)) > NEAREST_M:
            drawn += 1
            yield Truth(way.fixed / 1e7, (way,), travel.weighting)


def _between_two(graph: RouteGraph, travel: Travel, rng: np.random.Generator) -> SearchPath:
    places = graph.nodes.lonlat[rng.integers(graph.n_nodes, size=2)] / 1e7
    index = LocationIndex.ready(graph)
    a, b = (index.snap((float(lon), float(lat)), travel.usable) for lon, lat in places)
    return travel.router.route(a, b)


def _degrees(way: Track, point: int) -> tuple[float, float]:
    lon, lat = (way.fixed[point] / 1e7).tolist()
    return lon, lat


def published(planner: Planner) -> Iterator[Truth]:
    """Read the itineraries of the catalogue; their way is what they match as they are."""
    index = LocationIndex.ready(planner.graph)
    for facts in sorted((ROOT / "routes").glob("*/facts.json")):
        profile = json.loads(facts.read_text(encoding="utf-8"))["itinerary"]["profile"]
        travel = planner.travels.of(Traveller(profile))
        track = read_track(facts.parent / f"{facts.parent.name}.gpx")
        ways, _ = _matched(index, track, travel.weighting)
        yield Truth(track.lonlat, ways, travel.weighting)


def table(index: LocationIndex, routes: Sequence[Truth]) -> list[str]:
    """Judge every route in every case."""
    lines = [
        "| points | noise | same arcs, mean | worst route | beside | matched | length of ways "
        "| untold |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for case in CASES:
        found = [judge(index, truth, case, 100 + i) for i, truth in enumerate(routes)]
        lines.append(
            f"| {case.points} | {f'{case.noise_m:g} m' if case.noise_m else 'none'} "
            f"| {100 * np.mean([v.same for v in found]):.1f} % "
            f"| {100 * min(v.same for v in found):.1f} % "
            f"| {100 * np.mean([v.beside for v in found]):.1f} % "
            f"| {100 * np.mean([v.matched for v in found]):.1f} % "
            f"| {np.mean([v.length for v in found]):.3f} "
            f"| {100 * np.mean([v.untold for v in found]):.1f} % |"
        )
    return lines


def main() -> int:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__, prog="python -m benchmarks.matching")
    parser.add_argument("--osm", type=Path, help="the city (default: Heidelberg, if it is there)")
    parser.add_argument("--routes", type=int, default=40, help="drawn by lot in the city")
    args = parser.parse_args()
    city = args.osm or (HEIDELBERG if HEIDELBERG.exists() else DEMONSTRATION)
    for osm_file, draw in ((city, args.routes), (DEMONSTRATION, 0)):
        planner = Planner(build_graph([osm_file]))
        routes = list(drawn_by_lot(planner, draw) if draw else published(planner))
        km = sum(_metres(truth.ways) for truth in routes) / 1000.0
        sys.stdout.write(f"\n{len(routes)} routes of {km:.0f} km on {osm_file.name}\n\n")
        sys.stdout.write("\n".join(table(LocationIndex.ready(planner.graph), routes)) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
