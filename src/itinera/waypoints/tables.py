"""The tables in data/waypoints → waypoints. A row that makes no sense is left to `check`."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from itinera.bundle import bundled
from itinera.errors import InputError, OutsideError
from itinera.waypoints.model import LonLat, Waypoint, WaypointTable

Row = Mapping[str, str]

MODES = ("foot", "bicycle")  # columns that say who may go there

KINDS = (
    "terril",
    "site",
    "park",
    "station",
    "commune",
    "tourist_office",
    "lodging",
    "campsite",
    "food",
    "bike_service",
    "museum",
    "activity",
)


@dataclass(frozen=True, slots=True)
class Layout:
    """How a table is read.

    Attributes
    ----------
    kind
        Kind of its waypoints, "" where each row has its own in `waypoint_kind`.
    id_column, name_column
        Where the id and the name stand.
    other_names
        Columns with further names, separated by ";".
    shown
        How the name is shown, with {name} for it and {number} for a terril's number.
    notes
        Columns that make the note.
    labels
        Columns that sort the places further, separated by ";".
    commune
        Column of the commune.
    """

    kind: str
    id_column: str = "id"
    name_column: str = "name"
    other_names: tuple[str, ...] = ()
    shown: str = "{name}"
    notes: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    commune: str = ""

    @property
    def needed(self) -> tuple[str, ...]:
        """Return the columns that the table must have."""
        own = () if self.kind else ("waypoint_kind",)
        return (self.id_column, self.name_column, "lat", "lon", "source", "licence", *own)


LAYOUTS: dict[str, Layout] = {
    "terrils.csv": Layout(
        "terril",
        "no",
        other_names=("usual_name",),
        shown="Terril {number} – {name}",
        notes=("access_note",),
        labels=("shape", "protection", "access"),
        commune="commune",
    ),
    "sites.csv": Layout("site", notes=("note",), labels=("kind",), commune="commune"),
    "parks.csv": Layout("park", notes=("notes",), labels=("level", "part_of"), commune="communes"),
    "stations.csv": Layout("station", name_column="full_name"),
    "communes.csv": Layout("commune", "insee"),
    "accueil_velo.csv": Layout("", notes=("subkind",), commune="commune"),
}


def load_waypoints(folder: Path | None = None) -> WaypointTable:
    """Read all waypoint tables of a folder.

    Parameters
    ----------
    folder
        Where the tables lie; those that come with itinera if left out.

    Raises
    ------
    OutsideError
        If a table is missing or cannot be read.
    InputError
        If a table lacks a column that it needs.
    """
    return _load(bundled("data/waypoints") if folder is None else folder)


@cache
def _load(folder: Path) -> WaypointTable:
    """Read the tables once a process."""
    return WaypointTable(
        tuple(
            _waypoint(row, layout, name, line)
            for name, layout in LAYOUTS.items()
            for line, row in rows(folder / name, layout.needed)
        )
    )


def rows(path: Path, needed: tuple[str, ...]) -> Iterator[tuple[int, Row]]:
    """Yield (line, row) of a table.

    Parameters
    ----------
    path
        A CSV file in UTF-8 with a line of column names.
    needed
        Columns that it must have.

    Raises
    ------
    OutsideError
        If the file cannot be read.
    InputError
        If a column is missing or the file is no UTF-8 text.
    """
    try:
        with path.open(encoding="utf-8", newline="") as lines:
            reader = csv.DictReader(lines, restval="")
            missing = [name for name in needed if name not in (reader.fieldnames or ())]
            if missing:
                raise InputError(
                    f"{path}, line 1: the column {missing[0]!r} is missing.",
                    remedy=f"A table needs the columns {', '.join(needed)}.",
                )
            for row in reader:
                yield reader.line_num, {key: value for key, value in row.items() if key}
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not UTF-8 text.", remedy="Save it as UTF-8.") from error
    except OSError as error:
        raise OutsideError(
            f"{path} cannot be read: {error.strerror}.", remedy="Check the folder of the tables."
        ) from error


def _waypoint(row: Row, layout: Layout, table: str, line: int) -> Waypoint:
    """Turn a row into a waypoint; what cannot be read is left out."""
    name = row[layout.name_column].strip()
    notes = [row.get(column, "").strip() for column in layout.notes]
    return Waypoint(
        id=row[layout.id_column].strip(),
        name=layout.shown.format(name=name, number=row[layout.id_column].lstrip("T0")),
        kind=layout.kind or row["waypoint_kind"],
        lonlat=position(row),
        commune=row.get(layout.commune, ""),
        other_names=_other_names(row, layout),
        height_m=metres(row.get("height_m", "")),
        altitude_m=metres(row.get("altitude_m", "")),
        access=tuple((mode, row[mode]) for mode in MODES if row.get(mode)),
        checked_on=row.get("access_checked_on", ""),
        access_since=row.get("access_since", ""),
        access_source=row.get("access_source", ""),
        note="; ".join(n for n in notes if n),
        labels=_labels(row, layout),
        source=row["source"],
        licence=row["licence"],
        table=table,
        line=line,
    )


def _labels(row: Row, layout: Layout) -> tuple[str, ...]:
    """Return what sorts the place further."""
    parts = (part.strip() for c in layout.labels for part in row.get(c, "").split(";"))
    return tuple(part for part in parts if part)


def _other_names(row: Row, layout: Layout) -> tuple[str, ...]:
    """Return what the place is called besides; what stands in brackets is no name."""
    written = [re.sub(r"\(.*?\)", "", row.get(column, "")) for column in layout.other_names]
    names = [part.strip() for text in written for part in text.split(";")]
    if layout.kind == "terril":
        name = row[layout.name_column].strip()
        names += [name, f"Terril {name}"]
    return tuple(name for name in names if name)


def position(row: Row) -> LonLat | None:
    """Return (lon, lat) of a row, None where it is empty or no position on Earth."""
    try:
        lon, lat = float(row["lon"]), float(row["lat"])
    except ValueError:
        return None
    return (lon, lat) if abs(lon) <= 180.0 and abs(lat) <= 90.0 else None


def metres(text: str) -> tuple[float, float] | None:
    """Read "103" or "184-188 (sources conflict)": the lowest and the highest value given.

    >>> metres("184-188")
    (184.0, 188.0)
    """
    match = re.fullmatch(r"\s*(\d+(?:\.\d+)?)(?:\s*[-–]\s*(\d+(?:\.\d+)?))?\s*(?:\(.*\))?\s*", text)
    if match is None:
        return None
    low = float(match[1])
    return low, float(match[2] or low)
