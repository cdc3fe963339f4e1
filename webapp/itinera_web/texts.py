"""The words of the pages in French, English and Dutch."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from itinera.itinerary.i18n import DEFAULT_LANGUAGE, LANGUAGES

if TYPE_CHECKING:
    from werkzeug.datastructures import LanguageAccept

__all__ = ["Texts", "choose_language", "texts"]


@dataclass(frozen=True, slots=True)
class Texts:
    """Says the pages' words in one language: ``t("length")``, ``t.named("surface.sand")``."""

    lang: str

    def __call__(self, key: str) -> str:
        """Return a word of the table [text]."""
        return self.named(f"text.{key}")

    def named(self, name: str) -> str:
        """Return "TABLE.KEY", or KEY made readable where the table does not know it."""
        table, key = name.split(".", 1)
        row = _tables()[table].get(key)
        return row[LANGUAGES.index(self.lang)] if row else key.replace("_", " ")

    def table(self, name: str) -> dict[str, str]:
        """Return a whole table in this language."""
        return {key: row[LANGUAGES.index(self.lang)] for key, row in _tables()[name].items()}


@cache
def _tables() -> dict[str, dict[str, list[str]]]:
    """Read the tables once."""
    path = Path(__file__).with_name("texts.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


@cache
def texts(lang: str) -> Texts:
    """Return the words of a language."""
    return Texts(lang)


def choose_language(asked: str | None, accepted: LanguageAccept) -> str:
    """Return the language of a page: the one asked for, else the reader's, else French."""
    if asked in LANGUAGES:
        return asked
    return accepted.best_match(LANGUAGES) or DEFAULT_LANGUAGE
