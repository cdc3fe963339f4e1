"""A profile that leans to paved or unpaved ways."""

from __future__ import annotations

import pytest

from itinera.errors import InputError
from itinera.osm.codes import Surface
from itinera.profile import load_profile, weigh
from itinera.profile.taste import NEITHER, PAVED, UNPAVED, leaning, parse_surface
from sketch import sketch


def test_every_surface_is_paved_unpaved_or_neither() -> None:
    assert sorted((*PAVED, *UNPAVED, *NEITHER)) == list(Surface)


@pytest.mark.parametrize(("kind", "dearer"), [("paved", "BC"), ("unpaved", "AB")])
def test_the_other_kind_costs_so_many_times_more(kind: str, dearer: str) -> None:
    """AB is asphalt, BC gravel, CD nobody knows: a track, which is taken as unpaved."""
    tags = {
        "AB": {"surface": "asphalt"},
        "BC": {"surface": "gravel"},
        "CD": {"highway": "track"},
        "DE": {"surface": "wood"},
    }
    world = sketch("A--B--C--D--E", tags=tags)
    plain = load_profile("hike")
    before = weigh(plain, world.graph)
    after = weigh(leaning(plain, kind, 3.0), world.graph)
    for edge in ("AB", "BC", "CD", "DE"):
        arc = 2 * world.edge(edge)
        shunned = edge == dearer or (edge == "CD" and kind == "paved")
        ratio = after.cost[arc] / before.cost[arc]
        assert ratio == pytest.approx(3.0 if shunned else 1.0, rel=0.02), edge
        assert after.seconds[arc] == before.seconds[arc]


def test_a_weight_of_one_changes_nothing() -> None:
    profile = load_profile("gravel")
    assert leaning(profile, "paved", 1.0) == profile


@pytest.mark.parametrize(
    ("text", "wish"),
    [("any", None), ("paved", ("paved", 2.0)), ("Unpaved=1.5", ("unpaved", 1.5))],
)
def test_wishes_are_read(text: str, wish: tuple[str, float] | None) -> None:
    assert parse_surface(text) == wish


@pytest.mark.parametrize("text", ["", "gravel", "paved=", "paved=0.5", "paved=nan", "any=2"])
def test_what_is_no_wish_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="no surface wish"):
        parse_surface(text)


@pytest.mark.parametrize(("kind", "weight"), [("wet", 2.0), ("paved", 0.9), ("paved", 11.0)])
def test_a_profile_leans_to_what_there_is_only(kind: str, weight: float) -> None:
    with pytest.raises(InputError, match="cannot lean"):
        leaning(load_profile("hike"), kind, weight)
