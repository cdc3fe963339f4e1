"""The search: candidates on every side, the best of them annealed, one answer after another."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from itinera.planning.loop.candidates import MANY, ROUNDS, through
from itinera.planning.loop.course import Course
from itinera.planning.loop.walks import (
    MOST_LEGS,
    Found,
    blank_walk,
    is_clean,
    memory_for,
    put_into,
    taken_from,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from itinera.search.loop_arrays import Ground, Wish
    from itinera.search.stop import Budget

HEAT, COLD = 0.8, 0.05  # points
LEGS = (3, 9)  # into so many, at least and at most, a walk is cut while it is changed
LONG_LEG_M = (6000.0, 3000.0)  # and into more where these would be longer: searching them is slow
SLACK = 4.0  # per cent of error in length that are forgiven at first
FINER = 1.0  # in the end a walk is cut into so many times more legs, and one
DRAWS = 8 + 2 * 8  # random numbers that a change may use, eight throws of a via among them
SPARE_LEGS = 4  # of the room of a walk are left for vias that are inserted
TRIED = 8  # candidates that are annealed a little before one is annealed to the end
SLICE = 32  # evaluations between two looks at the clock, and two cuts into legs
FEW_EDGES = 40  # a ball of no more is also searched through and through
TRAIL_ARCS, TRAIL_STEPS = 60_000, 3_000_000  # where that ends all the same
MOST_SHARED = 0.5  # of its length a further answer shares with an earlier one


LOOP = Course()


@dataclass(frozen=True, slots=True)
class Task:
    """What is searched, on which ground.

    Attributes
    ----------
    target_m
        Length of the loop in metres, about.
    heading
        Radians from east, None for anywhere.
    musts
        Nodes to pass, with their metres east and north.
    course
        Where walks end, and whether the nodes have an order.
    """

    ground: Ground
    wish: Wish
    target_m: float
    heading: float | None = None
    musts: tuple[tuple[int, float, float], ...] = ()
    course: Course = LOOP


def search(task: Task, *, count: int, seed: int, budget: Budget) -> Iterator[list[Found]]:
    """Search loops, and yield what is best whenever it has become better.

    Parameters
    ----------
    count
        How many different ones are wanted.

    Yields
    ------
    list of Found
        The best first; the last list is the answer.
    """
    pool = _Pool(task)
    first = pool.construct_until_good()
    if first is None:
        return
    yield [first]
    pool.construct_all()
    pool.enumerate_small()
    random = np.random.default_rng(seed)
    answers: list[Found] = []
    for i in range(count):
        better = pool.refine(random, budget.share(i, count), budget)
        if better is None:
            break
        answers.append(better)
        yield _ranked(answers)
        if len(answers) < count:
            pool.take(better)


class _Pool:
    """Candidates of one task, and the kernels' buffers."""

    def __init__(self, task: Task) -> None:
        self.task, self.ground, self.wish = task, task.ground, task.wish
        self.memory = memory_for(self.ground)
        self.walks = [blank_walk(self.ground) for _ in range(3)]
        self.shapes = list(task.course.shapes(task.target_m, task.heading))
        if len(task.musts) >= MANY or (task.musts and task.course.ordered):
            # Their round alone, both ways, comes first.
            self.shapes[:0] = [np.zeros((0, 2)), np.zeros((0, 2))]
        self.tried = 0
        self.found: list[Found] = []
        self.taken: list[Found] = []

    def construct_until_good(self) -> Found | None:
        """Construct candidates until one is clean, and return the best so far."""
        while self.tried < len(self.shapes):
            self._construct_next()
            best = self.best()
            if best is not None and self.tried >= 4 and is_clean(best, self.wish):
                return best
        return self.best()

    def construct_all(self) -> None:
        """Construct the remaining candidates."""
        while self.tried < len(self.shapes):
            self._construct_next()

    def enumerate_small(self) -> None:
        """On a ball of few edges, list every loop that travels no edge twice."""
        from itinera.search import _ball_kernels

        g, wish = self.ground, self.wish
        if not 0 < len(g.metres) <= FEW_EDGES or self.task.musts:
            return
        window = wish.target * np.array([1.0 - wish.tolerance, 1.0 + wish.tolerance])
        arcs, rows = _ball_kernels.trails(
            g.offsets, g.head, g.edge, g.amount, g.ends, window, TRAIL_ARCS, TRAIL_STEPS
        )
        ends = np.zeros(2, dtype=np.bool_)
        best: Found | None = None
        for begin, end in itertools.pairwise(rows.tolist()):
            cut = np.array([0, end - begin], dtype=np.int32)
            put_into(Found(arcs[begin:end], cut, ends, 0.0, self.memory.terms), self.walks[0])
            one = taken_from(self.walks[0], g, self.memory, wish)
            if best is None or one.value > best.value:
                best = one
        if best is not None:
            self.found.append(best)

    def best(self) -> Found | None:
        """Return the best candidate that differs enough from what was taken."""
        free = [one for one in self.found if not self._too_like(one)]
        return max(free, key=lambda one: one.value, default=None)

    def refine(self, random: np.random.Generator, evaluations: int, budget: Budget) -> Found | None:
        """Anneal the best candidates a little and the best of those to the end."""
        pool = sorted(self.found, key=lambda one: -self._worth(one))[:TRIED]
        if not pool:
            return None
        few = evaluations // (2 * TRIED + 1)
        begun = [self._anneal(one, random, few, budget) for one in pool]
        best = max(begun, key=lambda one: one.value)
        best = self._anneal(best, random, evaluations - len(pool) * few, budget)
        return None if self._too_like(best) else best

    def take(self, answer: Found) -> None:
        """Make an answer one that the following must differ from."""
        self.taken.append(answer)
        self.ground.taken[self.ground.edge[answer.arcs]] = True
        self.memory.shun[:] = 1.0 + self.wish.taken_factor * self.ground.taken
        self.enumerate_small()
        if len(self.taken) == 1:  # the later ones find enough among these
            self.tried = 3 * len(self.shapes) // 4
            self.construct_all()

    def _construct_next(self) -> None:
        from itinera.search import _loop_kernels

        backward = self.tried % 2 == 1
        shape, given = through(
            self.shapes[self.tried], self.task.musts, backward=backward, course=self.task.course
        )
        self.tried += 1
        one, best = self.walks[:2]
        value = _loop_kernels.construct(
            self.ground, self.memory, self.wish, shape, given, ROUNDS, one, best
        )
        if value > _loop_kernels.FAILED:
            self.found.append(taken_from(best, self.ground, self.memory, self.wish))

    def _anneal(
        self, found: Found, random: np.random.Generator, evaluations: int, budget: Budget
    ) -> Found:
        """Anneal a walk, cut into other legs and looking at the clock now and then."""
        from itinera.search import _loop_kernels, _walk_kernels

        walk, trial, best = self.walks
        put_into(found, walk)
        room = max(LEGS[0], MOST_LEGS - SPARE_LEGS - len(self.task.musts))
        fewest, most = (
            min(room, max(legs, round(self.task.target_m / metres)))
            for legs, metres in zip(LEGS, LONG_LEG_M, strict=True)
        )
        top, begun = _loop_kernels.FAILED, 0
        while begun < evaluations and not budget.exhausted:
            ended = min(evaluations, begun + SLICE)
            done = begun / evaluations
            legs = min(room, round(random.integers(fewest, most + 1) * (1.0 + FINER * done)))
            plan = np.array([HEAT, COLD, done, ended / evaluations, SLACK])
            draws = random.random((ended - begun, DRAWS))
            _walk_kernels.cut_anew(self.ground, walk, legs, draws[0, 6])
            top = _loop_kernels.anneal(
                self.ground, self.memory, self.wish, draws, plan, top, walk, trial, best
            )
            budget.spend(ended - begun)
            begun = ended
        return taken_from(best, self.ground, self.memory, self.wish) if begun else found

    def _worth(self, found: Found) -> float:
        """Return the value of a candidate beside what was taken since it was made."""
        from itinera.search import _loop_kernels

        if not self.taken:
            return found.value
        put_into(found, self.walks[0])
        value: float = _loop_kernels.score(self.ground, self.memory, self.wish, self.walks[0])
        return value

    def _too_like(self, found: Found) -> bool:
        return any(shared(self.ground, found, other) > MOST_SHARED for other in self.taken)


def shared(ground: Ground, one: Found, other: Found) -> float:
    """Return the share of the shorter of two walks that both travel."""
    mine, theirs = np.unique(ground.edge[one.arcs]), np.unique(ground.edge[other.arcs])
    both = ground.metres[np.intersect1d(mine, theirs, assume_unique=True)].sum()
    least = min(ground.metres[mine].sum(), ground.metres[theirs].sum())
    return float(both / least) if least > 0.0 else 1.0


def _ranked(answers: Sequence[Found]) -> list[Found]:
    """Return answers, the best first."""
    return sorted(answers, key=lambda one: -one.value)
