"""Themes as `themes.toml` describes them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from itinera.errors import InputError, UnknownNameError
from itinera.osm.codes import AreaFlag, Highway, PlaceKind
from itinera.waypoints.tables import KINDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from itinera.itinerary import Stop

TABLE = "themes.toml"
MOST_WEIGHT = 10.0  # of a theme; more would make the length itself a trifle


@dataclass(frozen=True, slots=True)
class WayRule:
    """What makes a way worth the way, each from 0 to 1; the best of them counts.

    Attributes
    ----------
    areas, highways
        By `codes.AreaFlag` and `codes.Highway`.
    networks
        By network ("icn"), kind ("hiking") or "NETWORK:REF" of a marked route.
    towpath
        Of canal towpaths.
    calm
        By level of traffic stress, 1 first.
    high_ground, high_m
        Of ways that lie `high_m` metres over the ground around; less in proportion.
    built_up
        Factor in built-up areas.
    """

    areas: tuple[tuple[AreaFlag, float], ...] = ()
    highways: tuple[tuple[Highway, float], ...] = ()
    networks: tuple[tuple[str, float], ...] = ()
    towpath: float = 0.0
    calm: tuple[float, ...] = ()
    high_ground: float = 0.0
    high_m: float = 30.0
    built_up: float = 1.0


@dataclass(frozen=True, slots=True)
class PlaceRule:
    """Which places are worth passing.

    Attributes
    ----------
    kind
        Of the waypoint tables, "" for places of the map.
    osm
        Of the map's places, None for waypoints.
    labels
        A place counts if one of its labels begins with one of these; all count if empty.
    value
        Points of the objective.
    reach_m
        A way within this distance passes the place.
    on, on_reach_m
        So does one through such an area, within this distance; 0 for none.
    summit
        Only the highest of these ways count, where heights are known.
    unknown
        Factor of the value where nobody says who may go there.
    """

    value: float
    reach_m: float
    kind: str = ""
    osm: PlaceKind | None = None
    labels: tuple[str, ...] = ()
    on: int = 0
    on_reach_m: float = 0.0
    summit: bool = False
    unknown: float = 1.0


@dataclass(frozen=True, slots=True)
class Theme:
    """What draws a loop.

    Attributes
    ----------
    name
        As one types it.
    titles
        As one reads it, by language.
    source
        Where the choice comes from.
    """

    name: str
    titles: Mapping[str, str]
    source: str
    ways: WayRule
    places: tuple[PlaceRule, ...]


@cache
def themes() -> Mapping[str, Theme]:
    """Return the shipped themes by name."""
    text = resources.files("itinera.planning.themes").joinpath(TABLE).read_text(encoding="utf-8")
    return {name: _theme(name, row) for name, row in tomllib.loads(text).items()}


def theme_rows(lang: str) -> list[dict[str, str]]:
    """Return name, title and source of every theme, for lists."""
    return [
        {"name": theme.name, "title": theme.titles[lang], "source": theme.source}
        for theme in themes().values()
    ]


def theme_of(name: str) -> Theme:
    """Return a theme.

    Raises
    ------
    UnknownNameError
        If there is none of that name; it lists those that exist.
    """
    found = themes().get(name.strip().lower())
    if found is None:
        raise UnknownNameError(
            f"There is no theme {name!r}.", remedy=f"Themes are: {', '.join(themes())}."
        )
    return found


def parse_theme(text: str) -> tuple[str, float]:
    """Read NAME or NAME=WEIGHT.

    Raises
    ------
    UnknownNameError
        If there is no such theme.
    InputError
        If the weight is no number from 0 to 10.

    Examples
    --------
    >>> parse_theme("terrils=2.5")
    ('terrils', 2.5)
    """
    name, given, weight = text.partition("=")
    theme = theme_of(name)
    try:
        number = float(weight) if given else 1.0
    except ValueError:
        number = float("nan")
    return theme.name, checked_weight(theme.name, number, written=weight)


def checked_weight(name: str, weight: float, *, written: str = "") -> float:
    """Return a weight that is a number above 0 and at most 10.

    Raises
    ------
    InputError
        If it is not.
    """
    if 0.0 < weight <= MOST_WEIGHT:
        return weight
    raise InputError(
        f"The weight of theme {name!r} is {written or weight}.",
        remedy=f"Write a number above 0 and up to {MOST_WEIGHT:g}, for example {name}=2.",
    )


def _theme(name: str, row: Mapping[str, Any]) -> Theme:  # TOML: as deep as it is
    """Read a theme; a fault of the shipped table is a KeyError or a TypeError in its test."""
    return Theme(
        name,
        row["title"],
        row["source"],
        _ways(row.get("ways", {})),
        tuple(_places(rule) for rule in row.get("places", ())),
    )


def _ways(row: Mapping[str, Any]) -> WayRule:
    """Read what makes ways worth it."""
    rest = dict(row)
    areas = rest.pop("areas", {})
    highways = rest.pop("highways", {})
    return WayRule(
        areas=tuple((AreaFlag[key.upper()], value) for key, value in areas.items()),
        highways=tuple((Highway[key.upper()], value) for key, value in highways.items()),
        networks=tuple(rest.pop("networks", {}).items()),
        calm=tuple(rest.pop("calm", ())),
        **rest,
    )


def _places(row: Mapping[str, Any]) -> PlaceRule:
    """Read which places are worth it."""
    rest = dict(row)
    osm, on = rest.pop("osm", ""), rest.pop("on", "")
    if not osm and rest["kind"] not in KINDS:
        raise KeyError(rest["kind"])
    return PlaceRule(
        osm=PlaceKind[osm.upper()] if osm else None,
        labels=tuple(rest.pop("labels", ())),
        on=int(AreaFlag[on.upper()]) if on else 0,
        **rest,
    )


@dataclass(frozen=True, slots=True)
class ThemePlace:
    """A place of a theme, with what passing it is worth."""

    stop: Stop
    value: float
    rule: PlaceRule
