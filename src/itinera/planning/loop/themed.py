"""A request from end to end: its themes laid on the graph, its places drawn together, its loops."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from itinera.planning.loop.best_start import best_start
from itinera.planning.loop.checks import check_request
from itinera.planning.loop.drawing import themed
from itinera.planning.loop.like import kept_to
from itinera.planning.loop.loops import plan_loops, plan_loops_in, refine_loops
from itinera.planning.loop.tour import drawn_tight, with_true_places
from itinera.planning.loop.wishes import in_time, not_in_time

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
    for found in refine_loops(planner, prepared.request):
        if found.final or in_time(found, prepared.asked) is not None:
            yield prepared.finished(found)


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A request as the solver takes it, beside what was asked, and notes on its themes."""

    asked: LoopRequest
    request: LoopRequest
    notes: tuple[str, ...]

    @classmethod
    def of(cls, planner: Planner, asked: LoopRequest) -> _Prepared:
        """Check a request, choose its start, lay what draws it on the graph."""
        check_request(asked)
        found, start_notes = best_start(planner, asked, partial(plan_themed, planner))
        request, theme_notes = themed(planner, found)
        request, line_notes = kept_to(planner, request)
        tight = drawn_tight(request, _length_m(planner, request))
        if tight.length_m is not None:
            tight = replace(tight, time_s=None)
        return cls(found, tight, (*start_notes, *theme_notes, *line_notes))

    def finished(self, found: Loops) -> Loops:
        """Return what was found with the places where they lie, and all notes.

        Raises
        ------
        ContradictionError
            If a length and a time were wished that do not go together.
        """
        timely = in_time(found, self.asked)
        if timely is None:
            raise not_in_time(found, self.asked)
        loops = timely.itineraries
        if self.request.musts is not self.asked.musts:
            loops = tuple(with_true_places(loop, self.asked.musts) for loop in loops)
        return replace(found, itineraries=loops, notes=(*self.notes, *found.notes))


def _length_m(planner: Planner, request: LoopRequest) -> float | None:
    """Return the length wished; of a time, how far one comes on the ways of the map on average."""
    if request.length_m is not None or request.time_s is None:
        return request.length_m
    travel = planner.travels.of(request.traveller)
    seconds = np.asarray(travel.weighting.seconds)
    metres = np.repeat(np.asarray(planner.graph.edges.length_m), 2)
    open_to = np.isfinite(travel.weighting.cost) & np.isfinite(seconds) & (seconds > 0.0)
    if not open_to.any():
        return None
    return request.time_s * float(metres[open_to].sum() / seconds[open_to].sum())
