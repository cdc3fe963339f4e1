"""The description of the HTTP interface (OpenAPI 3.1): complete for what exists, and true."""

from __future__ import annotations

from functools import cache
from typing import Any

from itinera import __version__
from itinera.itinerary.i18n import LANGUAGES
from itinera.planning.loop.best_start import START_KINDS
from itinera.planning.loop.like import CHANGES
from itinera.planning.request import DEFAULT_PROFILE, MAX_ALTERNATIVES
from itinera.profile import builtin_profiles

__all__ = ["document"]

Schema = dict[str, Any]  # JSON

JSON, GEOJSON, GPX = "application/json", "application/geo+json", "application/gpx+xml"
NDJSON = "application/x-ndjson"
NUMBER: Schema = {"type": "number"}
TEXT: Schema = {"type": "string"}
LONLAT: Schema = {"type": "array", "items": NUMBER, "minItems": 2, "maxItems": 2}
PLACE = "LAT,LON in decimal degrees, or the id or name of a waypoint"
AVOID_NEAR = "LAT,LON[;LAT,LON…][@METRES]: nothing within 15 m (or METRES) of it is used"
THROUGH = "GeoJSON polygons in each of which it travels some way"
SURFACE = "paved, unpaved or any, or paved=3: how many times dearer the other kind is (2)"
STREAM = (
    "answer newline-delimited JSON: each line an object with event=answer, final, and the members "
    "of the plain answer, as soon as something better is found; the last line has final=true "
    "and equals the plain answer, or has event=problem and the members of a problem"
)


