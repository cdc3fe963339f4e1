"""Networks drawn in metres, written as OSM XML or as an answer of Overpass."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import quoteattr

from itinera.nodenetwork.importing import import_network
from itinera.nodenetwork.model import NodeNetwork

WEST, SOUTH = 3.0, 50.0
LON_PER_M, LAT_PER_M = 1 / 71_695.75, 1 / 111_229.4  # at 50° north, WGS84


@dataclass
class Drawing:
    """Places by letter in metres; ways as words of letters; routes as lists of members.

    A member is a way's word, "AB" both ways, "AB>" with the role forward, "AB<" backward.
    """

    places: dict[str, tuple[float, float]]
    numbers: dict[str, str] = field(default_factory=dict)
    routes: dict[str, list[str]] = field(default_factory=dict)
    network: str = "rcn"
    tags: dict[str, dict[str, str]] = field(default_factory=dict)  # of ways, by word
    route_tags: dict[str, dict[str, str]] = field(default_factory=dict)  # by ref
    node_tags: dict[str, dict[str, str]] = field(default_factory=dict)  # by letter

    def lonlat(self, letter: str) -> tuple[float, float]:
        x, y = self.places[letter]
        return round(WEST + x * LON_PER_M, 7), round(SOUTH + y * LAT_PER_M, 7)

    def node_id(self, letter: str) -> int:
        return 100 + list(self.places).index(letter)

    def words(self) -> list[str]:
        found = [member.rstrip("<>") for members in self.routes.values() for member in members]
        return list(dict.fromkeys(word for word in found if word))

    def tags_of(self, letter: str) -> dict[str, str]:
        number = self.numbers.get(letter)
        numbered = {f"{self.network}_ref": number} if number is not None else {}
        return numbered | self.node_tags.get(letter, {})

    def relation_tags(self, ref: str) -> dict[str, str]:
        return {
            "type": "route",
            "route": "bicycle",
            "network": self.network,
            "network:type": "node_network",
            "ref": ref.split("/", maxsplit=1)[0],  # "12-34/2": another relation of the same name
        } | self.route_tags.get(ref, {})

    def members(self, ref: str) -> list[tuple[int, str]]:
        """Return (way id, role) of a route."""
        roles = {"<": "backward", ">": "forward"}
        words = self.words()
        return [
            (500 + words.index(word.rstrip("<>")), roles.get(word[-1], ""))
            for word in self.routes[ref]
        ]

    def write_osm(self, path: Path) -> Path:
        """Write the drawing as OSM XML, with its ways and their tags."""
        lines = ["<osm version='0.6'>"]
        for letter in self.places:
            lon, lat = self.lonlat(letter)
            head = f"<node id='{self.node_id(letter)}' lat='{lat:.7f}' lon='{lon:.7f}'>"
            lines.append(head + _tags(self.tags_of(letter)) + "</node>")
        for i, word in enumerate(self.words()):
            nds = "".join(f"<nd ref='{self.node_id(letter)}'/>" for letter in word)
            tags = {"highway": "cycleway"} | self.tags.get(word, {})
            lines.append(f"<way id='{500 + i}'>{nds}{_tags(tags)}</way>")
        for i, ref in enumerate(self.routes):
            members = "".join(
                f"<member type='way' ref='{way}' role='{role}'/>" for way, role in self.members(ref)
            )
            tags = _tags(self.relation_tags(ref))
            lines.append(f"<relation id='{900 + i}'>{members}{tags}</relation>")
        path.write_text("\n".join([*lines, "</osm>"]), encoding="utf-8")
        return path

    def write_overpass(self, path: Path) -> Path:
        """Write the drawing as Overpass does with `out geom`: no tags of ways."""
        words = self.words()
        nodes = [
            {
                "type": "node",
                "id": self.node_id(letter),
                **self._position(letter),
                "tags": self.tags_of(letter),
            }
            for letter in self.places
            if self.tags_of(letter)
        ]
        relations = [
            {
                "type": "relation",
                "id": 900 + i,
                "tags": self.relation_tags(ref),
                "members": [
                    {
                        "type": "way",
                        "ref": way,
                        "role": role,
                        "geometry": [self._position(letter) for letter in words[way - 500]],
                    }
                    for way, role in self.members(ref)
                ],
            }
            for i, ref in enumerate(self.routes)
        ]
        answer = {
            "version": 0.6,
            "osm3s": {"timestamp_osm_base": "2026-01-02T03:04:05Z"},
            "elements": nodes + relations,
        }
        path.write_text(json.dumps(answer), encoding="utf-8")
        return path

    def _position(self, letter: str) -> dict[str, float]:
        lon, lat = self.lonlat(letter)
        return {"lat": lat, "lon": lon}

    def imported(self, folder: Path) -> NodeNetwork:
        """Return the network of the drawing, by way of an OSM file."""
        return import_network([self.write_osm(folder / "drawn.osm")])


def _tags(tags: dict[str, str]) -> str:
    return "".join(f"<tag k={quoteattr(k)} v={quoteattr(v)}/>" for k, v in tags.items())


def legs(network: NodeNetwork) -> dict[tuple[str, str], tuple[float, bool]]:
    """Return (number, number) → (metres rounded to whole ones, both ways)."""
    return {
        (network.nodes[leg.start].number, network.nodes[leg.end].number): (
            round(leg.length_m),
            leg.both_ways,
        )
        for leg in network.legs
    }


def codes(network: NodeNetwork) -> set[str]:
    """Return the codes of the facts."""
    return {fact.code for fact in network.facts}


#: A square of 1 km: 12 and 45 in the west, 7 and 8 in the east, 99 by itself.
#:
#:     B(45)--C--D(7)
#:     |         |
#:     A(12)     E(8)      Z(99)
SQUARE = Drawing(
    places={
        "A": (0, 0), "B": (0, 1000), "C": (500, 1000), "D": (1000, 1000), "E": (1000, 0),
        "Y": (5000, 0), "Z": (5300, 0),
    },
    numbers={"A": "12", "B": "45", "D": "07", "E": "8", "Y": "98", "Z": "99"},
    routes={"12-45": ["AB"], "45-07": ["CD", "BC"], "07-8": ["DE"], "98-99": ["YZ"]},
)  # fmt: skip
