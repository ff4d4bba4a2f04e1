"""The power goes while the log writes: with synchronous FULL nothing it told is lost, with NORMAL something is."""

import random
import shutil
from itertools import count
from pathlib import Path

import pytest

from stepward.adapters.event_log.files import FILE, open_log
from stepward.adapters.event_log.reserve import Reserve
from stepward.adapters.event_log.sqlite import SqliteEventLog
from stepward.adapters.event_log.surroundings import Surroundings
from stepward.adapters.event_log.turn import Turn
from stepward.core.sessions.chain import Stored
from stepward.usecases.event_logs import DiskIsFull, LogRefusal
from tests.contracts.event_logs import NOW, SESSION, SMALL_RESERVE, draft, key, stop
from tests.faults.conftest import Campaign
from tests.faults.power import Disk, Wired

NUMBERS = count()
PLENTY = 10**12


class PowerCut(BaseException):
    """The moment it goes."""


def told_until_the_cut(folder: Path, chance: random.Random, level: str) -> tuple[list[Stored], Path]:
    """Write until the power goes at some point of some write; give what was told, and what the disk holds."""
    folder.mkdir()
    disk = Disk(f"disk-{next(NUMBERS)}", folder)
    left = chance.randrange(1, 90)

    def point(_: str) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            disk.is_dead = True
            raise PowerCut

    log = SqliteEventLog(
        Surroundings(
            connect=lambda: Wired(folder / FILE, disk, level=level),
            clock=lambda: NOW,
            turn=Turn(),
            free_bytes=lambda: PLENTY,
            least_free=0,
            point=point,
        )
    )
    assert log.check().fault == ""
    told: list[Stored] = []
    try:
        while True:
            drafts = [stop()] if chance.random() < 0.2 else [draft(data={"text": "x" * chance.randrange(3000)})]
            told += log.append(SESSION, after=len(told), drafts=drafts, key=key(len(told))).entries
    except PowerCut:
        disk.cut(chance, folder / "after")
    log.close()
    return told, folder / "after"


def lost(told: list[Stored], folder: Path) -> bool:
    """Open what the disk holds, and tell whether anything of what was told is not there."""
    log = open_log(folder, clock=lambda: NOW, reserve_size=SMALL_RESERVE, least_free=0)
    health = log.start()
    if health.fault or health.broken:
        log.close()
        return True
    entries = log.entries(SESSION)
    assert len({entry.key for entry in entries}) == len(entries)
    assert len(entries) <= len(told) + 1
    log.close()
    return list(entries[: len(told)]) != told


def cuts(folder: Path, campaign: Campaign, level: str) -> int:
    chance, losses = random.Random(66), 0  # noqa: S311 - a repeatable campaign
    for number in range(campaign.cuts):
        place = folder / str(number)
        told, after = told_until_the_cut(place, chance, level)
        losses += lost(told, after)
        shutil.rmtree(place)
    return losses


def test_h_62_a_power_cut_loses_nothing_that_was_told(tmp_path: Path, campaign: Campaign) -> None:
    assert cuts(tmp_path, campaign, "FULL") == 0


@pytest.mark.parametrize("level", ["NORMAL", "OFF"])
def test_h_62_a_power_cut_loses_something_when_less_is_synced(tmp_path: Path, campaign: Campaign, level: str) -> None:
    assert cuts(tmp_path, campaign, level) > 0


def test_h_67_a_full_disk_still_takes_every_stop(tmp_path: Path, campaign: Campaign) -> None:
    """Fill disks of many sizes until only STOP is taken, then press it again and again."""
    chance = random.Random(67)  # noqa: S311 - a repeatable campaign
    for number in range(campaign.full_disks):
        folder = tmp_path / str(number)
        folder.mkdir()
        disk = Disk(f"disk-{next(NUMBERS)}", folder)
        log = full_log(disk, folder, chance)
        told = fill(log)
        assert told

        for press in range(5):
            kept = log.append(SESSION, after=0, drafts=[stop()], key=key(f"stop-{press}"))
            assert kept.is_recorded
            told += kept.entries
            with pytest.raises(LogRefusal):
                log.append(SESSION, after=len(told), drafts=[draft()], key=key("other"))

        assert not (folder / "reserve").exists()
        assert list(log.entries(SESSION)) == told
        disk.room = None
        assert log.check().may_run
        assert log.append(SESSION, after=len(told), drafts=[draft()], key=key("other")).is_recorded
        log.close()
        shutil.rmtree(folder)


def full_log(disk: Disk, folder: Path, chance: random.Random) -> SqliteEventLog:
    """Open a log with a reserve, and then leave little room on its disk."""
    log = SqliteEventLog(
        Surroundings(
            connect=lambda: Wired(folder / FILE, disk),
            clock=lambda: NOW,
            turn=Turn(),
            free_bytes=lambda: PLENTY if disk.room is None else max(disk.room - disk.taken(), 0),
            reserve=Reserve(path=folder / "reserve", size=4 * SMALL_RESERVE),
            least_free=0,
        )
    )
    assert log.check().may_run
    disk.room = disk.taken() + chance.randrange(20_000, 200_000)
    return log


def fill(log: SqliteEventLog) -> list[Stored]:
    """Write until no more is taken."""
    told: list[Stored] = []
    while True:
        try:
            told += log.append(SESSION, after=len(told), drafts=[draft()], key=key(len(told))).entries
        except DiskIsFull:
            return told
