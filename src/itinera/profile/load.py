"""Profiles from files: the shipped ones by name, anybody's by path."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from itinera.errors import OutsideError, ProfileError, UnknownNameError, toml_problem
from itinera.profile.check import ProfileFile, check_file
from itinera.profile.compose import compose

if TYPE_CHECKING:
    from collections.abc import Mapping

    from itinera.profile.model import Profile

_ENDING = ".toml"


def builtin_profiles() -> list[str]:
    """Return the names of the shipped profiles, sorted."""
    return sorted(
        entry.name.removesuffix(_ENDING)
        for entry in _shelf().iterdir()
        if entry.name.endswith(_ENDING)
    )


def load_profile(name_or_path: str | Path) -> Profile:
    """Load a profile and check every key and value of its file.

    Parameters
    ----------
    name_or_path
        Name of a shipped profile ("hike"), or path of a TOML file (anything
        that ends in ``.toml`` or holds a folder separator).

    Raises
    ------
    UnknownNameError
        If no shipped profile bears the name.
    OutsideError
        If the file cannot be read.
    ProfileError
        If the file holds an unknown key, a wrong unit, an impossible value, or
        extends itself; the message names file, line, key and what is allowed.

    Examples
    --------
    >>> load_profile("hike").mode
    'foot'
    """
    if _is_path(str(name_or_path)):
        path = Path(name_or_path)
        return compose(path.stem, _chain(_read_file(path), path.parent))
    return _builtin(str(name_or_path))


def profile_text(name_or_path: str | Path) -> str:
    """Return the text of a profile file, as it is written."""
    if _is_path(str(name_or_path)):
        return _read_file(Path(name_or_path)).text
    return _read_builtin(str(name_or_path)).text


@cache
def _builtin(name: str) -> Profile:
    return compose(name, _chain(_read_builtin(name), None))


def _chain(file: ProfileFile, folder: Path | None) -> list[ProfileFile]:
    """Return a file and all that it extends, the most general first, each checked."""
    chain: list[ProfileFile] = []
    while True:
        if any(file.label == seen.label for seen in chain):
            names = " → ".join(seen.label for seen in [*chain, file])
            raise file.error(
                "extends", f"goes in a circle: {names}.", "Let one of them extend nothing."
            )
        check_file(file)
        chain.append(file)
        parent = file.data.get("extends")
        if parent is None:
            return chain[::-1]
        file, folder = _parent(file, str(parent), folder)


def _parent(file: ProfileFile, parent: str, folder: Path | None) -> tuple[ProfileFile, Path | None]:
    """Open what a file extends; a path is relative to the folder of the file."""
    if _is_path(parent) and folder is not None:
        path = folder / parent
        return _read_file(path), path.parent
    try:
        return _read_builtin(parent), None
    except UnknownNameError as unknown:
        raise file.error("extends", f'is "{parent}".', unknown.remedy) from unknown


def _is_path(name_or_path: str) -> bool:
    return name_or_path.endswith(_ENDING) or "/" in name_or_path or "\\" in name_or_path


def _read_builtin(name: str) -> ProfileFile:
    known = builtin_profiles()
    if name not in known:
        raise UnknownNameError(
            f'No profile is called "{name}".',
            remedy=f"Shipped: {', '.join(known)}; or give the path of a .toml file.",
        )
    text = _shelf().joinpath(name + _ENDING).read_text(encoding="utf-8")
    return ProfileFile(name, text, _parse(text, name))


def _read_file(path: Path) -> ProfileFile:
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise ProfileError(f"{path} is not text in UTF-8.", remedy="Save it as UTF-8.") from error
    except OSError as error:
        raise OutsideError(
            f"The profile {path} cannot be read: {error.strerror or error}.",
            remedy="Check the path, or see `itinera profiles list` for the shipped ones.",
        ) from error
    return ProfileFile(str(path), text, _parse(text, str(path)))


def _parse(text: str, label: str) -> Mapping[str, object]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ProfileError(
            toml_problem(label, error),
            remedy="Keys are written key = 1.5, texts in quotes, tables as [cost.surface].",
        ) from error


def _shelf() -> resources.abc.Traversable:
    return resources.files("itinera.profile").joinpath("profiles")
