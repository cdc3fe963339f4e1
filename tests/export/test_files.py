"""Files are whole or not there; formats are found by name and by ending."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itinera.errors import InputError, OutsideError
from itinera.export import files
from itinera.export.files import write_several, write_whole
from itinera.export.formats import ENDINGS, FORMATS, format_of, rendered, save, slug
from itinera.itinerary import About
from itinerary.hills import raised
from itinerary.trips import trip
from sketch import sketch

HILL = raised(sketch("A--B"), lambda lonlat: 20.0 + 5000.0 * (lonlat[:, 0] - 2.8))
ONE = trip(HILL, "AB", about=About(name="Étape 1 : Lens", lang="fr"))


def left_over(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_is_written_whole_with_plain_rights(tmp_path: Path) -> None:
    path = tmp_path / "new" / "out.gpx"
    write_whole(path, b"content")
    assert path.read_bytes() == b"content"
    assert left_over(path.parent) == ["out.gpx"]
    plain = tmp_path / "plain"
    plain.write_bytes(b"")
    assert path.stat().st_mode == plain.stat().st_mode


@pytest.mark.parametrize(
    ("number", "remedy"), [(errno.ENOSPC, "Free some space"), (errno.EIO, "Check the path")]
)
def test_a_disk_that_refuses_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, remedy: str
) -> None:
    path = tmp_path / "out.gpx"
    path.write_bytes(b"old")

    def refuse(_: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(files.os, "fsync", refuse)
    with pytest.raises(OutsideError, match=r"out\.gpx cannot be written") as caught:
        write_whole(path, b"new")
    assert remedy in caught.value.remedy
    assert path.read_bytes() == b"old"
    assert left_over(tmp_path) == ["out.gpx"]


def test_an_interrupted_write_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "out.gpx"
    path.write_bytes(b"old")

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(files.os, "replace", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_whole(path, b"new")
    assert (path.read_bytes(), left_over(tmp_path)) == (b"old", ["out.gpx"])


def test_a_parent_that_is_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(OutsideError, match="cannot be written"):
        write_whole(tmp_path / "file" / "out.gpx", b"")


def test_several_files_want_a_folder(tmp_path: Path) -> None:
    write_several(tmp_path / "out", {"a": b"1", "b": b"2"})
    assert left_over(tmp_path / "out") == ["a", "b"]
    with pytest.raises(OutsideError, match="is a file, but 2 files"):
        write_several(tmp_path / "out" / "a", {"a": b"", "b": b""})


@pytest.mark.parametrize(
    ("name", "path", "format_name"),
    [
        (None, None, "gpx"),
        ("geojson", None, "geojson"),
        ("json", "x.gpx", "json"),
        (None, "x.geojson", "geojson"),
        (None, "x.GPX", "gpx"),
        (None, "folder", "gpx"),
    ],
)
def test_formats_go_by_name_then_by_ending(
    name: str | None, path: str | None, format_name: str
) -> None:
    assert format_of(name, None if path is None else Path(path)) == format_name


def test_unknown_formats_are_refused_with_the_known_ones() -> None:
    with pytest.raises(InputError, match=r"no format 'kml'.*gpx, geojson, json"):
        format_of("kml", None)
    with pytest.raises(InputError, match=r"x\.docx ends in '\.docx'"):
        format_of(None, Path("x.docx"))


def test_every_ending_is_of_a_format() -> None:
    assert set(ENDINGS.values()) == set(FORMATS)


def test_one_itinerary_goes_into_the_named_file(tmp_path: Path) -> None:
    for ending in ENDINGS:
        path = tmp_path / f"out{ending}"
        assert save([ONE], path) == [path]
        assert path.stat().st_size > 500


def test_several_gpx_go_into_a_folder_numbered_and_named(tmp_path: Path) -> None:
    written = save([ONE, ONE], tmp_path / "out")
    assert [p.name for p in written] == ["01-etape-1-lens.gpx", "02-etape-1-lens.gpx"]
    assert left_over(tmp_path / "out") == [p.name for p in written]


def test_one_itinerary_goes_into_a_folder_that_is_there(tmp_path: Path) -> None:
    assert save([ONE], tmp_path) == [tmp_path / "01-etape-1-lens.gpx"]


def test_several_gpx_do_not_go_into_one_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"2 itineraries do not go into one file out\.gpx"):
        save([ONE, ONE], tmp_path / "out.gpx")
    assert left_over(tmp_path) == []


def test_several_json_go_into_one_file(tmp_path: Path) -> None:
    (path,) = save([ONE, ONE], tmp_path / "out.json")
    assert len(json.loads(path.read_text(encoding="utf-8"))["itineraries"]) == 2


def test_fewer_points_in_every_format() -> None:
    for name in FORMATS:
        (short,) = rendered([ONE], name, max_points=2)
        assert short


def test_the_same_itinerary_gives_the_same_bytes() -> None:
    for name in FORMATS:
        assert rendered([ONE], name) == rendered([ONE], name)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Loos-en-Gohelle – Étang d’Oignies", "loos-en-gohelle-etang-d-oignies"),
        ("  ", "itinerary"),
        ("道", "itinerary"),
        ("../../etc/passwd", "etc-passwd"),
    ],
)
def test_slugs(name: str, expected: str) -> None:
    assert slug(name) == expected


@given(st.text(max_size=200))
def test_a_slug_is_a_harmless_file_name(name: str) -> None:
    made = slug(name)
    assert made
    assert len(made) <= 60
    assert set(made) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
