"""The catalogue over HTTP: list, one itinerary, its files, and all of them at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, jsonify, request

from itinera.catalogue.store import PICTURE, zipped
from itinera.errors import UnknownNameError
from itinera.itinerary.i18n import DEFAULT_LANGUAGE, LANGUAGES
from itinera_web.access import service
from itinera_web.params import check_names, choice, number, text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from itinera.catalogue.store import Published

blueprint = Blueprint("api_catalogue", __name__)

GPX_TYPE = "application/gpx+xml"
GEOJSON_TYPE = "application/geo+json"
PLAIN_TYPE = "application/octet-stream"
TYPES = {"gpx": GPX_TYPE, "geojson": GEOJSON_TYPE, "svg": "image/svg+xml", "csv": "text/csv",
         "md": "text/markdown"}  # fmt: skip
SHOWN = ("svg",)  # by the browser itself; the others are to be kept
SUMMARISED = (
    "profile", "kind", "length_m", "climb_m", "descent_m", "time_s", "effort", "bbox", "start",
    "end",
)  # fmt: skip
PAGE_SIZE, LARGEST_PAGE = 50, 500
FILTERS = ("profile", "min_length_km", "max_length_km", "q", "lang", "page", "per_page")


@blueprint.get("/api/v1/itineraries")
def listing() -> Response:
    """Answer the catalogue, filtered, a page at a time."""
    check_names(request.args, FILTERS)
    lang = choice(request.args, "lang", LANGUAGES, DEFAULT_LANGUAGE)
    page = int(number(request.args, "page", 1, low=1, high=1e6))
    per_page = int(number(request.args, "per_page", PAGE_SIZE, low=1, high=LARGEST_PAGE))
    found = [entry for entry in service().catalogue.entries if _fits(entry, lang)]
    shown = found[(page - 1) * per_page : page * per_page]
    return jsonify(
        itineraries=[_summary(entry, lang) for entry in shown],
        page=page,
        per_page=per_page,
        total=len(found),
    )


@blueprint.get("/api/v1/itineraries/<slug>")
def one(slug: str) -> Response:
    """Answer the facts of an itinerary."""
    check_names(request.args, ("lang",))
    lang = choice(request.args, "lang", LANGUAGES, DEFAULT_LANGUAGE)
    entry = service().catalogue.get(slug)
    return jsonify({**_summary(entry, lang), **_told(entry, lang)})


@blueprint.get("/api/v1/itineraries/<slug>.gpx")
def gpx(slug: str) -> Response:
    """Answer the published GPX file."""
    return _file(slug, "gpx", GPX_TYPE)


@blueprint.get("/api/v1/itineraries/<slug>.geojson")
def geojson(slug: str) -> Response:
    """Answer the published GeoJSON file."""
    return _file(slug, "geojson", GEOJSON_TYPE)


@blueprint.get("/api/v1/itineraries/<slug>.svg")
def picture(slug: str) -> Response:
    """Answer the published picture of its elevation."""
    entry = service().catalogue.get(slug)
    if PICTURE not in entry.facts["files"]:
        raise UnknownNameError(
            f"No heights are known along {slug!r}, so there is no picture of them.",
            remedy="Publish it on a graph that was built with --dem.",
        )
    return Response((entry.folder / PICTURE).read_bytes(), mimetype="image/svg+xml")


@blueprint.get("/api/v1/itineraries/<slug>/files/<name>")
def file(slug: str, name: str) -> Response:
    """Answer any published file of an itinerary: the GPX of a stage, the table of stages."""
    entry = service().catalogue.get(slug)
    if name not in entry.facts["files"]:
        raise UnknownNameError(
            f"{slug!r} has no file {name!r}.",
            remedy=f"Published are: {', '.join(sorted(entry.facts['files']))}.",
        )
    ending = name.rpartition(".")[2]
    response = Response((entry.folder / name).read_bytes(), mimetype=TYPES.get(ending, PLAIN_TYPE))
    if ending not in SHOWN:
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@blueprint.get("/api/v1/itineraries.zip")
def archive() -> Response:
    """Answer all published files of this map in one ZIP."""
    response = Response(zipped(service().catalogue.entries), mimetype="application/zip")
    response.headers["Content-Disposition"] = 'attachment; filename="itineraries.zip"'
    return response


def _fits(entry: Published, lang: str) -> bool:
    """Tell whether an itinerary passes the filters of this request."""
    args, facts = request.args, entry.itinerary
    length_km = facts["length_m"] / 1000.0
    if text(args, "profile", facts["profile"]) != facts["profile"]:
        return False
    if not number(args, "min_length_km", 0) <= length_km <= number(args, "max_length_km", 1e9):
        return False
    words = f"{entry.slug} {entry.title(lang)} {entry.text(lang)}".casefold()
    return text(args, "q", "").casefold() in words


def _summary(entry: Published, lang: str) -> dict[str, Any]:
    """Return what the list says of an itinerary."""
    facts = entry.itinerary
    base = f"/api/v1/itineraries/{entry.slug}"
    return {
        "slug": entry.slug,
        "name": entry.title(lang),
        "text": entry.text(lang),
        **{key: facts[key] for key in SUMMARISED},
        "links": {"self": base, "gpx": f"{base}.gpx", "geojson": f"{base}.geojson"},
        **_days(entry, lang),
    }


def _days(entry: Published, lang: str) -> dict[str, Any]:
    """Return the stages and variants of a journey in short, nothing for other itineraries."""
    facts = entry.facts.get("journey")
    if facts is None:
        return {}
    return {
        kind: [_part(entry.slug, one, lang) for one in facts[kind]]
        for kind in ("stages", "variants")
    }


def _part(slug: str, one: Mapping[str, Any], lang: str) -> dict[str, Any]:
    """Return a stage or a variant with its numbers and the address of its GPX."""
    kept = ("number", "from_m", "to_m", "detour_m", "rest_after", "summits", "end", "train")
    numbers = ("length_m", "climb_m", "descent_m", "time_s", "start", "end")
    return {
        **{key: one["itinerary"][key] for key in numbers if key != "end"},
        **{key: one[key] for key in kept if key in one},
        "name": one["names"][lang],
        "gpx": f"/api/v1/itineraries/{slug}/files/{one['gpx']}",
    }


def _told(entry: Published, lang: str) -> dict[str, Any]:
    """Return the whole ITINERARY with its sentences in a language."""
    facts = dict(entry.itinerary)
    for key in ("cues", "warnings"):
        texts = entry.facts["texts"][lang][key]
        facts[key] = [{**row, "text": t} for row, t in zip(facts[key], texts, strict=True)]
    return {**facts, "name": entry.title(lang)}


def _file(slug: str, ending: str, mimetype: str) -> Response:
    """Answer a published file as a download."""
    response = Response(service().catalogue.get(slug).file(ending), mimetype=mimetype)
    response.headers["Content-Disposition"] = f'attachment; filename="{slug}.{ending}"'
    return response
