"""A place becomes an ordinary OSM file, with everything that a route needs."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import MultiPoint, MultiPolygon, Polygon, box

from fetch_worlds import LENS, SEARCH, answers, sources_at
from itinera.fetch.area import fetch_place
from itinera.fetch.errors import (
    CorruptError,
    RefusedError,
    TooLargeError,
    UnsteadyError,
)
from itinera.fetch.overpass import CORNERS, area_km2, cover, fetch_area, query
from itinera.fetch.sources import load_sources
from itinera.graph.build import build_graph
from loopback import cut_chunked, page, serve, silent, status, zipped

if TYPE_CHECKING:
    from pathlib import Path

    from fetch_worlds import Waits
    from itinera.fetch.client import Client
    from loopback import Answer, Site

ASK = "/overpass/interpreter"
TOWN = box(2.79, 50.41, 2.85, 50.45)

#: What a server answers: two streets that cross, a gate, a forbidden turn and a marked route.
XML = """<?xml version="1.0" encoding="UTF-8"?>
<osm version="0.6" generator="Overpass API 0.7.62.8">
<note>The data included in this document is from www.openstreetmap.org.</note>
<meta osm_base="2026-11-23T10:00:00Z"/>
  <node id="1" lat="50.430" lon="2.820"/>
  <node id="2" lat="50.430" lon="2.822"><tag k="barrier" v="gate"/></node>
  <node id="3" lat="50.430" lon="2.824"/>
  <node id="4" lat="50.432" lon="2.822"/>
  <node id="9" lat="50.431" lon="2.823"><tag k="amenity" v="drinking_water"/></node>
  <way id="10"><nd ref="1"/><nd ref="2"/><nd ref="3"/><tag k="highway" v="residential"/></way>
  <way id="11"><nd ref="2"/><nd ref="4"/><tag k="highway" v="track"/></way>
  <relation id="20"><member type="way" ref="10" role=""/>
    <tag k="type" v="route"/><tag k="route" v="hiking"/><tag k="ref" v="GR 127"/></relation>
  <relation id="21"><member type="way" ref="10" role="from"/>
    <member type="node" ref="2" role="via"/><member type="way" ref="11" role="to"/>
    <tag k="type" v="restriction"/><tag k="restriction" v="no_left_turn"/></relation>
