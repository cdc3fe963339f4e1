"""The picture of an itinerary's elevation: what it shows, and that it is the same again."""

from __future__ import annotations

import re
import struct
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from itinera.errors import InputError
from itinera.export import palette
from itinera.export.formats import rendered, save
from itinera.export.plot import profile_png, profile_svg
from itinera.export.plot_places import LONGEST, MOST, labels_of
from itinera.geodesy import FloatArray
from itinera.itinerary import About, Itinerary, Stop
from itinera.itinerary.itinerary import MetWaypoint
from itinerary.hills import raised
from itinerary.trips import trip
from sketch import sketch

SVG = "{http://www.w3.org/2000/svg}"


def hilly(lang: str = "en", known_to: float = 1400.0) -> Itinerary:
    """Level, up 60 m at 15 %, down at 25 %, level; asphalt, then gravel beyond the top."""
    world = sketch(
        "A------B------C", tags={"AB": {"surface": "asphalt"}, "BC": {"surface": "gravel"}}
    )
    west, east = world.lonlat("A")[0], world.lonlat("C")[0]

    def ground(lonlat: FloatArray) -> FloatArray:
        at = (lonlat[:, 0] - west) / (east - west) * 1400.0
        ele = np.interp(at, (300, 700, 760, 1000), (20, 80, 80, 20))
        return np.where(at > known_to, np.nan, ele)

    heap = Stop("Terril 74a", world.lonlat("B"), id="T074a", kind="terril")
    about = About(name="Up <and> down", lang=lang)
    return trip(raised(world, ground), "ABC", about=about, places=(heap,))


@pytest.fixture(scope="module")
def hill() -> Itinerary:
    """Return the hill, in English."""
    return hilly()


def texts(svg: bytes) -> set[str]:
    """Return the texts of a picture."""
    return {"".join(one.itertext()) for one in ET.fromstring(svg).iter(f"{SVG}text")}


def fills(svg: bytes) -> set[str]:
    """Return the colours that areas are filled with."""
    return set(re.findall(r"fill: (#\w+)", svg.decode()))


def test_the_picture_says_the_numbers_and_names_the_heap(hill: Itinerary) -> None:
    """Title, length, climb, range, the ticks of the language, and what lies on the way."""
    said = texts(profile_svg(hill))
    nbsp = "\N{NO-BREAK SPACE}"
    climbs = "+60 m · −60 m (changes from 5 m on, smoothed over 50 m)"
    assert {"Up <and> down", "Terril 74a", f"1.4{nbsp}km · {climbs} · 20 … 80 m"} <= said
    assert "(variations à partir de 5 m, lissées sur 50 m)" in " ".join(
        texts(profile_svg(hilly("fr")))
    )
    assert "0.2 km" in said
    assert "0,2 km" in texts(profile_svg(hilly("fr")))


def test_a_picture_of_an_invented_map_says_so(hill: Itinerary) -> None:
    """A picture travels alone: whoever sees it must not set out with it."""
    warning = "The network of this map is invented: do not go out with it."
    real, drawn = (replace(hill, data=replace(hill.data, invented=one)) for one in (False, True))
    assert warning in texts(profile_svg(drawn))
    assert warning not in texts(profile_svg(real))


def test_gradients_are_coloured_and_explained(hill: Itinerary) -> None:
    """15 % up is the steepest rise, 25 % down the steepest fall, the rest level."""
    svg = profile_svg(hill)
    assert {palette.GRADES[grade] for grade in (3, -3, 0)} <= fills(svg)
    assert {"> 6 %", "< −6 %", "±2 %"} <= texts(svg)


def test_surfaces_are_coloured_and_explained_in_the_language() -> None:
    """Asphalt as far as B, gravel beyond; nothing is coloured by gradient then."""
    svg = profile_svg(hilly("nl"), colour="surface")
    assert {palette.SURFACES[name] for name in ("asphalt", "gravel")} <= fills(svg)
    assert {"Asfalt", "Grind"} <= texts(svg)
    assert palette.GRADES[3] not in fills(svg)


