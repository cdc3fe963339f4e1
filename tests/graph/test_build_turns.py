"""Turn restrictions become sequences of arcs that may not follow one another."""

from __future__ import annotations

import pytest

from itinera.graph.build_turns import binding_of
from sketch import Relation, World, sketch, turn

CROSS = """
  N
  |
W-X-E
  |
  S
"""


def forbidden(world: World, mode: str = "bicycle") -> set[str]:
    """Return the forbidden sequences as letters."""
    turns = world.graph.turns
    binds = getattr(turns, mode)
    return {
        world.spell(turns.arcs[turns.offsets[i] : turns.offsets[i + 1]].tolist())
        for i in range(len(turns.relation))
        if binds[i]
    }


def cross(*relations: Relation) -> World:
    """Build the crossroads with restrictions."""
    return sketch(CROSS, relations=relations)


def test_a_forbidden_turn_is_one_pair_of_arcs() -> None:
    world = cross(turn("WXN", "no_left_turn"))
    assert forbidden(world) == {"WXN"}
    assert forbidden(world, "foot") == set()
    assert world.graph.turns.relation.tolist() == [1]


def test_a_mandatory_turn_forbids_the_others_and_turning_back() -> None:
    assert forbidden(cross(turn("WXE", "only_straight_on"))) == {"WXN", "WXS", "WXW"}


def test_a_u_turn_is_going_back_on_the_same_way() -> None:
    members = (("WX", "from"), ("X", "via"), ("WX", "to"))
    tags = {"type": "restriction", "restriction": "no_u_turn"}
    assert forbidden(cross(Relation(tags, members))) == {"WXW"}


def test_no_entry_and_no_exit_may_name_several_ways() -> None:
    tags = {"type": "restriction", "restriction": "no_exit"}
    members = (("WX", "from"), ("X", "via"), ("XN", "to"), ("XS", "to"))
    assert forbidden(cross(Relation(tags, members))) == {"WXN", "WXS"}


@pytest.mark.parametrize(
    ("tags", "foot", "bicycle"),
    [
        ({}, "", "no_left_turn"),
        ({"except": "psv;bicycle"}, "", ""),
        ({"except": "psv; hgv"}, "", "no_left_turn"),
        ({"restriction:foot": "no_left_turn"}, "no_left_turn", "no_left_turn"),
        ({"restriction:bicycle": "no_u_turn"}, "", "no_u_turn"),
        ({"restriction:bicycle": "none"}, "", ""),
        ({"restriction": "no_turn_on_red"}, "", ""),
        ({"type": "restriction:hgv"}, "", ""),
        ({"type": "restriction:bicycle"}, "", "no_left_turn"),
        ({"type": "restriction:foot"}, "no_left_turn", ""),
    ],
)
def test_whom_a_restriction_binds(tags: dict[str, str], foot: str, bicycle: str) -> None:
    given = {"type": "restriction", "restriction": "no_left_turn", **tags}
    assert binding_of(given) == (foot, bicycle)


def test_the_same_turn_forbidden_twice_stands_once() -> None:
    world = cross(turn("WXN"), turn("WXN", "no_turn_on_red", **{"restriction:foot": "no_entry"}))
    assert forbidden(world, "foot") == forbidden(world) == {"WXN"}
    assert world.graph.turns.relation.tolist() == [1]


STAGGERED = """
A-B-C-D
  | |
  E F
"""


def test_over_a_via_way_the_whole_chain_is_forbidden() -> None:
    assert forbidden(sketch(STAGGERED, relations=[turn("EBCF", "no_u_turn")])) == {"EBCF"}


def test_a_via_way_may_have_several_edges() -> None:
    world = sketch("A-B-C-D-E\n    |\n    F", ways=["BCD"], relations=())
    assert world.graph.n_edges == 5
    tags = {"type": "restriction", "restriction": "no_straight_on"}
    members = (("AB", "from"), ("BC", "via"), ("DE", "to"))
    world = sketch("A-B-C-D-E\n    |\n    F", ways=["BCD"], relations=[Relation(tags, members)])
    assert forbidden(world) == {"ABCDE"}


def test_a_mandatory_way_over_a_via_way_forbids_every_way_off_it() -> None:
    world = sketch(STAGGERED, relations=[turn("EBCF", "only_right_turn")])
    assert forbidden(world) == {"EBCD"}


@pytest.mark.parametrize(
    "members",
    [
        (("WX", "from"), ("XN", "to")),  # no via
        (("WX", "from"), ("N", "via"), ("XE", "to")),  # via not on both
        (("WX", "from"), ("X", "via")),  # no to
        (("WX", "from"), ("XN", "via"), ("XE", "to")),  # the via way leads nowhere
    ],
)
def test_a_restriction_that_does_not_fit_is_counted(
    members: tuple[tuple[str, str], ...],
) -> None:
    world = cross(Relation({"type": "restriction", "restriction": "no_left_turn"}, members))
    assert forbidden(world) == set()
    assert dict(world.graph.notes) == {"broken_restrictions": 1}


def test_a_way_that_should_end_at_the_via_node_but_passes_it_is_not_guessed_at() -> None:
    relation = turn("WXN", "no_left_turn")
    world = sketch(CROSS, ways=["WXE"], relations=[relation])
    assert forbidden(world) == set()
    assert dict(world.graph.notes) == {"broken_restrictions": 1}


def test_a_restriction_at_some_times_is_counted_not_applied() -> None:
    tags = {"type": "restriction", "restriction:conditional": "no_left_turn @ (Mo-Fr 07:00-09:00)"}
    members = (("WX", "from"), ("X", "via"), ("XN", "to"))
    world = cross(Relation(tags, members))
    assert forbidden(world) == set()
    assert dict(world.graph.notes) == {"conditional_restrictions": 1}
