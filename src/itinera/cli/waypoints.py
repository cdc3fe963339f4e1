"""List the places that can be named instead of coordinates, or check their tables.

itinera waypoints list --kind terril --near 50.4431,2.7885
itinera waypoints list --kind veloroute      cycle routes: they have a number, no position
itinera waypoints check
"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from itinera.waypoints import Waypoint

FAULTY = 3  # contract: bad input
VELOROUTE = "veloroute"  # a line with a number: listed, but no place to go to
HERE = {"yes": "runs here", "no": "DOES NOT RUN HERE", "planned": "planned here"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add list and check."""
    actions = parser.add_subparsers(dest="action", metavar="list|check", required=True)
    listing = actions.add_parser("list", help="id, kind, position and name of every waypoint")
    listing.add_argument("--kind", metavar="K", help="only this kind (terril, station, …)")
    listing.add_argument(
        "--near", metavar="LAT,LON", help="nearest first, from here (also an id or a name)"
    )
    checking = actions.add_parser("check", help="doubles, places out of the area, lacking sources")
    for action in (listing, checking):
        action.add_argument(
            "folder", nargs="?", type=Path, metavar="DIR", help="tables (default: those installed)"
        )
        action.add_argument("--json", action="store_true", help="print one JSON document")


def run(args: argparse.Namespace) -> int:
    """Run the chosen action."""
    return {"list": _list, "check": _check}[args.action](args)


def _list(args: argparse.Namespace) -> int:
    from itinera.errors import UnknownNameError
    from itinera.waypoints import load_waypoints, parse_place
    from itinera.waypoints.tables import KINDS

    if args.kind == VELOROUTE:
        return _list_veloroutes(args)
    if args.kind not in (None, *KINDS):
        raise UnknownNameError(
            f"There is no kind of waypoint {args.kind!r}.",
            remedy=f"Use one of {', '.join((*KINDS, VELOROUTE))}.",
        )
    table = load_waypoints(args.folder)
    if args.near is None:
        found = [(None, w) for w in table if args.kind in (None, w.kind)]
        rows: list[tuple[float | None, Waypoint]] = list(found)
    else:
        rows = list(table.near(parse_place(args.near, table)[0], kind=args.kind))
    if args.json:
        document = {"waypoints": [_as_json(w, metres) for metres, w in rows]}
        print(json.dumps(document, ensure_ascii=False, indent=1))
    else:
        for metres, waypoint in rows:
            print(_line(waypoint, metres))
    return 0


def _list_veloroutes(args: argparse.Namespace) -> int:
    """List the cycle routes, and say of each whether it runs here."""
    from itinera.errors import InputError
    from itinera.waypoints.veloroutes import load_veloroutes

    if args.near is not None:
        raise InputError(
            "A veloroute has no position to be near to.", remedy="Leave out --near, or --kind."
        )
    found = load_veloroutes(args.folder)
    if args.json:
        document = {"veloroutes": [asdict(route) for route in found]}
        print(json.dumps(document, ensure_ascii=False, indent=1))
        return 0
    for route in found:
        here = HERE.get(route.runs_here, "not known")
        print(f"{route.number or '-':<5} {here:<18} {route.name}")
    return 0


def _line(waypoint: Waypoint, metres: float | None) -> str:
    """Write a waypoint for a person."""
    place = "-" if waypoint.lonlat is None else "{1:.5f},{0:.5f}".format(*waypoint.lonlat)
    far = "" if metres is None else f"{metres / 1000:8.2f} km  "
    return f"{far}{waypoint.id:<28} {waypoint.kind:<14} {place:<18} {waypoint.name}"


def _as_json(waypoint: Waypoint, metres: float | None) -> dict[str, object]:
    """Write a waypoint for a program; what is not known is null."""
    return {
        "id": waypoint.id,
        "name": waypoint.name,
        "kind": waypoint.kind,
        "lonlat": waypoint.lonlat,
        "commune": waypoint.commune,
        "other_names": waypoint.other_names,
        "height_m": waypoint.height_m,
        "altitude_m": waypoint.altitude_m,
        "access": dict(waypoint.access),
        "access_checked_on": waypoint.checked_on or None,
        "access_since": waypoint.access_since or None,
        "access_source": waypoint.access_source or None,
        "note": waypoint.note,
        "source": waypoint.source,
        "licence": waypoint.licence,
        **({} if metres is None else {"distance_m": round(metres, 1)}),
    }


def _check(args: argparse.Namespace) -> int:
    from itinera.waypoints import load_waypoints
    from itinera.waypoints.check import check_waypoints

    faults = check_waypoints(args.folder)
    if args.json:
        rows = [
            {"table": f.table, "line": f.line, "problem": f.problem, "remedy": f.remedy}
            for f in faults
        ]
        print(json.dumps({"faults": rows}, ensure_ascii=False, indent=1))
    else:
        for fault in faults:
            print(f"{fault.table}:{fault.line}: {fault.problem} {fault.remedy}")
        if not faults:
            print(f"{len(load_waypoints(args.folder))} waypoints, no fault found.")
    return FAULTY if faults else 0
