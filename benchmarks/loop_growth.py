"""Time of loops against their length and the size of the map: tables and a plot.

  python -m benchmarks.loop_growth -o docs/img/loops-time.svg

The invented map is drawn at several scales (kept in --maps, graphs in --graphs). The starts
are junctions in the middle of the smallest map, the same on all: only the map grows.
Times are of one core, the traveller's costs ready as in a server; with
ITINERA_BENCH_CLOCK=cpu they are processor time.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.measure import ROOT, machine, now, task
from itinera.errors import ItineraError
from itinera.graph.build import build_graph
from itinera.itinerary import Stop
from itinera.planning import Planner, Traveller
from itinera.planning.loop import LoopRequest
from itinera.planning.loop.layout import lay_out
from itinera.planning.loop.solve import search
from itinera.planning.prepare import store_prepared
from itinera.search.stop import Budget

if TYPE_CHECKING:
    from matplotlib.axes import Axes

PLOT = ROOT / "docs" / "img" / "loops-time.svg"
COUNT, EFFORT = 3, 3


@dataclass(frozen=True)
class Timed:
    """What one request took."""

    scale: float
    nodes: int  #: of the map
    km: float
    ball: int  #: nodes in the ball
    laid_s: float
    first_s: float
    final_s: float


def main() -> int:
    """Measure, print, draw."""
    parser = argparse.ArgumentParser(description=__doc__, prog="python -m benchmarks.loop_growth")
    parser.add_argument("--scales", default="0.126,0.42,1.386,4.2", help="of the invented map")
    parser.add_argument("--km", default="5,10,20,40", help="lengths")
    parser.add_argument("--starts", type=int, default=8)
    parser.add_argument("--profile", default="touring_bike")
    parser.add_argument("--maps", type=Path, help="folder of SCALE.osm.pbf, drawn when absent")
    parser.add_argument("--graphs", type=Path, help="folder of graphs, kept from run to run")
    parser.add_argument("-o", dest="plot", type=Path, default=PLOT, help="the plot")
    args = parser.parse_args()
    kms = [float(km) for km in args.km.split(",")]
    with tempfile.TemporaryDirectory(prefix="itinera-growth-") as folder:
        maps, graphs = args.maps or Path(folder), args.graphs or Path(folder)
        stored = {float(s): _graph(s, maps, graphs) for s in args.scales.split(",")}
        found = measure(stored, kms, args.starts, args.profile)
    sys.stdout.write("\n\n".join([machine(), *tables(found)]) + "\n")
    draw(found, args.plot)
    return 0


def _graph(scale: str, maps: Path, graphs: Path) -> Path:
    """Return the graph of the map at a scale, made when absent."""
    osm_file, folder = maps / f"{scale}.osm.pbf", graphs / f"scale-{scale}"
    if not osm_file.exists():
        task("maquette", osm_file, scale)
    if not (folder / "manifest.json").exists():
        store_prepared(build_graph([osm_file]), folder)
    return folder


def measure(stored: dict[float, Path], kms: list[float], starts: int, profile: str) -> list[Timed]:
    """Answer every length from the same starts on every map."""
    found: list[Timed] = []
    lonlats = _starts(Planner.open(stored[min(stored)]), starts, profile)
    for scale, folder in sorted(stored.items()):
        planner = Planner.open(folder)
        planner.loops(_request(lonlats[0], min(kms), profile))  # kernels and costs are ready
        for km in kms:
            for lonlat in lonlats:
                found += timed(planner, scale, _request(lonlat, km, profile))
        sys.stderr.write(f"scale {scale:g}: {len(found)} answers\n")
    return found


def _starts(planner: Planner, count: int, profile: str) -> list[tuple[float, float]]:
    """Draw junctions that the profile may use, of the middle of the map."""
    travel = planner.travels.of(Traveller(profile))
    nodes = np.unique(planner.graph.edges.nodes[travel.usable])
    lonlat = np.asarray(planner.graph.nodes.lonlat)[nodes] / 1e7
    low, high = np.quantile(lonlat, [0.25, 0.75], axis=0)
    middle = np.flatnonzero(((lonlat >= low) & (lonlat <= high)).all(axis=1))
    rows = np.random.default_rng(1).choice(middle, count, replace=False)
    return [(float(x), float(y)) for x, y in lonlat[rows]]


def _request(lonlat: tuple[float, float], km: float, profile: str) -> LoopRequest:
    return LoopRequest(
        Stop("", lonlat),
        length_m=1000.0 * km,
        traveller=Traveller(profile),
        count=COUNT,
        effort=EFFORT,
    )


def timed(planner: Planner, scale: float, request: LoopRequest) -> list[Timed]:
    """Time the ball, the first answer, the final three; nothing where there is no loop."""
    begin = now()
    travel = planner.travels.of(request.traveller)
    try:
        layout = lay_out(planner, travel, request)
        laid_s = now() - begin
        next(search(layout.task, count=1, seed=0, budget=Budget.of_effort(EFFORT)))
        first_s = now() - begin
        begin = now()
        planner.loops(request)
    except (ItineraError, StopIteration):
        return []
    final_s = now() - begin
    ball = len(layout.ball.offsets) - 1
    km = (request.length_m or 0.0) / 1000.0
    return [Timed(scale, planner.graph.n_nodes, km, ball, laid_s, first_s, final_s)]


def tables(found: list[Timed]) -> list[str]:
    """Return a table for every map."""
    head = (
        "| length | requests | nodes in the ball | laid out | first answer (p95) | "
        "three final ones (p95) |\n|---|---|---|---|---|---|"
    )
    parts = []
    for scale in sorted({one.scale for one in found}):
        of_map = [one for one in found if one.scale == scale]
        rows = [head]
        for km in sorted({one.km for one in of_map}):
            these = [one for one in of_map if one.km == km]
            rows.append(
                f"| {km:g} km | {len(these)} | {np.median([one.ball for one in these]):,.0f} | "
                f"{np.median([one.laid_s for one in these]):.2f} s | "
                f"{_with_tail([one.first_s for one in these])} | "
                f"{_with_tail([one.final_s for one in these])} |"
            )
        parts += [f"Scale {scale:g}: {of_map[0].nodes:,} nodes", "\n".join(rows)]
    return parts


def _with_tail(values: list[float]) -> str:
    return f"{np.median(values):.2f} s ({np.percentile(values, 95):.2f})"


def draw(found: list[Timed], plot: Path) -> None:
    """Draw medians against length, and against the size of the map."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    settings = {"svg.hashsalt": "itinera", "svg.fonttype": "none"}
    with mpl.rc_context(settings):
        figure, (by_km, by_size) = plt.subplots(1, 2, figsize=(10.0, 4.2), layout="constrained")
        for scale in sorted({one.scale for one in found}):
            of_map = [one for one in found if one.scale == scale]
            label = f"{of_map[0].nodes:,} nodes"
            _line(by_km, [(one.km, one.final_s) for one in of_map], label)
        for km in sorted({one.km for one in found}):
            of_km = [one for one in found if one.km == km]
            _line(by_size, [(one.nodes, one.final_s) for one in of_km], f"{km:g} km")
            _line(by_size, [(one.nodes, one.first_s) for one in of_km], "", style=":")
        by_km.set(xscale="log", yscale="log", xlabel="length (km)", ylabel="seconds, median")
        by_km.set_title("Three loops against length")
        by_size.set(xscale="log", yscale="log", xlabel="thousand nodes of the map")
        by_size.set_title("Against the map (dotted: the first answer)")
        _ticks(by_km, {one.km: f"{one.km:g}" for one in found})
        _ticks(by_size, {one.nodes: f"{one.nodes / 1000:,.0f}" for one in found})
        for axes in (by_km, by_size):
            axes.yaxis.set_major_formatter("{x:g}")
            axes.grid(visible=True, which="major", alpha=0.3)
        by_km.legend(fontsize="small", loc="upper left")
        by_size.legend(fontsize="small", loc="upper left", bbox_to_anchor=(1.0, 1.0))
        plot.parent.mkdir(parents=True, exist_ok=True)
        nothing = {"Date": None} if plot.suffix == ".svg" else {"Software": None}
        figure.savefig(plot, dpi=110, metadata=nothing)
        plt.close(figure)


def _ticks(axes: Axes, labels: dict[float, str]) -> None:
    """Mark what was measured, and nothing between."""
    axes.minorticks_off()
    axes.set_xticks(list(labels), list(labels.values()))


def _line(axes: Axes, pairs: list[tuple[float, float]], label: str, *, style: str = "-") -> None:
    """Draw the medians of pairs by their first."""
    at = sorted({first for first, _ in pairs})
    middle = [float(np.median([second for first, second in pairs if first == x])) for x in at]
    shown = {"label": label} if label else {"color": axes.lines[-1].get_color()}
    axes.plot(at, middle, style, marker="o", markersize=4, **shown)


if __name__ == "__main__":
    sys.exit(main())
