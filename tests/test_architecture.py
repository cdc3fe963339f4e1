"""The house keeps its floors: what may import what, and how modules are shaped."""

from __future__ import annotations

import ast
import importlib
import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

from conftest import ROOT

#: Floor of each room; imports point down, and rooms of one floor ignore each other.
FLOORS = {
    "errors": 0,
    "geodesy": 0,
    "bundle": 0,
    "osm": 1,
    "waypoints": 1,
    "elevation": 1,
    "graph": 2,
    "maquette": 2,
    "profile": 3,
    "search": 3,
    "itinerary": 4,
    "planning": 5,
    "nodenetwork": 5,
    "tracks": 5,
    "export": 6,
    "catalogue": 7,
    "fetch": 7,
    "cli": 8,
    "itinera_web": 9,
}

#: Rooms of one floor that may know each other, with the reason.
NEIGHBOURS = {
    ("waypoints", "osm"): "a waypoint kind names the OSM place kind it stands for",
    ("geodesy", "errors"): "both are ground floor",
    ("bundle", "errors"): "both are ground floor",
    ("planning", "tracks"): "a journey may follow somebody's track, which is matched first",
}

#: The one import that points up: the launcher starts the app.
LAUNCHER = ("cli/serve.py", "itinera_web")

MODULES = sorted(
    path
    for folder in ("src/itinera", "webapp/itinera_web")
    for path in (ROOT / folder).rglob("*.py")
)
IDS = [str(path.relative_to(ROOT)) for path in MODULES]


@cache
def tree_of(path: Path) -> ast.Module:
    """Return the syntax tree of a module."""
    return ast.parse(path.read_text(encoding="utf-8"))


def room_of(path: Path) -> str:
    """Return the room that a module belongs to, "" for the public face."""
    if path.is_relative_to(ROOT / "webapp"):
        return "itinera_web"
    parts = path.relative_to(ROOT / "src/itinera").parts
    room = parts[0].removesuffix(".py")
    return "" if room in ("__init__", "__main__") else room


def imports_of(path: Path) -> list[tuple[int, str]]:
    """Return (line, dotted name) of every import, those hidden in functions included."""
    found = []
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno} relative import"
            found += [(node.lineno, f"{node.module}.{alias.name}") for alias in node.names]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            named = [a.value for a in node.args[:1] if isinstance(a, ast.Constant)]
            if node.func.attr == "import_module" and named and isinstance(named[0], str):
                found.append((node.lineno, named[0]))
    return found


def room_of_import(name: str) -> str | None:
    """Return the room that a dotted name leads to, None for other packages."""
    parts = name.split(".")
    if parts[0] == "itinera_web":
        return "itinera_web"
    if parts[0] != "itinera":
        return None
    return parts[1] if len(parts) > 1 and parts[1] in FLOORS else ""


@pytest.mark.parametrize("path", MODULES, ids=IDS)
def test_imports_point_down(path: Path) -> None:
    """No module knows of a room on its own floor or above."""
    room = room_of(path)
    if room == "":
        return  # the public face shows every floor
    for line, name in imports_of(path):
        other = room_of_import(name)
        if other is None or other in ("", room) or (room, other) in NEIGHBOURS:
            continue
        if str(path).endswith(LAUNCHER[0]) and other == LAUNCHER[1]:
            continue
        assert FLOORS[other] < FLOORS[room], f"{path}:{line} {room} imports {name}"


def test_every_room_has_a_floor() -> None:
    """A new package must find its place in the table above."""
    rooms = {room_of(path) for path in MODULES} - {""}
    assert rooms <= set(FLOORS)


@pytest.mark.parametrize("path", MODULES, ids=IDS)
def test_numba_stays_in_the_kernels_files(path: Path) -> None:
    """Compiled loops stand in `search/_…kernels.py`.

    A kernel that calls one of another file can be cached stale: these files import
    nothing of each other.
    """
    imported = [name for _, name in imports_of(path)]
    if path.parent == ROOT / "src/itinera/search" and path.match("_*kernels.py"):
        assert not [name for name in imported if "kernels" in name]
        return
    assert not [name for name in imported if name.split(".")[0] == "numba"]


def bodies_in_kernels(name: str) -> dict[str, list[str]]:
    """Return what the functions of a name do in the files of kernels, and in which."""
    found: dict[str, list[str]] = {}
    for path in sorted((ROOT / "src/itinera/search").glob("_*kernels.py")):
        for node in tree_of(path).body:
            if isinstance(node, ast.FunctionDef) and node.name == name:
                code = "\n".join(ast.dump(part) for part in node.body[1:])  # not the docstring
                found.setdefault(code, []).append(path.name)
    return found


