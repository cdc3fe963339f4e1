"""Round trips over HTTP, at once or as they become better."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from flask import Blueprint, Response, request

from itinera.errors import InputError
from itinera.export.formats import rendered
from itinera.export.json import document
from itinera.export.simplify import simplified
from itinera_web.access import service
from itinera_web.api_route import FEWEST_POINTS, MOST_POINTS, TYPES, download
from itinera_web.loop_params import MOST_LOOPS, PARAMETERS, loop_asked
from itinera_web.params import check_names, choice, flag, number
from itinera_web.streams import streamed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from itinera.planning.loop import Loops

blueprint = Blueprint("api_loop", __name__)


@blueprint.route("/api/v1/loop", methods=["GET", "POST"])
def loop() -> Response:
    """Answer round trips from a place; a body is an area to be avoided."""
    args = request.args
    check_names(args, PARAMETERS)
    form = choice(args, "format", tuple(TYPES), "json")
    most = int(number(args, "max_points", 0, low=FEWEST_POINTS, high=MOST_POINTS)) or None
    pick = int(number(args, "pick", 0, low=1, high=MOST_LOOPS))
    stream = flag(args, "stream")
    if stream and (form != "json" or pick):
        raise InputError(
            "A stream is JSON, with all of its loops.",
            remedy="Leave out format and pick, or stream.",
        )
    asked = loop_asked(args)
    planner = service().loop_planner
    if stream:
        return streamed(_documents(planner.refined_loops(asked), most))
    found = _picked(planner.loops(asked), pick)
    written = rendered(found.itineraries, form, max_points=most, notes=found.notes)
    return download(written[0], form)


def _picked(found: Loops, pick: int) -> Loops:
    """Return one loop of an answer alone, all of it for 0."""
    if not pick:
        return found
    if pick > len(found.itineraries):
        raise InputError(
            f"There is no loop {pick}: the answer has {len(found.itineraries)}.",
            remedy="Pick another, or ask for a higher count.",
        )
    return replace(found, itineraries=found.itineraries[pick - 1 : pick])


def _documents(answers: Iterator[Loops], most: int | None) -> Iterator[dict[str, Any]]:
    """Yield the contract's document of each answer, and whether it is the last."""
    for found in answers:
        loops = found.itineraries
        if most is not None:
            loops = tuple(simplified(one, most).itinerary for one in loops)
        yield {"final": found.final, **document(loops, notes=found.notes)}
