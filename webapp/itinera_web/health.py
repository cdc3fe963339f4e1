"""Is the service ready? For whoever starts it, watches it or balances load before it."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from itinera_web.access import service

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def healthz() -> tuple[Response, int]:
    """Answer 200 only once graph and kernels are warm, 503 before."""
    if service().ready:
        return jsonify(status="ready"), 200
    response = jsonify(status="starting")
    response.headers["Retry-After"] = "2"
    return response, 503
