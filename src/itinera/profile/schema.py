"""Which keys a profile file may hold, of which kind, in which unit and range."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from enum import IntEnum, IntFlag
from typing import Protocol

from itinera.osm.codes import (
    Access,
    AreaFlag,
    Barrier,
    EdgeFlag,
    Highway,
    Lit,
    SacScale,
    Smoothness,
    Surface,
    TrackType,
    TrailVisibility,
)

NONE = "none"  # lifts a limit that an extended profile sets
IMPASSABLE_WORD = "impassable"


class Rule(Protocol):
    """What one key may hold."""

    def complaint(self, value: object) -> str | None:
        """Return what is allowed here if `value` is not, else None."""
        ...


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


@dataclass(frozen=True, slots=True)
class Number:
    """A number with a unit and a range, both ends included."""

    low: float
    high: float
    unit: str
    liftable: bool = False

    def complaint(self, value: object) -> str | None:
        """See `Rule`."""
        if self.liftable and value == NONE:
            return None
        if _is_number(value) and self.low <= float(str(value)) <= self.high:
            return None
        lift = f', or "{NONE}" for no limit' if self.liftable else ""
        return f"a number from {self.low:g} to {self.high:g} ({self.unit}){lift}"


@dataclass(frozen=True, slots=True)
class Choice:
    """One word of a list."""

    words: tuple[str, ...]
    liftable: bool = False

    def complaint(self, value: object) -> str | None:
        """See `Rule`."""
        words = (*self.words, NONE) if self.liftable else self.words
        if isinstance(value, str) and value in words:
            return None
        return "one of " + ", ".join(f'"{word}"' for word in words)


@dataclass(frozen=True, slots=True)
class Choices:
    """A list of words of a list."""

    words: tuple[str, ...]

    def complaint(self, value: object) -> str | None:
        """See `Rule`."""
        if isinstance(value, list) and all(word in self.words for word in value):
            return None
        return "a list of " + ", ".join(f'"{word}"' for word in self.words)


@dataclass(frozen=True, slots=True)
class YesNo:
    """True or false."""

    def complaint(self, value: object) -> str | None:
        """See `Rule`."""
        return None if isinstance(value, bool) else "true or false"


@dataclass(frozen=True, slots=True)
class Polynomial:
    """A list of numbers: the coefficients of a polynomial, highest power first."""

    count: int
    unit: str

    def complaint(self, value: object) -> str | None:
        """See `Rule`."""
        numbers = value if isinstance(value, list) and all(map(_is_number, value)) else []
        if len(numbers) == self.count and numbers[-1] > 0.0:
            return None
        return f"a list of {self.count} numbers, the last above 0 ({self.unit})"


@dataclass(frozen=True, slots=True)
class Text:
    """A text that says something."""

    def complaint(self, value: object) -> str | None:
        """See `Rule`."""
        return None if isinstance(value, str) and value.strip() else "a text in quotes"


@dataclass(frozen=True, slots=True)
class TollRule:
    """`{ metres = 20, seconds = 8 }` or "impassable"."""

    def complaint(self, value: object) -> str | None:
        """See `Rule`."""
        if value == IMPASSABLE_WORD:
            return None
        if isinstance(value, dict) and all(
            key in _TOLL and _TOLL[key].complaint(value[key]) is None for key in value
        ):
            return None
        return (
            "{ metres = M, seconds = S } with M from 0 to 100000 felt metres and S from 0 to"
            f' 7200 seconds, or "{IMPASSABLE_WORD}"'
        )


_TOLL = {"metres": Number(0.0, 100_000.0, "felt metres"), "seconds": Number(0.0, 7200.0, "s")}


@dataclass(frozen=True, slots=True)
class Branch:
    """A table of keys.

    Attributes
    ----------
    keys
        What each key may hold.
    named
        What a key of the form "CLASS:REF" may hold, None where none is allowed.
    """

    keys: dict[str, Rule | Branch]
    named: Rule | None = None
    named_classes: tuple[str, ...] = field(default=())

    def find(self, key: str) -> Rule | Branch | None:
        """Return the rule of `key`, or None if the table knows no such key."""
        if self.named is not None and ":" in key:
            network, _, ref = key.partition(":")
            return self.named if network in self.named_classes and ref.strip() else None
        return self.keys.get(key)


def words_of(codes: type[IntEnum] | type[IntFlag]) -> tuple[str, ...]:
    """Return the OSM values of an enumeration in the order of their codes."""
    return tuple(str(member.name).lower() for member in codes)


MTB_WORDS = ("unknown", "0", "1", "2", "3", "4", "5", "6")
STRESS_WORDS = ("unused", "1", "2", "3", "4")
NETWORK_CLASSES = ("iwn", "nwn", "rwn", "lwn", "icn", "ncn", "rcn", "lcn")
ROUTE_KINDS = ("hiking", "foot", "bicycle", "mtb")
LANGUAGES = ("fr", "en", "nl")
#: Where the classes of gradient begin, in per cent; the last has no end.
GRADE_WORDS = ("0", "2", "4", "6", "8", "10", "15", "20", "30")
TIME_MODELS = ("flat", "tobler", "din33466", "naismith", "minetti", "power")

#: The words of each column that a profile speaks of, in the order of its codes.
COLUMNS: dict[str, tuple[str, ...]] = {
    "highway": words_of(Highway),
    "surface": words_of(Surface),
    "smoothness": words_of(Smoothness),
    "tracktype": words_of(TrackType),
    "sac_scale": words_of(SacScale),
    "mtb_scale": MTB_WORDS,
    "visibility": words_of(TrailVisibility),
    "traffic": STRESS_WORDS,
    "lit": words_of(Lit),
    "access": words_of(Access),
    "area": words_of(AreaFlag),
    "flag": words_of(EdgeFlag),
    "barrier": words_of(Barrier),
}
GROUND = ("surface", "smoothness", "tracktype")
TRAIL = ("sac_scale", "mtb_scale", "visibility")

_SPEED_KMH = Number(0.2, 60.0, "km/h")
_SPEED_FACTOR = Number(0.05, 1.5, "times the speed of the way class")
_COST_FACTOR = Number(0.5, 100.0, "felt metres per metre")
_NETWORK = Number(0.5, 10.0, "felt metres per metre")
_SHARE = Number(0.0, 1.0, "share of the toll")


def _table(column: str, rule: Rule, *, leave_out: tuple[str, ...] = ()) -> Branch:
    return Branch({word: rule for word in COLUMNS[column] if word not in leave_out})


def _worst(column: str) -> Choice:
    return Choice(COLUMNS[column][1:], liftable=True)


def _cost_tables() -> Branch:
    keys: dict[str, Rule | Branch] = {
        column: _table(column, _COST_FACTOR)
        for column in ("highway", *GROUND, *TRAIL, "lit", "area", "flag")
    }
    keys["traffic"] = _table("traffic", _COST_FACTOR, leave_out=("unused",))
    keys["access"] = _table("access", _COST_FACTOR, leave_out=("no", "private", "push"))
    keys["network"] = Branch(
        dict.fromkeys((*NETWORK_CLASSES, *ROUTE_KINDS), _NETWORK),
        named=_NETWORK,
        named_classes=(*NETWORK_CLASSES, *ROUTE_KINDS),
    )
    keys["width"] = Branch(
        {"narrow_m": Number(0.0, 5.0, "metres"), "narrow_factor": Number(1.0, 100.0, "factor")}
    )
    return Branch(keys)


def _limits() -> Branch:
    return Branch(
        {
            "allow_pushing": YesNo(),
            "allow_ferry": YesNo(),
            "allow_steps": YesNo(),
            "allow_ramps": YesNo(),
            "allow_informal": YesNo(),
            "max_incline_pct": Number(1.0, 100.0, "per cent", liftable=True),
            "max_up_pct": Number(1.0, 100.0, "per cent", liftable=True),
            "max_down_pct": Number(1.0, 100.0, "per cent", liftable=True),
            "min_width_m": Number(0.2, 5.0, "metres", liftable=True),
            "max_stress": Number(1, 4, "level of traffic stress", liftable=True),
            "worst_smoothness": _worst("smoothness"),
            "worst_tracktype": _worst("tracktype"),
            "worst_sac_scale": _worst("sac_scale"),
            "worst_mtb_scale": _worst("mtb_scale"),
            "worst_visibility": _worst("visibility"),
            "forbidden_highways": Choices(COLUMNS["highway"]),
            "forbidden_surfaces": Choices(COLUMNS["surface"]),
        }
    )


def _slope() -> Branch:
    classes = Branch(dict.fromkeys(GRADE_WORDS, _COST_FACTOR))
    climb = Number(0.0, 50.0, "felt metres per metre climbed")
    return Branch({"climb_m_per_m": climb, "up": classes, "down": classes})


def _effort() -> Branch:
    most = Number(1.0, 1000.0, "km-effort")
    keys: dict[str, Rule | Branch] = {f"{c}_km_effort": most for c in ("green", "blue", "red")}
    keys["index_per_km_effort"] = Number(0.05, 20.0, "per km-effort")
    return Branch(keys)


def _time() -> Branch:
    rate, per_metre = Number(50.0, 5000.0, "m/h"), Number(0.0, 30.0, "s per metre of height")
    degrees, joules = Number(0.0, 45.0, "degrees"), Polynomial(6, "J/kg/m")
    crr = Number(0.001, 0.5, "coefficient of rolling resistance")
    return Branch(
        {
            "model": Choice(TIME_MODELS),
            "tobler": Branch(
                {
                    "steepness": Number(0.1, 10.0, "per unit of slope"),
                    "best_slope": Number(-0.3, 0.0, "rise over run"),
                }
            ),
            "din33466": Branch({"climb_m_per_h": rate, "descent_m_per_h": rate}),
            "naismith": Branch(
                {
                    "climb_s_per_m": per_metre,
                    "climb_as_flat_m": Number(0.0, 30.0, "metres of flat way"),
                    "gentle_from_deg": degrees,
                    "steep_from_deg": degrees,
                    "gentle_saves_s_per_m": per_metre,
                    "steep_adds_s_per_m": per_metre,
                }
            ),
            "minetti": Branch(
                {
                    "run_cost": joules,
                    "walk_cost": joules,
                    "walk_kmh": Number(1.0, 10.0, "km/h"),
                    "downhill_gain": Number(1.0, 3.0, "times the speed of the flat"),
                }
            ),
            "power": Branch(
                {
                    "rider_w": Number(10.0, 600.0, "watts"),
                    "mass_kg": Number(20.0, 400.0, "kg"),
                    "cda_m2": Number(0.1, 2.0, "m²"),
                    "efficiency": Number(0.5, 1.0, "share"),
                    "air_kg_m3": Number(0.5, 1.5, "kg/m³"),
                    "downhill_kmh": Number(5.0, 100.0, "km/h"),
                    "crr": Branch({"default": crr, **_table("surface", crr).keys}),
                }
            ),
        }
    )


SCHEMA = Branch(
    {
        "extends": Text(),
        "mode": Choice(("foot", "bicycle")),
        "title": Branch({language: Text() for language in LANGUAGES}),
        "description": Branch({language: Text() for language in LANGUAGES}),
        "speed_kmh": Branch({"default": _SPEED_KMH, **_table("highway", _SPEED_KMH).keys}),
        "speed_factor": Branch({c: _table(c, _SPEED_FACTOR) for c in (*GROUND, *TRAIL)}),
        "time": _time(),
        "cost": _cost_tables(),
        "slope": _slope(),
        "effort": _effort(),
        "pushing": Branch(
            {"speed_kmh": Number(0.2, 6.0, "km/h"), "factor": Number(1.0, 100.0, "factor")}
        ),
        "limits": _limits(),
        "crossing": Branch(
            {
                **_table("highway", TollRule()).keys,
                "marked": _SHARE,
                "traffic_signals": _SHARE,
            }
        ),
        "barrier": _table("barrier", TollRule(), leave_out=("none",)),
        "point": Branch(
            dict.fromkeys(
                ("level_crossing", "railway_crossing", "ford", "dismount", "destination", "ferry"),
                TollRule(),
            )
        ),
    }
)
