"""Reading OSM files: formats, merging, clipping, what is kept and what is not."""

from __future__ import annotations

import bz2
import gzip
import random
from pathlib import Path

import numpy as np
import osmium
import pytest

from itinera.errors import InputError, OsmFileError, OutsideError
from itinera.osm import scratch
from itinera.osm.clip import box_clip, geojson_clip
from itinera.osm.codes import CANAL_LINE, AreaFlag, PlaceKind
from itinera.osm.reader import read_osm

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<osm version="0.6" generator="hand">\n'
STAMP = 'timestamp="2026-01-02T03:04:05Z"'

NODES = [
    f'<node id="{i}" version="1" {STAMP} lat="50.{i:02}" lon="2.{i:02}"/>' for i in range(1, 6)
]
GATE = (
    f'<node id="8" version="1" {STAMP} lat="50.08" lon="2.08">'
    '<tag k="barrier" v="gate"/><tag k="name" v="Nord"/></node>'
)
TAP = (
    f'<node id="9" version="1" {STAMP} lat="50.09" lon="2.09"><tag k="amenity" v="drinking_water"/>'
    '<tag k="rcn_ref" v="07"/><tag k="rwn_ref" v="12a"/></node>'
)


def way(osm_id: int, refs: str, version: int = 1, **tags: str) -> str:
    """Return a way; `highway=path` if no tags are given."""
    nds = "".join(f'<nd ref="{ref}"/>' for ref in refs.split())
    rows = "".join(f'<tag k="{k}" v="{v}"/>' for k, v in (tags or {"highway": "path"}).items())
    return f'<way id="{osm_id}" version="{version}" {STAMP}>{nds}{rows}</way>'


def relation(osm_id: int, members: str, **tags: str) -> str:
    """Return a relation; members like "w10:outer n5:"."""
    kinds = {"n": "node", "w": "way", "r": "relation"}
    rows = ""
    for word in members.split():
        thing, _, role = word.partition(":")
        rows += f'<member type="{kinds[thing[0]]}" ref="{thing[1:]}" role="{role}"/>'
    rows += "".join(f'<tag k="{k.replace("__", ":")}" v="{v}"/>' for k, v in tags.items())
    return f'<relation id="{osm_id}" version="1" {STAMP}>{rows}</relation>'


def write(path: Path, *objects: str) -> Path:
    """Write objects as an OSM XML file."""
    path.write_text(HEAD + "\n".join(objects) + "\n</osm>\n", encoding="utf-8")
    return path


WORLD = [
    *NODES,
    GATE,
    TAP,
    way(10, "1 2 3", highway="residential", name="Rue de l'Église", ref="D 1", source="survey"),
    way(11, "3 4", highway="path", building="yes"),
    '<node id="6" lat="50.06" lon="2.06"/>',
    '<node id="7" lat="50.06" lon="2.07"/>',
    way(12, "5 6 7 5", landuse="forest"),
    way(15, "1 2 3 1", landuse="forest"),
    way(13, "1 2 4 1", amenity="school", name="École"),
    way(14, "1 2", building="yes"),
    relation(20, "w10: w11:forward", type="route", route="hiking", network="rwn", ref="GR 1"),
    relation(21, "w10:from w11:to n3:via", type="restriction", restriction="no_left_turn"),
    relation(22, "w10:", type="site"),
]


@pytest.fixture
def world(tmp_path: Path) -> Path:
    """A small file with a bit of everything."""
    return write(tmp_path / "world.osm", *WORLD)


def test_keeps_what_matters_and_nothing_else(world: Path) -> None:
    extract = read_osm([world])
    assert extract.ways.osm_id.tolist() == [10, 11]
    assert [extract.names[i] for i in extract.ways.name] == ["Rue de l'Église", ""]
    assert [extract.names[i] for i in extract.ways.ref] == ["D 1", ""]
    assert [extract.tagsets[i] for i in extract.ways.tagset] == [
        {"highway": "residential"},
        {"highway": "path"},
    ]
    assert extract.tagged_nodes.osm_id.tolist() == [8]
    assert [r.osm_id for r in extract.routes] == [20]
    assert [r.osm_id for r in extract.restrictions] == [21]
    assert extract.areas.flag.tolist() == [AreaFlag.WOOD]
    assert extract.timestamp == "2026-01-02T03:04:05Z"
    assert not extract.invented
    assert extract.notes == {"broken_areas": 2}  # ways 13 and 15 have no inside


