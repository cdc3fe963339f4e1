"""Measure loops beside other methods, judged from their tracks alone; tables for docs/loops.md.

  make bench-loops                       this, 100 random starts, climbs and growth: an hour
  python -m benchmarks.loops             the sixteen starts: some twenty minutes
  python -m benchmarks.loops --km 10     one length
  python -m benchmarks.loops --demo 100  random starts on the demonstration map besides; the
                                         other methods answer the first --demo-rivals of them

Needs the judge, the starts and the extracts that lie beside the checkout; where they are
absent it says so and ends. Times are of one core; with ITINERA_BENCH_CLOCK=cpu they are
processor time.
"""

from __future__ import annotations

import argparse
import csv
import importlib.util
import itertools
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.loop_rivals import Valhalla, graphhopper, rejection
from benchmarks.measure import ROOT, machine, now
from itinera.errors import NoRouteError
from itinera.export.gpx import to_gpx
from itinera.graph.build import build_graph
from itinera.graph.elevate import Dem
from itinera.itinerary import Stop
from itinera.itinerary.track import lay_track
from itinera.osm.codes import AreaFlag
from itinera.planning import Planner, Traveller
from itinera.planning.loop import Attraction, LoopRequest
from itinera.planning.loop.answer import legs_of
from itinera.planning.loop.candidates import DETOUR
from itinera.planning.loop.layout import Layout, lay_out
from itinera.planning.loop.solve import search
from itinera.planning.prepare import store_prepared
from itinera.search import _loop_kernels as k
from itinera.search.stop import Budget

SHARED = Path(os.environ.get("ITINERA_SHARED", ROOT.parent / "shared"))
JUDGE = SHARED / "tools" / "loop_metrics.py"
STARTS = SHARED / "facts" / "loop_starts.csv"
EXTRACTS = SHARED / "data" / "osm"
DEMONSTRATION = ROOT / "data" / "osm" / "bassin-minier-maquette.osm.pbf"
RELIEF = ROOT / "data" / "dem"
COSTINGS = {"hike": "pedestrian", "touring_bike": "bicycle"}
COUNT = 3
EFFORT = 3
#: What attracts in the last table: much of the ground, and a little of it.
DRAWN = {
    "woods, waters and parks": AreaFlag.WOOD | AreaFlag.WATER | AreaFlag.PARK,
    "waters": AreaFlag.WATER,
}

Line = list[tuple[float, float]]
Verdict = dict[str, Any]


@dataclass(frozen=True)
class Case:
    """A start, a length, a profile."""

    area: str
    extract: Path
    lonlat: tuple[float, float]
    km: float
    profile: str
    rivals: bool = True  #: whether the other methods answer it too
    in_turn: bool = True  #: whether it is their turn, where a start has one length and profile

    def request(self, **options: Any) -> LoopRequest:
        """Ask for loops."""
        return LoopRequest(
            Stop("", self.lonlat),
            length_m=1000.0 * self.km,
            traveller=Traveller(self.profile),
            count=COUNT,
            effort=EFFORT,
            **options,
        )

    def __str__(self) -> str:
        return (
            f"{self.area} {self.lonlat[1]:.5f},{self.lonlat[0]:.5f} {self.km:g} km {self.profile}"
        )


@dataclass
class Row:
    """What the methods made of one case."""

    case: Case
    proven: bool
    verdicts: dict[str, Verdict | None] = field(default_factory=dict)
    different: int = 0
    first_s: float = 0.0
    final_s: float = 0.0
    open: bool = False


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, prog="python -m benchmarks.loops")
    parser.add_argument("--km", default="5,10,20,40", help="lengths")
    parser.add_argument("--profiles", default="hike,touring_bike")
    parser.add_argument("--demo", type=int, default=0, help="random starts on the invented map")
    parser.add_argument("--demo-rivals", type=int, default=10, help="of these")
    parser.add_argument("--graphs", type=Path, help="folder of graphs, kept from run to run")
    parser.add_argument(
        "--demo-turns", action="store_true", help="one length and profile a start, in turn"
    )
    parser.add_argument("--only-demo", action="store_true", help="not the sixteen starts")
    parser.add_argument("--quick", action="store_true", help="no rejection sampler, no themes")
    parser.add_argument("-o", dest="output", type=Path, help="file of tables (default: stdout)")
    args = parser.parse_args()
    for path in (JUDGE, STARTS, EXTRACTS):
        if not path.exists():
            sys.stderr.write(f"{path} is absent: nothing to measure with.\n")
            return 0
    with tempfile.TemporaryDirectory(prefix="itinera-loops-") as folder:
        bench = Bench(args.graphs or Path(folder), quick=args.quick)
        kms = [float(km) for km in args.km.split(",")]
        profiles = args.profiles.split(",")
        rows = [] if args.only_demo else [bench.measure(case) for case in cases(kms, profiles)]
        rivals = 0 if args.quick else args.demo_rivals
        drawn = demo_cases(bench, args.demo, rivals, list(itertools.product(kms, profiles)))
        demo = [bench.measure(case) for case in drawn if not args.demo_turns or case.in_turn]
        text = "\n\n".join(
            part
            for part in (
                machine(),
                *(table("The sixteen starts", rows) if rows else ()),
                *(table("Random starts on the demonstration map", demo) if demo else ()),
                *([] if args.quick or args.only_demo else bench.theme_table()),
            )
        )
    if args.output:
        args.output.write_text(text + "\n", encoding="utf-8")
    sys.stdout.write(text + "\n")
    return 0


