"""Measure how ways are cut into stages; write the tables of docs/journeys.md to stdout.

  python -m benchmarks.stages            all tables, some ten seconds
  python -m benchmarks.stages --cases 50 fewer small cases

Small random cases are cut by trying every choice of ends, too. Long ones are cut beside what
people do by hand: walk as far as the wish, then back to the last bed. On the demonstration map
ways through towns are cut by what lies near them; there the ends that we look at are compared
with all junctions in reach of a bed.
"""

from __future__ import annotations

import argparse
import itertools
import math
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from unittest import mock

import numpy as np

from benchmarks.measure import machine, now
from itinera.cli.options import graph_folder
from itinera.errors import NoRouteError
from itinera.planning import Planner
from itinera.planning.journey import Offer, StageWish
from itinera.planning.journey.days import Days
from itinera.planning.journey.division import SLACK, Aim, Choices, Division, Ends, divide
from itinera.planning.journey.ends import Surroundings
from itinera.planning.journey.leaving import Leaving
from itinera.planning.journey.split import split
from itinera.planning.journey.trace import Trace
from itinera.planning.places import stop_of
from itinera.planning.request import Traveller

WHOLE_KM = 350.0
SIZES = (125, 250, 500, 1000, 2000)  # ends along 350 km
COUNTS = (12, 15)
WISHED_KM = 26.0
TOWNS = (
    "Base 11/19", "Hénin-Beaumont", "Douai", "Marchiennes", "Wallers", "Condé-sur-l'Escaut",
    "Valenciennes", "Denain", "Arleux", "Bruay-la-Buissière", "Auchel", "Béthune", "Carvin",
    "Base 11/19",
)  # fmt: skip
ENDS = ((Offer("lodging", 1500.0), Offer("station", 2000.0)),)


def random_ends(n: int, seed: int) -> Ends:
    """Return ends at random places of 350 km, up to 1.5 km off it."""
    rng = np.random.default_rng(seed)
    done = np.concatenate(([0.0], np.sort(rng.uniform(0.0, WHOLE_KM, n - 2)), [WHOLE_KM]))
    aside = rng.uniform(0.0, 1.5, n)
    aside[[0, -1]] = 0.0
    return Ends(done, aside, aside, 0.03 * aside)


def every_choice(ends: Ends, count: int) -> list[tuple[float, float]]:
    """Return the hardest stage and the total of every choice of so many stages."""
    wished = float(ends.done[-1]) / count
    found = []
    for inner in itertools.combinations(range(1, len(ends) - 1), count - 1):
        rows = np.array([0, *inner, len(ends) - 1])
        effort = np.diff(ends.done[rows]) + ends.morning[rows[:-1]] + ends.evening[rows[1:]]
        total = ((effort / wished - 1.0) ** 2).sum() + ends.penalty[rows[1:-1]].sum()
        found.append((float(effort.max()), float(total) / count))
    return found


def equal_to_all(cases: int) -> tuple[int, int]:
    """Return in how many small cases the division is the best of all, and how many were tried."""
    equal = 0
    for seed in range(cases):
        ends, count = random_ends(11, seed), 3 + seed % 5
        found = divide(ends, Choices.of(ends, low=0.0, high=math.inf), Aim((count, count), None))
        every = every_choice(ends, count)
        least = min(worst for worst, _ in every)
        best = min(total for worst, total in every if worst <= least * (1.0 + SLACK))
        equal += found is not None and math.isclose(found.total, best, rel_tol=1e-9)
    return equal, cases


def by_hand(ends: Ends, wished: float) -> list[float]:
    """Return the stages of somebody who goes as far as the wish and back to the last bed."""
    at, efforts = 0, []
    while at < len(ends) - 1:
        ahead = np.arange(at + 1, len(ends))
        effort = ends.done[ahead] - ends.done[at] + ends.morning[at] + ends.evening[ahead]
        able = np.flatnonzero(effort <= wished)
        step = int(able[-1]) if len(able) else 0
        efforts.append(float(effort[step]))
        at = int(ahead[step])
    return efforts


@dataclass(frozen=True)
class Cut:
    """What one division took and came to."""

    seconds: float
    division: Division
    choices: Choices


