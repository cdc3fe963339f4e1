"""`itinera profiles`: list, show, check."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from itinera.cli import main
from itinera.profile import builtin_profiles, load_profile


def test_list_has_a_line_per_profile_in_the_language_asked(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["profiles", "list", "--lang", "nl"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == builtin_profiles()
    assert "Wandelen" in next(line for line in lines if line.startswith("hike"))


def test_list_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["profiles", "list", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)["profiles"]
    assert {row["name"]: row["mode"] for row in rows}["gravel"] == "bicycle"


def test_what_show_prints_is_a_profile(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["profiles", "show", "mtb"]) == 0
    copy = tmp_path / "mtb.toml"
    copy.write_text(capsys.readouterr().out)
    assert load_profile(copy) == load_profile("mtb")


def test_check_says_ok(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text('extends = "hike"\n')
    assert main(["profiles", "check", str(own)]) == 0
    assert "ok" in capsys.readouterr().out
    assert main(["profiles", "check", str(own), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["ok"] is True


def test_check_names_file_line_and_key(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text('extends = "hike"\n[cost.surface]\nsnad = 2\n')
    assert main(["profiles", "check", str(own)]) == 3
    error = capsys.readouterr().err
    assert "own.toml, line 3: cost.surface.snad" in error
    assert len(error.splitlines()) == 1
