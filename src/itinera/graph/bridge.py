"""The way out to networkx and OSMnx; `itinera.graph.foreign` is the way in.

A graph goes out under OSMnx's attribute names, so that OSMnx plots, measures
and saves it. Some attributes of ours go with it, so that nothing that profiles
read is lost on the way back: `foot_access` and `bicycle_access` (codes.Access by
name, per arc and node), `area_flags`, `biggest_road`, and `marked_routes` (of the
graph: the routes as JSON; of an arc: JSON pairs of a route's place in that list
and its direction, see `Memberships`). Forbidden turns do not travel.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from itinera.errors import InputError
from itinera.geodesy import BoolArray, ByteArray, LongArray, to_degrees
from itinera.graph.areas import edge_lines
from itinera.graph.foreign import from_osmnx
from itinera.graph.routegraph import RouteGraph
from itinera.osm.codes import PASSABLE, Access, Highway

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["from_osmnx", "to_networkx"]

ROUNDABOUTS = ("roundabout", "circular")
Attributes = dict[str, Any]  # what networkx keeps: OSM tags are str, the rest as OSMnx types it


def to_networkx(graph: RouteGraph, *, mode: str | None = None) -> nx.MultiDiGraph[int]:
    """Turn a graph into a networkx graph with OSMnx's attribute names.

    Parameters
    ----------
    graph
        The graph.
    mode
        "foot" or "bicycle": only the arcs that it may pass; all that somebody
        may pass if left out.

    Returns
    -------
    networkx.MultiDiGraph
        Node ids are OSM ids; `reversed` is True on arcs against their OSM way;
        lengths are geodesic metres.

    Raises
    ------
    InputError
        If `mode` is none of ours.
    """
    import networkx as nx

    if mode not in (None, "foot", "bicycle"):
        raise InputError(f"There is no mode {mode!r}.", remedy='Use "foot" or "bicycle".')
    passable = _passable_arcs(graph, mode)
    result: nx.MultiDiGraph[int] = nx.MultiDiGraph(
        crs="epsg:4326",
        simplified=True,
        created_with="itinera",
        created_date=graph.source.osm_timestamp,
        osm_timestamp=graph.source.osm_timestamp,
        attribution=graph.source.attribution,
        invented=graph.source.invented,
        marked_routes=json.dumps([asdict(route) for route in graph.routes], ensure_ascii=False),
    )
    used = np.flatnonzero(passable.reshape(-1, 2).any(axis=1)).astype(np.int64)
    result.add_nodes_from(_nodes(graph, used))
    result.add_edges_from(_arcs(graph, used, passable, of_mode=mode is not None))
    return result


def _passable_arcs(graph: RouteGraph, mode: str | None) -> BoolArray:
    """Return which arcs go out."""
    modes = ("foot", "bicycle") if mode is None else (mode,)
    passable = [graph.arc_access(m) >= PASSABLE for m in modes]
    return np.asarray(np.any(passable, axis=0), dtype=np.bool_)


def _nodes(graph: RouteGraph, used: LongArray) -> list[tuple[int, Attributes]]:
    """List the nodes of the edges used, with their attributes."""
    ends = graph.edges.nodes[used]
    streets = np.bincount(ends.reshape(-1), minlength=graph.n_nodes)
    columns = graph.nodes
    lonlat = to_degrees(columns.lonlat)
    listed = []
    for n in np.flatnonzero(streets).tolist():
        attributes: Attributes = {
            **_tags(graph, int(columns.tagset[n])),
            "x": float(lonlat[n, 0]),
            "y": float(lonlat[n, 1]),
            "street_count": int(streets[n]),
            "foot_access": Access(columns.foot[n]).name.lower(),
            "bicycle_access": Access(columns.bicycle[n]).name.lower(),
            "biggest_road": Highway(columns.road[n]).name.lower(),
        }
        listed.append((int(columns.osm_id[n]), attributes))
    return listed


def _arcs(
    graph: RouteGraph, used: LongArray, passable: BoolArray, *, of_mode: bool
) -> list[tuple[int, int, Attributes]]:
    """List the arcs that go out, with their attributes, in the order of the edges."""
    lines = edge_lines(graph, used)
    ids = graph.nodes.osm_id[graph.edges.nodes]
    access = {mode: graph.arc_access(mode) for mode in ("foot", "bicycle")}
    listed = []
    for line, e in zip(lines, used.tolist(), strict=True):
        common = _attributes(graph, e)
        both = bool(passable[2 * e] and passable[2 * e + 1])
        common["oneway"] = not both if of_mode else _is_oneway(common)
        for side, drawn in ((0, line), (1, shapely.reverse(line))):
            if passable[2 * e + side]:
                own = {**common, "reversed": bool(side), "geometry": drawn}
                own |= {f"{m}_access": _name(access[m], 2 * e + side) for m in access}
                listed.append((int(ids[e, side]), int(ids[e, 1 - side]), own))
    return listed


def _name(column: ByteArray, arc: int) -> str:
    """Return an access by name."""
    return Access(column[arc]).name.lower()


def _attributes(graph: RouteGraph, edge: int) -> Attributes:
    """Return what both arcs of an edge have in common."""
    columns = graph.edges
    attributes: Attributes = {
        **_tags(graph, int(columns.tagset[edge])),
        "osmid": int(columns.way[edge]),
        "length": float(columns.length_m[edge]),
    }
    if "oneway" in attributes:
        attributes["oneway_tag"] = attributes["oneway"]
    for key, column in (("name", columns.name), ("ref", columns.ref)):
        if column[edge]:
            attributes[key] = graph.names[int(column[edge])]
    if marked := _marked(graph, edge):
        attributes["marked_routes"] = json.dumps(marked)
    if columns.areas[edge]:
        attributes["area_flags"] = int(columns.areas[edge])
    return attributes


def _marked(graph: RouteGraph, edge: int) -> list[list[int]]:
    """Return (route, direction) of every marked route on an edge."""
    rows = graph.memberships
    mine = slice(int(rows.offsets[edge]), int(rows.offsets[edge + 1]))
    return [[int(r), int(d)] for r, d in zip(rows.route[mine], rows.direction[mine], strict=True)]


def _tags(graph: RouteGraph, tagset: int) -> dict[str, str]:
    """Return a set of OSM tags."""
    tags: dict[str, str] = json.loads(graph.tagsets[tagset])
    return tags


def _is_oneway(attributes: Attributes) -> bool:
    """Say whether a way is one for vehicles, as OSMnx understands it."""
    value = attributes.get("oneway_tag", "no")
    if value == "no":
        return attributes.get("junction") in ROUNDABOUTS and "oneway_tag" not in attributes
    return value in ("yes", "true", "1", "-1", "reverse")
