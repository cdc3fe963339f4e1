"""Cycle routes of the territory as data: their numbers, and which do not run here."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from itinera.bundle import bundled
from itinera.errors import UnknownNameError
from itinera.waypoints.model import plain
from itinera.waypoints.tables import rows

if TYPE_CHECKING:
    from collections.abc import Iterator

TABLE = "veloroutes.csv"
NEEDED = ("number", "name", "start", "end", "towns", "runs_here", "status_notes", "source")
RUNS_HERE = ("yes", "no", "planned", "unknown")
NO_NUMBER = "-"  # in the table, for routes that bear a name only
NETWORK = "RPN"  # stands for the number of several networks
#: What is known of a route that is no place, by `runs_here`.
_STATE = {
    "yes": "which is followed, not visited",
    "no": "and it does not run in the basin",
    "planned": "and it is planned, not there yet",
    "unknown": "of which no more is known",
}


@dataclass(frozen=True, slots=True)
class Veloroute:
    """A cycle route, or a network of numbered nodes, that people ask for here.

    Attributes
    ----------
    number
        "EV5", "V31"; "RPN" for networks of numbered nodes, "" without a number.
    runs_here
        "yes", "no" (asked for by mistake, such as the V30), "planned" or "unknown".
    note
        What is known of its state.
    """

    number: str
    name: str
    start: str
    end: str
    towns: str
    runs_here: str
    note: str
    source: str


def load_veloroutes(folder: Path | None = None) -> tuple[Veloroute, ...]:
    """Read the table of cycle routes, in its order.

    Raises
    ------
    OutsideError
        If the table is missing or cannot be read.
    InputError
        If it lacks a column.
    """
    return tuple(
        Veloroute(
            number=row["number"].replace(NO_NUMBER, ""),
            name=row["name"],
            start=row["start"],
            end=row["end"],
            towns=row["towns"],
            runs_here=row["runs_here"],
            note=row["status_notes"],
            source=row["source"],
        )
        for _, row in rows(_path(folder), NEEDED)
    )


def veloroute_called(text: str, folder: Path | None = None) -> Veloroute | None:
    """Return the cycle route that has a number ("EV5", "ev 5", "EuroVelo 5") or a name."""
    wanted = plain(text)
    number = wanted.replace("eurovelo", "ev").replace(" ", "")
    for route in load_veloroutes(folder):
        named = route.number not in ("", NETWORK) and plain(route.number) == number
        if named or plain(route.name) == wanted:
            return route
    return None


def no_place(route: Veloroute) -> UnknownNameError:
    """Say what a cycle route is that somebody wants to visit, and what to do instead."""
    ends = " to ".join(end for end in (route.start, route.end) if end and end != "not found")
    known = ", ".join(part for part in (route.name, ends) if part)
    called = f"{route.number} ({known})" if route.number else known
    towns = route.towns.partition(" (")[0]
    remedy = "Name a place instead; `itinera waypoints list --kind veloroute` lists the routes."
    if route.runs_here == "yes":
        along = f" ({towns})" if towns else ""
        remedy = f"Name places along it{along}; a journey can follow it."
    return UnknownNameError(
        f"{called} is a cycle route, a line, {_STATE.get(route.runs_here, _STATE['unknown'])}.",
        remedy=remedy,
    )


def veloroute_faults(folder: Path | None = None) -> Iterator[tuple[int, str, str]]:
    """Yield (line, problem, remedy) of the table: doubles, missing sources, unknown words."""
    seen: dict[tuple[str, str], int] = {}
    for line, row in rows(_path(folder), NEEDED):
        for column in ("number", "name", "source"):
            if not row[column].strip():
                yield line, f"{column} is empty.", "Fill it in; routes without number bear a -."
        if row["runs_here"] not in RUNS_HERE:
            problem = f"runs_here {row['runs_here']!r} is no answer."
            yield line, problem, f"Use one of {', '.join(RUNS_HERE)}."
        first = seen.setdefault((row["number"].casefold(), row["name"].casefold()), line)
        if first != line:
            yield line, f"{row['name']!r} stands already in line {first}.", "Keep one of the two."


def _path(folder: Path | None) -> Path:
    """Return where the table lies."""
    return bundled(f"data/waypoints/{TABLE}") if folder is None else folder / TABLE
