"""itinera explain: what it prints for people and for programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from itinera.cli import main
from itinera.cli.explain import WORDS
from itinera.graph.store import save_graph
from sketch import World, sketch
from slopes import sloped

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def world() -> World:
    """Return a oneway AB with a bollard at its end, and a rough path BC."""
    return sketch(
        "A-B-C",
        tags={
            "AB": {"highway": "residential", "oneway": "yes", "access:conditional": "no @ (Aug)"},
            "BC": {"highway": "path", "smoothness": "horrible"},
        },
        nodes={"B": {"barrier": "bollard", "bicycle": "no"}},
    )


@pytest.fixture(scope="module")
def folder(world: World, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the stored graph."""
    path = tmp_path_factory.mktemp("explain") / "graph"
    save_graph(world.graph, path)
    return path


def test_people_read_the_rule_and_the_tags_in_each_direction(
    world: World, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    way = f"way/{world.way_ids['AB']}"
    arguments = ["explain", way, "--profile", "touring_bike", "--lang", "en"]
    assert main([*arguments, "--on", "2026-08-03", "--graph", str(folder)]) == 0
    out = capsys.readouterr().out
    assert "forward: yes." in out
    assert "backward: pushing. Against the oneway the bicycle is pushed (R412-34). " in out
    assert "[push_against: highway=residential, oneway=yes]" in out
    assert "at some times, both ways: no @ (Aug) [access:conditional=no @ (Aug)]" in out
    assert "on 2026-08-03, forward: no, backward: no" in out
    assert "edges in the graph: 1" in out


def test_programs_read_one_json_document(
    world: World, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    way = f"way/{world.way_ids['AB']}"
    arguments = ["explain", way, "--profile", "touring_bike", "--json", "--lang", "en"]
    assert main([*arguments, "--on", "2026-08-03", "--graph", str(folder)]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["backward"] == {
        "access": "push",
        "passable": True,
        "rule": "push_against",
        "text": "Against the oneway the bicycle is pushed (R412-34).",
        "tags": ["highway=residential", "oneway=yes"],
    }
    assert document["on"] == {
        "date": "2026-08-03",
        "forward": "no",
        "backward": "no",
        "undecided": [],
    }


def test_what_the_profile_itself_refuses_is_told(
    world: World, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    way = f"way/{world.way_ids['BC']}"
    assert (
        main(["explain", way, "--profile", "road_bike", "--lang", "en", "--graph", str(folder)])
        == 0
    )
    out = capsys.readouterr().out
    assert "the profile refuses: limits.worst_smoothness = " in out
    assert "(smoothness=horrible, both ways)" in out


def test_a_node_is_explained(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", f"node/{ord('B')}", "--profile", "mtb", "--graph", str(folder)]) == 0
    out = capsys.readouterr().out
    assert "au passage: non. Un attribut d'accès l'interdit." in out
    assert "[forbidden: barrier=bollard, bicycle=no]" in out


@pytest.mark.parametrize("element", ["way/999999", "node/999999", "999999"])
def test_an_unknown_element_is_one_line_and_status_3(
    element: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["explain", element, "--graph", str(folder)]) == 3
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    assert "999999" in captured.err


def test_every_word_is_said_in_three_languages() -> None:
    assert all(len(texts) == 3 and all(texts) for texts in WORDS.values())


@pytest.mark.parametrize(
    ("lang", "says"),
    [
        ("en", "too steep for this profile, limits.max_up_pct = 7.5 (+12.2 % / 25 m, forward)"),
        ("fr", "trop raide pour ce profil, limits.max_up_pct = 7.5 (+12.2 % / 25 m, dans le sens"),
        ("nl", "te steil voor dit profiel, limits.max_up_pct = 7.5 (+12.2 % / 25 m, in de richt"),
    ],
)
def test_a_way_too_steep_is_told_with_its_slope(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], lang: str, says: str
) -> None:
    hill = sketch("A-B", tags={"AB": {"highway": "footway"}})
    save_graph(sloped(hill.graph, 12.0), tmp_path / "graph")
    arguments = ["explain", f"way/{hill.way_ids['AB']}", "--profile", "stroller", "--lang", lang]
    assert main([*arguments, "--graph", str(tmp_path / "graph")]) == 0
    assert says in capsys.readouterr().out
