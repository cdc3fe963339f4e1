"""Planning over HTTP: routes, isochrones, matrices; and the description of the whole interface."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, jsonify, request
from itinera.planning.places import stop_of

from itinera.errors import InputError
from itinera.export.formats import rendered
from itinera.planning import RouteRequest
from itinera.planning.request import DEFAULT_PROFILE, MAX_ALTERNATIVES, Traveller
from itinera.profile import builtin_profiles
from itinera_web.access import service
from itinera_web.openapi import document
from itinera_web.params import check_names, choice, day, number, text

if TYPE_CHECKING:
    from itinera.itinerary import Stop
    from itinera_web.params import Args

blueprint = Blueprint("api_route", __name__)

TYPES = {
    "json": "application/json",
    "gpx": "application/gpx+xml",
    "geojson": "application/geo+json",
}
COMMON = ("profile", "on", "lang", "seed", "effort")
MOST_VIAS = 50
MOST_CELLS = 2500  # of a matrix
LONGEST_REACH_KM, LONGEST_REACH_MIN = 100.0, 600.0
FEWEST_POINTS, MOST_POINTS = 2, 1_000_000


@blueprint.get("/api/v1/openapi.json")
def openapi() -> Response:
    """Describe the interface."""
    return jsonify(document())


@blueprint.get("/api/v1/route")
def route() -> Response:
    """Answer the best way through places in order."""
    args = request.args
    check_names(args, (*COMMON, "via", "format", "alternatives", "max_points", "name"))
    form = choice(args, "format", tuple(TYPES), "json")
    asked = RouteRequest(
        vias=_places(args, "via", fewest=2),
        traveller=_traveller(args),
        alternatives=int(number(args, "alternatives", 0, low=0, high=MAX_ALTERNATIVES)),
        lang=choice(args, "lang", ("fr", "en", "nl"), "fr"),
        name=text(args, "name", ""),
    )
    most = int(number(args, "max_points", 0, low=FEWEST_POINTS, high=MOST_POINTS)) or None
    itineraries = service().planner.route(asked)
    written = rendered(itineraries, form, max_points=most)
    return _download(written[0], form)


def _traveller(args: Args) -> Traveller:
    """Return who travels: shipped profiles only, since a path would read our files."""
    profile = choice(args, "profile", tuple(builtin_profiles()), DEFAULT_PROFILE)
    return Traveller(profile, on=day(args, "on"))


def _places(args: Args, name: str, *, fewest: int) -> tuple[Stop, ...]:
    """Return the places of a repeated parameter."""
    said = args.getlist(name)
    if not fewest <= len(said) <= MOST_VIAS:
        raise InputError(
            f"Parameter {name} is given {len(said)} times.",
            remedy=f"Give it {fewest} to {MOST_VIAS} times, as LAT,LON or a waypoint's id or name.",
        )
    return tuple(stop_of(one) for one in said)


def _download(body: bytes, form: str) -> Response:
    """Answer a result; a GPX comes as a file."""
    response = Response(body, mimetype=TYPES[form])
    if form == "gpx":
        response.headers["Content-Disposition"] = 'attachment; filename="itinera.gpx"'
    return response
