"""A graph on disk: what was written is what is opened, and nothing else is accepted."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
from dataclasses import fields, is_dataclass
from pathlib import Path

import numpy as np
import pytest

from itinera.errors import GraphStoreError, InputError, OutsideError
from itinera.graph.elevate import with_heights
from itinera.graph.routegraph import RouteGraph
from itinera.graph.store import open_graph, save_graph, verify_graph, write_graph, writing
from sketch import marked, sketch, turn
from terrains import plane


@pytest.fixture(scope="module")
def graph() -> RouteGraph:
    """A graph with a bit of everything."""
    return sketch(
        "A-B-C\n  |\n  D  P",
        tags={"AB": {"bicycle:conditional": "no @ (Mo-Fr)", "name": "Rue de l'Église"}},
        nodes={
            "B": {"barrier": "gate", "foot:conditional": "no @ (Sa-Su)", "rcn_ref": "7"},
            "P": {"amenity": "toilets", "name": "Été"},
        },
        relations=[turn("ABC"), marked("ABD", route="hiking", network="rwn", ref="1")],
    ).graph


@pytest.fixture
def folder(graph: RouteGraph, tmp_path: Path) -> Path:
    """The graph, stored."""
    save_graph(graph, tmp_path / "g")
    return tmp_path / "g"


def assert_equal(a: object, b: object, where: str = "graph") -> None:
    """Compare two graphs, whatever they are made of."""
    if isinstance(a, np.ndarray):
        assert isinstance(b, np.ndarray)
        assert a.dtype == b.dtype, where
        assert np.array_equal(a, b), where
    elif is_dataclass(a):
        assert type(a) is type(b)
        for field in fields(a):
            if field.name != "folder":
                name = f"{where}.{field.name}"
                assert_equal(getattr(a, field.name), getattr(b, field.name), name)
    else:
        assert a == b, where


def test_what_is_opened_is_what_was_written(graph: RouteGraph, folder: Path) -> None:
    opened = open_graph(folder)
    assert graph.dated
    assert graph.node_dated
    assert graph.routes
    assert len(graph.turns.relation)
    assert_equal(graph, opened)
    assert opened.folder == folder
    verify_graph(folder)


def test_columns_stay_on_disk_and_cannot_be_changed(folder: Path) -> None:
    length = open_graph(folder).edges.length_m
    assert isinstance(length.base, np.memmap)
    with pytest.raises(ValueError, match="read-only"):
        length[0] = 1.0


def test_a_new_graph_replaces_the_old_one_as_a_whole(graph: RouteGraph, folder: Path) -> None:
    (folder / "locate.npy").write_bytes(b"of the old graph")
    still_open = open_graph(folder)
    save_graph(graph, folder)
    assert not (folder / "locate.npy").exists()
    assert [p.name for p in folder.parent.iterdir()] == ["g"]
    assert_equal(graph, still_open)


def test_whatever_goes_wrong_leaves_the_old_graph(graph: RouteGraph, folder: Path) -> None:
    before = sorted((p.name, p.read_bytes()) for p in folder.iterdir())
    with pytest.raises(ZeroDivisionError):
        write_and_fail(graph, folder)
    assert sorted((p.name, p.read_bytes()) for p in folder.iterdir()) == before
    assert [p.name for p in folder.parent.iterdir()] == ["g"]


def test_a_killed_build_leaves_no_trace_after_the_next(graph: RouteGraph, folder: Path) -> None:
    script = (
        "import sys, os, signal\nfrom pathlib import Path\n"
        "from itinera.graph.store import writing\n"
        "with writing(Path(sys.argv[1])) as t:\n"
        "    (t / 'nodes.npy').write_bytes(b'half')\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run([sys.executable, "-c", script, str(folder)], check=False)
    assert done.returncode == -signal.SIGKILL
    assert len(list(folder.parent.iterdir())) == 2
    verify_graph(folder)
    save_graph(graph, folder)
    assert [p.name for p in folder.parent.iterdir()] == ["g"]


def test_a_build_under_way_elsewhere_is_left_alone(graph: RouteGraph, folder: Path) -> None:
    with writing(folder) as other:
        save_graph(graph, folder)
        assert other.exists()
        write_graph(graph, other)
    verify_graph(folder)


def write_and_fail(graph: RouteGraph, folder: Path) -> None:
    """Write a graph, then fail before it takes its place."""
    with writing(folder) as temporary:
        write_graph(graph, temporary)
        raise ZeroDivisionError


def write_much(graph: RouteGraph, folder: Path) -> None:
    """Write a graph and a file of 800 kB beside it."""
    with writing(folder) as temporary:
        write_graph(graph, temporary)
        np.save(temporary / "more.npy", np.zeros(100_000))


@pytest.mark.parametrize("limit", [100, 3000, 60_000])
def test_a_full_disk_is_told_and_leaves_the_old_graph(
    graph: RouteGraph, folder: Path, limit: int
) -> None:
    """A process that may write no more than `limit` bytes a file fails as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    previous = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
    try:
        with pytest.raises(OutsideError, match=r"g' cannot be written: the disk is full"):
            write_much(graph, folder)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, previous)
    verify_graph(folder)
    assert [p.name for p in folder.parent.iterdir()] == ["g"]


