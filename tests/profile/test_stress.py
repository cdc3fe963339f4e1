"""Levels of traffic stress, one row per road."""

from __future__ import annotations

import pytest

from itinera.osm.codes import AreaFlag, Cycleway, EdgeFlag, Highway
from itinera.profile.stress import stress
from random_columns import random_graph, with_columns

H = Highway
TOWN = int(AreaFlag.BUILT_UP)
BLANK = {"maxspeed_kmh": 0, "lanes": 0, "areas": 0, "flags": 0}


def level(mode: str, highway: Highway, cycleway: int = 0, **columns: int) -> int:
    """Return the level of one road."""
    graph = with_columns(
        random_graph(1, 0), **{**BLANK, "highway": highway, "fwd_cycleway": cycleway, **columns}
    )
    return int(stress(graph.edges, mode, graph.edges.fwd_cycleway)[0])


@pytest.mark.parametrize(
    ("highway", "columns", "cycleway", "riding"),
    [
        (H.CYCLEWAY, {}, 0, 1),
        (H.TRACK, {"maxspeed_kmh": 80}, 0, 1),  # no through traffic on a farm track
        (H.LIVING_STREET, {}, 0, 1),
        (H.RESIDENTIAL, {}, 0, 2),
        (H.RESIDENTIAL, {"maxspeed_kmh": 30}, 0, 1),
        (H.RESIDENTIAL, {"flags": int(EdgeFlag.CYCLE_STREET)}, 0, 1),
        (H.UNCLASSIFIED, {}, 0, 2),  # 80 km/h by law, few cars in fact
        (H.TERTIARY, {"areas": TOWN}, 0, 3),
        (H.TERTIARY, {}, 0, 3),
        (H.TERTIARY, {"maxspeed_kmh": 30}, 0, 2),
        (H.TERTIARY, {"areas": TOWN}, Cycleway.LANE, 2),
        (H.TERTIARY, {}, Cycleway.LANE, 3),  # a lane does not help at 80 km/h
        (H.SECONDARY, {}, 0, 4),
        (H.SECONDARY, {"maxspeed_kmh": 60, "lanes": 2}, 0, 3),
        (H.SECONDARY, {"maxspeed_kmh": 61}, 0, 4),
        (H.SECONDARY, {"areas": TOWN, "lanes": 3}, 0, 4),
        (H.TERTIARY, {"maxspeed_kmh": 60}, Cycleway.LANE, 2),
        (H.CYCLEWAY, {"lanes": 3}, 0, 1),  # lanes for riders
        (H.PRIMARY, {"areas": TOWN}, 0, 4),
        (H.PRIMARY, {"areas": TOWN}, Cycleway.LANE, 3),
        (H.PRIMARY, {}, Cycleway.TRACK, 1),
        (H.PRIMARY, {}, Cycleway.SEPARATE, 4),  # who stays on the road has the road
        (H.TRUNK, {"maxspeed_kmh": 50}, 0, 4),
    ],
)
def test_riding(highway: Highway, columns: dict[str, int], cycleway: int, riding: int) -> None:
    assert level("bicycle", highway, cycleway, **columns) == riding


@pytest.mark.parametrize(
    ("highway", "columns", "walking"),
    [
        (H.FOOTWAY, {}, 1),
        (H.RESIDENTIAL, {}, 1),
        (H.UNCLASSIFIED, {}, 2),
        (H.TERTIARY, {}, 3),
        (H.SECONDARY, {}, 4),
        (H.TERTIARY, {"areas": TOWN}, 2),  # towns have sidewalks
        (H.TERTIARY, {"maxspeed_kmh": 50, "flags": int(EdgeFlag.SIDEWALK)}, 2),
        (H.SECONDARY, {"areas": TOWN}, 3),
        (H.PRIMARY, {}, 4),
        (H.PRIMARY, {"maxspeed_kmh": 30, "flags": int(EdgeFlag.SIDEWALK)}, 2),
    ],
)
def test_walking(highway: Highway, columns: dict[str, int], walking: int) -> None:
    assert level("foot", highway, Cycleway.TRACK, **columns) == walking
