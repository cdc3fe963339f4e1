"""The known closures come out of the drawing itself, not only of the committed file."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from itinera.maquette.facts import read_facts
from itinera.maquette.plane import Plane
from itinera.maquette.region import draw_region


@cache
def drawn(communes: tuple[str, ...], terrils: tuple[str, ...]) -> dict[str, list[dict[str, str]]]:
    """Draw a few communes and terrils; return the tags of the named ways by name."""
    facts = read_facts()
    small = replace(
        facts,
        communes=tuple(c for c in facts.communes if c.name in communes),
        terrils=tuple(t for t in facts.terrils if t.number in terrils),
        spots=(),
    )
    assert len(small.communes) == len(communes)
    assert len(small.terrils) == len(terrils)
    region = draw_region(small, Plane.at(small.communes[0].lon, small.communes[0].lat), 1)
    named: dict[str, list[dict[str, str]]] = {}
    for way in region.ways:
        if "highway" in way.tags and "name" in way.tags:
            named.setdefault(way.tags["name"], []).append(way.tags)
    return named


LOOS = (("Loos-en-Gohelle", "Bénifontaine", "Grenay", "Vermelles"), ("T074", "T074a"))
AVION = (("Givenchy-en-Gohelle", "Souchez", "Angres", "Vimy"), ("T075",))
RIEULAY = (("Rieulay", "Vred", "Bruille-lez-Marchiennes", "Marchiennes"), ("T144",))
RUITZ = (("Ruitz", "Houchin", "Maisnil-lès-Ruitz", "Rebreuve-Ranchicourt"), ("T002",))


def test_the_cone_of_t074_is_drawn_closed() -> None:
    ways = drawn(*LOOS)["Fictif montée du terril T074"]
    assert {tags.get("access") for tags in ways} == {"no"}


def test_the_tip_of_t074a_is_drawn_closed_beyond_the_belvedere() -> None:
    named = drawn(*LOOS)
    assert {tags.get("access") for tags in named["Fictif sommet du terril T074a"]} == {"no"}
    assert {tags.get("access") for tags in named["Fictif montée du terril T074a"]} == {None}


def test_no_stairs_lead_to_what_is_closed() -> None:
    assert not [name for name in drawn(*LOOS) if name.startswith("Fictif escalier")]


def test_every_path_of_t075_is_drawn_for_walkers_only() -> None:
    ways = [t for name, tags in drawn(*AVION).items() if name.endswith("T075") for t in tags]
    assert len(ways) >= 4
    assert {(t["foot"], t["bicycle"], t["dog"]) for t in ways} == {("designated", "no", "leashed")}


@pytest.mark.parametrize(("what", "access"), [("plateau", {"no", None}), ("traversée", {"no"})])
def test_t144_is_drawn_half_closed(what: str, access: set[str | None]) -> None:
    ways = drawn(*RIEULAY)[f"Fictif {what} du terril T144"]
    assert {tags.get("access") for tags in ways} == access
    assert all("February 2023" in t["note"] for t in ways if "access" in t)


def test_t002_is_drawn_with_389_steps() -> None:
    steps = drawn(*RUITZ)["Fictif escalier du terril T002"]
    assert {(t["highway"], t["step_count"]) for t in steps} == {("steps", "389")}
