"""One region of the maquette from facts to OSM objects, before they have ids."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from shapely import STRtree

from itinera.maquette.areas import draw_areas, hedges, park_outlines
from itinera.maquette.blocks import Divider
from itinera.maquette.carriageways import split_motorways
from itinera.maquette.chance import Dice
from itinera.maquette.crossings import cross, join_stubs
from itinera.maquette.drafts import Draft, cut_by_ground, drafts_of, largest_part, metres
from itinera.maquette.ferry import launch_ferry
from itinera.maquette.frame import positions, towns_of
from itinera.maquette.furniture import furnish, lights, put_locks
from itinera.maquette.gates import gate_nodes, gate_roads, outermost
from itinera.maquette.heaps import detours, heaps, lakes, step_aside
from itinera.maquette.land import paint
from itinera.maquette.leaves import spur
from itinera.maquette.numbered import belgian_hamlets, node_network
from itinera.maquette.paths import web_of
from itinera.maquette.rails import greenways, railways
from itinera.maquette.relations import Bond, bonds_of, cut_at_routes, forbidden_turns, lay_cobbles
from itinera.maquette.roads import hamlets, main_streets, motorways, roads
from itinera.maquette.roundabouts import make_roundabouts
from itinera.maquette.routes import Planner
from itinera.maquette.services import put_facts, put_services
from itinera.maquette.skeleton import weave
from itinera.maquette.tags import tags_of
from itinera.maquette.terrils import climb_all, foot_strands
from itinera.maquette.waters import waters

if TYPE_CHECKING:
    from itinera.maquette.facts import Facts
    from itinera.maquette.frame import Strand, Town
    from itinera.maquette.gates import Gate
    from itinera.maquette.land import Land
    from itinera.maquette.plane import Plane
    from itinera.maquette.sheet import Face, Sheet


@dataclass(slots=True)
class Region:
    """Everything drawn of one region.

    Attributes
    ----------
    towns
        Communes first, then invented hamlets.
    ways
        What becomes OSM ways: the network, then outlines of areas.
    points
        Nodes of the sheet that stand alone.
    gates
        Places (lon, lat) that neighbouring regions share, and their nodes.
    """

    plane: Plane
    towns: list[Town]
    sheet: Sheet
    ways: list[Draft] = field(default_factory=list)
    points: list[int] = field(default_factory=list)
    bonds: list[Bond] = field(default_factory=list)
    gates: dict[Gate, int] = field(default_factory=dict)


def draw_region(
    facts: Facts, plane: Plane, seed: int, *, gates: tuple[Gate, ...] | None = None
) -> Region:
    """Draw a region.

    Parameters
    ----------
    facts
        What is true there (or invented, for a region beyond the basin).
    plane
        The board it is drawn on.
    seed
        Decides everything that is invented.
    gates
        Where roads lead to other regions; None lets the outermost places be gates.
    """
    communes = towns_of(facts, plane)
    found = heaps((*facts.terrils, *lakes(facts)), plane, seed)
    keep_off = detours(found)
    towns = communes + hamlets(communes, keep_off, seed) + belgian_hamlets(plane, communes)
    strands = _strands(facts, communes, towns, plane, seed)
    strands += gate_roads(gates or (), towns, plane, seed)
    tree = STRtree(keep_off)
    strands = [step_aside(strand, keep_off, tree) for strand in strands]
    strands += waters(communes, keep_off, seed)
    pits = np.array([plane.xy(s.lon, s.lat) for s in facts.spots if s.kind == "pit"])
    land = paint(towns, strands, found, pits.reshape(-1, 2), seed)
    sheet, faces = weave([*strands, *foot_strands(found, strands, seed)])
    parts = _divide(sheet, faces, land, seed)
    launch_ferry(sheet, communes)
    climb_all(sheet, found, seed)
    region = Region(plane, towns, sheet)
    region.gates = gate_nodes(sheet, plane, outermost(towns, plane) if gates is None else gates)
    region.ways = _network(sheet, land, seed)
    _mark(region, plane, seed)
    region.ways += draw_areas(sheet, parts, communes, found, seed)
    region.ways += hedges(sheet, seed)
    region.ways += park_outlines(sheet, facts, plane, seed)
    region.points = put_facts(sheet, facts, plane) + put_services(sheet, towns, seed)
    return region


def _strands(
    facts: Facts, communes: list[Town], towns: list[Town], plane: Plane, seed: int
) -> list[Strand]:
    """Draw the frame."""
    centres = positions(communes)
    stations = [
        spot
        for spot in facts.spots
        if spot.kind == "station"
        and np.hypot(*(centres - plane.xy(spot.lon, spot.lat)).T).min() < 3_500.0
    ]
    return [
        *roads(towns, seed),
        *main_streets(communes, seed),
        *motorways(communes),
        *railways(stations, plane),
        *greenways(facts.cavaliers, communes, plane, seed),
    ]


def _divide(sheet: Sheet, faces: list[Face], land: Land, seed: int) -> list[tuple[Face, int]]:
    """Draw all that lies between the strands; return the last faces with their ground."""
    divider = Divider(sheet, land, seed)
    parts: list[tuple[Face, int]] = []
    for face in faces:
        parts += divider.divide(face)
    for number, (part, ground) in enumerate(parts):
        spur(sheet, part, ground, Dice(seed, "spur", number))
    join_stubs(sheet, seed)
    return parts


def _network(sheet: Sheet, land: Land, seed: int) -> list[Draft]:
    """Make tagged ways of the lines, with bridges, roundabouts and barriers."""
    pieces: list[Draft] = []
    for draft in largest_part(drafts_of(sheet)):
        pieces += cut_by_ground(sheet, land, draft)
    ways = cross(sheet, pieces, seed)
    for way in ways:
        way.tags = tags_of(way, way.ground, metres(sheet, way.nodes), seed)
    ways = make_roundabouts(sheet, ways, seed)
    ways = split_motorways(sheet, ways)
    lights(sheet, ways, seed)
    put_locks(sheet, ways)
    furnish(sheet, ways, seed)
    return ways


def _mark(region: Region, plane: Plane, seed: int) -> None:
    """Lay the marked routes over the ways and forbid some turns."""
    web = web_of(region.sheet, region.ways)
    planner = Planner(web, region.towns, seed)
    routes = planner.all()
    routes += node_network(web, planner.bicycle, region.sheet, plane, seed)
    region.ways, piece_of = cut_at_routes(web, routes)
    region.bonds = bonds_of(web, region.ways, piece_of, routes)
    lay_cobbles(region.ways, region.bonds)
    region.bonds += forbidden_turns(region.sheet, region.ways, seed)
