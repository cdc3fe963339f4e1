"""The server as a process: it says where it answers, and goes when told to."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from drawn_site import Site, make_site
from itinera import cli
from itinera.planning.prepare import store_prepared
from sketch import sketch

if TYPE_CHECKING:
    from pathlib import Path

PATIENCE_S = 30


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Return a published world."""
    return make_site(tmp_path_factory.mktemp("served"))


def serving(site: Site, *options: str) -> subprocess.Popen[str]:
    """Start a server on any free port."""
    command = [sys.executable, "-m", "itinera", "serve", "--port", "0", *options]
    command += ["--graph", str(site.graph), "--routes", str(site.routes)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.mark.parametrize("workers", ["1", "2"])
def test_it_prints_its_address_once_it_answers_and_stops_cleanly(workers: str, site: Site) -> None:
    """The first line is the address, which answers at once; SIGTERM ends with status 0."""
    with serving(site, "--workers", workers) as server:
        assert server.stdout is not None
        assert server.stderr is not None
        address = server.stdout.readline().strip()
        assert address.startswith("http://127.0.0.1:")
        with urllib.request.urlopen(f"{address}/healthz", timeout=PATIENCE_S) as answer:
            assert json.load(answer) == {"status": "ready"}
        server.send_signal(signal.SIGTERM)
        assert server.wait(PATIENCE_S) == 0
        assert "Traceback" not in server.stderr.read()


def test_a_port_in_use_is_one_line_and_status_5(
    site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is loaded before it is known that one can listen."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert cli.main(["serve", "--port", str(port), "--graph", str(site.graph)]) == 5
    out, err = capsys.readouterr()
    assert err.startswith(f"itinera: error: Cannot listen on 127.0.0.1 port {port}: ")
    assert err.count("\n") == 1
    assert out == ""


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--port", "70000"], "Port 70000"),
        (["--workers", "0"], "0 workers"),
        (["--requests-per-minute", "-1"], "-1 requests per minute"),
        (["--requests-per-minute", "nan"], "nan requests per minute"),
        (["--behind-proxy", "localhost"], "'localhost' is no IP address"),
    ],
)
def test_numbers_that_cannot_be_meant_are_refused(
    options: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A port beyond the last, no workers, a limit below none, a proxy that is no address."""
    assert cli.main(["serve", *options]) == 3
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_missing_graph_ends_the_server_with_one_line(
    workers: str, tmp_path: Path, site: Site
) -> None:
    """The port was free, the graph is not there: status 5, and no server is left."""
    command = [sys.executable, "-m", "itinera", "serve", "--port", "0", "--workers", workers]
    command += ["--graph", str(tmp_path / "nowhere"), "--routes", str(site.routes)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_S)
    assert done.returncode == 5
    assert "nowhere" in done.stderr
    assert "Traceback" not in done.stderr
    assert all(line.startswith("itinera: error: ") for line in done.stderr.splitlines())
    assert done.stdout == ""


@pytest.mark.parametrize("workers", ["1", "2"])
def test_outside_tiles_under_an_invented_map_are_one_line_and_status_3(
    workers: str, tmp_path: Path
) -> None:
    """The server does not start: an invented network over a true map would be taken for true."""
    graph = sketch("A-B-C").graph
    store_prepared(replace(graph, source=replace(graph.source, invented=True)), tmp_path / "graph")
    invented = Site(tmp_path / "graph", tmp_path, {})
    with serving(invented, "--outside-tiles", "ign", "--workers", workers) as server:
        out, err = server.communicate(timeout=PATIENCE_S)
    assert server.returncode == 3
    assert out == ""
    assert err.startswith("itinera: error: Outside tiles (ign) cannot lie beneath an invented map.")
    assert err.count("\n") == 1


@pytest.mark.parametrize("workers", ["1", "2"])
def test_only_the_named_proxy_is_believed(workers: str, site: Site) -> None:
    """Behind it, whom it names is counted; said by anybody else, the header counts for nothing.

    Without a name in the header the caller is this machine itself, which is never limited.
    """
    limit = ("--requests-per-minute", "4", "--workers", workers)  # a bucket of one token
    for proxy, refused in (("127.0.0.1", True), ("192.0.2.1", False)):
        with serving(site, *limit, "--behind-proxy", proxy) as server:
            assert server.stdout is not None
            address = server.stdout.readline().strip()
            named = [status_of(address, "203.0.113.7, 203.0.113.9") for _ in range(6)]
            assert (429 in named) is refused
            assert named[0] == 200
            assert {status_of(address) for _ in range(3)} == {200}
            server.send_signal(signal.SIGTERM)
            assert server.wait(PATIENCE_S) == 0


def status_of(address: str, forwarded: str = "") -> int:
    """Ask for the catalogue, perhaps as a proxy does for somebody."""
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    request = urllib.request.Request(f"{address}/api/v1/itineraries", headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE_S) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code