def cut(ends: Ends, aim: Aim) -> Cut:
    """Divide and measure; there is always a division."""
    begin = now()
    choices = Choices.of(ends, low=15.0, high=40.0)
    division = divide(ends, choices, aim)
    if division is None:
        raise RuntimeError(f"no division of {len(ends)} ends: there is nothing to time")
    return Cut(now() - begin, division, choices)


def long_ways() -> list[str]:
    """Return the table of 350 km by number of ends."""
    lines = [
        "| ends | stages possible | processor time | stages | hardest over least possible "
        "| spread, ours | spread, by hand |",
        "|---|---|---|---|---|---|---|",
    ]
    for n in SIZES:
        ends = random_ends(n, n)
        found = cut(ends, Aim(COUNTS, WISHED_KM))
        efforts, hand = found.division.efforts, by_hand(ends, WISHED_KM)
        lines.append(
            f"| {n} | {len(found.choices.to):,} | {1000 * found.seconds:.0f} ms | {len(efforts)} "
            f"| {100 * (found.division.worst / found.division.least_worst - 1):.1f} % "
            f"| {min(efforts):.1f}–{max(efforts):.1f} km | {min(hand):.1f}–{max(hand):.1f} km |"
        )
    return lines


class Ground:
    """A way through towns of the demonstration map, there or by bicycle."""

    def __init__(self, planner: Planner, profile: str) -> None:
        self.planner = planner
        self.travel = planner.travels.of(Traveller(profile))
        self.stops = [stop_of(name) for name in TOWNS]
        snaps = planner.snaps(self.travel, self.stops, max_snap_m=1000.0)
        legs = [self.travel.router.route(*pair) for pair in itertools.pairwise(snaps)]
        self.trace = Trace.of(planner.graph, self.travel.weighting, legs)
        self.days = Days(planner, self.travel, self.trace, self.stops)

    def rows(self, wishes: Sequence[StageWish]) -> list[str]:
        """Return a row of the table for each wish."""
        begin = now()
        around = Surroundings.of(self.planner, self.travel, wishes[0])
        looked_s = now() - begin
        lines = []
        for wish in wishes:
            seen = replace(around, wish=wish)
            begin = now()
            ends = seen.along(self.trace)
            found = split(self.trace, ends, wish, measured=partial(self.days.effort, wish.measure))
            spent_s = now() - begin
            with mock.patch.object(Leaving, "worth", lambda self: self):
                every = seen.along(self.trace)
            least = split(self.trace, every, wish).lower_bound
            own = split(self.trace, ends, wish).lower_bound
            lines.append(
                f"| {self.travel.profile.name} | {self.trace.length_m / 1000:.0f} km | {len(ends)} "
                f"| {len(every)} | {wish.measure} | {found.count} | {looked_s:.2f} s "
                f"| {spent_s:.2f} s | {100 * (found.worst / found.lower_bound - 1):.1f} % "
                f"| {100 * (own / least - 1):.2f} % |"
            )
        return lines


def real_ways() -> list[str]:
    """Return the table of ways on the demonstration map."""
    planner = Planner.open(graph_folder(None))
    lines = [
        "| profile | way | ends | junctions in reach | measure | stages | looking round "
        "| ends and split | hardest over least possible | lost by leaving out junctions |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for profile, counts in (("hike", ((14, 14), (11, 12))), ("gravel", ((5, 5), (3, 4)))):
        wishes = [
            StageWish(count=count, measure=measure, ends=ENDS)
            for count in counts
            for measure in ("length_m", "km_effort", "time_s")
        ]
        try:
            lines += Ground(planner, profile).rows(wishes)
        except NoRouteError as error:
            raise RuntimeError(f"no way for {profile}: there is nothing to time") from error
    return lines


def main(argv: Sequence[str] | None = None) -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--cases", type=int, default=300, help="small cases tried in every way")
    args = parser.parse_args(argv)
    write = sys.stdout.write
    write(f"On {machine()}.\n\n")
    cut(random_ends(100, 1), Aim(COUNTS, WISHED_KM))  # compiles
    equal, cases = equal_to_all(args.cases)
    write(f"The best of all choices of ends in {equal} of {cases} small cases.\n\n")
    write("\n".join(long_ways()) + "\n\n")
    write("\n".join(real_ways()) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