@cache
def document() -> Schema:
    """Return the whole description."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "itinera",
            "version": __version__,
            "summary": "Planner of trail and cycling itineraries over OpenStreetMap.",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "paths": {
            "/healthz": {"get": _health()},
            "/api/v1/openapi.json": {"get": _get("This description.", {JSON: {}})},
            **_planning(),
            "/api/v1/themes": {"get": _get("What may draw a loop.", {JSON: {}}, _language())},
            "/api/v1/places": {"get": _places()},
            "/api/v1/check": {"post": _check()},
            **_catalogue(),
        },
        "components": {"schemas": {"Problem": _problem(), "Itinerary": _itinerary()}},
    }


def _planning() -> Schema:
    """Describe what is computed on demand."""
    via = _parameter("via", TEXT, f"{PLACE}; repeated, in order", required=True, repeated=True)
    form = {"type": "string", "enum": ["json", "gpx", "geojson"], "default": "json"}
    count = {"type": "integer", "minimum": 0, "maximum": MAX_ALTERNATIVES, "default": 0}
    most = {"type": "integer", "minimum": 2}
    route = _get(
        "The best way through places in order, with alternatives.",
        {JSON: _result(), GPX: TEXT, GEOJSON: {"type": "object"}},
        via,
        *_common(),
        _parameter("format", form, "what to answer; a GPX holds the best way only"),
        _parameter("alternatives", count, "other ways that really differ"),
        _parameter("max_points", most, "leave out track points beyond this"),
        _parameter("name", TEXT, "of the itinerary"),
        planning=True,
    )
    reach = _get(
        "What can be reached from a place within a budget: `minutes` or `km`, not both.",
        {GEOJSON: {"type": "object"}},
        _parameter("from", TEXT, PLACE, required=True),
        _parameter("minutes", {"type": "number", "exclusiveMinimum": 0}, "time on the way"),
        _parameter("km", {"type": "number", "exclusiveMinimum": 0}, "length of the way"),
        *_common(),
        _parameter("format", {"type": "string", "enum": ["geojson"]}, "what to answer"),
        planning=True,
    )
    matrix = _get(
        "Lengths and times from every start to every end, null where no way leads.",
        {JSON: {"type": "object"}, "text/csv": TEXT},
        _parameter("from", TEXT, f"{PLACE}; repeated", required=True, repeated=True),
        _parameter("to", TEXT, f"{PLACE}; repeated", required=True, repeated=True),
        *_common(),
        _parameter("format", {"type": "string", "enum": ["json", "csv"]}, "what to answer"),
        planning=True,
    )
    paths = {"route": route, "loop": _loop(form, most), "reach": reach, "matrix": matrix}
    planning: Schema = {f"/api/v1/{name}": {"get": action} for name, action in paths.items()}
    areas = {"content": {GEOJSON: {"schema": {"type": "object"}}}, "required": True}
    summary = (
        "The same; the body holds the areas to avoid, as GeoJSON polygons. For loops also, by the "
        "property role of its features: areas to go through (through), a line to keep to (like)."
    )
    for name in ("route", "loop"):
        action = paths[name]
        post = {**action, "summary": summary, "requestBody": areas}
        planning[f"/api/v1/{name}"]["post"] = post
    return planning


def _loop(form: Schema, most: Schema) -> Schema:
    """Describe round trips."""
    positive: Schema = {"type": "number", "exclusiveMinimum": 0}
    compass = {"type": "string", "enum": ["N", "NE", "E", "SE", "S", "SW", "W", "NW"]}
    order = {"type": "string", "enum": ["free", "given"], "default": "free"}
    return _get(
        "Round trips from a place, `length_km` or `minutes` long, that differ from each other.",
        {JSON: _result(), GPX: TEXT, GEOJSON: {"type": "object"}, NDJSON: {"type": "object"}},
        _parameter("start", TEXT, f"{PLACE}; or give near, or like"),
        *_starts(positive),
        _parameter("length_km", positive, "how long"),
        _parameter("minutes", positive, "time on the way instead"),
        _parameter("climb_m", {"type": "number", "minimum": 0}, "metres of climb wished"),
        _parameter("count", {"type": "integer", "minimum": 1, "maximum": 5}, "how many loops"),
        _parameter("tolerance_pct", positive, "how far off the length may be (5)"),
        _parameter("direction", compass, "where the loop lies from the start"),
        _parameter("end", TEXT, f"{PLACE}: where it ends instead of at its start"),
        _parameter("via", TEXT, f"{PLACE}; to pass, in any order", repeated=True),
        _parameter("via_order", order, "pass these in the order given?"),
        _parameter("via_within", NUMBER, "how far off these it may stay, metres"),
        _parameter("through", TEXT, THROUGH, repeated=True),
        _parameter("theme", TEXT, "NAME or NAME=WEIGHT: what draws the loop", repeated=True),
        _parameter("lollipop", {"type": "boolean", "default": True}, "may it have a stem?"),
        *_common(),
        _parameter("format", form, "what to answer; a GPX holds the best loop only"),
        _parameter("pick", {"type": "integer", "minimum": 1, "maximum": 5}, "this loop alone"),
        _parameter("stream", {"type": "boolean", "default": False}, STREAM),
        _parameter("max_points", most, "leave out track points beyond this"),
        _parameter("name", TEXT, "of the itinerary"),
        planning=True,
    )


def _starts(positive: Schema) -> list[Schema]:
    """Describe where round trips begin, and what they are like."""
    kinds = {"type": "string", "enum": list(START_KINDS)}
    whole = {"type": "integer", "minimum": 1, "maximum": 5, "default": 1}
    like = (
        "a published itinerary to keep to, or the word request: the first loop of these very "
        "parameters (or number like_pick of them)"
    )
    flags = [
        _parameter(change, {"type": "boolean", "default": False}, f"{change} than that one")
        for change in CHANGES
    ]
    return [
        _parameter("near", TEXT, f"{PLACE}: begin at the best start near it"),
        _parameter("start_at", kinds, "at what (station and parking)", repeated=True),
        _parameter("start_within", positive, "how far from it, metres (3000)"),
        _parameter("like", TEXT, like),
        _parameter("like_pick", whole, "which of the loops asked for before"),
        *flags,
    ]


def _places() -> Schema:
    """Describe the names that begin as somebody types."""
    count = {"type": "integer", "minimum": 1, "maximum": 50, "default": 8}
    return _get(
        "The places of this map whose words begin as those typed, the likeliest first.",
        {JSON: {"type": "object"}},
        _parameter("q", TEXT, "the beginning of a name, an id or a commune", required=True),
        _parameter("limit", count, "how many at most"),
    )


def _check() -> Schema:
    """Describe the report on somebody's own track."""
    form = {"type": "string", "enum": ["json", "geojson"], "default": "json"}
    common = [row for row in _common() if row["name"] in ("profile", "on", "lang")]
    action = _get(
        "Check a GPX: matched arc by arc, gaps, what is not legal, surfaces, crossings.",
        {JSON: {"type": "object"}, GEOJSON: {"type": "object"}},
        *common,
        _parameter("track", {"type": "integer", "minimum": 1}, "which track, where several"),
        _parameter("format", form, "what to answer"),
    )
    upload = {"type": "object", "properties": {"file": {"type": "string", "format": "binary"}}}
    body = {GPX: {"schema": TEXT}, "multipart/form-data": {"schema": upload}}
    return {**action, "requestBody": {"required": True, "content": body}}


