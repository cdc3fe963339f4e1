"""Measure the orienteering solver on generated problems, beside long runs of its own.

  python -m benchmarks.orienteering                      table on stdout, some minutes
  python -m benchmarks.orienteering --sizes 48 --runs 3  quicker

Places are drawn in a square, prizes are 1 + (7141 i + 73) mod 100 and the budget is half
of a tour (nearest neighbour, then 2-opt). The reference is the best of the long runs and of the
measured one.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence

import numpy as np

from itinera.geodesy import FloatArray
from itinera.planning import solve_orienteering

SIZES = (48, 76, 100, 150, 200, 262, 318, 400)
SIDE = 10_000.0  # metres
LONG = 4  # effort of a long run


def places(n: int) -> tuple[FloatArray, FloatArray]:
    """Return costs and prizes of n places."""
    at = SIDE * np.random.default_rng(n).random((n, 2))
    cost = np.hypot(*(at[:, None] - at[None]).transpose(2, 0, 1)).round()
    prize = np.array([1.0 + (7141 * i + 73) % 100 for i in range(n)])
    prize[0] = 0.0
    return cost, prize


def tour_length(cost: FloatArray) -> float:
    """Return the length of a tour of all places: nearest neighbour, then 2-opt."""
    n = len(cost)
    order, left = [0], set(range(1, n))
    while left:
        order.append(min(left, key=lambda u: (cost[order[-1], u], u)))
        left.remove(order[-1])
    tour = np.array([*order, 0])
    shortened = True
    while shortened:
        shortened = False
        for i in range(1, n - 1):
            j = np.arange(i + 1, n)
            a, b, c, d = tour[i - 1], tour[i], tour[j], tour[j + 1]
            change = cost[a, c] + cost[b, d] - cost[a, b] - cost[c, d]
            k = int(np.argmin(change))
            if change[k] < -1e-9:
                tour[i : j[k] + 1] = tour[i : j[k] + 1][::-1]
                shortened = True
    return float(cost[tour[:-1], tour[1:]].sum())


def prize_of(order: Sequence[int], prize: FloatArray) -> float:
    """Add up the prizes of an order, each place once."""
    return float(prize[sorted(set(order))].sum())


def row(n: int, runs: int, effort: int) -> tuple[float, str]:
    """Measure one problem; return its gap in per cent and its row of the table."""
    cost, prize = places(n)
    budget = np.floor(tour_length(cost) / 2.0)
    begun, spent = time.perf_counter(), time.process_time()
    order = solve_orienteering(cost, prize, 0, 0, budget, effort=effort)
    wall_s, cpu_s = time.perf_counter() - begun, time.process_time() - spent
    found = prize_of(order, prize)
    best = max(
        found,
        *(
            prize_of(solve_orienteering(cost, prize, 0, 0, budget, seed=seed, effort=LONG), prize)
            for seed in range(1, runs + 1)
        ),
    )
    gap = 100.0 * (best - found) / best
    return gap, (
        f"| {n} | {budget:.0f} | {len(order) - 2} | {found:.0f} | {best:.0f} | {gap:.2f} "
        f"| {cpu_s:.1f} | {wall_s:.1f} |"
    )


def main(argv: Sequence[str] | None = None) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--runs", type=int, default=10, help="long runs of the reference")
    parser.add_argument("--effort", type=int, default=3)
    args = parser.parse_args(argv)
    cost, prize = places(30)
    solve_orienteering(cost, prize, 0, 0, SIDE, effort=1)  # compiles
    write = sys.stdout.write
    write("| places | budget | visited | prize | best known | gap % | CPU s | wall s |\n")
    write("|---|---|---|---|---|---|---|---|\n")
    gaps = []
    for n in args.sizes:
        gap, text = row(n, args.runs, args.effort)
        gaps.append(gap)
        write(text + "\n")
        sys.stdout.flush()
    write(f"\nMean gap {np.mean(gaps):.2f} %, worst {max(gaps):.2f} %.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