def cases(kms: list[float], profiles: list[str]) -> Iterator[Case]:
    """Return the starts by length and profile."""
    with STARTS.open(encoding="utf-8") as file:
        starts = list(csv.DictReader(file))
    for row, km, profile in itertools.product(starts, kms, profiles):
        lonlat = (float(row["lon"]), float(row["lat"]))
        yield Case(row["area"], EXTRACTS / row["extract"], lonlat, km, profile)


def demo_cases(
    bench: Bench, count: int, rivals: int, wishes: list[tuple[float, str]]
) -> Iterator[Case]:
    """Return random junctions of the demonstration map by length and profile."""
    if not count:
        return
    graph = bench.planner(DEMONSTRATION).graph
    nodes = np.random.default_rng(1).integers(0, graph.n_nodes, count).tolist()
    for (i, node), (j, (km, profile)) in itertools.product(enumerate(nodes), enumerate(wishes)):
        lonlat, turn = graph.node_lonlat(node), i % len(wishes) == j
        yield Case("demonstration", DEMONSTRATION, lonlat, km, profile, i < rivals, turn)


class Bench:
    """Graphs, rivals and the judge."""

    def __init__(self, graphs: Path, *, quick: bool) -> None:
        self.graphs, self.quick = graphs, quick
        self.judge = load_judge()
        self.planners: dict[Path, Planner] = {}
        self.valhallas: dict[Path, Valhalla] = {}
        self.better: list[float] = []
        self.themes: dict[str, list[tuple[float, float, float, float]]] = {n: [] for n in DRAWN}
        self.warm = False

    def planner(self, osm_file: Path) -> Planner:
        """Open the graph of a file, built when first needed."""
        if osm_file not in self.planners:
            folder = self.graphs / osm_file.name
            if not (folder / "manifest.json").exists():
                dem = Dem((RELIEF,)) if osm_file == DEMONSTRATION else None
                store_prepared(build_graph([osm_file], dem=dem), folder)
            self.planners[osm_file] = Planner.open(folder)
        return self.planners[osm_file]

    def valhalla(self, osm_file: Path) -> Valhalla | None:
        """Open Valhalla's tiles of a file, built when first needed."""
        if osm_file.suffix != ".pbf":
            return None
        if osm_file not in self.valhallas:
            from benchmarks.valhalla_tiles import build

            folder = self.graphs / f"tiles-{osm_file.name}"
            folder.mkdir(exist_ok=True)
            config = folder / "valhalla.json"
            if not config.exists():
                build(osm_file, folder)
            self.valhallas[osm_file] = Valhalla(config)
        return self.valhallas[osm_file]

    def measure(self, case: Case) -> Row:
        """Let every method answer one case."""
        planner = self.planner(case.extract)
        planner.travels.of(Traveller(case.profile))  # what a server has ready
        if not self.warm:  # kernels are compiled, or loaded, before anything is timed
            search_all(planner, case, self.judge_line, Row(case, proven=False))
            self.warm = True
        row = Row(case, proven=False)
        layout = search_all(planner, case, self.judge_line, row)
        if layout is None:
            return row
        row.proven = not layout.verdict.clean_possible
        row.open = is_open(layout)
        if case.rivals:
            self.rivals(case, planner, layout, row)
        sys.stderr.write(f"{case}: {row.verdicts.get('itinera')}\n")
        return row

    def rivals(self, case: Case, planner: Planner, layout: Layout, row: Row) -> None:
        """Let the other methods answer on the same ground."""
        travel = planner.travels.of(Traveller(case.profile))
        seed = hash_of(case)
        layout.task.ground.taken[:] = False

        def line(found: Any) -> Line | None:
            return None if found is None else line_of(planner, layout, travel, found)

        row.verdicts["GraphHopper's idea"] = self.verdict(
            case, line(graphhopper(layout.task, seed))
        )
        engine = self.valhalla(case.extract)
        if engine is not None:
            triangle = engine.triangle(case.lonlat, 1000 * case.km, COSTINGS[case.profile], seed)
            row.verdicts["pyvalhalla triangle"] = self.verdict(case, triangle)
        if not self.quick:
            evaluations = Budget.of_effort(EFFORT).evaluations
            first, best = rejection(layout.task, evaluations, seed)
            row.verdicts["rejection, first clean"] = self.verdict(case, line(first or best))
            row.verdicts["rejection, best"] = self.verdict(case, line(best))
            if best is not None and not row.proven:
                layout.task.ground.taken[:] = False
                (*_, found) = search(layout.task, count=1, seed=0, budget=Budget.of_effort(EFFORT))
                self.better.append(found[0].value - best.value)
            if case.km in (10.0, 20.0) and not row.proven:
                for name in DRAWN:
                    self.compare_themes(planner, case, name)

    def compare_themes(self, planner: Planner, case: Case, name: str) -> None:
        """Collect attraction with both methods on the same ground."""
        ways = ((np.asarray(planner.graph.edges.areas) & DRAWN[name]) != 0).astype(np.float64)
        layout = lay_out(
            planner,
            planner.travels.of(Traveller(case.profile)),
            case.request(attraction=Attraction(ways)),
        )
        budget = Budget.of_effort(EFFORT)
        found = list(search(layout.task, count=1, seed=0, budget=budget))
        plain = layout.task.ground._replace(cost=layout.ball.cost)  # as one pays without a theme
        layout.task.ground.taken[:] = False
        task = replace(layout.task, ground=plain)
        _, best = rejection(task, budget.evaluations, hash_of(case))
        if found and best is not None:
            ours, theirs = found[-1][0].terms, best.terms
            self.themes[name].append(
                (
                    ours[k.ATTRACTION] / ours[k.METRES], theirs[k.ATTRACTION] / theirs[k.METRES],
                    ours[k.COST] / ours[k.METRES], theirs[k.COST] / theirs[k.METRES],
                )
            )  # fmt: skip

    def theme_table(self) -> list[str]:
        """Return how much attraction both methods collect."""
        lines = []
        for name, measured in self.themes.items():
            if measured:
                a, b, c, d = np.array(measured).T
                more, cheap = a >= 1.2 * b, c <= d + 1e-9
                lines.append(
                    f"| {name} | {100 * a.mean():.1f} % | {100 * b.mean():.1f} % | "
                    f"{c.mean():.3f} | {d.mean():.3f} | {100 * more.mean():.0f} % | "
                    f"{100 * (more & cheap).mean():.0f} % |"
                )
        if not lines:
            return []
        head = (
            "| theme | share of the length, itinera | rejection's best | felt metres per metre, "
            "itinera | rejection's best | a fifth more in | and no dearer in |\n"
            "|---|---|---|---|---|---|---|"
        )
        return [
            self.value_line(),
            "### Attraction, 10 and 20 km",
            "\n".join([head, *lines]),
        ]

    def value_line(self) -> str:
        """Return how often the objective prefers ours to all the random loops."""
        better = np.array(self.better)
        return (
            f"By the objective ours is at least as good as the best of "
            f"{Budget.of_effort(EFFORT).evaluations} random loops in "
            f"{100 * np.mean(better >= -1e-9):.0f} % of {len(better)} requests, by "
            f"{np.median(better):.1f} points in the median."
        )

    def judge_line(self, line: Line, case: Case) -> Verdict:
        """Judge a line."""
        rounded = [(round(x, 6), round(y, 6)) for x, y in line]
        kept = [p for i, p in enumerate(rounded) if i == 0 or p != rounded[i - 1]]
        verdict: Verdict = self.judge.judge(kept, 1000.0 * case.km)
        return verdict

    def verdict(self, case: Case, line: Line | None) -> Verdict | None:
        """Judge a line that may not be there."""
        return self.judge_line(line, case) if line and len(set(line)) > 2 else None


