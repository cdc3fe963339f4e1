"""Publishing: whole or not at all, the same bytes again, and an unsound spec stops nobody."""

from __future__ import annotations

import hashlib
import json
import os
from typing import TYPE_CHECKING

import gpxpy
import pytest

from drawn_site import make_site
from itinera.catalogue.facts import written
from itinera.catalogue.publish import publish, specs_in
from itinera.catalogue.store import Catalogue, zipped
from itinera.errors import OutsideError, UnknownNameError
from itinera.planning.places import stop_of
from itinera.planning.planner import Planner
from itinera.planning.prepare import store_prepared
from sketch import sketch

if TYPE_CHECKING:
    from pathlib import Path

    from drawn_site import Site
    from itinera.catalogue.publish import Report


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """Return a published world of one's own."""
    return make_site(tmp_path)


def again(site: Site) -> Report:
    """Publish the specs of a site once more."""
    return publish(specs_in(site.routes), Planner.open(site.graph), stop_of, site.routes)


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_what_is_published_is_sound(site: Site) -> None:
    """The GPX is readable, and the facts belong to it."""
    facts = json.loads((site.routes / "un-tour" / "facts.json").read_text(encoding="utf-8"))
    gpx = gpxpy.parse((site.routes / "un-tour" / "un-tour.gpx").read_text(encoding="utf-8"))
    assert gpx.tracks[0].name == "un-tour à pied"
    assert facts["itinerary"]["length_m"] == pytest.approx(800.0, abs=0.5)
    for lang in ("fr", "en", "nl"):
        assert len(facts["texts"][lang]["cues"]) == len(facts["itinerary"]["cues"])
    assert sorted(facts["files"]) == ["profil.svg", "un-tour.geojson", "un-tour.gpx"]


def test_another_matplotlib_does_not_change_the_catalogue(site: Site) -> None:
    """The same drawing in other bytes stays; a drawing that says something else does not."""
    picture = site.routes / "un-tour" / "profil.svg"
    text = picture.read_text(encoding="utf-8")
    older = text.replace("itinera, Matplotlib ", "itinera, Matplotlib 0.").replace(
        "<defs>", "<defs >"
    )
    facts = site.routes / "un-tour" / "facts.json"
    for drawn, kept in ((older, True), (older.replace(">un-tour à pied<", ">Autre<"), False)):
        picture.write_text(drawn, encoding="utf-8")
        told = json.loads(facts.read_text(encoding="utf-8"))
        told["files"]["profil.svg"] = hashlib.sha256(picture.read_bytes()).hexdigest()
        facts.write_bytes(written(told))
        (change,) = (one for one in again(site).changes if one.slug == "un-tour")
        assert change.written is not kept
        assert (picture.read_text(encoding="utf-8") == drawn) is kept


def test_facts_write_the_heights_on_one_line(site: Site) -> None:
    """Thousands of numbers, a line each, would drown a diff; they read back as they were."""
    text = (site.routes / "zig-zag" / "facts.json").read_text(encoding="utf-8")
    elevation = json.loads(text)["itinerary"]["elevation"]
    assert elevation["profile"][0] == [0.0, 60.0]
    assert elevation["slopes"][0][3] == -3
    (line,) = (row for row in text.splitlines() if '"profile": [' in row)
    assert line.count("[") == 1 + len(elevation["profile"])


def test_without_heights_no_picture_is_published(tmp_path: Path) -> None:
    """The facts say that no elevation is known, and nothing stands in for it."""
    world = sketch("A--B--C")
    store_prepared(world.graph, tmp_path / "graph")
    via = [f"{lat:.7f},{lon:.7f}" for lon, lat in map(world.lonlat, "AC")]
    title = "".join(f'{lang} = "Flat"\n' for lang in ("fr", "en", "nl"))
    spec = f'profile = "hike"\nvia = {json.dumps(via)}\n[title]\n{title}'
    (tmp_path / "flat.toml").write_text(spec, encoding="utf-8")
    planner = Planner.open(tmp_path / "graph")
    publish([tmp_path / "flat.toml"], planner, stop_of, tmp_path / "routes")
    found = sorted(path.name for path in (tmp_path / "routes" / "flat").iterdir())
    assert found == ["facts.json", "flat.geojson", "flat.gpx"]
    facts = json.loads((tmp_path / "routes" / "flat" / "facts.json").read_text(encoding="utf-8"))
    assert facts["itinerary"]["elevation"] is None


def test_publishing_again_changes_no_byte(site: Site) -> None:
    """A second run finds everything as it should be, and touches nothing."""
    before = contents(site.routes)
    stamp = os.stat(site.routes / "un-tour" / "un-tour.gpx").st_mtime_ns
    report = again(site)
    assert [change.what for change in report.changes] == ["unchanged", "unchanged"]
    assert contents(site.routes) == before
    assert os.stat(site.routes / "un-tour" / "un-tour.gpx").st_mtime_ns == stamp


