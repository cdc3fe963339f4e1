"""Compare two versions of an itinerary: what moved, where, how far, km gained and lost.

Each is a GPX (or a GeoJSON line), or the slug of a published itinerary::

    itinera compare before.gpx after.gpx --lang en
    itinera compare v31-lievin-rouvroy ride.gpx --format geojson -o moved.geojson

No map is needed: the two lines are compared with each other.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from itinera.cli.options import LANGUAGES, add_output_option, deliver_text

if TYPE_CHECKING:
    from itinera.tracks.read import Recorded


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `itinera compare`."""
    parser.add_argument("first", metavar="A", help="the version before: a file or a slug")
    parser.add_argument("second", metavar="B", help="the version after: a file or a slug")
    parser.add_argument(
        "--routes",
        type=Path,
        metavar="DIR",
        help="where published itineraries lie (default: the catalogue that comes with itinera)",
    )
    parser.add_argument(
        "--format", choices=("text", "json", "geojson"), help="format of the result (default: text)"
    )
    add_output_option(parser)
    parser.add_argument("--lang", choices=LANGUAGES, default="fr", help="language (default: fr)")
    parser.add_argument(
        "--json", action="store_true", help="print one JSON document on stdout, errors too"
    )


def run(args: argparse.Namespace) -> int:
    """Read both, compare, write."""
    from itinera.export.comparison import (
        comparison_to_geojson,
        comparison_to_json,
        comparison_to_text,
    )
    from itinera.tracks.compare import compare

    found = compare(_read(args.first, args.routes), _read(args.second, args.routes))
    writers = {
        "json": comparison_to_json,
        "geojson": comparison_to_geojson,
        "text": comparison_to_text,
    }
    ending = args.output.suffix[1:] if args.output is not None else ""
    form = "json" if args.json else args.format or (ending if ending in writers else "text")
    deliver_text(writers[form](found, args.lang), args)
    return 0


def _read(name: str, routes: Path | None) -> Recorded:
    """Read a file, or the GPX of a published itinerary."""
    from itinera.tracks.errors import SeveralTracksError
    from itinera.tracks.read import read_track, track_of_gpx

    path = Path(name)
    if path.suffix or path.is_file():
        try:
            return read_track(path)
        except SeveralTracksError as error:
            remedy = "Cut the file: each version is one track in a file of its own."
            raise SeveralTracksError(error.problem, remedy=remedy) from error
    from itinera.bundle import bundled
    from itinera.catalogue.store import Catalogue

    entry = Catalogue.open(routes or bundled("routes")).get(path.name)
    return track_of_gpx(entry.file("gpx"), f"{entry.slug}.gpx")
