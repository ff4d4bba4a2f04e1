"""Thousands of edits of a log, by somebody who knows how it is made: every one is found.

The chain finds an edit of what stands in it; the signed checkpoint finds a tail cut off and a tail made anew.
"""

import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from stepward.adapters.event_log.checkpoints import Checkpoint, Checkpoints, gap
from stepward.adapters.event_log.exported import NotAnExport, export, read_export
from stepward.adapters.event_log.files import FILE, connect, open_log
from stepward.adapters.event_log.schema import STATEMENTS
from stepward.core.sessions.chain import BEGINNING, FIELDS, Draft, Stored, first_break, head_of, link
from stepward.usecases.event_logs import BrokenChain, LogUnwell
from tests.contracts.event_logs import AT, NOW, SESSION, SMALL_RESERVE, draft, key, moment, stop
from tests.faults.conftest import Campaign

LENGTH = 40
Edit = Callable[[list[Stored], random.Random], list[Stored]]


def session() -> list[Stored]:
    """Give the entries of an invented session."""
    return anew([], [draft(data={"number": number}, moment=moment(number)) for number in range(LENGTH)])


def anew(before: list[Stored], drafts: list[Draft]) -> list[Stored]:
    """Link drafts behind entries, with hashes that hold."""
    entries = list(before)
    for item in drafts:
        head = head_of(entries[-1]) if entries else BEGINNING
        entries.append(link(head, item, session_id=SESSION, key=key(len(entries)), recorded_at=AT))
    return entries


def flip(entries: list[Stored], chance: random.Random) -> list[Stored]:
    """Change one field of one entry."""
    place, name = chance.randrange(LENGTH), chance.choice(FIELDS)
    value: Any = getattr(entries[place], name)
    other = {"x": "y"} if isinstance(value, dict) else value + 1 if isinstance(value, int) else f"{value}x"
    changed: dict[str, Any] = {name: other}
    return [*entries[:place], replace(entries[place], **changed), *entries[place + 1 :]]


def flip_and_hash(entries: list[Stored], chance: random.Random) -> list[Stored]:
    """Change one entry but the last, and make its own hash anew."""
    place = chance.randrange(LENGTH - 1)
    forged = anew(entries[:place], [stop(data={"number": chance.random().hex()})])
    return [*forged, *entries[place + 1 :]]


def delete(entries: list[Stored], chance: random.Random) -> list[Stored]:
    """Leave out one entry that is not the last."""
    place = chance.randrange(LENGTH - 1)
    return entries[:place] + entries[place + 1 :]


def swap(entries: list[Stored], chance: random.Random) -> list[Stored]:
    """Change the places of two entries."""
    one, two = chance.sample(range(LENGTH), 2)
    found = list(entries)
    found[one], found[two] = found[two], found[one]
    return found


def swap_numbers(entries: list[Stored], chance: random.Random) -> list[Stored]:
    """Change the places of two entries, and number them as they stand."""
    return [replace(entry, sequence=place) for place, entry in enumerate(swap(entries, chance), start=1)]


def insert(entries: list[Stored], chance: random.Random) -> list[Stored]:
    """Put an entry whose hash holds between two others, and number what follows anew."""
    place = chance.randrange(LENGTH)
    forged = anew(entries[:place], [stop()])
    return forged + [replace(entry, sequence=entry.sequence + 1) for entry in entries[place:]]


def double(entries: list[Stored], chance: random.Random) -> list[Stored]:
    """Put an entry in twice."""
    place = chance.randrange(LENGTH)
    return entries[: place + 1] + entries[place:]


def cut(entries: list[Stored], chance: random.Random) -> list[Stored]:
    """Cut off a tail."""
    return entries[: chance.randrange(LENGTH)]


def anew_from(entries: list[Stored], chance: random.Random) -> list[Stored]:
    """Make a whole tail anew, as long as the old one or longer, with hashes that hold."""
    place = chance.randrange(LENGTH)
    more = LENGTH - place + chance.randrange(3)
    return anew(entries[:place], [stop(data={"number": number}) for number in range(more)])


EDITS: tuple[Edit, ...] = (flip, flip_and_hash, delete, swap, swap_numbers, insert, double, cut, anew_from)
NEEDS_CHECKPOINT = {cut, anew_from}


