"""What is in a graph: counts, kilometres by way class and mode, components, source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from itinera.graph.edgeheights import DEM, EdgeHeights
from itinera.graph.sampling import blocks
from itinera.osm.codes import PASSABLE, Access, HeightFlag, Highway, PlaceKind

if TYPE_CHECKING:
    from itinera.geodesy import BoolArray
    from itinera.graph.routegraph import RouteGraph

MODES = ("foot", "bicycle")
HEIGHT_KINDS = {
    "bridged_void": HeightFlag.BRIDGED_VOID,
    "corrected": HeightFlag.CORRECTED,
    "flat": HeightFlag.FLAT,
    "spanned": HeightFlag.SPANNED,
}


def describe(graph: RouteGraph) -> dict[str, Any]:  # Any: a JSON document
    """Tell what is in a graph, as a document ready for JSON.

    Returns
    -------
    dict
        nodes, edges, length_m, bbox, modes (per mode: length_m, ridden or walked
        length, components), highways (per class: length_m, and per mode), kept,
        elevation (None without heights), notes, source.
    """
    usable = {mode: usable_edges(graph, mode) for mode in MODES}
    source = graph.source
    low, high = graph.nodes.lonlat.min(axis=0) / 1e7, graph.nodes.lonlat.max(axis=0) / 1e7
    return {
        "nodes": graph.n_nodes,
        "edges": graph.n_edges,
        "length_m": _metres(graph, np.ones(graph.n_edges, dtype=np.bool_)),
        "bbox": [*low.tolist(), *high.tolist()],
        "modes": {mode: _mode(graph, mode, usable[mode]) for mode in MODES},
        "highways": _highways(graph, usable),
        "kept": _kept(graph),
        "elevation": None if graph.heights is None else _elevation(graph, graph.heights),
        "notes": dict(graph.notes),
        "source": {
            "files": list(source.files),
            "sha256": list(source.sha256),
            "osm_timestamp": source.osm_timestamp,
            "options": dict(source.options),
            "graph_id": source.graph_id,
            "invented": source.invented,
            "attribution": source.attribution,
        },
    }


def usable_edges(graph: RouteGraph, mode: str) -> BoolArray:
    """Tell which edges a mode may pass in some direction, pushing included; bool (n_edges,)."""
    passable = (graph.arc_access(mode) >= PASSABLE).reshape(-1, 2)
    either: BoolArray = passable[:, 0] | passable[:, 1]
    return either


def _metres(graph: RouteGraph, edges: BoolArray) -> float:
    """Return the length of some edges, to the decimetre."""
    return round(float(graph.edges.length_m[edges].sum()), 1)


def _mode(graph: RouteGraph, mode: str, usable: BoolArray) -> dict[str, Any]:
    """Return lengths and components of what a mode may use."""
    access = graph.arc_access(mode).reshape(-1, 2)
    freely = access > Access.PUSH
    return {
        "length_m": _metres(graph, usable),
        "oneway_m": _metres(graph, freely[:, 0] != freely[:, 1]),
        "pushed_m": _metres(graph, usable & (access.max(axis=1) == Access.PUSH)),
        "private_m": _metres(graph, access.max(axis=1) == Access.PRIVATE),
        **_components(graph, mode),
    }


def _components(graph: RouteGraph, mode: str) -> dict[str, int]:
    """Count weak and strong components of two or more nodes, and the nodes of the largest."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import (
        connected_components,
    )

    arcs = graph.arc_access(mode) >= PASSABLE
    tails, heads = graph.arc_tails()[arcs], graph.arc_heads()[arcs]
    ones = np.ones(len(tails), dtype=np.int8)
    matrix = csr_array((ones, (tails, heads)), shape=(graph.n_nodes, graph.n_nodes))
    found = {}
    for kind in ("weak", "strong"):
        _, label = connected_components(matrix, directed=True, connection=kind)
        sizes = np.bincount(label)
        found[f"{kind}_components"] = int(np.count_nonzero(sizes > 1))
        found[f"largest_{kind}_nodes"] = int(sizes.max(initial=0))
    return found


def _highways(graph: RouteGraph, usable: dict[str, BoolArray]) -> dict[str, dict[str, float]]:
    """Return metres by way class: all, and what each mode may use."""
    table = {}
    for code in np.unique(graph.edges.highway).tolist():
        of_class = graph.edges.highway == code
        table[Highway(code).name.lower()] = {
            "length_m": _metres(graph, of_class),
            **{f"{mode}_m": _metres(graph, of_class & usable[mode]) for mode in MODES},
        }
    return table


