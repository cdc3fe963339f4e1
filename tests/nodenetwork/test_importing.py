"""Relations become legs, whatever order, direction and roles their ways have."""

from __future__ import annotations

import contextlib
import json
import re
import shutil
from dataclasses import replace
from pathlib import Path

import osmium
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import shared_path
from itinera.errors import InputError, OsmFileError, OutsideError
from itinera.geodesy import length, to_degrees
from itinera.nodenetwork.importing import import_network
from itinera.nodenetwork.numbers import key_of, name_of, pair_of
from itinera.nodenetwork.store import to_geojson
from nodenetwork.drawn_network import SQUARE, Drawing, codes, legs

LINE = {"A": (0, 0), "B": (100, 0), "C": (200, 0), "D": (300, 0)}
ENDS = {"A": "1", "D": "2"}


def test_a_route_becomes_one_leg_of_both_ways(tmp_path: Path) -> None:
    found = legs(SQUARE.imported(tmp_path))
    assert found == {
        ("12", "45"): (1000, True),
        ("45", "07"): (1000, True),
        ("07", "8"): (1000, True),
        ("98", "99"): (300, True),
    }


@pytest.mark.parametrize(
    "members",
    [["AB", "BC", "CD"], ["CD", "AB", "BC"], ["DC", "BA", "BC"], ["AB", "BC", "BC", "CD"]],
)
def test_order_direction_and_doubles_of_members_do_not_matter(
    tmp_path: Path, members: list[str]
) -> None:
    drawing = Drawing(LINE, ENDS, {"1-2": members})
    assert legs(drawing.imported(tmp_path)) == {("1", "2"): (300, True)}


def test_split_ways_with_roles_give_a_leg_for_each_direction(tmp_path: Path) -> None:
    """There by the short way, back by the long one, both of role forward."""
    places = {"A": (0, 0), "B": (100, 0), "N": (150, 200), "C": (200, 0), "D": (300, 0)}
    drawing = Drawing(places, ENDS, {"1-2": ["AB", "BC>", "CNB>", "CD"]})
    network = drawing.imported(tmp_path)
    back = 200 + 2 * round((50**2 + 200**2) ** 0.5)
    assert legs(network) == {("1", "2"): (300, False), ("2", "1"): (back, False)}
    assert codes(network) == set()


def test_backward_runs_against_the_way(tmp_path: Path) -> None:
    network = Drawing(LINE, ENDS, {"1-2": ["AB", "CB<", "CD"]}).imported(tmp_path)
    assert legs(network) == {("1", "2"): (300, False)}
    assert codes(network) == {"not_backward"}


def test_a_roundabout_is_ridden_round_its_way(tmp_path: Path) -> None:
    """Anticlockwise: from the west by the south, back by the north."""
    places = {"A": (0, 0), "W": (100, 0), "S": (130, -30), "E": (160, 0), "N": (130, 30),
              "D": (260, 0)}  # fmt: skip
    ring = {"WSENW": {"junction": "roundabout", "highway": "tertiary"}}
    drawing = Drawing(places, ENDS, {"1-2": ["AW", "WSENW", "ED"]}, tags=ring)
    found = legs(drawing.imported(tmp_path))
    half = 2 * (30**2 + 30**2) ** 0.5
    assert found == {("1", "2"): (round(200 + half), False), ("2", "1"): (round(200 + half), False)}
    on_foot = replace(drawing, network="rwn")
    assert [both for _, both in legs(on_foot.imported(tmp_path)).values()] == [True]


def test_a_oneway_binds_riders_and_not_walkers(tmp_path: Path) -> None:
    oneway = {"BC": {"highway": "residential", "oneway": "yes"}}
    drawing = Drawing(LINE, ENDS, {"1-2": ["AB", "BC", "CD"]}, tags=oneway)
    riding = drawing.imported(tmp_path)
    assert legs(riding) == {("1", "2"): (300, False)}
    assert codes(riding) == {"not_backward"}
    walking = replace(drawing, network="rwn").imported(tmp_path)
    assert legs(walking) == {("1", "2"): (300, True)}


