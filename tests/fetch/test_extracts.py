"""Extracts by name, elevation tiles by cell: checked before they land."""

from __future__ import annotations

import gzip
import hashlib
import json
from typing import TYPE_CHECKING

import pytest
import shapely
from shapely.geometry import shape

from fetch_worlds import sources_at
from itinera.bundle import bundled
from itinera.errors import InputError
from itinera.fetch.errors import CorruptError, RefusedError, UnsteadyError
from itinera.fetch.extracts import clip_path, fetch_extract, region_of, write_clip
from itinera.fetch.sources import Region, load_sources
from itinera.fetch.tiles import cells_of, fetch_tile
from itinera.osm.clip import geojson_clip
from loopback import page, serve, status

if TYPE_CHECKING:
    from pathlib import Path

    from itinera.fetch.client import Client
    from loopback import Site

NORD = "/extracts/europe/france/nord-pas-de-calais-latest.osm.pbf"


@pytest.fixture
def extract() -> bytes:
    """Return a real PBF file: the demonstration map."""
    return bundled("data/osm/bassin-minier-maquette.osm.pbf").read_bytes()


def md5_page(content: bytes) -> str:
    """Return a checksum as the mirror publishes it."""
    return f"{hashlib.md5(content).hexdigest()}  nord-pas-de-calais-latest.osm.pbf\n"


def nord(site: Site) -> Region:
    """Return the region of the basin."""
    return sources_at(site).regions["nord-pas-de-calais"]


def test_an_extract_lands_under_the_name_of_its_region(
    site: Site, client: Client, tmp_path: Path, extract: bytes
) -> None:
    """File, then checksum; the second run asks once and transfers nothing."""
    site.put(NORD, serve(extract))
    site.put(NORD + ".md5", page(md5_page(extract), kind="text/plain"))
    landed = fetch_extract(nord(site), tmp_path, sources_at(site), client)
    assert landed.path == tmp_path / "nord-pas-de-calais.osm.pbf"
    assert landed.path.read_bytes() == extract
    sent, asked = site.sent, len(site.seen)
    assert asked == 2
    assert fetch_extract(nord(site), tmp_path, sources_at(site), client).transferred == 0
    assert (site.sent, len(site.seen)) == (sent, 3)


def test_a_checksum_that_is_missing_stops(
    site: Site, client: Client, tmp_path: Path, extract: bytes
) -> None:
    """Unless the sources say that the mirror has none."""
    site.put(NORD, serve(extract))
    with pytest.raises(RefusedError, match=r"\.md5 answers 404.*checksum = \"\""):
        fetch_extract(nord(site), tmp_path, sources_at(site), client)
    landed = fetch_extract(nord(site), tmp_path, sources_at(site, checksum_ending=""), client)
    assert landed.path.read_bytes() == extract


def test_a_name_that_the_mirror_lacks_gets_the_known_names(
    site: Site, client: Client, tmp_path: Path
) -> None:
    """404 names what there is."""
    region = region_of("europe/atlantis", sources_at(site))
    assert region is not None
    with pytest.raises(RefusedError, match=r"atlantis-latest.* answers 404.*nord-pas-de-calais"):
        fetch_extract(region, tmp_path, sources_at(site), client)


def test_a_web_page_is_no_extract(site: Site, client: Client, tmp_path: Path) -> None:
    """A hotel's login page instead of the file, where no checksum tells."""
    site.put(NORD, page("<html>Welcome! Room number?</html>"))
    with pytest.raises(CorruptError, match=r"no OSM PBF file: it begins with b'<html>"):
        fetch_extract(nord(site), tmp_path, sources_at(site, checksum_ending=""), client)
    assert not (tmp_path / "nord-pas-de-calais.osm.pbf").exists()


def test_a_web_page_is_no_checksum_either(
    site: Site, client: Client, tmp_path: Path, extract: bytes
) -> None:
    """The file would be right, but nobody can know."""
    site.put(NORD, serve(extract))
    site.put(NORD + ".md5", page("<html>Welcome!</html>"))
    with pytest.raises(CorruptError, match="is no checksum"):
        fetch_extract(nord(site), tmp_path, sources_at(site), client)


def test_names_paths_and_places_are_told_apart() -> None:
    """A name is a region, a path is one too, the rest is a place."""
    sources = load_sources({})
    malta = region_of("europe/malta", sources)
    assert malta is not None
    assert (malta.name, malta.path, malta.box) == ("malta", "europe/malta", None)
    assert region_of("picardie", sources) is sources.regions["picardie"]
    for place in ("Lens, France", "relation/58404", "Lens", "europe/../etc"):
        assert region_of(place, sources) is None


