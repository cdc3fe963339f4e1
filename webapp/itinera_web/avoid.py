"""Areas to keep out of, as GeoJSON in the address of a request or in its body."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import shapely
from flask import request

from itinera.errors import AreaError
from itinera.planning.areas import parse_areas
from itinera.planning.avoided import parse_near
from itinera_web.params import several

if TYPE_CHECKING:
    from shapely import Polygon

__all__ = ["MOST_BYTES", "avoided"]

MOST_BYTES = 1_000_000
MOST_CORNERS = 10_000  # of all areas together; each is held against the edges near it


def avoided() -> tuple[Polygon, ...]:
    """Return the areas of the parameters `avoid`, `avoid_near` and of the body of this request.

    Raises
    ------
    AreaError
        If they are no GeoJSON polygons, or too many.
    """
    said = [("Parameter avoid", text.encode()) for text in request.args.getlist("avoid")]
    if request.method == "POST":
        said.append(("The body", _body()))
    lines = [parse_near(line) for line in several(request.args, "avoid_near")]
    areas = (*lines, *(area for name, text in said for area in _parsed(name, text)))
    corners = int(shapely.get_num_coordinates(list(areas)).sum()) if areas else 0
    if corners > MOST_CORNERS:
        raise AreaError(
            f"The areas to avoid have {corners} corners.",
            remedy=f"Simplify them to {MOST_CORNERS} at most.",
        )
    return areas


def _body() -> bytes:
    """Return the body, unless it is too long to be one."""
    size = request.content_length or 0
    if size > MOST_BYTES:
        raise AreaError(
            f"The body has {size} bytes.", remedy=f"Simplify the areas to {MOST_BYTES} bytes."
        )
    return request.get_data()


def _parsed(name: str, text: bytes) -> tuple[Polygon, ...]:
    """Return the polygons of one document."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise AreaError(
            f"{name} is no GeoJSON: {error}.", remedy="Give GeoJSON polygons, lon before lat."
        ) from error
    return parse_areas(document, name=name)
