"""Whole journeys on a drawn ladder: stages, variants, what is left out, what changes later."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itinera.errors import InputError, WaypointError
from itinera.geodesy import distance
from itinera.itinerary import Itinerary, Stop
from itinera.planning.errors import AvoidedViaError, NoJourneyError, NoSplitError
from itinera.planning.journey import Band, Journey, Offer, StageWish, Visit
from itinera.planning.journey.journeys import circle, digest_of
from itinera.planning.journey.request import Changes
from planning.journey.ladder import BEDS, along, at, closed, ladder, middle, planner, round_trip


def spelled(itinerary: Itinerary) -> str:
    """Return the letters of the ladder that a line passes, in order."""
    found = ""
    letters = {letter: np.array(ladder().lonlat(letter)) for letter in "ABCDEFGHIJKLMN"}
    for point in itinerary.lonlat:
        for letter, lonlat in letters.items():
            near = np.abs(point - lonlat).max() < 1e-5
            if near and not found.endswith(letter):
                found += letter
    return found


def stages(journey: Journey) -> list[str]:
    """Return the letters of each stage."""
    return [spelled(stage.itinerary) for stage in journey.stages]


def test_a_journey_is_the_whole_its_stages_and_what_there_is_to_say() -> None:
    """12 km along the upper street, a bed after 4 and 8 km."""
    found = planner().journey(along())
    assert spelled(found.whole) == "ABCDEFG"
    assert stages(found) == ["ABC", "CDE", "EFG"]
    assert found.whole.kind == "journey"
    assert [met.name for met in (found.whole.waypoints[0], found.whole.waypoints[-1])] == ["A", "G"]
    assert {stage.itinerary.kind for stage in found.stages} == {"stage"}
    assert [stage.number for stage in found.stages] == [1, 2, 3]
    assert [stage.effort for stage in found.stages] == pytest.approx([4000.0] * 3, rel=2e-3)
    assert [stage.to_m for stage in found.stages][:-1] == [s.from_m for s in found.stages[1:]]
    assert found.stages[-1].to_m == pytest.approx(found.whole.length_m)
    assert [s.end.name if s.end else None for s in found.stages] == ["Inn C", "Inn E", None]
    assert found.stages[0].itinerary.name == "Stage 1: A – Inn C"
    assert "3 stages of 4.0 to 4.0 km." in found.notes
    assert [s.train.name if s.train else None for s in found.stages] == [None, "Halt G", "Halt G"]


def test_a_round_trip_needs_a_reason() -> None:
    """Nothing to visit or follow, and no length: nobody knows where to."""
    with pytest.raises(InputError, match="visits nothing and has no length"):
        planner().journey(along(end=None))


def test_a_start_that_is_the_best_already_stays() -> None:
    """At a hotel that the round trip begins and ends at, whichever of the two is meant."""
    wish = StageWish(measure="length_m", ends=(BEDS,), rotate=True)
    request = round_trip(stages=wish)
    found = planner().journey(replace(request, start=at("E"), visits=(Visit(at("A")),)))
    assert found.whole.start == pytest.approx(ladder().lonlat("E"), abs=1e-5)


def test_the_climb_is_said_where_one_was_wished() -> None:
    """The ladder has no heights: nothing is climbed."""
    found = planner().journey(along(climb_m=300.0))
    assert "Climb of the whole: 0 m; wished: 300 m." in found.notes
    assert not any("Climb" in note for note in planner().journey(along()).notes)


def test_detours_to_bed_are_in_the_stages_and_not_in_the_whole() -> None:
    """Along the lower street the hotels are a kilometre off."""
    request = along(visits=tuple(Visit(at(letter), within_m=50.0) for letter in "JL"))
    wish = StageWish(count=(3, 3), measure="length_m", ends=((Offer("lodging", 1500.0),),))
    found = planner().journey(replace(request, stages=wish))
    total_m = sum(stage.itinerary.length_m for stage in found.stages)
    detours_m = sum(stage.detour_m for stage in found.stages)
    assert total_m == pytest.approx(found.whole.length_m + detours_m, abs=0.1)
    assert [stage.itinerary.length_m for stage in found.stages] == pytest.approx(
        [stage.effort for stage in found.stages], abs=0.1
    )


def test_what_is_left_out_says_what_it_would_cost() -> None:
    """M lies a kilometre off a way that may be 12.1 km long: there and back is 2 km more."""
    visits = (Visit(at("M"), must=False, prize=5.0, within_m=50.0),)
    found = planner().journey(along(visits=visits, length_m=Band(11_900.0, 12_000.0, 12_100.0)))
    (missed,) = found.left_out
    assert missed.stop.name == "M"
    assert missed.extra_m == pytest.approx(2000.0, rel=0.01)
    assert missed.why == "It would cost 2.0\N{NO-BREAK SPACE}km more."
    assert any("Left out" in note and "M (+2.0" in note for note in found.notes)


def test_what_was_left_out_is_listed_the_cheapest_first() -> None:
    """K is 2 km more; H, at the other end, is left behind A: 2 km too; N costs no more than K."""
    visits = tuple(Visit(at(c), must=False, prize=5.0, within_m=50.0) for c in "HKI")
    wide = along(visits=visits, length_m=Band(11_900.0, 12_000.0, 12_100.0), stages=None)
    found = planner().journey(wide)
    costs = [missed.extra_m for missed in found.left_out]
    assert len(costs) == 3
    assert costs == sorted(costs)
    (note,) = [note for note in found.notes if note.startswith("Left out")]
    assert all(f"{letter} (+" in note for letter in "HKI")


def test_places_that_are_never_to_be_passed_are_passed_round() -> None:
    """D on the upper street: the way goes below it."""
    found = planner().journey(along(never=(at("D"),), stages=None))
    assert "D" not in spelled(found.whole)
    assert found.stages == ()
    with pytest.raises(AvoidedViaError, match="'D'"):
        planner().journey(along(never=(at("D"),), visits=(Visit(at("D")),)))


@pytest.mark.parametrize(("north_m", "passed"), [(148.0, False), (153.0, True)])
def test_what_is_never_passed_is_a_circle_of_150_m(north_m: float, passed: bool) -> None:
    """A street 148 m off is not used, one 153 m off is."""
    lon, lat = ladder().lonlat("D")
    pit = Stop("pit", (lon, lat + north_m / 111_240.0))
    found = planner().journey(along(never=(pit,), stages=None))
    assert ("D" in spelled(found.whole)) is passed


def test_the_circle_is_as_wide_as_high() -> None:
    """Metres, though degrees of longitude are shorter here."""
    west, south, east, north = circle((2.8, 50.4)).bounds
    assert distance((west, 50.4), (east, 50.4)) == pytest.approx(300.0, rel=0.01)
    assert distance((2.8, south), (2.8, north)) == pytest.approx(300.0, rel=0.01)


def test_a_round_trip_may_begin_where_its_stages_are_best() -> None:
    """From A round the ladder the hotels are 4 and 8 km away, and nothing on the way back."""
    wish = StageWish(count=(2, 2), measure="length_m", ends=(BEDS,))
    fixed = planner().journey(round_trip(stages=wish))
    free = planner().journey(round_trip(stages=replace(wish, rotate=True)))
    worst = [max(stage.effort for stage in one.stages) for one in (fixed, free)]
    assert worst[1] <= worst[0]
    assert free.whole.length_m == pytest.approx(fixed.whole.length_m, abs=0.5)
    start = free.whole.start
    assert min(np.hypot(*(np.array(start) - ladder().lonlat(c))) for c in "ACE") < 1e-5
    assert free.whole.start == pytest.approx(free.whole.end, abs=1e-7)


def test_the_way_round_is_chosen_for_the_stages() -> None:
    """Hotels lie on one side: whichever way round, the split is the better of both."""
    wish = StageWish(count=(3, 3), measure="length_m", ends=(BEDS,))
    found = planner().journey(round_trip(stages=wish))
    assert spelled(found.whole)[0] == "A"
    assert spelled(found.whole)[-1] == "A"
    assert "G" in spelled(found.whole)


def test_variants_are_shortcuts_ways_round_and_ways_from_stations() -> None:
    """Up and down the rungs one saves 4 km; a closed day goes below; from I it is 1 km to B."""
    visits = tuple(Visit(at(letter), within_m=50.0) for letter in "ICKE")
    wish = StageWish(count=(1, 1), measure="length_m")
    crooked = planner().journey(along(visits=visits, order="fixed", shortcuts=True, stages=wish))
    (shortcut,) = crooked.variants
    assert shortcut.name == "Shortcut of stage 1: A – G"
    assert shortcut.length_m == pytest.approx(crooked.whole.length_m - 4000.0, rel=2e-3)
    found = planner().journey(along(shortcuts=True, closed_days=(2,), access=(at("I"),)))
    names = [variant.name for variant in found.variants]
    assert {variant.kind for variant in found.variants} == {"variant"}
    assert names[0].startswith("Way from I to the journey, at km ")
    assert names[1:] == ["Stage 2 closed, the way round: Inn C – Inn E"]
    access, round_it = found.variants
    assert spelled(round_it) == "CJKLE"
    assert spelled(access) == "IB"
    assert access.length_m == pytest.approx(1000.0, rel=0.01)


def test_ways_to_trains_lead_from_bed_to_platform() -> None:
    """From the inn at E it is 4 km to the halt at G; from the inn at C it is too far."""
    found = planner().journey(along(trains_home=True))
    (way,) = found.variants
    assert way.name == "Stage 2, to the train: Inn E – Halt G"
    assert spelled(way) == "EFG"
    at_stations = StageWish(count=(2, 2), measure="length_m", ends=((Offer("station", 5000.0),),))
    assert planner().journey(along(trains_home=True, stages=at_stations)).variants == ()


def test_variants_that_cannot_be_are_refused_or_left_out() -> None:
    """There is no stage 7; on an island there is no way from there."""
    with pytest.raises(NoJourneyError, match="no stage 7 that could be closed"):
        planner().journey(along(closed_days=(7,)))
    lon, lat = ladder().lonlat("A")
    heard: list[str] = []
    far = replace(at("A", "Far"), lonlat=(lon - 0.5, lat))
    with pytest.raises(WaypointError, match="Far"):
        planner().journey(along(access=(far,)), lambda what, _: heard.append(what))
    assert heard == ["roads"]  # known before the tour is planned


def test_a_closed_edge_changes_its_stage_only() -> None:
    """Between D and E is closed: day 2 passes below, days 1 and 3 are as they were."""
    before = planner().journey(along())
    after = planner().journey(along(changes=closed("D", "E")))
    assert stages(after) == ["ABC", "CDKLE", "EFG"]
    for number in (0, 2):
        old, new = before.stages[number].itinerary, after.stages[number].itinerary
        assert np.array_equal(old.lonlat, new.lonlat)
        assert old.name == new.name
    assert after.stages[1].effort == pytest.approx(6000.0, rel=2e-3)
    assert after.whole.length_m == pytest.approx(before.whole.length_m + 2000.0, rel=1e-3)


@settings(deadline=None, max_examples=12)
@given(st.sampled_from(["AB", "BC", "CD", "DE", "EF", "FG"]))
def test_a_closed_edge_keeps_all_other_stages(pair: str) -> None:
    """Whichever stretch is closed, the ends stay and only one stage is another."""
    before = planner().journey(along())
    after = planner().journey(along(changes=closed(*pair)))
    changed = [
        old.number
        for old, new in zip(before.stages, after.stages, strict=True)
        if not np.array_equal(old.itinerary.lonlat, new.itinerary.lonlat)
    ]
    assert changed == [1 + "ABCDEFG".index(pair[0]) // 2]


def test_closures_beside_each_other_are_passed_round_in_one() -> None:
    """Not up to D and down again between the two."""
    shut = (middle("C", "D"), middle("D", "E"))
    found = planner().journey(along(changes=Changes(shut=shut)))
    assert stages(found) == ["ABC", "CJKLE", "EFG"]


def test_the_way_is_left_where_that_adds_least() -> None:
    """With C-D and the rung at C closed one turns off at B, not at C to come back."""
    shut = (middle("C", "D"), middle("C", "J"))
    found = planner().journey(along(stages=None, changes=Changes(shut=shut)))
    assert spelled(found.whole) == "ABIJKDEFG"


def test_a_stage_end_before_a_closed_street_stays() -> None:
    """Even where one has to come back from it: E-F and the rung at E are closed."""
    shut = (middle("E", "F"), middle("E", "L"))
    found = planner().journey(along(changes=Changes(shut=shut)))
    assert stages(found) == ["ABC", "CDE", "EDKLMFG"]


def test_a_limit_that_a_way_round_breaks_moves_no_more_ends_than_it_must() -> None:
    """Days of at most 5.5 km that may end anywhere: day 2 ends a junction earlier, at L."""
    wish = StageWish(count=(3, 3), measure="length_m", band=Band(0.0, None, 5500.0))
    before = planner().journey(along(stages=wish))
    after = planner().journey(along(stages=wish, changes=closed("D", "E")))
    assert stages(before) == ["ABC", "CDE", "EFG"]
    assert stages(after) == ["ABC", "CDKL", "LEFG"]


def test_what_is_closed_elsewhere_changes_nothing() -> None:
    """The lower street is not used."""
    before, after = (planner().journey(along(**o)) for o in ({}, {"changes": closed("K", "L")}))
    assert stages(before) == stages(after)
    assert np.array_equal(before.whole.lonlat, after.whole.lonlat)


def test_a_limit_that_a_way_round_would_break_moves_the_ends_beside_it() -> None:
    """Days of at most 5 km: with 2 km more, day 2 cannot stay, and no other split does."""
    wish = StageWish(count=(3, 3), measure="length_m", band=Band(0.0, None, 5000.0), ends=(BEDS,))
    with pytest.raises(NoSplitError):
        planner().journey(along(stages=wish, changes=closed("D", "E")))


def test_a_wish_that_a_closed_area_covers_is_left_out_and_told() -> None:
    """D is a wish on the way; around it is closed."""
    visits = (Visit(at("D"), must=False, prize=3.0, within_m=50.0),)
    lon, lat = ladder().lonlat("D")
    area = middle("D", "D", wide_m=400.0)
    assert area.bounds[0] < lon < area.bounds[2]
    assert area.bounds[1] < lat < area.bounds[3]
    found = planner().journey(along(visits=visits, changes=Changes(shut=(area,))))
    assert stages(found) == ["ABC", "CJKLE", "EFG"]
    (missed,) = found.left_out
    assert missed.why == "What is closed now kept the way off it."


def test_a_wish_beside_the_way_is_not_lost_by_a_closure_elsewhere() -> None:
    """300 m north of D no way comes nearer than that: one is led to D, and that counts."""
    north = Stop("North of D", (ladder().lonlat("D")[0], ladder().lonlat("D")[1] + 0.0027))
    visits = (Visit(north, must=False, prize=3.0, within_m=50.0),)
    for changes in (Changes(), closed("A", "B")):
        found = planner().journey(along(visits=visits, changes=changes))
        assert found.left_out == ()
        assert "1 of 1" in found.notes[0]


def test_what_must_be_visited_is_visited_round_a_closure_too() -> None:
    """N is at the end of the street that is closed: one comes to it from G and goes back."""
    visits = (Visit(at("N"), within_m=50.0), Visit(at("M"), within_m=50.0))
    request = along(end=at("A"), visits=visits, order="fixed", stages=None)
    before = planner().journey(request)
    after = planner().journey(replace(request, changes=closed("M", "N")))
    assert "NM" in spelled(before.whole)
    assert "GNG" in spelled(after.whole)
    assert [met.name for met in after.whole.waypoints if met.name in ("N", "M")] == ["N", "M"]


def test_what_must_be_visited_cannot_be_closed() -> None:
    """Nor the start, nor the end; nor is there a way out of a cage."""
    area = middle("D", "D", wide_m=400.0)
    with pytest.raises(NoJourneyError, match=r"'D' .* must be visited, and lies in"):
        planner().journey(along(visits=(Visit(at("D")),), changes=Changes(shut=(area,))))
    both = tuple(middle(*pair) for pair in ("DE", "KL"))
    with pytest.raises(
        NoJourneyError, match=r"No way leads round what is closed at km 6\.0 to 8\.0"
    ):
        planner().journey(along(changes=Changes(shut=both)))


def test_a_stage_end_that_is_closed_moves_and_the_number_of_stages_stays() -> None:
    """The street at C is closed, where stage 1 ended; any junction would do for an end."""
    wish = StageWish(count=(3, 3), measure="length_m")
    area = middle("C", "C", wide_m=300.0)
    before = planner().journey(along(stages=wish))
    after = planner().journey(along(stages=wish, changes=Changes(shut=(area,))))
    assert len(after.stages) == 3
    assert "C" not in spelled(after.whole)
    assert stages(before)[2] == stages(after)[2]


def test_moving_one_end_keeps_the_others() -> None:
    """Junctions 2 km apart: day 1 ends at B instead, day 2 still at E."""
    wish = StageWish(count=(3, 3), measure="length_m")
    before = planner().journey(along(stages=wish))
    after = planner().journey(along(stages=wish, changes=Changes(moved=((1, at("B")),))))
    assert stages(before) == ["ABC", "CDE", "EFG"]
    assert stages(after) == ["AB", "BCDE", "EFG"]
    assert np.array_equal(before.stages[2].itinerary.lonlat, after.stages[2].itinerary.lonlat)


def test_an_end_cannot_be_moved_anywhere() -> None:
    """Not of the last stage, not past another end, not where there is no bed."""
    wish = StageWish(count=(3, 3), measure="length_m")
    cases = [
        (along(changes=Changes(moved=((3, at("B")),))), "no end of stage 3 that could be moved"),
        (along(stages=None, changes=Changes(moved=((1, at("B")),))), "no end of stage 1"),
        (along(stages=wish, changes=Changes(moved=((1, at("F")),))), "it would be stage 2"),
        (along(changes=Changes(moved=((1, at("G")),))), "the nearest place .* is Inn E, 4.0 km"),
    ]
    for request, said in cases:
        with pytest.raises(NoJourneyError, match=said):
            planner().journey(request)


def test_a_journey_that_cannot_be_cut_is_led_past_a_bed() -> None:
    """Along the lower street there is nothing; hotels stand a kilometre above it."""
    visits = tuple(Visit(at(letter), within_m=50.0) for letter in "HN")
    wish = StageWish(measure="length_m", band=Band(0.0, None, 9000.0), ends=(BEDS,))
    found = planner().journey(along(visits=visits, stages=wish))
    assert max(stage.effort for stage in found.stages) <= 9000.0
    assert any(note.startswith("Led past Inn ") for note in found.notes)
    fixed = planner().journey(along(visits=visits, stages=wish, order="fixed"))
    assert re.fullmatch(r"A.*H.*[CE].*N.*G", spelled(fixed.whole))
    with pytest.raises(NoSplitError):
        planner().journey(along(stages=replace(wish, band=Band(0.0, None, 3000.0))))


def test_a_journey_told_in_three_languages_is_one() -> None:
    """Same line, same numbers, other words."""
    told = planner().journeys_in(along(), {"fr": "Échelle", "en": "Ladder", "nl": ""})
    assert [one.whole.name for one in told.values()][:2] == ["Échelle", "Ladder"]
    assert told["nl"].whole.name == "Tocht van 12,0\N{NO-BREAK SPACE}km vanaf A"
    assert told["fr"].stages[0].itinerary.name == "Étape 1 : A – Inn C"
    assert len({one.whole.lonlat.tobytes() for one in told.values()}) == 1
    assert len({one.digest for one in told.values()}) == 1


def test_the_digest_tells_questions_apart_and_not_their_words() -> None:
    """Language, name and lines of the spec are no part of the question."""
    same = along(lang="nl", name="Anders", visits=())
    other = along(visits=(Visit(at("D")),))
    assert digest_of(along(), "g") == digest_of(same, "g")
    assert len({digest_of(along(), "g"), digest_of(other, "g"), digest_of(along(), "h")}) == 3
    assert digest_of(along(changes=closed("D", "E")), "g") != digest_of(along(), "g")


def test_progress_is_told_and_ends() -> None:
    """From the roads to the telling."""
    heard: list[tuple[str, float]] = []
    planner().journey(
        along(changes=closed("D", "E")), lambda what, share: heard.append((what, share))
    )
    names = [what for what, _ in heard]
    assert names[0] == "roads"
    assert heard[-1] == ("telling", 1.0)
    assert {"places", "stages", "changes", "variants"} <= set(names)
    assert all(0.0 <= share <= 1.0 for _, share in heard)
