"""The HTTP interface: what it answers, and how it refuses."""

from __future__ import annotations

import io
import json
import re
import zipfile
from typing import TYPE_CHECKING

import gpxpy
import pytest

from itinera.errors import GraphStoreError
from itinera_web import create_app

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask
    from flask.testing import FlaskClient

    from drawn_site import Site


def test_health_is_503_until_warm_and_200_after(site: Site) -> None:
    """Nothing is promised before graph and kernels are warm."""
    cold = create_app({"GRAPH": site.graph, "ROUTES": site.routes, "WARM": False})
    client = cold.test_client()
    early = client.get("/healthz")
    assert early.status_code == 503
    assert early.headers["Retry-After"]
    refused = client.get(f"/api/v1/route?{site.via('AC')}")
    assert refused.status_code == 503
    assert refused.headers["Retry-After"]
    assert refused.get_json()["code"] == "not_ready"
    cold.extensions["itinera"].warm_up()
    assert client.get("/healthz").status_code == 200


def test_a_missing_graph_stops_the_app(tmp_path: Path) -> None:
    """An app without its graph is not made."""
    with pytest.raises(GraphStoreError, match="nowhere"):
        create_app({"GRAPH": tmp_path / "nowhere", "ROUTES": tmp_path})


def test_a_route_is_the_contracts_document(client: FlaskClient, site: Site) -> None:
    """A to C along the upper street: two edges of 300 m, read off the drawing."""
    answer = client.get(f"/api/v1/route?{site.via('AC')}&profile=hike&lang=en&name=Trip")
    assert answer.status_code == 200
    (found,) = answer.get_json()["itineraries"]
    assert found["length_m"] == pytest.approx(600.0, abs=0.5)
    assert found["name"] == "Trip"
    assert found["profile"] == "hike"
    assert found["geometry"]["type"] == "LineString"


def test_a_route_as_gpx_is_a_track(client: FlaskClient, site: Site) -> None:
    """format=gpx answers a file that gpxpy reads back."""
    answer = client.get(f"/api/v1/route?{site.via('AC')}&format=gpx")
    assert answer.mimetype == "application/gpx+xml"
    (track,) = gpxpy.parse(answer.text).tracks
    assert track.length_2d() == pytest.approx(600.0, rel=0.01)  # gpxpy measures on a sphere


def test_a_route_as_geojson_is_a_feature_collection(client: FlaskClient, site: Site) -> None:
    """format=geojson answers lon, lat."""
    answer = client.get(f"/api/v1/route?{site.via('AC')}&format=geojson")
    assert answer.mimetype == "application/geo+json"
    assert answer.get_json()["type"] == "FeatureCollection"


def test_reach_answers_an_area_round_its_start(client: FlaskClient, site: Site) -> None:
    """What is within 400 m of B does not hold G."""
    answer = client.get(f"/api/v1/reach?from={site.places['B']}&km=0.4")
    area, start = answer.get_json()["features"]
    assert area["geometry"]["type"] == "MultiPolygon"
    assert 0.0 < area["properties"]["ways_m"] < 1800.0
    assert start["properties"]["role"] == "start"


def test_matrix_answers_a_row_per_start(client: FlaskClient, site: Site) -> None:
    """From A and G to C: 600 m, and 200 + 300 + 200 m."""
    places = site.places
    query = f"from={places['A']}&from={places['G']}&to={places['C']}"
    lengths = client.get(f"/api/v1/matrix?{query}").get_json()["length_m"]
    assert [row[0] for row in lengths] == pytest.approx([600.0, 700.0], abs=0.5)
    table = client.get(f"/api/v1/matrix?{query}&format=csv")
    assert table.mimetype == "text/csv"
    assert table.text.count("\n") == 3


BAD = [
    ("route", 400, "via is given 0 times"),
    ("route?via=50.4,2.8", 400, "via is given 1 times"),
    ("route?{AC}&profile=rocket", 400, "profile is 'rocket'"),
    ("route?{AC}&profile=../../etc/passwd", 400, "profile is"),
    ("route?{AC}&format=kmz", 400, "format is 'kmz'"),
    ("route?{AC}&alternatives=9", 400, "alternatives is '9'"),
    ("route?{AC}&alternatives=nan", 400, "alternatives is 'nan'"),
    ("route?{AC}&max_points=1", 400, "max_points is '1'"),
    ("route?{AC}&on=demain", 400, "on is 'demain'"),
    ("route?{AC}&lang=xx", 400, "lang is 'xx'"),
    ("route?{AC}&profil=hike", 400, "no parameter 'profil'"),
    ("route?via=95,2&via=50,2", 400, "95"),
    ("route?via=Nowhere&via=50,2", 404, "Nowhere"),
    ("route?{AA}", 400, "same place"),
    ("reach?from=50.4,2.8", 400, "How far"),
    ("reach?from=50.4,2.8&km=1e9", 400, "km is '1e9'"),
    ("matrix?from=50.4,2.8", 400, "to is given 0 times"),
    ("itineraries?page=0", 400, "page is '0'"),
    ("itineraries?sort=up", 400, "no parameter 'sort'"),
    ("itineraries/nothing", 404, "no itinerary 'nothing'"),
    ("itineraries/nothing.gpx", 404, "no itinerary 'nothing'"),
    ("nothing", 404, "nothing at /api/v1/nothing"),
]


