"""How often loops have the climb asked for, where a loop with that climb exists.

  python -m benchmarks.loop_climbs

From each start clean random loops of the length are drawn, knowing nothing of climbs. What
a tenth, half and nine tenths of them climb, as reported, is asked for: so such loops exist.
Where even the hilliest of them climb less than 30 m there is nothing to ask for. On the
invented map the starts are spoil heaps drawn by lot: elsewhere the basin is flat.
An answer is right if its reported climb is within 5 % or 15 m, and its length in the window.
"""

from __future__ import annotations

import argparse
import itertools
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.loop_rivals import rejection
from benchmarks.loops import DEMONSTRATION, SHARED, Bench, Case, cases
from benchmarks.measure import machine, now
from itinera.errors import NoRouteError
from itinera.graph.build import build_graph
from itinera.graph.elevate import Dem
from itinera.itinerary.elevation import elevation_of
from itinera.itinerary.track import lay_track
from itinera.planning import Planner, Traveller
from itinera.planning.loop.answer import legs_of
from itinera.planning.loop.layout import lay_out
from itinera.planning.prepare import store_prepared
from itinera.waypoints import load_waypoints

TILES = SHARED / "data" / "dem"
HILLY = ("andorra", "bayreuth")  # of the sixteen starts, those whose heights are known
DRAWS, FEWEST = 240, 8
LEAST_M = 30.0  # twice what an answer may be off
QUANTILES = (0.1, 0.5, 0.9)
OFF, OFF_M = 0.05, 15.0


@dataclass(frozen=True)
class Asked:
    """One climb asked for, and what came of it."""

    area: str
    km: float
    quantile: float
    wished_m: float
    got_m: float | None
    seconds: float

    @property
    def right(self) -> bool:
        """Whether the climb is as near as promised."""
        most = max(OFF_M, OFF * self.wished_m)
        return self.got_m is not None and abs(self.got_m - self.wished_m) <= most


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, prog="python -m benchmarks.loop_climbs")
    parser.add_argument("--km", default="10,20", help="lengths")
    parser.add_argument("--profiles", default="hike,touring_bike")
    parser.add_argument("--demo", type=int, default=10, help="spoil heaps of the invented map")
    parser.add_argument("--graphs", type=Path, help="folder of graphs, kept from run to run")
    args = parser.parse_args()
    if not TILES.exists():
        sys.stderr.write(f"{TILES} is absent: nothing to measure with.\n")
        return 0
    kms = [float(km) for km in args.km.split(",")]
    profiles = args.profiles.split(",")
    with tempfile.TemporaryDirectory(prefix="itinera-climbs-") as folder:
        bench = Bench(args.graphs or Path(folder), quick=True)
        asked = [
            one
            for case in _cases(kms, profiles, args.demo)
            for one in ask(_planner(bench, case.extract), case)
        ]
    sys.stdout.write("\n\n".join([machine(), table(asked)]) + "\n")
    return 0


def _cases(kms: list[float], profiles: list[str], demo: int) -> Iterator[Case]:
    """Return the starts whose heights are known."""
    yield from (case for case in cases(kms, profiles) if case.area in HILLY)
    heaps = [w.lonlat for w in load_waypoints() if w.kind == "terril" and w.lonlat is not None]
    drawn = np.random.default_rng(1).choice(len(heaps), min(demo, len(heaps)), replace=False)
    for i, km, profile in itertools.product(drawn.tolist(), kms, profiles):
        yield Case("spoil heaps", DEMONSTRATION, heaps[i], km, profile)


def _planner(bench: Bench, osm_file: Path) -> Planner:
    """Open a graph with heights, built when first needed."""
    if osm_file == DEMONSTRATION:
        return bench.planner(osm_file)
    key = osm_file.with_suffix(".heights")
    if key not in bench.planners:
        folder = bench.graphs / key.name
        if not (folder / "manifest.json").exists():
            store_prepared(build_graph([osm_file], dem=Dem((TILES,))), folder)
        bench.planners[key] = Planner.open(folder)
    return bench.planners[key]


def ask(planner: Planner, case: Case) -> list[Asked]:
    """Ask for the climbs of random loops of a case."""
    there = climbs_there(planner, case)
    if len(there) < FEWEST or max(there) < LEAST_M:
        said = f"{len(there)} clean draws, up to {max(there, default=0.0):.0f} m of climb"
        sys.stderr.write(f"{case}: {said}: left out\n")
        return []
    found = []
    for quantile in QUANTILES:
        # One of the draws, not between two: a loop with this very climb exists.
        wished = float(np.quantile(there, quantile, method="nearest"))
        begin = now()
        try:
            got = planner.loops(case.request(climb_m=wished)).itineraries[0].climb_m
        except NoRouteError:
            got = None
        found.append(Asked(case.area, case.km, quantile, wished, got, now() - begin))
    sys.stderr.write(f"{case}: {[(round(a.wished_m), a.got_m) for a in found]}\n")
    return found


def climbs_there(planner: Planner, case: Case) -> list[float]:
    """Return what clean random loops of a case climb, as reported."""
    travel = planner.travels.of(Traveller(case.profile))
    try:
        layout = lay_out(planner, travel, case.request())
    except NoRouteError:
        return []
    climbs = []
    for seed in range(DRAWS):
        first, _ = rejection(layout.task, 1, seed)
        if first is None:
            continue
        legs, _ = legs_of(first, layout.ball, travel)
        elevation = elevation_of(planner.graph.heights, lay_track(planner.graph, legs), ())
        if elevation is not None:
            climbs.append(elevation.climb.climb_m)
    return climbs


def table(asked: list[Asked]) -> str:
    """Return how many are right, by area, length and kind of wish."""
    rows = [
        "| area | length | wished: a tenth | half | nine tenths | right | median error | "
        "answer, median |\n|---|---|---|---|---|---|---|---|"
    ]
    for area in dict.fromkeys(one.area for one in asked):
        for km in sorted({one.km for one in asked if one.area == area}):
            rows.append(_row(area, km, [x for x in asked if (x.area, x.km) == (area, km)]))
    rows.append(_row("all", None, asked))
    return "\n".join(rows)


def _row(area: str, km: float | None, asked: list[Asked]) -> str:
    cells = []
    for quantile in QUANTILES:
        these = [one for one in asked if one.quantile == quantile]
        cells.append(f"{sum(one.right for one in these)} of {len(these)}")
    off = [abs(one.got_m - one.wished_m) for one in asked if one.got_m is not None]
    share = 100.0 * np.mean([one.right for one in asked])
    length = "" if km is None else f"{km:g} km"
    middle = f"{np.median(off):.0f} m" if off else "–"
    return (
        f"| {area} | {length} | {' | '.join(cells)} | {share:.0f} % | {middle} | "
        f"{np.median([one.seconds for one in asked]):.2f} s |"
    )


if __name__ == "__main__":
    sys.exit(main())