@pytest.mark.parametrize("colour", ["gradient", "surface"])
def test_the_same_itinerary_gives_the_same_bytes(colour: str) -> None:
    """No clock, no random ids: drawn twice from two equal worlds."""
    first, second = (profile_svg(hilly(), colour=colour) for _ in range(2))
    assert first == second
    assert b"<dc:date>" not in first
    assert profile_png(hilly(), colour=colour) == profile_png(hilly(), colour=colour)


def test_a_png_is_one_of_its_size(hill: Itinerary) -> None:
    png = profile_png(hill)
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", png[16:24]) == (1650, 810)


def test_where_heights_are_unknown_nothing_is_drawn() -> None:
    """Beyond 700 m no height is known: no fall is coloured, and nothing is made up."""
    svg = profile_svg(hilly(known_to=705.0))
    assert palette.GRADES[-3] not in fills(svg)
    assert palette.GRADES[3] in fills(svg)


def test_without_heights_there_is_no_picture(hill: Itinerary) -> None:
    with pytest.raises(InputError, match=r"'Up <and> down', so there is no profile"):
        rendered([replace(hill, elevation=None)], "svg")
    with pytest.raises(InputError, match="coloured by 'mood'"):
        profile_svg(hill, colour="mood")


def test_a_file_is_written_by_its_ending(hill: Itinerary, tmp_path: Path) -> None:
    (path,) = save([hill], tmp_path / "hill.svg", colour="surface")
    assert path.read_bytes() == profile_svg(hill, colour="surface")


def met(at_m: float, name: str, kind: str) -> MetWaypoint:
    """Return a place on the way."""
    return MetWaypoint(name, name, kind, (0.0, 0.0), at_m, 0.0)


def test_the_weightier_of_two_names_too_near_is_kept(hill: Itinerary) -> None:
    """A heap before a tap 20 m on; the tap 400 m on has room; no name twice; long ones cut."""
    places = (
        met(100.0, "Tap", "drinking_water"),
        met(120.0, "Terril 1", "terril"),
        met(520.0, "Fountain", "drinking_water"),
        met(900.0, "Terril 1", "terril"),
        met(1000.0, "", "site"),
        met(1200.0, "x" * 60, "site"),
    )
    far = hill.lonlat - np.array([0.0, 5.0])  # from every town of the tables
    found = labels_of(replace(hill, waypoints=places, lonlat=far))
    assert [one.name for one in found] == ["Terril 1", "Fountain", "x" * (LONGEST - 1) + "…"]
    assert [one.at_m for one in found] == [120.0, 520.0, 1200.0]


def test_a_town_is_named_where_the_way_comes_nearest_to_its_middle(hill: Itinerary) -> None:
    """From 300 m west of the middle of Lens to 1,100 m east of it, as in the tables."""
    from itinera.geodesy import metres_per_degree
    from itinera.waypoints import load_waypoints

    lens = next(one for one in load_waypoints() if one.name == "Lens" and one.kind == "commune")
    assert lens.lonlat is not None
    per_lon = metres_per_degree(lens.lonlat[1])[0]
    steps = np.linspace(-300.0, 1100.0, 15)
    line = np.column_stack((lens.lonlat[0] + steps / per_lon, np.full(15, lens.lonlat[1])))
    found = {one.name: one.at_m for one in labels_of(replace(hill, lonlat=line, waypoints=()))}
    assert found["Lens"] == pytest.approx(300.0, abs=60.0)


def test_names_of_a_long_way_are_spread_over_all_of_it(hill: Itinerary) -> None:
    """Sixty heaps are more than the picture bears: not the first eighteen are named."""
    heaps = tuple(
        MetWaypoint(f"T{i:03d}", f"Terril {i}", "terril", (0.0, 0.0), 1650.0 * i, 0.0)
        for i in range(60)
    )
    town = MetWaypoint("", "Lens", "commune", (0.0, 0.0), 800.0, 0.0)
    found = labels_of(replace(hill, length_m=100_000.0, waypoints=(*heaps, town)))
    at = np.array([one.at_m for one in found])
    assert len(found) == MOST
    assert (at[0], at[-1]) == (0.0, 1650.0 * 58)
    assert np.diff(at).max() <= 1650.0 * 8
