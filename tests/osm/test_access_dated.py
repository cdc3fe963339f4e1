"""Dated rules: what conditional tags, opening hours and closures change, and for whom."""

from __future__ import annotations

from datetime import date

import pytest

from itinera.osm.access import DatedRule, node_access, way_access
from itinera.osm.codes import Access, Mode
from itinera.osm.conditional import access_on

JUNE, NOVEMBER = date(2026, 6, 1), date(2026, 11, 23)  # both are Mondays


def dated(mode: Mode, **tags: str) -> tuple[DatedRule, ...]:
    """Return the dated rules of a path; "__" in a keyword stands for ":"."""
    plain = {key.replace("__", ":"): value for key, value in tags.items()}
    return way_access({"highway": "path", **plain}, mode).dated


def on_day(mode: Mode, day: date, **tags: str) -> tuple[Access, Access]:
    """Return what holds forward and backward on a day."""
    plain = {"highway": "path", **{key.replace("__", ":"): value for key, value in tags.items()}}
    answer = way_access(plain, mode)
    result = []
    for name, verdict in (("forward", answer.forward), ("backward", answer.backward)):
        rules = [(r.access, r.condition) for r in answer.dated if r.direction in (name, "both")]
        result.append(access_on(verdict.access, rules, day)[0])
    return result[0], result[1]


def test_a_plain_way_has_no_dated_rules() -> None:
    assert way_access({"highway": "path", "surface": "sand"}, Mode.FOOT).dated == ()


def test_a_closure_is_kept_with_its_condition_and_tag() -> None:
    text = "no @ (Mar 01-Jul 31)"
    expected = DatedRule("both", Access.NO, "Mar 01-Jul 31", f"access:conditional={text}")
    assert dated(Mode.FOOT, access__conditional=text) == (expected,)
    assert dated(Mode.BICYCLE, access__conditional=text) == (expected,)


def test_a_condition_for_another_mode_is_dropped() -> None:
    assert dated(Mode.FOOT, bicycle__conditional="no @ (Mar-Jul)") == ()
    assert dated(Mode.FOOT, vehicle__conditional="no @ (Mar-Jul)") == ()
    assert len(dated(Mode.BICYCLE, vehicle__conditional="no @ (Mar-Jul)")) == 1
    assert dated(Mode.BICYCLE, motor_vehicle__conditional="no @ (Mar-Jul)") == ()


def test_a_condition_below_a_more_telling_tag_is_dropped() -> None:
    assert dated(Mode.FOOT, foot="yes", access__conditional="no @ (Mar-Jul)") == ()


def test_a_condition_of_one_direction_binds_that_direction() -> None:
    rules = dated(Mode.BICYCLE, bicycle__forward__conditional="no @ (Jun)")
    assert [rule.direction for rule in rules] == ["forward"]


def test_a_oneway_by_the_clock_leaves_pushing() -> None:
    tags = {"oneway__conditional": "yes @ (Jun)"}
    assert on_day(Mode.BICYCLE, JUNE, **tags) == (Access.YES, Access.PUSH)
    assert on_day(Mode.BICYCLE, NOVEMBER, **tags) == (Access.YES, Access.YES)
    assert on_day(Mode.FOOT, JUNE, **tags) == (Access.YES, Access.YES)


def test_a_contraflow_by_the_clock_opens_the_other_direction() -> None:
    tags = {"oneway": "yes", "oneway__bicycle__conditional": "no @ (Jun)"}
    assert on_day(Mode.BICYCLE, JUNE, **tags) == (Access.YES, Access.YES)
    assert on_day(Mode.BICYCLE, NOVEMBER, **tags) == (Access.YES, Access.PUSH)


def test_of_two_clauses_the_last_that_holds_counts() -> None:
    tags = {"foot__conditional": "no @ (May-Dec); yes @ (Jun)"}
    assert on_day(Mode.FOOT, JUNE, **tags)[0] is Access.YES
    assert on_day(Mode.FOOT, NOVEMBER, **tags)[0] is Access.NO


def test_the_tag_of_the_mode_outranks_that_of_everybody_by_date_too() -> None:
    tags = {"bicycle__conditional": "yes @ (Jun)", "access__conditional": "no @ (May-Dec)"}
    assert on_day(Mode.BICYCLE, JUNE, **tags)[0] is Access.YES
    assert on_day(Mode.BICYCLE, NOVEMBER, **tags)[0] is Access.NO


def test_a_way_that_is_open_at_some_hours_is_closed_for_the_day() -> None:
    tags = {"access": "no", "access__conditional": "yes @ (10:00-18:00)"}
    assert on_day(Mode.FOOT, JUNE, **tags)[0] is Access.NO
    tags["access__conditional"] = "yes @ (07:00-21:00)"
    assert on_day(Mode.FOOT, JUNE, **tags)[0] is Access.YES


def test_opening_hours_close_a_way_outside_them() -> None:
    assert on_day(Mode.FOOT, JUNE, opening_hours="Mo-Fr 07:00-21:00")[0] is Access.YES
    assert on_day(Mode.FOOT, JUNE, opening_hours="Mo-Fr 09:00-17:00")[0] is Access.NO
    assert on_day(Mode.FOOT, JUNE, opening_hours="Nov-Mar")[0] is Access.NO
    assert on_day(Mode.FOOT, NOVEMBER, opening_hours="Nov-Mar")[0] is Access.YES


