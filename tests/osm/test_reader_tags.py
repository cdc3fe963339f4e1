"""Tags become codes: one row per case."""

from __future__ import annotations

import pytest

from itinera.osm.codes import Barrier, Crossing, Cycleway, EdgeFlag, Highway, PlaceKind, Surface
from itinera.osm.keys import is_relevant
from itinera.osm.places import place_kind
from itinera.osm.pools import NamePool, TagPool
from itinera.osm.tagsets import (
    barrier_code,
    crossing_code,
    cycleways,
    edge_flags,
    highway_code,
    incline_pct,
    maxspeed_kmh,
    mtb_scale,
    way_codes,
    width_cm,
)


def tags(text: str) -> dict[str, str]:
    """Read "a=b c=d"."""
    return dict(word.split("=", 1) for word in text.split())


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("highway=primary", Highway.PRIMARY),
        ("highway=bus_guideway", Highway.BUSWAY),
        ("highway=nonsense", Highway.UNKNOWN),
        ("route=ferry", Highway.FERRY),
        ("man_made=pier", Highway.PLATFORM),
        ("railway=platform", Highway.PLATFORM),
        ("highway=footway route=ferry", Highway.FOOTWAY),
    ],
)
def test_way_class(text: str, code: Highway) -> None:
    assert highway_code(tags(text)) == code


@pytest.mark.parametrize(
    ("text", "forward", "backward"),
    [
        ("cycleway=lane", Cycleway.LANE, Cycleway.LANE),
        ("cycleway:both=no", Cycleway.NONE, Cycleway.NONE),
        ("cycleway:right=track cycleway:left=lane", Cycleway.TRACK, Cycleway.LANE),
        ("cycleway=separate", Cycleway.SEPARATE, Cycleway.SEPARATE),
        ("oneway=yes cycleway=opposite", Cycleway.NONE, Cycleway.CONTRAFLOW),
        ("oneway=yes oneway:bicycle=no", Cycleway.NONE, Cycleway.CONTRAFLOW),
        ("oneway=yes cycleway=lane", Cycleway.LANE, Cycleway.NONE),
        ("oneway=yes cycleway:right=lane cycleway:left=opposite_lane",
         Cycleway.LANE, Cycleway.CONTRAFLOW),
        ("oneway=yes cycleway:left=lane", Cycleway.LANE, Cycleway.NONE),
        ("oneway=yes cycleway:left=track cycleway:left:oneway=no",
         Cycleway.TRACK, Cycleway.TRACK),
    ],
)  # fmt: skip
def test_cycleways_per_direction(text: str, forward: Cycleway, backward: Cycleway) -> None:
    assert cycleways(tags(text)) == (forward, backward)


@pytest.mark.parametrize(
    ("text", "flags"),
    [
        ("bridge=yes", EdgeFlag.BRIDGE),
        ("bridge=no tunnel=no", 0),
        ("bridge=viaduct", EdgeFlag.BRIDGE),
        ("tunnel=building_passage", EdgeFlag.TUNNEL | EdgeFlag.COVERED),
        ("junction=roundabout", EdgeFlag.ROUNDABOUT),
        ("ramp:bicycle=yes", EdgeFlag.RAMP),
        ("ramp=no", 0),
        ("sidewalk=both", EdgeFlag.SIDEWALK),
        ("sidewalk=no", 0),
        ("bicycle=use_sidepath", EdgeFlag.SIDEPATH),
        ("towpath=yes embankment=yes", EdgeFlag.TOWPATH | EdgeFlag.DAM),
        ("ford=stepping_stones informal=yes", EdgeFlag.FORD | EdgeFlag.INFORMAL),
        ("route=ferry", EdgeFlag.FERRY),
    ],
)
def test_flags(text: str, flags: int) -> None:
    assert edge_flags(tags(text)) == flags


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("barrier=gate", Barrier.GATE),
        ("barrier=yes", Barrier.OTHER),
        ("barrier=no", Barrier.NONE),
        ("highway=crossing", Barrier.NONE),
    ],
)
def test_barriers(text: str, code: Barrier) -> None:
    assert barrier_code(tags(text)) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("railway=level_crossing highway=crossing", Crossing.LEVEL_CROSSING),
        ("railway=crossing", Crossing.RAILWAY_CROSSING),
        ("ford=yes", Crossing.FORD),
        ("ford=no", Crossing.NONE),
        ("highway=crossing", Crossing.MARKED),
        ("highway=crossing crossing=unmarked", Crossing.UNMARKED),
        ("highway=crossing crossing=no", Crossing.UNMARKED),
        ("highway=crossing crossing=zebra", Crossing.MARKED),
        ("crossing=traffic_signals", Crossing.TRAFFIC_SIGNALS),
        ("highway=crossing crossing:signals=yes", Crossing.TRAFFIC_SIGNALS),
        ("barrier=gate", Crossing.NONE),
    ],
)
def test_crossings(text: str, code: Crossing) -> None:
    assert crossing_code(tags(text)) == code


