"""The city: from the file to the shell, beside the peers."""

from __future__ import annotations

import statistics
from importlib.metadata import version
from pathlib import Path

from benchmarks import valhalla_tiles
from benchmarks.measure import itinera, task
from benchmarks.tables import Report, Row, Target, shown

PROFILES = {"hike": "pedestrian", "touring_bike": "bicycle"}
BUILDS, SHELLS, PAIRS, PLACES = 3, 7, 5000, 200
FURTHEST_M = 8_000.0


def measure(osm_file: Path, folder: Path, report: Report) -> None:
    """Measure everything about one city."""
    graph = folder / "city"
    report.section(
        f"A city: {osm_file.name}",
        f"Peers: networkx {version('networkx')}, OSMnx {version('osmnx')}, igraph "
        f"{version('igraph')}, Valhalla {version('pyvalhalla-weekly')}.",
    )
    _file_to_graph(osm_file, graph, folder, report)
    _node_paths(graph, folder, report)
    _, config = valhalla_tiles.build(osm_file, folder)
    for profile, costing in PROFILES.items():
        _itineraries(graph, profile, costing, config, report)
    for profile in PROFILES:
        _new_costs(graph, profile, report)
    _shell(graph, folder, report)


def _file_to_graph(osm_file: Path, graph: Path, folder: Path, report: Report) -> None:
    runs = [itinera("graph", "build", osm_file, "-o", graph) for _ in range(BUILDS)]
    other = task("osmnx_build", osm_file, folder)
    tiles, _ = valhalla_tiles.build(osm_file, _empty(folder / "tiles"))
    seconds = (
        f"OSMnx {shown(other.seconds)} s ({shown(other.answer['convert_s'])} s of it turn the file "
        f"into XML) · Valhalla {shown(tiles.seconds)} s on all cores"
    )
    memory = f"OSMnx {shown(other.peak_mb)} MB · Valhalla {shown(tiles.peak_mb)} MB"
    report.add(
        Row(
            "file → stored graph with search order, the whole command",
            statistics.median(r.seconds for r in runs),
            Target(3.0, "s"),
            seconds,
        )
    )
    peak = max(r.peak_mb for r in runs)
    report.add(Row("peak memory of that", peak, Target(350.0, "MB"), memory))


def _node_paths(graph: Path, folder: Path, report: Report) -> None:
    target = Target(20_000.0, "queries/s", at_least=True)
    osmnx = task("osmnx_paths", folder, 30).answer["per_s"]
    for profile in PROFILES:
        ours = task("paths", graph, profile, PAIRS).answer
        peers = task("peers", graph, profile, 400).answer
        same = min(peers["networkx_same"], peers["igraph_same"])
        others = (
            f"networkx {shown(peers['networkx_per_s'])} · igraph {shown(peers['igraph_per_s'])} "
            f"(same costs for {100 * same:.1f} % of the pairs) · OSMnx by length {shown(osmnx)}"
        )
        what = f"node to node, cost and arcs ({ours['arcs']:.0f} on average), `{profile}`"
        report.add(Row(what, ours["per_s"], target, others))


def _itineraries(graph: Path, profile: str, costing: str, config: Path, report: Report) -> None:
    places = graph.parent / f"places-{profile}.json"
    task("places", graph, profile, PLACES, places, FURTHEST_M)
    ours = task("itineraries", graph, profile, places).answer
    theirs = task("valhalla_itineraries", config, places, costing).answer
    others = (
        f"Valhalla `{costing}`: {shown(theirs['json_ms'])} ms with directions, "
        f"{shown(theirs['gpx_ms'])} ms as GPX ({theirs['answered']} of {theirs['asked']} answered)"
    )
    what = f"whole itinerary with GPX text, median of {PLACES}, `{profile}`"
    report.add(Row(what, ours["ms"], Target(5.0, "ms"), others))


def _new_costs(graph: Path, profile: str, report: Report) -> None:
    ours = task("costs", graph, profile, 15).answer
    parts = f"weigh {shown(ours['weigh_ms'])} ms + customize {shown(ours['customize_ms'])} ms"
    what = f"new costs usable, `{profile}` ({ours['arcs']:,} arcs)"
    report.add(Row(what, ours["ms"], Target(50.0, "ms"), parts))


def _shell(graph: Path, folder: Path, report: Report) -> None:
    import json

    pair = json.loads((folder / "places-hike.json").read_text(encoding="utf-8"))[0]
    vias = [part for lon, lat in pair for part in ("--via", f"{lat},{lon}")]
    output = folder / "shell.gpx"
    runs = [itinera("route", "--graph", graph, *vias, "-o", output) for _ in range(SHELLS + 1)]
    if b"<trkpt" not in output.read_bytes():
        raise RuntimeError("the shell's itinerary has no track")
    seconds = statistics.median(r.seconds for r in runs[1:])  # the first may fill caches
    first = f"the first of {SHELLS + 1} took {shown(runs[0].seconds)} s"
    report.add(Row("`itinera route … -o x.gpx` from the shell", seconds, Target(1.2, "s"), first))


def _empty(folder: Path) -> Path:
    folder.mkdir()
    return folder
