"""Loops on real ground, judged by the judge's own code, legal under real restrictions."""

from __future__ import annotations

import importlib.util
import itertools
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from conftest import shared_path
from itinera.errors import NoRouteError
from itinera.export.gpx import to_gpx
from itinera.graph.build import build_graph
from itinera.itinerary import Stop
from itinera.planning import Planner, Traveller
from itinera.planning.loop import LoopRequest
from itinera.planning.loop.answer import legs_of
from itinera.planning.loop.layout import lay_out
from itinera.planning.loop.solve import search
from itinera.search.stop import Budget

pytestmark = pytest.mark.heavy

#: Of facts/loop_starts.csv, Liechtenstein: a valley with a river and few bridges over it.
STARTS = ((9.51293, 47.150086), (9.537374, 47.219611))


@pytest.fixture(scope="module")
def planner() -> Planner:
    return Planner(build_graph([shared_path("data", "osm", "valhalla-liechtenstein.osm.pbf")]))


@pytest.fixture(scope="module")
def judge() -> ModuleType:
    path = shared_path("tools", "loop_metrics.py")
    spec = importlib.util.spec_from_file_location("loop_metrics", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def asked(lonlat: tuple[float, float], km: float, profile: str) -> LoopRequest:
    return LoopRequest(
        Stop("", lonlat), length_m=1000.0 * km, traveller=Traveller(profile), count=3
    )


@pytest.mark.parametrize("lonlat", STARTS)
@pytest.mark.parametrize("km", [5.0, 10.0])
@pytest.mark.parametrize("profile", ["hike", "touring_bike"])
def test_three_loops_are_clean_and_differ(
    planner: Planner,
    judge: ModuleType,
    tmp_path: Path,
    lonlat: tuple[float, float],
    km: float,
    profile: str,
) -> None:
    """By the judge: within 5 %, at most 5 % twice, at most 10 % beside itself, closed."""
    found = planner.loops(asked(lonlat, km, profile)).itineraries
    assert len(found) == 3
    for number, loop in enumerate(found):
        path = tmp_path / f"{number}.gpx"
        path.write_text(to_gpx(loop), encoding="utf-8")
        verdict = judge.judge(judge.read_track(path), 1000.0 * km)
        assert verdict["clean"], verdict
        assert verdict["error_pct"] <= 1.0
        assert loop.score is not None
        assert loop.score["corridor_pct"] == pytest.approx(verdict["corridor_pct"], abs=3.0)
        assert loop.score["roundness"] == pytest.approx(verdict["hull_ratio"], abs=0.05)


def test_no_loop_completes_a_forbidden_turn_or_turns_round(planner: Planner) -> None:
    graph = planner.graph
    turns = graph.turns
    forbidden = {
        tuple(turns.arcs[turns.offsets[i] : turns.offsets[i + 1]].tolist())
        for i in np.flatnonzero(turns.bicycle)
    }
    assert forbidden
    request = asked(STARTS[0], 10.0, "touring_bike")
    travel = planner.travels.of(request.traveller)
    place = lay_out(planner, travel, request)
    (*_, walks) = search(place.task, count=3, seed=0, budget=Budget.of_effort(2, answers=3))
    for walk in walks:
        ((leg,), _) = legs_of(walk, place.ball, travel)
        arcs = leg.arcs.tolist()
        assert np.isfinite(travel.weighting.cost[arcs]).all()
        for size in {len(one) for one in forbidden}:
            passed = {tuple(arcs[i : i + size]) for i in range(len(arcs) - size + 1)}
            assert not passed & forbidden
        assert all(a ^ b != 1 for a, b in itertools.pairwise(arcs))


def test_a_dead_end_valley_has_no_loop_and_says_so() -> None:
    """Soldeu lies in a valley that the extract leaves on one road."""
    path = shared_path("data", "osm", "graphhopper-andorra.osm.pbf")
    planner = Planner(build_graph([path]))
    with pytest.raises(NoRouteError, match=r"such a loop needs 8\.5 km of them \(proven\)"):
        planner.loops(asked((1.580311, 42.56454), 10.0, "hike"))
