"""Specs are read strictly: whatever is odd is named with its file, its key and a remedy."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from itinera.catalogue.spec import read_spec, where
from itinera.errors import SpecError

if TYPE_CHECKING:
    from pathlib import Path

TITLE = '[title]\nfr = "Un"\nen = "One"\nnl = "Een"\n'
SOUND = 'profile = "hike"\nvia = ["T074a", "50.4,2.8"]\n'


def written(folder: Path, text: str, name: str = "une-boucle.toml") -> Path:
    """Write a spec."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_sound_spec_is_read_whole(tmp_path: Path) -> None:
    """Every key finds its place."""
    spec = read_spec(written(tmp_path, SOUND + "on = 2026-05-01\n" + TITLE + '[text]\nen="Nice."'))
    assert spec.slug == "une-boucle"
    assert spec.profile == "hike"
    assert spec.via == ("T074a", "50.4,2.8")
    assert spec.on == date(2026, 5, 1)
    assert spec.title == {"fr": "Un", "en": "One", "nl": "Een"}
    assert spec.text == {"en": "Nice."}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (SOUND + "color = 3\n" + TITLE, "unknown key 'color'"),
        ('via = ["a", "b"]\n' + TITLE, "key 'profile' is None"),
        ('profile = "hike"\nvia = ["a"]\n' + TITLE, r"key 'via' is \['a'\]"),
        ('profile = "hike"\nvia = ["a", 3]\n' + TITLE, r"via\[1\] is 3"),
        (SOUND, "title.fr is missing"),
        (SOUND + '[title]\nfr = "a"\nen = "b"\nnl = "c"\nde = "d"', "title.de is unknown"),
        (SOUND + "title = 3\n", "key 'title' is no table of texts"),
        (SOUND + 'on = "demain"\n' + TITLE, "key 'on' is 'demain'"),
        ("profile = ", "not TOML"),
    ],
)
def test_an_unsound_spec_is_named(text: str, said: str, tmp_path: Path) -> None:
    """The message names the file and the key."""
    path = written(tmp_path, text)
    with pytest.raises(SpecError, match=said) as caught:
        read_spec(path)
    assert str(path) in caught.value.problem
    assert caught.value.remedy


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (SOUND + "color = 3\n" + TITLE, "line 3: unknown key 'color'"),
        (SOUND + '[title]\nfr = "Un"\nnl = "Een"\n', "line 3: title.en is missing"),
        (SOUND + TITLE + 'de = "Eins"\n', "line 7: title.de is unknown"),
        (SOUND + 'on = "demain"\n' + TITLE, "line 3: key 'on'"),
        ('profile = "hike"\nvia = [\n  "a",\n]\n' + TITLE, "line 2: key 'via'"),
        ("profile = \n" + TITLE, "line 1"),
    ],
)
def test_the_line_is_named(text: str, said: str, tmp_path: Path) -> None:
    """So that an editor can jump to it."""
    with pytest.raises(SpecError, match=said):
        read_spec(written(tmp_path, text))


def test_a_place_is_named_with_its_own_line(tmp_path: Path) -> None:
    """In a list over several lines."""
    path = written(tmp_path, 'via = [\n  "Lens",\n  "Nulle part",\n]\n')
    assert where(path, "via", "Nulle part") == f"{path}, line 3"
    assert where(path, "profile") == str(path)


def test_a_name_that_cannot_be_an_address_is_refused(tmp_path: Path) -> None:
    """Slugs are small letters, digits and hyphens."""
    with pytest.raises(SpecError, match="'Boucle No 1' cannot be an address"):
        read_spec(written(tmp_path, SOUND + TITLE, "Boucle No 1.toml"))


def test_a_missing_spec_is_named(tmp_path: Path) -> None:
    """A spec that is not there is bad input, not a crash."""
    with pytest.raises(SpecError, match=r"absent\.toml: no such file"):
        read_spec(tmp_path / "absent.toml")
