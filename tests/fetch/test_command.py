"""`itinera data fetch` from the command line: what lands, what is printed, which status."""

from __future__ import annotations

import gzip
import hashlib
import json
import time
from typing import TYPE_CHECKING

import pytest

from fetch_worlds import LENS, LENS_BE, SEARCH, answers
from itinera.bundle import bundled
from itinera.cli import main
from itinera.fetch.client import Patience
from itinera.graph.store import open_graph
from loopback import page, serve, status, zipped

if TYPE_CHECKING:
    from pathlib import Path

    from loopback import Site

MAP = bundled("data/osm/bassin-minier-maquette.osm.pbf").read_bytes()
TILE = gzip.compress(bytes(1201 * 1201 * 2), mtime=0)
NORD = "/extracts/europe/france/nord-pas-de-calais-latest.osm.pbf"
XML = (
    '<osm version="0.6"><node id="1" lat="50.43" lon="2.82"/><node id="2" lat="50.44" lon="2.82"/>'
    '<way id="3"><nd ref="1"/><nd ref="2"/><tag k="highway" v="path"/></way></osm>\n'
)


@pytest.fixture(autouse=True)
def _here(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Point every mirror at loopback, the data folder at a new one, and wait for nobody."""
    for kind in ("extracts", "overpass", "nominatim", "elevation"):
        monkeypatch.setenv(f"ITINERA_MIRROR_{kind.upper()}", f"{site.url}/{kind}")
    monkeypatch.delenv("ITINERA_SOURCES", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "xdg"))
    monkeypatch.setattr(time, "sleep", lambda _: None)
    hasty = Patience(attempts=2, silence_s=5.0)
    monkeypatch.setattr("itinera.fetch.client.Patience", lambda: hasty)


def stand_up_the_region(site: Site) -> None:
    """Put the extract, its checksum and its two tiles on the server."""
    site.put(NORD, serve(MAP))
    site.put(NORD + ".md5", page(hashlib.md5(MAP).hexdigest(), kind="text/plain"))
    for cell in ("N50E002", "N50E003"):
        site.put(f"/elevation/N50/{cell}.hgt.gz", serve(TILE))


def test_a_region_with_its_elevation(
    site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The paths on stdout, the outline beside the extract; the second run transfers nothing."""
    stand_up_the_region(site)
    argv = ["data", "fetch", "nord-pas-de-calais", "--elevation"]
    assert main(argv) == 0
    out, err = capsys.readouterr()
    folder = tmp_path / "xdg" / "itinera"
    names = ["nord-pas-de-calais.osm.pbf", "N50E002.hgt.gz", "N50E003.hgt.gz"]
    assert out.splitlines() == [str(folder / name) for name in names]
    assert (folder / "nord-pas-de-calais.clip.geojson").is_file()
    assert f"{len(MAP) / 1e6:.1f} MB came" in err
    sent = site.sent
    assert main([*argv, "--json"]) == 0
    out, err = capsys.readouterr()
    assert site.sent == sent
    files = json.loads(out)["files"]
    assert [row["name"] for row in files] == names
    assert [row["transferred"] for row in files] == [0, 0, 0]
    assert files[0]["sha256"] == hashlib.sha256(MAP).hexdigest()
    assert files[0]["source"] == site.url + NORD
    assert "nothing is newer" not in out


def test_a_place_goes_where_one_wants_it(
    site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """--to names the folder; the result builds."""
    site.put(SEARCH, answers(LENS))
    site.put("/overpass/interpreter", zipped(XML.encode()))
    folder = tmp_path / "here"
    assert main(["data", "fetch", "Lens, France", "--to", str(folder)]) == 0
    path = folder / "lens-france.osm"
    assert capsys.readouterr().out == f"{path}\n"
    assert main(["graph", "build", str(path), "-o", str(tmp_path / "graph")]) == 0


def test_tiles_as_they_come_give_the_graph_its_heights(
    site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The folder of what was fetched is what --dem wants; other files there do no harm."""
    site.put(SEARCH, answers(LENS))
    site.put("/overpass/interpreter", zipped(XML.encode()))
    hill = gzip.compress(b"\x00\x25" * (1201 * 1201), mtime=0)  # 37 m everywhere
    site.put("/elevation/N50/N50E002.hgt.gz", serve(hill))
    folder, graph = tmp_path / "here", tmp_path / "graph"
    assert main(["data", "fetch", "Lens, France", "--elevation", "--to", str(folder)]) == 0
    osm = capsys.readouterr().out.splitlines()[0]
    assert main(["graph", "build", osm, "-o", str(graph), "--dem", str(folder)]) == 0
    heights = open_graph(graph).heights
    assert heights is not None
    assert heights.of_edge(0).tolist() == [37.0] * len(heights.of_edge(0))


def test_a_tile_by_its_name(site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One degree, named by its corner."""
    stand_up_the_region(site)
    assert main(["data", "fetch", "N50E003", "--to", str(tmp_path)]) == 0
    assert capsys.readouterr().out == f"{tmp_path / 'N50E003.hgt.gz'}\n"


def test_a_path_has_no_box_for_tiles(
    site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The extract comes, and the user is told what to name."""
    site.put("/extracts/europe/malta-latest.osm.pbf", serve(MAP))
    site.put("/extracts/europe/malta-latest.osm.pbf.md5", page(hashlib.md5(MAP).hexdigest()))
    assert main(["data", "fetch", "europe/malta", "--elevation", "--to", str(tmp_path)]) == 0
    out, err = capsys.readouterr()
    assert out == f"{tmp_path / 'malta.osm.pbf'}\n"
    assert "name its elevation tiles yourself" in err


@pytest.mark.parametrize(
    ("what", "exit_status", "told"),
    [
        ("Xyzzy", 3, "knows no place 'Xyzzy'"),
        ("Lens", 3, "may be any of 2 places: relation/58404"),
        ("nord-pas-de-calais", 5, "answers 503"),
        ("europe/atlantis", 5, "answers 404"),
        ("N50E002", 5, "answers 404"),
    ],
)
def test_what_goes_wrong_is_one_line_and_a_status(
    what: str, exit_status: int, told: str, site: Site, tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    """A bad name is 3, a server in trouble 5; stdout stays empty and nothing lands."""
    site.put(SEARCH, answers() if what == "Xyzzy" else answers(LENS, LENS_BE))
    site.put(NORD, status(503))
    assert main(["--quiet", "data", "fetch", what, "--to", str(tmp_path / "to")]) == exit_status
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("itinera: error: ")
    assert told in err
    assert err.count("\n") == 1
    assert [p for p in (tmp_path / "to").glob("*") if not p.name.startswith(".")] == []


def test_list_and_info_tell_what_was_fetched(
    site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With the regions by name, and where each file came from."""
    assert main(["data", "list"]) == 0
    out = capsys.readouterr().out
    assert "nord-pas-de-calais" in out
    assert "Fetched:" not in out
    stand_up_the_region(site)
    assert main(["data", "fetch", "N50E002"]) == 0
    assert main(["data", "list"]) == 0
    assert "N50E002.hgt.gz" in capsys.readouterr().out.split("Fetched:")[1]
    assert main(["data", "list", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert [row["name"] for row in listed["fetched"]] == ["N50E002.hgt.gz"]
    assert {"picardie", "belgium"} <= {row["name"] for row in listed["regions"]}
    assert main(["data", "info", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)["fetched"]
    assert told[0]["source"] == f"{site.url}/elevation/N50/N50E002.hgt.gz"
    assert main(["data", "info"]) == 0
    line = f"{hashlib.sha256(TILE).hexdigest()}  N50E002.hgt.gz  {site.url}/elevation/"
    assert line in capsys.readouterr().out


def test_a_progress_bar_is_for_terminals(
    site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """And not for --quiet."""
    stand_up_the_region(site)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    assert main(["data", "fetch", "N50E002", "--to", str(tmp_path / "a")]) == 0
    assert "N50E002 [##############################] 0.0 of 0.0 MB" in capsys.readouterr().err
    assert main(["--quiet", "data", "fetch", "N50E002", "--to", str(tmp_path / "b")]) == 0
    assert "#" not in capsys.readouterr().err
