"""What a session already knows of a reaction, as a safety report: each fact with where it comes from.

Only what the log, the order, the plan, the preparation and signed words say is taken; the rest stays open and is asked.

Source: FDA-E2B-R3-RULES, for the parts of a report.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction

from stepward.core.protocols.plan import Plan
from stepward.core.quantities import people_text
from stepward.core.reports.parts import (
    Action,
    CaseIdentity,
    DoseGiven,
    Drug,
    Measured,
    Outcome,
    Patient,
    Person,
    Qualification,
    Reaction,
    Reporter,
    Role,
    Sender,
    Sending,
    Test,
)
from stepward.core.reports.report import SafetyReport
from stepward.core.sessions.between import Between
from stepward.core.sessions.events import ReactionRecorded, ReactionResolved, SampleTaken, StepBegun
from stepward.core.sessions.record import Record
from stepward.core.sessions.session import SessionReaction, State
from stepward.usecases.report_telling import told, unit_of
from stepward.usecases.session_orders import SessionOrder

UCUM = frozenset({"mg", "mL"})
CODES = {"/min": "/min", "%": "%", "°C": "Cel", "mmHg": "mm[Hg]", "L/min": "L/min"}
ENGLISH, YEARS, LONGEST_SENDER = "eng", "a", 40
PHYSICIANS, PHARMACISTS = frozenset({"allergist", "prescriber"}), frozenset({"pharmacist"})
OTHERS = frozenset({"nurse", "charge nurse"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """All that stands behind a report: the record as of an entry, the order, and what people stated."""

    order: SessionOrder
    plan: Plan
    record: Record
    unit: str
    reporter: str
    roles: frozenset[str] = frozenset()
    country: str | None = None
    product: str = ""
    maker: str = ""
    stated: Mapping[str, str] = field(default_factory=dict)


def reactions_of(record: Record) -> tuple[SessionReaction, ...]:
    """List the reactions that the protocol did not expect."""
    return tuple(item for item in record.reactions if not item.expected)


def aware_at(record: Record) -> datetime | None:
    """Tell when the unit learned of the first of them: when it was written down."""
    numbers = {item.number for item in reactions_of(record)}
    return next((line.entry.at.at for line in record.lines if _records(line.entry.event, numbers)), None)


def _records(event: object, numbers: set[int]) -> bool:
    return isinstance(event, ReactionRecorded) and event.number in numbers


def collected(behind: Behind, at: datetime) -> SafetyReport:
    """Write all that is known as a report."""
    record = behind.record
    aware = aware_at(record)
    return SafetyReport(
        case=CaseIdentity(country=behind.country or "", sender=sender_name(behind.unit), number=behind.order.id),
        created=at,
        received=aware,
        updated=record.lines[-1].entry.at.at if record.lines else None,
        kind=None,
        reporters=(_reporter(behind),),
        sender=Sender(
            kind=Sending.PROFESSIONAL, person=Person(organization=behind.unit or None, country=behind.country)
        ),
        patient=_patient(behind, aware),
        reactions=tuple(_reaction(behind, item) for item in reactions_of(record)),
        drugs=tuple(_drugs(behind)),
        tests=tuple(_tests(record)),
        narrative=told(record, behind.plan, reactions_of(record)),
    )


def sender_name(unit: str) -> str:
    """Write the name of the unit as it stands in the number of a case: letters and digits only."""
    letters = "".join(letter if letter.isascii() and letter.isalnum() else " " for letter in unit)
    return "".join(word.capitalize() for word in letters.split())[:LONGEST_SENDER]


def _reporter(behind: Behind) -> Reporter:
    person = Person(family=behind.reporter or None, organization=behind.unit or None, country=behind.country)
    return Reporter(person=person, qualification=qualification(behind.roles))


def qualification(roles: frozenset[str]) -> Qualification | None:
    """Tell what somebody is from the roles held; nothing where they do not say."""
    if roles & PHYSICIANS:
        return Qualification.PHYSICIAN
    if roles & PHARMACISTS:
        return Qualification.PHARMACIST
    return Qualification.OTHER_PROFESSIONAL if roles & OTHERS else None


def age_on(born: date, day: date) -> int:
    """Count the whole years of a life."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _patient(behind: Behind, aware: datetime | None) -> Patient:
    somebody, weighed = behind.order.patient, behind.order.weighed
    day = (aware or behind.order.start_at).date()
    initials = "".join(f"{part[0].upper()}." for part in (somebody.given_names, somebody.family_name) if part)
    return Patient(
        initials=initials or None,
        age=Measured(value=Fraction(age_on(somebody.born_on, day)), unit=YEARS),
        weight_kg=None if weighed is None else weighed.amount.value,
        height_cm=None if behind.plan.order.height is None else behind.plan.order.height.value,
        allergies=tuple(_listed(behind.stated["allergies"])) if "allergies" in behind.stated else None,
    )


