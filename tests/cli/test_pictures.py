"""itinera route -o x.svg: the elevation as a picture, or one line that says why there is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from drawn_site import Site, make_site
from itinera import cli
from itinera.export import palette
from itinera.planning.prepare import store_prepared
from sketch import sketch


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Return a stored world with hills."""
    return make_site(tmp_path_factory.mktemp("pictures"))


def route(site: Site, letters: str, *options: str) -> int:
    """Ask for a route through letters."""
    vias = [part for letter in letters for part in ("--via", site.places[letter])]
    return cli.main(["route", *vias, "--graph", str(site.graph), *options])


@pytest.mark.parametrize(
    ("options", "colour"),
    [
        ((), palette.GRADES[3]),
        (("--colour", "gradient"), palette.GRADES[3]),
        (("--colour", "surface"), palette.SURFACES["unknown"]),
    ],
)
def test_a_picture_is_written_by_its_ending(
    options: tuple[str, ...], colour: str, site: Site, tmp_path: Path
) -> None:
    """A to G climbs 30 m at 15 %; the drawing says nothing of surfaces."""
    picture = tmp_path / "x.svg"
    assert route(site, "AG", "-o", str(picture), *options) == 0
    assert colour in picture.read_text(encoding="utf-8")


def test_a_format_can_be_named_and_goes_to_stdout(
    site: Site, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert route(site, "AG", "--format", "png") == 0
    assert capsysbinary.readouterr().out.startswith(b"\x89PNG")


def test_without_heights_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Status 3, one line with what to do, and what stood there stays."""
    world = sketch("A--B--C")
    store_prepared(world.graph, tmp_path / "graph")
    places = {letter: "{1:.7f},{0:.7f}".format(*world.lonlat(letter)) for letter in "AC"}
    picture = tmp_path / "x.svg"
    picture.write_text("mine", encoding="utf-8")
    flat = Site(tmp_path / "graph", tmp_path, places)
    assert route(flat, "AC", "-o", str(picture)) == 3
    assert picture.read_text(encoding="utf-8") == "mine"
    err = capsys.readouterr().err
    assert "no profile to draw" in err
    assert "--dem" in err
