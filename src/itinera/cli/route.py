"""The best way through places, in order, with alternatives.

A place is LAT,LON in decimal degrees, or the id or name of a waypoint::

    itinera route --via 50.4431,2.7885 --via T074a --profile gravel -o out.gpx
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from itinera.cli.options import (
    add_result_options,
    add_traveller_options,
    deliver,
    planner_of,
    stops_of,
    traveller_of,
)

if TYPE_CHECKING:
    import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `itinera route`."""
    parser.add_argument(
        "--via",
        action="append",
        required=True,
        metavar="PLACE",
        help="a place to pass; give at least two, in order",
    )
    parser.add_argument(
        "--alternatives", type=int, default=0, metavar="N", help="other ways besides the best (0-3)"
    )
    parser.add_argument("--name", default="", help="name of the itinerary")
    add_traveller_options(parser)
    add_result_options(parser)


def run(args: argparse.Namespace) -> int:
    """Plan, then write."""
    from itinera.export.formats import format_of
    from itinera.planning import RouteRequest

    format_of(args.format, args.output)
    request = RouteRequest(
        vias=stops_of(args.via),
        traveller=traveller_of(args),
        alternatives=args.alternatives,
        lang=args.lang,
        name=args.name,
    )
    deliver(planner_of(args).route(request), args)
    return 0
