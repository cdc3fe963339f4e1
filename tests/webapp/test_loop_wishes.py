"""Over HTTP as on the command line: other ends, best starts, former loops, what to keep off."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from drawn_site import Site


def at(site: Site, letter: str) -> tuple[float, float]:
    lat, lon = map(float, site.places[letter].split(","))
    return lon, lat


def square(site: Site, letter: str, half_deg: float = 4e-4) -> dict[str, Any]:
    lon, lat = at(site, letter)
    corners = ((-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1))
    ring = [[lon + half_deg * x, lat + half_deg * y] for x, y in corners]
    return {"type": "Polygon", "coordinates": [ring]}


def passes(loop: dict[str, Any], site: Site, letter: str) -> bool:
    """Tell whether a line comes by a place of the drawing."""
    lon, lat = at(site, letter)
    line = loop["geometry"]["coordinates"]
    return any(abs(p[0] - lon) < 1e-4 and abs(p[1] - lat) < 1e-4 for p in line)


def one(client: FlaskClient, query: str) -> dict[str, Any]:
    answer = client.get(f"/api/v1/loop?{query}&effort=1")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.get_json()["itineraries"][0]
    return found


def test_a_walk_ends_elsewhere(client: FlaskClient, site: Site) -> None:
    """From A to C: 600 m straight, 1,000 m by D and F."""
    walk = one(client, f"start={site.places['A']}&end={site.places['C']}&length_km=1")
    assert walk["kind"] == "route"
    assert walk["length_m"] == pytest.approx(1000.0, abs=2.0)
    assert walk["end"] == pytest.approx(at(site, "C"), abs=1e-5)
    short = client.get(
        f"/api/v1/loop?start={site.places['A']}&end={site.places['C']}&length_km=0.3"
    )
    assert short.status_code == 422
    told = short.get_json()
    assert told["closest"]["code"] == "shortest_way"
    assert told["closest"]["length_m"] == pytest.approx(600.0, abs=1.0)
    assert told["possible"] == {"length_km": 0.7}


@pytest.mark.parametrize(("avoided", "free"), [("AB", "C"), ("BC", "A")])
def test_a_road_is_avoided_by_a_place_on_it_or_near_it(
    client: FlaskClient, site: Site, avoided: str, free: str
) -> None:
    """From B a kilometre leads round either block; the one without the avoided road is left."""
    (west, south), (east, _) = at(site, avoided[0]), at(site, avoided[1])
    spot = f"{south:.6f},{(west + east) / 2:.6f}"
    for query in (f"avoid_way={spot}", f"avoid_near={spot}@20", f"avoid_near={spot}"):
        loop = one(client, f"start={site.places['E']}&length_km=1&{query}")
        assert passes(loop, site, free)


def test_a_dragged_via_keeps_its_place_in_the_order(client: FlaskClient, site: Site) -> None:
    for order in ("CFD", "DFC"):
        vias = "&".join(f"via={site.places[letter]}" for letter in order)
        query = f"start={site.places['A']}&length_km=1.6&{vias}&via_order=given"
        met = [w["lonlat"] for w in one(client, query)["waypoints"][1:-1]]
        wanted = [list(at(site, letter)) for letter in order]
        assert [w for w in met if w in wanted] == wanted


def test_a_loop_goes_through_an_area(client: FlaskClient, site: Site) -> None:
    """From E either block is a kilometre: the one with C, or the one with A."""
    for letter in "AC":
        url = f"start={site.places['E']}&length_km=1"
        area = quote(json.dumps(square(site, letter)))
        assert passes(one(client, f"{url}&through={area}"), site, letter)
        feature = {
            "type": "Feature",
            "properties": {"role": "through"},
            "geometry": square(site, letter),
        }
        body = json.dumps({"type": "FeatureCollection", "features": [feature]})
        posted = client.post(f"/api/v1/loop?{url}&effort=1", data=body).get_json()
        assert passes(posted["itineraries"][0], site, letter)


def test_through_and_avoid_of_one_area_contradict(client: FlaskClient, site: Site) -> None:
    area = square(site, "C")
    features = [
        {"type": "Feature", "properties": {"role": role}, "geometry": area}
        for role in ("through", "avoid")
    ]
    body = json.dumps({"type": "FeatureCollection", "features": features})
    answer = client.post(f"/api/v1/loop?start={site.places['A']}&length_km=1", data=body)
    assert answer.status_code == 422
    assert answer.get_json()["code"] == "contradiction"


def test_a_line_in_the_body_is_kept_to(client: FlaskClient, site: Site) -> None:
    """Drawn round the block of C, from E: that block, though nothing else asks for it."""
    for block in ("EBCFE", "EBADE"):
        line = {"type": "LineString", "coordinates": [list(at(site, c)) for c in block]}
        feature = {"type": "Feature", "properties": {"role": "like"}, "geometry": line}
        answer = client.post("/api/v1/loop?effort=1", data=json.dumps(feature))
        assert answer.status_code == 200, answer.text
        (loop,) = answer.get_json()["itineraries"]
        assert passes(loop, site, block[2])
        assert loop["length_m"] == pytest.approx(1000.0, abs=2.0)


def test_the_loops_asked_for_before_are_changed(client: FlaskClient, site: Site) -> None:
    """A kilometre, a third and more longer: round both blocks, 1,600 m."""
    url = f"start={site.places['A']}&length_km=1"
    before = one(client, url)
    after = one(client, f"{url}&like=request&longer=true&tolerance_pct=50")
    assert after["length_m"] >= before["length_m"]
    same = one(client, f"{url}&like=request")
    assert same["length_m"] == pytest.approx(before["length_m"], rel=0.05)


def test_a_published_itinerary_is_kept_to(client: FlaskClient, site: Site) -> None:
    """un-tour leads A-B-C-F, 800 m: its start, its end, its profile and its length."""
    walk = one(client, "like=un-tour")
    assert walk["kind"] == "route"
    assert walk["profile"] == "hike"
    assert walk["length_m"] == pytest.approx(800.0, abs=2.0)
    assert walk["start"] == pytest.approx(at(site, "A"), abs=1e-5)
    unknown = client.get("/api/v1/loop?like=nothing")
    assert unknown.status_code == 404


def test_surfaces_can_be_wished(client: FlaskClient, site: Site) -> None:
    loop = one(client, f"start={site.places['A']}&length_km=1&surface=paved=3")
    assert loop["length_m"] == pytest.approx(1000.0, abs=2.0)
    wrong = client.get(f"/api/v1/loop?start={site.places['A']}&length_km=1&surface=wet")
    assert wrong.status_code == 400


def test_the_themes_are_listed_in_a_language(client: FlaskClient) -> None:
    rows = client.get("/api/v1/themes?lang=nl").get_json()["themes"]
    titles = {row["name"]: row["title"] for row in rows}
    assert titles["chaine-des-parcs"] == "Parkenketen"
    assert all(row["source"] for row in rows)


def test_a_theme_stands_in_the_name(client: FlaskClient, site: Site) -> None:
    loop = one(client, f"start={site.places['A']}&length_km=1&theme=quiet&lang=fr")
    assert loop["name"].startswith("Boucle de 1,0")
    assert loop["name"].endswith(" · Au calme")


BAD = [
    ("length_km=1", 400, "start is given 0 times"),
    ("start={A}&near={A}&length_km=1", 400, "one start"),
    ("near={A}&length_km=1", 422, "no station or parking"),
    ("near={A}&length_km=1&start_at=tower", 400, "cannot begin at a 'tower'"),
    ("start={A}&length_km=1&longer=true", 400, "longer than another one"),
    ("start={A}&length_km=1&longer=perhaps", 400, "longer"),
    ("start={A}&length_km=1&like=request&like_pick=3", 400, "no loop 3"),
    ("start={A}&length_km=1&like=request&longer=1&shorter=1", 422, "shorter and longer"),
    ("start={A}&length_km=1&avoid_way=way/99", 404, "way/99"),
    ("start={A}&length_km=1&avoid_near=1,2@0", 400, "kept off"),
    ("start={A}&length_km=1&through=7", 400, "Parameter through"),
    ("start={A}&length_km=1&via_order=back", 400, "via_order"),
    ("start={A}&length_km=400", 422, "400 km"),
    ("start={A}&length_km=1&end=Nowhere", 404, "Nowhere"),
]


@pytest.mark.parametrize(("query", "status", "said"), BAD)
def test_bad_wishes_are_problems(
    query: str, status: int, said: str, client: FlaskClient, site: Site
) -> None:
    answer = client.get(f"/api/v1/loop?{query.replace('{A}', site.places['A'])}")
    assert answer.status_code == status, answer.text
    assert said in answer.get_json()["problem"]
    assert answer.get_json()["remedy"]


@pytest.mark.parametrize(
    ("feature", "said"),
    [
        ({"type": "Feature", "properties": {"role": "near"}, "geometry": None}, "role 'near'"),
        (
            {"type": "Feature", "properties": {"role": "like"}, "geometry": {"type": "Point"}},
            "'Point'",
        ),
        (
            {
                "type": "Feature",
                "properties": {"role": "like"},
                "geometry": {"type": "LineString", "coordinates": [["x"]]},
            },
            "positions that are none",
        ),
        (
            {
                "type": "Feature",
                "properties": {"role": "like"},
                "geometry": {"type": "LineString", "coordinates": [[2.8, 50.4], [2.8, 95.0]]},
            },
            "Position 2 of the line",
        ),
    ],
)
def test_bad_bodies_are_problems(
    feature: dict[str, Any], said: str, client: FlaskClient, site: Site
) -> None:
    url = f"/api/v1/loop?start={site.places['A']}&length_km=1"
    answer = client.post(url, data=json.dumps(feature))
    assert answer.status_code == 400, answer.text
    assert said in answer.get_json()["problem"]
