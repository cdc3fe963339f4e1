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
        ("on = 2026\nprofile = x\n", r"\.toml, line 2: not TOML: Invalid value"),
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


LOOP = 'kind = "loop"\nprofile = "hike"\nstart = "T074a"\n'


def test_a_spec_of_a_loop_is_read_whole(tmp_path: Path) -> None:
    """Numbers by key, themes with their weights, places to pass as many as one likes."""
    more = (
        'length_km = 12.5\nclimb_m = 90\nvia = ["9-9bis"]\nvia_within_m = 400\nseed = 3\n'
        'themes = ["terrils", "water=0.5"]\ndirection = "NE"\nlollipop = false\n'
    )
    spec = read_spec(written(tmp_path, LOOP + more + TITLE))
    assert spec.via == ("9-9bis",)
    assert spec.loop is not None
    assert spec.loop.start == "T074a"
    assert spec.loop.numbers == {"length_km": 12.5, "climb_m": 90, "via_within_m": 400, "seed": 3}
    assert spec.loop.themes == (("terrils", 1.0), ("water", 0.5))
    assert (spec.loop.direction, spec.loop.lollipop) == ("NE", False)
    assert read_spec(written(tmp_path, LOOP + "minutes = 90\n" + TITLE)).via == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('kind = "ring"\n' + SOUND, "line 1: key 'kind' is 'ring'"),
        (SOUND + "length_km = 3\n", "line 3: key 'length_km' is for loops"),
        ('kind = "loop"\nprofile = "hike"\nlength_km = 3\n', "key 'start' is None"),
        (LOOP, "line 1: a loop needs one of 'length_km' and 'minutes'"),
        (LOOP + "length_km = 3\nminutes = 30\n", "line 5: a loop needs one of"),
        (LOOP + "length_km = 0.1\n", "line 4: key 'length_km' is 0.1"),
        (LOOP + 'length_km = "3"\n', "line 4: key 'length_km' is '3'"),
        (LOOP + "length_km = true\n", "line 4: key 'length_km' is True"),
        (LOOP + "minutes = 30\nseed = 1.5\n", "line 5: key 'seed' is 1.5"),
        (LOOP + 'minutes = 30\nthemes = "water"\n', "line 5: key 'themes' is 'water'"),
        (LOOP + 'minutes = 30\nthemes = ["lava"]\n', "line 5: There is no theme 'lava'"),
        (LOOP + 'minutes = 30\nthemes = ["water=99"]\n', "line 5: The weight of theme 'water'"),
        (LOOP + 'minutes = 30\ndirection = "up"\n', "line 5: key 'direction' is 'up'"),
        (LOOP + "minutes = 30\nlollipop = 1\n", "line 5: key 'lollipop' is 1"),
        (LOOP + 'minutes = 30\nvia = "T074"\n', "line 5: key 'via' is 'T074'"),
        (LOOP + 'minutes = 30\nvia_order = "back"\n', "line 5: key 'via_order' is 'back'"),
        (LOOP + "minutes = 30\nend = 7\n", "line 5: key 'end' is 7"),
        (LOOP + 'minutes = 30\nstart_at = "station"\n', "line 5: key 'start_at' is 'station'"),
        (LOOP + "minutes = 30\nstart_within_m = 1\n", "line 5: key 'start_within_m' is 1"),
    ],
)
def test_an_unsound_loop_is_named_with_its_line(text: str, said: str, tmp_path: Path) -> None:
    """As for every other key."""
    with pytest.raises(SpecError, match=said) as caught:
        read_spec(written(tmp_path, text + TITLE))
    assert caught.value.remedy
