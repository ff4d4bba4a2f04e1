"""Compare how a session stands with what a line of a scenario expects; what is not written is not compared."""

from collections.abc import Callable, Iterator
from fractions import Fraction

from stepward.core.quantities.numbers import exact_text, is_terminating
from stepward.core.sessions.at_vein import at_vein
from stepward.core.sessions.between import Between
from stepward.core.sessions.commands_running import dwell_left
from stepward.core.sessions.conditions import due
from stepward.core.sessions.holds import ResumePoint
from stepward.core.sessions.instants import Instant
from stepward.core.sessions.next_step import next_step
from stepward.core.sessions.resuming import missing_for_resume, resume_points
from stepward.core.sessions.session import Session
from stepward.usecases.scenarios import Measured, Next, Span, Then

RATE, VOLUME = "mL/h", "mL"


def faults(then: Then, session: Session, now: Instant) -> tuple[str, ...]:
    """List what is not as expected, each in one sentence."""
    found = []
    for name, read in READ.items():
        expected = getattr(then, name)
        if expected is None:
            continue
        actual = read(session, now)
        if actual != expected:
            found.append(f"{name}: expected {_shown(expected)}, was {_shown(actual)}")
    if then.next is not None:
        found.extend(_next_faults(then.next, session, now))
    return tuple(found)


def _shown(value: object) -> str:
    match value:
        case Measured(value=number, unit=unit):
            return f"{plain(number)} {unit}"
        case Span(least=least, most=most):
            return _shown(least) if least == most else f"{_shown(least)} to {_shown(most)}"
        case tuple():
            return f"[{', '.join(map(str, value))}]"
        case _:
            return str(value)


def plain(value: Fraction) -> str:
    """Write a number exactly."""
    return exact_text(value) if is_terminating(value) else f"{value.numerator}/{value.denominator}"


def _span(amount: Between, unit: str) -> Span:
    return Span(Measured(amount.least, unit), Measured(amount.most, unit))


def _unit(session: Session) -> str:
    return "" if session.plan is None else session.plan.unit


def _rate(session: Session, _now: Instant) -> Measured | None:
    return None if session.rate is None else Measured(session.rate, RATE)


def _at_vein(session: Session, now: Instant) -> Span | None:
    found = at_vein(session, now, now)
    return None if found is None else _span(found.reached, _unit(session))


def _points(session: Session, now: Instant) -> tuple[str, ...]:
    if session.plan is None:
        return ()
    return tuple(
        point_text(point, session.plan.unit) for point in resume_points(session, session.plan.resume_rule, now)
    )


def point_text(point: ResumePoint, unit: str) -> str:
    """Write where a session may go on, as `step 2 at 20 mL/h`."""
    if point.rate is not None:
        return f"step {point.step} at {plain(point.rate)} mL/h"
    return f"step {point.step}" if point.dose is None else f"step {point.step} with {plain(point.dose)} {unit}"


def _left(session: Session, now: Instant) -> int | None:
    return dwell_left(session, now) if session.step else None


READ: dict[str, Callable[[Session, Instant], object]] = {
    "state": lambda session, _now: session.state.value,
    "step": lambda session, _now: session.step,
    "rate": _rate,
    "given": lambda session, now: _span(session.given.total(now), _unit(session)),
    "at_vein": _at_vein,
    "hold": lambda session, _now: None if session.hold is None else session.hold.kind.value,
    "causes": lambda session, _now: () if session.hold is None else tuple(item.value for item in session.hold.causes),
    "missing": lambda session, now: tuple(item.code for item in missing_for_resume(session, now)),
    "due": lambda session, now: tuple(item.code.value for item in due(session, now)),
    "alarms": lambda session, _now: tuple(item.condition for item in session.alarms),
    "solutions": lambda session, _now: tuple(item.stage.value for item in session.solutions),
    "points": _points,
    "left": _left,
    "gap": lambda session, _now: session.gap,
    "clinical_holds": lambda session, _now: session.clinical_holds,
    "open_reactions": lambda session, _now: len(session.open_reactions),
    "brown": lambda session, _now: session.reactions[-1].brown if session.reactions else None,
    "reaction_expected": lambda session, _now: bool(session.reactions) and session.reactions[-1].expected,
    "opinion_needed": lambda session, _now: session.is_opinion_needed,
    "tolerance_asked": lambda session, _now: session.is_tolerance_asked,
    "controller": lambda session, _now: session.controller_user,
    "reduced_to": lambda session, _now: (
        None if session.reduced_total is None else Measured(session.reduced_total, _unit(session))
    ),
}


def _next_faults(expected: Next, session: Session, now: Instant) -> Iterator[str]:
    found = next_step(session, now)
    if found is None:
        yield "next: there is no next step"
        return
    actual = Next(
        step=found.number,
        rate=None if found.rate is None else Measured(found.rate, RATE),
        dose=Measured(found.dose, _unit(session)),
        volume=None if found.volume is None else Measured(found.volume, VOLUME),
        limit=found.passed or found.binding,
    )
    for name in ("step", "rate", "dose", "volume", "limit"):
        wanted = getattr(expected, name)
        if wanted is not None and wanted != getattr(actual, name):
            yield f"next {name}: expected {_shown(wanted)}, was {_shown(getattr(actual, name))}"
