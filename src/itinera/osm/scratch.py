"""A place for intermediate files that needs no disk where it can do without."""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from itinera.errors import OutsideError

if TYPE_CHECKING:
    from collections.abc import Iterator

IN_MEMORY = 150_000_000  # bytes of an OSM file whose other forms may be kept in memory
GROWTH = 12  # text is 4 to 5 times as large as PBF, sorted XML smaller; some room to spare


@contextmanager
def scratch(path: Path) -> Iterator[Path]:
    """Yield where libosmium may put another form of an OSM file: in memory, or on disk if large.

    libosmium ends the whole process when the disk under it is full, so the
    space is looked at first.

    Raises
    ------
    OutsideError
        If the disk for temporary files has too little space.
    """
    if hasattr(os, "memfd_create") and path.stat().st_size <= IN_MEMORY:
        memory = os.memfd_create("itinera")
        try:
            yield Path(f"/proc/self/fd/{memory}")
        finally:
            os.close(memory)
        return
    with tempfile.TemporaryDirectory(prefix="itinera-") as folder:
        if shutil.disk_usage(folder).free < GROWTH * path.stat().st_size:
            raise OutsideError(
                f"{folder!r} has too little space to take {str(path)!r} apart.",
                remedy="Free some space, or set TMPDIR to a roomier disk.",
            )
        yield Path(folder) / "scratch"
