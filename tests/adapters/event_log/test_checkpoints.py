"""Signed checkpoints find what the chain alone cannot: a tail that was cut, and a log that was written anew."""

from collections.abc import Callable
from pathlib import Path

import pytest

from stepward.adapters.event_log.checkpoints import (
    Checkpoints,
    CheckpointsDiffer,
    Gap,
    KeyUnfit,
    gaps,
    read_key,
)
from stepward.adapters.event_log.sqlite import SqliteEventLog
from stepward.core.sessions.chain import canonical_text
from tests.contracts.event_logs import NOW, SESSION, draft, key

Opener = Callable[[str], SqliteEventLog]
KEY = b"an invented key of 32 bytes here"


@pytest.fixture
def log(opened: Opener) -> SqliteEventLog:
    return opened("log")


@pytest.fixture
def checkpoints(tmp_path: Path) -> Checkpoints:
    return Checkpoints(tmp_path / "checkpoints", key=KEY, clock=lambda: NOW)


def write(log: SqliteEventLog, count: int, session_id: str = SESSION) -> None:
    for _ in range(count):
        after = len(log.entries(session_id))
        log.append(session_id, after=after, drafts=[draft()], key=key(after))


class TestReadKey:
    def test_refuses_a_short_key_and_one_that_others_may_read(self, tmp_path: Path) -> None:
        path = tmp_path / "key"
        path.write_bytes(KEY[:31])
        path.chmod(0o600)
        with pytest.raises(KeyUnfit, match="fewer"):
            read_key(path)

        path.write_bytes(KEY)
        assert read_key(path) == KEY

        path.chmod(0o640)
        with pytest.raises(KeyUnfit, match="Others"):
            read_key(path)


class TestWrite:
    def test_signs_what_changed_since_the_line_before(self, log: SqliteEventLog, checkpoints: Checkpoints) -> None:
        assert checkpoints.read().number == 0
        write(log, 3)
        first = checkpoints.write(log)
        write(log, 1, "S-invented-2")
        second = checkpoints.write(log)
        third = checkpoints.write(log)

        assert (first.number, first.total, first.heads) == (1, 3, {SESSION: (3, log.entries(SESSION)[2].hash)})
        assert second.heads == {**first.heads, "S-invented-2": (1, log.entries("S-invented-2")[0].hash)}
        assert (third.number, third.total, third.heads) == (3, 4, second.heads)
        assert gaps(third, log.entries) == ()

    def test_h_65_refuses_a_log_that_lost_entries(
        self, log: SqliteEventLog, checkpoints: Checkpoints, opened: Opener
    ) -> None:
        write(log, 3)
        checkpoints.write(log)
        other = opened("other")
        write(other, 2)

        with pytest.raises(CheckpointsDiffer, match="2 entries, and 3"):
            checkpoints.write(other)

    def test_goes_on_behind_a_torn_line(self, log: SqliteEventLog, checkpoints: Checkpoints, tmp_path: Path) -> None:
        write(log, 1)
        checkpoints.write(log)
        whole = (tmp_path / "checkpoints").read_bytes()
        for cut in (1, 20, len(whole) // 2):
            (tmp_path / "checkpoints").write_bytes(whole + b"\n" + whole[:-cut])

            found = checkpoints.write(log)

            assert (found.number, found.torn) == (2, 1)


class TestRead:
    def test_h_65_finds_every_changed_byte(self, log: SqliteEventLog, checkpoints: Checkpoints, tmp_path: Path) -> None:
        for _ in range(3):
            write(log, 1)
            checkpoints.write(log)
        path, lines = tmp_path / "checkpoints", 3
        whole = path.read_bytes()

        for place in range(0, len(whole), 7):
            path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
            try:
                found = checkpoints.read()
            except CheckpointsDiffer:
                continue
            assert found.number < lines  # the last line only: it counts as torn
            assert found.torn

    def test_h_65_finds_a_line_left_out_doubled_or_signed_with_another_key(
        self, log: SqliteEventLog, checkpoints: Checkpoints, tmp_path: Path
    ) -> None:
        for _ in range(3):
            write(log, 1)
            checkpoints.write(log)
        path = tmp_path / "checkpoints"
        one, two, three = path.read_bytes().split(b"\n")

        for lines in ([one, three], [two, three], [one, one], [one, two, two, three], [two, one]):
            path.write_bytes(b"\n".join(lines))
            with pytest.raises(CheckpointsDiffer, match="does not follow"):
                checkpoints.read()
        path.write_bytes(one)
        with pytest.raises(CheckpointsDiffer, match="not signed"):
            Checkpoints(path, key=b"x" * 32, clock=lambda: NOW).read()

    def test_takes_a_line_of_other_words_for_a_torn_one(self, checkpoints: Checkpoints, tmp_path: Path) -> None:
        (tmp_path / "checkpoints").write_bytes(b'{"number":1}\n[]\n\xff')

        assert (checkpoints.read().number, checkpoints.read().torn) == (0, 3)

    def test_h_65_finds_a_signed_line_that_is_none(self, checkpoints: Checkpoints, tmp_path: Path) -> None:
        words = {"number": 1, "at": "soon", "place": 1, "total": 1, "heads": [], "previous": "0" * 64}
        line = canonical_text({**words, "code": checkpoints._code(words)})
        (tmp_path / "checkpoints").write_text(line)

        with pytest.raises(CheckpointsDiffer):
            checkpoints.read()

    def test_h_65_finds_a_line_of_another_log_signed_with_the_same_key(
        self, log: SqliteEventLog, checkpoints: Checkpoints, opened: Opener, tmp_path: Path
    ) -> None:
        other, theirs = opened("other"), Checkpoints(tmp_path / "theirs", key=KEY, clock=lambda: NOW)
        for _ in range(2):
            write(log, 1)
            checkpoints.write(log)
            write(other, 2)
            theirs.write(other)
        first = (tmp_path / "checkpoints").read_bytes().split(b"\n")[0]
        second = (tmp_path / "theirs").read_bytes().split(b"\n")[1]
        (tmp_path / "checkpoints").write_bytes(first + b"\n" + second)

        with pytest.raises(CheckpointsDiffer, match="does not follow"):
            checkpoints.read()


class TestGap:
    def test_h_65_finds_a_tail_that_was_cut_off(self, log: SqliteEventLog, checkpoints: Checkpoints) -> None:
        write(log, 5)
        checkpoints.write(log)
        entries = log.entries(SESSION)

        assert checkpoints.gap(SESSION, entries) is None
        assert checkpoints.gap(SESSION, entries[:4]) == Gap(session_id=SESSION, sequence=5, is_missing=True)
        assert checkpoints.gap(SESSION, ()) == Gap(session_id=SESSION, sequence=5, is_missing=True)
        assert checkpoints.gap("nobody", ()) is None

    def test_h_65_finds_a_session_that_was_written_anew(
        self, log: SqliteEventLog, checkpoints: Checkpoints, opened: Opener
    ) -> None:
        write(log, 3)
        checkpoints.write(log)
        other = opened("other")
        other.append(SESSION, after=0, drafts=[draft("Other")], key=key("x"))
        write(other, 4)

        found = gaps(checkpoints.read(), other.entries)

        assert found == (Gap(session_id=SESSION, sequence=3, is_missing=False),)
