"""What the server keeps doing for the log, with a clock that the test steps."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pytest

from stepward.adapters.event_log.memory import MemoryEventLog
from stepward.core.sessions.chain import Draft, Head, Key, Moment
from stepward.core.sessions.commands_holding import Stop
from stepward.core.sessions.instants import MICROSECOND, MINUTE, SECOND, Instant
from stepward.core.sessions.session import State
from stepward.core.sessions.storing import moment_of
from stepward.usecases import event_logs
from stepward.usecases.event_logs import BrokenChain, LogUnwell, Waiting
from stepward.usecases.keeping import Duty, Keeper, KeeperUnfit, UpgradeRefused, refuse_while_running
from tests.core.sessions.plans import START, Ward, four_steps
from tests.core.sessions.plans import running as runs
from tests.usecases.test_running import logged

ALL = (Duty.BEAT, Duty.CHECK, Duty.CHECKPOINT)


@dataclass
class Health:
    """How a log says it is."""

    fault: str = ""
    may_run: bool = True


class Watched:
    """A log in memory that counts what is asked of it."""

    def __init__(self, log: MemoryEventLog) -> None:
        self.inner = log
        self.health = Health()
        self.asked: list[str] = []
        self.unwell = False

    def start(self) -> Health:
        self.asked.append("start")
        return self.health

    def check(self) -> Health:
        self.asked.append("check")
        return self.health

    def entries(self, session_id: str, /) -> tuple[event_logs.Stored, ...]:
        return self.inner.entries(session_id)

    def waiting(self, session_id: str, /) -> tuple[Waiting, ...]:
        return self.inner.waiting(session_id)

    def append(self, session_id: str, /, *, after: int, drafts: Sequence[Draft], key: Key) -> event_logs.Kept:
        return self.inner.append(session_id, after=after, drafts=drafts, key=key)

    def answer(self, session_id: str, key: Key, /) -> event_logs.Kept | None:
        return self.inner.answer(session_id, key)

    def prove(self, session_ids: Sequence[str], moment: Moment, /) -> tuple[str, ...]:
        if self.unwell:
            msg = "Use paper."
            raise LogUnwell(msg)
        return self.inner.prove([name for name in session_ids if self.is_sound(name)], moment)

    def is_sound(self, session_id: str) -> bool:
        try:
            self.inner.entries(session_id)
        except BrokenChain:
            return False
        return True

    def proven(self, session_id: str, /) -> Moment | None:
        return self.inner.proven(session_id)

    def heads(self, session_ids: Sequence[str], /) -> dict[str, Head]:
        return self.inner.heads(session_ids)

    def open_sessions(self, *, closed_by: frozenset[str]) -> tuple[str, ...]:
        return self.inner.open_sessions(closed_by=closed_by)


class Server:
    """A keeper of a log, its checkpoints and a clock of its own."""

    def __init__(self, ward: Ward, *, minutes: int = 10) -> None:
        self.log = Watched(logged(ward))
        self.signed: list[Instant] = []
        self.now = replace(ward.now, boot="second", monotonic=0, at=ward.now.at + 40 * SECOND * MICROSECOND)
        self.keeper = Keeper(self.log, self.sign, minutes=minutes)
        self.disk_is_gone = False

    def sign(self) -> None:
        if self.disk_is_gone:
            raise OSError
        self.signed.append(self.now)

    def wait(self, microseconds: int) -> tuple[Duty, ...]:
        self.now = replace(
            self.now, monotonic=self.now.monotonic + microseconds, at=self.now.at + microseconds * MICROSECOND
        )
        return self.keeper.tick(self.now)

    def spoil(self, session_id: str = "s") -> None:
        kept = self.log.inner._entries[session_id]
        kept[-1] = replace(kept[-1], user="someone")


@pytest.fixture
def server() -> Server:
    return Server(runs(2).wait(5))


class TestStart:
    def test_h_68_checks_the_log_and_brings_open_sessions_back(self, server: Server) -> None:
        (found,) = server.keeper.start(server.now, software="1.0")

        assert server.log.asked[0] == "start"
        assert found.session is not None
        assert [item.kind for item in server.log.inner.entries("s")][-2:] == ["restarted", "held"]
        assert server.log.inner.proven("s") == moment_of(server.now)
        assert server.signed == [server.now]
        assert server.keeper.kept.is_well

    def test_h_68_keeps_a_broken_session_held_in_memory(self, server: Server) -> None:
        server.spoil()

        server.keeper.start(server.now)

        known = server.keeper.known("s")
        assert known is not None
        assert known.state is State.HELD
        assert server.keeper.known("other") is None
        assert "BrokenChain" in server.keeper.kept.faults[Duty.CHECK]

    def test_is_not_well_before_it_began(self, server: Server) -> None:
        assert not server.keeper.kept.is_well


class TestTick:
    def test_h_23_proves_at_least_every_10_s(self, server: Server) -> None:
        server.keeper.start(server.now)

        for _ in range(100):
            server.wait(SECOND)
            proven = server.log.inner.proven("s")
            assert proven is not None
            assert server.now.monotonic * 1000 - proven.monotonic_ns < 10 * SECOND * 1000

    def test_h_62_checks_each_minute(self, server: Server) -> None:
        server.keeper.start(server.now)

        done = [duty for _ in range(600) for duty in server.wait(SECOND)]

        assert done.count(Duty.CHECK) == 10
        assert server.log.asked == ["start", "check"] + ["check"] * 10

    @pytest.mark.parametrize("minutes", [1, 10, 60])
    def test_h_65_signs_at_the_interval_of_the_setting(self, minutes: int) -> None:
        server = Server(runs(2), minutes=minutes)
        server.keeper.start(server.now)

        done = [duty for _ in range(2 * minutes * 6) for duty in server.wait(10 * SECOND)]

        assert done.count(Duty.CHECKPOINT) == 2
        assert len(server.signed) == 3

    @pytest.mark.parametrize("minutes", [-1, 0, 61])
    def test_h_65_refuses_another_interval(self, minutes: int) -> None:
        with pytest.raises(KeeperUnfit, match="H-65 allows 1 to 60 min"):
            Server(runs(2), minutes=minutes)

    def test_h_65_a_fault_of_one_duty_keeps_no_other_from_being_done(self, server: Server) -> None:
        server.disk_is_gone = True
        server.keeper.start(server.now)
        assert set(server.keeper.kept.faults) == {Duty.CHECKPOINT}
        assert not server.keeper.kept.is_well
        server.disk_is_gone, server.log.unwell = False, True

        assert server.wait(10 * MINUTE) == ALL
        assert set(server.keeper.kept.faults) == {Duty.BEAT}
        assert len(server.signed) == 1
        server.log.unwell = False
        server.wait(5 * SECOND)
        assert server.keeper.kept.is_well

    def test_h_23_does_all_after_a_clock_that_went_back(self, server: Server) -> None:
        server.keeper.start(server.now)
        server.wait(MINUTE)

        assert server.wait(-2 * MINUTE) == ALL

    def test_does_all_in_another_boot(self, server: Server) -> None:
        server.keeper.start(server.now)
        server.now = replace(server.now, boot="third")

        assert server.wait(0) == ALL

    def test_h_64_reads_every_open_session_each_minute(self, server: Server) -> None:
        server.keeper.start(server.now)
        server.spoil()
        assert server.keeper.kept.is_well

        server.wait(MINUTE)

        assert "BrokenChain" in server.keeper.kept.faults[Duty.CHECK]

    def test_h_23_a_broken_session_keeps_no_other_from_its_heartbeat(self, server: Server) -> None:
        for entry in server.log.inner.entries("s"):
            draft = Draft(
                kind=entry.kind,
                data=entry.data,
                moment=Moment(at=entry.occurred_at, monotonic_ns=entry.monotonic_ns, boot=entry.boot),
                author=event_logs.Author(user=entry.user, role=entry.role, device=entry.device),
                software="t",
            )
            server.log.append("t", after=entry.sequence - 1, drafts=[draft], key=Key(name=entry.key, body=""))
        server.spoil("s")

        server.keeper.tick(server.now)

        assert server.log.proven("s") is None
        assert server.log.proven("t") == moment_of(server.now)

    def test_stops_with_a_last_proof_and_a_last_line(self, server: Server) -> None:
        server.keeper.start(server.now)
        server.wait(SECOND)

        server.keeper.stop(server.now)

        assert server.signed == [replace(server.now, monotonic=0, at=server.signed[0].at), server.now]
        assert server.log.proven("s") == moment_of(server.now)


class TestUpgrade:
    def test_h_70_is_refused_while_drug_runs(self) -> None:
        with pytest.raises(UpgradeRefused, match="1 running"):
            refuse_while_running(logged(runs(2)))

    def test_h_70_goes_on_where_nothing_runs(self) -> None:
        refuse_while_running(MemoryEventLog(lambda: START))
        refuse_while_running(logged(Ward().sign(four_steps())))
        refuse_while_running(logged(runs(2).do(Stop())))

    def test_h_70_is_refused_where_nobody_knows(self) -> None:
        server = Server(runs(2).do(Stop()))
        server.spoil()
        with pytest.raises(BrokenChain):
            server.log.entries("s")

        with pytest.raises(UpgradeRefused):
            refuse_while_running(server.log)


class TestAlarms:
    def test_h_82_are_attended_each_second(self) -> None:
        server, asked = Server(runs(2).wait(5)), list[Instant]()
        server.keeper = Keeper(server.log, server.sign, attend=asked.append)
        for _ in range(3):
            assert Duty.ATTEND in server.wait(SECOND)
        assert len(asked) == 3
        assert server.keeper.kept.is_well

    def test_a_fault_of_the_alarms_is_told_and_keeps_nothing_else(self) -> None:
        server = Server(runs(2).wait(5))

        def fail(_now: Instant) -> None:
            raise OSError

        server.keeper = Keeper(server.log, server.sign, attend=fail)
        server.wait(SECOND)
        assert set(server.keeper.kept.faults) == {Duty.ATTEND}
        assert server.signed
