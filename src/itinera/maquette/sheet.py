"""The sheet the map is drawn on: nodes, lines that share them, and the faces between."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from itinera.maquette.kinds import SOLID, Kind

if TYPE_CHECKING:
    from itinera.geodesy import FloatArray


@dataclass(slots=True)
class Line:
    """A line through nodes; other lines may hang on its segments.

    Attributes
    ----------
    street
        Lines of one street share its name and, mostly, its tags.
    ground
        What it was drawn on (`Ground`).
    hung
        Segment → [(share of the segment, node)] of the nodes put on it later.
    """

    kind: Kind
    nodes: list[int]
    street: int
    ground: int = 0
    name: str = ""
    ref: str = ""
    extra: dict[str, str] = field(default_factory=dict)
    hung: dict[int, list[tuple[float, int]]] = field(default_factory=dict)


@dataclass(slots=True)
class Face:
    """A piece of ground and what bounds it, counter-clockwise.

    Edge k runs from ``nodes[k]`` to ``nodes[k + 1]`` on segment ``refs[k]`` = (line, segment).
    """

    nodes: list[int]
    refs: list[tuple[int, int]]
    grid: float | None = None  # direction of the rows of an estate, radians


@dataclass(frozen=True, slots=True)
class Stub:
    """Where a street stops short of something it may not join: its last node, and the wall."""

    node: int
    line: int
    wall: tuple[float, float]


class Sheet:
    """Nodes in metres, lines, and the ends that wait for a crossing."""

    def __init__(self) -> None:
        self.x: list[float] = []
        self.y: list[float] = []
        self.lines: list[Line] = []
        self.stubs: list[Stub] = []
        self.node_tags: dict[int, dict[str, str]] = {}
        self.streets = 0
        self.at: dict[tuple[float, float], int] = {}  # skeleton nodes by position

    def node(self, x: float, y: float) -> int:
        """Put a node and return its number."""
        self.x.append(x)
        self.y.append(y)
        return len(self.x) - 1

    def nodes(self, points: FloatArray) -> list[int]:
        """Put a node at each point."""
        return [self.node(x, y) for x, y in points.tolist()]

    def new_street(self) -> int:
        """Return the number of a new street."""
        self.streets += 1
        return self.streets

    def draw(self, kind: Kind, nodes: list[int], ground: int = 0, street: int = 0) -> int:
        """Draw a line through nodes and return its number."""
        self.lines.append(Line(kind, nodes, street or self.new_street(), ground))
        return len(self.lines) - 1

    def hang(self, line: int, segment: int, node: int) -> None:
        """Put a node on a segment of a line."""
        nodes = self.lines[line].nodes
        a, b = nodes[segment], nodes[segment + 1]
        dx, dy = self.x[b] - self.x[a], self.y[b] - self.y[a]
        share = ((self.x[node] - self.x[a]) * dx + (self.y[node] - self.y[a]) * dy) / max(
            dx * dx + dy * dy, 1e-9
        )
        self.lines[line].hung.setdefault(segment, []).append((share, node))

    def course(self, line: int) -> list[int]:
        """Return all nodes of a line in order, those put on it later included."""
        drawn = self.lines[line]
        if not drawn.hung:
            return drawn.nodes
        out: list[int] = []
        for segment, node in enumerate(drawn.nodes):
            out.append(node)
            if segment in drawn.hung:
                out += [n for _, n in sorted(drawn.hung[segment])]
        return [n for i, n in enumerate(out) if i == 0 or n != out[i - 1]]

    def corners(self, face: Face) -> tuple[FloatArray, FloatArray]:
        """Return x and y of the corners of a face."""
        x, y = self.x, self.y
        return np.array([x[n] for n in face.nodes]), np.array([y[n] for n in face.nodes])

    def is_solid(self, line: int) -> bool:
        """Tell whether streets must stop short of a line."""
        return self.lines[line].kind in SOLID
