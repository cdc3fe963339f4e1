"""The map beneath the itineraries, cut into tiles from the graph itself.

No tile server is needed, neither ours nor anybody's: a tile is a small JSON
document of lines, patches and labels in tile pixels, and `static/basemap.js`
draws it on a canvas. What the graph does not know (outlines of woods and
lakes) is shown by patches where its edges run through them.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from itinera.errors import UnknownNameError
from itinera.geodesy import FIXED_PER_DEGREE
from itinera.osm.codes import AreaFlag, EdgeFlag, Highway, PlaceKind

if TYPE_CHECKING:
    from itinera.geodesy import BoolArray, FloatArray, IntArray, LongArray
    from itinera.graph.routegraph import RouteGraph

__all__ = ["MAX_ZOOM", "MIN_ZOOM", "Basemap"]

TILE_PX = 256
MIN_ZOOM, MAX_ZOOM = 6, 18
LINE_MARGIN_PX = 8  # strokes reach over the rim of a tile…
BAND_MARGIN_M = 60.0  # …and so do the bands of ground beside them
LABEL_MARGIN_PX = 160  # half the width of the longest label
UNITS_PER_PX = 4  # lines are rounded to a quarter of a pixel

#: The zoom from which each way class is drawn.
FIRST_ZOOM = {
    Highway.MOTORWAY: 6, Highway.TRUNK: 6, Highway.PRIMARY: 7, Highway.SECONDARY: 9,
    Highway.TERTIARY: 10, Highway.MOTORWAY_LINK: 11, Highway.TRUNK_LINK: 11,
    Highway.PRIMARY_LINK: 12, Highway.SECONDARY_LINK: 13, Highway.TERTIARY_LINK: 13,
    Highway.FERRY: 9, Highway.UNCLASSIFIED: 12, Highway.CYCLEWAY: 12, Highway.RESIDENTIAL: 13,
    Highway.LIVING_STREET: 13, Highway.PEDESTRIAN: 13, Highway.TRACK: 13, Highway.PATH: 13,
    Highway.BRIDLEWAY: 13, Highway.ROAD: 13, Highway.FOOTWAY: 14, Highway.STEPS: 14,
    Highway.SERVICE: 14,
}  # fmt: skip
LAST_RESORT_ZOOM = 15

#: Ground shown around its ways, lowest first; the order is that of `static/basemap.js`:
#: patches from afar, bands along the ways near by.
GROUNDS = (AreaFlag.BUILT_UP, AreaFlag.PARK, AreaFlag.WOOD, AreaFlag.SPOIL_HEAP)
GROUND_FIRST_ZOOM, BAND_FIRST_ZOOM = 9, 13
TOWPATH_BIT, AREA_SHIFT = 128, 8  # of a line's style
METRES_ACROSS = 40_075_017.0 * math.cos(math.radians(50.4))  # the parallel of 50.4° N
PATCH_M = 110.0  # least spacing of patches
PATCH_PX = 3.0  # …and on the screen

#: place=… by importance, and the zoom from which it is named.
SETTLEMENTS = {"city": 6, "town": 9, "village": 11, "suburb": 13, "hamlet": 14, "quarter": 14,
               "neighbourhood": 14, "locality": 14}  # fmt: skip
SYMBOLS = {PlaceKind.STATION: 12, PlaceKind.PEAK: 13, PlaceKind.HERITAGE: 14}
LABEL_ROOM_PX = (90, 26)  # two labels are never nearer than this (across, down)


@dataclass(frozen=True, slots=True)
class Label:
    """A name on the map: position in the unit square, its kind and its first zoom."""

    x: float
    y: float
    name: str
    kind: str
    zoom: int
    weight: float


@dataclass
class Basemap:
    """Cuts tiles out of a graph; what is costly is computed once and kept.

    Attributes
    ----------
    graph
        The graph that is drawn.
    first_zoom : int32, shape (n_edges,)
        From which zoom an edge is drawn.
    towpath : bool, shape (n_edges,)
        Edges along a canal or river, which shows from afar.
    west, south, east, north : float64, shape (n_edges,)
        Extent of each edge in the unit square of web Mercator (y grows southwards).
    """

    graph: RouteGraph
    first_zoom: IntArray
    towpath: BoolArray
    west: FloatArray
    north: FloatArray
    east: FloatArray
    south: FloatArray
    labels: list[Label]
    _patches: dict[int, LongArray] = field(default_factory=dict)
    _named: dict[int, list[Label]] = field(default_factory=dict)

    @classmethod
    def of(cls, graph: RouteGraph) -> Basemap:
        """Prepare a graph for drawing: one pass over its geometry."""
        fixed = np.asarray(graph.geometry)
        starts = np.asarray(graph.geometry_offsets[:-1])
        low = np.minimum.reduceat(fixed, starts, axis=0) if len(starts) else fixed
        high = np.maximum.reduceat(fixed, starts, axis=0) if len(starts) else fixed
        west, north = _mercator(np.stack([low[:, 0], high[:, 1]], axis=1)).T
        east, south = _mercator(np.stack([high[:, 0], low[:, 1]], axis=1)).T
        towpath = (np.asarray(graph.edges.flags) & int(EdgeFlag.TOWPATH)) != 0
        return cls(graph, _first_zooms(graph), towpath, west, north, east, south, _labels(graph))

    def tile(self, zoom: int, column: int, row: int) -> str:
        """Return a tile as JSON: `g` patches, `w` canals, `l` ways, `t` labels.

        `w` and `l` are lines: `k` their styles, `n` their numbers of points, `p` the points.

        Raises
        ------
        UnknownNameError
            If there is no such tile.
        """
        across = 1 << max(zoom, 0)
        if not (MIN_ZOOM <= zoom <= MAX_ZOOM and 0 <= column < across and 0 <= row < across):
            raise UnknownNameError(
                f"There is no tile {zoom}/{column}/{row}.",
                remedy=f"Zooms are {MIN_ZOOM} to {MAX_ZOOM}.",
            )
        frame = _Frame(zoom, column, row)
        near = self._near(frame)
        shown = near & (self.first_zoom <= zoom)
        content: dict[str, Any] = {
            "g": self._ground(frame),
            "w": self._lines(frame, near & self.towpath & ~shown),
            "l": self._lines(frame, shown),
            "t": self._texts(frame),
        }
        return json.dumps(content, separators=(",", ":"), ensure_ascii=False)

    def _lines(self, frame: _Frame, shown: BoolArray) -> dict[str, Any]:
        """Return edges as lines: style, number of points, points in a row."""
        edges = np.flatnonzero(shown)
        order = np.argsort(-self.first_zoom[edges], kind="stable")  # small ways below
        edges = edges[order]
        if len(edges) == 0:
            return {"k": [], "n": [], "p": []}
        begin = np.asarray(self.graph.geometry_offsets)[edges]
        counts = np.asarray(self.graph.geometry_offsets)[edges + 1] - begin
        rows = np.repeat(begin - np.cumsum(counts) + counts, counts) + np.arange(counts.sum())
        units = frame.units(_mercator(np.asarray(self.graph.geometry)[rows]))
        line = np.repeat(np.arange(len(edges)), counts)
        keep = _moved(units, line)
        units, line = units[keep], line[keep]
        return {
            "k": self._styles(edges).tolist(),
            "n": np.bincount(line, minlength=len(edges)).tolist(),
            "p": units.reshape(-1).tolist(),
        }

    def _near(self, frame: _Frame) -> BoolArray:
        """Tell which edges reach into a tile, bool of shape (n_edges,)."""
        west, north, east, south = frame.extent(LINE_MARGIN_PX + BAND_MARGIN_M * frame.px_per_m)
        seen: BoolArray = (
            (self.east >= west)
            & (self.west <= east)
            & (self.south >= north)
            & (self.north <= south)
        )
        return seen

    def _styles(self, edges: LongArray) -> IntArray:
        """Return styles: way class + 32 bridge + 64 tunnel + 128 towpath + 256 · areas."""
        flags = np.asarray(self.graph.edges.flags)[edges].astype(np.int32)
        style = np.asarray(self.graph.edges.highway)[edges].astype(np.int32)
        for flag, bit in (
            (EdgeFlag.BRIDGE, 32),
            (EdgeFlag.TUNNEL, 64),
            (EdgeFlag.TOWPATH, TOWPATH_BIT),
        ):
            style += np.where(flags & int(flag), bit, 0).astype(np.int32)
        areas = np.asarray(self.graph.edges.areas)[edges].astype(np.int32)
        return np.asarray(style + (areas << AREA_SHIFT), dtype=np.int32)

    def _ground(self, frame: _Frame) -> list[list[int]]:
        """Return the patches of a tile per ground, as flat x, y; and their radius first."""
        if not GROUND_FIRST_ZOOM <= frame.zoom < BAND_FIRST_ZOOM:
            return []
        cell = _cell(frame.zoom)
        cells = self._cells(frame.zoom)
        across = math.ceil(1.0 / cell)
        ground, index = np.divmod(cells, across * across)
        y, x = np.divmod(index, across)
        place = (np.stack([x, y], axis=1) + 0.5) * cell
        west, north, east, south = frame.extent(LINE_MARGIN_PX + cell * frame.scale)
        inside = (place[:, 0] > west) & (place[:, 0] < east)
        inside &= (place[:, 1] > north) & (place[:, 1] < south)
        units = frame.units(place[inside])
        radius = round(0.85 * cell * frame.scale * UNITS_PER_PX)
        return [
            [radius, *units[ground[inside] == number].reshape(-1).tolist()]
            for number in range(len(GROUNDS))
        ]

    def _cells(self, zoom: int) -> LongArray:
        """Return the cells where an edge runs through each ground, sorted, once per zoom."""
        cell = _cell(zoom)
        key = round(cell * 1e12)
        if key not in self._patches:
            self._patches[key] = self._count_cells(cell)
        return self._patches[key]

    def _count_cells(self, cell: float) -> LongArray:
        """Return number of ground · cells² + cell index of all that have an edge inside."""
        graph = self.graph
        across = math.ceil(1.0 / cell)
        offsets = np.asarray(graph.geometry_offsets)
        counts = offsets[1:] - offsets[:-1]
        areas = np.repeat(np.asarray(graph.edges.areas), counts)
        grid = (_mercator(np.asarray(graph.geometry)) / cell).astype(np.int64)
        index = grid[:, 1] * across + grid[:, 0]
        parts = [
            np.unique(index[(areas & int(flag)) != 0]) + number * across * across
            for number, flag in enumerate(GROUNDS)
        ]
        return np.concatenate(parts)

    def _texts(self, frame: _Frame) -> list[list[object]]:
        """Return the labels of a tile: x, y in units, kind, name."""
        west, north, east, south = frame.extent(LABEL_MARGIN_PX)
        shown = [
            one
            for one in self._thinned(frame.zoom)
            if west < one.x < east and north < one.y < south
        ]
        return [
            [*frame.units(np.array([[one.x, one.y]]))[0].tolist(), one.kind, one.name]
            for one in shown
        ]

    def _thinned(self, zoom: int) -> list[Label]:
        """Return the labels of a zoom, the weightier of two that are too near; once per zoom."""
        if zoom not in self._named:
            scale = TILE_PX * 2.0**zoom
            taken: dict[tuple[int, int], list[Label]] = {}
            kept = []
            for one in self.labels:
                if one.zoom <= zoom and _has_room(one, scale, taken):
                    kept.append(one)
            self._named[zoom] = kept
        return self._named[zoom]


@dataclass(frozen=True, slots=True)
class _Frame:
    """A tile's place in the unit square."""

    zoom: int
    column: int
    row: int

    @property
    def scale(self) -> float:
        """Pixels per unit of the square."""
        return float(TILE_PX * 2.0**self.zoom)

    @property
    def px_per_m(self) -> float:
        """Pixels per metre on the ground, at the latitude of the basin."""
        return self.scale / METRES_ACROSS

    def extent(self, margin_px: float) -> tuple[float, float, float, float]:
        """Return west, north, east, south with a margin, in the unit square."""
        margin = margin_px / self.scale
        size = 2.0**-self.zoom
        west, north = self.column * size, self.row * size
        return west - margin, north - margin, west + size + margin, north + size + margin

    def units(self, place: FloatArray) -> IntArray:
        """Return positions of the unit square in quarters of a pixel from the tile's corner."""
        corner = np.array([self.column, self.row]) * TILE_PX
        units = np.rint((place * self.scale - corner) * UNITS_PER_PX)
        return np.asarray(units, dtype=np.int32)


