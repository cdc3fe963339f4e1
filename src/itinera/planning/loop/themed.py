"""A request from end to end: its themes laid on the graph, its places drawn together, its loops."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from itinera.planning.loop.checks import check_request
from itinera.planning.loop.drawing import themed
from itinera.planning.loop.loops import plan_loops
from itinera.planning.loop.tour import drawn_tight, with_true_places

if TYPE_CHECKING:
    from itinera.planning.loop.loops import Loops
    from itinera.planning.loop.request import LoopRequest
    from itinera.planning.planner import Planner


def plan_themed(planner: Planner, request: LoopRequest) -> Loops:
    """Plan round trips, see `Planner.loops`."""
    check_request(request)
    asked, notes = themed(planner, request)
    tight = drawn_tight(asked)
    found = plan_loops(planner, tight)
    loops = found.itineraries
    if tight is not asked:
        loops = tuple(with_true_places(loop, request.musts) for loop in loops)
    return replace(found, itineraries=loops, notes=(*notes, *found.notes))
