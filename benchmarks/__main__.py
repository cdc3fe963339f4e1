"""Measure itinera beside networkx, OSMnx, igraph and Valhalla; write benchmarks/results.md.

  python -m benchmarks             a city: some two minutes
  python -m benchmarks --region    also the invented map at four sizes: a quarter of an hour

Nothing else should run meanwhile. Every figure is of something that was found.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

from benchmarks import city, region, web
from benchmarks.measure import CLOCK, ROOT, machine
from benchmarks.tables import Report

SHARED = Path(os.environ.get("ITINERA_SHARED", ROOT.parent / "shared"))
HEIDELBERG = SHARED / "data" / "osm" / "ors-heidelberg.test.osm.pbf"
DEMONSTRATION = ROOT / "data" / "osm" / "bassin-minier-maquette.osm.pbf"


def main() -> int:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=__doc__, prog="python -m benchmarks")
    parser.add_argument("--osm", type=Path, help="the city (default: Heidelberg, if it is there)")
    parser.add_argument("--region", action="store_true", help="also the region")
    parser.add_argument("--cpu", action="store_true", help="processor time, on a busy machine")
    parser.add_argument("--largest", type=float, default=4.2, help="scale of the largest map")
    parser.add_argument("--maps", type=Path, help="folder of drawn maps: kept there, used again")
    parser.add_argument("-o", dest="output", type=Path, default=ROOT / "benchmarks/results.md")
    args = parser.parse_args()
    osm_file = args.osm or (HEIDELBERG if HEIDELBERG.exists() else DEMONSTRATION)
    if args.cpu and CLOCK != "cpu":  # the processes measured must know it too
        os.environ["ITINERA_BENCH_CLOCK"] = "cpu"
        os.execv(sys.executable, [sys.executable, "-m", "benchmarks", *sys.argv[1:]])
    report = Report(machine())
    with tempfile.TemporaryDirectory(prefix="itinera-bench-") as folder:
        city.measure(osm_file, Path(folder), report)
        if args.region:
            plot = ROOT / "docs" / "img" / "cost-against-size.png"
            region.measure(args.largest, Path(folder), report, plot, maps=args.maps)
        if CLOCK != "cpu":  # a server's time is not ours
            web.measure(Path(folder), report)
    args.output.write_text(report.markdown(), encoding="utf-8")
    sys.stdout.write(report.markdown())
    return 0


if __name__ == "__main__":
    sys.exit(main())
