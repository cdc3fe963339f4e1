"""The pages: three languages, accessible, and nothing from another host."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest
from werkzeug.datastructures import LanguageAccept

from itinera.catalogue.store import Catalogue
from itinera.itinerary.i18n import LANGUAGES
from itinera.osm.codes import Highway, Surface
from itinera.planning.themes import themes
from itinera.profile import builtin_profiles
from itinera_web import create_app
from itinera_web.texts import _tables, choose_language, texts

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask
    from flask.testing import FlaskClient

    from drawn_site import Site

PAGES = ["/", "/planner", "/boucles", "/itineraries/un-tour", "/itineraries/nothing"]


class Outline(HTMLParser):
    """Collects what accessibility and privacy ask of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def of(self, name: str) -> list[dict[str, str | None]]:
        """Return the attributes of all tags of a name."""
        return [attrs for tag, attrs in self.tags if tag == name]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("path", PAGES)
def test_a_page_says_its_language_and_has_landmarks(
    path: str, lang: str, client: FlaskClient
) -> None:
    """Screen readers find the language, one main part, one title, a labelled navigation."""
    outline = Outline(client.get(f"{path}?lang={lang}").text)
    assert outline.of("html") == [{"lang": lang}]
    assert len(outline.of("main")) == len(outline.of("h1")) == len(outline.of("header")) == 1
    assert all(attrs.get("aria-label") for attrs in outline.of("nav"))
    assert "user-scalable" not in str(outline.of("meta"))


@pytest.mark.parametrize("path", PAGES)
def test_a_page_loads_nothing_from_elsewhere(path: str, client: FlaskClient) -> None:
    """Every script, style and picture is ours, and the browser is told to insist on it."""
    answer = client.get(path)
    outline = Outline(answer.text)
    loaded = [attrs.get("src") for attrs in (*outline.of("script"), *outline.of("img"))]
    loaded += [attrs.get("href") for attrs in outline.of("link")]
    assert all(one.startswith("/") for one in loaded if one)
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    for one in filter(None, loaded):
        with client.get(one) as file:
            assert file.status_code == 200


def test_the_inline_script_bears_this_answers_nonce(client: FlaskClient) -> None:
    """A script that somebody smuggles in does not run."""
    answer = client.get("/")
    nonces = set(re.findall(r"'nonce-([^']+)'", answer.headers["Content-Security-Policy"]))
    inline = [s for s in Outline(answer.text).of("script") if "src" not in s]
    assert {script["nonce"] for script in inline} == nonces
    assert nonces.isdisjoint(re.findall("nonce-([^']+)", str(client.get("/").headers)))


def test_the_list_shows_every_itinerary_with_its_numbers(client: FlaskClient) -> None:
    """Name, length, time and profile stand on each card."""
    html = client.get("/?lang=en").text
    assert "un-tour on foot" in html
    assert "900\N{NO-BREAK SPACE}m" in html or "800\N{NO-BREAK SPACE}m" in html
    assert "Gravel bike" in html
    assert 'href="/itineraries/zig-zag?lang=en"' in html


def test_an_itinerary_page_shows_numbers_cues_and_its_gpx(client: FlaskClient) -> None:
    """What a rider needs is on one page."""
    html = client.get("/itineraries/un-tour?lang=en").text
    outline = Outline(html)
    downloads = [a["href"] for a in outline.of("a") if "download" in a]
    assert "/api/v1/itineraries/un-tour.gpx" in downloads
    cues = [b for b in outline.of("button") if "data-lat" in b]
    assert len(cues) >= 3
    assert "Turn by turn" in html
    assert "Surfaces" in html


def test_cards_and_pages_tell_climb_range_effort_and_colour(client: FlaskClient) -> None:
    """zig-zag leads 30 m down, from 60 m; what makes it as difficult is told in the language."""
    html = client.get("/?lang=nl").text
    card = html[html.index("zig-zag") :]
    for said in ("Daling", "30\N{NO-BREAK SPACE}m", "30 – 60\N{NO-BREAK SPACE}m", "blauw"):
        assert said in card
    page = client.get("/itineraries/zig-zag?lang=en").text
    for said in ("Descent", "Heights", "Km-effort", "0.7 (XXS)", "Difficulty", "Effort 1/5"):
        assert said in page
    assert "0.7 km-effort" in page
    assert "FFRandonnée" in page
    assert 'src="/api/v1/itineraries/zig-zag.svg"' in page


