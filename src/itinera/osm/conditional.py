"""Conditional tags: "value @ (condition)", and whether a condition holds on a day.

Times and dates are read by the opening-hours library. What it cannot read
("wet", "winter", school holidays) is neither true nor false: it is
kept as text, never applied, and warned of.

A day is judged from 8 to 20 h, when people travel. Where the sun or public
holidays matter, they are those of the Bassin minier.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, datetime, time
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from itinera.osm.codes import Access

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Hours of the day, local time, within which a restriction counts (contract.md).
DAY_BEGINS = 8
DAY_ENDS = 20

#: (latitude, longitude) for sunrise and sunset: Lens, in the middle of the basin.
_LENS = (50.43, 2.83)
_COUNTRY = "FR"
_ZONE = "Europe/Paris"

#: From minute to minute of the day, and what holds between: None is unknown.
Span = tuple[int, int, bool | None]

_DAY: Span = (DAY_BEGINS * 60, DAY_ENDS * 60, None)
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_ISO_DATE = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
_MONTH_RANGE = re.compile(r"^(\d{4}) ([A-Z][a-z]{2}) ?- ?(\d{4}) ([A-Z][a-z]{2})$")
#: Weights and sizes that no walker and no bicycle has.
_OF_LORRIES = re.compile(r"^\(?(?:weight|axleload|axles|length|height|wheels|seats)\s*>")
#: What the library reads without being able to know it: school holidays.
_UNKNOWABLE = re.compile(r"\bSH\b")


def split_conditional(text: str) -> list[tuple[str, str]]:
    """Split the value of a `…:conditional` tag into its clauses.

    Parameters
    ----------
    text
        For example "no @ (Mar 01-Jul 31); yes @ (Su 10:00-12:00; PH)".

    Returns
    -------
    list of (value, condition)
        In the order of the tag; of several that hold, the last one counts. A
        clause without "@" is the rest of the condition before it, as people
        write it without parentheses; a text without any gives an empty condition.

    Examples
    --------
    >>> split_conditional("no @ (Mar 01-Jul 31; PH); yes @ (Su)")
    [('no', 'Mar 01-Jul 31; PH'), ('yes', 'Su')]
    """
    clauses: list[tuple[str, str]] = []
    for part in _outside_parentheses(text):
        value, at, condition = part.partition("@")
        if at:
            clauses.append((value.strip(), _without_parentheses(condition.strip())))
        elif clauses:
            last_value, last = clauses.pop()
            clauses.append((last_value, f"{last}; {part.strip()}"))
        elif part.strip():
            clauses.append((part.strip(), ""))
    return clauses


def spelled_date(text: str) -> str | None:
    """Return 2026-08-31 as conditions write it, "2026 Aug 31"; None for what is no full date."""
    if not _ISO_DATE.fullmatch(text) or not 1 <= int(text[5:7]) <= len(_MONTHS):
        return None
    return f"{text[:4]} {_MONTHS[int(text[5:7]) - 1]} {text[8:]}"


def can_hold(condition: str) -> bool:
    """Return False for conditions that no walker and no bicycle ever meets: "weight>3.5"."""
    return not any(_OF_LORRIES.match(part) for part in _joined_by_and(condition))


def holds_on(condition: str, day: date) -> bool | None:
    """Tell whether a condition holds at any time from 8 to 20 h of a day.

    Parameters
    ----------
    condition
        Opening-hours expression, several joined by "AND"; "not (…)" turns one round.
    day
        The day of travel.

    Returns
    -------
    bool or None
        None where it cannot be known: a condition that is not one of time, or
        one that cannot be read.

    Examples
    --------
    >>> holds_on("Mar 01-Jul 31", date(2026, 6, 1))
    True
    >>> holds_on("wet", date(2026, 6, 1)) is None
    True
    """
    states = [state for _, _, state in _spans(condition, day)]
    if True in states:
        return True
    return None if None in states else False


def access_on(
    base: Access, rules: Iterable[tuple[Access, str]], day: date
) -> tuple[Access, tuple[str, ...]]:
    """Return the access of a whole day: the least that holds at any time of it.

    Parameters
    ----------
    base
        Access where no rule holds.
    rules
        (access, condition) of the dated rules in their order; of several that
        hold at one time the last counts.
    day
        The day of travel.

    Returns
    -------
    access : Access
        The least access from 8 to 20 h: what is closed for an hour is closed.
    unknown : tuple of str
        Conditions that could not be decided and were left out.
    """
    rules = tuple(rules)
    least, whole_day = ruling_on(rules, day)
    unknown = tuple(
        dict.fromkeys(c for _, c in rules if any(state is None for _, _, state in _spans(c, day)))
    )
    if least is None:
        return base, unknown
    return (least if whole_day else min(base, least)), unknown


def ruling_on(rules: Iterable[tuple[Access, str]], day: date) -> tuple[Access | None, bool]:
    """Return what dated rules say of a day, whatever the access without them is.

    Parameters
    ----------
    rules
        (access, condition) in their order; of several that hold at one time the
        last counts.
    day
        The day of travel.

    Returns
    -------
    least : Access or None
        The least access that a rule gives between 8 and 20 h, None if none holds.
    whole_day : bool
        True where at every moment some rule holds: then `least` replaces the
        access without rules; else the day's access is the lesser of the two.
    """
    timed = [(access, _spans(condition, day)) for access, condition in rules]
    cuts = {_DAY[0]} | {begin for _, spans in timed for begin, _, _ in spans}
    answers = [_ruling_at(timed, minute) for minute in cuts]
    given = [answer for answer in answers if answer is not None]
    return (min(given) if given else None), len(given) == len(answers)


def _ruling_at(timed: list[tuple[Access, tuple[Span, ...]]], minute: int) -> Access | None:
    """Return the access of the last rule that holds at a minute of the day."""
    result = None
    for access, spans in timed:
        if _state_at(spans, minute):
            result = access
    return result


@lru_cache(maxsize=4096)
def _spans(condition: str, day: date) -> tuple[Span, ...]:
    """Return what a condition says through the day, AND and "not" resolved."""
    parts = [_part_spans(part, day) for part in _joined_by_and(condition)]
    if len(parts) == 1:
        return parts[0]
    cuts = sorted({begin for spans in parts for begin, _, _ in spans})
    ends = [*cuts[1:], _DAY[1]]
    return tuple(
        (begin, end, _all_of([_state_at(spans, begin) for spans in parts]))
        for begin, end in zip(cuts, ends, strict=True)
    )


def _joined_by_and(condition: str) -> list[str]:
    """Split at the ANDs that stand outside parentheses."""
    parts, depth = [""], 0
    for word in condition.split():
        if word == "AND" and depth <= 0:
            parts.append("")
            continue
        depth += word.count("(") - word.count(")")
        parts[-1] = f"{parts[-1]} {word}".strip()
    return parts


def _all_of(states: list[bool | None]) -> bool | None:
    """Return the conjunction of truths that may be unknown."""
    if False in states:
        return False
    return None if None in states else True


def _state_at(spans: tuple[Span, ...], minute: int) -> bool | None:
    """Return the state that holds at a minute."""
    return next(state for begin, end, state in spans if begin <= minute < end)


def _part_spans(part: str, day: date) -> tuple[Span, ...]:
    """Return what one part of a condition says through the day."""
    part = _without_parentheses(part)
    if part.startswith("not (") and part.endswith(")"):
        inner = _spans(part[5:-1], day)
        return tuple((b, e, None if state is None else not state) for b, e, state in inner)
    return _library_spans(part, day)


def _library_spans(expression: str, day: date) -> tuple[Span, ...]:
    """Ask the opening-hours library, which tells unreadable expressions by raising."""
    # Imported here: the commands that never meet a date should not pay for it.
    # ParserError is missing from the library's type stubs.
    from opening_hours import OpeningHours, ParserError, State  # type: ignore[attr-defined]  # as said

    if _OF_LORRIES.match(expression):
        return ((_DAY[0], _DAY[1], False),)
    if _UNKNOWABLE.search(expression):
        return (_DAY,)
    try:
        hours = OpeningHours(
            _in_library_words(expression), timezone=_zone(), country=_COUNTRY, coords=_LENS
        )
    except ParserError:
        return (_DAY,)
    begin, end = (datetime.combine(day, time(hour)) for hour in (DAY_BEGINS, DAY_ENDS))
    truths = {State.OPEN: True, State.CLOSED: False, State.UNKNOWN: None}
    return tuple(
        # A comment ("by appointment") is a condition that only people can judge.
        (_minute(a), _minute(b), truths[state] if state is State.CLOSED or not comment else None)
        for a, b, state, comment in hours.intervals(begin, end)
    )


@lru_cache(maxsize=1)
def _zone() -> ZoneInfo | None:
    """Return the time zone, None on machines without the zone database."""
    try:
        return ZoneInfo(_ZONE)
    except ZoneInfoNotFoundError:
        return None


def _minute(moment: datetime) -> int:
    """Return the minute of the day."""
    return moment.hour * 60 + moment.minute


def _in_library_words(expression: str) -> str:
    """Spell years and dates as the opening-hours language does."""
    text = _ISO_DATE.sub(lambda match: spelled_date(match[0]) or match[0], expression)
    months = _MONTH_RANGE.match(text.strip())
    if months is None:
        return text
    if months[4] not in _MONTHS:
        return text
    # The library wants days where years differ.
    last = monthrange(int(months[3]), _MONTHS.index(months[4]) + 1)[1]
    return f"{months[1]} {months[2]} 01-{months[3]} {months[4]} {last}"


def _outside_parentheses(text: str) -> list[str]:
    """Split at semicolons that stand outside parentheses and quotes."""
    parts, depth, quoted, begin = [], 0, False, 0
    for index, letter in enumerate(text):
        if letter == '"':
            quoted = not quoted
        elif not quoted and letter in "()":
            depth += 1 if letter == "(" else -1
        elif letter == ";" and not quoted and depth <= 0:
            parts.append(text[begin:index])
            begin = index + 1
    return [*parts, text[begin:]]


def _without_parentheses(text: str) -> str:
    """Drop one pair of parentheses round the whole text."""
    if text.startswith("(") and text.endswith(")"):
        inner = text[1:-1]
        depth = 0
        for letter in inner:
            depth += (letter == "(") - (letter == ")")
            if depth < 0:
                return text
        return inner.strip()
    return text
