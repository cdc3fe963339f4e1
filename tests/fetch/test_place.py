"""A place name leads to one outline, or to an error that names what it may have meant."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import osmnx
import pytest

from fetch_worlds import (
    DISTRICT,
    HAMLET,
    LENS,
    LENS_BE,
    LENS_CH,
    LESTANG,
    LOOKUP,
    SEARCH,
    STATION,
    answers,
    row,
    sources_at,
)
from itinera.fetch.errors import (
    AmbiguousPlaceError,
    RefusedError,
    UnknownPlaceError,
    UnsteadyError,
)
from itinera.fetch.place import find_place, slug_of
from loopback import page, redirect, reset, silent, status

if TYPE_CHECKING:
    from fetch_worlds import Waits
    from itinera.fetch.client import Client
    from loopback import Answer, Site


@pytest.fixture(autouse=True)
def _no_courtesy_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    """OSMnx waits a second before each question to a public server; ours is not one."""
    monkeypatch.setattr(time, "sleep", lambda _: None)


def test_the_outline_of_a_place(site: Site, client: Client) -> None:
    """The district around it, a longer name, a hamlet and a station are not meant."""
    site.put(SEARCH, answers(STATION, LESTANG, DISTRICT, LENS, HAMLET))
    place = find_place("Lens, France", sources_at(site), client)
    assert place.osm_id == "relation/58404"
    assert place.name.startswith("Lens, Pas-de-Calais")
    assert place.outline.bounds == pytest.approx((2.79, 50.41, 2.85, 50.45))
    asked = parse_qs(urlsplit(site.seen[0].path).query)
    assert asked["q"] == ["Lens, France"]
    assert site.seen[0].headers["User-Agent"].startswith("itinera/")
    assert len(site.seen) == 1


def test_osmnx_is_left_as_it_was(site: Site, client: Client) -> None:
    """Its settings are global; a user's own stay, also after an error."""
    names = ("nominatim_url", "http_user_agent", "use_cache", "requests_kwargs")
    before = [getattr(osmnx.settings, name) for name in names]
    site.put(SEARCH, answers(LENS), status(403))
    find_place("Lens, France", sources_at(site), client)
    with pytest.raises(RefusedError):
        find_place("Lens, France", sources_at(site), client)
    assert [getattr(osmnx.settings, name) for name in names] == before


def test_a_name_of_several_places_names_them_all(site: Site, client: Client) -> None:
    """Best known first, with the id that tells them apart."""
    site.put(SEARCH, answers(LENS_CH, LENS, LENS_BE, DISTRICT))
    with pytest.raises(
        AmbiguousPlaceError,
        match=r"'Lens' may be any of 3 places: relation/58404 Lens, Pas.*Belgique; .*Suisse",
    ) as told:
        find_place("Lens", sources_at(site), client)
    assert "itinera data fetch relation/58404" in told.value.remedy
    assert told.value.exit_status == 3


def test_ten_are_shown_and_the_others_counted(site: Site, client: Client) -> None:
    """An error stays readable."""
    many = [
        row(f"Saint-Martin, {i}, France", i, (i - 20, 45, i - 19.5, 46), 0.3) for i in range(20, 33)
    ]
    site.put(SEARCH, answers(*many))
    with pytest.raises(AmbiguousPlaceError, match=r"any of 13 places.*29, France; and 3 more"):
        find_place("Saint-Martin, France", sources_at(site), client)


def test_an_id_names_a_place_beyond_doubt(site: Site, client: Client) -> None:
    """It is looked up, not searched for."""
    site.put(LOOKUP, answers(LENS_BE))
    assert find_place("relation/2", sources_at(site), client).name == LENS_BE["display_name"]
    assert parse_qs(urlsplit(site.seen[0].path).query)["osm_ids"] == ["R2"]


def test_a_name_that_means_nothing(site: Site, client: Client) -> None:
    """No attempt is repeated, no status of an outage."""
    site.put(SEARCH, answers())
    with pytest.raises(UnknownPlaceError, match="OpenStreetMap knows no place 'Xyzzy'") as told:
        find_place("Xyzzy", sources_at(site), client)
    assert told.value.exit_status == 3
    assert len(site.seen) == 1


@pytest.mark.parametrize("shape", [None, {"type": "Polygon", "coordinates": []}, {}, "square"])
def test_a_name_without_an_outline(shape: object, site: Site, client: Client) -> None:
    """A point, or a shape that is none: what was found is named."""
    found = dict(STATION) if shape is None else {**STATION, "geojson": shape}
    site.put(SEARCH, answers(found))
    with pytest.raises(UnknownPlaceError, match=r"no outline \(found: Gare de Lens, Lens"):
        find_place("Gare de Lens", sources_at(site), client)


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (status(403), "nominatim answers 403"),
        (page("<html>Access blocked</html>"), "can be read: .*blocked"),
        (page('{"error": "no"}', kind="application/json"), "no answer that can be read"),
        (redirect(SEARCH), "redirects in circles"),
        (redirect("ftp://127.0.0.1/"), "cannot be asked"),
    ],
    ids=["403", "page", "object", "circles", "ftp"],
)
def test_a_server_that_refuses(answer: Answer, told: str, site: Site, client: Client) -> None:
    """Told at once; status 5."""
    site.put(SEARCH, answer)
    with pytest.raises(RefusedError, match=told) as error:
        find_place("Lens", sources_at(site), client)
    assert error.value.exit_status == 5


@pytest.mark.parametrize("code", [429, 503, 504])
def test_a_busy_server_is_asked_again_after_our_pause(
    code: int, site: Site, client: Client, waits: Waits
) -> None:
    """OSMnx alone would wait for 55 seconds, again and again."""
    site.put(SEARCH, status(code, Retry_After="3"), status(code), answers(LENS))
    assert find_place("Lens", sources_at(site), client).osm_id == "relation/58404"
    assert waits == [3.0, 2.0]


@pytest.mark.parametrize("answer", [reset, silent])
def test_a_server_out_of_reach(answer: Answer, site: Site, client: Client, waits: Waits) -> None:
    """Five attempts, then status 5."""
    site.put(SEARCH, answer)
    with pytest.raises(UnsteadyError, match="cannot be reached, or does not answer in time"):
        find_place("Lens", sources_at(site), client)
    assert len(waits) == 4


@pytest.mark.parametrize(
    ("text", "slug"),
    [("Lens, France", "lens-france"), ("Bruay-la-Buissière", "bruay-la-buissiere"),
     ("../../etc/passwd", "etc-passwd"), ("東京", "place"), ("relation/58404", "relation-58404")],
)  # fmt: skip
def test_a_name_makes_the_name_of_a_file(text: str, slug: str) -> None:
    """No slash, no accent, never empty."""
    assert slug_of(text) == slug
