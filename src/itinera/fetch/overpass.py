"""The raw OSM objects of an area from an Overpass server, as an ordinary OSM XML file.

Not a simplified graph: every road and path with all its tags and nodes, barriers,
areas, places of interest, marked routes and turn restrictions, so that what is built
from it is what would be built from an extract. Buildings and the like stay there.
"""

from __future__ import annotations

import hashlib
import logging
from typing import TYPE_CHECKING

from itinera.fetch.download import (
    Landed,
    forget,
    part_of,
    put,
    receive,
    sole_owner,
    try_mirrors,
)
from itinera.fetch.errors import CorruptError, RefusedError, TooLargeError, UnsteadyError
from itinera.fetch.record import Record, sound_record

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from shapely import LinearRing, Polygon
    from shapely.geometry.base import BaseGeometry

    from itinera.fetch.client import Client
    from itinera.fetch.sources import Sources

__all__ = ["area_km2", "cover", "fetch_area", "query"]

_log = logging.getLogger(__name__)

MARGIN_DEGREES = 0.003  # some 300 m: streets along the border are whole
CORNERS = 150  # of the polygon in a query
TAIL_BYTES = 4096

#: Ways that are fetched whole whenever they touch the area.
WAYS = (
    '"highway"', '"route"="ferry"', '"railway"', '"waterway"', '"barrier"', '"man_made"',
    '"public_transport"="platform"',
)  # fmt: skip
#: Nodes, ways and relations that are places or grounds.
THINGS = (
    '"natural"', '"landuse"', '"leisure"', '"amenity"', '"shop"', '"tourism"', '"historic"',
    '"emergency"', '"boundary"~"^(protected_area|national_park)$"',
)  # fmt: skip
#: Nodes that may lie beside every way.
NODES = (
    '"railway"', '"man_made"', '"barrier"', '"highway"', '"network:type"="node_network"',
    '"drinking_water"', '"place"',
)  # fmt: skip
ROUTES = (
    "hiking|foot|walking|running|fitness_trail|nordic_walking|bicycle|mtb|horse|ferry|wheelchair"
)


def fetch_area(
    outline: BaseGeometry,
    target: Path,
    sources: Sources,
    client: Client,
    *,
    refresh: bool = False,
    progress: Callable[[int, int | None], None] = lambda _done, _total: None,
) -> Landed:
    """Fetch what routing needs of an area.

    Parameters
    ----------
    outline
        Polygon or MultiPolygon, degrees (lon, lat).
    target
        File to write, ending in `.osm`.
    refresh
        Ask again even where the answer to this very question is there already.

    Raises
    ------
    TooLargeError
        If the area is larger than what may be asked of a public server.
    DownloadError
        If no server gives it.
    """
    asked = query(outline, sources)
    question = hashlib.sha256(asked.encode()).hexdigest()
    with sole_owner(target):
        old = sound_record(target)
        if old is not None and old.question == question and not refresh:
            return Landed(target, old.url, old.sha256, 0)

        def ask(url: str) -> Landed:
            return client.persist(lambda: _asked(url, asked, target, sources, client, progress))

        return try_mirrors([f"{m}/interpreter" for m in sources.mirrors["overpass"]], ask)


def area_km2(outline: Polygon) -> float:
    """Return the area of a polygon on the ellipsoid, in square kilometres."""
    from pyproj import Geod
    from shapely.geometry.polygon import orient

    square_metres, _ = Geod(ellps="WGS84").geometry_area_perimeter(orient(outline))
    return float(square_metres) / 1e6


def cover(outline: BaseGeometry) -> Polygon:
    """Return a polygon with few corners that holds all of an outline.

    Parts that lie apart are joined by their convex hull; holes are filled.
    """
    from shapely import Polygon

    grown = outline.buffer(MARGIN_DEGREES, quad_segs=2)
    if not isinstance(grown, Polygon):
        grown = grown.convex_hull
    filled = Polygon(_ring(grown))
    tolerance = MARGIN_DEGREES / 2
    simple = _ring(filled.simplify(tolerance))
    while len(simple.coords) > CORNERS:
        tolerance *= 1.5
        simple = _ring(filled.buffer(tolerance, quad_segs=2).simplify(tolerance))
    return Polygon(simple)


