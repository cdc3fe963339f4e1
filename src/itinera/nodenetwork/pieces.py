"""The ways of one route relation as a small graph, whatever order they stand in.

Ways are cut where they touch each other or a numbered node. Order, direction and
doubles of members then do not matter; what matters is which way each piece may be
travelled: by its role, and on bicycles also round a roundabout and along a oneway.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from itinera.geodesy import length, to_degrees
from itinera.osm.access import way_access
from itinera.osm.codes import Access, Mode

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from itinera.geodesy import IntArray
    from itinera.osm.relations import Line, Point

PlacedLine = tuple["Line", str]  # a member way and its role


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """A stretch of a member way between two places where something meets.

    Attributes
    ----------
    fixed : int32, shape (n, 2)
        Its points in the direction of the way.
    forward, backward
        Whether the route runs along it in, or against, the direction of the way.
    """

    line: Line
    fixed: IntArray
    tail: Point
    head: Point
    forward: bool
    backward: bool
    length_m: float


@dataclass(frozen=True, slots=True)
class Ways:
    """All pieces of a relation, and which of them meet at a place."""

    pieces: tuple[Piece, ...]
    at: dict[Point, tuple[int, ...]]

    def out(self, place: Point) -> list[tuple[int, Point]]:
        """Return (piece, where it leads) of what may be travelled from a place.

        A piece travelled backwards is given as ``~piece``.
        """
        found = []
        for i in self.at.get(place, ()):
            piece = self.pieces[i]
            if piece.forward and piece.tail == place:
                found.append((i, piece.head))
            if piece.backward and piece.head == place:
                found.append((~i, piece.tail))
        return found

    def free_ends(self) -> list[Point]:
        """Return the places where a single piece ends, sorted."""
        return sorted(place for place, pieces in self.at.items() if len(pieces) == 1)


def cut_into_pieces(members: Sequence[PlacedLine], nodes: Collection[Point], mode: str) -> Ways:
    """Cut the member ways of a relation at each other and at nodes.

    Parameters
    ----------
    members
        Lines with their roles; a line that stands twice counts once for each role.
    nodes
        Places of numbered nodes.
    mode
        "foot", "bicycle" or "" (neither).
    """
    unique = list({(line.osm_id, role): (line, role) for line, role in members}.values())
    paths = [[(x, y) for x, y in line.fixed.tolist()] for line, _ in unique]
    count = Counter(place for path in paths for place in path)
    joints = {place for place, times in count.items() if times > 1} | set(nodes)
    pieces = [
        piece
        for (line, role), path in zip(unique, paths, strict=True)
        for piece in _cut(line, path, joints, *_directions(line, role, mode))
    ]
    at: dict[Point, list[int]] = {}
    for i, piece in enumerate(pieces):
        at.setdefault(piece.tail, []).append(i)
        at.setdefault(piece.head, []).append(i)
    return Ways(tuple(pieces), {place: tuple(found) for place, found in at.items()})


def _cut(
    line: Line, path: Sequence[Point], joints: Collection[Point], forward: bool, backward: bool
) -> Iterable[Piece]:
    """Yield the pieces of one way."""
    last = len(path) - 1
    marks = [i for i, place in enumerate(path) if i in (0, last) or place in joints]
    for begin, end in pairwise(marks):
        fixed = line.fixed[begin : end + 1]
        metres = length(to_degrees(fixed))
        yield Piece(line, fixed, path[begin], path[end], forward, backward, metres)


def _directions(line: Line, role: str, mode: str) -> tuple[bool, bool]:
    """Return whether a route runs in, and against, the direction of a member way."""
    if role in ("forward", "backward"):
        return role == "forward", role == "backward"
    if mode != "bicycle" or not line.tags:
        return True, True
    if line.tags.get("junction") in ("roundabout", "circular"):
        return True, line.tags.get("oneway") == "no"
    access = way_access(line.tags, Mode.BICYCLE)
    rides = access.forward.access > Access.PUSH, access.backward.access > Access.PUSH
    return rides if any(rides) else (True, True)


def points_along(ways: Ways, steps: Sequence[int]) -> IntArray:
    """Return the points of pieces laid end to end (``~piece``: backwards), each joint once."""
    parts = [ways.pieces[i].fixed if i >= 0 else ways.pieces[~i].fixed[::-1] for i in steps]
    return np.concatenate([parts[0], *(part[1:] for part in parts[1:])]).astype(np.int32)
