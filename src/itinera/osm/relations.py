"""Route relations with the lines of their members: what a network of marked routes is made of.

The graph needs no more of a relation than its members' ids. Who wants to ride the
relations themselves needs their lines, also from files without a map round them
(Overpass writes the geometry of each member into the relation).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import osmium

from itinera.errors import OsmFileError
from itinera.osm.extract import Member, Tags
from itinera.osm.files import INVENTED_GENERATOR, check_file, parser_errors

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from osmium.osm.types import Node as OsmNode
    from osmium.osm.types import Relation as OsmRelation

    from itinera.geodesy import IntArray

ROUTE_TYPES = ("route", "superroute", "network")
Point = tuple[int, int]  # longitude and latitude in 1e-7 degrees


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """A way: its points (int32, shape (n, 2), 1e-7 degrees), its tags (None: not in the file)."""

    osm_id: int
    fixed: IntArray
    tags: Tags | None


@dataclass(frozen=True, slots=True)
class Spot:
    """A node with its tags."""

    osm_id: int
    place: Point
    tags: Tags


@dataclass(frozen=True, slots=True)
class RelationLines:
    """What one file, or several laid together, say of relations.

    Attributes
    ----------
    relations
        By id, with their members in order.
    lines
        The ways that are members, by id; those not in the file are missing.
    spots
        Nodes that bear tags of interest or are members, by id.
    timestamp
        Newest moment that the file claims for its data, "" if unknown.
    invented
        True if the file says that it is the demonstration map.
    """

    relations: dict[int, Relation]
    lines: dict[int, Line]
    spots: dict[int, Spot]
    timestamp: str = ""
    invented: bool = False


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation: all its tags, its members in order."""

    osm_id: int
    tags: Tags
    members: tuple[Member, ...]


def read_relations(
    path: Path, wanted: Callable[[Tags], bool], node_keys: Iterable[str]
) -> RelationLines:
    """Read relations, the ways they are made of and the nodes with one of some keys.

    Three passes, so that of a big extract only what belongs to the relations is held.

    Parameters
    ----------
    path
        An `.osm`, `.osm.gz`, `.osm.bz2` or `.osm.pbf` file.
    wanted
        Tells from its tags whether a relation is of interest; relations that are
        members of such a one are taken as well.
    node_keys
        Nodes with one of these keys are taken.

    Raises
    ------
    OutsideError
        If the file is missing or unreadable.
    OsmFileError
        If it is damaged or of an unknown format.
    """
    check_file(path)
    with parser_errors(path):
        stamp, invented = _head(path)
        relations = with_members(_relations(path), wanted)
        refs, tags = _ways(path, _members_of(relations, "w"))
        spots, places = _nodes(path, refs, _members_of(relations, "n"), tuple(node_keys))
    lines = {
        way: Line(way, located, tags[way])
        for way, nodes in refs.items()
        if len(located := _located(nodes, places)) > 1
    }
    return RelationLines(relations, lines, spots, stamp, invented)


def laid_together(parts: Iterable[RelationLines]) -> RelationLines:
    """Return what several files say, the later file's word on an object that two hold."""
    whole = RelationLines({}, {}, {})
    stamp, invented = "", False
    for part in parts:
        whole.relations.update(part.relations)
        whole.lines.update({k: v for k, v in part.lines.items() if _better(v, whole.lines.get(k))})
        whole.spots.update({k: v for k, v in part.spots.items() if v.tags or k not in whole.spots})
        stamp, invented = max(stamp, part.timestamp), invented or part.invented
    return RelationLines(whole.relations, whole.lines, whole.spots, stamp, invented)


def _better(line: Line, known: Line | None) -> bool:
    """Tell whether a line says at least as much as the one known."""
    return known is None or line.tags is not None or known.tags is None


