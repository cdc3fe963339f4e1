"""What `graph info` tells of a graph."""

from __future__ import annotations

import json

import pytest

from itinera.graph.info import as_text, describe
from sketch import marked, sketch, turn

WORLD = sketch(
    "A>>B-C  D-E\n|    |\nF----G",
    tags={"CG": {"highway": "steps"}, "AF": {"highway": "track", "access": "private"}},
    nodes={"G": {"barrier": "gate"}, "B": {"rcn_ref": "7"}},
    relations=[
        turn("FGC"),
        marked("FG", route="hiking", network="rwn", ref="1"),
        turn("BCG", "no_turn_on_red"),
    ],
)


def test_lengths_by_class_and_mode() -> None:
    found = describe(WORLD.graph)
    assert (found["nodes"], found["edges"]) == (7, 6)
    # AB 300, BC 200, CG 200, FG 500, AF 200, DE 200
    assert found["length_m"] == pytest.approx(1600.0, rel=1e-4)
    assert found["modes"]["foot"]["length_m"] == pytest.approx(1400.0, rel=1e-4)
    assert found["modes"]["foot"]["private_m"] == pytest.approx(200.0, rel=1e-4)
    assert found["modes"]["bicycle"]["oneway_m"] == pytest.approx(300.0, rel=1e-4)
    assert found["modes"]["bicycle"]["pushed_m"] == pytest.approx(200.0, rel=1e-4)  # the steps
    assert found["highways"]["steps"]["foot_m"] == pytest.approx(200.0, rel=1e-4)
    assert found["highways"]["track"] == pytest.approx(
        {"length_m": 200.0, "foot_m": 0.0, "bicycle_m": 0.0}, rel=1e-4
    )


def test_components_per_mode() -> None:
    foot = describe(WORLD.graph)["modes"]["foot"]
    assert (foot["weak_components"], foot["strong_components"]) == (2, 2)
    assert foot["largest_weak_nodes"] == 5  # A, B, C, G, F: AF is private, but A–B–C–G–F holds


def test_what_else_is_kept() -> None:
    kept = describe(WORLD.graph)["kept"]
    assert (kept["ways"], kept["barriers"], kept["numbered_nodes"]) == (6, 1, 1)
    assert (kept["marked_routes"], kept["marked_edges"], kept["forbidden_turns"]) == (1, 1, 1)


def test_the_document_is_json_and_its_text_names_the_source() -> None:
    found = describe(WORLD.graph)
    assert json.loads(json.dumps(found)) == found
    text = as_text(found)
    assert text.startswith("sketch.osm, data of 2026-01-02T03:04:05Z\n© OpenStreetMap contributors")
    assert "7 nodes, 6 edges, 1.6 km" in text
    assert "steps" in text


def test_notes_are_told_in_words() -> None:
    world = sketch("A-B-C", tags={"BC": {"highway": "motorway"}}, relations=[turn("ABC")])
    assert "note: 1 turn restrictions that do not fit their ways" in as_text(describe(world.graph))
