"""A corner of numbered nodes near Belgium: a small cycle-node network across the border."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from itinera.maquette.chance import Dice
from itinera.maquette.frame import Town
from itinera.maquette.roads import links
from itinera.maquette.routes import Route

if TYPE_CHECKING:
    from itinera.maquette.paths import Pathfinder, Web
    from itinera.maquette.plane import Plane
    from itinera.maquette.sheet import Sheet

CORNER = (3.50, 50.385, 3.78, 50.56)  # west, south, east, north: Condé-sur-l'Escaut, Bon-Secours
SPACING_M = 2300.0
LONGEST_M = 5200.0
# Invented hamlets beyond the border, so that a ride can cross it: (lon, lat).
BEYOND = (
    (3.600, 50.503),
    (3.634, 50.497),
    (3.668, 50.488),
    (3.702, 50.474),
    (3.722, 50.452),
    (3.617, 50.528),
    (3.655, 50.519),
    (3.693, 50.508),
    (3.727, 50.492),
    (3.748, 50.468),
)


def belgian_hamlets(plane: Plane, towns: list[Town]) -> list[Town]:
    """Return the hamlets beyond the border, if the map reaches it."""
    if not any(town.name == "Condé-sur-l'Escaut" for town in towns):
        return []
    found = []
    for k, (lon, lat) in enumerate(BEYOND, 1):
        x, y = plane.xy(lon, lat)
        found.append(Town(f"Fictif hameau belge {k}", f"hamlet-be{k}", 300, x, y, 210.0))
    return found


def node_network(
    web: Web, finder: Pathfinder, sheet: Sheet, plane: Plane, seed: int
) -> list[Route]:
    """Give numbers to junctions of the corner and lead routes between neighbours.

    The nodes get ``rcn_ref`` and the number of routes that begin there, the
    routes ``network:type=node_network`` and ``ref="12-34"`` (lower number first).
    """
    west, south = plane.xy(*CORNER[:2])
    east, north = plane.xy(*CORNER[2:])
    dice = Dice(seed, "numbered nodes")
    chosen: list[int] = []
    for y in np.arange(south, north, SPACING_M):
        for x in np.arange(west, east, SPACING_M):
            place = (float(x) + dice.about(350.0), float(y) + dice.about(350.0))
            junction = finder.junction_near(place)
            at = web.tree.data[junction]
            apart = all(math.dist(at, web.tree.data[c]) > 0.6 * SPACING_M for c in chosen)
            if math.dist(at, place) < 500.0 and apart:
                chosen.append(junction)
    if len(chosen) < 3:
        return []
    return _routes(web, finder, sheet, chosen, dice)


def _routes(
    web: Web, finder: Pathfinder, sheet: Sheet, chosen: list[int], dice: Dice
) -> list[Route]:
    """Join neighbouring numbered nodes."""
    numbers = _numbers(len(chosen), dice)
    places = np.array([web.tree.data[c] for c in chosen])
    routes, joined = [], [0] * len(chosen)
    for i, j in links(places, LONGEST_M).tolist():
        chain = finder.chain(chosen[i], chosen[j])
        if not chain or sum(web.metres[s] for s, _ in chain) > LONGEST_M:
            continue
        low, high = sorted((numbers[i], numbers[j]))
        tags = {"type": "route", "route": "bicycle", "network": "rcn",
                "network:type": "node_network", "ref": f"{low:02d}-{high:02d}"}  # fmt: skip
        if numbers[i] > numbers[j]:
            chain = [(s, not forwards) for s, forwards in reversed(chain)]
        routes.append(Route(tags, chain))
        joined[i] += 1
        joined[j] += 1
    for k, junction in enumerate(chosen):
        if joined[k]:
            node = int(web.nodes[junction])
            sheet.node_tags[node] = {
                **sheet.node_tags.get(node, {}),
                "rcn_ref": f"{numbers[k]:02d}",
                "network:type": "node_network",
                "expected_rcn_route_relations": str(joined[k]),
            }
    return routes


def _numbers(count: int, dice: Dice) -> list[int]:
    """Deal numbers from 1 to 99 without order (each once while they last)."""
    deck = list(range(1, 100))
    for k in range(len(deck) - 1, 0, -1):
        other = int(dice.unit() * (k + 1))
        deck[k], deck[other] = deck[other], deck[k]
    return [deck[k % 99] for k in range(count)]
