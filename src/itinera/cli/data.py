"""Data: what comes with itinera, and what it fetches from outside.

itinera data list                         files that come along, regions by name, files fetched
itinera data fetch nord-pas-de-calais     the newest extract of a region, checked, resumable
itinera data fetch europe/malta           any extract that the mirror has, by its path there
itinera data fetch "Lens, France"         raw OSM objects of a place (OSMnx, Overpass)
itinera data fetch N50E002                an elevation tile
itinera data info                         checksums, origins and licences

What is fetched lies in $XDG_DATA_HOME/itinera (~/.local/share/itinera) or in --to DIR, whole
or not at all; a second run transfers only what is newer. Mirrors: ITINERA_MIRROR_EXTRACTS,
ITINERA_MIRROR_OVERPASS, ITINERA_MIRROR_NOMINATIM, ITINERA_MIRROR_ELEVATION, or a TOML file
named by ITINERA_SOURCES. ITINERA_CONTACT is told to servers beside our name.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import logging
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from itinera.fetch.download import Landed

log = logging.getLogger("itinera")

KILOBYTE = 1000
OSM_ENDINGS = ("*.osm", "*.osm.pbf", "*.hgt.gz", "*.hgt")
BAR = 30  # characters


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add list, fetch and info."""
    actions = parser.add_subparsers(dest="action", metavar="list|fetch|info", required=True)
    listing = actions.add_parser("list", help="files that come along, regions, files fetched")
    fetching = actions.add_parser("fetch", help="get an extract, a place or an elevation tile")
    fetching.add_argument("what", metavar="NAME|PLACE", help="region, path, place or tile")
    fetching.add_argument(
        "--elevation", action="store_true", help="also the elevation tiles of the area"
    )
    fetching.add_argument(
        "--refresh", action="store_true", help="ask for a place again, which is kept otherwise"
    )
    telling = actions.add_parser("info", help="the same with checksums, and the licences")
    for action in (listing, fetching, telling):
        action.add_argument("--json", action="store_true", help="print one JSON document")
        action.add_argument(
            "--to", type=Path, metavar="DIR", help="folder of what is fetched (default: see above)"
        )


def run(args: argparse.Namespace) -> int:
    """Run the chosen action."""
    return {"list": _list, "fetch": _fetch, "info": _info}[args.action](args)


def _list(args: argparse.Namespace) -> int:
    from itinera.fetch.sources import load_sources

    rows = [_row(path) for path in _files()]
    fetched = [_row(path) for path in _fetched(args)]
    regions = load_sources().regions.values()
    if args.json:
        named = [{"name": r.name, "title": r.title, "path": r.path} for r in regions]
        _print_json({"data": rows, "regions": named, "fetched": fetched})
        return 0
    for row in rows:
        _print_row(row)
    print("\nRegions for `itinera data fetch NAME`:")
    for region in regions:
        print(f"{region.name:<34}{region.title}")
    if fetched:
        print("\nFetched:")
    for row in fetched:
        _print_row(row)
    return 0


def _info(args: argparse.Namespace) -> int:
    from itinera.bundle import bundled
    from itinera.fetch.record import read_record

    licences = bundled("data/LICENSES.md").read_text(encoding="utf-8")
    rows = [{**_row(path), "sha256": _sha256(path)} for path in _files()]
    fetched = [
        {**_row(path), "sha256": _sha256(path), "source": known.url if known else None}
        for path, known in ((path, read_record(path)) for path in _fetched(args))
    ]
    if args.json:
        _print_json({"data": rows, "fetched": fetched, "licences": licences})
        return 0
    for row in [*rows, *fetched]:
        print(f"{row['sha256']}  {row['name']}" + (f"  {row['source']}" if "source" in row else ""))
    print(f"\n{licences}", end="")
    return 0


def _fetch(args: argparse.Namespace) -> int:
    """Fetch what is named, and print where it lies."""
    landed = _landed(args)
    if args.json:
        _print_json({
            "files": [
                {**_row(one.path), "sha256": one.sha256, "source": one.url,
                 "transferred": one.transferred}
                for one in landed
            ]
        })  # fmt: skip
        return 0
    for one in landed:
        told = f"{one.transferred / 1e6:.1f} MB came" if one.transferred else "nothing is newer"
        log.info("%s: %s", one.path.name, told)
        print(one.path)
    return 0


def _landed(args: argparse.Namespace) -> list[Landed]:
    """Fetch a tile, a region or a place, with its elevation where that is wanted."""
    from itinera.fetch.area import fetch_place
    from itinera.fetch.client import Client
    from itinera.fetch.extracts import fetch_extract, region_of, write_clip
    from itinera.fetch.sources import load_sources
    from itinera.fetch.tiles import cells_of, fetch_tile, is_cell

    sources, client, folder = load_sources(), Client(), _folder(args)
    bar = _Bar(args.what)
    if is_cell(args.what):
        return [fetch_tile(args.what, folder, sources, client, progress=bar)]
    region = region_of(args.what, sources)
    if region is not None:
        landed = fetch_extract(region, folder, sources, client, progress=bar)
        write_clip(region, landed.path)
        box = region.box
    else:
        landed, box = fetch_place(
            args.what, folder, sources, client, refresh=args.refresh, progress=bar
        )
    cells = cells_of(box) if args.elevation and box is not None else []
    if args.elevation and box is None:
        log.warning("the box of %s is not known: name its elevation tiles yourself", args.what)
    tiles = [fetch_tile(cell, folder, sources, client, progress=_Bar(cell)) for cell in cells]
    return [landed, *tiles]


class _Bar:
    """Shows progress on stderr where that is a terminal and not to be quiet."""

    def __init__(self, name: str) -> None:
        self._name = name[:24]
        self._shown = sys.stderr.isatty() and log.isEnabledFor(logging.INFO)
        self._last = -1

    def __call__(self, done: int, total: int | None) -> None:
        """Draw where something moved."""
        tenths = done * BAR // total if total else done // 1_000_000
        if not self._shown or tenths == self._last:
            return
        self._last = tenths
        bar = f"[{'#' * tenths:<{BAR}}]" if total else ""
        whole = f" of {total / 1e6:.1f}" if total else ""
        end = "\n" if total is not None and done >= total else "\r"
        print(f"{self._name} {bar} {done / 1e6:.1f}{whole} MB ", end=end, file=sys.stderr)


def _folder(args: argparse.Namespace) -> Path:
    """Return where fetched files lie."""
    from itinera.fetch.sources import data_folder

    return args.to if args.to is not None else data_folder()


def _fetched(args: argparse.Namespace) -> list[Path]:
    """Return the files that were fetched before."""
    folder = _folder(args)
    return sorted(path for ending in OSM_ENDINGS for path in folder.glob(ending))


def _files() -> list[Path]:
    """Return the bundled maps, rasters and tables."""
    from itinera.bundle import bundled

    folder = bundled("data")
    kinds = ("osm/*.osm.pbf", "dem/*", "waypoints/*.csv")
    return sorted(path for kind in kinds for path in folder.glob(kind))


def _row(path: Path) -> dict[str, Any]:
    """Return what the list says of a file."""
    return {"name": path.name, "size": path.stat().st_size, "path": str(path)}


def _print_row(row: dict[str, Any]) -> None:
    """Print a row of the list."""
    print(f"{row['name']:<34}{row['size'] / KILOBYTE:>8.0f} kB  {row['path']}")


def _print_json(document: dict[str, Any]) -> None:
    """Print one JSON document."""
    print(json.dumps(document, ensure_ascii=False))


def _sha256(path: Path) -> str:
    """Return the checksum of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
