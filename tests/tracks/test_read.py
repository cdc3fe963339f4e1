"""A track file is read, or refused with the file, the line and what to do."""

from __future__ import annotations

import json
import tracemalloc
from pathlib import Path

import numpy as np
import pytest

from conftest import shared_path
from itinera.errors import InputError, OutsideError
from itinera.tracks import guard
from itinera.tracks.read import read_track, track_of_geojson, track_of_gpx

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<gpx version="1.1" creator="x" xmlns="http://www.topografix.com/GPX/1/1">\n'
POINTS = '<trkpt lat="50.4" lon="2.8"><ele>31.5</ele></trkpt>\n<trkpt lat="50.41" lon="2.81"/>\n'
TRACK = f"<trk><name>Sunday\n ride</name><trkseg>\n{POINTS}</trkseg></trk>\n"


def gpx(body: str) -> bytes:
    return f"{HEAD}{body}</gpx>\n".encode()


def test_a_track_with_its_heights_and_lines() -> None:
    track = track_of_gpx(gpx(TRACK), "a.gpx")
    assert track.name == "Sunday ride"
    assert track.lonlat.tolist() == [[2.8, 50.4], [2.81, 50.41]]
    assert track.ele is not None
    assert track.ele[0] == 31.5
    assert np.isnan(track.ele[1])
    assert track.line.tolist() == [5, 6]
    assert track.at_m()[-1] == pytest.approx(1319.6, abs=1.0)


def test_what_lies_between_two_segments_has_no_length() -> None:
    second = '<trkseg><trkpt lat="50.5" lon="2.8"/><trkpt lat="50.5" lon="2.81"/></trkseg>'
    track = track_of_gpx(gpx(f"<trk><trkseg>{POINTS}</trkseg>{second}</trk>"), "a.gpx")
    assert track.segment.tolist() == [0, 0, 1, 1]
    assert track.step_m()[1] == 0.0
    assert track.name == "a.gpx"


def test_one_of_several_tracks_is_chosen_by_number() -> None:
    other = TRACK.replace("Sunday\n ride", "Monday").replace("2.81", "2.83")
    track = track_of_gpx(gpx(TRACK + other), "a.gpx", track=2)
    assert (track.name, track.lonlat[1, 0]) == ("Monday", 2.83)


@pytest.mark.parametrize("encoding", ["iso-8859-1", "utf-16"])
def test_a_declared_encoding_is_honoured(encoding: str) -> None:
    text = f"{HEAD}{TRACK}</gpx>".replace("UTF-8", encoding).replace("Sunday", "Été")
    assert track_of_gpx(text.encode(encoding), "a.gpx").name == "Été ride"


@pytest.mark.parametrize(
    ("body", "said", "remedy"),
    [
        ("", "a.gpx has no track.", "as a track"),
        (
            '<rte><rtept lat="1" lon="2"/></rte>',
            r"a.gpx, line \d: it has no track, only 1 route\(s\)",
            "names the places",
        ),
        ('<wpt lat="1" lon="2"/><wpt lat="1" lon="3"/>', r"only 2 waypoint\(s\)", "as a track"),
        (TRACK + TRACK, r"2 tracks \(1 at line 5, 2 at line 10\)", "--track N"),
        ("<trk><trkseg/></trk>", r"0 point\(s\)", "two different points"),
        ('<trk><trkseg><trkpt lat="1" lon="2"/></trkseg></trk>', r"1 point\(s\)", "two different"),
        (TRACK.replace("50.41", "95"), r"line 6, segment 1, point 2 is at lat='95'", "swapped"),
        (TRACK.replace("50.41", "200"), "line 6.*not on the Earth", "remove this point"),
        (TRACK.replace("50.41", "north"), "line 6.*lat='north'", "remove this point"),
        (TRACK.replace("50.41", "nan"), "line 6.*lat='nan'", "remove this point"),
        (TRACK.replace('lat="50.41" ', ""), "line 6.*has no lat", "remove this point"),
        (TRACK.replace('lon="2.81"', ""), "line 6.*has no lon", "remove this point"),
        (TRACK.replace("31.5", "high"), "does not follow GPX", "Export"),
        (TRACK.replace("</trkseg>", ""), "line 7, column .*XML is broken", "cut short"),
        ("<trk>" + POINTS + "</trk>", "line 3: a <trkpt> stands outside", "GPX 1.1"),
    ],
)
def test_a_bad_gpx_is_named_with_its_line_and_a_remedy(body: str, said: str, remedy: str) -> None:
    with pytest.raises(InputError, match=said) as error:
        track_of_gpx(gpx(body), "a.gpx")
    assert "a.gpx" in error.value.problem
    assert remedy in error.value.remedy


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "line 1, column 1: the XML is broken"),
        (gpx(TRACK)[:-20], "the XML is broken"),
        (b"<kml/>", "the document is <kml>, not <gpx>"),
        (b'<!DOCTYPE gpx [<!ENTITY a "b">]><gpx/>', "line 1.*document type or entities"),
        (b'<!DOCTYPE gpx SYSTEM "file:///etc/passwd"><gpx/>', "document type or entities"),
        (b'<?xml version="1.0" encoding="klingon"?><gpx/>', "XML is broken|cannot be decoded"),
        (gpx("<trk><trkseg>&lol;</trkseg></trk>"), "the XML is broken"),
    ],
)
def test_what_is_no_gpx_is_refused(data: bytes, said: str) -> None:
    with pytest.raises(InputError, match=said):
        track_of_gpx(data, "a.gpx")


