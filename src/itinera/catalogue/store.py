"""The published itineraries of a folder, read once, for whoever shows them."""

from __future__ import annotations

import hashlib
import io
import json
import logging
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from itinera.errors import UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

__all__ = ["FACTS", "OVERVIEW", "PICTURE", "Catalogue", "Published", "read_published", "zipped"]

FACTS = "facts.json"
PICTURE = "profil.svg"  # of the elevation, where heights are known
OVERVIEW = "apercu.svg"  # of a journey: its stages by turns in two colours
ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)  # the oldest date a ZIP can hold: no clock in what we write

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Published:
    """An itinerary as it stands in its folder.

    Attributes
    ----------
    slug
        Its name in addresses.
    facts
        The content of `facts.json`: title, text, profile, via, itinerary, texts, files.
    folder
        Where its files lie.
    """

    slug: str
    facts: Mapping[str, Any]  # JSON: as deep as the contract's ITINERARY
    folder: Path

    @property
    def itinerary(self) -> Mapping[str, Any]:
        """The ITINERARY of the contract, without its geometry."""
        found: Mapping[str, Any] = self.facts["itinerary"]
        return found

    @property
    def graph_id(self) -> str:
        """Which graph it was computed on."""
        return str(self.itinerary["data"]["graph_id"])

    def title(self, lang: str) -> str:
        """Return its name in a language."""
        return str(self.facts["title"][lang])

    def text(self, lang: str) -> str:
        """Return its description in a language, in French where it has no other, or ""."""
        texts = self.facts["text"]
        return str(texts.get(lang) or texts.get("fr", ""))

    def file(self, ending: str) -> bytes:
        """Return the bytes of a published file: "gpx" or "geojson"."""
        return (self.folder / f"{self.slug}.{ending}").read_bytes()


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The itineraries that may be shown together, in order of their slugs."""

    entries: tuple[Published, ...]

    @classmethod
    def open(cls, folder: Path, *, graph_id: str | None = None) -> Catalogue:
        """Read what is published in `folder`.

        A folder whose files do not match its `facts.json` (somebody edited one) is
        left out, with a warning in the log.

        Parameters
        ----------
        folder
            Holds a folder per itinerary; may be missing.
        graph_id
            Keep only what was computed on this graph; None keeps all.
        """
        found = (read_published(path.parent) for path in sorted(folder.glob(f"*/{FACTS}")))
        entries = (entry for entry in found if entry is not None)
        return cls(tuple(e for e in entries if graph_id is None or e.graph_id == graph_id))

    def get(self, slug: str) -> Published:
        """Return one itinerary.

        Raises
        ------
        UnknownNameError
            If nothing published bears that name.
        """
        for entry in self.entries:
            if entry.slug == slug:
                return entry
        known = ", ".join(entry.slug for entry in self.entries) or "none"
        raise UnknownNameError(
            f"There is no itinerary {slug!r} on this map.", remedy=f"Published are: {known}."
        )


def zipped(entries: tuple[Published, ...]) -> bytes:
    """Pack the files of itineraries into one ZIP; the same files give the same bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry in entries:
            for name in (*sorted(entry.facts["files"]), FACTS):
                info = zipfile.ZipInfo(f"{entry.slug}/{name}", date_time=ZIP_EPOCH)
                info.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(info, (entry.folder / name).read_bytes())
    return packed.getvalue()


def read_published(folder: Path) -> Published | None:
    """Read one folder; None (and a warning) where its files do not belong together."""
    try:
        facts = json.loads((folder / FACTS).read_text(encoding="utf-8"))
        for name, sha256 in facts["files"].items():
            if hashlib.sha256((folder / name).read_bytes()).hexdigest() != sha256:
                _log.warning("%s: %s is not the file that was published", folder, name)
                return None
        return Published(folder.name, facts, folder)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        _log.warning("%s: not a published itinerary: %s", folder, error)
        return None
