"""Specs of journeys: every fault is named with file, line, key and what is possible instead."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from itinera.catalogue.journey_lines import naming_lines
from itinera.catalogue.journey_request import journey_request
from itinera.catalogue.journey_spec import is_journey, read_journey
from itinera.errors import OutsideError, ProfileError, SpecError, UnknownNameError
from itinera.planning.errors import NoJourneyError, NoSplitError
from itinera.planning.journey import Band, Offer
from itinera.planning.places import stop_of
from itinera.waypoints import load_waypoints

if TYPE_CHECKING:
    from pathlib import Path

    from itinera.planning.journey import JourneyRequest

HEAD = 'kind = "journey"\nprofile = "hike"\nstart = "Base 11/19"\n'
TITLE = '[title]\nfr = "Un"\nen = "One"\nnl = "Een"\n'


def written(folder: Path, text: str, *, head: str = HEAD, name: str = "une-traversee.toml") -> Path:
    """Write a spec: its head, a text, a title."""
    path = folder / name
    path.write_text(head + text + "\n" + TITLE, encoding="utf-8")
    return path


def asked(path: Path, **options: str) -> JourneyRequest:
    """Return what a spec asks of the planner."""
    return journey_request(read_journey(path), stop_of, tuple(load_waypoints()), **options)


WHOLE = """end = "Louvre-Lens"
length_km = 60
tolerance_pct = 3
climb_m = 400
via = ["9-9bis"]
via_within_m = 200
order = "free"
access = ["Gare de Lens"]
closed_days = [2]
shortcuts = false
on = 2026-05-01
season = "spring"
seed = 4
effort = 2
[[visit]]
kind = "grand site minier"
prize = 7
[[visit]]
place = "T074"
must = true
within_m = 120
[[visit]]
place = "Gare d'Arras"
never = true
[[follow]]
route = "EV5"
from = "Gare de Béthune"
oriented = true
[stages]
count = [2, 4]
km_effort = [10, 20, 30]
ends = [["lodging 1.5 km", "station"], "shop 3000 m"]
rest_after = 1
not_at = "Gare de Douai"
at = ["Gare de Lens"]
"""


def test_every_key_finds_its_place(tmp_path: Path) -> None:
    """The whole format, read and resolved."""
    found = asked(written(tmp_path, WHOLE.replace('"Gare d\'Arras"', '"50.29,2.78"')), lang="en")
    assert found.end is not None
    assert (found.end.id, found.order, found.name) == ("louvre-lens", "free", "One")
    assert found.length_m == Band(58_200.0, 60_000.0, 61_800.0)
    assert (found.climb_m, found.seed, found.effort, found.shortcuts) == (400.0, 4, 2, False)
    assert [stop.name for stop in found.access] == ["Gare de Lens"]
    assert found.closed_days == (2,)
    assert not found.trains_home
    assert [stop.lonlat for stop in found.never] == [(2.78, 50.29)]
    by_id = {visit.stop.id: visit for visit in found.visits}
    assert by_id["9-9bis"].must
    assert by_id["9-9bis"].within_m == 200.0
    assert (by_id["T074"].must, by_id["T074"].within_m) == (True, 120.0)
    assert (by_id["fosse-d-arenberg"].must, by_id["fosse-d-arenberg"].prize) == (False, 7.0)
    assert "base-11-19" not in by_id  # it is the start
    (follow,) = found.follows
    assert (follow.route, follow.oriented, follow.end) == ("EV5", True, None)
    stages = found.stages
    assert stages is not None
    assert (stages.count, stages.measure) == ((2, 4), "km_effort")
    assert stages.band == Band(10.0, 20.0, 30.0)
    assert stages.ends == (
        (Offer("lodging", 1500.0), Offer("station", 1500.0)),
        (Offer("shop", 3000.0),),
    )
    assert (stages.rest_after, len(stages.not_at), len(stages.at)) == ((1,), 1, 1)


def test_little_is_needed(tmp_path: Path) -> None:
    """A start makes a journey: round, in the best order."""
    found = asked(written(tmp_path, ""))
    assert (found.round_trip, found.order, found.visits, found.stages) == (True, "free", (), None)


def test_units_of_stages_become_si(tmp_path: Path) -> None:
    """Kilometres, hours, and a wish alone, which leaves a quarter each way."""
    km = asked(written(tmp_path, "[stages]\nlength_km = [18, 32]\n")).stages
    hours = asked(written(tmp_path, "[stages]\nhours = 6\n")).stages
    assert km is not None
    assert hours is not None
    assert (km.measure, km.band) == ("length_m", Band(18_000.0, None, 32_000.0))
    assert (hours.measure, hours.band) == ("time_s", Band(16_200.0, 21_600.0, 27_000.0))


def test_a_journey_from_a_to_b_keeps_the_order_of_its_places(tmp_path: Path) -> None:
    """Unless it says otherwise, or a kind must be visited, which has no order."""
    there = 'end = "Louvre-Lens"\nvia = ["9-9bis"]\n'
    assert asked(written(tmp_path, there)).order == "fixed"
    kind = '[[visit]]\nkind = "grand site minier"\nmust = true\n'
    assert asked(written(tmp_path, there + kind)).order == "free"


def test_what_two_lines_wish_for_is_one_visit(tmp_path: Path) -> None:
    """A must before a wish, the higher prize, and never before a kind."""
    text = """[[visit]]