def test_a_leg_ends_at_the_first_post_of_a_junction(tmp_path: Path) -> None:
    """Where two nodes bear the number, what lies between them is a leg of its own."""
    drawing = Drawing(LINE, {"A": "1", "C": "2", "D": "2"}, {"1-2": ["AB", "BC", "CD"]})
    assert legs(drawing.imported(tmp_path)) == {("1", "2"): (200, True), ("2", "2"): (100, True)}


def test_a_node_of_another_number_on_the_way_is_passed(tmp_path: Path) -> None:
    drawing = Drawing(LINE, {"A": "1", "B": "9", "D": "2"}, {"1-2": ["AB", "BC", "CD"]})
    assert legs(drawing.imported(tmp_path)) == {("1", "2"): (300, True)}


def test_a_route_round_leads_from_a_node_to_itself(tmp_path: Path) -> None:
    places = {"A": (0, 0), "B": (100, 0), "C": (100, 100), "D": (0, 100)}
    drawing = Drawing(places, {"A": "4"}, {"4-4": ["ABC", "CDA"]})
    assert legs(drawing.imported(tmp_path)) == {("4", "4"): (400, True)}


def test_a_gap_is_told_and_gives_no_leg(tmp_path: Path) -> None:
    network = Drawing(LINE, ENDS, {"1-2": ["AB", "CD"]}).imported(tmp_path)
    assert legs(network) == {}
    assert {"not_continuous", "orphan_node"} <= codes(network)


def test_a_spur_is_told_as_unused(tmp_path: Path) -> None:
    places = LINE | {"S": (100, 50)}
    network = Drawing(places, ENDS, {"1-2": ["AB", "BC", "CD", "BS"]}).imported(tmp_path)
    (fact,) = [f for f in network.facts if f.code == "unused_ways"]
    assert fact.text.startswith("50 m lie on no leg: way/503")


def test_a_missing_end_is_inferred_where_one_place_can_be_meant(tmp_path: Path) -> None:
    network = Drawing(LINE, {"A": "1"}, {"1-2": ["AB", "BC", "CD"]}).imported(tmp_path)
    (inferred,) = [node for node in network.nodes if node.inferred]
    assert (inferred.number, inferred.osm_id) == ("2", 0)
    assert codes(network) == {"inferred_node"}
    places = LINE | {"E": (300, 400)}
    forked = Drawing(places, {"A": "1"}, {"1-2": ["AB", "BC", "CD", "CE"]}).imported(tmp_path)
    assert "node_missing" in codes(forked)
    assert not any(node.inferred for node in forked.nodes)


def test_states_and_expected_routes_are_kept(tmp_path: Path) -> None:
    drawing = replace(
        SQUARE,
        route_tags={"12-45": {"state": "alternate"}, "07-8": {"state": "proposed"}},
        node_tags={"A": {"expected_rcn_route_relations": "3"}},
    )
    network = drawing.imported(tmp_path)
    assert [leg.state for leg in network.legs] == ["alternate", "", "proposed", ""]
    assert network.nodes[0].expected == 3
    (fact,) = [f for f in network.facts if f.code == "integrity"]
    assert "'12' expects 3 routes, has 1" in fact.text


def test_a_network_relation_names_itself_its_routes_and_its_connections(tmp_path: Path) -> None:
    """A route without any tag of a node network counts where its network lists it."""
    path = Drawing(
        LINE,
        ENDS,
        {"1-2": ["AB", "BC", "CD"]},
        route_tags={"1-2": {"network:type": "", "ref": "x"}},
    ).write_osm(tmp_path / "n.osm")
    whole = path.read_text().replace(
        "</osm>",
        "<relation id='999'><member type='relation' ref='900' role='connection'/>"
        "<tag k='type' v='network'/><tag k='network' v='rcn'/><tag k='name' v='Vallée'/>"
        "</relation></osm>",
    )
    path.write_text(whole, encoding="utf-8")
    network = import_network([path])
    assert network.names == ("Vallée",)
    assert [leg.state for leg in network.legs] == ["connection"]
    assert codes(network) == {"name_missing"}


