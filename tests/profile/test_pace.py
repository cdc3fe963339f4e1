"""Models of pace: answers worked out by hand from the publications, and what holds for all."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itinera.graph.grades import GRADIENTS, LEVEL, PER_CODE, STEEPEST
from itinera.osm.codes import Surface
from itinera.profile import builtin_profiles, load_profile
from itinera.profile.pace import (
    Din33466,
    Flat,
    Minetti,
    Naismith,
    Pace,
    Power,
    Stretches,
    Tobler,
)
from itinera.profile.power import speeds_at

TOBLER = Tobler(3.5, -0.05)
DIN = Din33466(300.0, 500.0)
NAISMITH = Naismith(6.0, 0.0, 5.0, 12.0, 0.0, 0.0)
LANGMUIR = Naismith(6.0, 0.0, 5.0, 12.0, 2.0, 2.0)
SCARF = Naismith(6.0, 7.92, 5.0, 12.0, 0.0, 0.0)
MINETTI = Minetti(
    (155.4, -30.4, -43.3, 46.3, 19.5, 3.6), (280.5, -58.7, -76.8, 51.9, 19.6, 2.5), 5.0, 1.2
)
RIDER = Power(
    rider_w=150.0 / 0.97,
    mass_kg=85.0,
    cda_m2=0.4,
    efficiency=0.97,
    air_kg_m3=1.2,
    downhill_kmh=45.0,
    crr=(0.005,) * len(Surface),
    walk_kmh=4.0,
    walk=TOBLER,
)
MODELS = (Flat(), TOBLER, DIN, NAISMITH, LANGMUIR, SCARF, MINETTI, RIDER)


def kmh(pace: Pace, pct: float, flat_kmh: float) -> float:
    """Return the speed on a gradient."""
    code = LEVEL + round(pct / 100.0 / PER_CODE)
    on = Stretches(np.array([code], np.uint8), np.array([3.6 / flat_kmh]), np.zeros(1, np.uint8))
    return float(3.6 / pace.seconds_per_metre(on)[0])


def hours(pace: Pace, km: float, pct: float, flat_kmh: float) -> float:
    return km / kmh(pace, pct, flat_kmh)


def test_tobler_walks_5_04_kmh_on_the_flat_and_6_at_5_per_cent_down() -> None:
    """W = 6 exp(-3.5 |s + 0.05|): 6 × exp(-0.175) = 5.0367 on the flat, 6 at -2.86°."""
    flat = 6.0 * math.exp(-0.175)
    assert flat == pytest.approx(5.04, abs=0.005)
    assert math.degrees(math.atan(-0.05)) == pytest.approx(-2.86, abs=0.005)
    assert kmh(TOBLER, 0.0, flat) == pytest.approx(flat)
    assert kmh(TOBLER, -5.0, flat) == pytest.approx(6.0)


@pytest.mark.parametrize("pct", [-40.0, -10.0, 10.0, 25.0])
def test_tobler_elsewhere(pct: float) -> None:
    flat = 6.0 * math.exp(-0.175)
    assert kmh(TOBLER, pct, flat) == pytest.approx(6.0 * math.exp(-3.5 * abs(pct / 100 + 0.05)))


@pytest.mark.parametrize(
    ("pct", "wanted"),
    [
        (0.0, 2.5),  # 10 km at 4 km/h
        (6.0, 3.5),  # 600 m up at 300 m/h: 2 h; 2.5 + half of it
        (-5.0, 3.0),  # 500 m down at 500 m/h: 1 h
        (15.0, 6.25),  # 1,500 m up: 5 h, longer than 2.5: 5 + 1.25
    ],
)
def test_din_33466_adds_half_the_shorter_time(pct: float, wanted: float) -> None:
    assert hours(DIN, 10.0, pct, 4.0) == pytest.approx(wanted)


@pytest.mark.parametrize(
    ("pace", "pct", "wanted"),
    [
        (NAISMITH, 0.0, 2.4),  # 12 km at 5 km/h
        (NAISMITH, 5.0, 3.4),  # 600 m up: an hour more
        (NAISMITH, -10.0, 2.4),  # Naismith alone knows no descent
        (LANGMUIR, -10.0, 2.4 - 1200 / 300 * 10 / 60),  # 5.7°: 10 min less per 300 m
        (LANGMUIR, -8.0, 2.4),  # 4.6°: not yet
        (LANGMUIR, -25.0, 2.4 + 3000 / 300 * 10 / 60),  # 14°: 10 min more
        (LANGMUIR, 5.0, 3.4),
        (SCARF, 5.0, (12 + 7.92 * 0.6) / 5),  # 600 m are as 4.75 km
    ],
)
def test_naismith(pace: Pace, pct: float, wanted: float) -> None:
    assert hours(pace, 12.0, pct, 5.0) == pytest.approx(wanted)


def test_langmuir_leaves_a_fast_walker_some_time() -> None:
    """At 15 km/h a kilometre takes 240 s; 20 % down would save 400 of them."""
    assert kmh(LANGMUIR, -20.0, 15.0) == pytest.approx(15.0 / 0.4)


def test_minetti_costs_3_6_joules_on_the_flat() -> None:
    run = np.polyval(MINETTI.run_cost, [0.0, 0.1, -0.2])
    assert run == pytest.approx([3.6, 5.968, 1.800], abs=0.001)
    assert kmh(MINETTI, 0.0, 9.0) == pytest.approx(9.0)


def test_minetti_runs_up_at_the_same_effort() -> None:
    """At 10 % a metre costs 5.968 J instead of 3.6: 9 km/h become 5.43."""
    assert kmh(MINETTI, 10.0, 9.0) == pytest.approx(9.0 * 3.6 / 5.968, rel=1e-3)


def test_minetti_walks_where_walking_is_faster() -> None:
    """At 15 % running costs 7.416 J (4.37 km/h), walking 6.34 (5.11), which 5 km/h bounds."""
    assert kmh(MINETTI, 15.0, 9.0) == pytest.approx(5.0)


def test_minetti_walks_at_the_effort_of_the_flat_where_it_is_steep() -> None:
    """At 40 % a walked metre costs 15.10 J: 9 × 3.6 / 15.10 = 2.15 km/h."""
    assert kmh(MINETTI, 40.0, 9.0) == pytest.approx(2.15, abs=0.005)


def test_minetti_runs_down_no_faster_than_is_safe() -> None:
    assert kmh(MINETTI, -10.0, 9.0) == pytest.approx(9.0 * 1.2)


def test_minetti_beyond_what_was_measured_is_as_steep_as_that() -> None:
    assert kmh(MINETTI, 60.0, 9.0) == kmh(MINETTI, 45.0, 9.0)


def test_a_slow_walker_is_no_faster_for_the_running_model() -> None:
    """At 4 km/h on the flat nobody walks up at 5 km/h."""
    assert kmh(MINETTI, 3.0, 4.0) <= 4.0
    assert kmh(MINETTI, 10.0, 4.0) == pytest.approx(4.0 * 3.6 / 4.899, rel=1e-3)  # walked


def test_150_watts_ride_28_kmh_on_the_flat() -> None:
    """At 7.873 m/s (28.34 km/h): 0.24 × 7.873³ = 117.1 W of air, 4.168 × 7.873 = 32.8 W."""
    speed = speeds_at(150.0, np.zeros(1), np.full(1, 0.005), mass_kg=85.0, drag=0.24)
    assert speed[0] == pytest.approx(7.873, abs=0.002)
    assert 0.24 * speed[0] ** 3 + 85.0 * 9.80665 * 0.005 * speed[0] == pytest.approx(150.0)


def test_150_watts_climb_ten_per_cent_at_a_walk() -> None:
    """m g (sin + 0.005 cos) = 87.09 N; 1.7 m/s × 87.1 N + 0.24 × 1.7³ = 149.3 W."""
    speed = speeds_at(150.0, np.full(1, 0.1), np.full(1, 0.005), mass_kg=85.0, drag=0.24)
    assert speed[0] == pytest.approx(1.7, abs=0.02)


def test_who_coasts_down_goes_as_fast_as_the_air_lets_them() -> None:
    """Without power 0.24 v² = m g (sin - crr cos): at 5 % down v² = 37.46 / 0.24, 12.5 m/s."""
    speed = speeds_at(1e-9, np.full(1, -0.05), np.full(1, 0.005), mass_kg=85.0, drag=0.24)
    assert speed[0] == pytest.approx(math.sqrt(37.46 / 0.24), abs=0.01)


def test_a_rider_keeps_the_speed_of_the_flat_while_the_power_suffices() -> None:
    """150 W ride 28 km/h; whoever goes at 17 has enough left for 1 %, not for 4 %."""
    assert kmh(RIDER, 1.0, 17.0) == pytest.approx(17.0)
    assert kmh(RIDER, 4.0, 17.0) < 15.0


def test_a_rider_gets_off_where_walking_is_faster() -> None:
    """At 30 % Tobler's walker of 4 km/h still goes at 4 exp(-3.5 × 0.3) = 1.40 km/h."""
    weak = Power(**{**_fields(RIDER), "rider_w": 40.0})
    assert kmh(weak, 30.0, 17.0) == pytest.approx(4.0 * math.exp(-1.05))


