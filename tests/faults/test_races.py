"""Many clients at once: one wins each version, a STOP always commits, and a command takes effect once."""

import random
import subprocess
import sys
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

from stepward.adapters.event_log.files import open_log
from stepward.adapters.event_log.sqlite import SqliteEventLog
from stepward.core.sessions.chain import Stored, first_break
from stepward.usecases.event_logs import LogBusy, MovedOn
from tests.contracts.event_logs import NOW, SESSION, SMALL_RESERVE, draft, key, stop
from tests.faults.conftest import Campaign

ROOT = Path(__file__).parents[2]
LIMIT = 600


def opened(folder: Path) -> SqliteEventLog:
    return open_log(folder, clock=lambda: NOW, reserve_size=SMALL_RESERVE, least_free=0)


def test_h_06_one_wins_each_version_and_stop_always_commits(tmp_path: Path, campaign: Campaign) -> None:
    """Let every client, with a connection of its own, advance from the same state; one of them presses STOP too."""
    clients, barrier = campaign.clients, threading.Barrier(campaign.clients, timeout=LIMIT)
    newest, wins, stops = [0], Counter[int](), Counter[int]()

    def client(number: int) -> None:
        try:
            play(number)
        except BaseException:
            barrier.abort()
            raise

    def play(number: int) -> None:
        log = opened(tmp_path)
        for turn in range(campaign.rounds):
            barrier.wait()
            seen = newest[0]
            if number == turn % clients:
                kept = log.append(SESSION, after=0, drafts=[stop()], key=key(f"stop-{turn}"))
                stops[turn] += kept.is_recorded
            else:
                try:
                    log.append(SESSION, after=seen, drafts=[draft()], key=key(f"{turn}-{number}"))
                except (MovedOn, LogBusy):
                    pass
                else:
                    wins[turn] += 1
            if barrier.wait() == 0:
                newest[0] = log.total()
            barrier.wait()
        log.close()

    with ThreadPoolExecutor(clients) as pool:
        list(pool.map(client, range(clients)))

    log = opened(tmp_path)
    entries = log.entries(SESSION)
    assert first_break(entries) is None
    assert all(stops[turn] == 1 for turn in range(campaign.rounds))
    assert all(wins[turn] <= 1 for turn in range(campaign.rounds))
    assert wins.total() > 0
    assert len(entries) == wins.total() + campaign.rounds
    assert not any(advances_after_stop(before, entry) for before, entry in pairwise(entries))
    log.close()


def advances_after_stop(before: Stored, entry: Stored) -> bool:
    """Tell whether somebody advanced from the state before the STOP of the same turn."""
    return before.key == f"stop-{entry.key.split('-')[0]}"


CLIENT = """
import sys
from pathlib import Path
from stepward.usecases.event_logs import MovedOn
from tests.contracts.event_logs import SESSION, draft, key
from tests.faults.test_races import opened
log, name, won, after = opened(Path(sys.argv[1])), sys.argv[2], 0, 0
for number in range(int(sys.argv[3])):
    try:
        log.append(SESSION, after=after, drafts=[draft()], key=key(f"{name}-{number}"))
        won, after = won + 1, after + 1
    except MovedOn as moved:
        after = moved.newest
log.close()
print(won)
"""


def test_h_60_processes_never_write_the_same_version(tmp_path: Path, campaign: Campaign) -> None:
    opened(tmp_path).close()
    words = [sys.executable, "-c", CLIENT, str(tmp_path)]
    processes = [
        subprocess.Popen([*words, str(number), str(campaign.rounds)], cwd=ROOT, stdout=subprocess.PIPE)
        for number in range(4)
    ]
    try:
        won = [int(process.communicate(timeout=LIMIT)[0]) for process in processes]
    finally:
        for process in processes:
            process.kill()

    log = opened(tmp_path)
    entries = log.entries(SESSION)
    assert len(entries) == sum(won) > 0
    assert len({entry.key for entry in entries}) == len(entries)
    assert log.start().may_run
    log.close()


def test_h_61_commands_doubled_reordered_and_delayed_take_effect_once(tmp_path: Path, campaign: Campaign) -> None:
    """Deliver each command several times in any order; one that comes too early is sent again with the same key."""
    chance = random.Random(61)  # noqa: S311 - a repeatable campaign
    log = opened(tmp_path)
    post = [number for number in range(campaign.deliveries) for _ in range(chance.randrange(1, 4))]
    answers: dict[int, set[tuple[int, ...]]] = {number: set() for number in range(campaign.deliveries)}

    def deliver(number: int) -> int | None:
        try:
            kept = log.append(SESSION, after=number, drafts=[draft(data={"number": number})], key=key(number))
        except MovedOn:
            return number
        answers[number].add(tuple(entry.sequence for entry in kept.entries))
        return None

    with ThreadPoolExecutor(8) as pool:
        while post:
            chance.shuffle(post)
            post = [number for number in pool.map(deliver, post) if number is not None]

    assert [entry.data["number"] for entry in log.entries(SESSION)] == list(range(campaign.deliveries))
    assert all(answers[number] == {(number + 1,)} for number in answers)
    log.close()