def test_opening_hours_of_a_gate_close_the_gate() -> None:
    answer = node_access({"barrier": "gate", "opening_hours": "Nov-Mar"}, Mode.BICYCLE)
    rule = DatedRule("both", Access.NO, "not (Nov-Mar)", "opening_hours=Nov-Mar")
    assert answer.dated == (rule,)


def test_opening_hours_of_a_market_do_not_close_its_square() -> None:
    tags = {"highway": "pedestrian", "amenity": "marketplace", "opening_hours": "We 08:00-12:00"}
    assert way_access(tags, Mode.FOOT).dated == ()


def test_clauses_keep_their_order_in_each_direction() -> None:
    tags = {
        "highway": "path",
        "access:conditional": "no @ (Jun)",
        "bicycle:forward:conditional": "yes @ (Jun 01)",
    }
    rules = way_access(tags, Mode.BICYCLE).dated
    assert [(rule.direction, rule.access, rule.condition) for rule in rules] == [
        ("both", Access.NO, "Jun"),
        ("forward", Access.YES, "Jun 01"),
    ]
    assert on_day(Mode.BICYCLE, JUNE, **{k: v for k, v in tags.items() if k != "highway"}) == (
        Access.YES,
        Access.NO,
    )


def test_opening_hours_of_something_else_on_a_node_close_nothing() -> None:
    assert node_access({"amenity": "cafe", "opening_hours": "Nov-Mar"}, Mode.FOOT).dated == ()


def test_a_condition_on_a_node_is_kept() -> None:
    answer = node_access({"barrier": "gate", "foot:conditional": "no @ (Jun)"}, Mode.FOOT)
    assert [(rule.access, rule.condition) for rule in answer.dated] == [(Access.NO, "Jun")]
    assert (
        node_access({"barrier": "gate", "foot:conditional": "no @ (Jun)"}, Mode.BICYCLE).dated == ()
    )


def test_a_condition_on_a_node_below_a_more_telling_tag_is_dropped() -> None:
    tags = {
        "foot": "yes",
        "access:conditional": "no @ (Jun)",
        "foot:conditional": "no @ (Dec)",
    }
    assert [rule.condition for rule in node_access(tags, Mode.FOOT).dated] == ["Dec"]


def test_a_temporary_closure_with_dates_holds_between_them() -> None:
    tags = {
        "temporary__access": "no",
        "temporary__date_on": "2026-05-15",
        "temporary__date_off": "2026-06-30",
    }
    assert on_day(Mode.FOOT, JUNE, **tags)[0] is Access.NO
    assert on_day(Mode.FOOT, NOVEMBER, **tags)[0] is Access.YES


@pytest.mark.parametrize("key", ["temporary__access", "access__temporary"])
def test_a_temporary_closure_without_dates_is_kept_and_never_applied(key: str) -> None:
    (rule,) = dated(Mode.FOOT, **{key: "no"})
    assert rule.access is Access.NO
    assert access_on(Access.YES, [(rule.access, rule.condition)], JUNE) == (
        Access.YES,
        (rule.condition,),
    )


def test_a_temporary_closure_may_be_written_as_a_condition() -> None:
    tags = {"temporary__access": "no @ (2026 May 01-2026 Jul 31)"}
    assert on_day(Mode.FOOT, JUNE, **tags)[0] is Access.NO
    assert on_day(Mode.FOOT, NOVEMBER, **tags)[0] is Access.YES


def test_works_by_date_close_a_way() -> None:
    tags = {"construction__conditional": "yes @ (2026 May-2026 Jul)"}
    assert on_day(Mode.BICYCLE, JUNE, **tags)[0] is Access.NO
    assert on_day(Mode.BICYCLE, NOVEMBER, **tags)[0] is Access.YES


def test_a_way_ends_on_its_end_date_and_an_old_birthday_says_nothing() -> None:
    tags = {"end_date": "2026-09-01", "start_date": "1905-04-02"}
    assert on_day(Mode.FOOT, JUNE, **tags)[0] is Access.YES
    assert on_day(Mode.FOOT, NOVEMBER, **tags)[0] is Access.NO
    assert dated(Mode.FOOT, end_date="~1999") == ()


def test_limits_of_lorries_are_dropped() -> None:
    assert dated(Mode.FOOT, access__conditional="no @ (weight>3.5)") == ()
    assert dated(Mode.FOOT, access__conditional="no @ (22:00-06:00 AND weight > 7.5)") == ()


def test_what_cannot_be_decided_is_kept() -> None:
    (rule,) = dated(Mode.FOOT, access__conditional="no @ (wet)")
    assert rule.condition == "wet"


def test_what_nobody_can_open_has_no_dated_rule() -> None:
    tags = {"highway": "proposed", "access:conditional": "yes @ (Jun)"}
    assert way_access(tags, Mode.FOOT).dated == ()