</osm>
"""
RUNTIME_ERROR = XML.replace(
    "</osm>",
    "<remark> runtime error: Query timed out in \"query\" at line 2 after 301 seconds. </remark>\n"
    "</osm>",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _no_courtesy_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    """OSMnx waits a second before each question to a public server; ours is not one."""
    monkeypatch.setattr(time, "sleep", lambda _: None)


def test_a_place_is_built_like_an_extract(site: Site, client: Client, tmp_path: Path) -> None:
    """Name → outline → XML → graph, with its gate, route and turn restriction."""
    site.put(SEARCH, answers(LENS))
    site.put(ASK, zipped(XML.encode()))
    landed, bounds = fetch_place("Lens, France", tmp_path, sources_at(site), client)
    assert landed.path == tmp_path / "lens-france.osm"
    assert landed.path.read_text() == XML
    assert bounds == pytest.approx((2.79, 50.41, 2.85, 50.45))
    graph = build_graph([landed.path])
    assert graph.n_edges == 3
    assert [route.ref for route in graph.routes] == ["GR 127"]
    assert graph.source.osm_timestamp == "2026-11-23T10:00:00Z"


def test_a_second_run_asks_nobody(site: Site, client: Client, tmp_path: Path) -> None:
    """Neither what the name means nor what is there; --refresh asks both."""
    site.put(SEARCH, answers(LENS))
    site.put(ASK, zipped(XML.encode()))
    fetch_place("Lens, France", tmp_path, sources_at(site), client)
    again, _ = fetch_place("Lens, France", tmp_path, sources_at(site), client)
    assert again.transferred == 0
    assert len(site.seen) == 2
    anew, _ = fetch_place("Lens, France", tmp_path, sources_at(site), client, refresh=True)
    assert anew.transferred > 0
    assert len(site.seen) == 4


def test_another_name_in_the_same_file_is_asked_for(
    site: Site, client: Client, tmp_path: Path
) -> None:
    """ "Lens France" and "Lens, France" share a file name, not an answer; spoilt memory is none."""
    site.put(SEARCH, answers(LENS))
    site.put(ASK, zipped(XML.encode()))
    fetch_place("Lens, France", tmp_path, sources_at(site), client)
    fetch_place("Lens France", tmp_path, sources_at(site), client)
    assert [one.path.split("?")[0] for one in site.seen] == [SEARCH, ASK, SEARCH]
    (tmp_path / "lens-france.outline.geojson").write_text("{")
    fetch_place("Lens France", tmp_path, sources_at(site), client)
    assert len(site.seen) == 4


def test_another_area_is_another_question(site: Site, client: Client, tmp_path: Path) -> None:
    """A file that answers to an outline of before does not answer to this one."""
    site.put(ASK, zipped(XML.encode()))
    for outline in (TOWN, TOWN, TOWN.buffer(0.01)):
        fetch_area(outline, tmp_path / "town.osm", sources_at(site), client)
    assert len(site.seen) == 2


def test_a_damaged_file_is_fetched_again(site: Site, client: Client, tmp_path: Path) -> None:
    """Its checksum is remembered."""
    site.put(ASK, zipped(XML.encode()))
    target = tmp_path / "town.osm"
    fetch_area(TOWN, target, sources_at(site), client)
    target.write_text(XML.replace("gate", "GATE"))
    fetch_area(TOWN, target, sources_at(site), client)
    assert target.read_text() == XML


def test_the_question_is_complete_and_the_same_each_time(
    site: Site, client: Client, tmp_path: Path
) -> None:
    """Posted as a form, with limits, balanced brackets, and every kind of thing in it."""
    site.put(ASK, zipped(XML.encode()))
    fetch_area(TOWN, tmp_path / "town.osm", sources_at(site), client)
    asked = parse_qs(site.seen[0].form)["data"][0]
    assert asked == query(TOWN, load_sources({}))
    assert asked.startswith("[out:xml][timeout:300][maxsize:1024000000];")
    assert asked.rstrip().endswith("out body;")
    for part in ('way["highway"]', 'way["barrier"]', 'node["barrier"]', 'nwr["landuse"]',
                 'nwr["amenity"]', '"route"~"hiking|', '"^restriction"', "node(w."):  # fmt: skip
        assert part in asked
    for opening, closing in ("()", "[]"):
        assert asked.count(opening) == asked.count(closing)
    assert asked.count('"') % 2 == 0
    made = re.findall(r"->\.(\w+);", asked)
    assert sorted(made) == sorted(set(made))
    assert all(len(re.findall(rf"\.{name}\b", asked)) > 1 for name in made)


@given(
    st.lists(st.tuples(st.integers(200, 320), st.integers(5000, 5060)), min_size=3, max_size=40),
    st.booleans(),
)
def test_what_is_asked_for_holds_the_whole_place(
    points: list[tuple[int, int]], apart: bool
) -> None:
    """Every corner of the outline, with few corners, also where it falls apart."""
    outline = MultiPoint([(x / 100, y / 100) for x, y in points]).convex_hull.buffer(0.001)
    if apart:
        outline = MultiPolygon([outline, box(4.0, 50.0, 4.01, 50.01)])
    polygon = cover(outline)
    assert polygon.is_valid
    assert polygon.covers(outline)
    assert len(polygon.exterior.coords) <= CORNERS
    assert not polygon.interiors


def test_a_ragged_border_is_simplified_outwards() -> None:
    """A thousand teeth become few corners that still hold them all."""
    angle = np.linspace(0.0, 2.0 * np.pi, 2001)[:-1]
    radius = 0.2 + 0.05 * (np.arange(2000) % 2) + 0.02 * np.sin(40 * angle)
    star = Polygon(np.column_stack([3 + radius * np.cos(angle), 50 + radius * np.sin(angle)]))
    polygon = cover(star)
    assert polygon.covers(star)
    assert len(polygon.exterior.coords) <= CORNERS
    assert polygon.area < 2.0 * star.convex_hull.area


def test_areas_are_those_of_the_ellipsoid() -> None:
    """A hundredth of a degree squared at 50° north: 1.1125 km by 0.7170 km, whichever way round."""
    square = box(3.0, 50.0, 3.01, 50.01)
    assert area_km2(square) == pytest.approx(1.1125 * 0.7170, rel=1e-3)
    assert area_km2(square.reverse()) == pytest.approx(area_km2(square))


def test_too_large_an_area_is_not_asked_for(site: Site, client: Client, tmp_path: Path) -> None:
    """Public servers are shared; the error names both sizes and the way out."""
    with pytest.raises(TooLargeError, match=r"has [\d,]+ km²; .* 2,500 km² at most") as told:
        fetch_area(box(2, 50, 3, 51), tmp_path / "x.osm", sources_at(site), client)
    assert "extract" in told.value.remedy
    assert told.value.exit_status == 3
    assert site.seen == []


@pytest.mark.parametrize(
    ("answer", "kind", "told"),
    [
        (page(RUNTIME_ERROR), RefusedError, "gave up: runtime error: Query timed out"),
        (page("<html>rate limited</html>"), CorruptError, "no OSM file: '<html>rate"),
        (page("", code=200), CorruptError, "no OSM file: ''"),
        (page("bad", code=400), RefusedError, "answers 400"),
        (status(429), UnsteadyError, "answers 429 .*Tried 5 times"),
        (status(504), UnsteadyError, "answers 504"),
        (page(XML[:-20]), UnsteadyError, "ended in the middle of the file"),
        (cut_chunked(XML[:300].encode()), UnsteadyError, "broke"),
    ],
    ids=["remark", "html", "empty", "400", "429", "504", "cut", "cut chunk"],
)
def test_an_answer_that_is_none_does_not_land(
    answer: Answer, kind: type[Exception], told: str, site: Site, client: Client, tmp_path: Path
) -> None:
    """What was there stays, nothing lies beside it, and the server's own words are told."""
    target = tmp_path / "town.osm"
    target.write_text("old")
    site.put(ASK, answer)
    with pytest.raises(kind, match=told):
        fetch_area(TOWN, target, sources_at(site), client)
    assert target.read_text() == "old"
    assert {path.name for path in tmp_path.iterdir()} <= {"town.osm", ".town.osm.lock"}


def test_an_answer_without_end_is_stopped(site: Site, client: Client, tmp_path: Path) -> None:
    """Also one that only grows when it is unpacked."""
    site.put(ASK, zipped(XML.encode() + b" " * 3_000_000))
    with pytest.raises(RefusedError, match="sends more than 1,000,000 bytes"):
        fetch_area(TOWN, tmp_path / "x.osm", sources_at(site, max_file_mb=1), client)


def test_a_hiccup_is_forgiven(site: Site, client: Client, waits: Waits, tmp_path: Path) -> None:
    """Busy, cut, good."""
    site.put(ASK, status(504), page(XML[:-20]), serve(XML.encode()))
    landed = fetch_area(TOWN, tmp_path / "town.osm", sources_at(site), client)
    assert landed.path.read_text() == XML
    assert waits == [1.0, 2.0]


def test_a_query_may_take_its_time(site: Site, client: Client, tmp_path: Path) -> None:
    """The server's own limit is waited for, and a little more; not for ever."""
    site.put(ASK, silent)
    with pytest.raises(UnsteadyError, match="does not answer in time"):
        fetch_area(TOWN, tmp_path / "x.osm", sources_at(site, timeout_s=0), client)
