"""Words in the traveller's language: gettext catalogues read at run time, numbers as people write.

The message ids are the English sentences. The catalogues are text files
(`locale/LANG/LC_MESSAGES/itinera.po`), read with Babel and kept, so that there
is no compiled copy that could be stale.

Whoever looks for messages to translate finds them as string literals in calls
of ``t("…")``, ``translate("…")`` and ``message("…")``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from itinera.errors import UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Mapping

LANGUAGES = ("fr", "en", "nl")
DEFAULT_LANGUAGE = "fr"
LOCALE = Path(__file__).with_name("locale")
KM_FROM_M = 1000.0  # below, people say metres
THREE_DIGITS_KM = 100.0  # from here on nobody cares for the tenth

# What a French street name begins with, and how one says that one goes onto it.
_FRENCH = re.compile(
    r"^(?:(?P<in_la>rue|ruelle|cité|cour|résidence|venelle|traverse|galerie|zone)"
    r"|(?P<in_le>passage|lotissement|clos|hameau|parc|bois)"
    r"|(?P<in_l>impasse|allée|enclos)"
    r"|(?P<on_la>route|place|voie|véloroute|digue|chaussée|promenade|drève|piste|sente|rocade"
    r"|passerelle|grand[- ]place|montée|côte|berge|boucle|coulée)"
    r"|(?P<on_le>chemin|boulevard|quai|sentier|pont|square|cours|rond-point|mail|carrefour"
    r"|viaduc|faubourg|halage|parvis|cavalier|terril|tour|circuit)"
    r"|(?P<on_l>avenue|autoroute|esplanade|escalier))(?=\s|$|-)",
    re.IGNORECASE,
)
_FRENCH_ONTO = {
    "in_la": "dans la ",
    "in_le": "dans le ",
    "in_l": "dans l’",
    "on_la": "sur la ",
    "on_le": "sur le ",
    "on_l": "sur l’",
}
_FRENCH_ROAD_NUMBER = re.compile(r"^(?P<class>[ANDMC]|RN|RD|VC)\s?\d")


def message(msgid: str) -> str:
    """Mark a message for translation where it stands in a table (returned as it is)."""
    return msgid


@dataclass(frozen=True, slots=True)
class Translator:
    """Says messages in one language.

    Attributes
    ----------
    lang
        "fr", "en" or "nl".
    messages
        Message id → sentence with the same ``{placeholders}``.
    """

    lang: str
    messages: Mapping[str, str]

    def __call__(self, msgid: str, **values: object) -> str:
        """Say `msgid`, its placeholders filled; blanks that an empty value leaves are closed."""
        text = self.messages.get(msgid) or msgid
        if not values:
            return text
        said = text.format(**values)
        return said if all(values.values()) else _tidy(said)

    def distance(self, metres: float) -> str:
        r"""Say a distance as signs do: "350 m", "1,2 km", "24 km".

        Examples
        --------
        >>> translator("fr").distance(1234.0)
        '1,2\xa0km'
        """
        if metres < KM_FROM_M - 5.0:
            step = 1 if metres < 20.0 else 10
            return f"{round(metres / step) * step:d}\N{NO-BREAK SPACE}m"
        km = metres / 1000.0
        return f"{self.number(km, 1 if round(km, 1) < THREE_DIGITS_KM else 0)}\N{NO-BREAK SPACE}km"

    def ahead(self, metres: float) -> str:
        """Say how far on something comes: "dans 350 m"."""
        return self("in {distance}", distance=self.distance(metres))

    def number(self, value: float, decimals: int = 0) -> str:
        """Write a number with the language's separators ("12 345,6" in French)."""
        # Babel's own formatting takes 0.1 ms a number; an itinerary says a dozen.
        return f"{round(value, decimals):,.{decimals}f}".translate(_separators(self.lang))

    def duration(self, seconds: float) -> str:
        """Say a time of travel: "45 min", "2 h 05"."""
        hours, minutes = divmod(round(seconds / 60.0), 60)
        space = "\N{NO-BREAK SPACE}"
        return f"{hours}{space}h{space}{minutes:02d}" if hours else f"{minutes}{space}min"

    def ordinal(self, n: int) -> str:
        """Say which one of several: "1re", "2e" (feminine, as exits are in French)."""
        if self.lang == "fr":
            return f"{n}re" if n == 1 else f"{n}e"
        if self.lang == "nl":
            return f"{n}e"
        if n % 100 in (11, 12, 13):
            return f"{n}th"
        return f"{n}" + {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")

    def onto(self, street: str) -> str:
        """Say that one goes onto a named street, with the article that the language wants.

        Examples
        --------
        >>> translator("fr").onto("Rue de Lens"), translator("fr").onto("Avenue Foch")
        ('dans la rue de Lens', 'sur l’avenue Foch')
        """
        if self.lang != "fr":
            return self("onto {street}", street=street)
        found = _FRENCH.match(street)
        if found and found.lastgroup:
            generic = found.group(0)
            return _FRENCH_ONTO[found.lastgroup] + generic.lower() + street[len(generic) :]
        number = _FRENCH_ROAD_NUMBER.match(street)
        if number:
            return ("sur l’" if number["class"] == "A" else "sur la ") + street
        return self("onto {street}", street=street)


@cache
def _separators(lang: str) -> dict[int, str]:
    """Return what a language writes for Python's comma and point in numbers."""
    from babel.numbers import get_decimal_symbol, get_group_symbol

    return str.maketrans({",": get_group_symbol(lang), ".": get_decimal_symbol(lang)})


def _tidy(text: str) -> str:
    """Close the blanks that an empty placeholder leaves."""
    return re.sub(r" {2,}", " ", text).strip()


@cache
def translator(lang: str) -> Translator:
    """Return the translator of a language; its catalogue is read once.

    Parameters
    ----------
    lang
        "fr", "en" or "nl".

    Raises
    ------
    UnknownNameError
        For another language.

    Examples
    --------
    >>> translator("fr")("Turn left {onto}", onto="dans la rue de Lens")
    'Tournez à gauche dans la rue de Lens'
    """
    if lang not in LANGUAGES:
        raise UnknownNameError(
            f"There is no language {lang!r}.", remedy=f"Use one of {', '.join(LANGUAGES)}."
        )
    from babel.messages.pofile import read_po

    path = LOCALE / lang / "LC_MESSAGES" / "itinera.po"
    with path.open("rb") as file:
        catalog = read_po(file, locale=lang)
    found = {m.id: m.string for m in catalog if isinstance(m.id, str) and m.id}
    return Translator(lang, {k: v for k, v in found.items() if isinstance(v, str)})
