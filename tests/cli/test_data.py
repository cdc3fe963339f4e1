"""`itinera data` and `itinera publish` from the command line."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

import pytest

from drawn_site import make_site
from itinera.bundle import bundled
from itinera.cli import main

if TYPE_CHECKING:
    from pathlib import Path

    from drawn_site import Site


def test_data_list_names_the_map_and_the_tables(capsys: pytest.CaptureFixture[str]) -> None:
    """What comes along is listed with its size and place."""
    assert main(["data", "list", "--json"]) == 0
    rows = {row["name"]: row for row in json.loads(capsys.readouterr().out)["data"]}
    assert {"bassin-minier-maquette.osm.pbf", "modele-sol.tif", "modele-terrils.tif"} <= set(rows)
    assert rows["terrils.csv"]["size"] == bundled("data/waypoints/terrils.csv").stat().st_size
    assert main(["data", "list"]) == 0
    assert "terrils.csv" in capsys.readouterr().out


def test_data_info_adds_checksums_and_licences(capsys: pytest.CaptureFixture[str]) -> None:
    """The checksums are those of the files; the licences are told in full."""
    assert main(["data", "info", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    content = bundled("data/waypoints/parks.csv").read_bytes()
    sums = {row["name"]: row["sha256"] for row in told["data"]}
    assert sums["parks.csv"] == hashlib.sha256(content).hexdigest()
    assert "ODbL" in told["licences"]
    assert main(["data", "info"]) == 0
    assert sums["parks.csv"] in capsys.readouterr().out


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Return a published world."""
    return make_site(tmp_path_factory.mktemp("published"))


def test_publish_takes_the_specs_of_the_folder_one_stands_in(
    site: Site, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without arguments it is ./routes; the report goes to stderr, stdout stays empty."""
    monkeypatch.chdir(site.routes.parent)
    assert main(["publish", "--graph", str(site.graph)]) == 0
    out, err = capsys.readouterr()
    assert out == ""
    assert "un-tour: unchanged, 0.8 km" in err
    assert "0 written, 2 unchanged" in err


def test_publish_elsewhere_writes_there(site: Site, tmp_path: Path) -> None:
    """-o names the folder of the results."""
    spec = str(site.routes / "un-tour.toml")
    assert main(["publish", spec, "--graph", str(site.graph), "-o", str(tmp_path / "out")]) == 0
    assert (tmp_path / "out" / "un-tour" / "un-tour.gpx").is_file()


def test_publish_names_an_unsound_spec_and_publishes_the_others(
    site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Status 3, one line that names the file, and the sound one is there."""
    bad = tmp_path / "bad.toml"
    bad.write_text('profile = "hike"\n', encoding="utf-8")
    argv = ["--quiet", "publish", str(bad), str(site.routes / "un-tour.toml")]
    assert main([*argv, "--graph", str(site.graph), "-o", str(tmp_path)]) == 3
    err = capsys.readouterr().err
    assert err.startswith(f"itinera: error: {bad}: key 'via' is None.")
    assert err.count("\n") == 1
    assert (tmp_path / "un-tour" / "facts.json").is_file()


def test_publish_names_all_unsound_specs_in_one_line(
    site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two unsound specs are two names in one line."""
    bad = [tmp_path / "one.toml", tmp_path / "two.toml"]
    for path in bad:
        path.write_text("colour = 3\n", encoding="utf-8")
    assert main(["publish", *map(str, bad), "--graph", str(site.graph)]) == 3
    err = capsys.readouterr().err
    assert "2 of 2 specs cannot be published" in err
    assert all(str(path) in err for path in bad)


def test_publish_without_any_spec_uses_those_that_come_along(
    site: Site,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """In an empty folder the bundled specs are computed (here on a map that has none of them)."""
    monkeypatch.chdir(tmp_path)
    assert main(["publish", "--graph", str(site.graph), "-o", "out"]) == 3
    assert "de-gare-en-gare.toml" in capsys.readouterr().err
    monkeypatch.setattr("itinera.bundle.bundled", lambda _: tmp_path / "none")
    assert main(["publish", "--graph", str(site.graph)]) == 3
    assert "There is nothing to publish." in capsys.readouterr().err
