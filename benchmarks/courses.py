"""Published courses of the basin, drawn anew on the demonstration map; see docs/elevation.md.

  python -m benchmarks.courses [--graph DIR]      a quarter of a minute

The published numbers are those of courses in reality. The map is invented and its terrain a
model, so what can agree is the kind of country: metres of climb per kilometre.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path

from benchmarks.climb import into_page
from benchmarks.measure import ROOT
from itinera.cli.options import graph_folder
from itinera.itinerary import Itinerary
from itinera.planning import Planner, RouteRequest, Traveller
from itinera.planning.places import basin_places, stop_of

PAGE = ROOT / "docs" / "elevation.md"
MARKS = ("<!-- courses: begin -->", "<!-- courses: end -->")
SNAP_M = 9000.0  # Arras lies beyond the map


@dataclass(frozen=True)
class Course:
    """A published course, and how to go likewise."""

    name: str
    published: str
    profile: str
    vias: tuple[str, ...]


VALENCIENNES = "50.3574,3.5284"
#: From Gosnay to Oignies over the twenty highest terrils between, in a short order.
TERRILS = (
    "T005", "T010", "T003", "T002", "T036", "T042", "T049", "T058", "T058a", "T074a",
    "T075", "T097", "T084", "T101", "T205", "T093", "T098", "T092", "T087", "T110",
)  # fmt: skip
#: Lallaing, Dechy, Lewarde, Aniche, Somain, Rieulay, Pecquencourt.
GALIBOTS = ("59327", "59170", "59345", "59008", "59574", "59501", "59456")
COURSES = (
    Course(
        "GR 121, Bon-Secours to Arras",
        "124 km, 389 m (3.1 m/km)",
        "hike",
        ("50.4957,3.6065", "gare-d-arras"),
    ),
    Course(
        "Boucle Un'Escaut, Valenciennes",
        "33 km, 19 m (0.6 m/km)",
        "touring_bike",
        (VALENCIENNES, "59153", VALENCIENNES),
    ),
    Course(
        "Trail des Pyramides Noires, Gosnay to Oignies",
        "110 km, 1,560–2,000 m over 22–24 terrils (14–18 m/km)",
        "trail_run",
        ("62377", *TERRILS, "62637"),
    ),
    Course("the same, past the feet of the terrils", "—", "trail_run", ("62377", "62637")),
    Course(
        "Chemin des Galibots", "36 km, no climb published", "family_bike", (*GALIBOTS, GALIBOTS[0])
    ),
)


def row(course: Course, way: Itinerary) -> list[str]:
    """Return what is told of one course."""
    elevation = way.elevation
    assert elevation is not None, "the graph has no heights here"
    climb, km = elevation.climb, way.length_m / 1000.0
    return [
        course.name,
        course.published,
        f"{km:.1f} km, {climb.climb_m:,.0f} m ({climb.climb_m / km:.1f} m/km)",
        f"{climb.smoothed_climb_m:,.0f} m",
        f"{climb.raw_climb_m:,.0f} m",
        f"{climb.min_m:.0f}–{climb.max_m:.0f} m",
    ]


def table(planner: Planner) -> str:
    """Return the table as Markdown."""
    head = ["course", "published", "likewise here", "smoothed", "raw", "heights"]
    rows = [head, ["---"] * len(head)]
    for course in COURSES:
        vias = tuple(stop_of(via) for via in course.vias)
        request = RouteRequest(vias, Traveller(course.profile), max_snap_m=SNAP_M)
        (way,) = planner.route(request)
        rows.append(row(course, way))
    return "\n".join("| " + " | ".join(cells) + " |" for cells in rows)


def main() -> int:
    """Plan, count and write."""
    parser = argparse.ArgumentParser(description=__doc__, prog="python -m benchmarks.courses")
    parser.add_argument("--graph", type=Path, help="default: that of the demonstration map")
    args = parser.parse_args()
    text = table(Planner.open(graph_folder(args.graph), places=basin_places()))
    sys.stdout.write(text + "\n")
    into_page(text, PAGE, MARKS)
    return 0


if __name__ == "__main__":
    sys.exit(main())
