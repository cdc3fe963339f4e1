"""What comes with itinera: the demonstration map, the tables of waypoints, their licences.

itinera data list
itinera data info
"""

from __future__ import annotations

import argparse
import hashlib
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

KILOBYTE = 1000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add list and info."""
    actions = parser.add_subparsers(dest="action", metavar="list|info", required=True)
    listing = actions.add_parser("list", help="name, size and place of each file")
    listing.add_argument("--json", action="store_true", help="print one JSON document")
    telling = actions.add_parser("info", help="the same with checksums, and the licences")
    telling.add_argument("--json", action="store_true", help="print one JSON document")


def run(args: argparse.Namespace) -> int:
    """Run the chosen action."""
    return {"list": _list, "info": _info}[args.action](args)


def _list(args: argparse.Namespace) -> int:
    rows = [_row(path) for path in _files()]
    if args.json:
        print(json.dumps({"data": rows}, ensure_ascii=False))
        return 0
    for row in rows:
        print(f"{row['name']:<34}{int(row['size']) / KILOBYTE:>8.0f} kB  {row['path']}")
    return 0


def _info(args: argparse.Namespace) -> int:
    from itinera.bundle import bundled

    licences = bundled("data/LICENSES.md").read_text(encoding="utf-8")
    rows = [{**_row(path), "sha256": _sha256(path)} for path in _files()]
    if args.json:
        print(json.dumps({"data": rows, "licences": licences}, ensure_ascii=False))
        return 0
    for row in rows:
        print(f"{row['sha256']}  {row['name']}")
    print(f"\n{licences}", end="")
    return 0


def _files() -> list[Path]:
    """Return the bundled maps and tables."""
    from itinera.bundle import bundled

    folder = bundled("data")
    return sorted([*folder.glob("osm/*.osm.pbf"), *folder.glob("waypoints/*.csv")])


def _row(path: Path) -> dict[str, str | int]:
    """Return what the list says of a file."""
    return {"name": path.name, "size": path.stat().st_size, "path": str(path)}


def _sha256(path: Path) -> str:
    """Return the checksum of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
