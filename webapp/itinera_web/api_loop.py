"""Round trips over HTTP, at once or as they become better."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from flask import Blueprint, Response, jsonify, request

from itinera.errors import InputError
from itinera.export.formats import rendered
from itinera.export.json import document
from itinera.export.simplify import simplified
from itinera.itinerary.i18n import DEFAULT_LANGUAGE, LANGUAGES
from itinera.planning.themes import theme_rows
from itinera_web.access import service
from itinera_web.api_route import FEWEST_POINTS, MOST_POINTS, TYPES, download
from itinera_web.loop_params import MOST_LOOPS, PARAMETERS, loop_asked
from itinera_web.params import check_names, choice, flag, number
from itinera_web.recent import key_of, recent
from itinera_web.streams import streamed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from itinera.planning.loop import Loops
    from itinera_web.params import Args
    from itinera_web.recent import Key

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
    key = key_of(args, method=request.method)
    if stream:
        return streamed(_documents(_better(args, key), most))
    found = recent().answer(key, lambda: service().loop_planner.loops(loop_asked(args)))
    found = _picked(found, pick)
    written = rendered(found.itineraries, form, max_points=most, notes=found.notes)
    return download(written[0], form)


def _better(args: Args, key: Key | None) -> Iterator[Loops]:
    """Return answers, each better than the one before; the last alone where it is remembered."""
    known = recent().get(key)
    if known is not None:
        return iter([known])
    asked = loop_asked(args)
    return _kept(service().loop_planner.refined_loops(asked), key)


def _kept(answers: Iterator[Loops], key: Key | None) -> Iterator[Loops]:
    """Yield answers and remember the last."""
    for found in answers:
        yield recent().keep(key, found) if found.final else found


@blueprint.get("/api/v1/themes")
def themes() -> Response:
    """List what may draw a loop."""
    check_names(request.args, ("lang",))
    lang = choice(request.args, "lang", LANGUAGES, DEFAULT_LANGUAGE)
    return jsonify({"themes": theme_rows(lang)})


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
