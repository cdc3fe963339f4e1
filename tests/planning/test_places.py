"""Places as people type them, with what is known to be wrong with them."""

from __future__ import annotations

import pytest

from itinera.planning.places import basin_places, stop_of


@pytest.mark.parametrize(
    ("terril", "hazard"),
    [
        ("T144", "burning"),  # monitored since 2009, entry forbidden on the burning part
        ("T093", "burning"),  # fumaroles beside a waymarked path
        ("T074", "closed"),
        ("T074a", "closed"),  # in part
        ("T002", ""),
        ("T001", ""),  # nobody says
    ],
)
def test_terrils_carry_what_the_table_says_of_them(terril: str, hazard: str) -> None:
    assert stop_of(terril).hazard == hazard


def test_only_terrils_are_hazards() -> None:
    """The leisure park of Argales mentions the fire in its note, and is no heap."""
    hazards = {place.id: place.kind for place in basin_places() if place.hazard}
    assert set(hazards.values()) == {"terril"}
    assert {"T144", "T254"} <= set(hazards)


def test_bare_coordinates_have_none() -> None:
    assert stop_of("50.4431,2.7885").hazard == ""
