"""Streets, tracks and paths: each face is cut in two until its parts are small.

A face is cut across its longer side, so that new lines meet old ones in T
junctions, as streets do; an end near another junction joins it. What a cut
becomes (street, track, path, or nothing but a field edge) depends on the ground.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from itinera.maquette.chance import Dice
from itinera.maquette.cuts import (
    axis,
    bent,
    crosses,
    following,
    longest_side,
    middle_of,
    rows_of,
    short_of_walls,
)
from itinera.maquette.kinds import BUILT, Ground, Kind
from itinera.maquette.sheet import Face, Sheet, Stub

if TYPE_CHECKING:
    from collections.abc import Iterator

    from itinera.geodesy import FloatArray
    from itinera.maquette.land import Land

CLEARANCE_M = 26.0  # streets stop this far from a wall (railway, motorway, water)
GARDEN = -9.0  # stands for "no rows": the streets of a garden city curve
GARDEN_BEND = 0.17
SQUARE_ENOUGH = 0.58  # sine of the least angle at which a street meets another
LAST_TRIES = 12


@dataclass(frozen=True, slots=True)
class Fabric:
    """How a kind of ground is divided.

    Attributes
    ----------
    area
        Size in m² below which a face is no longer cut.
    bend
        Greatest bulge of a line as a share of its length.
    spacing
        Distance of drawn points in metres.
    snap
        An end joins a junction that is nearer than this, metres.
    lines
        What a cut becomes, by weight.
    """

    area: float
    bend: float
    spacing: float
    snap: float
    lines: dict[Kind, float]


FABRICS: dict[int, Fabric] = {
    Ground.FIELD: Fabric(88_000.0, 0.14, 50.0, 40.0, {
        Kind.TRACK: 0.52, Kind.PATH: 0.07, Kind.UNCLASSIFIED: 0.05, Kind.GHOST: 0.36}),
    Ground.MEADOW: Fabric(70_000.0, 0.15, 42.0, 32.0, {
        Kind.TRACK: 0.38, Kind.PATH: 0.16, Kind.GHOST: 0.46}),
    Ground.MARSH: Fabric(55_000.0, 0.20, 40.0, 30.0, {
        Kind.PATH: 0.44, Kind.TRACK: 0.16, Kind.GHOST: 0.40}),
    Ground.WOOD: Fabric(36_000.0, 0.22, 40.0, 26.0, {
        Kind.PATH: 0.46, Kind.TRACK: 0.36, Kind.GHOST: 0.18}),
    Ground.INDUSTRY: Fabric(30_000.0, 0.03, 60.0, 22.0, {
        Kind.SERVICE: 0.42, Kind.STREET: 0.22, Kind.GHOST: 0.36}),
    Ground.SUBURB: Fabric(30_000.0, 0.11, 30.0, 26.0, {
        Kind.STREET: 0.68, Kind.FOOTWAY: 0.12, Kind.SERVICE: 0.04, Kind.GHOST: 0.16}),
    Ground.TOWN: Fabric(22_000.0, 0.07, 32.0, 24.0, {
        Kind.STREET: 0.76, Kind.FOOTWAY: 0.12, Kind.SERVICE: 0.04, Kind.GHOST: 0.08}),
    Ground.CORE: Fabric(12_500.0, 0.06, 28.0, 19.0, {
        Kind.STREET: 0.74, Kind.FOOTWAY: 0.16, Kind.SERVICE: 0.05, Kind.GHOST: 0.05}),
    Ground.CITE: Fabric(14_500.0, 0.0, 60.0, 15.0, {
        Kind.STREET: 0.74, Kind.FOOTWAY: 0.16, Kind.SERVICE: 0.04, Kind.GHOST: 0.06}),
}  # fmt: skip
IS_BUILT = np.isin(np.arange(256), list(BUILT))
WHOLE = frozenset({Ground.TERRIL, Ground.POND, Ground.OUTSIDE})


@dataclass(frozen=True, slots=True)
class _End:
    """Where a cut meets the boundary: edge, place, and the node it joins (-1 = a new one)."""

    edge: int
    x: float
    y: float
    node: int


@dataclass(frozen=True, slots=True)
class _Ray:
    """A line to cut along: a place on it, its direction, how squarely it must meet streets."""

    x: float
    y: float
    angle: float
    least_sine: float


class Divider:
    """Cuts the faces of one sheet."""

    def __init__(self, sheet: Sheet, land: Land, seed: int) -> None:
        self.sheet = sheet
        self.land = land
        self.seed = seed

    def divide(self, face: Face) -> Iterator[tuple[Face, int]]:
        """Cut a face down and yield the parts with their ground."""
        xs, ys = self.sheet.corners(face)
        dice = Dice(self.seed, "face", round(float(xs.mean())), round(float(ys.mean())))
        todo = [face]
        while todo:
            part = todo.pop()
            xs, ys = self.sheet.corners(part)
            area, cx, cy = middle_of(xs, ys)
            ground = self.land.at(cx, cy)
            fabric = self._fabric(ground, area, xs, ys)
            if fabric is None or area < fabric.area * dice.between(0.62, 1.5):
                yield part, ground
                continue
            halves = self._cut(part, (xs, ys), (area, cx, cy), fabric, dice)
            if halves is None:
                yield part, ground
            else:
                todo += halves

    def _fabric(self, ground: int, area: float, xs: FloatArray, ys: FloatArray) -> Fabric | None:
        """Return how to divide here; a large face follows the finest ground at its corners."""
        if ground in WHOLE and area < 1.5e6:
            return None
        fabric = FABRICS.get(ground, FABRICS[Ground.FIELD])
        if area > 25_000.0:
            corners = self.land.along(xs, ys)
            built = corners[IS_BUILT[corners]]
            if len(built) > 0.3 * len(corners):
                other = FABRICS[int(np.bincount(built).argmax())]
                fabric = min(fabric, other, key=lambda f: f.area)
        return fabric

    def _cut(
        self,
        face: Face,
        corners: tuple[FloatArray, FloatArray],
        middle: tuple[float, float, float],
        fabric: Fabric,
        dice: Dice,
    ) -> list[Face] | None:
        """Try to cut a face in two, first across its longer axis."""
        for ray in self._rays(face, corners, middle, fabric, dice):
            ends = self._ends(face, corners, ray, fabric)
            if ends is not None:
                halves = self._draw(face, corners, ends, fabric, dice)
                if halves is not None:
                    return halves
        return None

    def _rays(
        self,
        face: Face,
        corners: tuple[FloatArray, FloatArray],
        middle: tuple[float, float, float],
        fabric: Fabric,
        dice: Dice,
    ) -> Iterator[_Ray]:
        """Yield the lines to try: good ones first, any that works for a face far too large."""
        area, x, y = middle
        reach = 0.05 * math.sqrt(fabric.area)
        for angle in self._angles(face, corners, fabric, dice):
            yield _Ray(x + dice.about(reach), y + dice.about(reach), angle, SQUARE_ENOUGH)
        if area > 3.0 * fabric.area:
            reach = 0.2 * math.sqrt(area)
            for _ in range(LAST_TRIES):
                angle = dice.between(0.0, math.pi)
                yield _Ray(x + dice.about(reach), y + dice.about(reach), angle, 0.3)

    def _angles(
        self, face: Face, corners: tuple[FloatArray, FloatArray], fabric: Fabric, dice: Dice
    ) -> list[float]:
        """Return the directions to try, best first."""
        if fabric.bend == 0.0 and face.grid is None:
            face.grid = GARDEN if dice.chance(0.35) else longest_side(*corners)
        if fabric.bend == 0.0 and face.grid is not None and face.grid != GARDEN:
            return rows_of(face.grid, *corners)
        long, ratio = axis(*corners)
        across = long + math.pi / 2
        if ratio < 1.25 and dice.chance(0.5):
            across = long
        return [across + dice.about(0.09), across + 0.35, across - 0.35, across + math.pi / 2]

    def _ends(
        self,
        face: Face,
        corners: tuple[FloatArray, FloatArray],
        ray: _Ray,
        fabric: Fabric,
    ) -> tuple[_End, _End] | None:
        """Return where a line through a place meets the boundary, None where it meets badly."""
        xs, ys = corners
        x0, y0 = ray.x, ray.y
        dx, dy = math.cos(ray.angle), math.sin(ray.angle)
        aside = (xs - x0) * dy - (ys - y0) * dx
        after = following(aside)
        edges = np.flatnonzero((aside < 0.0) != (after < 0.0))
        if len(edges) < 2:
            return None
        nexts = (edges + 1) % len(xs)
        share = aside[edges] / (aside[edges] - after[edges])
        px = xs[edges] + share * (xs[nexts] - xs[edges])
        py = ys[edges] + share * (ys[nexts] - ys[edges])
        far = (px - x0) * dx + (py - y0) * dy
        order = np.argsort(far)
        lengths = far[order][1::2] - far[order][::2]
        widest = int(np.argmax(lengths)) * 2
        i, j = order[widest], order[widest + 1]
        ends = []
        for k in (i, j):
            end = self._end(face, int(edges[k]), (float(px[k]), float(py[k])), ray, fabric)
            if end is None:
                return None
            ends.append(end)
        a, b = ends
        if a.edge == b.edge or (a.node >= 0 and a.node == b.node):
            return None
        if math.hypot(a.x - b.x, a.y - b.y) < fabric.snap * 1.4:
            return None
        return a, b

    def _end(
        self,
        face: Face,
        edge: int,
        place: tuple[float, float],
        ray: _Ray,
        fabric: Fabric,
    ) -> _End | None:
        """Return the end of a cut on an edge: on a near node if there is one, else a new node."""
        sheet = self.sheet
        line, segment = face.refs[edge]
        a, b = face.nodes[edge], face.nodes[(edge + 1) % len(face.nodes)]
        near = [a, b]
        if segment in sheet.lines[line].hung:
            near += [n for _, n in sheet.lines[line].hung[segment]]
        best, least = -1, fabric.snap
        for node in near:
            gap = math.hypot(sheet.x[node] - place[0], sheet.y[node] - place[1])
            if gap < least:
                best, least = node, gap
        if best >= 0 and best not in (a, b) and not _between(sheet, best, a, b):
            best = -1
        ex, ey = sheet.x[b] - sheet.x[a], sheet.y[b] - sheet.y[a]
        turned = ex * math.sin(ray.angle) - ey * math.cos(ray.angle)
        if abs(turned) < ray.least_sine * math.hypot(ex, ey):
            return None
        if best >= 0:
            return _End(edge, sheet.x[best], sheet.y[best], best)
        return _End(edge, *place, -1)

    def _draw(
        self,
        face: Face,
        corners: tuple[FloatArray, FloatArray],
        ends: tuple[_End, _End],
        fabric: Fabric,
        dice: Dice,
    ) -> list[Face] | None:
        """Draw the cut and return both parts, None if it would cross the boundary."""
        a, b = ends
        sheet = self.sheet
        kind, ground = self._kind(ends, dice)
        walls = [sheet.is_solid(face.refs[end.edge][0]) for end in ends]
        if any(walls) and math.hypot(a.x - b.x, a.y - b.y) < 3.0 * CLEARANCE_M:
            kind = Kind.GHOST
        if any(walls) and kind is not Kind.GHOST:
            inner = short_of_walls((a.x, a.y), (b.x, b.y), walls, CLEARANCE_M)
        else:
            inner = bent((a.x, a.y), (b.x, b.y), self._bend(face, fabric), fabric.spacing, dice)
        line = np.vstack([[(a.x, a.y)], inner, [(b.x, b.y)]])
        if crosses(corners, (a.edge, b.edge), line):
            if any(walls) or not len(inner) or crosses(corners, (a.edge, b.edge), line[[0, -1]]):
                return None
            inner = inner[:0]
        nodes, refs = list(face.nodes), list(face.refs)
        first, last = self._join(nodes, refs, a, b)
        if first == last or abs(first - last) in (1, len(nodes) - 1):
            return None
        middle = sheet.nodes(inner)
        course = [nodes[first], *middle, nodes[last]]
        own = self._lines(course, (face, ends, walls), (kind, ground))
        if first > last:
            first, last, middle, own = last, first, middle[::-1], own[::-1]
        left = Face(nodes[first : last + 1] + middle[::-1], refs[first:last] + own[::-1], face.grid)
        right = Face(
            nodes[last:] + nodes[: first + 1] + middle, refs[last:] + refs[:first] + own, face.grid
        )
        return [left, right]

    def _join(
        self, nodes: list[int], refs: list[tuple[int, int]], a: _End, b: _End
    ) -> tuple[int, int]:
        """Put both ends into the boundary and return their places in it."""
        later, earlier = (a, b) if a.edge > b.edge else (b, a)
        at_later = self._insert(nodes, refs, later)
        before = len(nodes)
        at_earlier = self._insert(nodes, refs, earlier)
        if len(nodes) > before and at_later != 0:
            at_later += 1
        return (at_later, at_earlier) if later is a else (at_earlier, at_later)

    def _insert(self, nodes: list[int], refs: list[tuple[int, int]], end: _End) -> int:
        """Put an end into the boundary, making and hanging its node if it is new."""
        a, b = nodes[end.edge], nodes[(end.edge + 1) % len(nodes)]
        if end.node == a:
            return end.edge
        if end.node == b:
            return (end.edge + 1) % len(nodes)
        node = end.node
        if node < 0:
            node = self.sheet.node(end.x, end.y)
            line, segment = refs[end.edge]
            if not self.sheet.is_solid(line):
                self.sheet.hang(line, segment, node)
        nodes.insert(end.edge + 1, node)
        refs.insert(end.edge + 1, refs[end.edge])
        return end.edge + 1

    def _kind(self, ends: tuple[_End, _End], dice: Dice) -> tuple[Kind, int]:
        """Say what a cut becomes."""
        a, b = ends
        ground = self.land.at((a.x + b.x) / 2, (a.y + b.y) / 2)
        weights = FABRICS.get(ground, FABRICS[Ground.FIELD]).lines
        kind = dice.weigh(weights)
        length = math.hypot(a.x - b.x, a.y - b.y)
        if kind is Kind.GHOST and ground in BUILT and length > 260.0:
            kind = Kind.STREET
        if kind is Kind.UNCLASSIFIED and length < 700.0:
            kind = Kind.TRACK
        if kind in (Kind.FOOTWAY, Kind.SERVICE) and ground in BUILT and length > 240.0:
            kind = Kind.STREET
        return kind, ground

    def _lines(
        self,
        course: list[int],
        where: tuple[Face, tuple[_End, _End], list[bool]],
        what: tuple[Kind, int],
    ) -> list[tuple[int, int]]:
        """Draw a cut, with nothing before walls, and return the segments of the whole course."""
        sheet = self.sheet
        face, ends, walls = where
        kind, ground = what
        head, tail = 0, len(course) - 1
        refs: list[tuple[int, int]] = []
        if kind is not Kind.GHOST:
            for k, at in ((0, 0), (1, tail)):
                if walls[k]:
                    stop = course[1] if k == 0 else course[at - 1]
                    wall = (sheet.x[course[at]], sheet.y[course[at]])
                    sheet.stubs.append(Stub(stop, face.refs[ends[k].edge][0], wall))
            head, tail = head + walls[0], tail - walls[1]
        if head:
            refs.append((sheet.draw(Kind.GHOST, course[:2], ground), 0))
        line = sheet.draw(kind, course[head : tail + 1], ground)
        refs += [(line, k) for k in range(tail - head)]
        if tail < len(course) - 1:
            refs.append((sheet.draw(Kind.GHOST, course[-2:], ground), 0))
        return refs

    def _bend(self, face: Face, fabric: Fabric) -> float:
        """Return the greatest bulge; garden cities curve more than any other estate."""
        return GARDEN_BEND if face.grid == GARDEN else fabric.bend


def _between(sheet: Sheet, node: int, a: int, b: int) -> bool:
    """Tell whether a node lies between two others of its segment, clear of both."""
    gap_a = math.hypot(sheet.x[node] - sheet.x[a], sheet.y[node] - sheet.y[a])
    gap_b = math.hypot(sheet.x[node] - sheet.x[b], sheet.y[node] - sheet.y[b])
    whole = math.hypot(sheet.x[b] - sheet.x[a], sheet.y[b] - sheet.y[a])
    return gap_a + gap_b < whole + 0.5 and min(gap_a, gap_b) > 0.5
