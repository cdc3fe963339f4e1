"""Relations: ways cut where marked routes join and leave, members in order, forbidden turns."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from itinera.maquette.chance import Dice
from itinera.maquette.kinds import BUILT, ROADS, Kind
from itinera.maquette.paths import oneway

if TYPE_CHECKING:
    from itinera.maquette.drafts import Draft
    from itinera.maquette.paths import Stretch, Web
    from itinera.maquette.routes import Route
    from itinera.maquette.sheet import Sheet

COBBLED = "Véloroute du Paris-Roubaix"
COUNTRY_LANES = (Kind.UNCLASSIFIED, Kind.TRACK)


@dataclass(frozen=True, slots=True)
class Bond:
    """A relation to be; members are ("n", sheet node), ("w", index of a way), ("r", of a bond)."""

    tags: dict[str, str]
    members: tuple[tuple[str, int, str], ...]


def cut_at_routes(web: Web, routes: list[Route]) -> tuple[list[Draft], dict[tuple[int, int], int]]:
    """Cut the ways so that each route runs over whole ways.

    Returns
    -------
    ways
        The new list.
    piece_of
        (way, first index of a stretch) → index in the new list, for ways with stretches.
    """
    cuts = _cuts(web, routes)
    starts: dict[int, list[int]] = {}
    for stretch in web.stretches:
        starts.setdefault(stretch.way, []).append(stretch.first)
    ways: list[Draft] = []
    piece_of: dict[tuple[int, int], int] = {}
    for number, way in enumerate(web.ways):
        stops = sorted({0, len(way.nodes) - 1} | cuts.get(number, set()))
        for first, last in itertools.pairwise(stops):
            for start in starts.get(number, ()):
                if first <= start < last:
                    piece_of[number, start] = len(ways)
            ways.append(way.part(first, last) if len(stops) > 2 else way)
    return ways, piece_of


def _cuts(web: Web, routes: list[Route]) -> dict[int, set[int]]:
    """Return the node indices at which each way must be cut."""
    cuts: dict[int, set[int]] = {}
    for route in routes:
        for part in (route, *route.parts):
            chain = [(web.stretches[s], forwards) for s, forwards in part.chain]
            for k, (stretch, forwards) in enumerate(chain):
                entry, leave = _passage(stretch, forwards)
                if k == 0 or not _goes_on(*chain[k - 1], stretch, forwards):
                    cuts.setdefault(stretch.way, set()).add(entry)
                if k == len(chain) - 1 or not _goes_on(stretch, forwards, *chain[k + 1]):
                    cuts.setdefault(stretch.way, set()).add(leave)
    return cuts


def _passage(stretch: Stretch, forwards: bool) -> tuple[int, int]:
    """Return the node indices where a route enters and leaves a stretch."""
    return (stretch.first, stretch.last) if forwards else (stretch.last, stretch.first)


def _goes_on(a: Stretch, a_forwards: bool, b: Stretch, b_forwards: bool) -> bool:
    """Tell whether a route runs on along the same way from one stretch to the next."""
    return (
        a.way == b.way
        and a_forwards == b_forwards
        and _passage(a, a_forwards)[1] == _passage(b, b_forwards)[0]
    )


def bonds_of(
    web: Web, ways: list[Draft], piece_of: dict[tuple[int, int], int], routes: list[Route]
) -> list[Bond]:
    """Make the relations of routes; those that hold others come after their parts."""
    bonds: list[Bond] = []
    for route in routes:
        if not route.parts:
            bonds.append(Bond(route.tags, _members(web, ways, piece_of, route)))
            continue
        first = len(bonds)
        for part in route.parts:
            bonds.append(Bond(part.tags, _members(web, ways, piece_of, part)))
        held = tuple(("r", first + k, "") for k in range(len(route.parts)))
        bonds.append(Bond(route.tags, held))
    return bonds


def _members(
    web: Web, ways: list[Draft], piece_of: dict[tuple[int, int], int], route: Route
) -> tuple[tuple[str, int, str], ...]:
    """List the pieces of a route in its order; oneway pieces have a direction."""
    members: list[tuple[str, int, str]] = []
    bicycle = route.tags["route"] in ("bicycle", "mtb")
    for index, forwards in route.chain:
        stretch = web.stretches[index]
        piece = piece_of[stretch.way, stretch.first]
        single = oneway(ways[piece].tags, bicycle=bicycle)
        role = ("forward" if forwards else "backward") if single else ""
        if not members or members[-1][1] != piece:
            members.append(("w", piece, role))
    return tuple(members)


def lay_cobbles(ways: list[Draft], bonds: list[Bond]) -> None:
    """Pave stretches of the Paris–Roubaix with setts, as it is known for: about every third."""
    pieces = [
        ways[ref]
        for bond in bonds
        if bond.tags.get("name") == COBBLED
        for _, ref, _ in bond.members
    ]
    rural = [way for way in pieces if way.kind in COUNTRY_LANES and way.ground not in BUILT]
    for k, way in enumerate(rural):
        if k // 2 % 3 == 0:
            way.tags |= {"surface": "sett", "smoothness": "very_bad" if k % 2 else "bad"}
            way.tags.setdefault("name", f"Fictif secteur pavé {k // 6 + 1}")


def forbidden_turns(sheet: Sheet, ways: list[Draft], seed: int, odds: float = 0.02) -> list[Bond]:
    """Forbid some turns where roads end on one another."""
    ends: dict[int, list[int]] = {}
    for number, way in enumerate(ways):
        if way.kind in ROADS and way.nodes[0] != way.nodes[-1]:
            for node in (way.nodes[0], way.nodes[-1]):
                ends.setdefault(node, []).append(number)
    bonds = []
    for node, here in ends.items():
        dice = Dice(seed, "turn", round(sheet.x[node]), round(sheet.y[node]))
        if len(here) < 3 or len(set(here)) < 3 or not dice.chance(odds):
            continue
        start = dice.pick(here)
        end = dice.pick([w for w in here if w != start])
        tags = {"type": "restriction", "restriction": _turn(sheet, ways, (start, end), node, dice)}
        if dice.chance(0.4):
            tags["except"] = "bicycle"
        bonds.append(Bond(tags, (("w", start, "from"), ("n", node, "via"), ("w", end, "to"))))
    return bonds


def _turn(sheet: Sheet, ways: list[Draft], pair: tuple[int, int], node: int, dice: Dice) -> str:
    """Name the turn from one way to another by its angle."""
    bearings = []
    for number in pair:
        nodes = ways[number].nodes
        other = nodes[1] if nodes[0] == node else nodes[-2]
        bearings.append(math.atan2(sheet.y[other] - sheet.y[node], sheet.x[other] - sheet.x[node]))
    turn = math.degrees(bearings[1] - bearings[0] + math.pi) % 360.0
    if turn > 320.0 or turn < 40.0:
        return "only_straight_on" if dice.chance(0.7) else "no_straight_on"
    side = "left" if turn < 180.0 else "right"
    return f"{'no' if dice.chance(0.8) else 'only'}_{side}_turn"
