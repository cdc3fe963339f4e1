"""The places of a journey's spec: found by name, by kind, by theme, by protection."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from itinera.errors import ItineraError, SpecError
from itinera.geodesy import distance
from itinera.planning.journey.request import PASSING_M, Visit
from itinera.planning.places import stop_of_waypoint
from itinera.planning.themes import theme_of, themes
from itinera.planning.themes.places import is_shut
from itinera.waypoints.tables import KINDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from itinera.catalogue.journey_spec import JourneySpec, VisitSpec
    from itinera.catalogue.toml_table import Table
    from itinera.itinerary import Stop
    from itinera.planning.themes import Theme
    from itinera.waypoints import Waypoint

__all__ = ["NEVER_M", "Finder", "visits_of"]

NEVER_M = 150.0  # a place not to be passed is passed by a way this near
PRIZE = 4.0  # points, where a spec says none
UNESCO = {"core": "UNESCO core", "buffer": "UNESCO buffer"}


@dataclass(frozen=True, slots=True)
class Finder:
    """Finds places of a spec, and says under which key stands what cannot be found.

    Attributes
    ----------
    place
        Finds the place that a text means.
    waypoints
        Those that a kind, a theme or a protection may mean.
    mode
        Of the traveller: places closed to it are not meant by a kind.
    """

    place: Callable[[str], Stop]
    waypoints: Sequence[Waypoint]
    mode: str

    def stop(self, text: str, at: str, key: str) -> Stop:
        """Find a place.

        Raises
        ------
        SpecError
            Naming file, line and key.
        """
        try:
            return self.place(text)
        except ItineraError as error:
            told = f"{at}: {key}: {error.problem}"
            raise SpecError(told, remedy=error.remedy, nearest=error.nearest) from error

    def stops(self, table: Table, key: str) -> tuple[Stop, ...]:
        """Find the places of a list."""
        texts = table.places(key)
        return tuple(self.stop(text, table.at(key, text), table.titled(key)) for text in texts)

    def visits(self, wanted: VisitSpec) -> list[Visit]:
        """Return the places that one [[visit]] means, each as a visit."""
        found: list[tuple[Stop, float | None]]
        if wanted.by == "place":
            found = [(self.stop(name, wanted.at, "place"), None) for name in wanted.names]
        elif wanted.by == "theme":
            found = [pair for name in wanted.names for pair in self._of_theme(name, wanted.at)]
        elif wanted.by == "unesco":
            found = [(stop, None) for stop in self._labelled(UNESCO[wanted.names[0]])]
        else:
            found = [(s, None) for name in wanted.names for s in self._of_kind(name, wanted.at)]
        return [_visit(wanted, stop, worth) for stop, worth in found]

    def _labelled(self, label: str, kind: str = "") -> Iterable[Stop]:
        """Yield the open places with a label that begins so, of a kind if one is given."""
        return [
            stop_of_waypoint(one, one.lonlat)
            for one in self.waypoints
            if one.lonlat is not None
            and kind in ("", one.kind)
            and any(have.startswith(label) for have in one.labels)
            and not is_shut(one, self.mode)
        ]

    def _of_kind(self, name: str, at: str) -> Iterable[Stop]:
        """Return the open places of a kind of waypoint, or of a kind of site."""
        if name in KINDS:
            found = [
                stop_of_waypoint(one, one.lonlat)
                for one in self.waypoints
                if one.kind == name and one.lonlat is not None and not is_shut(one, self.mode)
            ]
        else:
            found = list(self._labelled(name))
        if not found:
            sites = sorted({w.labels[0] for w in self.waypoints if w.kind == "site" and w.labels})
            raise SpecError(
                f"{at}: there is no place of kind {name!r}.",
                remedy=f"Kinds are {', '.join(KINDS)}; sites are {', '.join(sites)}.",
            )
        return found

    def _of_theme(self, name: str, at: str) -> Iterable[tuple[Stop, float | None]]:
        """Yield the listed places of a theme with what passing them is worth."""
        try:
            theme = theme_of(name)
        except ItineraError as error:
            raise SpecError(f"{at}: {error.problem}", remedy=error.remedy) from error
        found = [pair for one in self.waypoints for pair in _in_theme(one, theme, self.mode)]
        if not found:
            known = [t for t in themes() if any(rule.kind for rule in themes()[t].places)]
            raise SpecError(
                f"{at}: theme {name!r} has ways but no places of the tables.",
                remedy=f"Themes with places are {', '.join(known)}.",
            )
        return found


def _in_theme(waypoint: Waypoint, theme: Theme, mode: str) -> list[tuple[Stop, float | None]]:
    """Return a waypoint with its worth in a theme, nothing where it is none of it."""
    if waypoint.lonlat is None or is_shut(waypoint, mode):
        return []
    for rule in theme.places:
        labelled = any(label.startswith(rule.labels) for label in waypoint.labels)
        if rule.kind == waypoint.kind and (not rule.labels or labelled):
            return [(stop_of_waypoint(waypoint, waypoint.lonlat), rule.value)]
    return []


def _visit(wanted: VisitSpec, stop: Stop, worth: float | None) -> Visit:
    """Return a place as a visit; `worth` is what its theme gives."""
    must = wanted.wish == "must"
    prize = 0.0 if must else (wanted.prize or worth or PRIZE)
    return Visit(stop, must, prize, wanted.within_m or PASSING_M, wanted.at)


def visits_of(spec: JourneySpec, finder: Finder) -> tuple[tuple[Visit, ...], tuple[Stop, ...]]:
    """Return what is to be visited, and what never to be passed.

    A place that several lines wish for is one visit: a must before a wish, the highest
    prize. What is never to be passed is no wish, whatever a kind or a theme says.

    Raises
    ------
    SpecError
        For unknown places, and for places that must and must never be visited.
    """
    within_m = spec.numbers.get("via_within_m", PASSING_M)
    listed = [
        Visit(stop, must=True, within_m=within_m, key=spec.top.at("via", text))
        for text, stop in zip(spec.via, finder.stops(spec.top, "via"), strict=True)
    ]
    named: list[Visit] = []
    never: list[Visit] = []
    for wanted in spec.visits:
        (never if wanted.wish == "never" else named).extend(finder.visits(wanted))
    wished = _once([*listed, *named])
    _check_never(wished, never)
    kept = [one for one in wished if one.must or not _shunned(one, never)]
    return tuple(kept), tuple(one.stop for one in _once(never))


def _once(visits: Sequence[Visit]) -> list[Visit]:
    """Return visits with each place once, in the order of their first lines."""
    found: dict[tuple[str, tuple[float, float]], Visit] = {}
    for one in visits:
        key = (one.stop.id, one.stop.lonlat)
        had = found.get(key)
        if had is None or (one.must and not had.must):
            found[key] = one
        elif not had.must and one.prize > had.prize:
            found[key] = replace(had, prize=one.prize)
    return list(found.values())


def _check_never(visits: Sequence[Visit], never: Sequence[Visit]) -> None:
    """Refuse what must and must never be visited."""
    for one in visits:
        if not one.must:
            continue
        shunned = _shunned(one, never)
        if shunned is None:
            continue
        name = one.stop.name or "{1:.5f},{0:.5f}".format(*one.stop.lonlat)
        same = one.stop.lonlat == shunned.stop.lonlat
        beside = "" if same else f" {shunned.stop.name or 'a place'} near it"
        raise SpecError(
            f"{shunned.key}: {name} must be visited ({one.key}), and{beside} never.",
            remedy="Leave one of the two out.",
        )


def _shunned(visit: Visit, never: Sequence[Visit]) -> Visit | None:
    """Return what is never to be passed and lies at a place, None where nothing does."""
    at = visit.stop.lonlat
    return next((one for one in never if distance(at, one.stop.lonlat) <= NEVER_M), None)
