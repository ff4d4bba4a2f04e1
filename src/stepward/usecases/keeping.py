"""Keep the log while the server runs: the proof that sessions are watched, the checks, the signed checkpoints.

`Keeper` is asked again and again what is due; it reads no clock and starts no thread. What one duty finds wrong never
keeps the others from being done.

Source: STEPWARD-SAFETY, H-23, H-62, H-64, H-65, H-67, H-68 and H-70.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType
from typing import Protocol as Port

from stepward.core.findings import Refusal
from stepward.core.sessions.instants import MINUTE, SECOND, Instant
from stepward.core.sessions.session import Session, State
from stepward.usecases import running
from stepward.usecases.event_logs import BrokenChain, EventLog

BEAT_EVERY = 5 * SECOND
"""Half of the 10 s that H-23 allows, so that a late one is still in time."""
CHECK_EVERY = MINUTE
ATTEND_EVERY = SECOND // 2
"""Below the second at which it is asked, so that each time counts: a HIGH alarm has 2 s to be shown (H-82)."""
LEAST_MINUTES, MOST_MINUTES, MINUTES = 1, 60, 10


class KeeperUnfit(Refusal, ValueError):
    """A setting lies outside the bounds of its rule."""


class UpgradeRefused(Refusal):
    """A session is running: the server is not brought up to date now (H-70)."""


class Health(Port):
    """How the log is."""

    @property
    def fault(self) -> str:
        """Tell in words what is wrong; nothing where all is well."""

    @property
    def may_run(self) -> bool:
        """Tell whether sessions may run."""


class KeptLog(EventLog, Port):
    """A log that can be checked."""

    def start(self) -> Health:
        """Check the file and every chain."""

    def check(self) -> Health:
        """Check settings, disk and the chains that are known."""


class Duty(Enum):
    """What the keeper does."""

    BEAT = "heartbeat"
    CHECK = "check of the log"
    CHECKPOINT = "signed checkpoint"
    ATTEND = "alarms"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """How the keeper stands: the newest health, and what was wrong with each duty when it was last done."""

    health: Health | None = None
    faults: Mapping[Duty, str] = field(default_factory=dict)

    @property
    def is_well(self) -> bool:
        """Tell whether sessions may run, and every duty was done."""
        return self.health is not None and self.health.may_run and not self.faults


class Keeper:
    """What is to be done for the log, and when each was done last; `checkpoint` writes a signed line.

    `attend` looks after the alarms of all open sessions (H-82, H-87); nothing does where none is given.
    """

    def __init__(
        self,
        log: KeptLog,
        checkpoint: Callable[[], object],
        *,
        minutes: int = MINUTES,
        attend: Callable[[Instant], object] | None = None,
    ) -> None:
        """Refuse what H-65 does not allow.

        Raises:
            KeeperUnfit: naming the bounds.
        """
        if not LEAST_MINUTES <= minutes <= MOST_MINUTES:
            msg = f"checkpoints every {minutes} min: H-65 allows {LEAST_MINUTES} to {MOST_MINUTES} min"
            raise KeeperUnfit(msg)
        self._log = log
        self._checkpoint = checkpoint
        self._attend = attend
        self._every = {Duty.BEAT: BEAT_EVERY, Duty.CHECK: CHECK_EVERY, Duty.CHECKPOINT: minutes * MINUTE}
        if attend is not None:
            self._every[Duty.ATTEND] = ATTEND_EVERY
        self._done: dict[Duty, Instant] = {}
        self._faults: dict[Duty, str] = {}
        self._health: Health | None = None
        self._known: dict[str, Session] = {}

    @property
    def kept(self) -> Kept:
        """Tell how it stands."""
        return Kept(health=self._health, faults=MappingProxyType(dict(self._faults)))

    def known(self, session_id: str) -> Session | None:
        """Tell how a session stands that is held in memory, because its chain is broken."""
        return self._known.get(session_id)

    def start(self, now: Instant, *, software: str = "") -> tuple[running.CameBack, ...]:
        """Check the log, bring every open session back, and sign a first checkpoint (H-68).

        Raises:
            LogRefusal: if the open sessions cannot be brought back.
        """
        self._health = self._log.start()
        found = running.come_back(now, self._log, software=software)
        self._known = {item.session_id: item.session for item in found if item.broken and item.session is not None}
        self.tick(now)
        return found

    def tick(self, now: Instant) -> tuple[Duty, ...]:
        """Do what is due, and tell what was done."""
        due = tuple(duty for duty in self._every if self._is_due(duty, now))
        for duty in due:
            self._done[duty] = now
            self._faults.pop(duty, None)
            try:
                self._do(duty, now)
            except (Refusal, OSError) as wrong:
                self._faults[duty] = f"{type(wrong).__name__}: {wrong}"
        return due

    def stop(self, now: Instant) -> None:
        """Prove and sign what there is, before the server ends."""
        self._done.clear()
        self.tick(now)

    def _is_due(self, duty: Duty, now: Instant) -> bool:
        """Count on the monotonic clock; one that went back, or is of another boot, makes everything due."""
        last = self._done.get(duty)
        if last is None or last.boot != now.boot:
            return True
        return not 0 <= now.monotonic - last.monotonic < self._every[duty]

    def _do(self, duty: Duty, now: Instant) -> None:
        match duty:
            case Duty.BEAT:
                running.heartbeat(now, self._log)
            case Duty.CHECK:
                self._health = self._log.check()
                self._read_open()
            case Duty.CHECKPOINT:
                self._checkpoint()
            case Duty.ATTEND:
                if self._attend is not None:
                    self._attend(now)

    def _read_open(self) -> None:
        """Check the chain of every open session; the last one that is broken is told.

        Raises:
            BrokenChain: naming entry and fault.
        """
        wrong = None
        for session_id in running.open_sessions(self._log):
            try:
                self._log.entries(session_id)
            except BrokenChain as broken:
                wrong = broken
        if wrong is not None:
            raise wrong


def refuse_while_running(log: EventLog) -> None:
    """Refuse to bring the server up to date while drug runs (H-70).

    A session whose chain is broken is counted as running: nobody knows that it is not.

    Raises:
        UpgradeRefused: saying how many sessions run.
        LogUnwell: if the log cannot be read.
    """
    found = sum(_may_run(session_id, log) for session_id in running.open_sessions(log))
    if found:
        msg = f"{found} running: end or complete every session with the version that began it, then start this one."
        raise UpgradeRefused(msg)


def _may_run(session_id: str, log: EventLog) -> bool:
    try:
        return running.stands(session_id, log).state is State.RUNNING
    except BrokenChain:
        return True
