"""OSM files → RouteGraph. Every step works on whole columns."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import numpy as np

from itinera.errors import InputError, OsmFileError
from itinera.graph.build_access import AccessTable, node_table, way_table
from itinera.graph.build_areas import area_flags
from itinera.graph.build_lookup import Lookup
from itinera.graph.build_routes import marked_routes
from itinera.graph.build_turns import forbidden_turns
from itinera.graph.routegraph import (
    Edges,
    Nodes,
    NumberedNodes,
    Places,
    RouteGraph,
    Source,
    StringPool,
    WayIndex,
)
from itinera.graph.topology import Topology, cut
from itinera.osm.clip import Clip, box_clip
from itinera.osm.codes import Access, Crossing
from itinera.osm.files import sha256
from itinera.osm.reader import read_osm
from itinera.osm.tagsets import WayCodes, barrier_code, crossing_code, highway_code, way_codes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    import numpy.typing as npt

    from itinera.geodesy import BoolArray, ByteArray, IntArray
    from itinera.graph.elevate import Dem
    from itinera.graph.routegraph import DatedRestriction
    from itinera.osm.clip import Box
    from itinera.osm.extract import OsmExtract, Tags

FORMAT_VERSION = 1
ATTRIBUTION = "© OpenStreetMap contributors, ODbL 1.0"
INVENTED_ATTRIBUTION = (
    "Invented demonstration network, no real map. Places after SNCF (ODbL 1.0) and "
    "Mission Bassin Minier, INSEE (Licence Ouverte / Etalab 2.0)"
)
DTYPES = {"width_cm": np.uint16, "incline_pct": np.int8, "flags": np.uint16}

log = logging.getLogger(__name__)


def build_graph(
    paths: Sequence[Path],
    *,
    bbox: Box | None = None,
    clip: Clip | None = None,
    dem: Dem | None = None,
) -> RouteGraph:
    """Build the route graph of OSM files.

    Every way becomes edges that somebody may pass: freely, by leave of an owner
    (so that an event with its permits can be planned), or on some dates. The
    others stay known to `RouteGraph.ways`, and big ones to `Nodes.road`.

    Parameters
    ----------
    paths
        One or several OSM files (see `itinera.osm.reader.read_osm`).
    bbox
        West, south, east, north in degrees: keep only this part.
    clip
        Keep only this part (`itinera.osm.clip.geojson_clip`); not with `bbox`.
    dem
        Rasters to take heights from; a graph without them has none.

    Raises
    ------
    InputError
        If `bbox` is no box on Earth, or `clip` is given too.
    OsmFileError
        If a file is damaged, or nothing in it can be travelled.
    RasterError
        If a raster cannot be used, or none meets the map.
    OutsideError
        If a file is missing.
    """
    if bbox is not None and clip is not None:
        raise InputError("Both a box and a clip are given.", remedy="Give one of them.")
    if bbox is not None:
        clip = box_clip(bbox)
    if dem is not None:
        dem.check()
    extract = read_osm(paths, clip=clip)
    source = describe_source(paths, clip, extract)
    graph = graph_of(extract, source)
    if dem is None:
        return graph
    from itinera.graph.elevate import elevated

    log.info("%d edges; reading their heights", graph.n_edges)
    return elevated(graph, dem, extract.areas)


def graph_of(extract: OsmExtract, source: Source) -> RouteGraph:
    """Turn what was read into a graph (see `build_graph`)."""
    log.info("%d ways; cutting them at junctions", len(extract.ways.osm_id))
    parts = _Parts.of(extract)
    if not len(parts.topology.edge_way):
        raise OsmFileError(
            f"Nobody can walk or ride anywhere in {', '.join(source.files)}.",
            remedy="Use an extract with roads and paths (highway=*) and their nodes.",
        )
    topology = parts.topology
    edges, nodes = parts.edges(), parts.nodes()
    out = adjacency(topology.edge_nodes, len(topology.node_row))
    lookup = Lookup.of(edges.nodes, edges.way, nodes.osm_id, out)
    routes, memberships, outside = marked_routes(extract.routes, lookup, len(edges.way))
    turns, odd_turns = forbidden_turns(extract.restrictions, lookup)
    return RouteGraph(
        nodes=nodes,
        edges=edges,
        geometry_offsets=topology.geometry_offsets,
        geometry=topology.geometry,
        out_offsets=out[0],
        out_arcs=out[1],
        names=StringPool.of(extract.names),
        tagsets=StringPool.of(extract.tagset_texts),
        dated=parts.way_access.restrictions,
        node_dated=parts.node_dated(nodes),
        routes=routes,
        memberships=memberships,
        turns=turns,
        places=Places(**{f.name: getattr(extract.places, f.name) for f in fields(Places)}),
        numbered=parts.numbered(),
        ways=parts.way_index(),
        source=source,
        notes=parts.notes({"route_members_elsewhere": outside, **odd_turns}),
    )


@dataclass(frozen=True, slots=True)
class _Parts:
    """Intermediate tables of a build."""

    extract: OsmExtract
    way_access: AccessTable
    node_access: AccessTable
    topology: Topology
    tagged_row: IntArray  # row of each tagged node in the NodeTable, -1 = not on any way

    @classmethod
    def of(cls, extract: OsmExtract) -> _Parts:
        """Work out access and cut the ways."""
        ways = way_table(extract.tagsets, np.unique(extract.ways.tagset))
        nodes = node_table(extract.tagsets, np.unique(extract.tagged_nodes.tagset))
        row = extract.nodes.rows(extract.tagged_nodes.osm_id)
        special = np.zeros(len(extract.nodes.osm_id), dtype=np.bool_)
        stops = _stops_somebody(extract, nodes)
        special[row[stops & (row >= 0)]] = True
        numbered = extract.nodes.rows(extract.numbers.osm_id)
        special[numbered[numbered >= 0]] = True
        kept = ways.ever_passable()[extract.ways.tagset]
        return cls(extract, ways, nodes, cut(extract.ways, kept, extract.nodes, special), row)

    def nodes(self) -> Nodes:
        """Return the columns of the graph's nodes."""
        extract, topology = self.extract, self.topology
        tagset = np.zeros(len(extract.nodes.osm_id), dtype=np.int32)
        on_way = self.tagged_row >= 0
        tagset[self.tagged_row[on_way]] = extract.tagged_nodes.tagset[on_way]
        tagset = tagset[topology.node_row]
        plain = tagset == 0
        return Nodes(
            lonlat=np.ascontiguousarray(extract.nodes.lonlat[topology.node_row]),
            osm_id=extract.nodes.osm_id[topology.node_row],
            foot=np.where(plain, Access.YES, self.node_access.fwd_foot[tagset]).astype(np.uint8),
            bicycle=np.where(plain, Access.YES, self.node_access.fwd_bicycle[tagset]).astype(
                np.uint8
            ),
            barrier=_by_tagset(barrier_code, extract, tagset),
            crossing=_by_tagset(crossing_code, extract, tagset),
            tagset=tagset,
            road=self._biggest_road(),
        )

    def _biggest_road(self) -> ByteArray:
        """Return the least codes.Highway (the biggest road) of the ways at each graph node."""
        extract = self.extract
        used = np.unique(extract.ways.tagset)
        codes = np.full(len(extract.tagsets), 255, dtype=np.uint8)
        codes[used] = [highway_code(extract.tagsets[i]) or 255 for i in used.tolist()]
        per_ref = np.repeat(codes[extract.ways.tagset], np.diff(extract.ways.offsets))
        biggest = np.full(len(extract.nodes.osm_id), 255, dtype=np.uint8)
        np.minimum.at(biggest, extract.nodes.rows(extract.ways.refs), per_ref)
        biggest[biggest == 255] = 0
        return biggest[self.topology.node_row]

    def edges(self) -> Edges:
        """Return the columns of the graph's edges."""
        extract, topology, access = self.extract, self.topology, self.way_access
        way = topology.edge_way
        tagset = extract.ways.tagset[way]
        return Edges(
            nodes=topology.edge_nodes,
            way=extract.ways.osm_id[way],
            length_m=topology.length_m,
            **_code_columns(extract, tagset),
            areas=area_flags(topology.geometry_offsets, topology.geometry, extract.areas),
            fwd_foot=access.fwd_foot[tagset],
            bwd_foot=access.bwd_foot[tagset],
            fwd_bicycle=access.fwd_bicycle[tagset],
            bwd_bicycle=access.bwd_bicycle[tagset],
            name=extract.ways.name[way],
            ref=extract.ways.ref[way],
            tagset=tagset,
            dated=access.dated[tagset],
        )

    def node_dated(self, nodes: Nodes) -> dict[int, tuple[DatedRestriction, ...]]:
        """Return graph node → its dated restrictions."""
        group = self.node_access.dated[nodes.tagset]
        rows = np.flatnonzero((group >= 0) & (nodes.tagset > 0))
        return {n: self.node_access.restrictions[group[n]] for n in rows.tolist()}

    def numbered(self) -> NumberedNodes:
        """Return the numbered nodes with their graph node."""
        numbers = self.extract.numbers
        graph_node = np.full(len(self.extract.nodes.osm_id) + 1, -1, dtype=np.int32)
        graph_node[self.topology.node_row] = np.arange(len(self.topology.node_row))
        return NumberedNodes(
            node=graph_node[self.extract.nodes.rows(numbers.osm_id)],
            lonlat=numbers.lonlat,
            osm_id=numbers.osm_id,
            network=numbers.network,
            number=numbers.number,
        )

    def notes(self, more: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
        """Return what was left out or repaired."""
        found = {**self.extract.notes, **more, "gaps": self.topology.gaps}
        return tuple(sorted((key, count) for key, count in found.items() if count))

    def way_index(self) -> WayIndex:
        """Return every highway-like way and every node in somebody's way, for `explain`."""
        ways, nodes = self.extract.ways, self.extract.tagged_nodes
        return WayIndex(ways.osm_id, ways.tagset, nodes.osm_id, nodes.tagset)


def adjacency(
    edge_nodes: IntArray, n_nodes: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int32]]:
    """Return the arcs that leave each node, as compressed rows.

    Parameters
    ----------
    edge_nodes : int32, shape (n_edges, 2)

    Returns
    -------
    out_offsets : int64, shape (n_nodes + 1,)
    out_arcs : int32, shape (2 * n_edges,)
        Ascending within a node.
    """
    tails = edge_nodes.reshape(-1)
    offsets = np.zeros(n_nodes + 1, dtype=np.int64)
    np.cumsum(np.bincount(tails, minlength=n_nodes), out=offsets[1:])
    return offsets, np.argsort(tails, kind="stable").astype(np.int32)


