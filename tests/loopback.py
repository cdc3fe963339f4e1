"""A real HTTP server on loopback that serves, and fails in every way that a server can."""

from __future__ import annotations

import gzip
import socket
import struct
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Answer = Callable[["Handler"], None]


@dataclass
class Seen:
    """A request as it came, and how many bytes of body went back."""

    method: str
    path: str
    headers: dict[str, str]
    form: str = ""
    sent: int = 0


@dataclass
class Site:
    """What stands on the server, path by path: answers in turn, the last one for good."""

    url: str = ""
    answers: dict[str, list[Answer]] = field(default_factory=dict)
    seen: list[Seen] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)

    def put(self, path: str, *answers: Answer) -> str:
        """Set the answers of a path, and return its address."""
        self.answers[path] = list(answers)
        return self.url + path

    @property
    def sent(self) -> int:
        """Bytes of bodies sent so far."""
        return sum(one.sent for one in self.seen)


class Handler(BaseHTTPRequestHandler):
    """Answers by the book of its site."""

    protocol_version = "HTTP/1.1"
    site: Site
    now: Seen

    def do_GET(self) -> None:
        self._answer("")

    def do_POST(self) -> None:
        self._answer(self.rfile.read(int(self.headers["Content-Length"])).decode())

    def _answer(self, form: str) -> None:
        path = self.path.split("?")[0]
        self.now = Seen(self.command, self.path, dict(self.headers), form)
        self.site.seen.append(self.now)
        answers = self.site.answers.get(path, [status(404)])
        answer = answers[0] if len(answers) == 1 else answers.pop(0)
        try:
            answer(self)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def head(self, code: int, headers: dict[str, str]) -> None:
        self.send_response(code)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def body(self, content: bytes) -> None:
        self.wfile.write(content)
        self.wfile.flush()
        self.now.sent += len(content)

    def hang_up(self) -> None:
        """End the connection as a crash would: with a reset."""
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


@contextmanager
def serving() -> Iterator[Site]:
    """Run a server on a free port of loopback."""
    site = Site()

    class Bound(Handler):
        pass

    Bound.site = site
    server = ThreadingHTTPServer(("127.0.0.1", 0), Bound)
    server.daemon_threads = True
    server.handle_error = lambda *_: None
    site.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield site
    finally:
        site.released.set()
        server.shutdown()
        server.server_close()
        thread.join()


def serve(
    content: bytes, *, etag: str = '"one"', ranges: bool = True, modified: str = "",
    cut_after: int | None = None,
) -> Answer:  # fmt: skip
    """Serve as a good server does, with ranges and conditions; cut off after some bytes."""

    def answer(handler: Handler) -> None:
        asked = handler.headers
        said = {"ETag": etag} if etag else {}
        if modified:
            said["Last-Modified"] = modified
        unchanged = (etag and asked.get("If-None-Match") == etag) or (
            modified and asked.get("If-Modified-Since") == modified
        )
        if unchanged:
            handler.head(304, said)
            return
        begin, code = 0, 200
        if ranges and "Range" in asked and asked.get("If-Range") in (etag, modified):
            begin, code = int(asked["Range"].removeprefix("bytes=").split("-")[0]), 206
            if begin >= len(content):
                said |= {"Content-Range": f"bytes */{len(content)}", "Content-Length": "0"}
                handler.head(416, said)
                return
            said["Content-Range"] = f"bytes {begin}-{len(content) - 1}/{len(content)}"
        rest = content[begin:]
        handler.head(code, {**said, "Content-Length": str(len(rest))})
        handler.body(rest[:cut_after])
        if cut_after is not None and cut_after < len(rest):
            handler.close_connection = True

    return answer


def status(code: int, **headers: str) -> Answer:
    """Answer with a bare status."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda handler: handler.head(code, {"Content-Length": "0", **named})


def redirect(to: str, code: int = 302) -> Answer:
    """Lead on to another address."""
    return status(code, Location=to)


def page(text: str, code: int = 200, kind: str = "text/html") -> Answer:
    """Answer with a page."""

    def answer(handler: Handler) -> None:
        content = text.encode()
        handler.head(code, {"Content-Length": str(len(content)), "Content-Type": kind})
        handler.body(content)

    return answer


def zipped(content: bytes) -> Answer:
    """Answer with a body compressed for the way, in chunks of unknown number."""

    def answer(handler: Handler) -> None:
        packed = gzip.compress(content, mtime=0)
        handler.head(200, {"Transfer-Encoding": "chunked", "Content-Encoding": "gzip"})
        for i in range(0, len(packed), 1000):
            piece = packed[i : i + 1000]
            handler.body(b"%x\r\n%s\r\n" % (len(piece), piece))
        handler.body(b"0\r\n\r\n")

    return answer


def cut_chunked(content: bytes) -> Answer:
    """Begin a chunk and hang up within it."""

    def answer(handler: Handler) -> None:
        handler.head(200, {"Transfer-Encoding": "chunked"})
        handler.body(b"%x\r\n%s" % (len(content) + 100, content))
        handler.close_connection = True

    return answer


def reset(handler: Handler) -> None:
    """Say nothing and reset the connection."""
    handler.hang_up()


def silent(handler: Handler) -> None:
    """Say nothing until the test is over."""
    handler.site.released.wait(20)
    handler.close_connection = True


def stalls(content: bytes, after: int) -> Answer:
    """Send the beginning, then nothing until the test is over."""

    def answer(handler: Handler) -> None:
        handler.head(200, {"Content-Length": str(len(content)), "ETag": '"one"'})
        handler.body(content[:after])
        handler.site.released.wait(20)
        handler.close_connection = True

    return answer


def lies(content: bytes, length: int) -> Answer:
    """Announce another length than is sent."""

    def answer(handler: Handler) -> None:
        handler.head(200, {"Content-Length": str(length)})
        handler.body(content)
        handler.close_connection = True

    return answer
