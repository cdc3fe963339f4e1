"""Names of places over HTTP, for whoever begins to type one."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request

from itinera.errors import InputError
from itinera_web.access import service
from itinera_web.params import check_names, number, text

blueprint = Blueprint("api_places", __name__)

PARAMETERS = ("q", "limit")
DEFAULT_COUNT, MOST = 8, 50
LONGEST = 100  # characters; no place has a longer name


@blueprint.get("/api/v1/places")
def places() -> Response:
    """Answer the places of this map whose words begin as those typed."""
    check_names(request.args, PARAMETERS)
    typed = text(request.args, "q", "")
    if not typed.strip() or len(typed) > LONGEST:
        raise InputError(
            f"Parameter q has {len(typed)} characters.",
            remedy=f"Write the beginning of a name, 1 to {LONGEST} characters.",
        )
    most = int(number(request.args, "limit", DEFAULT_COUNT, low=1, high=MOST))
    response = jsonify(places=service().suggestions.like(typed, most=most))
    response.headers["Cache-Control"] = "private, max-age=3600"
    return response
