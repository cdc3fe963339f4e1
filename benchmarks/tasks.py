"""What is measured in a process of its own, so that nothing else is in its memory or caches.

``python -m benchmarks.tasks NAME ARGUMENTS…`` prints one line of JSON.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.measure import each, median_ms, now

Answer = dict[str, Any]
LonLat = tuple[float, float]

#: A shared machine's speed drifts by half within seconds; the median of passes is quoted.
PASSES = 7


def osmnx_build(osm_file: str, folder: str) -> Answer:
    """Convert to XML (OSMnx reads nothing else), read, simplify and store."""
    import osmium
    import osmnx as ox

    xml = Path(folder) / "osmnx.osm"
    begin = now()
    with osmium.SimpleWriter(str(xml), overwrite=True) as writer:
        for thing in osmium.FileProcessor(osm_file):
            writer.add(thing)
    converted = now() - begin
    ox.settings.useful_tags_way = [*ox.settings.useful_tags_way, "surface", "bicycle", "foot"]
    graph = ox.graph_from_xml(xml, retain_all=True)
    ox.save_graphml(graph, Path(folder) / "osmnx.graphml")
    if not len(graph.edges):
        raise RuntimeError("OSMnx found no edge")
    return {"convert_s": converted, "nodes": len(graph.nodes), "edges": len(graph.edges)}


def osmnx_paths(folder: str, count: str) -> Answer:
    """Time `osmnx.shortest_path` by length on OSMnx's own graph."""
    import osmnx as ox

    graph = ox.load_graphml(Path(folder) / "osmnx.graphml")
    graph = ox.truncate.largest_component(graph, strongly=True)
    nodes = sorted(graph.nodes)
    rng = random.Random(1)
    pairs = [(rng.choice(nodes), rng.choice(nodes)) for _ in range(int(count))]
    times = each(lambda p: ox.shortest_path(graph, p[0], p[1], weight="length"), pairs)
    return {"per_s": len(times) / sum(times)}


def valhalla_itineraries(config: str, places: str, costing: str) -> Answer:
    """Time whole answers of Valhalla (geometry and directions as JSON) and its GPX alone."""
    import valhalla

    actor = valhalla.Actor(config)

    def ask(pair: list[LonLat], kind: str) -> str | None:
        request = {
            "locations": [{"lon": lon, "lat": lat} for lon, lat in pair],
            "costing": costing,
            "format": kind,
        }
        try:
            return actor.route(json.dumps(request)) or None
        except RuntimeError:
            return ""

    pairs = json.loads(Path(places).read_text(encoding="utf-8"))
    found = [pair for pair in pairs if ask(pair, "json")]
    if len(found) < len(pairs) / 2:
        raise RuntimeError(f"Valhalla answers only {len(found)} of {len(pairs)} requests")
    return {
        "json_ms": median_ms(each(lambda pair: ask(pair, "json"), found)),
        "gpx_ms": median_ms(each(lambda pair: ask(pair, "gpx"), found)),
        "answered": len(found),
        "asked": len(pairs),
    }


def paths(folder: str, profile: str, count: str) -> Answer:
    """Time node-to-node paths on a stored graph, costs customized before."""
    from benchmarks.samples import node_pairs, opened

    planner, travel = opened(folder, profile)
    pairs = node_pairs(planner.graph, travel.weighting, int(count))
    for pair in pairs[:100]:
        travel.router.node_path(*pair)
    passes = []
    for _ in range(PASSES):
        begin = now()
        found = [travel.router.node_path(source, target) for source, target in pairs]
        passes.append(now() - begin)
    seconds = median(passes)
    reached = [path for path in found if path is not None and len(path[1])]
    if len(reached) < 0.95 * len(pairs):
        raise RuntimeError(f"only {len(reached)} of {len(pairs)} pairs have a path")
    arcs = sum(len(path[1]) for path in reached) / len(reached)
    return {"per_s": len(pairs) / seconds, "ms": 1000 * seconds / len(pairs), "arcs": arcs}


