"""Loops of many places as one job: resumable, on all cores, every file whole.

Every loop is a GPX and a row (JSON) beside it. The row is written last and bears the
key of what was asked, so a run that was interrupted goes on where it stopped, and a
loop whose request or map has changed is planned anew.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import logging
import os
import re
import signal
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from itertools import islice
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any

from itinera import __version__
from itinera.catalogue.batch_table import write_table
from itinera.errors import ItineraError, OutsideError
from itinera.export.files import write_whole
from itinera.export.gpx import to_gpx
from itinera.planning.loop.request import DEFAULT_EFFORT, LoopRequest
from itinera.planning.request import Traveller
from itinera.waypoints.model import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from concurrent.futures import Future
    from pathlib import Path

    from itinera.itinerary import Itinerary, Stop
    from itinera.planning.planner import Planner

    Row = dict[str, Any]  # JSON

__all__ = ["Batch", "Job", "run_batch"]

ROWS_VERSION = 1  # goes into the keys: raise it when rows or loops of old runs will not do
AHEAD = 4  # jobs per worker that wait; more would only be longer to cancel

_log = logging.getLogger(__name__)
_worker: list[Planner] = []  # the planner of a worker process


@dataclass(frozen=True, slots=True)
class Job:
    """One loop: from where, for whom, how long."""

    start: Stop
    profile: str
    length_m: float

    @property
    def path(self) -> str:
        """Where it is written below the folder, without ending: "hike/10km/62498-lens"."""
        name = re.sub(r"[^a-z0-9]+", "-", plain(self.start.name)).strip("-")
        identity = re.sub(r"[^a-z0-9]+", "-", plain(self.start.id)).strip("-")
        slug = identity if identity.endswith(name) else f"{identity}-{name}".strip("-")
        return f"{plain(self.profile).replace(' ', '_')}/{self.length_m / 1000:g}km/{slug}"


@dataclass(frozen=True, slots=True)
class Batch:
    """Loops of many places.

    Attributes
    ----------
    graph
        Folder of the graph, which every worker maps into memory.
    folder
        Where the results go.
    jobs
        What is to be planned.
    themes
        What draws the loops.
    """

    graph: Path
    folder: Path
    jobs: tuple[Job, ...]
    themes: tuple[tuple[str, float], ...] = ()
    lang: str = "fr"
    seed: int = 0
    effort: int = DEFAULT_EFFORT


def run_batch(
    batch: Batch, *, workers: int | None = None, done: Callable[[int, int], None] | None = None
) -> list[Row]:
    """Plan what is not planned yet, and write the table of all.

    Parameters
    ----------
    workers
        Processes; as many as there are cores if left out.
    done
        Told after each loop how many are finished, of how many.

    Returns
    -------
    list of dict
        A row for each job, in their order: what the table holds.

    Raises
    ------
    OutsideError
        If the folder cannot be written to, or a worker was killed.
    GraphStoreError
        If the graph is missing or damaged.
    """
    from itinera.graph.store import open_graph

    tell = done or (lambda _done, _total: None)
    stamps = _stamps(batch, open_graph(batch.graph).source.graph_id)
    keys = {job: _key(batch, job, stamps[job.profile]) for job in batch.jobs}
    rows = {job: _finished(batch, job, key) for job, key in keys.items()}
    missing = {job: key for job, key in keys.items() if rows[job] is None}
    finished = len(rows) - len(missing)
    if finished:
        _log.info("%d of %d loops are there already.", finished, len(rows))
    tell(finished, len(rows))
    for job, row in _planned(batch, missing, workers or os.cpu_count() or 1):
        rows[job] = row
        finished += 1
        tell(finished, len(rows))
    table = [row for row in (rows[job] for job in batch.jobs) if row is not None]
    write_table(batch.folder, table)
    return table


def _planned(batch: Batch, jobs: Mapping[Job, str], workers: int) -> Iterable[tuple[Job, Row]]:
    """Plan jobs, given with their keys, in worker processes; yield each as it is finished."""
    if not jobs:
        return
    count = min(workers, len(jobs))
    pool = ProcessPoolExecutor(
        count, get_context("spawn"), initializer=_open, initargs=(batch.graph,)
    )
    waiting: dict[Future[Row], Job] = {}
    rest = iter(jobs)
    try:
        while True:
            for job in islice(rest, AHEAD * count - len(waiting)):
                waiting[pool.submit(_plan, batch, job, jobs[job])] = job
            if not waiting:
                return
            for future in wait(waiting, return_when=FIRST_COMPLETED).done:
                yield waiting.pop(future), future.result()
    except BrokenProcessPool as error:
        raise OutsideError(
            "A worker process died; the machine may be out of memory.",
            remedy="Run it again with fewer --workers: what is finished is kept.",
        ) from error
    finally:
        pool.shutdown(cancel_futures=True)


def _open(graph: Path) -> None:
    """Prepare a worker: interrupting the run is the parent's business."""
    from itinera.planning.places import basin_places
    from itinera.planning.planner import Planner

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _worker[:] = [Planner.open(graph, places=basin_places())]


