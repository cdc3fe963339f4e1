"""The frame of the command line: one line per error, the contract's exit status."""

from __future__ import annotations

import argparse
import importlib
import json
import os
import subprocess
import sys
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from itinera import __version__, cli
from itinera.errors import DataError, InputError, NoRouteError, OutsideError

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], int]], None]:
    """Install a command "trial" that does what it is given."""

    def install(action: Callable[[], int]) -> None:
        def add_arguments(parser: argparse.ArgumentParser) -> None:
            parser.add_argument("--json", action="store_true")
            parser.add_argument("--bbox")

        module = SimpleNamespace(
            __doc__="A trial.", add_arguments=add_arguments, run=lambda args: action()
        )
        monkeypatch.setitem(sys.modules, "itinera.cli.trial", module)
        monkeypatch.setitem(cli.COMMANDS, "trial", cli.Command("itinera.cli.trial", "a trial"))

    return install


def raising(failure: BaseException) -> Callable[[], int]:
    """Return an action that raises `failure`."""

    def action() -> int:
        raise failure

    return action


FAILURES = [
    (InputError("The point 3 is odd.", remedy="Move it."), 3, "The point 3 is odd. Move it."),
    (NoRouteError("No way.", remedy="Go elsewhere."), 4, "No way. Go elsewhere."),
    (DataError("Two\nlines.", remedy="One."), 5, "Two lines. One."),
    (OutsideError("Port 80 is taken.", remedy="Take 81."), 5, "Port 80 is taken. Take 81."),
    (FileNotFoundError(2, "No such file", "x.pbf"), 5, "The system refused 'x.pbf': No such file."),
    (MemoryError(), 5, "Not enough memory."),
    (RecursionError("too deep"), 5, "Unexpected RecursionError: too deep."),
    (ZeroDivisionError("by zero"), 5, "Unexpected ZeroDivisionError: by zero."),
    (KeyboardInterrupt(), 130, "Interrupted."),
]


@pytest.mark.parametrize(("failure", "status", "line"), FAILURES)
def test_every_error_is_one_line_and_the_contracts_status(
    failure: BaseException,
    status: int,
    line: str,
    command: Callable[[Callable[[], int]], None],
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Whatever is raised, stderr has one line and stdout nothing."""
    command(raising(failure))
    assert cli.main(["trial"]) == status
    out, err = capsys.readouterr()
    assert err.startswith(f"itinera: error: {line}")
    assert err.count("\n") == 1
    assert out == ""


def test_json_errors_carry_code_problem_remedy_and_nearest(
    command: Callable[[Callable[[], int]], None], capsys: pytest.CaptureFixture[str]
) -> None:
    """With --json the error is one document on stdout."""
    command(raising(NoRouteError("No way.", remedy="Swim.", nearest="12.4 km")))
    assert cli.main(["trial", "--json"]) == 4
    document = json.loads(capsys.readouterr().out)
    assert document == {
        "error": {
            "code": "no_route",
            "problem": "No way.",
            "remedy": "Swim.",
            "nearest": "12.4 km",
        }
    }


@pytest.mark.parametrize(
    "argv",
    [[], ["rout"], ["trial", "--unknown"], ["trial", "--bbox"], ["--loud", "trial"]],
)
def test_wrong_usage_is_status_2_in_one_line(
    argv: list[str],
    command: Callable[[Callable[[], int]], None],
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Wrong usage points to --help and is told in one line."""
    command(lambda: 0)
    assert cli.main(argv) == 2
    err = capsys.readouterr().err
    assert err.startswith("itinera: error: ")
    assert "--help" in err
    assert err.count("\n") == 1


def test_a_mistyped_command_names_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    """`itinera rout` is told of `route`."""
    cli.main(["rout"])
    assert "Did you mean route?" in capsys.readouterr().err


def test_a_negative_coordinate_is_a_value(command: Callable[[Callable[[], int]], None]) -> None:
    """`--bbox -1.5,50,0,51` is not taken for an option."""
    command(lambda: 0)
    assert cli.main(["trial", "--bbox", "-1.5,50,0,51"]) == 0


def test_a_traceback_is_shown_with_debug_only(
    command: Callable[[Callable[[], int]], None], capsys: pytest.CaptureFixture[str]
) -> None:
    """--debug shows where it broke, nothing else does."""
    command(raising(ZeroDivisionError("by zero")))
    cli.main(["trial"])
    assert "Traceback" not in capsys.readouterr().err
    cli.main(["--debug", "trial"])
    assert "Traceback" in capsys.readouterr().err


def test_a_closed_pipe_is_no_error(command: Callable[[Callable[[], int]], None]) -> None:
    """`itinera … | head` ends quietly."""
    program = (
        "import sys; from types import SimpleNamespace; from itinera import cli;"
        "sys.modules['t'] = SimpleNamespace(__doc__='', add_arguments=lambda p: None,"
        "run=lambda a: [print('x' * 100) for _ in range(9999)] and 0);"
        "cli.COMMANDS['t'] = cli.Command('t', ''); sys.exit(cli.main(['t']))"
    )
    reader, writer = os.pipe()
    with subprocess.Popen(
        [sys.executable, "-c", program], stdout=writer, stderr=subprocess.PIPE
    ) as process:
        os.close(writer)
        os.read(reader, 10)
        os.close(reader)
        assert process.stderr is not None
        assert process.stderr.read() == b""
    assert process.returncode == 0


def test_help_lists_every_command_and_imports_nothing_heavy() -> None:
    """`itinera --help` does not pay for numpy."""
    program = (
        "import sys; from itinera.cli import main; status = main(['--help']);"
        "sys.exit(9 if {'numpy', 'numba', 'flask'} & set(sys.modules) else status)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 0
    for name in cli.COMMANDS:
        assert f"\n  {name} " in done.stdout


def test_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    """`itinera --version` prints name and version."""
    assert cli.main(["--version"]) == 0
    assert capsys.readouterr().out == f"itinera {__version__}\n"


@pytest.mark.parametrize("name", sorted(cli.COMMANDS))
def test_every_command_has_help_arguments_and_run(name: str) -> None:
    """Each row of the table leads to a module of the agreed form."""
    module = importlib.import_module(cli.COMMANDS[name].module)
    assert module.__doc__
    parser = cli.Parser(prog=name)
    module.add_arguments(parser)
    assert callable(module.run)