def _listed(words: str) -> list[str]:
    return [] if words.casefold() == "none" else [word.strip() for word in words.split(",") if word.strip()]


def _reaction(behind: Behind, item: SessionReaction) -> Reaction:
    over = next(
        (
            line.entry.at.at
            for line in reversed(behind.record.lines)
            if isinstance(line.entry.event, ReactionResolved) and line.entry.event.number == item.number
        ),
        None,
    )
    return Reaction(
        words=", ".join(sign.value for sign in item.signs) or None,
        language=ENGLISH if item.signs else None,
        start=item.at.at,
        end=None if item.is_open else over,
        outcome=None if item.is_open else Outcome.RECOVERED,
        country=behind.country,
    )


def _drugs(behind: Behind) -> Iterator[Drug]:
    plan, stated = behind.plan, behind.stated
    first = next(iter(reactions_of(behind.record)), None)
    yield Drug(
        role=Role.SUSPECT,
        product=behind.product or stated.get("product") or plan.order.drug,
        substances=(plan.order.drug,),
        maker=behind.maker or stated.get("maker") or None,
        doses=(_dose(behind),),
        until_reaction=None if first is None else _measured(_until(behind.record, first), _unit(behind)),
        action=action_of(behind.record),
    )
    for name in _listed(stated.get("interfering_medicines", "")):
        yield Drug(role=Role.CONCOMITANT, product=name)
    for treatment in behind.record.session.treatments:
        words = " ".join(part for part in (treatment.dose, treatment.route) if part)
        yield Drug(
            role=Role.TREATMENT,
            product=treatment.medicine,
            doses=(DoseGiven(start=treatment.at.at, text=words or None),),
        )


def _unit(behind: Behind) -> str:
    plan = behind.record.session.plan
    return "" if plan is None else plan.unit


def _until(record: Record, item: SessionReaction) -> Between:
    return next((line.given for line in record.lines if line.entry.sequence == item.sequence), Between())


def _measured(given: Between, unit: str) -> Measured | None:
    """Give an amount where it is known exactly enough to say one number, in a unit that has a code."""
    if unit not in UCUM or people_text(given.least) != people_text(given.most):
        return None
    return Measured(value=given.most, unit=unit)


def _dose(behind: Behind) -> DoseGiven:
    record, unit = behind.record, _unit(behind)
    least, most = people_text(record.given.least), people_text(record.given.most)
    words = f"{most} {unit}" if least == most else f"{least} to {most} {unit}"
    steps = behind.plan.effective.steps
    return DoseGiven(
        amount=_measured(record.given, unit),
        start=next((line.entry.at.at for line in record.lines if isinstance(line.entry.event, StepBegun)), None),
        end=_stopped_at(record),
        text=f"{words} in steps of a rapid desensitization",
        lot=behind.stated.get("lot") or None,
        route=steps[-1].route if steps else None,
    )


def _stopped_at(record: Record) -> datetime | None:
    """Tell when the drug last stopped running; nothing while it runs."""
    running = [place for place, line in enumerate(record.lines) if line.state is State.RUNNING]
    if not running or running[-1] + 1 >= len(record.lines):
        return None
    return record.session.dose_ended_at or record.lines[running[-1] + 1].entry.at.at


def action_of(record: Record) -> Action | None:
    """Tell what was done with the drug: withdrawn, reduced, or given on; nothing while the session is not over."""
    if record.session.state is State.COMPLETED:
        return Action.NOT_CHANGED if record.session.reduced_total is None else Action.REDUCED
    return Action.WITHDRAWN if record.session.state.is_final else None


def _tests(record: Record) -> Iterator[Test]:
    """List samples first, in the order of the log: an answer to one stays its own, whatever is charted later."""
    for line in record.lines:
        if isinstance(line.entry.event, SampleTaken):
            yield Test(name=line.entry.event.kind, at=line.entry.at.at)
    for item in reactions_of(record):
        for name, value in item.values:
            code = CODES.get(unit_of(name))
            result = None if code is None else Measured(value=value, unit=code)
            text = None if code is not None else people_text(value)
            yield Test(name=name, at=item.at.at, result=result, text=text)
