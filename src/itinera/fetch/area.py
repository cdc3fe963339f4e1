"""A place name → the raw OSM file of the place, its outline remembered beside it."""

from __future__ import annotations

import contextlib
import json
from typing import TYPE_CHECKING

from itinera.export.files import write_whole
from itinera.fetch.overpass import fetch_area
from itinera.fetch.place import find_place, slug_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

    from itinera.fetch.client import Client
    from itinera.fetch.download import Landed
    from itinera.fetch.sources import Box, Sources

__all__ = ["fetch_place"]


def fetch_place(
    text: str,
    folder: Path,
    sources: Sources,
    client: Client,
    *,
    refresh: bool = False,
    progress: Callable[[int, int | None], None] = lambda _done, _total: None,
) -> tuple[Landed, Box]:
    """Fetch what routing needs of a place.

    What a name means is remembered (`lens-france.outline.geojson`), and so is the
    answer: a second run asks nobody anything, unless `refresh` is set.

    Parameters
    ----------
    text
        "Lens, France", or an id: "relation/58404".
    folder
        Where `lens-france.osm` is to lie.

    Returns
    -------
    landed
        The OSM file.
    box
        West, south, east, north of the place in degrees.

    Raises
    ------
    UnknownPlaceError, AmbiguousPlaceError, TooLargeError, DownloadError
        As `find_place` and `fetch_area` say.
    """
    slug = slug_of(text)
    remembered = folder / f"{slug}.outline.geojson"
    outline = None if refresh else _recalled(remembered, text)
    if outline is None:
        place = find_place(text, sources, client)
        outline = place.outline
        write_whole(remembered, _as_geojson(text, place.name, place.osm_id, outline))
    target = folder / f"{slug}.osm"
    landed = fetch_area(outline, target, sources, client, refresh=refresh, progress=progress)
    west, south, east, north = (float(value) for value in outline.bounds)
    return landed, (west, south, east, north)


def _as_geojson(text: str, name: str, osm_id: str, outline: BaseGeometry) -> bytes:
    """Return an outline as a file, with the name that led to it."""
    import shapely

    feature = {
        "type": "Feature",
        "properties": {"asked": text, "name": name, "osm_id": osm_id},
        "geometry": json.loads(shapely.to_geojson(outline)),
    }
    return (json.dumps(feature, ensure_ascii=False) + "\n").encode()


def _recalled(path: Path, text: str) -> BaseGeometry | None:
    """Return the outline that this name led to before, None where that is not known."""
    from shapely.errors import ShapelyError
    from shapely.geometry import shape

    with contextlib.suppress(OSError, ValueError, KeyError, TypeError, ShapelyError):
        told = json.loads(path.read_text(encoding="utf-8"))
        if told["properties"]["asked"] == text:
            outline: BaseGeometry = shape(told["geometry"])
            return outline if outline.is_valid and not outline.is_empty else None
    return None
