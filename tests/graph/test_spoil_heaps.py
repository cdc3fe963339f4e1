"""Terrils of the table joined with their outlines, and what that does to a graph's heights."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import shapely
from shapely import Polygon

from conftest import SHARED
from itinera.elevation.heights import Heights
from itinera.elevation.terrils import Shape, Terril
from itinera.errors import InputError, OutsideError
from itinera.geodesy import FloatArray, metres_per_degree
from itinera.graph.elevate import with_heights
from itinera.graph.spoil_heaps import terrils_of_areas, terrils_of_file
from itinera.osm.codes import AreaFlag, HeightFlag
from itinera.osm.extract import AreaShapes
from sketch import sketch
from terrains import ORIGIN, FormulaTerrain

HEAD = "no,shape,lat,lon,height_m,altitude_m,source,licence\n"
TABLE = HEAD + (
    "T001,Conique,50.4,2.8,100,,s,l\n"
    "T002,Plat,50.5,2.8,,57-60,s,l\n"
    "T003,Typologie particulière,50.6,2.8,30,,s,l\n"
    "T004,Conique,50.7,2.8,,,s,l\n"
    "T005,Conique,50.8,2.8,80,,s,l\n"
    "T006,Conique,50.8005,2.8,70,,s,l\n"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a small table of terrils."""
    (tmp_path / "terrils.csv").write_text(TABLE, encoding="utf-8")
    return tmp_path


def square(lat: float, lon: float = 2.8, half: float = 0.001) -> Polygon:
    """Return a small outline about a place."""
    return shapely.box(lon - half, lat - half, lon + half, lat + half)


def areas(*shapes: Polygon, flag: AreaFlag = AreaFlag.SPOIL_HEAP) -> AreaShapes:
    """Return areas as they come from a file."""
    return AreaShapes(np.full(len(shapes), flag, np.uint8), tuple(s.wkb for s in shapes))


def test_the_position_of_a_terril_finds_its_area(folder: Path) -> None:
    found = terrils_of_areas(areas(square(50.4), square(50.5), square(49.0)), folder)
    assert [(t.id, t.shape, t.height_m, t.altitude_m) for t in found] == [
        ("T001", Shape.CONE, 100.0, None),
        ("T002", Shape.PLATEAU, None, 57.0),  # of a range the lowest
    ]
    assert found[0].footprint.equals(square(50.4))


def test_terrils_without_shape_or_numbers_are_left_out(folder: Path) -> None:
    assert terrils_of_areas(areas(square(50.6), square(50.7)), folder) == []


def test_an_area_with_two_terrils_is_the_outline_of_neither(folder: Path) -> None:
    assert terrils_of_areas(areas(square(50.8)), folder) == []
    apart = terrils_of_areas(areas(square(50.8, half=0.0002), square(50.8005, half=0.0002)), folder)
    assert [t.id for t in apart] == ["T005", "T006"]


def test_other_areas_are_no_spoil_heaps(folder: Path) -> None:
    assert terrils_of_areas(areas(square(50.4), flag=AreaFlag.WOOD), folder) == []
    assert terrils_of_areas(areas(), folder) == []


