"""Build a route graph from OSM files, or tell what is in one.

itinera graph build nord.osm.pbf -o graphs/nord
itinera graph build a.osm.pbf b.osm.pbf --bbox 2.7,50.3,3.2,50.6 -o graphs/lens
itinera graph build nord.osm.pbf --dem N50E002.hgt.zip N50E003.hgt.zip -o graphs/nord
itinera graph build nord.osm.pbf --dem rgealti/ --dem-crs EPSG:2154 -o graphs/nord
itinera graph info graphs/nord
"""

from __future__ import annotations

import argparse
import json
import logging
from pathlib import Path
from typing import TYPE_CHECKING

from itinera.errors import InputError

if TYPE_CHECKING:
    from itinera.graph.elevate import Dem

log = logging.getLogger("itinera")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add build and info."""
    actions = parser.add_subparsers(dest="action", metavar="build|info", required=True)
    building = actions.add_parser("build", help="OSM files → a stored graph")
    building.add_argument(
        "files",
        nargs="+",
        type=Path,
        metavar="OSM_FILE",
        help=".osm, .osm.gz, .osm.bz2 or .osm.pbf; several are merged",
    )
    part = building.add_mutually_exclusive_group()
    part.add_argument("--bbox", type=_box, metavar="W,S,E,N", help="keep this box, in degrees")
    part.add_argument(
        "--clip", type=Path, metavar="FILE.geojson", help="keep what is inside these polygons"
    )
    _add_terrain(building)
    building.add_argument(
        "-o",
        dest="output",
        type=Path,
        required=True,
        metavar="DIR",
        help="folder of the graph; replaced as a whole, and only once the new one is complete",
    )
    building.add_argument("--json", action="store_true", help="print what `graph info` tells")
    telling = actions.add_parser("info", help="nodes, edges, components, kilometres, source")
    telling.add_argument(
        "folder",
        nargs="?",
        type=Path,
        metavar="DIR",
        help="graph (default: $ITINERA_GRAPH, else that of the demonstration map)",
    )
    telling.add_argument("--json", action="store_true", help="print one JSON document")


def _add_terrain(building: argparse.ArgumentParser) -> None:
    """Add what heights come from."""
    building.add_argument(
        "--dem",
        nargs="+",
        type=Path,
        action="extend",
        metavar="PATH",
        help="rasters of heights (.hgt, .hgt.zip, .hgt.gz, GeoTIFF, .asc) or folders of them",
    )
    building.add_argument(
        "--dem-crs",
        metavar="EPSG:N",
        help="reference system of rasters that do not say theirs (IGN's .asc: EPSG:2154)",
    )
    building.add_argument(
        "--no-terril-correction",
        dest="terrils",
        action="store_false",
        help="leave spoil heaps as a coarse raster flattens them",
    )
    building.add_argument(
        "--terril-outlines",
        type=Path,
        metavar="FILE.geojson",
        help="outlines of spoil heaps by number (default: man_made=spoil_heap of the map)",
    )


def _dem(args: argparse.Namespace) -> Dem | None:
    """Return the rasters that were asked for."""
    if args.dem is None:
        alone = {
            "--dem-crs": args.dem_crs,
            "--terril-outlines": args.terril_outlines,
            "--no-terril-correction": not args.terrils,
        }
        for option in (name for name, given in alone.items() if given):
            raise InputError(
                f"{option} is given without --dem.", remedy="Say which rasters: --dem PATH."
            )
        return None
    from itinera.graph.elevate import Dem

    return Dem(tuple(args.dem), args.dem_crs, args.terrils, args.terril_outlines)


def run(args: argparse.Namespace) -> int:
    """Run the chosen action."""
    return {"build": _build, "info": _info}[args.action](args)


def _build(args: argparse.Namespace) -> int:
    from itinera.graph.build import build_graph
    from itinera.graph.store import check_writable
    from itinera.osm.clip import geojson_clip
    from itinera.planning.prepare import store_prepared

    check_writable(args.output)
    dem = _dem(args)
    clip = geojson_clip(args.clip) if args.clip is not None else None
    log.info("reading %s", ", ".join(map(str, args.files)))
    graph = build_graph(args.files, bbox=args.bbox, clip=clip, dem=dem)
    log.info("%d nodes, %d edges; ordering them for the search", graph.n_nodes, graph.n_edges)
    store_prepared(graph, args.output)
    log.info("stored in %s", args.output)
    if args.json:
        from itinera.graph.info import describe

        print(json.dumps(describe(graph), ensure_ascii=False, indent=1))
    return 0


def _info(args: argparse.Namespace) -> int:
    from itinera.cli.options import graph_folder
    from itinera.graph.info import as_text, describe
    from itinera.graph.store import open_graph

    found = describe(open_graph(graph_folder(args.folder)))
    print(json.dumps(found, ensure_ascii=False, indent=1) if args.json else as_text(found))
    return 0


def _box(text: str) -> tuple[float, float, float, float]:
    """Read W,S,E,N."""
    values = [float(part) for part in text.split(",")]
    if len(values) != 4:
        raise argparse.ArgumentTypeError(f"{text!r} is not W,S,E,N")
    return values[0], values[1], values[2], values[3]
