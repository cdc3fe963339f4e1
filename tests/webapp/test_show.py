"""What pages show of an itinerary."""

from __future__ import annotations

import pytest
from shapely import LineString

from conftest import ROOT
from itinera.catalogue.store import Catalogue
from itinera_web.show import COARSE_DEG, lines_of, outlines_of


def test_an_overview_draws_few_points_of_the_same_line() -> None:
    """The ends stay, and the line moves by no more than it may; of the committed catalogue."""
    entries = Catalogue.open(ROOT / "routes").entries
    kept = told = 0
    for entry in entries:
        for line, outline in zip(lines_of(entry), outlines_of(entry), strict=True):
            assert outline[0] == pytest.approx(line[0], abs=1e-5)
            assert outline[-1] == pytest.approx(line[-1], abs=1e-5)
            moved = LineString(line).hausdorff_distance(LineString(outline))
            assert moved <= COARSE_DEG + 2e-5
            kept, told = kept + len(outline), told + len(line)
    assert 0 < kept < told / 3
