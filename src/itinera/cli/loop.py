"""Round trips (or walks to another end) of a wished length, which hardly travel anything twice.

A place is LAT,LON in decimal degrees, or the id or name of a waypoint::

    itinera loop --start 50.4431,2.7885 --length-km 12 -o loop.gpx
    itinera loop --start "Louvre-Lens" --minutes 90 --profile gravel --count 3 -o loops/
    itinera loop --start T074a --length-km 20 --via T108 --direction N --format geojson
    itinera loop --start "Gare de Lens" --length-km 15 --theme chaine-des-parcs --theme quiet=0.5
    itinera loop --start "Gare de Lens" --end "Base 11/19" --length-km 9 --through park.geojson
    itinera loop --near "Louvre-Lens" --start-at station --length-km 20
    itinera loop --like chemin-des-galibots --shorter --flatter

The same request, graph, --seed and --effort give the same loops.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from itinera.cli.options import (
    add_result_options,
    add_traveller_options,
    areas_of,
    deliver,
    planner_of,
    stops_of,
    traveller_of,
)

if TYPE_CHECKING:
    import argparse

    from itinera.planning.loop import LoopRequest
    from itinera.planning.loop.like import Former

CHANGES = ("shorter", "longer", "hillier", "flatter")  # planning.loop's, as the two below
STARTS = ("station", "parking", "lodging", "campsite", "tourist-office")
DEFAULT_PROFILE = "hike"
COMPASS = (
    "N",
    "NE",
    "E",
    "SE",
    "S",
    "SW",
    "W",
    "NW",
)  # planning.loop's, which --help need not load


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `itinera loop`."""
    _add_starts(parser)
    parser.add_argument("--length-km", type=float, metavar="X", help="length in kilometres")
    parser.add_argument("--minutes", type=float, metavar="N", help="time on the way instead")
    parser.add_argument("--climb-m", type=float, metavar="Y", help="metres of climb wished")
    parser.add_argument(
        "--count", type=int, default=1, metavar="N", help="how many loops that differ (default: 1)"
    )
    parser.add_argument(
        "--tolerance-pct",
        type=float,
        default=5.0,
        metavar="P",
        help="how far off the length may be (default: 5)",
    )
    _add_places(parser)
    parser.add_argument("--name", default="", help="name of the itinerary")
    add_traveller_options(parser)
    parser.set_defaults(profile=None)  # that of the itinerary it is like, else hike
    add_result_options(parser)


def _add_starts(parser: argparse.ArgumentParser) -> None:
    """Add where it begins, and what it is like."""
    begins = parser.add_mutually_exclusive_group()
    begins.add_argument("--start", metavar="PLACE", help="where it begins and ends")
    begins.add_argument(
        "--near", metavar="PLACE", help="begin at the best station or car park near this place"
    )
    parser.add_argument(
        "--start-at",
        action="append",
        default=[],
        choices=STARTS,
        help="at what it may begin near that place, or near --start; may be given several times "
        "(with --near: station and parking)",
    )
    parser.add_argument(
        "--start-within",
        type=float,
        default=3000.0,
        metavar="M",
        help="how far from it, in metres (default: 3000)",
    )
    parser.add_argument(
        "--like",
        metavar="FILE|SLUG",
        help="keep to this GPX or GeoJSON line, or published itinerary; gives start, length and "
        "places to pass where they are not given",
    )
    for change in CHANGES:
        parser.add_argument(
            f"--{change}",
            action="append_const",
            const=change,
            dest="changes",
            default=[],
            help=f"{change} than that one",
        )


