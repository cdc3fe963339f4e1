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
from pathlib import Path

import numpy as np

from drawing import RESIDENTIAL, Drawing, Relation, Tags, stretches_of
from itinera.graph.routegraph import RouteGraph


def turn(letters: str, restriction: str = "no_left_turn", **tags: str) -> Relation:
    """Restrict the turn A→B→C ("ABC"), or A→B→C→D via the way BC ("ABCD")."""
    via = letters[1:-1]
    roles = ((letters[:2], "from"), (via, "via"), (letters[-2:], "to"))
    return Relation({"type": "restriction", "restriction": restriction, **tags}, roles)


def marked(*members: str | Relation, role: str = "", **tags: str) -> Relation:
    """Mark a route along letters, e.g. ``marked("ABC", "CE", route="hiking", ref="GR 1")``."""
    stretches: list[tuple[str | Relation, str]] = []
    for member in members:
        pieces = stretches_of(member) if isinstance(member, str) else [member]
        stretches += [(piece, role) for piece in pieces]
    return Relation({"type": "route", **tags}, tuple(stretches))


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
        return [self.arc(name) for name in stretches_of(letters)]

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
    drawing = Drawing.of(art)
    return drawing.xml(tags or {}, nodes or {}, relations, ways, default or RESIDENTIAL)