def test_nobody_rides_down_faster_than_they_dare() -> None:
    assert kmh(RIDER, -15.0, 29.0) == pytest.approx(45.0)


def test_nobody_is_slower_down_than_on_the_flat() -> None:
    """Who rides 50 km/h on the flat does not brake to the 45 of the descent."""
    assert kmh(RIDER, -15.0, 50.0) == pytest.approx(50.0)


def test_a_profile_faster_than_its_watts_has_the_power_it_needs() -> None:
    """40 km/h on the flat where 150 W give 28.3: on a slope 40 / 28.3 as fast as these."""
    able = speeds_at(150.0, np.array([0.0, 0.05]), np.full(2, 0.005), mass_kg=85.0, drag=0.24)
    assert kmh(RIDER, 5.0, 40.0) == pytest.approx(40.0 * able[1] / able[0])


def test_what_a_hill_takes_it_gives_back_at_most() -> None:
    """At 17 km/h 1 % up costs nothing, so 1 % down gains nothing."""
    assert kmh(RIDER, 1.0, 17.0) == pytest.approx(17.0)
    assert kmh(RIDER, -1.0, 17.0) == pytest.approx(17.0)
    assert kmh(RIDER, -4.0, 17.0) > 20.0


def test_a_way_that_is_ridden_gently_is_ridden_gently_downhill_too() -> None:
    """At half of what the power allows on the flat: half of it downhill."""
    free = 3.6 * 7.8726
    assert kmh(RIDER, -15.0, free / 2) == pytest.approx(22.5, abs=0.01)


