"""Conditions: how they are split, when they hold, and what is left undecided."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itinera.osm.codes import Access
from itinera.osm.conditional import (
    access_on,
    can_hold,
    holds_on,
    ruling_on,
    spelled_date,
    split_conditional,
)

MONDAY = date(2026, 11, 23)  # in November: the sun sets in Lens at about 16:50
SUNDAY = date(2026, 6, 7)
BASTILLE = date(2026, 7, 14)  # a public holiday, on a Tuesday


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("no @ (Mar 01-Jul 31)", [("no", "Mar 01-Jul 31")]),
        ("no @ (Mar-Jul); yes @ (Su)", [("no", "Mar-Jul"), ("yes", "Su")]),
        ("no @ (Mar-Jul; PH); yes @ (Su)", [("no", "Mar-Jul; PH"), ("yes", "Su")]),
        ("no @ Mo-Fr 08:00-18:00; Sa 08:00-12:00", [("no", "Mo-Fr 08:00-18:00; Sa 08:00-12:00")]),
        ("no@22:00-06:00", [("no", "22:00-06:00")]),
        ('no @ ("school; holidays")', [("no", '"school; holidays"')]),
        ("no @ ((Mo) AND (wet))", [("no", "(Mo) AND (wet)")]),
        ("no @ (Mo", [("no", "(Mo")]),
        ("no", [("no", "")]),
        ("yes; no @ Mo", [("yes", ""), ("no", "Mo")]),
        ("", []),
        (";", []),
    ],
)
def test_a_tag_is_split_into_its_clauses(text: str, clauses: list[tuple[str, str]]) -> None:
    assert split_conditional(text) == clauses


@pytest.mark.parametrize(
    ("condition", "day", "expected"),
    [
        ("Mar 01-Jul 31", SUNDAY, True),
        ("Mar 01-Jul 31", MONDAY, False),
        ("2026 Sep 01-2026 Dec 31", MONDAY, True),
        ("2026 Sep 01-2026 Dec 31", SUNDAY, False),
        ("2025 Sep 01-2025 Dec 31", MONDAY, False),
        ("2026-09-01 - 2026-12-31", MONDAY, True),
        ("2026 Sep-2026 Dec", MONDAY, True),
        ("2026 Jan-2026 Nov", MONDAY, True),
        ("2026 Jan-2026 Oct", MONDAY, False),
        ("Mo-Fr 08:00-18:00", MONDAY, True),
        ("Mo-Fr 08:00-18:00", SUNDAY, False),
        ("19:59-23:00", MONDAY, True),
        ("20:00-23:00", MONDAY, False),
        ("06:00-08:00", MONDAY, False),
        ("06:00-08:01", MONDAY, True),
        ("22:00-06:00", MONDAY, False),
        ("sunrise-sunset", MONDAY, True),
        ("sunset-sunrise", MONDAY, True),
        ("sunset-sunrise", SUNDAY, False),
        ("PH", BASTILLE, True),
        ("PH", MONDAY, False),
        ("24/7", MONDAY, True),
        ("not (24/7)", MONDAY, False),
        ("not (Mo-Fr 09:00-17:00)", MONDAY, True),
        ("not (Mo)", SUNDAY, True),
        ("not (Mo AND 10:00-12:00)", MONDAY, True),
        ("Mo AND 10:00-12:00", MONDAY, True),
        ("09:00-10:00 AND 10:00-11:00", MONDAY, False),
        ("Mo AND 19:00-23:00", MONDAY, True),
        ("Su AND wet", MONDAY, False),
        ("weight>3.5", MONDAY, False),
        ("Mo AND weight>3.5", MONDAY, False),
    ],
)
def test_a_condition_holds_or_not(condition: str, day: date, expected: bool) -> None:
    assert holds_on(condition, day) is expected


@pytest.mark.parametrize(
    "condition",
    ["wet", "winter", "delivery", "", "((", "SH", "not (wet)", '"by appointment"', "Mo AND wet",
     "Mo-Su 10:00-12:00 unknown", "2026 Foo-2026 Bar", "2026-13-45", "temporary"],
)  # fmt: skip
def test_what_cannot_be_known_is_neither_true_nor_false(condition: str) -> None:
    assert holds_on(condition, MONDAY) is None


@given(st.text(max_size=40), st.dates(date(2020, 1, 1), date(2035, 12, 31)))
def test_no_text_is_too_strange(text: str, day: date) -> None:
    assert holds_on(text, day) in (True, False, None)
    for _, condition in split_conditional(text):
        assert holds_on(condition, day) in (True, False, None)
        assert can_hold(condition) in (True, False)


CONDITIONS = st.sampled_from(["Mo", "Nov", "10:00-12:00", "wet", "22:00-06:00", "not (Mo)", "24/7"])
RULES = st.lists(st.tuples(st.sampled_from(Access), CONDITIONS), max_size=4)


@given(st.sampled_from(Access), RULES)
def test_the_access_of_a_day_is_one_that_somebody_gave(
    base: Access, rules: list[tuple[Access, str]]
) -> None:
    access, unknown = access_on(base, rules, MONDAY)
    assert access in {base, *(given for given, _ in rules)}
    assert ("wet" in unknown) == any(condition == "wet" for _, condition in rules)


@given(st.sampled_from(Access), RULES)
def test_a_rule_that_holds_all_day_and_comes_last_decides(
    base: Access, rules: list[tuple[Access, str]]
) -> None:
    assert access_on(base, [*rules, (Access.PERMISSIVE, "24/7")], MONDAY)[0] is Access.PERMISSIVE


@pytest.mark.parametrize(
    ("base", "rules", "expected"),
    [
        (Access.YES, [], Access.YES),
        (Access.YES, [(Access.NO, "11:00-12:00")], Access.NO),
        (Access.NO, [(Access.YES, "11:00-12:00")], Access.NO),
        (Access.NO, [(Access.YES, "08:00-14:00"), (Access.YES, "14:00-20:00")], Access.YES),
        (Access.YES, [(Access.NO, "Nov"), (Access.YES, "Mo")], Access.YES),
        (Access.YES, [(Access.YES, "Mo"), (Access.NO, "Nov")], Access.NO),
        (Access.YES, [(Access.NO, "wet")], Access.YES),
    ],
)
def test_the_access_of_a_day(
    base: Access, rules: list[tuple[Access, str]], expected: Access
) -> None:
    assert access_on(base, rules, MONDAY)[0] is expected


def test_a_ruling_tells_whether_it_covers_the_whole_day() -> None:
    assert ruling_on([(Access.NO, "Mo")], MONDAY) == (Access.NO, True)
    assert ruling_on([(Access.NO, "10:00-11:00")], MONDAY) == (Access.NO, False)
    assert ruling_on([(Access.NO, "Su")], MONDAY) == (None, False)
    assert ruling_on([], MONDAY) == (None, False)


def test_a_date_is_spelled_as_conditions_write_it() -> None:
    assert spelled_date("2026-08-31") == "2026 Aug 31"
    assert [spelled_date(text) for text in ("2026", "2026-13-01", "~2026-08-31")] == [None] * 3
