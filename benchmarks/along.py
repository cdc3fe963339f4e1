"""Heights along every edge of a map: seconds per million samples, bytes, and what a build takes.

  python -m benchmarks.along MAP.osm.pbf [--dem PATH...]

Without rasters the ground is invented (tiles of 3 arc-seconds). Seconds are processor
time; other work on the machine hardly changes them.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import fields
from pathlib import Path

import numpy as np

from benchmarks.elevation import ground
from itinera.elevation.terrain import open_terrain
from itinera.graph.build import build_graph
from itinera.graph.edgeheights import EdgeHeights
from itinera.graph.heights import heights_along
from itinera.graph.routegraph import RouteGraph

SIDE = 1201  # posts of a tile


def tiles(graph: RouteGraph, folder: Path) -> Iterator[Path]:
    """Write the tiles that a graph lies in."""
    low, high = (np.floor(e / 1e7).astype(int) for e in _corners(graph))
    for lat in range(low[1], high[1] + 1):
        for lon in range(low[0], high[0] + 1):
            name = f"{'NS'[lat < 0]}{abs(lat):02d}{'EW'[lon < 0]}{abs(lon):03d}.hgt"
            along = np.arange(SIDE) / (SIDE - 1)
            ground(*np.meshgrid(lon + along, lat + along[::-1])).astype(">i2").tofile(folder / name)
            yield folder / name


def _corners(graph: RouteGraph) -> tuple[np.ndarray, np.ndarray]:
    """Return the lowest and highest coordinates."""
    return graph.geometry.min(axis=0), graph.geometry.max(axis=0)


def measure(graph: RouteGraph, rasters: Sequence[Path]) -> Iterator[tuple[str, str]]:
    """Yield rows: what was measured, and how much it is."""
    begin = time.process_time()
    heights = heights_along(graph, open_terrain(rasters))
    seconds = time.process_time() - begin
    samples = len(heights.rise_dm)
    size = sum(getattr(heights, field.name).nbytes for field in fields(EdgeHeights))
    yield "kilometres, edges", f"{graph.edges.length_m.sum() / 1000:,.0f}, {graph.n_edges:,}"
    yield "samples", f"{samples:,}"
    yield "heights along every edge", f"{seconds:.2f} s"
    yield "a million samples, whole", f"{seconds / samples * 1e6:.2f} s"
    yield "bytes a sample", f"{size / samples:.1f}"


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, prog="python -m benchmarks.along")
    parser.add_argument("map", type=Path)
    parser.add_argument("--dem", nargs="+", type=Path)
    args = parser.parse_args()
    begin = time.process_time()
    graph = build_graph([args.map])
    built = time.process_time() - begin
    with tempfile.TemporaryDirectory(prefix="itinera-along-") as folder:
        rasters = args.dem or list(tiles(graph, Path(folder)))
        rows = [("graph without heights", f"{built:.2f} s"), *measure(graph, rasters)]
    for what, value in rows:
        sys.stdout.write(f"| {what} | {value} |\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
