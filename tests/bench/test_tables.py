"""What the report says of a figure must be true of it."""

from __future__ import annotations

import sys

import pytest
from benchmarks.measure import each, run
from benchmarks.tables import Report, Row, Target, shown


@pytest.mark.parametrize(
    ("target", "measured", "met"),
    [
        (Target(3.0, "s"), 3.0, True),
        (Target(3.0, "s"), 3.001, False),
        (Target(20_000.0, "queries/s", at_least=True), 20_000.0, True),
        (Target(20_000.0, "queries/s", at_least=True), 19_999.0, False),
    ],
)
def test_a_promise_is_kept_on_its_bound_and_not_beyond(
    target: Target, measured: float, met: bool
) -> None:
    assert target.met_by(measured) is met
    verdict = Row("x", measured, target).markdown().split("|")[4].strip()
    assert verdict == ("yes" if met else "**no**")


def test_figures_keep_the_digits_that_count() -> None:
    assert [shown(x) for x in (0.01234, 1.2345, 123.456, 20_483.1)] == [
        "0.0123", "1.23", "123", "20,483",
    ]  # fmt: skip


def test_a_report_names_machine_and_targets() -> None:
    report = Report("a machine")
    report.section("A city", "Peers.")
    report.add(Row("build", 2.0, Target(3.0, "s"), "other 9 s"))
    assert "Machine: a machine." in report.markdown()
    assert "| build | 2 s | ≤ 3 s | yes | other 9 s |" in report.markdown()


def test_nothing_found_is_no_time() -> None:
    with pytest.raises(RuntimeError, match="nothing was found for 7"):
        each(lambda _: None, [7])


def test_a_process_that_fails_stops_the_run() -> None:
    with pytest.raises(RuntimeError, match=r"failed \(3\)"):
        run([sys.executable, "-c", "raise SystemExit(3)"])


def test_memory_of_a_process_is_its_peak() -> None:
    """Measured from a small process: one that is started counts what its starter held."""
    hungry = [sys.executable, "-c", "x = bytearray(200_000_000); print(len(x))"]
    measured = (
        f"import benchmarks.measure as m; p = m.run({hungry!r}); print([p.answer, p.peak_mb])"
    )
    answer, peak_mb = run([sys.executable, "-c", measured]).answer
    assert answer == 200_000_000
    assert 200.0 < peak_mb < 300.0
