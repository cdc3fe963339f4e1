"""Modules that wait until somebody wants something of them."""

from __future__ import annotations

import importlib
import subprocess
import sys

from itinera.search.lazily import deferred

SLOW = "wave"  # of the standard library; nothing else here needs it


def test_an_import_inside_loads_nothing_and_leaves_nothing(monkeypatch) -> None:
    monkeypatch.delitem(sys.modules, SLOW, raising=False)
    with deferred(SLOW):
        stand_in = importlib.import_module(SLOW)
        assert "open" not in vars(stand_in)
    assert SLOW not in sys.modules
    assert importlib.import_module(SLOW) is not stand_in


def test_a_stand_in_answers_as_the_module_does(monkeypatch) -> None:
    """Whoever kept it gets the module's own things, and the module takes its place."""
    monkeypatch.delitem(sys.modules, SLOW, raising=False)
    with deferred(SLOW):
        stand_in = importlib.import_module(SLOW)
        assert stand_in.open is importlib.import_module(SLOW).open
        assert sys.modules[SLOW] is not stand_in
    assert sys.modules[SLOW].open is stand_in.open


def test_what_is_loaded_already_stays() -> None:
    module = importlib.import_module(SLOW)
    with deferred(SLOW):
        assert sys.modules[SLOW] is module
    assert sys.modules[SLOW] is module


def test_a_route_does_without_the_linear_algebra_of_scipy_and_numba_keeps_its_own() -> None:
    """SciPy's takes a tenth of the time of a route from the shell."""
    said = subprocess.run([sys.executable, "-c", ROUTE], capture_output=True, text=True)
    assert said.stdout.split() == ["False", "11.0"], said.stderr


ROUTE = """
import sys
import numpy as np
from itinera.search.hierarchy import Topology
arc = np.array([0, 1], dtype=np.int32)
costs = Topology.of(arc.astype(np.uint32), arc, arc[::-1].copy()).customize(np.ones(2))
assert costs.path([(0, 0.0)], [(1, 0.0)]) == (1.0, [0], 0)
print("scipy.linalg" in sys.modules)
import numba
print(numba.njit(lambda a, b: np.dot(a, b))(np.array([1.0, 2.0]), np.array([3.0, 4.0])))
"""
