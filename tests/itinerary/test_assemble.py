"""The whole itinerary: numbers, ends, waypoints, effort, source."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from itinera.errors import InputError
from itinera.itinerary import About, Stop, assemble
from itinera.itinerary.effort import itra_class, km_effort
from itinerary.trips import METRES_PER_SECOND, path_of, trip, weighting_of
from sketch import World, marked, sketch

GEOD = Geod(ellps="WGS84")


@pytest.fixture(scope="module")
def world() -> World:
    """A town of six junctions with a bit of everything."""
    return sketch(
        """
A--B-+
|  | |
C--D-E
 \\   |
  F--G
""",
        tags={
            "BD": {"highway": "steps"},
            "CF": {"highway": "path", "surface": "gravel", "sac_scale": "mountain_hiking"},
            "FG": {"highway": "track", "mtb:scale": "1"},
        },
        relations=(marked("ABD", route="hiking", network="lwn", ref="3"),),
    )


def test_time_is_arcs_in_part_and_nodes_passed_through(world: World) -> None:
    """Two legs over B: B is passed within the first; D, where they meet, is arrived at."""
    itinerary = trip(world, "ABD", "DE")
    moving = itinerary.length_m / METRES_PER_SECOND
    assert itinerary.time_s == pytest.approx(moving + 3.0)


def test_a_half_arc_takes_half_its_time(world: World) -> None:
    itinerary = trip(world, path_of(world, "AB", 0.0, 0.5))
    assert itinerary.time_s == pytest.approx(150.0 / METRES_PER_SECOND, rel=2e-3)


def test_ends_name_profile_and_source(world: World) -> None:
    itinerary = trip(world, "ABD")
    assert itinerary.start == pytest.approx(world.lonlat("A"), abs=1e-7)
    assert itinerary.end == pytest.approx(world.lonlat("D"), abs=1e-7)
    assert (itinerary.kind, itinerary.name, itinerary.profile) == ("route", "A – B", "walker")
    assert (itinerary.climb_m, itinerary.descent_m, itinerary.ele) == (None, None, None)
    data = itinerary.data
    assert (data.source, data.osm_timestamp, data.invented) == (
        "sketch.osm",
        "2026-01-02T03:04:05Z",
        False,
    )
    assert "OpenStreetMap" in data.attribution
    assert data.graph_id == world.graph.source.graph_id


def test_a_given_name_and_kind_win(world: World) -> None:
    itinerary = trip(world, "AB", about=About(name="Promenade", kind="stage", lang="nl"))
    assert (itinerary.name, itinerary.kind, itinerary.lang) == ("Promenade", "stage", "nl")


def test_difficulty_is_the_worst_met(world: World) -> None:
    effort = trip(world, "DCFG").effort
    scales = {"sac_scale": "mountain_hiking", "mtb_scale": 1, "steps_m": 0.0}
    assert effort.difficulty.items() >= scales.items()
    flat = trip(world, "ABD").effort
    assert flat.difficulty["sac_scale"] is None
    assert flat.difficulty["mtb_scale"] is None
    assert flat.difficulty["steps_m"] == pytest.approx(200.0, abs=0.5)
    assert flat.km_effort == pytest.approx(0.5, abs=0.001)


@pytest.mark.parametrize(
    ("effort", "name"),
    [(0.0, "XXS"), (24.4, "XXS"), (24.5, "XS"), (44.0, "XS"), (45.0, "S"), (75.0, "M"),
     (114.4, "M"), (115.0, "L"), (125.6, "L"), (155.0, "XL"), (209.4, "XL"), (210.0, "XXL")],
)  # fmt: skip
def test_itra_classes_of_rounded_km_efforts(effort: float, name: str) -> None:
    assert itra_class(effort) == name


def test_km_effort_of_the_ultra_of_the_black_pyramids() -> None:
    """110 km and 1,560 m: 125.6, class L (facts, 4.1)."""
    assert km_effort(110_000.0, 1_560.0) == 125.6
    assert km_effort(110_000.0, None) == 110.0


def test_stops_and_places_are_met_in_order(world: World) -> None:
    lon, lat = world.lonlat("B")
    tap = Stop("Fontaine", (lon, lat + 50.0 / 111_240.0), id="n1", kind="drinking_water")
    far = Stop("Loin", (lon, lat + 500.0 / 111_240.0), id="n2")
    itinerary = trip(world, "ABD", "DE", places=(far, tap))
    met = [(w.name, w.kind, round(w.at_m), round(w.off_m)) for w in itinerary.waypoints]
    assert met[1] == ("Fontaine", "drinking_water", 300, 50)
    assert [name for name, *_ in met] == ["A", "Fontaine", "B", "C"]


def test_a_place_that_is_a_stop_is_listed_once(world: World) -> None:
    stops = [Stop("A", world.lonlat("A")), Stop("B", world.lonlat("B"), id="T001")]
    itinerary = assemble(
        world.graph,
        weighting_of(world),
        [path_of(world, "AB")],
        stops,
        places=[Stop("B", world.lonlat("B"), id="T001")],
    )
    assert [w.id for w in itinerary.waypoints] == ["", "T001"]


def test_stops_must_fit_the_legs(world: World) -> None:
    with pytest.raises(InputError, match="1 stops do not fit 1 legs"):
        assemble(
            world.graph,
            weighting_of(world),
            [path_of(world, "AB")],
            [Stop("A", world.lonlat("A"))],
        )


WALKS = ("ABDC", "CFGED", "ABEDBA", "GFCABE", "EDCABD")


@given(
    walk=st.sampled_from(WALKS),
    begin=st.floats(0.0, 0.99),
    end=st.floats(0.01, 1.0),
    mode=st.sampled_from(("foot", "bicycle")),
)
def test_what_holds_of_every_itinerary(
    world: World, walk: str, begin: float, end: float, mode: str
) -> None:
    """Shares sum to the length, the box holds all, cues and warnings lie on the way in order."""
    itinerary = trip(world, path_of(world, walk, begin, end), mode=mode)
    length = itinerary.length_m
    lonlat = itinerary.lonlat
    assert length == pytest.approx(GEOD.line_length(lonlat[:, 0], lonlat[:, 1]), rel=1e-3, abs=0.05)
    for shares in (itinerary.highways, itinerary.surfaces):
        assert math.fsum(shares.values()) == pytest.approx(length)
    assert all(metres <= length + 1e-6 for metres in itinerary.networks.values())
    west, south, east, north = itinerary.bbox
    assert ((lonlat >= (west, south)) & (lonlat <= (east, north))).all()
    assert (lonlat[0].tolist(), lonlat[-1].tolist()) == (
        list(itinerary.start),
        list(itinerary.end),
    )
    at = [cue.at_m for cue in itinerary.cues]
    assert at == sorted(at)
    assert (at[0], at[-1]) == (0.0, pytest.approx(length))
    assert all(0.0 <= w.from_m <= w.to_m <= length + 1e-6 for w in itinerary.warnings)
    assert 0.0 <= itinerary.repeated_m < length
    assert np.array_equal(lonlat, np.round(lonlat, 7))


@given(st.lists(st.sampled_from("ABCDEFG"), min_size=2, max_size=5))
def test_legs_join(world: World, letters: list[str]) -> None:
    """The line of several legs is the lines of the legs, each joint once."""
    pairs = [a + b for a, b in pairwise(letters)]
    legs = [pair for pair in pairs if pair in STREETS or pair[::-1] in STREETS]
    chains = [legs[0]] if legs else ["AB"]
    for leg in legs[1:]:
        if leg[0] != chains[-1][-1]:
            break
        chains.append(leg)
    whole = trip(world, *chains)
    apart = [trip(world, chain).lonlat for chain in chains]
    joined = np.concatenate([apart[0], *(line[1:] for line in apart[1:])])
    assert np.array_equal(whole.lonlat, joined)


STREETS = ("AB", "AC", "BD", "BE", "CD", "DE", "CF", "EG", "FG")
