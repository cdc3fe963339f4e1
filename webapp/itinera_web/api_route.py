"""Planning over HTTP: routes, isochrones, matrices; and the description of the whole interface."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, jsonify, request

from itinera.errors import InputError
from itinera.export.formats import rendered
from itinera.export.reach import reach_to_geojson
from itinera.export.table import matrix_to_csv, matrix_to_json
from itinera.itinerary.i18n import DEFAULT_LANGUAGE, LANGUAGES
from itinera.planning import MatrixRequest, ReachRequest, RouteRequest
from itinera.planning.avoided import parse_way
from itinera.planning.places import stop_of
from itinera.planning.request import DEFAULT_PROFILE, MAX_ALTERNATIVES, Traveller
from itinera.profile import builtin_profiles
from itinera.profile.taste import ANY, parse_surface
from itinera_web.access import service
from itinera_web.avoid import avoided
from itinera_web.openapi import document
from itinera_web.params import check_names, choice, day, number, several, text

if TYPE_CHECKING:
    from itinera.itinerary import Stop
    from itinera_web.params import Args

blueprint = Blueprint("api_route", __name__)

TYPES = {
    "json": "application/json",
    "gpx": "application/gpx+xml",
    "geojson": "application/geo+json",
}
COMMON = (
    "profile", "on", "avoid", "avoid_way", "avoid_near", "surface", "lang", "seed", "effort",
)  # fmt: skip
MOST_VIAS = 50
LONGEST_REACH_KM, LONGEST_REACH_MIN = 100.0, 600.0
FEWEST_POINTS, MOST_POINTS = 2, 1_000_000


@blueprint.get("/api/v1/openapi.json")
def openapi() -> Response:
    """Describe the interface."""
    return jsonify(document())


@blueprint.route("/api/v1/route", methods=["GET", "POST"])
def route() -> Response:
    """Answer the best way through places in order; a body is an area to be avoided."""
    args = request.args
    check_names(args, (*COMMON, "via", "format", "alternatives", "max_points", "name"))
    form = choice(args, "format", tuple(TYPES), "json")
    asked = RouteRequest(
        vias=places_of(args, "via", fewest=2),
        traveller=traveller_of(args),
        alternatives=int(number(args, "alternatives", 0, low=0, high=MAX_ALTERNATIVES)),
        lang=choice(args, "lang", LANGUAGES, DEFAULT_LANGUAGE),
        name=text(args, "name", ""),
    )
    most = int(number(args, "max_points", 0, low=FEWEST_POINTS, high=MOST_POINTS)) or None
    itineraries = service().planner.route(asked)
    written = rendered(itineraries, form, max_points=most)
    return download(written[0], form)


@blueprint.get("/api/v1/reach")
def reach() -> Response:
    """Answer what can be reached from a place within minutes or kilometres."""
    args = request.args
    check_names(args, (*COMMON, "from", "minutes", "km", "format"))
    choice(args, "format", ("geojson",), "geojson")
    lang = choice(args, "lang", LANGUAGES, DEFAULT_LANGUAGE)
    minutes = number(args, "minutes", 0.0, high=LONGEST_REACH_MIN)
    km = number(args, "km", 0.0, high=LONGEST_REACH_KM)
    asked = ReachRequest(
        places_of(args, "from", fewest=1, most=1)[0],
        traveller_of(args),
        seconds=minutes * 60.0 if "minutes" in args else None,
        metres=km * 1000.0 if "km" in args else None,
    )
    found = service().planner.reach(asked)
    return Response(reach_to_geojson(found, lang=lang), mimetype=TYPES["geojson"])


@blueprint.get("/api/v1/matrix")
def matrix() -> Response:
    """Answer lengths and times from every start to every end."""
    args = request.args
    check_names(args, (*COMMON, "from", "to", "format"))
    form = choice(args, "format", ("json", "csv"), "json")
    lang = choice(args, "lang", LANGUAGES, DEFAULT_LANGUAGE)
    starts, ends = places_of(args, "from", fewest=1), places_of(args, "to", fewest=1)
    found = service().planner.matrix(MatrixRequest(starts, ends, traveller_of(args)))
    if form == "csv":
        return Response(matrix_to_csv(found), mimetype="text/csv")
    return Response(matrix_to_json(found, lang=lang), mimetype=TYPES["json"])


def traveller_of(args: Args, *, default: str = DEFAULT_PROFILE) -> Traveller:
    """Return who travels: shipped profiles only, since a path would read our files."""
    profile = choice(args, "profile", tuple(builtin_profiles()), default)
    return Traveller(
        profile,
        avoid=avoided(),
        on=day(args, "on"),
        avoid_ways=tuple(parse_way(said) for said in several(args, "avoid_way")),
        surface=parse_surface(text(args, "surface", ANY)),
    )


def places_of(args: Args, name: str, *, fewest: int, most: int = MOST_VIAS) -> tuple[Stop, ...]:
    """Return the places of a repeated parameter."""
    said = args.getlist(name)
    if not fewest <= len(said) <= most:
        raise InputError(
            f"Parameter {name} is given {len(said)} times.",
            remedy=f"Give it {fewest} to {most} times, as LAT,LON or a waypoint's id or name.",
        )
    return tuple(stop_of(one) for one in said)


def download(body: bytes, form: str) -> Response:
    """Answer a result; a GPX comes as a file."""
    response = Response(body, mimetype=TYPES[form])
    if form == "gpx":
        response.headers["Content-Disposition"] = 'attachment; filename="itinera.gpx"'
    return response
