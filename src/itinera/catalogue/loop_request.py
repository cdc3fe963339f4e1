"""From the spec of a loop to what it asks of the planner."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from itinera.catalogue.former import FILES, former_of
from itinera.catalogue.spec import where
from itinera.errors import ItineraError, SpecError
from itinera.planning.areas import read_areas
from itinera.planning.avoided import parse_near, parse_way
from itinera.planning.loop import LoopRequest
from itinera.planning.loop.like import changed
from itinera.planning.request import Traveller
from itinera.profile.taste import parse_surface

if TYPE_CHECKING:
    from collections.abc import Callable

    from itinera.catalogue.loop_spec import LoopSpec
    from itinera.catalogue.spec import Spec
    from itinera.itinerary import Stop

_Given = TypeVar("_Given")
_Value = TypeVar("_Value")


def loop_request(
    spec: Spec,
    loop: LoopSpec,
    start: Stop,
    musts: tuple[Stop, ...],
    end: Stop | None,
) -> LoopRequest:
    """Return what a spec of a loop asks of the planner.

    Parameters
    ----------
    start, musts, end
        The places that it names.

    Raises
    ------
    SpecError
        Naming the line of what cannot be meant.
    AreaError, OutsideError
        If the file of areas to go through is none.
    """
    given, words = loop.numbers, loop.words
    plain = LoopRequest(start)  # for what a spec leaves out
    request = LoopRequest(
        start,
        length_m=1000.0 * given["length_km"] if "length_km" in given else None,
        time_s=60.0 * given["minutes"] if "minutes" in given else None,
        traveller=_traveller(spec, loop),
        climb_m=given.get("climb_m"),
        tolerance_pct=given.get("tolerance_pct", plain.tolerance_pct),
        direction=loop.direction,
        end=end,
        start_kinds=loop.rows.get("start_at", ()),
        start_within_m=given.get("start_within_m", plain.start_within_m),
        musts=musts,
        ordered=loop.ordered,
        must_within_m=given.get("via_within_m", plain.must_within_m),
        through=read_areas(spec.path.parent / words["through"]) if "through" in words else (),
        lollipop=loop.lollipop,
        themes=loop.themes,
        seed=int(given.get("seed", plain.seed)),
        effort=int(given.get("effort", plain.effort)),
    )
    return _like(spec, loop, request)


def _traveller(spec: Spec, loop: LoopSpec) -> Traveller:
    """Return who travels, and what is kept off."""
    rows = loop.rows
    surface = loop.words.get("surface", "any")
    ways = tuple(_read(spec, "avoid_ways", w, parse_way) for w in rows.get("avoid_ways", ()))
    lines = tuple(_read(spec, "avoid_near", w, parse_near) for w in rows.get("avoid_near", ()))
    wish = _read(spec, "surface", surface, parse_surface)
    return Traveller(spec.profile, lines, spec.on, ways, wish)


def _like(spec: Spec, loop: LoopSpec, request: LoopRequest) -> LoopRequest:
    """Return a request that is like a former loop, where one is named."""
    if "like" not in loop.words:
        return request
    folder, text = spec.path.parent, loop.words["like"]
    if Path(text).suffix.lower() in FILES:
        text = str(folder / text)
    former = _read(spec, "like", text, lambda name: former_of(name, folder))
    wishes = loop.rows.get("change", ())
    return _read(spec, "change", wishes, lambda w: changed(request, former, w))


def _read(spec: Spec, key: str, given: _Given, read: Callable[[_Given], _Value]) -> _Value:
    """Read a value, or say in which line it stands."""
    try:
        return read(given)
    except ItineraError as error:
        told = f"{where(spec.path, key)}: {error.problem}"
        raise SpecError(told, remedy=error.remedy) from error
