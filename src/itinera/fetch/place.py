"""A place name → its outline, through OSMnx and the Nominatim server of one's choice."""

from __future__ import annotations

import json
import re
import unicodedata
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from itinera.fetch.client import user_agent
from itinera.fetch.download import try_mirrors
from itinera.fetch.errors import (
    AmbiguousPlaceError,
    RefusedError,
    UnknownPlaceError,
    UnsteadyError,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import requests
    from shapely.geometry.base import BaseGeometry

    from itinera.fetch.client import Client
    from itinera.fetch.sources import Sources

__all__ = ["Place", "find_place", "slug_of"]

OSM_ID = re.compile(r"(relation|way|node)/(\d+)")
RIVAL = 0.5  # of the best one's importance: what is less known by that much is not meant
SHOWN = 10  # candidates named in an error
BUSY = (429, 502, 503, 504)


@dataclass(frozen=True, slots=True)
class Place:
    """A place with an outline.

    Attributes
    ----------
    name
        In full, as OpenStreetMap has it.
    osm_id
        "relation/58404".
    outline
        Polygon or MultiPolygon, degrees (lon, lat).
    importance
        From 0 to 1, as Nominatim has it.
    """

    name: str
    osm_id: str
    outline: BaseGeometry
    importance: float


def find_place(text: str, sources: Sources, client: Client) -> Place:
    """Find the one place that a text means.

    Parameters
    ----------
    text
        "Lens, France", or "relation/58404" to name it beyond doubt.
    sources
        Which servers to ask.
    client
        Its patience is kept.

    Raises
    ------
    UnknownPlaceError
        If nothing is called so, or nothing that has an outline.
    AmbiguousPlaceError
        If several places of some importance are called so, none inside another.
    DownloadError
        If no server answers.
    """
    answers = try_mirrors(
        sources.mirrors["nominatim"], lambda url: client.persist(lambda: _asked(url, text, client))
    )
    places = [place for row in answers if (place := _place(row)) is not None]
    if not places:
        raise _unknown(text, answers)
    places.sort(key=lambda place: (-place.importance, place.osm_id))
    rivals = [place for place in places[1:] if _is_rival(place, places[0])]
    if rivals:
        raise _ambiguous(text, [places[0], *rivals])
    return places[0]


def slug_of(text: str) -> str:
    """Return a text as the name of a file: "Lens, France" → "lens-france".

    Examples
    --------
    >>> slug_of("Saint-Amand-les-Eaux (près d'Orchies)")
    'saint-amand-les-eaux-pres-d-orchies'
    """
    plain = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:80] or "place"


def _asked(url: str, text: str, client: Client) -> list[dict[str, Any]]:
    """Ask one server through OSMnx, and return all that it answered."""
    import osmnx
    import requests

    answers: list[dict[str, Any]] = []
    named = OSM_ID.fullmatch(text)
    question = f"{named[1][0].upper()}{named[2]}" if named else text
    try:
        with _settings(url, client, answers):
            osmnx.geocode_to_gdf(question, by_osmid=named is not None)
    except requests.TooManyRedirects as error:
        raise RefusedError(
            f"{url} redirects in circles.", remedy="Choose another mirror (ITINERA_SOURCES)."
        ) from error
    except (requests.ConnectionError, requests.Timeout) as error:
        raise UnsteadyError(
            f"{url} cannot be reached, or does not answer in time.",
            remedy="Check the connection to the internet, or the mirror (ITINERA_SOURCES).",
        ) from error
    except requests.RequestException as error:
        raise RefusedError(
            f"{url} cannot be asked: {_short(str(error))}",
            remedy="Choose another mirror (ITINERA_SOURCES).",
        ) from error
    except (LookupError, TypeError, ValueError):
        pass  # nothing found, or nothing with an outline: `answers` tell which
    return answers


