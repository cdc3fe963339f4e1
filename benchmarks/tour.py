"""Measure the choice and the order of a tour's places on distances along ways.

  python -m benchmarks.tour                  table on stdout, some minutes
  python -m benchmarks.tour --long-s 20      shorter runs of the rival

Places are junctions of the demonstration map, distances what a hiker's cheapest ways cost,
in both directions. Prizes are 1 + (7141 i + 73) mod 100, every twentieth place must be
visited, and the budget is half of a tour of all; then all of them are ordered. The rival is
OR-Tools' routing solver with guided local search, run long. Up to twelve places a table of
all sets of places is the judge, with stretches that are entered at one end and left at the
other, and orders to be kept.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence

import numpy as np

from benchmarks.orienteering import tour_length
from itinera.geodesy import FloatArray
from itinera.planning.journey.tour.order import Choosing, choose_order

SIZES = (100, 200, 400)
SMALL = 60  # problems of up to twelve places
PRIZE_M = 100_000  # metres that a point of prize is worth to the rival: more than any tour
EVERY = 20  # of the places, one must be visited


def junctions(n: int) -> FloatArray:
    """Return what ways between n junctions of the demonstration map cost a hiker."""
    from itinera.cli.options import graph_folder
    from itinera.planning.journey.tour.places import Places
    from itinera.planning.planner import Planner
    from itinera.planning.request import Traveller

    planner = Planner.open(graph_folder(None))
    travel = planner.travels.of(Traveller(profile="hike"))
    places = Places(planner, travel)
    nodes = np.flatnonzero(places.junctions[: planner.graph.n_nodes])
    chosen = np.random.default_rng(n).choice(nodes, size=n, replace=False)
    snaps = [places.free(int(node)).choices[0].come for node in chosen]
    return travel.router.matrix(snaps, snaps)


def problem_of(cost: FloatArray) -> Choosing:
    """Return a round trip from the first place as a problem."""
    n = len(cost)
    whole = np.zeros((n + 1, n + 1))
    whole[:n, :n] = cost
    whole[:n, n], whole[n, :n] = cost[:, 0], cost[0]
    prize = np.array([1.0 + (7141 * i + 73) % 100 for i in range(n + 1)])
    prize[[0, n]] = 0.0
    must = np.arange(n + 1) % EVERY == EVERY - 1
    must[[0, n]] = False
    return Choosing.of_table(whole, prize, np.floor(tour_length(cost) / 2.0), must=must)


def everything(problem: Choosing) -> Choosing:
    """Return the same places, all of which must be visited, without a budget."""
    n = len(problem.prize)
    return Choosing.of_table(
        problem.dist[::2, ::2], np.zeros(n), np.inf, must=np.ones(n, dtype=np.bool_)
    )


def measured(problem: Choosing, codes: Sequence[int]) -> tuple[float, float]:
    """Return prize and length of an order."""
    row = np.array(codes)
    length = float(problem.dist[row[:-1], row[1:]].sum() + problem.own[row >> 1].sum())
    return float(problem.prize[row >> 1].sum()), length


def worth(problem: Choosing, codes: Sequence[int]) -> tuple[float, float]:
    """Return prize and length of an order; fail where it breaks a rule."""
    places = np.array(codes) >> 1
    prize, length = measured(problem, codes)
    ranks = problem.rank[places]
    ranks = ranks[ranks >= 0]
    fine = len(set(places.tolist())) == len(places) and problem.must[places].sum() == sum(
        problem.must
    )
    if not fine or length > problem.budget * (1 + 1e-9) or (np.diff(ranks) < 0).any():
        raise RuntimeError(f"order {codes} breaks a rule: {length} of {problem.budget}")
    return prize, length


def rival(problem: Choosing, seconds: int) -> tuple[float, float]:
    """Return prize and length of what OR-Tools' routing solver finds."""
    from ortools.constraint_solver import pywrapcp, routing_enums_pb2

    n = len(problem.prize)
    cost = np.ceil(problem.dist[::2, ::2]).astype(np.int64)
    manager = pywrapcp.RoutingIndexManager(n, 1, [0], [n - 1])
    model = pywrapcp.RoutingModel(manager)
    transit = model.RegisterTransitMatrix(cost.tolist())
    model.SetArcCostEvaluatorOfAllVehicles(transit)
    if np.isfinite(problem.budget):
        # Lengths are rounded up, by a metre a leg: the budget may be that much larger.
        model.AddDimension(transit, 0, int(problem.budget) + n, True, "metres")
    for i in range(1, n - 1):
        if not problem.must[i]:
            worth_m = int(problem.prize[i]) * PRIZE_M
            model.AddDisjunction([manager.NodeToIndex(i)], worth_m)
    wanted = pywrapcp.DefaultRoutingSearchParameters()
    first, then = (
        routing_enums_pb2.FirstSolutionStrategy,
        routing_enums_pb2.LocalSearchMetaheuristic,
    )
    wanted.first_solution_strategy = first.PARALLEL_CHEAPEST_INSERTION
    wanted.local_search_metaheuristic = then.GUIDED_LOCAL_SEARCH
    wanted.time_limit.FromSeconds(seconds)
    found = model.SolveWithParameters(wanted)
    if found is None:
        return 0.0, np.inf
    at, codes = model.Start(0), [0]
    while not model.IsEnd(at):
        at = found.Value(model.NextVar(at))
        codes.append(2 * (n - 1 if model.IsEnd(at) else manager.IndexToNode(at)))
    return measured(problem, codes)