def _head(path: Path) -> tuple[str, bool]:
    """Return the timestamp in the head of a file, and whether it is the invented map."""
    with osmium.io.Reader(str(path), osmium.osm.NOTHING) as reader:
        header = reader.header()
        if header.has_multiple_object_versions:
            raise OsmFileError(
                f"{str(path)!r} is a history file, with every version of every object.",
                remedy="Use an ordinary extract.",
            )
        stamp = header.get("osmosis_replication_timestamp") or header.get("timestamp")
        return stamp, header.get("generator").startswith(INVENTED_GENERATOR)


def _relations(path: Path) -> dict[int, Relation]:
    """Return every relation that is a route or a set of routes."""
    found = {}
    objects = osmium.FileProcessor(str(path), osmium.osm.RELATION).with_filter(
        osmium.filter.KeyFilter("type")
    )
    for one in cast("Iterable[OsmRelation]", objects):
        tags = {tag.k: tag.v for tag in one.tags}
        if tags["type"] in ROUTE_TYPES:
            members = tuple(Member(m.type, m.ref, m.role) for m in one.members)
            found[one.id] = Relation(one.id, tags, members)
    return found


def with_members(found: dict[int, Relation], wanted: Callable[[Tags], bool]) -> dict[int, Relation]:
    """Return the relations whose tags are wanted, and those that are members of them, by id."""
    chosen = {osm_id for osm_id, relation in found.items() if wanted(relation.tags)}
    todo = list(chosen)
    while todo:
        children = {m.ref for m in found[todo.pop()].members if m.kind == "r" and m.ref in found}
        todo += sorted(children - chosen)
        chosen |= children
    return {osm_id: found[osm_id] for osm_id in sorted(chosen)}


def _members_of(relations: dict[int, Relation], kind: str) -> set[int]:
    return {m.ref for relation in relations.values() for m in relation.members if m.kind == kind}


def _ways(path: Path, ids: set[int]) -> tuple[dict[int, list[int]], dict[int, Tags]]:
    """Return the nodes and the tags of ways."""
    refs: dict[int, list[int]] = {}
    tags: dict[int, Tags] = {}
    for way in _only(path, osmium.osm.WAY, ids):
        refs[way.id] = [node.ref for node in way.nodes]
        tags[way.id] = {tag.k: tag.v for tag in way.tags}
    return refs, tags


def _nodes(
    path: Path, refs: dict[int, list[int]], members: set[int], keys: tuple[str, ...]
) -> tuple[dict[int, Spot], dict[int, Point]]:
    """Return the nodes with tags of interest or that are members, and the places of all needed."""
    needed = {ref for nodes in refs.values() for ref in nodes} | members
    places: dict[int, Point] = {}
    spots: dict[int, Spot] = {}
    for node in _only(path, osmium.osm.NODE, needed):
        if node.location.valid():
            places[node.id] = (node.location.x, node.location.y)
    tagged = osmium.FileProcessor(str(path), osmium.osm.NODE).with_filter(
        osmium.filter.KeyFilter(*keys)
    )
    for node in cast("Iterable[OsmNode]", tagged):
        if node.location.valid():
            place = (node.location.x, node.location.y)
            spots[node.id] = Spot(node.id, place, {tag.k: tag.v for tag in node.tags})
    for osm_id in members & places.keys():
        spots.setdefault(osm_id, Spot(osm_id, places[osm_id], {}))
    return spots, places


def _only(
    path: Path, kind: osmium.osm.osm_entity_bits, ids: set[int]
) -> Iterable[Any]:  # the objects of pyosmium of the kind asked for
    """Yield the objects with some ids (libosmium's filter takes positive ones only)."""
    if not ids:
        return
    objects = osmium.FileProcessor(str(path), kind)
    if min(ids) > 0:
        yield from objects.with_filter(osmium.filter.IdFilter(sorted(ids)))
        return
    yield from (one for one in objects if one.id in ids)


def _located(nodes: list[int], places: dict[int, Point]) -> IntArray:
    """Return the points of a way, without the nodes that the file does not place."""
    known = [places[node] for node in nodes if node in places]
    return np.array(known, dtype=np.int32).reshape(-1, 2)
