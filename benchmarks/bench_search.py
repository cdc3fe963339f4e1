"""The search by itself: what each kind of question takes, in processor time.

  python -m benchmarks.bench_search [FILE.osm.pbf] [--profile NAME]

`python -m benchmarks` measures the whole beside other engines; this is for
whoever works on the search. Processor time is less disturbed by neighbours than
the clock.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path
from unittest import mock

import numpy as np

from benchmarks.__main__ import HEIDELBERG
from itinera.graph.build import build_graph
from itinera.graph.snap import Snap
from itinera.profile import load_profile, weigh
from itinera.profile.weighting import Weighting
from itinera.search import exact, warm_up
from itinera.search.components import strong_components, worth_being_in
from itinera.search.costs import TravelCosts
from itinera.search.isochrone import area, reach
from itinera.search.network import SearchNetwork
from itinera.search.router import Router

N_QUERIES, N_ROUTES, N_ALTERNATIVES, N_MATRIX = 5000, 400, 50, 300
HALF_AN_HOUR = 1800.0  # seconds


def _seconds(task: Callable[[], object], *, times: int = 1) -> float:
    """Return the processor seconds of one run of `task`, the least of `times`."""
    spent = []
    for _ in range(times):
        begin = time.process_time()
        task()
        spent.append(time.process_time() - begin)
    return min(spent)


def measure(osm_file: Path, profile_name: str) -> list[tuple[str, str]]:
    """Return the rows of the table: what, and how long."""
    warm_up()
    graph = build_graph([osm_file])
    profile = load_profile(profile_name)
    weighting = weigh(profile, graph)
    cost, node_cost, mode = weighting.cost, weighting.node_cost, weighting.mode
    network = SearchNetwork.prepare(graph)

    def customize() -> Router:
        return Router(network, cost, node_cost, mode)

    rows = [
        ("nodes, arcs, forbidden turns", f"{graph.n_nodes:,}, {graph.n_arcs:,}, "
         f"{len(graph.turns.relation):,}"),
        ("order, once per graph", _ms(_seconds(lambda: SearchNetwork.prepare(graph)))),
        ("topology, once per graph",
         _ms(_seconds(lambda: SearchNetwork(graph, network.order).topology))),
        ("new costs", _ms(_seconds(customize, times=3))),
    ]  # fmt: skip
    return rows + _queries(customize()) + _places(customize(), weighting)


def _queries(router: Router) -> list[tuple[str, str]]:
    """Time paths between random junctions of the main component."""
    component = strong_components(router.network.graph, router.cost, router.node_cost)
    nodes = np.flatnonzero(component == np.bincount(component).argmax())
    pairs = np.random.default_rng(1).choice(nodes, (N_QUERIES, 2)).tolist()
    found = [path for path in router.node_paths(pairs) if path is not None]
    assert found, "no path was found"
    slow = exact.without_turning_back
    with mock.patch.object(exact, "without_turning_back", wraps=slow) as counted:
        router.node_paths(pairs)
    searched = counted.call_count
    seconds = _seconds(lambda: router.node_paths(pairs), times=3)
    mean = sum(len(arcs) for _, arcs in found) / len(found)
    return [
        ("paths between junctions per second, arcs returned", f"{N_QUERIES / seconds:,.0f}"),
        ("arcs of a path, mean", f"{mean:.0f}"),
        ("of these searched again so as not to turn round", f"{searched} of {N_QUERIES:,}"),
    ]


def _places(router: Router, weighting: Weighting) -> list[tuple[str, str]]:
    """Time what begins and ends inside edges."""
    network, graph = router.network, router.network.graph
    places = _some_places(router, 2 * N_ROUTES)
    pairs = list(zip(places[::2], places[1::2], strict=True))
    asked, table = pairs[:N_ALTERNATIVES], places[:N_MATRIX]
    offered = sum(len(router.alternatives(*pair)) - 1 for pair in asked) / len(asked)
    node_seconds = np.where(np.isfinite(router.node_cost), weighting.node_seconds, np.inf)
    seconds = np.where(np.isfinite(router.cost), weighting.seconds, np.inf)
    times = TravelCosts(network, seconds, node_seconds, router.mode)
    found = reach(times, places[0], HALF_AN_HOUR)
    spent = {
        "a route": _seconds(lambda: [router.route(*p) for p in pairs], times=3) / len(pairs),
        f"a route with its alternatives ({offered:.1f} of 3 offered)": _seconds(
            lambda: [router.alternatives(*p) for p in asked]
        )
        / len(asked),
        f"a matrix of {N_MATRIX} × {N_MATRIX}": _seconds(lambda: router.matrix(table, table)),
        f"reach of 30 minutes: {found.length_m(graph) / 1000:,.0f} km of ways": _seconds(
            lambda: reach(times, places[0], HALF_AN_HOUR), times=3
        ),
        "reach of 30 minutes: its area": _seconds(lambda: area(graph, found)),
    }
    return [(what, _ms(value)) for what, value in spent.items()]


def _some_places(router: Router, n: int) -> list[Snap]:
    """Return random places inside edges of the main component."""
    graph = router.network.graph
    worth = worth_being_in(graph, router.cost, router.node_cost)
    component = strong_components(graph, router.cost, router.node_cost)
    main = (component == np.bincount(component).argmax())[graph.edges.nodes].all(axis=1)
    rng = np.random.default_rng(2)
    edges = rng.choice(np.flatnonzero(worth & main), n).tolist()
    lonlat = [graph.node_lonlat(int(graph.edges.nodes[edge, 0])) for edge in edges]
    shares = rng.random(n).tolist()
    return [Snap(*row, 0.0) for row in zip(edges, shares, lonlat, strict=True)]


def _ms(seconds: float) -> str:
    return f"{1000.0 * seconds:.3g} ms"


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, prog="python -m benchmarks.bench_search")
    parser.add_argument("osm_file", type=Path, nargs="?", default=HEIDELBERG)
    parser.add_argument("--profile", default="touring_bike")
    args = parser.parse_args()
    rows = measure(args.osm_file, args.profile)
    sys.stdout.write(f"| {args.profile} on {args.osm_file.name} | |\n| --- | --- |\n")
    sys.stdout.writelines(f"| {what} | {how} |\n" for what, how in rows)
    return 0


if __name__ == "__main__":
    sys.exit(main())