def best_of_all(problem: Choosing) -> tuple[float, float]:
    """Return the most prize, and the least length for it, over every set and order of places."""
    n = len(problem.prize)
    least = {(1, 0): float(problem.own[0])}
    best = (-1.0, np.inf)
    for _ in range(n - 1):
        grown: dict[tuple[int, int], float] = {}
        for (visited, last), length in least.items():
            for place in range(1, n):
                if visited >> place & 1 or not _in_turn(problem, visited, place):
                    continue
                for code in (2 * place, 2 * place + 1)[: 1 + bool(problem.two[place])]:
                    whole = length + problem.dist[last, code] + problem.own[place]
                    if whole > problem.budget:
                        continue
                    key = (visited | 1 << place, code)
                    if place == n - 1:
                        best = _better(problem, best, key[0], whole)
                    elif whole < grown.get(key, np.inf):
                        grown[key] = whole
        least = grown
    return best


def _in_turn(problem: Choosing, visited: int, place: int) -> bool:
    """Tell whether a place may follow those visited, by rank."""
    rank = problem.rank[place]
    ranks = [problem.rank[i] for i in range(len(problem.prize)) if visited >> i & 1]
    return bool(rank < 0 or all(other <= rank for other in ranks))


def _better(
    problem: Choosing, best: tuple[float, float], visited: int, length: float
) -> tuple[float, float]:
    """Return the better of the best so far and a finished order."""
    places = [i for i in range(len(problem.prize)) if visited >> i & 1]
    if problem.must[places].sum() < problem.must.sum():
        return best
    prize = float(problem.prize[places].sum())
    return max(best, (prize, length), key=lambda one: (one[0], -one[1]))