def _plan(batch: Batch, job: Job, key: str) -> Row:
    """Plan one loop in a worker, and write it; that there is none is a result too."""
    (planner,) = _worker
    return plan_job(planner, batch, job, key)


def plan_job(planner: Planner, batch: Batch, job: Job, key: str) -> Row:
    """Plan one loop and write it, its row last.

    Raises
    ------
    OutsideError
        If it cannot be written.
    """
    request = LoopRequest(
        job.start,
        length_m=job.length_m,
        traveller=Traveller(job.profile),
        themes=batch.themes,
        seed=batch.seed,
        effort=batch.effort,
        lang=batch.lang,
    )
    row = _asked(job, key)
    path = batch.folder / f"{job.path}.gpx"
    try:
        loop = planner.loops(request).itineraries[0]
    except OutsideError:
        raise
    except ItineraError as error:
        row |= {"code": error.code, "problem": error.problem, "nearest": error.nearest}
        with contextlib.suppress(OSError):
            path.unlink()
    else:
        gpx = to_gpx(loop).encode()
        row |= _facts(loop) | {"file": f"{job.path}.gpx", "sha256": _digest(gpx)}
        write_whole(path, gpx)
    write_whole(_row_path(batch, job), _json(row))
    return row


def _asked(job: Job, key: str) -> Row:
    """Return what was asked, for a row."""
    lon, lat = job.start.lonlat
    return {
        "key": key,
        "kind": job.start.kind,
        "id": job.start.id,
        "name": job.start.name,
        "lat": lat,
        "lon": lon,
        "profile": job.profile,
        "wished_m": job.length_m,
    }


def _facts(loop: Itinerary) -> Row:
    """Return what was found, for a row: metres to the decimetre, whole seconds."""
    climb = (loop.climb_m, loop.descent_m)
    climb_m, descent_m = (None if metres is None else round(metres, 1) for metres in climb)
    score = loop.score or {}
    return {
        "length_m": round(loop.length_m, 1),
        "time_s": round(loop.time_s),
        "climb_m": climb_m,
        "descent_m": descent_m,
        "repeated_m": round(loop.repeated_m, 1),
        "unavoidable_repeat_m": round(loop.unavoidable_repeat_m or 0.0, 1),
        "score": score.get("value"),
        "colour": loop.effort.difficulty.get("colour"),
        "meets": [waypoint.name for waypoint in loop.waypoints[1:-1] if waypoint.id],
    }


def _finished(batch: Batch, job: Job, key: str) -> Row | None:
    """Return the row of a job that an earlier run finished, None if there is none."""
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        row: Row = json.loads(_row_path(batch, job).read_bytes())
        if row["key"] != key:
            return None
        whole = "file" not in row or (
            _digest((batch.folder / row["file"]).read_bytes()) == row["sha256"]
        )
        return row if whole else None
    return None


def _stamps(batch: Batch, graph_id: str) -> dict[str, str]:
    """Return a checksum of program, map and profile, by profile: its file may be edited."""
    from itinera.profile import load_profile

    same = (ROWS_VERSION, __version__, graph_id)
    profiles = {job.profile for job in batch.jobs}
    return {name: _digest(repr((*same, load_profile(name))).encode()) for name in profiles}


def _key(batch: Batch, job: Job, stamp: str) -> str:
    """Return a checksum of all that decides a loop."""
    asked = [
        stamp, job.start.id, job.start.name, *job.start.lonlat, job.length_m,
        [list(theme) for theme in batch.themes], batch.lang, batch.seed, batch.effort,
    ]  # fmt: skip
    return _digest(json.dumps(asked).encode())[:32]


def _row_path(batch: Batch, job: Job) -> Path:
    return batch.folder / f"{job.path}.json"


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _json(row: Row) -> bytes:
    return (json.dumps(row, ensure_ascii=False, indent=1) + "\n").encode()
