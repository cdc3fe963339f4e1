"""Where lines meet that do not join: bridges, underpasses and level crossings."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING

from scipy.spatial import cKDTree

from itinera.maquette.chance import Dice
from itinera.maquette.drafts import Draft
from itinera.maquette.kinds import SOLID, WATER, Kind

if TYPE_CHECKING:
    from itinera.maquette.sheet import Sheet, Stub

HALF_SPAN_M = {Kind.MOTORWAY: 24.0, Kind.CANAL: 12.0, Kind.RIVER: 8.0, Kind.STREAM: 4.0,
               Kind.RAIL: 12.0, Kind.SIDING: 8.0}  # fmt: skip
CROSSING_ODDS = {Kind.RAIL: 0.5, Kind.MOTORWAY: 0.06, Kind.RIVER: 0.3}
MERGE_M = 3.0  # a bridge head takes a drawn point that is nearer than this


def cross(sheet: Sheet, drafts: list[Draft], seed: int) -> list[Draft]:
    """Part the lines that cross on two levels; return the drafts with bridges cut out."""
    dice = Dice(seed, "crossings")
    walls = [d for d in drafts if d.kind in SOLID]
    ways = [d for d in drafts if d.kind not in SOLID]
    on_way: dict[int, Kind] = {}
    for way in ways:
        for node in way.nodes:
            on_way[node] = min(on_way.get(node, Kind.GHOST), way.kind)
    spans: dict[int, tuple[Kind, str]] = {}
    for wall in walls:
        _part_wall(sheet, wall, on_way, spans, dice)
    _part_walls(sheet, walls)
    bridged: list[Draft] = []
    for way in ways:
        bridged += _cut_spans(sheet, way, spans)
    return bridged + walls


def _part_wall(
    sheet: Sheet,
    wall: Draft,
    on_way: dict[int, Kind],
    spans: dict[int, tuple[Kind, str]],
    dice: Dice,
) -> None:
    """Give a wall nodes of its own where ways cross it on another level."""
    for i, node in enumerate(wall.nodes):
        if node not in on_way or "ford" in sheet.node_tags.get(node, ()):
            continue
        level = wall.kind in (Kind.RAIL, Kind.SIDING) and _at_grade(on_way[node], dice)
        if level and node not in spans:
            small = on_way[node] > Kind.SERVICE
            sheet.node_tags[node] = {"railway": "crossing" if small else "level_crossing"}
            if not small and dice.chance(0.7):
                sheet.node_tags[node]["crossing:barrier"] = "full" if dice.chance(0.5) else "half"
            continue
        under = on_way[node] > Kind.STREET and wall.kind not in WATER and dice.chance(0.6)
        spans[node] = (wall.kind, "tunnel" if under else "bridge")
        wall.nodes[i] = sheet.node(sheet.x[node], sheet.y[node])


def _at_grade(kind: Kind, dice: Dice) -> bool:
    """Say whether a way crosses a railway at grade: the smaller, the likelier."""
    odds = {Kind.TRUNK: 0.0, Kind.PRIMARY: 0.1, Kind.SECONDARY: 0.35, Kind.TERTIARY: 0.6}
    return dice.chance(odds.get(kind, 0.75))


def _part_walls(sheet: Sheet, walls: list[Draft]) -> None:
    """Part walls of different kinds where they cross one another."""
    seen: dict[int, Kind] = {}
    for wall in walls:
        for i, node in enumerate(wall.nodes):
            if seen.setdefault(node, wall.kind) is not wall.kind:
                wall.nodes[i] = sheet.node(sheet.x[node], sheet.y[node])


def _cut_spans(sheet: Sheet, way: Draft, spans: dict[int, tuple[Kind, str]]) -> list[Draft]:
    """Cut a way where bridges and underpasses begin and end."""
    hits = [i for i, node in enumerate(way.nodes) if node in spans]
    if not hits:
        return [way]
    along = _stations(sheet, way.nodes)
    intervals: list[tuple[float, float, str]] = []
    for i in hits:
        wall, how = spans[way.nodes[i]]
        low, high = along[i] - HALF_SPAN_M[wall], along[i] + HALF_SPAN_M[wall]
        if intervals and low < intervals[-1][1] + 12.0:
            intervals[-1] = (intervals[-1][0], high, intervals[-1][2])
        else:
            intervals.append((low, high, how))
    return _pieces(sheet, way, along, intervals)


def _pieces(
    sheet: Sheet, way: Draft, along: list[float], intervals: list[tuple[float, float, str]]
) -> list[Draft]:
    """Cut a way at the ends of intervals and mark what lies within."""
    nodes, at = list(way.nodes), list(along)
    for low, high, _ in intervals:
        for metre in (low, high):
            _stop_at(sheet, nodes, at, metre)
    pieces: list[Draft] = []
    begin = 0
    whole = Draft(way.kind, nodes, way.street, way.ground, way.name, way.ref, way.tags)
    for low, high, how in intervals:
        first = min(range(len(at)), key=lambda k: abs(at[k] - low))
        last = min(range(len(at)), key=lambda k: abs(at[k] - high))
        if first > begin:
            pieces.append(whole.part(begin, first))
        span = whole.part(first, last)
        span.tags |= {how: "yes", "layer": "1" if how == "bridge" else "-1"}
        if last > first:
            pieces.append(span)
        begin = max(begin, last)
    if begin < len(nodes) - 1:
        pieces.append(whole.part(begin, len(nodes) - 1))
    return pieces


def _stop_at(sheet: Sheet, nodes: list[int], at: list[float], metre: float) -> None:
    """Make sure that a chain has a node at a distance along it."""
    if metre <= 0.0 or metre >= at[-1] or any(abs(a - metre) < MERGE_M for a in at):
        return
    k = next(i for i in range(len(at)) if at[i] > metre)
    share = (metre - at[k - 1]) / (at[k] - at[k - 1])
    a, b = nodes[k - 1], nodes[k]
    x = sheet.x[a] + share * (sheet.x[b] - sheet.x[a])
    y = sheet.y[a] + share * (sheet.y[b] - sheet.y[a])
    nodes.insert(k, sheet.node(x, y))
    at.insert(k, metre)


def _stations(sheet: Sheet, nodes: list[int]) -> list[float]:
    """Return the metres from the first node to each."""
    along = [0.0]
    for a, b in itertools.pairwise(nodes):
        along.append(along[-1] + math.hypot(sheet.x[a] - sheet.x[b], sheet.y[a] - sheet.y[b]))
    return along


def join_stubs(sheet: Sheet, seed: int) -> None:
    """Lead some of the streets that stop at a railway or water across to one that waits there."""
    dice = Dice(seed, "stubs")
    if len(sheet.stubs) < 2:
        return
    tree = cKDTree([stub.wall for stub in sheet.stubs])
    taken: set[int] = set()
    for i, stub in enumerate(sheet.stubs):
        odds = CROSSING_ODDS.get(sheet.lines[stub.line].kind, 0.08)
        if i in taken or not dice.chance(odds):
            continue
        for j in sorted(tree.query_ball_point(stub.wall, 65.0)):
            if j > i and j not in taken and _opposite(sheet, stub, sheet.stubs[j]):
                taken |= {i, j}
                _lead_across(sheet, stub, sheet.stubs[j])
                break


def _opposite(sheet: Sheet, a: Stub, b: Stub) -> bool:
    """Tell whether two stubs face each other across the same wall."""
    if sheet.lines[a.line].street != sheet.lines[b.line].street:
        return False
    ax, ay = sheet.x[a.node] - a.wall[0], sheet.y[a.node] - a.wall[1]
    bx, by = sheet.x[b.node] - b.wall[0], sheet.y[b.node] - b.wall[1]
    return ax * bx + ay * by < -0.5 * math.hypot(ax, ay) * math.hypot(bx, by)


def _lead_across(sheet: Sheet, a: Stub, b: Stub) -> None:
    """Join two stubs through a node on the wall."""
    wall = sheet.lines[a.line]
    middle = ((sheet.x[a.node] + sheet.x[b.node]) / 2, (sheet.y[a.node] + sheet.y[b.node]) / 2)
    segment, place = _on_line(sheet, wall.nodes, middle)
    node = sheet.node(*place)
    sheet.hang(a.line, segment, node)
    kind = Kind.STREET if wall.kind is Kind.RAIL else Kind.FOOTWAY
    if wall.kind is Kind.RIVER and node % 2:
        kind = Kind.TRACK
        sheet.node_tags[node] = {"ford": "yes"}
    sheet.draw(kind, [a.node, node, b.node], ground=0)


def _on_line(
    sheet: Sheet, nodes: list[int], place: tuple[float, float]
) -> tuple[int, tuple[float, float]]:
    """Return the segment of a line nearest to a place, and the nearest point on it."""
    best = (math.inf, 0, place)
    for k, (a, b) in enumerate(itertools.pairwise(nodes)):
        ax, ay = sheet.x[a], sheet.y[a]
        dx, dy = sheet.x[b] - ax, sheet.y[b] - ay
        share = ((place[0] - ax) * dx + (place[1] - ay) * dy) / max(dx * dx + dy * dy, 1e-9)
        share = min(0.95, max(0.05, share))
        x, y = ax + share * dx, ay + share * dy
        best = min(best, (math.hypot(x - place[0], y - place[1]), k, (x, y)))
    return best[1], best[2]
