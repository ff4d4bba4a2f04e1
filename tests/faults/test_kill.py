"""A writing process is killed, at random moments and at every named point: nothing it was told is lost or doubled."""

import random
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from stepward.adapters.event_log.files import open_log
from stepward.adapters.event_log.session_file import POINTS
from stepward.adapters.event_log.sqlite import SqliteEventLog
from stepward.core.sessions.chain import Stored
from stepward.usecases.event_logs import MovedOn
from tests.adapters.event_log.failing import Disk, log_on
from tests.contracts.event_logs import NOW, SESSION, SMALL_RESERVE, draft, key
from tests.faults.conftest import Campaign

ROOT = Path(__file__).parents[2]
LIMIT = 60


def run(folder: Path, *, point: str, visit: int, acks: int) -> list[tuple[str, int, str]]:
    """Let a process write; kill it once it told so many entries, unless it killed itself before."""
    words = [sys.executable, "-m", "tests.faults.writer", str(folder), point, str(visit)]
    with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        try:
            told = [line for _ in range(acks) if (line := process.stdout.readline())]
        finally:
            process.kill()
        told += process.stdout.readlines()
        assert process.wait(LIMIT) == -signal.SIGKILL
    lines = [line.decode().split() for line in told if line.endswith(b"\n")]
    return [(name, int(sequence), digest) for name, sequence, digest in lines]


def check(log: SqliteEventLog, told: list[tuple[str, int, str]], before: int) -> tuple[Stored, ...]:
    """Check that all that was told is there, and at most one command more, whole."""
    health = log.start()
    assert health.fault == ""
    assert health.broken == ()
    entries = log.entries(SESSION)
    kept = {(entry.key, entry.sequence, entry.hash) for entry in entries}
    assert set(told) <= kept
    commands = Counter(entry.key for entry in entries)
    starts = [
        entry.sequence - 1
        for number, entry in enumerate(entries)
        if number == 0 or entries[number - 1].key != entry.key
    ]
    assert len(starts) == len(commands)
    assert [f"command-{start}" for start in starts] == list(commands)
    assert all(
        count == (2 if entry.kind == "StopPressed" else 1) for entry in entries for count in (commands[entry.key],)
    )
    untold = {entry.key for entry in entries if entry.sequence > before} - {name for name, *_ in told}
    assert len(untold) <= 1
    return entries


def test_h_62_a_process_killed_at_random_moments_loses_and_doubles_nothing(tmp_path: Path, campaign: Campaign) -> None:
    chance, before = random.Random(62), 0  # noqa: S311 - a repeatable campaign
    for _ in range(campaign.kills):
        told = run(tmp_path, point="none", visit=0, acks=chance.randrange(1, 40))

        log = open_log(tmp_path, clock=lambda: NOW, reserve_size=SMALL_RESERVE, least_free=0)
        before = len(check(log, told, before))
        log.close()

    assert before > campaign.kills


@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize("visit", [1, 4])
def test_h_62_a_process_killed_at_a_named_point_loses_and_doubles_nothing(
    tmp_path: Path, point: str, visit: int
) -> None:
    if point == "reserve-released":
        visit = 1
    told = run(tmp_path, point=point, visit=visit, acks=10**6)

    if point == "reserve-released":
        log = log_on(Disk(), tmp_path)
    else:
        log = open_log(tmp_path, clock=lambda: NOW, reserve_size=SMALL_RESERVE, least_free=0)
    entries = check(log, told, 0)
    was_committed = point == "committed"
    assert len(entries) == len(told) + (0 if not was_committed else 2 if visit == 1 else 1)
    again = f"command-{len(told)}"
    retried = log.append(SESSION, after=len(told), drafts=[draft()], key=key(again))
    assert len(log.entries(SESSION)) == len(told) + len(retried.entries)
    with pytest.raises(MovedOn):
        log.append(SESSION, after=len(told), drafts=[draft()], key=key("another"))
    log.close()
