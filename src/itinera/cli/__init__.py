"""The command line: one module per subcommand, one place where errors become an exit status.

Every subcommand is a module with three things::

    \"\"\"Docstring: the text of `itinera COMMAND --help`.\"\"\"

    def add_arguments(parser: argparse.ArgumentParser) -> None: ...
    def run(args: argparse.Namespace) -> int: ...

and a row in `COMMANDS`. Only the module of the chosen command is imported, and
a module imports what is heavy inside `run`, so that `itinera --help` stays fast.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import json
import logging
import os
import re
import signal
import sys
import traceback
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

from itinera import __version__
from itinera.errors import ItineraError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import FrameType

__all__ = ["COMMANDS", "Command", "Parser", "UsageError", "entry", "main"]

INTERRUPTED = 130  # 128 + SIGINT, what shells expect
TERMINATED = 143  # 128 + SIGTERM
OUTSIDE = 5  # contract: something outside is missing or broken


class Command(NamedTuple):
    """A row of the table of commands: where it lives and what it does, in one line."""

    module: str
    summary: str


COMMANDS: dict[str, Command] = {
    "data": Command("itinera.cli.data", "fetch extracts, places, elevation; what comes along"),
    "graph": Command("itinera.cli.graph", "build a route graph from OSM files, or describe one"),
    "profiles": Command("itinera.cli.profiles", "list, show and check profiles of travellers"),
    "waypoints": Command("itinera.cli.waypoints", "list and check terrils, parks, sites, stations"),
    "explain": Command("itinera.cli.explain", "which rule lets whom pass a way or a node"),
    "route": Command("itinera.cli.route", "the best way through places, with alternatives"),
    "reach": Command("itinera.cli.reach", "what can be reached within minutes or kilometres"),
    "matrix": Command("itinera.cli.matrix", "lengths and times between many places"),
    "loop": Command("itinera.cli.loop", "round trips of a wished length that are worth the way"),
    "loops": Command("itinera.cli.loops", "the best loops of many places as one job"),
    "traverse": Command("itinera.cli.traverse", "a journey of several days, cut into stages"),
    "network": Command("itinera.cli.network", "numbered networks: import one, ride by numbers"),
    "check": Command("itinera.cli.check", "somebody's track: matched, legal?, climb, crossings"),
    "compare": Command("itinera.cli.compare", "two versions of an itinerary: what moved"),
    "publish": Command("itinera.cli.publish", "compute the catalogue in routes/, write its files"),
    "serve": Command("itinera.cli.serve", "the map app and its HTTP interface"),
    "maquette": Command("itinera.cli.maquette", "write the invented demonstration map"),
}


class UsageError(ItineraError):
    """The command line itself is wrong: an unknown option, a missing argument."""

    code = "usage"
    exit_status = 2
    http_status = 400


class Parser(argparse.ArgumentParser):
    """An argument parser that raises instead of printing, and takes coordinates for values.

    argparse takes "-1.5,50.2" for an unknown option; here whatever begins like
    a negative number is a value.
    """

    def __init__(self, *args: Any, **options: Any) -> None:  # what argparse takes
        options.setdefault("allow_abbrev", False)
        super().__init__(*args, **options)
        self._negative_number_matcher = re.compile(r"^-\.?\d")

    def error(self, message: str) -> NoReturn:
        """Raise a UsageError that points to the help of this very command."""
        problem = message[:1].upper() + message[1:].rstrip(".") + "."
        raise UsageError(problem, remedy=f"See: {self.prog} --help")


def entry() -> NoReturn:
    """Run the console script: `itinera …`."""
    signal.signal(signal.SIGTERM, _terminate)
    sys.exit(main(sys.argv[1:]))


def main(argv: Sequence[str]) -> int:
    """Run one command line and return its exit status; never raise.

    Parameters
    ----------
    argv
        The arguments after the program's name.

    Returns
    -------
    int
        0 done, 2 wrong usage, 3 bad input, 4 no such itinerary, 5 something
        outside is missing or broken, 130 interrupted.
    """
    wants_json = "--json" in argv
    debug = "--debug" in argv[: _command_position(argv)]
    try:
        status = _dispatch(argv)
        sys.stdout.flush()
    except SystemExit as leaving:  # --help, --version, SIGTERM
        return leaving.code if isinstance(leaving.code, int) else 0
    except BrokenPipeError:  # the reader of our output has seen enough (`| head`)
        _silence_stdout()
        return 0
    except KeyboardInterrupt:
        _complain("Interrupted.")
        return INTERRUPTED
    except Exception as failure:  # noqa: BLE001  the one place where errors become an exit status
        return _fail(_translated(failure), wants_json=wants_json, debug=debug)
    return status


def _dispatch(argv: Sequence[str]) -> int:
    """Read the options before the command, then hand over to the command's module."""
    position = _command_position(argv)
    options = _main_parser().parse_args(argv[:position])
    _set_up_logging(options)
    if position == len(argv):
        raise UsageError("No command is given.", remedy="See: itinera --help")
    name = argv[position]
    if name not in COMMANDS:
        raise UsageError(f"There is no command {name!r}.", remedy=_suggestion(name))
    module = importlib.import_module(COMMANDS[name].module)
    parser = Parser(
        prog=f"itinera {name}",
        description=module.__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    module.add_arguments(parser)
    status: int = module.run(parser.parse_args(argv[position + 1 :]))
    return status


def _command_position(argv: Sequence[str]) -> int:
    """Return where the command stands; no option before it takes a value."""
    return next((i for i, word in enumerate(argv) if not word.startswith("-")), len(argv))


def _main_parser() -> Parser:
    """Return the parser of what stands before the command."""
    width = max(map(len, COMMANDS)) + 2
    rows = "\n".join(f"  {name:<{width}}{row.summary}" for name, row in COMMANDS.items())
    parser = Parser(
        prog="itinera",
        usage="itinera [--quiet | --verbose | --debug] COMMAND [...]",
        description="Planner of trail and cycling itineraries over OpenStreetMap.",
        epilog=f"commands:\n{rows}\n\n'itinera COMMAND --help' tells more.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"itinera {__version__}")
    loudness = parser.add_mutually_exclusive_group()
    loudness.add_argument("--quiet", action="store_true", help="say only what went wrong")
    loudness.add_argument("--verbose", action="store_true", help="say what is being done")
    loudness.add_argument("--debug", action="store_true", help="say everything, with tracebacks")
    return parser


def _set_up_logging(options: argparse.Namespace) -> None:
    """Send the log to stderr, as loud as asked."""
    level = logging.INFO
    if options.quiet:
        level = logging.ERROR
    elif options.verbose or options.debug:
        level = logging.DEBUG
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("itinera: %(message)s"))
    logger = logging.getLogger("itinera")
    logger.handlers[:] = [handler]
    logger.setLevel(level)
    logger.propagate = False


def _suggestion(name: str) -> str:
    """Return a remedy that names the commands most like `name`."""
    import difflib

    close = difflib.get_close_matches(name, COMMANDS, n=2)
    meant = f"Did you mean {' or '.join(close)}? " if close else ""
    return f"{meant}See: itinera --help"


def _translated(failure: Exception) -> ItineraError:
    """Return `failure` as an error with a problem and a remedy."""
    if isinstance(failure, ItineraError):
        return failure
    if isinstance(failure, OSError):
        place = f" {os.fspath(failure.filename)!r}" if failure.filename is not None else ""
        error = ItineraError(
            f"The system refused{place}: {failure.strerror or failure}.",
            remedy="Check the path, its rights and the free space.",
        )
    elif isinstance(failure, MemoryError):
        error = ItineraError("Not enough memory.", remedy="Use a smaller area.")
    else:
        error = ItineraError(
            f"Unexpected {type(failure).__name__}: {failure}.",
            remedy="This is a fault of itinera: run again with --debug and report what it shows.",
        )
    error.__cause__ = failure
    error.exit_status = OUTSIDE
    return error


def _fail(error: ItineraError, *, wants_json: bool, debug: bool) -> int:
    """Say what went wrong, where asked also as JSON, and return the exit status."""
    if debug:
        traceback.print_exception(error.__cause__ or error, file=sys.stderr)
    _complain(error.problem, _instead(error), error.remedy)
    try:
        if wants_json:
            print(json.dumps({"error": error.told()}, ensure_ascii=False))
        sys.stdout.flush()
    except OSError:
        _silence_stdout()
    return error.exit_status


def _instead(error: ItineraError) -> str:
    """Name the nearest thing that does exist, where the message itself does not."""
    nearest = error.nearest
    if nearest is None or nearest in f"{error.problem} {error.remedy}":
        return ""
    return f"The nearest: {nearest.rstrip('.')}."


def _complain(*sentences: str) -> None:
    """Print one line on stderr, whatever line ends the message has inside."""
    line = " ".join(" ".join(sentences).split())
    with contextlib.suppress(OSError):
        # In one piece: workers that fail together share the terminal.
        sys.stderr.write(f"itinera: error: {line}\n")
        sys.stderr.flush()


def _silence_stdout() -> None:
    """Point stdout at nothing, so that the interpreter's last flush does not fail again."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _terminate(_signal: int, _frame: FrameType | None) -> NoReturn:
    """Leave through every `finally`, so that a killed build removes what it began."""
    raise SystemExit(TERMINATED)
