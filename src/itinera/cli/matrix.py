"""Lengths and times from every start to every end, as JSON or CSV.

For example::

itinera matrix --from T074a Louvre-Lens --to 50.4431,2.7885 50.4614,2.9880
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
    """Add the options of `itinera matrix`."""
    for name, dest in (("--from", "starts"), ("--to", "ends")):
        parser.add_argument(
            name,
            dest=dest,
            nargs="+",
            action="extend",
            required=True,
            metavar="PLACE",
            help="LAT,LON, or the id or name of a waypoint; several may follow",
        )
    add_traveller_options(parser)
    add_output_option(parser)
    parser.add_argument("--format", choices=("json", "csv"), help="default: json")
    parser.add_argument("--lang", choices=LANGUAGES, default="fr", help="language of the notes")
    parser.add_argument("--json", action="store_true", help="print JSON on stdout, errors too")


def run(args: argparse.Namespace) -> int:
    """Search, then write."""
    from itinera.export.table import matrix_to_csv, matrix_to_json
    from itinera.planning import MatrixRequest

    request = MatrixRequest(stops_of(args.starts), stops_of(args.ends), traveller_of(args))
    matrix = planner_of(args).matrix(request)
    ending = args.output.suffix.lower() if args.output is not None else ""
    wants_csv = args.format == "csv" or (args.format is None and ending == ".csv")
    as_csv = wants_csv and not (args.json and args.output is None)
    text = matrix_to_csv(matrix) if as_csv else matrix_to_json(matrix, lang=args.lang)
    deliver_text(text, args)
    if args.json and args.output is not None:
        args.output = None
        deliver_text(matrix_to_json(matrix, lang=args.lang), args)
    return 0