def _add_places(parser: argparse.ArgumentParser) -> None:
    """Add where it leads, and what draws it."""
    parser.add_argument("--direction", choices=COMPASS, help="where the loop lies from the start")
    parser.add_argument(
        "--end", metavar="PLACE", help="where it ends, if not where it begins (a walk, no loop)"
    )
    parser.add_argument(
        "--via",
        action="append",
        default=[],
        metavar="PLACE",
        help="a place to pass, in any order; may be given several times",
    )
    parser.add_argument(
        "--via-order",
        choices=("free", "given"),
        default="free",
        help="pass these places in the order given (default: free, as it suits the loop)",
    )
    parser.add_argument(
        "--via-within",
        type=float,
        default=0.0,
        metavar="M",
        help="how far off the places to pass it may stay, in metres, where it cannot reach all",
    )
    parser.add_argument(
        "--through",
        type=Path,
        metavar="AREAS.geojson",
        help="areas in each of which the loop travels some way",
    )
    parser.add_argument(
        "--theme",
        action="append",
        default=[],
        metavar="NAME[=WEIGHT]",
        help="what draws the loop: chaine-des-parcs, terrils, grands-sites, heritage, water, "
        "quiet, green, views; may be given several times, with weights up to 10 (default: 1)",
    )
    parser.add_argument(
        "--list-themes", action="store_true", help="say what the themes are, and plan nothing"
    )
    parser.add_argument(
        "--no-lollipop",
        dest="lollipop",
        action="store_false",
        help="no common stem out and back, even where the ground forces one",
    )


def run(args: argparse.Namespace) -> int:
    """Plan, then write; or list the themes."""
    if args.list_themes:
        _list_themes(args)
        return 0
    from itinera.export.formats import format_of

    format_of(args.format, args.output)
    found = planner_of(args).loops(request_of(args))
    deliver(found.itineraries, args, notes=found.notes)
    return 0


def _list_themes(args: argparse.Namespace) -> None:
    """Print the themes, a line each or as JSON."""
    from itinera.planning.themes import theme_rows

    rows = theme_rows(args.lang)
    if args.json:
        print(json.dumps({"themes": rows}, ensure_ascii=False))
        return
    for row in rows:
        print(f"{row['name']:18} {row['title']} ({row['source']})")


def request_of(args: argparse.Namespace) -> LoopRequest:
    """Return what the options ask.

    Raises
    ------
    UsageError
        If neither a start nor a length is given, nor an itinerary that has them.
    """
    from itinera.cli import UsageError
    from itinera.planning.loop import LoopRequest
    from itinera.planning.loop.best_start import USUAL_KINDS
    from itinera.planning.loop.like import changed
    from itinera.planning.themes import parse_theme

    former = _former(args)
    args.profile = args.profile or (former.profile if former else "") or DEFAULT_PROFILE
    if not (args.start or args.near or former):
        raise UsageError("A loop begins somewhere.", remedy="Give --start, --near or --like.")
    if args.length_km is None and args.minutes is None and not former:
        raise UsageError("A loop has a length.", remedy="Give --length-km, --minutes or --like.")
    named = args.start or args.near
    start = stops_of([named])[0] if named or not former else former.begins
    end = stops_of([args.end])[0] if args.end else None
    request = LoopRequest(
        start=start,
        length_m=None if args.length_km is None else 1000.0 * args.length_km,
        time_s=None if args.minutes is None else 60.0 * args.minutes,
        traveller=traveller_of(args),
        climb_m=args.climb_m,
        count=args.count,
        tolerance_pct=args.tolerance_pct,
        direction=args.direction or "",
        end=end if end or not former else former.ends,
        start_kinds=tuple(args.start_at) or (USUAL_KINDS if args.near else ()),
        start_within_m=args.start_within,
        musts=stops_of(args.via),
        ordered=args.via_order == "given",
        through=areas_of(args.through),
        must_within_m=args.via_within,
        lollipop=args.lollipop,
        themes=tuple(parse_theme(text) for text in args.theme),
        seed=args.seed,
        effort=args.effort,
        lang=args.lang,
        name=args.name,
    )
    return changed(request, former, args.changes) if former else request


def _former(args: argparse.Namespace) -> Former | None:
    """Return the itinerary that the loop is to be like."""
    from itinera.cli import UsageError

    if args.like is None:
        if args.changes:
            raise UsageError(
                f"A loop is {args.changes[0]} than another one.", remedy="Name it with --like."
            )
        return None
    from itinera.bundle import bundled
    from itinera.catalogue.former import former_of

    here = Path("routes")
    return former_of(args.like, here if any(here.glob("*/facts.json")) else bundled("routes"))
