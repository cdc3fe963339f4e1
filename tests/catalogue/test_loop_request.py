"""Specs of loops, and what they ask of the planner."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from itinera.catalogue.loop_request import loop_request
from itinera.catalogue.spec import read_spec
from itinera.errors import OutsideError, SpecError
from itinera.itinerary import Stop
from itinera.planning.loop import LoopRequest

HEAD = 'kind = "loop"\nprofile = "hike"\nstart = "50.4,2.8"\n'
TITLE = '[title]\nfr = "a"\nen = "b"\nnl = "c"\n'
START, END = Stop("", (2.8, 50.4)), Stop("", (2.82, 50.41))
LINE = {"type": "LineString", "coordinates": [[2.8, 50.4], [2.81, 50.4], [2.8, 50.4]]}
AREA = {
    "type": "Polygon",
    "coordinates": [[[2.8, 50.4], [2.81, 50.4], [2.81, 50.41], [2.8, 50.4]]],
}


def asked(folder: Path, more: str, end: Stop | None = None) -> LoopRequest:
    """Write a spec, read it, and return what it asks."""
    path = folder / "a-loop.toml"
    path.write_text(HEAD + more + TITLE, encoding="utf-8")
    spec = read_spec(path)
    assert spec.loop is not None
    return loop_request(spec, spec.loop, START, (), end)


def test_every_wish_reaches_the_planner(tmp_path: Path) -> None:
    (tmp_path / "park.geojson").write_text(json.dumps(AREA), encoding="utf-8")
    request = asked(
        tmp_path,
        'length_km = 9\nend = "50.41,2.82"\nvia_order = "given"\nstart_at = ["station"]\n'
        'start_within_m = 900\nthrough = "park.geojson"\navoid_ways = ["way/7", "50.5,2.9"]\n'
        'avoid_near = ["50.4,2.85@30"]\nsurface = "paved=3"\n',
        END,
    )
    assert request.length_m == 9000.0
    assert request.end == END
    assert request.ordered
    assert (request.start_kinds, request.start_within_m) == (("station",), 900.0)
    assert [area.area for area in request.through] == [pytest.approx(0.5e-4)]
    assert request.traveller.avoid_ways == (7, (2.9, 50.5))
    assert len(request.traveller.avoid) == 1
    assert request.traveller.surface == ("paved", 3.0)


def test_what_is_left_out_is_as_usual(tmp_path: Path) -> None:
    request = asked(tmp_path, "length_km = 9\n")
    plain = LoopRequest(START, length_m=9000.0, attraction=request.attraction)
    assert request == plain


def test_a_loop_like_a_file_beside_the_spec(tmp_path: Path) -> None:
    """Some 1.4 km there and back; a quarter more is wished, and no length is written."""
    (tmp_path / "old.geojson").write_text(json.dumps(LINE), encoding="utf-8")
    request = asked(tmp_path, 'like = "old.geojson"\nchange = ["longer"]\n')
    assert len(request.like) == 3
    assert request.length_m == pytest.approx(1.25 * 2 * 711.0, rel=5e-3)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ('avoid_ways = ["95,2"]\n', r"line 5: .*95"),
        ('avoid_near = ["50.4,2.8@0"]\n', "line 5: A line cannot be kept off"),
        ('surface = "wet"\n', "line 5: There is no surface wish 'wet'"),
        ('like = "nowhere"\n', "line 5: There is no itinerary 'nowhere'"),
        ('like = "old.geojson"\nchange = ["odd"]\n', "line 6: A loop cannot be 'odd'"),
    ],
)
def test_what_cannot_be_meant_is_told_with_its_line(tmp_path: Path, more: str, said: str) -> None:
    (tmp_path / "old.geojson").write_text(json.dumps(LINE), encoding="utf-8")
    with pytest.raises(SpecError, match=said):
        asked(tmp_path, "length_km = 9\n" + more)


def test_an_area_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(OutsideError, match=r"none\.geojson"):
        asked(tmp_path, 'length_km = 9\nthrough = "none.geojson"\n')