@pytest.mark.parametrize(
    ("value", "centimetres"),
    [("2.5", 250), ("3 m", 300), ("1,2", 120), ("80 cm", 80), ("6'6\"", 198), ("10 ft", 305),
     ("narrow", 0), ("", 0), ("99999", 65_535)],
)  # fmt: skip
def test_widths(value: str, centimetres: int) -> None:
    assert width_cm(value) == centimetres


@pytest.mark.parametrize(
    ("value", "percent"),
    [("8%", 8), ("-12.4 %", -12), ("10°", 18), ("45°", 100), ("up", -128), ("900%", 127)],
)
def test_inclines(value: str, percent: int) -> None:
    assert incline_pct(value) == percent


@pytest.mark.parametrize(
    ("value", "kmh"),
    [("50", 50), ("30 mph", 48), ("FR:rural", 80), ("walk", 7), ("none", 130), ("signals", 0)],
)
def test_speed_limits(value: str, kmh: int) -> None:
    assert maxspeed_kmh(value) == kmh


@pytest.mark.parametrize(("value", "code"), [("0", 1), ("2+", 3), ("6", 7), ("7", 0), ("", 0)])
def test_mtb_scale(value: str, code: int) -> None:
    assert mtb_scale(value) == code


def test_the_first_of_several_surfaces_counts() -> None:
    assert way_codes(tags("highway=path surface=gravel;grass")).surface == Surface.GRAVEL
    assert way_codes(tags("highway=path surface=lava")).surface == Surface.UNKNOWN


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("amenity=drinking_water", PlaceKind.DRINKING_WATER),
        ("natural=spring", None),
        ("natural=spring drinking_water=yes", PlaceKind.DRINKING_WATER),
        ("amenity=drinking_water drinking_water=no", None),
        ("amenity=fountain drinking_water=yes", PlaceKind.DRINKING_WATER),
        ("amenity=cafe", PlaceKind.FOOD),
        ("tourism=hotel amenity=restaurant", PlaceKind.FOOD),
        ("tourism=information information=office", PlaceKind.TOURIST_OFFICE),
        ("tourism=information information=board", None),
        ("railway=station", PlaceKind.STATION),
        ("historic=memorial", PlaceKind.HERITAGE),
        ("historic=no", None),
        ("place=hamlet", PlaceKind.SETTLEMENT),
        ("shop=bicycle", PlaceKind.BIKE_REPAIR),
        ("shop=hairdresser", None),
        ("amenity=parking", PlaceKind.PARKING),
    ],
)
def test_kinds_of_places(text: str, kind: PlaceKind | None) -> None:
    assert place_kind(tags(text)) == kind


@pytest.mark.parametrize(
    ("key", "kept"),
    [("highway", True), ("bicycle:conditional", True), ("oneway:bicycle", True), ("name", False),
     ("source:maxspeed", False), ("cycleway:left:oneway", True), ("turn:lanes", False),
     ("bicycle:lanes", False), ("addr:street", False)],
)  # fmt: skip
def test_which_keys_are_kept(key: str, kept: bool) -> None:
    assert is_relevant(key) == kept


def test_pools_forget_the_order_of_arrival() -> None:
    for order in (["b", "a", "", "c"], ["c", "b", "a"]):
        pool = NamePool()
        numbers = {name: pool.add(name) for name in order}
        names, place = pool.finish()
        assert names == ["", "a", "b", "c"]
        assert all(names[place[number]] == name for name, number in numbers.items())
    pool2 = TagPool()
    same = pool2.add((("a", "1"), ("b", "2"))), pool2.add((("b", "2"), ("a", "1")))
    sets, place = pool2.finish()
    assert sets == {"{}": {}, '{"a":"1","b":"2"}': {"a": "1", "b": "2"}}
    assert [place[i] for i in same] == [1, 1]
