"""What the planning commands have in common: their options, the graph they use, their output."""

from __future__ import annotations

import argparse
import hashlib
import logging
import os
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from itinera.errors import InputError, OutsideError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shapely import Polygon

    from itinera.itinerary import Itinerary, Stop
    from itinera.itinerary.i18n import Translator
    from itinera.planning import Planner
    from itinera.planning.request import Traveller

log = logging.getLogger("itinera")

LANGUAGES = ("fr", "en", "nl")  # those of itinera.itinerary.i18n, which --help need not import
FORMATS = ("gpx", "geojson", "json", "svg", "png")  # those of itinera.export.formats


def add_traveller_options(parser: argparse.ArgumentParser) -> None:
    """Add who travels, when, around what, and on which graph."""
    parser.add_argument(
        "--profile",
        default="hike",
        metavar="NAME|FILE",
        help="who travels: a name of `itinera profiles list`, or a TOML file (default: hike)",
    )
    parser.add_argument(
        "--avoid", type=Path, metavar="AREAS.geojson", help="areas not to be touched"
    )
    parser.add_argument(
        "--avoid-way",
        action="append",
        default=[],
        metavar="WAY",
        help="a way not to be used: way/123, or LAT,LON of a place on it; may be repeated",
    )
    parser.add_argument(
        "--avoid-near",
        action="append",
        default=[],
        metavar="LINE",
        help="LAT,LON[;LAT,LON…][@METRES]: nothing within 15 m (or METRES) of it is used",
    )
    parser.add_argument(
        "--surface",
        metavar="KIND[=N]",
        help="paved or unpaved: the other kind costs twice (or N times) as much; any (default)",
    )
    parser.add_argument(
        "--on",
        type=day,
        metavar="YYYY-MM-DD",
        help="day of travel: what is closed at any time from 8 to 20 h is closed",
    )
    add_graph_option(parser)
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="for what is random")
    parser.add_argument(
        "--effort", type=int, choices=range(1, 6), default=3, help="how long to search (1 to 5)"
    )


def add_graph_option(parser: argparse.ArgumentParser) -> None:
    """Add which graph is used."""
    parser.add_argument(
        "--graph",
        type=Path,
        metavar="DIR",
        help="graph to use (default: $ITINERA_GRAPH, else that of the demonstration map)",
    )


def add_report_options(parser: argparse.ArgumentParser) -> None:
    """Add where a report goes, in which format and language."""
    parser.add_argument(
        "--format", choices=("text", "json", "geojson"), help="format of the result (default: text)"
    )
    add_output_option(parser)
    add_language_and_json(parser)


def add_language_and_json(parser: argparse.ArgumentParser) -> None:
    """Add the options that end the help of most commands."""
    parser.add_argument("--lang", choices=LANGUAGES, default="fr", help="language (default: fr)")
    parser.add_argument(
        "--json", action="store_true", help="print one JSON document on stdout, errors too"
    )


def add_result_options(parser: argparse.ArgumentParser) -> None:
    """Add where itineraries go, in which format and language."""
    parser.add_argument(
        "--format",
        choices=FORMATS,
        help="format of the result (default: the ending of -o, else gpx)",
    )
    add_output_option(parser)
    parser.add_argument(
        "--max-points",
        type=int,
        metavar="N",
        help="leave out track points beyond N (500 for old handhelds, 10000 for newer ones)",
    )
    parser.add_argument(
        "--colour",
        choices=("gradient", "surface"),
        default="gradient",
        help="what the colours of a picture (svg, png) of the elevation tell (gradient)",
    )
    add_language_and_json(parser)


def add_output_option(parser: argparse.ArgumentParser) -> None:
    """Add -o."""
    parser.add_argument(
        "-o",
        dest="output",
        type=Path,
        metavar="PATH",
        help="file to write, or folder where several files result (default: stdout)",
    )


def traveller_of(args: argparse.Namespace) -> Traveller:
    """Return the traveller that the options describe, its areas read."""
    from itinera.planning.avoided import parse_near, parse_way
    from itinera.planning.request import Traveller
    from itinera.profile.taste import parse_surface

    return Traveller(
        args.profile,
        (*areas_of(args.avoid), *map(parse_near, args.avoid_near)),
        args.on,
        tuple(map(parse_way, args.avoid_way)),
        parse_surface(args.surface) if args.surface else None,
    )


def areas_of(path: Path | None) -> tuple[Polygon, ...]:
    """Return the areas of a GeoJSON file, none where none is given."""
    if path is None:
        return ()
    from itinera.planning.areas import read_areas

    return read_areas(path)


def stops_of(texts: Sequence[str]) -> tuple[Stop, ...]:
    """Return the places that the user typed: LAT,LON, or the id or name of a waypoint."""
    from itinera.planning.places import stop_of

    return tuple(stop_of(text) for text in texts)


def planner_of(args: argparse.Namespace) -> Planner:
    """Open the graph of --graph, of ITINERA_GRAPH, or of the demonstration map."""
    from itinera.planning import Planner
    from itinera.planning.places import basin_places

    return Planner.open(graph_folder(args.graph), places=basin_places())