def test_nested_relations_lend_their_ways_and_circles_end(tmp_path: Path) -> None:
    path = Drawing(LINE, ENDS, {"1-2": ["AB", "BC"], "x": ["CD"]}).write_osm(tmp_path / "n.osm")
    text = path.read_text()
    text = text.replace(
        "<relation id='900'>", "<relation id='900'><member type='relation' ref='901' role=''/>"
    ).replace(
        "<relation id='901'>", "<relation id='901'><member type='relation' ref='900' role=''/>"
    )
    path.write_text(text, encoding="utf-8")
    network = import_network([path])
    assert [round(leg.length_m) for leg in network.legs if leg.ref == "1-2"] == [300]


def test_overpass_gives_the_same_network_as_osm(tmp_path: Path) -> None:
    osm = SQUARE.imported(tmp_path)
    overpass = import_network([SQUARE.write_overpass(tmp_path / "q.turbojson")])
    assert overpass.nodes == osm.nodes
    assert legs(overpass) == legs(osm)
    assert overpass.source.osm_timestamp == "2026-01-02T03:04:05Z"
    assert {s.highway for leg in overpass.legs for s in leg.sections} == {""}
    assert {s.highway for leg in osm.legs for s in leg.sections} == {"cycleway"}


def test_overpass_with_node_references_is_read_too(tmp_path: Path) -> None:
    """`out body; >; out skel`: ways list nodes, which stand by themselves."""
    answer = json.loads(SQUARE.write_overpass(tmp_path / "q.json").read_text())
    relations = [one for one in answer["elements"] if one["type"] == "relation"]
    ways = []
    for i, word in enumerate(SQUARE.words()):
        nodes = [SQUARE.node_id(letter) for letter in word]
        ways.append({"type": "way", "id": 500 + i, "nodes": nodes, "tags": {"highway": "path"}})
    for relation in relations:
        for member in relation["members"]:
            del member["geometry"]
    bare = [
        {"type": "node", "id": SQUARE.node_id(c), "lat": SQUARE.lonlat(c)[1],
         "lon": SQUARE.lonlat(c)[0], "tags": SQUARE.tags_of(c)}
        for c in SQUARE.places
    ]  # fmt: skip
    path = tmp_path / "skel.json"
    path.write_text(json.dumps({"elements": [*relations, *ways, *bare]}), encoding="utf-8")
    assert legs(import_network([path])) == legs(SQUARE.imported(tmp_path))


def test_new_nodes_of_an_editor_have_negative_ids(tmp_path: Path) -> None:
    path = SQUARE.write_osm(tmp_path / "n.osm")
    text = re.sub(r"((?:node|nd|way|relation|member type='way') (?:id|ref)=')", r"\g<1>-",
                  path.read_text())  # fmt: skip
    path.write_text(text, encoding="utf-8")
    network = import_network([path])
    assert {frozenset(ends): way for ends, way in legs(network).items()} == {
        frozenset(ends): way for ends, way in legs(SQUARE.imported(tmp_path)).items()
    }
    assert min(node.osm_id for node in network.nodes) < 0


def test_a_history_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "h.osh.pbf"
    source = SQUARE.write_osm(tmp_path / "n.osm")
    with osmium.SimpleWriter(osmium.io.File(str(path), "osh.pbf")) as writer:
        for one in osmium.FileProcessor(str(source)):
            writer.add(one)
    with pytest.raises(OsmFileError, match=r"h\.osh\.pbf' is a history file"):
        import_network([path])


