"""Checking somebody's own track over HTTP: a GPX comes in, the report goes out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, request

from itinera.errors import InputError
from itinera.export.check import check_to_geojson, check_to_json
from itinera.itinerary.i18n import DEFAULT_LANGUAGE, LANGUAGES
from itinera.planning.request import DEFAULT_PROFILE
from itinera.planning.request import Traveller as Planned
from itinera.profile import builtin_profiles
from itinera.tracks.check import Traveller, check
from itinera.tracks.read import track_of_gpx
from itinera_web.access import service
from itinera_web.params import check_names, choice, day, number

if TYPE_CHECKING:
    from itinera_web.params import Args

blueprint = Blueprint("api_check", __name__)

PARAMETERS = ("profile", "on", "lang", "track", "format")
WRITERS = {
    "json": (check_to_json, "application/json"),
    "geojson": (check_to_geojson, "application/geo+json"),
}
MOST_BYTES = 24_000_000  # 100,000 points with heights, times and pulses
MOST_TRACKS = 1000


@blueprint.post("/api/v1/check")
def check_track() -> Response:
    """Answer the report on a GPX: the body itself, or the field `file` of a form."""
    args = request.args
    check_names(args, PARAMETERS)
    form = choice(args, "format", tuple(WRITERS), "json")
    profile = choice(args, "profile", tuple(builtin_profiles()), DEFAULT_PROFILE)
    lang = choice(args, "lang", LANGUAGES, DEFAULT_LANGUAGE)
    on = day(args, "on")
    data, name = _document()
    recorded = track_of_gpx(data, name, track=_track(args))
    planner = service().planner
    travel = planner.travels.of(Planned(profile, on=on))
    found = check(recorded, planner.index, Traveller(travel.profile, travel.weighting, on, lang))
    write, mimetype = WRITERS[form]
    return Response(write(found), mimetype=mimetype)


def _track(args: Args) -> int | None:
    """Return which track of the file is meant."""
    asked = number(args, "track", 0.0, low=1.0, high=MOST_TRACKS)
    return int(asked) if "track" in args else None


def _document() -> tuple[bytes, str]:
    """Return the GPX that was sent, and what to call it."""
    size = request.content_length or 0
    if size > MOST_BYTES:
        raise InputError(
            f"The file has {size / 1e6:.0f} MB, the limit here is {MOST_BYTES / 1e6:.0f} MB.",
            remedy="Simplify the track, or check it with `itinera check`.",
        )
    sent = request.files.get("file")
    data, name = (sent.read(), sent.filename) if sent else (request.get_data(), "")
    if not data:
        raise InputError(
            "No GPX was sent.",
            remedy="Send it as the body of the request, or as the field `file` of a form.",
        )
    return data, name or "GPX"
