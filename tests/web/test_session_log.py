"""The served application keeps the log of sessions, and ends it cleanly."""

import logging
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings

from stepward.core.sessions.chain import Key
from stepward.core.sessions.storing import draft_of
from stepward.shells.session_places import Places, now, open_checkpoints, open_session_log, places
from stepward.shells.watch import Watch
from stepward.shells.web import serve, session_log
from stepward.usecases.keeping import Keeper, UpgradeRefused
from tests.core.sessions.plans import running as runs


@pytest.fixture
def at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Places]:
    found = places({"STEPWARD_LEAST_FREE_MB": "50"}, tmp_path)
    monkeypatch.setattr(settings, "SESSION_PLACES", found)
    session_log.session_log.cache_clear()
    yield found
    session_log.session_log.cache_clear()


def begin(at: Places) -> None:
    """Write a running session into the log of a folder."""
    log = open_session_log(at)
    for entry in runs(2).entries:
        draft = draft_of(entry.event, entry.at, entry.actor, software="t", urgent=False)
        log.append("s", after=entry.sequence - 1, drafts=(draft,), key=Key(name=f"e{entry.sequence}", body=""))
    log.close()


def until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.05)


class TestWatching:
    def test_h_68_brings_sessions_back_proves_them_and_signs(self, at: Places) -> None:
        begin(at)

        watching = session_log.start_watching()

        log = session_log.session_log()
        assert [item.kind for item in log.entries("s")][-2:] == ["restarted", "held"]
        proven = log.proven("s")
        assert proven is not None
        assert proven.boot == now().boot
        assert session_log.keeper() is watching.keeper
        assert watching.keeper.kept.is_well
        assert watching.watch.is_alive
        watching.stop()
        assert not watching.watch.is_alive
        assert session_log.keeper() is None
        found = open_checkpoints(at).read()
        assert found.number == 2
        assert found.heads["s"][0] == found.total

    def test_h_23_is_asked_again_and_again(self, at: Places) -> None:
        begin(at)
        log = open_session_log(at)
        first = now()
        steps = iter(range(1, 1_000_000))
        keeper = Keeper(log, lambda: None)

        watch = Watch(keeper, lambda: replace(first, monotonic=first.monotonic + 10**7 * next(steps)), every=0)
        watch.start()

        def is_proven_late() -> bool:
            proven = log.proven("s")
            return proven is not None and proven.monotonic_ns > (first.monotonic + 5 * 10**7) * 1000

        until(is_proven_late)
        watch.stop()
        log.close()

    def test_says_a_fault_once(self, at: Places, caplog: pytest.LogCaptureFixture) -> None:
        def full() -> None:
            raise OSError(28, "No space left")

        log = open_session_log(at)
        keeper = Keeper(log, full)
        keeper.start(now())
        with caplog.at_level(logging.WARNING, logger="stepward.keeper"):
            watch = Watch(keeper, now, every=0)
            watch.start()
            watch.stop()
        log.close()

        assert [record.getMessage() for record in caplog.records] == [
            "The log of sessions: signed checkpoint: OSError: [Errno 28] No space left"
        ]

    def test_goes_on_after_what_nobody_thought_of(self, at: Places, caplog: pytest.LogCaptureFixture) -> None:
        times = []

        def broken() -> None:
            times.append(1)
            raise LookupError

        log = open_session_log(at)
        first, steps = now(), iter(range(1, 1_000_000))
        watch = Watch(
            Keeper(log, broken), lambda: replace(first, monotonic=first.monotonic + 10**9 * next(steps)), every=0
        )
        watch.start()
        until(lambda: len(times) > 2)
        with pytest.raises(LookupError):
            watch.stop()
        log.close()

        assert "goes on after a fault" in caplog.text


@pytest.mark.usefixtures("database")
class TestUpgrade:
    def test_h_70_is_refused_while_drug_runs(self, at: Places, monkeypatch: pytest.MonkeyPatch) -> None:
        begin(at)
        serve.refuse_upgrade_while_running()  # the tables are of this version

        monkeypatch.setattr(
            "django.db.migrations.executor.MigrationExecutor.migration_plan", lambda *_: [("one", False)]
        )
        with pytest.raises(UpgradeRefused, match="1 running"):
            serve.refuse_upgrade_while_running()


def test_h_65_the_server_signs_when_it_is_ended(tmp_path: Path) -> None:
    environment = {**os.environ, "STEPWARD_DATA_DIR": str(tmp_path), "STEPWARD_DATABASE_URL": ""}
    environment |= {"STEPWARD_DEMONSTRATION": "", "STEPWARD_LEAST_FREE_MB": "50"}
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = str(listener.getsockname()[1])
    program = "from stepward.shells.cli import main; main()"
    command = [sys.executable, "-c", program, "serve", "--port", port]
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as server:
        at = places(environment, tmp_path)
        try:
            until(lambda: at.key.exists() and open_checkpoints(at).read().number == 1)
            server.send_signal(signal.SIGTERM)
            assert server.wait(30) == 0
        finally:
            server.kill()

    assert open_checkpoints(at).read().number == 2
