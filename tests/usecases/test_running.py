"""Run a session through its log: the version, the key, the race, the restart, and a log that is unwell."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from stepward.adapters.event_log.files import open_log
from stepward.adapters.event_log.memory import MemoryEventLog
from stepward.core.reactions.signs import Sign
from stepward.core.sessions.chain import Draft, Key, Stored
from stepward.core.sessions.command_words import command_of
from stepward.core.sessions.commands_charting import RecordReaction, RecordTreatment, RecordVitals, WriteNote
from stepward.core.sessions.commands_holding import ConfirmPumpStopped, HoldClinical, Stop
from stepward.core.sessions.commands_running import Advance
from stepward.core.sessions.commands_signing import SignPlan
from stepward.core.sessions.events import StopPressed
from stepward.core.sessions.instants import MINUTE, Instant
from stepward.core.sessions.people import Actor
from stepward.core.sessions.session import State
from stepward.core.sessions.storing import draft_of, moment_of
from stepward.usecases import running
from stepward.usecases.event_logs import BrokenChain, Kept, KeyUsed, LogUnwell, Waiting
from stepward.usecases.running import Answer, CommandUnreadable, Sent, SessionMovedOn
from tests.core.sessions.plans import ALLERGIST, CALM, NURSE, SECOND, START, Ward, four_steps, signature
from tests.core.sessions.plans import running as runs
from tests.core.sessions.test_identity import identified
from tests.core.sessions.test_stations import MONITOR

HIVES = RecordReaction(signs=(Sign.HIVES,))


def logged(ward: Ward, *names: str) -> MemoryEventLog:
    """Keep the entries of a ward in a log, as the session "s", or as each of these."""
    log = MemoryEventLog(lambda: START)
    for name, entry in product(names or ("s",), ward.entries):
        draft = draft_of(entry.event, entry.at, entry.actor, software="t", urgent=False)
        log.append(name, after=entry.sequence - 1, drafts=(draft,), key=Key(name=f"e{entry.sequence}", body=""))
    return log


@dataclass
class Bedside:
    """A running session in its log."""

    ward: Ward
    log: MemoryEventLog

    @property
    def version(self) -> int:
        return len(self.log.entries("s"))

    def act(
        self, command: object, *, by: Actor = NURSE, key: str = "k", seen: int | None = None, **other: Any
    ) -> Answer:
        sent = Sent(key=key, seen=self.version if seen is None else seen)
        log = other.pop("log", self.log)
        return running.act("s", command, by=by, now=self.ward.now, sent=sent, log=log, **other)


@pytest.fixture
def bedside() -> Bedside:
    ward = runs(2).wait(5)
    return Bedside(ward=ward, log=logged(ward))


class TestAct:
    """One command."""

    def test_stands_as_its_entries_say(self, bedside: Bedside) -> None:
        assert running.stands("s", bedside.log) == bedside.ward.session

    def test_appends_behind_the_version_that_was_seen(self, bedside: Bedside) -> None:
        before = bedside.version

        answer = bedside.act(RecordVitals(values=CALM))

        assert [entry.sequence for entry in answer.entries] == [before + 1]
        assert answer.session == running.stands("s", bedside.log)
        assert answer.is_recorded

    def test_keeps_who_did_it_in_which_role(self, bedside: Bedside) -> None:
        bedside.act(HoldClinical(reason="pale"), by=replace(NURSE, role="nurse"), software="1.0")

        stored = bedside.log.entries("s")[-1]
        assert (stored.user, stored.role, stored.device) == (NURSE.user, "nurse", NURSE.device)
        assert (stored.reason, stored.software, stored.kind) == ("pale", "1.0", "held")

    def test_h_60_refuses_a_command_on_an_older_version_with_the_new_state(self, bedside: Bedside) -> None:
        with pytest.raises(SessionMovedOn) as refusal:
            bedside.act(RecordVitals(values=CALM), seen=bedside.version - 1)

        assert refusal.value.session == bedside.ward.session
        assert refusal.value.code == "moved-on"
        assert bedside.version == len(bedside.ward.entries)

    def test_h_60_takes_what_was_decided_before_a_device_measured(self, bedside: Bedside) -> None:
        seen = bedside.version
        bedside.act(RecordVitals(values=CALM), by=MONITOR, key="monitor", seen=seen)

        answer = bedside.act(HoldClinical(reason="pale"), seen=seen)

        assert answer.session.state is State.HELD
        assert answer.entries[0].sequence == seen + 2

    @pytest.mark.parametrize("ahead", [1, 100])
    def test_h_60_refuses_a_version_that_is_not_there_yet(self, bedside: Bedside, ahead: int) -> None:
        with pytest.raises(SessionMovedOn):
            bedside.act(HoldClinical(reason="pale"), seen=bedside.version + ahead)

    @pytest.mark.parametrize(
        "command",
        [Stop(), HIVES, RecordTreatment(medicine="epinephrine", dose="0.5 mg", route="im")],
        ids=lambda c: type(c).__name__,
    )
    def test_h_60_takes_what_is_urgent_whatever_was_seen(self, bedside: Bedside, command: object) -> None:
        assert bedside.act(command, seen=0).is_recorded

    def test_h_06_an_advance_that_was_sent_before_a_stop_is_lost(self, bedside: Bedside) -> None:
        bedside.ward.wait(10)
        bedside.act(RecordVitals(values=CALM), key="vitals")
        seen = bedside.version
        bedside.act(Stop(), by=SECOND, key="stop")

        with pytest.raises(SessionMovedOn) as refusal:
            bedside.act(Advance(step=3, rate=bedside.ward.session.order.step(3).rate), seen=seen, key="advance")

        assert refusal.value.session.state is State.HELD

    def test_h_61_the_same_key_and_body_gets_the_first_answer(self, bedside: Bedside) -> None:
        first = bedside.act(RecordVitals(values=CALM))
        bedside.act(Stop(), key="stop")

        again = bedside.act(RecordVitals(values=CALM), seen=0)

        assert again == first

    def test_h_61_the_same_stop_twice_is_one(self, bedside: Bedside) -> None:
        bedside.act(Stop())
        bedside.act(Stop())

        assert sum(item.kind == "stop-pressed" for item in bedside.log.entries("s")) == 1

    def test_h_61_the_same_key_with_another_body_is_refused(self, bedside: Bedside) -> None:
        bedside.act(WriteNote(text="one"))

        with pytest.raises(KeyUsed):
            bedside.act(WriteNote(text="two"))
        with pytest.raises(KeyUsed):
            bedside.act(WriteNote(text="one"), by=SECOND)

    def test_h_05_a_used_key_never_keeps_stop_out(self, bedside: Bedside) -> None:
        bedside.act(WriteNote(text="one"))

        assert bedside.act(Stop()).session.state is State.HELD
        assert bedside.act(Stop()).session.state is State.HELD
        assert sum(item.kind == "stop-pressed" for item in bedside.log.entries("s")) == 1

    def test_h_05_a_used_key_never_keeps_stop_out_of_a_file(self, tmp_path: Path) -> None:
        log = open_log(tmp_path / "log", clock=lambda: START, least_free=0)
        plan, now = four_steps(), Ward().now
        sign, sent = SignPlan(plan=plan, signature=signature(ALLERGIST, plan.signed_hash)), Sent(key="x" * 100)
        running.act("s", sign, by=ALLERGIST, now=now, sent=sent, log=log)

        answers = [running.act("s", Stop(), by=NURSE, now=now, sent=sent, log=log) for _ in range(2)]
        log.close()

        assert answers[0] == answers[1]
        assert answers[0].session.is_start_stopped

    @pytest.mark.parametrize("key", ["", "x" * 101, "a\x00b"])
    def test_refuses_a_key_that_is_none_but_never_stop(self, bedside: Bedside, key: str) -> None:
        with pytest.raises(CommandUnreadable):
            bedside.act(WriteNote(text="one"), key=key)

        assert bedside.act(Stop(), key=key).session.state is State.HELD

    def test_marks_what_is_entered_after_the_end_as_late(self, bedside: Bedside) -> None:
        bedside.act(Stop(), key="1")
        bedside.act(ConfirmPumpStopped(), key="2")
        bedside.act(command_of("end-session", {"reason": "wish", "confirmed": True}), by=ALLERGIST, key="3")

        answer = bedside.act(HIVES, key="4")

        assert [entry.late for entry in answer.entries] == [True]
        assert answer.session.state is State.STOPPED

    def test_two_reactions_of_one_moment_stay_two(self, bedside: Bedside) -> None:
        """The second one was judged before the first was kept."""
        slow = Slow(bedside.log, lambda: bedside.act(HIVES, by=SECOND, key="first"))

        answer = bedside.act(HIVES, key="second", log=slow)

        assert [item.number for item in answer.session.reactions] == [1, 2]
        assert answer.session == running.stands("s", bedside.log)

    def test_h_60_a_lost_race_shows_the_new_state(self, bedside: Bedside) -> None:
        slow = Slow(bedside.log, lambda: bedside.act(Stop(), by=SECOND, key="first"))

        with pytest.raises(SessionMovedOn) as refusal:
            bedside.act(WriteNote(text="one"), key="second", log=slow)

        assert refusal.value.session.state is State.HELD

    def test_opens_a_session_with_its_plan(self) -> None:
        log, plan, now = MemoryEventLog(lambda: START), identified(), Ward().now

        answer = running.open_session("new", plan, by=ALLERGIST, now=now, key="k", log=log)

        assert answer.session.state is State.SIGNED
        assert running.stands("new", log).order == plan
        assert running.open_session("new", plan, by=ALLERGIST, now=now, key="k", log=log) == answer
        with pytest.raises(SessionMovedOn):
            running.open_session("new", plan, by=ALLERGIST, now=now, key="other", log=log)


class Slow:
    """A log that lets somebody else in between reading and writing."""

    def __init__(self, log: MemoryEventLog, meanwhile: Callable[[], object]) -> None:
        self._log, self._meanwhile = log, meanwhile

    def __getattr__(self, name: str) -> Any:
        return getattr(self._log, name)

    def append(self, session_id: str, /, *, after: int, drafts: Sequence[Draft], key: Key) -> Kept:
        self._meanwhile()
        return self._log.append(session_id, after=after, drafts=drafts, key=key)


class Unwell(Slow):
    """A log that takes nothing but what is urgent, into memory; it may not be readable."""

    def __init__(self, log: MemoryEventLog, *, is_readable: bool) -> None:
        super().__init__(log, lambda: None)
        self._is_readable = is_readable
        self._line: list[Waiting] = []

    def _look(self) -> None:
        if not self._is_readable:
            msg = "Use paper."
            raise LogUnwell(msg)

    def entries(self, session_id: str, /) -> tuple[Stored, ...]:
        self._look()
        return self._log.entries(session_id)

    def waiting(self, _session_id: str, /) -> tuple[Waiting, ...]:
        return tuple(self._line)

    def answer(self, session_id: str, key: Key, /) -> Kept | None:
        found = next((item for item in self._line if item.key == key), None)
        if found is not None:
            return Kept(waiting=found)
        self._look()
        return self._log.answer(session_id, key)

    def append(self, session_id: str, /, *, after: int, drafts: Sequence[Draft], key: Key) -> Kept:
        assert all(draft.urgent for draft in drafts), after
        self._line.append(Waiting(session_id=session_id, key=key, drafts=tuple(drafts)))
        return Kept(waiting=self._line[-1])


class TestUnwell:
    """The log cannot keep, or cannot be read."""

    def test_h_66_shows_what_is_not_recorded_and_counts_it(self, bedside: Bedside) -> None:
        log = Unwell(bedside.log, is_readable=True)

        answer = bedside.act(Stop(), log=log)

        assert (answer.session.state, answer.is_recorded) == (State.HELD, False)
        assert running.stands("s", log) == answer.session
        assert bedside.act(Stop(), log=log) == answer

    def test_h_66_judges_by_what_was_last_shown_where_nothing_can_be_read(self, bedside: Bedside) -> None:
        log = Unwell(bedside.log, is_readable=False)

        answer = bedside.act(HIVES, log=log, known=bedside.ward.session)

        assert (answer.session.state, answer.is_recorded) == (State.HELD, False)

    def test_h_66_takes_stop_without_knowing_anything(self, bedside: Bedside) -> None:
        answer = bedside.act(Stop(), log=Unwell(bedside.log, is_readable=False))

        assert isinstance(answer.entries[0].event, StopPressed)

    def test_h_66_refuses_all_else(self, bedside: Bedside) -> None:
        with pytest.raises(LogUnwell):
            bedside.act(WriteNote(text="x"), log=Unwell(bedside.log, is_readable=False))

    def test_h_64_a_broken_chain_takes_stop_alone(self, bedside: Bedside) -> None:
        kept = bedside.log._entries["s"]
        kept[3] = replace(kept[3], user="someone")

        with pytest.raises(BrokenChain):
            bedside.act(WriteNote(text="x"), seen=len(kept))
        answer = bedside.act(Stop(), seen=0)

        assert answer.session.is_start_stopped
        assert bedside.log._entries["s"][-1].kind == "stop-pressed"

    def test_h_64_shows_what_it_can_of_a_broken_chain(self, bedside: Bedside) -> None:
        bedside.ward.wait(1)
        first = bedside.act(Stop(), key="one")
        kept = bedside.log._entries["s"]
        kept[3] = replace(kept[3], user="someone")

        again = bedside.act(Stop(), key="one", seen=0)
        known = bedside.act(Stop(), key="two", seen=0, known=first.session)

        assert known.session.state is State.HELD
        assert [entry.sequence for entry in again.entries] == [entry.sequence for entry in first.entries]


class TestRestart:
    """The server goes and comes back."""

    def beat(self, bedside: Bedside) -> None:
        assert running.heartbeat(bedside.ward.now, bedside.log) == ("s",)

    def after(self, bedside: Bedside, seconds: int) -> Instant:
        return Instant(at=bedside.ward.utc + timedelta(seconds=seconds), monotonic=7, boot="second")

    def test_h_68_holds_what_ran_when_the_gap_was_long(self, bedside: Bedside) -> None:
        bedside.ward.wait(1)
        self.beat(bedside)

        (found,) = running.come_back(self.after(bedside, 40), bedside.log)

        assert found.session is not None
        assert (found.session.state, found.session.gap) == (State.HELD, 40_000_000)
        assert found.session.dwell.banked.least == 6 * MINUTE

    def test_h_68_lets_run_what_ran_when_the_gap_was_short(self, bedside: Bedside) -> None:
        self.beat(bedside)

        (found,) = running.come_back(self.after(bedside, 20), bedside.log)

        assert found.session is not None
        assert found.session.state is State.RUNNING

    def test_h_68_notes_a_restart_once(self, bedside: Bedside) -> None:
        now = self.after(bedside, 20)
        first = running.come_back(now, bedside.log)

        assert running.come_back(now, bedside.log) == first
        assert [item.kind for item in bedside.log.entries("s")].count("restarted") == 1

    def test_h_23_takes_the_last_entry_where_no_heartbeat_came_after_it(self, bedside: Bedside) -> None:
        bedside.log.prove(["s"], moment_of(replace(bedside.ward.now, monotonic=0, at=START)))

        (found,) = running.come_back(self.after(bedside, 40), bedside.log)

        assert found.session is not None
        assert found.session.gap == (5 * 60 + 40) * 1_000_000

    def test_h_23_takes_no_heartbeat_of_an_earlier_boot(self, bedside: Bedside) -> None:
        long_ago = replace(bedside.ward.now, monotonic=10**12, at=START, boot="before")
        bedside.log.prove(["s"], moment_of(long_ago))

        (found,) = running.come_back(self.after(bedside, 40), bedside.log)

        assert found.session is not None
        assert found.session.gap == (5 * 60 + 40) * 1_000_000

    def test_h_64_names_a_broken_session_and_writes_nothing(self, bedside: Bedside) -> None:
        kept = bedside.log._entries["s"]
        kept[3] = replace(kept[3], user="someone")

        (found,) = running.come_back(self.after(bedside, 40), bedside.log)

        assert found.broken is not None
        assert found.broken.sequence == 4
        assert len(bedside.log._entries["s"]) == len(kept)

    def test_leaves_alone_what_has_not_started_or_is_over(self, bedside: Bedside) -> None:
        log = logged(Ward().sign(four_steps()))

        (found,) = running.come_back(self.after(bedside, 40), log)

        assert found.session is not None
        assert found.session.version == 1
        done = logged(bedside.ward.do(Stop()).do(ConfirmPumpStopped()))
        assert running.open_sessions(done) == ("s",)
