"""Measure the map app through a real server on loopback, on the demonstration map.

  python -m benchmarks.web           prints a table; some two minutes
  python -m benchmarks.web --keep    …and puts it into benchmarks/results.md in place of the old

Everything is made anew in a folder of its own: the graph, the published itineraries, the
server. Every answer is checked before its time counts.
"""

from __future__ import annotations

import argparse
import http.client
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from benchmarks.measure import ROOT, each, itinera, machine, median_ms
from benchmarks.samples import opened, place_pairs
from benchmarks.tables import Report, Row, Target, shown

MAP = ROOT / "data" / "osm" / "bassin-minier-maquette.osm.pbf"
TERRAIN = ROOT / "data" / "dem"
RESULTS = ROOT / "benchmarks" / "results.md"
TITLE = "The map app, on the demonstration map"
PROFILES = ("hike", "touring_bike", "mtb")
PAIRS, PAGES, FURTHEST_M = 100, 20, 8_000.0
PAGE, PLANNED, READY = Target(300.0, "ms"), Target(100.0, "ms"), Target(60.0, "s")
Ask = Callable[[str], bytes]


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, prog="python -m benchmarks.web")
    parser.add_argument("--keep", action="store_true", help="put it into benchmarks/results.md")
    args = parser.parse_args()
    report = Report(machine())
    with tempfile.TemporaryDirectory(prefix="itinera-bench-") as folder:
        measure(Path(folder), report)
    section = "\n".join([*report.lines, "", f"Measured alone; machine: {report.machine}."]) + "\n"
    sys.stdout.write(section)
    if args.keep:
        RESULTS.write_text(replaced(RESULTS.read_text(encoding="utf-8"), section), encoding="utf-8")
    return 0


def measure(folder: Path, report: Report) -> None:
    """Measure from the files to the pages."""
    report.section(
        TITLE,
        f"Over HTTP on loopback, one request at a time; {PAIRS} routes per profile between places "
        f"1 to {FURTHEST_M / 1000.0:.0f} km apart, {PAGES} times each page. The median is judged.",
    )
    graph, routes = folder / "graph", folder / "routes"
    routes.mkdir()
    specs = sorted((ROOT / "routes").glob("*.toml"))
    built = itinera("graph", "build", MAP, "--dem", TERRAIN, "-o", graph).seconds
    published = itinera("publish", "--graph", graph, "-o", routes, *specs).seconds
    begin = time.perf_counter()
    with serving(graph, routes) as ask:
        ask("/")
        served = time.perf_counter() - begin
        parts = f"build {shown(built)} s, publish {shown(published)} s, serve {shown(served)} s"
        report.add(
            Row("`make run` after installation: to the first page", built + published + served,
                READY, parts)
        )  # fmt: skip
        _pages(ask, report)
        _planned(ask, graph, report)


def _pages(ask: Ask, report: Report) -> None:
    """Time the pages: of every itinerary, and the slowest of them; the list; the planner."""
    slugs = [one["slug"] for one in json.loads(ask("/api/v1/itineraries"))["itineraries"]]
    pages = [f"/itineraries/{slug}?lang=fr" for slug in slugs]
    times = {page: each(lambda path: _whole(ask(path)), [page] * PAGES) for page in pages}
    every = [seconds for row in times.values() for seconds in row]
    slowest = max(times, key=lambda page: statistics.median(times[page]))
    said = f"{_tail(every)}; the slowest, {slowest.split('/')[2].split('?')[0]}, "
    said += f"{shown(median_ms(times[slowest]))} ms"
    report.add(Row(f"page of an itinerary ({len(slugs)} of them)", median_ms(every), PAGE, said))
    for name, page in (("list of itineraries", "/?lang=fr"), ("planner", "/planner?lang=fr")):
        found = each(lambda path: _whole(ask(path)), [page] * PAGES)
        report.add(Row(f"page: {name}", median_ms(found), PAGE, _tail(found)))


def _planned(ask: Ask, graph: Path, report: Report) -> None:
    """Time planned routes, from the request to the last byte of the answer."""
    for profile in PROFILES:
        planner, travel = opened(str(graph), profile)
        pairs = place_pairs(planner.graph, travel, PAIRS, furthest_m=FURTHEST_M)
        for form in ("json", "gpx"):
            asked = [_address(pair, profile, form) for pair in pairs]
            first = each(lambda path: _line(ask(path)), asked[:1])[0]
            times = each(lambda path: _line(ask(path)), asked)
            said = f"{_tail(times)}; the first of all {shown(1000.0 * first)} ms"
            what = f"planned route, `{profile}`, as {form.upper()}"
            report.add(Row(what, median_ms(times), PLANNED, said))


def _address(pair: list[tuple[float, float]], profile: str, form: str) -> str:
    """Return the address of a route between two (lon, lat)."""
    vias = [("via", f"{lat:.6f},{lon:.6f}") for lon, lat in pair]
    return "/api/v1/route?" + urlencode([*vias, ("profile", profile), ("format", form)])


def _whole(page: bytes) -> bytes | None:
    """Return a page that is whole, None for another."""
    return page if page.rstrip().endswith(b"</html>") else None


def _line(answer: bytes) -> bytes | None:
    """Return an answer with a line in it, None for another."""
    return answer if b"<trkpt" in answer or b'"LineString"' in answer else None


def _tail(times: list[float]) -> str:
    """Say the time that 19 of 20 keep."""
    return f"p95 {shown(1000.0 * statistics.quantiles(times, n=20)[-1])} ms"


def replaced(results: str, section: str) -> str:
    """Put a section into the results, in place of the one of the same title."""
    title = section.strip().splitlines()[0]
    begin = results.find(f"\n{title}\n")
    if begin < 0:
        return results.rstrip("\n") + "\n" + section
    end = results.find("\n## ", begin + 1)
    return results[:begin] + section + (results[end:] if end > 0 else "")


@contextmanager
def serving(graph: Path, routes: Path) -> Iterator[Ask]:
    """Serve, and return how to ask: over one connection, an error for any other answer than 200."""
    command = [sys.executable, "-m", "itinera", "serve", "--port", "0"]
    command += ["--graph", str(graph), "--routes", str(routes)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            connection = http.client.HTTPConnection(
                urlsplit(server.stdout.readline().strip()).netloc
            )

            def ask(path: str) -> bytes:
                connection.request("GET", path)
                answer = connection.getresponse()
                body = answer.read()
                if answer.status != http.client.OK:
                    raise RuntimeError(f"{path}: {answer.status} {body[:300]!r}")
                return body

            yield ask
        finally:
            server.terminate()


if __name__ == "__main__":
    sys.exit(main())
