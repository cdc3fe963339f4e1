"""Draw an OSM file as a picture, to look at the maquette.

python -m itinera.maquette.picture FILE.osm.pbf -o out.png [--bbox W,S,E,N] [--size W,H]
"""

from __future__ import annotations

import argparse
import io
from pathlib import Path
from typing import TYPE_CHECKING

import osmium

from itinera.errors import OutsideError

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Box = tuple[float, float, float, float]  # west, south, east, north
Place = tuple[float, float, str, int]  # lon, lat, name, inhabitants
Lines = dict[str, list[list[tuple[float, float]]]]

# Way class → colour, width in points at close range, whether it is left out of wide views.
STYLES: dict[str, tuple[str, float, bool]] = {
    "path": ("#6f9a62", 0.55, True), "footway": ("#d98f86", 0.55, True),
    "bridleway": ("#6f9a62", 0.55, True), "track": ("#b08a55", 0.6, False),
    "steps": ("#c0392b", 1.2, True), "service": ("#b9b4ae", 0.5, True),
    "residential": ("#8d8781", 0.75, False), "living_street": ("#9a9aa6", 0.75, False),
    "pedestrian": ("#c9a6c9", 0.9, True), "unclassified": ("#8d8781", 0.9, False),
    "stream": ("#8fc3ea", 0.6, False), "river": ("#6db1e4", 1.5, False),
    "canal": ("#4f9fdc", 2.2, False), "rail": ("#33302e", 1.0, False),
    "cycleway": ("#9b3fae", 1.2, False), "tertiary": ("#e3d27a", 1.5, False),
    "secondary": ("#eebb44", 1.8, False), "primary": ("#ee8833", 2.0, False),
    "trunk": ("#e2574c", 2.2, False), "motorway_link": ("#d8434e", 1.0, False),
    "motorway": ("#c8303c", 2.2, False),
}  # fmt: skip
COVERS = {"forest": "#d3e5c7", "meadow": "#eaf0d6", "residential": "#e7e1da", "wetland": "#d5e6e0",
          "industrial": "#e4dce4", "water": "#a9d2f0", "spoil_heap": "#bfb2a4"}  # fmt: skip


def main(argv: list[str] | None = None) -> int:
    """Read the arguments and draw."""
    parser = argparse.ArgumentParser(prog="python -m itinera.maquette.picture")
    parser.add_argument("file", type=Path)
    parser.add_argument("-o", "--output", type=Path, required=True)
    parser.add_argument("--bbox", help="W,S,E,N in degrees (default: everything)")
    parser.add_argument("--size", default="16,9", help="width,height in inches at 100 dpi")
    args = parser.parse_args(argv)
    box: Box | None = None
    if args.bbox:
        west, south, east, north = (float(part) for part in args.bbox.split(","))
        box = (west, south, east, north)
    width, height = (float(part) for part in args.size.split(","))
    draw(args.file, args.output, box=box, size=(width, height))
    return 0


def draw(source: Path, target: Path, *, box: Box | None, size: tuple[float, float]) -> None:
    """Draw the ways and covers of an OSM file that touch a box.

    Raises
    ------
    OutsideError
        If matplotlib is not installed.
    """
    try:
        import matplotlib
        from PIL import Image
    except ImportError as trouble:
        raise OutsideError(
            "Pictures need matplotlib, which is not installed.",
            remedy="Install itinera again, with what it needs.",
        ) from trouble
    matplotlib.use("Agg")
    from matplotlib import pyplot

    lines, covers, places = _read(source, box)
    figure = pyplot.figure(figsize=size)
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    axes.set_facecolor("#faf8f3")
    axes.set_axis_off()
    figure.patch.set_facecolor("#faf8f3")
    _paint(axes, lines, covers, close=box is not None and box[2] - box[0] < 0.25)
    axes.autoscale()
    _label(axes, places, 4_000 if box is not None else 17_500)
    axes.set_aspect(1.57)  # a degree of latitude is so much longer at 50.4 degrees
    if box is not None:
        axes.set_xlim(box[0], box[2])
        axes.set_ylim(box[1], box[3])
    drawn = io.BytesIO()
    figure.savefig(drawn, dpi=100)
    pyplot.close(figure)
    Image.open(drawn).convert("RGB").quantize(64).save(target, optimize=True)  # a third the size


def _paint(axes: Axes, lines: Lines, covers: Lines, *, close: bool) -> None:
    """Put covers, then ways from the smallest to the greatest."""
    from matplotlib.collections import LineCollection, PolyCollection

    for cover, colour in COVERS.items():
        if covers.get(cover):
            axes.add_collection(PolyCollection(covers[cover], facecolors=colour, edgecolors="none"))
    for way_class, (colour, width, detail) in STYLES.items():
        if not lines.get(way_class) or (detail and not close):
            continue
        scale = 1.5 if close else 0.28 if width < 1.0 else 0.5
        axes.add_collection(
            LineCollection(lines[way_class], colors=colour, linewidths=width * scale)
        )


def _label(axes: Axes, places: list[Place], least: int) -> None:
    """Write the names of the places that have so many inhabitants."""
    from matplotlib import patheffects

    halo = [patheffects.withStroke(linewidth=2.5, foreground="#faf8f3")]
    for lon, lat, name, people in places:
        if people >= least:
            size = 8 if people < 15_000 else 10
            axes.annotate(name, (lon, lat), ha="center", fontsize=size, color="#3b3733",
                          path_effects=halo, annotation_clip=True, zorder=9)  # fmt: skip


def _read(source: Path, box: Box | None) -> tuple[Lines, Lines, list[Place]]:
    """Read the ways that touch the box, by class, the covers, and the inhabited places."""
    lines: Lines = {}
    covers: Lines = {}
    places: list[Place] = []
    wanted = osmium.osm.NODE | osmium.osm.WAY
    for thing in osmium.FileProcessor(str(source), wanted).with_locations():
        if isinstance(thing, osmium.osm.Node):
            places += _place(thing, box)
        if not isinstance(thing, osmium.osm.Way):
            continue
        points = [(node.lon, node.lat) for node in thing.nodes]
        if box is not None and not any(_inside(point, box) for point in points):
            continue
        tags = thing.tags
        way_class = tags.get("highway") or tags.get("waterway") or tags.get("railway")
        cover = tags.get("landuse") or tags.get("natural") or tags.get("man_made")
        if way_class:
            lines.setdefault(way_class, []).append(points)
        elif cover and thing.is_closed():
            covers.setdefault(cover, []).append(points)
    return lines, covers, places


def _place(node: osmium.osm.Node, box: Box | None) -> list[Place]:
    """Return an inhabited place in the box, or nothing."""
    people = (node.tags.get("population") or "") if len(node.tags) else ""
    at = (node.location.lon, node.location.lat)
    if not people.isdigit() or (box is not None and not _inside(at, box)):
        return []
    return [(*at, node.tags["name"], int(people))]


def _inside(point: tuple[float, float], box: Box) -> bool:
    """Tell whether a point is in a box."""
    return box[0] <= point[0] <= box[2] and box[1] <= point[1] <= box[3]


if __name__ == "__main__":
    raise SystemExit(main())
