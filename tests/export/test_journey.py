"""Files of a journey: schema-valid, named by slug and language, put in place together or not."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from lxml import etree

from conftest import shared_path
from itinera.errors import OutsideError
from itinera.export.files import write_folder
from itinera.export.journey import is_file_of, journey_files, journey_rows, stage_object
from itinera.itinerary.i18n import LANGUAGES
from planning.journey.ladder import along, at, planner

if TYPE_CHECKING:
    from pathlib import Path

    from itinera.planning.journey import Journey


@pytest.fixture(scope="module")
def journeys() -> dict[str, Journey]:
    """Return one journey in all languages."""
    names = dict.fromkeys(LANGUAGES, "Ladder | up")
    return planner().journeys_in(along(closed_days=(2,), access=(at("I"),)), names)


def test_every_gpx_is_valid_and_holds_one_track(journeys: dict[str, Journey]) -> None:
    """The whole, three stages and two variants."""
    schema = etree.XMLSchema(etree.parse(shared_path("data", "schema", "gpx-1.1.xsd")))
    files = journey_files(journeys["fr"], "echelle", max_points=4)
    gpx = {name: text for name, text in files.items() if name.endswith(".gpx")}
    assert len(gpx) == 6
    for name, text in gpx.items():
        tree = etree.fromstring(text)
        assert schema.validate(tree), (name, schema.error_log)
        assert len(tree.findall("{*}trk")) == 1
        assert len(tree.findall(".//{*}trkpt")) <= 4


def test_names_say_slug_kind_number_and_ends(journeys: dict[str, Journey]) -> None:
    """In the journey's language; the writer knows its own, and nobody else's."""
    names = [*journey_files(journeys["fr"], "echelle")]
    assert names[:3] == [
        "echelle.gpx",
        "echelle-etape-01-a-inn-c.gpx",
        "echelle-etape-02-inn-c-inn-e.gpx",
    ]
    assert "echelle-etapes.csv" in names
    for lang in LANGUAGES:
        assert all(is_file_of(name, "echelle") for name in journey_files(journeys[lang], "echelle"))
    strangers = (
        "echelle.toml",
        "echelle-bleue.gpx",
        "echelle-etape-x.gpx",
        "lechelle.gpx",
        "echelle-etapes.txt",
    )
    assert not any(is_file_of(name, "echelle") for name in strangers)


def test_every_file_of_the_invented_map_says_so(journeys: dict[str, Journey]) -> None:
    """Whatever one file is passed on alone."""
    from dataclasses import replace

    def invented(one):
        return replace(one, data=replace(one.data, invented=True))

    journey = journeys["en"]
    journey = replace(
        journey,
        whole=invented(journey.whole),
        stages=tuple(replace(s, itinerary=invented(s.itinerary)) for s in journey.stages),
        variants=tuple(invented(one) for one in journey.variants),
    )
    for name, content in journey_files(journey, "ladder").items():
        assert b"invented" in content, name


def test_a_table_cell_cannot_break_the_table(journeys: dict[str, Journey]) -> None:
    """A bar in a name is escaped in Markdown."""
    text = journey_files(journeys["en"], "ladder")["ladder-stages.md"].decode()
    rows = [line for line in text.splitlines() if line.startswith("|")]
    assert len(rows) == 2 + len(journeys["en"].stages)
    assert len({line.replace("\\|", "").count("|") for line in rows}) == 1


def test_rows_and_objects_tell_the_same(journeys: dict[str, Journey]) -> None:
    """Numbers of the table are those of the stages."""
    head, *rows = journey_rows(journeys["nl"])
    assert len(head) == len(rows[0])
    for row, stage in zip(rows, journeys["nl"].stages, strict=True):
        told = stage_object(stage)
        assert row[0] == str(told["number"])
        assert (told["end"] is None) == (stage.number == len(rows))
    assert "overnachting Inn C" in rows[0][9]


def test_a_folder_is_written_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the disk refuses in the middle, everything is as it was, and nothing lies beside."""
    folder = tmp_path / "out"
    write_folder(folder, {"a": b"1", "b": b"1"}, own=lambda name: name == "old")
    (folder / "old").write_bytes(b"1")
    real = os.rename

    def refuse(begin: Path, end: Path) -> None:
        if end == folder / "b" and begin.parent.name == "new":
            raise OSError(28, "No space left on device")
        real(begin, end)

    monkeypatch.setattr(os, "rename", refuse)
    with pytest.raises(OutsideError, match=r"out cannot be written: No space left"):
        write_folder(folder, {"a": b"2", "b": b"2"}, own=lambda name: name == "old")
    assert {p.name: p.read_bytes() for p in folder.iterdir()} == {"a": b"1", "b": b"1", "old": b"1"}
    monkeypatch.undo()
    write_folder(folder, {"a": b"2", "c": b"2"}, own=lambda name: name == "old")
    assert {p.name: p.read_bytes() for p in folder.iterdir()} == {"a": b"2", "b": b"1", "c": b"2"}
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_folder_under_a_file_is_refused(tmp_path: Path) -> None:
    """Neither in a file's place nor below one."""
    (tmp_path / "file").write_text("mine")
    with pytest.raises(OutsideError, match="file is a file, but 1 files"):
        write_folder(tmp_path / "file", {"a": b""}, own=lambda _: False)
    with pytest.raises(OutsideError, match="cannot be written"):
        write_folder(tmp_path / "file" / "below", {"a": b""}, own=lambda _: False)
