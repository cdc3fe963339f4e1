"""A download comes whole or not at all, whatever the server does."""

from __future__ import annotations

import hashlib
import io
import json
import resource
import signal
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
import requests
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fetch_worlds import CONTENT, OTHER, Waits
from itinera.errors import OutsideError
from itinera.fetch.checksum import Checksum, read_checksum
from itinera.fetch.client import Client, Patience
from itinera.fetch.download import Wanted, download, part_of, sole_owner
from itinera.fetch.errors import CorruptError, DownloadError, RefusedError, UnsteadyError
from itinera.fetch.record import read_record, record_path, sound_record
from loopback import (
    cut_chunked,
    lies,
    page,
    redirect,
    reset,
    serve,
    serving,
    silent,
    stalls,
    status,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from loopback import Answer, Site

MD5 = Checksum("md5", hashlib.md5(CONTENT).hexdigest())


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """Return where a file shall land."""
    return tmp_path / "data" / "map.osm.pbf"


def wanted(url: str, target: Path, *more: str) -> Wanted:
    """Want CONTENT, by its checksum."""
    return Wanted([url, *more], target, checksum=lambda _: MD5)


def leftovers(target: Path) -> list[str]:
    """Return what lies beside a file and is neither its record nor its lock."""
    own = {target.name, f".{target.name}.json", f".{target.name}.lock"}
    return sorted(path.name for path in target.parent.iterdir() if path.name not in own)


def test_a_good_server_gives_the_file(site: Site, client: Client, target: Path) -> None:
    """Every byte is there, counted, and nothing lies beside it."""
    landed = download(wanted(site.put("/map", serve(CONTENT)), target), client)
    assert target.read_bytes() == CONTENT
    assert landed.transferred == site.sent == len(CONTENT)
    assert landed.sha256 == hashlib.sha256(CONTENT).hexdigest()
    assert leftovers(target) == []


@pytest.mark.parametrize(
    "answer",
    [serve(CONTENT), serve(CONTENT, etag="", modified="Mon, 23 Nov 2026 10:00:00 GMT"),
     serve(CONTENT, etag='W/"weak"')],
    ids=["etag", "date", "weak etag"],
)  # fmt: skip
def test_a_second_run_transfers_nothing(
    answer: Answer, site: Site, client: Client, target: Path
) -> None:
    """It asks once, hears 304, and the file is not touched."""
    url = site.put("/map", answer)
    download(wanted(url, target), client)
    stamp, sent = target.stat().st_mtime_ns, site.sent
    again = download(wanted(url, target), client)
    assert again.transferred == 0
    assert site.sent == sent
    assert len(site.seen) == 2
    assert target.stat().st_mtime_ns == stamp


def test_a_newer_version_replaces_the_old(site: Site, client: Client, target: Path) -> None:
    """Another ETag is another file."""
    url = site.put("/map", serve(OTHER, etag='"old"'), serve(CONTENT, etag='"new"'))
    download(Wanted([url], target), client)
    assert target.read_bytes() == OTHER
    download(wanted(url, target), client)
    assert target.read_bytes() == CONTENT


@pytest.mark.parametrize("damage", ["bytes", "record", "no record"])
def test_a_copy_that_was_touched_is_fetched_again(
    damage: str, site: Site, client: Client, target: Path
) -> None:
    """A flipped byte, a spoilt record and a missing one are all noticed."""
    url = site.put("/map", serve(CONTENT))
    download(wanted(url, target), client)
    if damage == "bytes":
        target.write_bytes(CONTENT[:-1] + b"?")
    elif damage == "record":
        record_path(target).write_text('{"url": 3}')
    else:
        record_path(target).unlink()
    assert download(wanted(url, target), client).transferred == len(CONTENT)
    assert target.read_bytes() == CONTENT


def test_a_cut_download_is_continued(
    site: Site, client: Client, waits: Waits, target: Path
) -> None:
    """No byte comes twice."""
    url = site.put("/map", serve(CONTENT, cut_after=100_000), serve(CONTENT))
    landed = download(wanted(url, target), client)
    assert target.read_bytes() == CONTENT
    assert site.sent == landed.transferred == len(CONTENT)
    assert site.seen[1].headers["Range"] == "bytes=100000-"
    assert site.seen[1].headers["If-Range"] == '"one"'
    assert waits == [1.0]


def test_progress_starts_the_count_of_failures_anew(
    site: Site, client: Client, target: Path
) -> None:
    """Eight cuts after 70 kB each get through, although five failures in a row are the end."""
    url = site.put("/map", serve(CONTENT + OTHER, cut_after=70_000))
    download(Wanted([url], target), client)
    assert target.read_bytes() == CONTENT + OTHER
    assert len(site.seen) == 9
    short = site.put("/short", serve(CONTENT, cut_after=100))
    with pytest.raises(UnsteadyError, match=r"before the announced length.* Tried 5 times"):
        download(wanted(short, target.with_name("short")), client)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    cuts=st.lists(st.integers(0, 300_000), max_size=4),
    ranges=st.booleans(),
    etag=st.sampled_from(["", '"one"', 'W/"weak"']),
)
def test_wherever_it_is_cut_the_content_is_right(
    cuts: list[int], ranges: bool, etag: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """With ranges or without, with a validator or without."""
    target = tmp_path_factory.mktemp("cut") / "map"
    with serving() as site:
        answers = [serve(CONTENT, etag=etag, ranges=ranges, cut_after=cut) for cut in cuts]
        url = site.put("/map", *answers, serve(CONTENT, etag=etag, ranges=ranges))
        download(wanted(url, target), Client(Patience(wait=Waits())))
    assert target.read_bytes() == CONTENT


def test_an_interrupted_run_is_continued_by_the_next(
    site: Site, client: Client, target: Path
) -> None:
    """What came is kept under another name, and the file itself does not appear."""
    url = site.put("/map", serve(CONTENT, cut_after=100_000), status(503))
    with pytest.raises(UnsteadyError, match="answers 503"):
        download(wanted(url, target), client)
    assert not target.exists()
    assert part_of(target).read_bytes() == CONTENT[:100_000]
    site.put("/map", serve(CONTENT))
    landed = download(wanted(url, target), client)
    assert landed.transferred == 200_000
    assert target.read_bytes() == CONTENT
    assert leftovers(target) == []


def test_a_finished_part_only_needs_its_name(site: Site, client: Client, target: Path) -> None:
    """A run that died between the last byte and the rename costs nothing."""
    url = site.put("/map", serve(CONTENT, cut_after=100_000), status(503))
    with pytest.raises(UnsteadyError):
        download(wanted(url, target), client)
    part_of(target).write_bytes(CONTENT)
    site.put("/map", serve(CONTENT))
    assert download(wanted(url, target), client).transferred == 0
    assert target.read_bytes() == CONTENT


def test_a_part_longer_than_the_file_is_thrown_away(
    site: Site, client: Client, target: Path
) -> None:
    """416 and another length: begin anew."""
    url = site.put("/map", serve(CONTENT, cut_after=100_000), status(503))
    with pytest.raises(UnsteadyError):
        download(wanted(url, target), client)
    part_of(target).write_bytes(CONTENT + b"more")
    site.put("/map", serve(CONTENT))
    download(wanted(url, target), client)
    assert target.read_bytes() == CONTENT
    assert "Range" not in site.seen[-1].headers


def test_a_server_that_ignores_ranges_begins_anew(site: Site, client: Client, target: Path) -> None:
    """200 to a range is the whole file, not the rest of it."""
    url = site.put("/map", serve(CONTENT, cut_after=100_000), serve(CONTENT, ranges=False))
    download(wanted(url, target), client)
    assert site.seen[1].headers["Range"] == "bytes=100000-"
    assert target.read_bytes() == CONTENT
    assert len(site.seen) == 2


def test_a_file_that_changed_meanwhile_is_not_mixed(
    site: Site, client: Client, target: Path
) -> None:
    """If-Range with the old ETag gets the new file from its beginning."""
    url = site.put("/map", serve(OTHER, etag='"old"', cut_after=90_000), serve(CONTENT))
    download(wanted(url, target), client)
    assert target.read_bytes() == CONTENT
    assert len(site.seen) == 2


def test_a_weak_etag_does_not_continue_anything(site: Site, client: Client, target: Path) -> None:
    """It promises the same meaning, not the same bytes."""
    weak = 'W/"weak"'
    url = site.put("/map", serve(CONTENT, etag=weak, cut_after=90_000), serve(CONTENT, etag=weak))
    download(wanted(url, target), client)
    assert target.read_bytes() == CONTENT
    assert "Range" not in site.seen[1].headers


def continues(content: bytes, begin: int, etag: str) -> Answer:
    """Answer 206 from `begin`, whatever was asked for."""
    said = {"Content-Range": f"bytes {begin}-{len(content) - 1}/{len(content)}", "ETag": etag}

    def answer(handler: object) -> None:
        handler.head(206, {**said, "Content-Length": str(len(content) - begin)})
        handler.body(content[begin:])

    return answer


@pytest.mark.parametrize(("begin", "etag"), [(90_000, '"new"'), (50_000, '"old"')])
def test_a_continuation_of_something_else_is_refused(
    begin: int, etag: str, site: Site, client: Client, waits: Waits, target: Path
) -> None:
    """Another version, or another place in the file: begin anew instead of mixing."""
    url = site.put(
        "/map",
        serve(CONTENT, etag='"old"', cut_after=90_000),
        continues(CONTENT, begin, etag),
        serve(CONTENT, etag='"new"'),
    )
    download(wanted(url, target), client)
    assert target.read_bytes() == CONTENT
    assert "Range" not in site.seen[2].headers
    assert waits == [1.0, 2.0]


def test_corrupt_content_is_fetched_once_more_and_then_refused(
    site: Site, client: Client, target: Path
) -> None:
    """Nothing lands, no part stays, and what was there before stays."""
    url = site.put("/map", serve(CONTENT))
    download(wanted(url, target), client)
    site.put("/map", serve(OTHER, etag='"two"'))
    with pytest.raises(CorruptError, match=rf"checksum .*, but {MD5.digits} is published"):
        download(wanted(url, target), client)
    assert len(site.seen) == 3
    assert target.read_bytes() == CONTENT
    assert leftovers(target) == []


def test_corrupt_content_that_heals_lands(site: Site, client: Client, target: Path) -> None:
    """A server between two versions gets a second chance."""
    url = site.put("/map", serve(OTHER, etag='"mixed"'), serve(CONTENT))
    download(wanted(url, target), client)
    assert target.read_bytes() == CONTENT


def test_redirects_are_followed(site: Site, client: Client, target: Path) -> None:
    """`latest` usually leads to a dated file."""
    site.put("/dated", serve(CONTENT))
    url = site.put("/latest", redirect("/dated"))
    download(wanted(url, target), client)
    assert target.read_bytes() == CONTENT
    assert download(wanted(url, target), client).transferred == 0


def test_redirects_in_circles_end(site: Site, client: Client, target: Path) -> None:
    """Five are followed, then it is over; no attempt is repeated."""
    site.put("/b", redirect("/a"))
    url = site.put("/a", redirect("/b"))
    with pytest.raises(RefusedError, match=r"/a redirects more than 5 times, in circles"):
        download(wanted(url, target), client)
    assert len(site.seen) == 6
    assert not target.exists()


def test_a_redirect_to_another_protocol_is_refused(
    site: Site, client: Client, target: Path
) -> None:
    """Only http and https are spoken."""
    url = site.put("/a", redirect("ftp://127.0.0.1/map"))
    with pytest.raises(DownloadError, match="cannot be asked"):
        download(wanted(url, target), client)


class Leads(requests.adapters.BaseAdapter):
    """Stands for an encrypted server that leads on to an open one."""

    def __init__(self, to: str) -> None:
        super().__init__()
        self.to = to

    def send(self, request: requests.PreparedRequest, **_: object) -> requests.Response:
        response = requests.Response()
        response.status_code, response.url, response.request = 302, str(request.url), request
        response.headers["Location"], response.raw = self.to, io.BytesIO()
        return response

    def close(self) -> None:
        """Nothing is open."""


def test_an_encrypted_address_is_not_left_for_an_open_one(
    site: Site, client: Client, target: Path
) -> None:
    """Whoever listens could put another file and its checksum there."""
    client._session.mount("https://", Leads(site.put("/map", serve(CONTENT))))
    with pytest.raises(RefusedError, match=r"which is not encrypted"):
        download(wanted("https://secure.example/map", target), client)
    assert not target.exists()


def test_a_server_that_cannot_encrypt_is_refused(site: Site, client: Client, target: Path) -> None:
    """No attempt is repeated, and the open address is not tried instead."""
    url = site.put("/map", serve(CONTENT)).replace("http:", "https:")
    with pytest.raises(RefusedError, match="no encrypted connection to https://127"):
        download(wanted(url, target), client)
    assert site.seen == []


@pytest.mark.parametrize(
    ("code", "remedy"),
    [(401, "login"), (403, "forbids"), (404, "Check the name"), (410, "taken away"),
     (451, "may not give"), (400, "address of the mirror"), (204, "address of the mirror")],
)  # fmt: skip
def test_a_refusal_is_final_and_told(
    code: int, remedy: str, site: Site, client: Client, target: Path
) -> None:
    """One request, one sentence with the status."""
    url = site.put("/map", status(code))
    with pytest.raises(RefusedError, match=rf"/map answers {code}") as told:
        download(wanted(url, target), client)
    assert remedy in told.value.remedy
    assert told.value.exit_status == 5
    assert len(site.seen) == 1


def test_304_that_nobody_asked_for_is_refused(site: Site, client: Client, target: Path) -> None:
    """There is nothing that could be unchanged."""
    with pytest.raises(RefusedError, match="304 to a question that did not ask"):
        download(wanted(site.put("/map", status(304)), target), client)


@pytest.mark.parametrize("code", [408, 429, 500, 502, 503, 504])
def test_a_busy_server_is_asked_again(
    code: int, site: Site, client: Client, waits: Waits, target: Path
) -> None:
    """After a pause."""
    url = site.put("/map", status(code), status(code), serve(CONTENT))
    download(wanted(url, target), client)
    assert target.read_bytes() == CONTENT
    assert waits == ([10.0, 10.0] if code == 429 else [1.0, 2.0])


def test_pauses_double(site: Site, client: Client, waits: Waits, target: Path) -> None:
    """Five attempts, four pauses."""
    with pytest.raises(UnsteadyError, match=r"answers 500 .*Tried 5 times in a row"):
        download(wanted(site.put("/map", status(500)), target), client)
    assert waits == [1.0, 2.0, 4.0, 8.0]


def test_retry_after_is_kept_to(site: Site, client: Client, waits: Waits, target: Path) -> None:
    """In seconds; a date in the past means now; nonsense means our own pause."""
    url = site.put(
        "/map",
        status(429, Retry_After="7"),
        status(503, Retry_After="Mon, 01 Jan 2024 00:00:00 GMT"),
        status(503, Retry_After="soon"),
        serve(CONTENT),
    )
    download(wanted(url, target), client)
    assert waits == [7.0, 0.0, 4.0]


def test_a_server_that_asks_for_an_hour_is_left_alone(
    site: Site, client: Client, waits: Waits, target: Path
) -> None:
    """Nobody waits that long; the error says how long it would be."""
    with pytest.raises(UnsteadyError, match="asks to wait 3600 s"):
        download(wanted(site.put("/map", status(503, Retry_After="3600")), target), client)
    assert waits == []
    assert len(site.seen) == 1


@pytest.mark.parametrize("answer", [reset, cut_chunked(CONTENT[:5000])], ids=["reset", "chunk"])
def test_a_broken_connection_is_tried_again(
    answer: Answer, site: Site, client: Client, target: Path
) -> None:
    """A reset before the answer, a chunk that ends within."""
    download(wanted(site.put("/map", answer, serve(CONTENT)), target), client)
    assert target.read_bytes() == CONTENT
    with pytest.raises(UnsteadyError, match=r"The connection to .*/map broke"):
        download(wanted(site.put("/map", answer), target.with_name("b")), client)


@pytest.mark.parametrize("answer", [silent, stalls(CONTENT, 80_000)], ids=["silent", "stalls"])
def test_a_silent_server_is_not_waited_for(
    answer: Answer, site: Site, client: Client, target: Path
) -> None:
    """No answer, or an answer that stops in its middle; then another attempt."""
    download(wanted(site.put("/map", answer, serve(CONTENT)), target), client)
    assert target.read_bytes() == CONTENT
    impatient = Client(Patience(attempts=1, silence_s=0.1))
    with pytest.raises(UnsteadyError, match="does not answer in time"):
        download(wanted(site.put("/map", answer), target.with_name("b")), impatient)


def test_a_trickle_is_given_up(site: Site, target: Path) -> None:
    """Slower than 500 bytes a second over a minute, by a clock that runs fast."""
    ticks = iter(range(0, 100_000_000, 1000))
    hasty = Client(Patience(attempts=1, clock=lambda: float(next(ticks))))
    with pytest.raises(UnsteadyError, match=r"trickles: [\d,]+ bytes in 1000 s"):
        download(wanted(site.put("/map", serve(CONTENT)), target), hasty)


def test_nobody_listens(client: Client, target: Path) -> None:
    """A closed port."""
    with serving() as gone:
        url = gone.put("/map", serve(CONTENT))
    with pytest.raises(UnsteadyError, match="refuses the connection"):
        download(wanted(url, target), client)


def test_a_server_that_does_not_exist(client: Client, target: Path) -> None:
    """A name that no directory knows."""
    with pytest.raises(UnsteadyError, match=r"server of http://nowhere\.invalid/x cannot be found"):
        download(wanted("http://nowhere.invalid/x", target), client)


def test_a_length_that_is_too_long_is_an_early_end(
    site: Site, client: Client, target: Path
) -> None:
    """The file never lands short."""
    url = site.put("/map", lies(CONTENT, len(CONTENT) + 10))
    with pytest.raises(UnsteadyError, match="ended before the announced length"):
        download(Wanted([url], target), client)
    assert not target.exists()


def test_a_length_that_is_too_short_fails_the_checksum(
    site: Site, client: Client, target: Path
) -> None:
    """What goes beyond the announced length is no part of the answer."""
    with pytest.raises(CorruptError, match="checksum"):
        download(wanted(site.put("/map", lies(CONTENT, 1000)), target), client)
    assert not target.exists()


def test_a_web_page_is_no_checksum() -> None:
    """What servers show instead of a missing file."""
    with pytest.raises(CorruptError, match=r"x\.md5 is no checksum: it begins with '<html>"):
        read_checksum("<html>hello</html>", "x.md5")
    assert read_checksum("A" * 64 + " *map", "x").algorithm == "sha256"
    with pytest.raises(CorruptError, match="begins with ''"):
        read_checksum("", "x.md5")


def test_the_next_mirror_is_tried(site: Site, client: Client, target: Path) -> None:
    """Refused, corrupt: the third has it."""
    good = site.put("/good", serve(CONTENT))
    corrupt = site.put("/corrupt", serve(OTHER))
    download(wanted(site.put("/no", status(403)), target, corrupt, good), client)
    assert target.read_bytes() == CONTENT
    assert read_record(target).url == good


def test_all_mirrors_failing_are_all_named(site: Site, client: Client, target: Path) -> None:
    """One error, every address in it."""
    urls = [site.put("/one", status(403)), site.put("/two", status(404))]
    with pytest.raises(RefusedError, match=r"/one answers 403 .*/two answers 404"):
        download(wanted(urls[0], target, urls[1]), client)


def test_a_part_of_one_mirror_is_not_continued_by_another(
    site: Site, client: Client, target: Path
) -> None:
    """ETags mean something on their own server only."""
    first = site.put("/one", serve(OTHER, cut_after=100_000), status(404))
    download(wanted(first, target, site.put("/two", serve(CONTENT))), client)
    assert target.read_bytes() == CONTENT
    assert "Range" not in site.seen[-1].headers
    assert len(site.seen) == 3


def test_what_one_mirror_said_is_not_told_to_another(
    site: Site, client: Client, target: Path
) -> None:
    """The same ETag elsewhere may be another file."""
    download(Wanted([site.put("/one", serve(OTHER))], target), client)
    download(wanted(site.put("/two", serve(CONTENT)), target), client)
    assert target.read_bytes() == CONTENT
    assert "If-None-Match" not in site.seen[1].headers


def test_without_a_connection_the_copy_is_kept(
    client: Client, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who fetched yesterday can work on the train, and is told."""
    with serving() as gone:
        url = gone.put("/map", serve(CONTENT))
        download(wanted(url, target), Client())
    told: list[str] = []
    monkeypatch.setattr(
        "itinera.fetch.download._log.warning", lambda text, *rest: told.append(text % rest)
    )
    assert download(wanted(url, target), client).transferred == 0
    assert "refuses the connection" in told[-1]
    assert f"Going on with the copy that is there: {target}" in told[-1]


@contextmanager
def small_files(most: int) -> Iterator[None]:
    """Let no file grow beyond `most` bytes, as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, before[1]))
    old = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, old)


