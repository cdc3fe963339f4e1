"""Figures as tables in Markdown, targets beside them."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Target:
    """What was promised: at most or at least so much."""

    value: float
    unit: str
    at_least: bool = False

    def met_by(self, measured: float) -> bool:
        """Whether a figure keeps the promise."""
        return measured >= self.value if self.at_least else measured <= self.value

    def __str__(self) -> str:
        return f"{'≥' if self.at_least else '≤'} {shown(self.value)} {self.unit}"


@dataclass(frozen=True)
class Row:
    """One thing measured: ours, what was promised, and what others need."""

    what: str
    ours: float
    target: Target
    others: str = ""

    def markdown(self) -> str:
        """Return the row."""
        verdict = "yes" if self.target.met_by(self.ours) else "**no**"
        measured = f"{shown(self.ours)} {self.target.unit}"
        return f"| {self.what} | {measured} | {self.target} | {verdict} | {self.others} |"


@dataclass
class Report:
    """Sections of rows and notes, in the order they were measured."""

    machine: str
    lines: list[str] = field(default_factory=list)

    def section(self, title: str, intro: str) -> None:
        """Begin a section with a table of targets."""
        self.lines += ["", f"## {title}", intro, ""]
        self.lines += ["| what | itinera | target | met | beside it in this run |"]
        self.lines += ["|---|---|---|---|---|"]

    def add(self, row: Row) -> None:
        """Add a row, and say it on stderr: a run takes minutes."""
        self.lines.append(row.markdown())
        sys.stderr.write(row.markdown() + "\n")

    def table(self, head: list[str], rows: list[list[str]]) -> None:
        """Add a table without targets."""
        self.lines += ["", "| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
        self.lines += ["| " + " | ".join(row) + " |" for row in rows]

    def note(self, text: str) -> None:
        """Add a paragraph."""
        self.lines += ["", text]

    def markdown(self) -> str:
        """Return the whole report."""
        head = ["# Measured", "", "Written by `python -m benchmarks`; docs/benchmarks.md explains."]
        return "\n".join([*head, "", f"Machine: {self.machine}.", *self.lines]) + "\n"


def shown(value: float) -> str:
    """Return a figure with three digits that count."""
    if value >= 1000.0:
        return f"{value:,.0f}"
    return f"{value:.3g}"
