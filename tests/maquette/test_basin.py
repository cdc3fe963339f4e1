"""The committed map: what is true in it, what is invented, and that nothing is missing."""

from __future__ import annotations

import csv
import math
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from conftest import ROOT
from itinera.osm.codes import Barrier

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DATA = ROOT / "data"
COMMITTED = DATA / "osm" / "bassin-minier-maquette.osm.pbf"
TRUE_RELATIONS = {
    "EuroVelo 5 Via Romea (Francigena)", "Véloroute du Bassin minier", "Véloroute de la Scarpe",
    "Véloroute de l'Escaut", "Véloroute du Paris-Roubaix", "Voie verte des Gueules Noires",
    "Boucle Un'Escaut", "GR 121", "GR 121B", "Chemin des Galibots", "GRP Tours du Bassin minier",
}  # fmt: skip
SHUT = {"no", "private", "customers", "permit", "delivery", "agricultural", "forestry"}


def table(name: str) -> Iterator[dict[str, str]]:
    """Yield the rows of a bundled table that have a place."""
    with (DATA / "waypoints" / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            try:
                float(row["lat"])
            except ValueError:
                continue
            yield row


def at(row: dict[str, str]) -> tuple[float, float]:
    """Return the place of a row, rounded as OSM keeps it."""
    return round(float(row["lon"]), 7), round(float(row["lat"]), 7)


def named_places(basin, key: str) -> dict[tuple[float, float], list[dict[str, str]]]:
    """Return the tags of the nodes that bear a key, by place."""
    found: dict[tuple[float, float], list[dict[str, str]]] = {}
    for node, tags in basin.nodes_with(key).items():
        lon, lat = basin.lonlat[node]
        found.setdefault((round(lon, 7), round(lat, 7)), []).append(tags)
    return found


def test_the_committed_file_is_at_most_12_megabytes() -> None:
    assert 1_000_000 < COMMITTED.stat().st_size <= 12_000_000


def test_every_commune_stands_at_its_place_with_its_people(basin) -> None:
    places = named_places(basin, "ref:INSEE")
    rows = list(table("communes"))
    assert len(rows) == 330
    for row in rows:
        (tags,) = places[at(row)]
        assert (tags["name"], tags["population"]) == (row["name"], row["population"])
        assert tags["ref:INSEE"] == row["insee"]


def test_every_terril_with_a_place_stands_there_with_its_number(basin) -> None:
    places = named_places(basin, "spoil_heap:shape")
    rows = list(table("terrils"))
    assert len(rows) > 150
    for row in rows:
        assert row["no"] in {tags["ref"] for tags in places[at(row)]}


@pytest.mark.parametrize(
    ("name", "key"), [("stations", "railway"), ("puits_altitudes", "man_made")]
)
def test_every_station_and_pit_stands_at_its_place(basin, name: str, key: str) -> None:
    places = named_places(basin, key)
    missing = [row for row in table(name) if at(row) not in places]
    assert not missing


def test_the_five_grands_sites_stand_at_their_places(basin) -> None:
    places = named_places(basin, "name")
    rows = [row for row in table("sites") if row["kind"] == "grand site minier"]
    assert len(rows) == 5
    for row in rows:
        assert row["name"] in {tags["name"] for tags in places[at(row)]}


def test_no_terril_polygon_follows_an_official_outline(basin) -> None:
    """Outlines are uneven ellipses round the true point: their middle is that point."""
    rows = {row["no"]: row for row in table("terrils")}
    for way, tags in basin.way_tags.items():
        if tags.get("man_made") != "spoil_heap":
            continue
        ring = [basin.lonlat[node] for node in basin.way_nodes[way][:-1]]
        lon = (min(p[0] for p in ring) + max(p[0] for p in ring)) / 2
        row = rows[tags["ref"]]
        width = max(p[0] for p in ring) - min(p[0] for p in ring)
        assert abs(lon - float(row["lon"])) < 0.2 * width


def test_every_invented_street_path_and_road_is_called_fictif(basin) -> None:
    for tags in basin.way_tags.values():
        if "highway" in tags or "railway" in tags or tags.get("route") == "ferry":
            assert tags.get("name", "Fictif").startswith("Fictif"), tags
            assert tags.get("ref", "Fictif").startswith("Fictif"), tags


def test_every_invented_service_and_area_is_called_fictif(basin) -> None:
    true = {
        row["name"]
        for name in ("sites", "parks", "stations", "accueil_velo")
        for row in table(name)
    }
    true |= {row["name"] for row in table("communes")}
    tagged = [*basin.node_tags.values(), *basin.way_tags.values()]
    for tags in tagged:
        name = tags.get("name", "Fictif")
        known = name in true or "waterway" in tags or name.startswith(("Fosse ", "Terril T"))
        assert known or name.startswith("Fictif"), tags


def test_marked_routes_bear_true_names_or_say_fictif(basin) -> None:
    for tags in basin.relation_tags.values():
        name = tags.get("name", "Fictif")
        assert name in TRUE_RELATIONS or name.startswith("Fictif"), name


@pytest.mark.parametrize("ref", ["V30", "V52", "EV3"])
def test_routes_that_do_not_run_here_are_not_here(basin, ref: str) -> None:
    assert all(tags.get("ref") != ref for tags in basin.relation_tags.values())


def test_the_routes_of_the_basin_are_all_here(basin) -> None:
    names = {tags.get("name") for tags in basin.relation_tags.values()}
    assert names >= TRUE_RELATIONS
    networks = {tags.get("network") for tags in basin.relation_tags.values()}
    assert networks >= {"icn", "ncn", "rcn", "lcn", "nwn", "rwn", "lwn"}


def test_marked_routes_are_unbroken(basin) -> None:
    """Every way of a route meets the next one."""
    checked = 0
    for relation, members in basin.members.items():
        if basin.relation_tags[relation]["type"] != "route":
            continue
        ways = [set(basin.way_nodes[ref]) for kind, ref, _ in members if kind == "w"]
        broken = [i for i, (a, b) in enumerate(pairwise(ways)) if not a & b]
        assert not broken, (basin.relation_tags[relation], broken[:3])
        checked += len(ways)
    assert checked > 5_000


def test_superroutes_hold_their_stages(basin) -> None:
    supers = {
        tags["ref"]: basin.members[relation]
        for relation, tags in basin.relation_tags.items()
        if tags["type"] == "superroute"
    }
    assert len(supers["EV5"]) == 3
    assert len(supers["GRP"]) == 7
    assert all(kind == "r" for members in supers.values() for kind, _, _ in members)


def test_eurovelo_5_passes_its_towns(basin) -> None:
    """Annezin, Loos-en-Gohelle and Wingles lie within 2.5 km of its ways."""
    stages = [r for r, tags in basin.relation_tags.items() if tags.get("ref") == "EV5"]
    nodes = {
        basin.lonlat[node]
        for relation in stages
        for kind, ref, _ in basin.members[relation]
        if kind == "w"
        for node in basin.way_nodes[ref]
    }
    communes = {row["name"]: row for row in table("communes")}
    for name in ("Annezin", "Loos-en-Gohelle", "Wingles", "Angres"):
        lon, lat = at(communes[name])
        away = min(math.hypot(71_000 * (x - lon), 111_200 * (y - lat)) for x, y in nodes)
        assert away < 2_500, name


def test_the_cone_of_t074_is_closed_with_a_reason(basin) -> None:
    ways = basin.ways_named("Fictif montée du terril T074")
    assert ways
    assert all(tags["access"] == "no" and "T074" in tags["note"] for tags in ways)


def test_the_tip_of_t074a_is_closed_and_the_way_to_the_belvedere_open(basin) -> None:
    assert all(t["access"] == "no" for t in basin.ways_named("Fictif sommet du terril T074a"))
    assert all("access" not in t for t in basin.ways_named("Fictif montée du terril T074a"))
    assert basin.ways_named("Fictif montée du terril T074a")


def test_part_of_t144_burns_and_part_is_open(basin) -> None:
    ways = basin.ways_named("Fictif plateau du terril T144")
    assert {tags.get("access") for tags in ways} == {"no", None}


def test_t075_is_on_foot_only(basin) -> None:
    ways = [t for t in basin.way_tags.values() if t.get("name", "").endswith("terril T075")]
    on_heap = [tags for tags in ways if "highway" in tags]
    assert len(on_heap) >= 4
    assert all(tags.get("bicycle") == "no" for tags in on_heap)


def test_t002_has_389_steps(basin) -> None:
    steps = basin.ways_named("Fictif escalier du terril T002")
    assert {tags["step_count"] for tags in steps} == {"389"}
    assert {tags["highway"] for tags in steps} == {"steps"}


def test_every_kind_of_barrier_stands_somewhere(basin) -> None:
    seen = {tags["barrier"] for tags in basin.nodes_with("barrier").values()}
    wanted = {kind.name.lower() for kind in Barrier} - {"none", "other", "full_height_turnstile"}
    assert seen >= wanted | {"full-height_turnstile"}


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("railway", "level_crossing"), ("railway", "crossing"), ("ford", "yes"),
        ("highway", "traffic_signals"), ("highway", "crossing"), ("natural", "peak"),
        ("tourism", "viewpoint"), ("amenity", "drinking_water"), ("amenity", "toilets"),
        ("amenity", "shelter"), ("tourism", "camp_site"), ("tourism", "hotel"),
        ("amenity", "bicycle_repair_station"), ("railway", "station"), ("amenity", "school"),
        ("network:type", "node_network"), ("place", "city"), ("place", "hamlet"),
    ],
)  # fmt: skip
def test_nodes_of_every_sort_are_there(basin, key: str, value: str) -> None:
    assert any(tags.get(key) == value for tags in basin.node_tags.values())


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("highway", "motorway"), ("highway", "motorway_link"), ("highway", "trunk"),
        ("highway", "primary"), ("highway", "pedestrian"), ("highway", "living_street"),
        ("highway", "steps"), ("highway", "construction"), ("highway", "proposed"),
        ("highway", "bridleway"), ("junction", "roundabout"), ("route", "ferry"),
        ("tracktype", "grade5"), ("surface", "sett"), ("surface", "schist"), ("towpath", "yes"),
        ("oneway:bicycle", "no"), ("cycleway:both", "lane"), ("service", "parking_aisle"),
        ("access", "private"), ("informal", "yes"), ("sac_scale", "hiking"),
        ("trail_visibility", "bad"), ("mtb:scale", "2"), ("bridge", "boardwalk"),
        ("tunnel", "yes"), ("waterway", "canal"), ("waterway", "river"), ("railway", "rail"),
        ("landuse", "forest"), ("landuse", "residential"), ("natural", "water"),
        ("leisure", "nature_reserve"), ("access:conditional", "no @ (Mar 01-Jul 31)"),
    ],
)  # fmt: skip
def test_ways_of_every_sort_are_there(basin, key: str, value: str) -> None:
    assert any(tags.get(key) == value for tags in basin.way_tags.values())


