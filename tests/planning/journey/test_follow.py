"""Along marked routes and tracks: the whole of them, a part, round gaps, and never illegally."""

from __future__ import annotations

import numpy as np
import pytest

from itinera.errors import NoWayNearError, UnknownNameError
from itinera.itinerary import Stop
from itinera.itinerary.track import lay_track
from itinera.planning.errors import NoJourneyError
from itinera.planning.journey.follow import Followed, follow_notes, follow_path
from itinera.planning.journey.request import Follow
from itinera.planning.planner import Planner
from itinera.planning.request import Traveller
from sketch import World, marked, sketch, turn
from tracks.tracing import laid, line

#: EV5 runs A–B–C–D over the top while A–E–D is shorter, and has a gap from D to F.
ART = """
  B--C
  |  |
A-+  +-D-F--G
|      |
+--E---+
"""
EV5 = {"route": "bicycle", "network": "icn", "ref": "EV5", "name": "EuroVelo 5"}
NODES = {"network:type": "node_network"}
PR = {"route": "hiking", "network": "lwn", "ref": "PR 7"}


@pytest.fixture(scope="module")
def world() -> World:
    return sketch(ART, relations=[marked("ABCD", "FG", **EV5), marked("AE", **PR)], step_m=200.0)


def followed(
    world: World, follow: Follow, *, profile: str = "hike", backwards: bool = False
) -> Followed:
    planner = Planner(world.graph)
    travel = planner.travels.of(Traveller(profile))
    return follow_path(planner, travel, follow, backwards=backwards)


def letters(world: World, found: Followed) -> str:
    """Return the letters that a path passes."""
    track = lay_track(world.graph, [found.path])
    nodes = [int(track.arcs[0]), *track.arcs[1:].tolist()]
    tails = world.graph.arc_tails()[nodes].tolist()
    last = int(world.graph.arc_heads()[track.arcs[-1]])
    return "".join(chr(int(world.graph.nodes.osm_id[n])) for n in [*tails, last])


def at(world: World, letter: str) -> Stop:
    return Stop(letter, world.lonlat(letter))


@pytest.mark.parametrize("name", ["EV5", "ev 5", "icn:EV5", "bicycle:ev5", "EuroVelo 5"])
def test_the_whole_route_is_followed_by_any_of_its_names(world: World, name: str) -> None:
    """From its western end, over B and C though E is shorter, and on over the gap."""
    found = followed(world, Follow(route=name))
    assert letters(world, found) == "ABCDFG"
    assert (found.name, found.whole) == ("EV5", True)
    assert found.length_m == pytest.approx(3200.0, rel=5e-3)


def test_a_gap_is_routed_and_told_with_its_length(world: World) -> None:
    found = followed(world, Follow(route="EV5"))
    (gap,) = found.gaps
    assert (gap.reason, gap.length_m) == ("missing", pytest.approx(400.0, rel=5e-3))
    assert gap.from_m == pytest.approx(2200.0, rel=5e-3)
    assert gap.lonlat == pytest.approx(world.lonlat("D"), abs=1e-6)
    assert found.beside_m == gap.length_m
    said = follow_notes(found, "en")
    assert said == (
        "EV5: 400\N{NO-BREAK SPACE}m beside the route from km 2.2, where it has a gap.",
    )
    assert all(follow_notes(found, lang) != said for lang in ("fr", "nl"))


def test_notes_count_from_the_start_of_the_whole_way_in_its_own_sense(world: World) -> None:
    """From G on to A and E the gap F–D begins after 600 m; a way past no gap tells of none."""
    found = followed(world, Follow(route="EV5"))
    (back,) = follow_notes(found, "en", along=laid(world, "GFDCBAE"))
    assert "from km 0.6," in back
    assert follow_notes(found, "en", along=laid(world, "ABCD")) == ()


def test_a_part_lies_between_the_nearest_points_of_two_places(world: World) -> None:
    part = followed(world, Follow(route="EV5", begin=at(world, "E"), end=at(world, "C")))
    back = followed(world, Follow(route="EV5", begin=at(world, "C"), end=at(world, "B")))
    assert letters(world, back) == "CB"
    assert not part.whole
    assert part.start.moved_m > 0.0


