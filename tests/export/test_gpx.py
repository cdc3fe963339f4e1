"""GPX: valid, complete, as gpxpy itself would write it, and read by other programs."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import gpxpy
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import shared_path
from itinera.errors import InputError
from itinera.export.geojson import to_geojson
from itinera.export.gpx import to_gpx
from itinera.export.json import to_json
from itinera.itinerary import About, Itinerary
from itinerary.trips import trip
from sketch import marked, sketch

GOLDEN = Path(__file__).with_name("golden")


def walk(lang: str = "fr") -> Itinerary:
    """A walk with a bend, a via, steps, a marked route and an accent in its name."""
    world = sketch(
        """
A--B-+
|  | |
C--D-E
""",
        tags={
            "AB": {"name": "Rue de l'Étang"},
            "BE": {"highway": "path", "surface": "gravel"},
            "DE": {"highway": "steps"},
        },
        relations=(marked("ABE", route="hiking", network="lwn", ref="3 & 4"),),
    )
    about = About(name="Étang <d'en haut> & retour", lang=lang)
    return trip(world, "ABE", "EDC", names="AEC", about=about)


@pytest.fixture(scope="module")
def schema():
    from lxml import etree

    return etree.XMLSchema(etree.parse(shared_path("data", "schema", "gpx-1.1.xsd")))


def invalid(schema, text: str) -> list[str]:
    """Return what is wrong with a document after the schema."""
    from lxml import etree

    schema.validate(etree.fromstring(text.encode()))
    return [f"{error.line}: {error.message}" for error in schema.error_log]


def with_heights(itinerary: Itinerary, *, missing: bool = False) -> Itinerary:
    ele = np.linspace(20.0, 37.46, len(itinerary.lonlat))
    if missing:
        ele[1] = np.nan
    return replace(itinerary, ele=ele, climb_m=17.5, descent_m=0.0)


WRITERS = {
    "gpx": to_gpx,
    "geojson": lambda one: to_geojson([one]),
    "json": lambda one: to_json([one]),
}


@pytest.mark.parametrize("ending", WRITERS)
def test_golden_files(request: pytest.FixtureRequest, ending: str) -> None:
    """Byte for byte what was reviewed; see --regenerate-golden."""
    text, golden = WRITERS[ending](walk()), GOLDEN / f"walk.{ending}"
    if request.config.getoption("--regenerate-golden"):
        golden.write_text(text, encoding="utf-8", newline="")
    assert text == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("lang", ["fr", "en", "nl"])
def test_every_variant_is_valid_by_the_schema(schema, lang: str) -> None:
    itinerary = walk(lang)
    undated = replace(itinerary, data=replace(itinerary.data, osm_timestamp=""))
    variants = [
        itinerary,
        undated,
        with_heights(itinerary),
        with_heights(itinerary, missing=True),
        replace(itinerary, data=replace(itinerary.data, invented=True)),
    ]
    texts = [to_gpx(v) for v in variants] + [to_gpx(itinerary, max_points=3)]
    assert [invalid(schema, text) for text in texts] == [[]] * 6


def test_one_track_with_one_segment_and_all_points() -> None:
    itinerary = walk()
    read = gpxpy.parse(to_gpx(itinerary))
    assert [len(track.segments) for track in read.tracks] == [1]
    points = read.tracks[0].segments[0].points
    assert [(p.longitude, p.latitude) for p in points] == [tuple(p) for p in itinerary.lonlat]
    assert all(p.elevation is None for p in points)


def test_the_metadata_tells_what_it_is_and_whose() -> None:
    read = gpxpy.parse(to_gpx(walk("en")))
    assert read.name == "Étang <d'en haut> & retour"
    assert read.description == "1.2\N{NO-BREAK SPACE}km, about 16\N{NO-BREAK SPACE}min."
    assert (read.author_name, read.copyright_author) == ("itinera", "OpenStreetMap contributors")
    assert (read.copyright_year, read.copyright_license) == (
        "2026",
        "https://opendatacommons.org/licenses/odbl/1-0/",
    )
    assert read.time.isoformat() == "2026-01-02T03:04:05+00:00"
    assert read.keywords == "route, walker, lwn:3 & 4"
    assert read.tracks[0].name == read.name


def test_the_bounds_hold_every_point() -> None:
    itinerary = walk()
    read = gpxpy.parse(to_gpx(itinerary))
    bounds = read.bounds
    lon, lat = itinerary.lonlat.T
    assert (bounds.min_longitude, bounds.max_longitude) == (lon.min(), lon.max())
    assert (bounds.min_latitude, bounds.max_latitude) == (lat.min(), lat.max())


def test_waypoints_are_the_named_places_each_once() -> None:
    itinerary = walk()
    assert [w.name for w in gpxpy.parse(to_gpx(itinerary)).waypoints] == ["A", "E", "C"]
    doubled = replace(itinerary, waypoints=(*itinerary.waypoints, itinerary.waypoints[0]))
    assert len(gpxpy.parse(to_gpx(doubled)).waypoints) == 3
    nameless = replace(itinerary.waypoints[0], name="")
    assert gpxpy.parse(to_gpx(replace(itinerary, waypoints=(nameless,)))).waypoints == []


def test_heights_have_one_decimal_and_unknown_ones_are_left_out() -> None:
    itinerary = with_heights(walk(), missing=True)
    text = to_gpx(itinerary)
    points = gpxpy.parse(text).tracks[0].segments[0].points
    assert [p.elevation for p in points][:2] == [20.0, None]
    assert "<ele>37.5</ele>" in text
    assert "nan" not in text


@pytest.mark.parametrize(
    ("lang", "said"),
    [("fr", "est inventé"), ("en", "is invented"), ("nl", "is verzonnen")],
)
def test_an_invented_map_is_said_so(lang: str, said: str) -> None:
    itinerary = walk(lang)
    invented = replace(itinerary, data=replace(itinerary.data, invented=True))
    read = gpxpy.parse(to_gpx(invented))
    assert said in read.description
    assert said in read.tracks[0].description
    assert said not in to_gpx(itinerary)


def test_an_invented_map_claims_no_data_of_openstreetmap() -> None:
    itinerary = walk()
    data = replace(itinerary.data, invented=True, attribution='Invented "map" <of> us & them')
    read = gpxpy.parse(to_gpx(replace(itinerary, data=data)))
    assert read.copyright_author == (
        'Invented "map" <of> us & them (no data of OpenStreetMap contributors)'
    )


def test_climb_and_simplification_are_described() -> None:
    climbing = to_gpx(with_heights(walk("en")))
    assert "Climb 18 m, descent 0 m." in climbing
    few = gpxpy.parse(to_gpx(walk("en"), max_points=3))
    assert "Simplified to 3 points; the line moves at most " in few.description
    assert len(few.tracks[0].segments[0].points) == 3
    assert "Simplified" not in to_gpx(walk("en"), max_points=500)


def test_fewer_than_two_points_are_refused() -> None:
    with pytest.raises(InputError, match="line of 1 points"):
        to_gpx(walk(), max_points=1)


def test_control_characters_in_names_do_not_break_the_file(schema) -> None:
    assert invalid(schema, to_gpx(replace(walk(), name="a\x00b\x1b[0m\ud800c"))) == []


@given(
    st.lists(
        st.tuples(
            st.integers(-1_800_000_000, 1_800_000_000), st.integers(-900_000_000, 900_000_000)
        ),
        min_size=2,
        max_size=20,
    )
)
def test_points_are_those_that_gpxpy_writes_from_objects(points: list[tuple[int, int]]) -> None:
    """Our column writer against gpxpy's own points, read back: the same numbers."""
    lonlat = np.array(points) / 1e7
    west, south = lonlat.min(axis=0).tolist()
    east, north = lonlat.max(axis=0).tolist()
    moved = replace(PLAIN, lonlat=lonlat, bbox=(west, south, east, north))
    ours = gpxpy.parse(to_gpx(moved)).tracks[0].segments[0].points
    theirs = gpxpy.gpx.GPX()
    segment = gpxpy.gpx.GPXTrackSegment([gpxpy.gpx.GPXTrackPoint(y, x) for x, y in lonlat])
    theirs.tracks.append(gpxpy.gpx.GPXTrack())
    theirs.tracks[0].segments.append(segment)
    again = gpxpy.parse(theirs.to_xml("1.1")).tracks[0].segments[0].points
    assert [(p.latitude, p.longitude) for p in ours] == [(p.latitude, p.longitude) for p in again]


