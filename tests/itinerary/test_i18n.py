"""Catalogues are complete and sound; numbers and names are written as people write them."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from conftest import ROOT
from itinera.errors import UnknownNameError
from itinera.itinerary.i18n import LANGUAGES, LOCALE, translator

CALLS = ("t", "translate", "message")


def catalog(lang: str):
    with (LOCALE / lang / "LC_MESSAGES" / "itinera.po").open("rb") as file:
        return read_po(file, locale=lang)


def messages_in_code() -> set[str]:
    """Return every message that code says: literals given to t(), translate(), message()."""
    found: set[str] = set()
    for path in sorted((ROOT / "src" / "itinera").rglob("*.py")):
        code = path.read_text(encoding="utf-8")
        if "itinera.itinerary.i18n import" in code or path.name == "i18n.py":
            found |= {literal for call in ast.walk(ast.parse(code)) for literal in said(call)}
    return found


def said(node: ast.AST) -> set[str]:
    """Return the literal message of a call, if it is one."""
    if isinstance(node, ast.Call) and getattr(node.func, "id", "") in CALLS and node.args:
        first = node.args[0]
        if isinstance(first, ast.Constant) and isinstance(first.value, str):
            return {first.value}
    return set()


def placeholders(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", text))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_message_of_the_code_is_in_every_catalogue(lang: str) -> None:
    assert messages_in_code() - {m.id for m in catalog(lang)} == set()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_message_is_translated_and_none_is_fuzzy(lang: str) -> None:
    rows = [m for m in catalog(lang) if m.id]
    assert len(rows) > 40
    assert [m.id for m in rows if not m.string or m.fuzzy] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_translation_has_the_placeholders_of_its_message(lang: str) -> None:
    rows = [m for m in catalog(lang) if m.id]
    assert [m.id for m in rows if placeholders(m.id) != placeholders(m.string)] == []


def test_no_catalogue_keeps_a_message_that_nobody_says() -> None:
    assert {m.id for m in catalog("en") if m.id} - messages_in_code() - {
        "onto {street}",
        "in {distance}",
    } == set()


def test_all_catalogues_hold_the_same_messages() -> None:
    ids = [{m.id for m in catalog(lang)} for lang in LANGUAGES]
    assert ids[0] == ids[1] == ids[2]


def test_no_compiled_catalogue_is_kept_that_could_be_stale() -> None:
    assert list(Path(LOCALE).rglob("*.mo")) == []


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Rue de Lens", "dans la rue de Lens"),
        ("Ruelle du Moulin", "dans la ruelle du Moulin"),
        ("Avenue Van Pelt", "sur l’avenue Van Pelt"),
        ("Impasse des Lilas", "dans l’impasse des Lilas"),
        ("Allée A", "dans l’allée A"),
        ("Boulevard Basly", "sur le boulevard Basly"),
        ("chemin des Galibots", "sur le chemin des Galibots"),
        ("Grand-Place", "sur la grand-place"),
        ("D 943", "sur la D 943"),
        ("A 26", "sur l’A 26"),
        ("Rueil", "sur Rueil"),
        ("Hauptstraße", "sur Hauptstraße"),
        ("Fictif rue 7", "sur Fictif rue 7"),
    ],
)
def test_french_streets_bear_their_article_and_elision(name: str, said: str) -> None:
    assert translator("fr").onto(name) == said


def test_other_languages_take_street_names_as_they_are() -> None:
    assert translator("en").onto("Rue de Lens") == "onto Rue de Lens"
    assert translator("nl").onto("Rue de Lens") == "op Rue de Lens"


@pytest.mark.parametrize(
    ("metres", "fr", "en"),
    [
        (7.4, "7\xa0m", "7\xa0m"),
        (347.0, "350\xa0m", "350\xa0m"),
        (994.0, "990\xa0m", "990\xa0m"),
        (996.0, "1,0\xa0km", "1.0\xa0km"),
        (1234.0, "1,2\xa0km", "1.2\xa0km"),
        (99_940.0, "99,9\xa0km", "99.9\xa0km"),
        (99_960.0, "100\xa0km", "100\xa0km"),
        (123_456.0, "123\xa0km", "123\xa0km"),
    ],
)
def test_distances_are_said_as_on_signs(metres: float, fr: str, en: str) -> None:
    assert translator("fr").distance(metres) == fr
    assert translator("en").distance(metres) == en


def test_what_lies_ahead_is_said_in_each_language() -> None:
    said = [translator(lang).ahead(1234.0) for lang in ("fr", "en", "nl")]
    assert said == ["dans 1,2\xa0km", "in 1.2\xa0km", "over 1,2\xa0km"]


def test_durations_are_whole_minutes() -> None:
    t = translator("fr")
    assert t.duration(29.0) == "0\xa0min"
    assert t.duration(3599.0) == "1\xa0h\xa000"
    assert t.duration(2 * 3600 + 5 * 60) == "2\xa0h\xa005"


@pytest.mark.parametrize(
    ("n", "fr", "en", "nl"),
    [(1, "1re", "1st", "1e"), (2, "2e", "2nd", "2e"), (3, "3e", "3rd", "3e"),
     (11, "11e", "11th", "11e"), (21, "21e", "21st", "21e")],
)  # fmt: skip
def test_ordinals(n: int, fr: str, en: str, nl: str) -> None:
    said = [translator(lang).ordinal(n) for lang in ("fr", "en", "nl")]
    assert said == [fr, en, nl]


def test_an_empty_placeholder_leaves_no_blank() -> None:
    assert translator("en")("Continue {onto}", onto="") == "Continue"


def test_numbers_bear_the_separators_of_the_language() -> None:
    assert translator("nl").number(12345.67, 1) == "12.345,7"
    assert translator("en").number(12345.67, 1) == "12,345.7"


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(UnknownNameError, match="no language 'de'"):
        translator("de")


@given(
    value=st.floats(-1e7, 1e7) | st.integers(-10_000_000, 10_000_000),
    decimals=st.integers(0, 2),
    lang=st.sampled_from(LANGUAGES),
)
def test_numbers_are_written_as_babel_writes_them(value: float, decimals: int, lang: str) -> None:
    """Babel knows the customs of a language, and is slow to apply them."""
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    wanted = format_decimal(round(value, decimals), format=pattern, locale=lang)
    assert translator(lang).number(value, decimals) == wanted
