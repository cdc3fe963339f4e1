"""The table of a batch of loops, as CSV for a spreadsheet and JSON for programs."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

from itinera.export.files import write_whole

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

__all__ = ["COLUMNS", "write_table"]

COLUMNS = (
    "kind", "id", "name", "lat", "lon", "profile", "wished_m", "length_m", "time_s", "climb_m",
    "descent_m", "repeated_m", "unavoidable_repeat_m", "colour", "meets", "file", "problem",
    "nearest",
)  # fmt: skip


def write_table(folder: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write loops.csv and loops.json; a loop that there is not has a problem for a file.

    Raises
    ------
    OutsideError
        If the folder cannot be written to.
    """
    text = io.StringIO(newline="")
    table = csv.DictWriter(text, COLUMNS, extrasaction="ignore", lineterminator="\n")
    table.writeheader()
    table.writerows({**row, "meets": "; ".join(row.get("meets", ()))} for row in rows)
    write_whole(folder / "loops.csv", text.getvalue().encode())
    plain = [{name: row.get(name) for name in COLUMNS} for row in rows]
    document = json.dumps({"loops": plain}, ensure_ascii=False, indent=1) + "\n"
    write_whole(folder / "loops.json", document.encode())
