"""Conditional restrictions and dated closures: other verdicts at some times.

Each clause is answered by asking the ordinary rules again with the tag set to
what the clause says. A clause is kept in a direction where its key has a say,
even if it says what holds anyway, since it may outrank another; a way where no
clause ever changes anything has no dated rules.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from itinera.osm.access.values import HIERARCHY
from itinera.osm.access.verdict import DatedRule, Verdict
from itinera.osm.codes import Access, Mode
from itinera.osm.conditional import can_hold, spelled_date, split_conditional

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    WayVerdicts = Callable[[Mapping[str, str], Mode], tuple[Verdict, Verdict]]
    NodeVerdict = Callable[[Mapping[str, str], Mode], Verdict]


class _Clause(NamedTuple):
    """A dated tag's clause: what it sets, when, and the tag it was read from."""

    key: str
    value: str
    condition: str
    tag: str

    def rule(self, direction: str, answer: Verdict) -> DatedRule:
        """Return the clause as a rule of a direction."""
        return DatedRule(direction, answer.access, self.condition, self.tag)


#: A clause speaks of a direction if it matters there which of these values its key has.
_PROBES = ("yes", "no", "-1")

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
#: Opening hours are those of a passage only where no place to visit is tagged with them.
_PASSED = frozenset({"highway", "route", "barrier"})
_VISITED = frozenset({"amenity", "shop", "tourism", "leisure", "office"})
_MARKS = ("conditional", "temporary", "opening_hours", "end_date")


def way_rules(
    tags: Mapping[str, str], mode: Mode, base: tuple[Verdict, Verdict], ask: WayVerdicts
) -> tuple[DatedRule, ...]:
    """Return what changes the verdicts of a way at some times."""
    if not _speaks_of_time(tags):
        return ()
    rules: list[DatedRule] = []
    for clause in _clauses(tags, mode):
        forward, backward = ask({**tags, clause.key: clause.value}, mode)
        probes = [ask({**tags, clause.key: value}, mode) for value in _PROBES]
        spoken = [len({probe[side].access for probe in probes}) > 1 for side in (0, 1)]
        if all(spoken) and forward.access == backward.access:
            rules.append(clause.rule("both", forward))
            continue
        rules += [clause.rule("forward", forward)] * spoken[0]
        rules += [clause.rule("backward", backward)] * spoken[1]
    return _with_effect(rules, {"forward": base[0].access, "backward": base[1].access})


def node_rules(
    tags: Mapping[str, str], mode: Mode, base: Verdict, ask: NodeVerdict
) -> tuple[DatedRule, ...]:
    """Return what changes the verdict of a node at some times."""
    if not _speaks_of_time(tags):
        return ()
    rules = [
        clause.rule("both", ask({**tags, clause.key: clause.value}, mode))
        for clause in _clauses(tags, mode)
        if len({ask({**tags, clause.key: value}, mode).access for value in _PROBES}) > 1
    ]
    return _with_effect(rules, {"both": base.access})


def _with_effect(rules: list[DatedRule], base: Mapping[str, Access]) -> tuple[DatedRule, ...]:
    """Return the rules, none if none of them ever changes anything."""
    changes = any(
        rule.access != access
        for rule in rules
        for direction, access in base.items()
        if rule.direction in (direction, "both")
    )
    return tuple(rules) if changes else ()


def _speaks_of_time(tags: Mapping[str, str]) -> bool:
    """Return True where some key may hold a dated rule."""
    return any(mark in key for key in tags for mark in _MARKS)


def _clauses(tags: Mapping[str, str], mode: Mode) -> Iterator[_Clause]:
    """Yield the clauses of the dated tags that speak of `mode`, the last outranking the first."""
    for key in _KEYS[mode]:
        text = tags.get(f"{key}:conditional")
        if text:
            tag = f"{key}:conditional={text}"
            yield from (_Clause(key, value, when, tag) for value, when in _split(text))
    yield from _temporary(tags, mode)
    hours = tags.get("opening_hours")
    if hours and _PASSED.intersection(tags) and not _VISITED.intersection(tags):
        yield _Clause(_closing_key(mode), "no", f"not ({hours})", f"opening_hours={hours}")
    end = spelled_date(tags.get("end_date", ""))
    if end:
        yield _Clause(
            _closing_key(mode), "no", f"{end}-2999 Dec 31", f"end_date={tags['end_date']}"
        )


def _temporary(tags: Mapping[str, str], mode: Mode) -> Iterator[_Clause]:
    """Yield what the temporary tags say, dated by temporary:date_on and date_off."""
    for key in reversed(HIERARCHY[mode]):
        for name in (f"temporary:{key}", f"{key}:temporary"):
            text = tags.get(name)
            if not text:
                continue
            clauses = _split(text) if "@" in text else [(text, _temporary_dates(tags))]
            yield from (_Clause(key, value, when, f"{name}={text}") for value, when in clauses)


def _split(text: str) -> list[tuple[str, str]]:
    """Return the clauses of a conditional value that may ever hold for us."""
    return [clause for clause in split_conditional(text) if can_hold(clause[1])]


def _temporary_dates(tags: Mapping[str, str]) -> str:
    """Return the condition of a temporary tag, one that nobody can decide without dates."""
    begin = spelled_date(tags.get("temporary:date_on", ""))
    end = spelled_date(tags.get("temporary:date_off", ""))
    return f"{begin}-{end}" if begin and end else "temporary"


def _closing_key(mode: Mode) -> str:
    """Return the key that closes a way for `mode` whatever else is tagged."""
    return "foot" if mode is Mode.FOOT else "bicycle"
