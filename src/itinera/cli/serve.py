"""Serve the map app and its HTTP interface.

Prints http://HOST:PORT on stdout once it answers. Stop it with Ctrl-C or SIGTERM.

itinera serve
itinera serve --graph region.graph --routes routes --port 8080 --workers 4
"""

from __future__ import annotations

import argparse
import contextlib
import ipaddress
import logging
import os
import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from itinera.errors import InputError, OutsideError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from waitress.server import BaseWSGIServer, MultiSocketServer

DEFAULT_PORT = 8000
THREADS = 8  # per worker: a browser asks for six things at once
PATIENCE_S = 5  # what a request under way gets when the server is stopped
LARGEST_PORT = 65_535
OUTSIDE_TILES = ("ign", "osm")
PER_MINUTE = 240

_log = logging.getLogger(__name__)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add where to listen and what to show."""
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
    parser.add_argument(
        "--port", type=int, default=DEFAULT_PORT, help=f"0 takes any free one ({DEFAULT_PORT})"
    )
    parser.add_argument("--workers", type=int, default=1, help="processes (1)")
    parser.add_argument("--graph", type=Path, metavar="DIR", help="a stored graph (ITINERA_GRAPH)")
    parser.add_argument(
        "--routes", type=Path, metavar="DIR", help="published itineraries (./routes, else bundled)"
    )
    parser.add_argument(
        "--outside-tiles",
        choices=OUTSIDE_TILES,
        help="offer this map beside our own, which asks its host (real maps only; off)",
    )
    parser.add_argument(
        "--requests-per-minute",
        type=float,
        metavar="N",
        default=PER_MINUTE,
        help=f"of one address to the interface, never counted from this machine; "
        f"0 sets no limit ({PER_MINUTE})",
    )
    parser.add_argument(
        "--behind-proxy",
        metavar="ADDRESS",
        help="believe X-Forwarded-For of the proxy at this address (nobody's)",
    )
    parser.add_argument("--socket-fd", type=int, help=argparse.SUPPRESS)  # of a worker


def run(args: argparse.Namespace) -> int:
    """Listen, warm up, say the address, serve until stopped."""
    _check(args)
    listening = _socket(args)
    with contextlib.closing(listening):
        host, port = listening.getsockname()[:2]
        url = f"http://{f'[{host}]' if ':' in host else host}:{port}"
        if args.workers > 1:
            return _supervise(args, listening, url)
        return _serve(args, listening, url)


def _check(args: argparse.Namespace) -> None:
    """Refuse numbers that cannot be meant."""
    if not 0 <= args.port <= LARGEST_PORT:
        raise InputError(f"Port {args.port} does not exist.", remedy=f"Use 0 to {LARGEST_PORT}.")
    if args.workers < 1:
        raise InputError(f"{args.workers} workers serve nobody.", remedy="Use 1 or more.")
    if not args.requests_per_minute >= 0.0:  # false for nan, too
        raise InputError(
            f"{args.requests_per_minute:g} requests per minute cannot be meant.",
            remedy="Use 0 for any number, or how many one address may make.",
        )
    if args.behind_proxy is not None:
        _check_address(args.behind_proxy)


def _check_address(text: str) -> None:
    """Refuse what is no IP address: it is compared with the caller's, digit by digit."""
    try:
        ipaddress.ip_address(text)
    except ValueError as error:
        raise InputError(
            f"The proxy's address {text!r} is no IP address.", remedy="Write it as 127.0.0.1."
        ) from error


def _socket(args: argparse.Namespace) -> socket.socket:
    """Return the listening socket: our own, or the one that the supervisor handed down."""
    if args.socket_fd is not None:
        return socket.socket(fileno=args.socket_fd)
    try:
        family = socket.getaddrinfo(args.host, args.port, type=socket.SOCK_STREAM)[0][0]
        listening = socket.socket(family, socket.SOCK_STREAM)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((args.host, args.port))
            listening.listen(1024)
        except OSError:
            listening.close()
            raise
    except OSError as error:
        raise OutsideError(
            f"Cannot listen on {args.host} port {args.port}: {error.strerror or error}.",
            remedy="Choose another with --port, or 0 for any free one.",
        ) from error
    return listening


