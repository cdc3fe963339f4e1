"""POST /api/v1/check: a GPX in, the report out."""

from __future__ import annotations

import io

import pytest
from flask.testing import FlaskClient

from drawn_site import Site


def gpx_of(site: Site, letters: str) -> bytes:
    points = ""
    for letter in letters:
        lat, lon = site.places[letter].split(",")
        points += f'<trkpt lat="{lat}" lon="{lon}"/>'
    return (
        '<gpx version="1.1" creator="x" xmlns="http://www.topografix.com/GPX/1/1">'
        f"<trk><name>mine</name><trkseg>{points}</trkseg></trk></gpx>"
    ).encode()


def test_a_body_and_a_form_give_the_same_report(site: Site, client: FlaskClient) -> None:
    data = gpx_of(site, "ABE")
    plain = client.post("/api/v1/check?lang=en", data=data, content_type="application/gpx+xml")
    form = client.post("/api/v1/check?lang=en", data={"file": (io.BytesIO(data), "mine.gpx")})
    assert plain.status_code == form.status_code == 200
    assert plain.get_json() == form.get_json()
    check = plain.get_json()["check"]
    assert (check["name"], check["share_matched"]) == ("mine", 1.0)


def test_geojson_is_answered_where_asked_for(site: Site, client: FlaskClient) -> None:
    answer = client.post("/api/v1/check?format=geojson", data=gpx_of(site, "AB"))
    assert answer.mimetype == "application/geo+json"
    assert answer.get_json(force=True)["features"][0]["properties"]["role"] == "matched"


@pytest.mark.parametrize(
    ("query", "data", "said"),
    [
        ("", b"", "No GPX was sent"),
        ("", b"<gpx>", "line 1"),
        ("", b"<!DOCTYPE gpx><gpx/>", "document type"),
        ("?profile=moto", b"x", "moto"),
        ("?unheard=1", b"x", "unheard"),
        ("?track=0", b"x", "track"),
    ],
)
def test_bad_input_is_a_problem(client: FlaskClient, query: str, data: bytes, said: str) -> None:
    answer = client.post(f"/api/v1/check{query}", data=data)
    assert answer.status_code == 400
    assert answer.mimetype == "application/problem+json"
    assert said in answer.get_json()["problem"]


def test_too_big_a_file_is_refused(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    from itinera_web import api_check

    monkeypatch.setattr(api_check, "MOST_BYTES", 10)
    answer = client.post("/api/v1/check", data=b"<gpx>" * 10)
    assert "the limit here is" in answer.get_json()["problem"]
