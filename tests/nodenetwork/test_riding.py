"""Numbers in order become an itinerary: signed legs first, chains told, gaps and doubles named."""

from __future__ import annotations

import itertools
from dataclasses import replace
from pathlib import Path

import gpxpy
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itinera.errors import InputError, NoRouteError, UnknownNameError, WaypointError
from itinera.export.gpx import to_gpx
from itinera.export.json import itinerary_object
from itinera.geodesy import length
from itinera.nodenetwork.model import NodeNetwork
from itinera.nodenetwork.ride import NumberedRide, NumbersRequest, ride_numbers
from itinera.nodenetwork.store import open_network, to_geojson
from nodenetwork.drawn_network import SQUARE, Drawing
from terrains import FormulaTerrain


def ride(network: NodeNetwork, *numbers: str, **wish: str) -> NumberedRide:
    return ride_numbers(network, NumbersRequest(numbers, **{"lang": "en", **wish}))


@pytest.fixture(scope="module")
def square(tmp_path_factory: pytest.TempPathFactory) -> NodeNetwork:
    return SQUARE.imported(tmp_path_factory.mktemp("square"))


def test_numbers_in_order_give_line_length_and_cues(square: NodeNetwork) -> None:
    """North 1 km, right, 1 km east, right, 1 km south."""
    one = ride(square, "12", "45", "7", "8").itinerary
    assert one.kind == "network-route"
    assert one.name == "12 – 45 – 07 – 8"
    assert one.length_m == pytest.approx(3000.0, abs=0.5)
    assert one.length_m == pytest.approx(length(one.lonlat))
    assert [(round(cue.at_m, -1), cue.turn, cue.text) for cue in one.cues] == [
        (0, "depart", "Start at node 12, towards 45"),
        (1000, "right", "At node 45, turn right towards 07"),
        (2000, "right", "At node 07, turn right towards 8"),
        (3000, "arrive", "Arrival: node 8"),
    ]
    assert [met.name for met in one.waypoints] == ["12", "45", "07", "8"]
    assert one.waypoints[1].id == f"node/{SQUARE.node_id('B')}"
    assert one.networks == {
        "rcn:12-45": pytest.approx(1000.0, abs=0.5),
        "rcn:45-07": pytest.approx(1000.0, abs=0.5),
        "rcn:07-8": pytest.approx(1000.0, abs=0.5),
    }
    assert one.profile == "touring_bike"
    assert 3000.0 / 8.0 < one.time_s < 3000.0 / 3.0  # 11 to 29 km/h


def test_with_a_terrain_a_ride_has_its_climb(square: NodeNetwork) -> None:
    """Level northwards, then 1 km east at 3 % up, and level again southwards."""
    numbers = NumbersRequest(("12", "45", "7", "8"), lang="en")
    start = ride(square, "12", "45").itinerary.start
    slope = FormulaTerrain(lambda east, _: 50.0 + east * 0.03, origin=start, model=True)
    one = ride_numbers(square, numbers, terrain=slope).itinerary
    assert one.climb_m == pytest.approx(30.0, abs=0.5)
    assert one.descent_m == pytest.approx(0.0, abs=0.5)
    assert one.effort.km_effort == pytest.approx(3.3, abs=0.01)
    assert one.ele is not None
    assert one.ele[[0, -1]].tolist() == pytest.approx([50.0, 80.0], abs=0.3)
    assert one.elevation is not None
    assert one.elevation.model_m == pytest.approx(3000.0, abs=1.0)


def test_without_a_terrain_or_beyond_it_the_climb_is_unknown(square: NodeNetwork) -> None:
    nowhere = FormulaTerrain(lambda east, _: np.full(len(east), np.nan))
    for terrain in (None, nowhere):
        one = ride_numbers(square, NumbersRequest(("12", "45")), terrain=terrain).itinerary
        assert (one.climb_m, one.descent_m, one.ele, one.elevation) == (None, None, None, None)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("fr", "Au point-nœud 45, tournez à droite vers le 07"),
        ("en", "At node 45, turn right towards 07"),
        ("nl", "Bij knooppunt 45: rechtsaf richting 07"),
    ],
)
def test_cues_speak_the_language(square: NodeNetwork, lang: str, text: str) -> None:
    assert ride(square, "12", "45", "7", lang=lang).itinerary.cues[1].text == text