def values_of(tree: object, at: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
    """Return the paths of every value in a JSON document."""
    inner = (
        tree.items()
        if isinstance(tree, dict)
        else enumerate(tree if isinstance(tree, list) else ())
    )
    return [at, *(path for key, value in inner for path in values_of(value, (*at, key)))]


@given(data=st.data())
def test_whatever_stands_in_an_answer_it_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """One value of a sound answer is replaced by another: no error but our own."""
    path = SQUARE.write_overpass(tmp_path_factory.mktemp("q") / "q.json")
    answer = json.loads(path.read_text())
    *way, last = data.draw(st.sampled_from(values_of(answer)[1:]))
    odd = st.sampled_from([None, -1, 10**30, 1.5, "", "x", "12-45", [], {}, True, [None], ["a"]])
    parent = answer
    for key in way:
        parent = parent[key]
    parent[last] = data.draw(odd)
    path.write_text(json.dumps(answer), encoding="utf-8")
    with contextlib.suppress(OsmFileError):
        network = import_network([path])
        assert to_geojson(network)


def overpass(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "answer.json"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"elements": [\n{"type"', r"damaged or cut short: line 2"),
        ("[" * 100_000, "nested too deep"),
        ("[1]", 'has no list "elements"'),
        ('{"elements": [{"id": "x"}]}', "element 1 has no type or no id"),
        ('{"elements": [{"type": "node", "id": 1, "lat": 50}]}', "lacks or misuses 'lon'"),
        ('{"elements": [{"type": "node", "id": 1, "tags": 5, "lat": 5, "lon": 3}]}', "misuses"),
        ('{"elements": [{"type": "relation", "id": 1, "members": "way"}]}', "lacks or misuses"),
        ('{"elements": [{"type": "node", "id": 1, "lat": 95, "lon": 3}]}', "lat 95.0, lon 3.0"),
        ('{"elements": [], "remark": "runtime error: Query timed out"}', "Query timed out"),
        ('{"elements": []}', "no numbered route"),
    ],
)
def test_a_bad_answer_of_overpass_is_named(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(OsmFileError, match=said):
        import_network([overpass(tmp_path, text)])


def test_bad_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="No file is given"):
        import_network([])
    with pytest.raises(OutsideError, match=r"There is no file '.*gone\.json'"):
        import_network([tmp_path / "gone.json"])
    (tmp_path / "folder.json").mkdir()
    with pytest.raises(OutsideError, match="cannot be read"):
        import_network([tmp_path / "folder.json"])
    latin = tmp_path / "latin.json"
    latin.write_bytes(b'{"elements": "\xe9"}')
    with pytest.raises(OsmFileError, match="is not UTF-8"):
        import_network([latin])
    cut = SQUARE.write_osm(tmp_path / "cut.osm")
    cut.write_text(cut.read_text()[:-60], encoding="utf-8")
    with pytest.raises(OsmFileError, match="damaged or cut short"):
        import_network([cut])


@pytest.mark.parametrize(
    ("name", "pair"),
    [
        ("12-34", ("12", "34")),
        ("9-10; motorboat", ("9", "10")),
        ("Le Villard - La Côte", ("Le Villard", "La Côte")),
        ("-74 (oneway)", None),
        ("NRW", None),
        ("", None),
    ],
)
def test_the_name_of_a_route_tells_its_numbers(name: str, pair: tuple[str, str] | None) -> None:
    assert pair_of(name) == pair


def test_a_note_stands_for_a_missing_ref() -> None:
    assert name_of({"note": "53-54"}) == "53-54"
    assert name_of({"ref": "12-13", "note": "checked"}) == "12-13"
    assert name_of({"note": "incomplete", "name": "12-13"}) == "12-13"


def test_writings_of_one_number_are_the_same() -> None:
    assert key_of("07") == key_of("7")
    assert key_of("12A") == key_of("12a") != key_of("12")


# Case files of knooppuntnet without a numbered route: long-distance routes, a lone
# node, a file of another kind. Everything else must give a network.
NO_NETWORK = {
    "12859714", "12864030", "12867780", "12882250", "12921288", "12955973", "12966181",
    "12966812", "13014677", "15656714", "15656716", "16786092", "16842517", "222560", "312993",
    "node-2969204425-after", "toerisme-vlaanderen-routes",
}  # fmt: skip


def test_every_odd_case_gives_a_network_with_facts_or_says_why_not(tmp_path: Path) -> None:
    """60 files of real relations with odd topologies: no crash, and nothing left unsaid."""
    cases = sorted(shared_path("data", "node-networks", "knooppuntnet-cases").glob("*.xml"))
    assert len(cases) == 60
    refused = set()
    for case in cases:
        path = tmp_path / f"{case.stem}.osm"
        shutil.copyfile(case, path)
        try:
            network = import_network([path])
        except OsmFileError:
            refused.add(case.stem)
            continue
        ridden = {leg.relation for leg in network.legs}
        told = {fact.about for fact in network.facts if fact.code == "not_continuous"}
        assert ridden or told, case.name
        for leg in network.legs:
            assert leg.length_m == pytest.approx(length(to_degrees(leg.fixed)))
            assert leg.sections[0].first == 0
    assert refused == NO_NETWORK
