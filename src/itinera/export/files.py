"""Write files whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import tempfile
from typing import TYPE_CHECKING, NoReturn

from itinera.errors import OutsideError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_REMEDIES = {
    errno.ENOSPC: "Free some space, or write to another disk.",
    errno.EDQUOT: "Free some space, or write to another disk.",
    errno.EFBIG: "Write to another disk.",
    errno.EROFS: "Write to another place: this disk is read-only.",
    errno.EACCES: "Check the rights on the folder, or write to another place.",
    errno.EPERM: "Check the rights on the folder, or write to another place.",
    errno.EISDIR: "Give the name of a file; a folder is there.",
    errno.ENOTDIR: "Give a path whose parents are folders.",
    errno.ENAMETOOLONG: "Give a shorter name.",
}


def write_whole(path: Path, content: bytes) -> None:
    """Write a file under a temporary name, then rename it.

    An interrupted or failed run leaves the file that was there, or none; missing
    folders are made.

    Raises
    ------
    OutsideError
        If the disk is full, the folder may not be written to, and the like.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name[:40]}.", dir=path.parent)
    except OSError as error:
        _fail(path, error)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, 0o666 & ~_umask())
        os.replace(name, path)
    except OSError as error:
        _fail(path, error)
    finally:
        with contextlib.suppress(OSError):  # it is gone once it has been renamed
            os.unlink(name)


def write_several(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files into a folder, which is made if need be; each file is written whole.

    Raises
    ------
    OutsideError
        As for `write_whole`; also where `folder` is a file.
    """
    if folder.exists() and not folder.is_dir():
        raise OutsideError(
            f"{folder} is a file, but {len(files)} files are to be written into it as a folder.",
            remedy="Give the name of a folder with -o.",
        )
    for name, content in files.items():
        write_whole(folder / name, content)


def _umask() -> int:
    """Return the mask that a plain `open` would have applied."""
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _fail(path: Path, error: OSError) -> NoReturn:
    """Translate what the system says."""
    remedy = _REMEDIES.get(error.errno or 0, "Check the path and the disk.")
    raise OutsideError(
        f"{path} cannot be written: {error.strerror or error}.", remedy=remedy
    ) from error
