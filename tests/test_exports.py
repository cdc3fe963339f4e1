"""The public face: short, documented, and cheap to import."""

from __future__ import annotations

import subprocess
import sys

import pytest

import itinera


@pytest.mark.parametrize("name", itinera.__all__)
def test_every_public_name_exists_and_is_documented(name: str) -> None:
    assert getattr(itinera, name).__doc__


def test_public_names_are_sorted_and_listed_by_dir() -> None:
    assert itinera.__all__ == sorted(itinera.__all__)
    assert set(itinera.__all__) <= set(dir(itinera))


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'teleport'"):
        _ = itinera.teleport


def test_importing_itinera_imports_nothing_heavy() -> None:
    heavy = "numpy", "numba", "pyproj", "shapely", "scipy", "gpxpy", "babel"
    code = f"import sys, itinera; print([m for m in {heavy!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
