"""The maquette: an invented road and path network over the true facts of the Bassin minier.

`write_maquette` makes an ordinary OSM file, so that everything after it is the
real pipeline. What stands in the facts is true (communes, terrils, pits, sites,
stations, parks); every other thing is invented and its name begins with "Fictif".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["SEED", "write_maquette"]

SEED = 20_231_107  # of the committed map


def write_maquette(path: Path, *, scale: float = 1.0, seed: int = SEED) -> None:
    """Write the invented demonstration map as an OSM file.

    Parameters
    ----------
    path
        New file; its ending (.osm.pbf, .osm, .osm.gz, .osm.bz2) says the format.
    scale
        1 is the whole basin; less takes a corner of it near the Belgian border with
        about that share of its inhabitants, more adds invented country round it.
    seed
        Decides everything invented; the same seed gives the same objects.

    Raises
    ------
    InputError
        If the ending is unknown or `scale` is not between 0.01 and 200.
    OutsideError
        If the file cannot be written.
    """
    from itinera.maquette.tiles import write_tiles  # numpy and shapely are heavy

    write_tiles(path, scale=scale, seed=seed)
