r"""Worlds small enough to draw: ASCII in, a RouteGraph out, through the real pipeline.

::

    A>>B        A, B, C, D   OSM nodes (upper-case letters, digits, lower case but v)
    |  |        - | / \      streets, 100 m per step (141.4 m on the diagonal)
    C--D        > < ^ v      oneway streets, along the arrow

The lengths are read by eye: A–B is three steps, 300 m; A–C two, 200 m. Signs for
less common things::

    A-+         +   a bend: a point of the street's shape, no junction
      |         #   one street passes over another, without a junction
    B-#--C      P   a letter that no street touches is a place (a tap, a station)
      D

A stretch is named by its two ends in either order, and drawn from the first to
the second when it is given tags: ``tags={"BA": {"oneway": "yes"}}`` leads from B
to A. A second stretch between the same ends (in reading order) is ``"AB'"``.

>>> world = sketch("A-B-C", tags={"BC": {"highway": "steps"}}, nodes={"B": {"barrier": "gate"}})
>>> world.graph.edges.length_m[world.edge("BC")]   # 200.0
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from xml.sax.saxutils import quoteattr

import numpy as np

from itinera.geodesy import metres_per_degree
from itinera.graph.routegraph import RouteGraph

ORIGIN = (2.8, 50.4)  # lon, lat of the top left character
TIMESTAMP = "2026-01-02T03:04:05Z"
Tags = Mapping[str, str]
Cell = tuple[int, int]  # row, column

STROKES = {"-": "EW", "|": "NS", "/": "ab", "\\": "cd", ">": "EW", "<": "EW", "^": "NS", "v": "NS"}
STEPS = {  # direction -> (rows, columns); a, b run along "/", c, d along "\"
    "E": (0, 1), "S": (1, 0), "d": (1, 1), "a": (1, -1),
    "W": (0, -1), "N": (-1, 0), "c": (-1, -1), "b": (-1, 1),
}  # fmt: skip
BACK = {"E": "W", "W": "E", "N": "S", "S": "N", "a": "b", "b": "a", "c": "d", "d": "c"}
ARROWS = {">": "E", "<": "W", "^": "N", "v": "S"}


@dataclass(frozen=True)
class Relation:
    """An OSM relation; members are (letters or another Relation, role)."""

    tags: Tags
    members: tuple[tuple[str | Relation, str], ...]


def turn(letters: str, restriction: str = "no_left_turn", **tags: str) -> Relation:
    """Restrict the turn A→B→C ("ABC"), or A→B→C→D via the way BC ("ABCD")."""
    via = letters[1:-1]
    roles = ((letters[:2], "from"), (via, "via"), (letters[-2:], "to"))
    return Relation({"type": "restriction", "restriction": restriction, **tags}, roles)


def marked(*members: str | Relation, role: str = "", **tags: str) -> Relation:
    """Mark a route along letters, e.g. ``marked("ABC", "CE", route="hiking", ref="GR 1")``."""
    stretches: list[tuple[str | Relation, str]] = []
    for member in members:
        pieces = pairs(member) if isinstance(member, str) else [member]
        stretches += [(piece, role) for piece in pieces]
    return Relation({"type": "route", **tags}, tuple(stretches))


def pairs(letters: str) -> list[str]:
    """Return the stretches of a chain: "ABC" is AB, BC."""
    return [a + b for a, b in pairwise(letters)]


@dataclass(frozen=True)
class World:
    """A drawn world: the graph, and its parts by letter."""

    graph: RouteGraph = field(repr=False)
    way_ids: Mapping[str, int] = field(repr=False)
    positions: Mapping[str, tuple[float, float]] = field(repr=False)

    def lonlat(self, letter: str) -> tuple[float, float]:
        """Return (lon, lat) of a letter as drawn."""
        return self.positions[letter]

    def node(self, letter: str) -> int:
        """Return the graph node of a letter (KeyError if it is no node of the graph)."""
        found = np.flatnonzero(self.graph.nodes.osm_id == ord(letter))
        if len(found) != 1:
            raise KeyError(f"{letter!r} is {len(found)} nodes of the graph")
        return int(found[0])

    def edge(self, name: str) -> int:
        """Return the edge between two letters, e.g. "AB", whichever way it was drawn."""
        ends = {self.node(name[0]), self.node(name[1])}
        way = self.way_ids[name]
        found = [
            int(e)
            for e in np.flatnonzero(self.graph.edges.way == way)
            if {int(n) for n in self.graph.edges.nodes[e]} == ends
        ]
        if len(found) != 1:
            raise KeyError(f"{name!r} is {len(found)} edges of the graph")
        return found[0]

    def arc(self, name: str) -> int:
        """Return the arc from the first letter to the second."""
        edge = self.edge(name)
        return 2 * edge + int(self.graph.edges.nodes[edge, 0] != self.node(name[0]))

    def arcs(self, letters: str) -> list[int]:
        """Return the arcs of a chain of letters, "ABC": A→B, B→C."""
        return [self.arc(pair) for pair in pairs(letters)]

    def spell(self, arcs: Iterable[int]) -> str:
        """Return the letters that a sequence of arcs visits."""
        arcs = list(arcs)
        ends = [self.graph.arc_tails()[arcs[0]], *(self.graph.arc_heads()[a] for a in arcs)]
        return "".join(chr(int(self.graph.nodes.osm_id[n])) for n in ends)


def sketch(
    art: str,
    *,
    tags: Mapping[str, Tags] | None = None,
    nodes: Mapping[str, Tags] | None = None,
    relations: Sequence[Relation] = (),
    ways: Sequence[str] = (),
    default: Tags | None = None,
    step_m: float = 100.0,
) -> World:
    """Build the RouteGraph of a drawing.

    Parameters
    ----------
    art
        The drawing, see the head of this module.
    tags
        Tags per stretch, on top of `default`; a chain ("ABCD") names several at once.
    nodes
        Tags per letter.
    relations
        From `turn` and `marked`.
    ways
        Chains of letters that are one OSM way each; other stretches are a way each.
    default
        Tags of every stretch, ``highway=residential`` if left out.
    step_m
        Metres per character.
    """
    from itinera.graph.build import build_graph

    drawing = Drawing.of(art, step_m)
    text = drawing.xml(tags or {}, nodes or {}, relations, ways, default or RESIDENTIAL)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sketch.osm"
        path.write_text(text, encoding="utf-8")
        graph = build_graph([path])
    return World(graph, drawing.way_ids(ways), drawing.positions())


def sketch_xml(
    art: str,
    *,
    tags: Mapping[str, Tags] | None = None,
    nodes: Mapping[str, Tags] | None = None,
    relations: Sequence[Relation] = (),
    ways: Sequence[str] = (),
    default: Tags | None = None,
) -> str:
    """Return a drawing as OSM XML, for tests that begin at a file (see `sketch`)."""
    drawing = Drawing.of(art, 100.0)
    return drawing.xml(tags or {}, nodes or {}, relations, ways, default or RESIDENTIAL)


RESIDENTIAL: Tags = {"highway": "residential"}


@dataclass(frozen=True)
class Drawing:
    """A parsed drawing: `stretches` maps a name to its cells (ends and bends) and arrow."""

    letters: Mapping[str, Cell]
    stretches: Mapping[str, tuple[tuple[Cell, ...], bool]]
    step_m: float

    @classmethod
    def of(cls, art: str, step_m: float) -> Drawing:
        """Read a drawing."""
        rows = art.strip("\n").splitlines()
        grid = {(r, c): ch for r, row in enumerate(rows) for c, ch in enumerate(row) if ch != " "}
        letters: dict[str, Cell] = {}
        for cell, ch in grid.items():
            if ch.isalnum() and ch != "v":
                if ch in letters:
                    raise ValueError(f"Letter {ch!r} is drawn twice.")
                letters[ch] = cell
        stretches: dict[str, tuple[tuple[Cell, ...], bool]] = {}
        walked: set[Cell] = set()
        for cell in letters.values():
            for direction in STEPS:
                cells, arrow, strokes = _walk(grid, cell, direction)
                if len(cells) < 2 or strokes <= walked:
                    continue
                walked |= strokes
                oriented = cells[::-1] if arrow == -1 else cells
                name = grid[oriented[0]] + grid[oriented[-1]]
                while name in stretches or (name[1::-1] + name[2:]) in stretches:
                    name += "'"
                stretches[name] = (tuple(oriented), arrow != 0)
        drawn = {cell for cell, ch in grid.items() if ch in STROKES}
        if drawn - walked:
            raise ValueError(f"Strokes at (row, column) {sorted(drawn - walked)} lead nowhere.")
        return cls(letters, stretches, step_m)

    def lonlat(self, cell: Cell) -> tuple[float, float]:
        """Return the place of a cell: `step_m` metres per row and column."""
        row, column = cell
        lat = ORIGIN[1] - row * self.step_m / metres_per_degree(ORIGIN[1])[1]
        return ORIGIN[0] + column * self.step_m / metres_per_degree(lat)[0], lat

    def positions(self) -> dict[str, tuple[float, float]]:
        """Return (lon, lat) per letter."""
        return {letter: self.lonlat(cell) for letter, cell in self.letters.items()}

    def find(self, name: str) -> str:
        """Return the name under which a stretch was drawn: itself or its reverse."""
        turned = name[1::-1] + name[2:]
        if name not in self.stretches and turned not in self.stretches:
            raise KeyError(f"No stretch {name!r}; there are {', '.join(self.stretches)}.")
        return name if name in self.stretches else turned

    def way_ids(self, ways: Sequence[str]) -> dict[str, int]:
        """Return the OSM way id of every stretch, under both of its names."""
        ids: dict[str, int] = {}
        for name in self.stretches:
            chain = next((c for c in ways if name in pairs(c) or name[::-1] in pairs(c)), name)
            number = ord(chain[0]) * 1000 + ord(chain[1]) + 1_000_000 * name.count("'")
            ids[name] = ids[name[1::-1] + name[2:]] = number
        return ids

    def xml(
        self,
        tags: Mapping[str, Tags],
        nodes: Mapping[str, Tags],
        relations: Sequence[Relation],
        ways: Sequence[str],
        default: Tags,
    ) -> str:
        """Write the drawing as an OSM XML file, sorted as OSM files are."""
        cells = {c for points, _ in self.stretches.values() for c in points}
        ids = {c: 1000 * (c[0] + 1) + c[1] for c in cells} | {
            cell: ord(letter) for letter, cell in self.letters.items()
        }
        letters = {cell: letter for letter, cell in self.letters.items()}
        lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<osm version="0.6" generator="sketch">']
        for cell, number in sorted(ids.items(), key=lambda item: item[1]):
            lon, lat = self.lonlat(cell)
            place = f'lat="{lat:.7f}" lon="{lon:.7f}"'
            lines += _element("node", number, [], nodes.get(letters.get(cell, ""), {}), place)
        lines += self._ways(tags, ids, ways, default)
        lines += self._relations(relations, ways)
        return "\n".join([*lines, "</osm>\n"])

    def _ways(
        self, tags: Mapping[str, Tags], ids: Mapping[Cell, int], ways: Sequence[str], default: Tags
    ) -> list[str]:
        """Write one OSM way per stretch, or per chain of `ways`."""
        given: dict[str, dict[str, str]] = {}
        turned: set[str] = set()
        for chain, values in tags.items():
            for name in [chain] if "'" in chain else pairs(chain):
                given.setdefault(self.find(name), {}).update(values)
                turned |= {self.find(name)} - {name}
        lines: dict[int, list[str]] = {}
        numbers = self.way_ids(ways)
        chained = {self.find(p): chain for chain in ways for p in pairs(chain)}
        for first, (points, arrow) in self.stretches.items():
            names = pairs(chained.get(first, "")) or [first]
            if self.find(names[0]) == first:
                refs = [ids[c] for c in points]
                for name in names if len(names) > 1 else []:
                    more = [ids[c] for c in self._points(name)]
                    refs = more if name == names[0] else refs + more[1:]
                if first in turned and not arrow and len(names) == 1:
                    refs.reverse()
                oneway = {"oneway": "yes"} if arrow else {}
                own = {**default, **oneway, **given.get(first, {})}
                children = [f'<nd ref="{ref}"/>' for ref in refs]
                lines[numbers[first]] = _element("way", numbers[first], children, own)
        return [line for number in sorted(lines) for line in lines[number]]

    def _points(self, name: str) -> tuple[Cell, ...]:
        """Return the cells of a stretch from its first named letter."""
        points = self.stretches[self.find(name)][0]
        return points if self.find(name) == name else points[::-1]

    def _relations(self, relations: Sequence[Relation], ways: Sequence[str]) -> list[str]:
        """Write relations, numbered from 1 as given (members that are relations come first)."""
        numbers = self.way_ids(ways)
        lines: list[str] = []
        for number, relation in enumerate(relations, 1):
            children = []
            for member, role in relation.members:
                if isinstance(member, Relation):
                    kind, ref = "relation", 1 + [id(r) for r in relations].index(id(member))
                else:
                    kind = "node" if len(member) == 1 else "way"
                    ref = ord(member) if kind == "node" else numbers[member]
                children.append(f'<member type="{kind}" ref="{ref}" role={quoteattr(role)}/>')
            lines += _element("relation", number, children, relation.tags)
        return lines


def _walk(
    grid: Mapping[Cell, str], start: Cell, direction: str
) -> tuple[list[Cell], int, set[Cell]]:
    """Follow a street; return its ends and bends, its arrow (1 along, -1 against), its strokes."""
    cells, arrow, strokes, cell = [start], 0, set[Cell](), start
    while True:
        cell = (cell[0] + STEPS[direction][0], cell[1] + STEPS[direction][1])
        sign = grid.get(cell, " ")
        if sign == "#":
            continue
        if sign in STROKES and direction in STROKES[sign]:
            strokes.add(cell)
            arrow = arrow or (0 if sign not in ARROWS else 1 if ARROWS[sign] == direction else -1)
        elif sign == "+" and strokes:
            cells.append(cell)
            direction = _bend(grid, cell, direction)
        elif sign.isalnum() and strokes:
            return [*cells, cell], arrow, strokes
        else:
            return [], 0, set()


def _bend(grid: Mapping[Cell, str], cell: Cell, direction: str) -> str:
    """Return where a street goes on at a bend: the one other stroke that touches it."""
    found = [
        d
        for d, (rows, columns) in STEPS.items()
        if d != BACK[direction]
        and d in STROKES.get(grid.get((cell[0] + rows, cell[1] + columns), ""), "")
    ]
    if len(found) != 1:
        raise ValueError(f"The bend at (row, column) {cell} has {len(found) + 1} ends, not 2.")
    return found[0]


def _element(
    kind: str, number: int, children: Sequence[str], tags: Tags, attributes: str = ""
) -> list[str]:
    """Write one OSM element."""
    lines = [f'<{kind} id="{number}" version="1" timestamp="{TIMESTAMP}" {attributes}>', *children]
    lines += [f"<tag k={quoteattr(k)} v={quoteattr(v)}/>" for k, v in sorted(tags.items())]
    return [*lines, f"</{kind}>"]