def describe_source(paths: Sequence[Path], clip: Clip | None, extract: OsmExtract) -> Source:
    """Say where a graph comes from."""
    options: list[tuple[str, str]] = []
    if clip is not None:
        options.append(("bbox", ",".join(f"{value:.7f}" for value in clip.box)))
        if clip.geojson:
            options.append(("clip", hashlib.sha256(clip.geojson.encode()).hexdigest()))
    sums = tuple(sha256(path) for path in paths)
    text = repr((FORMAT_VERSION, sums, options))
    return Source(
        files=tuple(path.name for path in paths),
        sha256=sums,
        osm_timestamp=extract.timestamp,
        options=tuple(options),
        graph_id=hashlib.sha256(text.encode()).hexdigest()[:16],
        invented=extract.invented,
        attribution=INVENTED_ATTRIBUTION if extract.invented else ATTRIBUTION,
    )


def _stops_somebody(extract: OsmExtract, access: AccessTable) -> BoolArray:
    """Tell which tagged nodes must be nodes of the graph: barriers, rails, water."""
    tagset = extract.tagged_nodes.tagset
    barrier = _by_tagset(barrier_code, extract, tagset)
    crossing = _by_tagset(crossing_code, extract, tagset)
    limited = np.minimum(access.fwd_foot, access.fwd_bicycle)[tagset] < Access.YES
    rails_or_water = np.isin(
        crossing, [Crossing.LEVEL_CROSSING, Crossing.RAILWAY_CROSSING, Crossing.FORD]
    )
    stops: BoolArray = (barrier > 0) | rails_or_water | limited | (access.dated[tagset] >= 0)
    return stops


def _by_tagset(
    code: Callable[[Tags], int], extract: OsmExtract, tagset: IntArray
) -> npt.NDArray[np.uint8]:
    """Apply `code` once per distinct tag set and spread the answers."""
    used, place = np.unique(tagset, return_inverse=True)
    codes = np.array([code(extract.tagsets[i]) for i in used.tolist()], dtype=np.uint8)
    return codes[place] if len(used) else np.zeros(0, dtype=np.uint8)


def _code_columns(extract: OsmExtract, tagset: IntArray) -> dict[str, npt.NDArray[Any]]:
    """Return the columns of `WayCodes`, one row per edge (Any: their dtypes differ)."""
    used, place = np.unique(tagset, return_inverse=True)
    rows = [way_codes(extract.tagsets[i]) for i in used.tolist()]
    columns = {}
    for field in fields(WayCodes):
        values = [getattr(row, field.name) for row in rows]
        columns[field.name] = np.array(values, dtype=DTYPES.get(field.name, np.uint8))[place]
    return columns
