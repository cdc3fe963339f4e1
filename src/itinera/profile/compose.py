"""From checked TOML tables to a `Profile`."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from itinera.profile.check import ProfileFile
from itinera.profile.compose_slope import DEFAULT_PUSHING_KMH, effort_of, pace_of, slope_of
from itinera.profile.model import (
    IMPASSABLE,
    Costs,
    Limits,
    Points,
    Profile,
    Pushing,
    RoadCrossings,
    Speeds,
    Table,
    Toll,
    Words,
)
from itinera.profile.schema import COLUMNS, IMPASSABLE_WORD, LANGUAGES, NONE

Tables = Mapping[str, Any]  # checked against the schema, so that reading needs no checks again

_NO_WORST = 255  # above every code of a column
_MAX_FOOT_KMH = 25.0  # faster than any marathon was ever run
_MANDATORY = ("mode", "title", "speed_kmh.default")


def compose(name: str, files: Sequence[ProfileFile]) -> Profile:
    """Make a profile of a file and those that it extends.

    Parameters
    ----------
    name
        Name that the profile is to bear.
    files
        Checked files, the most general first; later ones override key by key.

    Raises
    ------
    ProfileError
        If a mandatory key is missing everywhere, or keys contradict each other.
    """
    data: dict[str, Any] = {}
    for file in files:
        data = _merged(data, file.data)
    _check_whole(files[-1], data)
    return Profile(
        name=name,
        mode=str(data["mode"]),
        title=_words(data["title"]),
        description=_words(data.get("description", {})),
        speed=_speeds(data),
        time=pace_of(data, files[-1]),
        cost=_costs(data.get("cost", {})),
        slope=slope_of(data.get("slope", {})),
        effort=effort_of(data, files[-1]),
        pushing=_pushing(data.get("pushing", {})),
        limits=_limits(data.get("limits", {})),
        crossing=_crossing(data.get("crossing", {})),
        points=_points(data),
    )


def _merged(base: Tables, over: Tables) -> dict[str, Any]:
    """Return `base` with the keys of `over` in it, table by table.

    Tolls and classes of gradient are replaced whole: a half of each makes no sense.
    """
    merged = dict(base)
    for key, value in over.items():
        inner = merged.get(key)
        whole = key in ("up", "down") or (isinstance(value, dict) and "metres" in value)
        if isinstance(value, dict) and isinstance(inner, dict) and not whole:
            merged[key] = _merged(inner, value)
        else:
            merged[key] = value
    return merged


def _check_whole(file: ProfileFile, data: Tables) -> None:
    """Check what only the merged tables show."""
    for path in _MANDATORY:
        if _at(data, path) is None:
            raise file.error(
                path, "is missing.", 'Add it, or begin from a shipped profile: extends = "hike".'
            )
    if not any(data["title"].get(language) for language in LANGUAGES):
        raise file.error("title", "has no text.", "Give it in fr, en or nl.")
    if data["mode"] == "foot":
        for key, kmh in data["speed_kmh"].items():
            if kmh > _MAX_FOOT_KMH and key != "ferry":
                raise file.error(
                    f"speed_kmh.{key}",
                    f"is {kmh:g}, faster than anybody runs.",
                    f"Allowed on foot: at most {_MAX_FOOT_KMH:g} km/h; speeds are in km/h.",
                )


def _at(data: Tables, path: str) -> object:
    value: Any = data
    for key in path.split("."):
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _words(texts: Tables) -> Words:
    return Words(**{language: str(texts.get(language, "")) for language in LANGUAGES})


def _table(column: str, values: Tables, default: float = 1.0) -> Table:
    """Return one number per code of a column; `default` where the file says nothing."""
    return tuple(float(values.get(word, default)) for word in COLUMNS[column])


def _speeds(data: Tables) -> Speeds:
    kmh, factors = data["speed_kmh"], data.get("speed_factor", {})
    return Speeds(
        highway_kmh=_table("highway", kmh, default=float(kmh["default"])),
        surface=_table("surface", factors.get("surface", {})),
        smoothness=_table("smoothness", factors.get("smoothness", {})),
        tracktype=_table("tracktype", factors.get("tracktype", {})),
        sac_scale=_table("sac_scale", factors.get("sac_scale", {})),
        mtb_scale=_table("mtb_scale", factors.get("mtb_scale", {})),
        visibility=_table("visibility", factors.get("visibility", {})),
    )


def _costs(cost: Tables) -> Costs:
    def table(column: str) -> Table:
        return _table(column, cost.get(column, {}))

    width = cost.get("width", {})
    return Costs(
        highway=table("highway"),
        surface=table("surface"),
        smoothness=table("smoothness"),
        tracktype=table("tracktype"),
        sac_scale=table("sac_scale"),
        mtb_scale=table("mtb_scale"),
        visibility=table("visibility"),
        traffic=table("traffic"),
        lit=table("lit"),
        access=table("access"),
        area=table("area"),
        flag=table("flag"),
        network=tuple(sorted((k, float(v)) for k, v in cost.get("network", {}).items())),
        narrow_m=float(width.get("narrow_m", 0.0)),
        narrow_factor=float(width.get("narrow_factor", 1.0)),
    )


def _pushing(pushing: Tables) -> Pushing:
    return Pushing(
        float(pushing.get("speed_kmh", DEFAULT_PUSHING_KMH)), float(pushing.get("factor", 3.0))
    )


def _limits(limits: Tables) -> Limits:
    def allowed(key: str) -> bool:
        return bool(limits.get(f"allow_{key}", True))

    def number(key: str, free: float) -> float:
        value = limits.get(key, NONE)
        return free if value == NONE else float(value)

    def worst(column: str) -> int:
        word = limits.get(f"worst_{column}", NONE)
        return _NO_WORST if word == NONE else COLUMNS[column].index(word)

    def codes(key: str, column: str) -> tuple[int, ...]:
        return tuple(sorted(COLUMNS[column].index(word) for word in limits.get(key, [])))

    return Limits(
        allow_pushing=allowed("pushing"),
        allow_ferry=allowed("ferry"),
        allow_steps=allowed("steps"),
        allow_ramps=allowed("ramps"),
        allow_informal=allowed("informal"),
        max_incline_pct=number("max_incline_pct", math.inf),
        max_up_pct=number("max_up_pct", math.inf),
        max_down_pct=number("max_down_pct", math.inf),
        min_width_m=number("min_width_m", 0.0),
        max_stress=int(number("max_stress", 4.0)),
        worst_smoothness=worst("smoothness"),
        worst_tracktype=worst("tracktype"),
        worst_sac_scale=worst("sac_scale"),
        worst_mtb_scale=worst("mtb_scale"),
        worst_visibility=worst("visibility"),
        forbidden_highways=codes("forbidden_highways", "highway"),
        forbidden_surfaces=codes("forbidden_surfaces", "surface"),
    )


def _toll(value: Any) -> Toll:
    if value == IMPASSABLE_WORD:
        return IMPASSABLE
    return Toll(float(value.get("metres", 0.0)), float(value.get("seconds", 0.0)))


def _tolls(column: str, values: Tables) -> tuple[Toll, ...]:
    return tuple(_toll(values.get(word, {})) for word in COLUMNS[column])


def _crossing(crossing: Tables) -> RoadCrossings:
    return RoadCrossings(
        tolls=_tolls("highway", crossing),
        marked=float(crossing.get("marked", 1.0)),
        traffic_signals=float(crossing.get("traffic_signals", 1.0)),
    )


def _points(data: Tables) -> Points:
    point = data.get("point", {})
    return Points(
        barrier=_tolls("barrier", data.get("barrier", {})),
        level_crossing=_toll(point.get("level_crossing", {})),
        railway_crossing=_toll(point.get("railway_crossing", {})),
        ford=_toll(point.get("ford", {})),
        dismount=_toll(point.get("dismount", {})),
        destination=_toll(point.get("destination", {})),
        ferry=_toll(point.get("ferry", {})),
    )