def _catalogue() -> Schema:
    """Describe what is published."""
    positive: Schema = {"type": "integer", "minimum": 1}
    slug = {"name": "slug", "in": "path", "required": True, "schema": TEXT}
    lang = _language()
    listing = _get(
        "The published itineraries, filtered, a page at a time.",
        {JSON: {"type": "object"}},
        _parameter("profile", TEXT, "only of this profile"),
        _parameter("min_length_km", NUMBER, "only this long or longer"),
        _parameter("max_length_km", NUMBER, "only this long or shorter"),
        _parameter("q", TEXT, "only with these words in slug, name or text"),
        _parameter("page", {**positive, "default": 1}, "which page, from 1"),
        _parameter("per_page", {**positive, "maximum": 500, "default": 50}, "how many on a page"),
        lang,
    )
    one = _get("The facts of an itinerary.", {JSON: _ref("Itinerary")}, slug, lang, unknown=True)
    gpx = _get("Its published GPX.", {GPX: TEXT}, slug, unknown=True)
    geojson = _get("Its GeoJSON.", {GEOJSON: {"type": "object"}}, slug, unknown=True)
    picture = _get("Its elevation.", {"image/svg+xml": TEXT}, slug, unknown=True)
    name = {"name": "name", "in": "path", "required": True, "schema": TEXT}
    plain: dict[str, Schema] = {GPX: TEXT, "text/csv": TEXT, "image/svg+xml": TEXT}
    part = _get("Any of its files: a stage's GPX, the table.", plain, slug, name, unknown=True)
    archive = _get("All published files.", {"application/zip": TEXT})
    base = "/api/v1/itineraries"
    return {
        base: {"get": listing},
        f"{base}.zip": {"get": archive},
        f"{base}/{{slug}}": {"get": one},
        f"{base}/{{slug}}.gpx": {"get": gpx},
        f"{base}/{{slug}}.geojson": {"get": geojson},
        f"{base}/{{slug}}.svg": {"get": picture},
        f"{base}/{{slug}}/files/{{name}}": {"get": part},
    }


def _get(
    summary: str,
    answers: dict[str, Schema],
    *parameters: Schema,
    planning: bool = False,
    unknown: bool = False,
) -> Schema:
    """Describe an action: what it answers, what it takes, which problems it may tell of."""
    statuses = {
        400: "bad input",
        429: "too many requests from this address: try again after Retry-After seconds",
        503: "not ready yet: try again after Retry-After seconds",
    }
    if planning or unknown:
        statuses[404] = "a name that nothing bears"
    if planning:
        statuses[422] = "the input is fine, but no such itinerary exists"
    content = {mimetype: {"schema": schema} for mimetype, schema in answers.items()}
    problem = {"application/problem+json": {"schema": _ref("Problem")}}
    return {
        "summary": summary,
        "parameters": list(parameters),
        "responses": {
            "200": {"description": "done", "content": content},
            **{str(s): {"description": d, "content": problem} for s, d in sorted(statuses.items())},
        },
    }


def _health() -> Schema:
    """Describe the state of the service."""
    return {
        "summary": "Whether graph and kernels are warm.",
        "responses": {"200": {"description": "ready"}, "503": {"description": "starting"}},
    }


def _parameter(
    name: str, schema: Schema, description: str, *, required: bool = False, repeated: bool = False
) -> Schema:
    """Describe a query parameter."""
    if repeated:
        schema = {"type": "array", "items": schema, "minItems": 1}
    row = {"name": name, "in": "query", "description": description, "schema": schema}
    return {**row, "required": True} if required else row


