"""OSM objects to a file: ids, header, one pass, bounded memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import osmium
from osmium.osm.mutable import Node, Relation, Way

from itinera.errors import OutsideError
from itinera.geodesy import FIXED_PER_DEGREE

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

GENERATOR = "itinera maquette"
TIMESTAMP = "2026-11-01T00:00:00Z"  # of the invention, so that the same map bears the same date
ENDINGS = (".osm.pbf", ".osm", ".osm.gz", ".osm.bz2", ".pbf")


class OsmFile:
    """A new OSM file; give nodes first, then ways, then relations, ids ascending.

    Raises
    ------
    OutsideError
        If the file cannot be written.
    """

    def __init__(self, path: Path, *, suffix: str) -> None:
        header = osmium.io.Header()
        header.set("generator", GENERATOR)
        header.set("osmosis_replication_timestamp", TIMESTAMP)
        form = suffix.lstrip(".").replace("osm.pbf", "pbf")
        target = osmium.io.File(path, f"{form},add_metadata=false,pbf_dense_nodes=true")
        try:
            self._writer = osmium.SimpleWriter(target, 4 << 20, header, True)
        except RuntimeError as trouble:
            raise OutsideError(
                f"{path} cannot be written ({trouble}).",
                remedy="Choose a folder that exists and may be written to.",
            ) from trouble

    def __enter__(self) -> OsmFile:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._writer.close()

    def node(self, number: int, lonlat: tuple[float, float], tags: dict[str, str] | None) -> None:
        """Write a node."""
        self._writer.add_node(Node(id=number, location=lonlat, tags=tags or {}))

    def way(self, number: int, nodes: list[int], tags: dict[str, str]) -> None:
        """Write a way."""
        self._writer.add_way(Way(id=number, nodes=nodes, tags=tags))

    def relation(
        self, number: int, members: list[tuple[str, int, str]], tags: dict[str, str]
    ) -> None:
        """Write a relation; a member is (kind "n", "w" or "r", id, role)."""
        self._writer.add_relation(Relation(id=number, members=members, tags=tags))


def rounded(degrees: float) -> float:
    """Return a coordinate as OSM keeps it, in whole multiples of 1e-7 degrees."""
    return round(degrees * FIXED_PER_DEGREE) / FIXED_PER_DEGREE
