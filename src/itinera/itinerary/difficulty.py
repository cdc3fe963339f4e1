"""How difficult a way is: effort, technicality, risk and a colour, each with its reason.

The index is itinera's own (`difficulty.toml` has its numbers and where they come from).
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from typing import TYPE_CHECKING, Any

import numpy as np

from itinera.graph.grades import GRADIENTS, grades_of
from itinera.itinerary.i18n import message
from itinera.osm.codes import EdgeFlag, Highway, SacScale, Smoothness, Surface, TrailVisibility
from itinera.profile.slopes import UNSLOPED

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from enum import IntEnum

    import numpy.typing as npt

    from itinera.geodesy import BoolArray, FloatArray
    from itinera.graph.routegraph import RouteGraph
    from itinera.itinerary.i18n import Translator
    from itinera.itinerary.itinerary import MetWaypoint, RouteWarning
    from itinera.itinerary.track import Track
    from itinera.profile.weighting import Weighting

NOTE = message(
    "itinera's own index, in the manner of the FFRandonnée's; their formula is not public."
)
_TEXTS = {
    "sac_scale": message("Hiking grade {grade} over {length}"),
    "mtb_scale": message("Mountain-bike grade {grade} over {length}"),
    "steps": message("Steps over {length}"),
    "surface": message("Rough or soft ground over {length}"),
    "smoothness": message("Very uneven ground over {length}"),
    "visibility": message("Path hard to see over {length}"),
    "slope": message("{grade} % or steeper over {length}"),
    "busy_road": message("Busy road over {length}"),
    "hazard": message("Tagged as dangerous over {length}"),
    "railway_crossing": message("Railways crossed: {count}"),
    "ford": message("Fords: {count}"),
    "closed_terril": message("A spoil heap closed in part or whole lies beside the way"),
    "burning_terril": message("A burning spoil heap lies beside the way: stay on the path"),
    "km_effort": message("{km} km-effort"),
}
_ORDERED: dict[str, type[IntEnum]] = {
    "sac_scale": SacScale,
    "smoothness": Smoothness,
    "visibility": TrailVisibility,
}


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a level is not lower: what, of which level, in words."""

    of: str  #: "effort", "technicality" or "risk"
    level: int
    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Difficulty:
    """How difficult a way is.

    Attributes
    ----------
    effort_index
        Km-effort times what it counts for this traveller.
    effort_level, technicality, risk
        1 to 5.
    colour
        "green", "blue", "red" or "black": the hardest of what the km-effort, the
        technicality and the risk say.
    colour_by
        Which of them decided.
    reasons
        For technicality and risk above 1, and for the effort.
    note
        Whose index it is.
    """

    effort_index: float
    effort_level: int
    technicality: int
    risk: int
    colour: str
    colour_by: str
    reasons: tuple[Reason, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A row of `difficulty.toml`."""

    of: str
    code: str
    level: int
    mode: str = ""
    metres: float = 0.0
    count: int = 0
    pct: float = 0.0
    values: tuple[str, ...] = ()
    least: str = ""


@cache
def rules() -> tuple[Rule, ...]:
    """Return the rules of technicality and risk."""
    return tuple(
        Rule(
            **{key: row[key] for key in ("of", "code", "level", "mode", "metres") if key in row},
            count=row.get("count", 0),
            pct=row.get("pct", 0.0),
            values=tuple(row.get("values", ())),
            least=row.get("from", ""),
        )
        for row in numbers()["rule"]
    )


@cache
def numbers() -> Mapping[str, Any]:  # Any: a TOML document
    """Return all numbers of the index."""
    text = resources.files("itinera.itinerary").joinpath("difficulty.toml").read_text("utf-8")
    return tomllib.loads(text)


@dataclass(frozen=True)  # no slots: what several rules ask for is kept
class Met:
    """What the rules are asked about.

    Attributes
    ----------
    warnings, waypoints
        Of the way.
    """

    graph: RouteGraph
    track: Track
    mode: str
    warnings: Sequence[RouteWarning]
    waypoints: Sequence[MetWaypoint]

    @cached_property
    def _columns(self) -> dict[str, npt.NDArray[Any]]:
        return {}

    def column(self, name: str) -> npt.NDArray[Any]:  # of whatever type the column has
        """Return a column of the graph's edges along the way, read once."""
        if name not in self._columns:
            whole = np.asarray(getattr(self.graph.edges, name))  # not mapped: ten times the time
            self._columns[name] = whole[self.track.edges]
        return self._columns[name]

    @cached_property
    def steepness(self) -> tuple[FloatArray, FloatArray]:
        """Return gradients in per cent, rising or falling, and the metres that have each.

        Steps and lifts are left out; both are empty where no height is known.
        """
        grades = grades_of(self.graph)
        if grades is None:
            return np.zeros(0), np.zeros(0)
        edges = self.track.edges
        piece, code, share = grades.along(edges)
        sloped = ~UNSLOPED[self.column("highway")][piece]
        pct = np.round(100.0 * np.abs(GRADIENTS[code]), 1)
        return pct[sloped], (self.track.length_m[piece] * share)[sloped]


def difficulty_of(met: Met, weighting: Weighting, *, km_effort: float, t: Translator) -> Difficulty:
    """Return how difficult a way is for a traveller.

    Parameters
    ----------
    met
        The way and what it meets.
    weighting
        Whose way: `weighting.effort` says how much a km-effort counts.
    km_effort
        Kilometres plus a hundredth of the climb in metres.
    t
        Says the reasons.
    """
    index = round(km_effort * weighting.effort.index_per_km_effort, 1)
    bounds = numbers()["effort"]["bounds"]
    effort = Reason(
        "effort",
        1 + sum(index > bound for bound in bounds),
        "km_effort",
        t(_TEXTS["km_effort"], km=t.number(km_effort, 1)),
    )
    technicality, risk = (hardest(met, of, t) for of in ("technicality", "risk"))
    colour, colour_by = _colour(weighting, km_effort, technicality, risk)
    return Difficulty(
        effort_index=index,
        effort_level=effort.level,
        technicality=technicality.level if technicality else 1,
        risk=risk.level if risk else 1,
        colour=colour,
        colour_by=colour_by,
        reasons=tuple(reason for reason in (effort, technicality, risk) if reason),
        note=t(NOTE),
    )


def hardest(met: Met, of: str, t: Translator) -> Reason | None:
    """Return the reason for the highest level of technicality or risk, None for level 1."""
    binding = [rule for rule in rules() if rule.of == of and rule.mode in ("", met.mode)]
    for rule in sorted(binding, key=lambda rule: -rule.level):
        found = _found(rule, met)
        if found >= (rule.count or rule.metres) > 0:
            return Reason(of, rule.level, rule.code, _said(rule, found, t))
    return None


def _colour(
    weighting: Weighting, km_effort: float, technicality: Reason | None, risk: Reason | None
) -> tuple[str, str]:
    """Return the colour, and which criterion decided (the first of the hardest)."""
    table = numbers()["colour"]
    names: list[str] = table["names"]
    colours = {
        "effort": names[sum(km_effort > most for most in weighting.effort.colour_km_effort)],
        "technicality": table["technicality"][technicality.level - 1 if technicality else 0],
        "risk": table["risk"][risk.level - 1 if risk else 0],
    }
    by = max(colours, key=lambda criterion: names.index(colours[criterion]))
    return colours[by], by


def _found(rule: Rule, met: Met) -> float:
    """Return over how many metres, or how often, what a rule speaks of is met."""
    if rule.code in _MEASURES:
        return _MEASURES[rule.code](rule, met)
    return float(met.track.length_m[_picked(rule, met)].sum())


def _picked(rule: Rule, met: Met) -> BoolArray:
    """Tell which edges of the way a rule on a column speaks of."""
    if rule.code == "surface":
        return np.isin(met.column("surface"), [Surface[word.upper()] for word in rule.values])
    if rule.code == "mtb_scale":
        return np.asarray(met.column("mtb_scale") > int(rule.least))  # 1 stands for S0
    if rule.code == "steps":
        return np.asarray(met.column("highway") == Highway.STEPS)
    if rule.code == "hazard":
        return np.asarray((met.column("flags") & EdgeFlag.HAZARD) > 0)
    least = _ORDERED[rule.code][rule.least.upper()]
    return np.asarray(met.column(rule.code) >= least)


def _steep_metres(rule: Rule, met: Met) -> float:
    """Return the metres that rise or fall by so much, steps and lifts left out."""
    pct, metres = met.steepness
    return float(metres[pct >= rule.pct].sum())


def _metres_warned(code: str) -> Callable[[Rule, Met], float]:
    return lambda _, met: sum(w.to_m - w.from_m for w in met.warnings if w.code == code)


def _warned(code: str) -> Callable[[Rule, Met], float]:
    return lambda _, met: float(sum(warning.code == code for warning in met.warnings))


def _terrils(hazard: str) -> Callable[[Rule, Met], float]:
    return lambda _, met: float(sum(place.hazard == hazard for place in met.waypoints))


_MEASURES: dict[str, Callable[[Rule, Met], float]] = {
    "slope": _steep_metres,
    "busy_road": _metres_warned("busy_road"),
    "railway_crossing": _warned("level_crossing"),
    "ford": _warned("ford"),
    "closed_terril": _terrils("closed"),
    "burning_terril": _terrils("burning"),
}


def _said(rule: Rule, found: float, t: Translator) -> str:
    """Say what was met."""
    grades = {
        "sac_scale": lambda: f"T{SacScale[rule.least.upper()].value}",
        "mtb_scale": lambda: f"S{rule.least}",
        "slope": lambda: f"{rule.pct:g}",
    }
    values: dict[str, object] = {"length": t.distance(found), "count": round(found)}
    if rule.code in grades:
        values["grade"] = grades[rule.code]()
    return t(_TEXTS[rule.code], **values)