def test_places_are_nodes_and_middles_of_ways(world: Path) -> None:
    places = read_osm([world]).places
    assert places.osm_id.tolist() == [9, 13]
    assert places.kind.tolist() == [PlaceKind.DRINKING_WATER, PlaceKind.SCHOOL]
    assert places.lonlat.tolist() == [[20_900_000, 500_900_000], [20_250_000, 500_250_000]]


def test_a_node_has_one_row_per_number(world: Path) -> None:
    extract = read_osm([world])
    rows = zip(extract.numbers.network, extract.numbers.number, strict=True)
    assert [(extract.names[a], extract.names[b]) for a, b in rows] == [
        ("rcn", "07"),
        ("rwn", "12a"),
    ]
    assert extract.numbers.osm_id.tolist() == [9, 9]


def columns(path: Path) -> list[object]:
    """Return everything that an extract holds, for comparison."""
    e = read_osm([path])
    tables = (e.ways, e.nodes, e.tagged_nodes, e.places, e.numbers, e.areas)
    rows: list[object] = [e.names, e.tagsets, e.routes, e.restrictions, e.timestamp]
    for table in tables:
        for name in type(table).__dataclass_fields__:
            value = getattr(table, name)
            rows.append(value.tolist() if isinstance(value, np.ndarray) else value)
    return rows


def test_every_format_gives_the_same(world: Path, tmp_path: Path) -> None:
    plain = columns(world)
    (tmp_path / "w.osm.gz").write_bytes(gzip.compress(world.read_bytes()))
    (tmp_path / "w.osm.bz2").write_bytes(bz2.compress(world.read_bytes()))
    with osmium.SimpleWriter(str(tmp_path / "w.osm.pbf")) as writer:
        for thing in osmium.FileProcessor(str(world)):
            writer.add(thing)
    for name in ("w.osm.gz", "w.osm.bz2", "w.osm.pbf"):
        assert columns(tmp_path / name) == plain, name


def test_the_order_of_objects_leaves_no_trace(world: Path, tmp_path: Path) -> None:
    shuffled = list(WORLD)
    for seed in range(3):
        random.Random(seed).shuffle(shuffled)
        assert columns(write(tmp_path / f"{seed}.osm", *shuffled)) == columns(world), seed


def test_several_files_are_merged_and_doubles_counted_once(tmp_path: Path) -> None:
    one = write(tmp_path / "one.osm", *NODES[:3], way(10, "1 2 3 4"), way(11, "1 2"))
    two = write(tmp_path / "two.osm", *NODES[2:5], way(10, "1 2 3 4"), way(12, "4 5"))
    extract = read_osm([one, two])
    assert extract.ways.osm_id.tolist() == [10, 11, 12]
    assert extract.ways.refs[:4].tolist() == [1, 2, 3, 4]
    assert extract.nodes.located.all()
    assert extract.notes == {"duplicate_ways": 1}


def test_the_newest_version_of_a_way_counts(tmp_path: Path) -> None:
    old = write(tmp_path / "old.osm", *NODES, way(10, "1 2 3", version=2))
    new = write(tmp_path / "new.osm", way(10, "1 2", version=3, highway="steps"))
    for order in ([old, new], [new, old]):
        extract = read_osm(order)
        assert extract.ways.refs.tolist() == [1, 2]
        assert extract.tagsets[extract.ways.tagset[0]] == {"highway": "steps"}


def test_the_newest_version_of_a_relation_counts(tmp_path: Path) -> None:
    tags = {"type": "route", "route": "hiking"}
    old = write(
        tmp_path / "old.osm", *NODES, way(10, "1 2"), relation(20, "w10:", ref="old", **tags)
    )
    text = relation(20, "w10:", ref="new", **tags).replace('version="1"', 'version="2"')
    new = write(tmp_path / "new.osm", text)
    for order in ([old, new], [new, old]):
        assert [r.tags["ref"] for r in read_osm(order).routes] == ["new"]


def test_doubles_within_one_file_count_once(tmp_path: Path) -> None:
    """A concatenation of files, which a parser of areas alone would refuse."""
    twice = [*NODES, GATE, TAP, way(10, "1 2 8"), way(12, "1 2 4 1", landuse="forest")]
    once = columns(write(tmp_path / "once.osm", *twice))
    assert columns(write(tmp_path / "twice.osm", *twice, *twice)) == once


