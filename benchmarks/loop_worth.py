"""Measure what loops are worth beside random ones: by the objective, and by what themes find.

  python -m benchmarks.loop_worth                 10 and 20 km: a quarter of an hour
  python -m benchmarks.loop_worth --km 5 --demo 0

The sampler knows nothing of themes: random vias on random ellipses, legs on the plain costs of
the profile, used edges nine times dearer, as many draws as our search has evaluations; what is
not clean is thrown away. Three of its loops are compared with ours, all clean:

- its best: best by the objective without any theme, which is all that it can know;
- its cleanest: least error in length, repetition and corridor together;
- the luckiest: best by the whole objective with the theme, chosen afterwards by our own judge.

Ours should collect a fifth more attraction (points of ways and places) at no more felt metres
per metre. And from the same start as many random clean loops as `RANDOM` are drawn whose
length was fitted to the wish: by the objective without a theme ours should beat them.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from benchmarks.loop_rivals import clean, clean_loops, draws
from benchmarks.loops import EFFORT, STARTS, Bench, Case, cases, demo_cases, hash_of
from benchmarks.measure import machine
from itinera.planning import Traveller
from itinera.planning.errors import NothingNearError
from itinera.planning.loop.drawing import themed
from itinera.planning.loop.layout import Layout, lay_out
from itinera.planning.loop.solve import search
from itinera.planning.loop.walks import Found, blank_walk, memory_for, put_into, taken_from
from itinera.search import _loop_kernels as k
from itinera.search.loop_arrays import Wish
from itinera.search.stop import Budget

RANDOM = 200
MORE = 1.2  # times the attraction of theirs
EVERYWHERE = ("chaine-des-parcs", "water", "quiet", "green")  # themes that OSM alone feeds
BASIN = (*EVERYWHERE, "terrils", "heritage")
RIVALS = ("best", "cleanest", "luckiest")


@dataclass(frozen=True)
class Compared:
    """Ours and one of theirs: attraction in points, felt metres in a metre."""

    ours: tuple[float, float]
    theirs: tuple[float, float]

    @property
    def more(self) -> bool:
        """Whether ours collects a fifth more."""
        return self.ours[0] > 0.0 and self.ours[0] >= MORE * self.theirs[0]

    @property
    def no_dearer(self) -> bool:
        """Whether ours costs no more."""
        return self.ours[1] <= self.theirs[1] + 1e-9


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, prog="python -m benchmarks.loop_worth")
    parser.add_argument("--km", default="10,20", help="lengths")
    parser.add_argument("--profiles", default="hike,touring_bike")
    parser.add_argument("--demo", type=int, default=40, help="random starts on the invented map")
    parser.add_argument("--graphs", type=Path, help="folder of graphs, kept from run to run")
    args = parser.parse_args()
    if not STARTS.exists():
        sys.stderr.write(f"{STARTS} is absent: nothing to measure with.\n")
        return 0
    kms = [float(km) for km in args.km.split(",")]
    with tempfile.TemporaryDirectory(prefix="itinera-worth-") as folder:
        bench = Bench(args.graphs or Path(folder), quick=True)
        worth = Worth(bench)
        profiles = args.profiles.split(",")
        wishes = [(km, profile) for km in kms for profile in profiles]
        for case in demo_cases(bench, args.demo, 0, wishes):
            if case.in_turn:
                worth.measure(case, BASIN)
        for case in cases(kms, profiles):
            worth.measure(case, EVERYWHERE)
        sys.stdout.write("\n\n".join((machine(), *worth.tables())) + "\n")
    return 0


class Worth:
    """What was compared so far."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.beaten: list[np.ndarray] = []
        self.margin: list[float] = []
        self.compared: dict[tuple[str, str], list[Compared]] = defaultdict(list)

    def measure(self, case: Case, themes: tuple[str, ...]) -> None:
        """Compare one case."""
        layout = self.layout(case, None)
        if layout is None or not layout.verdict.clean_possible:
            return
        task, seed = layout.task, hash_of(case)
        evaluations = Budget.of_effort(EFFORT).evaluations
        drawn = [one for one in draws(task, evaluations, seed) if clean(one, task)]
        ours = best_of(layout)
        random = clean_loops(task, RANDOM, seed)
        self.beaten.append(np.array([ours.value >= one.value - 1e-9 for one in random]))
        if drawn:
            self.margin.append(ours.value - max(one.value for one in drawn))
        for name in themes:
            drawn_there = self.layout(case, name)
            if drawn_there is not None and drawn:
                self.compare(case, name, drawn_there, drawn)
        sys.stderr.write(f"{case}: {len(drawn)} clean of {evaluations}, {len(random)} random\n")

    def layout(self, case: Case, theme: str | None) -> Layout | None:
        """Lay a case on the ground, None where nothing of the theme is near."""
        planner = self.bench.planner(case.extract)
        request = replace(case.request(), count=1)
        if theme is not None:
            try:
                request, _ = themed(planner, replace(request, themes=((theme, 1.0),)))
            except NothingNearError:
                return None
        return lay_out(planner, planner.travels.of(Traveller(case.profile)), request)

    def compare(self, case: Case, name: str, layout: Layout, drawn: list[Found]) -> None:
        """Compare what a theme finds on ours and on theirs."""
        wish = layout.task.wish
        ours = best_of(layout)
        theirs = rescored(layout, drawn)
        plain = wish._replace(attraction=0.0, prize=0.0, dear=0.0)
        judges: dict[str, Callable[[Found], float]] = {
            "best": lambda one: k.value_of(one.terms, plain),
            "cleanest": lambda one: cleanness(one, wish),
            "luckiest": lambda one: one.value,
        }
        where = "basin" if case.area == "demonstration" else "real"
        for rival in RIVALS:
            other = max(theirs, key=judges[rival])
            both = Compared(collected(ours, wish), collected(other, wish))
            self.compared[f"{name} ({where})", rival].append(both)

    def tables(self) -> list[str]:
        """Return what was found."""
        share = np.array([beaten.mean() for beaten in self.beaten])
        margin = np.array(self.margin)
        lines = [
            "| theme | requests | attraction, ours | felt, ours | against | attraction | felt "
            "| a fifth more | no dearer | both |\n|---|---|---|---|---|---|---|---|---|---|"
        ]
        names = dict.fromkeys(name for name, _ in self.compared)
        for name in names:
            lines += [line(name, rival, self.compared[name, rival]) for rival in RIVALS]
        for rival in RIVALS:
            whole = [one for name in names for one in self.compared[name, rival]]
            lines.append(line("all", rival, whole))
        return [
            f"Of {RANDOM} random clean loops from the same start ours is at least as good as "
            f"{100 * share.mean():.1f} % in the mean of {len(share)} requests; as 95 % of them in "
            f"{100 * np.mean(share >= 0.95):.0f} % of the requests, as all in "
            f"{100 * np.mean(share == 1.0):.0f} %. As the best clean one of "
            f"{Budget.of_effort(EFFORT).evaluations} draws in "
            f"{100 * np.mean(margin >= -1e-9):.0f} %, by {np.median(margin):.1f} points in the "
            "median.",
            "\n".join(lines),
        ]


