"""The published access cases through the whole pipeline: OSM file, graph, profile."""

from __future__ import annotations

import csv
import json
from functools import cache
from typing import TYPE_CHECKING
from xml.sax.saxutils import quoteattr

import numpy as np
import pytest

from conftest import shared_path
from itinera.graph.build import build_graph
from itinera.profile import load_profile, weigh

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from itinera.graph.routegraph import RouteGraph
    from itinera.profile import Weighting

PROFILES = {"foot": "hike", "bicycle": "touring_bike"}


@cache
def cases() -> list[dict[str, str]]:
    path = shared_path("facts", "access_cases.csv")
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def xml_tags(text: str) -> str:
    tags: Mapping[str, str] = json.loads(text)
    return "".join(f"<tag k={quoteattr(k)} v={quoteattr(v)}/>" for k, v in tags.items())


def osm_of_cases() -> str:
    """Draw each case as a way of its own, its node in the middle; a street besides."""
    nodes, ways = [], []
    for number, case in enumerate(
        [*cases(), {"way_tags": '{"highway": "path"}', "node_tags": "{}"}]
    ):
        ids = [10 * number + k for k in (1, 2, 3)]
        for k, node in enumerate(ids):
            tags = xml_tags(case["node_tags"]) if k == 1 else ""
            place = f'lat="{50.3 + number * 1e-3:.7f}" lon="{2.8 + k * 1e-3:.7f}"'
            nodes.append(f'<node id="{node}" version="1" {place}>{tags}</node>')
        refs = "".join(f'<nd ref="{node}"/>' for node in ids)
        tags = xml_tags(case["way_tags"])
        ways.append(f'<way id="{number + 1}" version="1">{refs}{tags}</way>')
    return f'<osm version="0.6">{"".join(nodes)}{"".join(ways)}</osm>'


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> RouteGraph:
    path: Path = tmp_path_factory.mktemp("cases") / "cases.osm"
    path.write_text(osm_of_cases(), encoding="utf-8")
    return build_graph([path])


def passable(graph: RouteGraph, weighting: Weighting, number: int) -> tuple[bool, bool]:
    """Return whether a case's way is passed from its begin to its end, and back."""
    edges = np.flatnonzero(graph.edges.way == number + 1)
    middle = np.flatnonzero(graph.nodes.osm_id == 10 * number + 2)
    if not len(edges) or not np.isfinite(weighting.node_cost[middle]).all():
        return False, False
    return (
        bool(np.isfinite(weighting.cost[2 * edges]).all()),
        bool(np.isfinite(weighting.cost[2 * edges + 1]).all()),
    )


@pytest.mark.parametrize("mode", PROFILES)
def test_a_profile_passes_where_the_published_cases_say(mode: str, graph: RouteGraph) -> None:
    weighting = weigh(load_profile(PROFILES[mode]), graph)
    differing = []
    for number, case in enumerate(cases()):
        if case["mode"] != mode:
            continue
        answers = passable(graph, weighting, number)
        told = (case["forward"], case["backward"])
        if any(said not in ("", str(int(got))) for said, got in zip(told, answers, strict=True)):
            differing.append((case["way_tags"], case["node_tags"], told, answers))
    assert differing == []
