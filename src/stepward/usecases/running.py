"""Run a session: read its log, replay, judge a command, append behind the version that was seen, answer.

STOP, reactions and treatments take no notice of the version. What the log could only take into memory is shown as
NOT RECORDED, and counts.

Source: STEPWARD-SAFETY, H-01, H-05, H-06, H-22, H-23, H-60 to H-62, H-66 and H-68.
"""

import hashlib
import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, ClassVar, get_type_hints

from stepward.core.sessions.chain import Break, Draft, Key
from stepward.core.sessions.command_words import COMMANDS, command_name, command_of, words_of_command
from stepward.core.sessions.commands_clock import CONDITIONS, WRONG_PATIENT_OR_PRODUCT, ServerRestarted
from stepward.core.sessions.commands_holding import Stop
from stepward.core.sessions.decide import decide
from stepward.core.sessions.events import AlarmRaised, Completed, Ended, Entry
from stepward.core.sessions.evolve import replay
from stepward.core.sessions.identity import MISMATCHES
from stepward.core.sessions.instants import Instant
from stepward.core.sessions.matrix import is_urgent
from stepward.core.sessions.people import Actor, Privilege, Signature
from stepward.core.sessions.plan import SessionPlan
from stepward.core.sessions.refusals import SessionRefusal
from stepward.core.sessions.session import Session
from stepward.core.sessions.storing import draft_of, entry_of, entry_of_draft, instant_of, moment_of
from stepward.core.sessions.words import NAMES
from stepward.usecases.alarm_over import told
from stepward.usecases.broken_sessions import held_in_memory
from stepward.usecases.event_logs import (
    BrokenChain,
    EventLog,
    Kept,
    KeyUsed,
    LogRefusal,
    LogUnwell,
    MovedOn,
    PatientBusy,
    beside,
    is_fit,
)
from stepward.usecases.one_session import IdentityUnknown, PatientHasSession, holding
from stepward.usecases.remembering import replayed
from stepward.usecases.session_signing import signing_plan
from stepward.usecases.urgent_words import fit

MOST_BYTES = 256 * 1024
SERVERS_OWN = frozenset({Signature, Actor, SessionPlan})
FROM_CLIENTS = frozenset(
    name
    for name, kind in COMMANDS.items()
    if kind is not ServerRestarted and SERVERS_OWN.isdisjoint(get_type_hints(kind).values())
)
ONLY_THE_SERVER_KNOWS = frozenset({"is_gone", "witness", "physician", "to"})
"""Whether a condition is over, and who somebody else is: that person is asked for name and password by the server."""
CLOSED_BY = frozenset({NAMES[Completed], NAMES[Ended]})
SERVER = Actor(user="server", name="Server", role="server", privileges=frozenset({Privilege.SYSTEM}))


class SessionMovedOn(SessionRefusal):
    """Somebody was faster: `session` is how it stands now; the person looks and decides again (H-60)."""

    code: ClassVar[str] = "moved-on"

    def __init__(self, session: Session) -> None:
        super().__init__("The session moved on since you saw it. Look again, then decide.")
        self.session = session


class CommandTooLarge(SessionRefusal):
    """What was sent is larger than any command."""

    code: ClassVar[str] = "too-large"


class CommandUnreadable(SessionRefusal):
    """What was sent is no command; says where, never what it holds."""

    code: ClassVar[str] = "unreadable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """With which key a client sent a command, and which version of the session it saw."""

    key: str
    seen: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """How the session stands after a command, what was entered for it, and whether it is in the log for good."""

    session: Session
    entries: tuple[Entry, ...]
    is_recorded: bool = True


def read_command(body: bytes) -> Any:  # noqa: ANN401 - one of many classes
    """Read a command that a client sent: one JSON object of a `command` and its fields `with`.

    Signatures, plans and privileges are never taken from a client: `session_signing` puts them together.

    Raises:
        CommandTooLarge: if it is larger than any command.
        CommandUnreadable: if it is no command that is known, or a field is not as expected.
    """
    if len(body) > MOST_BYTES:
        msg = f"A command has at most {MOST_BYTES // 1024} KiB."
        raise CommandTooLarge(msg)
    try:
        found = json.loads(body, object_pairs_hook=_each_key_once, parse_float=_refuse_number)
        name, words = found["command"], found.get("with", {})
        if type(found) is dict and found.keys() <= {"command", "with"} and name in FROM_CLIENTS:
            return command_of(name, _without(ONLY_THE_SERVER_KNOWS, words))
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        if _is_stop(body):
            return Stop()
        msg = "This is no command that is known, or a field of it is not as expected."
        raise CommandUnreadable(msg) from error
    if _is_stop(body):
        return Stop()
    msg = "This is no command that a client may send: what is signed is put together by the server."
    raise CommandUnreadable(msg)


def _is_stop(body: bytes) -> bool:
    """Tell whether a body asks for STOP, whatever else it claims (H-05)."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return False
    return isinstance(found, dict) and found.get("command") == command_name(Stop())


