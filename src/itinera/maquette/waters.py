"""Canals and rivers with their towpaths: true names, invented courses between the communes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from shapely import STRtree

from itinera.maquette.chance import Dice
from itinera.maquette.curves import resample, spline
from itinera.maquette.frame import Strand, Town
from itinera.maquette.heaps import step_aside
from itinera.maquette.kinds import Kind

if TYPE_CHECKING:
    from shapely.geometry import Polygon

    from itinera.geodesy import FloatArray

# First communes of waters that come from beyond the map.
ENTERING = ("Lambres-lez-Douai", "Hordain", "Blessy", "Lécluse", "Carency", "La Comté", "Lambres",
            "Camblain-Châtelain", "Haspres", "Verchain-Maugré", "Artres", "Quiévrechain",
            "Saint-Aybert")  # fmt: skip
BANK_M = 17.0  # from the middle of the water to its towpath

# Course: communes in the order of the flow, and on which side of the middle the water
# passes (+1 = to the left of the flow), in built-up radii. Then the banks with a towpath:
# 2 both, 1 left, -1 right, 0 none.
Course = tuple[Kind, int, tuple[tuple[str, float], ...]]
COURSES: dict[str, Course] = {
    "La Scarpe": (Kind.CANAL, 1, (
        ("Lambres-lez-Douai", 0.9), ("Douai", 0.55), ("Waziers", 1.2), ("Râches", 0.9),
        ("Lallaing", 0.9), ("Vred", 0.9), ("Marchiennes", 0.5), ("Wandignies-Hamage", 1.1),
        ("Warlaing", 1.2), ("Hasnon", 0.8), ("Millonfosse", 1.1), ("Saint-Amand-les-Eaux", 0.6),
        ("Nivelle", -1.0), ("Thun-Saint-Amand", -1.1), ("Mortagne-du-Nord", -0.6))),
    "L'Escaut": (Kind.CANAL, 2, (
        ("Hordain", 1.2), ("Bouchain", 0.6), ("Neuville-sur-Escaut", 0.9), ("Lourches", -1.1),
        ("Denain", -0.85), ("Wavrechain-sous-Denain", -1.3), ("Prouvy", 0.9),
        ("Trith-Saint-Léger", 0.5), ("Valenciennes", 0.6), ("Anzin", -0.8),
        ("Bruay-sur-l'Escaut", -0.6), ("Escautpont", -0.7), ("Fresnes-sur-Escaut", -0.6),
        ("Condé-sur-l'Escaut", 0.8), ("Vieux-Condé", 0.9), ("Hergnies", 0.9),
        ("Château-l'Abbaye", 1.3), ("Mortagne-du-Nord", 0.8), ("Maulde", -2.0))),
    "Canal de la Deûle": (Kind.CANAL, 2, (
        ("Lambres-lez-Douai", 1.4), ("Cuincy", -1.1), ("Flers-en-Escrebieux", 0.9), ("Auby", 0.8),
        ("Courcelles-lès-Lens", -1.1), ("Évin-Malmaison", 1.2), ("Dourges", -1.2),
        ("Oignies", 1.2), ("Courrières", -1.0), ("Harnes", -0.9), ("Pont-à-Vendin", -0.8),
        ("Meurchin", 0.9), ("Bauvin", -0.7), ("Provin", 1.5), ("Allennes-les-Marais", 1.6),
        ("Herrin", 1.8))),
    "Canal d'Aire": (Kind.CANAL, 2, (
        ("Blessy", -3.0), ("Isbergues", -1.0), ("Guarbecque", -1.2), ("Busnes", -1.3),
        ("Robecq", -0.9), ("Mont-Bernanchon", 1.2), ("Hinges", 1.1), ("Béthune", -0.85),
        ("Beuvry", -0.9), ("Cuinchy", -0.9), ("Givenchy-lès-la-Bassée", 1.6), ("Violaines", 1.7),
        ("Billy-Berclau", -1.1), ("Bauvin", -1.1))),
    "Canal de Lens": (Kind.CANAL, 1, (
        ("Lens", 0.75), ("Loison-sous-Lens", 1.3), ("Noyelles-sous-Lens", -1.0),
        ("Harnes", 0.75), ("Courrières", -0.85))),
    "Canal de la Sensée": (Kind.CANAL, 2, (
        ("Cuincy", 1.3), ("Courchelettes", 1.0), ("Férin", 1.2), ("Gœulzin", 1.1), ("Arleux", 0.9),
        ("Aubigny-au-Bac", 0.9), ("Féchain", 1.0), ("Wasnes-au-Bac", 1.0),
        ("Wavrechain-sous-Faulx", 1.0), ("Hordain", 0.9))),
    "La Sensée": (Kind.RIVER, 0, (
        ("Lécluse", -0.8), ("Hamel", -0.9), ("Arleux", -0.8), ("Brunémont", -0.9),
        ("Aubigny-au-Bac", -0.7), ("Féchain", -0.8), ("Wasnes-au-Bac", -0.8),
        ("Bouchain", -0.8))),
    "La Souchez": (Kind.RIVER, -1, (
        ("Carency", 0.7), ("Souchez", 0.5), ("Angres", -0.8), ("Liévin", 0.8),
        ("Éleu-dit-Leauwette", -0.7), ("Lens", 0.8))),
    "La Lawe": (Kind.RIVER, 1, (
        ("La Comté", 0.7), ("Houdain", 0.6), ("Bruay-la-Buissière", 0.55), ("Gosnay", 0.9),
        ("Fouquières-lès-Béthune", 1.0), ("Béthune", 0.7), ("Locon", 1.0), ("Vieille-Chapelle",
        0.9))),
    "La Clarence": (Kind.RIVER, -1, (
        ("Camblain-Châtelain", 0.7), ("Calonne-Ricouart", 0.7), ("Marles-les-Mines", 0.7),
        ("Lapugnoy", 0.7), ("Chocques", 0.8), ("Gonnehem", 1.2), ("Calonne-sur-la-Lys", 1.0))),
    "La Lys": (Kind.RIVER, 1, (
        ("Lambres", 1.6), ("Isbergues", 1.5), ("Saint-Venant", 0.7), ("Saint-Floris", 1.1),
        ("Calonne-sur-la-Lys", 1.2))),
    "La Selle": (Kind.RIVER, 0, (
        ("Haspres", 0.7), ("Noyelles-sur-Selle", 0.7), ("Douchy-les-Mines", 0.7), ("Denain",
        -1.0))),
    "L'Écaillon": (Kind.RIVER, 0, (
        ("Verchain-Maugré", 0.8), ("Monchaux-sur-Écaillon", 0.8), ("Thiant", 0.8), ("Prouvy",
        -1.0))),
    "La Rhônelle": (Kind.RIVER, -1, (
        ("Artres", 0.7), ("Famars", -1.0), ("Aulnoy-lez-Valenciennes", 0.8), ("Marly", 0.9),
        ("Valenciennes", 0.75))),
    "L'Hogneau": (Kind.RIVER, 1, (
        ("Quiévrechain", -0.9), ("Crespin", 0.8), ("Thivencelle", 0.9), ("Condé-sur-l'Escaut",
        -0.7))),
    "Canal de Pommerœul": (Kind.CANAL, 1, (
        ("Saint-Aybert", 2.0), ("Thivencelle", 2.2), ("Condé-sur-l'Escaut", 0.6))),
}  # fmt: skip


def waters(towns: list[Town], keep_off: list[Polygon], seed: int) -> list[Strand]:
    """Draw the waters and towpaths that this map's communes carry, clear of some ground."""
    wide = [hull.buffer(BANK_M + 8.0) for hull in keep_off]  # room for the bank on that side
    tree = STRtree(wide)
    by_name = {town.name: town for town in towns}
    strands = []
    for name, (kind, banks, course) in COURSES.items():
        stops = [(by_name[town], side) for town, side in course if town in by_name]
        if len(stops) < 2:
            continue
        points = _course(stops, Dice(seed, "water", name), wild=kind is Kind.RIVER)
        water = step_aside(Strand(kind, points, name), wide, tree)
        water = replace(water, points=spline(resample(water.points, 150.0), 45.0))
        strands.append(water)
        strands += towpaths(water.points, banks, name)
    return strands


