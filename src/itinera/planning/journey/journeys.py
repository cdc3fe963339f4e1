"""A journey from the question to the answer: tour, stages, variants, told."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import TYPE_CHECKING

from shapely import Point, Polygon

from itinera.errors import InputError
from itinera.geodesy import metres_per_degree
from itinera.planning.journey.laying import lay
from itinera.planning.journey.mend import mended
from itinera.planning.journey.request import Changes
from itinera.planning.journey.result import Journey
from itinera.planning.journey.said import notes_on
from itinera.planning.journey.telling import missed, stage_of, stage_ways, whole_of
from itinera.planning.journey.variants import asides_of, itinerary_of_aside
from itinera.planning.routing import called, check_not_avoided

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from itinera.planning.journey.laying import Laid
    from itinera.planning.journey.request import JourneyRequest
    from itinera.planning.journey.telling import StageWay
    from itinera.planning.journey.variants import Aside
    from itinera.planning.planner import Planner
    from itinera.planning.request import Traveller

    Progress = Callable[[str, float], None]

__all__ = ["plan_journey", "plan_journeys_in"]

NEVER_M = 150.0  # a place not to be passed is passed by a way this near
CORNERS = 16  # of a quarter of the circle round it


@dataclass(frozen=True, slots=True)
class Plan:
    """A journey before it is told in a language."""

    laid: Laid
    ways: tuple[StageWay, ...]
    asides: tuple[Aside, ...]
    digest: str


def plan_journey(
    planner: Planner, request: JourneyRequest, progress: Progress | None = None
) -> Journey:
    """Plan a journey, see `Planner.journey`."""
    names = {request.lang: request.name}
    return plan_journeys_in(planner, request, names, progress)[request.lang]


def plan_journeys_in(
    planner: Planner,
    request: JourneyRequest,
    names: Mapping[str, str],
    progress: Progress | None = None,
) -> dict[str, Journey]:
    """Plan a journey once and tell it in several languages, see `Planner.journeys_in`."""
    say = progress or _silent
    plan = _planned(planner, request, say)
    result = {}
    for i, (lang, name) in enumerate(names.items()):
        say("telling", i / len(names))
        result[lang] = _told(plan, lang, name)
    say("telling", 1.0)
    return result


def _silent(_what: str, _share: float) -> None:
    """Say nothing of the progress."""


def _planned(planner: Planner, request: JourneyRequest, say: Progress) -> Plan:
    """Find tour, stages and variants."""
    digest = digest_of(request, planner.graph.source.graph_id)
    request = replace(request, traveller=_shunning(request))
    ends = (request.start, *((request.end,) if request.end else ()))
    musts = (visit.stop for visit in request.visits if visit.must)
    check_not_avoided((*ends, *musts), request.traveller)
    say("roads", 0.0)
    _check_leads_somewhere(request)
    travel = planner.travels.of(request.traveller)
    planner.snaps(travel, request.access, max_snap_m=request.max_snap_m)  # or all was in vain
    laid = lay(planner, travel, request, say)
    if request.changes != Changes():
        say("changes", 0.0)
        laid = mended(laid)
    ways = stage_ways(laid)
    say("variants", 0.0)
    return Plan(laid, ways, asides_of(laid.road, ways), digest)


def _check_leads_somewhere(request: JourneyRequest) -> None:
    """Refuse a round trip that has no reason to leave its start.

    Raises
    ------
    InputError
        If nothing is to be visited or followed and no length is wished.
    """
    if request.end is None and not (request.visits or request.follows or request.length_m):
        raise InputError(
            f"A round trip from {called(request.start)} that visits nothing and has no length.",
            remedy="Name places to visit or a stretch to follow, or give a length.",
        )


def _told(plan: Plan, lang: str, name: str) -> Journey:
    """Tell a journey in a language."""
    laid = plan.laid
    return Journey(
        whole=replace(whole_of(laid, name, lang), score=dict(laid.tour.score)),
        stages=tuple(stage_of(laid, way, lang) for way in plan.ways),
        variants=tuple(itinerary_of_aside(laid.road, one, lang) for one in plan.asides),
        left_out=missed(laid, lang),
        notes=notes_on(laid, plan.ways, lang),
        digest=plan.digest,
    )


def _shunning(request: JourneyRequest) -> Traveller:
    """Return the traveller, who also avoids what is never to be passed."""
    traveller = request.traveller
    circles = tuple(circle(stop.lonlat) for stop in request.never)
    return replace(traveller, avoid=(*traveller.avoid, *circles))


def circle(lonlat: tuple[float, float]) -> Polygon:
    """Return the ground within NEVER_M of a place, in degrees."""
    from shapely.affinity import scale

    east_m, north_m = metres_per_degree(lonlat[1])
    round_one = Point(lonlat).buffer(1.0, quad_segs=CORNERS)
    return Polygon(scale(round_one, NEVER_M / east_m, NEVER_M / north_m, origin=lonlat))


def digest_of(request: JourneyRequest, graph_id: str) -> str:
    """Return a checksum of what was asked on which graph, the same for equal questions."""
    return hashlib.sha256(f"{graph_id} {_plain(request)}".encode()).hexdigest()[:16]


def _plain(value: object) -> object:
    """Return what a value holds as plain text, the languages of telling left out."""
    if isinstance(value, Polygon):
        return value.normalize().wkt
    if is_dataclass(value) and not isinstance(value, type):
        rows = [(f.name, _plain(getattr(value, f.name))) for f in fields(value)]
        return [row for row in rows if row[0] not in ("lang", "name", "key")]
    return [_plain(one) for one in value] if isinstance(value, tuple) else repr(value)
