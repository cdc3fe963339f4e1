"""Round trips of a wished length: from the question to the answers."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from itinera.errors import WaypointError
from itinera.planning.errors import NoLoopError
from itinera.planning.loop.answer import Answer, Asked, itinerary_of
from itinera.planning.loop.checks import check_request
from itinera.planning.loop.climb import search_climbing
from itinera.planning.loop.fit import acceptable, fits, is_loop
from itinera.planning.loop.instead import Attempt, instead
from itinera.planning.loop.layout import lay_out
from itinera.planning.loop.said import none_such, notes_on
from itinera.planning.loop.solve import search
from itinera.search.stop import Budget

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from itinera.itinerary import Itinerary
    from itinera.planning.loop.layout import Layout
    from itinera.planning.loop.request import LoopRequest
    from itinera.planning.loop.solve import Task
    from itinera.planning.loop.walks import Found
    from itinera.planning.planner import Planner


@dataclass(frozen=True, slots=True)
class Loops:
    """What was found.

    Attributes
    ----------
    itineraries
        The best first.
    notes
        What to know of all of them.
    final
        False where better ones may follow.
    """

    itineraries: tuple[Itinerary, ...]
    notes: tuple[str, ...]
    final: bool = True


def plan_loops(planner: Planner, request: LoopRequest) -> Loops:
    """Plan round trips, see `Planner.loops`."""
    question = _Question.of(planner, request)
    return question.loops(question.answered(), final=True)


def plan_loops_in(
    planner: Planner, request: LoopRequest, names: Mapping[str, str]
) -> dict[str, Loops]:
    """Plan round trips once, and tell them in several languages; see `Planner.loops_in`."""
    question = _Question.of(planner, request)
    walks = [answer.walk for answer in question.answered()]
    told = {lang: question.told_in(lang, name) for lang, name in names.items()}
    return {lang: one.loops(one.answers(walks), final=True) for lang, one in told.items()}


def refine_loops(planner: Planner, request: LoopRequest) -> Iterator[Loops]:
    """Plan round trips and hand out what is best as soon as it is found, the final answer last.

    Yields
    ------
    Loops
        Those before the last lack the notes that only the end can know.

    Raises
    ------
    InputError, WaypointError, NoLoopError
        As `Planner.loops`.
    """
    question = _Question.of(planner, request)
    answers: Sequence[Answer] = ()
    for answers in question.better():
        if any(acceptable(one, question.place, request) for one in answers):
            yield question.loops(answers, final=False)
    yield question.loops(answers, final=True)


@dataclass(frozen=True, slots=True)
class _Question:
    """A request on the network, with what its search may spend."""

    planner: Planner
    request: LoopRequest
    place: Layout
    asked: Asked
    budget: Budget
    _told: dict[int, Answer] = field(default_factory=dict)

    @classmethod
    def of(cls, planner: Planner, request: LoopRequest) -> _Question:
        """Check a request and lay it on the ground."""
        check_request(request)
        travel = planner.travels.of(request.traveller)
        place = lay_out(planner, travel, request)
        pairs = zip(place.task.musts, place.musts, strict=True)
        passed = {v: stop for (v, *_), stop in pairs}
        closed = place.task.course.closed
        asked = Asked(planner.graph, travel, request, passed, planner.places, place.wish, closed)
        budget = Budget.of_effort(request.effort, answers=request.count)
        return cls(planner, request, place, asked, budget)

    def told_in(self, lang: str, name: str) -> _Question:
        """Return the same question in another language, its loops under another name."""
        request = replace(self.request, lang=lang, name=name)
        return replace(self, request=request, asked=replace(self.asked, request=request), _told={})

    def answered(self) -> Sequence[Answer]:
        """Return the last of what is found."""
        if self.request.climb_m is None:  # itineraries of what came before are not wanted
            return self.answers(self.settled(list(self.search(self.place.task))))
        rounds = list(self.better())
        return rounds[-1] if rounds else []

    def better(self) -> Iterator[list[Answer]]:
        """Search, again and again where a climb is wished, and yield what is better."""

        def find(task: Task) -> list[Answer]:
            return self.answers(self.settled(list(self.search(task))))

        if self.request.climb_m is not None:
            yield from search_climbing(self.place.task, self.request.climb_m, find)
            return
        rounds: list[list[Found]] = []
        for walks in self.search(self.place.task):
            rounds.append(walks)
            yield self.answers(walks)
        settled = self.settled(rounds)
        if settled and settled is not rounds[-1]:
            yield self.answers(settled)

    def settled(self, rounds: Sequence[list[Found]]) -> list[Found]:
        """Return the last walks of a search, or the last good ones where those are not.

        A walk may gain so much by leaving the window that the search ends outside it.
        """
        good = [walks for walks in rounds if self.any_good(walks)]
        return (good or rounds or [[]])[-1]

    def search(self, task: Task) -> Iterator[list[Found]]:
        """Search a task with the whole budget, on ground that nothing was taken of."""
        task.ground.taken[:] = False
        self.budget.spent = 0
        return search(task, count=self.request.count, seed=self.request.seed, budget=self.budget)

    def answers(self, walks: Sequence[Found]) -> list[Answer]:
        """Return walks with their itineraries; each is made once."""
        for walk in walks:
            if id(walk) not in self._told:
                itinerary = itinerary_of(walk, self.place.ball, self.asked)
                self._told[id(walk)] = Answer(walk, itinerary)  # keeps the walk, hence its id
        return [self._told[id(walk)] for walk in walks]

    def any_good(self, walks: Sequence[Found]) -> bool:
        """Tell whether some walk is within the window."""
        return any(fits(walk, self.place, self.request) for walk in walks)

    def loops(self, answers: Sequence[Answer], *, final: bool) -> Loops:
        """Return the answers that are good, with notes.

        Raises
        ------
        NoLoopError
            If none is.
        """
        place, request = self.place, self.request
        good = [one for one in answers if acceptable(one, place, request)]
        if not good:
            nearest = instead(request, place, answers, self._attempted)
            raise none_such(self.asked.travel.profile.name, request, place, nearest)
        cut_short = self.budget.struck
        notes = notes_on(good, place, request, cut_short=cut_short) if final else []
        return Loops(tuple(one.itinerary for one in good), tuple(notes), final)

    def _attempted(self, request: LoopRequest) -> Attempt:
        """Return the best answer to another request, or how long what was found is."""
        from itinera.search import _loop_kernels as k

        try:
            other = _Question.of(self.planner, request)
        except (NoLoopError, WaypointError):
            return Attempt()
        verdict = other.place.verdict
        if not verdict.possible or not (request.lollipop or verdict.clean_possible):
            return Attempt()
        found = other.answered()
        good = [one for one in found if acceptable(one, other.place, request)]
        if good:
            return Attempt(good[0].itinerary)
        whole = [one.walk for one in found if is_loop(one.walk, other.place, request)]
        return Attempt(amount=float(whole[0].terms[k.AMOUNT]) if whole else None)