def test_new_objects_of_an_editor_have_negative_ids(tmp_path: Path) -> None:
    nodes = [f'<node id="-{i}" lat="50.{i}" lon="2.{i}"/>' for i in (1, 2)]
    path = write(tmp_path / "new.osm", *nodes, *NODES[:1], way(-5, "-1 -2 1"))
    extract = read_osm([path])
    assert extract.ways.refs.tolist() == [-1, -2, 1]
    assert extract.nodes.located.all()
    assert extract.nodes.lonlat[0].tolist() == [22_000_000, 502_000_000]


def test_nodes_without_a_place_are_not_located(tmp_path: Path) -> None:
    odd = ['<node id="8"/>', '<node id="9" lat="95.5" lon="2.0"/>']
    extract = read_osm([write(tmp_path / "odd.osm", *NODES[:1], *odd, way(10, "1 7 8 9"))])
    assert extract.nodes.located.tolist() == [True, False, False, False]


def test_a_box_keeps_the_nodes_inside(world: Path) -> None:
    extract = read_osm([world], clip=box_clip((2.015, 50.0, 2.035, 50.05)))
    assert extract.nodes.osm_id[extract.nodes.located].tolist() == [2, 3]
    assert extract.places.osm_id.tolist() == [13]
    assert extract.ways.osm_id.tolist() == [10, 11]
    assert extract.tagged_nodes.osm_id.tolist() == []
    assert read_osm([world], clip=box_clip((2.0, 50.0, 2.025, 50.05))).ways.osm_id.tolist() == [10]


def test_a_polygon_keeps_the_nodes_inside(world: Path, tmp_path: Path) -> None:
    triangle = tmp_path / "t.geojson"
    triangle.write_text(
        '{"type":"Feature","properties":{},"geometry":{"type":"Polygon","coordinates":'
        "[[[2.0,50.0],[2.025,50.0],[2.025,50.05],[2.0,50.0]]]}}"
    )
    extract = read_osm([world], clip=geojson_clip(triangle))
    assert extract.nodes.osm_id[extract.nodes.located].tolist() == [1, 2]


def test_multipolygons_are_joined_and_may_be_places(tmp_path: Path) -> None:
    ways = [way(30, "1 2 3", note="half"), way(31, "3 5 1", note="half")]
    nodes = [
        f'<node id="{i}" lat="{lat}" lon="{lon}"/>'
        for i, lat, lon in ((1, 50.0, 2.0), (2, 50.0, 2.2), (3, 50.2, 2.2), (5, 50.2, 2.0))
    ]
    park = relation(
        40, "w30:outer w31:outer", type="multipolygon", leisure="park", amenity="school"
    )
    extract = read_osm([write(tmp_path / "m.osm", *nodes, *ways, park, way(10, "1 2"))])
    assert extract.areas.flag.tolist() == [AreaFlag.PARK]
    assert (extract.places.osm_type.tolist(), extract.places.osm_id.tolist()) == ([2], [40])
    assert extract.places.lonlat.tolist() == [[21_000_000, 501_000_000]]


def test_rivers_and_canals_count_as_water_but_not_in_tunnels(tmp_path: Path) -> None:
    lines = [
        way(30, "1 2", waterway="canal"),
        way(31, "2 3", waterway="river", tunnel="culvert"),
        way(32, "3 4", waterway="stream"),
        way(33, "4 99", waterway="river"),
    ]
    extract = read_osm([write(tmp_path / "w.osm", *NODES, *lines, way(10, "1 2"))])
    assert extract.areas.flag.tolist() == [AreaFlag.WATER | CANAL_LINE]


def test_the_demonstration_map_says_that_it_is_invented(tmp_path: Path) -> None:
    path = write(tmp_path / "m.osm", *NODES[:2], way(10, "1 2"))
    path.write_text(path.read_text().replace('"hand"', '"itinera maquette 1"'))
    assert read_osm([path]).invented


# --- bad input -----------------------------------------------------------------------------------


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(OutsideError, match=r"There is no file .*gone\.osm"):
        read_osm([tmp_path / "gone.osm"])


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(OsmFileError, match="is a folder"):
        read_osm([tmp_path])


@pytest.mark.parametrize("name", ["map.geojson", "map.osc", "map.o5m", "map"])
def test_an_unknown_ending_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("x")
    with pytest.raises(OsmFileError, match=r"does not tell its format.*\.osm\.pbf"):
        read_osm([tmp_path / name])


