"""Cycle routes of the territory as data: their numbers, and which do not run here."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from itinera.bundle import bundled
from itinera.waypoints.tables import rows

if TYPE_CHECKING:
    from collections.abc import Iterator

TABLE = "veloroutes.csv"
NEEDED = ("number", "name", "start", "end", "towns", "runs_here", "status_notes", "source")
RUNS_HERE = ("yes", "no", "planned", "unknown")
NO_NUMBER = "-"  # in the table, for routes that bear a name only


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
