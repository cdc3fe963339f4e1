"""Times and memory: of calls in this process, and of whole processes."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")
ROOT = Path(__file__).resolve().parents[1]

#: "wall", or "cpu" on a machine that others use too: processor time of the process, which
#: waiting for a turn does not lengthen (sharing caches still does).
CLOCK = os.environ.get("ITINERA_BENCH_CLOCK", "wall")
now = time.process_time if CLOCK == "cpu" else time.perf_counter


@dataclass(frozen=True)
class Process:
    """What a process took.

    Attributes
    ----------
    seconds
        From its start to its end, by `CLOCK`; of all its threads where that is "cpu".
    peak_mb
        Largest resident memory of the process, in MB of 10⁶ bytes.
    answer
        What it printed, as JSON where it is JSON, else as text.
    """

    seconds: float
    peak_mb: float
    answer: Any


def run(command: list[str | Path], *, folder: Path = ROOT) -> Process:
    """Run a command in a folder to its end; a failure is an error with what it said."""
    begin = time.perf_counter()
    with subprocess.Popen(
        [str(part) for part in command],
        cwd=folder,
        # As an installed program runs: from compiled files, which the first run may write.
        env={k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    ) as process:
        assert process.stdout is not None
        said = process.stdout.read().decode()
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - begin
        if CLOCK == "cpu":
            seconds = usage.ru_utime + usage.ru_stime
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise RuntimeError(f"{command} failed ({process.returncode}):\n{said[-2000:]}")
    return Process(seconds, usage.ru_maxrss * 1024 / 1e6, _parsed(said))


def task(name: str, *arguments: str | Path | float) -> Process:
    """Run one of `benchmarks.tasks` in a process of its own."""
    return run([sys.executable, "-m", "benchmarks.tasks", name, *map(str, arguments)])


def itinera(*arguments: str | Path) -> Process:
    """Run the command line, as from a shell."""
    return run([Path(sys.executable).parent / "itinera", "--quiet", *arguments])


def _parsed(said: str) -> Any:
    last = said.strip().rpartition("\n")[2]
    try:
        return json.loads(last)
    except ValueError:
        return said


def each(call: Callable[[T], object], items: Iterable[T]) -> list[float]:
    """Return the seconds that `call` takes for each item; what it returns must not be empty."""
    times = []
    for item in items:
        begin = now()
        found = call(item)
        times.append(now() - begin)
        if found is None:
            raise RuntimeError(f"nothing was found for {item}: there is nothing to time")
    return times


def median_ms(times: list[float]) -> float:
    """Return the median in milliseconds."""
    return 1000.0 * statistics.median(times)


def machine() -> str:
    """Return one line about the machine and what else it was doing."""
    model = next(
        (line.split(":")[1].strip() for line in _lines("/proc/cpuinfo") if "model name" in line),
        "unknown processor",
    )
    kilobytes = next((int(x.split()[1]) for x in _lines("/proc/meminfo") if "MemTotal" in x), 0)
    load = os.getloadavg()[0]
    version = ".".join(map(str, sys.version_info[:3]))
    return (
        f"{model}, {os.cpu_count()} cores, {kilobytes * 1024 / 1e9:.0f} GB, "
        f"{os.uname().sysname} {os.uname().release.split('-')[0]}, Python {version}; "
        f"load when the run began {load:.2f}; "
        + ("processor time" if CLOCK == "cpu" else "wall clock")
    )


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text(encoding="utf-8").splitlines()
    except OSError:
        return []
