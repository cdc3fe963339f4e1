"""A numbered network as one GeoJSON file, which maps and GIS programs show as it is.

Nodes are Point features, legs LineString features; what GeoJSON has no place for
(names, source, facts) stands in the member "itinera" of the collection.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np

from itinera.errors import InputError, OutsideError
from itinera.geodesy import length, to_degrees
from itinera.nodenetwork.model import (
    Fact,
    NetworkLeg,
    NetworkNode,
    NetworkSource,
    NodeNetwork,
    Section,
)

if TYPE_CHECKING:
    from pathlib import Path

FORMAT = "itinera node network"
VERSION = 1
FILE_NAME = "network.geojson"  # in a folder
Feature = dict[str, Any]  # JSON objects hold anything; what is read of them is checked


def to_geojson(network: NodeNetwork) -> bytes:
    """Write a network as GeoJSON: the same network gives the same bytes."""
    collection = {
        "type": "FeatureCollection",
        "itinera": {
            "format": FORMAT,
            "version": VERSION,
            "names": network.names,
            "source": asdict(network.source),
            "facts": [asdict(fact) for fact in network.facts],
        },
        "features": [_point(i, node) for i, node in enumerate(network.nodes)]
        + [_line(network, leg) for leg in network.legs],
    }
    return (json.dumps(collection, ensure_ascii=False) + "\n").encode()


def file_of(path: Path) -> Path:
    """Return the file that a path means: itself, or the network in it if it is a folder.

    What does not end in .geojson or .json is a folder.
    """
    is_file = path.suffix.lower() in (".geojson", ".json") and not path.is_dir()
    return path if is_file else path / FILE_NAME


def open_network(path: Path) -> NodeNetwork:
    """Read a stored network.

    Parameters
    ----------
    path
        The file, or the folder that holds it.

    Raises
    ------
    OutsideError
        If there is none, or it may not be read.
    InputError
        If it is no network, was cut short, or was written by another version.
    """
    file = file_of(path)
    try:
        content = file.read_bytes()
    except FileNotFoundError as error:
        raise OutsideError(
            f"There is no numbered network {str(file)!r}.",
            remedy="Make one with `itinera network import FILE... -o DIR`.",
        ) from error
    except OSError as error:
        raise OutsideError(
            f"{str(file)!r} cannot be read: {error.strerror or error}.", remedy="Check its rights."
        ) from error
    try:
        return _network(json.loads(content))
    except (KeyError, TypeError, ValueError, IndexError, AttributeError, RecursionError) as error:
        raise InputError(
            f"{str(file)!r} is no numbered network of this version, or is damaged ({error}).",
            remedy="Make it anew with `itinera network import FILE... -o DIR`.",
        ) from error


def _point(index: int, node: NetworkNode) -> Feature:
    values = asdict(node)
    lon, lat = values.pop("lonlat")
    return {
        "type": "Feature",
        "id": index,
        "geometry": {"type": "Point", "coordinates": [lon, lat]},
        "properties": {"role": "node", **values},
    }


def _line(network: NodeNetwork, leg: NetworkLeg) -> Feature:
    return {
        "type": "Feature",
        "geometry": {"type": "LineString", "coordinates": to_degrees(leg.fixed).tolist()},
        "properties": {
            "role": "leg",
            "relation": leg.relation,
            "ref": leg.ref,
            "network": leg.network,
            "state": leg.state,
            "start": leg.start,
            "end": leg.end,
            "from": network.nodes[leg.start].number,
            "to": network.nodes[leg.end].number,
            "both_ways": leg.both_ways,
            "length_m": round(leg.length_m, 2),
            "sections": [[s.first, s.way, s.highway, s.surface] for s in leg.sections],
        },
    }


def _network(collection: Feature) -> NodeNetwork:
    """Return the network of a parsed file; whatever is missing or odd raises."""
    head = collection["itinera"]
    if head["format"] != FORMAT or head["version"] != VERSION:
        raise ValueError(f"format {head['format']!r}, version {head['version']!r}")
    features = collection["features"]
    nodes = tuple(_node(f) for f in features if f["properties"]["role"] == "node")
    legs = tuple(_leg(f, len(nodes)) for f in features if f["properties"]["role"] == "leg")
    source = dict(head["source"])
    source["files"] = tuple(source["files"])
    return NodeNetwork(
        tuple(head["names"]),
        nodes,
        legs,
        tuple(Fact(**fact) for fact in head["facts"]),
        NetworkSource(**source),
    )


def _node(feature: Feature) -> NetworkNode:
    values = dict(feature["properties"])
    values.pop("role")
    lon, lat = feature["geometry"]["coordinates"]
    if not (isinstance(values["number"], str) and isinstance(values["network"], str)):
        raise TypeError(f"the number of node {values['osm_id']!r}")
    return NetworkNode(lonlat=(float(lon), float(lat)), **values)


def _leg(feature: Feature, n_nodes: int) -> NetworkLeg:
    of = feature["properties"]
    lonlat = np.array(feature["geometry"]["coordinates"], dtype=np.float64)
    if lonlat.ndim != 2 or len(lonlat) < 2 or not (np.abs(lonlat) <= 180.0).all():
        raise ValueError(f"the line of leg {of['ref']!r}")
    sections = tuple(Section(*section) for section in of["sections"])
    firsts = [section.first for section in sections]
    if firsts[0] != 0 or firsts != sorted(set(firsts)) or firsts[-1] >= len(lonlat):
        raise ValueError(f"the sections of leg {of['ref']!r}")
    if not (0 <= of["start"] < n_nodes and 0 <= of["end"] < n_nodes):
        raise IndexError(f"the ends of leg {of['ref']!r}")
    fixed = np.rint(lonlat[:, :2] * 1e7).astype(np.int32)
    return NetworkLeg(
        of["relation"],
        of["ref"],
        of["network"],
        of["state"],
        of["start"],
        of["end"],
        of["both_ways"],
        fixed,
        length(to_degrees(fixed)),
        sections,
    )
