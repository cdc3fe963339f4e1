"""Each warning on a drawn world: where it begins and ends, for whom, and what it says."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from itinera.graph.routegraph import DatedRestriction
from itinera.itinerary import About
from itinera.itinerary.warnings import BUSY_ROAD_M, CODES
from itinera.osm.codes import Access
from itinerary.trips import path_of, trip, warned
from sketch import World, sketch

PATH = {"highway": "path"}
PRIMARY = {"highway": "primary"}


def along(tags: dict[str, str], mode: str = "foot") -> list[tuple[str, int, int]]:
    """Return the warnings of A to D where only the middle BC bears the tags."""
    world = sketch("A--B--C--D", tags={"BC": tags})
    return warned(trip(world, "ABCD", mode=mode))


@pytest.mark.parametrize(
    ("code", "tags", "mode"),
    [
        ("steps", {"highway": "steps"}, "foot"),
        ("ford", {"ford": "yes"}, "foot"),
        ("poor_visibility", PATH | {"trail_visibility": "bad"}, "foot"),
        ("unlit_tunnel", {"tunnel": "yes"}, "foot"),
        ("unlit_tunnel", {"tunnel": "yes", "lit": "no"}, "bicycle"),
        ("busy_road", PRIMARY, "foot"),
        ("busy_road", {"highway": "secondary", "cycleway": "no"}, "bicycle"),
        ("pushing", {"highway": "footway"}, "bicycle"),
        ("destination", {"access": "destination"}, "foot"),
        ("ferry", {"highway": "", "route": "ferry", "foot": "yes"}, "foot"),
        ("difficult_path", PATH | {"sac_scale": "demanding_mountain_hiking"}, "foot"),
        ("difficult_path", PATH | {"mtb:scale": "2", "bicycle": "yes"}, "bicycle"),
    ],
)
def test_a_stretch_is_warned_of_from_end_to_end(code: str, tags: dict[str, str], mode: str) -> None:
    assert along({k: v for k, v in tags.items() if v}, mode) == [(code, 300, 600)]


@pytest.mark.parametrize(
    ("tags", "mode"),
    [
        ({}, "foot"),
        ({"tunnel": "yes", "lit": "yes"}, "foot"),
        (PRIMARY | {"sidewalk": "both"}, "foot"),
        (PRIMARY | {"cycleway": "lane"}, "bicycle"),
        ({"highway": "tertiary"}, "bicycle"),
        (PATH | {"trail_visibility": "intermediate"}, "foot"),
        (PATH | {"sac_scale": "mountain_hiking"}, "foot"),
        (PATH | {"mtb:scale": "1", "bicycle": "yes"}, "bicycle"),
        ({"highway": "footway"}, "foot"),
    ],
)
def test_what_is_harmless_is_not_warned_of(tags: dict[str, str], mode: str) -> None:
    assert along(tags, mode) == []


def test_a_lane_on_the_other_side_does_not_help() -> None:
    world = sketch("A--B--C", tags={"AB": PRIMARY | {"cycleway:right": "lane"}})
    there, back = trip(world, "AB", mode="bicycle"), trip(world, "BA", mode="bicycle")
    assert [warned(there), warned(back)] == [[], [("busy_road", 0, 300)]]


def test_steps_that_a_rider_pushes_over_are_warned_of_once() -> None:
    assert along({"highway": "steps"}, "bicycle") == [("steps", 300, 600)]


@pytest.mark.parametrize(("end", "expected"), [(200, 0), (201, 1)])
def test_a_busy_road_counts_beyond_its_limit_only(end: int, expected: int) -> None:
    world = sketch("A---B---C", tags={"AB": PRIMARY})
    share = end / float(world.graph.edges.length_m[world.edge("AB")])
    itinerary = trip(world, path_of(world, "AB", 0.0, share))
    assert BUSY_ROAD_M == 200.0
    assert len(itinerary.warnings) == expected


def test_a_short_underpass_is_dark_only_if_mapped_so() -> None:
    tunnel = {"tunnel": "yes"}
    short = sketch("A--B--C", tags={"BC": tunnel}, step_m=15.0)
    unlit = sketch("A--B--C", tags={"BC": tunnel | {"lit": "no"}}, step_m=15.0)
    assert warned(trip(short, "ABC")) == []
    assert warned(trip(unlit, "ABC")) == [("unlit_tunnel", 45, 90)]


def test_neighbouring_stretches_are_one_warning_across_vias() -> None:
    world = sketch("A--B--C--D", tags={"ABC": {"highway": "steps"}})
    assert warned(trip(world, "AB", "BCD")) == [("steps", 0, 600)]


@pytest.mark.parametrize(
    ("code", "tags", "mode"),
    [
        ("level_crossing", {"railway": "level_crossing"}, "foot"),
        ("level_crossing", {"railway": "crossing"}, "bicycle"),
        ("barrier", {"barrier": "cycle_barrier"}, "bicycle"),
        ("barrier", {"barrier": "gate", "access": "yes"}, "bicycle"),
    ],
)
def test_a_node_is_warned_of_where_it_is_passed(code: str, tags: dict[str, str], mode: str) -> None:
    world = sketch("A--B--C", nodes={"B": tags})
    itinerary = trip(world, "ABC", mode=mode)
    assert warned(itinerary) == [(code, 300, 300)]
    assert itinerary.warnings[0].lonlat == pytest.approx(world.lonlat("B"), abs=1e-7)


@pytest.mark.parametrize(
    ("tags", "mode"),
    [({"barrier": "bollard"}, "bicycle"), ({"barrier": "gate", "access": "yes"}, "foot")],
)
def test_what_hinders_nobody_is_not_warned_of(tags: dict[str, str], mode: str) -> None:
    world = sketch("A--B--C", nodes={"B": tags})
    assert warned(trip(world, "ABC", mode=mode)) == []


def with_access(world: World, edge: str, access: Access) -> World:
    """Set what walkers may do on an edge, in both directions."""
    edges = world.graph.edges
    column = edges.fwd_foot.copy()
    column[world.edge(edge)] = access
    changed = replace(edges, fwd_foot=column, bwd_foot=column)
    return replace(world, graph=replace(world.graph, edges=changed))


@pytest.mark.parametrize(
    ("access", "code"), [(Access.UNKNOWN, "unknown_access"), (Access.PRIVATE, "private")]
)
def test_access_that_is_unknown_or_private_is_warned_of(access: Access, code: str) -> None:
    world = with_access(sketch("A--B--C"), "BC", access)
    assert warned(trip(world, "ABC")) == [(code, 300, 600)]


def dated_world(direction: str, access: Access = Access.NO) -> World:
    """Close BC and the node C in spring, on foot."""
    rule = DatedRestriction("foot", direction, int(access), "Mar 01-Jul 31", "x=y")
    world = sketch("A--B--C--D")
    dated = np.full(world.graph.n_edges, -1, dtype=np.int32)
    dated[world.edge("BC")] = 0
    graph = replace(
        world.graph,
        edges=replace(world.graph.edges, dated=dated),
        dated=((rule,),),
        node_dated={world.node("C"): (replace(rule, direction="both", condition="Dec 25"),)},
    )
    return replace(world, graph=graph)


def test_dated_restrictions_met_are_told_with_their_condition() -> None:
    world = dated_world("both")
    itinerary = trip(world, "ABCD")
    assert warned(itinerary) == [("dated_restriction", 300, 600), ("dated_restriction", 600, 600)]
    said = [warning.text for warning in itinerary.warnings]
    assert said == ["Closed at times: Mar 01-Jul 31", "Closed at times: Dec 25"]


def test_with_a_date_they_are_not_told_since_they_were_applied() -> None:
    from datetime import date

    about = About(lang="en", on=date(2026, 5, 1))
    assert warned(trip(dated_world("both"), "ABCD", about=about)) == []


def test_a_dated_restriction_binds_one_direction_and_one_mode() -> None:
    world = dated_world("backward")
    assert warned(trip(world, "ABC")) == []
    assert warned(trip(world, "CBA")) == [("dated_restriction", 0, 300)]
    assert warned(trip(world, "CBA", mode="bicycle")) == []


def test_what_stays_passable_at_times_is_not_told() -> None:
    world = dated_world("both", Access.DESTINATION)
    assert ("dated_restriction", 300, 600) not in warned(trip(world, "ABCD"))


def test_warnings_speak_the_language_asked_for() -> None:
    world = sketch("A--B--C", tags={"BC": {"highway": "steps"}})
    said = [trip(world, "ABC", about=About(lang=x)).warnings[0].text for x in ("fr", "en", "nl")]
    assert said == ["Escaliers", "Steps", "Trap"]


def test_the_codes_are_those_of_the_documentation() -> None:
    assert CODES == (
        "steps", "private", "destination", "unknown_access", "ford", "poor_visibility",
        "unlit_tunnel", "level_crossing", "busy_road", "dated_restriction", "pushing",
        "ferry", "barrier", "difficult_path",
    )  # fmt: skip