def test_what_was_published_without_heights_is_shown_without(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Facts of an older release lack elevation, difficulty and reasons; pages stay whole."""
    service = app.extensions["itinera"]
    (entry, *_) = service.catalogue.entries
    older = json.loads(json.dumps(entry.facts))
    del older["itinerary"]["elevation"], older["files"]["profil.svg"]
    older["itinerary"] |= {"climb_m": None, "descent_m": None}
    older["itinerary"]["effort"]["difficulty"] = {"sac_scale": None}
    for texts_of in older["texts"].values():
        del texts_of["reasons"]
    parts = replace(service._parts, catalogue=Catalogue((replace(entry, facts=older),)))
    monkeypatch.setattr(service, "_parts", parts)
    for path in ("/?lang=en", "/itineraries/un-tour?lang=en"):
        answer = client.get(path)
        assert answer.status_code == 200
        assert "Climb<" not in answer.text
        assert "Difficulty" not in answer.text
    missing = client.get("/api/v1/itineraries/un-tour.svg")
    assert missing.status_code == 404
    assert "No heights are known" in missing.get_json()["problem"]


def test_the_planner_page_has_labels_and_keeps_the_plan_in_other_languages(
    client: FlaskClient,
) -> None:
    """Each field has its label; the profile of the address is chosen; languages keep the plan."""
    html = client.get("/planner?lang=en&via=50.4,2.8&via=T074a&profile=gravel").text
    outline = Outline(html)
    labelled = {attrs["for"] for attrs in outline.of("label")}
    assert labelled == {attrs["id"] for attrs in (*outline.of("input"), *outline.of("select"))}
    chosen = [attrs["value"] for attrs in outline.of("option") if "selected" in attrs]
    assert chosen == ["gravel"]
    dutch = next(a["href"] for a in outline.of("a") if a.get("hreflang") == "nl")
    assert dutch == "/planner?via=50.4,2.8&via=T074a&profile=gravel&lang=nl"
    settings = next(
        attrs["data-settings"] for attrs in outline.of("div") if "data-settings" in attrs
    )
    assert all(json.loads(settings)["words"].values())


def test_an_unknown_profile_of_a_shared_plan_is_the_usual_one(client: FlaskClient) -> None:
    """An address of long ago still opens."""
    outline = Outline(client.get("/planner?profile=rocket").text)
    chosen = [attrs["value"] for attrs in outline.of("option") if "selected" in attrs]
    assert chosen == ["hike"]


def test_the_list_leads_to_the_planner(client: FlaskClient) -> None:
    """In the language of the list."""
    hrefs = [attrs.get("href") for attrs in Outline(client.get("/?lang=nl").text).of("a")]
    assert "/planner?lang=nl" in hrefs


def test_the_page_of_loops_has_labels_themes_and_keeps_the_wishes(client: FlaskClient) -> None:
    """Every field has its label, every theme its title; languages keep the request."""
    html = client.get("/boucles?lang=en&start=T074a&length_km=12&theme=water&pick=2").text
    outline = Outline(html)
    labelled = {attrs["for"] for attrs in outline.of("label") if "for" in attrs}
    fields = [*outline.of("input"), *outline.of("select")]
    named = {attrs["id"] for attrs in fields if "id" in attrs and "aria-label" not in attrs}
    assert named - labelled == {"loops-best", "loops-lollipop"}  # their labels are around them
    assert "Chain of Parks" in html
    assert "Hiking" in html
    boxes = {
        attrs["value"]
        for attrs in outline.of("input")
        if attrs.get("type") == "checkbox" and "value" in attrs
    }
    assert boxes == set(themes())
    dutch = next(a["href"] for a in outline.of("a") if a.get("hreflang") == "nl")
    assert dutch == "/boucles?start=T074a&length_km=12&theme=water&pick=2&lang=nl"
    settings = next(a["data-settings"] for a in outline.of("div") if "data-settings" in a)
    assert all(json.loads(settings)["words"].values())
    assert {"green", "water"} <= set(json.loads(settings)["themes_of_ways"])
    assert "heritage" not in json.loads(settings)["themes_of_ways"]  # nothing but places


def test_a_french_address_leads_to_the_page(client: FlaskClient) -> None:
    """In the language asked for, and whatever the slug holds."""
    answer = client.get("/itineraires/un-tour?lang=nl&slug=other")
    assert (answer.status_code, answer.location) == (301, "/itineraries/un-tour?lang=nl")


def test_the_list_leads_to_the_loops(client: FlaskClient) -> None:
    """In the language of the list."""
    hrefs = [attrs.get("href") for attrs in Outline(client.get("/?lang=nl").text).of("a")]
    assert "/boucles?lang=nl" in hrefs


def test_hostile_names_stay_text(client: FlaskClient) -> None:
    """A street called `<Fictif> `${x}`` does not become markup or script."""
    html = client.get("/itineraries/un-tour").text
    assert "<Fictif>" not in html
    assert "&lt;Fictif&gt;" in html
    assert "`${x}`" not in html.replace("&#39;", "'").split("<ol")[0]


def test_an_unknown_page_is_a_page(client: FlaskClient) -> None:
    """People get words and a way back, not JSON."""
    answer = client.get("/itineraries/nothing?lang=en")
    assert answer.status_code == 404
    assert answer.mimetype == "text/html"
    assert "There is no such page" in answer.text


def test_another_graph_shows_none_of_these_itineraries(
    tmp_path: Path, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only what was computed on the very graph is shown."""
    from itinera.planning.prepare import store_prepared
    from sketch import sketch

    store_prepared(sketch("A-B-C").graph, tmp_path / "other")
    app = create_app({"GRAPH": tmp_path / "other", "ROUTES": site.routes})
    client = app.test_client()
    assert client.get("/api/v1/itineraries").get_json()["total"] == 0
    assert client.get("/itineraries/un-tour").status_code == 404
    assert client.get("/").status_code == 200


def test_the_reader_s_language_counts_and_french_is_the_default() -> None:
    """?lang= first, then Accept-Language, then French."""
    assert choose_language("nl", LanguageAccept([("en", 1)])) == "nl"
    assert choose_language(None, LanguageAccept([("de", 1), ("en", 0.5)])) == "en"
    assert choose_language("xx", LanguageAccept([("de", 1)])) == "fr"


def test_every_word_stands_in_three_languages() -> None:
    """No row of the tables is short, and codes of ways, surfaces and profiles are all there."""
    for table in _tables().values():
        for key, row in table.items():
            assert len(row) == len(LANGUAGES), key
            assert all(row), key
    for lang in LANGUAGES:
        t = texts(lang)
        for surface in Surface:
            assert t.named(f"surface.{surface.name.lower()}")
    tables = _tables()
    assert {s.name.lower() for s in Surface} == set(tables["surface"])
    assert {h.name.lower() for h in Highway} == set(tables["highway"])
    assert set(builtin_profiles()) <= set(tables["profile"])


def test_the_turns_of_cues_all_have_a_sign() -> None:
    """A new kind of turn must get its arrow."""
    from itinera.itinerary.directions import TURNS

    assert set(TURNS) == set(_tables()["turn"])


def test_a_warning_that_recurs_is_said_once_with_its_places() -> None:
    """Fourteen barriers are one line: "km 0,3 · 1,1", the same place once, a dozen at most."""
    from itinera_web.show import _at_all

    french = texts("fr")
    assert _at_all([300.0, 1100.0, 1120.0], french) == "km\N{NO-BREAK SPACE}0,3 · 1,1"
    many = _at_all([1000.0 * n for n in range(20)], french)
    assert many.count("·") == 11
    assert many.endswith("…")