def test_backwards_goes_from_the_end(world: World) -> None:
    follow = Follow(route="EV5", begin=at(world, "B"), end=at(world, "G"))
    assert letters(world, followed(world, follow)) == "BCDFG"
    assert letters(world, followed(world, follow, backwards=True)) == "GFDCB"
    assert letters(world, followed(world, Follow(route="EV5"), backwards=True)) == "GFDCBA"


def test_with_one_place_given_it_is_followed_to_its_far_end(world: World) -> None:
    begins = followed(world, Follow(route="EV5", begin=at(world, "D")))
    ends = followed(world, Follow(route="EV5", end=at(world, "D")))
    assert (letters(world, begins), letters(world, ends)) == ("DCBA", "ABCD")
    assert begins.left_out_m > 0.0


def test_a_stretch_closed_to_the_traveller_is_gone_round() -> None:
    """Steps from B to C: a road bike takes E and F, and the note says why."""
    world = sketch(
        "A--B--C--D\n   |  |\n   E--F",
        tags={"BC": {"highway": "footway", "bicycle": "no"}},
        relations=[marked("ABCD", **EV5)],
        step_m=200.0,
    )
    found = followed(world, Follow(route="EV5"), profile="touring_bike")
    assert letters(world, found) == "ABEFCD"
    assert [gap.reason for gap in found.gaps] == ["closed"]
    assert "closed" in follow_notes(found, "en")[0]


def test_a_round_is_followed_all_round() -> None:
    world = sketch("A--B\n|  |\nC--D--E", relations=[marked("ABDCA", **PR)], step_m=200.0)
    found = followed(world, Follow(route="PR 7"))
    assert sorted(letters(world, found)[:-1]) == ["A", "B", "C", "D"]
    assert found.start == found.end
    assert found.left_out_m == pytest.approx(0.0, abs=1e-6)


def test_a_round_with_a_gap_is_followed_the_long_way() -> None:
    """From A to E there are 400 m beside it, and 37 km along it."""
    world = sketch(
        "B" + 90 * "-" + "C\n|" + 90 * " " + "|\nA-E" + 88 * "-" + "D",
        relations=[marked("ABCDE", **PR)],
        step_m=200.0,
    )
    found = followed(world, Follow(route="PR 7"))
    assert letters(world, found) in ("ABCDE", "EDCBA")
    assert (found.left_out_m, found.gaps) == (pytest.approx(0.0, abs=1e-6), ())


def test_a_round_on_a_stem_begins_and_ends_at_the_stem() -> None:
    world = sketch("S--A--B\n   |  |\n   C--D", relations=[marked("SABDCA", **PR)], step_m=200.0)
    found = followed(world, Follow(route="PR 7"))
    assert letters(world, found) in ("SABDCAS", "SACDBAS")
    assert found.left_out_m == pytest.approx(0.0, abs=1e-6)


def test_a_round_between_two_stems_is_followed_one_way() -> None:
    """No turning round at T only to take the other side of the ring too."""
    world = sketch(
        "   B---C\n   |   |\nS--A   D--T\n   |   |\n   E---F",
        relations=[marked("SABCDT", "AEFD", **PR)],
        step_m=200.0,
    )
    found = followed(world, Follow(route="PR 7"))
    assert letters(world, found) in ("SABCDT", "SAEFDT")
    assert found.left_out_m == pytest.approx(1600.0, rel=5e-3)


def test_a_round_makes_no_forbidden_turn_at_its_far_end() -> None:
    world = sketch(
        "   B\n  / \\\n A   D\n  \\ /\n   C",
        relations=[
            marked("ABDCA", **PR),
            *(turn(letters, "no_right_turn") for letters in ("BDC", "ABD", "DCA")),
            *(turn(letters, "no_left_turn") for letters in ("CDB", "DBA", "ACD")),
        ],
        step_m=200.0,
    )
    found = followed(world, Follow(route="PR 7"), profile="touring_bike")
    passed = letters(world, found)
    assert not [bad for bad in ("BDC", "ABD", "DCA", "CDB", "DBA", "ACD") if bad in passed]


def test_a_branch_is_left_out_and_told() -> None:
    world = sketch(
        "A--B--C--D--E\n      |\n      F", relations=[marked("ABCDE", "CF", **PR)], step_m=400.0
    )
    found = followed(world, Follow(route="PR 7"))
    assert letters(world, found) == "ABCDE"
    assert found.left_out_m == pytest.approx(800.0, rel=5e-3)
    assert "branches" in follow_notes(found, "en")[0]


