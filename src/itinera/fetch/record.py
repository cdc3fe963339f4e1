"""What is remembered of a fetched file: where it came from, and what its server said of it."""

from __future__ import annotations

import contextlib
import hashlib
import json
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING

from itinera.export.files import write_whole

if TYPE_CHECKING:
    from pathlib import Path

    import requests

__all__ = ["Record", "read_record", "record_path", "sha256_of", "sound_record", "write_record"]


@dataclass(frozen=True, slots=True)
class Record:
    """Where a file came from.

    Attributes
    ----------
    url
        The address that was asked, before redirects.
    etag, last_modified
        What the server said of this version, "" where it said nothing.
    size
        Bytes; of a part, the bytes of the whole, -1 where unknown.
    sha256
        Of the content, "" of a part.
    question
        Checksum of what was asked besides the address, "" where nothing was.
    """

    url: str
    etag: str = ""
    last_modified: str = ""
    size: int = -1
    sha256: str = ""
    question: str = ""

    @classmethod
    def of_answer(cls, url: str, response: requests.Response, size: int) -> Record:
        """Return what an answer's head says of the file at `url`."""
        headers = response.headers
        return cls(url, headers.get("ETag", ""), headers.get("Last-Modified", ""), size)

    @property
    def validator(self) -> str:
        """What If-Range may carry: a strong ETag, else a date, "" where there is neither."""
        if self.etag and not self.etag.startswith("W/"):
            return self.etag
        return self.last_modified


def record_path(path: Path) -> Path:
    """Return where the record of a file stands: beside it, hidden."""
    return path.with_name(f".{path.name}.json")


def read_record(path: Path) -> Record | None:
    """Return the record of a file, None where there is none that can be read."""
    with contextlib.suppress(OSError, ValueError, TypeError, AttributeError):
        told = json.loads(record_path(path).read_text(encoding="utf-8"))
        kinds = {field.name: type(field.default) for field in fields(Record)}
        kinds["url"] = str
        if all(isinstance(told[name], kinds[name]) for name in told):
            return Record(**told)
    return None


def sound_record(path: Path) -> Record | None:
    """Return the record of a file that is whole and as it was fetched, None of any other."""
    record = read_record(path)
    try:
        if record is None or path.stat().st_size != record.size:
            return None
        return record if sha256_of(path) == record.sha256 else None
    except OSError:
        return None


def write_record(path: Path, record: Record) -> None:
    """Put the record of a file beside it, whole or not at all."""
    text = json.dumps(asdict(record), ensure_ascii=False, indent=1) + "\n"
    write_whole(record_path(path), text.encode())


def sha256_of(path: Path) -> str:
    """Return the checksum of a file as 64 hex digits."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