@pytest.mark.parametrize("name", ["e.osm", "e.osm.pbf"])
def test_an_empty_file_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).touch()
    with pytest.raises(OsmFileError, match="is empty"):
        read_osm([tmp_path / name])


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE osm [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    '<osm version="0.6"><node id="1" lat="50" lon="2"><tag k="name" v="&b;"/></node></osm>'
)


@pytest.mark.parametrize("ending", [".osm", ".osm.gz", ".osm.bz2"])
def test_entities_are_refused_before_they_expand(tmp_path: Path, ending: str) -> None:
    pack = {".osm": bytes, ".osm.gz": gzip.compress, ".osm.bz2": bz2.compress}[ending]
    (tmp_path / f"bomb{ending}").write_bytes(pack(BOMB.encode()))
    with pytest.raises(OsmFileError, match="declares a document type or entities"):
        read_osm([tmp_path / f"bomb{ending}"])


def test_other_xml_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.osm").write_text('<?xml version="1.0"?><gpx/>')
    with pytest.raises(OsmFileError, match="no <osm> element"):
        read_osm([tmp_path / "a.osm"])


def test_utf_16_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.osm").write_bytes(BOMB.encode("utf-16"))
    with pytest.raises(OsmFileError, match="UTF-16"):
        read_osm([tmp_path / "a.osm"])


@pytest.mark.parametrize("ending", [".osm", ".osm.gz", ".osm.bz2", ".osm.pbf"])
@pytest.mark.parametrize("share", [0.3, 0.9])
def test_a_file_cut_short_is_told_by_name(tmp_path: Path, ending: str, share: float) -> None:
    nodes = [f'<node id="{i}" lat="50.{i}" lon="2.{i}"/>' for i in range(1, 2000)]
    whole = write(tmp_path / "w.osm", *nodes, way(10, "1 2 3"))
    data = whole.read_bytes()
    if ending == ".osm.pbf":
        with osmium.SimpleWriter(str(tmp_path / "w.osm.pbf")) as writer:
            for thing in osmium.FileProcessor(str(whole)):
                writer.add(thing)
        data = (tmp_path / "w.osm.pbf").read_bytes()
    elif ending != ".osm":
        data = (gzip if ending == ".osm.gz" else bz2).compress(data)
    (tmp_path / f"cut{ending}").write_bytes(data[: int(len(data) * share)])
    with pytest.raises(OsmFileError, match=f"cut{ending}.* is damaged or cut short"):
        read_osm([tmp_path / f"cut{ending}"])


@pytest.mark.parametrize("ending", [".osm.gz", ".osm.bz2", ".osm.pbf"])
def test_garbage_is_told_by_name(tmp_path: Path, ending: str) -> None:
    (tmp_path / f"g{ending}").write_bytes(random.Random(1).randbytes(5000))
    with pytest.raises(OsmFileError, match=f"g{ending}.* is damaged or cut short"):
        read_osm([tmp_path / f"g{ending}"])


@pytest.mark.parametrize("place", ['lat="50.x" lon="2"', 'lat="" lon="2"', 'lat="50" lon="2 E"'])
def test_a_position_that_is_no_number_is_told(tmp_path: Path, place: str) -> None:
    path = write(tmp_path / "p.osm", f'<node id="1" {place}/>', way(1, "1 2"))
    with pytest.raises(OsmFileError, match=r"p\.osm.* is damaged or cut short"):
        read_osm([path])


def test_a_flipped_byte_in_a_packed_file_is_told(world: Path, tmp_path: Path) -> None:
    packed = bytearray(gzip.compress(world.read_bytes()))
    packed[20] ^= 0xFF
    (tmp_path / "f.osm.gz").write_bytes(packed)
    with pytest.raises(OsmFileError, match=r"f\.osm\.gz.* is damaged or cut short"):
        read_osm([tmp_path / "f.osm.gz"])


def test_a_history_file_is_refused(world: Path, tmp_path: Path) -> None:
    with osmium.SimpleWriter(str(tmp_path / "h.osh.pbf")) as writer:
        for thing in osmium.FileProcessor(str(world)):
            writer.add(thing)
    with pytest.raises(OsmFileError, match=r"h\.osh\.pbf' is a history file"):
        read_osm([tmp_path / "h.osh.pbf"])


