"""Write the invented demonstration map: an ordinary OSM file.

The communes, terrils, pits, sites, stations and parks are true; every road,
path and route is invented, and its name begins with "Fictif". Never use it to
find your way.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "-o",
        "--output",
        required=True,
        type=Path,
        metavar="FILE.osm.pbf",
        help="file to write (.osm.pbf, .osm, .osm.gz or .osm.bz2)",
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
    """Write the map."""
    from itinera.maquette import SEED, write_maquette

    seed = SEED if args.seed is None else args.seed
    write_maquette(args.output, scale=args.scale, seed=seed)
    return 0