@pytest.fixture(scope="module")
def checkpoint() -> Checkpoint:
    last = session()[-1]
    return Checkpoint(number=1, at=AT, place=LENGTH, total=LENGTH, heads={SESSION: (last.sequence, last.hash)})


@pytest.mark.parametrize("edit", EDITS)
def test_h_64_every_edit_of_the_entries_is_found(campaign: Campaign, checkpoint: Checkpoint, edit: Edit) -> None:
    chance, entries = random.Random(64), session()  # noqa: S311 - a repeatable campaign
    assert first_break(entries) is None
    assert gap(checkpoint, SESSION, entries) is None

    for _ in range(campaign.edits // len(EDITS) + 1):
        edited = edit(entries, chance)

        assert edited != entries
        by_chain, by_checkpoint = first_break(edited), gap(checkpoint, SESSION, edited)
        assert by_checkpoint if edit in NEEDS_CHECKPOINT else by_chain


def test_h_64_every_changed_byte_of_an_export_is_found(campaign: Campaign, checkpoint: Checkpoint) -> None:
    chance, whole = random.Random(65), export(SESSION, session())  # noqa: S311 - a repeatable campaign
    for _ in range(campaign.edits):
        place = chance.randrange(len(whole))
        edited = whole[:place] + bytes([whole[place] ^ chance.randrange(1, 256)]) + whole[place + 1 :]

        assert is_found(edited, checkpoint), place


def test_h_65_every_cut_of_an_export_is_found(campaign: Campaign, checkpoint: Checkpoint) -> None:
    chance, whole = random.Random(66), export(SESSION, session())  # noqa: S311 - a repeatable campaign
    for _ in range(campaign.edits // 10):
        assert is_found(whole[: chance.randrange(len(whole))], checkpoint)


def is_found(content: bytes, checkpoint: Checkpoint) -> bool:
    try:
        found = read_export(content)
    except NotAnExport:
        return True
    return (
        not found.is_whole
        or first_break(found.entries) is not None
        or gap(checkpoint, SESSION, found.entries) is not None
    )


STATEMENTS_OF_A_FORGER = (
    "UPDATE event SET {column} = {column} || 'x' WHERE sequence = {one}",
    "DELETE FROM event WHERE sequence = {one}",
    "DELETE FROM event WHERE sequence >= {one}",
    "DELETE FROM event",
    "UPDATE event SET session_id = 'other' WHERE sequence = {one}",
    "UPDATE event SET sequence = 1000 WHERE sequence = {one}",
    "UPDATE event SET data = data || ' ' WHERE sequence = {one}",
)


@pytest.mark.parametrize("statement", STATEMENTS_OF_A_FORGER)
def test_h_65_edits_of_the_file_itself_are_found(tmp_path: Path, statement: str) -> None:
    """Let somebody drop the guards, edit a row and put the guards back."""
    chance = random.Random(statement)  # noqa: S311 - a repeatable campaign
    log = open_log(tmp_path, clock=lambda: NOW, reserve_size=SMALL_RESERVE, least_free=0)
    log.append(SESSION, after=0, drafts=[draft(data={"number": number}) for number in range(LENGTH)], key=key(1))
    checkpoints = Checkpoints(tmp_path / "checkpoints", key=b"k" * 32, clock=lambda: NOW)
    checkpoints.write(log)
    log.close()
    untouched = (tmp_path / FILE).read_bytes()
    text_columns = [name for name in FIELDS if name not in {"schema", "sequence", "monotonic_ns", "session_id"}]
    for _ in range(8):
        (tmp_path / FILE).write_bytes(untouched)
        with closing(connect(tmp_path / FILE)) as forger:
            forge(forger, statement.format(column=chance.choice(text_columns), one=chance.randrange(1, LENGTH + 1)))

        log = open_log(tmp_path, clock=lambda: NOW, reserve_size=SMALL_RESERVE, least_free=0)
        health = log.start()
        assert health.fault == ""
        try:
            found = checkpoints.gap(SESSION, log.entries(SESSION)) is not None
        except (BrokenChain, LogUnwell):
            found = True
        log.close()
        assert found


def forge(forger: sqlite3.Connection, statement: str) -> None:
    guards = {name: text for name, text in STATEMENTS.items() if "TRIGGER" in text}
    for name in guards:
        forger.execute(f"DROP TRIGGER {name}")
    forger.execute(statement)
    for text in guards.values():
        forger.execute(text)
