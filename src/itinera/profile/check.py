"""Checking a profile file against the schema, and saying where it is wrong."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from itinera.errors import ProfileError
from itinera.profile.schema import COLUMNS, SCHEMA, Branch, Rule

_HEADER = re.compile(r"^\s*\[([^\[\]]+)\]\s*(#.*)?$")
_ASSIGNMENT = re.compile(r"^\s*((?:\"[^\"]*\"|'[^']*'|[\w.-])+)\s*=")
_BARE = re.compile(r"^[\w-]+$")


@dataclass(frozen=True, slots=True)
class ProfileFile:
    """A profile file as read, for naming places in it.

    Attributes
    ----------
    label
        What messages call it: the path, or the name of a shipped profile.
    text
        Its text.
    data
        Its TOML tables.
    """

    label: str
    text: str
    data: Mapping[str, object]

    def error(self, key: str, problem: str, remedy: str) -> ProfileError:
        """Return the error about a dotted `key` of this file."""
        line = self.line_of(key)
        place = f"{self.label}, line {line}" if line else self.label
        return ProfileError(f"{place}: {key} {problem}", remedy=remedy)

    def line_of(self, key: str) -> int | None:
        """Return the line (from 1) where a dotted key or its table stands, if it is found."""
        wanted = key
        lines = _lines_by_key(self.text)
        while wanted:
            if wanted in lines:
                return lines[wanted]
            wanted = wanted.rpartition(".")[0]
        return None


def _lines_by_key(text: str) -> dict[str, int]:
    """Return the line of every key and table that is written in the plain way."""
    table = ""
    lines: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if header := _HEADER.match(line):
            table = _plain(header.group(1))
            lines.setdefault(table, number)
        elif assignment := _ASSIGNMENT.match(line):
            key = _plain(assignment.group(1))
            lines.setdefault(f"{table}.{key}" if table else key, number)
    return lines


def _plain(key: str) -> str:
    return key.strip().replace('"', "").replace("'", "").replace(" ", "")


def check_file(file: ProfileFile) -> None:
    """Check every key and value of one file, before what it extends is known.

    Raises
    ------
    ProfileError
        At the first key that is unknown or holds something not allowed.
    """
    for key, path, value, branch in _entries(file.data, "", SCHEMA):
        rule = branch.find(key)
        if rule is None:
            raise file.error(path, "is not a key of profiles.", _did_you_mean(path, key, branch))
        if isinstance(rule, Branch):
            if not isinstance(value, dict):
                table = f"Write it as a table: [{path}] and its keys below."
                raise file.error(path, f"must be a table, not {_shown(value)}.", table)
        elif allowed := rule.complaint(value):
            raise file.error(path, f"is {_shown(value)}.", f"Allowed: {allowed}.")


def _entries(
    data: Mapping[str, object], prefix: str, branch: Branch
) -> Iterator[tuple[str, str, object, Branch]]:
    """Yield (key, dotted path, value, table rule) of all entries, depth first."""
    for key, value in data.items():
        path = f"{prefix}.{key}" if prefix else key
        yield key, path, value, branch
        rule = branch.find(key)
        if isinstance(rule, Branch) and isinstance(value, dict):
            yield from _entries(value, path, rule)


def _did_you_mean(path: str, key: str, branch: Branch) -> str:
    """Return the remedy for an unknown key: the nearest known one, or all of the table."""
    near = difflib.get_close_matches(key, branch.keys, n=1, cutoff=0.6)
    if near:
        return f'Did you mean "{near[0]}"?'
    elsewhere = _elsewhere(key)
    if elsewhere:
        return f'Did you mean "{elsewhere}"?'
    table = path.rpartition(".")[0]
    where = f"[{table}]" if table else "the file"
    return f"Allowed in {where}: {', '.join(branch.keys)}."


def _elsewhere(key: str) -> str | None:
    """Return the dotted path of a key of that very name in another table, if there is one."""
    if any(key in words for words in COLUMNS.values()):
        return None  # a tag value stands in many tables: no telling which was meant
    return next((path for path, _ in _paths(SCHEMA, "") if path.endswith(f".{key}")), None)


def _paths(branch: Branch, prefix: str) -> Iterator[tuple[str, Rule | Branch]]:
    """Yield every dotted path of the schema."""
    for key, rule in branch.keys.items():
        path = f"{prefix}.{key}" if prefix else key
        yield path, rule
        if isinstance(rule, Branch):
            yield from _paths(rule, path)


def _shown(value: object) -> str:
    """Return a value as a person wrote it, shortened."""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = f'"{value}"' if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else text[:57] + "…"
