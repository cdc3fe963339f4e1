"""Shapes of areas as they are collected."""

from __future__ import annotations

import numpy as np

from itinera.osm.extract import AreaShapes


class AreaRows:
    """Collects shapes, each object once."""

    def __init__(self) -> None:
        self.broken: set[tuple[int, int]] = set()
        self._rows: dict[tuple[int, int], tuple[int, bytes]] = {}

    def add(self, key: tuple[int, int], flag: int, wkb: str) -> None:
        """Keep the shape of an object, `key` = (1 way or 2 relation, id)."""
        self._rows[key] = (flag, bytes.fromhex(wkb))

    def finish(self) -> AreaShapes:
        """Return the shapes in a fixed order."""
        rows = [self._rows[key] for key in sorted(self._rows)]
        return AreaShapes(
            np.array([flag for flag, _ in rows], dtype=np.uint8), tuple(wkb for _, wkb in rows)
        )
