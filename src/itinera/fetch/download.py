"""A file from a server: continued where it broke off, compared with its checksum, landed whole.

While it comes it is called `NAME.part`; the file itself appears by a rename once
everything holds. What the server said of it (ETag, Last-Modified) is remembered, so
that a second run asks once and transfers nothing.
"""

from __future__ import annotations

import fcntl
import logging
import os
import re
import shutil
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from itinera.errors import OutsideError
from itinera.fetch.checksum import check_sum
from itinera.fetch.errors import CorruptError, DownloadError, RefusedError, UnsteadyError
from itinera.fetch.record import (
    Record,
    read_record,
    record_path,
    sha256_of,
    sound_record,
    write_record,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import requests

    from itinera.fetch.checksum import Checksum
    from itinera.fetch.client import Client

__all__ = [
    "Landed",
    "Wanted",
    "download",
    "forget",
    "part_of",
    "put",
    "receive",
    "sole_owner",
    "try_mirrors",
]

_log = logging.getLogger(__name__)

SPARE_BYTES = 50_000_000  # a disk is not filled to the brim

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Landed:
    """A file that is there, whole.

    Attributes
    ----------
    url
        Where it came from.
    sha256
        Checksum of its content.
    transferred
        Bytes that came over the wire in this run; 0 where it was there already.
    """

    path: Path
    url: str
    sha256: str
    transferred: int


def _silent(_done: int, _total: int | None) -> None:
    """Show no progress."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to fetch, and what it must be.

    Attributes
    ----------
    urls
        Addresses of the same file on several mirrors, tried in order.
    target
        Where it shall land.
    checksum
        Asks for the published checksum, given the address that answered; returns
        None where nothing is published.
    check
        Looks into the file before it lands; raises CorruptError.
    progress
        Called with bytes there and bytes in all (None where unknown).
    """

    urls: Sequence[str]
    target: Path
    checksum: Callable[[str], Checksum | None] = field(default=lambda _url: None)
    check: Callable[[Path], None] = field(default=lambda _path: None)
    progress: Callable[[int, int | None], None] = _silent


def part_of(target: Path) -> Path:
    """Return the name of a file that has not landed yet."""
    return target.with_name(f"{target.name}.part")


def download(wanted: Wanted, client: Client) -> Landed:
    """Fetch a file, or learn that what is there is still the newest.

    A copy that was fetched before is kept where no mirror can be reached.

    Parameters
    ----------
    wanted
        What, from where, and how to know that it is right.
    client
        Asks.

    Returns
    -------
    Landed
        The file, whole; what was there before stays until the rename.

    Raises
    ------
    DownloadError
        If no mirror gives it and there is no copy.
    OutsideError
        If the disk is full or may not be written to, or another run fetches the
        same file just now.
    """
    with sole_owner(wanted.target):
        old = sound_record(wanted.target)
        try:
            return try_mirrors(wanted.urls, lambda url: _from(url, wanted, client, old))
        except UnsteadyError as error:
            if old is None:
                raise
            _log.warning("%s Going on with the copy that is there: %s", error, wanted.target)
            return Landed(wanted.target, old.url, old.sha256, 0)


def try_mirrors(urls: Sequence[str], act: Callable[[str], T]) -> T:
    """Return what the first mirror gives that gives anything.

    Raises
    ------
    DownloadError
        What the last one failed with, together with the others' problems; only if
        all of them failed.
    """
    failures: list[DownloadError] = []
    for url in urls:
        try:
            return act(url)
        except DownloadError as error:
            failures.append(error)
            if url != urls[-1]:
                _log.warning("%s Trying the next mirror.", error.problem)
    last = failures[-1]
    if len(failures) > 1:
        last.problem = " ".join(error.problem for error in failures)
    raise last


def receive(
    chunks: Iterator[bytes],
    part: Path,
    progress: Callable[[int], None],
    *,
    append: bool = False,
) -> None:
    """Write a body as it comes.

    Raises
    ------
    OutsideError
        If the disk is full, the folder may not be written to, and the like.
    """
    with _disk(part):
        file = part.open("ab" if append else "wb")
    with file:
        for chunk in chunks:  # what a server does wrong here is no fault of the disk
            with _disk(part):
                file.write(chunk)
            progress(file.tell())
        with _disk(part):
            file.flush()
            os.fsync(file.fileno())


def _from(url: str, wanted: Wanted, client: Client, old: Record | None) -> Landed:
    """Fetch from one mirror; what does not match its checksum is fetched once more."""
    try:
        return _landed(url, wanted, client, old)
    except CorruptError as error:
        # A server that just published a new version may have mixed two.
        _log.warning("%s Trying once more from the beginning.", error.problem)
        return _landed(url, wanted, client, old)


def _landed(url: str, wanted: Wanted, client: Client, old: Record | None) -> Landed:
    """Fetch, check, and put in place."""
    part, received = part_of(wanted.target), client.received
    known = old if old is not None and old.url == url else None
    record = client.persist(
        lambda: _attempt(url, wanted, client, known), progress=lambda: _size(part)
    )
    if record is known and known is not None:
        forget(part)
        return Landed(wanted.target, url, known.sha256, 0)
    try:
        expected = wanted.checksum(url)
        if expected is not None:
            check_sum(part, expected, url)
        wanted.check(part)
    except CorruptError:
        forget(part)
        raise
    return put(part, wanted.target, record, client.received - received)


def put(part: Path, target: Path, record: Record, transferred: int) -> Landed:
    """Rename a finished part, and remember where it came from.

    Raises
    ------
    OutsideError
        If the folder may not be written to, and the like.
    """
    size, sha256 = part.stat().st_size, sha256_of(part)
    with _disk(target):
        write_record(target, replace(record, size=size, sha256=sha256))
        os.replace(part, target)
        record_path(part).unlink(missing_ok=True)
    return Landed(target, record.url, sha256, transferred)


def _attempt(url: str, wanted: Wanted, client: Client, known: Record | None) -> Record:
    """Ask once; return `known` itself where nothing is newer, else what the part is."""
    part = part_of(wanted.target)
    begun = _resumable(part, url)
    offset = _size(part) if begun is not None else 0
    headers = _headers(begun, offset, known)
    with client.answer(url, headers=headers, fine=(200, 206, 304, 416)) as response:
        if response.status_code == 304 and known is not None:
            return known
        if response.status_code == 416:
            return _complete(part, begun, response)
        if response.status_code == 304:
            raise RefusedError(
                f"{url} answers 304 to a question that did not ask for it.",
                remedy="Choose another mirror (ITINERA_SOURCES).",
            )
        append = response.status_code == 206
        if append:
            _check_continuation(part, begun, offset, response)
        total = _total(response, offset if append else 0)
        _check_space(part, total, offset if append else 0)
        record = Record.of_answer(url, response, -1 if total is None else total)
        with _disk(part):
            write_record(part, record)
        receive(
            client.chunks(response), part, lambda done: wanted.progress(done, total), append=append
        )
    return record


def _headers(begun: Record | None, offset: int, known: Record | None) -> dict[str, str]:
    """Return what makes a server send no more than is missing."""
    if begun is not None:
        return {"Range": f"bytes={offset}-", "If-Range": begun.validator}
    headers = {}
    if known is not None and known.etag:
        headers["If-None-Match"] = known.etag
    if known is not None and known.last_modified:
        headers["If-Modified-Since"] = known.last_modified
    return headers


def _resumable(part: Path, url: str) -> Record | None:
    """Return the record of a part that can be continued, and clear away any other."""
    record = read_record(part)
    if record is not None and record.url == url and record.validator and _size(part):
        return record
    forget(part)
    return None


def _complete(part: Path, begun: Record | None, response: requests.Response) -> Record:
    """Judge a 416: the part is the whole already, or of no use."""
    whole = response.headers.get("Content-Range", "") == f"bytes */{_size(part)}"
    if begun is not None and whole:
        return begun
    forget(part)
    raise UnsteadyError(
        f"{response.url} has nothing to continue with.",
        remedy="Run the command again: it begins anew.",
    )


def _check_continuation(
    part: Path, begun: Record | None, offset: int, response: requests.Response
) -> None:
    """Refuse a continuation of something else, and begin anew."""
    said = re.match(r"bytes (\d+)-", response.headers.get("Content-Range", ""))
    etag = response.headers.get("ETag", "")
    same = begun is not None and etag in ("", begun.etag)
    if said is None or int(said[1]) != offset or not same:
        forget(part)
        raise UnsteadyError(
            f"{response.url} continues with another part than was asked for.",
            remedy="Run the command again: it begins anew.",
        )


def _total(response: requests.Response, offset: int) -> int | None:
    """Return the size of the whole file, None where the server does not say."""
    whole = re.search(r"/(\d+)$", response.headers.get("Content-Range", ""))
    if whole:
        return int(whole[1])
    length = response.headers.get("Content-Length", "")
    return offset + int(length) if length.isdecimal() else None


def _check_space(part: Path, total: int | None, offset: int) -> None:
    """Refuse what will not fit, before the disk is full."""
    free = shutil.disk_usage(part.parent).free
    missing = (total or 0) - offset
    if missing + SPARE_BYTES > free:
        raise OutsideError(
            f"{part.parent} has {free / 1e6:,.0f} MB free, {missing / 1e6:,.0f} MB are to come.",
            remedy="Free some space, or choose another disk with --to.",
        )


@contextmanager
def sole_owner(target: Path) -> Iterator[None]:
    """Keep a second run away from the same part."""
    lock = target.with_name(f".{target.name}.lock")
    with _disk(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        file = lock.open("a")
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise OutsideError(
                f"Another run is fetching {target} just now.", remedy="Wait until it is done."
            ) from error
        yield


@contextmanager
def _disk(path: Path) -> Iterator[None]:
    """Translate what the system says of a file; what a server did passes unchanged."""
    try:
        yield
    except DownloadError:
        raise
    except OSError as error:
        if isinstance(error, OutsideError):
            raise
        raise OutsideError(
            f"{path} cannot be written: {error.strerror or error}.",
            remedy="Free some space or check the rights; what came so far is kept and continued.",
        ) from error


def _size(path: Path) -> int:
    """Return the size of a file, 0 where there is none."""
    return path.stat().st_size if path.exists() else 0


def forget(part: Path) -> None:
    """Remove a part and its record."""
    with _disk(part):
        part.unlink(missing_ok=True)
        record_path(part).unlink(missing_ok=True)
