"""Roundabouts: a junction of greater roads becomes a ring."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING

from itinera.maquette.chance import Dice
from itinera.maquette.drafts import Draft, uses
from itinera.maquette.kinds import SOLID, Kind

if TYPE_CHECKING:
    from itinera.maquette.sheet import Sheet

RADII_M = (12.0, 18.0)


def make_roundabouts(sheet: Sheet, ways: list[Draft], seed: int) -> list[Draft]:
    """Turn some junctions of greater roads into roundabouts; return the changed ways."""
    through: dict[int, list[int]] = {}
    greater: dict[int, int] = {}
    for number, way in enumerate(ways):
        if way.kind in SOLID:
            continue
        for node in way.nodes:
            through.setdefault(node, []).append(number)
        if Kind.TRUNK <= way.kind <= Kind.TERTIARY:
            for node in way.nodes[1:-1]:
                greater[node] = greater.get(node, 0) + 2
            for node in (way.nodes[0], way.nodes[-1]):
                greater[node] = greater.get(node, 0) + 1
    count = uses(ways)
    chosen: dict[int, float] = {}
    for node in sorted(greater):
        dice = Dice(seed, "roundabout", round(sheet.x[node]), round(sheet.y[node]))
        if greater[node] >= 3 and node not in sheet.node_tags and dice.chance(0.42):
            radius = dice.between(*RADII_M)
            if all(_clear(sheet, ways[w], node, radius, count) for w in through[node]):
                chosen[node] = radius
    return _build(sheet, ways, chosen, {w for node in chosen for w in through[node]})


def _clear(sheet: Sheet, way: Draft, node: int, radius: float, count: dict[int, int]) -> bool:
    """Tell whether a way has room for the ring: no junction and no bend within it."""
    if "bridge" in way.tags or "tunnel" in way.tags or way.nodes[0] == way.nodes[-1]:
        return False
    for i, here in enumerate(way.nodes):
        if here != node:
            continue
        for other in way.nodes[max(0, i - 1) : i + 2]:
            gap = math.hypot(sheet.x[other] - sheet.x[node], sheet.y[other] - sheet.y[node])
            if other != node and gap < 2.0 * radius:
                return False
    return count.get(node, 0) >= 3


def _build(
    sheet: Sheet, ways: list[Draft], chosen: dict[int, float], touched: set[int]
) -> list[Draft]:
    """Cut the arms back to the rings and add the rings."""
    arms: dict[int, list[tuple[float, int]]] = {node: [] for node in chosen}
    best: dict[int, Draft] = {}
    out: list[Draft] = []
    for number, way in enumerate(ways):
        if number not in touched:
            out.append(way)
            continue
        for node in set(way.nodes) & set(chosen):
            if node not in best or way.kind < best[node].kind:
                best[node] = way
        out += _cut_back(sheet, way, chosen, arms)
    for node, radius in chosen.items():
        out.append(_ring(sheet, node, radius, arms[node], best[node]))
    return out


def _cut_back(
    sheet: Sheet, way: Draft, chosen: dict[int, float], arms: dict[int, list[tuple[float, int]]]
) -> list[Draft]:
    """Cut a way at its roundabouts and end each part on the ring."""
    cuts = [i for i, node in enumerate(way.nodes) if node in chosen]
    stops = sorted({0, *cuts, len(way.nodes) - 1})
    parts = []
    for first, last in itertools.pairwise(stops):
        part = way.part(first, last)
        for end, inner in ((0, 1), (-1, -2)):
            node = part.nodes[end]
            if node in chosen:
                part.nodes[end] = _arm(sheet, node, part.nodes[inner], chosen[node], arms)
        parts.append(part)
    return parts


def _arm(
    sheet: Sheet,
    node: int,
    towards: int,
    radius: float,
    arms: dict[int, list[tuple[float, int]]],
) -> int:
    """Put the node where an arm meets the ring."""
    angle = math.atan2(sheet.y[towards] - sheet.y[node], sheet.x[towards] - sheet.x[node])
    end = sheet.node(
        sheet.x[node] + radius * math.cos(angle), sheet.y[node] + radius * math.sin(angle)
    )
    arms[node].append((angle, end))
    return end


def _ring(
    sheet: Sheet, node: int, radius: float, arms: list[tuple[float, int]], road: Draft
) -> Draft:
    """Draw the ring counter-clockwise through the ends of its arms."""
    arms = sorted(arms)
    nodes: list[int] = []
    for k, (angle, end) in enumerate(arms):
        nodes.append(end)
        after = arms[(k + 1) % len(arms)][0] + (2 * math.pi if k + 1 == len(arms) else 0.0)
        steps = int((after - angle) / 0.7)
        for s in range(1, steps + 1):
            t = angle + (after - angle) * s / (steps + 1)
            x, y = sheet.x[node] + radius * math.cos(t), sheet.y[node] + radius * math.sin(t)
            nodes.append(sheet.node(x, y))
    tags = {"highway": road.tags.get("highway", "tertiary"), "junction": "roundabout",
            "oneway": "yes", "surface": "asphalt"}  # fmt: skip
    return Draft(road.kind, [*nodes, nodes[0]], sheet.new_street(), road.ground, tags=tags)