def _course(stops: list[tuple[Town, float]], dice: Dice, *, wild: bool) -> FloatArray:
    """Lead a water past its towns; a river winds more than a canal."""
    centres = np.array([(town.x, town.y) for town, _ in stops])
    along = np.gradient(centres, axis=0)
    along /= np.maximum(np.hypot(*along.T), 1.0)[:, None]
    aside = np.stack([-along[:, 1], along[:, 0]], axis=1)
    shift = np.array([side * (town.radius + 60.0) for town, side in stops])
    points = centres + aside * shift[:, None]
    source = 2500.0 if stops[0][0].name in ENTERING else 350.0
    ends = (points[0] - along[0] * source, points[-1] + along[-1] * 900.0)
    course = spline(np.vstack([ends[0], points, ends[1]]), 400.0)
    bend = 70.0 if wild else 22.0
    moved = course + np.array([(dice.about(bend), dice.about(bend)) for _ in course])
    return spline(resample(moved, 330.0 if wild else 520.0), 45.0)


def towpaths(water: FloatArray, banks: int, name: str) -> list[Strand]:
    """Lay a path along the left bank (1), the right (-1) or both (2)."""
    along = np.gradient(water, axis=0)
    aside = np.stack([-along[:, 1], along[:, 0]], axis=1)
    aside /= np.maximum(np.hypot(*aside.T), 1e-6)[:, None]
    sides = {2: (1, -1), 1: (1,), -1: (-1,), 0: ()}[banks]
    title = f"Fictif halage – {name}"
    return [Strand(Kind.TOWPATH, water + aside * (side * BANK_M), title) for side in sides]
