"""The map app of itinera: a factory, a blueprint per concern, views that parse, plan, render.

>>> app = create_app({"GRAPH": ".cache/graph", "ROUTES": "routes"})
"""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, g

from itinera_web import (
    api_catalogue,
    api_check,
    api_loop,
    api_places,
    api_route,
    assets,
    errors,
    health,
    limits,
    pages,
    recent,
    streams,
)
from itinera_web.access import service
from itinera_web.service import Service

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["create_app"]

#: Nothing may be loaded from another host, whatever a page asks for; pictures may from the
#: one host of outside tiles, where the operator has switched them on.
POLICY = (
    "default-src 'self'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:{pictures}; base-uri 'none'; frame-ancestors 'self'; form-action 'self'"
)


def create_app(config: Mapping[str, Any]) -> Flask:
    """Make the app.

    Parameters
    ----------
    config
        ``GRAPH``: folder of the stored graph. ``ROUTES``: folder of the published
        itineraries. ``OUTSIDE_TILES``: "ign" or "osm" offers their map too (a real map
        only). ``REQUESTS_PER_MINUTE``: of one address, 0 for any number. ``WARM`` (default
        True): warm up now; with False the app answers 503 until
        ``app.extensions["itinera"].warm_up()`` is done, and to round trips until its
        ``warm_rest()`` has begun on profiles.

    Raises
    ------
    GraphStoreError
        If the graph is missing or damaged (with ``WARM``).
    InputError
        If the outside tiles are unknown, or the map is invented (with ``WARM``).
    """
    app = Flask(__name__)
    app.config.from_mapping(config)
    app.json.sort_keys = False  # type: ignore[attr-defined]  # of the default provider
    tiles = config.get("OUTSIDE_TILES")
    serving = Service(Path(config["GRAPH"]), Path(config["ROUTES"]), outside_tiles=tiles)
    app.extensions["itinera"] = serving
    per_minute = float(config.get("REQUESTS_PER_MINUTE", limits.DEFAULT_PER_MINUTE))
    app.extensions["itinera.limiter"] = limits.Limiter(per_minute)
    app.extensions["itinera.streams"] = streams.Streams()
    app.extensions["itinera.recent"] = recent.Recent()
    app.before_request(limits.guard)
    for module in (
        pages,
        api_route,
        api_loop,
        api_places,
        api_check,
        api_catalogue,
        assets,
        health,
    ):
        app.register_blueprint(module.blueprint)
    errors.install(app)
    app.jinja_env.globals["nonce"] = _nonce
    app.after_request(_guard)
    if config.get("WARM", True):
        serving.warm_up()
        serving.warm_loops()
    return app


def _nonce() -> str:
    """Return this page's password for its own inline script."""
    if "nonce" not in g:
        g.nonce = secrets.token_urlsafe(16)
    return str(g.nonce)


def _guard(response: Response) -> Response:
    """Tell browsers what this answer may do: load from here, and nothing else."""
    tiles = service().outside
    policy = POLICY.format(nonce=_nonce(), pictures=f" {tiles.host}" if tiles else "")
    referrer = "strict-origin-when-cross-origin" if tiles else "same-origin"  # tiles ask for it
    response.headers.setdefault("Content-Security-Policy", policy)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", referrer)
    return response