def _ring(polygon: BaseGeometry) -> LinearRing:
    """Return the outer ring of a polygon."""
    ring: LinearRing = polygon.exterior  # type: ignore[attr-defined]  # known to be a Polygon
    return ring


def query(outline: BaseGeometry, sources: Sources) -> str:
    """Return the question in Overpass QL.

    Raises
    ------
    TooLargeError
        If the area is larger than `sources.max_area_km2`.
    """
    polygon = cover(outline)
    size = area_km2(polygon)
    if not size <= sources.max_area_km2:
        raise TooLargeError(
            f"The area has {size:,.0f} km²; a public server is asked for "
            f"{sources.max_area_km2:,.0f} km² at most.",
            remedy="Fetch an extract instead (`itinera data list` names some), or a smaller place.",
        )
    corners = " ".join(f"{lat:.5f} {lon:.5f}" for lon, lat in polygon.exterior.coords[:-1])
    within = f'(poly:"{corners}")'
    ways = "".join(f"way[{tag}]{within};" for tag in WAYS)
    things = "".join(f"nwr[{tag}]{within};" for tag in THINGS)
    nodes = "".join(f"node[{tag}]{within};" for tag in NODES)
    return (
        f"[out:xml][timeout:{sources.timeout_s}][maxsize:{sources.max_memory_mb * 1_000_000}];\n"
        f"({ways})->.ways;\n"
        f"({things}{nodes})->.things;\n"
        f'rel(bw.ways)["type"="route"]["route"~"{ROUTES}"]->.routes;\n'
        f'rel(br.routes)["type"~"^(superroute|network|route)$"]->.sets;\n'
        f'rel(bw.ways)["type"~"^restriction"]->.turns;\n'
        f'rel.things["type"~"^(multipolygon|boundary)$"]->.grounds;\n'
        f"way(r.grounds)->.rings;\n"
        f"(.ways;.things;.rings;)->.shown;\n"
        f"way.shown->.lines;\n"
        f"(.shown;.routes;.sets;.turns;node(w.lines););\n"
        f"out body;\n"
    )


def _asked(
    url: str,
    asked: str,
    target: Path,
    sources: Sources,
    client: Client,
    progress: Callable[[int, int | None], None],
) -> Landed:
    """Ask one server once, look at what came, and put it in place."""
    part, received = part_of(target), client.received
    limit = sources.max_file_mb * 1_000_000
    headers = {"Accept-Encoding": "gzip"}
    patience = sources.timeout_s + client.patience.silence_s
    _log.info("asking %s; this may take some minutes", url)
    forget(part)
    try:
        with client.answer(url, form={"data": asked}, headers=headers, silence_s=patience) as got:
            chunks = client.chunks(got, limit=limit, decode=True)
            receive(chunks, part, lambda done: progress(done, None))
        _check_xml(part, url)
        question = hashlib.sha256(asked.encode()).hexdigest()
        return put(part, target, Record(url, question=question), client.received - received)
    finally:
        forget(part)  # an answer to a query cannot be continued


def _check_xml(part: Path, url: str) -> None:
    """Refuse an answer that is cut, holds an error, or is no OSM file."""
    with part.open("rb") as file:
        head = file.read(TAIL_BYTES)
        file.seek(max(part.stat().st_size - TAIL_BYTES, 0))
        tail = file.read()
    if b"<osm" not in head:
        told = " ".join(head.decode("utf-8", "replace").split())[:120]
        raise CorruptError(
            f"{url} answers with something that is no OSM file: {told!r}.",
            remedy="Try again later, or choose another mirror (ITINERA_SOURCES).",
        )
    if b"<remark>" in tail:
        told = tail.split(b"<remark>", 1)[1].split(b"</remark>")[0].decode("utf-8", "replace")
        raise RefusedError(
            f"{url} gave up: {' '.join(told.split())}.",
            remedy="Ask for a smaller place, or fetch an extract (`itinera data list`).",
        )
    if not tail.rstrip().endswith(b"</osm>"):
        raise UnsteadyError(
            f"{url} ended in the middle of the file.",
            remedy="Try again later, or choose another mirror (ITINERA_SOURCES).",
        )
