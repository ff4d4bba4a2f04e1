"""What the pages of reports show: what is owed and when, what is known and from where, and what is asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from stepward.core.quantities import people_text
from stepward.core.reports.owed import Duty, Owed
from stepward.core.reports.parts import Action, DoseGiven, Measured, NotStated, Reaction, Role
from stepward.core.reports.report import SafetyReport
from stepward.shells.web import here
from stepward.shells.web.prepare.words import day_text
from stepward.usecases.report_asking import Question, Shape
from stepward.usecases.reporting import Deed, Dossier, Standing, Turn, Version, remaining

LOG, ORDER, PLAN, UNIT, ACCOUNT = "log of the session", "order", "plan", "the unit", "your account"
STATED = "stated for the course"
TURNS = {Turn.FIRST: "First report", Turn.FOLLOW_UP: "Follow-up", Turn.NULLIFICATION: "Taken back"}
UNITS = {"a": "years", "Cel": "°C", "mm[Hg]": "mmHg"}
PAPERS = {"medwatch": "MedWatch", "icsr": "Electronic file", "incident": "Incident report", "letter": "Letter"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownOwed:
    """One thing that is owed: its clock in words, and whether it is late, done, or a question."""

    what: str
    to: str
    words: str
    duty: str
    due: str
    left: str
    source: str
    is_late: bool
    is_done: bool
    is_asked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownFact:
    """A fact that nobody types."""

    name: str
    says: str
    origin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownQuestion:
    """One field of the form, with what was entered."""

    key: str
    name: str
    words: str
    shape: str
    hint: str
    value: str
    told: str
    choices: tuple[tuple[str, str, bool], ...]
    is_needed: bool
    is_for_file: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownVersion:
    """One version, and what became of it."""

    number: int
    turn: str
    by: str
    reason: str
    marks: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One report in the list; `place` puts what is late first."""

    id: str
    name: str
    identifier: str
    is_invented: bool
    drug: str
    reacted: str
    words: str
    state: str
    due: str
    left: str
    is_late: bool
    is_open: bool
    place: tuple[bool, date, str]


def owed_shown(found: tuple[Owed, ...], dossier: Dossier, today: date) -> tuple[ShownOwed, ...]:
    """Show what is owed, in its order."""
    left = remaining(found, dossier)
    return tuple(
        ShownOwed(
            what=item.what,
            to=item.to,
            words=item.words,
            duty=item.duty.value,
            due="" if item.due is None else day_text(item.due),
            left=days_left(item.due, today) if item in left else "",
            source=item.source,
            is_late=item in left and item.is_overdue(today),
            is_done=item not in left and item.duty is not Duty.OTHERS,
            is_asked=item.duty is Duty.ASK,
        )
        for item in found
    )


def days_left(due: date | None, today: date) -> str:
    """Say how long there is time."""
    if due is None:
        return ""
    days = (due - today).days
    if days < 0:
        return f"{-days} {'day' if days == -1 else 'days'} late"
    return {0: "today", 1: "tomorrow"}.get(days, f"in {days} days")


def row(standing: Standing, dossier: Dossier, patient: tuple[str, str, bool], session_id: str, today: date) -> Row:
    """Write one row of the list; the patient is name, identifier, and whether invented."""
    left = [item for item in remaining(standing.owed, dossier) if item.duty is not Duty.VOLUNTARY]
    dues = sorted(item.due for item in left if item.due is not None)
    due = dues[0] if dues else None
    is_open = bool(left) and not dossier.is_closed
    name, identifier, is_invented = patient
    return Row(
        id=session_id,
        name=name,
        identifier=identifier,
        is_invented=is_invented,
        drug=standing.report.of_role(Role.SUSPECT)[0].substances[0],
        reacted=_when(standing.report.reactions[0]),
        words="; ".join(item.words or "reaction" for item in standing.report.reactions),
        state=state_text(standing, dossier),
        due="" if due is None or not is_open else day_text(due),
        left=days_left(due, today) if is_open else "",
        is_late=is_open and due is not None and today > due,
        is_open=is_open,
        place=(not is_open, due or date.max, session_id),
    )


def state_text(standing: Standing, dossier: Dossier) -> str:
    """Say how far a report is."""
    if dossier.is_closed:
        return "Taken back"
    count = len(standing.lacking)
    asks = f"{count} {'answer' if count == 1 else 'answers'} lacking" if count else "ready to close"
    if dossier.draft is not None:
        return f"Draft, {asks}"
    if dossier.last is None:
        return f"Not begun, {asks}"
    return f"Version {dossier.last.number} closed"


def moment(at: datetime) -> str:
    """Write an instant as it is read here."""
    return here.minute(at).replace(",", "")


def _when(item: Reaction) -> str:
    return moment(item.start) if isinstance(item.start, datetime) else ""