def best_of(layout: Layout) -> Found:
    """Return our loop on a ground."""
    layout.task.ground.taken[:] = False
    (*_, found) = search(layout.task, count=1, seed=0, budget=Budget.of_effort(EFFORT))
    return found[0]


def rescored(layout: Layout, drawn: list[Found]) -> list[Found]:
    """Measure loops on ground with a theme; its arcs are those without."""
    ground = layout.task.ground
    memory, walk = memory_for(ground), blank_walk(ground)
    again = []
    for one in drawn:
        put_into(one, walk)
        again.append(taken_from(walk, ground, memory, layout.task.wish))
    return again


def cleanness(one: Found, wish: Wish) -> float:
    """Return minus the per cents of error, repetition and corridor."""
    off = abs(one.terms[k.AMOUNT] / wish.target - 1.0)
    again = (one.terms[k.REPEATED] + one.terms[k.CORRIDOR]) / one.terms[k.METRES]
    return float(-100.0 * (off + again))


def collected(one: Found, wish: Wish) -> tuple[float, float]:
    """Return attraction in points and felt metres in a metre."""
    ways = 100.0 * wish.attraction * one.terms[k.ATTRACTION] / one.terms[k.METRES]
    felt = one.terms[k.COST] / one.terms[k.METRES]
    return float(ways + wish.prize * one.terms[k.PRIZES]), float(felt)


def line(name: str, rival: str, compared: list[Compared]) -> str:
    """Return the line of a theme against one of theirs."""
    ours, theirs = (
        np.array([getattr(one, who) for one in compared]).mean(axis=0) for who in ("ours", "theirs")
    )
    more = np.array([one.more for one in compared])
    cheap = np.array([one.no_dearer for one in compared])
    return (
        f"| {name} | {len(compared)} | {ours[0]:.1f} | {ours[1]:.3f} | {rival} | {theirs[0]:.1f} | "
        f"{theirs[1]:.3f} | {100 * more.mean():.0f} % | {100 * cheap.mean():.0f} % | "
        f"{100 * (more & cheap).mean():.0f} % |"
    )


if __name__ == "__main__":
    sys.exit(main())
