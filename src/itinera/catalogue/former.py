"""Itineraries that a loop is to be like: a published one by its name, or somebody's file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from itinera.catalogue.store import FACTS, Published, read_published
from itinera.errors import ItineraError, UnknownNameError
from itinera.planning.loop.like import Former
from itinera.planning.places import stop_of

if TYPE_CHECKING:
    from itinera.itinerary import Stop

FILES = (".gpx", ".geojson", ".json")


def former_of(text: str, routes: Path) -> Former:
    """Return the itinerary that a name or a path means.

    Parameters
    ----------
    text
        The path of a GPX or GeoJSON file, or the name of a published itinerary.
    routes
        Folder of the published itineraries.

    Raises
    ------
    UnknownNameError
        If there is neither.
    TrackError, OutsideError
        If the file holds no track, or cannot be read.
    """
    path = Path(text)
    if path.suffix.lower() in FILES:
        from itinera.tracks.read import read_track

        track = read_track(path)
        return Former(track.name, tuple((lon, lat) for lon, lat in track.lonlat.tolist()))
    found = read_published(routes / text) if (routes / text / FACTS).is_file() else None
    if found is None:
        known = ", ".join(sorted(p.parent.name for p in routes.glob(f"*/{FACTS}"))) or "none"
        raise UnknownNameError(
            f"There is no itinerary {text!r}.",
            remedy=f"Give a .gpx or .geojson file, or one of: {known}.",
        )
    return former_published(found)


def former_published(published: Published) -> Former:
    """Return a published itinerary as one to be changed."""
    features = json.loads(published.file("geojson"))["features"]
    line = next(f for f in features if f["geometry"]["type"] == "LineString")
    facts, climb = published.facts, published.itinerary.get("climb_m")
    start = facts.get("loop", {}).get("start", "")
    musts = facts["via"] if facts.get("loop") else ()
    return Former(
        published.slug,
        tuple((float(p[0]), float(p[1])) for p in line["geometry"]["coordinates"]),
        None if climb is None else float(climb),
        tuple(stop for text in musts if (stop := _known(text)) is not None),
        _known(start) if start else None,
        str(facts["profile"]),
    )


def _known(text: str) -> Stop | None:
    """Return a place, None where the tables know it no more."""
    try:
        return stop_of(text)
    except ItineraError:
        return None
