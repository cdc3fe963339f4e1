"""Profile files: what is wrong is named with file, line, key and what is allowed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from itinera.errors import OutsideError, ProfileError, UnknownNameError
from itinera.osm import codes
from itinera.profile import Profile, builtin_profiles, load_profile
from itinera.profile.load import profile_text
from itinera.profile.model import RIDER, WALKER, Slope
from itinera.profile.pace import Flat, Power
from itinera.profile.schema import COLUMNS

EIGHT = (
    "family_bike", "gravel", "hike", "mtb", "road_bike", "stroller", "touring_bike", "trail_run",
)  # fmt: skip
WHOLE = 'mode = "foot"\n[title]\nen = "Own"\n[speed_kmh]\ndefault = 4.0\n'


def load(tmp_path: Path, text: str, name: str = "own.toml") -> Profile:
    """Load a profile from its text."""
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return load_profile(path)


def test_the_eight_profiles_are_shipped() -> None:
    assert builtin_profiles() == list(EIGHT)


@pytest.mark.parametrize("name", EIGHT)
def test_every_key_of_a_shipped_file_carries_a_comment(name: str) -> None:
    for number, line in enumerate(profile_text(name).splitlines(), 1):
        if re.match(r"^[^#\[]+=", line):
            assert re.search(r"\S  ?\s*# \S", line), f"{name} line {number}: {line}"


@pytest.mark.parametrize("name", EIGHT)
def test_every_shipped_profile_has_a_line_in_three_languages(name: str) -> None:
    profile = load_profile(name)
    for text in (profile.title, profile.description):
        assert all((text.fr, text.en, text.nl))


@pytest.mark.parametrize("name", EIGHT)
def test_shipped_speeds_are_human(name: str) -> None:
    kmh = load_profile(name).speed.highway_kmh
    assert 0.5 <= min(kmh) <= max(kmh) <= 27.0


def test_the_words_of_a_column_stand_at_their_codes() -> None:
    """A table is looked up by code, so word i must be code i."""
    for column, members in {
        "highway": codes.Highway,
        "surface": codes.Surface,
        "smoothness": codes.Smoothness,
        "tracktype": codes.TrackType,
        "sac_scale": codes.SacScale,
        "visibility": codes.TrailVisibility,
        "lit": codes.Lit,
        "access": codes.Access,
        "barrier": codes.Barrier,
    }.items():
        assert [COLUMNS[column].index(m.name.lower()) for m in members] == list(members)
    for column, bits in {"flag": codes.EdgeFlag, "area": codes.AreaFlag}.items():
        assert [1 << COLUMNS[column].index(str(b.name).lower()) for b in bits] == list(bits)


def test_a_copy_can_be_a_few_lines(tmp_path: Path) -> None:
    own = load(tmp_path, 'extends = "hike"\n[speed_kmh]\ndefault = 5.5\n', "fast.toml")
    hike = load_profile("hike")
    assert (own.name, own.mode) == ("fast", "foot")
    assert own.speed.highway_kmh[codes.Highway.PATH] == 5.5
    assert own.speed.highway_kmh[codes.Highway.STEPS] == hike.speed.highway_kmh[21] == 2.0
    assert own.cost == hike.cost


def test_a_profile_may_extend_a_file_beside_it(tmp_path: Path) -> None:
    load(tmp_path, 'extends = "gravel"\n[pushing]\nfactor = 9.0\n', "base.toml")
    own = load(tmp_path, 'extends = "base.toml"\n[limits]\nallow_ferry = false\n')
    assert (own.mode, own.pushing.factor, own.limits.allow_ferry) == ("bicycle", 9.0, False)


def test_a_profile_of_its_own_needs_little(tmp_path: Path) -> None:
    own = load(tmp_path, WHOLE)
    assert set(own.cost.highway) == {1.0}
    assert own.title.get("fr") == "Own"


def test_none_lifts_a_limit(tmp_path: Path) -> None:
    own = load(tmp_path, 'extends = "stroller"\n[limits]\nmax_incline_pct = "none"\n')
    assert load_profile("stroller").limits.max_incline_pct == 7.0
    assert own.limits.max_incline_pct == float("inf")


def test_a_toll_is_replaced_whole(tmp_path: Path) -> None:
    own = load(tmp_path, 'extends = "hike"\n[barrier]\nstile = { metres = 3 }\n')
    stile = own.points.barrier[codes.Barrier.STILE]
    assert (stile.metres, stile.seconds, stile.passable) == (3.0, 0.0, True)
    assert not load_profile("stroller").points.barrier[codes.Barrier.STILE].passable


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[cost.surfaces]\nsand = 2.0\n', r'own\.toml, line 2: cost\.surfaces .*mean "surface"'),
        ("[cost.surface]\nsnad = 2.0\n", r'line 3: cost\.surface\.snad .*mean "sand"'),
        ("max_incline_pct = 8\n", r'line 2: max_incline_pct .*mean "limits\.max_incline_pct"'),
        ("[pushing]\nzzz = 8\n", r"pushing\.zzz .*Allowed in \[pushing\]: speed_kmh, factor"),
        ("zzz = 8\n", r"zzz is not a key .*Allowed in the file: extends, mode"),
        ('[speed_kmh]\npath = "4 km/h"\n', r'path is "4 km/h".*0\.2 to 60 \(km/h\)'),
        ("[speed_kmh]\npath = 0\n", r"path is 0\..*0\.2 to 60 \(km/h\)"),
        ("[speed_kmh]\npath = -3.5\n", r"path is -3\.5"),
        ("[speed_kmh]\npath = nan\n", r"path is nan"),
        ("[speed_kmh]\npath = true\n", r"path is true"),
        ("[speed_kmh]\npath = 30\n", r"line 3: speed_kmh\.path is 30, faster than anybody"),
        ("[cost.surface]\nsand = 0.2\n", r"sand is 0\.2.*0\.5 to 100"),
        ("[limits]\nmax_incline_pct = 0.08\n", r"0\.08.*1 to 100 \(per cent\), or \"none\""),
        ("[limits]\nmin_width_m = 80\n", r"is 80.*0\.2 to 5 \(metres\)"),
        ('[limits]\nworst_smoothness = "awful"\n', r'"awful".*one of "excellent", .*"none"'),
        ('[limits]\nallow_steps = "no"\n', r'allow_steps is "no".*true or false'),
        ('[limits]\nforbidden_surfaces = ["sandy"]\n', r"forbidden_surfaces is .*a list of"),
        ("[limits]\nforbidden_surfaces = 3\n", r"a list of"),
        ('[barrier]\ngate = { meters = 3 }\n', r"barrier\.gate is .*metres = M, seconds = S"),
        ("[barrier]\ngate = 3\n", r"barrier\.gate is 3.*or \"impassable\""),
        ('[crossing]\nmarked = 1.5\n', r"marked is 1\.5.*0 to 1"),
        ("[cost.network]\n'icm:EV5' = 0.7\n", r"icm:EV5 is not a key"),
        ("[cost.network]\n'icn:EV5' = 0.1\n", r"line 3: cost\.network\.icn:EV5 is 0\.1"),
        ("cost = 3\n", r"cost must be a table, not 3"),
        ('mode = "car"\n', r'mode is "car".*one of "foot", "bicycle"'),
        ("[title]\nfr = ''\n", r'fr is "".*a text in quotes'),
        ('mode = "x" y\n', r"own\.toml, line 2: not TOML: "),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(ProfileError, match=re.compile(says, re.DOTALL)):
        load(tmp_path, 'extends = "hike"\n' + text)


@pytest.mark.parametrize("missing", ["mode", "title", "speed_kmh"])
def test_what_is_missing_is_named(tmp_path: Path, missing: str) -> None:
    tables = {
        "mode": 'mode = "foot"\n',
        "title": '[title]\nen = "Own"\n',
        "speed_kmh": "[speed_kmh]\ndefault = 4.0\n",
    }
    text = "".join(table for key, table in tables.items() if key != missing)
    with pytest.raises(ProfileError, match=rf"own\.toml: {missing}.* is missing"):
        load(tmp_path, text)


def test_a_title_must_say_something(tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match="title has no text"):
        load(tmp_path, 'mode = "foot"\n[title]\n[speed_kmh]\ndefault = 4.0\n')


def test_an_unknown_name_tells_the_known_ones() -> None:
    with pytest.raises(UnknownNameError, match=r'called "walk".*hike'):
        load_profile("walk")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(OutsideError, match=r"none\.toml cannot be read"):
        load_profile(tmp_path / "none.toml")


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ProfileError, match="not text in UTF-8"):
        load_profile(path)


def test_extending_an_unknown_profile_is_named(tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match=r'line 1: extends is "walk".*Shipped: .*hike'):
        load(tmp_path, 'extends = "walk"\n')


def test_profiles_may_not_extend_each_other_in_a_circle(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text('extends = "b.toml"\n')
    (tmp_path / "b.toml").write_text('extends = "a.toml"\n')
    with pytest.raises(ProfileError, match="goes in a circle"):
        load_profile(tmp_path / "a.toml")


def test_profiles_are_keys_of_caches() -> None:
    assert hash(load_profile("hike")) == hash(load_profile("hike"))
    assert load_profile("hike") is load_profile("hike")


POWER = (
    '[time]\nmodel = "power"\n[time.tobler]\nsteepness = 3.5\nbest_slope = -0.05\n[time.power]\n'
    "rider_w = 100\nmass_kg = 90\ncda_m2 = 0.5\nefficiency = 0.95\nair_kg_m3 = 1.2\n"
    "downhill_kmh = 40\n[time.power.crr]\ndefault = 0.01\n"
)


def test_a_profile_without_a_model_of_time_is_flat(tmp_path: Path) -> None:
    own = load(tmp_path, WHOLE)
    assert own.time == Flat()
    assert own.slope == Slope(0.0, (1.0,) * 9, (1.0,) * 9)
    assert own.effort == WALKER
    assert load(tmp_path, WHOLE.replace("foot", "bicycle")).effort == RIDER


@pytest.mark.parametrize("model", ["tobler", "din33466", "naismith", "minetti", "flat"])
def test_a_copy_of_hike_changes_its_model_in_a_line(tmp_path: Path, model: str) -> None:
    own = load(tmp_path, f'extends = "hike"\n[time]\nmodel = "{model}"\n')
    assert own.time.name == model
    assert own.speed == load_profile("hike").speed


def test_a_rider_of_ones_own(tmp_path: Path) -> None:
    own = load(tmp_path, WHOLE.replace("foot", "bicycle") + POWER)
    assert isinstance(own.time, Power)
    assert (own.time.rider_w, own.time.walk_kmh) == (100.0, 4.0)
    assert set(own.time.crr) == {0.01}


def test_a_copy_may_be_stronger_than_its_pattern(tmp_path: Path) -> None:
    own = load(tmp_path, 'extends = "road_bike"\n[time.power]\nrider_w = 250\n')
    pattern = load_profile("road_bike").time
    assert isinstance(own.time, Power)
    assert isinstance(pattern, Power)
    assert own.time.rider_w == 250.0
    assert own.time.mass_kg == pattern.mass_kg
    assert own.time.crr == pattern.crr


@pytest.mark.parametrize(
    ("model", "misses"),
    [
        ("tobler", r"time\.tobler\.steepness"),
        ("din33466", r"time\.din33466\.climb_m_per_h"),
        ("naismith", r"time\.naismith\.climb_s_per_m"),
        ("minetti", r"time\.minetti\.run_cost"),
        ("power", r"time\.power\.rider_w"),
    ],
)
def test_a_model_without_its_numbers_is_refused(tmp_path: Path, model: str, misses: str) -> None:
    with pytest.raises(ProfileError, match=rf'{misses} is missing, and model "{model}" needs it'):
        load(tmp_path, f'{WHOLE}[time]\nmodel = "{model}"\n')


@pytest.mark.parametrize(
    "key", ["rider_w", "mass_kg", "cda_m2", "efficiency", "air_kg_m3", "downhill_kmh"]
)
def test_a_rider_lacks_nothing(tmp_path: Path, key: str) -> None:
    short = "\n".join(line for line in POWER.splitlines() if not line.startswith(key))
    with pytest.raises(ProfileError, match=rf"time\.power\.{key} is missing"):
        load(tmp_path, f"{WHOLE}{short}\n")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[time]\nmodel = "tolber"\n', r'"tolber".*one of "flat", "tobler"'),
        ("[time.tobler]\nstepness = 3\n", r'line 3: time\.tobler\.stepness .*mean "steepness"'),
        ("[time.tobler]\nbest_slope = -5\n", r"best_slope is -5\..*-0\.3 to 0 \(rise over run\)"),
        ("[time.din33466]\nclimb_m_per_h = 5\n", r"is 5\..*50 to 5000 \(m/h\)"),
        ("[time.minetti]\nrun_cost = [1, 2]\n", r"run_cost is \[1, 2\].*a list of 6 numbers"),
        ("[time.minetti]\nrun_cost = [1, 2, 3, 4, 5, 0]\n", r"the last above 0"),
        ("[time.minetti]\nrun_cost = 3.6\n", r"a list of 6 numbers"),
        ("[time.power]\nrider_w = 0.15\n", r"rider_w is 0\.15.*10 to 600 \(watts\)"),
        ("[time.power.crr]\nasphalt = 5\n", r"asphalt is 5.*0\.001 to 0\.5"),
        ("[slope]\nclimb_m_per_m = -1\n", r"is -1\..*0 to 50 \(felt metres per metre climbed\)"),
        ("[slope.up]\n7 = 1.5\n", r"slope\.up\.7 is not a key .*0, 2, 4, 6, 8, 10, 15, 20, 30"),
        ("[slope.up]\n6 = 0.3\n", r"slope\.up\.6 is 0\.3.*0\.5 to 100"),
        ("[slope]\nup = 3\n", r"slope\.up must be a table"),
        ("[limits]\nmax_up_pct = 0.08\n", r"max_up_pct is 0\.08.*1 to 100 \(per cent\)"),
        ("[effort]\ngreen_km_effort = 30\n", r"effort has green_km_effort 30, blue_km_effort 25"),
        ("[effort]\nindex_per_km_effort = 0\n", r"0\.05 to 20 \(per km-effort\)"),
    ],
)
def test_what_is_wrong_with_slopes_is_named(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(ProfileError, match=re.compile(says, re.DOTALL)):
        load(tmp_path, 'extends = "hike"\n' + text)


@pytest.mark.parametrize("name", EIGHT)
def test_a_shipped_profile_loads_again_from_its_own_text(tmp_path: Path, name: str) -> None:
    """What `profiles show` prints is the profile."""
    assert load(tmp_path, profile_text(name), f"{name}.toml") == load_profile(name)


@pytest.mark.parametrize("name", EIGHT)
def test_steeper_is_not_dearer_than_less_steep_by_accident(name: str) -> None:
    """From 15 % on nobody's factor falls below that of the flat by more than a taste for hills."""
    slope = load_profile(name).slope
    for factors in (slope.up, slope.down):
        assert min(factors) >= 0.9
        steep = factors[factors.index(min(factors)) :]
        assert list(steep) == sorted(steep)