def load_judge() -> Any:
    """Load the judge's own code."""
    spec = importlib.util.spec_from_file_location("loop_metrics", JUDGE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def search_all(
    planner: Planner, case: Case, judge: Callable[[Line, Case], Verdict], row: Row
) -> Layout | None:
    """Answer a case: the first answer and the last are timed, the GPX of the last is judged."""
    request = case.request()
    try:
        begin = now()
        travel = planner.travels.of(request.traveller)
        layout = lay_out(planner, travel, request)
        for _ in search(layout.task, count=1, seed=0, budget=Budget.of_effort(EFFORT)):
            row.first_s = now() - begin
            break
        begin = now()
        answer = planner.loops(request)
        row.final_s = now() - begin
    except NoRouteError:
        row.verdicts["itinera"] = None
        return layout
    lines = [gpx_line(to_gpx(loop)) for loop in answer.itineraries]
    row.verdicts["itinera"] = judge(lines[0], case)
    row.different = count_different(lines)
    return layout


def is_open(layout: Layout) -> bool:
    """Tell whether a round loop could lie in most directions from the start.

    A circle of the wished length, ways a third longer than it, must find ways at its far
    side in three quarters of sixteen directions: no edge of the map and no mountain there.
    """
    ground = layout.task.ground
    far_m = layout.task.target_m / DETOUR / np.pi
    sector = ((np.arctan2(ground.y, ground.x) + np.pi) / (2.0 * np.pi) * 16).astype(int) % 16
    beyond = np.hypot(ground.x, ground.y) >= far_m
    return len(np.unique(sector[beyond])) >= 12


def gpx_line(text: str) -> Line:
    """Read the track of a GPX document."""
    import gpxpy

    return [(p.longitude, p.latitude) for p in gpxpy.parse(text).tracks[0].segments[0].points]


def line_of(planner: Planner, layout: Layout, travel: Any, found: Any) -> Line:
    """Draw a walk."""
    legs, _ = legs_of(found, layout.ball, travel)
    return [tuple(p) for p in (lay_track(planner.graph, legs).fixed / 1e7).tolist()]


def count_different(lines: list[Line]) -> int:
    """Count loops of which no two share more than half their length, by their segments."""
    sets = [
        {
            (min(a, b), max(a, b)): np.hypot(a[0] - b[0], a[1] - b[1])
            for a, b in itertools.pairwise(line)
        }
        for line in lines
    ]
    kept: list[dict[Any, float]] = []
    for one in sets:
        total = sum(one.values())
        shared = [sum(one[s] for s in one.keys() & other.keys()) for other in kept]
        if all(s <= 0.5 * min(total, sum(o.values())) for s, o in zip(shared, kept, strict=True)):
            kept.append(one)
    return len(kept)


def hash_of(case: Case) -> int:
    """Return a seed of a case that is the same in every run."""
    return int(1e6 * (case.lonlat[0] + case.lonlat[1]) + case.km) % 2**31


def table(title: str, rows: list[Row]) -> list[str]:
    """Return the figures of every method over the cases not proven infeasible."""
    parts = [f"## {title}"]
    proven = [row for row in rows if row.proven]
    for km in sorted({row.case.km for row in rows}):
        open_ = [row for row in rows if row.case.km == km and not row.proven]
        if not open_:
            continue
        names = list(dict.fromkeys(name for row in open_ for name in row.verdicts))
        lines = [
            f"### {km:g} km: {len(open_)} requests, "
            f"{sum(row.case.km == km for row in proven)} proven infeasible",
            "| | answered | clean | length error, mean (p95) | reuse (p95) | corridor (p95) | "
            "antenna | roundness, median |\n|---|---|---|---|---|---|---|---|",
        ]
        lines[-1] += "".join("\n" + _method(name, open_) for name in names)
        parts += [*lines, _times(open_)]
    if proven:
        parts.append("Proven infeasible: " + "; ".join(str(row.case) for row in proven) + ".")
    return parts


def _method(name: str, rows: list[Row]) -> str:
    """Return the row of a method."""
    asked = [row for row in rows if name in row.verdicts]
    found = [v for row in asked if (v := row.verdicts[name]) is not None]
    if not found:
        return f"| {name} | 0 of {len(asked)} | | | | | | |"

    def mean_and_tail(key: str) -> str:
        values = np.array([v[key] for v in found])
        return f"{values.mean():.2f} % ({np.percentile(values, 95):.1f})"

    clean = sum(v["clean"] for v in found)
    return (
        f"| {name} | {len(found)} of {len(asked)} | {100 * clean / len(asked):.0f} % | "
        f"{mean_and_tail('error_pct')} | {mean_and_tail('reuse_pct')} | "
        f"{mean_and_tail('corridor_pct')} | {np.mean([v['antenna_pct'] for v in found]):.2f} % | "
        f"{np.median([v['hull_ratio'] for v in found]):.2f} |"
    )


def _times(rows: list[Row]) -> str:
    """Return the times of ours, and how often there are three."""
    first = np.array([row.first_s for row in rows])
    final = np.array([row.final_s for row in rows])
    three = sum(row.different >= COUNT for row in rows)
    hulls = [v["hull_ratio"] for row in rows if row.open and (v := row.verdicts.get("itinera"))]
    round_ = (
        f" Roundness on the {len(hulls)} open grounds: {np.median(hulls):.2f}." if hulls else ""
    )
    return (
        f"First answer {np.median(first):.2f} s (p95 {np.percentile(first, 95):.2f}), three final "
        f"ones {np.median(final):.2f} s (p95 {np.percentile(final, 95):.2f}); "
        f"three that share at most half in {three} of {len(rows)}.{round_}"
    )


if __name__ == "__main__":
    sys.exit(main())
