"""Files of Python packages that pages load, and the tiles of the base map."""

from __future__ import annotations

from flask import Blueprint, Response, abort, current_app, send_from_directory
from xstatic.pkg import leaflet as leaflet_package

from itinera_web.access import service

blueprint = Blueprint("assets", __name__)

FOR_EVER = 365 * 24 * 3600  # seconds; the graph's id stands in the address of its tiles
ONE_DAY = 24 * 3600  # seconds


@blueprint.get("/assets/leaflet/<path:name>")
def leaflet(name: str) -> Response:
    """Serve Leaflet from its Python package."""
    return send_from_directory(leaflet_package.BASE_DIR, name, max_age=ONE_DAY)


@blueprint.get("/basemap/<graph_id>/<int:zoom>/<int:column>/<int:row>.json")
def tile(graph_id: str, zoom: int, column: int, row: int) -> Response:
    """Serve a tile of the base map; it never changes, since the graph is in its address."""
    basemap = service().basemap
    if graph_id != basemap.graph.source.graph_id:
        abort(404)
    body = basemap.tile(zoom, column, row)
    response = current_app.response_class(body, mimetype="application/json")
    response.cache_control.public = True
    response.cache_control.max_age = FOR_EVER
    response.cache_control.immutable = True
    return response
