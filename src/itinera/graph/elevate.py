"""A graph and rasters → the graph with heights, and with their names in its source."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from itinera.elevation.terrain import check_rasters, open_terrain
from itinera.elevation.terrils import Corrections
from itinera.errors import OutsideError
from itinera.graph.canals import beside_canals
from itinera.graph.edgeheights import DEM, HEIGHTS_VERSION, NOTE
from itinera.graph.ground import correctable
from itinera.graph.heights import heights_along
from itinera.graph.spoil_heaps import terrils_of_areas, terrils_of_file
from itinera.osm.codes import HeightFlag

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from itinera.elevation.terrain import Terrain
    from itinera.elevation.terrils import Terril
    from itinera.geodesy import BoolArray
    from itinera.graph.routegraph import RouteGraph, Source
    from itinera.osm.extract import AreaShapes

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Dem:
    """Which rasters a graph takes its heights from, and how.

    Attributes
    ----------
    paths
        Rasters and folders of rasters.
    crs
        The reference system of rasters that do not say theirs, "EPSG:2154".
    correct_terrils
        Whether spoil heaps of known shape are put right.
    outlines
        GeoJSON of the heaps' outlines; those of the map if None.
    """

    paths: tuple[Path, ...]
    crs: str | None = None
    correct_terrils: bool = True
    outlines: Path | None = None

    def check(self) -> None:
        """Refuse paths that do not exist and rasters that cannot be used.

        So that it is told before hours go into the map.

        Raises
        ------
        OutsideError
            If a path is missing.
        RasterError, InputError
            As for `open_terrain`.
        """
        wanted = [*self.paths, *([self.outlines] if self.outlines is not None else [])]
        missing = [path for path in wanted if not path.exists()]
        if missing:
            raise OutsideError(f"There is no file {str(missing[0])!r}.", remedy="Check the path.")
        check_rasters(self.paths, crs=self.crs)

    def terrils(self, areas: AreaShapes) -> list[Terril]:
        """Return the spoil heaps to put right."""
        if not self.correct_terrils:
            return []
        return terrils_of_areas(areas) if self.outlines is None else terrils_of_file(self.outlines)


def elevated(graph: RouteGraph, dem: Dem, areas: AreaShapes) -> RouteGraph:
    """Return a graph with the heights of the rasters that meet it.

    Raises
    ------
    RasterError
        If a raster cannot be used, or none meets the graph.
    """
    low, high = graph.geometry.min(axis=0) / 1e7, graph.geometry.max(axis=0) / 1e7
    box = (float(low[0]), float(low[1]), float(high[0]), float(high[1]))
    terrain = open_terrain(dem.paths, crs=dem.crs, box=box)
    raised = with_heights(graph, terrain, dem.terrils(areas), banks=beside_canals(graph, areas))
    if dem.correct_terrils:
        return raised
    return replace(raised, source=_source(raised.source, (("terril_correction", "off"),)))


def with_heights(
    graph: RouteGraph,
    terrain: Terrain,
    terrils: Sequence[Terril] = (),
    *,
    banks: BoolArray | None = None,
) -> RouteGraph:
    """Return a graph with heights along its edges.

    Its id changes with the rasters and with the terrils that were corrected;
    its attribution names whom the rasters name.

    Parameters
    ----------
    graph
        The graph.
    terrain
        Where heights come from.
    terrils
        Spoil heaps to put right, where the terrain is coarse.
    banks : bool, shape (n_edges,)
        Edges along canals, level as towpaths are; None for none but those tagged.
    """
    wanted = terrils if any(correctable(raster) for raster in terrain.sources) else ()
    corrections = Corrections.of(wanted, lambda lonlat: terrain.heights(lonlat).ele_m)
    for note in terrain.notes:
        log.warning("%s", note)
    fitting = corrections if corrections.heaps else None
    heights = heights_along(graph, terrain, fitting, banks=banks)
    options = [(f"{DEM}{source.name}", source.sha256) for source in terrain.sources]
    if corrections.heaps:
        options.append(("terrils", _checksum(corrections)))
    source = _source(graph.source, tuple(options), terrain)
    warned = tuple((f"{NOTE} {i}", note) for i, note in enumerate(terrain.notes, 1))
    source = replace(source, options=(*source.options, *warned))  # said again by `graph info`
    corrected = bool((heights.flags & HeightFlag.CORRECTED).any())
    raised = {"terrils_corrected": len(corrections.heaps)} if corrected else {}
    notes = {**dict(graph.notes), **raised}
    lacking = float(graph.edges.length_m[(heights.flags & HeightFlag.UNKNOWN) > 0].sum())
    if lacking:
        log.warning("%.1f km of edges have no height, at least in part", lacking / 1000)
    return replace(graph, heights=heights, source=source, notes=tuple(sorted(notes.items())))


def _source(
    source: Source, options: tuple[tuple[str, str], ...], terrain: Terrain | None = None
) -> Source:
    """Return the source with further options, and an id that tells them apart."""
    text = repr((source.graph_id, HEIGHTS_VERSION, options))
    named = [s.attribution for s in terrain.sources if s.attribution] if terrain else []
    return replace(
        source,
        options=(*source.options, *options),
        graph_id=hashlib.sha256(text.encode()).hexdigest()[:16],
        attribution=". ".join([source.attribution, *dict.fromkeys(named)]),
    )


def _checksum(corrections: Corrections) -> str:
    """Return a checksum of the shapes that were laid over the terrain."""
    rows = [
        (t.id, t.footprint.wkb_hex, t.shape.value, t.height_m, t.altitude_m, t.base_m)
        for t in (heap.terril for heap in corrections.heaps)
    ]
    return hashlib.sha256(repr(rows).encode()).hexdigest()
