"""Loops that need no new search: published from the same spec, on the same graph.

A search takes seconds and gives the same loop again. So what was published says what it
was made from, and publishing keeps what stands. Tests compute the catalogue anew.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from itinera.catalogue.store import FACTS, read_published

if TYPE_CHECKING:
    from pathlib import Path

    from itinera.catalogue.spec import Spec

__all__ = ["LOOPS_VERSION", "kept_length_m", "made_from"]

#: Raise it when planner, texts or files give another result for the same spec and graph;
#: `tests/catalogue/test_committed.py` fails until then.
LOOPS_VERSION = 1


def made_from(spec: Spec, graph_id: str) -> str:
    """Return what stands for everything that a published loop depends on, 16 hex digits."""
    parts = (str(LOOPS_VERSION).encode(), graph_id.encode(), spec.path.read_bytes())
    return hashlib.sha256(b"\0".join(parts)).hexdigest()[:16]


def kept_length_m(target: Path, mark: str) -> float | None:
    """Return the length of a published loop that was made from `mark`, whole and unharmed.

    Returns
    -------
    float or None
        None where there is none, or it was made from something else.
    """
    if not (target / FACTS).is_file():
        return None
    found = read_published(target)
    if found is None or found.facts.get("made_from") != mark:
        return None
    return float(found.facts["itinerary"]["length_m"])
