"""The maquette as plain dictionaries: a small corner made now, and the committed file."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import osmium
import pytest

from conftest import ROOT
from itinera.maquette import write_maquette

COMMITTED = ROOT / "data" / "osm" / "bassin-minier-maquette.osm.pbf"
CORNER_SCALE = 0.02
Tags = dict[str, str]


@dataclass
class OsmObjects:
    """All objects of a file by id."""

    lonlat: dict[int, tuple[float, float]] = field(default_factory=dict)
    node_tags: dict[int, Tags] = field(default_factory=dict)
    way_nodes: dict[int, list[int]] = field(default_factory=dict)
    way_tags: dict[int, Tags] = field(default_factory=dict)
    members: dict[int, list[tuple[str, int, str]]] = field(default_factory=dict)
    relation_tags: dict[int, Tags] = field(default_factory=dict)
    order: list[tuple[int, int]] = field(default_factory=list)  # (0 node 1 way 2 relation, id)

    def ways_named(self, name: str) -> list[Tags]:
        """Return the tags of the ways of a name."""
        return [tags for tags in self.way_tags.values() if tags.get("name") == name]

    def nodes_with(self, key: str) -> dict[int, Tags]:
        """Return the nodes that bear a key."""
        return {node: tags for node, tags in self.node_tags.items() if key in tags}


def read_objects(path: Path) -> OsmObjects:
    """Read every object of a file."""
    objects = OsmObjects()
    for thing in osmium.FileProcessor(str(path)):
        if thing.is_node():
            objects.order.append((0, thing.id))
            objects.lonlat[thing.id] = (thing.location.lon, thing.location.lat)
            if len(thing.tags):
                objects.node_tags[thing.id] = dict(thing.tags)
        elif thing.is_way():
            objects.order.append((1, thing.id))
            objects.way_nodes[thing.id] = [node.ref for node in thing.nodes]
            objects.way_tags[thing.id] = dict(thing.tags)
        else:
            objects.order.append((2, thing.id))
            objects.members[thing.id] = [(m.type, m.ref, m.role) for m in thing.members]
            objects.relation_tags[thing.id] = dict(thing.tags)
    return objects


@pytest.fixture(scope="session")
def corner_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a corner of the map, written for these tests."""
    path = tmp_path_factory.mktemp("maquette") / "corner.osm.pbf"
    write_maquette(path, scale=CORNER_SCALE)
    return path


@pytest.fixture(scope="session")
def corner(corner_file: Path) -> OsmObjects:
    """Return the objects of the corner."""
    return read_objects(corner_file)


@pytest.fixture(scope="session")
def basin() -> OsmObjects:
    """Return the objects of the committed map."""
    return read_objects(COMMITTED)


@pytest.fixture(scope="session")
def read_osm_objects():
    """Return the function that reads all objects of a file."""
    return read_objects
