"""From a journey's spec to what is asked of the planner: every place found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from itinera.catalogue.journey_places import NEVER_M, Finder, visits_of
from itinera.errors import ItineraError, SpecError, UnknownNameError
from itinera.geodesy import distance
from itinera.planning.journey.request import Band, Follow, JourneyRequest, StageWish
from itinera.planning.request import Traveller
from itinera.profile import load_profile

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from itinera.catalogue.journey_spec import FollowSpec, JourneySpec
    from itinera.catalogue.stages_spec import StagesSpec
    from itinera.itinerary import Stop
    from itinera.planning.journey.request import LonLat, Offer
    from itinera.profile import Profile
    from itinera.waypoints import Waypoint

__all__ = ["journey_request"]

TOLERANCE_PCT = 2.0  # of the whole length, where a spec says none
SAME_M = 50.0  # two places this near are one
#: Campsites of the region close for the winter; own judgement, most open April to October.
CAMPING_SEASONS = ("spring", "summer", "autumn")
CAMPING_MONTHS = range(4, 11)


def journey_request(
    spec: JourneySpec,
    place: Callable[[str], Stop],
    waypoints: Sequence[Waypoint],
    *,
    profile: str | None = None,
    lang: str = "fr",
) -> JourneyRequest:
    """Return what a spec asks of the planner.

    Parameters
    ----------
    spec
        As `read_journey` reads it.
    place
        Finds the place that a text means.
    waypoints
        Those that a kind, a theme or a protection may mean.
    profile
        To use instead of the spec's own.
    lang
        Language of the texts and the title.

    Raises
    ------
    SpecError
        For unknown names and for what contradicts itself: file, line, key, and what is
        possible instead.
    """
    chosen = profile or spec.profile
    finder = Finder(place, waypoints, _profile(spec, chosen, given=profile is not None).mode)
    top = spec.top
    start = finder.stop(spec.start, top.at("start"), "start")
    end = finder.stop(spec.end, top.at("end"), "end") if spec.end is not None else None
    if end is not None and distance(start.lonlat, end.lonlat) <= SAME_M:
        raise SpecError(
            f"{top.at('end')}: start and end are the same place.",
            remedy="Leave 'end' out: without it the journey is a round trip.",
        )
    visits, never = visits_of(spec, finder)
    _check_ends_passable(spec, [start, *([end] if end else [])], never)
    order = _order(spec, finder, start, end)
    at_ends = {start.lonlat, end.lonlat} if end else {start.lonlat}
    return JourneyRequest(
        start=start,
        end=end,
        traveller=Traveller(chosen, on=spec.on),
        visits=tuple(one for one in visits if one.stop.lonlat not in at_ends),
        order=order,
        length_m=_length(spec),
        climb_m=spec.numbers.get("climb_m"),
        follows=tuple(_follow(one, finder) for one in spec.follows),
        never=never,
        stages=_stages(spec, spec.stages, finder) if spec.stages else None,
        access=finder.stops(top, "access"),
        trains_home=spec.trains_home,
        shortcuts=spec.shortcuts,
        closed_days=spec.closed_days,
        lang=lang,
        name=spec.title[lang],
        seed=int(spec.numbers.get("seed", JourneyRequest(start).seed)),
        effort=int(spec.numbers.get("effort", JourneyRequest(start).effort)),
    )


def _profile(spec: JourneySpec, name: str, *, given: bool) -> Profile:
    """Load the profile, or say which line names one that does not exist."""
    try:
        return load_profile(name)
    except UnknownNameError as error:
        if given:
            raise
        told = f"{spec.top.at('profile')}: {error.problem}"
        raise SpecError(told, remedy=error.remedy, nearest=error.nearest) from error


def _check_ends_passable(spec: JourneySpec, ends: Sequence[Stop], never: Sequence[Stop]) -> None:
    """Refuse a start or an end that is never to be passed."""
    for key, stop in zip(("start", "end"), ends, strict=False):
        if any(distance(stop.lonlat, one.lonlat) <= NEVER_M for one in never):
            raise SpecError(
                f"{spec.top.at(key)}: the {key}, {stop.name or 'a place'}, is never to be passed.",
                remedy=f"Choose another {key}, or leave the [[visit]] with never = true out.",
            )


def _order(spec: JourneySpec, finder: Finder, start: Stop, end: Stop | None) -> str:
    """Return the order, and refuse one that contradicts itself."""
    kinds = [one for one in spec.visits if one.wish == "must"]
    order = spec.order or ("free" if end is None or kinds or not spec.via else "fixed")
    if order == "free":
        return order
    if kinds:
        raise SpecError(
            f'{kinds[0].at}: order = "fixed", but a [[visit]] that must be has no place in it.',
            remedy='List the places under via in their order, or write order = "free".',
        )
    passed = {"start": start, **({"end": end} if end else {})}
    for text, stop in zip(spec.via, finder.stops(spec.top, "via"), strict=True):
        same = [key for key, one in passed.items() if distance(one.lonlat, stop.lonlat) <= SAME_M]
        if same:
            what = f"the {same[0]}" if same[0] in ("start", "end") else f"{same[0]!r}"
            raise SpecError(
                f'{spec.top.at("via", text)}: order = "fixed", but via[{text!r}] is {what} again.',
                remedy='Leave one of the two out, or write order = "free".',
            )
        passed[text] = stop
    return order


def _length(spec: JourneySpec) -> Band | None:
    """Return the length wished with its tolerance."""
    if "length_km" not in spec.numbers:
        return None
    metres = 1000.0 * spec.numbers["length_km"]
    off = spec.numbers.get("tolerance_pct", TOLERANCE_PCT) / 100.0
    return Band(metres * (1.0 - off), metres, metres * (1.0 + off))


def _follow(wanted: FollowSpec, finder: Finder) -> Follow:
    """Return a stretch to follow, its track read."""
    table = wanted.table
    begin, end = (
        finder.stop(text, table.at(key, text), table.titled(key)) if text is not None else None
        for key, text in (("from", wanted.begin), ("to", wanted.end))
    )
    line = _line(wanted) if wanted.gpx is not None else None
    key = table.at("gpx" if line else "route")
    return Follow(line, wanted.route, begin, end, wanted.oriented, key)


def _line(wanted: FollowSpec) -> tuple[LonLat, ...]:
    """Read the track of a stretch; it stands beside the spec."""
    from itinera.tracks.read import read_track

    folder, at = wanted.table.lines.path.parent, wanted.table.at("gpx")
    path = folder / (wanted.gpx or "")
    if not path.is_file():
        there = sorted(one.name for one in folder.glob("*.gpx"))
        raise SpecError(
            f"{at}: there is no file {wanted.gpx!r} beside the spec.",
            remedy=f"GPX files there are {', '.join(there)}."
            if there
            else f"Put it into {folder.resolve()}, where there is no GPX file.",
        )
    try:
        recorded = read_track(path)
    except ItineraError as error:
        raise SpecError(f"{at}: {error.problem}", remedy=error.remedy) from error
    return tuple((lon, lat) for lon, lat in recorded.lonlat.tolist())


def _stages(spec: JourneySpec, wanted: StagesSpec, finder: Finder) -> StageWish:
    """Return how the journey is cut into days."""
    table = wanted.table
    not_at, at = finder.stops(table, "not_at"), finder.stops(table, "at")
    for text, stop in zip(wanted.at, at, strict=True):
        if any(distance(stop.lonlat, one.lonlat) <= SAME_M for one in not_at):
            raise SpecError(
                f"{table.at('at', text)}: a stage must end at {text!r}, and none may end there.",
                remedy="Leave it out of 'at' or of 'not_at'.",
            )
    if wanted.rotate and spec.end is not None:
        raise SpecError(
            f"{table.at('start_anywhere')}: only a round trip can begin anywhere.",
            remedy="Leave 'start_anywhere' out, or leave 'end' out.",
        )
    return StageWish(
        count=wanted.count,
        measure=wanted.measure,
        band=wanted.band,
        ends=_in_season(spec, wanted.ends, table.at("ends")),
        rest_after=wanted.rest_after,
        not_at=not_at,
        at=at,
        rotate=wanted.rotate,
        key=table.at("ends" if wanted.ends else "count"),
    )


def _in_season(
    spec: JourneySpec, ends: tuple[tuple[Offer, ...], ...], at: str
) -> tuple[tuple[Offer, ...], ...]:
    """Return what ends must offer, without campsites where the season closes them."""
    shut = spec.season is not None and spec.season not in CAMPING_SEASONS
    if spec.season is None and spec.on is not None:
        shut = spec.on.month not in CAMPING_MONTHS
    if not shut:
        return ends
    kept = tuple(tuple(one for one in any_of if one.kind != "camping") for any_of in ends)
    if not all(kept):
        raise SpecError(
            f"{at}: campsites are closed in the season of this journey.",
            remedy='Ask for lodging too: ["camping 1500", "lodging 1500"].',
        )
    return kept