def _fields(power: Power) -> dict[str, object]:
    return {name: getattr(power, name) for name in Power.__slots__}


def all_codes(flat_kmh: float) -> Stretches:
    codes = np.arange(STEEPEST + 1, dtype=np.uint8)
    return Stretches(codes, np.full(len(codes), 3.6 / flat_kmh), np.zeros(len(codes), np.uint8))


@pytest.mark.parametrize("pace", MODELS, ids=lambda pace: pace.name)
@given(flat_kmh=st.floats(0.5, 30.0))
def test_the_flat_has_the_speed_of_the_profile(pace: Pace, flat_kmh: float) -> None:
    assert kmh(pace, 0.0, flat_kmh) == pytest.approx(flat_kmh)


@pytest.mark.parametrize("pace", MODELS, ids=lambda pace: pace.name)
@given(flat_kmh=st.floats(0.5, 30.0))
def test_steeper_up_is_never_faster(pace: Pace, flat_kmh: float) -> None:
    seconds = pace.seconds_per_metre(all_codes(flat_kmh))
    assert np.isfinite(seconds).all()
    assert (seconds > 0.0).all()
    assert (np.diff(seconds[LEVEL:]) >= -1e-12).all()


@pytest.mark.parametrize("pace", MODELS, ids=lambda pace: pace.name)
@given(flat_kmh=st.floats(0.5, 20.0), more=st.floats(1.01, 2.0))
def test_whoever_is_faster_on_the_flat_is_nowhere_slower(
    pace: Pace, flat_kmh: float, more: float
) -> None:
    slow = pace.seconds_per_metre(all_codes(flat_kmh))
    fast = pace.seconds_per_metre(all_codes(flat_kmh * more))
    assert (fast <= slow * (1 + 1e-9)).all()


