"""Graphs that others made → RouteGraph: OSMnx's, simplified or not, and our own come back.

Arcs are paired into streets, streets become OSM ways, and the ways go through
the builder that OSM files go through.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from itinera.errors import InputError
from itinera.geodesy import IntArray, LongArray, to_fixed
from itinera.graph.build import ATTRIBUTION, graph_of
from itinera.graph.foreign_streets import FROM_TAGS, Street, chain, pair, tags_of
from itinera.graph.routegraph import MarkedRoute, Memberships, RouteGraph, Source, WayIndex
from itinera.osm.codes import Access, Highway
from itinera.osm.extract import (
    AreaShapes,
    NodeTable,
    NumberTable,
    OsmExtract,
    PlaceTable,
    TaggedNodes,
    Ways,
)
from itinera.osm.pools import NamePool, TagPool

if TYPE_CHECKING:
    import networkx as nx


def from_osmnx(graph: nx.MultiDiGraph[int]) -> RouteGraph:
    """Turn a graph of OSMnx, or of `to_networkx`, into a RouteGraph.

    Parameters
    ----------
    graph
        Unprojected; its nodes have x and y. Node ids that are whole numbers are
        taken for OSM ids. Attributes that are missing are unknown.

    Returns
    -------
    RouteGraph
        Without forbidden turns and points of interest, which such graphs do not
        hold; marked routes come along only from `to_networkx`.

    Raises
    ------
    InputError
        If it is no MultiDiGraph, is projected, has no street, or a node lacks a position.

    Notes
    -----
    Who may pass is read from the attributes as from OSM tags; an arc that is not
    in the graph may not be passed, except on foot against a oneway street. Where
    the attributes of a merged street disagree, the strictest access, the biggest
    way class and otherwise the first value hold.
    """
    _check(graph)
    numbers = {node: _number(node, i) for i, node in enumerate(graph.nodes)}
    streets = pair(graph, numbers)
    if not graph.graph.get("simplified"):
        streets = chain(streets)
    extract = _extract(graph, numbers, streets)
    return _restore(graph_of(extract, _source(graph, streets)), graph, numbers, streets)


def _check(graph: nx.MultiDiGraph[int]) -> None:
    """Refuse what cannot be understood."""
    import networkx as nx

    if not isinstance(graph, nx.MultiDiGraph):
        raise InputError(
            f"A {type(graph).__name__} is no street network.",
            remedy="Give a networkx.MultiDiGraph as OSMnx makes them.",
        )
    crs = str(graph.graph.get("crs", "epsg:4326"))
    if not crs.lower().endswith(("4326", "crs84")):
        raise InputError(
            f"The graph is projected ({crs}).",
            remedy='Use osmnx.project_graph(G, to_crs="epsg:4326") first.',
        )
    if not graph.number_of_edges():
        raise InputError("The graph has no street.", remedy="Give a graph with edges.")
    for node, data in graph.nodes(data=True):
        x, y = data.get("x"), data.get("y")
        if not (_is_within(x, 180.0) and _is_within(y, 90.0)):
            raise InputError(
                f"Node {node!r} has x={x!r}, y={y!r}.",
                remedy="Give every node x (longitude) and y (latitude) in degrees.",
            )


def _is_within(value: object, limit: float) -> bool:
    """Say whether a coordinate is a number of degrees up to `limit`."""
    return isinstance(value, int | float) and abs(value) <= limit


def _number(node: object, position: int) -> int:
    """Return the OSM id of a node; one of ours where it has none (above all that OSM uses)."""
    return node if isinstance(node, int) and node >= 0 else (1 << 50) + position


def _extract(
    graph: nx.MultiDiGraph[int], numbers: Mapping[int, int], streets: list[Street]
) -> OsmExtract:
    """Write streets as ways whose ids are their places in `streets`."""
    names, tags = NamePool(), TagPool()
    way_tags = [tags.add(s.tags) for s in streets]
    node_tags = {numbers[n]: tags_of(data) for n, data in graph.nodes(data=True)}
    tagged = sorted(number for number, found in node_tags.items() if found)
    tagged_tags = [tags.add(tuple(sorted(node_tags[number].items()))) for number in tagged]
    way_names = [(names.add(s.name), names.add(s.ref)) for s in streets]
    tagsets, tag_number = tags.finish()
    texts, name_number = names.finish()
    refs, nodes = _points(graph, numbers, streets)
    named = name_number[np.array(way_names, dtype=np.int64).reshape(-1, 2)]
    return OsmExtract(
        ways=Ways(
            osm_id=np.arange(len(streets), dtype=np.int64),
            tagset=tag_number[way_tags],
            name=np.ascontiguousarray(named[:, 0]),
            ref=np.ascontiguousarray(named[:, 1]),
            offsets=np.cumsum([0, *map(len, refs)], dtype=np.int64),
            refs=np.array([ref for row in refs for ref in row], dtype=np.int64),
        ),
        nodes=nodes,
        tagged_nodes=TaggedNodes(
            np.array(tagged, dtype=np.int64),
            tag_number[np.array(tagged_tags, dtype=np.int64)].astype(np.int32),
        ),
        routes=(),
        restrictions=(),
        places=PlaceTable(_pairs([]), *_columns(np.uint8, np.uint8, np.int64, np.int32, np.int32)),
        numbers=NumberTable(np.zeros(0, dtype=np.int64), _pairs([]), *_columns(np.int32, np.int32)),
        areas=AreaShapes(np.zeros(0, dtype=np.uint8), ()),
        names=texts,
        tagsets=list(tagsets.values()),
        tagset_texts=list(tagsets),
        timestamp=str(graph.graph.get("osm_timestamp", "")),
        invented=_is_invented(graph),
        notes={},
    )


def _points(
    graph: nx.MultiDiGraph[int], numbers: Mapping[int, int], streets: list[Street]
) -> tuple[list[list[int]], NodeTable]:
    """Give ids below zero to the points inside streets, and place all nodes."""
    inside = [point for street in streets for point in street.inside.tolist()]
    refs: list[list[int]] = []
    used = 0
    for street in streets:
        between = [u - len(inside) for u in range(used, used + len(street.inside))]
        used += len(street.inside)
        refs.append([street.refs[0], *between, *street.refs[1:]])
    places = {numbers[n]: (d["x"], d["y"]) for n, d in graph.nodes(data=True)}
    ids = sorted(places)
    fixed = to_fixed(np.array([places[i] for i in ids], dtype=np.float64))
    return refs, NodeTable(
        osm_id=np.array([*range(-len(inside), 0), *ids], dtype=np.int64),
        lonlat=np.concatenate([_pairs(inside), fixed]),
        located=np.ones(len(inside) + len(ids), dtype=np.bool_),
    )


def _pairs(points: list[list[int]]) -> IntArray:
    """Return points as a column of pairs, also where there is none."""
    return np.array(points, dtype=np.int32).reshape(-1, 2)


def _columns(*dtypes: type[np.generic]) -> Iterable[Any]:
    """Return empty columns (Any: their types differ)."""
    return [np.zeros(0, dtype=dtype) for dtype in dtypes]


def _source(graph: nx.MultiDiGraph[int], streets: list[Street]) -> Source:
    """Say where the graph comes from; its id is a checksum over the streets."""
    digest = hashlib.sha256()
    for street in streets:
        digest.update(repr((street.refs, street.way, street.tags, street.access)).encode())
        digest.update(street.inside.tobytes())
    return Source(
        files=("networkx",),
        sha256=(digest.hexdigest(),),
        osm_timestamp=str(graph.graph.get("osm_timestamp", "")),
        options=(),
        graph_id=digest.hexdigest()[:16],
        invented=_is_invented(graph),
        attribution=str(graph.graph.get("attribution", ATTRIBUTION)),
    )


def _is_invented(graph: nx.MultiDiGraph[int]) -> bool:
    """Say whether the network is invented (GraphML keeps truth as text)."""
    return str(graph.graph.get("invented", False)) == "True"


def _restore(
    built: RouteGraph,
    graph: nx.MultiDiGraph[int],
    numbers: Mapping[int, int],
    streets: list[Street],
) -> RouteGraph:
    """Put back way ids, and the access and areas that came with the arcs."""
    row = np.asarray(built.edges.way)
    ids = np.array([s.way for s in streets], dtype=np.int64)
    given = np.array([s.access for s in streets], dtype=np.uint8)[row]
    old = built.edges
    columns = (old.fwd_foot, old.bwd_foot, old.fwd_bicycle, old.bwd_bicycle)
    access = [
        np.where(given[:, i] == FROM_TAGS, column, given[:, i]).astype(np.uint8)
        for i, column in enumerate(columns)
    ]
    edges = replace(
        old,
        way=ids[row],
        areas=np.array([s.areas for s in streets], dtype=np.uint8)[row],
        fwd_foot=access[0],
        bwd_foot=access[1],
        fwd_bicycle=access[2],
        bwd_bicycle=access[3],
    )
    return replace(
        built,
        edges=edges,
        nodes=_restored_nodes(built, graph, numbers),
        ways=_way_index(built.ways, np.unique(ids, return_index=True)),
        routes=_marked_routes(graph),
        memberships=_memberships([streets[i].marked for i in row.tolist()]),
    )


def _marked_routes(graph: nx.MultiDiGraph[int]) -> tuple[MarkedRoute, ...]:
    """Read the marked routes that `to_networkx` wrote, if it did."""
    rows = json.loads(graph.graph.get("marked_routes", "[]"))
    return tuple(MarkedRoute(**{**row, "parents": tuple(row["parents"])}) for row in rows)


def _memberships(marked: list[str]) -> Memberships:
    """Read the marked routes of every edge."""
    read = {text: json.loads(text) for text in set(marked)}
    rows = np.array([pair for text in marked for pair in read[text]], dtype=np.int32)
    rows = rows.reshape(-1, 2)
    offsets = np.cumsum([0, *(len(read[text]) for text in marked)], dtype=np.int64)
    return Memberships(offsets, np.ascontiguousarray(rows[:, 0]), rows[:, 1].astype(np.uint8))


def _way_index(built: WayIndex, first: tuple[LongArray, LongArray]) -> WayIndex:
    """Return the index of ways under their real ids, each once."""
    ids, rows = first
    return replace(built, way=ids, tagset=built.tagset[rows])


def _restored_nodes(
    built: RouteGraph, graph: nx.MultiDiGraph[int], numbers: Mapping[int, int]
) -> Any:  # Any: routegraph.Nodes, whose columns are replaced by name
    """Put back who may pass through nodes, and the biggest road there, where given."""
    data = {numbers[n]: d for n, d in graph.nodes(data=True)}
    columns = {name: np.array(getattr(built.nodes, name)) for name in ("foot", "bicycle", "road")}
    for row, number in enumerate(built.nodes.osm_id.tolist()):
        found = data.get(number, {})
        for mode in ("foot", "bicycle"):
            if f"{mode}_access" in found:
                columns[mode][row] = Access[str(found[f"{mode}_access"]).upper()]
        if "biggest_road" in found:
            columns["road"][row] = Highway[str(found["biggest_road"]).upper()]
    return replace(built.nodes, **columns)
