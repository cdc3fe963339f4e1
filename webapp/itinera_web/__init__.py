"""The map app of itinera: a factory, a blueprint per concern, views that parse, plan, render.

>>> app = create_app({"GRAPH": ".cache/graph", "ROUTES": "routes"})
"""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, g

from itinera_web import api_catalogue, api_check, api_route, assets, errors, health, pages
from itinera_web.service import Service

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["create_app"]

#: Nothing may be loaded from another host, whatever a page asks for.
POLICY = (
    "default-src 'self'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; base-uri 'none'; frame-ancestors 'self'; form-action 'self'"
)


def create_app(config: Mapping[str, Any]) -> Flask:
    """Make the app.

    Parameters
    ----------
    config
        ``GRAPH``: folder of the stored graph. ``ROUTES``: folder of the published
        itineraries. ``WARM`` (default True): warm up now; with False the app answers
        503 until ``app.extensions["itinera"].warm_up()`` is done.

    Raises
    ------
    GraphStoreError
        If the graph is missing or damaged (with ``WARM``).
    """
    app = Flask(__name__)
    app.config.from_mapping(config)
    app.json.sort_keys = False  # type: ignore[attr-defined]  # of the default provider
    service = Service(Path(config["GRAPH"]), Path(config["ROUTES"]))
    app.extensions["itinera"] = service
    for module in (pages, api_route, api_check, api_catalogue, assets, health):
        app.register_blueprint(module.blueprint)
    errors.install(app)
    app.jinja_env.globals["nonce"] = _nonce
    app.after_request(_guard)
    if config.get("WARM", True):
        service.warm_up()
    return app


def _nonce() -> str:
    """Return this page's password for its own inline script."""
    if "nonce" not in g:
        g.nonce = secrets.token_urlsafe(16)
    return str(g.nonce)


def _guard(response: Response) -> Response:
    """Tell browsers what this answer may do: load from here, and nothing else."""
    response.headers.setdefault("Content-Security-Policy", POLICY.format(nonce=_nonce()))
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    return response
