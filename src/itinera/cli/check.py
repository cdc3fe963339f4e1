"""Check somebody's own track: matched, legal?, length, climb, surfaces, crossings.

The track is matched to the map arc by arc; what does not follow it is reported as
gaps, and what the traveller may not use with the rule that decided::

    itinera check sunday.gpx --profile gravel
    itinera check sunday.gpx --json
    itinera check sunday.gpx --format geojson -o sunday.geojson

The status is 0 whenever the track could be judged: what was found is the result.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from itinera.cli.options import (
    add_graph_option,
    add_report_options,
    day,
    deliver_text,
    graph_folder,
)

if TYPE_CHECKING:
    from itinera.tracks.check import Check


WRITERS = ("json", "geojson")  # by the ending of -o


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `itinera check`."""
    parser.add_argument("track", type=Path, metavar="TRACK.gpx", help="GPX, or GeoJSON line")
    parser.add_argument(
        "--profile",
        default="hike",
        metavar="NAME|FILE",
        help="who is to travel it: a name of `itinera profiles list`, or a TOML file",
    )
    parser.add_argument(
        "--track", type=int, dest="number", metavar="N", help="which track of the file, from 1"
    )
    parser.add_argument(
        "--on", type=day, metavar="YYYY-MM-DD", help="day of travel: dated restrictions apply"
    )
    add_graph_option(parser)
    add_report_options(parser)


def run(args: argparse.Namespace) -> int:
    """Read, match, judge, write."""
    from itinera.graph.locate import LocationIndex
    from itinera.graph.store import open_graph
    from itinera.profile import load_profile, weigh
    from itinera.tracks.check import Traveller, check
    from itinera.tracks.errors import ElsewhereError
    from itinera.tracks.read import read_track

    recorded = read_track(args.track, track=args.number)
    profile = load_profile(args.profile)
    graph = open_graph(graph_folder(args.graph))
    traveller = Traveller(profile, weigh(profile, graph, on=args.on), args.on, args.lang)
    try:
        found = check(recorded, LocationIndex.ready(graph), traveller)
    except ElsewhereError as error:
        line = f", line {recorded.line[0]}" if recorded.line[0] else ""
        told = f"{args.track.name}{line}: {error.problem}"
        raise ElsewhereError(told, remedy=error.remedy) from error
    deliver_text(_rendered(found, args), args)
    return 0


def _rendered(found: Check, args: argparse.Namespace) -> str:
    """Write the check in the format that is asked for, by option or by the file's ending."""
    from itinera.export.check import check_to_geojson, check_to_json
    from itinera.export.check_text import check_to_text

    ending = args.output.suffix[1:] if args.output is not None else ""
    form = "json" if args.json else args.format or (ending if ending in WRITERS else "text")
    return {"json": check_to_json, "geojson": check_to_geojson, "text": check_to_text}[form](found)