def questions_shown(
    asked: tuple[Question, ...], answers: Mapping[str, str], told: Mapping[str, str]
) -> tuple[ShownQuestion, ...]:
    """Show the fields with what was entered."""
    return tuple(
        ShownQuestion(
            key=item.key,
            name=item.key.replace(".", "-"),
            words=item.words,
            shape=item.shape.value,
            hint=item.hint,
            value=answers.get(item.key, ""),
            told=told.get(item.key, ""),
            choices=tuple((key, words, _is_chosen(item, key, answers)) for key, words in item.choices),
            is_needed=item.is_needed,
            is_for_file=item.is_for_file,
        )
        for item in asked
    )


def _is_chosen(item: Question, key: str, answers: Mapping[str, str]) -> bool:
    text = answers.get(item.key, "")
    return key in text.split(",") if item.shape is Shape.SEVERAL else key == text


def facts_shown(report: SafetyReport) -> tuple[ShownFact, ...]:
    """Show what is known without anybody typing it."""
    patient, reporter = report.patient, report.reporters[0]
    suspect = report.of_role(Role.SUSPECT)[0]
    pairs = (
        ("Patient", _text(patient.initials), f"{ORDER}, initials only"),
        ("Age", "" if patient.age is None else measured(patient.age), ORDER),
        ("Weight", "" if patient.weight_kg is None else f"{people_text(patient.weight_kg)} kg", ORDER),
        ("Height", "" if patient.height_cm is None else f"{people_text(patient.height_cm)} cm", PLAN),
        ("Known allergies", ", ".join(patient.allergies or ()), STATED),
        *((f"Reaction R{place}", reaction_text(item), LOG) for place, item in enumerate(report.reactions, 1)),
        ("Suspected drug", suspect.product or "", PLAN),
        ("Maker", suspect.maker or "", STATED),
        *(("Given", dose_text(dose), LOG) for dose in suspect.doses),
        ("Until the reaction", "" if suspect.until_reaction is None else measured(suspect.until_reaction), LOG),
        ("What was done with it", "" if suspect.action is None else _action(suspect.action), LOG),
        ("Other medicines", ", ".join(item.product or "" for item in report.of_role(Role.CONCOMITANT)), STATED),
        ("Treatment", "; ".join(_treatment(report)), LOG),
        ("Readings and samples", "; ".join(tests_text(report)), LOG),
        ("Reported by", _text(reporter.person.family), ACCOUNT),
        ("As", "" if reporter.qualification is None else _text(getattr(reporter.qualification, "value", "")), ACCOUNT),
        ("Unit", _text(report.sender.person.organization), UNIT),
        ("Known since", moment(report.received) if isinstance(report.received, datetime) else "", LOG),
    )
    return tuple(ShownFact(name=name, says=says, origin=origin) for name, says, origin in pairs if says)


def _text(words: object) -> str:
    return words.value if isinstance(words, NotStated) else str(words or "")


def _action(action: Action) -> str:
    return action.value


def measured(found: Measured) -> str:
    """Write a number with its unit for people."""
    return f"{people_text(found.value)} {UNITS.get(found.unit, found.unit)}"


def dose_text(dose: DoseGiven) -> str:
    """Write what was given, from when to when."""
    begin = moment(dose.start) if isinstance(dose.start, datetime) else ""
    end = moment(dose.end) if isinstance(dose.end, datetime) else ""
    times = f"{begin} to {end}" if begin and end else begin
    lot = f"lot {dose.lot}" if isinstance(dose.lot, str) else ""
    return ", ".join(part for part in (dose.text or "", _text(dose.route), times, lot) if part)


def reaction_text(item: Reaction) -> str:
    """Write a reaction with its times and how it stands."""
    end = f" to {moment(item.end)}" if isinstance(item.end, datetime) else ""
    outcome = "" if item.outcome is None else f", {item.outcome.value}"
    return f"{item.words or 'not described'}, {_when(item)}{end}{outcome}"


def _treatment(report: SafetyReport) -> list[str]:
    return [
        " ".join(part for part in (item.product or "", item.doses[0].text or "") if part)
        for item in report.of_role(Role.TREATMENT)
    ]


def tests_text(report: SafetyReport) -> list[str]:
    """Write each reading and sample with its result."""
    return [
        f"{test.name} {measured(test.result) if test.result is not None else test.text or 'taken'}"
        for test in report.tests
    ]


def versions_shown(dossier: Dossier) -> tuple[ShownVersion, ...]:
    """Show the versions, the newest first."""
    return tuple(_version(item, dossier) for item in reversed(dossier.versions))


def _version(item: Version, dossier: Dossier) -> ShownVersion:
    words = {Deed.SENT: "sent", Deed.TAKEN: "taken by the receiver", Deed.REFUSED: "refused by the receiver"}
    marks = tuple(
        f"{PAPERS.get(mark.paper, mark.paper)} {words[mark.deed]}, {moment(mark.at)}, {mark.by.name}"
        + (f": {mark.words}" if mark.words else "")
        for mark in dossier.marks
        if mark.number == item.number
    )
    return ShownVersion(
        number=item.number,
        turn=TURNS[item.turn],
        by=f"{item.by.name}, {moment(item.at)}",
        reason=item.reason,
        marks=marks,
    )