def _kept(graph: RouteGraph) -> dict[str, Any]:
    """Count what else the graph knows."""
    kinds, counts = np.unique(graph.places.kind, return_counts=True)
    return {
        "ways": len(graph.ways.way),
        "barriers": int(np.count_nonzero(graph.nodes.barrier)),
        "dated_edges": int(np.count_nonzero(graph.edges.dated >= 0)),
        "marked_routes": len(graph.routes),
        "marked_edges": int(np.count_nonzero(np.diff(graph.memberships.offsets))),
        "forbidden_turns": len(graph.turns.relation),
        "numbered_nodes": len(graph.numbered.node),
        "places": {
            PlaceKind(kind).name.lower(): int(count)
            for kind, count in zip(kinds.tolist(), counts.tolist(), strict=True)
        },
    }


def _elevation(graph: RouteGraph, heights: EdgeHeights) -> dict[str, Any]:
    """Return how much of the network has heights, which, and how they came about."""
    unknown_m, low, high = 0.0, np.inf, -np.inf
    for first, last in blocks(heights.offsets):
        edges = slice(first, last)
        ele_m = heights.metres(edges)
        own = heights.offsets[first:last] - heights.offsets[first]
        counts = np.diff(heights.offsets[first : last + 1])
        missing = np.add.reduceat(np.isnan(ele_m).astype(np.int64), own) / counts
        unknown_m += float((missing * graph.edges.length_m[edges]).sum())
        low = min(low, float(np.nanmin(ele_m, initial=np.inf)))
        high = max(high, float(np.nanmax(ele_m, initial=-np.inf)))
    whole_m = float(graph.edges.length_m.sum())
    known = np.isfinite(low)
    return {
        "coverage": round(1.0 - unknown_m / whole_m, 4),
        "unknown_m": round(unknown_m, 1),
        "min_m": round(low, 1) if known else None,
        "max_m": round(high, 1) if known else None,
        "samples": len(heights.rise_dm),
        "rasters": [k.removeprefix(DEM) for k, _ in graph.source.options if k.startswith(DEM)],
        "model": bool((heights.flags & HeightFlag.MODEL).any()),
        **{f"{k}_m": _metres(graph, (heights.flags & m) > 0) for k, m in HEIGHT_KINDS.items()},
    }


def _heights_line(found: dict[str, Any]) -> str:
    """Return the elevation part of `describe`'s document as a line."""
    rasters = found["rasters"]
    named = f"{len(rasters)} rasters" if len(rasters) > 3 else ", ".join(rasters)
    span = "none known"
    if found["min_m"] is not None:
        span = f"{found['min_m']:,.1f} to {found['max_m']:,.1f} m"
    parts = [f"{found[f'{k}_m'] / 1000:,.1f} km {k.replace('_', ' ')}" for k in HEIGHT_KINDS]
    model = " (a model, no survey)" if found["model"] else ""
    return (
        f"heights from {named}{model}: {span}; {found['unknown_m'] / 1000:,.1f} km unknown, "
        f"{', '.join(parts)}"
    )


def as_text(found: dict[str, Any]) -> str:
    """Return `describe`'s document as lines for people."""
    source = found["source"]
    lines = [
        f"{', '.join(source['files'])}, data of {source['osm_timestamp'] or 'unknown date'}",
        source["attribution"],
        f"graph {source['graph_id']}: {found['nodes']:,} nodes, {found['edges']:,} edges, "
        f"{found['length_m'] / 1000:,.1f} km",
    ]
    options = {k: v for k, v in source["options"].items() if not k.startswith(DEM)}
    lines += [f"  {key}: {value}" for key, value in options.items()]
    if found["elevation"] is not None:
        lines.append(_heights_line(found["elevation"]))
    for mode, row in found["modes"].items():
        lines.append(
            f"{mode}: {row['length_m'] / 1000:,.1f} km, of which {row['oneway_m'] / 1000:,.1f} "
            f"oneway, {row['pushed_m'] / 1000:,.1f} pushing; {row['strong_components']} strong "
            f"and {row['weak_components']} weak components, the largest of "
            f"{row['largest_strong_nodes']:,} nodes"
        )
    lines.append(f"{'km by way class':<18}{'all':>10}{'foot':>10}{'bicycle':>10}")
    for name, row in found["highways"].items():
        values = (row["length_m"], row["foot_m"], row["bicycle_m"])
        lines.append(f"  {name:<16}" + "".join(f"{value / 1000:>10,.1f}" for value in values))
    kept = {**found["kept"], "places": sum(found["kept"]["places"].values())}
    lines.append(", ".join(f"{count} {name.replace('_', ' ')}" for name, count in kept.items()))
    lines += [f"note: {count} {NOTES.get(key, key)}" for key, count in found["notes"].items()]
    return "\n".join(lines)


NOTES = {
    "terrils_corrected": "spoil heaps raised to their known shape",
    "gaps": "gaps in ways, where a node is missing or outside the area",
    "duplicate_ways": "ways that came twice, counted once",
    "broken_areas": "areas whose outline does not close or crosses itself, left out",
    "route_members_elsewhere": "members of marked routes that are not in the graph",
    "broken_restrictions": "turn restrictions that do not fit their ways",
    "conditional_restrictions": "turn restrictions that hold at some times only, not applied",
}
