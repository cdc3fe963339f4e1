"""A journey of several days from its spec: the tour, its stages, and their files.

The spec is a TOML file; `docs/journeys.md` tells all its keys::

    itinera traverse routes/grande-traversee.toml -o traversee/
    itinera traverse traversee.toml --json > traversee.json
    itinera traverse traversee.toml --close-stage 3 -o traversee/
    itinera traverse traversee.toml --stage-end 3=Douai --avoid closed.geojson -o mended/

A folder gets a GPX for the whole, one for each stage and each variant, GeoJSON, JSON, and
the table of stages as CSV and Markdown. What --avoid closes is passed round, and
--stage-end moves an end; all else stays as it is without them.
"""

from __future__ import annotations

import logging
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from itinera.cli.options import (
    add_graph_option,
    add_language_and_json,
    add_output_option,
    day,
    planner_of,
)

if TYPE_CHECKING:
    import argparse

    from itinera.catalogue.journey_spec import JourneySpec
    from itinera.itinerary import Stop
    from itinera.planning.journey import Journey, JourneyRequest
    from itinera.planning.journey.request import Changes

log = logging.getLogger("itinera")

FEWEST_POINTS = 2
FORMATS = ("gpx", "geojson", "json", "csv", "md")
TOLD = {  # by what the planner says that it does
    "roads": "weighing the ways",
    "places": "finding the places",
    "order": "ordering the places",
    "length": "fitting the length",
    "legs": "laying the legs",
    "stages": "cutting into stages",
    "changes": "mending what changed",
    "variants": "finding variants",
    "telling": "telling the stages",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `itinera traverse`."""
    parser.add_argument("spec", type=Path, metavar="SPEC.toml", help="the journey wished")
    _add_changes(parser)
    parser.add_argument(
        "--profile", metavar="NAME|FILE", help="who travels, instead of who the spec says"
    )
    parser.add_argument(
        "--on", type=day, metavar="YYYY-MM-DD", help="day of travel, instead of the spec's"
    )
    add_graph_option(parser)
    parser.add_argument("--seed", type=int, metavar="N", help="for what is random (default: 0)")
    parser.add_argument(
        "--effort", type=int, choices=range(1, 6), help="how long to search, 1 to 5 (default: 3)"
    )
    parser.add_argument(
        "--format",
        choices=FORMATS,
        help="of one file or stdout (default: the ending of -o, else gpx, the whole only)",
    )
    add_output_option(parser)
    parser.add_argument(
        "--max-points",
        type=int,
        metavar="N",
        help="leave out track points of each GPX beyond N",
    )
    add_language_and_json(parser)


def _add_changes(parser: argparse.ArgumentParser) -> None:
    """Add what may change in a journey that else stays as it is."""
    parser.add_argument(
        "--avoid",
        type=Path,
        metavar="AREAS.geojson",
        help="areas that are closed: the journey passes round them, and else stays",
    )
    parser.add_argument(
        "--close-stage",
        type=int,
        action="append",
        default=[],
        metavar="N",
        help="also find a way round all of stage N; may be given several times",
    )
    parser.add_argument(
        "--stage-end",
        action="append",
        default=[],
        metavar="N=PLACE",
        help="let stage N end at a place, the others as they are; may be given several times",
    )


def run(args: argparse.Namespace) -> int:
    """Read the spec, plan, write."""
    from itinera.catalogue.journey_lines import naming_lines
    from itinera.catalogue.journey_spec import read_journey

    _check_output(args)
    spec = read_journey(args.spec)
    request = request_of(spec, args)
    planner = planner_of(args)
    with naming_lines(spec, request):
        journey = planner.journey(request, _Progress())
    _deliver(journey, spec.slug, args)
    return 0


def request_of(spec: JourneySpec, args: argparse.Namespace) -> JourneyRequest:
    """Return what the spec asks, with what the options change."""
    from itinera.catalogue.journey_request import journey_request
    from itinera.planning.places import stop_of
    from itinera.waypoints import load_waypoints

    if args.on is not None:
        spec = replace(spec, on=args.on)
    request = journey_request(
        spec, stop_of, tuple(load_waypoints()), profile=args.profile, lang=args.lang
    )
    given = {"seed": args.seed, "effort": args.effort}
    closed = tuple(dict.fromkeys((*request.closed_days, *args.close_stage)))
    return replace(
        request,
        changes=_changes(args),
        closed_days=closed,
        **{key: value for key, value in given.items() if value is not None},
    )


def _changes(args: argparse.Namespace) -> Changes:
    """Return what has changed, by the options."""
    from itinera.planning.areas import read_areas
    from itinera.planning.journey.request import Changes

    shut = () if args.avoid is None else read_areas(args.avoid)
    return Changes(tuple(shut), tuple(_stage_end(text) for text in args.stage_end))


def _stage_end(text: str) -> tuple[int, Stop]:
    """Read "3=Douai"."""
    from itinera.errors import InputError
    from itinera.planning.places import stop_of

    number, _, place = text.partition("=")
    if not number.strip().isdigit() or int(number) < 1 or not place.strip():
        raise InputError(
            f"--stage-end {text!r} names no stage and place.",
            remedy="Write the number of a stage and a place: --stage-end 3=Douai.",
        )
    return int(number), stop_of(place.strip())


def _check_output(args: argparse.Namespace) -> None:
    """Refuse what could not be written, before anything is planned."""
    from itinera.errors import InputError

    if args.max_points is not None and args.max_points < FEWEST_POINTS:
        raise InputError(
            f"A track of {args.max_points} points is none.",
            remedy=f"Give --max-points {FEWEST_POINTS} or more.",
        )
    ending = "" if args.output is None or args.output.is_dir() else args.output.suffix[1:].lower()
    if ending and ending not in FORMATS:
        raise InputError(
            f"{args.output} ends in {args.output.suffix!r}, which is no format of a journey.",
            remedy=f"Use one of {', '.join(FORMATS)}, or name a folder.",
        )


def _deliver(journey: Journey, slug: str, args: argparse.Namespace) -> None:
    """Write the journey where the options want it."""
    from itinera.cli.options import deliver_bytes, summarise
    from itinera.export.journey import itineraries_of

    if args.output is not None and _is_folder(args):
        _write_folder(journey, slug, args)
    elif args.output is not None or not args.json:
        deliver_bytes(_one_file(journey, args), args.output)
    if args.json:
        from itinera.export.journey import to_json

        deliver_bytes(to_json(journey).encode(), None)
    summarise(itineraries_of(journey)[: 1 + len(journey.stages)])
    for note in journey.notes:
        log.info("%s", note)


def _is_folder(args: argparse.Namespace) -> bool:
    """Tell whether -o names a folder: an existing one, or a name without an ending."""
    return args.output.is_dir() or (args.format is None and not args.output.suffix)


def _write_folder(journey: Journey, slug: str, args: argparse.Namespace) -> None:
    """Write all files of the journey."""
    from functools import partial

    from itinera.export.files import write_folder
    from itinera.export.journey import is_file_of, journey_files

    files = journey_files(journey, slug, max_points=args.max_points)
    write_folder(args.output, files, own=partial(is_file_of, slug=slug))
    log.info("Wrote %d files into %s.", len(files), args.output)


def _one_file(journey: Journey, args: argparse.Namespace) -> bytes:
    """Return the journey as one file: in GPX the whole only."""
    from itinera.export import journey as writers
    from itinera.export.gpx import to_gpx

    ending = "" if args.output is None else args.output.suffix[1:].lower()
    chosen = args.format or ending or FORMATS[0]
    if chosen == "gpx":
        return to_gpx(journey.whole, max_points=args.max_points).encode()
    write = {
        "geojson": writers.to_geojson,
        "json": writers.to_json,
        "csv": writers.to_csv,
        "md": writers.to_markdown,
    }
    return write[chosen](journey).encode()


class _Progress:
    """Says what is being done: a line that changes on a terminal, else one for each thing."""

    def __init__(self) -> None:
        self._told = ""
        self._quiet = not log.isEnabledFor(logging.INFO)

    def __call__(self, what: str, share: float) -> None:
        if self._quiet or what not in TOLD:
            return
        said = TOLD[what]
        if sys.stderr.isatty():
            print(f"\r\x1b[K{said}: {share:.0%}", end="", file=sys.stderr, flush=True)
            if what == "telling" and share >= 1.0:
                print("\r\x1b[K", end="", file=sys.stderr, flush=True)
        elif said != self._told:
            log.info("%s …", said.capitalize())
        self._told = said
