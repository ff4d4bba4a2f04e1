"""What happened, told in order from the log: the narrative of a report, without the name of anybody."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from stepward.core.protocols.plan import Plan
from stepward.core.quantities import people_text
from stepward.core.quantities.place import UTC_PLACE
from stepward.core.sessions.between import Between
from stepward.core.sessions.events import (
    Completed,
    Ended,
    ReactionAmended,
    ReactionRecorded,
    ReactionResolved,
    Resumed,
    SampleTaken,
    StepBegun,
    TreatmentGiven,
)
from stepward.core.sessions.record import Line, Record
from stepward.core.sessions.session import SessionReaction
from stepward.core.sessions.vitals import SIGNS, SYSTOLIC, USUAL_SYSTOLIC


def told(record: Record, plan: Plan, reactions: Sequence[SessionReaction]) -> str | None:
    """Tell the session around its reactions; nothing where none came."""
    if not reactions:
        return None
    return " ".join((_begin(record, plan), *_middle(record, {item.number for item in reactions})))


def _begin(record: Record, plan: Plan) -> str:
    target = plan.order.target.amount.people()
    begun = next((line.entry.at.at for line in record.lines if isinstance(line.entry.event, StepBegun)), None)
    when = "" if begun is None else f", begun {moment(begun)}"
    return f"Rapid desensitization to {plan.order.drug}, target {target}, {len(plan.effective.steps)} steps{when}."


def _middle(record: Record, numbers: set[int]) -> Iterator[str]:
    unit = "" if record.session.plan is None else record.session.plan.unit
    has_come = False
    for line in record.lines:
        event = line.entry.event
        if isinstance(event, ReactionRecorded) and event.number in numbers:
            has_come = True
            yield _came(line, event, unit)
        elif has_come:
            words = _after(line, event, unit)
            if words:
                yield words


def _came(line: Line, event: ReactionRecorded, unit: str) -> str:
    onset = line.entry.at.at if event.began_at is None else event.began_at.at
    where = f"in step {line.step}" if line.step else "before step 1"
    signs = ", ".join(sign.value for sign in event.signs) or "a reaction"
    return (
        f"Reaction R{event.number} {where}, {moment(onset)}, after {amount(line.given, unit)}: {signs}."
        f"{_values(event)}{_grades(event)}"
    )


def _values(event: ReactionRecorded) -> str:
    values = [f"{name} {people_text(value)} {unit_of(name)}".strip() for name, value in event.values]
    return f" Read: {', '.join(values)}." if values else ""


def _grades(event: ReactionRecorded) -> str:
    if event.grades:
        return " Graded: " + "; ".join(f"{scale}: {grade}" for scale, grade in event.grades) + "."
    return "" if event.brown is None else f" Brown grade {event.brown}."


def _after(line: Line, event: object, unit: str) -> str:  # noqa: PLR0911 - one sentence for each kind of entry
    at = moment(line.entry.at.at)
    match event:
        case TreatmentGiven(medicine=medicine, dose=dose, route=route):
            return f"Given {at}: {' '.join(part for part in (medicine, dose, route) if part)}."
        case SampleTaken(kind=kind):
            return f"Sample for {kind} taken {at}."
        case ReactionAmended(number=number, signs=signs):
            return f"R{number} read anew {at}: {', '.join(sign.value for sign in signs)}."
        case ReactionResolved(number=number):
            return f"R{number} was over {at}."
        case Resumed(point=point):
            return f"Resumed at step {point.step}, {at}."
        case Completed():
            return f"The session was completed {at}; {amount(line.given, unit)} had been given."
        case Ended(reason=reason):
            return f"The session was stopped {at} ({reason}); {amount(line.given, unit)} had been given."
        case _:
            return ""


def amount(given: Between, unit: str) -> str:
    """Write an amount, or its least and its most."""
    least, most = people_text(given.least), people_text(given.most)
    return f"{most} {unit}" if least == most else f"{least} to {most} {unit}"


def moment(at: datetime) -> str:
    """Write an instant with its day, to the minute."""
    return UTC_PLACE.minute(at).replace(",", "")


def unit_of(name: str) -> str:
    """Give the unit of a reading by its name; empty where it is not on the list."""
    sign = SIGNS.get(SYSTOLIC if name == USUAL_SYSTOLIC else name)
    return "" if sign is None else sign.unit