def test_a_folder_of_other_things_is_never_replaced(graph: RouteGraph, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "letters.txt").write_text("dear")
    with pytest.raises(InputError, match="home' holds other files than a graph"):
        save_graph(graph, tmp_path / "home")
    assert (tmp_path / "home" / "letters.txt").read_text() == "dear"
    (tmp_path / "empty").mkdir()
    save_graph(graph, tmp_path / "empty")
    verify_graph(tmp_path / "empty")


def test_a_file_in_the_way_is_named(graph: RouteGraph, tmp_path: Path) -> None:
    (tmp_path / "g").write_text("")
    with pytest.raises(OutsideError, match="is a file, not a folder"):
        save_graph(graph, tmp_path / "g")
    with pytest.raises(OutsideError, match="cannot be written: "):
        save_graph(graph, tmp_path / "g" / "below")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_rights_is_named(graph: RouteGraph, tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(OutsideError, match="cannot be written"):
        save_graph(graph, tmp_path / "g")


# --- what is not a graph -------------------------------------------------------------------------


def test_no_graph(tmp_path: Path) -> None:
    with pytest.raises(GraphStoreError, match=r"There is no graph in .*nothing") as caught:
        open_graph(tmp_path / "nothing")
    assert "itinera graph build" in caught.value.remedy


def test_heights_are_stored_and_stay_on_disk(graph: RouteGraph, tmp_path: Path) -> None:
    raised = with_heights(graph, plane(4.0))
    save_graph(raised, tmp_path / "g")
    opened = open_graph(tmp_path / "g")
    assert_equal(raised, opened)
    verify_graph(tmp_path / "g")
    assert opened.heights is not None
    assert isinstance(opened.heights.rise_dm.base, np.memmap)


def test_a_graph_without_heights_opens_as_ever(folder: Path) -> None:
    assert open_graph(folder).heights is None
    assert not list(folder.glob("heights*"))


def test_heights_come_whole_or_not_at_all(graph: RouteGraph, tmp_path: Path) -> None:
    folder = tmp_path / "g"
    save_graph(with_heights(graph, plane(4.0)), folder)
    manifest = json.loads((folder / "manifest.json").read_text())
    del manifest["columns"]["heights.climb_m"]
    change_manifest(folder, columns=manifest["columns"])
    with pytest.raises(GraphStoreError, match="list of columns is not that of this version"):
        open_graph(folder)


def change_manifest(folder: Path, **values: object) -> None:
    """Overwrite entries of the manifest."""
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps({**manifest, **values}))


def test_another_version(folder: Path) -> None:
    change_manifest(folder, format=99)
    with pytest.raises(GraphStoreError, match="has format 99; this itinera reads"):
        open_graph(folder)


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", "null", '{"format": 1}'])
def test_a_damaged_manifest(folder: Path, text: str) -> None:
    (folder / "manifest.json").write_text(text)
    with pytest.raises(GraphStoreError, match=r"'manifest.json' of the graph in .* is damaged"):
        open_graph(folder)


def test_a_manifest_of_other_columns(folder: Path) -> None:
    change_manifest(folder, columns={})
    with pytest.raises(GraphStoreError, match="list of columns is not that of this version"):
        open_graph(folder)


@pytest.mark.parametrize("name", ["edges.way.npy", "geometry.npy", "names.data.npy"])
@pytest.mark.parametrize("damage", ["missing", "empty", "cut", "garbage", "other", "shorter"])
def test_a_damaged_column_is_named(folder: Path, name: str, damage: str) -> None:
    path = folder / name
    data = path.read_bytes()
    if damage == "missing":
        path.unlink()
    elif damage == "other":
        np.save(path, np.zeros(3, dtype=np.float32))
    elif damage == "shorter":
        np.save(path, np.load(path)[:-1])
    else:
        path.write_bytes({"empty": b"", "cut": data[:-5], "garbage": b"x" * len(data)}[damage])
    with pytest.raises(GraphStoreError, match=f"'{name}' of the graph in .* is damaged") as caught:
        open_graph(folder)
    assert "Build it again" in caught.value.remedy


@pytest.mark.parametrize("text", ["", "[1]", "{}"])
def test_damaged_tables(folder: Path, text: str) -> None:
    (folder / "tables.json").write_text(text)
    with pytest.raises(GraphStoreError, match=r"'tables.json' of the graph"):
        open_graph(folder)


@pytest.mark.parametrize("name", ["edges.length_m.npy", "tables.json"])
def test_a_changed_byte_is_found_by_verifying(folder: Path, name: str) -> None:
    path = folder / name
    data = bytearray(path.read_bytes())
    if name == "tables.json":
        data[data.index(b"Mo-Fr")] = ord("T")
    else:
        data[-3] ^= 1
    path.write_bytes(bytes(data))
    open_graph(folder)
    with pytest.raises(GraphStoreError, match=f"'{name}'.*its checksum differs"):
        verify_graph(folder)
