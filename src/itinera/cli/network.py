"""Numbered-node networks (points-nœuds): import one, and ride it by its numbers.

itinera network import roerdalen.osm -o roerdalen
itinera network import dh.turbojson dh.nodes.turbojson -o den-haag.geojson
itinera network route 12 45 67 --network roerdalen -o walk.gpx

Where two nodes bear a number, write 12@LAT,LON or 12#OSMID.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from itinera.cli.options import (
    add_result_options,
    deliver,
    demonstration_map,
    demonstration_rasters,
)

if TYPE_CHECKING:
    from itinera.elevation.terrain import Terrain
    from itinera.nodenetwork.model import NodeNetwork

log = logging.getLogger("itinera")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add import and route."""
    actions = parser.add_subparsers(dest="action", metavar="import|route", required=True)
    importing = actions.add_parser("import", help="OSM or Overpass files → a numbered network")
    importing.add_argument(
        "files",
        nargs="+",
        type=Path,
        metavar="FILE",
        help=".osm, .osm.gz, .osm.bz2, .osm.pbf, or an answer of Overpass (.json, .turbojson); "
        "several are laid together",
    )
    importing.add_argument(
        "-o",
        dest="output",
        type=Path,
        required=True,
        metavar="DIR|FILE.geojson",
        help="folder for network.geojson, or the file itself",
    )
    importing.add_argument("--json", action="store_true", help="print what was found, as JSON")
    riding = actions.add_parser("route", help="the way through numbered nodes, in order")
    riding.add_argument("numbers", nargs="+", metavar="NUMBER", help="12, 12@LAT,LON or 12#OSMID")
    riding.add_argument(
        "--network",
        type=Path,
        metavar="DIR|FILE",
        help="an imported network (default: $ITINERA_NETWORK, else that of the demonstration map)",
    )
    riding.add_argument("--kind", default="", metavar="CODE", help="only this network, e.g. rcn")
    riding.add_argument(
        "--profile", default="", metavar="NAME|FILE", help="whose speed gives the time"
    )
    riding.add_argument(
        "--dem",
        type=Path,
        action="append",
        metavar="RASTER|DIR",
        help="elevation rasters for the climb (default: those of the demonstration map for its "
        "network, else none); may be repeated",
    )
    riding.add_argument("--name", default="", help="name of the itinerary")
    add_result_options(riding)


def run(args: argparse.Namespace) -> int:
    """Run the chosen action."""
    return {"import": _import, "route": _route}[args.action](args)


def _import(args: argparse.Namespace) -> int:
    from itinera.export.files import write_whole
    from itinera.nodenetwork.importing import import_network
    from itinera.nodenetwork.store import file_of, to_geojson

    network = import_network(args.files)
    target = file_of(args.output)
    write_whole(target, to_geojson(network))
    for fact in network.facts:
        log.debug("%s %s: %s", fact.code, fact.about, fact.text)
    metres = sum(leg.length_m for leg in network.legs)
    odd = Counter(fact.code for fact in network.facts)
    nodes, legs = len(network.nodes), len(network.legs)
    log.info("%d nodes and %d legs, %.1f km, in %s.", nodes, legs, metres / 1000.0, target)
    if odd:
        counted = ", ".join(f"{code} {count}" for code, count in sorted(odd.items()))
        log.info("What is odd about them (each with --verbose): %s.", counted)
    if args.json:
        found = {
            "file": str(target),
            "names": network.names,
            "nodes": nodes,
            "legs": legs,
            "length_m": round(metres, 2),
            "facts": [asdict(fact) for fact in network.facts],
        }
        print(json.dumps(found, ensure_ascii=False, indent=1))
    return 0


def _route(args: argparse.Namespace) -> int:
    from itinera.export.formats import format_of
    from itinera.nodenetwork.ride import NumbersRequest, ride_numbers

    format_of(args.format, args.output)
    request = NumbersRequest(tuple(args.numbers), args.kind, args.profile, args.lang, args.name)
    terrain = _terrain(args)
    ride = ride_numbers(_network(args.network), request, terrain=terrain)
    deliver([ride.itinerary], args, notes=ride.notes)
    return 0


def _terrain(args: argparse.Namespace) -> Terrain | None:
    """Open the rasters of --dem, else those of the demonstration map where that is ridden."""
    invented = args.network is None and not os.environ.get("ITINERA_NETWORK")
    paths = args.dem or (demonstration_rasters() if invented else ())
    if not paths:
        return None
    from itinera.elevation.terrain import open_terrain

    return open_terrain(paths)


def _network(given: Path | None) -> NodeNetwork:
    """Open the network of --network, of ITINERA_NETWORK, or of the demonstration map."""
    from itinera.nodenetwork.importing import import_network
    from itinera.nodenetwork.store import open_network

    named = given or os.environ.get("ITINERA_NETWORK")
    return open_network(Path(named)) if named else import_network([demonstration_map()])
