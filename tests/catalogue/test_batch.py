"""Loops of many places: all of them, resumable, every file whole, and the table that lists them."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from typing import TYPE_CHECKING

import gpxpy
import pytest

from itinera.catalogue import batch as batches
from itinera.catalogue.batch import Batch, Job, run_batch
from itinera.errors import GraphStoreError, OutsideError
from itinera.itinerary import Stop
from itinera.planning.planner import Planner
from itinera.planning.prepare import store_prepared
from planning.loop.worlds import lattice

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return twelve junctions with blocks of 400 m, stored."""
    folder = tmp_path_factory.mktemp("batch") / "graph"
    store_prepared(lattice().graph, folder)
    return folder


def asked(stored: Path, folder: Path, *, far: bool = False) -> Batch:
    """Ask for loops of 1,600 m and 2,400 m from two places, and from one off the map."""
    world = lattice()
    starts = [Stop(f"Gare {x}", world.lonlat(x), id=f"gare-{x}", kind="station") for x in "FK"]
    starts += [Stop("Île", (3.9, 51.9), id="59999", kind="commune")] if far else []
    jobs = tuple(Job(s, "hike", metres) for s in starts for metres in (1600.0, 2400.0))
    return Batch(stored, folder, jobs, effort=1)


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch, stored: Path) -> list[Job]:
    """Plan in this process, and note what is planned."""
    planner, planned = Planner.open(stored), list[Job]()

    def plan(
        batch: Batch, jobs: dict[Job, str], workers: int
    ) -> Iterator[tuple[Job, dict[str, object]]]:
        for job, key in jobs.items():
            planned.append(job)
            yield job, batches.plan_job(planner, batch, job, key)

    monkeypatch.setattr(batches, "_planned", plan)
    return planned


def files(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_processes_plan_every_loop_and_the_table_lists_them(
    stored: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two worker processes, as the command runs them."""
    monkeypatch.setattr(batches, "AHEAD", 1)  # more jobs than may wait
    batch, told = asked(stored, tmp_path, far=True), list[tuple[int, int]]()
    rows = run_batch(batch, workers=2, done=lambda done, total: told.append((done, total)))
    assert told == [(n, 6) for n in range(7)]
    assert [(r["name"], r["wished_m"]) for r in rows] == [
        (job.start.name, job.length_m) for job in batch.jobs
    ]
    for row, job in zip(rows[:4], batch.jobs, strict=False):
        track = gpxpy.parse((tmp_path / row["file"]).read_text(encoding="utf-8")).tracks[0]
        assert track.length_2d() == pytest.approx(row["length_m"], rel=0.01)
        assert row["length_m"] == pytest.approx(job.length_m, rel=0.05)
    assert [row["code"] for row in rows[4:]] == ["off_map", "off_map"]
    table = list(csv.DictReader((tmp_path / "loops.csv").read_text("utf-8").splitlines()))
    assert [line["file"] for line in table[:2]] == [
        "hike/1.6km/gare-f.gpx",
        "hike/2.4km/gare-f.gpx",
    ]
    assert "Île" in table[4]["problem"]
    document = json.loads((tmp_path / "loops.json").read_text(encoding="utf-8"))
    assert [loop["length_m"] for loop in document["loops"]] == [r.get("length_m") for r in rows]


def test_what_is_finished_is_not_planned_again(
    stored: Path, tmp_path: Path, here: list[Job]
) -> None:
    """Nor is a place without a loop; the files are byte for byte the same."""
    batch = asked(stored, tmp_path, far=True)
    first = run_batch(batch)
    assert here == list(batch.jobs)
    before = files(tmp_path)
    here.clear()
    assert run_batch(batch) == first
    assert here == []
    assert files(tmp_path) == before


def test_an_interrupted_run_goes_on_where_it_stopped(
    stored: Path, tmp_path: Path, here: list[Job]
) -> None:
    """Interrupted after the second of four: whole files, no table, and two left to do."""
    batch = asked(stored, tmp_path)

    def interrupt(done: int, _total: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_batch(batch, done=interrupt)
    left = files(tmp_path)
    assert sorted(name.rpartition(".")[2] for name in left) == ["gpx", "gpx", "json", "json"]
    here.clear()
    run_batch(batch)
    assert here == list(batch.jobs[2:])
    assert {name: files(tmp_path)[name] for name in left} == left


@pytest.mark.parametrize(
    "change",
    [
        lambda batch: replace(batch, seed=1),
        lambda batch: replace(batch, effort=2),
        lambda batch: replace(batch, lang="nl"),
        lambda batch: replace(batch, themes=(("quiet", 1.0),)),
    ],
)
def test_a_changed_request_is_planned_anew(
    change: object, stored: Path, tmp_path: Path, here: list[Job]
) -> None:
    batch = asked(stored, tmp_path)
    run_batch(batch)
    here.clear()
    run_batch(change(batch))
    assert here == list(batch.jobs)


@pytest.mark.parametrize("ending", ["gpx", "json"])
def test_a_damaged_or_missing_file_is_made_anew(
    ending: str, stored: Path, tmp_path: Path, here: list[Job]
) -> None:
    batch = asked(stored, tmp_path)
    run_batch(batch)
    before = files(tmp_path)
    (tmp_path / f"hike/1.6km/gare-f.{ending}").write_text("half a fi", encoding="utf-8")
    (tmp_path / f"hike/2.4km/gare-k.{ending}").unlink()
    here.clear()
    run_batch(batch)
    assert here == [batch.jobs[0], batch.jobs[3]]
    assert files(tmp_path) == before


def test_two_places_of_one_name_get_files_of_their_own() -> None:
    one = Job(Stop("Lens", (2.8, 50.4), id="62498"), "hike", 10_000.0)
    other = Job(Stop("Lens", (4.1, 50.6), id="55041"), "hike", 10_000.0)
    named = Job(Stop("Gare d'Œuf", (2.8, 50.4), id="gare-d-oeuf"), "touring_bike", 5_500.0)
    assert one.path == "hike/10km/62498-lens"
    assert other.path == "hike/10km/55041-lens"
    assert named.path == "touring_bike/5.5km/gare-d-oeuf"


def test_a_folder_that_is_a_file_is_refused(stored: Path, tmp_path: Path, here: list[Job]) -> None:
    (tmp_path / "out").write_text("a file", encoding="utf-8")
    with pytest.raises(OutsideError, match=r"out.*cannot be written"):
        run_batch(asked(stored, tmp_path / "out"))


def test_a_graph_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises((GraphStoreError, OutsideError), match="nowhere"):
        run_batch(asked(tmp_path / "nowhere", tmp_path / "out"))
