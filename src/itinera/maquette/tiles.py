"""From a scale to tiles of country, written one after another into one file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from itinera.errors import InputError
from itinera.maquette.facts import read_facts
from itinera.maquette.plane import Plane
from itinera.maquette.region import Region, draw_region
from itinera.maquette.writer import ENDINGS, OsmFile, rounded

if TYPE_CHECKING:
    from pathlib import Path


def write_tiles(path: Path, *, scale: float, seed: int) -> None:
    """Write a map of `scale` basins (see `itinera.maquette.write_maquette`)."""
    suffix = next((ending for ending in ENDINGS if path.name.endswith(ending)), None)
    if suffix is None:
        raise InputError(
            f"{path.name} does not end as an OSM file does.",
            remedy=f"End it in one of {', '.join(ENDINGS)}.",
        )
    if not 0.01 <= scale <= 200.0:
        raise InputError(
            f"The scale {scale:g} is not between 0.01 and 200.",
            remedy="Take 1 for the basin, 0.02 for a test, 4 for a region.",
        )
    region = draw_region(read_facts(), Plane.at(2.95, 50.42), seed)
    beside = path.with_name(f".{path.name}.part")
    with OsmFile(beside, suffix=suffix) as out:
        _write(region, out)
    beside.replace(path)


def _write(region: Region, out: OsmFile) -> None:
    """Write the objects of a region."""
    sheet = region.sheet
    used = sorted({node for way in region.ways for node in way.nodes})
    number = {node: i + 1 for i, node in enumerate(used)}
    xy = np.stack([np.array(sheet.x)[used], np.array(sheet.y)[used]], axis=1)
    for node, (lon, lat) in zip(used, region.plane.lonlat(xy).tolist(), strict=True):
        out.node(number[node], (rounded(lon), rounded(lat)), sheet.node_tags.get(node))
    for i, way in enumerate(region.ways, 1):
        out.way(i, [number[node] for node in way.nodes], way.tags)