def _without(forbidden: frozenset[str], words: object) -> object:
    if isinstance(words, dict) and not forbidden.isdisjoint(words):
        msg = "a field is the server's to fill in"
        raise ValueError(msg)
    return words


def _each_key_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        msg = "a name stands twice"
        raise ValueError(msg)
    return found


def _refuse_number(_text: str) -> float:
    msg = "an amount is text"
    raise ValueError(msg)


def body_of(command: object, by: Actor) -> str:
    """Tell the hash over what a command says and who says it (H-61)."""
    words = {"command": command_name(command), "with": words_of_command(command), "user": by.user}
    text = json.dumps(words, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def stands(session_id: str, log: EventLog) -> Session:
    """Tell how a session stands, with what is NOT RECORDED yet.

    Raises:
        BrokenChain: if its entries are not those that were written.
        LogUnwell: if they cannot be read.
    """
    return _with_waiting(session_id, replayed(log.entries(session_id)), log)


def _with_waiting(session_id: str, session: Session, log: EventLog) -> Session:
    drafts = [draft for waiting in log.waiting(session_id) for draft in waiting.drafts]
    return replay(_placed(drafts, session.version), session)


def _placed(drafts: Sequence[Draft], version: int) -> list[Entry]:
    return [entry_of_draft(draft, version + place) for place, draft in enumerate(drafts, start=1)]


def act(  # noqa: PLR0913 - who, when, what, to which session, sent how, kept where
    session_id: str,
    command: object,
    *,
    by: Actor,
    now: Instant,
    sent: Sent,
    log: EventLog,
    software: str = "",
    known: Session | None = None,
) -> Answer:
    """Do what a person asks for, once, or refuse and change nothing.

    `known` is the last state that the server showed: STOP, reactions and treatments are judged by it where the log
    cannot be read, or is broken.

    Raises:
        SessionMovedOn: if the session is not as the person saw it.
        SessionRefusal: as the rules of sessions say.
        LogRefusal: if the log does not keep it; never for STOP, reactions and treatments.
    """
    urgent, known = is_urgent(command), known or Session()
    command = fit(command) if urgent else command
    key, kept = _asked_before(session_id, Key(name=sent.key, body=body_of(command, by)), log, urgent=urgent)
    session = _read(session_id, log, known=known, urgent=urgent)
    if kept is not None:
        return _first_answer(session_id, session, kept, log)
    if not urgent and not session.turn <= sent.seen <= session.version:
        raise SessionMovedOn(session)
    try:
        heard = told(command, session, by, is_recorded=not log.waiting(session_id))
        events = decide(session, heard, by=by, now=now)
    except MISMATCHES:
        _alarm(session_id, session, key, now=now, log=log, software=software)
        raise
    is_late = session.state.is_final
    drafts = [draft_of(event, now, by, software=software, urgent=urgent, late=is_late) for event in events]
    drafts = drafts if urgent else holding(session, events, drafts, by=by, now=now)
    try:
        kept = log.append(session_id, after=session.version, drafts=drafts, key=key)
    except MovedOn:
        raise SessionMovedOn(stands(session_id, log)) from None
    except PatientBusy:
        raise PatientHasSession from None
    return _answer(session_id, session, kept, log)


def _alarm(  # noqa: PLR0913 - which session, after which command, when, kept where
    session_id: str, session: Session, key: Key, *, now: Instant, log: EventLog, software: str
) -> None:
    """Raise the alarm of another patient or product, once for a command (H-50); the refusal stands without it too."""
    condition = WRONG_PATIENT_OR_PRODUCT
    raised = AlarmRaised(condition=condition, priority=CONDITIONS[condition])
    name = hashlib.sha256(f"{condition}\n{key.name}\n{key.body}".encode()).hexdigest()
    draft = draft_of(raised, now, SERVER, software=software, urgent=False)
    with suppress(LogRefusal):
        try:
            log.append(session_id, after=session.version, drafts=(draft,), key=Key(name=name, body=name))
        except MovedOn as moved:
            log.append(session_id, after=moved.newest, drafts=(draft,), key=Key(name=name, body=name))


def _asked_before(session_id: str, key: Key, log: EventLog, *, urgent: bool) -> tuple[Key, Kept | None]:
    """Tell what became of the same command, if it came before (H-61).

    What is urgent is never refused for its key (H-05): one that is unfit, or was used before, gets another name.
    """
    if not is_fit(key.name):
        if not urgent:
            msg = "A command carries a key of its own, of up to 100 plain characters."
            raise CommandUnreadable(msg)
        key = Key(name=key.body, body=key.body)
    try:
        return key, log.answer(session_id, key)
    except KeyUsed:
        if not urgent:
            raise
        return beside(key), log.answer(session_id, beside(key))
    except LogRefusal:
        if not urgent:
            raise
        return key, None


def _first_answer(session_id: str, session: Session, kept: Kept, log: EventLog) -> Answer:
    if kept.waiting is not None:
        entries = _placed(kept.waiting.drafts, session.version - len(kept.waiting.drafts))
        return Answer(session=session, entries=tuple(entries), is_recorded=False)
    entries = [entry_of(item) for item in kept.entries]
    return Answer(session=_caught_up(session_id, entries, session, log), entries=tuple(entries))


def _read(session_id: str, log: EventLog, *, known: Session, urgent: bool) -> Session:
    """Read how a session stands; what is urgent is judged by what is sound, or by what was last shown (H-64, H-66)."""
    try:
        return stands(session_id, log)
    except BrokenChain as wrong:
        if not urgent:
            raise
        return _with_waiting(session_id, max(replayed(wrong.sound), known, key=lambda session: session.version), log)
    except LogUnwell:
        if not urgent:
            raise
        return known


def _answer(session_id: str, session: Session, kept: Kept, log: EventLog) -> Answer:
    if kept.waiting is not None:
        waiting = _placed(kept.waiting.drafts, session.version)
        return Answer(session=replay(waiting, session), entries=tuple(waiting), is_recorded=False)
    entries = [entry_of(item) for item in kept.entries]
    if entries[0].sequence == session.version + 1:
        return Answer(session=replay(entries, session), entries=tuple(entries))
    return Answer(session=_caught_up(session_id, entries, session, log), entries=tuple(entries))


def _caught_up(session_id: str, entries: list[Entry], session: Session, log: EventLog) -> Session:
    """Replay all up to entries that were kept behind those of others; a log that is unwell shows what it can."""
    try:
        found = log.entries(session_id)
    except (BrokenChain, LogUnwell):
        return replay(entries, session)
    return replayed(found[: entries[-1].sequence])


def open_session(  # noqa: PLR0913 - who, when, which plan, sent how, kept where
    session_id: str, plan: SessionPlan, *, by: Actor, now: Instant, key: str, log: EventLog, software: str = ""
) -> Answer:
    """Begin a session with its signed order; whoever calls has asked for the password at this moment.

    Raises:
        IdentityUnknown: if the order does not say who the patient is (H-50).
        SessionMovedOn: if it was begun before.
    """
    if plan.identity is None:
        raise IdentityUnknown
    return act(session_id, signing_plan(plan, by), by=by, now=now, sent=Sent(key=key), log=log, software=software)


# ------------------------------------------------------------------------------------------------- the server's own


@dataclass(frozen=True, slots=True, kw_only=True)
class CameBack:
    """What became of one open session after a restart: how it stands, and where its chain breaks, if it does.

    A session that is broken is held in memory: hand it on as what is `known` of it.
    """

    session_id: str
    session: Session | None = None
    broken: Break | None = None


def open_sessions(log: EventLog) -> tuple[str, ...]:
    """List the sessions that are neither completed nor ended."""
    return log.open_sessions(closed_by=CLOSED_BY)


def heartbeat(now: Instant, log: EventLog) -> tuple[str, ...]:
    """Store for every open session that the server watched it until now; at least every 10 s (H-23)."""
    return log.prove(open_sessions(log), moment_of(now))


def come_back(now: Instant, log: EventLog, *, software: str = "") -> tuple[CameBack, ...]:
    """Replay every open session after a start, and note the restart where drug was given (H-68).

    A session whose chain is broken is held in memory, with an alarm, and nothing is entered behind the break.
    """
    return tuple(_come_back(session_id, now, log, software=software) for session_id in open_sessions(log))


def _come_back(session_id: str, now: Instant, log: EventLog, *, software: str) -> CameBack:
    try:
        stored = log.entries(session_id)
    except BrokenChain as wrong:
        return CameBack(session_id=session_id, session=_held(session_id, wrong, now, log), broken=wrong.where)
    session, proven = replayed(stored), proven_until(session_id, entry_of(stored[-1]).at, log)
    if session.state.is_before_start or proven.boot == now.boot:
        return CameBack(session_id=session_id, session=session)
    answer = act(
        session_id,
        ServerRestarted(proven=proven),
        by=SERVER,
        now=now,
        sent=Sent(key=f"restart {now.boot}", seen=session.version),
        log=log,
        software=software,
    )
    return CameBack(session_id=session_id, session=answer.session)


def _held(session_id: str, wrong: BrokenChain, now: Instant, log: EventLog) -> Session:
    sound = replayed(wrong.sound)
    proven = proven_until(session_id, entry_of(wrong.sound[-1]).at, log) if wrong.sound else None
    return held_in_memory(_with_waiting(session_id, sound, log), proven=proven, by=SERVER, now=now)


def proven_until(session_id: str, latest: Instant, log: EventLog) -> Instant:
    """Tell until when a session was watched for sure: the heartbeat, or the newest entry where that is later."""
    beat = log.proven(session_id)
    if beat is None:
        return latest
    found = instant_of(beat)
    return found if found.boot == latest.boot and found.monotonic >= latest.monotonic else latest
