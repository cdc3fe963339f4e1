"""Where data comes from: mirrors, named regions and limits, as data in a TOML file."""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from itinera.errors import InputError, OutsideError, toml_problem

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Region", "Sources", "data_folder", "load_sources"]

KINDS = ("extracts", "overpass", "nominatim", "elevation")
SHIPPED = Path(__file__).with_name("sources.toml")

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Region:
    """An extract that has a name.

    Attributes
    ----------
    path
        Below a mirror, without the ending.
    box
        West, south, east, north in degrees; None where it is not known.
    clip
        Row of the table of outlines to build within, "" for all of it.
    margin_m
        How far beyond that outline, in metres.
    """

    name: str
    title: str
    path: str
    box: Box | None = None
    clip: str = ""
    margin_m: float = 0.0


@dataclass(frozen=True, slots=True)
class Sources:
    """Mirrors of each kind, in the order to try, regions by name, and limits.

    Attributes
    ----------
    mirrors
        Kind ("extracts", "overpass", "nominatim", "elevation") → addresses without a
        slash at their end.
    extract_ending, checksum_ending
        What the address of an extract ends in, and what its checksum's adds to it.
    tile_path
        Below a mirror, with `{cell}` and `{latitude}` to be filled in.
    max_area_km2, timeout_s, max_memory_mb, max_file_mb
        What to ask of a public Overpass server at most.
    """

    mirrors: Mapping[str, tuple[str, ...]]
    regions: Mapping[str, Region]
    extract_ending: str
    checksum_ending: str
    tile_path: str
    max_area_km2: float
    timeout_s: int
    max_memory_mb: int
    max_file_mb: int


def load_sources(environ: Mapping[str, str] = os.environ) -> Sources:
    """Read where data comes from.

    Parameters
    ----------
    environ
        `ITINERA_SOURCES` names a TOML file laid over the shipped one;
        `ITINERA_MIRROR_EXTRACTS`, `_OVERPASS`, `_NOMINATIM`, `_ELEVATION` hold
        addresses, separated by spaces, instead of those of the files.

    Raises
    ------
    OutsideError
        If the file cannot be read.
    InputError
        If it is no TOML, has an unknown key, a value of the wrong kind, or an
        address that is neither http nor https.
    """
    table = _read(SHIPPED)
    own = environ.get("ITINERA_SOURCES")
    origin = own or str(SHIPPED)
    if own:
        table = _laid_over(table, _read(Path(own)), origin)
    for kind in KINDS:
        variable = f"ITINERA_MIRROR_{kind.upper()}"
        if environ.get(variable, "").strip():
            table[kind]["mirrors"] = environ[variable].split()
            _check_mirrors(table[kind]["mirrors"], f"environment variable {variable}")
        else:
            _check_mirrors(table[kind]["mirrors"], f"{origin}: {kind}.mirrors")
    return _sources(table, origin)


def data_folder(environ: Mapping[str, str] = os.environ) -> Path:
    """Return the user's data folder for itinera (XDG base directories)."""
    root = environ.get("XDG_DATA_HOME")
    return (Path(root) if root else Path.home() / ".local" / "share") / "itinera"


def _read(path: Path) -> dict[str, Any]:
    """Read a TOML file."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise OutsideError(
            f"{str(path)!r} cannot be read: {error.strerror}.",
            remedy="Check what ITINERA_SOURCES names.",
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(
            toml_problem(str(path), error), remedy=f"Begin with a copy of {SHIPPED}."
        ) from error


def _laid_over(below: dict[str, Any], above: dict[str, Any], origin: str) -> dict[str, Any]:
    """Return the shipped table with what the user's says instead."""
    table = {name: dict(rows) for name, rows in below.items()}
    for name, rows in above.items():
        if name not in table or not isinstance(rows, dict):
            raise InputError(
                f"{origin}: {name!r} is unknown.", remedy=f"Known are {', '.join(table)}."
            )
        unknown = set(rows) - set(table[name]) if name != "region" else set()
        if unknown:
            raise InputError(
                f"{origin}: {name}.{min(unknown)} is unknown.",
                remedy=f"Known are {', '.join(table[name])}.",
            )
        table[name].update(rows)
    return table


def _check_mirrors(mirrors: object, place: str) -> None:
    """Refuse what is no list of addresses."""
    sound = isinstance(mirrors, list) and mirrors and all(isinstance(one, str) for one in mirrors)
    bad = [mirrors] if not sound or not isinstance(mirrors, list) else [
        one for one in mirrors if urlsplit(one).scheme not in ("http", "https")
    ]  # fmt: skip
    if bad:
        raise InputError(
            f"{place}: {bad[0]!r} is no address.",
            remedy="Mirrors begin with https:// (or http:// inside a network of your own).",
        )


def _sources(table: dict[str, Any], origin: str) -> Sources:
    """Turn a checked table into values."""
    overpass = table["overpass"]
    try:
        return Sources(
            mirrors={k: tuple(m.rstrip("/") for m in table[k]["mirrors"]) for k in KINDS},
            regions={name: _region(name, row) for name, row in table["region"].items()},
            extract_ending=str(table["extracts"]["ending"]),
            checksum_ending=str(table["extracts"]["checksum"]),
            tile_path=str(table["elevation"]["path"]),
            max_area_km2=float(overpass["max_area_km2"]),
            timeout_s=int(overpass["timeout_s"]),
            max_memory_mb=int(overpass["max_memory_mb"]),
            max_file_mb=int(overpass["max_file_mb"]),
        )
    except (TypeError, ValueError, KeyError, AttributeError) as error:
        raise InputError(
            f"{origin}: a value is of the wrong kind ({error}).",
            remedy=f"Compare with {SHIPPED}.",
        ) from error


def _region(name: str, row: Mapping[str, Any]) -> Region:
    """Read one region."""
    unknown = set(row) - {"title", "path", "box", "clip", "margin_m"}
    if unknown:
        raise ValueError(f"region.{name}.{min(unknown)} is unknown")
    box = row.get("box")
    if box is not None:
        west, south, east, north = (float(value) for value in box)
        box = west, south, east, north
    return Region(
        name=name,
        title=str(row.get("title", name)),
        path=str(row["path"]).strip("/"),
        box=box,
        clip=str(row.get("clip", "")),
        margin_m=float(row.get("margin_m", 0.0)),
    )
