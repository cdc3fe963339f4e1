"""Compare two versions of an itinerary: what moved, where, how far, km gained and lost.

Each is a GPX (or a GeoJSON line), the slug of a published itinerary, or a journey: a
folder that `itinera traverse` or `itinera publish` wrote, or its JSON or GeoJSON. Two
journeys are compared stage by stage too::

    itinera compare before.gpx after.gpx --lang en
    itinera compare v31-lievin-rouvroy ride.gpx --format geojson -o moved.geojson
    itinera compare traverse-2023/ traverse-2024/ --lang en

No map is needed: the two lines are compared with each other.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from itinera.cli.options import add_report_options, deliver_text

if TYPE_CHECKING:
    from itinera.tracks.versions import Version


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `itinera compare`."""
    parser.add_argument("first", metavar="A", help="the version before: a file, a folder or a slug")
    parser.add_argument("second", metavar="B", help="the version after: a file, a folder or a slug")
    parser.add_argument(
        "--routes",
        type=Path,
        metavar="DIR",
        help="where published itineraries lie (default: the catalogue that comes with itinera)",
    )
    add_report_options(parser)


def run(args: argparse.Namespace) -> int:
    """Read both, compare, write."""
    from itinera.export.journey_comparison import FORMATS, journey_comparison
    from itinera.tracks.compare_stages import compare_versions

    found = compare_versions(_read(args.first, args.routes), _read(args.second, args.routes))
    ending = args.output.suffix[1:] if args.output is not None else ""
    form = "json" if args.json else args.format or (ending if ending in FORMATS else "text")
    deliver_text(journey_comparison(found, args.lang, form), args)
    return 0


def _read(name: str, routes: Path | None) -> Version:
    """Read a file or a folder, or what is published under a slug."""
    from itinera.tracks.errors import SeveralTracksError
    from itinera.tracks.read import track_of_gpx
    from itinera.tracks.versions import Version, read_version, version_of

    path = Path(name)
    if path.suffix or path.exists():
        try:
            return read_version(path)
        except SeveralTracksError as error:
            remedy = "Cut the file: each version is one track in a file of its own."
            raise SeveralTracksError(error.problem, remedy=remedy) from error
    from itinera.bundle import bundled
    from itinera.catalogue.store import Catalogue

    entry = Catalogue.open(routes or bundled("routes")).get(path.name)
    if "journey" in entry.facts:
        found = version_of(entry.file("geojson"), entry.slug)
        if found is not None:
            return found
    return Version(track_of_gpx(entry.file("gpx"), f"{entry.slug}.gpx"))