def itineraries(folder: str, profile: str, places: str) -> Answer:
    """Time whole itineraries (geometry, shares, cues) with their GPX text."""
    from itinera.export.gpx import to_gpx
    from itinera.itinerary import Stop
    from itinera.planning import Planner, RouteRequest, Traveller

    planner = Planner.open(folder)
    traveller = Traveller(profile)

    def plan(pair: list[LonLat]) -> str:
        vias = tuple(Stop("", (lon, lat)) for lon, lat in pair)
        return to_gpx(planner.route(RouteRequest(vias, traveller))[0])

    pairs = json.loads(Path(places).read_text(encoding="utf-8"))
    texts = [plan(pair) for pair in pairs[:20]]
    if not all("<trkpt" in text for text in texts):
        raise RuntimeError("an itinerary has no track")
    times = each(plan, pairs)
    return {"ms": median_ms(times), "p95_ms": 1000 * sorted(times)[int(0.95 * len(times))]}


def costs(folder: str, profile: str, count: str) -> Answer:
    """Time making new costs usable: weigh, then customize."""
    from benchmarks.samples import new_costs, opened

    planner, travel = opened(folder, profile)
    runs = [new_costs(planner, travel.profile) for _ in range(int(count))]
    return {
        "arcs": planner.graph.n_arcs,
        "weigh_ms": median_ms([weighed for weighed, _ in runs]),
        "customize_ms": median_ms([customized for _, customized in runs]),
        "ms": median_ms([sum(run) for run in runs]),
    }


def first_answer(folder: str, profile: str, places: str) -> Answer:
    """Open a graph and plan once, in a process that has done nothing yet."""
    begin = now()
    from itinera.graph.store import open_graph

    imported = now()
    graph = open_graph(Path(folder))
    opened = now()
    from itinera.export.gpx import to_gpx
    from itinera.itinerary import Stop
    from itinera.planning import Planner, RouteRequest, Traveller

    pair = json.loads(Path(places).read_text(encoding="utf-8"))[0]
    planner = Planner(graph)
    vias = tuple(Stop("", (lon, lat)) for lon, lat in pair)
    text = to_gpx(planner.route(RouteRequest(vias, Traveller(profile)))[0])
    if "<trkpt" not in text:
        raise RuntimeError("the itinerary has no track")
    end = now()
    return {"open_ms": 1000 * (opened - imported), "after_import_s": end - begin}


def places(folder: str, profile: str, count: str, output: str, furthest_m: str) -> Answer:
    """Write pairs of places on the network, as [[lon, lat], [lon, lat]]."""
    from benchmarks.samples import opened, place_pairs

    planner, travel = opened(folder, profile)
    pairs = place_pairs(planner.graph, travel, int(count), furthest_m=float(furthest_m))
    Path(output).write_text(json.dumps(pairs), encoding="utf-8")
    return {"pairs": len(pairs), "arcs": planner.graph.n_arcs, "nodes": planner.graph.n_nodes}


def peers(folder: str, profile: str, count: str) -> Answer:
    """Time networkx and igraph on the very costs of our graph, and compare the answers."""
    from benchmarks.peers import compare

    return compare(folder, profile, int(count))


def maquette(path: str, scale: str) -> Answer:
    """Write the invented map at a scale."""
    from itinera.maquette import write_maquette

    write_maquette(Path(path), scale=float(scale))
    return {"bytes": Path(path).stat().st_size}


TASKS: dict[str, Callable[..., Answer]] = {
    task.__name__: task
    for task in (
        osmnx_build,
        osmnx_paths,
        valhalla_itineraries,
        paths,
        itineraries,
        costs,
        first_answer,
        places,
        peers,
        maquette,
    )
}

if __name__ == "__main__":
    print(json.dumps(TASKS[sys.argv[1]](*sys.argv[2:])))
