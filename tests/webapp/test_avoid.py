"""Areas to keep out of, in the address of a request or in its body."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from drawn_site import Site


def square(site: Site, letter: str, half_deg: float = 0.0004) -> dict[str, Any]:
    """Return a polygon of some 30 m round a place of the drawing."""
    lat, lon = map(float, site.places[letter].split(","))
    ring = [[lon + x * half_deg, lat + y * half_deg] for x, y in
            ((-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1))]  # fmt: skip
    return {"type": "Polygon", "coordinates": [ring]}


def length_m(answer: Any) -> float:
    """Return the length of the one itinerary of an answer."""
    assert answer.status_code == 200, answer.text
    (found,) = answer.get_json()["itineraries"]
    return float(found["length_m"])


def test_a_way_leads_round_the_area(client: FlaskClient, site: Site) -> None:
    """A to C is 600 m through B; with B avoided 200 + 600 + 200 m, however it is said."""
    url, area = f"/api/v1/route?{site.via('AC')}", json.dumps(square(site, "B"))
    assert length_m(client.get(url)) == pytest.approx(600.0, abs=0.5)
    by_address = client.get(f"{url}&avoid={quote(area)}")
    by_body = client.post(url, data=area, content_type="application/geo+json")
    assert length_m(by_address) == length_m(by_body) == pytest.approx(1000.0, abs=1.0)


def test_areas_of_address_and_body_add_up(client: FlaskClient, site: Site) -> None:
    """With B avoided in one and E in the other nothing is left from A to C."""
    url = f"/api/v1/route?{site.via('AC')}&avoid={quote(json.dumps(square(site, 'B')))}"
    answer = client.post(url, data=json.dumps(square(site, "E")))
    assert answer.status_code == 422
    assert answer.get_json()["code"] == "unconnected"


def test_reach_and_matrix_keep_out_too(client: FlaskClient, site: Site) -> None:
    area = quote(json.dumps(square(site, "B")))
    query = f"from={site.places['A']}&to={site.places['C']}&avoid={area}"
    assert client.get(f"/api/v1/matrix?{query}").get_json()["length_m"] == [
        [pytest.approx(1000.0, abs=1.0)]
    ]
    reached = f"/api/v1/reach?from={site.places['A']}&km=0.65"
    ways = [
        client.get(url).get_json()["features"][0]["properties"]["ways_m"]
        for url in (reached, f"{reached}&avoid={area}")
    ]
    assert ways[1] < ways[0]


def test_a_via_within_the_area_is_refused(client: FlaskClient, site: Site) -> None:
    answer = client.post(f"/api/v1/route?{site.via('AC')}", data=json.dumps(square(site, "C")))
    assert answer.status_code == 400
    assert answer.get_json()["code"] == "via_in_avoided_area"


def many_corners() -> str:
    """Return a comb of 10,004 corners."""
    ring = [[2.8 + i * 1e-7, 50.4 + (i % 2) * 1e-5] for i in range(10_002)]
    ring += [[2.9, 50.3], ring[0]]
    return json.dumps({"type": "Polygon", "coordinates": [ring]})


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("", "no GeoJSON"),
        ("{", "no GeoJSON"),
        ("[" * 100_000, "no GeoJSON"),
        ('{"type": "Point", "coordinates": [2.8, 50.4]}', "Point"),
        ('{"type": "Polygon", "coordinates": [[[200, 0], [201, 0], [201, 1], [200, 0]]]}', "off"),
        (many_corners(), "10004 corners"),
    ],
)
def test_what_is_no_area_is_a_problem(
    body: str, said: str, client: FlaskClient, site: Site
) -> None:
    answer = client.post(f"/api/v1/route?{site.via('AC')}", data=body)
    assert answer.status_code == 400
    assert answer.get_json()["code"] == "invalid_area"
    assert said in answer.get_json()["problem"]


def test_too_long_a_body_is_refused_unread(client: FlaskClient, site: Site) -> None:
    answer = client.post(f"/api/v1/route?{site.via('AC')}", data=b" " * 1_000_001)
    assert answer.get_json()["code"] == "invalid_area"
    assert "1000001 bytes" in answer.get_json()["problem"]
