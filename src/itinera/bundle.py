"""Where the files that come with itinera lie: in the checkout, or inside the installed package."""

from __future__ import annotations

from pathlib import Path

from itinera.errors import OutsideError

_PACKAGE = Path(__file__).resolve().parent


def bundled(path: str) -> Path:
    """Return where a file or folder that comes with itinera lies.

    Parameters
    ----------
    path
        Path from the top of the project, for example "data/waypoints/terrils.csv".

    Raises
    ------
    OutsideError
        If the installation lacks it.
    """
    checkout = _PACKAGE.parents[1]
    root = checkout if (checkout / "pyproject.toml").exists() else _PACKAGE / "_bundled"
    if (root / path).exists():
        return root / path
    raise OutsideError(
        f"The installation of itinera lacks {path}.",
        remedy="Install itinera again, or run it from a complete checkout.",
    )
