"""GET and POST /api/v1/loop: round trips."""

from __future__ import annotations

import json

import gpxpy
import pytest
from flask.testing import FlaskClient

from drawn_site import Site


def test_a_loop_leads_round_a_block_and_home(client: FlaskClient, site: Site) -> None:
    """A-B-E-D-A is 1,000 m, 300 + 200 + 300 + 200: closed, and nothing travelled twice."""
    url = f"/api/v1/loop?start={site.places['A']}&length_km=1&profile=hike&effort=1"
    (found,) = client.get(url).get_json()["itineraries"]
    assert found["kind"] == "loop"
    assert found["length_m"] == pytest.approx(1000.0, abs=1.0)
    assert found["start"] == found["end"]
    assert found["repeated_m"] == 0.0
    gpx = client.get(f"{url}&format=gpx")
    assert gpx.mimetype == "application/gpx+xml"
    assert gpxpy.parse(gpx.text).tracks[0].length_2d() == pytest.approx(1000.0, rel=0.01)


def test_the_same_question_has_the_same_answer(client: FlaskClient, site: Site) -> None:
    url = f"/api/v1/loop?start={site.places['A']}&length_km=1.6&effort=1&seed=7"
    assert client.get(url).data == client.get(url).data


def test_a_loop_keeps_out_of_an_area(client: FlaskClient, site: Site) -> None:
    """From B a kilometre leads round either block; with E avoided round none."""
    lat, lon = map(float, site.places["E"].split(","))
    corners = ((-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1))
    ring = [[lon + 4e-4 * x, lat + 4e-4 * y] for x, y in corners]
    body = json.dumps({"type": "Polygon", "coordinates": [ring]})
    url = f"/api/v1/loop?start={site.places['B']}&length_km=1&effort=1"
    assert client.get(url).status_code == 200
    answer = client.post(f"{url}&lollipop=false", data=body)
    assert answer.status_code == 422
    assert answer.get_json()["code"].startswith("no_")


BAD = [
    ("", 400, "start is given 0 times"),
    ("start={A}", 400, ""),
    ("start={A}&length_km=1&minutes=20", 422, "do not go together"),
    ("start={A}&length_km=-3", 400, ""),
    ("start={A}&length_km=1e9", 400, "length_km"),
    ("start={A}&length_km=1&count=99", 400, "count"),
    ("start={A}&length_km=1&direction=up", 400, "direction"),
    ("start={A}&length_km=1&lollipop=maybe", 400, "lollipop"),
    ("start={A}&length_km=1&theme=gold", 404, "gold"),
    ("start={A}&length_km=1&effort=9", 400, "effort"),
    ("start={A}&length_km=1&profil=hike", 400, "profil"),
    ("start=Nowhere&length_km=1", 404, "Nowhere"),
    ("start={A}&length_km=150", 422, ""),
]


@pytest.mark.parametrize(("query", "status", "said"), BAD)
def test_bad_questions_are_problems(
    query: str, status: int, said: str, client: FlaskClient, site: Site
) -> None:
    """Each is refused as the command line refuses it, named and with a remedy."""
    answer = client.get(f"/api/v1/loop?{query.replace('{A}', site.places['A'])}")
    assert answer.status_code == status, answer.text
    body = answer.get_json()
    assert said in body["problem"]
    assert body["remedy"]
