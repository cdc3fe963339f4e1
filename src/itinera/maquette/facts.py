"""The true facts that the invented map is laid over, read from `data/waypoints`."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import TYPE_CHECKING

from itinera.bundle import bundled
from itinera.errors import OutsideError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Commune:
    """A commune: INSEE code, name, inhabitants and the point of its town hall or middle."""

    insee: str
    name: str
    population: int
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class Terril:
    """A spoil heap; `shape` as the official table words it, heights as published (metres)."""

    number: str
    name: str
    shape: str
    lon: float
    lat: float
    surface_ha: float
    ground_m: float
    height_m: float | None
    access: str
    altitude_m: float | None = None  # of the summit above sea, where sources agree on it


@dataclass(frozen=True, slots=True)
class Spot:
    """A named point of a kind: station, site, park, pit or cycle-friendly service."""

    kind: str
    name: str
    lon: float
    lat: float
    note: str = ""


@dataclass(frozen=True, slots=True)
class Cavalier:
    """A former mine railway: its box and the communes it touches (its course is not kept)."""

    name: str
    length_km: float
    box: tuple[float, float, float, float]  # west, south, east, north
    communes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything true that the maquette shows."""

    communes: tuple[Commune, ...]
    terrils: tuple[Terril, ...]
    spots: tuple[Spot, ...]
    cavaliers: tuple[Cavalier, ...]
    outline: tuple[tuple[float, float], ...]  # the basin's ring, (lon, lat)

    def commune(self, name: str) -> Commune | None:
        """Return the commune of that name, None where it is not on this map."""
        return next((c for c in self.communes if c.name == name), None)


def read_facts() -> Facts:
    """Read the bundled tables of the basin.

    Raises
    ------
    OutsideError
        If a table is missing or lacks a column.
    """
    return Facts(
        communes=tuple(_communes()),
        terrils=tuple(_terrils()),
        spots=tuple(_spots()),
        cavaliers=tuple(_cavaliers()),
        outline=_outline(),
    )


def _rows(table: str) -> Iterator[dict[str, str]]:
    """Yield the rows of a bundled table."""
    path: Path = bundled(f"data/waypoints/{table}.csv")
    try:
        with path.open(encoding="utf-8", newline="") as lines:
            yield from csv.DictReader(lines)
    except OSError as trouble:
        raise OutsideError(
            f"The table {path} cannot be read ({trouble.strerror}).",
            remedy="Install itinera again: the table belongs to it.",
        ) from trouble


def _number(text: str) -> float | None:
    """Return a plain number, None for an empty cell, a range or a doubt."""
    try:
        return float(text)
    except ValueError:
        return None


def _middle(text: str) -> float | None:
    """Return a number or the middle of a range, None for an empty cell or a doubt."""
    ends = [_number(part) for part in text.split("-")]
    known = [end for end in ends if end is not None]
    return sum(known) / len(known) if len(known) == len(ends) else None


def _communes() -> Iterator[Commune]:
    for row in sorted(_rows("communes"), key=lambda r: r["insee"]):
        yield Commune(
            row["insee"],
            row["name"],
            int(row["population"]),
            float(row["lon"]),
            float(row["lat"]),
        )


def _terrils() -> Iterator[Terril]:
    for row in sorted(_rows("terrils"), key=lambda r: r["no"]):
        if _number(row["lat"]) is None:
            continue  # seven terrils have no known place
        ground = _number(row["near_pithead_alt_m"]) or 30.0
        yield Terril(
            number=row["no"],
            name=row["usual_name"] or row["name"],
            shape=row["shape"] or "Plat",
            lon=float(row["lon"]),
            lat=float(row["lat"]),
            surface_ha=_number(row["surface_ha"]) or 4.0,
            ground_m=ground,
            height_m=_number(row["height_m"]),
            access=row["access"] or "unknown",
            altitude_m=_middle(row["altitude_m"]),
        )


def _spots() -> Iterator[Spot]:
    for row in _rows("stations"):
        yield Spot("station", row["name"], float(row["lon"]), float(row["lat"]), row["uic"])
    for table, kind in (("sites", "site"), ("parks", "park")):
        for row in _rows(table):
            if _number(row["lat"]) is not None:
                note = row.get("kind") or row.get("level") or ""
                yield Spot(kind, row["name"], float(row["lon"]), float(row["lat"]), note)
    for row in _rows("puits_altitudes"):
        if _number(row["lat"]) is not None:
            name = f"Fosse {row['fosse']} – puits {row['puits']} ({row['commune']})"
            spot = (float(row["lon"]), float(row["lat"]))
            yield Spot("pit", name, *spot, note=row["altitude_m"])
    for row in _rows("accueil_velo"):
        spot = (float(row["lon"]), float(row["lat"]))
        yield Spot("service", row["name"], *spot, note=row["subkind"] or row["kind"])


def _cavaliers() -> Iterator[Cavalier]:
    rows = sorted(_rows("cavaliers"), key=lambda r: (-float(r["length_km"]), r["name"]))
    for row in rows:
        west, south = float(row["min_lon"]), float(row["min_lat"])
        east, north = float(row["max_lon"]), float(row["max_lat"])
        communes = tuple(part.strip() for part in row["communes"].split(";") if part.strip())
        yield Cavalier(row["name"], float(row["length_km"]), (west, south, east, north), communes)


def _outline() -> tuple[tuple[float, float], ...]:
    """Return the ring of the basin, simplified in the table to some fifty points."""
    for row in _rows("outlines"):
        if row["kind"] == "basin":
            pairs = (pair.split(",") for pair in row["ring_lonlat"].split())
            return tuple((float(lon), float(lat)) for lon, lat in pairs)
    return ()
