"""Writing a map: the same every time, in every form, at every scale; bad wishes are refused."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
import shapely
from shapely import STRtree

from itinera.errors import InputError, OutsideError
from itinera.maquette import facts as facts_module
from itinera.maquette import picture, write_maquette
from itinera.maquette.country import BASIN, PER_BASIN, tiles_for
from itinera.maquette.facts import Commune, Facts, read_facts
from itinera.maquette.plane import Plane
from itinera.maquette.region import draw_region
from itinera.maquette.tiles import corner as corner_facts

if TYPE_CHECKING:
    from pathlib import Path

TINY = 0.01


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.osm.pbf", "b.osm.pbf"):
        write_maquette(tmp_path / name, scale=TINY)
    assert (tmp_path / "a.osm.pbf").read_bytes() == (tmp_path / "b.osm.pbf").read_bytes()


def test_another_seed_gives_another_map(tmp_path: Path) -> None:
    for seed in (1, 2):
        write_maquette(tmp_path / f"{seed}.osm.pbf", scale=TINY, seed=seed)
    assert (tmp_path / "1.osm.pbf").read_bytes() != (tmp_path / "2.osm.pbf").read_bytes()


def test_xml_and_pbf_hold_the_same_objects(tmp_path: Path, read_osm_objects) -> None:
    for name in ("a.osm.pbf", "a.osm", "a.osm.gz", "a.osm.bz2"):
        write_maquette(tmp_path / name, scale=TINY)
    first = read_osm_objects(tmp_path / "a.osm.pbf")
    for name in ("a.osm", "a.osm.gz", "a.osm.bz2"):
        assert read_osm_objects(tmp_path / name) == first


def test_nothing_but_the_file_is_left(tmp_path: Path) -> None:
    write_maquette(tmp_path / "a.osm.pbf", scale=TINY)
    assert [path.name for path in tmp_path.iterdir()] == ["a.osm.pbf"]


@pytest.mark.parametrize("name", ["map.txt", "map", "map.shp"])
def test_an_unknown_ending_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match=f"{name} does not end as an OSM file"):
        write_maquette(tmp_path / name, scale=TINY)


@pytest.mark.parametrize("scale", [0.0, -1.0, 0.0099, 201.0, math.nan])
def test_an_impossible_scale_is_refused(tmp_path: Path, scale: float) -> None:
    with pytest.raises(InputError, match=r"is not between 0\.01 and 200"):
        write_maquette(tmp_path / "a.osm.pbf", scale=scale)


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(OutsideError, match=r"nowhere.* cannot be written"):
        write_maquette(tmp_path / "nowhere" / "a.osm.pbf", scale=TINY)


def test_a_missing_table_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(facts_module, "bundled", lambda path: tmp_path / path)
    with pytest.raises(OutsideError, match=r"communes\.csv cannot be read"):
        read_facts()


def test_a_failed_run_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = tmp_path / "a.osm.pbf"
    old.write_bytes(b"old")
    monkeypatch.setattr(facts_module, "bundled", lambda path: tmp_path / path)
    with pytest.raises(OutsideError):
        write_maquette(old, scale=TINY)
    assert [path.name for path in tmp_path.iterdir()] == ["a.osm.pbf"]
    assert old.read_bytes() == b"old"


def test_a_corner_holds_about_its_share_of_the_people() -> None:
    facts = read_facts()
    whole = sum(c.population for c in facts.communes)
    for scale in (0.02, 0.1, 0.5):
        share = sum(c.population for c in corner_facts(facts, scale).communes) / whole
        assert 0.5 * scale <= share <= scale


def test_a_corner_keeps_the_numbered_nodes_and_the_border(corner) -> None:
    assert len(corner.nodes_with("rcn_ref")) > 10


def test_ways_that_cross_at_grade_share_a_node(corner) -> None:
    """But for a few in a thousand, where a path worn into a slope misses its crossing."""
    lines, nodes = [], []
    for way, tags in corner.way_tags.items():
        at_grade = "bridge" not in tags and "tunnel" not in tags
        if at_grade and not tags.get("highway", "motorway").startswith("motorway"):
            lines.append(shapely.LineString([corner.lonlat[n] for n in corner.way_nodes[way]]))
            nodes.append(set(corner.way_nodes[way]))
    pairs = STRtree(lines).query(lines, predicate="crosses").T
    unjoined = [(i, j) for i, j in pairs.tolist() if i < j and not nodes[i] & nodes[j]]
    assert len(lines) > 1_000
    assert len(unjoined) <= 0.004 * len(lines)


def test_no_street_joins_a_canal_a_railway_it_bridges_or_a_motorway(corner) -> None:
    """Water shares a node with a way only at a ford."""
    water = {
        node
        for way, tags in corner.way_tags.items()
        if "waterway" in tags
        for node in corner.way_nodes[way]
    }
    for way, tags in corner.way_tags.items():
        if "highway" in tags:
            for node in water & set(corner.way_nodes[way]):
                assert corner.node_tags[node].get("ford") == "yes"


def test_routes_of_the_corner_run_over_whole_ways_end_to_end(corner) -> None:
    """Each way of a route begins or ends where the one before it began or ended."""
    checked = 0
    for relation, members in corner.members.items():
        if corner.relation_tags[relation]["type"] != "route":
            continue
        nodes = [corner.way_nodes[ref] for _, ref, _ in members]
        for a, b in pairwise(nodes):
            assert {a[0], a[-1]} & {b[0], b[-1]}, corner.relation_tags[relation]
            checked += 1
    assert checked > 200


def test_bridges_span_what_they_cross(corner) -> None:
    bridges = [w for w, tags in corner.way_tags.items() if tags.get("bridge") == "yes"]
    assert bridges
    assert all(corner.way_tags[way]["layer"] == "1" for way in bridges)


def test_tiles_ring_the_basin_and_hold_what_is_wished() -> None:
    tiles = list(tiles_for(3.2, seed=1))
    assert sum(tile.communes for tile in tiles) == round(3.2 * PER_BASIN * 165)
    cells = {(tile.column, tile.row) for tile in tiles}
    assert len(cells) == len(tiles)
    assert not cells & BASIN


def test_neighbouring_tiles_share_three_gates() -> None:
    tiles = {(tile.column, tile.row): tile for tile in tiles_for(20.0, seed=1)}
    beside = tiles[4, -1].gates, tiles[4, -2].gates
    assert len(set(beside[0]) & set(beside[1])) == 3


def village(name: str, lon: float, lat: float) -> Facts:
    """Return facts of four small communes round a place."""
    shifts = ((0.0, 0.0), (0.03, 0.0), (0.0, 0.02), (0.03, 0.02))
    communes = tuple(
        Commune(f"{name}{k}", f"Fictif {name} {k}", 400, lon + dx, lat + dy)
        for k, (dx, dy) in enumerate(shifts)
    )
    return Facts(communes, (), (), (), ())


def test_regions_meet_at_their_gate() -> None:
    """Both regions put a node within a millimetre of the gate."""
    gate = (3.05, 50.41)
    for name, lon in (("west", 3.0), ("east", 3.07)):
        region = draw_region(village(name, lon, 50.4), Plane.at(lon, 50.4), 7, gates=(gate,))
        node = region.gates[gate]
        assert any(node in (way.nodes[0], way.nodes[-1]) for way in region.ways)


def test_a_picture_needs_matplotlib(
    corner_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "matplotlib", None)
    with pytest.raises(OutsideError, match="Pictures need matplotlib"):
        picture.main([str(corner_file), "-o", str(tmp_path / "a.png")])


def test_a_picture_shows_more_than_paper(corner_file: Path, tmp_path: Path) -> None:
    """A drawn corner has many colours, an empty box almost none."""
    image = pytest.importorskip("PIL.Image")
    pytest.importorskip("matplotlib")
    for name, box in (("full", "3.50,50.40,3.70,50.50"), ("empty", "3.50,51.40,3.51,51.41")):
        target = str(tmp_path / f"{name}.png")
        picture.main([str(corner_file), "-o", target, "--bbox", box, "--size", "4,3"])
    colours = {
        name: len(image.open(tmp_path / f"{name}.png").convert("RGB").getcolors(100_000))
        for name in ("full", "empty")
    }
    assert colours["full"] > 30 > 5 > colours["empty"]
