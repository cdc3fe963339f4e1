"""OSM files → `OsmExtract`: two passes per file, nodes first, then ways and relations.

libosmium skips what has no key of interest before Python sees it; what is left
is copied into flat arrays. Positions stay in libosmium's index until it is
known which nodes matter. The order of objects in the files leaves no trace.
"""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, cast

import numpy as np
import osmium

from itinera.errors import OsmFileError
from itinera.osm.areas import read_areas
from itinera.osm.collect import Collector
from itinera.osm.extract import NOWHERE
from itinera.osm.files import INVENTED_GENERATOR, check_file, overpass_date, parser_errors
from itinera.osm.opl import read_objects

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from osmium.osm.types import Node as OsmNode

    from itinera.geodesy import IntArray, LongArray
    from itinera.osm.clip import Clip
    from itinera.osm.extract import OsmExtract

NODE_KEYS = (
    "barrier", "ford", "railway", "highway", "crossing", "access", "vehicle", "bicycle", "foot",
    "amenity", "shop", "tourism", "natural", "place", "leisure", "historic", "man_made",
    "emergency", "drinking_water", "network:type", "rcn_ref", "rwn_ref", "lcn_ref", "lwn_ref",
    "ncn_ref", "nwn_ref", "icn_ref", "iwn_ref", "rhn_ref", "rpn_ref", "rmn_ref", "rin_ref",
)  # fmt: skip
WAY_KEYS = (
    "highway", "route", "ferry", "railway", "public_transport", "man_made", "waterway", "amenity",
    "shop", "tourism", "historic", "leisure", "natural", "place",
)  # fmt: skip


def read_osm(paths: Sequence[Path], *, clip: Clip | None = None) -> OsmExtract:
    """Read what routing needs from one or several OSM files.

    Parameters
    ----------
    paths
        `.osm`, `.osm.gz`, `.osm.bz2` or `.osm.pbf`; an object in several files
        counts once, in its newest version.
    clip
        Keep only nodes inside.

    Raises
    ------
    OutsideError
        If a file is missing or unreadable.
    OsmFileError
        If a file is damaged, of an unknown format, or has no way for anybody.
    """
    for path in paths:
        check_file(path)
    index = osmium.index.create_map("flex_mem")
    locations = osmium.NodeLocationsForWays(index)
    locations.ignore_errors()  # ways with missing nodes keep their sound stretches
    collector = Collector()
    for path in paths:
        with parser_errors(path):
            _read_head(path, collector)
            _read_nodes(path, collector, locations)
    for path in paths:
        with parser_errors(path):
            _read_ways(path, collector, locations)
            read_areas(path, collector, locations)
    if not collector.ways.osm_id:
        raise OsmFileError(
            f"There is no way in {_names(paths)}.",
            remedy="Use an extract with roads and paths (highway=*) and their nodes.",
        )
    wanted = collector.wanted_nodes()
    return collector.finish(wanted, _positions(index, wanted, paths), clip)


def _read_head(path: Path, collector: Collector) -> None:
    """Take the timestamp and the origin from the head of a file."""
    with osmium.io.Reader(str(path), osmium.osm.NOTHING) as reader:
        header = reader.header()
        if header.has_multiple_object_versions:
            raise OsmFileError(
                f"{str(path)!r} is a history file, with every version of every object.",
                remedy="Use an ordinary extract, or cut one moment out with `osmium time-filter`.",
            )
        stamp = header.get("osmosis_replication_timestamp") or header.get("timestamp")
        stamp = stamp or overpass_date(path)
        collector.begin_file(stamp, header.get("generator").startswith(INVENTED_GENERATOR))


def _read_nodes(path: Path, collector: Collector, locations: osmium.NodeLocationsForWays) -> None:
    """Fill the index of positions and collect the nodes with tags of interest."""
    nodes = (
        osmium.FileProcessor(str(path), osmium.osm.NODE)
        .with_filter(locations)
        .with_filter(osmium.filter.KeyFilter(*NODE_KEYS))
    )
    for node in nodes:
        collector.node(cast("OsmNode", node))


def _read_ways(path: Path, collector: Collector, locations: osmium.NodeLocationsForWays) -> None:
    """Collect ways and relations."""
    for thing in read_objects(path, (*WAY_KEYS, "type"), locations):
        if thing.kind == "w":
            collector.way(thing)
        else:
            collector.relation(thing)


def _positions(
    index: osmium.index.LocationTable, wanted: LongArray, paths: Sequence[Path]
) -> IntArray:
    """Return longitude and latitude (1e-7 degrees) of nodes, `NOWHERE` where unknown."""
    found = array("i")
    below = int(np.searchsorted(wanted, 0))
    known = _negative_positions(paths) if below else {}
    for osm_id in wanted[:below].tolist():
        found.extend(known.get(osm_id, (NOWHERE, NOWHERE)))
    get = index.get
    append = found.append
    for osm_id in wanted[below:].tolist():
        try:
            place = get(osm_id)
        except KeyError:
            found.extend((NOWHERE, NOWHERE))
            continue
        append(place.x)
        append(place.y)
    return np.frombuffer(found, dtype=np.int32).reshape(-1, 2)


def _negative_positions(paths: Sequence[Path]) -> dict[int, tuple[int, int]]:
    """Return the positions of nodes with negative ids (editors number new nodes -1, -2…).

    libosmium's index holds positive ids only.
    """
    return {
        node.id: (node.location.x, node.location.y)
        for path in paths
        for node in cast("Iterable[OsmNode]", osmium.FileProcessor(str(path), osmium.osm.NODE))
        if node.id < 0
    }


def _names(paths: Sequence[Path]) -> str:
    """Return file names for a message."""
    return ", ".join(repr(str(path)) for path in paths)
