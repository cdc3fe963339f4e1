"""Extracts by name: a region's OSM file, and the outline to build it within."""

from __future__ import annotations

import csv
import json
import math
import re
from typing import TYPE_CHECKING, Any

from itinera.bundle import bundled
from itinera.errors import InputError
from itinera.export.files import write_whole
from itinera.fetch.checksum import Checksum, read_checksum
from itinera.fetch.download import Landed, Wanted, download
from itinera.fetch.errors import CorruptError, RefusedError
from itinera.fetch.sources import Region

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from itinera.fetch.client import Client
    from itinera.fetch.sources import Sources

__all__ = ["clip_path", "fetch_extract", "region_of", "write_clip"]

PATH = re.compile(r"[a-z0-9-]+(/[a-z0-9-]+)+")
METRES_PER_DEGREE = 111_200.0  # of a meridian at 50° north; a margin needs no better
MAGIC = re.compile(rb"\x00\x00..\x0a\x09OSMHeader", re.DOTALL)  # how every .osm.pbf begins


def region_of(text: str, sources: Sources) -> Region | None:
    """Return the region that a text names, None where it must be a place.

    A path ("europe/malta") is a region too, as the mirror lists it.
    """
    if text in sources.regions:
        return sources.regions[text]
    if PATH.fullmatch(text) and not re.fullmatch(r"(relation|way|node)/\d+", text):
        return Region(text.rsplit("/", 1)[-1], text, text)
    return None


def fetch_extract(
    region: Region,
    folder: Path,
    sources: Sources,
    client: Client,
    *,
    progress: Callable[[int, int | None], None] = lambda _done, _total: None,
) -> Landed:
    """Fetch the newest extract of a region into `folder`, checked against its checksum.

    Raises
    ------
    DownloadError
        If no mirror gives it whole.
    OutsideError
        If the disk is full, and the like.
    """
    path = f"{region.path}{sources.extract_ending}"

    def published(url: str) -> Checksum | None:
        if not sources.checksum_ending:
            return None
        origin = url + sources.checksum_ending
        try:
            return read_checksum(client.text(origin), origin)
        except RefusedError as error:
            error.remedy = (
                'If this mirror has no checksums, set extracts.checksum = "" in your file.'
            )
            error.status = 0
            raise

    ending = ".osm.pbf" if path.endswith(".pbf") else re.sub(r"^.*?(\.osm.*)$", r"\1", path)
    wanted = Wanted(
        [f"{mirror}/{path}" for mirror in sources.mirrors["extracts"]],
        folder / f"{region.name}{ending}",
        checksum=published,
        check=_check_pbf if ending == ".osm.pbf" else lambda _part: None,
        progress=progress,
    )
    try:
        return download(wanted, client)
    except RefusedError as error:
        if error.status == 404:
            error.remedy = f"Known by name: {', '.join(sources.regions)}. {error.remedy}"
        raise


def clip_path(osm_file: Path) -> Path:
    """Return where the outline to build an OSM file within stands: beside it."""
    return osm_file.with_name(f"{osm_file.name.split('.')[0]}.clip.geojson")


def write_clip(region: Region, osm_file: Path) -> Path | None:
    """Write the outline to build a region within; None where it has none.

    Raises
    ------
    InputError
        If the table of outlines has no such row.
    """
    if not region.clip:
        return None
    ring = _ring(region)
    path = clip_path(osm_file)
    write_whole(path, (json.dumps(_grown(ring, region.margin_m)) + "\n").encode())
    return path


def _ring(region: Region) -> list[tuple[float, float]]:
    """Return an outline of the table, as (lon, lat)."""
    with bundled("data/waypoints/outlines.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if region.clip in (row["kind"], row["name"])]
    if not rows:
        raise InputError(
            f"region.{region.name}.clip: no outline is called {region.clip!r}.",
            remedy="Use the kind or name of a row of data/waypoints/outlines.csv.",
        )
    pairs = (pair.split(",") for pair in rows[0]["ring_lonlat"].split())
    return [(float(lon), float(lat)) for lon, lat in pairs]


def _grown(ring: list[tuple[float, float]], margin_m: float) -> dict[str, Any]:
    """Return a ring as GeoJSON, grown by a margin."""
    import shapely
    from shapely import affinity

    flat = math.cos(math.radians(sum(lat for _, lat in ring) / len(ring)))
    plane = affinity.scale(shapely.Polygon(ring), xfact=flat, yfact=1.0, origin=(0, 0))
    grown = plane.buffer(margin_m / METRES_PER_DEGREE, quad_segs=4)
    area = affinity.scale(grown, xfact=1.0 / flat, yfact=1.0, origin=(0, 0))
    geometry = json.loads(shapely.to_geojson(shapely.set_precision(area, 1e-5)))
    return {"type": "Feature", "properties": {}, "geometry": geometry}


def _check_pbf(part: Path) -> None:
    """Refuse what does not begin as every OSM PBF file does; a web page, mostly."""
    with part.open("rb") as file:
        head = file.read(64)
    if not MAGIC.match(head):
        raise CorruptError(
            f"What came for {part.name.removesuffix('.part')} is no OSM PBF file: "
            f"it begins with {head[:20]!r}.",
            remedy="Choose another mirror (ITINERA_SOURCES).",
        )
