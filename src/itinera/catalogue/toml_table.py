"""A table of a spec: its values checked one by one, and the line that each stands in."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeGuard

from itinera.errors import SpecError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

__all__ = ["Lines", "Table", "a_range"]

_HEADER = re.compile(r"\s*(\[\[?)\s*[\"']?([^\]\"']+?)[\"']?\s*\]\]?\s*(?:#.*)?")
_UNITS = {  # what stands at the end of a key that is a number
    "_km": "kilometres",
    "_m": "metres",
    "_pct": "per cent",
    "hours": "hours",
    "minutes": "minutes",
    "km_effort": "km-effort",
}


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of a TOML file, to say where something stands.

    Attributes
    ----------
    path
        The file, as messages name it.
    lines
        Its lines.
    """

    path: Path
    lines: tuple[str, ...]

    def within(self, name: str, number: int = 0) -> range:
        """Return the lines (from 0) of the table `name`, of the `number`th where several are.

        The name "" means what stands before the first table. Empty where there is none.
        """
        heads = [(i, m[2].strip()) for i, line in enumerate(self.lines) if (m := _header(line))]
        marks = [(0, ""), *heads, (len(self.lines), "")]
        found = [
            range(begin, marks[i + 1][0])
            for i, (begin, title) in enumerate(marks[:-1])
            if title == name and (name or i == 0)
        ]
        return found[number] if number < len(found) else range(0)

    def at(self, key: str, value: str = "", *, table: str = "", number: int = 0) -> str:
        """Return "FILE, line N" of a key of a table, or of the text `value` in its list."""
        lines = self.within(table, number)
        written = re.compile(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=")
        found = next((n for n in lines if written.match(self.lines[n])), None)
        if found is None:
            return self._top(table or key, lines)
        below = (n for n in range(found, lines.stop) if value in self.lines[n])
        return f"{self.path}, line {next(below, found) + 1}"

    def _top(self, name: str, lines: range) -> str:
        """Return where a table begins, however it is written; the file alone where it is not."""
        if lines and _header(self.lines[lines.start]):
            return f"{self.path}, line {lines.start + 1}"
        written = re.compile(rf"\s*(\[\[?\s*)?{re.escape(name)}\s*(=|\])")
        found = next((n for n, line in enumerate(self.lines) if written.match(line)), None)
        return str(self.path) if found is None else f"{self.path}, line {found + 1}"


def _header(line: str) -> re.Match[str] | None:
    """Return the match of a line that begins a table."""
    return _HEADER.fullmatch(line)


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a spec.

    Attributes
    ----------
    values
        As TOML gives them.
    lines
        Of the file.
    name, row
        Of the table: "" for the top; `row` counts those of one name, from 0.
    """

    values: Mapping[str, object]
    lines: Lines
    name: str = ""
    row: int = 0

    def at(self, key: str, value: str = "") -> str:
        """Return "FILE, line N" of a key."""
        return self.lines.at(key, value, table=self.name, number=self.row)

    def titled(self, key: str) -> str:
        """Name a key with its table, as messages do."""
        return f"[{self.name}] {key}" if self.name else key

    def wrong(self, key: str, remedy: str, *, value: str = "") -> SpecError:
        """Return the error for a key whose value will not do."""
        shown = value or repr(self.values.get(key))
        told = f"{self.at(key, value.strip(chr(39)))}: {self.titled(key)!r} is {shown}."
        return SpecError(told, remedy=remedy)

    def only(self, known: Sequence[str]) -> None:
        """Refuse unknown keys, and say which known one is meant.

        Raises
        ------
        SpecError
            Naming the first.
        """
        unknown = next((key for key in self.values if key not in known), None)
        if unknown is None:
            return
        near = difflib.get_close_matches(unknown, known, n=1) or [
            key for key in known if key.split("_")[0] == unknown.split("_")[0]
        ]
        meant = f"Did you mean {near[0]!r}? " if near else ""
        raise SpecError(
            f"{self.at(unknown)}: unknown key {self.titled(unknown)!r}.",
            remedy=f"{meant}Known: {', '.join(known)}.",
        )

    def text(self, key: str) -> str | None:
        """Return a text, None where the key is missing."""
        value = self.values.get(key)
        if value is None or (isinstance(value, str) and value.strip()):
            return value
        raise self.wrong(key, 'Write a text in quotes, for example "Louvre-Lens".')

    def place(self, key: str) -> str | None:
        """Return a place as somebody typed it, None where the key is missing."""
        value = self.values.get(key)
        if value is None or (isinstance(value, str) and value.strip()):
            return value
        raise self.wrong(key, 'Write a waypoint\'s id or name, or "LAT,LON", in quotes.')

    def places(self, key: str) -> tuple[str, ...]:
        """Return a list of places; one alone may stand without the list."""
        value = self.values.get(key, [])
        listed = [value] if isinstance(value, str) else value
        if not isinstance(listed, list):
            raise self.wrong(key, 'Write a list of places: ["Louvre-Lens", "50.44,2.78"].')
        for i, one in enumerate(listed):
            if not isinstance(one, str) or not one.strip():
                raise SpecError(
                    f"{self.at(key)}: {self.titled(key)}[{i}] is {one!r}.",
                    remedy='Write a waypoint\'s id or name, or "LAT,LON", in quotes.',
                )
        return tuple(listed)

    def one_of(self, key: str, known: Sequence[str]) -> str | None:
        """Return one of some words, None where the key is missing."""
        value = self.values.get(key)
        if value is None or value in known:
            return value if isinstance(value, str) else None
        raise self.wrong(key, f"Use one of {', '.join(known)}.")

    def flag(self, key: str, *, default: bool = False) -> bool:
        """Return true or false."""
        value = self.values.get(key, default)
        if isinstance(value, bool):
            return value
        raise self.wrong(key, "Write true or false, without quotes.")

    def number(self, key: str, least: float, most: float) -> float | None:
        """Return a number within its range, None where the key is missing."""
        value = self.values.get(key)
        if value is None:
            return None
        if is_number(value) and least <= value <= most:
            return float(value)
        raise self.wrong(key, a_range(key, least, most))

    def whole(self, key: str, least: int, most: int) -> int | None:
        """Return a whole number within its range, None where the key is missing."""
        value = self.values.get(key)
        if value is None:
            return None
        if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
            return value
        raise self.wrong(key, f"Write a whole number from {least} to {most}.")

    def wholes(self, key: str, least: int, most: int) -> tuple[int, ...]:
        """Return whole numbers, ascending, each once; one alone may stand without the list."""
        value = self.values.get(key, [])
        listed = value if isinstance(value, list) else [value]
        numbers = [n for n in listed if isinstance(n, int) and not isinstance(n, bool)]
        if len(numbers) == len(listed) and all(least <= n <= most for n in numbers):
            return tuple(sorted(set(numbers)))
        raise self.wrong(key, f"Write whole numbers from {least} to {most}: [3, 5].")


def is_number(value: object) -> TypeGuard[int | float]:
    """Tell whether a value of TOML is a number."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def a_range(key: str, least: float, most: float) -> str:
    """Say how a number is written: its unit, which the key names, and its range."""
    unit = next((word for end, word in _UNITS.items() if key.endswith(end)), "")
    what = f"a number of {unit}" if unit else "a number"
    return f"Write {what} from {least:g} to {most:g}, without quotes and without a unit."
