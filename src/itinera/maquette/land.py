"""What covers the ground, on a raster of 40 m cells."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import ndimage

from itinera.maquette.chance import smooth_noise
from itinera.maquette.kinds import WATER, Ground, Kind

if TYPE_CHECKING:
    import numpy.typing as npt

    from itinera.geodesy import ByteArray, FloatArray
    from itinera.maquette.frame import Strand, Town
    from itinera.maquette.heaps import Heap

CELL_M = 40.0
MARGIN_M = 4_200.0
# Invented forests: commune, metres east and north of its middle, radius in metres.
FORESTS = (
    ("Raismes", -3200.0, 1800.0, 3300.0),
    ("Wallers", 900.0, 3400.0, 2100.0),
    ("Marchiennes", 2300.0, 1900.0, 1500.0),
    ("Maisnil-lès-Ruitz", -900.0, -1500.0, 1300.0),
    ("Phalempin", 1500.0, 900.0, 1500.0),
    ("Gosnay", -1500.0, -700.0, 1000.0),
    ("Saint-Amand-les-Eaux", 2300.0, -2600.0, 1900.0),
    ("Bouvigny-Boyeffles", 300.0, -1500.0, 1200.0),
    ("Vimy", -900.0, 900.0, 800.0),
    ("Bruille-Saint-Amand", -1200.0, 1300.0, 1000.0),
)


@dataclass(frozen=True, slots=True)
class Land:
    """Ground classes over the map.

    Attributes
    ----------
    west, south
        Corner of the raster on the plane, metres.
    ground : uint8, shape (rows, columns)
        `Ground` of each cell; row 0 is the southernmost.
    """

    west: float
    south: float
    ground: ByteArray

    def at(self, x: float, y: float) -> int:
        """Return the `Ground` value at a place (OUTSIDE beyond the raster)."""
        row, column = int((y - self.south) / CELL_M), int((x - self.west) / CELL_M)
        if 0 <= row < self.ground.shape[0] and 0 <= column < self.ground.shape[1]:
            return int(self.ground[row, column])
        return int(Ground.OUTSIDE)

    def along(self, x: FloatArray, y: FloatArray) -> ByteArray:
        """Return the `Ground` values at many places."""
        rows = np.clip(((y - self.south) / CELL_M).astype(np.int64), 0, self.ground.shape[0] - 1)
        columns = np.clip(((x - self.west) / CELL_M).astype(np.int64), 0, self.ground.shape[1] - 1)
        values: ByteArray = self.ground[rows, columns]
        return values


class _Painter:
    """A raster under work: everything is painted over what lies below."""

    def __init__(self, towns: list[Town], seed: int) -> None:
        xs, ys = [t.x for t in towns], [t.y for t in towns]
        self.west, self.south = min(xs) - MARGIN_M, min(ys) - MARGIN_M
        rows = math.ceil((max(ys) + MARGIN_M - self.south) / CELL_M)
        columns = math.ceil((max(xs) + MARGIN_M - self.west) / CELL_M)
        self.shape = (rows, columns)
        self.seed = seed
        self.ground = np.zeros(self.shape, dtype=np.uint8)
        self.built = np.zeros(self.shape, dtype=np.float32)  # 1 at a middle, 0 at the edge

    def noise(self, cells: float, word: str) -> FloatArray:
        """Return a relief of that hill width."""
        return smooth_noise(self.shape, cells, self.seed, "land", word)

    def mask(self, points: FloatArray) -> npt.NDArray[np.bool_]:
        """Return the cells that hold one of the points."""
        mask = np.zeros(self.shape, dtype=bool)
        rows = ((points[:, 1] - self.south) / CELL_M).astype(np.int64)
        columns = ((points[:, 0] - self.west) / CELL_M).astype(np.int64)
        inside = (rows >= 0) & (rows < self.shape[0]) & (columns >= 0) & (columns < self.shape[1])
        mask[rows[inside], columns[inside]] = True
        return mask

    def window(self, x: float, y: float, radius: float) -> tuple[slice, slice, FloatArray]:
        """Return the cells round a place and their distances from it."""
        r0 = max(0, int((y - radius - self.south) / CELL_M))
        r1 = min(self.shape[0], int((y + radius - self.south) / CELL_M) + 2)
        c0 = max(0, int((x - radius - self.west) / CELL_M))
        c1 = min(self.shape[1], int((x + radius - self.west) / CELL_M) + 2)
        dy = self.south + (np.arange(r0, r1) + 0.5) * CELL_M - y
        dx = self.west + (np.arange(c0, c1) + 0.5) * CELL_M - x
        return slice(r0, r1), slice(c0, c1), np.hypot(dy[:, None], dx[None, :])


def paint(
    towns: list[Town],
    strands: list[Strand],
    heaps: list[Heap],
    pits: FloatArray,
    seed: int,
) -> Land:
    """Cover the ground: woods, meadows and marsh first, then what people built."""
    painter = _Painter(towns, seed)
    _paint_nature(painter, towns, strands)
    _paint_towns(painter, towns, strands)
    _paint_cites(painter, pits)
    for heap in heaps:
        rows, columns, _ = painter.window(heap.x, heap.y, heap.radii[0])
        painter.ground[rows, columns][_inside(painter, heap, rows, columns)] = _ground_of(heap)
    return Land(painter.west, painter.south, painter.ground)


def _inside(painter: _Painter, heap: Heap, rows: slice, columns: slice) -> npt.NDArray[np.bool_]:
    """Return which cells of a window lie within the foot of a heap."""
    dy = painter.south + (np.arange(rows.start, rows.stop) + 0.5) * CELL_M - heap.y
    dx = painter.west + (np.arange(columns.start, columns.stop) + 0.5) * CELL_M - heap.x
    cos, sin = math.cos(heap.turn), math.sin(heap.turn)
    along = dx[None, :] * cos + dy[:, None] * sin
    across = dy[:, None] * cos - dx[None, :] * sin
    inside: npt.NDArray[np.bool_] = np.hypot(along / heap.radii[0], across / heap.radii[1]) < 1.02
    return inside


def _ground_of(heap: Heap) -> Ground:
    """Return what lies inside a foot; what was levelled is mostly built over."""
    if heap.is_lake:
        return Ground.POND
    return Ground.TERRIL if heap.walkable else Ground.INDUSTRY


def _paint_nature(painter: _Painter, towns: list[Town], strands: list[Strand]) -> None:
    """Paint woods by noise, meadows and marsh along the waters."""
    ground = painter.ground
    woods = painter.noise(62.0, "woods") + 0.45 * painter.noise(17.0, "wood edges")
    ground[woods > 1.12] = Ground.WOOD
    for name, dx, dy, radius in FORESTS:
        for town in towns:
            if town.name == name:
                rows, columns, away = painter.window(town.x + dx, town.y + dy, 1.4 * radius)
                rough = 1.0 + 0.35 * woods[rows, columns]
                ground[rows, columns][away * rough < radius] = Ground.WOOD
    lines = [s.points for s in strands if s.kind in WATER]
    if lines:
        near = ndimage.distance_transform_edt(~painter.mask(np.vstack(lines))) * CELL_M
        valley = near * (1.0 + 0.4 * painter.noise(30.0, "valley"))
        ground[(valley < 520.0) & (ground != Ground.WOOD)] = Ground.MEADOW
        wet = painter.noise(22.0, "marsh") > 0.62
        ground[(valley < 430.0) & wet] = Ground.MARSH


def _paint_towns(painter: _Painter, towns: list[Town], strands: list[Strand]) -> None:
    """Paint the built-up ground: uneven discs, drawn out along the roads."""
    rough = 0.30 * painter.noise(15.0, "town edges") + 0.16 * painter.noise(6.0, "lots")
    roads = [s.points for s in strands if Kind.TRUNK <= s.kind <= Kind.UNCLASSIFIED]
    beside = ndimage.distance_transform_edt(~painter.mask(np.vstack(roads))) * CELL_M
    for town in towns:
        rows, columns, away = painter.window(town.x, town.y, 2.1 * town.radius + 200.0)
        ribbon = np.where(beside[rows, columns] < 95.0, 0.62, 1.0)
        near = 1.0 - away * ribbon * (1.0 + rough[rows, columns]) / town.radius
        if town.population > 2_500:
            near = np.where(near > 0.62, near + 1.0, near)  # only a real town has a core
        painter.built[rows, columns] = np.maximum(painter.built[rows, columns], near)
    built = painter.built
    painter.ground[built > 0.0] = Ground.SUBURB
    painter.ground[built > 0.24] = Ground.TOWN
    painter.ground[built > 1.62] = Ground.CORE
    plants = (built > 0.0) & (built < 0.3) & (painter.noise(11.0, "plants") > 0.95)
    painter.ground[plants] = Ground.INDUSTRY


def _paint_cites(painter: _Painter, pits: FloatArray) -> None:
    """Paint the miners' estates: built-up ground near a pit."""
    if not len(pits):
        return
    away = ndimage.distance_transform_edt(~painter.mask(pits)) * CELL_M
    houses = np.isin(painter.ground, (Ground.TOWN, Ground.SUBURB))
    painter.ground[houses & (away < 620.0)] = Ground.CITE
    yard = (away < 130.0) & np.isin(painter.ground, (Ground.FIELD, Ground.MEADOW, Ground.CITE))
    painter.ground[yard] = Ground.INDUSTRY
