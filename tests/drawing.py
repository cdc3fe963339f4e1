"""ASCII drawings → OSM XML; `sketch` tells what the signs mean and builds the graph."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from xml.sax.saxutils import quoteattr

from itinera.geodesy import metres_per_degree

ORIGIN = (2.8, 50.4)  # lon, lat of the top left character
TIMESTAMP = "2026-01-02T03:04:05Z"
RESIDENTIAL = {"highway": "residential"}

Tags = Mapping[str, str]
Cell = tuple[int, int]  # row, column

STROKES = {"-": "EW", "|": "NS", "/": "ab", "\\": "cd", ">": "EW", "<": "EW", "^": "NS", "v": "NS"}
ARROWS = {">": "E", "<": "W", "^": "N", "v": "S"}
STEPS = {  # direction -> (rows, columns); a, b run along "/", c, d along "\"
    "E": (0, 1), "S": (1, 0), "d": (1, 1), "a": (1, -1),
    "W": (0, -1), "N": (-1, 0), "c": (-1, -1), "b": (-1, 1),
}  # fmt: skip
BACK = {"E": "W", "W": "E", "N": "S", "S": "N", "a": "b", "b": "a", "c": "d", "d": "c"}


@dataclass(frozen=True)
class Relation:
    """An OSM relation; members are (letters or another Relation, role)."""

    tags: Tags
    members: tuple[tuple[str | Relation, str], ...]


@dataclass(frozen=True)
class Stretch:
    """A drawn street: its ends and bends, in the direction of its arrow if it has one."""

    cells: tuple[Cell, ...]
    arrow: bool


@dataclass(frozen=True)
class Drawing:
    """What is drawn: letters by cell, stretches by name ("AB", "AB'", …)."""

    letters: Mapping[str, Cell]
    stretches: Mapping[str, Stretch]
    step_m: float = 100.0

    @classmethod
    def of(cls, art: str, step_m: float = 100.0) -> Drawing:
        """Read a drawing."""
        rows = art.strip("\n").splitlines()
        grid = {(r, c): sign for r, row in enumerate(rows) for c, sign in enumerate(row)}
        letters: dict[str, Cell] = {}
        for cell, sign in grid.items():
            if _is_letter(sign):
                if sign in letters:
                    raise ValueError(f"Letter {sign!r} is drawn twice.")
                letters[sign] = cell
        stretches: dict[str, Stretch] = {}
        walked: set[Cell] = set()
        for cell in letters.values():
            for direction in STEPS:
                stretch, strokes = _walk(grid, cell, direction)
                if stretch is not None and not strokes <= walked:
                    walked |= strokes
                    stretches[_new_name(grid, stretch, stretches)] = stretch
        if left := {cell for cell, sign in grid.items() if sign in STROKES} - walked:
            raise ValueError(f"Strokes at (row, column) {sorted(left)} lead nowhere.")
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
        for known in (name, turned(name)):
            if known in self.stretches:
                return known
        raise KeyError(f"No stretch {name!r}; there are {', '.join(self.stretches)}.")

    def cells(self, chain: str) -> list[Cell]:
        """Return ends and bends along a stretch ("AB'") or a chain of them ("ABCD")."""
        found: list[Cell] = []
        for name in stretches_of(chain):
            cells = self.stretches[self.find(name)].cells
            cells = cells if self.find(name) == name else cells[::-1]
            found += cells[1:] if found else cells
        return found

    def way_ids(self, ways: Sequence[str]) -> dict[str, int]:
        """Return the OSM way id of every stretch, under both of its names."""
        chains = {self.find(name): chain for chain in ways for name in stretches_of(chain)}
        ids: dict[str, int] = {}
        for name in self.stretches:
            first = chains.get(name, name)
            ids[name] = ord(first[0]) * 1000 + ord(first[1]) + 1_000_000 * name.count("'")
            ids[turned(name)] = ids[name]
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
        lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<osm version="0.6" generator="sketch">']
        letters = {cell: letter for letter, cell in self.letters.items()}
        for number, cell in sorted((number, cell) for cell, number in self._node_ids().items()):
            lon, lat = self.lonlat(cell)
            place = f'lat="{lat:.7f}" lon="{lon:.7f}"'
            lines += _element("node", number, [], nodes.get(letters.get(cell, ""), {}), place)
        lines += self._ways(tags, ways, default)
        lines += self._relations(relations, ways)
        return "\n".join([*lines, "</osm>\n"])

    def _node_ids(self) -> dict[Cell, int]:
        """Return the OSM node id of every letter and bend."""
        bends = {cell for stretch in self.stretches.values() for cell in stretch.cells}
        letters = {cell: ord(letter) for letter, cell in self.letters.items()}
        return {cell: 1000 * (cell[0] + 1) + cell[1] for cell in bends} | letters

    def _ways(self, tags: Mapping[str, Tags], ways: Sequence[str], default: Tags) -> list[str]:
        """Write one OSM way per chain of `ways` and per other stretch."""
        ids, numbers, lines = self._node_ids(), self.way_ids(ways), []
        given: dict[str, dict[str, str]] = {}
        drawn = {name: name for name in self.stretches}  # the direction: as drawn, as tagged
        for chain, values in tags.items():
            for name in stretches_of(chain):
                given.setdefault(self.find(name), {}).update(values)
                if not self.stretches[self.find(name)].arrow:
                    drawn[self.find(name)] = name
        chained = {self.find(name) for chain in ways for name in stretches_of(chain)}
        alone = [drawn[name] for name in self.stretches if name not in chained]
        for way in sorted([*ways, *alone], key=lambda w: numbers[stretches_of(w)[0]]):
            first = self.find(stretches_of(way)[0])
            oneway = {"oneway": "yes"} if self.stretches[first].arrow else {}
            children = [f'<nd ref="{ids[cell]}"/>' for cell in self.cells(way)]
            own = {**default, **oneway, **given.get(first, {})}
            lines += _element("way", numbers[first], children, own)
        return lines

    def _relations(self, relations: Sequence[Relation], ways: Sequence[str]) -> list[str]:
        """Write relations, numbered from 1 as given."""
        numbers, lines = self.way_ids(ways), list[str]()
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


def stretches_of(chain: str) -> list[str]:
    """Return the stretches of a chain: "ABC" is AB, BC; "AB'" is itself."""
    return [chain] if "'" in chain else [a + b for a, b in pairwise(chain)]


def turned(name: str) -> str:
    """Return the name of a stretch from its other end."""
    return name[1::-1] + name[2:]


def _is_letter(sign: str) -> bool:
    """Say whether a sign is a junction or a place."""
    return sign.isalnum() and sign != "v"


def _new_name(grid: Mapping[Cell, str], stretch: Stretch, known: Mapping[str, Stretch]) -> str:
    """Name a stretch by its ends, primed where others have them too."""
    name = grid[stretch.cells[0]] + grid[stretch.cells[-1]]
    while name in known or turned(name) in known:
        name += "'"
    return name


def _walk(
    grid: Mapping[Cell, str], start: Cell, direction: str
) -> tuple[Stretch | None, set[Cell]]:
    """Follow a street from a letter; return it and its strokes, None where there is none."""
    cells, strokes, cell = [start], set[Cell](), start
    arrow = 0  # 1 along, -1 against
    while True:
        cell = (cell[0] + STEPS[direction][0], cell[1] + STEPS[direction][1])
        sign = grid.get(cell, " ")
        if direction in STROKES.get(sign, ""):
            strokes.add(cell)
            arrow = arrow or (sign in ARROWS and (1 if ARROWS[sign] == direction else -1))
        elif sign == "+" and strokes:
            cells.append(cell)
            direction = _bend(grid, cell, direction)
        elif _is_letter(sign) and strokes:
            cells.append(cell)
            return Stretch(tuple(cells[::-1] if arrow == -1 else cells), arrow != 0), strokes
        elif sign != "#":
            return None, set()


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