def small(seed: int, cost: FloatArray) -> Choosing:
    """Return a problem of up to twelve places with stretches and ranks, some without either."""
    random = np.random.default_rng(seed)
    n = int(random.integers(5, 13))
    ends = random.choice(len(cost), size=2 * n, replace=False)
    plain = seed % 3 == 0
    two = np.zeros(n, dtype=bool) if plain else random.random(n) < 0.3
    two[[0, -1]] = False
    into, out = np.empty(2 * n, dtype=int), np.empty(2 * n, dtype=int)
    for i in range(n):
        a, b = ends[2 * i], ends[2 * i + two[i]]
        into[2 * i], out[2 * i], into[2 * i + 1], out[2 * i + 1] = a, b, b, a
    dist = cost[np.ix_(out, into)].copy()
    own = np.array([cost[into[2 * i], out[2 * i]] for i in range(n)])
    rank = np.full(n, -1) if plain else np.where(random.random(n) < 0.4, np.arange(n), -1)
    rank[[0, -1]] = -1
    must = (rank >= 0) & (random.random(n) < 0.5)
    prize = np.where(must, 0.0, random.integers(1, 100, n).astype(float))
    prize[[0, -1]] = 0.0
    problem = Choosing(dist, own, prize, must, two, rank.astype(np.int64), np.inf)
    _, longest = best_of_all(problem)
    musts = problem.within(np.inf)
    least = best_of_all(
        Choosing(dist, own, np.where(must, 1.0, -1.0), must, two, musts.rank, np.inf)
    )[1]
    return problem.within(float(max(longest * random.uniform(0.4, 1.0), least)))


def small_rows() -> str:
    """Compare with the best of all orders."""
    cost, met, gaps, spent = junctions(60), 0, [], 0.0
    for seed in range(SMALL):
        problem = small(seed, cost)
        best = best_of_all(problem)
        begun = time.process_time()
        found = worth(problem, choose_order(problem, seed=0, effort=3))
        spent += time.process_time() - begun
        met += found[0] == best[0]
        gaps.append(found[1] / best[1] - 1.0 if found[0] == best[0] and best[1] else 0.0)
    return (
        f"Up to 12 places, {SMALL} problems: best prize met {met} times, length beyond the "
        f"least for it {100 * max(gaps):.2f} % at most, {spent / SMALL:.2f} CPU s each.\n"
    )


def row(n: int, seconds: int, effort: int) -> tuple[float, float, str]:
    """Measure one set of places; return both gaps in per cent and its row of the table."""
    problem = problem_of(junctions(n))
    all_of_them = everything(problem)
    begun = time.process_time()
    prize, _ = worth(problem, choose_order(problem, seed=0, effort=effort))
    chosen_s, begun = time.process_time() - begun, time.process_time()
    _, length = worth(all_of_them, choose_order(all_of_them, seed=0, effort=effort))
    ordered_s = time.process_time() - begun
    theirs, _ = rival(problem, seconds)
    _, longest = rival(all_of_them, seconds)
    gap = 100.0 * (max(prize, theirs) - prize) / max(prize, theirs)
    longer = 100.0 * (length / min(length, longest) - 1.0)
    return (
        gap,
        longer,
        (
            f"| {n} | {problem.budget / 1000:.0f} | {prize:.0f} | {theirs:.0f} | {gap:.2f} "
            f"| {chosen_s:.1f} | {length / 1000:.1f} | {longest / 1000:.1f} | {longer:.2f} "
            f"| {ordered_s:.1f} |"
        ),
    )


def main(argv: Sequence[str] | None = None) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--long-s", type=int, default=60, help="seconds of each run of the rival")
    parser.add_argument("--effort", type=int, default=3)
    args = parser.parse_args(argv)
    write = sys.stdout.write
    choose_order(problem_of(junctions(30)), seed=0, effort=1)  # compiles
    write(small_rows() + "\n")
    write("| places | budget | prize | OR-Tools, long | gap % | CPU s ")
    write("| tour of all | OR-Tools, long | gap % | CPU s |\n")
    write("|---|---|---|---|---|---|---|---|---|---|\n")
    gaps = []
    for n in args.sizes:
        *both, text = row(n, args.long_s, args.effort)
        gaps.append(both)
        write(text + "\n")
        sys.stdout.flush()
    gap, longer = np.array(gaps, dtype=np.float64).mean(axis=0)
    write(f"\nMean gap {gap:.2f} % of prize, {longer:.2f} % of length.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