def test_turn_restrictions_have_their_three_members(basin) -> None:
    found = [r for r, tags in basin.relation_tags.items() if tags["type"] == "restriction"]
    assert len(found) > 40
    for relation in found:
        (_, start, _), (_, via, _), (_, end, _) = basin.members[relation]
        assert via in (basin.way_nodes[start][0], basin.way_nodes[start][-1])
        assert via in (basin.way_nodes[end][0], basin.way_nodes[end][-1])
    assert any(basin.relation_tags[r].get("except") == "bicycle" for r in found)


def test_numbered_nodes_and_their_routes_agree(basin) -> None:
    """A route 12-34 begins at a node 12 and ends at a node 34."""
    numbers = {node: tags["rcn_ref"] for node, tags in basin.nodes_with("rcn_ref").items()}
    routes = [r for r, tags in basin.relation_tags.items() if "network:type" in tags]
    assert len(routes) >= 25
    for relation in routes:
        ways = [basin.way_nodes[ref] for _, ref, _ in basin.members[relation]]
        met = {numbers[node] for way in ways for node in (way[0], way[-1]) if node in numbers}
        low, high = basin.relation_tags[relation]["ref"].split("-")
        assert {low, high} <= met
        assert low < high


def test_numbered_nodes_lie_in_the_corner_near_belgium(basin) -> None:
    places = [basin.lonlat[node] for node in basin.nodes_with("rcn_ref")]
    assert all(lon > 3.45 and lat > 50.37 for lon, lat in places)
    assert any(lat > 50.49 for _, lat in places)  # some beyond the border