@pytest.mark.parametrize(("query", "status", "said"), BAD)
def test_bad_input_is_a_problem_that_names_it(
    query: str, status: int, said: str, client: FlaskClient, site: Site
) -> None:
    """Every refusal is problem+json with code, problem and remedy."""
    query = re.sub(r"\{(\w+)\}", lambda found: site.via(found[1]), query)
    answer = client.get(f"/api/v1/{query}")
    assert answer.status_code == status
    assert answer.mimetype == "application/problem+json"
    body = json.loads(answer.data)
    assert said in body["problem"]
    assert body["code"]
    assert body["remedy"]
    assert body["status"] == status


def test_a_wrong_method_is_405(client: FlaskClient) -> None:
    """The answer says which methods there are."""
    answer = client.post("/api/v1/itineraries")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


def test_an_unexpected_fault_is_500_without_details(
    app: Flask, client: FlaskClient, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The inside of a fault goes to the log, not to the caller."""
    planner = app.extensions["itinera"].planner
    monkeypatch.setattr(planner, "route", lambda _: 1 / 0)
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    answer = client.get(f"/api/v1/route?{site.via('AC')}")
    assert answer.status_code == 500
    assert "ZeroDivision" not in answer.text


def test_the_catalogue_is_paged_and_filtered(client: FlaskClient) -> None:
    """One a page gives two pages; filters narrow it down."""
    first = client.get("/api/v1/itineraries?per_page=1").get_json()
    second = client.get("/api/v1/itineraries?per_page=1&page=2").get_json()
    assert first["total"] == second["total"] == 2
    slugs = [page["itineraries"][0]["slug"] for page in (first, second)]
    assert slugs == ["un-tour", "zig-zag"]

    def found(query: str) -> list[str]:
        listed = client.get(f"/api/v1/itineraries?{query}").get_json()["itineraries"]
        return [row["slug"] for row in listed]

    assert found("profile=gravel") == ["zig-zag"]
    assert found("q=TOUR") == ["un-tour"]
    assert found("min_length_km=0.75") == ["un-tour"]
    assert found("max_length_km=0.1") == []


def test_an_itinerary_is_told_in_the_language_asked_for(client: FlaskClient) -> None:
    """Name and cues change with lang, numbers do not."""
    french = client.get("/api/v1/itineraries/un-tour").get_json()
    dutch = client.get("/api/v1/itineraries/un-tour?lang=nl").get_json()
    assert french["name"] == "un-tour à pied"
    assert dutch["name"] == "un-tour te voet"
    assert french["length_m"] == dutch["length_m"]
    assert french["cues"][0]["text"] != dutch["cues"][0]["text"]


def test_published_files_come_as_they_are(client: FlaskClient, site: Site) -> None:
    """GPX, GeoJSON and ZIP hold the bytes of the folder."""
    published = (site.routes / "un-tour" / "un-tour.gpx").read_bytes()
    assert client.get("/api/v1/itineraries/un-tour.gpx").data == published
    assert client.get("/api/v1/itineraries/un-tour.geojson").mimetype == "application/geo+json"
    picture = client.get("/api/v1/itineraries/un-tour.svg")
    assert picture.mimetype == "image/svg+xml"
    assert picture.data == (site.routes / "un-tour" / "profil.svg").read_bytes()
    packed = client.get("/api/v1/itineraries.zip")
    with zipfile.ZipFile(io.BytesIO(packed.data)) as archive:
        assert archive.read("un-tour/un-tour.gpx") == published
        assert len(archive.namelist()) == 8
    assert packed.data == client.get("/api/v1/itineraries.zip").data


def test_openapi_describes_what_exists_and_nothing_else(app: Flask, client: FlaskClient) -> None:
    """Every address under /api is described, with the parameters that it takes."""
    described = client.get("/api/v1/openapi.json").get_json()["paths"]
    rules = [str(rule) for rule in app.url_map.iter_rules()]
    served = {rule.replace("<", "{").replace(">", "}") for rule in rules if "/api/" in rule}
    assert set(described) == served | {"/healthz"}
    for path, actions in described.items():
        for action in actions.values():
            for parameter in action.get("parameters", []):
                assert parameter["schema"], path


@pytest.mark.parametrize("name", ["route", "loop", "reach", "matrix", "places", "itineraries"])
def test_the_described_parameters_are_the_accepted_ones(name: str, client: FlaskClient) -> None:
    """A parameter that nothing describes is refused, with the list of those that exist."""
    described = client.get("/api/v1/openapi.json").get_json()["paths"][f"/api/v1/{name}"]
    names = {row["name"] for row in described["get"]["parameters"]}
    remedy = client.get(f"/api/v1/{name}?unheard=1").get_json()["remedy"]
    assert set(remedy.removeprefix("Parameters are: ").rstrip(".").split(", ")) == names


def test_every_profile_is_made_ready_while_the_first_requests_are_answered(site: Site) -> None:
    """The first to ask for the mountain bike need not wait for its costs; a map without any
    way for somebody stops nobody."""
    from itinera.planning import Traveller
    from itinera.planning.errors import NothingAllowedError
    from itinera.profile import builtin_profiles

    service = create_app({"GRAPH": site.graph, "ROUTES": site.routes}).extensions["itinera"]
    travels, asked = service.planner.travels, []
    real = travels.of

    def watched(traveller: Traveller) -> object:
        asked.append(traveller.profile)
        if traveller.profile == "stroller":
            raise NothingAllowedError("Nothing is smooth enough.")
        return real(traveller)

    travels.of = watched
    service.warm_profiles()
    assert sorted(asked) == sorted(builtin_profiles())
    assert asked[-1] == "hike"
