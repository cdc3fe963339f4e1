"""The invented map at four sizes: what grows with size, and how."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from benchmarks.measure import itinera, task
from benchmarks.tables import Report, Row, Target, shown

PROFILE = "touring_bike"
SHARES = (0.03, 0.1, 0.33, 1.0)  # of the largest scale
FURTHEST_M = 30_000.0
MILLION = 1e6


@dataclass(frozen=True)
class Size:
    """What one size takes."""

    arcs: int
    nodes: int
    map_s: float | None  # None where a map drawn before was used
    build_s: float
    build_gb: float
    open_ms: float
    first_s: float
    costs_ms: float
    path_ms: float
    itinerary_ms: float


def measure(
    largest: float, folder: Path, report: Report, plot: Path, *, maps: Path | None = None
) -> None:
    """Measure four sizes, and hold the largest against its targets."""
    sizes = [_size(share * largest, folder, maps or folder) for share in SHARES]
    big = sizes[-1]
    report.section(
        f"A region: the invented map at scale {largest:g}, {big.arcs:,} arcs",
        f"Costs of `{PROFILE}`; places up to {FURTHEST_M / 1000:g} km apart.",
    )
    per_million = big.costs_ms / 1000.0 / (big.arcs / MILLION)
    for what, ours, target in (
        ("arcs", float(big.arcs), Target(2e6, "arcs", at_least=True)),
        ("file → stored graph with its hierarchy", big.build_s / 60.0, Target(5.0, "min")),
        ("peak memory of that", big.build_gb, Target(4.0, "GB")),
        ("open the graph", big.open_ms / 1000.0, Target(0.3, "s")),
        ("first answer of a fresh process, its start included", big.first_s, Target(3.0, "s")),
        ("new costs usable, per million arcs", per_million, Target(0.5, "s")),
        ("node to node, cost and arcs", big.path_ms, Target(1.0, "ms")),
        ("whole itinerary with GPX text, median", big.itinerary_ms, Target(20.0, "ms")),
    ):
        report.add(Row(what, ours, target))
    _against_size(sizes, report)
    draw(sizes, plot)
    report.note(f"![Cost against size](../docs/img/{plot.name})")


def _size(scale: float, folder: Path, maps: Path) -> Size:
    """Make the map of one scale, unless it lies in `maps`, and measure it."""
    osm_file, graph = maps / f"{scale:g}.osm.pbf", folder / f"graph-{scale:g}"
    map_s = None if osm_file.exists() else task("maquette", osm_file, scale).seconds
    build = itinera("graph", "build", osm_file, "-o", graph)
    places = folder / f"places-{scale:g}.json"
    made = task("places", graph, PROFILE, 200, places, FURTHEST_M).answer
    first = task("first_answer", graph, PROFILE, places)
    return Size(
        arcs=made["arcs"],
        nodes=made["nodes"],
        map_s=map_s,
        build_s=build.seconds,
        build_gb=build.peak_mb / 1000.0,
        open_ms=first.answer["open_ms"],
        first_s=first.seconds,
        costs_ms=task("costs", graph, PROFILE, 5).answer["ms"],
        path_ms=task("paths", graph, PROFILE, 2000).answer["ms"],
        itinerary_ms=task("itineraries", graph, PROFILE, places).answer["ms"],
    )


def _against_size(sizes: list[Size], report: Report) -> None:
    head = [
        "arcs", "nodes", "map drawn", "build", "peak", "open", "first answer", "new costs",
        "path", "itinerary",
    ]  # fmt: skip
    rows = [
        [
            f"{size.arcs:,}",
            f"{size.nodes:,}",
            "–" if size.map_s is None else f"{shown(size.map_s)} s",
            f"{shown(size.build_s)} s",
            f"{shown(size.build_gb)} GB",
            f"{shown(size.open_ms)} ms",
            f"{shown(size.first_s)} s",
            f"{shown(size.costs_ms)} ms",
            f"{shown(size.path_ms)} ms",
            f"{shown(size.itinerary_ms)} ms",
        ]
        for size in sizes
    ]
    report.table(head, rows)


def draw(sizes: list[Size], plot: Path) -> None:
    """Draw cost against size, both logarithmic: a straight line of slope 1 is linear."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    arcs = [size.arcs for size in sizes]
    figure, axes = plt.subplots(figsize=(8.0, 4.8), layout="constrained")
    for label, values in (
        ("build (s)", [size.build_s for size in sizes]),
        ("peak memory of the build (GB)", [size.build_gb for size in sizes]),
        ("first answer of a fresh process (s)", [size.first_s for size in sizes]),
        ("open the graph (s)", [size.open_ms / 1e3 for size in sizes]),
        ("new costs usable (s)", [size.costs_ms / 1e3 for size in sizes]),
        ("whole itinerary (s)", [size.itinerary_ms / 1e3 for size in sizes]),
        ("path node to node (s)", [size.path_ms / 1e3 for size in sizes]),
    ):
        axes.plot(arcs, values, marker="o", label=label)
    axes.set(xscale="log", yscale="log", xlabel="arcs of the graph")
    axes.grid(visible=True, which="major", alpha=0.3)
    axes.set_title("Cost against size: the invented map of the basin at four scales")
    figure.legend(loc="outside right upper", fontsize="small")
    plot.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(plot, dpi=110, metadata={"Software": None})
    plt.close(figure)
