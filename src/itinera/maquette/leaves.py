"""Inside the last faces: culs-de-sac, drives, field entrances, yards."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from itinera.maquette.chance import Dice
from itinera.maquette.cuts import following
from itinera.maquette.kinds import SOLID, Ground, Kind

if TYPE_CHECKING:
    from itinera.maquette.sheet import Face, Sheet

# Per ground: the share of faces with a spur, what it is, longest in metres.
SPURS: dict[int, tuple[float, dict[Kind, float], float]] = {
    Ground.FIELD: (0.34, {Kind.TRACK: 8, Kind.PATH: 1, Kind.SERVICE: 2}, 420.0),
    Ground.MEADOW: (0.25, {Kind.TRACK: 6, Kind.PATH: 3, Kind.SERVICE: 1}, 260.0),
    Ground.MARSH: (0.22, {Kind.PATH: 1}, 160.0),
    Ground.WOOD: (0.16, {Kind.PATH: 3, Kind.TRACK: 1}, 170.0),
    Ground.INDUSTRY: (0.75, {Kind.SERVICE: 1}, 130.0),
    Ground.SUBURB: (0.62, {Kind.STREET: 6, Kind.SERVICE: 3, Kind.FOOTWAY: 0.6}, 110.0),
    Ground.TOWN: (0.30, {Kind.SERVICE: 5, Kind.STREET: 2, Kind.FOOTWAY: 1}, 75.0),
    Ground.CORE: (0.25, {Kind.SERVICE: 5, Kind.FOOTWAY: 1}, 50.0),
    Ground.CITE: (0.18, {Kind.SERVICE: 3, Kind.FOOTWAY: 2, Kind.STREET: 1}, 70.0),
}
SHORTEST_M = 17.0


def spur(sheet: Sheet, face: Face, ground: int, dice: Dice) -> None:
    """Maybe lead a dead end from the boundary of a face into it."""
    if ground not in SPURS or not dice.chance(SPURS[ground][0]):
        return
    _, kinds, longest = SPURS[ground]
    edge = _edge(sheet, face, dice)
    if edge is None:
        return
    start, inward, depth = _ray(sheet, face, edge, dice)
    length = min(longest * dice.between(0.35, 1.0), depth * dice.between(0.4, 0.75))
    if length < SHORTEST_M:
        return
    kind = dice.weigh(kinds)
    first = sheet.node(*start)
    sheet.hang(*face.refs[edge], first)
    course = [first, *_inner(sheet, start, inward, length, dice)]
    sheet.draw(kind, course, ground)
    if kind is Kind.STREET and dice.chance(0.35):
        sheet.node_tags[course[-1]] = {"highway": "turning_circle"}


def _edge(sheet: Sheet, face: Face, dice: Dice) -> int | None:
    """Return a long enough edge of the face that a way may leave from."""
    best, least = None, 0.0
    for _ in range(5):
        k = int(dice.unit() * len(face.nodes))
        line = sheet.lines[face.refs[k][0]]
        if line.kind in SOLID or line.kind is Kind.GHOST or line.kind <= Kind.PRIMARY:
            continue
        a, b = face.nodes[k], face.nodes[(k + 1) % len(face.nodes)]
        length = math.hypot(sheet.x[a] - sheet.x[b], sheet.y[a] - sheet.y[b])
        if length > max(24.0, least):
            best, least = k, length
    return best


def _ray(
    sheet: Sheet, face: Face, edge: int, dice: Dice
) -> tuple[tuple[float, float], tuple[float, float], float]:
    """Return start, inward direction and free depth of a way that leaves an edge squarely."""
    xs, ys = sheet.corners(face)
    n = len(xs)
    ax, ay, bx, by = xs[edge], ys[edge], xs[(edge + 1) % n], ys[(edge + 1) % n]
    share = dice.between(0.3, 0.7)
    x0, y0 = float(ax + share * (bx - ax)), float(ay + share * (by - ay))
    length = math.hypot(bx - ax, by - ay)
    turn = math.atan2(float(bx - ax) / length, -float(by - ay) / length) + dice.about(0.12)
    dx, dy = math.cos(turn), math.sin(turn)
    aside = (xs - x0) * dy - (ys - y0) * dx
    after = following(aside)
    hit = (aside < 0.0) != (after < 0.0)
    hit[edge] = False
    at = np.flatnonzero(hit)
    far = (xs - x0) * dx + (ys - y0) * dy
    away = far[at] + aside[at] / (aside[at] - after[at]) * (far[(at + 1) % n] - far[at])
    ahead = away[away > 0.0]
    return (x0, y0), (dx, dy), float(ahead.min()) if len(ahead) else 0.0


def _inner(
    sheet: Sheet,
    start: tuple[float, float],
    inward: tuple[float, float],
    length: float,
    dice: Dice,
) -> list[int]:
    """Put the nodes of a spur after its first, slightly bent."""
    count = 1 + int(length / 60.0)
    sway = dice.about(0.05) * length
    nodes = []
    for k in range(1, count + 1):
        along, off = length * k / count, sway * math.sin(math.pi * k / (count + 1))
        nodes.append(sheet.node(start[0] + along * inward[0] - off * inward[1],
                                start[1] + along * inward[1] + off * inward[0]))  # fmt: skip
    return nodes