def _common() -> list[Schema]:
    """Describe what all planning takes."""
    profiles = {"type": "string", "enum": builtin_profiles(), "default": DEFAULT_PROFILE}
    day = {"type": "string", "format": "date"}
    effort = {"type": "integer", "minimum": 1, "maximum": 5, "default": 3}
    return [
        _parameter("profile", profiles, "who travels"),
        _parameter("on", day, "day of travel: dated restrictions of 8 to 20 h apply"),
        _parameter("avoid", TEXT, "GeoJSON polygons to keep out of, positions as lon, lat"),
        _parameter("avoid_way", TEXT, "way/ID, or LAT,LON on it: not to be used", repeated=True),
        _parameter("avoid_near", TEXT, AVOID_NEAR, repeated=True),
        _parameter("surface", TEXT, SURFACE),
        _parameter("seed", {"type": "integer", "default": 0}, "for what is random"),
        _parameter("effort", effort, "how long to search"),
        _language(),
    ]


def _language() -> Schema:
    """Describe the language of texts."""
    allowed = {"type": "string", "enum": list(LANGUAGES), "default": LANGUAGES[0]}
    return _parameter("lang", allowed, "language of names and texts")


def _ref(name: str) -> Schema:
    """Point to a schema."""
    return {"$ref": f"#/components/schemas/{name}"}


def _result() -> Schema:
    """Describe the contract's document of results."""
    return {
        "type": "object",
        "required": ["itineraries", "notes"],
        "properties": {
            "itineraries": {"type": "array", "items": _ref("Itinerary")},
            "notes": {"type": "array", "items": TEXT},
        },
    }


def _problem() -> Schema:
    """Describe an error (RFC 9457)."""
    words = ("type", "title", "detail", "code", "problem", "remedy")
    members: Schema = dict.fromkeys(words, TEXT)
    return {
        "type": "object",
        "required": ["title", "status", "code", "problem", "remedy"],
        "properties": {
            **members,
            "status": {"type": "integer"},
            "nearest": TEXT,
            "closest": {"type": "object", "description": "what nearest says: code and figures"},
            "possible": {"type": "object", "description": "parameters that would be answered"},
        },
    }


def _itinerary() -> Schema:
    """Describe the contract's ITINERARY."""
    optional: Schema = {"type": ["number", "null"]}
    shares: Schema = {"type": "object", "additionalProperties": NUMBER}
    rows: Schema = {"type": "array", "items": {"type": "object"}}
    return {
        "type": "object",
        "properties": {
            "kind": TEXT, "name": TEXT, "profile": TEXT,
            "length_m": NUMBER, "climb_m": optional, "descent_m": optional, "time_s": NUMBER,
            "elevation": _elevation(), "repeated_m": NUMBER,
            "unavoidable_repeat_m": NUMBER, "score": {"type": "object"},
            "start": LONLAT, "end": LONLAT,
            "bbox": {"type": "array", "items": NUMBER, "minItems": 4, "maxItems": 4},
            "highways": shares, "surfaces": shares, "networks": shares,
            "effort": {"type": "object"}, "waypoints": rows, "cues": rows, "warnings": rows,
            "geometry": {"type": "object"}, "data": {"type": "object"},
        },
    }  # fmt: skip


def _elevation() -> Schema:
    """Describe how climb and descent were counted, and the heights along the way."""
    metres: Schema = {"type": "object", "additionalProperties": NUMBER}
    rows: Schema = {"type": "array", "items": {"type": "object"}}
    pairs: Schema = {
        "type": "array",
        "items": {"type": "array", "items": {"type": ["number", "null"]}, "minItems": 2},
    }
    numbers = (
        "min_m", "max_m", "raw_climb_m", "raw_descent_m", "smoothed_climb_m",
        "smoothed_descent_m", "step_m", "smooth_m", "threshold_m", "unknown_m", "bridged_m",
        "corrected_m",
    )  # fmt: skip
    return {
        "type": ["object", "null"],
        "description": "Null where no height is known.",
        "properties": {
            **dict.fromkeys(numbers, NUMBER),
            "gradients": {
                "type": "object",
                "properties": {"up": metres, "down": metres, "level_m": NUMBER},
            },
            "slopes": pairs,
            "climbs": rows,
            "profile": pairs,
            "model": {"type": "boolean"},
        },
    }
