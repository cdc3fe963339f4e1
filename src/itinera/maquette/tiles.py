"""From a scale to tiles of country, drawn one after another and streamed into one file.

Up to scale 1 there is one tile: the basin or a corner of it. Beyond, invented
country is laid round the basin in tiles that are joined by roads at gates on
their borders. Nodes are written at once, ways and relations wait in a spool
file, since an OSM file holds all nodes first; so memory is that of one tile.
"""

from __future__ import annotations

import marshal
import math
import tempfile
from dataclasses import dataclass, replace
from typing import IO, TYPE_CHECKING

import numpy as np

from itinera.errors import InputError
from itinera.maquette.chance import stable_seed
from itinera.maquette.country import invented_facts, tiles_for
from itinera.maquette.facts import Commune, Facts, read_facts
from itinera.maquette.plane import Plane
from itinera.maquette.region import Region, draw_region
from itinera.maquette.writer import ENDINGS, OsmFile, rounded

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from itinera.maquette.gates import Gate

CORNER = "Condé-sur-l'Escaut"  # a smaller map is a corner round it
ORIGIN = (2.95, 50.42)  # middle of the basin, (lon, lat)
REACH_M = 3_500.0  # facts this near to a commune of a corner are kept
CHUNK = 20_000


def write_tiles(path: Path, *, scale: float, seed: int) -> None:
    """Write a map of `scale` basins (see `itinera.maquette.write_maquette`)."""
    suffix = next((ending for ending in ENDINGS if path.name.endswith(ending)), None)
    if suffix is None:
        raise InputError(
            f"{path.name} does not end as an OSM file does.",
            remedy=f"End it in one of {', '.join(ENDINGS)}.",
        )
    if not 0.01 <= scale <= 200.0:
        raise InputError(
            f"The scale {scale:g} is not between 0.01 and 200.",
            remedy="Take 1 for the basin, 0.02 for a test, 4 for a region.",
        )
    beside = path.with_name(f".{path.name}.part")
    try:
        with OsmFile(beside, suffix=suffix) as out, tempfile.TemporaryFile() as spool:
            stream = _Stream(out, spool)
            for region in _regions(scale, seed):
                stream.add(region)
            stream.finish()
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _regions(scale: float, seed: int) -> Iterator[Region]:
    """Draw the basin, or a corner of it, then the country round it."""
    facts = read_facts()
    if scale < 1.0:
        facts = corner(facts, scale)
    first = draw_region(facts, Plane.at(*ORIGIN), seed)
    doors = tuple(first.gates)
    yield first
    del first  # the memory of one region at a time
    for tile in tiles_for(scale - 1.0, seed, doors):
        plane = Plane.at(tile.lon, tile.lat)
        own = stable_seed(seed, "tile", tile.column, tile.row)
        yield draw_region(invented_facts(tile, own), plane, own, gates=tile.gates)


def corner(facts: Facts, scale: float) -> Facts:
    """Keep the communes nearest to one corner that hold `scale` of the inhabitants."""
    plane = Plane.at(*ORIGIN)
    middle = facts.commune(CORNER)
    if middle is None:
        return facts
    here = plane.xy(middle.lon, middle.lat)
    by_distance = sorted(
        facts.communes, key=lambda c: (math.dist(here, plane.xy(c.lon, c.lat)), c.insee)
    )
    wanted = scale * sum(c.population for c in facts.communes)
    kept: list[Commune] = []
    for commune in by_distance:
        if len(kept) >= 3 and sum(c.population for c in kept) + commune.population > wanted:
            break
        kept.append(commune)
    centres = np.array([plane.xy(c.lon, c.lat) for c in kept])

    def near(lon: float, lat: float) -> bool:
        return bool(np.hypot(*(centres - plane.xy(lon, lat)).T).min() < REACH_M)

    return replace(
        facts,
        communes=tuple(sorted(kept, key=lambda c: c.insee)),
        terrils=tuple(t for t in facts.terrils if near(t.lon, t.lat)),
        spots=tuple(s for s in facts.spots if near(s.lon, s.lat)),
    )


@dataclass(slots=True)
class _Counters:
    """The last ids given."""

    node: int = 0
    way: int = 0
    relation: int = 0


class _Stream:
    """Gives ids and writes regions one after another."""

    def __init__(self, out: OsmFile, spool: IO[bytes]) -> None:
        self.out = out
        self.spool = spool
        self.last = _Counters()
        self.gates: dict[Gate, int] = {}
        self.relations: list[tuple[int, list[tuple[str, int, str]], dict[str, str]]] = []

    def add(self, region: Region) -> None:
        """Write the nodes of a region and keep its ways and relations for later."""
        number = self._nodes(region)
        first_way, first_relation = self.last.way + 1, self.last.relation + 1
        for begin in range(0, len(region.ways), CHUNK):
            chunk = []
            for way in region.ways[begin : begin + CHUNK]:
                self.last.way += 1
                chunk.append((self.last.way, [number[n] for n in way.nodes], way.tags))
            marshal.dump(chunk, self.spool)
        bases = {"w": first_way, "r": first_relation}
        for bond in region.bonds:
            self.last.relation += 1
            members = [
                (kind, number[ref] if kind == "n" else ref + bases[kind], role)
                for kind, ref, role in bond.members
            ]
            self.relations.append((self.last.relation, members, bond.tags))

    def _nodes(self, region: Region) -> dict[int, int]:
        """Write the nodes of a region; a gate that stands already keeps its id."""
        sheet = region.sheet
        used = sorted({node for way in region.ways for node in way.nodes} | set(region.points))
        xy = np.stack([np.array(sheet.x)[used], np.array(sheet.y)[used]], axis=1)
        gates = {node: gate for gate, node in region.gates.items()}
        number: dict[int, int] = {}
        for node, (lon, lat) in zip(used, region.plane.lonlat(xy).tolist(), strict=True):
            gate: Gate | None = gates.get(node)
            if gate is not None and gate in self.gates:
                number[node] = self.gates[gate]
                continue
            self.last.node += 1
            number[node] = self.last.node
            if gate is not None:
                self.gates[gate] = self.last.node
            self.out.node(self.last.node, (rounded(lon), rounded(lat)), sheet.node_tags.get(node))
        return number

    def finish(self) -> None:
        """Write the ways and relations that were kept."""
        end = self.spool.tell()
        self.spool.seek(0)
        while self.spool.tell() < end:
            for way in marshal.load(self.spool):
                self.out.way(*way)
        for relation in self.relations:
            self.out.relation(*relation)
