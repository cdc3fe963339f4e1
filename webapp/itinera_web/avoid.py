"""What a request draws as GeoJSON, in its address or its body: areas, and a loop to be changed.

A feature of the body says in its property `role` what it is for: "avoid" (so are those that
say nothing), "through" for an area to go through, "like" for a line to be kept to.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import shapely
from flask import request

from itinera.errors import AreaError, ItineraError
from itinera.planning.areas import parse_areas
from itinera.planning.avoided import parse_near
from itinera.tracks.guard import check_position
from itinera_web.params import several

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shapely import Polygon

__all__ = ["MOST_BYTES", "avoided", "drawn_line", "gone_through"]

MOST_BYTES = 1_000_000
MOST_CORNERS = 10_000  # of all areas together; each is held against the edges near it
ROLES = ("avoid", "through", "like")


def avoided() -> tuple[Polygon, ...]:
    """Return the areas of the parameters `avoid` and `avoid_near`, and of the body.

    Raises
    ------
    AreaError
        If they are no GeoJSON polygons, or too many.
    """
    lines = [parse_near(line) for line in several(request.args, "avoid_near")]
    return _checked((*lines, *_areas("avoid")))


def gone_through() -> tuple[Polygon, ...]:
    """Return the areas of the parameter `through`, and of the body.

    Raises
    ------
    AreaError
        If they are no GeoJSON polygons, or too many.
    """
    return _checked(tuple(_areas("through")))


def drawn_line() -> list[list[float]] | None:
    """Return the positions (lon, lat) of the line of the body that is to be kept to, if any.

    Raises
    ------
    AreaError, TrackError
        If the body holds several, one that is no line, or one that is off the Earth.
    """
    found = [f.get("geometry") for f in _features(_body_document()) if _role(f) == "like"]
    if not found:
        return None
    line = found[0] if isinstance(found[0], dict) else {}
    if len(found) > 1 or line.get("type") != "LineString":
        raise AreaError(
            f"The body holds {len(found)} features with role like, the first of them "
            f"{line.get('type')!r}.",
            remedy="Give one LineString of [lon, lat] positions.",
        )
    positions = line.get("coordinates")
    try:
        drawn = [[float(lon), float(lat)] for lon, lat, *_ in positions or ()]
        for number, (lon, lat) in enumerate(drawn, 1):
            check_position(lat, lon, f"Position {number} of the line")
        return drawn
    except (TypeError, ValueError) as error:
        if isinstance(error, ItineraError):
            raise
        raise AreaError(
            "The line of the body has positions that are none.",
            remedy="Write each as [lon, lat] in degrees.",
        ) from error


def _checked(areas: tuple[Polygon, ...]) -> tuple[Polygon, ...]:
    """Refuse areas with too many corners."""
    corners = int(shapely.get_num_coordinates(list(areas)).sum()) if areas else 0
    if corners > MOST_CORNERS:
        raise AreaError(
            f"The areas have {corners} corners.",
            remedy=f"Simplify them to {MOST_CORNERS} at most.",
        )
    return areas


def _areas(role: str) -> Iterator[Polygon]:
    """Yield the areas of one role."""
    for text in request.args.getlist(role):
        name = f"Parameter {role}"
        yield from parse_areas(_parsed(name, text.encode()), name=name)
    body = _body_document()
    if body is None:
        return
    if body.get("type") == "FeatureCollection":
        meant = [feature for feature in _features(body) if _role(feature) == role]
        body = {"type": "FeatureCollection", "features": meant}
    elif _role(body) != role:
        return
    yield from parse_areas(body, name="The body")


def _features(document: Any) -> list[Any]:
    """Return the features of a document, itself if it is one."""
    if isinstance(document, dict) and isinstance(document.get("features"), list):
        return list(document["features"])
    return [] if document is None else [document]


def _role(feature: Any) -> str:
    """Return what a feature is for."""
    properties = feature.get("properties") if isinstance(feature, dict) else None
    role = properties.get("role", "avoid") if isinstance(properties, dict) else "avoid"
    if role in ROLES:
        return str(role)
    raise AreaError(
        f"The body has a feature with role {role!r}.", remedy=f"Roles are: {', '.join(ROLES)}."
    )


def _body_document() -> Any:
    """Return the body of a POST as JSON, None for any other request.

    Raises
    ------
    AreaError
        If it is too long, or no GeoJSON.
    """
    if request.method != "POST":
        return None
    size = request.content_length or 0
    if size > MOST_BYTES:
        raise AreaError(
            f"The body has {size} bytes.", remedy=f"Simplify the areas to {MOST_BYTES} bytes."
        )
    document = _parsed("The body", request.get_data())
    return document if isinstance(document, dict) else {"type": type(document).__name__}


def _parsed(name: str, text: bytes) -> Any:
    """Return a document."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise AreaError(
            f"{name} is no GeoJSON: {error}.", remedy="Give GeoJSON polygons, lon before lat."
        ) from error
