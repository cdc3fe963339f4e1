"""What the tests of fetching share: noted pauses, contents, sources on a loopback server."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from shapely.geometry import box

from itinera.fetch.sources import load_sources
from loopback import page

if TYPE_CHECKING:
    from itinera.fetch.sources import Sources
    from loopback import Answer, Site

#: Some 300 kB that no compression shortens and no piece of which equals another.
CONTENT = random.Random(7).randbytes(300_000)
OTHER = random.Random(8).randbytes(280_000)


class Waits(list[float]):
    """Notes how long somebody wanted to wait."""

    def __call__(self, seconds: float) -> None:
        """Note instead of waiting."""
        self.append(seconds)


def sources_at(site: Site, **changes: object) -> Sources:
    """Return the shipped sources with every mirror on one server."""
    shipped = load_sources({})
    mirrors = {kind: (f"{site.url}/{kind}",) for kind in shipped.mirrors}
    return replace(shipped, mirrors=mirrors, **changes)


SEARCH = "/nominatim/search"
LOOKUP = "/nominatim/lookup"


def row(
    name: str, osm_id: int, bounds: tuple[float, float, float, float] | None, importance: float
) -> dict[str, Any]:
    """Return an answer as Nominatim gives it; without bounds it is a point."""
    shape = box(*bounds).__geo_interface__ if bounds else {"type": "Point", "coordinates": [2, 50]}
    west, south, east, north = bounds or (2.0, 50.0, 2.0, 50.0)
    return {
        "place_id": osm_id, "licence": "ODbL", "osm_type": "relation", "osm_id": osm_id,
        "boundingbox": [str(south), str(north), str(west), str(east)],
        "lat": str((south + north) / 2), "lon": str((west + east) / 2),
        "class": "boundary", "type": "administrative", "importance": importance,
        "display_name": name, "geojson": shape,
    }  # fmt: skip


def answers(*rows: dict[str, Any]) -> Answer:
    """Answer with rows."""
    return page(json.dumps(rows), kind="application/json")


LENS = row("Lens, Pas-de-Calais, Hauts-de-France, France", 58404, (2.79, 50.41, 2.85, 50.45), 0.55)
DISTRICT = row("Lens, Pas-de-Calais, France", 1694, (2.7, 50.36, 3.0, 50.5), 0.54)
LENS_BE = row("Lens, Mons, Hainaut, Belgique", 2, (3.8, 50.5, 3.95, 50.6), 0.42)
LENS_CH = row("Lens, Sierre, Valais, Suisse", 3, (7.4, 46.2, 7.5, 46.3), 0.41)
LESTANG = row("Lens-Lestang, Drôme, France", 4, (5.0, 45.2, 5.1, 45.3), 0.4)
HAMLET = row("Lens, Somewhere, France", 5, (0.1, 44.1, 0.2, 44.2), 0.1)
STATION = row("Gare de Lens, Lens, France", 6, None, 0.5)