def test_entities_are_refused_before_they_grow() -> None:
    """A billion laughs takes no memory: nothing is expanded."""
    lol = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))
    bomb = f'<!DOCTYPE gpx [<!ENTITY l0 "lol">{lol}]><gpx>&l9;</gpx>'.encode()
    tracemalloc.start()
    with pytest.raises(InputError, match="document type or entities"):
        track_of_gpx(bomb, "bomb.gpx")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 10_000_000


def test_a_number_that_no_track_has_is_refused() -> None:
    with pytest.raises(InputError, match="no track 2: it has 1"):
        track_of_gpx(gpx(TRACK), "a.gpx", track=2)


def test_prefixed_elements_are_refused_not_taken_for_an_empty_file() -> None:
    body = (
        '<g:gpx xmlns:g="http://www.topografix.com/GPX/1/1" version="1.1">'
        '<g:trk><g:trkseg><g:trkpt lat="1" lon="2"/><g:trkpt lat="1" lon="3"/></g:trkseg></g:trk>'
        "</g:gpx>"
    )
    with pytest.raises(InputError, match="cannot be read"):
        track_of_gpx(body.encode(), "a.gpx")


def test_too_many_points_and_bytes_are_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(guard, "MAX_POINTS", 1)
    with pytest.raises(InputError, match="line 6: the file has more than 1 track points"):
        track_of_gpx(gpx(TRACK), "a.gpx")
    monkeypatch.setattr(guard, "MAX_BYTES", 10)
    with pytest.raises(InputError, match="the limit is 0 MB"):
        track_of_gpx(gpx(TRACK), "a.gpx")


def test_a_missing_file_is_something_outside(tmp_path: Path) -> None:
    with pytest.raises(OutsideError, match=r"no\.gpx cannot be read"):
        read_track(tmp_path / "no.gpx")


def test_a_geojson_line_is_a_track(tmp_path: Path) -> None:
    path = tmp_path / "a.geojson"
    feature = {
        "type": "Feature",
        "properties": {"name": "Stage"},
        "geometry": {"type": "MultiLineString", "coordinates": [[[2, 50, 9], [3, 50]]]},
    }
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    track = read_track(path)
    assert (track.name, track.lonlat.tolist()) == ("Stage", [[2.0, 50.0], [3.0, 50.0]])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "is no JSON"),
        ("[]", "has 0 lines"),
        ('{"type": "Point", "coordinates": [2, 50]}', "has 0 lines"),
        ('{"type": "LineString", "coordinates": [[2, 50], 7]}', "part 1, point 2 is 7"),
        ('{"type": "LineString", "coordinates": [[2, 50], [2, 95]]}', "point 2 is at lat=95"),
        ('{"type": "LineString", "coordinates": [[2, 50], [2, 50]]}', "in one place"),
    ],
)
def test_a_bad_geojson_is_refused(text: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        track_of_geojson(text.encode(), "a.geojson")


@pytest.mark.parametrize(
    ("name", "points", "length_m"),
    [
        ("pimpmygpx/Course_pied_du_midi_Douai.gpx", 2578, 7879.0),
        ("pimpmygpx/Course_pied_mal_positionne_LaBassee.gpx", 2158, 6554.0),
        ("pimpmygpx/La_Landasienne_2023_5Km_20231015.gpx", 1680, 4810.0),
        ("tour-de-france/trace_2022_5.geojson", 8668, 154230.0),
    ],
)
def test_real_recordings_are_read_whole(name: str, points: int, length_m: float) -> None:
    track = read_track(shared_path("data", "gpx", *name.split("/")))
    assert len(track.lonlat) == points
    assert track.at_m()[-1] == pytest.approx(length_m, abs=1.0)
