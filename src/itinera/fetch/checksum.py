"""Checksums as servers publish them: a text of hex digits and, often, the name of the file."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from itinera.fetch.errors import CorruptError

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Checksum", "check_sum", "read_checksum"]

ALGORITHMS = {32: "md5", 64: "sha256"}  # by number of hex digits


@dataclass(frozen=True, slots=True)
class Checksum:
    """What a file must sum up to.

    Attributes
    ----------
    algorithm
        "md5" or "sha256".
    digits
        In lower case.
    """

    algorithm: str
    digits: str


def read_checksum(text: str, origin: str) -> Checksum:
    """Read a published checksum.

    Raises
    ------
    CorruptError
        If the text does not begin with 32 or 64 hex digits; a web page instead of a
        checksum is the usual reason.

    Examples
    --------
    >>> read_checksum("d41d8cd98f00b204e9800998ecf8427e  empty.osm.pbf", "x.md5").algorithm
    'md5'
    """
    word = (text.split() or [""])[0].lower()
    if re.fullmatch(r"[0-9a-f]{32}|[0-9a-f]{64}", word):
        return Checksum(ALGORITHMS[len(word)], word)
    raise CorruptError(
        f"{origin} is no checksum: it begins with {text.strip()[:40]!r}.",
        remedy='Choose another mirror (ITINERA_SOURCES), or set its checksum ending to "".',
    )


def check_sum(path: Path, expected: Checksum, origin: str) -> None:
    """Compare a file with its published checksum.

    Raises
    ------
    CorruptError
        If it differs.
    """
    with path.open("rb") as stream:
        found = hashlib.file_digest(stream, expected.algorithm).hexdigest()
    if found != expected.digits:
        raise CorruptError(
            f"{origin} came with the {expected.algorithm} checksum {found}, "
            f"but {expected.digits} is published.",
            remedy="Nothing was kept. Run the command again, or choose another mirror.",
        )