def test_what_every_kernels_file_has_for_itself_is_the_same_in_all() -> None:
    """They cannot share it (see above), so a fault mended in one must be mended in all."""
    found = bodies_in_kernels("_kernel")
    assert len(found) == 1, list(found.values())
    assert len(next(iter(found.values()))) > 2


@pytest.mark.parametrize("name", ["_offer", "_take_first"])
def test_the_heap_of_the_searches_stands_once(name: str) -> None:
    """What needs it stands in its file: a second copy would have to be mended apart."""
    assert list(bodies_in_kernels(name).values()) == [["_kernels.py"]]


@pytest.mark.parametrize("path", MODULES, ids=IDS)
def test_only_the_command_line_prints(path: Path) -> None:
    """Below the command line, words go to the log and results are returned."""
    if room_of(path) == "cli":
        return
    calls = (node for node in ast.walk(tree_of(path)) if isinstance(node, ast.Call))
    assert not [c.lineno for c in calls if isinstance(c.func, ast.Name) and c.func.id == "print"]


@pytest.mark.parametrize("path", MODULES, ids=IDS)
def test_broad_excepts_stand_at_the_two_borders_only(path: Path) -> None:
    """Only the command line's and the app's one place may catch everything."""
    broad = [
        node.lineno
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ExceptHandler) and _is_broad(node.type)
    ]
    allowed = path in (
        ROOT / "src/itinera/cli/__init__.py",
        ROOT / "webapp/itinera_web/errors.py",
    )
    assert allowed or not broad, f"{path}:{broad}"


def _is_broad(caught: ast.expr | None) -> bool:
    """Tell whether an `except` catches everything."""
    names = caught.elts if isinstance(caught, ast.Tuple) else [caught]
    return any(
        name is None or (isinstance(name, ast.Name) and name.id in ("Exception", "BaseException"))
        for name in names
    )


@pytest.mark.parametrize("path", MODULES, ids=IDS)
def test_modules_are_short_and_described(path: Path) -> None:
    """A module has a docstring, at most 600 lines, and no function over 60."""
    tree = tree_of(path)
    assert ast.get_docstring(tree), "no module docstring"
    assert len(path.read_text(encoding="utf-8").splitlines()) < 600
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            body = node.end_lineno - node.body[0].lineno if node.end_lineno else 0
            assert body <= 60, f"{path}:{node.lineno} {node.name} is {body} lines long"


@pytest.mark.parametrize("path", MODULES, ids=IDS)
def test_public_things_have_docstrings(path: Path) -> None:
    """Every public function, class and method says what it does."""
    bare = [
        f"{path}:{node.lineno} {node.name}"
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
        and not _is_nested_or_overload(node, path)
    ]
    assert not bare


def _is_nested_or_overload(node: ast.FunctionDef | ast.ClassDef, path: Path) -> bool:
    """Tell whether a definition stands inside a function, or only declares a signature."""
    if any("overload" in ast.dump(d) for d in node.decorator_list):
        return True
    functions = (n for n in ast.walk(tree_of(path)) if isinstance(n, ast.FunctionDef))
    return any(node in ast.walk(f) and node is not f for f in functions)


@pytest.mark.parametrize("path", MODULES, ids=IDS)
def test_what_a_module_offers_exists(path: Path) -> None:
    """`__all__` has no doubles (ruff keeps its order), and every name of it can be imported."""
    relative = path.relative_to(ROOT / ("webapp" if room_of(path) == "itinera_web" else "src"))
    name = ".".join(relative.with_suffix("").parts).removesuffix(".__init__")
    if name == "itinera.__main__":
        return
    module = importlib.import_module(name)
    offered = list(getattr(module, "__all__", []))
    assert len(offered) == len(set(offered))
    assert [one for one in offered if not hasattr(module, one)] == []


def test_no_file_names_a_package_registry() -> None:
    """Where packages come from is the business of the machine that installs them."""
    hosts = re.compile(
        "|".join((r"py" + r"pi\.", r"files\.python" + "hosted", r"conda\.ana" + "conda"))
    )
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.split("\0")  # fmt: skip
    guilty = []
    for name in filter(None, listed):
        path = ROOT / name
        if path.suffix in (".pbf", ".png", ".npy") or not path.is_file():
            continue
        if hosts.search(path.read_text(encoding="utf-8", errors="replace")):
            guilty.append(name)
    assert guilty == []