def test_a_changed_spec_is_told_with_both_lengths(site: Site) -> None:
    """The report says what was and what is."""
    spec = site.routes / "un-tour.toml"
    spec.write_text(
        spec.read_text(encoding="utf-8")
        .replace(site.places["F"], site.places["C"], 1)
        .replace(site.places["C"], site.places["B"], 1),
        encoding="utf-8",
    )
    changed, unchanged = again(site).changes
    assert (changed.what, unchanged.what) == ("changed", "unchanged")
    assert changed.was_m == pytest.approx(800.0, abs=0.5)
    assert changed.length_m == pytest.approx(600.0, abs=0.5)


def test_an_unsound_spec_is_named_and_the_others_are_published(site: Site) -> None:
    """The file and the place are named; the sound ones are there."""
    bad = site.routes / "egare.toml"
    text = (site.routes / "un-tour.toml").read_text(encoding="utf-8")
    bad.write_text(text.replace(site.places["F"], "Nulle part"), encoding="utf-8")
    (site.routes / "vide.toml").write_text('profile = "hike"', encoding="utf-8")
    report = again(site)
    assert [change.slug for change in report.changes] == ["un-tour", "zig-zag"]
    place, empty = report.failures
    assert f"{bad}, line 2: via[2]: " in place.problem
    assert "Nulle part" in place.problem
    assert "key 'via' is None" in empty.problem
    assert not (site.routes / "egare").exists()


def test_a_place_in_the_sea_names_the_line_of_the_spec(site: Site) -> None:
    """What the planner refuses is told with the file and the line that asked for it."""
    bad = site.routes / "en-mer.toml"
    text = (site.routes / "un-tour.toml").read_text(encoding="utf-8")
    bad.write_text(text.replace(f'"{site.places["F"]}"', '\n"51.5,2.5"'), encoding="utf-8")
    (failure,) = again(site).failures
    assert failure.problem.startswith(f"{bad}, line 3: Waypoint 51.500000,2.500000 ")
    assert failure.exit_status == 3


def test_a_start_outside_the_map_names_the_line_of_the_loop(site: Site) -> None:
    """Not that of a via."""
    spec = (
        f'kind = "loop"\nprofile = "hike"\nvia = ["{site.places["E"]}"]\n'
        'start = "51.5,2.5"\nlength_km = 1\n'
    )
    bad = site.routes / "en-mer.toml"
    bad.write_text(spec + '[title]\nfr = "Tour"\nen = "Round"\nnl = "Rond"\n', encoding="utf-8")
    (failure,) = again(site).failures
    assert failure.problem.startswith(f"{bad}, line 4: Waypoint 51.500000,2.500000 ")


def test_an_unknown_profile_names_the_line_of_the_spec(site: Site) -> None:
    """Only the planner knows the profiles."""
    bad = site.routes / "a-cloche-pied.toml"
    text = (site.routes / "un-tour.toml").read_text(encoding="utf-8")
    bad.write_text("# on one leg\n" + text.replace('"hike"', '"hyke"'), encoding="utf-8")
    (failure,) = again(site).failures
    assert failure.problem.startswith(f'{bad}, line 2: No profile is called "hyke".')


def test_a_doubled_slug_names_both_files(site: Site, tmp_path: Path) -> None:
    """Which of the two is meant nobody can tell; the other itineraries are published."""
    twin = tmp_path / "un-tour.toml"
    twin.write_bytes((site.routes / "zig-zag.toml").read_bytes())
    before = contents(site.routes / "un-tour")
    specs = [*specs_in(site.routes), twin]
    report = publish(specs, Planner.open(site.graph), stop_of, site.routes)
    assert [change.slug for change in report.changes] == ["zig-zag"]
    first, second = (failure.problem for failure in report.failures)
    assert first == f"{site.routes / 'un-tour.toml'}: {twin} gives the slug 'un-tour' too."
    assert second.startswith(f"{twin}: {site.routes / 'un-tour.toml'} gives")
    assert contents(site.routes / "un-tour") == before


def test_a_spec_named_twice_is_no_doubled_slug(site: Site) -> None:
    """The same file, given twice."""
    specs = [*specs_in(site.routes)] * 2
    report = publish(specs, Planner.open(site.graph), stop_of, site.routes)
    assert report.failures == ()


def test_a_folder_with_something_else_in_it_is_not_replaced(site: Site) -> None:
    """Somebody's photographs are not ours to remove."""
    photo = site.routes / "un-tour" / "photo.jpg"
    photo.write_bytes(b"jpeg")
    (site.routes / "ancien.toml").write_bytes((site.routes / "zig-zag.toml").read_bytes())
    (site.routes / "ancien").write_text("a file", encoding="utf-8")
    report = again(site)
    assert [change.slug for change in report.changes] == ["zig-zag"]
    file, folder = (failure.problem for failure in report.failures)
    assert f"{site.routes / 'ancien'} was not published from it" in file
    assert f"{photo} was not published from it" in folder
    assert photo.read_bytes() == b"jpeg"


def test_what_a_desktop_leaves_in_a_folder_stops_nothing(site: Site) -> None:
    """A hidden file is no reason to refuse."""
    (site.routes / "un-tour" / ".DS_Store").write_bytes(b"")
    assert again(site).failures == ()