def test_a_oneway_route_is_followed_in_its_sense_only() -> None:
    """Marked forward from A to D only: back from D to A it is beside the route."""
    world = sketch("A--B--C--D", relations=[marked("ABCD", role="forward", **EV5)], step_m=200.0)
    follow = Follow(route="EV5", begin=at(world, "A"), end=at(world, "D"))
    assert followed(world, follow).gaps == ()
    back = followed(world, follow, backwards=True)
    assert back.beside_m == pytest.approx(back.length_m)


def test_an_unknown_route_names_those_near(world: World) -> None:
    with pytest.raises(UnknownNameError, match="no marked route 'EV7'") as caught:
        followed(world, Follow(route="EV7", begin=at(world, "E")))
    assert "near 'E'" in caught.value.remedy
    assert caught.value.remedy.index("icn:EV5") < caught.value.remedy.index("lwn:PR 7")
    with pytest.raises(UnknownNameError, match="'XX'") as caught:
        followed(world, Follow(route="XX", begin=at(world, "E")))
    assert caught.value.remedy.index("lwn:PR 7") < caught.value.remedy.index("icn:EV5")
    numbered = marked("AB", network="rwn", ref="12-34", route="hiking", **NODES)
    with pytest.raises(UnknownNameError, match="'XX'") as caught:
        followed(sketch("A--B", relations=[numbered, marked("AB", **PR)]), Follow(route="XX"))
    assert caught.value.remedy == "Marked routes: lwn:PR 7."
    with pytest.raises(UnknownNameError, match="'GR'") as caught:
        followed(sketch("A-B"), Follow(route="GR"))
    assert "no marked routes" in caught.value.remedy


def test_a_place_far_from_the_route_is_refused() -> None:
    world = sketch(
        "A--B" + 40 * "-" + "E\n|" + 43 * " " + "|\nC" + 43 * "-" + "D",
        relations=[marked("AB", **PR)],
        step_m=200.0,
    )
    lon, lat = world.lonlat("E")
    far = Stop("E", (lon - 1e-5, lat - 1e-5))  # the map ends there
    with pytest.raises(NoWayNearError, match=r"'E' .* more than 5 km from PR 7"):
        followed(world, Follow(route="PR 7", begin=far))


def test_an_island_is_not_followed() -> None:
    """A piece of the route that no way leads to is nearer to X than the rest of it."""
    world = sketch(
        "A" + 40 * "-" + "B\n|" + 40 * " " + "|\nC" + 40 * "-" + "D\n\nX-Y",
        relations=[marked("AB", "CD", "XY", **PR)],
        step_m=200.0,
    )
    found = followed(world, Follow(route="PR 7", begin=at(world, "X"), end=at(world, "D")))
    assert letters(world, found) == "CD"


def test_a_part_is_as_long_as_what_is_laid(world: World) -> None:
    """From 400 m before C to 100 m after it."""
    (b_lon, lat), (c_lon, _) = world.lonlat("B"), world.lonlat("C")
    begin = Stop("begin", (c_lon + (b_lon - c_lon) * 400.0 / 600.0, lat))
    end = Stop("end", (c_lon, lat - 100.0 / 111_240.0))
    found = followed(world, Follow(route="EV5", begin=begin, end=end))
    assert found.length_m == pytest.approx(500.0, abs=3.0)
    assert float(lay_track(world.graph, [found.path]).at_m[-1]) == pytest.approx(found.length_m)


def test_a_route_closed_to_the_traveller_cannot_be_followed() -> None:
    world = sketch(
        "A--B--C",
        tags={"AB": {"highway": "footway", "bicycle": "no"}},
        relations=[marked("AB", **PR)],
    )
    with pytest.raises(NoJourneyError, match="'touring_bike' may use no part of PR 7"):
        followed(world, Follow(route="PR 7"), profile="touring_bike")


def test_a_gap_that_no_way_bridges_is_an_error() -> None:
    world = sketch("A--B  C--D", relations=[marked("AB", "CD", **PR)], step_m=400.0)
    ends = Follow(route="PR 7", begin=at(world, "A"), end=at(world, "D"))
    with pytest.raises(NoJourneyError, match="No way leads along PR 7"):
        followed(world, ends)


def test_a_part_without_length_is_refused(world: World) -> None:
    ends = Follow(route="EV5", begin=at(world, "B"), end=at(world, "B"))
    with pytest.raises(NoJourneyError, match=r"EV5 .* has no length"):
        followed(world, ends)