PLAIN = walk()


def test_gpsbabel_reads_it(tmp_path: Path) -> None:
    """Track points and waypoints come out of gpsbabel in the numbers that went in."""
    gpsbabel = shutil.which("gpsbabel")
    if gpsbabel is None:
        pytest.skip("gpsbabel is not installed")
    path = tmp_path / "walk.gpx"
    path.write_text(to_gpx(walk()), encoding="utf-8")
    command = [gpsbabel, "-t", "-i", "gpx", "-f", str(path), "-o", "unicsv", "-F", "-"]
    lines = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert len(lines.strip().splitlines()) == 1 + len(walk().lonlat)
    command = [gpsbabel, "-i", "gpx", "-f", str(path), "-o", "unicsv", "-F", "-"]
    lines = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert len(lines.strip().splitlines()) == 1 + 3


def test_gpsbabel_reads_the_geojson(tmp_path: Path) -> None:
    """It takes a LineString for a route."""
    gpsbabel = shutil.which("gpsbabel")
    if gpsbabel is None:
        pytest.skip("gpsbabel is not installed")
    path = tmp_path / "walk.geojson"
    path.write_text(to_geojson([walk()]), encoding="utf-8")
    command = [gpsbabel, "-r", "-i", "geojson", "-f", str(path), "-o", "unicsv", "-F", "-"]
    lines = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert len(lines.strip().splitlines()) == 1 + len(walk().lonlat)
