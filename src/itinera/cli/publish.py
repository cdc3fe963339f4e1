"""Compute the catalogue: specs in, GPX, GeoJSON and facts out.

itinera publish                       every spec in routes/ (without one: those that come along)
itinera publish routes/ev5.toml       only this one

Each itinerary gets a folder named like its spec, written whole or not at all and
left alone where nothing changed. An unsound spec is named, the others are
published all the same. For each itinerary the report says whether it is new,
changed in length or course since last time (and by how many metres) or unchanged.
"""

from __future__ import annotations

import json
import logging
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from itinera.errors import InputError, ItineraError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

_log = logging.getLogger(__name__)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what to publish, on which graph and where to."""
    parser.add_argument("specs", nargs="*", type=Path, metavar="SPEC.toml", help="default: all")
    parser.add_argument("--graph", type=Path, metavar="DIR", help="a stored graph (ITINERA_GRAPH)")
    parser.add_argument(
        "-o", "--output", type=Path, metavar="DIR", help="default: beside the specs"
    )
    parser.add_argument(
        "--anew", action="store_true", help="search loops again that stand as published"
    )
    parser.add_argument("--json", action="store_true", help="print the report as one document")


def run(args: argparse.Namespace) -> int:
    """Publish, and fail at the end if a spec was unsound."""
    from itinera.catalogue.difference import report_object
    from itinera.catalogue.publish import publish
    from itinera.cli.options import graph_folder
    from itinera.planning.places import basin_places, stop_of
    from itinera.planning.planner import Planner

    specs = list(args.specs) or _all_specs()
    folder = args.output or _folder_of(specs)
    planner = Planner.open(graph_folder(args.graph), places=basin_places())
    report = publish(specs, planner, stop_of, folder, anew=args.anew)
    done = sum(change.written for change in report.changes)
    _log.info("%d written, %d unchanged", done, len(report.changes) - done)
    failed = _joined(report.failures, len(specs)) if report.failures else None
    if args.json:
        return _print_document(report_object(report), failed)
    if failed is not None:
        raise failed
    return 0


def _print_document(document: dict[str, Any], failed: ItineraError | None) -> int:
    """Print the report; with --json stdout holds one document, so the error goes into it."""
    if failed is not None:
        document["error"] = {
            "code": failed.code,
            "problem": failed.problem,
            "remedy": failed.remedy,
            "nearest": failed.nearest,
        }
        print(f"itinera: error: {' '.join(str(failed).split())}", file=sys.stderr)
    print(json.dumps(document, ensure_ascii=False, indent=1))
    return 0 if failed is None else failed.exit_status


def _all_specs() -> list[Path]:
    """Return the specs of ./routes, or those that come with itinera."""
    from itinera.bundle import bundled
    from itinera.catalogue.publish import specs_in

    here = specs_in(Path("routes"))
    if here:
        return here
    found = specs_in(bundled("routes"))
    if not found:
        raise InputError("There is nothing to publish.", remedy="Write a spec: routes/NAME.toml.")
    return found


def _folder_of(specs: Sequence[Path]) -> Path:
    """Return where results go: beside the specs, or into ./routes for those that come along."""
    from itinera.bundle import bundled

    folder = specs[0].parent
    bundled_folder = bundled("routes")
    inside_package = bundled_folder.parent.name == "_bundled"
    return Path("routes") if inside_package and folder == bundled_folder else folder


def _joined(failures: Sequence[ItineraError], total: int) -> ItineraError:
    """Return one error for all unsound specs."""
    if len(failures) == 1:
        return failures[0]
    told = "; ".join(f"{error.problem} {error.remedy}".strip() for error in failures)
    joined = InputError(f"{len(failures)} of {total} specs cannot be published: {told}")
    joined.exit_status = failures[0].exit_status
    return joined
