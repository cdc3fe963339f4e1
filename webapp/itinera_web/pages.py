"""What people see: the list of itineraries, and a page for each with its map."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from flask import Blueprint, redirect, render_template, request, url_for

from itinera.itinerary.i18n import LANGUAGES
from itinera_web import loops_page, plan_page
from itinera_web.access import service
from itinera_web.journey_page import journey_lines, journey_of, journey_pins
from itinera_web.maps import Ground, Line, PageMap, Pin, draw_map
from itinera_web.show import (
    card,
    colour_of,
    lines_of,
    outlines_of,
    page_of,
    profile_settings,
)
from itinera_web.texts import Texts, choose_language, texts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from werkzeug.wrappers import Response as BaseResponse

    from itinera.catalogue.store import Published

blueprint = Blueprint("pages", __name__)

#: What the address of a page holds beside its language, and keeps in another one.
KEPT = {"pages.planner": ("via", "profile", "loop_km"), "pages.loops": loops_page.ADDRESS}


@blueprint.app_context_processor
def words() -> dict[str, Any]:
    """Give every template its language, its words and what is said of the data."""
    t = page_language()
    warm = service().ready
    return {
        "lang": t.lang,
        "t": t,
        "languages": LANGUAGES,
        "language_url": language_url,
        "source": service().basemap.graph.source if warm else None,
    }


def page_language() -> Texts:
    """Return the words of the language that this page is to be in."""
    return texts(choose_language(request.args.get("lang"), request.accept_languages))


def language_url(lang: str) -> str:
    """Return the address of this page in another language."""
    if request.endpoint is None or not request.endpoint.startswith("pages."):
        return url_for("pages.index", lang=lang)
    kept: dict[str, Any] = {**(request.view_args or {})}
    names = KEPT.get(request.endpoint, ())
    kept |= {key: request.args.getlist(key) for key in names if key in request.args}
    return url_for(request.endpoint, **kept, lang=lang)


@blueprint.get("/")
def index() -> str:
    """Show the list of itineraries and where they lie."""
    t = page_language()
    entries = service().catalogue.entries
    cards = [card(entry, t) for entry in entries]
    return render_template("index.html", entries=cards, map=_overview(entries, t))


@blueprint.get("/itineraries/<slug>")
def itinerary(slug: str) -> str:
    """Show one itinerary: map, numbers, warnings and cues."""
    t = page_language()
    entry = service().catalogue.get(slug)
    return render_template(
        "itinerary.html",
        page=page_of(entry, t),
        map=_map_of(entry, t),
        settings=profile_settings(t),
        journey=journey_of(entry, t),
    )


@blueprint.get("/itineraires/<slug>")
def itineraire(slug: str) -> BaseResponse:
    """Lead the French address to the page."""
    asked: dict[str, Any] = {**request.args.to_dict(), "slug": slug}
    return redirect(url_for("pages.itinerary", **asked), HTTPStatus.MOVED_PERMANENTLY)


@blueprint.get("/planner")
def planner() -> str:
    """Show the map to plan on; static/planner.js asks the interface and shows the answer."""
    t = page_language()
    return render_template(
        "planner.html",
        map=draw_map([], [], bbox=plan_page.bounds(), ground=_ground(t)),
        profiles=plan_page.profiles(t),
        chosen=plan_page.chosen_profile(request.args.get("profile", "")),
        settings=plan_page.settings(t),
    )


@blueprint.get("/boucles")
def loops() -> str:
    """Show the map to find round trips on; static/loops.js asks the interface."""
    t = page_language()
    return render_template(
        "loops.html",
        map=draw_map([], [], bbox=plan_page.bounds(), ground=_ground(t)),
        chosen=plan_page.chosen_profile(request.args.get("profile", "")),
        settings=loops_page.settings(t),
        **loops_page.choices(t),
    )


def _ground(t: Texts) -> Ground:
    """Return the address of the tiles, what is to be said of them, and others beside them."""
    source = service().basemap.graph.source
    address = url_for("assets.tile", graph_id=source.graph_id, zoom=1, column=2, row=3)
    url = address.removesuffix("1/2/3.json") + "{z}/{x}/{y}.json"
    return Ground(url, source.attribution, t("own_map"), service().outside)


def _overview(entries: tuple[Published, ...], t: Texts) -> PageMap | None:
    """Draw all itineraries on one map; a click on a line opens its page."""
    if not entries:
        return None
    lines = [
        Line(points, colour_of(entry), entry.title(t.lang))
        for entry in entries
        for points in outlines_of(entry)
    ]
    boxes = [entry.itinerary["bbox"] for entry in entries]
    bbox = [f(box[i] for box in boxes) for i, f in enumerate((min, min, max, max))]
    links = {
        i: url_for("pages.itinerary", slug=entry.slug, lang=t.lang)
        for i, entry in enumerate(entries)
    }
    return draw_map(lines, [], bbox=bbox, ground=_ground(t), links=links)


def _map_of(entry: Published, t: Texts) -> PageMap:
    """Draw one itinerary with its start, its end and the places on the way."""
    facts = entry.itinerary
    if "journey" in entry.facts:
        lines, pins = journey_lines(entry, t), journey_pins(entry, t)
        return _drawn(facts, lines, pins, t)
    lines = [Line(points, colour_of(entry), entry.title(t.lang)) for points in lines_of(entry)]
    met = facts["waypoints"]
    pins = [
        Pin((place["lonlat"][1], place["lonlat"][0]), "via", str(number), place["name"])
        for number, place in enumerate(met[1:-1], 1)
        if place["name"]
    ]
    return _drawn(facts, lines, pins, t)


def _drawn(facts: Mapping[str, Any], lines: list[Line], pins: list[Pin], t: Texts) -> PageMap:
    """Draw lines and pins, with start and end."""
    pins.append(Pin((facts["end"][1], facts["end"][0]), "end", "■", t("end")))
    pins.append(Pin((facts["start"][1], facts["start"][0]), "start", "▶", t("start")))
    return draw_map(lines, pins, bbox=facts["bbox"], ground=_ground(t))
