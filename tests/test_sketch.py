"""Drawn worlds say in XML what they show to the eye."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from drawing import Drawing
from itinera.geodesy import distance
from sketch import marked, sketch_xml, turn

SQUARE = """
A>>B
|  |
C--D
"""


def ways(text: str) -> dict[str, tuple[list[int], dict[str, str]]]:
    """Return nodes and tags of every way by its id."""
    return {
        way.get("id", ""): (
            [int(nd.get("ref", "")) for nd in way.iter("nd")],
            {tag.get("k", ""): tag.get("v", "") for tag in way.iter("tag")},
        )
        for way in ET.fromstring(text).iter("way")
    }


def test_a_step_is_a_hundred_metres() -> None:
    """Lengths are read by eye, to a tenth of a percent."""
    place = Drawing.of(SQUARE).positions()
    assert distance(place["A"], place["B"]) == pytest.approx(300.0, rel=1e-3)
    assert distance(place["A"], place["C"]) == pytest.approx(200.0, rel=1e-3)
    assert place["A"][1] > place["C"][1]
    assert place["B"][0] > place["A"][0]


def test_an_arrow_makes_a_oneway_along_it() -> None:
    """The way is drawn in the direction of its arrow."""
    there = ways(sketch_xml("A>>B"))
    assert list(there.values()) == [([65, 66], {"highway": "residential", "oneway": "yes"})]
    assert next(iter(ways(sketch_xml("A<B")).values()))[0] == [66, 65]
    assert next(iter(ways(sketch_xml("A\n^\nB")).values()))[0] == [66, 65]
    assert next(iter(ways(sketch_xml("A\nv\nB")).values()))[0] == [65, 66]


def test_a_square_has_four_ways() -> None:
    """Every stroke belongs to one stretch."""
    found = ways(sketch_xml(SQUARE))
    assert sorted(nodes for nodes, _ in found.values()) == [[65, 66], [65, 67], [66, 68], [67, 68]]


def test_tags_go_to_the_stretch_and_give_its_direction() -> None:
    """`tags={"BA": …}` draws the way from B to A."""
    found = ways(sketch_xml("A-B-C", tags={"BA": {"oneway": "yes"}, "BC": {"highway": "steps"}}))
    assert [66, 65] in [nodes for nodes, tags in found.values() if "oneway" in tags]
    assert [66, 67] in [nodes for nodes, tags in found.values() if tags["highway"] == "steps"]


def test_bends_bridges_and_diagonals() -> None:
    """`+` bends, `#` passes over, `/` runs on the diagonal."""
    found = ways(sketch_xml("A-+ F\n  |/ \nB-#--C\n /|\nG D"))
    assert len(next(nodes for nodes, _ in found.values() if nodes[0] == 65)) == 3
    assert [66, 67] in [nodes for nodes, _ in found.values()]


def test_a_second_stretch_between_the_same_ends_is_primed() -> None:
    """Parallel streets can be told apart."""
    found = ways(sketch_xml("A-B\n| |\n+-+", tags={"AB'": {"highway": "track"}}))
    assert sorted((len(nodes), tags["highway"]) for nodes, tags in found.values()) == [
        (2, "residential"),
        (4, "track"),
    ]


def test_a_chain_is_one_way() -> None:
    """`ways` joins stretches into one OSM way, in the order of the letters."""
    found = ways(sketch_xml("A-B-C", ways=["CBA"]))
    assert [nodes for nodes, _ in found.values()] == [[67, 66, 65]]


def test_turns_and_marked_routes_are_relations() -> None:
    """Members are found by their letters."""
    text = sketch_xml(
        "A-B-C", relations=[turn("ABC", "no_straight_on"), marked("ABC", route="hiking")]
    )
    turns, route = ET.fromstring(text).iter("relation")
    assert [(m.get("type"), m.get("role")) for m in turns.iter("member")] == [
        ("way", "from"),
        ("node", "via"),
        ("way", "to"),
    ]
    assert len(list(route.iter("member"))) == 2


@pytest.mark.parametrize(
    ("art", "complaint"),
    [("A-A", "drawn twice"), ("A- B", "lead nowhere"), ("A-+-B\n  |\n  C", "3 ends, not 2")],
)
def test_a_wrong_drawing_is_refused(art: str, complaint: str) -> None:
    """A typing error in a drawing must not make a quietly different world."""
    with pytest.raises(ValueError, match=complaint):
        sketch_xml(art)
