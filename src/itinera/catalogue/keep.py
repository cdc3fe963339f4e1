"""Loops that need no new search: published from the same spec, on the same graph.

A search takes seconds and gives the same loop again. So what was published says what it
was made from, and publishing keeps what stands. Tests compute the catalogue anew.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from itinera.catalogue.store import FACTS, read_published

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

__all__ = ["JOURNEYS_VERSION", "LOOPS_VERSION", "kept_length_m", "made_from"]

#: Raise it when planner, texts or files give another result for the same spec and graph;
#: `tests/catalogue/test_committed.py` fails until then.
LOOPS_VERSION = 3
JOURNEYS_VERSION = 2  # likewise, for journeys; the test computes one of them anew


def made_from(
    path: Path, graph_id: str, *, version: int = LOOPS_VERSION, beside: Sequence[Path] = ()
) -> str:
    """Return what stands for everything that a published result depends on, 16 hex digits.

    Parameters
    ----------
    path
        Its spec.
    graph_id
        Of the graph that it was computed on.
    version
        Of what computes it.
    beside
        Other files that the spec names.
    """
    read = [one.read_bytes() for one in (path, *beside) if one.is_file()]
    parts = (str(version).encode(), graph_id.encode(), *read)
    return hashlib.sha256(b"\0".join(parts)).hexdigest()[:16]


def kept_length_m(target: Path, mark: str) -> float | None:
    """Return the length of a published itinerary that was made from `mark`, whole and unharmed.

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
