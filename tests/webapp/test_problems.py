"""What goes wrong is told in the language of the page, whatever it is."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

import itinera
import itinera_web
from itinera.errors import ItineraError
from itinera.itinerary.i18n import LANGUAGES
from itinera_web.texts import _tables, texts

#: Codes of what only the command line does: reading OSM files, downloads, specs, networks.
NEVER_ON_A_PAGE = re.compile(
    r"download_|usage|invalid_raster|invalid_osm_file|invalid_spec|unknown_place|ambiguous_place|area_too_large"
)


def kinds(of: type[ItineraError]) -> Iterator[type[ItineraError]]:
    """Yield a class of errors and all that descend from it."""
    yield of
    for child in of.__subclasses__():
        yield from kinds(child)


def codes() -> set[str]:
    """Return the code of every error of the project that a page may meet."""
    for package in (itinera, itinera_web):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not module.name.endswith("__main__"):
                importlib.import_module(module.name)
    ours = (kind for kind in kinds(ItineraError) if kind.__module__.startswith("itinera"))
    return {kind.code for kind in ours if not NEVER_ON_A_PAGE.match(kind.code)}


def test_every_code_has_its_sentences_and_no_other() -> None:
    """A new kind of error must be given its words; a word for none is a leftover."""
    assert set(_tables()["problem"]) == codes()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_sentences_are_whole(lang: str) -> None:
    """Each says what is wrong and what to do: two sentences that end as sentences do."""
    for code, said in texts(lang).table("problem").items():
        assert said.endswith("."), code
        assert said[0].isupper(), code
        assert len(re.findall(r"[.:] [A-ZÀ-Ü]", said)) >= 1, code


@pytest.mark.parametrize(
    ("lang", "said"),
    [("fr", "Rien ne porte ce nom ici."), ("nl", "Niets draagt hier deze naam.")],
)
def test_a_page_that_is_not_there_says_so_in_its_language(
    lang: str, said: str, client: FlaskClient
) -> None:
    """The sentence in the language, the English detail below, marked as English."""
    html = client.get(f"/itineraries/nothing?lang={lang}").text
    assert said in html
    assert re.search(r'lang="en">There is no itinerary &#39;nothing&#39;', html)
