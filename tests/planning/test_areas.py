"""Areas to avoid, read from GeoJSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from itinera.errors import InputError, OutsideError
from itinera.planning.areas import parse_areas, read_areas

SQUARE = [[[2.8, 50.4], [2.9, 50.4], [2.9, 50.5], [2.8, 50.5], [2.8, 50.4]]]
EIGHT = [[[2.8, 50.4], [2.9, 50.5], [2.9, 50.4], [2.8, 50.5], [2.8, 50.4]]]
POLYGON = {"type": "Polygon", "coordinates": SQUARE}
TWO = {"type": "MultiPolygon", "coordinates": [SQUARE, [[[3, 50], [3.1, 50], [3, 50.1], [3, 50]]]]}


def feature(geometry: object) -> dict[str, object]:
    return {"type": "Feature", "properties": {}, "geometry": geometry}


@pytest.mark.parametrize(
    ("document", "count"),
    [
        (POLYGON, 1),
        (TWO, 2),
        (feature(POLYGON), 1),
        ({"type": "FeatureCollection", "features": [feature(POLYGON), feature(TWO)]}, 3),
    ],
)
def test_areas_are_polygons_however_they_are_wrapped(
    tmp_path: Path, document: object, count: int
) -> None:
    path = tmp_path / "a.geojson"
    path.write_text(json.dumps(document), encoding="utf-8")
    areas = read_areas(path)
    assert [area.geom_type for area in areas] == ["Polygon"] * count
    assert areas[0].bounds == (2.8, 50.4, 2.9, 50.5)


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ([], "holds list where an area"),
        ({"type": "Topology"}, "holds Topology where an area"),
        (feature({"type": "Point", "coordinates": [2, 50]}), "area 1 is Point, not an area"),
        (feature(None), "area 1 is nothing, not an area"),
        ({"type": "Polygon", "coordinates": "x"}, "area 1 cannot be read"),
        ({"type": "Polygon", "coordinates": [[[2, 50], [3, 50]]]}, "area 1 cannot be read"),
        ({"type": "Polygon", "coordinates": []}, "no valid area: it is empty"),
        ({"type": "Polygon", "coordinates": EIGHT}, "no valid area: Self-intersection"),
        (
            {"type": "Polygon", "coordinates": [[[200, 50], [201, 50], [200, 51], [200, 50]]]},
            "off the Earth: it spans 200,50 to 201,51",
        ),
    ],
)
def test_what_is_no_area_is_refused_with_its_place(document: object, said: str) -> None:
    with pytest.raises(InputError, match=f"zone.*{said}"):
        parse_areas(document, name="zone")


def test_a_file_that_is_missing_broken_or_empty_is_told(tmp_path: Path) -> None:
    with pytest.raises(OutsideError, match="cannot be read: No such file"):
        read_areas(tmp_path / "none.geojson")
    path = tmp_path / "b.geojson"
    path.write_bytes(b"{")
    with pytest.raises(InputError, match="is no GeoJSON"):
        read_areas(path)
    path.write_bytes(b'{"type": "FeatureCollection", "features": []}')
    with pytest.raises(InputError, match="holds no area"):
        read_areas(path)
