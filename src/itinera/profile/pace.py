"""How a slope changes the pace: published models, as seconds per metre.

Each model knows what the flat costs (the speeds of a profile) and says what a
gradient makes of it. Gradients come as codes of `itinera.graph.grades`, so that
a model is a table and some arithmetic over all stretches at once. On the flat
every model gives the speed of the profile.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, ClassVar, Protocol

import numpy as np

from itinera.graph.grades import GRADIENTS, LEVEL, STEEPEST
from itinera.profile.power import speeds_at

if TYPE_CHECKING:
    from itinera.geodesy import ByteArray, FloatArray

Polynomial = tuple[float, ...]  # from the highest power down to the constant

#: Nobody saves more than this share of the time of the flat by going down. Naismith's
#: corrections, which are seconds per metre, would otherwise leave a fast walker no time.
LEAST_SHARE = 0.4
#: Minetti et al. measured from -45 % to +45 %; steeper is as steep as that.
MINETTI_RANGE = 0.45
KEPT = 32  # tables of as many travellers are kept


@dataclass(frozen=True, slots=True)
class Stretches:
    """Stretches of one gradient each, to be travelled.

    Attributes
    ----------
    code : uint8, shape (n,)
        Gradient in the direction of travel, an index into `grades.GRADIENTS`.
    flat : float64, shape (n,)
        Seconds per metre there if it were flat, > 0.
    surface : uint8, shape (n,)
        `codes.Surface`, assumed where nobody said.
    """

    code: ByteArray
    flat: FloatArray
    surface: ByteArray


class Pace(Protocol):
    """A model of time."""

    name: ClassVar[str]

    def seconds_per_metre(self, on: Stretches) -> FloatArray:
        """Return the time of a metre of every stretch, float64 of shape (n,).

        It is that of the flat where the gradient is `grades.LEVEL`.
        """
        ...


@dataclass(frozen=True, slots=True)
class Flat:
    """No slope counts."""

    name: ClassVar[str] = "flat"

    def seconds_per_metre(self, on: Stretches) -> FloatArray:
        """See `Pace`."""
        return on.flat


@dataclass(frozen=True, slots=True)
class Tobler:
    """Tobler's hiking function: speed ∝ exp(-steepness × |slope - best_slope|).

    Notes
    -----
    W. Tobler, *Three presentations on geographical analysis and modeling*, NCGIA report
    93-1 (1993): W = 6 exp(-3.5 |s + 0.05|) km/h, 5.04 km/h on the flat. Scaled here so
    that the flat has the speed of the profile.
    """

    name: ClassVar[str] = "tobler"
    steepness: float
    best_slope: float

    def seconds_per_metre(self, on: Stretches) -> FloatArray:
        """See `Pace`."""
        return np.asarray(_longer_by_tobler(self)[on.code] * on.flat)


@lru_cache(maxsize=KEPT)
def _longer_by_tobler(tobler: Tobler) -> FloatArray:
    """Return how many times as long as the flat every gradient takes."""
    off = np.abs(GRADIENTS - tobler.best_slope) - abs(tobler.best_slope)
    longer: FloatArray = np.exp(tobler.steepness * off)
    return longer


@dataclass(frozen=True, slots=True)
class Din33466:
    """DIN 33466: the longer of the times across and up or down, and half the shorter.

    Notes
    -----
    DIN 33466:1986-08, *Wegweiser für Wanderwege*: 4 km/h across, 300 m/h up, 500 m/h
    down. The standard adds up a whole way first; here it is applied to every stretch,
    which never gives less.
    """

    name: ClassVar[str] = "din33466"
    climb_m_per_h: float
    descent_m_per_h: float

    def seconds_per_metre(self, on: Stretches) -> FloatArray:
        """See `Pace`."""
        rate = np.where(GRADIENTS > 0.0, self.climb_m_per_h, self.descent_m_per_h)
        vertical = (np.abs(GRADIENTS) * 3600.0 / rate)[on.code]
        return np.maximum(on.flat, vertical) + 0.5 * np.minimum(on.flat, vertical)


@dataclass(frozen=True, slots=True)
class Naismith:
    """Naismith's rule: so many seconds more for every metre climbed.

    Attributes
    ----------
    climb_s_per_m
        Seconds for a metre of climb.
    climb_as_flat_m
        Scarf's form of it: metres of flat way that take as long as a metre of climb;
        used instead of `climb_s_per_m` where it is not 0.
    gentle_from_deg, steep_from_deg
        Langmuir's corrections: a descent between the two saves, a steeper one costs.
    gentle_saves_s_per_m, steep_adds_s_per_m
        Seconds per metre of descent; 0 for Naismith's rule alone.

    Notes
    -----
    W. W. Naismith, Scottish Mountaineering Club Journal 2 (1892) 136: an hour for three
    miles and one for 2,000 feet (6 s/m to the round 600 m). E. Langmuir, *Mountaincraft
    and Leadership* (1984): 10 minutes per 300 m of descent. P. Scarf, *Route choice in
    mountain navigation, Naismith's rule*, Journal of Sports Sciences 25 (2007) 719: 7.92.
    """

    name: ClassVar[str] = "naismith"
    climb_s_per_m: float
    climb_as_flat_m: float
    gentle_from_deg: float
    steep_from_deg: float
    gentle_saves_s_per_m: float
    steep_adds_s_per_m: float

    def seconds_per_metre(self, on: Stretches) -> FloatArray:
        """See `Pace`."""
        climb = np.maximum(GRADIENTS, 0.0)
        down = np.maximum(-GRADIENTS, 0.0)
        degrees = np.degrees(np.arctan(down))
        gentle = (degrees >= self.gentle_from_deg) & (degrees <= self.steep_from_deg)
        corrected = np.where(gentle, -self.gentle_saves_s_per_m * down, 0.0)
        corrected += np.where(degrees > self.steep_from_deg, self.steep_adds_s_per_m * down, 0.0)
        if self.climb_as_flat_m:
            seconds = on.flat * (1.0 + self.climb_as_flat_m * climb)[on.code] + corrected[on.code]
        else:
            seconds = on.flat + (climb * self.climb_s_per_m + corrected)[on.code]
        return np.maximum(seconds, LEAST_SHARE * on.flat)


@dataclass(frozen=True, slots=True)
class Minetti:
    """Running at an even effort: the pace follows the energy that a metre costs.

    Attributes
    ----------
    run_cost, walk_cost
        Joules per kilogram and metre as polynomials of the gradient, highest power first.
    walk_kmh
        Fastest walk. A runner walks where that is faster at the same effort.
    downhill_gain
        Times the speed of the flat: nobody runs down faster, whatever energy is left.

    Notes
    -----
    A. E. Minetti, C. Moia, G. S. Roi, D. Susta, G. Ferretti, *Energy cost of walking and
    running at extreme uphill and downhill slopes*, Journal of Applied Physiology 93 (2002)
    1039: C(i) = 155.4 i⁵ - 30.4 i⁴ - 43.3 i³ + 46.3 i² + 19.5 i + 3.6 running, and
    280.5 i⁵ - 58.7 i⁴ - 76.8 i³ + 51.9 i² + 19.6 i + 2.5 walking. They found real races
    slower downhill than the energy would allow: hence `downhill_gain`.
    """

    name: ClassVar[str] = "minetti"
    run_cost: Polynomial
    walk_cost: Polynomial
    walk_kmh: float
    downhill_gain: float

    def seconds_per_metre(self, on: Stretches) -> FloatArray:
        """See `Pace`."""
        running, walking = _costs_of_minetti(self)
        rising = np.maximum(on.code, STEEPEST - on.code)  # the same slope, going up
        walked = np.maximum(np.maximum(walking[rising], 1.0) * on.flat, 3.6 / self.walk_kmh)
        up = np.minimum(running[rising] * on.flat, walked)
        return _both_ways(on, up, running[STEEPEST - rising] * on.flat)


@lru_cache(maxsize=KEPT)
def _costs_of_minetti(minetti: Minetti) -> tuple[FloatArray, FloatArray]:
    """Return how many times what the flat costs running every gradient costs, run and walked."""
    slope = np.clip(GRADIENTS, -MINETTI_RANGE, MINETTI_RANGE)
    on_the_flat = minetti.run_cost[-1]
    running = np.maximum(
        np.polyval(minetti.run_cost, slope) / on_the_flat, 1.0 / minetti.downhill_gain
    )
    walking = np.polyval(minetti.walk_cost, slope) / on_the_flat
    return np.asarray(running), np.asarray(walking)


def _both_ways(on: Stretches, up: FloatArray, down: FloatArray) -> FloatArray:
    """Return the time of a metre, of those up and down the slope of each stretch.

    A descent never gives back more than the same slope took on the way up: hills, and
    what a noisy raster takes for hills, save no time.
    """
    least = np.maximum(down, 2.0 * on.flat - up)
    return np.select([on.code > LEVEL, on.code < LEVEL], [up, least], on.flat)


@dataclass(frozen=True, slots=True)
class Power:
    """Riding at an even power: rolling, climbing and air take what the legs give.

    Attributes
    ----------
    rider_w
        What the legs give, in watts.
    mass_kg
        Rider, bicycle and luggage.
    cda_m2
        Drag area.
    efficiency
        Share of the power that reaches the wheel.
    air_kg_m3
        Density of the air.
    downhill_kmh
        Nobody goes faster than this.
    crr
        Coefficient of rolling resistance by `codes.Surface`.
    walk_kmh, walk
        Walking beside the bicycle: its speed on the flat, and how slopes slow it. Where
        that is faster than riding, the rider walks.

    Notes
    -----
    The balance of forces is that of J. C. Martin et al., *Validation of a mathematical
    model for road cycling power*, Journal of Applied Biomechanics 14 (1998) 276, at an
    even speed and without wind.

    The speed of the profile on the flat stands for comfort, bends and traffic too. Uphill
    the rider goes at that speed as long as the power suffices; downhill a way that is
    ridden at 60 % of what the power would allow on the flat is ridden at 60 % of it too.
    A descent never gives back more than the same slope took on the way up: hills do not
    save time.
    """

    name: ClassVar[str] = "power"
    rider_w: float
    mass_kg: float
    cda_m2: float
    efficiency: float
    air_kg_m3: float
    downhill_kmh: float
    crr: tuple[float, ...]
    walk_kmh: float
    walk: Tobler

    def seconds_per_metre(self, on: Stretches) -> FloatArray:
        """See `Pace`."""
        rising = np.maximum(on.code, STEEPEST - on.code)  # the same slope, going up
        return _both_ways(on, self._uphill(rising, on), self._downhill(STEEPEST - rising, on))

    def _uphill(self, code: ByteArray, on: Stretches) -> FloatArray:
        """Return the time of a metre where each stretch rises by `code`."""
        walked = (self.walk_kmh / 3.6 / _longer_by_tobler(self.walk))[code]
        speed = np.minimum(np.maximum(self._able(code, on), walked), 1.0 / on.flat)
        return np.asarray(1.0 / speed)

    def _downhill(self, code: ByteArray, on: Stretches) -> FloatArray:
        """Return the time of a metre where each stretch falls by `code`, as fast as can be."""
        gently = np.minimum(1.0 / on.flat / _speeds_by_power(self)[on.surface, LEVEL], 1.0)
        speed = gently * np.minimum(self._able(code, on), self.downhill_kmh / 3.6)
        return np.asarray(1.0 / np.maximum(speed, 1.0 / on.flat))

    def _able(self, code: ByteArray, on: Stretches) -> FloatArray:
        """Return the speed that the power gives; who rides the flat faster has more of it."""
        by_power = _speeds_by_power(self)
        stronger = np.maximum(1.0 / on.flat / by_power[on.surface, LEVEL], 1.0)
        return np.asarray(by_power[on.surface, code] * stronger)


@lru_cache(maxsize=KEPT)
def _speeds_by_power(rider: Power) -> FloatArray:
    """Return metres per second by surface and gradient code, float64."""
    return speeds_at(
        rider.rider_w * rider.efficiency,
        GRADIENTS[None, :],
        np.array(rider.crr)[:, None],
        mass_kg=rider.mass_kg,
        drag=0.5 * rider.air_kg_m3 * rider.cda_m2,
    )
