"""The public face: short, lazy, and whole."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import itinera
from sketch import sketch


def test_every_name_of_the_face_has_a_home() -> None:
    """The list, the homes and what is found there agree."""
    assert sorted(itinera.__all__) == sorted(itinera._HOMES)
    for name in itinera.__all__:
        assert getattr(itinera, name).__doc__, name


def test_importing_itinera_costs_nothing() -> None:
    """numpy and numba come with the first use."""
    program = "import sys, itinera; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program]).returncode == 0


def test_an_unknown_name_is_an_attribute_error() -> None:
    """A typing mistake is told as Python tells it."""
    with pytest.raises(AttributeError, match="no attribute 'plan'"):
        _ = itinera.plan


def test_the_example_of_the_docstring_works(tmp_path: Path) -> None:
    """From a graph to a GPX with the face alone."""
    world = sketch("A--B--C")
    itinera.store_prepared(world.graph, tmp_path / "graph")
    planner = itinera.Planner.open(tmp_path / "graph")
    vias = tuple(itinera.stop_of("{1},{0}".format(*world.lonlat(letter))) for letter in "AC")
    best, *_ = planner.route(itinera.RouteRequest(vias, itinera.Traveller("gravel")))
    assert itinera.save([best], tmp_path / "best.gpx") == [tmp_path / "best.gpx"]
    assert best.length_m == pytest.approx(600.0, abs=0.5)
