"""What is wrong with waypoint tables: doubles, places out of the area, missing sources."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from itinera.bundle import bundled
from itinera.geodesy import distance
from itinera.waypoints.model import SAME_PLACE_M, LonLat, plain
from itinera.waypoints.tables import KINDS, LAYOUTS, MODES, Layout, Row, metres, position, rows
from itinera.waypoints.veloroutes import TABLE as VELOROUTES
from itinera.waypoints.veloroutes import veloroute_faults

ACCESS = ("yes", "no", "partial", "paths", "unknown")
DAY = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
REMEDIES = {  # for what is empty
    "source": "Say where it is known from; a fact without a source cannot be kept.",
    "licence": "Name the licence of the source; without one it cannot be kept.",
}
MARGIN_DEG = 0.05  # how far a waypoint may lie beyond the box of the territory


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong in a table: where, what, and what to do."""

    table: str
    line: int
    problem: str
    remedy: str


@dataclass(frozen=True, slots=True)
class _Entry:
    """A row with what is compared between rows."""

    table: str
    line: int
    id: str
    name: str
    kind: str
    lonlat: LonLat | None


def check_waypoints(folder: Path | None = None) -> list[Fault]:
    """Check all waypoint tables of a folder.

    Parameters
    ----------
    folder
        Where the tables and `outlines.csv` lie; those that come with itinera if left out.

    Returns
    -------
    list of Fault
        In the order of tables and lines.

    Raises
    ------
    OutsideError
        If a table is missing or cannot be read.
    InputError
        If a table lacks a column that it needs.
    """
    folder = bundled("data/waypoints") if folder is None else folder
    area = _area(folder / "outlines.csv")
    faults: list[Fault] = []
    entries: list[_Entry] = []
    for table, layout in LAYOUTS.items():
        for line, row in rows(folder / table, layout.needed):
            faults += [Fault(table, line, *said) for said in _row_faults(row, layout, area)]
            kind = layout.kind or row["waypoint_kind"]
            identity = row[layout.id_column].strip(), row[layout.name_column]
            entries.append(_Entry(table, line, *identity, kind, position(row)))
    faults += _doubles(entries)
    faults += [Fault(VELOROUTES, *said) for said in veloroute_faults(folder)]
    order = [*LAYOUTS, VELOROUTES]
    return sorted(faults, key=lambda f: (order.index(f.table), f.line))


def _area(path: Path) -> tuple[float, float, float, float]:
    """Return west, south, east, north of the territory's outlines."""
    corners = [
        [float(number) for number in corner.split(",")]
        for _, row in rows(path, ("ring_lonlat",))
        for corner in row["ring_lonlat"].split()
    ]
    lons, lats = [c[0] for c in corners], [c[1] for c in corners]
    return min(lons), min(lats), max(lons), max(lats)


def _row_faults(
    row: Row, layout: Layout, area: tuple[float, float, float, float]
) -> Iterator[tuple[str, str]]:
    """Yield (problem, remedy) of one row by itself."""
    for column in (layout.id_column, layout.name_column, "source", "licence"):
        if not row[column].strip():
            yield f"{column} is empty.", REMEDIES.get(column, "Fill it in.")
    if not layout.kind and row["waypoint_kind"] not in KINDS:
        yield f"{row['waypoint_kind']!r} is no kind.", f"Use one of {', '.join(KINDS)}."
    for column in ("height_m", "altitude_m"):
        if row.get(column) and metres(row[column]) is None:
            yield f"{column} {row[column]!r} is no number of metres.", 'Write "103" or "184-188".'
    yield from _access_faults(row)
    if row["lat"] or row["lon"]:
        yield from _position_faults(row, area)


def _access_faults(row: Row) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with what a row says of who may go there."""
    said = [(mode, row[mode]) for mode in MODES if row.get(mode)]
    for mode, word in said:
        if word not in ACCESS:
            yield f"{mode} {word!r} is no access.", f"Use one of {', '.join(ACCESS)}."
    known = any(word != "unknown" for _, word in said)
    if known and not row.get("access_source", "").strip():
        yield "access_source is empty.", 'Say who says so, or write "unknown".'
    for column in ("access_checked_on", "access_since"):
        if row.get(column) and not DAY.fullmatch(row[column]):
            yield f"{column} {row[column]!r} is no date.", "Write 2023, 2023-02 or 2023-02-17."


def _position_faults(
    row: Row, area: tuple[float, float, float, float]
) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with a row's position, if anything."""
    place = position(row)
    written = f"{row['lat']},{row['lon']}"
    if place is None:
        yield f"{written!r} is no position.", "Write decimal degrees in lat and lon."
    elif not _within(place, area):
        swapped = _within((place[1], place[0]), area)
        yield (
            f"{written} (LAT,LON) lies outside the territory.",
            "lat and lon seem swapped." if swapped else "Correct it, or leave the row out.",
        )


def _within(place: LonLat, area: tuple[float, float, float, float]) -> bool:
    """Say whether a place is in the box of the territory, with a margin."""
    west, south, east, north = area
    return (
        west - MARGIN_DEG <= place[0] <= east + MARGIN_DEG
        and south - MARGIN_DEG <= place[1] <= north + MARGIN_DEG
    )


def _doubles(entries: list[_Entry]) -> Iterator[Fault]:
    """Yield rows that repeat an id, or a place of the same kind and name, of an earlier row."""
    ids: dict[str, _Entry] = {}
    places: dict[tuple[str, str], list[_Entry]] = {}
    for entry in entries:
        first = ids.setdefault(plain(entry.id), entry)
        if first is not entry:
            yield _double(entry, first, f"The id {entry.id!r}", "Give every waypoint its own id.")
        alike = places.setdefault((entry.kind, plain(entry.name)), [])
        same = next((other for other in alike if _same_place(entry, other)), None)
        if same is not None and first is entry:
            yield _double(entry, same, f"{entry.name!r}, a {entry.kind},", "Keep one of the two.")
        alike.append(entry)


def _double(entry: _Entry, first: _Entry, what: str, remedy: str) -> Fault:
    """Say where a row's twin stands."""
    problem = f"{what} stands already in {first.table}, line {first.line}."
    return Fault(entry.table, entry.line, problem, remedy)


def _same_place(one: _Entry, other: _Entry) -> bool:
    """Say whether two rows of one name and kind are the same place (terrils go by number)."""
    if one.kind == "terril" or one.lonlat is None or other.lonlat is None:
        return False
    return distance(one.lonlat, other.lonlat) <= SAME_PLACE_M
