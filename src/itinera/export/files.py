"""Write files whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from itinera.errors import OutsideError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

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


def write_folder(folder: Path, files: Mapping[str, bytes], *, own: Callable[[str], bool]) -> None:
    """Write files into a folder all together or not at all.

    Parameters
    ----------
    folder
        Made if need be; what else stands there stays.
    own
        Tells by its name whether a file there is of an earlier run, and goes.

    Raises
    ------
    OutsideError
        As for `write_whole`; then the folder is as it was.
    """
    if folder.exists() and not folder.is_dir():
        raise OutsideError(
            f"{folder} is a file, but {len(files)} files are to be written into it as a folder.",
            remedy="Give the name of a folder with -o.",
        )
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        beside = tempfile.TemporaryDirectory(prefix=f".{folder.name[:40]}.", dir=folder.parent)
    except OSError as error:
        _fail(folder, error)
    with beside as temporary:
        new, old = Path(temporary, "new"), Path(temporary, "old")
        try:
            new.mkdir()
            old.mkdir()
            for name, content in files.items():
                (new / name).write_bytes(content)
            _exchange(folder, new, old, own)
        except OSError as error:
            _fail(folder, error)


def _exchange(folder: Path, new: Path, old: Path, own: Callable[[str], bool]) -> None:
    """Move all of `new` into `folder`, what it replaces into `old`; on failure move it back."""
    if not folder.exists():
        os.rename(new, folder)
        return
    coming = sorted(os.listdir(new))
    going = [name for name in sorted(os.listdir(folder)) if name in coming or own(name)]
    moved: list[tuple[Path, Path]] = []
    try:
        for name, begin, end in [
            *((name, folder, old) for name in going),
            *((name, new, folder) for name in coming),
        ]:
            os.rename(begin / name, end / name)
            moved.append((begin / name, end / name))
    except OSError:
        for before, after in reversed(moved):
            os.rename(after, before)
        raise


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