def _mercator(fixed: IntArray) -> FloatArray:
    """Project fixed positions into the unit square of web Mercator (EPSG:3857), y southwards."""
    degrees = np.asarray(fixed, dtype=np.float64) / FIXED_PER_DEGREE
    sine = np.sin(np.radians(degrees[:, 1]))
    y = 0.5 - np.arctanh(sine) / (2.0 * np.pi)
    return np.stack([degrees[:, 0] / 360.0 + 0.5, y], axis=1)


def _first_zooms(graph: RouteGraph) -> IntArray:
    """Return from which zoom each edge is drawn."""
    table = np.full(256, LAST_RESORT_ZOOM, dtype=np.int32)
    for highway, zoom in FIRST_ZOOM.items():
        table[highway] = zoom
    of_class = np.asarray(graph.edges.highway, dtype=np.int64)
    return np.asarray(table[of_class], dtype=np.int32)


def _moved(units: IntArray, line: LongArray) -> BoolArray:
    """Tell which points of lines differ from the one before, ends of lines always."""
    keep = np.ones(len(units), dtype=bool)
    same_line = line[1:] == line[:-1]
    keep[1:] = ~same_line | (units[1:] != units[:-1]).any(axis=1)
    keep[:-1] |= ~same_line
    return keep


def _cell(zoom: int) -> float:
    """Return the side of a patch cell in the unit square, at the latitude of the basin."""
    return max(PATCH_M / METRES_ACROSS, PATCH_PX / (TILE_PX * 2.0**zoom))


