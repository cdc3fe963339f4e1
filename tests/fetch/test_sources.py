"""Where data comes from is data, and what is wrong in it is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from itinera.errors import InputError, OutsideError
from itinera.fetch.sources import data_folder, load_sources


def own(tmp_path: Path, text: str) -> dict[str, str]:
    """Write a user's file, and return the environment that names it."""
    path = tmp_path / "sources.toml"
    path.write_text(text, encoding="utf-8")
    return {"ITINERA_SOURCES": str(path)}


def test_the_shipped_sources_name_the_region_of_the_basin() -> None:
    """Every mirror of ours is encrypted; the region has a box and an outline to clip with."""
    sources = load_sources({})
    assert all(m.startswith("https://") for mirrors in sources.mirrors.values() for m in mirrors)
    region = sources.regions["nord-pas-de-calais"]
    assert region.path == "europe/france/nord-pas-de-calais"
    assert region.clip == "basin"
    west, south, east, north = region.box or (0, 0, 0, 0)
    assert west < 2.79 < east
    assert south < 50.43 < north


def test_a_file_of_one_s_own_lies_over_the_shipped_one(tmp_path: Path) -> None:
    """What it leaves out stays; a region is added to the others."""
    environ = own(
        tmp_path,
        '[extracts]\nmirrors = ["http://mirror.example/osm/"]\nchecksum = ""\n'
        '[region.ardennes]\npath = "/europe/france/champagne-ardenne/"\n',
    )
    sources = load_sources(environ)
    assert sources.mirrors["extracts"] == ("http://mirror.example/osm",)
    assert sources.checksum_ending == ""
    assert sources.mirrors["overpass"] == load_sources({}).mirrors["overpass"]
    assert sources.regions["ardennes"].path == "europe/france/champagne-ardenne"
    assert sources.regions["ardennes"].title == "ardennes"
    assert "picardie" in sources.regions


def test_the_environment_has_the_last_word(tmp_path: Path) -> None:
    """Several mirrors are separated by spaces, in the order to try."""
    environ = own(tmp_path, '[overpass]\nmirrors = ["https://file.example"]\n')
    environ["ITINERA_MIRROR_OVERPASS"] = "http://one.example/api http://two.example/api/"
    environ["ITINERA_MIRROR_ELEVATION"] = "  "
    sources = load_sources(environ)
    assert sources.mirrors["overpass"] == ("http://one.example/api", "http://two.example/api")
    assert sources.mirrors["elevation"] == load_sources({}).mirrors["elevation"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("mirrors = [", ": not TOML: "),
        ("[extract]\n", "'extract' is unknown"),
        ("extracts = 3\n", "'extracts' is unknown"),
        ("[extracts]\nmirror = 1\n", r"extracts\.mirror is unknown"),
        ("[extracts]\nmirrors = []\n", r"extracts\.mirrors: \[\] is no address"),
        ('[nominatim]\nmirrors = ["ftp://x"]\n', "'ftp://x' is no address"),
        ("[overpass]\nmirrors = 5\n", "5 is no address"),
        ('[overpass]\ntimeout_s = "long"\n', "wrong kind"),
        ("[region.x]\nbox = [1, 2]\npath = 'a/b'\n", "wrong kind"),
        ("[region.x]\ntitle = 'no path'\n", "wrong kind .'path'"),
        ("[region.x]\npath = 'a/b'\ncolour = 3\n", r"region\.x\.colour is unknown"),
    ],
)
def test_what_is_wrong_in_a_file_is_named(text: str, told: str, tmp_path: Path) -> None:
    """With the file and the key."""
    with pytest.raises(InputError, match=told) as error:
        load_sources(own(tmp_path, text))
    assert "sources.toml" in str(error.value)


def test_a_wrong_mirror_in_the_environment_names_the_variable() -> None:
    """It is not in any file."""
    with pytest.raises(InputError, match="ITINERA_MIRROR_EXTRACTS: 'geofabrik' is no address"):
        load_sources({"ITINERA_MIRROR_EXTRACTS": "geofabrik"})


def test_a_missing_file_of_one_s_own_is_told(tmp_path: Path) -> None:
    """Rather than going on with the shipped one."""
    with pytest.raises(OutsideError, match=r"gone\.toml' cannot be read"):
        load_sources({"ITINERA_SOURCES": str(tmp_path / "gone.toml")})


def test_data_lies_where_the_desktop_wants_it() -> None:
    """XDG_DATA_HOME, else ~/.local/share."""
    assert data_folder({"XDG_DATA_HOME": "/srv/data"}) == Path("/srv/data/itinera")
    assert data_folder({}) == Path.home() / ".local/share/itinera"
