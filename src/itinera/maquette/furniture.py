"""What stands on the ways: barriers, crossings, lights."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from itinera.maquette.chance import Dice
from itinera.maquette.kinds import ROADS, SOLID, Ground, Kind

if TYPE_CHECKING:
    from itinera.maquette.drafts import Draft
    from itinera.maquette.sheet import Sheet

Tags = dict[str, str]
Row = tuple[tuple[str, str], ...]

# Every kind of barrier that mappers put on nodes, with the access they add.
ON_TRACKS: dict[Row, float] = {
    (("barrier", "gate"),): 5, (("barrier", "gate"), ("access", "private")): 2,
    (("barrier", "gate"), ("foot", "yes"), ("bicycle", "yes"), ("locked", "yes")): 1.5,
    (("barrier", "lift_gate"),): 3, (("barrier", "lift_gate"), ("foot", "yes"), ("bicycle",
    "yes")): 2,
    (("barrier", "swing_gate"), ("motor_vehicle", "no")): 2, (("barrier", "chain"),): 1,
    (("barrier", "block"),): 2, (("barrier", "cattle_grid"),): 0.7, (("barrier", "log"),): 0.8,
    (("barrier", "debris"),): 0.5, (("barrier", "hampshire_gate"),): 0.4,
    (("barrier", "jersey_barrier"), ("foot", "yes")): 0.4, (("barrier", "rope"),): 0.2,
    (("barrier", "sliding_gate"), ("access", "private")): 0.4, (("barrier", "wicket_gate"),): 0.3,
    (("barrier", "height_restrictor"), ("maxheight", "2")): 0.8, (("barrier", "spikes"),): 0.1,
    (("barrier", "sump_buster"),): 0.1, (("barrier", "bump_gate"),): 0.1,
    (("barrier", "entrance"),): 0.8, (("barrier", "yes"),): 0.4,
}  # fmt: skip
ON_PATHS: dict[Row, float] = {
    (("barrier", "stile"),): 2, (("barrier", "kissing_gate"),): 2.5,
    (("barrier", "kissing_gate"), ("bicycle", "no")): 1, (("barrier", "turnstile"),): 0.7,
    (("barrier", "motorcycle_barrier"),): 2, (("barrier", "cycle_barrier"),): 2,
    (("barrier", "block"),): 1.5, (("barrier", "bollard"),): 2, (("barrier", "log"),): 1,
    (("barrier", "horse_stile"),): 0.5, (("barrier", "full-height_turnstile"),): 0.15,
    (("barrier", "gate"), ("foot", "permissive")): 1, (("barrier", "fence"),): 0.15,
    (("barrier", "ditch"),): 0.15, (("barrier", "hedge"),): 0.1, (("barrier", "wall"),): 0.1,
    (("barrier", "guard_rail"),): 0.1, (("barrier", "retaining_wall"),): 0.1,
}  # fmt: skip
ON_STREETS: dict[Row, float] = {
    (("barrier", "bollard"),): 5, (("barrier", "bollard"), ("bicycle", "yes"), ("foot", "yes")): 3,
    (("barrier", "cycle_barrier"),): 2.5, (("barrier", "cycle_barrier"), ("bicycle",
    "dismount")): 0.6,
    (("barrier", "gate"), ("access", "private")): 1, (("barrier", "lift_gate"),): 1,
    (("barrier", "bus_trap"),): 0.2, (("barrier", "sally_port"),): 0.15, (("barrier",
    "kerb"),): 0.8,
    (("barrier", "toll_booth"),): 0.05, (("barrier", "border_control"),): 0.05,
    (("barrier", "city_wall"),): 0.05, (("barrier", "planter"),): 0.4,
}  # fmt: skip
ON_GREENWAYS: dict[Row, float] = {
    (("barrier", "cycle_barrier"),): 4, (("barrier", "bollard"),): 4,
    (("barrier", "cycle_barrier"), ("bicycle", "yes"), ("maxwidth:physical", "1")): 1.5,
    (("barrier", "motorcycle_barrier"),): 2, (("barrier", "block"),): 1, (("barrier", "gate"),
    ("foot", "yes"), ("bicycle", "yes")): 1, (("barrier", "turnstile"), ("bicycle", "no")): 0.15,
    (("barrier", "lift_gate"),): 1,
}  # fmt: skip
# Share of the ways of a kind that bear a barrier, and which.
BARRED: dict[Kind, tuple[float, dict[Row, float]]] = {
    Kind.TRACK: (0.05, ON_TRACKS), Kind.PATH: (0.05, ON_PATHS), Kind.FOOTWAY: (0.11, ON_STREETS),
    Kind.SERVICE: (0.05, ON_STREETS), Kind.STREET: (0.006, ON_STREETS),
    Kind.UNCLASSIFIED: (0.006, ON_TRACKS),
}  # fmt: skip
BEFORE_ROAD_M = 7.0
LOCK_EVERY = 120  # drawn points of a canal, some 5 km


def furnish(sheet: Sheet, ways: list[Draft], seed: int) -> None:
    """Put barriers, pedestrian crossings and traffic lights on the ways."""
    on_road: dict[int, Kind] = {}
    for way in ways:
        if way.kind in ROADS:
            for node in way.nodes:
                on_road[node] = min(on_road.get(node, Kind.GHOST), way.kind)
    for number, way in enumerate(ways):
        if way.kind in SOLID:
            continue
        dice = Dice(seed, "furniture", way.street, number)
        if way.kind in (Kind.GREENWAY, Kind.TOWPATH):
            _bar_road_crossings(sheet, way, on_road, dice)
        elif way.kind in BARRED:
            _bar(sheet, way, dice)
        if way.kind in (Kind.FOOTWAY, Kind.PATH, Kind.GREENWAY):
            _mark_crossings(sheet, way, on_road, dice)


def _bar_road_crossings(sheet: Sheet, way: Draft, on_road: dict[int, Kind], dice: Dice) -> None:
    """Put barriers on both sides where a greenway meets a road."""
    share = 0.55 if way.kind is Kind.GREENWAY else 0.2
    out: list[int] = []
    nodes = way.nodes
    for i, node in enumerate(nodes):
        meets = node in on_road and dice.chance(share)
        if meets and i > 0 and _gap(sheet, nodes[i - 1], node) > 3 * BEFORE_ROAD_M:
            out.append(_barrier(sheet, node, nodes[i - 1], dice.weigh(ON_GREENWAYS)))
        out.append(node)
        if meets and i + 1 < len(nodes) and _gap(sheet, node, nodes[i + 1]) > 3 * BEFORE_ROAD_M:
            out.append(_barrier(sheet, node, nodes[i + 1], dice.weigh(ON_GREENWAYS)))
    way.nodes = out


def _bar(sheet: Sheet, way: Draft, dice: Dice) -> None:
    """Maybe put a barrier near the beginning of a way."""
    share, table = BARRED[way.kind]
    if way.ground == Ground.TERRIL:
        share, table = 0.25, ON_PATHS
    if not dice.chance(share) or _gap(sheet, way.nodes[0], way.nodes[1]) < 2.5 * BEFORE_ROAD_M:
        return
    way.nodes = list(way.nodes)
    way.nodes.insert(1, _barrier(sheet, way.nodes[0], way.nodes[1], dice.weigh(table)))


def _barrier(sheet: Sheet, at: int, towards: int, tags: Row) -> int:
    """Put a barrier some metres from a node towards another."""
    share = BEFORE_ROAD_M / _gap(sheet, at, towards)
    x = sheet.x[at] + share * (sheet.x[towards] - sheet.x[at])
    y = sheet.y[at] + share * (sheet.y[towards] - sheet.y[at])
    node = sheet.node(x, y)
    sheet.node_tags[node] = dict(tags)
    return node


def _gap(sheet: Sheet, a: int, b: int) -> float:
    """Return the metres between two nodes."""
    return math.hypot(sheet.x[a] - sheet.x[b], sheet.y[a] - sheet.y[b])


def _mark_crossings(sheet: Sheet, way: Draft, on_road: dict[int, Kind], dice: Dice) -> None:
    """Mark where a path crosses or meets a road."""
    for node in way.nodes:
        road = on_road.get(node, Kind.GHOST)
        if road > Kind.STREET or node in sheet.node_tags:
            continue
        odds = 0.75 if road <= Kind.SECONDARY else 0.5 if road is Kind.TERTIARY else 0.12
        if dice.chance(odds):
            how = dice.weigh({"marked": 3, "uncontrolled": 4, "unmarked": 2,
                              "traffic_signals": 2 if road <= Kind.SECONDARY else 0.2})  # fmt: skip
            sheet.node_tags[node] = {"highway": "crossing", "crossing": how}


def put_locks(sheet: Sheet, ways: list[Draft]) -> None:
    """Put a lock gate on every canal each few kilometres."""
    for way in ways:
        if way.kind is Kind.CANAL:
            for node in way.nodes[LOCK_EVERY // 2 :: LOCK_EVERY]:
                sheet.node_tags.setdefault(node, {"waterway": "lock_gate"})


def lights(sheet: Sheet, ways: list[Draft], seed: int) -> None:
    """Put traffic lights where two greater roads meet in a town."""
    dice = Dice(seed, "lights")
    meets: dict[int, int] = {}
    for way in ways:
        if Kind.TRUNK <= way.kind <= Kind.TERTIARY:
            for node in way.nodes:
                meets[node] = meets.get(node, 0) + 1
    for node in sorted(meets):
        if meets[node] > 2 and node not in sheet.node_tags and dice.chance(0.3):
            sheet.node_tags[node] = {"highway": "traffic_signals"}
