"""Explaining ways and nodes of a graph, passable or not."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

from itinera.errors import InputError, UnknownNameError
from itinera.graph.explain import explain
from itinera.osm.codes import Access, Mode
from sketch import World, sketch


@cache
def world() -> World:
    """Return A–B–C–D–E: a gate at B, BC closed in spring, CD a motorway, DE planned."""
    return sketch(
        "A-B-C-D-E",
        tags={
            "BC": {"highway": "track", "foot:conditional": "no @ (Mar-May); no @ (wet)"},
            "CD": {"highway": "motorway"},
            "DE": {"highway": "proposed"},
        },
        nodes={"B": {"barrier": "stile"}},
    )


def test_a_way_is_explained_with_rule_tags_and_edges() -> None:
    here = world()
    found = explain(here.graph, f"way/{here.way_ids['AB']}", Mode.BICYCLE)
    assert found.verdicts["forward"].rule == "default_yes"
    assert found.edges.tolist() == [here.edge("AB")]
    assert set(found.verdicts) == {"forward", "backward"}


@pytest.mark.parametrize(("stretch", "rule"), [("CD", "motorway"), ("DE", "not_built")])
def test_a_way_that_nobody_may_pass_is_explained_too(stretch: str, rule: str) -> None:
    here = world()
    found = explain(here.graph, f"way/{here.way_ids[stretch]}", Mode.FOOT)
    assert found.verdicts["forward"].rule == rule
    assert len(found.edges) == 0


def test_a_barrier_is_explained_with_its_node() -> None:
    here = world()
    found = explain(here.graph, f"node/{ord('B')}", Mode.BICYCLE)
    assert found.verdicts["through"].rule == "barrier_lift"
    assert found.nodes.tolist() == [here.node("B")]


def test_a_junction_without_tags_lets_everybody_pass() -> None:
    here = world()
    found = explain(here.graph, f"node/{ord('A')}", Mode.FOOT)
    assert found.verdicts["through"].rule == "free_node"
    assert found.tags == {}


def test_a_day_tells_what_holds_and_what_nobody_can_decide() -> None:
    here = world()
    found = explain(here.graph, f"way/{here.way_ids['BC']}", Mode.FOOT)
    assert found.on(date(2026, 4, 1)) == (
        {"forward": Access.NO, "backward": Access.NO},
        ("wet",),
    )
    assert found.on(date(2026, 6, 1))[0] == {"forward": Access.YES, "backward": Access.YES}


@pytest.mark.parametrize(
    "element", ["123", "relation/1", "way/", "way/-1", "way/1.5", "road/1", ""]
)
def test_what_is_no_element_is_refused_with_its_text(element: str) -> None:
    with pytest.raises(InputError, match=f"'{element}' is neither"):
        explain(world().graph, element, Mode.FOOT)


def test_an_unknown_way_is_named() -> None:
    with pytest.raises(UnknownNameError, match="Way 999999 is not in this graph"):
        explain(world().graph, "way/999999", Mode.FOOT)


def test_an_unknown_node_is_named() -> None:
    with pytest.raises(UnknownNameError, match="Node 999999 is not in this graph"):
        explain(world().graph, "node/999999", Mode.FOOT)