@pytest.mark.parametrize("pace", MODELS, ids=lambda pace: pace.name)
@given(flat_kmh=st.floats(0.5, 30.0))
def test_hills_save_no_time(pace: Pace, flat_kmh: float) -> None:
    """Up a slope and down the same takes as long as the flat at least."""
    seconds = pace.seconds_per_metre(all_codes(flat_kmh))
    assert (seconds + seconds[::-1] >= 2.0 * 3.6 / flat_kmh - 1e-9).all()


@given(flat_kmh=st.floats(0.5, 30.0))
def test_steeper_down_is_never_slower_to_ride(flat_kmh: float) -> None:
    """Riders have brakes and no knees; walkers are slower again where it is steep."""
    seconds = RIDER.seconds_per_metre(all_codes(flat_kmh))
    assert (np.diff(seconds[: LEVEL + 1]) >= -1e-12).all()


@pytest.mark.parametrize("pace", MODELS, ids=lambda pace: pace.name)
def test_up_is_never_faster_than_down(pace: Pace) -> None:
    """The same slope both ways: climbing takes as long as descending at least."""
    seconds = pace.seconds_per_metre(all_codes(4.0))
    gentle = np.abs(GRADIENTS[LEVEL:]) <= 0.2  # DIN and Tobler come down steeps as slowly
    assert (seconds[LEVEL:] >= seconds[LEVEL::-1] - 1e-12)[gentle].all()


@given(
    power=st.floats(20.0, 400.0), more=st.floats(1.0, 3.0), mass=st.floats(40.0, 150.0),
    drag=st.floats(0.1, 0.6), crr=st.floats(0.002, 0.08),
)  # fmt: skip
def test_more_power_is_never_slower_and_more_mass_never_faster_uphill(
    power: float, more: float, mass: float, drag: float, crr: float
) -> None:
    rolling = np.full(len(GRADIENTS), crr)
    usual = speeds_at(power, GRADIENTS, rolling, mass_kg=mass, drag=drag)
    length = np.hypot(1.0, GRADIENTS)
    force = mass * 9.80665 * (GRADIENTS / length + crr / length)  # sin + crr cos
    assert drag * usual**3 + force * usual == pytest.approx(np.full(len(usual), power))
    strong = speeds_at(power * more, GRADIENTS, rolling, mass_kg=mass, drag=drag)
    heavy = speeds_at(power, GRADIENTS, rolling, mass_kg=mass * more, drag=drag)
    assert (strong >= usual - 1e-9).all()
    assert (heavy <= usual + 1e-9)[LEVEL:].all()


@pytest.mark.parametrize("name", builtin_profiles())
def test_shipped_profiles_have_a_model_and_its_published_constants(name: str) -> None:
    profile = load_profile(name)
    wanted = {"trail_run": "minetti", "hike": "tobler", "stroller": "tobler"}.get(name, "power")
    assert profile.time.name == wanted
    if isinstance(profile.time, Minetti):
        assert profile.time.run_cost == MINETTI.run_cost
        assert profile.time.walk_cost == MINETTI.walk_cost
    if isinstance(profile.time, Tobler):
        assert profile.time == TOBLER
    if isinstance(profile.time, Power):
        assert profile.time.walk == TOBLER
        assert profile.time.walk_kmh == profile.pushing.speed_kmh


@pytest.mark.parametrize("name", ["touring_bike", "road_bike", "gravel", "mtb", "family_bike"])
def test_a_shipped_rider_has_the_power_for_the_speed_of_the_flat(name: str) -> None:
    """On asphalt the legs suffice for what the profile rides there, and not for twice that."""
    profile = load_profile(name)
    pace = profile.time
    assert isinstance(pace, Power)
    asphalt = np.array([pace.crr[Surface.ASPHALT]])
    able = 3.6 * speeds_at(
        pace.rider_w * pace.efficiency, np.zeros(1), asphalt,
        mass_kg=pace.mass_kg, drag=0.5 * pace.air_kg_m3 * pace.cda_m2,
    )[0]  # fmt: skip
    assert 1.0 <= able / profile.speed.highway_kmh[0] <= 2.0