def geojson(path: Path, *features: tuple[dict[str, str], Polygon]) -> Path:
    """Write a FeatureCollection."""
    rows = [
        {"type": "Feature", "properties": p, "geometry": shapely.geometry.mapping(s)}
        for p, s in features
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": rows}))
    return path


def test_outlines_of_a_file_are_found_by_number(folder: Path) -> None:
    path = geojson(
        folder / "o.geojson",
        ({"no_terril": "T001"}, square(10.0)),  # wherever the outline says
        ({"ref": "T002"}, shapely.union_all([square(50.5), square(50.6, half=0.0001)])),
        ({"no_terril": "T999"}, square(50.7)),
        ({}, square(50.8)),
    )
    found = terrils_of_file(path, folder)
    assert [t.id for t in found] == ["T001", "T002"]
    assert found[1].footprint.equals(square(50.5))  # the larger part


def test_the_real_outlines_fit_the_real_table() -> None:
    found = {t.id: t for t in terrils_of_file(SHARED / "data/basin/terrils.geojson")}
    assert found["T174"].shape is Shape.CONE
    assert (found["T174"].height_m, found["T174"].altitude_m) == (103.0, None)
    assert (found["T074a"].height_m, found["T074a"].altitude_m) == (None, 184.0)
    assert len(found) >= 8


@pytest.mark.parametrize("text", ["", "[]", '{"features": [{}]}', '{"features": [1]}', "\xff"])
def test_a_file_that_is_no_geojson_is_named(folder: Path, text: str) -> None:
    path = folder / "bad.geojson"
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(InputError, match=r"bad\.geojson' is no GeoJSON FeatureCollection"):
        terrils_of_file(path, folder)


def test_a_missing_file_is_named(folder: Path) -> None:
    with pytest.raises(OutsideError, match=r"gone\.geojson' cannot be read"):
        terrils_of_file(folder / "gone.geojson", folder)


PATH = sketch("A-B-C-D-E")  # 800 m eastwards, C in the middle
PER_LON, PER_LAT = metres_per_degree(ORIGIN[1])
DISC = shapely.Point(0, 0).buffer(150.0, 64)
FOOTPRINT = shapely.transform(
    DISC, lambda xy: xy / np.array([PER_LON, PER_LAT]) + np.array([ORIGIN[0] + 400 / PER_LON, 50.4])
)
HEAP = Terril("T001", FOOTPRINT, Shape.CONE, height_m=60.0)


def test_a_corrected_terril_climbs_and_is_marked_and_counted() -> None:
    flat = FormulaTerrain(lambda x, _y: 40.0 + 0 * x)
    graph = with_heights(PATH.graph, flat, [HEAP])
    assert graph.heights is not None
    b_to_c = PATH.arc("BC")
    assert graph.heights.of_arc(b_to_c)[-1] == pytest.approx(100.0, abs=1.0)
    assert graph.heights.climb_m[b_to_c] == pytest.approx(60.0, abs=1.5)
    assert graph.heights.flags[PATH.edge("BC")] == HeightFlag.CORRECTED
    assert graph.heights.flags[PATH.edge("AB")] == 0  # 200 m and more from C
    assert graph.heights.of_arc(PATH.arc("AB")).tolist() == [40.0] * len(
        graph.heights.of_arc(PATH.arc("AB"))
    )
    assert ("terrils_corrected", 1) in graph.notes
    assert graph.source.graph_id != with_heights(PATH.graph, flat).source.graph_id


@pytest.mark.parametrize(
    "terrain",
    [
        FormulaTerrain(lambda x, _y: 40.0 + 0 * x, resolution_m=5.0),
        FormulaTerrain(lambda x, _y: 40.0 + 0 * x, model=True),
    ],
    ids=["fine", "model"],
)
def test_a_fine_raster_and_a_model_are_believed(terrain: FormulaTerrain) -> None:
    graph = with_heights(PATH.graph, terrain, [HEAP])
    assert graph.heights is not None
    assert not (graph.heights.flags & HeightFlag.CORRECTED).any()
    assert not graph.heights.climb_m.any()
    assert not graph.notes


def test_only_the_coarse_raster_of_two_is_corrected() -> None:
    """West of the heap's middle 5 m posts are believed, east of it 30 m posts are not."""
    flat = FormulaTerrain(lambda x, _y: 40.0 + 0 * x)

    class Both(FormulaTerrain):
        def heights(self, lonlat: FloatArray) -> Heights:
            found = super().heights(lonlat)
            west = (lonlat[:, 0] - ORIGIN[0]) * PER_LON < 400.0
            return replace(found, source=np.where(west, 1, 0).astype(np.uint16))

    both = Both(lambda x, _y: 40.0 + 0 * x)
    both.sources = (*flat.sources, replace(flat.sources[0], resolution_m=5.0))
    heights = with_heights(PATH.graph, both, [HEAP]).heights
    assert heights is not None
    assert np.nanmax(heights.of_arc(PATH.arc("BC"))[:-1]) == 40.0
    assert heights.of_arc(PATH.arc("CD"))[1] > 90.0
