"""Areas that matter to a route: woods, water, parks, towns, protected land, spoil heaps.

libosmium joins the rings of multipolygons; shapes leave here as WKB, since
nothing on this floor looks inside them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import osmium
from osmium.osm.types import Area, Way

from itinera.osm.codes import CANAL_LINE, AreaFlag
from itinera.osm.places import AREA_TAGS
from itinera.osm.scratch import scratch

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from osmium.osm.types import OSMEntity

    from itinera.osm.collect import Collector

#: Tag → what an edge inside (or near, for water) is flagged with.
AREA_FLAGS: dict[tuple[str, str], AreaFlag] = {
    ("natural", "wood"): AreaFlag.WOOD,
    ("landuse", "forest"): AreaFlag.WOOD,
    ("natural", "water"): AreaFlag.WATER,
    ("landuse", "reservoir"): AreaFlag.WATER,
    ("waterway", "riverbank"): AreaFlag.WATER,
    ("waterway", "dock"): AreaFlag.WATER,
    ("boundary", "protected_area"): AreaFlag.PROTECTED,
    ("boundary", "national_park"): AreaFlag.PROTECTED,
    ("leisure", "nature_reserve"): AreaFlag.PROTECTED,
    ("landuse", "residential"): AreaFlag.BUILT_UP,
    ("landuse", "commercial"): AreaFlag.BUILT_UP,
    ("landuse", "retail"): AreaFlag.BUILT_UP,
    ("landuse", "industrial"): AreaFlag.BUILT_UP,
    ("leisure", "park"): AreaFlag.PARK,
    ("leisure", "garden"): AreaFlag.PARK,
    ("landuse", "recreation_ground"): AreaFlag.PARK,
    ("landuse", "village_green"): AreaFlag.PARK,
    ("man_made", "spoil_heap"): AreaFlag.SPOIL_HEAP,
}
DISORDER = ("out of order", "twice in input")  # libosmium's words
WATER_LINES = (("waterway", "river"), ("waterway", "canal"))


def read_areas(path: Path, collector: Collector, locations: osmium.NodeLocationsForWays) -> None:
    """Collect the areas of a file whose nodes `locations` has seen already.

    Joining needs objects in order and once each; a file that is not so (an
    editor's, a concatenation) is sorted first.
    """
    try:
        _read_sorted(osmium.io.File(str(path)), collector, locations)
    except RuntimeError as error:
        if not any(words in str(error) for words in DISORDER):
            raise
        with scratch(path) as ordered:
            in_order = osmium.io.File(str(ordered), "pbf")
            merger = osmium.MergeInputReader()
            merger.add_file(str(path))
            with osmium.SimpleWriter(in_order, overwrite=True) as writer:
                merger.apply(writer, simplify=True)
            _read_sorted(in_order, collector, locations)


def _read_sorted(
    file: osmium.io.File, collector: Collector, locations: osmium.NodeLocationsForWays
) -> None:
    """Collect the areas of a file in order."""
    shapes = osmium.geom.WKBFactory()
    for thing in _areas_and_ways(file, locations):
        if isinstance(thing, Area):
            _keep_area(thing, shapes, collector)
        elif isinstance(thing, Way):
            _keep_water_line(thing, shapes, collector)


def _areas_and_ways(
    file: osmium.io.File, locations: osmium.NodeLocationsForWays
) -> Iterator[OSMEntity]:
    """Yield areas and lines of water; relations first tell which ways make them up.

    This is `FileProcessor.with_areas` but for the nodes, which are not read
    again: in a file whose ways precede its nodes that would lose the areas.
    """
    manager = osmium.area.AreaManager()
    with osmium.io.Reader(file, osmium.osm.RELATION) as reader:
        osmium.apply(
            reader, osmium.filter.TagFilter(*AREA_FLAGS, *AREA_TAGS), manager.first_pass_handler()
        )
    wanted = osmium.filter.TagFilter(*AREA_FLAGS, *AREA_TAGS, *WATER_LINES)
    areas = osmium.BufferIterator(wanted)
    joining = manager.second_pass_to_buffer(areas)  # libosmium keeps no reference to it
    with osmium.io.Reader(file, osmium.osm.WAY | osmium.osm.RELATION) as reader:
        for way in osmium.OsmFileIterator(reader, locations, joining, wanted):
            yield way
            if areas:
                yield from areas
    if areas:
        yield from areas


def area_flag(tags: Mapping[str, str]) -> int:
    """Return the flags of an area, 0 if none.

    Examples
    --------
    >>> area_flag({"landuse": "forest", "leisure": "park"}) == AreaFlag.WOOD | AreaFlag.PARK
    True
    """
    flags = 0
    for tag in tags.items():
        flags |= AREA_FLAGS.get(tag, 0)
    return int(flags)


def _keep_area(area: Area, shapes: osmium.geom.WKBFactory, collector: Collector) -> None:
    """Keep an area with a flag; a relation may also be a place."""
    tags = {tag.k: tag.v for tag in area.tags}
    flag = area_flag(tags)
    from_way = area.from_way()
    key = (1 if from_way else 2, area.orig_id())
    if not area.num_rings()[0]:  # its rings do not close, or cross themselves
        collector.areas.broken.add(key)
        return
    if flag:
        collector.areas.add(key, flag, shapes.create_multipolygon(area))
    if not from_way:
        places = [node.location for ring in area.outer_rings() for node in ring]
        lon, lat = [place.x for place in places], [place.y for place in places]
        middle = ((min(lon) + max(lon)) // 2, (min(lat) + max(lat)) // 2)
        collector.relation_place(area.orig_id(), area.version, tags, middle)


def _keep_water_line(way: Way, shapes: osmium.geom.WKBFactory, collector: Collector) -> None:
    """Keep the line of a river or a canal above ground, unless a node is missing."""
    tags = way.tags
    if tags.get("waterway") not in ("river", "canal") or tags.get("tunnel", "no") != "no":
        return
    try:
        line = shapes.create_linestring(way)
    except (RuntimeError, osmium.InvalidLocationError):  # too few nodes, or one is missing
        return
    canal = CANAL_LINE if tags["waterway"] == "canal" else 0
    collector.areas.add((1, way.id), int(AreaFlag.WATER) | canal, line)
