"""From checked TOML tables to the model of time and the feel of slopes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from itinera.profile.model import RIDER, WALKER, EffortScale, Slope
from itinera.profile.pace import Din33466, Flat, Minetti, Naismith, Power, Tobler
from itinera.profile.schema import COLUMNS, GRADE_WORDS

if TYPE_CHECKING:
    from collections.abc import Callable

    from itinera.profile.check import ProfileFile
    from itinera.profile.model import Table
    from itinera.profile.pace import Pace

Tables = Mapping[str, Any]  # checked against the schema, so that reading needs no checks again

DEFAULT_PUSHING_KMH = 4.0  # a walker's 5 km/h less the bother of the bicycle; own judgement

#: The keys that each model cannot do without.
_NEEDS: dict[str, tuple[str, ...]] = {
    "flat": (),
    "tobler": ("tobler.steepness", "tobler.best_slope"),
    "din33466": ("din33466.climb_m_per_h", "din33466.descent_m_per_h"),
    "naismith": ("naismith.climb_s_per_m",),
    "minetti": ("minetti.run_cost", "minetti.walk_cost", "minetti.walk_kmh"),
    "power": (
        *("power.rider_w", "power.mass_kg", "power.cda_m2", "power.efficiency"),
        *("power.air_kg_m3", "power.downhill_kmh", "power.crr.default"),
        *("tobler.steepness", "tobler.best_slope"),
    ),
}


def pace_of(data: Tables, file: ProfileFile) -> Pace:
    """Return the model of time of a profile.

    Parameters
    ----------
    data
        All tables of the profile, merged.
    file
        The file to name in errors.

    Raises
    ------
    ProfileError
        If the model lacks a number that it cannot do without.
    """
    time = data.get("time", {})
    model = str(time.get("model", "flat"))
    for path in _NEEDS[model]:
        if _at(time, path) is None:
            raise file.error(
                f"time.{path}",
                f'is missing, and model "{model}" needs it.',
                'Add it, or begin from a shipped profile: extends = "hike" or "touring_bike".',
            )
    return _MODELS[model](data)


def _at(tables: Tables, path: str) -> object:
    value: Any = tables
    for key in path.split("."):
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _tobler(data: Tables) -> Tobler:
    of = data["time"]["tobler"]
    return Tobler(float(of["steepness"]), float(of["best_slope"]))


def _din33466(data: Tables) -> Din33466:
    of = data["time"]["din33466"]
    return Din33466(float(of["climb_m_per_h"]), float(of["descent_m_per_h"]))


def _naismith(data: Tables) -> Naismith:
    of = data["time"]["naismith"]
    return Naismith(
        climb_s_per_m=float(of["climb_s_per_m"]),
        climb_as_flat_m=float(of.get("climb_as_flat_m", 0.0)),
        gentle_from_deg=float(of.get("gentle_from_deg", 5.0)),
        steep_from_deg=float(of.get("steep_from_deg", 12.0)),
        gentle_saves_s_per_m=float(of.get("gentle_saves_s_per_m", 0.0)),
        steep_adds_s_per_m=float(of.get("steep_adds_s_per_m", 0.0)),
    )


def _minetti(data: Tables) -> Minetti:
    of = data["time"]["minetti"]
    return Minetti(
        run_cost=tuple(map(float, of["run_cost"])),
        walk_cost=tuple(map(float, of["walk_cost"])),
        walk_kmh=float(of["walk_kmh"]),
        downhill_gain=float(of.get("downhill_gain", 1.0)),
    )


def _power(data: Tables) -> Power:
    of = data["time"]["power"]
    crr = of["crr"]
    return Power(
        rider_w=float(of["rider_w"]),
        mass_kg=float(of["mass_kg"]),
        cda_m2=float(of["cda_m2"]),
        efficiency=float(of["efficiency"]),
        air_kg_m3=float(of["air_kg_m3"]),
        downhill_kmh=float(of["downhill_kmh"]),
        crr=tuple(float(crr.get(word, crr["default"])) for word in COLUMNS["surface"]),
        walk_kmh=float(data.get("pushing", {}).get("speed_kmh", DEFAULT_PUSHING_KMH)),
        walk=_tobler(data),
    )


_MODELS: dict[str, Callable[[Tables], Pace]] = {
    "flat": lambda _: Flat(),
    "tobler": _tobler,
    "din33466": _din33466,
    "naismith": _naismith,
    "minetti": _minetti,
    "power": _power,
}


def slope_of(slope: Tables) -> Slope:
    """Return how slopes feel; a class of gradient that is not named is as the one below it."""
    return Slope(
        climb_m_per_m=float(slope.get("climb_m_per_m", 0.0)),
        up=_classes(slope.get("up", {})),
        down=_classes(slope.get("down", {})),
    )


def _classes(factors: Tables) -> Table:
    found: list[float] = []
    for word in GRADE_WORDS:
        found.append(float(factors.get(word, found[-1] if found else 1.0)))
    return tuple(found)


def effort_of(data: Tables, file: ProfileFile) -> EffortScale:
    """Return how much effort a kilometre is; what is not said is as for hike or touring_bike.

    Raises
    ------
    ProfileError
        If the bounds of the colours do not rise.
    """
    effort, usual = data.get("effort", {}), WALKER if data["mode"] == "foot" else RIDER
    green, blue, red = (
        float(effort.get(f"{colour}_km_effort", most))
        for colour, most in zip(("green", "blue", "red"), usual.colour_km_effort, strict=True)
    )
    if not green < blue < red:
        raise file.error(
            "effort",
            f"has green_km_effort {green:g}, blue_km_effort {blue:g}, red_km_effort {red:g}.",
            "Let each be more than the one before it.",
        )
    index = float(effort.get("index_per_km_effort", usual.index_per_km_effort))
    return EffortScale(index, (green, blue, red))
