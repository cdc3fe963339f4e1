"""Compare the street statistics of the maquette with real extracts.

  python benchmarks/maquette_statistics.py [MAQUETTE.osm.pbf]

All three maps go through the same code: `build_graph`, then the edges that
somebody may pass, with nodes of degree two dissolved (barriers and places where
only tags change are no junctions), so that a map with more furniture does not
seem to have shorter streets. "Within" is the least distance to one of the two
real extracts; the target is 25 %.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from itinera.geodesy import BoolArray, FloatArray, IntArray, LongArray, metres_per_degree
from itinera.graph.build import build_graph
from itinera.osm.codes import PASSABLE

ROOT = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("ITINERA_SHARED", ROOT.parent / "shared")) / "data" / "osm"
MAQUETTE = ROOT / "data" / "osm" / "bassin-minier-maquette.osm.pbf"
REAL = {
    "Heidelberg": "ors-heidelberg.test.osm.pbf",
    "Bayreuth": "graphhopper-north-bayreuth.osm.gz",
}


@dataclass(frozen=True, slots=True)
class Streets:
    """Streets between junctions: end nodes, lengths along and as the crow flies, metres."""

    ends: LongArray
    metres: FloatArray
    straight: FloatArray


def streets_of(path: Path) -> Streets:
    """Read an OSM file and return its streets."""
    graph = build_graph([path])
    edges = graph.edges
    best = np.max([edges.fwd_foot, edges.bwd_foot, edges.fwd_bicycle, edges.bwd_bicycle], axis=0)
    kept = best >= int(PASSABLE)
    ends = np.asarray(edges.nodes[kept], dtype=np.int64)
    chains = _dissolve(ends, edges.length_m[kept], graph.n_nodes)
    ends = np.array([(a, b) for a, b, _ in chains])
    per_lon, per_lat = metres_per_degree(float(graph.nodes.lonlat[:, 1].mean()) / 1e7)
    xy = graph.nodes.lonlat / 1e7 * (per_lon, per_lat)
    straight = np.hypot(*(xy[ends[:, 0]] - xy[ends[:, 1]]).T)
    return Streets(ends, np.array([m for _, _, m in chains]), straight)


def _dissolve(ends: LongArray, metres: FloatArray, count: int) -> list[tuple[int, int, float]]:
    """Join streets that meet at a node of degree two."""
    degree = np.bincount(ends.ravel(), minlength=count)
    around: dict[int, list[int]] = {}
    for edge, (a, b) in enumerate(ends.tolist()):
        around.setdefault(a, []).append(edge)
        around.setdefault(b, []).append(edge)
    pairs, lengths = ends.tolist(), metres.tolist()
    done = np.zeros(len(ends), dtype=bool)
    chains = []
    for start in np.flatnonzero((degree > 0) & (degree != 2)).tolist():
        for first in around[start]:
            if done[first]:
                continue
            edge, node, total = first, start, 0.0
            while True:
                done[edge] = True
                total += lengths[edge]
                node = pairs[edge][0] + pairs[edge][1] - node
                after = [e for e in around[node] if not done[e]]
                if degree[node] != 2 or not after:
                    break
                edge = after[0]
            chains.append((start, node, total))
    return chains


def bridges(ends: LongArray) -> BoolArray:
    """Mark the edges whose loss would part the graph (Tarjan 1974, without recursion)."""
    nodes, index = np.unique(ends, return_inverse=True)
    pairs = index.reshape(-1, 2).tolist()
    around: list[list[tuple[int, int]]] = [[] for _ in nodes]
    for edge, (a, b) in enumerate(pairs):
        around[a].append((b, edge))
        around[b].append((a, edge))
    order, low = [-1] * len(nodes), [0] * len(nodes)
    found: BoolArray = np.zeros(len(pairs), dtype=np.bool_)
    clock = 0
    for root in range(len(nodes)):
        if order[root] >= 0:
            continue
        order[root] = low[root] = clock
        clock += 1
        stack = [(root, -1, iter(around[root]))]
        while stack:
            node, came_by, rest = stack[-1]
            for other, edge in rest:
                if edge == came_by:
                    continue
                if order[other] >= 0:
                    low[node] = min(low[node], order[other])
                    continue
                order[other] = low[other] = clock
                clock += 1
                stack.append((other, edge, iter(around[other])))
                break
            else:
                stack.pop()
                if stack:
                    parent = stack[-1][0]
                    low[parent] = min(low[parent], low[node])
                    found[came_by] = low[node] > order[parent]
    return found


def statistics(streets: Streets) -> dict[str, float]:
    """Return the figures of the table."""
    degree: IntArray = np.unique(streets.ends, return_counts=True)[1].astype(np.int32)
    apart = streets.straight > 0.0
    return {
        "streets": float(len(streets.metres)),
        "kilometres": float(streets.metres.sum()) / 1000.0,
        "median length (m)": float(np.median(streets.metres)),
        "median degree": float(np.median(degree)),
        "mean degree": float(degree.mean()),
        "dead ends (share of nodes)": float((degree == 1).mean()),
        "crossings of four (share)": float((degree == 4).mean()),
        "bridge edges (share)": float(bridges(streets.ends).mean()),
        "circuity": float(streets.metres[apart].sum() / streets.straight[apart].sum()),
    }


def main(argv: list[str]) -> int:
    """Print the comparison as a Markdown table."""
    maps = {"Maquette": Path(argv[0]) if argv else MAQUETTE}
    maps |= {name: SHARED / file for name, file in REAL.items()}
    missing = [str(path) for path in maps.values() if not path.exists()]
    if missing:
        print(f"missing: {', '.join(missing)}", file=sys.stderr)
        return 5
    tables = {name: statistics(streets_of(path)) for name, path in maps.items()}
    print("| | " + " | ".join(tables) + " | within |")
    print("|---|" + "---:|" * (len(tables) + 1))
    for figure in tables["Maquette"]:
        values = [table[figure] for table in tables.values()]
        off = min(abs(values[0] / real - 1.0) for real in values[1:])
        cells = [f"{v:,.0f}" if v >= 1000 else f"{v:.3g}" for v in values]
        within = "" if figure in ("streets", "kilometres") else f"{100 * off:.0f} %"
        print(f"| {figure} | " + " | ".join(cells) + f" | {within} |")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