kind = "grand site minier"
prize = 3
[[visit]]
place = ["9-9bis", "fosse-d-arenberg"]
prize = 9
[[visit]]
place = "9-9bis"
must = true
[[visit]]
place = "cite-des-electriciens"
never = true
[[visit]]
place = "fosse-d-arenberg"
prize = 2
"""
    found = {visit.stop.id: visit for visit in asked(written(tmp_path, text)).visits}
    assert found["9-9bis"].must
    assert found["fosse-d-arenberg"].prize == 9.0
    assert found["centre-historique-minier"].prize == 3.0
    assert "cite-des-electriciens" not in found


def test_kinds_themes_and_protection_name_open_places(tmp_path: Path) -> None:
    """Terrils that are closed on foot are no wish, though the table lists them."""
    text = '[[visit]]\nkind = "terril"\nprize = 1\n[[visit]]\nunesco = "core"\nprize = 2\n'
    found = asked(written(tmp_path, text)).visits
    shut = {w.id for w in load_waypoints() if dict(w.access).get("foot") == "no"}
    assert shut
    assert not shut & {visit.stop.id for visit in found}
    assert {visit.prize for visit in found} == {1.0, 2.0}
    themed = asked(written(tmp_path, '[[visit]]\ntheme = "grands-sites"\nprize = 1\n')).visits
    assert {visit.stop.id for visit in themed} >= {"9-9bis", "louvre-lens"}


def test_a_gpx_is_read_beside_the_spec(tmp_path: Path) -> None:
    """Its points are those of the stretch."""
    points = "".join(f'<trkpt lat="50.4{i}" lon="2.8{i}"/>' for i in range(3))
    gpx = f'<gpx version="1.1" creator="me"><trk><trkseg>{points}</trkseg></trk></gpx>'
    (tmp_path / "line.gpx").write_text(gpx, encoding="utf-8")
    (follow,) = asked(written(tmp_path, '[[follow]]\ngpx = "line.gpx"\n')).follows
    assert follow.line == ((2.80, 50.40), (2.81, 50.41), (2.82, 50.42))


ONE_VISIT = '[[visit]]\nplace = "9-9bis"\n'
UNSOUND = [  # what is added to the head, the line, the message, the remedy
    ("length = 340", 4, "unknown key 'length'", "Did you mean 'length_km'"),
    ("length_m = 340000", 4, "unknown key 'length_m'", "length_km"),
    ('length_km = "340 km"', 4, "'length_km' is '340 km'", "number of kilometres"),
    ("length_km = 340000", 4, "'length_km' is 340000", "from 1 to 2000"),
    ("climb_m = -3", 4, "'climb_m' is -3", "number of metres"),
    ("seed = 1.5", 4, "'seed' is 1.5", "whole number"),
    ("via = 3", 4, "'via' is 3", "list of places"),
    ('via = ["9-9bis", 4]', 4, r"via\[1\] is 4", "in quotes"),
    ('end = ""', 4, "'end' is ''", "LAT,LON"),
    ('order = "any"', 4, "'order' is 'any'", "free, fixed"),
    ('season = "monsoon"', 4, "'season' is 'monsoon'", "winter"),
    ('shortcuts = "yes"', 4, "'shortcuts' is 'yes'", "true or false"),
    ("closed_days = [0]", 4, r"'closed_days' is \[0\]", "whole numbers from 1"),
    ("closed_days = [1]", 4, "no \\[stages\\]", r"Add \[stages\]"),
    ("tolerance_pct = 3", 4, "but no length", "length_km"),
    ('season = "winter"\non = 2026-07-01', 4, "contradict each other", "months 12, 1, 2"),
    ("visit = 3", 4, "'visit' is 3", r"\[\[visit\]\]"),
    ("stages = 3", 4, "'stages' is 3", r"\[stages\]"),
    (ONE_VISIT, 4, "neither must, prize nor never", "prize = 5"),
    (ONE_VISIT + "must = true\nnever = true", 7, "must and never at once", "must or never"),
    (ONE_VISIT + "must = true\nprize = 5", 7, "must and prize at once", "must or prize"),
    (ONE_VISIT + "must = 1", 6, "must' is 1", "true or false"),
    (ONE_VISIT + "prize = 0", 6, "prize' is 0", "from 0.1 to 100"),
    (ONE_VISIT + 'kind = "terril"\nmust = true', 6, "place and kind", "another"),
    ("[[visit]]\nmust = true", 4, "names nothing", "place, kind, theme, unesco"),
    ('[[visit]]\nunesco = "all"\nmust = true', 5, "unesco' is 'all'", "core, buffer"),
    (ONE_VISIT + "must = true\nwithin_km = 1", 7, "within_km", "within_m"),
    ("[[follow]]\noriented = true", 4, "neither a route nor a gpx", "EV5"),
    ('[[follow]]\nroute = "EV5"\ngpx = "a.gpx"', 6, "both a route and a gpx", "one of them"),
    ("[[follow]]\nroute = 5", 5, "route' is 5", "in quotes"),
    ("[stages]", 4, "neither how many stages nor how long", r"count = \[12, 15\]"),
    ("[stages]\ncount = [5, 3]", 5, r"count' is \[5, 3\]", "fewest and most"),
    ("[stages]\nhours = 5\nlength_km = 20", 5, "length_km and hours", "length_km or hours"),
    ("[stages]\nlength_km = [30, 20]", 5, r"\[30, 20\]", r"\[20, 30\]"),
    ("[stages]\nlength_km = [1, 2, 3, 4]", 5, "length_km", "least, wished and most"),
    ("[stages]\nhours = [2, 40]", 5, "hours", "from 0.25 to 24"),
    ("[stages]\ncount = 3\nends = 4", 6, "ends' is 4", "lodging"),
    ('[stages]\ncount = 3\nends = ["spa 300"]', 6, "ends' is 'spa 300'", "lodging"),
    ('[stages]\ncount = 3\nends = ["shop 90 km"]', 6, "'shop 90 km'", "1 to 20000"),
    ("[stages]\ncount = 3\nrest_after = 3", 6, "rest_after' is 3", "1 to 2"),
    ("[stages]\ncount = 3\nrest_after = [0]", 6, "rest_after", "from 1 to 200"),
    ("[stages]\ncount = 3\nlodging = 1500", 6, "unknown key '\\[stages\\] lodging'", "Known"),
    ("closed_days = [4]\n[stages]\ncount = 3", 4, r"closed_days' is \[4\]", "at most 3"),
]


@pytest.mark.parametrize(("text", "line", "said", "remedy"), UNSOUND)
def test_an_unsound_key_is_named_with_its_line(
    text: str, line: int, said: str, remedy: str, tmp_path: Path
) -> None:
    """Nobody needs to search the file."""
    path = written(tmp_path, text)
    with pytest.raises(SpecError, match=said) as caught:
        read_journey(path)
    assert caught.value.problem.startswith(f"{path}, line {line}: ")
    assert re.search(remedy, caught.value.remedy)


UNRESOLVED = [
    ('end = "Base 11/19"', 4, "start and end are the same place", "round trip"),
    ('via = ["Nowhere at all"]', 4, "via: No waypoint is called 'Nowhere at all'", "."),
    ('access = [\n"Gare de Lens",\n"Gare de Nulle Part"]', 6, "Gare de Nulle Part", "."),
    (
        '[[visit]]\nkind = "castle"\nmust = true',
        5,
        "no place of kind 'castle'",
        "grand site minier",
    ),
    ('[[visit]]\ntheme = "love"\nmust = true', 5, "no theme 'love'", "grands-sites"),
    ('[[visit]]\ntheme = "water"\nmust = true', 5, "ways but no places", "terrils"),
    (
        'via = ["9-9bis"]\n' + ONE_VISIT + "never = true",
        6,
        r"must be visited \(.*line 4\), and never",
        "Leave one",
    ),
    (
        'via = ["9-9bis"]\n[[visit]]\nplace = "50.4617,2.9880"\nnever = true',
        6,
        "a place near it never",
        "Leave one",
    ),
    (
        '[[visit]]\nplace = "base-11-19"\nnever = true',
        3,
        "the start, Base 11/19, is never",
        "other",
    ),
    ('[[visit]]\nplace = "50.4439,2.7885"\nnever = true', 3, "the start, Base 11/19, is", "other"),
    (
        'order = "fixed"\n[[visit]]\nkind = "grand site minier"\nmust = true',
        6,
        'order = "fixed", but a \\[\\[visit\\]\\]',
        "under via",
    ),
    ('order = "fixed"\nvia = ["9-9bis",\n"T074",\n"9-9bis"]', 5, "again", "order"),
    ('order = "fixed"\nvia = ["9-9bis", "Base 11/19"]', 5, "is the start again", "order"),
    ('[[follow]]\ngpx = "away.gpx"', 5, "no file 'away.gpx' beside", "no GPX file"),
    ('[[follow]]\nroute = "EV5"\nto = "Nirgends"', 6, "Nirgends", "."),
    (
        '[stages]\ncount = 3\nat = ["T074"]\nnot_at = ["T074"]',
        6,
        "must end at 'T074', and none may",
        "Leave it out",
    ),
    ('end = "T074"\n[stages]\ncount = 3\nstart_anywhere = true', 7, "only a round trip", "Leave"),
    (
        'season = "winter"\n[stages]\ncount = 3\nends = ["camping 500"]',
        7,
        "campsites are closed",
        "lodging",
    ),
]


@pytest.mark.parametrize(("text", "line", "said", "remedy"), UNRESOLVED)
def test_what_cannot_be_meant_is_named_with_its_line(
    text: str, line: int, said: str, remedy: str, tmp_path: Path
) -> None:
    """Unknown ids, contradictory orders, must and never at once, a GPX that is missing."""
    path = written(tmp_path, text)
    with pytest.raises(SpecError, match=said) as caught:
        asked(path)
    assert caught.value.problem.startswith(f"{path}, line {line}: "), caught.value.problem
    assert re.search(remedy, caught.value.remedy)


def test_gpx_files_beside_the_spec_are_named_and_broken_ones_refused(tmp_path: Path) -> None:
    """The remedy lists what is there."""
    (tmp_path / "broken.gpx").write_text("no gpx", encoding="utf-8")
    with pytest.raises(SpecError, match="away") as caught:
        asked(written(tmp_path, '[[follow]]\ngpx = "away.gpx"'))
    assert "broken.gpx" in caught.value.remedy
    with pytest.raises(SpecError, match="line 5: "):
        asked(written(tmp_path, '[[follow]]\ngpx = "broken.gpx"'))


def test_a_campsite_counts_in_summer_and_beside_lodging(tmp_path: Path) -> None:
    """In winter the day's end may still be lodging."""
    text = 'on = {on}\n[stages]\ncount = 3\nends = [["camping 500", "lodging 500"]]'
    kinds = {}
    for on in ("2026-07-01", "2026-12-01"):
        stages = asked(written(tmp_path, text.format(on=on))).stages
        assert stages is not None
        kinds[on] = [offer.kind for offer in stages.ends[0]]
    assert kinds == {"2026-07-01": ["camping", "lodging"], "2026-12-01": ["lodging"]}