def test_a_full_disk_is_told_and_what_came_is_continued(
    site: Site, client: Client, target: Path
) -> None:
    """The disk is at fault, not the server: one request, no other attempt."""
    url = site.put("/map", serve(CONTENT))
    with small_files(150_000), pytest.raises(OutsideError, match="File too large") as told:
        download(wanted(url, target), client)
    assert not isinstance(told.value, DownloadError)
    assert len(site.seen) == 1
    assert not target.exists()
    sent_before = part_of(target).stat().st_size
    assert sent_before == 150_000
    assert download(wanted(url, target), client).transferred == 150_000
    assert target.read_bytes() == CONTENT


def test_what_does_not_fit_is_not_begun(
    site: Site, client: Client, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The announced size is compared with the free space first."""
    free = type("Usage", (), {"free": 50_100_000})
    monkeypatch.setattr("shutil.disk_usage", lambda _: free)
    with pytest.raises(OutsideError, match="has 50 MB free"):
        download(wanted(site.put("/map", serve(CONTENT)), target), client)
    assert not part_of(target).exists()


def test_a_folder_in_the_way_is_told(site: Site, client: Client, target: Path) -> None:
    """The data folder is a file."""
    target.parent.write_text("not a folder")
    with pytest.raises(OutsideError, match="cannot be written"):
        download(wanted(site.put("/map", serve(CONTENT)), target), client)


def test_two_runs_do_not_write_into_each_other(site: Site, client: Client, target: Path) -> None:
    """The second one is told to wait."""
    with sole_owner(target), pytest.raises(OutsideError, match="Another run is fetching"):
        download(wanted(site.put("/map", serve(CONTENT)), target), client)


def test_a_killed_run_leaves_nothing_but_its_part(site: Site, target: Path) -> None:
    """kill -9 in the middle; the next run continues."""
    url = site.put("/map", stalls(CONTENT, 131_072))
    program = (
        "import sys; from pathlib import Path\n"
        "from itinera.fetch.client import Client\n"
        "from itinera.fetch.download import Wanted, download\n"
        "def told(done, total):\n"
        "    if done >= 131072: print(done, flush=True)\n"
        "download(Wanted([sys.argv[1]], Path(sys.argv[2]), progress=told), Client())\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, url, str(target)], stdout=subprocess.PIPE
    ) as run:
        assert run.stdout is not None
        assert run.stdout.readline().strip() == b"131072"
        run.kill()
    assert not target.exists()
    site.put("/map", serve(CONTENT))
    landed = download(wanted(url, target), Client(Patience(wait=Waits())))
    assert target.read_bytes() == CONTENT
    assert landed.transferred < len(CONTENT)


def test_the_record_is_the_file_s(site: Site, client: Client, target: Path) -> None:
    """Address, version, size and checksum, in a hidden file beside it."""
    url = site.put("/map", serve(CONTENT))
    download(wanted(url, target), client)
    told = json.loads(record_path(target).read_text())
    assert told["url"] == url
    assert told["etag"] == '"one"'
    assert told["size"] == 300_000
    assert sound_record(target.with_name("none")) is None


def test_more_than_the_limit_is_refused(site: Site, client: Client) -> None:
    """A short text that is none."""
    with pytest.raises(RefusedError, match="sends more than 10 bytes"):
        client.text(site.put("/text", page("a" * 11)), limit=10)
    assert client.text(site.put("/text", page("a" * 10)), limit=10) == "a" * 10


def test_a_server_learns_who_asks(
    site: Site, client: Client, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Our own name, and whom to write to where that is set."""
    url = site.put("/map", serve(CONTENT))
    download(wanted(url, target), client)
    assert site.seen[0].headers["User-Agent"].startswith("itinera/")
    assert site.seen[0].headers["Accept-Encoding"] == "identity"
    monkeypatch.setenv("ITINERA_CONTACT", "office@example.org")
    with Client().answer(url):
        assert "; office@example.org)" in site.seen[1].headers["User-Agent"]