def _serve(args: argparse.Namespace, listening: socket.socket, url: str) -> int:
    """Serve in this process: 503 while warming up, then for good."""
    from waitress.server import create_server

    from itinera.cli.options import graph_folder
    from itinera_web import create_app

    settings = {"GRAPH": graph_folder(args.graph), "ROUTES": _routes(args), "WARM": False}
    settings |= {
        "OUTSIDE_TILES": args.outside_tiles,
        "REQUESTS_PER_MINUTE": args.requests_per_minute,
    }
    app = create_app(settings)
    proxy = {"trusted_proxy": args.behind_proxy, "trusted_proxy_headers": {"x-forwarded-for"}}
    server = create_server(
        app,
        sockets=[listening],
        threads=THREADS,
        ident="itinera",
        **(proxy if args.behind_proxy else {}),
    )
    threading.Thread(target=server.run, name="server", daemon=True).start()
    with _closing(server):
        app.extensions["itinera"].warm_up()
        print(url, flush=True)
        # Beside the first requests, and not in this thread: a signal that arrives within a
        # compiled library's callback would be lost.
        warming = app.extensions["itinera"].warm_rest
        threading.Thread(target=warming, name="warming", daemon=True).start()
        threading.Event().wait()  # until a signal
    return 0


@contextlib.contextmanager
def _closing(server: BaseWSGIServer | MultiSocketServer) -> Iterator[None]:
    """Let requests under way end, then stop; a signal is the ordinary end of a server."""
    try:
        yield
    except (KeyboardInterrupt, SystemExit):
        _log.info("stopping")
    finally:
        server.task_dispatcher.shutdown(cancel_pending=True, timeout=PATIENCE_S)


def _routes(args: argparse.Namespace) -> Path:
    """Return the folder of published itineraries: named, else beside us, else bundled."""
    if args.routes is not None:
        return Path(args.routes)
    if any(Path("routes").glob("*/facts.json")):
        return Path("routes")
    from itinera.bundle import bundled

    return bundled("routes")


def _check_tiles(graph: Path, tiles: str | None) -> None:
    """Refuse outside tiles beneath an invented map before any worker does."""
    if tiles:
        from itinera.graph.store import open_graph
        from itinera_web.outside import chosen

        chosen(tiles, invented=open_graph(graph).source.invented)


def _supervise(args: argparse.Namespace, listening: socket.socket, url: str) -> int:
    """Start workers that share the socket; say the address once all of them are warm."""
    from itinera.cli.options import graph_folder

    graph = graph_folder(args.graph)  # built once, before anybody needs it
    _check_tiles(graph, args.outside_tiles)  # here, where it is said once
    listening.set_inheritable(True)
    command = [sys.executable, "-m", "itinera", "serve", "--graph", str(graph)]
    command += ["--routes", str(_routes(args)), "--socket-fd", str(listening.fileno())]
    command += ["--requests-per-minute", str(args.requests_per_minute)]
    for option in ("outside_tiles", "behind_proxy"):
        if getattr(args, option):
            command += [f"--{option.replace('_', '-')}", getattr(args, option)]
    workers = [
        subprocess.Popen(command, pass_fds=[listening.fileno()], stdout=subprocess.PIPE, text=True)
        for _ in range(args.workers)
    ]
    try:
        for worker in workers:
            if worker.stdout is None or not worker.stdout.readline():
                return worker.wait()  # it has said on stderr what was wrong
        print(url, flush=True)
        os.waitpid(-1, 0)  # one ended by itself: so do all
        return OutsideError.exit_status
    except (KeyboardInterrupt, SystemExit):
        _log.info("stopping")
        return 0
    finally:
        for worker in workers:
            worker.terminate()
        for worker in workers:
            worker.wait()
