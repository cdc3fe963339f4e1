"""Write the invented demonstration map: an ordinary OSM file.

The communes, terrils, pits, sites, stations and parks are true; every road,
path and route is invented, and its name begins with "Fictif". Never use it to
find your way.

itinera maquette -o map.osm.pbf --scale 0.02
itinera maquette --terrain FOLDER                the model terrain of the demonstration map
itinera maquette -o map.osm.pbf --terrain FOLDER     a map and its terrain
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from itinera.errors import InputError

if TYPE_CHECKING:
    import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "-o",
        "--output",
        type=Path,
        metavar="FILE.osm.pbf",
        help="file to write (.osm.pbf, .osm, .osm.gz or .osm.bz2)",
    )
    parser.add_argument(
        "--terrain",
        type=Path,
        metavar="FOLDER",
        help="write the modelled heights of this map there (without -o: of the demonstration map)",
    )
    parser.add_argument(
        "--scale",
        type=float,
        default=1.0,
        metavar="S",
        help="1 = the basin (default), 0.02 = a corner for tests, 4 = a region, 60 = a country",
    )
    parser.add_argument("--seed", type=int, metavar="N", help="decides everything invented")


def run(args: argparse.Namespace) -> int:
    """Write the map, its terrain, or both."""
    if args.output is None and args.terrain is None:
        raise InputError(
            "There is nothing to write.", remedy="Say -o FILE.osm.pbf, --terrain FOLDER, or both."
        )
    if args.output is None and (args.scale != 1.0 or args.seed is not None):
        raise InputError(
            "--scale and --seed are for a new map.", remedy="Add -o FILE.osm.pbf, or leave them."
        )
    from itinera.cli.options import demonstration_map
    from itinera.maquette import SEED, write_maquette

    seed = SEED if args.seed is None else args.seed
    if args.output is not None:
        write_maquette(args.output, scale=args.scale, seed=seed)
    if args.terrain is not None:
        from itinera.maquette.terrain import write_terrain

        write_terrain(args.terrain, args.output or demonstration_map(), seed=seed)
    return 0