def _labels(graph: RouteGraph) -> list[Label]:
    """Return every name that the map may show, weightiest first."""
    places = graph.places
    found = []
    for row in np.flatnonzero(np.isin(places.kind, [PlaceKind.SETTLEMENT, *SYMBOLS])).tolist():
        name = graph.names[int(places.name[row])]
        kind = PlaceKind(int(places.kind[row]))
        tags = json.loads(graph.tagsets[int(places.tagset[row])])
        if not name:
            continue
        x, y = _mercator(np.asarray(places.lonlat)[row : row + 1])[0].tolist()
        if kind in SYMBOLS:
            found.append(Label(x, y, name, kind.name.lower(), SYMBOLS[kind], 0.0))
        elif tags.get("place") in SETTLEMENTS:
            zoom = SETTLEMENTS[tags["place"]]
            weight = 100.0 - zoom + _population(tags) / 1e7
            found.append(Label(x, y, name, tags["place"], zoom, weight))
    return sorted(found, key=lambda one: (-one.weight, one.name, one.x))


def _population(tags: dict[str, str]) -> float:
    """Return the tagged number of inhabitants, 0 where it is none."""
    digits = tags.get("population", "")
    return float(digits) if digits.isascii() and digits.isdigit() else 0.0


def _has_room(one: Label, scale: float, taken: dict[tuple[int, int], list[Label]]) -> bool:
    """Tell whether no label taken is too near, and take the place."""
    wide, high = LABEL_ROOM_PX
    column, row = int(one.x * scale / wide), int(one.y * scale / high)
    near = (
        other
        for dx in (-1, 0, 1)
        for dy in (-1, 0, 1)
        for other in taken.get((column + dx, row + dy), ())
    )
    for other in near:
        if abs(other.x - one.x) * scale < wide and abs(other.y - one.y) * scale < high:
            return False
    taken.setdefault((column, row), []).append(one)
    return True
