"""The result document has every field of the contract, and GeoJSON follows RFC 7946."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import numpy as np
import pytest

from itinera.export.geojson import to_geojson
from itinera.export.json import document, to_json
from itinera.itinerary import About, Itinerary, Stop
from itinerary.trips import trip
from sketch import marked, sketch

FIELDS = {
    "kind", "name", "profile", "length_m", "climb_m", "descent_m", "elevation", "time_s",
    "repeated_m",
    "start", "end", "bbox", "highways", "surfaces", "networks", "effort", "waypoints", "cues",
    "warnings", "geometry", "data",
}  # fmt: skip


@pytest.fixture(scope="module")
def walk() -> Itinerary:
    """Two legs with steps and a marked route."""
    world = sketch(
        "A--B--C\n   |\n   D",
        tags={"BC": {"highway": "steps"}},
        relations=(marked("AB", route="hiking", network="lwn", ref="3"),),
    )
    tap = Stop("Fontaine", world.lonlat("B"), id="n7", kind="drinking_water")
    return trip(world, "ABC", "CB", about=About(lang="en"), places=(tap,))


def test_an_itinerary_has_the_fields_of_the_contract(walk: Itinerary) -> None:
    (only,) = json.loads(to_json([walk]))["itineraries"]
    assert set(only) == FIELDS
    assert set(only["effort"]) == {"km_effort", "itra_class", "time_model", "difficulty"}
    assert set(only["waypoints"][0]) == {"id", "name", "kind", "lonlat", "at_m", "off_m"}
    assert set(only["cues"][0]) == {"at_m", "lonlat", "turn", "name", "text"}
    assert set(only["warnings"][0]) == {"code", "text", "from_m", "to_m", "lonlat"}
    assert set(only["data"]) == {
        "source",
        "osm_timestamp",
        "graph_id",
        "invented",
        "attribution",
    }


def test_its_numbers_agree_with_each_other(walk: Itinerary) -> None:
    (only,) = document([walk])["itineraries"]
    assert only["length_m"] == pytest.approx(900.0, abs=1.0)
    assert math.fsum(only["highways"].values()) == pytest.approx(only["length_m"], abs=0.05)
    assert only["repeated_m"] == pytest.approx(300.0, abs=0.5)
    assert only["climb_m"] is None
    assert only["geometry"]["coordinates"][0] == only["start"]
    assert only["geometry"]["coordinates"][-1] == only["end"]
    assert only["networks"] == {"lwn:3": pytest.approx(300.0, abs=0.5)}


def test_planned_loops_tell_what_was_unavoidable_and_their_score(walk: Itinerary) -> None:
    loop = replace(walk, unavoidable_repeat_m=12.345, score={"value": 1.5})
    (only,) = document([loop])["itineraries"]
    assert (only["unavoidable_repeat_m"], only["score"]) == (12.35, {"value": 1.5})


def test_notes_are_said_once_and_tell_of_an_invented_map(walk: Itinerary) -> None:
    invented = replace(walk, data=replace(walk.data, invented=True))
    notes = document([invented, invented], notes=["a", "a"])["notes"]
    assert notes == ["a", "The network of this map is invented: do not go out with it."]
    assert document([walk])["notes"] == []


def test_heights_ride_along_where_all_are_known(walk: Itinerary) -> None:
    ele = np.linspace(20.0, 30.0, len(walk.lonlat))
    high = document([replace(walk, ele=ele)])["itineraries"][0]["geometry"]["coordinates"]
    assert {len(position) for position in high} == {3}
    ele[0] = np.nan
    flat = document([replace(walk, ele=ele)])["itineraries"][0]["geometry"]["coordinates"]
    assert {len(position) for position in flat} == {2}


def test_geojson_is_a_line_then_its_points(walk: Itinerary) -> None:
    collection = json.loads(to_geojson([walk]))
    assert collection["type"] == "FeatureCollection"
    kinds = [(f["geometry"]["type"], f["properties"]["role"]) for f in collection["features"]]
    assert kinds == [
        ("LineString", "itinerary"),
        *[("Point", "waypoint")] * len(walk.waypoints),
        *[("Point", "warning")] * len(walk.warnings),
    ]
    assert all("crs" not in feature for feature in (collection, *collection["features"]))


def test_geojson_boxes_are_west_south_east_north(walk: Itinerary) -> None:
    collection = json.loads(to_geojson([walk]))
    west, south, east, north = collection["bbox"]
    line = collection["features"][0]
    assert line["bbox"] == collection["bbox"]
    lon, lat = zip(*line["geometry"]["coordinates"], strict=True)
    assert (min(lon), min(lat), max(lon), max(lat)) == (west, south, east, north)


def test_geojson_of_several_numbers_them(walk: Itinerary) -> None:
    collection = json.loads(to_geojson([walk, walk]))
    lines = [f for f in collection["features"] if f["geometry"]["type"] == "LineString"]
    assert [line["properties"]["itinerary"] for line in lines] == [0, 1]


def test_nothing_has_more_than_seven_decimals(walk: Itinerary) -> None:
    for text in (to_json([walk]), to_geojson([walk])):
        decimals = [len(number) for number in _decimals(text)]
        assert max(decimals) <= 7


def _decimals(text: str) -> list[str]:
    import re

    return re.findall(r"\d\.(\d+)", text)
