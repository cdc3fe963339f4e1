"""Roads between communes: who is joined to whom, of which class, by which bends."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import shapely
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import Delaunay, cKDTree
from shapely.geometry import Polygon

from itinera.maquette.chance import Dice
from itinera.maquette.curves import ring, spline, wander
from itinera.maquette.frame import Strand, Town, positions
from itinera.maquette.kinds import Kind
from itinera.maquette.names import road_name

if TYPE_CHECKING:
    from itinera.geodesy import BoolArray, FloatArray, LongArray

LONGEST_LINK_M = 9_000.0

# Motorways pass beside towns: commune, then metres east and north of its middle.
MOTORWAYS: dict[str, tuple[tuple[str, float, float], ...]] = {
    "Fictif autoroute du Nord": (
        ("Gondecourt", 2600, 1500), ("Camphin-en-Carembault", 1300, 0),
        ("Carvin", 2100, -600), ("Dourges", -1250, 900), ("Hénin-Beaumont", 2100, 300),
        ("Drocourt", 1900, -400), ("Bois-Bernard", 1500, -2500),
    ),
    "Fictif rocade minière": (
        ("Houdain", -2200, -1200), ("Bruay-la-Buissière", -300, -2350), ("Houchin", 300, -1300),
        ("Nœux-les-Mines", -200, -1750), ("Bully-les-Mines", -300, 1500), ("Loos-en-Gohelle", 300,
        -900),
        ("Lens", 0, 1900), ("Loison-sous-Lens", 200, -800), ("Harnes", -800, -1500),
        ("Courrières", 300, -1500), ("Dourges", 600, -800), ("Évin-Malmaison", -400, -1000),
        ("Auby", 700, -900), ("Douai", -600, 2200), ("Waziers", 1400, 200),
        ("Lewarde", -600, 1000), ("Auberchicourt", 0, 950), ("Escaudain", 600, -1150),
        ("Denain", 900, -1350), ("Prouvy", 500, 700), ("Famars", 300, 900),
        ("Marly", 1500, -700), ("Estreux", 300, 1200), ("Quarouble", 800, -900),
        ("Quiévrechain", 2500, -600),
    ),
    "Fictif autoroute des Collines": (
        ("Ligny-lès-Aire", -2600, 300), ("Lières", 200, 900), ("Lillers", -900, -2000),
        ("Chocques", -300, -900), ("Béthune", -600, -2100), ("Labourse", 200, -700),
        ("Mazingarbe", 900, 1200), ("Loos-en-Gohelle", -1900, -300), ("Aix-Noulette", 1400, -700),
        ("Souchez", 1500, -900), ("Vimy", -1700, -1600),
    ),
    "Fictif autoroute du Hainaut": (
        ("Pont-à-Marcq", 1600, 3500), ("Cappelle-en-Pévèle", 1300, 300), ("Orchies", 200, 1700),
        ("Landas", 900, -900), ("Rosult", 800, -900), ("Saint-Amand-les-Eaux", -600, -2300),
        ("Raismes", -2300, -300), ("Petite-Forêt", -900, 300), ("La Sentinelle", -700, -300),
        ("Rouvignies", 1200, -100), ("Haulchin", 1400, -900), ("Verchain-Maugré", -1800, 700),
        ("Haspres", 1100, -2600),
    ),
}  # fmt: skip


def hamlets(
    towns: list[Town], keep_off: list[Polygon], seed: int, spacing: float = 1500.0
) -> list[Town]:
    """Scatter invented hamlets over the open country between the communes."""
    off = shapely.union_all(keep_off) if keep_off else Polygon()
    shapely.prepare(off)
    centres = positions(towns)
    low, high = centres.min(axis=0) - 2500.0, centres.max(axis=0) + 2500.0
    dice = Dice(seed, "hamlets")
    tree = cKDTree(centres)
    found: list[Town] = []
    taken: dict[tuple[int, int], tuple[float, float]] = {}
    for row in range(int((high[1] - low[1]) / spacing)):
        for column in range(int((high[0] - low[0]) / spacing)):
            x = low[0] + (column + dice.unit()) * spacing
            y = low[1] + (row + dice.unit()) * spacing
            away, nearest = tree.query((x, y))
            roomy = max(800.0, 1.5 * towns[nearest].radius) < away < 3200.0
            taboo = shapely.contains_xy(off, x, y)
            if not roomy or taboo or _crowded(taken, row, column, (x, y)):
                continue
            taken[row, column] = (x, y)
            people = int(20 + 180 * dice.unit() ** 3)
            key = f"hamlet{len(found)}"
            found.append(Town(f"Fictif hameau {len(found) + 1}", key, people, x, y, 130.0))
    return found


def _crowded(
    taken: dict[tuple[int, int], tuple[float, float]],
    row: int,
    column: int,
    xy: tuple[float, float],
) -> bool:
    """Tell whether a hamlet of a neighbouring cell is nearer than 1,000 m."""
    cells = ((row + r, column + c) for r in (-1, 0, 1) for c in (-1, 0, 1))
    return any(cell in taken and math.dist(taken[cell], xy) < 1000.0 for cell in cells)


def links(centres: FloatArray, longest_m: float = LONGEST_LINK_M) -> LongArray:
    """Join places that have no third place between them (Gabriel graph), shape (n, 2)."""
    if len(centres) < 4:
        return np.array([(i, i + 1) for i in range(len(centres) - 1)], dtype=np.int64).reshape(
            -1, 2
        )
    corners = Delaunay(centres).simplices
    pairs = np.sort(np.vstack([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [0, 2]]]), axis=1)
    pairs = np.unique(pairs.astype(np.int64), axis=0)
    a, b = centres[pairs[:, 0]], centres[pairs[:, 1]]
    half = np.hypot(*(a - b).T) / 2.0
    nearest, _ = cKDTree(centres).query((a + b) / 2.0)
    kept: LongArray = pairs[(nearest > half * 0.999) & (half < longest_m / 2.0)]
    return kept


def classes(towns: list[Town], pairs: LongArray) -> list[Kind]:
    """Give each link its class: the great roads are the shortest ways between great towns."""
    centres = positions(towns)
    metres = np.hypot(*(centres[pairs[:, 0]] - centres[pairs[:, 1]]).T)
    kinds = np.full(len(pairs), int(Kind.UNCLASSIFIED))
    effort = metres.copy()
    floors = ((Kind.TRUNK, 24_000, 60_000.0), (Kind.PRIMARY, 8_500, 16_000.0),
              (Kind.SECONDARY, 4_000, 8_500.0), (Kind.TERTIARY, 250, 4_500.0))  # fmt: skip
    for kind, people, reach in floors:
        chosen = [
            i for i, town in enumerate(towns) if town.population >= people and town.is_commune
        ]
        used = _between(len(towns), pairs, effort, chosen, centres, reach)
        kinds[used & (kinds == Kind.UNCLASSIFIED)] = kind
        effort[used] *= 0.72  # a road that exists attracts the next one
    return [Kind(kind) for kind in kinds]


def _between(
    count: int,
    pairs: LongArray,
    effort: FloatArray,
    chosen: list[int],
    centres: FloatArray,
    reach: float,
) -> BoolArray:
    """Mark the links on shortest ways between neighbouring chosen places."""
    used = np.zeros(len(pairs), dtype=np.bool_)
    if len(chosen) < 2:
        return used
    graph = csr_matrix((effort, (pairs[:, 0], pairs[:, 1])), shape=(count, count))
    _, before = dijkstra(graph, directed=False, indices=chosen, return_predecessors=True)
    number = {(int(a), int(b)): i for i, (a, b) in enumerate(pairs)}
    for i, j in links(centres[chosen], reach):
        at = chosen[j]
        while at != chosen[i] and before[i, at] >= 0:
            back = int(before[i, at])
            used[number[min(at, back), max(at, back)]] = True
            at = back
    return used


def roads(towns: list[Town], seed: int) -> list[Strand]:
    """Draw the roads between all towns and hamlets."""
    dice = Dice(seed, "roads")
    pairs = links(positions(towns))
    strands = []
    for (i, j), kind in zip(pairs, classes(towns, pairs), strict=True):
        a, b = towns[i], towns[j]
        lonely = not (a.is_commune or b.is_commune)
        if kind is Kind.UNCLASSIFIED and lonely and dice.chance(0.15):
            continue
        rough = {Kind.TRUNK: 0.04, Kind.PRIMARY: 0.06, Kind.SECONDARY: 0.085}.get(kind, 0.125)
        points = wander(np.array([a.x, a.y]), np.array([b.x, b.y]), rough, 42.0, dice)
        strands.append(Strand(kind, points, *road_name(kind, (a.name, b.name), dice)))
    return strands


def motorways(towns: list[Town]) -> list[Strand]:
    """Draw the motorways past the towns that stand on this map."""
    by_name = {town.name: town for town in towns}
    strands = []
    for number, (name, course) in enumerate(MOTORWAYS.items()):
        stops = [(by_name[t].x + dx, by_name[t].y + dy) for t, dx, dy in course if t in by_name]
        if len(stops) > 2:
            points = spline(np.array(stops), 120.0)
            strands.append(Strand(Kind.MOTORWAY, points, name, f"Fictif A {901 + number}"))
    return strands


def main_streets(towns: list[Town], seed: int) -> list[Strand]:
    """Draw a ring of boulevards round the middle of each larger town, and its square."""
    strands = []
    for town in towns:
        dice = Dice(seed, "ring", town.key)
        if not town.is_commune or town.population < 1200:
            continue
        turn, shape = dice.between(0, math.pi), dice.between(0.72, 1.0)
        for share in (0.16, 0.42, 0.74)[: 1 + (town.population > 5000) + (town.population > 16000)]:
            radius = max(110.0, share * town.radius)
            loop = ring((town.x, town.y), (radius, radius * shape), turn,
                        unevenness=0.16, spacing=35.0, dice=dice)  # fmt: skip
            kind = Kind.TERTIARY if share > 0.4 else Kind.STREET
            strands.append(Strand(kind, loop, road_name(Kind.STREET, ("", ""), dice)[0]))
    return strands