def test_the_outline_to_build_within_is_the_basin_and_a_margin(tmp_path: Path) -> None:
    """Three kilometres beyond the outline of the table, and readable by `graph build --clip`."""
    region = load_sources({}).regions["nord-pas-de-calais"]
    path = write_clip(region, tmp_path / "nord-pas-de-calais.osm.pbf")
    assert path == clip_path(tmp_path / "nord-pas-de-calais.osm.pbf")
    area = shape(json.loads(path.read_text())["geometry"])
    lens, arras = shapely.Point(2.833, 50.432), shapely.Point(2.777, 50.291)
    assert area.contains(lens)
    assert not area.contains(arras)
    tight = write_clip(Region("x", "x", "a/b", clip="basin"), tmp_path / "tight.osm.pbf")
    assert tight is not None
    inner = shape(json.loads(tight.read_text())["geometry"])
    assert area.contains(inner)
    north_m = (area.bounds[3] - inner.bounds[3]) * 111_200
    east_m = (area.bounds[2] - inner.bounds[2]) * 111_200 * 0.6375  # cos 50.4°
    assert north_m == pytest.approx(3000, abs=30)
    assert east_m == pytest.approx(3000, abs=30)
    assert geojson_clip(path).box == pytest.approx(area.bounds)


def test_a_region_without_outline_has_no_clip(tmp_path: Path) -> None:
    """All of it is built; an outline that nobody knows is named."""
    assert write_clip(Region("x", "x", "a/b"), tmp_path / "x.osm.pbf") is None
    with pytest.raises(InputError, match=r"region\.x\.clip: no outline is called 'moon'"):
        write_clip(Region("x", "x", "a/b", clip="moon"), tmp_path / "x.osm.pbf")


@pytest.mark.parametrize(
    ("box", "cells"),
    [
        ((2.1, 50.2, 2.9, 50.7), ["N50E002"]),
        ((2.9, 49.9, 3.1, 50.1), ["N49E002", "N49E003", "N50E002", "N50E003"]),
        ((-0.5, -0.5, 0.5, 0.5), ["S01W001", "S01E000", "N00W001", "N00E000"]),
    ],
)
def test_cells_are_named_by_their_south_west_corner(
    box: tuple[float, float, float, float], cells: list[str]
) -> None:
    """Across the equator and Greenwich too."""
    assert cells_of(box) == cells


def test_a_continent_is_not_fetched_tile_by_tile() -> None:
    """More than a hundred tiles are a mistake."""
    with pytest.raises(InputError, match="touches 961 elevation tiles"):
        cells_of((0, 0, 30, 30))


TILE = gzip.compress(bytes(1201 * 1201 * 2), mtime=0)


def test_a_tile_lands_as_it_is_stored(site: Site, client: Client, tmp_path: Path) -> None:
    """Checked by its size when unpacked; the second run transfers nothing."""
    site.put("/elevation/N50/N50E002.hgt.gz", serve(TILE))
    landed = fetch_tile("N50E002", tmp_path, sources_at(site), client)
    assert landed.path == tmp_path / "N50E002.hgt.gz"
    assert landed.path.read_bytes() == TILE
    assert fetch_tile("N50E002", tmp_path, sources_at(site), client).transferred == 0


def test_a_store_of_another_layout_is_a_matter_of_data(
    site: Site, client: Client, tmp_path: Path
) -> None:
    """The path below the mirror is a template; tiles may lie there unpacked."""
    site.put("/elevation/tiles/N50E002.hgt", serve(bytes(3601 * 3601 * 2)))
    landed = fetch_tile("N50E002", tmp_path, sources_at(site, tile_path="tiles/{cell}.hgt"), client)
    assert landed.path == tmp_path / "N50E002.hgt"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (TILE[:-100], "is damaged"),
        (TILE[:50] + b"????" + TILE[54:], "is damaged"),
        (b"<Error>AccessDenied</Error>", "is damaged"),
        (gzip.compress(bytes(1000)), "holds 1,000 bytes; a tile has 2,884,802 or 25,934,402"),
        (gzip.compress(bytes(40_000_000)), "holds 2[67],"),
    ],
    ids=["cut", "flipped", "page", "small", "bomb"],
)
def test_what_is_no_tile_does_not_land(
    content: bytes, told: str, site: Site, client: Client, tmp_path: Path
) -> None:
    """No checksum is published, so the content itself is looked at."""
    site.put("/elevation/N50/N50E002.hgt.gz", serve(content))
    with pytest.raises(CorruptError, match=told):
        fetch_tile("N50E002", tmp_path, sources_at(site), client)
    assert not (tmp_path / "N50E002.hgt.gz").exists()


def test_a_cell_in_the_sea_is_not_there(site: Site, client: Client, tmp_path: Path) -> None:
    """404 and 503 are what they are."""
    with pytest.raises(RefusedError, match=r"N50E001\.hgt\.gz answers 404"):
        fetch_tile("N50E001", tmp_path, sources_at(site), client)
    site.put("/elevation/N50/N50E001.hgt.gz", status(503))
    with pytest.raises(UnsteadyError, match="answers 503"):
        fetch_tile("N50E001", tmp_path, sources_at(site), client)
