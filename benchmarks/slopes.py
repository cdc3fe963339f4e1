"""What weighing with slopes takes, and what the noise of a raster does to times.

  python -m benchmarks.slopes            both tables of docs/elevation.md and docs/profiles.md
  python -m benchmarks.slopes --demo     the demonstration map too, which takes a minute to build

Processor time, median of fifteen, after the gradients of the graph are known.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from benchmarks.measure import ROOT
from itinera.bundle import bundled
from itinera.elevation.heights import RasterSource
from itinera.elevation.terrain import Heights, Terrain, open_terrain
from itinera.geodesy import FloatArray
from itinera.graph import grades
from itinera.graph.build import build_graph
from itinera.graph.edgeheights import EdgeHeights
from itinera.graph.elevate import with_heights
from itinera.graph.heights import heights_along
from itinera.graph.routegraph import RouteGraph
from itinera.profile import load_profile, weigh

SHARED = ROOT.parent / "shared" / "data"
TRAVELLERS = ("hike", "stroller", "trail_run", "touring_bike", "road_bike")
POST_M = 30.0  # between posts of the noisy raster
WINDOWS_M = (25.0, 50.0, 100.0)
PASSES = 15


INVENTED = RasterSource("invented", "0" * 64, POST_M, "EPSG:4326", (-180.0, -90.0, 180.0, 90.0))


class Invented(Terrain):
    """A terrain that is a function of (lon, lat)."""

    def __init__(self, ground: Callable[[FloatArray], FloatArray]) -> None:
        super().__init__((), (INVENTED,))
        self.ground = ground

    def heights(self, lonlat: FloatArray) -> Heights:
        """Return heights of places."""
        none = np.zeros(len(lonlat), dtype=np.bool_)
        source = np.zeros(len(lonlat), dtype=np.uint16)
        return Heights(self.ground(lonlat), none, source, ~none)


def hills(lonlat: FloatArray) -> FloatArray:
    """Return made-up hills of up to 20 %."""
    return np.asarray(150 + 60 * np.sin(300 * lonlat[:, 0]) * np.cos(400 * lonlat[:, 1]))


def noise(sd_m: float, seed: int = 0) -> Callable[[FloatArray], FloatArray]:
    """Return flat ground as a raster sees it that errs from post to post."""
    posts = np.random.default_rng(seed).normal(0.0, sd_m, (1001, 1001))

    def ground(lonlat: FloatArray) -> FloatArray:
        column = lonlat * (np.array([71_000.0, 111_200.0]) / POST_M) % 1000.0
        low = column.astype(np.int64)
        east, north = (column - low).T
        (i, j), one = low.T, 1
        south = posts[i, j] * (1 - east) + posts[i + one, j] * east
        return np.asarray(
            100.0
            + south * (1 - north)
            + (posts[i, j + one] * (1 - east) + posts[i + one, j + one] * east) * north
        )

    return ground


def on_ground(graph: RouteGraph, ground: Callable[[FloatArray], FloatArray]) -> RouteGraph:
    """Return a graph with the heights of an invented ground."""
    terrain = Invented(ground)
    return replace(graph, heights=heights_along(graph, terrain))


def weighing_ms(graph: RouteGraph, name: str) -> float:
    """Return the processor time of weighing a graph, in milliseconds."""
    profile, taken = load_profile(name), []
    for _ in range(PASSES + 1):
        begin = time.thread_time()
        found = int(np.isfinite(weigh(profile, graph).cost).sum())
        taken.append(1000.0 * (time.thread_time() - begin))
        if not found:
            raise RuntimeError(f"{name} may go nowhere.")
    return float(np.median(taken[1:]))


def times_of_the_flat(graph: RouteGraph, name: str) -> float:
    """Return how many times as long as on the flat all arcs together take."""
    profile = load_profile(name)
    flat = weigh(profile, replace(graph, heights=None))
    passable = np.isfinite(flat.cost)
    return float(weigh(profile, graph).seconds[passable].sum() / flat.seconds[passable].sum())


def speed_table(graphs: dict[str, RouteGraph]) -> list[str]:
    """Return the table of what weighing takes."""
    lines = ["| map | traveller | without heights, ms | with, ms |", "|---|---|---|---|"]
    for name, graph in graphs.items():
        grades.grades_of(graph)
        for traveller in TRAVELLERS:
            without = weighing_ms(replace(graph, heights=None), traveller)
            lines.append(
                f"| {name} | {traveller} | {without:.1f} | {weighing_ms(graph, traveller):.1f} |"
            )
    return lines


def noise_table(graphs: dict[str, RouteGraph]) -> list[str]:
    """Return the table of times of the flat by the length over which a gradient is felt."""
    lines = [
        f"| ground | over, m | {' | '.join(TRAVELLERS)} |",
        "|---" * (len(TRAVELLERS) + 2) + "|",
    ]
    usual = grades.WINDOW_M
    for name, graph in graphs.items():
        for window_m in WINDOWS_M:
            grades.WINDOW_M = window_m
            fresh = replace(graph, heights=_again(graph))
            shares = (f"{times_of_the_flat(fresh, traveller):.3f}" for traveller in TRAVELLERS)
            lines.append(f"| {name} | {window_m:.0f} | {' | '.join(shares)} |")
    grades.WINDOW_M = usual
    return lines


def _again(graph: RouteGraph) -> EdgeHeights:
    """Return the heights of a graph as if new, so that nothing kept of them is used."""
    assert graph.heights is not None
    return replace(graph.heights)


def main(arguments: Sequence[str]) -> int:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--demo", action="store_true", help="measure the demonstration map too")
    demo = parser.parse_args(arguments).demo
    bayreuth = build_graph([SHARED / "osm" / "graphhopper-north-bayreuth.osm.gz"])
    tiles = [SHARED / "dem" / f"{name}.hgt.zip" for name in ("N49E011", "N50E011")]
    real = with_heights(bayreuth, open_terrain(tiles))
    town = build_graph([SHARED / "osm" / "ors-heidelberg.test.osm.pbf"])
    graphs = {"Heidelberg, hills of 20 %": on_ground(town, hills), "north of Bayreuth, SRTM": real}
    if demo:
        graphs["demonstration map"] = _demonstration()
    print("\n".join(speed_table(graphs)), end="\n\n")
    rough = {f"flat, noise of {sd:g} m": on_ground(bayreuth, noise(sd)) for sd in (0.5, 1.0, 2.0)}
    print("\n".join(noise_table({"north of Bayreuth, SRTM": real, **rough})))
    return 0


def _demonstration() -> RouteGraph:
    """Return the demonstration map with its model terrain."""
    graph = build_graph([_only(bundled("data/osm"), "*.pbf")])
    return with_heights(graph, open_terrain(sorted(bundled("data/dem").glob("*.tif"))))


def _only(folder: Path, pattern: str) -> Path:
    (found,) = folder.glob(pattern)
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
