"""Motorways as two carriageways, with slip roads where a greater road crosses."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from itinera.maquette.drafts import Draft
from itinera.maquette.kinds import BUILT, Kind

if TYPE_CHECKING:
    from itinera.maquette.sheet import Sheet

HALF_MEDIAN_M = 8.0
SLIP_M = 330.0  # how far from the crossing road a slip road leaves the motorway
APART_M = 5_000.0  # least distance of two interchanges


def split_motorways(sheet: Sheet, ways: list[Draft]) -> list[Draft]:
    """Replace each motorway by its carriageways and slip roads."""
    bridges = _bridges(ways)
    out: list[Draft] = []
    for way in ways:
        if way.kind is not Kind.MOTORWAY:
            out.append(way)
            continue
        right, left = _offset(sheet, way.nodes, -1.0), _offset(sheet, way.nodes, 1.0)
        left.reverse()
        for nodes in (right, left):
            out.append(replace(way, nodes=nodes, street=sheet.new_street(), tags=dict(way.tags)))
        out += _interchanges(sheet, way, (right, left), bridges)
    return out


def _bridges(ways: list[Draft]) -> list[Draft]:
    """Return the road bridges that could have an interchange."""
    return [
        w
        for w in ways
        if Kind.TRUNK <= w.kind <= Kind.TERTIARY and "bridge" in w.tags and w.ground not in BUILT
    ]


def _offset(sheet: Sheet, nodes: list[int], side: float) -> list[int]:
    """Put nodes beside a line, to its left (1) or right (-1)."""
    out = []
    for i, node in enumerate(nodes):
        a, b = nodes[max(0, i - 1)], nodes[min(len(nodes) - 1, i + 1)]
        dx, dy = sheet.x[b] - sheet.x[a], sheet.y[b] - sheet.y[a]
        scale = side * HALF_MEDIAN_M / max(math.hypot(dx, dy), 1e-6)
        out.append(sheet.node(sheet.x[node] - dy * scale, sheet.y[node] + dx * scale))
    return out


def _interchanges(
    sheet: Sheet, motorway: Draft, lanes: tuple[list[int], list[int]], bridges: list[Draft]
) -> list[Draft]:
    """Draw slip roads at the bridges over a motorway, not too near each other."""
    at = {(round(sheet.x[n]), round(sheet.y[n])): i for i, n in enumerate(motorway.nodes)}
    done: list[tuple[float, float]] = []
    slips: list[Draft] = []
    for bridge in bridges:
        middle = next(
            (n for n in bridge.nodes if (round(sheet.x[n]), round(sheet.y[n])) in at), None
        )
        if middle is None:
            continue
        place = (sheet.x[middle], sheet.y[middle])
        if any(math.dist(place, other) < APART_M for other in done):
            continue
        done.append(place)
        for lane in lanes:
            slips += _slips(sheet, motorway, lane, bridge, place)
    return slips


def _slips(
    sheet: Sheet,
    motorway: Draft,
    lane: list[int],
    bridge: Draft,
    place: tuple[float, float],
) -> list[Draft]:
    """Draw the way off before the bridge and the way on after it, for one carriageway."""
    gaps = [math.hypot(sheet.x[n] - place[0], sheet.y[n] - place[1]) for n in lane]
    here = min(range(len(lane)), key=gaps.__getitem__)
    before = next((k for k in range(here, -1, -1) if gaps[k] > SLIP_M), None)
    after = next((k for k in range(here, len(lane)) if gaps[k] > SLIP_M), None)
    near = lane[here]
    head = min(
        (bridge.nodes[0], bridge.nodes[-1]),
        key=lambda n: math.hypot(sheet.x[n] - sheet.x[near], sheet.y[n] - sheet.y[near]),
    )
    slips = []
    for k, leaving in ((before, True), (after, False)):
        if k is None or k in (0, len(lane) - 1):
            continue
        bow = _bow(sheet, lane[k], head, near)
        nodes = [lane[k], *bow, head] if leaving else [head, *bow[::-1], lane[k]]
        tags = {"highway": "motorway_link", "oneway": "yes", "surface": "asphalt", "lanes": "1"}
        slips.append(Draft(Kind.SLIP, nodes, sheet.new_street(), motorway.ground, tags=tags))
    return slips


def _bow(sheet: Sheet, lane: int, head: int, near: int) -> list[int]:
    """Lead a slip road beside the carriageway first, then up to the bridge head."""
    ax, ay, hx, hy = sheet.x[lane], sheet.y[lane], sheet.x[head], sheet.y[head]
    ox, oy = hx - sheet.x[near], hy - sheet.y[near]
    places = []
    for along, off in ((0.35, 0.22), (0.7, 0.55), (0.9, 0.82)):
        x = ax + along * (sheet.x[near] - ax) + off * ox
        y = ay + along * (sheet.y[near] - ay) + off * oy
        places.append(sheet.node(x, y))
    return places
