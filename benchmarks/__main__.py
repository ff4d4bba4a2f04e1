"""Measure and print JSON, then a table: `make bench`."""

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass

import stepward
from benchmarks.alarms import measure_alarms
from benchmarks.bedside_load import measure_bedside
from benchmarks.delivery import measure_delivery
from benchmarks.event_log import measure_event_log
from benchmarks.outcomes import measure_outcomes
from benchmarks.preparation import measure_preparation
from benchmarks.reports import measure_reports
from benchmarks.screening import measure_screening
from benchmarks.sessions import measure_sessions
from benchmarks.tolerance import measure_tolerance
from stepward.adapters.catalogue import printed_files, shipped
from stepward.adapters.documents.tables import plan_csv
from stepward.core.lint import lint_table

TABLES = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One measured figure and what it is held against."""

    name: str
    value: float
    unit: str
    peer: str
    peer_value: float
    aim: str

    @property
    def ratio(self) -> float:
        """How many times the peer it takes."""
        return self.value / self.peer_value


def median_seconds(work: Callable[[], object], *, runs: int) -> float:
    """Time the work over several runs and take the median."""
    taken = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def start_program(*words: str) -> Callable[[], object]:
    """Make the work of starting this Python on something, from a cold process with its modules compiled."""
    warm = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return lambda: subprocess.run([sys.executable, *words], check=True, capture_output=True, env=warm)  # noqa: S603 - our own


def in_floats() -> float:
    """Do the arithmetic of the 12-step ladder in bare floats, unchecked: what a spreadsheet does."""
    given, rates = 0.0, (2.0, 5.0, 10.0, 20.0, 5.0, 10.0, 20.0, 40.0, 10.0, 20.0, 40.0)
    strengths = (0.08,) * 4 + (0.8,) * 4 + (7.93704,) * 3
    for rate, strength in zip(rates, strengths, strict=True):
        given += rate * 0.25 * strength
    return given + 232.5 * 7.93704


def plan() -> object:
    """Plan the worked example with all checks and the second computation."""
    return stepward.plan("12-step", drug="ceftazidime", target="2000 mg", pump_increment="0.1 mL/h")


def measure() -> list[Figure]:
    """Take every figure."""
    plan()
    bare = median_seconds(in_floats, runs=2000)
    python = median_seconds(start_program("-c", "pass"), runs=7)
    command = ("-c", "from stepward.shells.cli import main; main()", "plan", "12-step", "--drug", "ceftazidime",
               "--target", "2000 mg", "--json")  # fmt: skip
    table = plan_csv(stepward.plan("12-step", drug="ceftazidime", target="2000 mg")).encode()

    def lint_all() -> None:
        for _ in range(TABLES):
            lint_table(printed_files.read_printed(table, name="table.csv"))

    def read_all() -> None:
        for _ in range(TABLES):
            printed_files.read_printed(table, name="table.csv")

    def corpus() -> None:
        shipped.protocol.cache_clear()
        shipped.protocols()
        for name, content in shipped.printed_tables():
            lint_table(printed_files.read_printed(content, name=name))

    def corpus_bytes() -> None:
        for _, content in shipped.printed_tables():
            content.decode()

    return [
        Figure(name="one 12-step plan, all checks, computed twice", value=median_seconds(plan, runs=50) * 1000,
               unit="ms", peer="the bare arithmetic in floats, unchecked", peer_value=bare * 1000, aim="at most 20 ms"),
        Figure(name="command line, cold start to the printed plan",
               value=median_seconds(start_program(*command), runs=7) * 1000, unit="ms",
               peer="starting Python with nothing", peer_value=python * 1000, aim="at most 250 ms"),
        Figure(name=f"lint {TABLES} tables of 12 steps", value=median_seconds(lint_all, runs=1), unit="s",
               peer="reading the same tables only", peer_value=median_seconds(read_all, runs=1),
               aim="at most 10 s: 100 tables a second"),
        Figure(name="the whole corpus: read all protocols, lint all tables", value=median_seconds(corpus, runs=3),
               unit="s", peer="decoding the bytes of the tables", peer_value=median_seconds(corpus_bytes, runs=3),
               aim="at most 5 s"),
        *(Figure(**each) for each in measure_delivery(median_seconds)),
        *(Figure(**each) for each in measure_preparation(median_seconds)),
        *(Figure(**each) for each in measure_screening(median_seconds)),
        *(Figure(**each) for each in measure_tolerance(median_seconds)),
        *(Figure(**each) for each in measure_outcomes(median_seconds)),
        *(Figure(**each) for each in measure_event_log()),
        *(Figure(**each) for each in measure_sessions(median_seconds)),
        *(Figure(**each) for each in measure_alarms()),
        *(Figure(**each) for each in measure_bedside()),
        *(Figure(**each) for each in measure_reports(median_seconds)),
    ]  # fmt: skip


def main() -> None:
    """Print the figures."""
    figures = measure()
    print(json.dumps([asdict(item) | {"ratio": item.ratio} for item in figures], indent=2))
    print()
    for item in figures:
        print(f"{item.name:<55} {item.value:>10.3f} {item.unit:<3} aim {item.aim}")
        print(f"    beside {item.peer:<45} {item.peer_value:>10.6f} {item.unit:<3} ({item.ratio:,.1f} times)")


if __name__ == "__main__":
    main()
