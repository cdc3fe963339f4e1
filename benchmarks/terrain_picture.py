"""Draw the model terrain: shaded ground with its pitheads, and the twin heaps with their paths.

python -m benchmarks.terrain_picture docs/img/terrain.png
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.colors import LightSource
from matplotlib.figure import Figure

from itinera.elevation.terrain import open_terrain
from itinera.maquette.drawn import read_drawn
from itinera.maquette.ground import pitheads
from itinera.maquette.plane import Plane
from itinera.maquette.tiles import ORIGIN

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from itinera.elevation.terrain import Terrain

    Box = tuple[float, float, float, float]

ROOT = Path(__file__).resolve().parents[1]
MAP = ROOT / "data" / "osm" / "bassin-minier-maquette.osm.pbf"
RASTERS = sorted((ROOT / "data" / "dem").glob("*.tif"))
TWINS = (2.7725, 50.4408, 2.7865, 50.4492)
BASIN = (2.236, 50.21, 3.76, 50.655)


def shade(axes: Axes, terrain: Terrain, box: Box, *, columns: int, steep: float) -> None:
    """Shade the heights in a box, lit from the north-west, with a few contours."""
    west, south, east, north = box
    step = (east - west) / columns
    lon = np.arange(west, east, step)
    lat = np.arange(north, south, -step * 0.64)
    posts = np.stack(np.meshgrid(lon, lat), axis=-1)
    heights = terrain.heights(posts.reshape(-1, 2)).ele_m.reshape(posts.shape[:2])
    metres = step * 71_000.0
    light = LightSource(315, 40)
    picture = light.shade(
        heights, cmap=_colours(), vert_exag=steep, dx=metres, dy=metres, blend_mode="soft",
        vmin=10.0, vmax=185.0,
    )  # fmt: skip
    axes.imshow(picture, extent=(west, east, south, north), aspect=1.57)
    levels = [20, 30, 40, 60, 80, 100, 120, 140, 160, 180]
    lines = axes.contour(lon, lat, heights, levels=levels, colors="#333", linewidths=0.35)
    axes.clabel(lines, fmt="%d", fontsize=6)
    axes.set(xlim=(west, east), ylim=(south, north))
    axes.ticklabel_format(useOffset=False)
    axes.tick_params(labelsize=7)


def _colours() -> object:
    """Return the colours from plain to hill."""
    from matplotlib.colors import LinearSegmentedColormap

    stops = ["#7fb5a4", "#a9cf9a", "#dfe3a6", "#d9b77e", "#a9795a", "#efe9e4"]
    return LinearSegmentedColormap.from_list("hills", stops)


def main() -> None:
    """Draw both."""
    terrain, plane = open_terrain(RASTERS), Plane.at(*ORIGIN)
    drawn = read_drawn(MAP, plane)
    figure = Figure(figsize=(11.0, 9.6), layout="constrained")
    above, below = figure.subplots(2, 1, height_ratios=(1.0, 1.05))
    shade(above, terrain, BASIN, columns=1600, steep=14.0)
    above.plot(*plane.lonlat(pitheads(plane).xy).T, ".", color="#b01030", markersize=1.5)
    for water in drawn.waters:
        above.plot(*plane.lonlat(water).T, color="#2060a0", linewidth=0.6)
    above.set_title("Modelled ground (m), true pitheads in red", fontsize=9)
    shade(below, terrain, TWINS, columns=700, steep=1.0)
    for paths in drawn.paths.values():
        for course in (course for courses in paths.values() for course in courses):
            below.plot(*plane.lonlat(course.xy).T, color="#b01030", linewidth=0.7)
    below.set_title("T074a, T074 and T073: solids through the invented paths", fontsize=9)
    target = Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "docs" / "img" / "terrain.png")
    figure.savefig(target, dpi=90, metadata={"Software": None}, pil_kwargs={"optimize": True})


if __name__ == "__main__":
    main()
