"""A request from end to end: its themes laid on the graph, its places drawn together, its loops."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from itinera.planning.loop.checks import check_request
from itinera.planning.loop.drawing import themed
from itinera.planning.loop.loops import plan_loops, plan_loops_in, refine_loops
from itinera.planning.loop.tour import drawn_tight, with_true_places

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from itinera.planning.loop.loops import Loops
    from itinera.planning.loop.request import LoopRequest
    from itinera.planning.planner import Planner


def plan_themed(planner: Planner, request: LoopRequest) -> Loops:
    """Plan round trips, see `Planner.loops`."""
    prepared = _Prepared.of(planner, request)
    return prepared.finished(plan_loops(planner, prepared.request))


def plan_themed_in(
    planner: Planner, request: LoopRequest, names: Mapping[str, str]
) -> dict[str, Loops]:
    """Plan round trips once and tell them in several languages, see `Planner.loops_in`."""
    prepared = _Prepared.of(planner, request)
    told = plan_loops_in(planner, prepared.request, names)
    return {lang: prepared.finished(loops) for lang, loops in told.items()}


def refine_themed(planner: Planner, request: LoopRequest) -> Iterator[Loops]:
    """Plan round trips and hand out the best so far, see `Planner.refined_loops`."""
    prepared = _Prepared.of(planner, request)
    yield from map(prepared.finished, refine_loops(planner, prepared.request))


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A request as the solver takes it, beside what was asked, and notes on its themes."""

    asked: LoopRequest
    request: LoopRequest
    notes: tuple[str, ...]

    @classmethod
    def of(cls, planner: Planner, asked: LoopRequest) -> _Prepared:
        """Check a request, lay its themes on the graph, and draw its places together."""
        check_request(asked)
        request, notes = themed(planner, asked)
        return cls(asked, drawn_tight(request), notes)

    def finished(self, found: Loops) -> Loops:
        """Return what was found with the places where they lie, and all notes."""
        loops = found.itineraries
        if self.request.musts is not self.asked.musts:
            loops = tuple(with_true_places(loop, self.asked.musts) for loop in loops)
        return replace(found, itineraries=loops, notes=(*self.notes, *found.notes))