def test_a_failed_write_leaves_what_was_there(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the disk refuses half-way, the old files stand and nothing is left beside them."""
    spec = site.routes / "un-tour.toml"
    spec.write_text(spec.read_text(encoding="utf-8").replace("à pied", "autrement"), "utf-8")
    before = contents(site.routes)
    rename = os.rename

    def refusing(source: os.PathLike[str], target: os.PathLike[str]) -> None:
        if os.fspath(source).endswith("new"):
            raise OSError(28, "No space left on device")
        rename(source, target)

    monkeypatch.setattr(os, "rename", refusing)
    with pytest.raises(OutsideError, match="un-tour cannot be written: No space left"):
        again(site)
    assert contents(site.routes) == before


def test_a_folder_that_was_edited_is_not_shown(site: Site) -> None:
    """A GPX that is not the published one is left out, with its ZIP."""
    gpx = site.routes / "un-tour" / "un-tour.gpx"
    gpx.write_bytes(gpx.read_bytes() + b"\n")
    (site.routes / "zig-zag" / "facts.json").write_text("{", encoding="utf-8")
    assert Catalogue.open(site.routes).entries == ()


def test_the_catalogue_knows_what_it_has(site: Site) -> None:
    """An unknown slug is told with the known ones; another graph has none."""
    catalogue = Catalogue.open(site.routes)
    with pytest.raises(UnknownNameError, match=r"no itinerary 'grand'.*un-tour, zig-zag"):
        catalogue.get("grand")
    assert Catalogue.open(site.routes, graph_id="other").entries == ()
    assert zipped(catalogue.entries) == zipped(Catalogue.open(site.routes).entries)


def test_a_loop_is_published_and_twice_the_same(site: Site) -> None:
    """Of one square of 1,000 m and one beside it, one is gone round."""
    spec = (
        f'kind = "loop"\nprofile = "hike"\nstart = "{site.places["A"]}"\nlength_km = 1\n'
        f'via = ["{site.places["E"]}"]\nthemes = ["quiet=0.5"]\n'
    )
    titles = '[title]\nfr = "Le tour"\nen = "Round"\nnl = "Rond"\n'
    (site.routes / "le-tour.toml").write_text(spec + titles, encoding="utf-8")
    report = again(site)
    assert report.failures == ()
    facts = json.loads((site.routes / "le-tour" / "facts.json").read_text(encoding="utf-8"))
    assert facts["itinerary"]["kind"] == "loop"
    assert facts["itinerary"]["start"] == facts["itinerary"]["end"]
    assert facts["itinerary"]["length_m"] == pytest.approx(1000.0, abs=2.0)
    assert facts["loop"]["length_km"] == 1
    assert facts["loop"]["themes"] == ["quiet=0.5"]
    assert len({facts["texts"][lang]["cues"][0] for lang in ("fr", "en", "nl")}) == 3
    anew = publish(specs_in(site.routes), Planner.open(site.graph), stop_of, site.routes, anew=True)
    assert not any(change.written for change in anew.changes)


def test_a_loop_that_stands_is_searched_again_only_for_a_reason(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another spec, a harmed file or --anew is one; the same bytes come of it."""
    spec = site.routes / "boucle.toml"
    text = (
        f'kind = "loop"\nprofile = "hike"\nstart = "{site.places["A"]}"\nlength_km = 1\n'
        'tolerance_pct = 30\n[title]\nfr = "Boucle"\nen = "Loop"\nnl = "Lus"\n'
    )
    spec.write_text(text, encoding="utf-8")
    assert again(site).failures == ()
    before = contents(site.routes / "boucle")
    searched: list[str] = []
    search = Planner.loops_in
    monkeypatch.setattr(
        Planner, "loops_in", lambda *asked: (searched.append("loop"), search(*asked))[1]
    )

    def published(*, anew: bool = False) -> int:
        searched.clear()
        report = publish([spec], Planner.open(site.graph), stop_of, site.routes, anew=anew)
        assert report.failures == ()
        return len(searched)

    assert published() == 0
    assert published(anew=True) == 1
    (site.routes / "boucle" / "boucle.gpx").write_text("harmed", encoding="utf-8")
    assert published() == 1
    assert contents(site.routes / "boucle") == before
    spec.write_text(text.replace("= 30", "= 29"), encoding="utf-8")
    assert published() == 1


def test_a_loop_that_there_is_not_is_named_with_its_spec(site: Site) -> None:
    """Status 4, as on the command line, and the others are published all the same."""
    spec = f'kind = "loop"\nprofile = "hike"\nstart = "{site.places["A"]}"\nlength_km = 90\n'
    titles = '[title]\nfr = "Loin"\nen = "Far"\nnl = "Ver"\n'
    (site.routes / "loin.toml").write_text(spec + titles, encoding="utf-8")
    report = again(site)
    (failure,) = report.failures
    assert "loin.toml: No loop of 90 km" in failure.problem
    assert failure.exit_status == 4
    assert len(report.changes) == 2
