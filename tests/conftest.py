"""What every test may use: where outside data lies, and the rules of a run."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parents[1]

#: Real extracts, facts and tables beside the checkout; not part of the project.
SHARED = Path(os.environ.get("ITINERA_SHARED", ROOT.parent / "shared"))

os.environ.pop("ITINERA_GRAPH", None)  # tests choose their graphs themselves

settings.register_profile(
    "steady",
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "search", deadline=None, max_examples=1000, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add --regenerate-golden: write golden files anew, to be reviewed as a diff."""
    parser.addoption("--regenerate-golden", action="store_true", help="write golden files anew")


def shared_path(*parts: str) -> Path:
    """Return a path below the folder of outside data, or skip the test that needs it."""
    path = SHARED.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"needs {'/'.join(parts) or 'the shared data'} beside the checkout")
    return path


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of outside data, or skip with a reason."""
    return shared_path()