def test_heads_that_are_missing_or_of_another_kind_are_refused(tmp_path: Path) -> None:
    """A start, a profile, a kind, a name that can be an address."""
    head = 'kind = "journey"\nprofile = "hike"\n'
    with pytest.raises(SpecError, match="key 'start' is missing"):
        read_journey(written(tmp_path, "", head=head))
    with pytest.raises(SpecError, match="line 1: 'kind' is 'loop'"):
        read_journey(written(tmp_path, "", head='kind = "loop"\n'))
    with pytest.raises(SpecError, match="cannot be an address"):
        read_journey(written(tmp_path, "", name="Ma Traversée.toml"))
    with pytest.raises(SpecError, match='line 2: No profile is called "hiker"'):
        asked(written(tmp_path, "", head=HEAD.replace('"hike"', '"hiker"')))
    with pytest.raises(UnknownNameError, match=r'^No profile is called "hiker"'):
        asked(written(tmp_path, ""), profile="hiker")


def test_a_spec_says_whether_it_is_of_a_journey(tmp_path: Path) -> None:
    """Without reading all of it."""
    assert is_journey(written(tmp_path, ""))
    assert not is_journey(written(tmp_path, "", head='profile = "hike"\n'))


def test_errors_of_the_planner_name_the_line_that_asked(tmp_path: Path) -> None:
    """Places by where they are, stages, lengths and routes by their key."""
    path = written(tmp_path, WHOLE.replace('"Gare d\'Arras"', '"50.29,2.78"'))
    spec = read_journey(path)
    request = asked(path)
    visit = next(one for one in request.visits if one.stop.id == "9-9bis")
    lon, lat = visit.stop.lonlat
    start = "{1:.6f},{0:.6f}".format(*request.start.lonlat)
    cases = [
        (NoJourneyError(f"No way leads to {lat:.6f},{lon:.6f}."), 8),
        (NoJourneyError("The shortest tour is too long."), 5),
        (NoSplitError("It cannot be cut."), 35),
        (UnknownNameError("The map has no route 'EV5'."), 29),
        (ProfileError("Wrong."), 2),
        (NoJourneyError(f"{start} is nowhere."), 3),
    ]
    for error, line in cases:
        with pytest.raises(type(error)) as caught, naming_lines(spec, request):
            raise error
        assert caught.value.problem.startswith(f"{path}, line {line}: "), caught.value.problem
        assert str(caught.value).startswith(caught.value.problem)
    with pytest.raises(OutsideError, match=r"^Disk full"), naming_lines(spec, request):
        raise OutsideError("Disk full.")
    bare = replace(request, length_m=None)
    with pytest.raises(NoJourneyError, match=rf"^{path}: None"), naming_lines(spec, bare):
        raise NoJourneyError("None.")


def test_ways_to_trains_are_wanted_where_the_spec_says_so(tmp_path: Path) -> None:
    text = WHOLE.replace('"Gare d\'Arras"', '"50.29,2.78"')
    assert asked(written(tmp_path, f"trains_home = true\n{text}")).trains_home
