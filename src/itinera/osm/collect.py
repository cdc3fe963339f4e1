"""What a pass over OSM objects leaves behind: flat arrays, strings once each."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from itinera.osm.access.kinds import way_kind
from itinera.osm.area_rows import AreaRows
from itinera.osm.clip import nothing_inside
from itinera.osm.columns import (
    Numbered,
    PlaceRows,
    WayRows,
    finish_numbers,
    finish_passing,
    finish_places,
    finish_ways,
    nodes_touching,
    on_earth,
    ways_touching,
)
from itinera.osm.extract import NOWHERE, NodeTable, OsmExtract, Relation, Tags
from itinera.osm.keys import PLACE_KEYS, is_relevant
from itinera.osm.opl import members
from itinera.osm.places import place_kind
from itinera.osm.pools import NamePool, TagPool

if TYPE_CHECKING:
    from collections.abc import Mapping

    from osmium.osm.types import Node as OsmNode

    from itinera.geodesy import IntArray, LongArray
    from itinera.osm.clip import Clip
    from itinera.osm.codes import PlaceKind
    from itinera.osm.opl import OplObject
    from itinera.osm.pools import TagTuple

NUMBER_KEY = re.compile(r"([ilnr][chimpw]n)_ref")
PASSING_KEYS = frozenset({"barrier", "ford", "crossing", "access", "vehicle", "bicycle", "foot"})
PASSING_VALUES = {"railway": ("level_crossing", "crossing"), "highway": ("crossing",)}
ROUTE_KINDS = frozenset({"hiking", "foot", "bicycle", "mtb", "walking", "running"})
ROUTE_TAGS = frozenset({"type", "route", "network", "ref", "name", "network:type", "superroute"})
RESTRICTION_TAGS = ("restriction", "type", "except")


class Collector:
    """Takes OSM objects one by one and hands out an `OsmExtract` at the end."""

    def __init__(self) -> None:
        self.names = NamePool()
        self.tags = TagPool()
        self.ways = WayRows()
        self.places = PlaceRows()
        self.passing: dict[int, tuple[int, int]] = {}  # node → version, tag set
        self.numbers: dict[int, Numbered] = {}
        self.relations: dict[int, tuple[int, Relation]] = {}
        self.header_stamp = ""
        self.object_stamp = ""
        self.files_invented: list[bool] = []
        self.areas = AreaRows()
        self.notes: Counter[str] = Counter()

    def begin_file(self, stamp: str, invented: bool) -> None:
        """Note what the head of the next file says."""
        self.header_stamp = max(self.header_stamp, stamp)
        self.files_invented.append(invented)

    def node(self, node: OsmNode) -> None:
        """Keep a node that stands in somebody's way, bears a number or is a place."""
        tags = {tag.k: tag.v for tag in node.tags}
        if is_passing(tags):
            passing = (node.version, self.tags.add(relevant(tags)))
            self.passing[node.id] = max(passing, self.passing.get(node.id, passing))
        numbers = tuple(
            (self.names.add(match[1]), self.names.add(number))
            for key, number in tags.items()
            if (match := NUMBER_KEY.fullmatch(key))
        )
        if numbers:
            row = (node.version, node.location.x, node.location.y, numbers)
            self.numbers[node.id] = max(row, self.numbers.get(node.id, row))
        kind = place_kind(tags)
        if kind is not None:
            self._place(0, node.id, node.version, kind, tags)
            self.places.lon.append(node.location.x)
            self.places.lat.append(node.location.y)
            self.places.nodes.add("")

    def way(self, way: OplObject) -> None:
        """Keep a way that is highway-like, or a place with an outline."""
        tags = way.tags
        if is_highway_like(tags):
            rows = self.ways
            rows.osm_id.append(way.osm_id)
            rows.version.append(way.version)
            rows.tagset.append(self.tags.add(relevant(tags)))
            rows.name.append(self.names.add(tags.get("name", "")))
            rows.ref.append(self.names.add(tags.get("ref", "")))
            rows.nodes.add(way.body)
        kind = place_kind(tags)
        if kind is not None:
            self._place(1, way.osm_id, way.version, kind, tags)
            self.places.lon.append(NOWHERE)
            self.places.lat.append(NOWHERE)
            self.places.nodes.add(way.body)
        self.object_stamp = max(self.object_stamp, way.timestamp)

    def relation(self, relation: OplObject) -> None:
        """Keep a marked route or a turn restriction."""
        tags = relation.tags
        if is_restriction(tags):
            kept = {k: v for k, v in tags.items() if k.startswith(RESTRICTION_TAGS)}
        elif is_marked_route(tags):
            kept = {k: v for k, v in tags.items() if k in ROUTE_TAGS}
        else:
            return
        known = self.relations.get(relation.osm_id)
        if known is None or known[0] < relation.version:
            found = Relation(relation.osm_id, kept, members(relation.body))
            self.relations[relation.osm_id] = (relation.version, found)

    def relation_place(
        self, osm_id: int, version: int, tags: Tags, middle: tuple[int, int]
    ) -> None:
        """Keep a multipolygon that is a place, at the middle of its box."""
        kind = place_kind(tags)
        if kind is not None:
            self._place(2, osm_id, version, kind, tags)
            self.places.lon.append(middle[0])
            self.places.lat.append(middle[1])
            self.places.nodes.add("")

    def wanted_nodes(self) -> LongArray:
        """Return the sorted ids of the nodes that ways and places are made of."""
        return np.unique(np.concatenate([self.ways.nodes.refs(), self.places.nodes.refs()]))

    def finish(self, wanted: LongArray, lonlat: IntArray, clip: Clip | None) -> OsmExtract:
        """Sort everything and return it; nodes outside `clip` count as not located."""
        names, name_number = self.names.finish()
        tagsets, tag_number = self.tags.finish()
        located = on_earth(lonlat)
        if clip is not None:
            located &= clip.contains(lonlat)
            if not located.any():
                raise nothing_inside(clip, lonlat[on_earth(lonlat)])
        nodes = NodeTable(wanted, lonlat, located)
        ways, doubles = finish_ways(self.ways, name_number, tag_number)
        passing = finish_passing(self.passing, tag_number)
        if clip is not None:
            ways, passing = ways_touching(ways, nodes), nodes_touching(passing, nodes)
        self.notes |= {"duplicate_ways": doubles, "broken_areas": len(self.areas.broken)}
        relations = [r for _, r in sorted(self.relations.values(), key=lambda row: row[1].osm_id)]
        return OsmExtract(
            ways=ways,
            nodes=nodes,
            tagged_nodes=passing,
            routes=tuple(r for r in relations if not is_restriction(r.tags)),
            restrictions=tuple(r for r in relations if is_restriction(r.tags)),
            places=finish_places(self.places, nodes, clip, name_number, tag_number),
            numbers=finish_numbers(self.numbers, clip, name_number),
            areas=self.areas.finish(),
            names=names,
            tagsets=list(tagsets.values()),
            tagset_texts=list(tagsets),
            timestamp=self.header_stamp or self.object_stamp,
            invented=any(self.files_invented),
            notes={key: count for key, count in sorted(self.notes.items()) if count},
        )

    def _place(self, osm_type: int, osm_id: int, version: int, kind: PlaceKind, tags: Tags) -> None:
        """Add the columns of a place that do not depend on where it is."""
        rows = self.places
        rows.kind.append(kind)
        rows.osm_type.append(osm_type)
        rows.osm_id.append(osm_id)
        rows.version.append(version)
        rows.name.append(self.names.add(tags.get("name", "")))
        kept = tuple((k, v) for k, v in tags.items() if k in PLACE_KEYS)
        rows.tagset.append(self.tags.add(kept))


def relevant(tags: Tags) -> TagTuple:
    """Return the tags that matter to access and costs."""
    return tuple([(k, v) for k, v in tags.items() if is_relevant(k)])


def is_highway_like(tags: Mapping[str, str]) -> bool:
    """Tell whether a way is a road, a path, a ferry or a platform, passable or not."""
    return "highway" in tags or way_kind(tags) is not None


def is_passing(tags: Mapping[str, str]) -> bool:
    """Tell whether a node's tags matter to whoever passes it."""
    if not PASSING_KEYS.isdisjoint(tags):
        return True
    return any(tags.get(key) in values for key, values in PASSING_VALUES.items())


def is_marked_route(tags: Mapping[str, str]) -> bool:
    """Tell whether a relation is a marked route for walkers or riders, or a set of such."""
    if tags.get("type") not in ("route", "superroute", "network"):
        return False
    return bool(ROUTE_KINDS & set(tags.get("route", tags.get("superroute", "")).split(";")))


def is_restriction(tags: Mapping[str, str]) -> bool:
    """Tell whether a relation restricts turns."""
    return tags.get("type", "").startswith("restriction")
