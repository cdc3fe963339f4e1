"""What can be reached from a place within minutes or kilometres, as GeoJSON.

For example::

itinera reach --from 50.4431,2.7885 --minutes 30 --profile touring_bike -o reach.geojson
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from itinera.cli.options import (
    LANGUAGES,
    add_output_option,
    add_traveller_options,
    deliver_text,
    planner_of,
    stops_of,
    traveller_of,
)

if TYPE_CHECKING:
    import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `itinera reach`."""
    parser.add_argument("--from", dest="start", required=True, metavar="PLACE", help="the start")
    budget = parser.add_mutually_exclusive_group(required=True)
    budget.add_argument("--minutes", type=float, metavar="N", help="how long, in minutes")
    budget.add_argument("--km", type=float, metavar="N", help="how far along the ways, in km")
    add_traveller_options(parser)
    add_output_option(parser)
    parser.add_argument("--format", choices=("geojson",), help="format of the result")
    parser.add_argument("--lang", choices=LANGUAGES, default="fr", help="language of the notes")
    parser.add_argument(
        "--json", action="store_true", help="print errors as JSON too (the result always is)"
    )


def run(args: argparse.Namespace) -> int:
    """Search, then write."""
    from itinera.export.reach import reach_to_geojson
    from itinera.planning import ReachRequest

    request = ReachRequest(
        stops_of([args.start])[0],
        traveller_of(args),
        seconds=None if args.minutes is None else args.minutes * 60.0,
        metres=None if args.km is None else args.km * 1000.0,
    )
    deliver_text(reach_to_geojson(planner_of(args).reach(request), lang=args.lang), args)
    return 0
