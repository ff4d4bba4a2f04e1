"""What the pharmacy made and checked is entered in the session of its order, in the names of those who did it.

Only what the session does not know yet is entered, each deed under a key of its own, so that doing it again does
nothing. A bag of which nobody said how long it keeps cannot be hung, so it waits until a pharmacist states it.

Source: STEPWARD-SAFETY, H-02, H-52, H-53 and H-61.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from stepward.core.preparation.recipe import Liquid
from stepward.core.preparation.work import Deed, SolutionState, SolutionWork
from stepward.core.sessions.commands_planning import CheckSolution, MakeSolution, VoidSolution
from stepward.core.sessions.instants import Instant
from stepward.core.sessions.people import Actor
from stepward.core.sessions.session import Session, SolutionStage
from stepward.usecases.event_logs import EventLog
from stepward.usecases.running import Sent, act, stands

MADE = frozenset({SolutionState.MADE, SolutionState.CHECKED, SolutionState.EXCEPTED, SolutionState.DIFFERS})


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One command to the session, by the person who did the deed."""

    command: object
    deed: Deed
    word: str


def take_over(  # noqa: PLR0913 - which session, what was made, by whom, when, kept where
    session_id: str,
    works: Iterable[SolutionWork],
    *,
    actor_of: Callable[[str], Actor | None],
    now: Instant,
    log: EventLog,
    software: str = "",
) -> Session:
    """Enter what the pharmacy did since; people whose account is gone are left out, and the session waits.

    Raises:
        SessionRefusal: if the session may not take it.
        LogRefusal: if the log does not keep it.
    """
    session = stands(session_id, log)
    if session.plan is None or session.state.is_final:
        return session
    for work in works:
        for step in _missing(session, work):
            by = actor_of(step.deed.person_id)
            if by is None:
                break
            sent = Sent(key=f"pharmacy {step.word} {work.item.words} {step.deed.number}", seen=session.version)
            session = act(session_id, step.command, by=by, now=now, sent=sent, log=log, software=software).session
    return session


def _missing(session: Session, work: SolutionWork) -> Iterator[Step]:
    """List what the session does not know yet of one solution, in its order."""
    number = work.item.number
    found = next((item for item in session.solutions if item.number == number), None)
    if found is None or work.item.liquid is not Liquid.SOLUTION:
        return
    stage = found.stage
    if work.state is SolutionState.VOID or work.tainted:
        if stage in {SolutionStage.MADE, SolutionStage.CHECKED} and work.deeds:
            yield Step(
                command=VoidSolution(number=number, reason="void in the pharmacy"), deed=work.deeds[-1], word="void"
            )
        return
    if work.expires_at is None and stage in {SolutionStage.PLANNED, SolutionStage.VOIDED}:
        return
    if work.state in MADE and work.maker is not None and stage in {SolutionStage.PLANNED, SolutionStage.VOIDED}:
        yield Step(command=MakeSolution(number=number, use_before=work.expires_at), deed=work.maker, word="made")
        stage = SolutionStage.MADE
    if stage is not SolutionStage.MADE:
        return
    if work.state is SolutionState.CHECKED and work.checker is not None:
        yield Step(command=CheckSolution(number=number), deed=work.checker, word="checked")
    elif work.state is SolutionState.EXCEPTED and work.exception is not None:
        command = CheckSolution(number=number, exception="declared in the pharmacy")
        yield Step(command=command, deed=work.exception, word="excepted")
