"""Opening OSM files: which formats, what their heads say, and what is wrong with bad ones."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import re
import zlib
from contextlib import contextmanager
from typing import TYPE_CHECKING, cast

import osmium

from itinera.errors import ItineraError, OsmFileError, OutsideError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import BinaryIO

FORMATS = (".osm", ".osm.gz", ".osm.bz2", ".osm.pbf", ".pbf")
HEAD_BYTES = 1 << 20  # where an XML document type must stand: before the first element
INVENTED_GENERATOR = "itinera maquette"


def check_file(path: Path) -> None:
    """Refuse what cannot be read as an OSM file, before a parser sees it.

    Raises
    ------
    OutsideError
        If the file is missing or may not be read.
    OsmFileError
        If its name has no known ending, it is empty, or it is XML that
        declares a document type (entities could blow up to any size).
    """
    if not path.exists():
        raise OutsideError(f"There is no file {str(path)!r}.", remedy="Check the path.")
    if path.is_dir():
        raise OsmFileError(f"{str(path)!r} is a folder.", remedy="Name an OSM file in it.")
    if not path.name.endswith(FORMATS):
        raise OsmFileError(
            f"The name of {str(path)!r} does not tell its format.",
            remedy=f"OSM files end in {', '.join(FORMATS[:4])}.",
        )
    try:
        head = _head(path)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise broken(path, str(error)) from error
    except OSError as error:
        if path.name.endswith(".bz2") and error.errno is None:  # bz2's "Invalid data stream"
            raise broken(path, str(error)) from error
        raise OutsideError(
            f"{str(path)!r} cannot be read: {error.strerror or error}.", remedy="Check its rights."
        ) from error
    if not head:
        raise OsmFileError(f"{str(path)!r} is empty.", remedy="Fetch it again.")
    if not path.name.endswith(".pbf"):
        _check_xml(path, head)


def broken(path: Path, reason: str) -> OsmFileError:
    """Return the error for a file that a parser gave up on."""
    return OsmFileError(
        f"{str(path)!r} is damaged or cut short ({reason.rstrip('.')}).",
        remedy="Fetch it again and compare its size or checksum with the source's.",
    )


@contextmanager
def parser_errors(path: Path) -> Iterator[None]:
    """Turn what libosmium raises while reading `path` into an OsmFileError."""
    try:
        yield
    except (RuntimeError, ValueError, osmium.InvalidLocationError) as error:
        if isinstance(error, ItineraError):
            raise
        raise broken(path, " ".join(str(error).split())) from error


def overpass_date(path: Path) -> str:
    """Return the date of the map that Overpass writes into its XML files, "" in any other.

    libosmium's reader does not know that element.
    """
    if path.name.endswith(".pbf"):
        return ""
    told = re.search(rb'<meta\s+osm_base="([0-9TZ:-]{10,30})"', _head(path)[:4096])
    return told[1].decode() if told else ""


def sha256(path: Path) -> str:
    """Return the checksum of a file as 64 hex digits."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _head(path: Path) -> bytes:
    """Return the first bytes of a file, decompressed."""
    with _opened(path) as stream:
        return stream.read(1 if path.name.endswith(".pbf") else HEAD_BYTES)


def _opened(path: Path) -> BinaryIO:
    """Open a file for reading, decompressing what its name says is compressed."""
    if path.name.endswith(".gz"):
        return cast("BinaryIO", gzip.open(path, "rb"))
    if path.name.endswith(".bz2"):
        return cast("BinaryIO", bz2.open(path, "rb"))
    return path.open("rb")


def _check_xml(path: Path, head: bytes) -> None:
    """Refuse a head that is no OSM XML or that declares a document type."""
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise OsmFileError(f"{str(path)!r} is UTF-16.", remedy="Convert it to UTF-8.")
    before_root, root, _ = head.partition(b"<osm")
    if re.search(rb"<!(DOCTYPE|ENTITY)", before_root, re.IGNORECASE):
        raise OsmFileError(
            f"{str(path)!r} declares a document type or entities, which OSM files never do.",
            remedy="Do not trust the file; fetch it from where it comes from.",
        )
    if not root:
        raise OsmFileError(
            f"{str(path)!r} is not OSM XML: no <osm> element at its beginning.",
            remedy="Check that the file is what its name says.",
        )
