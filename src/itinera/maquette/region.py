"""One region of the maquette from facts to OSM objects, before they have ids."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from itinera.maquette.blocks import Divider
from itinera.maquette.chance import Dice
from itinera.maquette.crossings import cross, join_stubs
from itinera.maquette.drafts import Draft, drafts_of, largest_part, metres
from itinera.maquette.frame import Strand, towns_of
from itinera.maquette.heaps import heaps, step_aside
from itinera.maquette.kinds import BUILT, Kind
from itinera.maquette.land import Land, paint
from itinera.maquette.leaves import spur
from itinera.maquette.rails import greenways, railways
from itinera.maquette.roads import hamlets, main_streets, motorways, roads
from itinera.maquette.skeleton import weave
from itinera.maquette.tags import tags_of
from itinera.maquette.waters import waters

if TYPE_CHECKING:
    from itinera.maquette.facts import Facts
    from itinera.maquette.frame import Town
    from itinera.maquette.heaps import Heap
    from itinera.maquette.plane import Plane
    from itinera.maquette.sheet import Face, Sheet


@dataclass(slots=True)
class Region:
    """Everything drawn of one region: the sheet, the ways on it, its faces and towns."""

    plane: Plane
    towns: list[Town]
    hamlets: list[Town]
    heaps: list[Heap]
    land: Land
    sheet: Sheet
    parts: list[tuple[Face, int]] = field(default_factory=list)
    ways: list[Draft] = field(default_factory=list)


def draw_region(facts: Facts, plane: Plane, seed: int) -> Region:
    """Draw a region.

    Parameters
    ----------
    facts
        What is true there (or invented, for a region beyond the basin).
    plane
        The board it is drawn on.
    seed
        Decides everything that is invented.
    """
    towns = towns_of(facts, plane)
    small = hamlets(towns, seed)
    found = heaps(facts.terrils, plane, seed)
    strands = _strands(facts, towns, small, plane, seed)
    strands = [Strand(s.kind, step_aside(s, found), s.name, s.ref) for s in strands]
    pits = np.array([plane.xy(s.lon, s.lat) for s in facts.spots if s.kind == "pit"])
    land = paint(towns + small, strands, found, pits.reshape(-1, 2), seed)
    sheet, faces = weave(strands)
    region = Region(plane, towns, small, found, land, sheet)
    divider = Divider(sheet, land, seed)
    for face in faces:
        region.parts += divider.divide(face)
    for number, (part, ground) in enumerate(region.parts):
        spur(sheet, part, ground, Dice(seed, "spur", number))
    join_stubs(sheet, seed)
    region.ways = _ways(region, seed)
    return region


def _strands(
    facts: Facts, towns: list[Town], small: list[Town], plane: Plane, seed: int
) -> list[Strand]:
    """Draw the frame."""
    stations = [spot for spot in facts.spots if spot.kind == "station"]
    return [
        *roads(towns + small, seed),
        *main_streets(towns, seed),
        *motorways(towns),
        *waters(towns, seed),
        *railways(stations, plane),
        *greenways(facts.cavaliers, towns, plane, seed),
    ]


def _ways(region: Region, seed: int) -> list[Draft]:
    """Make tagged ways of the lines."""
    drafts = largest_part(drafts_of(region.sheet))
    pieces: list[Draft] = []
    for draft in drafts:
        pieces += _by_ground(region, draft)
    ways = cross(region.sheet, pieces, seed)
    for way in ways:
        way.tags = tags_of(way, way.ground, metres(region.sheet, way.nodes), seed)
    return ways


def _by_ground(region: Region, draft: Draft) -> list[Draft]:
    """Cut a road where it enters and leaves a place, since its tags change there."""
    sheet, land = region.sheet, region.land
    if draft.kind > Kind.UNCLASSIFIED or draft.kind is Kind.MOTORWAY:
        middle = draft.nodes[len(draft.nodes) // 2]
        draft.ground = land.at(sheet.x[middle], sheet.y[middle])
        return [draft]
    grounds = [land.at(sheet.x[n], sheet.y[n]) for n in draft.nodes]
    built = [ground in BUILT for ground in grounds]
    cuts, last = [0], 0
    for i in range(1, len(built) - 1):
        if built[i] != built[i - 1] and metres(sheet, draft.nodes[last : i + 1]) > 160.0:
            cuts.append(i)
            last = i
    cuts.append(len(built) - 1)
    pieces = []
    for first, end in zip(cuts, cuts[1:], strict=False):
        piece = draft.part(first, end)
        piece.ground = grounds[(first + end) // 2]
        pieces.append(piece)
    return pieces
