"""Round trips (or walks to another end) of a wished length, which hardly travel anything twice.

A place is LAT,LON in decimal degrees, or the id or name of a waypoint::

    itinera loop --start 50.4431,2.7885 --length-km 12 -o loop.gpx
    itinera loop --start "Louvre-Lens" --minutes 90 --profile gravel --count 3 -o loops/
    itinera loop --start T074a --length-km 20 --via T108 --direction N --format geojson
    itinera loop --start "Gare de Lens" --length-km 15 --theme chaine-des-parcs --theme quiet=0.5
    itinera loop --start "Gare de Lens" --end "Base 11/19" --length-km 9 --through park.geojson

The same request, graph, --seed and --effort give the same loops.
"""

from __future__ import annotations

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
    parser.add_argument("--start", required=True, metavar="PLACE", help="where it begins and ends")
    wished = parser.add_mutually_exclusive_group(required=True)
    wished.add_argument("--length-km", type=float, metavar="X", help="length in kilometres")
    wished.add_argument("--minutes", type=float, metavar="N", help="time on the way instead")
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
    add_result_options(parser)


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
        "--no-lollipop",
        dest="lollipop",
        action="store_false",
        help="no common stem out and back, even where the ground forces one",
    )


def run(args: argparse.Namespace) -> int:
    """Plan, then write."""
    from itinera.export.formats import format_of

    format_of(args.format, args.output)
    found = planner_of(args).loops(request_of(args))
    deliver(found.itineraries, args, notes=found.notes)
    return 0


def request_of(args: argparse.Namespace) -> LoopRequest:
    """Return what the options ask."""
    from itinera.planning.loop import LoopRequest
    from itinera.planning.themes import parse_theme

    (start,) = stops_of([args.start])
    return LoopRequest(
        start=start,
        length_m=None if args.length_km is None else 1000.0 * args.length_km,
        time_s=None if args.minutes is None else 60.0 * args.minutes,
        traveller=traveller_of(args),
        climb_m=args.climb_m,
        count=args.count,
        tolerance_pct=args.tolerance_pct,
        direction=args.direction or "",
        end=stops_of([args.end])[0] if args.end else None,
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