def test_a_file_without_ways_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OsmFileError, match=r"There is no way in .*n\.osm"):
        read_osm([write(tmp_path / "n.osm", *NODES, way(1, "1 2", building="yes"))])


def test_an_area_elsewhere_is_refused_with_what_the_map_spans(world: Path) -> None:
    with pytest.raises(OsmFileError, match=r"has no way in it; the map spans 2\.0100,50\.0100"):
        read_osm([world], clip=box_clip((7.0, 47.0, 8.0, 48.0)))


def test_a_swapped_area_is_recognised(world: Path) -> None:
    with pytest.raises(OsmFileError, match="look swapped"):
        read_osm([world], clip=box_clip((50.0, 2.0, 51.0, 3.0)))


def test_a_map_without_positions_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "n.osm", '<node id="1"/>', '<node id="2"/>', way(1, "1 2"))
    with pytest.raises(OsmFileError, match="No node has a usable position"):
        read_osm([path], clip=box_clip((0, 0, 1, 1)))


@pytest.mark.parametrize(
    ("box", "words"),
    [
        ((200.0, 50.0, 201.0, 51.0), "longitude outside"),
        ((2.0, 95.0, 3.0, 96.0), "latitude outside"),
        ((3.0, 50.0, 2.0, 51.0), "is empty"),
        ((2.0, 51.0, 3.0, 50.0), "is empty"),
        ((float("nan"), 50.0, 3.0, 51.0), "longitude outside"),
    ],
)
def test_an_impossible_box_is_refused(box: tuple[float, ...], words: str) -> None:
    with pytest.raises(InputError, match=words):
        box_clip(box)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "is not GeoJSON"),
        ("[]", "is not GeoJSON"),
        ('{"type": "Point", "coordinates": [2, 50]}', "has no polygon"),
        ('{"type": "Polygon", "coordinates": [[[2, 50]]]}', "cannot be read"),
        ('{"type": "Polygon", "coordinates": "x"}', "cannot be read"),
        ('{"type":"Polygon","coordinates":[[[2,95],[3,95],[3,96],[2,95]]]}', "latitude outside"),
    ],
)
def test_bad_clip_files_are_refused(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "c.geojson").write_text(text)
    with pytest.raises(InputError, match=words):
        geojson_clip(tmp_path / "c.geojson")


def test_a_clip_file_must_exist_and_be_text(tmp_path: Path) -> None:
    with pytest.raises(OutsideError, match="cannot be read"):
        geojson_clip(tmp_path / "gone.geojson")
    (tmp_path / "c.geojson").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="is not UTF-8"):
        geojson_clip(tmp_path / "c.geojson")


# --- room for intermediate files -----------------------------------------------------------------


def test_large_files_are_taken_apart_on_disk(world: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    in_memory = columns(world)
    monkeypatch.setattr(scratch, "IN_MEMORY", -1)
    assert columns(world) == in_memory


def test_too_little_room_on_disk_is_told_before_libosmium_meets_it(
    world: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scratch, "IN_MEMORY", -1)
    monkeypatch.setattr(scratch, "GROWTH", 1e15)
    with pytest.raises(OutsideError, match=r"too little space to take '.*world.osm' apart"):
        read_osm([world])


def test_awkward_characters_come_through(tmp_path: Path) -> None:
    """Text that libosmium escapes on the way: separators, signs, other planes, line ends."""
    name = "a=b,c d%e@f\u2028g\u00a0h\U0001f6b2 é"
    path = tmp_path / "a.osm"
    text = way(10, "1 2", highway="path", name="NAME", foot="yes,no=maybe %25%")
    path.write_text(HEAD + "".join(NODES) + text.replace("NAME", name) + "</osm>", encoding="utf-8")
    extract = read_osm([path])
    assert extract.names == ["", name]
    assert extract.tagsets[1] == {"highway": "path", "foot": "yes,no=maybe %25%"}


def test_a_way_without_nodes_or_a_relation_without_members_is_no_harm(tmp_path: Path) -> None:
    path = write(tmp_path / "e.osm", *NODES, way(9, ""), way(10, "1 2"),
                 relation(20, "", type="route", route="foot"))  # fmt: skip
    extract = read_osm([path])
    assert extract.ways.osm_id.tolist() == [9, 10]
    assert extract.ways.offsets.tolist() == [0, 0, 2]
    assert extract.routes[0].members == ()