def test_going_back_turns_round_and_repeats(square: NodeNetwork) -> None:
    one = ride(square, "12", "45", "12").itinerary
    assert one.cues[1].turn == "uturn"
    assert one.repeated_m == pytest.approx(1000.0, abs=0.5)
    assert one.start == one.end


def test_numbers_that_are_no_neighbours_are_joined_and_told(square: NodeNetwork) -> None:
    found = ride(square, "12", "8")
    assert found.itinerary.length_m == pytest.approx(3000.0, abs=0.5)
    assert "No signed leg joins 12 and 8: the way goes through 45, 07." in found.notes
    assert not [n for n in ride(square, "12", "45").notes if n.startswith("No signed leg")]


def test_the_signed_leg_is_taken_even_where_another_way_is_shorter(tmp_path: Path) -> None:
    """1 and 2 are signed by a bend of 600 m; by 3 it would be 200 m."""
    drawing = Drawing(
        {"A": (0, 0), "B": (200, 0), "C": (100, 0), "D": (0, 200), "E": (200, 200)},
        {"A": "1", "B": "2", "C": "3"},
        {"1-2": ["ADEB"], "1-3": ["AC"], "2-3": ["CB"]},
    )
    network = drawing.imported(tmp_path)
    assert ride(network, "1", "2").itinerary.length_m == pytest.approx(600.0, abs=0.5)
    assert ride(network, "1", "3", "2").itinerary.length_m == pytest.approx(200.0, abs=0.5)


def test_proposed_legs_are_not_ridden_and_alternates_only_for_want_of_better(
    tmp_path: Path,
) -> None:
    proposed = replace(SQUARE, route_tags={"45-07": {"state": "proposed"}}).imported(tmp_path)
    with pytest.raises(NoRouteError, match=r"from 12#\d+ .* to 8#\d+ .*nearest reached is 12#"):
        ride(proposed, "12", "8")
    alternate = replace(SQUARE, route_tags={"12-45": {"state": "alternate"}}).imported(tmp_path)
    (warning,) = ride(alternate, "12", "45").itinerary.warnings
    assert (warning.code, warning.text) == ("alternate_leg", "Alternate leg 12-45")


def test_without_a_connection_the_nearest_is_told(square: NodeNetwork) -> None:
    with pytest.raises(NoRouteError, match="No signed legs lead from 12#") as caught:
        ride(square, "12", "99")
    assert caught.value.nearest is not None
    assert caught.value.nearest.startswith("8#")
    assert caught.value.nearest.endswith("4.3 km from 99")


def test_a_node_without_legs_says_so(tmp_path: Path) -> None:
    lone = replace(SQUARE, numbers={**SQUARE.numbers, "C": "50"})
    with pytest.raises(NoRouteError, match="No signed leg leaves 50#"):
        ride(lone.imported(tmp_path), "50", "12")


def test_an_unknown_number_is_told_with_the_nearest(square: NodeNetwork) -> None:
    with pytest.raises(UnknownNameError, match="No node bears the number '13'") as caught:
        ride(square, "12", "13")
    assert caught.value.nearest == "12, 8, 07"
    with pytest.raises(UnknownNameError, match="'Lens'"):
        ride(square, "12", "Lens")


TWINS = replace(
    SQUARE, numbers={**SQUARE.numbers, "Y": "12"}, routes={**SQUARE.routes, "98-99": ["YZ"]}
)


def test_a_number_of_two_nodes_is_named_with_both_places(tmp_path: Path) -> None:
    network = TWINS.imported(tmp_path)
    with pytest.raises(InputError, match="2 nodes bear the number '12'") as caught:
        ride(network, "12", "45")
    for letter in "AY":
        lon, lat = TWINS.lonlat(letter)
        assert f"12#{TWINS.node_id(letter)} (rcn, at {lat:.5f},{lon:.5f})" in caught.value.problem
        assert f"12#{TWINS.node_id(letter)}" in caught.value.remedy