def drawn(world: World, chain: str) -> tuple[tuple[float, float], ...]:
    """Return the line along letters."""
    return tuple((lon, lat) for lon, lat in line(laid(world, chain)).tolist())


def test_a_track_is_followed_in_its_order(world: World) -> None:
    """A spur to G and back, which is no shortest way from A to anywhere."""
    found = followed(world, Follow(line=drawn(world, "AEDFGFDC")))
    assert letters(world, found) == "AEDFGFDC"
    assert found.gaps == ()


def test_a_part_of_a_track_lies_between_two_places(world: World) -> None:
    track = drawn(world, "AEDCB")
    there = Follow(line=track, begin=at(world, "E"), end=at(world, "C"))
    back = Follow(line=track, begin=at(world, "C"), end=at(world, "E"))
    assert letters(world, followed(world, there)) == "EDC"
    assert letters(world, followed(world, back)) == "CDE"
    assert letters(world, followed(world, there, backwards=True)) == "CDE"


def test_a_closed_track_is_entered_where_one_likes(world: World) -> None:
    """From C on over B to A, past the track's own start, to E."""
    track = drawn(world, "AEDCBA")
    found = followed(world, Follow(line=track, begin=at(world, "C"), end=at(world, "E")))
    assert letters(world, found) == "CBAE"


def test_a_track_against_a_oneway_is_made_legal() -> None:
    world = sketch(
        "A--B>>C--D\n   |  |\n   E--F",
        tags={"BC": {"oneway": "yes", "foot": "no"}},
        step_m=200.0,
    )
    track = drawn(world, "ABCD")
    found = followed(world, Follow(line=track), profile="touring_bike", backwards=True)
    assert letters(world, found) == "DCFEBA"
    assert [gap.reason for gap in found.gaps] == ["closed"]


def test_a_track_through_a_forbidden_turn_is_made_legal() -> None:
    world = sketch(
        "A--B--C\n   |  |\n   D--E", relations=[turn("ABD", "no_right_turn")], step_m=400.0
    )
    found = followed(world, Follow(line=drawn(world, "ABDE")), profile="touring_bike")
    assert "ABD" not in letters(world, found)
    assert found.path.arcs[-1] == world.arcs("DE")[0] or letters(world, found).endswith("E")


def test_a_track_through_a_forbidden_turn_over_a_via_way_is_made_legal() -> None:
    """A place to keep the order lies on B–C, where the traveller would forget the turn."""
    world = sketch(
        "A----B----C----D\n          |    |\n          E----F",
        relations=[turn("ABCD", "no_straight_on")],
        step_m=100.0,
    )
    found = followed(world, Follow(line=drawn(world, "ABCD")), profile="touring_bike")
    assert "ABCD" not in letters(world, found)
    assert letters(world, found).endswith("D")


def test_a_track_twice_round_a_block_is_followed_twice() -> None:
    world = sketch("A----B\n|    |\n|    |\nC----D", step_m=100.0)
    found = followed(world, Follow(line=drawn(world, "ABDCABD")))
    assert letters(world, found) == "ABDCABD"


def test_a_turn_inside_an_edge_is_cut_back_to_the_junction(world: World) -> None:
    """200 m from D towards F and back: a path cannot turn there, so it does not go there."""
    (lon, lat), (f_lon, _) = world.lonlat("D"), world.lonlat("F")
    spur = lon + (f_lon - lon) / 2.0
    line = (*drawn(world, "AED"), (spur, lat), *drawn(world, "DC"))
    assert letters(world, followed(world, Follow(line=line))) == "AEDC"


def test_a_track_on_no_way_is_refused(world: World) -> None:
    lon, lat = world.lonlat("A")
    away = ((lon, lat + 0.01), (lon + 0.001, lat + 0.01))
    with pytest.raises(NoJourneyError, match="lies on no way of this map"):
        followed(world, Follow(line=away))


def test_costs_are_those_of_the_traveller(world: World) -> None:
    planner = Planner(world.graph)
    travel = planner.travels.of(Traveller("hike"))
    found = follow_path(planner, travel, Follow(route="EV5"))
    arcs = found.path.arcs
    assert found.path.cost == pytest.approx(travel.router.path_cost(arcs, 0.0, 1.0))
    assert np.isfinite(found.path.cost)