def length_m(basin, nodes: list[int]) -> float:
    """Return the length of a way, metres (flat, good enough for shares)."""
    pairs = pairwise(basin.lonlat[node] for node in nodes)
    return sum(math.hypot(71_000 * (a[0] - b[0]), 111_200 * (a[1] - b[1])) for a, b in pairs)


@pytest.mark.parametrize("mode", ["foot", "bicycle"])
def test_more_than_97_percent_of_the_open_network_hangs_together(basin, mode: str) -> None:
    parent: dict[int, int] = {}

    def root(node: int) -> int:
        while parent.setdefault(node, node) != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    open_ways = []
    for way, tags in basin.way_tags.items():
        motor = tags.get("highway", "motorway").startswith("motorway") or "motorroad" in tags
        if motor or tags["highway"] in ("construction", "proposed"):
            continue
        shut = tags.get("access") in SHUT and tags.get(mode) not in ("yes", "designated")
        if not shut and tags.get(mode) not in ("no", "private"):
            open_ways.append(way)
            for node in basin.way_nodes[way]:
                parent[root(node)] = root(basin.way_nodes[way][0])
    size: dict[int, float] = {}
    for way in open_ways:
        top = root(basin.way_nodes[way][0])
        size[top] = size.get(top, 0.0) + length_m(basin, basin.way_nodes[way])
    assert max(size.values()) > 0.97 * sum(size.values())


def test_ids_ascend_and_no_way_misses_a_node(basin) -> None:
    assert basin.order == sorted(basin.order)
    for nodes in basin.way_nodes.values():
        assert len(nodes) >= 2
        assert all(node in basin.lonlat for node in nodes)
        assert all(a != b for a, b in pairwise(nodes))


def test_the_header_tells_generator_and_date(tmp_path: Path) -> None:
    import osmium

    header = osmium.io.Reader(str(COMMITTED)).header()
    assert header.get("generator") == "itinera maquette"
    assert header.get("osmosis_replication_timestamp").startswith("20")
