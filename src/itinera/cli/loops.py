"""The best loops of many places as one job, on all cores.

itinera loops batch -o loops                          every commune and station: 5, 10, 20, 40 km
itinera loops batch --places station --length-km 10 20 --profile hike -o loops
itinera loops batch --place "Gare de Lens" --place T074a --theme chaine-des-parcs -o loops

Each loop becomes PROFILE/LENGTH/PLACE.gpx, with a row of facts beside it; loops.csv and
loops.json list them all, with the places that have none and why. An interrupted run
leaves whole files and goes on where it stopped when it is started again.
"""

from __future__ import annotations

import argparse
import logging
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from itinera.catalogue.batch import Job
    from itinera.itinerary import Stop

LENGTHS_KM = (5.0, 10.0, 20.0, 40.0)
PROFILES = ("hike", "touring_bike")
KINDS = ("commune", "station")

log = logging.getLogger("itinera")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add batch."""
    from itinera.cli.options import LANGUAGES

    actions = parser.add_subparsers(dest="action", metavar="batch", required=True)
    batch = actions.add_parser("batch", help="the best loops of many places at once")
    batch.add_argument(
        "--places",
        action="append",
        metavar="KIND",
        help="waypoints of this kind; may be given several times (default: commune, station)",
    )
    batch.add_argument(
        "--place", action="append", default=[], metavar="PLACE", help="this place (too)"
    )
    batch.add_argument(
        "--length-km", type=float, nargs="+", metavar="X", help="lengths (default: 5 10 20 40)"
    )
    batch.add_argument(
        "--profile", action="append", metavar="NAME|FILE", help="default: hike, touring_bike"
    )
    batch.add_argument(
        "--theme", action="append", default=[], metavar="NAME[=WEIGHT]", help="what draws the loops"
    )
    batch.add_argument("--workers", type=int, metavar="N", help="processes (default: all cores)")
    batch.add_argument("--graph", type=Path, metavar="DIR", help="a stored graph (ITINERA_GRAPH)")
    batch.add_argument("--lang", choices=LANGUAGES, default="fr", help="language (default: fr)")
    batch.add_argument("--seed", type=int, default=0, metavar="N", help="for what is random")
    batch.add_argument(
        "--effort", type=int, choices=range(1, 6), default=3, help="how long to search (1 to 5)"
    )
    batch.add_argument(
        "-o", dest="output", type=Path, required=True, metavar="DIR", help="where the loops go"
    )


def run(args: argparse.Namespace) -> int:
    """Plan, write, and say how many there are."""
    from itinera.catalogue.batch import Batch, run_batch
    from itinera.cli.options import graph_folder
    from itinera.errors import InputError
    from itinera.planning.themes import parse_theme

    if args.workers is not None and args.workers < 1:
        raise InputError(f"{args.workers} workers cannot work.", remedy="Give 1 or more.")
    batch = Batch(
        graph=graph_folder(args.graph),
        folder=args.output,
        jobs=jobs_of(args),
        themes=tuple(parse_theme(text) for text in args.theme),
        lang=args.lang,
        seed=args.seed,
        effort=args.effort,
    )
    rows = run_batch(batch, workers=args.workers, done=_Progress(len(batch.jobs)))
    found = sum("file" in row for row in rows)
    log.info("%d loops, %d places without, in %s.", found, len(rows) - found, args.output)
    return 0


def jobs_of(args: argparse.Namespace) -> tuple[Job, ...]:
    """Return what is to be planned: place by place, each for all profiles and lengths.

    Raises
    ------
    InputError
        For a length that no loop has.
    UnknownNameError
        For a profile, a place or a kind that does not exist.
    """
    from itinera.catalogue.batch import Job
    from itinera.errors import InputError
    from itinera.planning.loop.checks import LENGTH_M
    from itinera.profile import load_profile

    lengths = [1000.0 * km for km in args.length_km or LENGTHS_KM]
    for length in lengths:
        if not LENGTH_M[0] <= length <= LENGTH_M[1]:
            raise InputError(
                f"The length of a loop cannot be {length / 1000:g} km.",
                remedy=f"Give {LENGTH_M[0] / 1000:g} to {LENGTH_M[1] / 1000:g} km.",
            )
    profiles = args.profile or PROFILES
    for profile in profiles:
        load_profile(profile)
    starts = _starts(args.places, args.place)
    jobs = (Job(s, profile, metres) for s in starts for profile in profiles for metres in lengths)
    return tuple(dict.fromkeys(jobs))


def _starts(kinds: Sequence[str] | None, named: Sequence[str]) -> list[Stop]:
    """Return the places to start at."""
    from itinera.cli.options import stops_of
    from itinera.errors import UnknownNameError
    from itinera.planning.places import stop_of_waypoint
    from itinera.waypoints import load_waypoints
    from itinera.waypoints.tables import KINDS as KNOWN

    wanted = KINDS if kinds is None and not named else kinds or ()
    unknown = next((kind for kind in wanted if kind not in KNOWN), None)
    if unknown is not None:
        raise UnknownNameError(
            f"There is no kind of waypoint {unknown!r}.", remedy=f"Use one of {', '.join(KNOWN)}."
        )
    of_kinds = [
        stop_of_waypoint(waypoint, waypoint.lonlat)
        for waypoint in load_waypoints()
        if waypoint.kind in wanted and waypoint.lonlat is not None
    ]
    return [*of_kinds, *stops_of(named)]


class _Progress:
    """Says how far the job is: a line that changes on a terminal, else one every tenth."""

    def __init__(self, total: int) -> None:
        self._step = max(1, total // 10)
        self._quiet = not log.isEnabledFor(logging.INFO)

    def __call__(self, done: int, total: int) -> None:
        if self._quiet:
            return
        if sys.stderr.isatty():
            end = "\n" if done == total else ""
            print(f"\r{done} of {total} loops", end=end, file=sys.stderr, flush=True)
        elif done % self._step == 0 or done == total:
            log.info("%d of %d loops", done, total)
