"""Which line of a spec asked for what the planner refuses."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from itinera.errors import ItineraError, OutsideError, ProfileError
from itinera.planning.errors import NoJourneyError, NoSplitError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from itinera.catalogue.journey_spec import JourneySpec
    from itinera.itinerary import Stop
    from itinera.planning.journey import JourneyRequest

__all__ = ["naming_lines"]


@contextmanager
def naming_lines(spec: JourneySpec, request: JourneyRequest) -> Iterator[None]:
    """Let errors of the planner begin with the file and the line of the spec.

    Raises
    ------
    ItineraError
        The same error; those of disk and server stay as they are.
    """
    try:
        yield
    except OutsideError:
        raise
    except ItineraError as error:
        if str(spec.path) not in error.problem:
            error.problem = f"{line_of(spec, request, error)}: {error.problem}"
            error.args = (f"{error.problem} {error.remedy}".strip(),)
        raise


def line_of(spec: JourneySpec, request: JourneyRequest, error: ItineraError) -> str:
    """Return file and line of what was refused, the file alone where no key is at fault."""
    if isinstance(error, ProfileError):
        return spec.top.at("profile")
    if isinstance(error, NoSplitError) and request.stages is not None:
        return request.stages.key
    for follow in request.follows:
        if follow.route is not None and repr(follow.route) in error.problem:
            return follow.key
    for stop, key in _asked(spec, request):
        lon, lat = stop.lonlat
        if f"{lat:.6f},{lon:.6f}" in error.problem:  # as errors write a place
            return key
    if isinstance(error, NoJourneyError) and request.length_m is not None:
        return spec.top.at("length_km")
    return str(spec.path)


def _asked(spec: JourneySpec, request: JourneyRequest) -> list[tuple[Stop, str]]:
    """Return every place that a spec names with the line that names it, the likeliest first."""
    places = [(visit.stop, visit.key) for visit in request.visits]
    for text, stop in zip(spec.access, request.access, strict=True):
        places.append((stop, spec.top.at("access", text)))
    if request.stages is not None and spec.stages is not None:
        table = spec.stages.table
        for key, stops in (("at", request.stages.at), ("not_at", request.stages.not_at)):
            texts = table.places(key)
            places += [(stop, table.at(key, text)) for text, stop in zip(texts, stops, strict=True)]
    if request.end is not None:
        places.append((request.end, spec.top.at("end")))
    return [*places, (request.start, spec.top.at("start"))]