def test_the_reading_that_joins_neighbours_is_offered(tmp_path: Path) -> None:
    """Of two nodes 12 only that of A is a neighbour of 45; 98 and 99 have no neighbour 12."""
    network = TWINS.imported(tmp_path)
    with pytest.raises(InputError, match=r"Read as neighbours these are: 12#100 45#101 07#103$"):
        ride(network, "12", "45", "7")
    with pytest.raises(InputError) as caught:
        ride(network, "12", "8")
    assert "neighbours" not in caught.value.remedy


def test_a_place_or_an_id_tells_twins_apart(tmp_path: Path) -> None:
    network = TWINS.imported(tmp_path)
    lon, lat = TWINS.lonlat("A")
    for word in (f"12@{lat},{lon}", f"12@{lat + 0.001}, {lon}", f"12#{TWINS.node_id('A')}"):
        assert ride(network, word, "45").itinerary.length_m == pytest.approx(1000.0, abs=0.5)


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("12@51.0,3.0", r"No node '12' is near '12@51.0,3.0': .* is 111\.\d km away"),
        ("12@95,3", "is not on Earth"),
        ("12#7", r"'12#7': node/7 is no node of number '12'. .*12#100 .*; 12#105"),
        ("45#100", "node/100 is no node of number '45'"),
    ],
)
def test_a_wrong_place_or_id_is_told(tmp_path: Path, word: str, said: str) -> None:
    with pytest.raises(WaypointError, match=said):
        ride(TWINS.imported(tmp_path), word, "45")


def test_posts_of_one_junction_are_one_node_and_the_hop_is_told(tmp_path: Path) -> None:
    """Two posts of 45, 60 m apart, with no way between them in the data."""
    drawing = Drawing(
        {"A": (0, 0), "B": (0, 500), "C": (60, 500), "D": (600, 500)},
        {"A": "12", "B": "45", "C": "45", "D": "7"},
        {"12-45": ["AB"], "45-7": ["CD"]},
    )
    one = ride(drawing.imported(tmp_path), "12", "45", "7").itinerary
    assert one.length_m == pytest.approx(500 + 60 + 540, abs=0.5)
    (warning,) = one.warnings
    assert (warning.code, round(warning.from_m), round(warning.to_m)) == ("junction_gap", 500, 560)
    assert [cue.name for cue in one.cues] == ["12", "45", "7"]
    assert one.cues[1].turn == "right"


def test_wrong_wishes_are_named(square: NodeNetwork, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="1 number cannot make a way"):
        ride(square, "12")
    with pytest.raises(InputError, match="'12' follows itself"):
        ride(square, "12", "12")
    with pytest.raises(InputError, match=r"no network 'rwn' here. There are: rcn"):
        ride(square, "12", "45", kind="rwn")
    with pytest.raises(InputError, match="Profile 'hike' does not travel on network 'rcn'"):
        ride(square, "12", "45", profile="hike")
    boats = replace(SQUARE, network="rmn").imported(tmp_path)
    with pytest.raises(InputError, match="'rmn' is neither for walkers nor for riders"):
        ride(boats, "12", "45")


def test_a_leg_round_may_follow_its_own_number(tmp_path: Path) -> None:
    places = {"A": (0, 0), "B": (100, 0), "C": (100, 100), "D": (0, 100)}
    network = Drawing(places, {"A": "4"}, {"4-4": ["ABCDA"]}).imported(tmp_path)
    assert ride(network, "4", "4").itinerary.length_m == pytest.approx(400.0, abs=0.5)


def test_an_inferred_end_is_warned_of(tmp_path: Path) -> None:
    network = Drawing({"A": (0, 0), "B": (300, 0)}, {"A": "1"}, {"1-2": ["AB"]}).imported(tmp_path)
    (warning,) = ride(network, "1", "2").itinerary.warnings
    assert (warning.code, round(warning.from_m)) == ("inferred_node", 300)