@contextmanager
def _settings(url: str, client: Client, answers: list[dict[str, Any]]) -> Iterator[None]:
    """Point OSMnx at a server, under our name, and listen to what comes; then put all back.

    Its public functions return the best place only; the hook sees the others, and
    stops OSMnx from waiting for minutes before it asks a busy server again.
    """
    from osmnx import settings

    ours = {
        "nominatim_url": f"{url}/",
        "http_user_agent": user_agent(),
        "http_referer": "",
        "http_accept_language": "fr,en;q=0.8",
        "requests_timeout": client.patience.silence_s,
        "use_cache": False,
        "requests_kwargs": {"hooks": {"response": lambda r, **_kw: _heard(r, url, answers)}},
    }
    before = {name: getattr(settings, name) for name in ours}
    for name, value in ours.items():
        setattr(settings, name, value)
    try:
        yield
    finally:
        for name, value in before.items():
            setattr(settings, name, value)


def _heard(response: requests.Response, url: str, answers: list[dict[str, Any]]) -> None:
    """Take down an answer, and raise what is an error."""
    if response.is_redirect:
        return
    content = response.content  # read to its end, so that the connection is free again
    if response.status_code in BUSY:
        asked = response.headers.get("Retry-After", "")
        raise UnsteadyError(
            f"{url} answers {response.status_code} {response.reason}.",
            remedy="Try again later, or choose another mirror (ITINERA_SOURCES).",
            pause_s=float(asked) if asked.isdecimal() else None,
        )
    if not response.ok:
        raise RefusedError(
            f"{url} answers {response.status_code} {response.reason}.",
            remedy="Choose another mirror (ITINERA_SOURCES).",
        )
    try:
        told = json.loads(content)
    except ValueError:
        told = None
    if not isinstance(told, list):
        raise RefusedError(
            f"{url} gives no answer that can be read: {_short(response.text)}",
            remedy="Choose another mirror (ITINERA_SOURCES).",
        )
    answers[:] = [row for row in told if isinstance(row, dict)]


def _place(row: dict[str, Any]) -> Place | None:
    """Return an answer as a place, None where it has no outline."""
    from shapely.errors import ShapelyError
    from shapely.geometry import shape

    shown = row.get("geojson")
    if not isinstance(shown, dict) or shown.get("type") not in ("Polygon", "MultiPolygon"):
        return None
    try:
        outline = shape(shown).buffer(0)
        importance = float(row.get("importance", 0.0))
    except (ShapelyError, ValueError, TypeError, KeyError, IndexError):
        return None
    osm_id = f"{row.get('osm_type', '')}/{row.get('osm_id', '')}"
    if outline.is_empty:
        return None
    return Place(str(row.get("display_name", "")), osm_id, outline, importance)


def _is_rival(place: Place, best: Place) -> bool:
    """Tell whether somebody who names the best may as well mean `place`.

    A district that is called like its town contains it, and is no rival.
    """
    return (
        slug_of(place.name.split(",")[0]) == slug_of(best.name.split(",")[0])
        and place.importance >= RIVAL * best.importance
        and not place.outline.intersects(best.outline)
    )


def _unknown(text: str, answers: Sequence[dict[str, Any]]) -> UnknownPlaceError:
    """Return the error for a name without an outline."""
    if not answers:
        return UnknownPlaceError(
            f"OpenStreetMap knows no place {text!r}.",
            remedy="Check the spelling, and add the region or country: 'Lens, France'.",
        )
    names = "; ".join(str(row.get("display_name", "?")) for row in answers[:3])
    return UnknownPlaceError(
        f"What is called {text!r} has no outline (found: {names}).",
        remedy="Name the commune, district or region that it lies in.",
    )


def _ambiguous(text: str, places: Sequence[Place]) -> AmbiguousPlaceError:
    """Return the error for a name that several places bear, with all of them."""
    shown = "; ".join(f"{place.osm_id} {place.name}" for place in places[:SHOWN])
    more = f"; and {len(places) - SHOWN} more" if len(places) > SHOWN else ""
    return AmbiguousPlaceError(
        f"{text!r} may be any of {len(places)} places: {shown}{more}.",
        remedy=f"Add the region or country, or give the id: itinera data fetch {places[0].osm_id}",
    )


def _short(text: str) -> str:
    """Return the beginning of what somebody says."""
    return repr(" ".join(text.split())[:120]) + "."
