"""Conditional restrictions and dated closures: other verdicts at some times.

Each clause is answered by asking the ordinary rules again with the tag set to
what the clause says; a clause that changes nothing for the mode is dropped.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from itinera.osm.access.values import HIERARCHY
from itinera.osm.access.verdict import DatedRule, Verdict
from itinera.osm.codes import Mode
from itinera.osm.conditional import spelled_date, split_conditional

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    WayVerdicts = Callable[[Mapping[str, str], Mode], tuple[Verdict, Verdict]]
    NodeVerdict = Callable[[Mapping[str, str], Mode], Verdict]

#: A clause: the tag that it sets, the condition and the tag it was read from.
_Clause = tuple[str, str, str, str]

_DIRECTED = ("", ":forward", ":backward")
#: Least specific first, so that the last clause that holds is the one that counts.
_KEYS: dict[Mode, tuple[str, ...]] = {
    mode: (
        "oneway",
        f"oneway:{mode.name.lower()}",
        "construction",
        *(f"{key}{direction}" for key in reversed(keys) for direction in _DIRECTED),
    )
    for mode, keys in HIERARCHY.items()
}
_MARKS = ("conditional", "temporary", "opening_hours", "end_date")


def way_rules(
    tags: Mapping[str, str], mode: Mode, base: tuple[Verdict, Verdict], ask: WayVerdicts
) -> tuple[DatedRule, ...]:
    """Return what changes the verdicts of a way at some times."""
    if not _speaks_of_time(tags):
        return ()
    rules: list[DatedRule] = []
    for clauses in _clauses(tags, mode):
        answers = [ask({**tags, key: value}, mode) for key, value, _, _ in clauses]
        for side, name in ((0, "forward"), (1, "backward")):
            if any(answer[side].access != base[side].access for answer in answers):
                rules += [
                    DatedRule(name, answer[side].access, condition, tag)
                    for answer, (_, _, condition, tag) in zip(answers, clauses, strict=True)
                ]
    return _both_ways(rules)


def node_rules(
    tags: Mapping[str, str], mode: Mode, base: Verdict, ask: NodeVerdict
) -> tuple[DatedRule, ...]:
    """Return what changes the verdict of a node at some times."""
    if not _speaks_of_time(tags):
        return ()
    rules: list[DatedRule] = []
    for clauses in _clauses(tags, mode):
        answers = [ask({**tags, key: value}, mode) for key, value, _, _ in clauses]
        if any(answer.access != base.access for answer in answers):
            rules += [
                DatedRule("both", answer.access, condition, tag)
                for answer, (_, _, condition, tag) in zip(answers, clauses, strict=True)
            ]
    return tuple(rules)


def _speaks_of_time(tags: Mapping[str, str]) -> bool:
    """Return True where some key may hold a dated rule."""
    return any(mark in key for key in tags for mark in _MARKS)


def _clauses(tags: Mapping[str, str], mode: Mode) -> Iterator[list[_Clause]]:
    """Yield the clauses of each dated tag that speaks of `mode`."""
    for key in _KEYS[mode]:
        text = tags.get(f"{key}:conditional")
        if text:
            tag = f"{key}:conditional={text}"
            yield [(key, value, when, tag) for value, when in split_conditional(text)]
    yield from _temporary(tags, mode)
    hours = tags.get("opening_hours")
    if hours and ("highway" in tags or "route" in tags or "barrier" in tags):
        tag = f"opening_hours={hours}"
        yield [(_closing_key(mode), "no", f"not ({hours})", tag)]
    end = spelled_date(tags.get("end_date", ""))
    if end:
        tag = f"end_date={tags['end_date']}"
        yield [(_closing_key(mode), "no", f"{end}-2999 Dec 31", tag)]


def _temporary(tags: Mapping[str, str], mode: Mode) -> Iterator[list[_Clause]]:
    """Yield what the temporary tags say, dated by temporary:date_on and date_off."""
    for key in reversed(HIERARCHY[mode]):
        for name in (f"temporary:{key}", f"{key}:temporary"):
            text = tags.get(name)
            if not text:
                continue
            tag = f"{name}={text}"
            if "@" in text:
                yield [(key, value, when, tag) for value, when in split_conditional(text)]
            else:
                yield [(key, text, _temporary_dates(tags), tag)]


def _temporary_dates(tags: Mapping[str, str]) -> str:
    """Return the condition of a temporary tag, one that nobody can decide without dates."""
    begin = spelled_date(tags.get("temporary:date_on", ""))
    end = spelled_date(tags.get("temporary:date_off", ""))
    return f"{begin}-{end}" if begin and end else "temporary"


def _closing_key(mode: Mode) -> str:
    """Return the key that closes a way for `mode` whatever else is tagged."""
    return "foot" if mode is Mode.FOOT else "bicycle"


def _both_ways(rules: list[DatedRule]) -> tuple[DatedRule, ...]:
    """Merge pairs of equal forward and backward rules into one for both."""
    merged: list[DatedRule] = []
    for rule in rules:
        twin = DatedRule("forward", rule.access, rule.condition, rule.tag)
        if rule.direction == "backward" and twin in merged:
            merged[merged.index(twin)] = DatedRule("both", rule.access, rule.condition, rule.tag)
        else:
            merged.append(rule)
    return tuple(merged)