def test_shares_and_gpx_come_out_as_of_any_itinerary(tmp_path: Path) -> None:
    tags = {"AB": {"highway": "track", "surface": "gravel"}, "DE": {"highway": "steps"}}
    one = ride(replace(SQUARE, tags=tags).imported(tmp_path), "8", "07", "45", "12").itinerary
    plain = itinerary_object(one)
    assert plain["highways"] == {
        name: pytest.approx(1000.0, abs=0.5) for name in ("cycleway", "steps", "track")
    }
    assert plain["surfaces"] == {
        "unknown": pytest.approx(2000.0, abs=1.0),
        "gravel": pytest.approx(1000.0, abs=0.5),
    }
    assert plain["effort"]["difficulty"]["steps_m"] == pytest.approx(1000.0, abs=0.5)
    (steps,) = one.warnings
    assert (steps.code, round(steps.from_m), round(steps.to_m)) == ("steps", 0, 1000)
    gpx = gpxpy.parse(to_gpx(one))
    assert [(w.name, w.type) for w in gpx.waypoints] == [
        (number, "network_node") for number in ("8", "07", "45", "12")
    ]
    assert len(gpx.tracks[0].segments[0].points) == len(one.lonlat)


def test_a_stored_network_is_the_same_network(square: NodeNetwork, tmp_path: Path) -> None:
    (tmp_path / "network.geojson").write_bytes(to_geojson(square))
    again = open_network(tmp_path)
    assert to_geojson(again) == to_geojson(square)
    one, other = ride(square, "12", "8").itinerary, ride(again, "12", "8").itinerary
    assert np.array_equal(one.lonlat, other.lonlat)
    assert itinerary_object(one) == itinerary_object(other)


LETTERS = "ABCDEF"
PLACES = {letter: (400.0 * i, 300.0 * (i % 2)) for i, letter in enumerate(LETTERS)}
PAIRS = [a + b for a, b in itertools.combinations(LETTERS, 2)]


@given(
    words=st.sets(st.sampled_from(PAIRS), min_size=3),
    sequence=st.lists(st.sampled_from(LETTERS), min_size=2, max_size=5),
)
def test_a_sequence_reversed_is_as_long_where_all_goes_both_ways(
    tmp_path_factory: pytest.TempPathFactory, words: set[str], sequence: list[str]
) -> None:
    numbers = {letter: str(i + 1) for i, letter in enumerate(LETTERS)}
    routes = {f"{numbers[w[0]]}-{numbers[w[1]]}": [w] for w in sorted(words)}
    network = Drawing(PLACES, numbers, routes).imported(tmp_path_factory.mktemp("drawn"))
    wish = [numbers[letter] for letter, _ in itertools.groupby(sequence)]
    if len(wish) < 2:
        return
    try:
        there = ride(network, *wish).itinerary
    except NoRouteError:
        with pytest.raises(NoRouteError):
            ride(network, *reversed(wish))
        return
    back = ride(network, *reversed(wish)).itinerary
    assert back.length_m == pytest.approx(there.length_m)
    assert there.start == back.end
    assert there.waypoints[0].name == wish[0]


POSTS = Drawing(
    {"A": (0, 0), "B": (0, 500), "C": (60, 500), "D": (600, 500), "E": (60, 520), "F": (0, 520),
     "G": (0, 900), "H": (60, 900)},
    {"A": "12", "B": "45", "C": "45", "D": "7"},
    {"12-45": ["AB"], "45-7": ["CD"]},
)  # fmt: skip


def test_a_leg_across_a_junction_is_preferred_to_a_hop(tmp_path: Path) -> None:
    """100 m by the signed leg, not 60 m straight."""
    drawing = replace(POSTS, routes={**POSTS.routes, "45-45": ["BFEC"]})
    one = ride(drawing.imported(tmp_path), "12", "45", "7").itinerary
    assert one.length_m == pytest.approx(500 + 100 + 540, abs=0.5)
    assert one.warnings == ()


def test_a_leg_that_leads_far_round_is_no_way_across_a_junction(tmp_path: Path) -> None:
    """520 m from post to post are not ridden; the hop is, and it is told."""
    drawing = replace(
        POSTS,
        places={**POSTS.places, "G": (0, 730), "H": (60, 730)},
        routes={**POSTS.routes, "45-45": ["BGHC"]},
    )
    one = ride(drawing.imported(tmp_path), "12", "45", "7").itinerary
    assert one.length_m == pytest.approx(500 + 60 + 540, abs=0.5)
    assert [warning.code for warning in one.warnings] == ["junction_gap"]


