"""The table of the app takes its place among the results, and no other table goes."""

from __future__ import annotations

import pytest
from benchmarks.web import replaced

OLD = "# Measured\n\n## A\none\n\n## B\ntwo\n"


@pytest.mark.parametrize(
    ("section", "expected"),
    [
        ("\n## A\nnew\n", "# Measured\n\n## A\nnew\n\n## B\ntwo\n"),
        ("\n## B\nnew\n", "# Measured\n\n## A\none\n\n## B\nnew\n"),
        ("\n## C\nnew\n", "# Measured\n\n## A\none\n\n## B\ntwo\n\n## C\nnew\n"),
    ],
)
def test_a_section_replaces_its_like_or_comes_last(section: str, expected: str) -> None:
    assert replaced(OLD, section) == expected
    assert replaced(expected, section) == expected
