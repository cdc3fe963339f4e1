"""What a spec of a journey asks for: places, stretches to follow, days.

The whole format with an example stands in `docs/journeys.md`; in short::

    kind = "journey"
    profile = "hike"
    start = "Base 11/19"            # with `end` it goes from A to B, else round
    length_km = 340
    via = ["Louvre-Lens"]           # must be visited

    [[visit]]
    kind = "grand site minier"      # or place, theme, unesco
    must = true                     # or prize = 5, or never = true

    [[follow]]
    route = "EV5"                   # or gpx = "file.gpx", beside the spec

    [stages]
    count = [12, 15]
    ends = [["lodging 1500", "station 2000"], ["shop 3000"]]

    [title]
    fr = "…"

Here the shape is checked; `journey_request` finds the places.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from itinera.catalogue.spec import check_slug, read_day, read_profile, read_table, read_texts
from itinera.catalogue.stages_spec import StagesSpec, read_stages
from itinera.catalogue.toml_table import Lines, Table
from itinera.errors import SpecError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

__all__ = ["FollowSpec", "JourneySpec", "VisitSpec", "is_journey", "read_journey"]

KEYS = (
    "kind",
    "profile",
    "start",
    "end",
    "length_km",
    "tolerance_pct",
    "climb_m",
    "via",
    "via_within_m",
    "order",
    "visit",
    "follow",
    "stages",
    "access",
    "trains_home",
    "shortcuts",
    "closed_days",
    "on",
    "season",
    "seed",
    "effort",
    "title",
    "text",
)
VISIT_KEYS = ("place", "kind", "theme", "unesco", "must", "prize", "never", "within_m")
FOLLOW_KEYS = ("route", "gpx", "from", "to", "oriented")
BY = ("place", "kind", "theme", "unesco")
WISHES = ("must", "prize", "never")
UNESCO = ("core", "buffer")
ORDERS = ("free", "fixed")
#: Months of each season, as meteorologists count them.
SEASONS = {
    "spring": (3, 4, 5),
    "summer": (6, 7, 8),
    "autumn": (9, 10, 11),
    "winter": (12, 1, 2),
}
LENGTH_KM = (1.0, 2000.0)
CLIMB_M = (0.0, 100_000.0)
MOST_DAYS = 200


@dataclass(frozen=True, slots=True)
class VisitSpec:
    """Places to visit or to shun.

    Attributes
    ----------
    by
        One of BY: how `names` are meant.
    names
        Places, or the name of a kind, a theme or a part of the UNESCO property.
    wish
        One of WISHES.
    prize
        Points, None for the theme's own or the usual.
    within_m
        How near a way must pass, None for the usual.
    at
        Where it stands.
    """

    by: str
    names: tuple[str, ...]
    wish: str
    prize: float | None
    within_m: float | None
    at: str


@dataclass(frozen=True, slots=True)
class FollowSpec:
    """A stretch to follow: a marked route or a GPX, and between which places."""

    route: str | None
    gpx: str | None
    begin: str | None
    end: str | None
    oriented: bool
    table: Table


@dataclass(frozen=True, slots=True)
class JourneySpec:
    """A journey to plan, as it stands in its file.

    Attributes
    ----------
    top
        The top of the file, for the lines of messages.
    numbers
        What is given of length_km, tolerance_pct, climb_m, via_within_m, seed, effort.
    order
        One of ORDERS, None where nothing is said.
    """

    path: Path
    top: Table
    profile: str
    start: str
    end: str | None
    via: tuple[str, ...]
    order: str | None
    numbers: Mapping[str, float]
    visits: tuple[VisitSpec, ...]
    follows: tuple[FollowSpec, ...]
    stages: StagesSpec | None
    access: tuple[str, ...]
    trains_home: bool
    shortcuts: bool
    closed_days: tuple[int, ...]
    season: str | None
    on: date | None
    title: Mapping[str, str]
    text: Mapping[str, str]

    @property
    def slug(self) -> str:
        """The name of the journey in addresses and of its files."""
        return self.path.stem


def is_journey(path: Path) -> bool:
    """Tell whether a spec asks for a journey.

    Raises
    ------
    SpecError
        If it cannot be read.
    """
    return read_table(path).get("kind") == "journey"


def read_journey(path: Path) -> JourneySpec:
    """Read the spec of a journey and check every key of it.

    Raises
    ------
    SpecError
        With the file, the line, the key and what is possible instead.
    """
    check_slug(path)
    values = read_table(path)
    lines = Lines(path, tuple(path.read_text(encoding="utf-8").splitlines()))
    top = Table(values, lines)
    if values.get("kind") != "journey":
        raise top.wrong("kind", 'Write kind = "journey"; others are for `itinera publish`.')
    top.only(KEYS)
    start = top.place("start")
    if start is None:
        raise SpecError(
            f"{path}: key 'start' is missing.",
            remedy='Say where the journey begins: start = "Base 11/19".',
        )
    stages = values.get("stages")
    if stages is not None and not isinstance(stages, dict):
        raise top.wrong("stages", "Write a table: [stages], with its keys below.")
    spec = JourneySpec(
        path=path,
        top=top,
        profile=read_profile(path, values),
        start=start,
        end=top.place("end"),
        via=top.places("via"),
        order=top.one_of("order", ORDERS),
        numbers=_numbers(top),
        visits=tuple(_visit(table) for table in _tables(top, "visit")),
        follows=tuple(_follow(table) for table in _tables(top, "follow")),
        stages=read_stages(Table(stages, lines, "stages")) if stages is not None else None,
        access=top.places("access"),
        trains_home=top.flag("trains_home", default=False),
        shortcuts=top.flag("shortcuts", default=True),
        closed_days=top.wholes("closed_days", 1, MOST_DAYS),
        season=top.one_of("season", tuple(SEASONS)),
        on=read_day(path, values),
        title=read_texts(path, values, "title", complete=True),
        text=read_texts(path, values, "text", complete=False),
    )
    _check_together(spec)
    return spec


def _numbers(top: Table) -> dict[str, float]:
    """Return the numbers that are given."""
    given = {
        "length_km": top.number("length_km", *LENGTH_KM),
        "tolerance_pct": top.number("tolerance_pct", 0.1, 50.0),
        "climb_m": top.number("climb_m", *CLIMB_M),
        "via_within_m": top.number("via_within_m", 0.0, 5000.0),
        "seed": top.whole("seed", 0, 2**31),
        "effort": top.whole("effort", 1, 5),
    }
    return {key: value for key, value in given.items() if value is not None}


def _tables(top: Table, name: str) -> list[Table]:
    """Return the tables of an array of tables."""
    rows = top.values.get(name, [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise top.wrong(name, f"Write a table each, headed by [[{name}]].")
    return [Table(row, top.lines, name, i) for i, row in enumerate(rows)]


def _visit(table: Table) -> VisitSpec:
    """Read one [[visit]]."""
    table.only(VISIT_KEYS)
    given = [key for key in BY if key in table.values]
    if len(given) != 1:
        raise SpecError(
            f"{table.at(given[1] if given else 'place')}: a visit names "
            f"{' and '.join(given) if given else 'nothing'}.",
            remedy=f"Give one of {', '.join(BY)}; write another [[visit]] for more.",
        )
    names = table.places(given[0])
    if given[0] == "unesco" and names[0] not in UNESCO:
        raise table.wrong("unesco", f"Use one of {', '.join(UNESCO)}.")
    wish = _wish(table)
    prize = table.number("prize", 0.1, 100.0)
    within_m = table.number("within_m", 10.0, 5000.0)
    return VisitSpec(given[0], names, wish, prize, within_m, table.at(given[0]))


def _wish(table: Table) -> str:
    """Return which of must, prize and never a visit says."""
    said = [
        key
        for key in WISHES
        if key in table.values and (key == "prize" or table.flag(key, default=False))
    ]
    if len(said) == 1:
        return said[0]
    if not said:
        raise SpecError(
            f"{table.at(WISHES[0])}: a visit says neither must, prize nor never.",
            remedy="Write must = true, prize = 5 (points) or never = true.",
        )
    raise SpecError(
        f"{table.at(said[1])}: a visit is {' and '.join(said)} at once.",
        remedy=f"Keep one of the two: {said[0]} or {said[1]}.",
    )


def _follow(table: Table) -> FollowSpec:
    """Read one [[follow]]."""
    table.only(FOLLOW_KEYS)
    route, gpx = table.text("route"), table.text("gpx")
    if (route is None) == (gpx is None):
        what = "both a route and a gpx" if route else "neither a route nor a gpx"
        raise SpecError(
            f"{table.at('gpx')}: a stretch to follow names {what}.",
            remedy='Give one of them: route = "EV5", or gpx = "line.gpx" beside the spec.',
        )
    begin, end = table.place("from"), table.place("to")
    return FollowSpec(route, gpx, begin, end, table.flag("oriented"), table)


def _check_together(spec: JourneySpec) -> None:
    """Refuse what each key may say by itself, but not all together.

    Raises
    ------
    SpecError
        Naming the line of one of them.
    """
    top, numbers = spec.top, spec.numbers
    if "tolerance_pct" in numbers and "length_km" not in numbers:
        raise SpecError(
            f"{top.at('tolerance_pct')}: a tolerance is given, but no length.",
            remedy="Give length_km too, or leave tolerance_pct out.",
        )
    if spec.season and spec.on and spec.on.month not in SEASONS[spec.season]:
        months = ", ".join(str(month) for month in SEASONS[spec.season])
        raise SpecError(
            f"{top.at('season')}: season {spec.season!r} and on = {spec.on} contradict each other.",
            remedy=f"Leave one out, or choose a day of the months {months}.",
        )
    if spec.closed_days and spec.stages is None:
        raise SpecError(
            f"{top.at('closed_days')}: there are closed days, but no [stages].",
            remedy="Add [stages], or leave closed_days out.",
        )
    most = spec.stages.count[1] if spec.stages and spec.stages.count else MOST_DAYS
    if spec.closed_days and spec.closed_days[-1] > most:
        raise top.wrong("closed_days", f"There are at most {most} stages.")
