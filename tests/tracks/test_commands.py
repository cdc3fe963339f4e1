"""check and compare from the command line: output, status, errors."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from itinera import cli
from itinera.planning.prepare import store_prepared
from sketch import sketch
from tracks.tracing import laid, line

WORLD = sketch("A--B--C\n|     |\nD-----E", tags={"BC": {"access": "private"}})


def gpx_of(letters: str) -> str:
    points = "".join(
        f'<trkpt lat="{lat:.7f}" lon="{lon:.7f}"/>' for lon, lat in line(laid(WORLD, letters))
    )
    return (
        '<gpx version="1.1" creator="x" xmlns="http://www.topografix.com/GPX/1/1">'
        f"<trk><name>{letters}</name><trkseg>{points}</trkseg></trk></gpx>"
    )


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]):
    """Run a command where ABC.gpx and ADEC.gpx lie; return (status, stdout, stderr)."""
    store_prepared(WORLD.graph, tmp_path / "graph")
    monkeypatch.setenv("ITINERA_GRAPH", str(tmp_path / "graph"))
    monkeypatch.chdir(tmp_path)
    for letters in ("ABC", "ADEC"):
        Path(f"{letters}.gpx").write_text(gpx_of(letters), encoding="utf-8")

    def runner(*argv: str) -> tuple[int, str, str]:
        status = cli.main(argv)
        out, err = capfd.readouterr()
        return status, out, err

    return runner


def test_findings_are_the_result_and_the_status_is_0(run) -> None:
    status, out, _ = run("check", "ABC.gpx", "--json")
    document = json.loads(out)
    assert status == 0
    assert set(document) == {"check", "notes"}
    assert document["check"]["illegal"][0]["rule"] == "private"
    assert document["check"]["share_matched"] == 1.0


@pytest.mark.parametrize(
    ("lang", "word"), [("fr", "Interdit"), ("en", "Not allowed"), ("nl", "Niet toegestaan")]
)
def test_the_report_is_words_in_three_languages(run, lang: str, word: str) -> None:
    assert word in run("check", "ABC.gpx", "--lang", lang)[1]


def test_the_ending_chooses_the_format_and_the_same_command_gives_the_same_bytes(run) -> None:
    for _ in range(2):
        assert run("check", "ABC.gpx", "-o", "out.geojson")[0] == 0
        written = Path("out.geojson").read_bytes()
        assert json.loads(written)["type"] == "FeatureCollection"
        assert Path("first").read_bytes() == written if Path("first").exists() else True
        Path("first").write_bytes(written)


@pytest.mark.parametrize(
    ("argv", "status", "said"),
    [
        (["check", "no.gpx"], 5, "no.gpx"),
        (["check", "bad.gpx"], 3, "bad.gpx, line 1"),
        (["check", "ABC.gpx", "--profile", "moto"], 3, "moto"),
        (["check", "ABC.gpx", "--track", "3"], 3, "no track 3"),
        (["check"], 2, "TRACK.gpx"),
        (["compare", "ABC.gpx", "no.gpx"], 5, "no.gpx"),
        (["check", "far.gpx"], 3, "far.gpx, line 2: The track 'Far' lies outside the map"),
        (["compare", "ABC.gpx", "no-such-slug"], 3, "no-such-slug"),
        (["compare", "ABC.gpx", "two.gpx"], 3, "each version is one track in a file of its own"),
    ],
)
def test_bad_input_is_one_line_and_a_status(run, argv: list[str], status: int, said: str) -> None:
    Path("bad.gpx").write_text("<gpx>", encoding="utf-8")
    points = '<trkpt lat="40" lon="5"/><trkpt lat="40.1" lon="5"/>'
    track = f"<trk><name>Far</name><trkseg>\n{points}</trkseg></trk>"
    for name, tracks in (("far.gpx", track), ("two.gpx", 2 * track)):
        head = '<gpx version="1.1" creator="x" xmlns="http://www.topografix.com/GPX/1/1">'
        Path(name).write_text(f"{head}{tracks}</gpx>", encoding="utf-8")
    found, out, err = run(*argv)
    assert (found, out) == (status, "")
    assert len(err.strip().splitlines()) == 1
    assert said in err


def test_compare_tells_what_moved(run) -> None:
    status, out, _ = run("compare", "ABC.gpx", "ADEC.gpx", "--json", "--lang", "en")
    comparison = json.loads(out)["comparison"]
    assert status == 0
    assert comparison["names"] == ["ABC", "ADEC"]
    assert comparison["difference_m"] == pytest.approx(400.0, rel=5e-3)
    assert len(comparison["changes"]) == 1
    assert "become" in run("compare", "ABC.gpx", "ADEC.gpx", "--lang", "en")[1]


def test_compare_takes_a_published_itinerary_by_its_slug(run) -> None:
    slug = "de-gare-en-gare"
    status, out, _ = run("compare", slug, slug, "--lang", "nl")
    assert status == 0
    assert "Hetzelfde traject." in out
