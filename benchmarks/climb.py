"""Count the climb of many profiles by many rules; write the study of docs/elevation.md.

  python -m benchmarks.climb             table and plot, half a minute
  python -m benchmarks.climb --check     no files, only the table on stdout

The profiles are in `climb_profiles`, the rules in `climb_rules`.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from benchmarks.climb_profiles import TRACKS, Profile, drawn, lines, tracks
from benchmarks.climb_rules import OURS, PEERS, SMOOTHINGS_M, THRESHOLDS_M, Rule
from benchmarks.measure import ROOT
from itinera.elevation.climb import REPORTED

PAGE = ROOT / "docs" / "elevation.md"
PLOT = ROOT / "docs" / "img" / "climb-threshold.png"
MARKS = ("<!-- study: begin -->", "<!-- study: end -->")
SHOWN_M = (0.0, 2.0, 3.0, 5.0, 10.0)  # thresholds of the table
LEAST_M = 20.0  # routes that climb less have no spread in per cent worth a name
ANDORRA, BAYREUTH = "Andorra", "Bayreuth"

Profiles = Mapping[str, Sequence[Profile]]


def gather() -> dict[str, list[Profile]]:
    """Return every profile, grouped by column."""
    found = {one.name: [one] for one in tracks()}
    found[ANDORRA] = list(lines("graphhopper-andorra.osm.pbf", ("N42E001",), "hike"))
    tiles = ("N49E011", "N50E011")
    found[BAYREUTH] = list(lines("graphhopper-north-bayreuth.osm.gz", tiles, "touring_bike"))
    return found | {one.name: [one] for one in drawn()}


def climb(rule: Rule, profiles: Sequence[Profile]) -> float:
    """Add up the climb of some profiles."""
    return sum(rule(one.at_m, one.ele_m) for one in profiles)


def spread_pct(rule: Rule, profiles: Sequence[Profile]) -> float:
    """Return how much the climb of a route wavers when it is laid 12 m aside: mean of routes."""
    wavering = []
    for one in profiles:
        climbs = [rule(one.at_m, ele_m) for ele_m in (one.ele_m, *one.aside)]
        if np.mean(climbs) > LEAST_M:
            wavering.append(100.0 * float(np.std(climbs) / np.mean(climbs)))
    return float(np.mean(wavering))


def table(profiles: Profiles) -> str:
    """Return the table of the study as Markdown."""
    spreads = (ANDORRA, BAYREUTH)
    heads = [*profiles, *(f"{name}, wavers" for name in spreads)]
    rows = [["rule", *heads], ["---"] + ["--:"] * len(heads)]
    km = [f"{sum(one.at_m[-1] for one in group) / 1000.0:.1f}" for group in profiles.values()]
    rows.append(["kilometres", *km, "", ""])
    truths = [group[0].truth_m for group in profiles.values()]
    rows.append(["true climb", *("" if t is None else f"{t:.0f}" for t in truths), "", ""])
    for name, rule in _rows():
        counted = [f"{climb(rule, group):.0f}" for group in profiles.values()]
        wavers = [f"{spread_pct(rule, profiles[group]):.1f} %" for group in spreads]
        cells = [name, *counted, *wavers]
        rows.append([f"**{cell}**" for cell in cells] if "reported" in name else cells)
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def _rows() -> list[tuple[str, Rule]]:
    """Return the rules of the table with their names."""
    chosen = (REPORTED.smooth_m, REPORTED.threshold_m)
    ours = [
        (f"{smooth:g} m, {t:g} m" + (" (reported)" if (smooth, t) == chosen else ""), rule)
        for (smooth, t), rule in OURS.items()
        if t in SHOWN_M
    ]
    return [*ours, *PEERS.items()]


def plot(profiles: Profiles, path: Path) -> None:
    """Draw climb and error against the threshold."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot as plt

    figure, (left, middle, right) = plt.subplots(1, 3, figsize=(13.0, 4.2), layout="constrained")
    for name in (*TRACKS, ANDORRA, BAYREUTH):
        whole = climb(OURS[0.0, 0.0], profiles[name])
        shares = [
            100.0 * climb(OURS[REPORTED.smooth_m, t], profiles[name]) / whole for t in THRESHOLDS_M
        ]
        left.plot(THRESHOLDS_M, shares, marker="o", markersize=3, label=name)
    left.set_title(f"smoothed over {REPORTED.smooth_m:g} m: % of every rise")
    for smooth in SMOOTHINGS_M:
        hills, level = profiles["hills, 30 m raster"], profiles["level, 30 m raster"]
        found = np.array([climb(OURS[smooth, t], hills) for t in THRESHOLDS_M])
        errors = 100.0 * (found / (hills[0].truth_m or 1.0) - 1.0)
        per_km = [1000.0 * climb(OURS[smooth, t], level) / level[0].at_m[-1] for t in THRESHOLDS_M]
        middle.plot(THRESHOLDS_M, errors, marker="o", markersize=3, label=f"{smooth:g} m")
        right.plot(THRESHOLDS_M, per_km, marker="o", markersize=3, label=f"{smooth:g} m")
    middle.axhline(0.0, color="black", linewidth=0.5)
    middle.set_title("drawn hills on a 30 m raster: error in %")
    right.set_title("level ground on a 30 m raster: metres per km")
    for axes in (left, middle, right):
        axes.axvline(REPORTED.threshold_m, color="grey", linestyle=":", linewidth=1.0)
        axes.set_xlabel("threshold, m")
        axes.legend(fontsize="small")
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=90, metadata={"Software": None})
    plt.close(figure)


def into_page(text: str, page: Path, marks: tuple[str, str]) -> None:
    """Put a table between two marks of a page."""
    begin, end = marks
    before, rest = page.read_text(encoding="utf-8").split(begin)
    _, after = rest.split(end)
    page.write_text(f"{before}{begin}\n{text}\n{end}{after}", encoding="utf-8")


def main() -> int:
    """Count and write."""
    parser = argparse.ArgumentParser(description=__doc__, prog="python -m benchmarks.climb")
    parser.add_argument("--check", action="store_true", help="write no files")
    args = parser.parse_args()
    profiles = gather()
    text = table(profiles)
    sys.stdout.write(text + "\n")
    if not args.check:
        into_page(text, PAGE, MARKS)
        plot(profiles, PLOT)
    return 0


if __name__ == "__main__":
    sys.exit(main())
