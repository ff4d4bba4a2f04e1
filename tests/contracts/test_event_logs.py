"""What every log of sessions promises; a new one is added to `LOGS` and only has to pass."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from stepward.core.sessions.chain import BEGINNING, NOTHING_BEFORE, Head, first_break
from stepward.usecases.event_logs import EventLog, KeyUsed, MovedOn
from tests.contracts.event_logs import AT, LOGS, SESSION, draft, key, moment, stop


@pytest.fixture(params=sorted(LOGS))
def log(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[EventLog]:
    with LOGS[request.param](tmp_path) as found:
        yield found


class TestAppend:
    def test_h_64_gives_numbered_entries_that_hang_together(self, log: EventLog) -> None:
        first = log.append(SESSION, after=0, drafts=[draft(), draft("StepBegun")], key=key(1))
        second = log.append(SESSION, after=2, drafts=[draft("Advanced")], key=key(2))

        entries = log.entries(SESSION)
        assert entries == first.entries + second.entries
        assert [entry.sequence for entry in entries] == [1, 2, 3]
        assert [entry.kind for entry in entries] == ["RateConfirmed", "StepBegun", "Advanced"]
        assert entries[0].previous == NOTHING_BEFORE
        assert first_break(entries) is None
        assert first.is_recorded

    def test_keeps_every_word_of_a_draft(self, log: EventLog) -> None:
        data = {"rate": "12.5", "text": "naïve β \N{SNOWMAN}", "list": [1, None, True, {"a": "b"}]}
        given = draft(data=data, moment=moment(61), reason="because", schema=3)
        entry = log.append(SESSION, after=0, drafts=[given], key=key("k", "hash")).entries[0]

        assert log.entries(SESSION) == (entry,)
        assert (entry.data, entry.reason, entry.schema, entry.software) == (data, "because", 3, "0.1.0")
        assert (entry.occurred_at, entry.monotonic_ns, entry.boot) == (
            "2026-03-01T08:01:01.000000+00:00", 61_000_000_000, "boot-invented",
        )  # fmt: skip
        assert (entry.user, entry.role, entry.device) == ("n.invented", "nurse", "tablet-1")
        assert (entry.key, entry.body, entry.recorded_at) == ("k", "hash", AT)

    def test_h_60_refuses_what_was_decided_on_an_older_state_and_names_the_newest(self, log: EventLog) -> None:
        log.append(SESSION, after=0, drafts=[draft(), draft()], key=key(1))

        for after in (0, 1, 3):
            with pytest.raises(MovedOn) as refusal:
                log.append(SESSION, after=after, drafts=[draft()], key=key("other"))
            assert refusal.value.newest == 2
        assert len(log.entries(SESSION)) == 2

    def test_keeps_sessions_apart(self, log: EventLog) -> None:
        log.append(SESSION, after=0, drafts=[draft()], key=key(1))
        log.append("S-invented-2", after=0, drafts=[draft("Other")], key=key(1, "other body"))

        assert [entry.kind for entry in log.entries(SESSION)] == ["RateConfirmed"]
        assert [entry.kind for entry in log.entries("S-invented-2")] == ["Other"]
        assert log.entries("nobody") == ()

    def test_refuses_no_drafts_and_urgent_ones_mixed_with_others(self, log: EventLog) -> None:
        for drafts in ([], [stop(), draft()]):
            with pytest.raises(ValueError, match="urgent"):
                log.append(SESSION, after=0, drafts=drafts, key=key(1))

        assert log.entries(SESSION) == ()

    def test_writes_all_drafts_of_a_command_or_none(self, log: EventLog) -> None:
        with pytest.raises(ValueError, match="float"):
            log.append(SESSION, after=0, drafts=[draft(), draft(data={"rate": 0.5})], key=key(1))

        assert log.entries(SESSION) == ()
        assert log.append(SESSION, after=0, drafts=[draft()], key=key(1)).entries[0].sequence == 1

    def test_h_60_lets_one_of_many_win_each_version(self, log: EventLog) -> None:
        def try_once(client: int) -> bool:
            try:
                log.append(SESSION, after=0, drafts=[draft()], key=key(client))
            except MovedOn:
                return False
            return True

        with ThreadPoolExecutor(8) as clients:
            won = list(clients.map(try_once, range(8)))

        assert won.count(True) == 1
        assert len(log.entries(SESSION)) == 1


class TestUrgent:
    def test_h_06_goes_behind_the_newest_whatever_was_seen(self, log: EventLog) -> None:
        log.append(SESSION, after=0, drafts=[draft(), draft()], key=key(1))

        kept = log.append(SESSION, after=0, drafts=[stop(), stop()], key=key(2))

        assert [entry.sequence for entry in kept.entries] == [3, 4]
        with pytest.raises(MovedOn):
            log.append(SESSION, after=2, drafts=[draft()], key=key(3))

    def test_h_61_takes_effect_once(self, log: EventLog) -> None:
        first = log.append(SESSION, after=0, drafts=[stop()], key=key(1))

        assert log.append(SESSION, after=7, drafts=[stop()], key=key(1)) == first
        assert len(log.entries(SESSION)) == 1
        assert log.waiting(SESSION) == ()

    def test_h_05_is_taken_once_under_a_used_key_too(self, log: EventLog) -> None:
        log.append(SESSION, after=0, drafts=[draft()], key=key(1))

        kept = log.append(SESSION, after=1, drafts=[stop()], key=key(1, "stop"))

        assert kept.entries[0].kind == "StopPressed"
        assert log.append(SESSION, after=1, drafts=[stop()], key=key(1, "stop")) == kept
        assert len(log.entries(SESSION)) == 2


class TestKeys:
    def test_h_61_give_the_first_answer_again(self, log: EventLog) -> None:
        first = log.append(SESSION, after=0, drafts=[draft(), draft()], key=key(1))
        log.append(SESSION, after=2, drafts=[draft()], key=key(2))

        again = log.append(SESSION, after=0, drafts=[draft(moment=moment(30))], key=key(1))

        assert again == first
        assert log.answer(SESSION, key(1)) == first
        assert len(log.entries(SESSION)) == 3

    def test_h_61_are_refused_with_another_body(self, log: EventLog) -> None:
        log.append(SESSION, after=0, drafts=[draft()], key=key(1))

        with pytest.raises(KeyUsed):
            log.append(SESSION, after=1, drafts=[draft()], key=key(1, "other"))
        with pytest.raises(KeyUsed):
            log.answer(SESSION, key(1, "other"))
        assert len(log.entries(SESSION)) == 1

    def test_that_never_came_have_no_answer(self, log: EventLog) -> None:
        assert log.answer(SESSION, key(1)) is None


class TestHeartbeat:
    def test_h_23_is_the_newest_alone_and_no_entry(self, log: EventLog) -> None:
        assert log.proven(SESSION) is None

        log.prove([SESSION], moment(10))
        log.prove([SESSION], moment(20))
        log.prove(["S-invented-2"], moment(5))

        assert log.proven(SESSION) == moment(20)
        assert log.entries(SESSION) == ()

    def test_h_23_is_stored_for_many_at_once(self, log: EventLog) -> None:
        assert log.prove([SESSION, "S-invented-2"], moment(10)) == (SESSION, "S-invented-2")
        assert log.prove([], moment(20)) == ()

        assert log.proven(SESSION) == log.proven("S-invented-2") == moment(10)

    def test_may_be_of_another_boot_and_before(self, log: EventLog) -> None:
        log.prove([SESSION], moment(10))
        log.prove([SESSION], replace(moment(5), boot="boot-2"))

        assert log.proven(SESSION) == replace(moment(5), boot="boot-2")


class TestOpenSessions:
    def test_are_those_that_nothing_closed(self, log: EventLog) -> None:
        for name, kind in (("a", "Ended"), ("c", "Advanced"), ("b", "Completed"), ("d", "StepBegun")):
            log.append(name, after=0, drafts=[draft()], key=key(1))
            log.append(name, after=1, drafts=[draft(kind)], key=key(2))
            log.append(name, after=2, drafts=[draft("LateNote")], key=key(3))

        assert log.open_sessions(closed_by=frozenset({"Ended", "Completed"})) == ("c", "d")
        assert log.open_sessions(closed_by=frozenset({"Unheard"})) == ("a", "c", "b", "d")

    def test_h_68_are_told_anew_after_each_entry(self, log: EventLog) -> None:
        closed_by = frozenset({"Ended", "Completed"})
        assert log.open_sessions(closed_by=closed_by) == ()

        log.append("a", after=0, drafts=[draft()], key=key(1))
        log.append("b", after=0, drafts=[draft()], key=key(1))
        assert log.open_sessions(closed_by=closed_by) == ("a", "b")

        log.append("a", after=1, drafts=[draft("Completed")], key=key(2))
        assert log.open_sessions(closed_by=closed_by) == ("b",)
        log.append("c", after=0, drafts=[draft()], key=key(1))
        assert log.open_sessions(closed_by=closed_by) == ("b", "c")


class TestHeads:
    def test_are_the_newest_entries_of_the_sessions_that_were_asked_for(self, log: EventLog) -> None:
        first = log.append(SESSION, after=0, drafts=[draft(), draft()], key=key(1)).entries[-1]
        log.append("S-invented-2", after=0, drafts=[draft()], key=key(1))

        assert log.heads([SESSION, "S-nobody"]) == {
            SESSION: Head(sequence=2, hash=first.hash),
            "S-nobody": BEGINNING,
        }
        newest = log.append(SESSION, after=2, drafts=[draft()], key=key(2)).entries[-1]
        assert log.heads([SESSION]) == {SESSION: Head(sequence=3, hash=newest.hash)}
        assert log.heads([]) == {}
