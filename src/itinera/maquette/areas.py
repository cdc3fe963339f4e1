"""Areas: built-up ground, woods, meadows, marshes, ponds, terrils, parks, reserves."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import shapely
from scipy.spatial import cKDTree
from shapely.geometry import Polygon

from itinera.maquette.chance import Dice
from itinera.maquette.curves import ring
from itinera.maquette.drafts import Draft
from itinera.maquette.frame import positions
from itinera.maquette.kinds import BUILT, Ground, Kind
from itinera.maquette.names import place_name

if TYPE_CHECKING:
    from itinera.geodesy import FloatArray
    from itinera.maquette.facts import Facts
    from itinera.maquette.frame import Town
    from itinera.maquette.heaps import Heap
    from itinera.maquette.plane import Plane
    from itinera.maquette.sheet import Face, Sheet

Tags = dict[str, str]
PLAIN_M = 7.0  # outlines are drawn no finer
LEAST_M2 = 6_000.0
HEDGED: dict[int, float] = {
    Ground.FIELD: 0.08,
    Ground.MEADOW: 0.3,
}  # share of bare field edges with a hedge
COVER: dict[int, tuple[Tags, str]] = {
    Ground.WOOD: ({"landuse": "forest"}, "bois"), Ground.MEADOW: ({"landuse": "meadow"}, ""),
    Ground.MARSH: ({"natural": "wetland", "wetland": "marsh"}, "marais"),
    Ground.INDUSTRY: ({"landuse": "industrial"}, ""),
}  # fmt: skip
# True parks and reserves at true places; their outlines are invented. Name → tags and hectares.
RESERVES: dict[str, tuple[Tags, float]] = {
    "Mare à Goriaux": ({"leisure": "nature_reserve", "boundary": "protected_area"}, 160.0),
    "Étang d’Amaury": ({"leisure": "nature_reserve"}, 90.0),
    "Étangs de Chabaud-Latour et Digue Noire": ({"leisure": "nature_reserve"}, 120.0),
    "Terril de Pinchonvalles": ({"boundary": "protected_area", "protect_class": "4"}, 66.0),
}


def draw_areas(
    sheet: Sheet,
    parts: list[tuple[Face, int]],
    towns: list[Town],
    found: list[Heap],
    seed: int,
) -> list[Draft]:
    """Draw what covers the ground from the faces that streets and tracks left."""
    groups: dict[tuple[str, int], list[Polygon]] = {}
    centres = cKDTree(positions(towns))
    ponds: list[Draft] = []
    for number, (face, ground) in enumerate(parts):
        key = _cover(ground)
        if key is None:
            continue
        xs, ys = sheet.corners(face)
        outline = Polygon(np.stack([xs, ys], axis=1))
        dice = Dice(seed, "pond", number)
        if ground == Ground.MARSH and outline.area > 9_000.0 and dice.chance(0.3):
            ponds += _pond(sheet, outline, dice)
        nearest = int(centres.query((xs.mean(), ys.mean()))[1])
        groups.setdefault((key, nearest), []).append(outline)
    areas = list(ponds)
    for (key, town), outlines in groups.items():
        areas += _merged(sheet, key, outlines, Dice(seed, "area", key, town))
    return areas + [_heap(sheet, heap) for heap in found]


def _cover(ground: int) -> str | None:
    """Return the group that ground of a kind is drawn with."""
    if ground in BUILT:
        return "built"
    return str(int(ground)) if ground in COVER else None


def _merged(sheet: Sheet, key: str, outlines: list[Polygon], dice: Dice) -> list[Draft]:
    """Join the faces of one kind of ground near one town into a few outlines."""
    valid = [p if p.is_valid else p.buffer(0) for p in outlines]
    whole = (
        shapely.union_all(valid).buffer(14.0, join_style="mitre").buffer(-16.0).simplify(PLAIN_M)
    )
    drafts = []
    for part in shapely.get_parts(whole):
        if part.area < LEAST_M2 or part.geom_type != "Polygon":
            continue
        tags, word = ({"landuse": "residential"}, "") if key == "built" else COVER[int(key)]
        named = {"name": place_name(word, dice)} if word and part.area > 150_000.0 else {}
        drafts.append(
            _closed(sheet, shapely.get_coordinates(shapely.get_exterior_ring(part)), tags | named)
        )
    return drafts


def _pond(sheet: Sheet, outline: Polygon, dice: Dice) -> list[Draft]:
    """Draw a pond inside a face of the marsh."""
    water = outline.buffer(0).buffer(-16.0).buffer(6.0, quad_segs=2).simplify(2.0)
    if water.geom_type != "Polygon" or water.area < 2_500.0:
        return []
    tags = {"natural": "water", "water": "pond"}
    if water.area > 12_000.0:
        tags["name"] = place_name("étang", dice)
    return [_closed(sheet, shapely.get_coordinates(shapely.get_exterior_ring(water)), tags)]


def _heap(sheet: Sheet, heap: Heap) -> Draft:
    """Outline a terril."""
    if heap.is_lake:
        tags = {"natural": "water", "water": "lake", "name": heap.terril.name}
        return _closed(sheet, heap.foot, tags)
    tags = {"man_made": "spoil_heap", "ref": heap.terril.number,
            "name": f"Terril {heap.terril.number} – {heap.terril.name}"}  # fmt: skip
    return _closed(sheet, heap.foot, tags)


def hedges(sheet: Sheet, seed: int) -> list[Draft]:
    """Plant hedges on some field edges that no track follows."""
    drafts = []
    for number in range(len(sheet.lines)):
        line = sheet.lines[number]
        if line.kind is not Kind.GHOST or line.ground not in HEDGED:
            continue
        dice = Dice(seed, "hedge", number)
        if dice.chance(HEDGED[line.ground]):
            places = [(sheet.x[n], sheet.y[n]) for n in line.nodes]
            nodes = sheet.nodes(np.array(places))
            drafts.append(Draft(Kind.GHOST, nodes, 0, line.ground, tags={"barrier": "hedge"}))
    return drafts


def park_outlines(sheet: Sheet, facts: Facts, plane: Plane, seed: int) -> list[Draft]:
    """Outline the true parks round their true points."""
    drafts = []
    for spot in facts.spots:
        if spot.kind != "park":
            continue
        tags, hectares = RESERVES.get(spot.name, ({"leisure": "park"}, 24.0))
        radius = math.sqrt(hectares * 10_000.0 / math.pi)
        dice = Dice(seed, "park", spot.name)
        outline = ring(plane.xy(spot.lon, spot.lat), (radius * 1.2, radius / 1.2),
                       dice.between(0, 3), unevenness=0.15, spacing=60.0, dice=dice)  # fmt: skip
        drafts.append(_closed(sheet, outline, tags | {"name": spot.name}))
    return drafts


def _closed(sheet: Sheet, outline: FloatArray, tags: Tags) -> Draft:
    """Draw a closed way."""
    nodes = sheet.nodes(outline[:-1])
    return Draft(Kind.GHOST, [*nodes, nodes[0]], 0, 0, tags=tags)
