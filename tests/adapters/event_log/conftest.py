"""Logs in throw-away folders, closed after each test."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from stepward.adapters.event_log.files import open_log
from stepward.adapters.event_log.sqlite import SqliteEventLog
from tests.contracts.event_logs import NOW, SMALL_RESERVE


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Callable[[str], SqliteEventLog]]:
    logs: list[SqliteEventLog] = []

    def make(name: str) -> SqliteEventLog:
        logs.append(open_log(tmp_path / name, clock=lambda: NOW, reserve_size=SMALL_RESERVE, least_free=0))
        return logs[-1]

    yield make
    for log in logs:
        log.close()
