"""From the lines of a sheet to drafts of OSM ways: chains of one street, cut where tags change."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from itinera.maquette.kinds import BUILT, SOLID, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from itinera.maquette.land import Land
    from itinera.maquette.sheet import Line, Sheet

LEAST_PIECE_M = 160.0  # tags do not change more often along a road


@dataclass(slots=True)
class Draft:
    """A way to be: its nodes on the sheet and its tags."""

    kind: Kind
    nodes: list[int]
    street: int
    ground: int
    name: str = ""
    ref: str = ""
    tags: dict[str, str] = field(default_factory=dict)

    def part(self, first: int, last: int) -> Draft:
        """Return the stretch from one index to another, both nodes included."""
        return replace(self, nodes=self.nodes[first : last + 1], tags=dict(self.tags))


def drafts_of(sheet: Sheet) -> list[Draft]:
    """Join the lines of each street end to end; lines that are nothing are left out."""
    streets: dict[tuple[int, Kind], list[int]] = {}
    for number, line in enumerate(sheet.lines):
        if line.kind is not Kind.GHOST:
            streets.setdefault((line.street, line.kind), []).append(number)
    drafts = []
    for (street, kind), lines in streets.items():
        pattern = sheet.lines[lines[0]]
        for nodes in _chains([sheet.course(line) for line in lines]):
            drafts.append(_draft(pattern, kind, street, nodes))
    return drafts


def _draft(line: Line, kind: Kind, street: int, nodes: list[int]) -> Draft:
    """Return the draft of a chain with what its line says."""
    return Draft(kind, nodes, street, line.ground, line.name, line.ref, dict(line.extra))


def _chains(courses: list[list[int]]) -> Iterator[list[int]]:
    """Join courses that share an end node, where exactly two meet."""
    if len(courses) == 1:
        yield courses[0]
        return
    ends: dict[int, list[int]] = {}
    for i, course in enumerate(courses):
        ends.setdefault(course[0], []).append(i)
        ends.setdefault(course[-1], []).append(i)
    used = [False] * len(courses)
    for i in range(len(courses)):
        if used[i]:
            continue
        used[i] = True
        chain = list(courses[i])
        for _ in range(2):
            while (more := _next(chain[-1], ends, used)) is not None and chain[0] != chain[-1]:
                used[more] = True
                course = courses[more]
                chain += course[1:] if course[0] == chain[-1] else course[-2::-1]
            chain.reverse()
        yield chain


def _next(node: int, ends: dict[int, list[int]], used: list[bool]) -> int | None:
    """Return the one unused course that goes on from a node."""
    here = ends[node]
    if len(here) != 2:
        return None
    return next((i for i in here if not used[i]), None)


def uses(drafts: Iterable[Draft]) -> dict[int, int]:
    """Count how often each node is used, ends counted twice: junctions have two or more."""
    count: dict[int, int] = {}
    for draft in drafts:
        for node in draft.nodes:
            count[node] = count.get(node, 0) + 1
        for node in (draft.nodes[0], draft.nodes[-1]):
            count[node] += 1
    return count


def largest_part(drafts: list[Draft]) -> list[Draft]:
    """Leave out what no road leads to: everything but the largest connected part."""
    parent: dict[int, int] = {}

    def root(node: int) -> int:
        while parent.setdefault(node, node) != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    passable = [d for d in drafts if d.kind not in SOLID]
    for draft in passable:
        first = root(draft.nodes[0])
        for node in draft.nodes[1:]:
            parent[root(node)] = first
    size: dict[int, int] = {}
    for draft in passable:
        top = root(draft.nodes[0])
        size[top] = size.get(top, 0) + len(draft.nodes)
    giant = max(size, key=lambda top: (size[top], -top))
    return [d for d in drafts if d.kind in SOLID or root(d.nodes[0]) == giant]


def metres(sheet: Sheet, nodes: list[int]) -> float:
    """Return the length of a chain of nodes."""
    return sum(
        math.hypot(sheet.x[a] - sheet.x[b], sheet.y[a] - sheet.y[b])
        for a, b in itertools.pairwise(nodes)
    )


def cut_by_ground(sheet: Sheet, land: Land, draft: Draft) -> list[Draft]:
    """Cut a road where it enters and leaves a place, since its tags change there."""
    if draft.kind > Kind.UNCLASSIFIED or draft.kind is Kind.MOTORWAY:
        middle = draft.nodes[len(draft.nodes) // 2]
        draft.ground = land.at(sheet.x[middle], sheet.y[middle])
        return [draft]
    grounds = [land.at(sheet.x[n], sheet.y[n]) for n in draft.nodes]
    cuts, last = [0], 0
    for i in range(1, len(grounds) - 1):
        changed = (grounds[i] in BUILT) != (grounds[i - 1] in BUILT)
        if changed and metres(sheet, draft.nodes[last : i + 1]) > LEAST_PIECE_M:
            cuts.append(i)
            last = i
    cuts.append(len(grounds) - 1)
    pieces = []
    for first, end in itertools.pairwise(cuts):
        piece = draft.part(first, end)
        piece.ground = grounds[(first + end) // 2]
        pieces.append(piece)
    return pieces