def test_the_main_leg_is_taken_before_a_shorter_alternate(tmp_path: Path) -> None:
    drawing = Drawing(
        {"A": (0, 0), "B": (200, 0), "C": (0, 50), "D": (200, 50)},
        {"A": "1", "B": "2"},
        {"1-2": ["ACDB"], "1-2/2": ["AB"]},
        route_tags={"1-2/2": {"state": "alternate"}},
    )
    assert ride(drawing.imported(tmp_path), "1", "2").itinerary.length_m == pytest.approx(
        300.0, abs=0.5
    )


def test_what_lies_underfoot_turns_round_with_the_rider(tmp_path: Path) -> None:
    """Steps on the first 100 m of 300 are the last 100 m on the way back."""
    drawing = Drawing(
        {"A": (0, 0), "B": (100, 0), "C": (150, 0), "D": (300, 0)},
        {"A": "1", "D": "2"},
        {"1-2": ["AB", "BCD"]},
        tags={"AB": {"highway": "steps"}},
    )
    network = drawing.imported(tmp_path)
    spans = []
    for numbers in (("1", "2"), ("2", "1")):
        one = ride(network, *numbers).itinerary
        (steps,) = one.warnings
        spans.append((round(steps.from_m), round(steps.to_m)))
        assert one.highways["steps"] == pytest.approx(100.0, abs=0.1)
    assert spans == [(0, 100), (200, 300)]


def test_a_kink_at_a_node_is_no_turn(tmp_path: Path) -> None:
    """The last 3 m before the node bend east; the way as a whole goes straight on north."""
    drawing = Drawing(
        {"A": (0, 0), "K": (0, 500), "B": (3, 500), "C": (3, 1000)},
        {"A": "1", "B": "2", "C": "3"},
        {"1-2": ["AKB"], "2-3": ["BC"]},
    )
    assert ride(drawing.imported(tmp_path), "1", "2", "3").itinerary.cues[1].turn == "continue"


def test_two_readings_that_join_neighbours_are_not_offered(tmp_path: Path) -> None:
    drawing = replace(
        TWINS,
        numbers={**TWINS.numbers, "Z": "45"},
        routes={"12-45": ["AB"], "12-45/2": ["YZ"]},
    )
    with pytest.raises(InputError, match="2 nodes bear the number '12'") as caught:
        ride(drawing.imported(tmp_path), "12", "45")
    assert "neighbours" not in caught.value.remedy


def test_a_ride_begins_and_ends_at_the_ends_of_its_relation(tmp_path: Path) -> None:
    """1-2 runs from post A of 1 past its post B: 60 + 500 m, the same back; on the way from 3,
    which ends at B, the stretch from A is not ridden.
    """
    drawing = Drawing(
        {"A": (0, 0), "B": (60, 0), "C": (560, 0), "D": (60, 400)},
        {"A": "1", "B": "1", "C": "2", "D": "3"},
        {"1-2": ["AB", "BC"], "1-3": ["BD"]},
    )
    network = drawing.imported(tmp_path)
    for words, metres in (("1 2", 560), ("2 1", 560), ("3 1 2", 900), ("3 1", 400), ("2 1 3", 900)):
        one = ride(network, *words.split()).itinerary
        assert one.length_m == pytest.approx(metres, abs=0.5), words


def test_a_stretch_from_the_arriving_to_the_leaving_post_is_ridden_once(tmp_path: Path) -> None:
    """To 2 one arrives at C, 400 m on, and leaves it from D, 40 m further: the whole relation
    there and back is 440 + 440 m.
    """
    drawing = Drawing(
        {"A": (0, 0), "B": (0, 40), "C": (400, 0), "D": (400, 40)},
        {"A": "1", "C": "2", "D": "2"},
        {"1-2": ["AC>", "CD>", "DBA>"]},
    )
    network = drawing.imported(tmp_path)
    assert ride(network, "1", "2").itinerary.length_m == pytest.approx(440, abs=0.5)
    assert ride(network, "2", "1").itinerary.length_m == pytest.approx(440, abs=0.5)