def graph_folder(given: Path | None) -> Path:
    """Return the graph's folder; that of the demonstration map is built when first needed.

    Raises
    ------
    OutsideError
        If no demonstration map is installed, or it cannot be built there.
    """
    if given is not None:
        return given
    if os.environ.get("ITINERA_GRAPH"):
        return Path(os.environ["ITINERA_GRAPH"])
    osm_file, rasters = demonstration_map(), demonstration_rasters()
    folder = cache_folder() / "graphs" / _cache_key(osm_file, rasters)
    if not (folder / "manifest.json").exists():
        log.info("Building the graph of the demonstration map in %s (once) …", folder)
        from itinera.graph.build import build_graph
        from itinera.graph.elevate import Dem
        from itinera.planning.prepare import store_prepared

        store_prepared(build_graph([osm_file], dem=Dem(rasters)), folder)
    return folder


def demonstration_map() -> Path:
    """Return the bundled OSM file.

    Raises
    ------
    OutsideError
        If there is none.
    """
    from itinera.bundle import bundled

    found = sorted(bundled("data/osm").glob("*.osm.pbf"))
    if not found:
        raise OutsideError(
            f"There is no demonstration map in {bundled('data/osm')}.",
            remedy="Build a graph with `itinera graph build` and name it with --graph.",
        )
    return found[0]


def demonstration_rasters() -> tuple[Path, ...]:
    """Return the rasters of the demonstration map's terrain.

    Raises
    ------
    OutsideError
        If there are none.
    """
    from itinera.bundle import bundled

    found = tuple(sorted(bundled("data/dem").glob("*.tif")))
    if not found:
        raise OutsideError(
            f"There is no terrain in {bundled('data/dem')}.",
            remedy="Make it with `itinera maquette --terrain data/dem`, or install itinera again.",
        )
    return found


def cache_folder() -> Path:
    """Return the user's cache folder for itinera (XDG base directories)."""
    root = os.environ.get("XDG_CACHE_HOME")
    return (Path(root) if root else Path.home() / ".cache") / "itinera"


def deliver(
    itineraries: Sequence[Itinerary], args: argparse.Namespace, *, notes: Sequence[str] = ()
) -> None:
    """Write itineraries where the options want them; nothing is touched before all is ready.

    Notes go into JSON, and to stderr.

    Raises
    ------
    InputError
        If several GPX files would go to stdout.
    """
    from itinera.export.formats import format_of, rendered, save

    chosen = format_of(args.format, args.output)
    if args.output is not None:
        written = save(
            itineraries,
            args.output,
            format_name=args.format,
            max_points=args.max_points,
            notes=notes,
            colour=args.colour,
        )
        for path in written:
            log.info("Wrote %s.", path)
    if args.json:
        _print(rendered(itineraries, "json", max_points=args.max_points, notes=notes))
    elif args.output is None:
        contents = rendered(
            itineraries, chosen, max_points=args.max_points, notes=notes, colour=args.colour
        )
        if len(contents) > 1:
            raise InputError(
                f"{len(contents)} itineraries do not go into one {chosen.upper()} document.",
                remedy="Name a folder with -o, or use --format geojson or json.",
            )
        _print(contents)
    summarise(itineraries)
    for note in notes:
        log.info("%s", note)


def deliver_text(text: str, args: argparse.Namespace) -> None:
    """Write one document to -o, or to stdout."""
    deliver_bytes(text.encode(), args.output)


def deliver_bytes(content: bytes, path: Path | None) -> None:
    """Write one document to a file, or to stdout."""
    if path is None:
        _print([content])
        return
    from itinera.export.files import write_whole

    write_whole(path, content)
    log.info("Wrote %s.", path)


def _print(contents: Sequence[bytes]) -> None:
    """Write one document to stdout, as it would stand in a file."""
    sys.stdout.flush()
    sys.stdout.buffer.write(contents[0])
    sys.stdout.buffer.flush()


def summarise(itineraries: Sequence[Itinerary]) -> None:
    """Say in the log what was found."""
    from itinera.itinerary.climb_words import climb_sentences, hardest_sentences
    from itinera.itinerary.i18n import translator

    for one in itineraries:
        t = translator(one.lang)
        told = f"{t.distance(one.length_m)}, {t.duration(one.time_s)}"
        log.info("%s: %s, %s.", one.name, told, warned(len(one.warnings), t))
        for sentence in (*climb_sentences(one), *hardest_sentences(one)):
            log.info("%s", sentence)


def warned(count: int, t: Translator) -> str:
    """Say how many warnings there are."""
    if count == 0:
        return t("no warnings")
    return t("1 warning") if count == 1 else t("{count} warnings", count=count)


def _cache_key(osm_file: Path, rasters: Sequence[Path]) -> str:
    """Return a name that changes with map, terrain, and whatever builds the graph."""
    from itinera import __version__
    from itinera.graph.edgeheights import HEIGHTS_VERSION
    from itinera.graph.store import FORMAT_VERSION
    from itinera.search.network import STORE_VERSION

    digest = hashlib.sha256()
    for path in (osm_file, *rasters):
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    formats = f"{FORMAT_VERSION}.{STORE_VERSION}.{HEIGHTS_VERSION}"
    return f"{osm_file.name.split('.')[0]}-{digest.hexdigest()[:16]}-{__version__}-{formats}"


def day(text: str) -> date:
    """Read a day."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no day; write YYYY-MM-DD") from error
