"""Elevation in every format: the rule beside every number, heights where known, none made up."""

from __future__ import annotations

import json
from dataclasses import replace

import gpxpy
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itinera.export.elevation import PROFILE_OFF_M, profile_points
from itinera.export.geojson import to_geojson
from itinera.export.gpx import to_gpx
from itinera.export.json import to_json
from itinera.geodesy import FloatArray
from itinera.itinerary import About, Itinerary, Stop
from itinera.itinerary.climb_words import climb_sentences, hardest_sentences
from itinerary.hills import raised
from itinerary.trips import trip
from sketch import World, sketch


@pytest.fixture(scope="module")
def street() -> World:
    """1,400 m from west to east."""
    return sketch(
        """
A------B------C
"""
    )


def over_the_heap(street: World, lang: str = "en", known_to: float = 1400.0) -> Itinerary:
    """Level, up a heap of 60 m and down, then level; unknown beyond some metres."""
    west, east = street.lonlat("A")[0], street.lonlat("C")[0]

    def ground(lonlat: FloatArray) -> FloatArray:
        at = (lonlat[:, 0] - west) / (east - west) * 1400.0
        ele = np.interp(at, (300, 700, 760, 1000), (20, 80, 80, 20))
        return np.where(at > known_to, np.nan, ele)

    heap = Stop("Terril 74a", street.lonlat("B"), id="T074a", kind="terril")
    return trip(raised(street, ground), "ABC", about=About(lang=lang), places=(heap,))


def test_json_says_the_rule_beside_the_numbers(street: World) -> None:
    (only,) = json.loads(to_json([over_the_heap(street)]))["itineraries"]
    elevation = only["elevation"]
    assert only["climb_m"] == pytest.approx(60.0, abs=0.5)
    assert only["descent_m"] == pytest.approx(60.0, abs=0.5)
    assert set(elevation) == {
        "min_m", "max_m", "raw_climb_m", "raw_descent_m", "smoothed_climb_m",
        "smoothed_descent_m", "step_m", "smooth_m", "threshold_m", "gradients", "slopes", "climbs",
        "profile", "unknown_m", "bridged_m", "corrected_m", "model",
    }  # fmt: skip
    assert (elevation["min_m"], elevation["max_m"]) == (20.0, 80.0)
    assert (elevation["unknown_m"], elevation["model"]) == (0.0, False)
    assert elevation["threshold_m"] > 0.0


def test_gradients_add_up_to_the_length(street: World) -> None:
    """300 m level, 400 m at 15 %, 60 m level, 240 m at -25 %, 400 m level."""
    (only,) = json.loads(to_json([over_the_heap(street)]))["itineraries"]
    found = only["elevation"]["gradients"]
    assert sum([*found["up"].values(), *found["down"].values(), found["level_m"]]) == pytest.approx(
        only["length_m"], abs=1.0
    )
    assert found["up"][">6"] == pytest.approx(400.0, abs=40.0)
    assert found["down"][">6"] == pytest.approx(240.0, abs=40.0)
    assert list(found["up"]) == ["0-2", "2-4", "4-6", ">6"]


def test_climbs_are_named_longest_and_steepest(street: World) -> None:
    (only,) = json.loads(to_json([over_the_heap(street)]))["itineraries"]
    (climb,) = only["elevation"]["climbs"]
    assert (climb["name"], climb["id"]) == ("Terril 74a", "T074a")
    assert (climb["longest"], climb["steepest"]) == (True, True)
    assert climb["mean_pct"] == pytest.approx(15.0, abs=1.5)


def test_gpx_has_heights_with_one_decimal_and_none_where_unknown(street: World) -> None:
    whole, part = over_the_heap(street), over_the_heap(street, known_to=1000.0)
    points = gpxpy.parse(to_gpx(whole)).tracks[0].segments[0].points
    assert all(point.elevation is not None for point in points)
    assert max(point.elevation or 0.0 for point in points) == 80.0
    points = gpxpy.parse(to_gpx(part)).tracks[0].segments[0].points
    assert [point.elevation is None for point in points][-1]
    assert points[0].elevation == 20.0
    assert "<ele>0.0</ele>" not in to_gpx(part)


def test_geojson_has_heights_in_its_line_and_no_second_profile(street: World) -> None:
    line = json.loads(to_geojson([over_the_heap(street)]))["features"][0]
    assert {len(position) for position in line["geometry"]["coordinates"]} == {3}
    assert "profile" not in line["properties"]["elevation"]
    assert line["properties"]["climb_m"] == pytest.approx(60.0, abs=0.5)
    partly = json.loads(to_geojson([over_the_heap(street, known_to=1000.0)]))["features"][0]
    assert {len(position) for position in partly["geometry"]["coordinates"]} == {2}


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", ("Climb 60", "from 5 m on", "raw 60", "Heights are unknown along 400")),
        ("fr", ("Dénivelé positif 60", "à partir de 5 m", "brut 60", "inconnue sur 400")),
        ("nl", ("Stijging 60", "vanaf 5 m", "ruw 60", "onbekend over 400")),
    ],
)
def test_words_name_raw_smoothed_threshold_and_what_is_unknown(
    street: World, lang: str, words: tuple[str, ...]
) -> None:
    text = " ".join(climb_sentences(over_the_heap(street, lang, known_to=1000.0)))
    assert [word for word in words if word not in text] == []
    assert text in to_gpx(over_the_heap(street, lang, known_to=1000.0))


def test_a_model_is_called_one(street: World) -> None:
    way = over_the_heap(street)
    assert way.elevation is not None
    modelled = replace(way, elevation=replace(way.elevation, model_m=10.0))
    assert "The terrain is a model, not a survey." in to_gpx(modelled)
    assert json.loads(to_json([modelled]))["itineraries"][0]["elevation"]["model"] is True


def test_the_hardest_climb_is_told_once_where_it_is_both(street: World) -> None:
    (said,) = hardest_sentences(over_the_heap(street))
    assert said.startswith("Longest climb: 6")
    assert "up to Terril 74a" in said
    assert hardest_sentences(trip(street, "ABC")) == []


PROFILE = st.lists(st.one_of(st.none(), st.integers(0, 400)), min_size=1, max_size=40)


@given(PROFILE)
def test_the_listed_profile_stays_near_every_sample(steps: list[int | None]) -> None:
    """Read as straight lines it errs by no more than it says, and unknown stays unknown."""
    ele = np.array([np.nan if step is None else step / 10.0 for step in steps])
    at = 10.0 * np.arange(len(ele))
    found = profile_points(at, ele)
    marks = np.array([mark for mark, _ in found])
    heights = np.array([np.nan if height is None else height for _, height in found])
    for place, height in zip(at.tolist(), ele.tolist(), strict=True):
        if np.isnan(height):
            assert np.isnan(heights[marks == place]).all()
            continue
        read = float(np.interp(place, marks, heights))
        # Off by a quarter of a metre across the slope, and rounded to a decimetre.
        steepest = np.hypot(1.0, 40.0 / 10.0)
        assert read == pytest.approx(height, abs=PROFILE_OFF_M * steepest + 0.1)
