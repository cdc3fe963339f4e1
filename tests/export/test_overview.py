"""The small map of a journey: what is written on it, and where."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest

from itinera.export.overview import overview_svg
from itinera.itinerary import Itinerary
from itinera.planning.journey.result import Journey, Stage
from itinerary.trips import trip
from sketch import sketch

if TYPE_CHECKING:
    from itinera.planning.journey.ends import Candidate

SVG = "{http://www.w3.org/2000/svg}"
INVENTED = "Le réseau de cette carte est inventé : ne partez pas avec."


def walk(letters: str) -> Itinerary:
    """Return a walk through a row of places."""
    return trip(sketch("A--------B--------C--------D"), letters)


def journey(towns: tuple[str, ...], *, invented: bool = True) -> Journey:
    """Return a journey from A to D by stages that end in towns (the last one nowhere)."""
    whole = replace(walk("ABCD"), name="Est & Ouest", lang="fr")
    whole = replace(whole, data=replace(whole.data, invented=invented, attribution="© Somebody"))
    ends = [cast("Candidate", SimpleNamespace(town=town)) for town in towns]
    stages = [
        Stage(number, walk(letters), 0.0, 0.0, end)
        for number, (letters, end) in enumerate(zip(("AB", "BC"), ends, strict=True), 1)
    ]
    return Journey(whole=whole, stages=(*stages, Stage(3, walk("CD"), 0.0, 0.0)))


def texts(svg: bytes) -> dict[str, ET.Element]:
    """Return the texts of a picture by what they say."""
    found = ET.fromstring(svg).iter(f"{SVG}text")
    return {(one.text or "").replace("\N{NO-BREAK SPACE}", " "): one for one in found}


def test_it_says_name_length_stages_towns_and_source() -> None:
    said = texts(overview_svg(journey(("Lens", "Douai"))))
    assert {"Est & Ouest", "Lens", "Douai", "© Somebody", INVENTED} <= set(said)
    assert any(one.endswith(" · 3 étapes") for one in said)


def test_only_an_invented_map_is_called_one() -> None:
    assert INVENTED not in texts(overview_svg(journey(("Lens", "Douai"), invented=False)))


@pytest.mark.parametrize("long", ["Saint-Amand-les-Eaux", "X" * 60])
def test_towns_do_not_lie_on_one_another_nor_outside(long: str) -> None:
    """What has no room is left out: the numbers and the page's table name it anyway."""
    svg = overview_svg(journey((long, long)))
    placed = [
        (float(one.get("x", "nan")), float(one.get("y", "nan")))
        for one in ET.fromstring(svg).iter(f"{SVG}text")
        if one.text == long
    ]
    wide = 7.0 * len(long)
    assert placed
    assert all(0.0 <= x <= 1000.0 - wide for x, _ in placed)
    if len(placed) == 2:
        (x0, y0), (x1, y1) = placed
        assert abs(x0 - x1) >= wide or abs(y0 - y1) >= 13.0


def test_the_same_journey_gives_the_same_bytes() -> None:
    assert overview_svg(journey(("Lens", "Douai"))) == overview_svg(journey(("Lens", "Douai")))
