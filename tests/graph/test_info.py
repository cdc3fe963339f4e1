"""What `graph info` tells of a graph."""

from __future__ import annotations

import json

import numpy as np
import pytest

from itinera.graph.elevate import with_heights
from itinera.graph.info import as_text, describe
from sketch import marked, sketch, turn
from terrains import FormulaTerrain, plane

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


def test_a_graph_without_heights_says_so() -> None:
    found = describe(WORLD.graph)
    assert found["elevation"] is None
    assert "heights" not in as_text(found)


def test_heights_are_told_with_what_is_unknown() -> None:
    """East of 450 m nothing is known: 50 m of BC's 200 m (5 of 22 samples), CG and DE whole."""
    terrain = FormulaTerrain(lambda x, _y: np.where(x < 450.0, 20.0 + x / 10.0, np.nan))
    found = describe(with_heights(WORLD.graph, terrain))["elevation"]
    assert found["min_m"] == 20.0
    assert 64.0 < found["max_m"] <= 65.0
    assert found["unknown_m"] == pytest.approx(50.0 + 50.0 + 200.0 + 200.0, abs=12.0)
    assert found["coverage"] == pytest.approx(1.0 - found["unknown_m"] / 1600.0, abs=1e-3)
    assert found["rasters"] == ["formula"]
    assert found["model"] is False
    assert (found["flat_m"], found["spanned_m"], found["corrected_m"]) == (0.0, 0.0, 0.0)


def test_rasters_that_disagree_are_told_again() -> None:
    """The warning of the build would else be gone; the graph stays the same graph."""
    terrain = plane(1.0)
    same = with_heights(WORLD.graph, terrain).source.graph_id
    terrain.notes = ("east.tif and west.tif disagree by up to 50 m",)
    graph = with_heights(WORLD.graph, terrain)
    assert "  elevation note 1: east.tif and west.tif disagree by up to 50 m" in as_text(
        describe(graph)
    )
    assert graph.source.graph_id == same


def test_heights_in_words() -> None:
    text = as_text(describe(with_heights(WORLD.graph, plane(1.0))))
    assert "heights from formula: 50.0 to 60.0 m; 0.0 km unknown" in text
    assert "0.0 km unknown, 0.0 km bridged void, 0.0 km corrected" in text
    nowhere = FormulaTerrain(lambda x, _y: np.nan * x, model=True)
    found = describe(with_heights(WORLD.graph, nowhere))
    assert "none known; 1.6 km unknown" in as_text(found)
    assert json.loads(json.dumps(found, allow_nan=False)) == found
