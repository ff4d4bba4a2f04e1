"""The signed assessment that a plan stands on: its verdict, conditions and premedication beside the plan."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from django.http import HttpRequest

from stepward.adapters.database.assessments import DatabaseAssessments
from stepward.core.findings import Severity
from stepward.core.quantities import UnreadableNumber, parse_number
from stepward.core.screening.assessment import Assessment, Dose
from stepward.core.screening.medicines import TOPIC as MEDICINES
from stepward.shells.web.protocols.approving import utc_text
from stepward.shells.web.screen.answers import first
from stepward.shells.web.screen.shown import Found, SoFar
from stepward.shells.web.shown import ShownSource, shown_source
from stepward.shells.web.unit.shelf import member_of, unit_policy
from stepward.usecases.assessing import NoWayToPlan, Opened, for_plan

READS = frozenset({"allergist", "prescriber", "nurse", "charge nurse", "pharmacist", "auditor"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is planned: protocol, target dose as text with its unit, and the clock time of step 1."""

    protocol: str
    dose: str
    start: time | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Premedicine:
    """One medicine before step 1: the clock time where the start is known, else how long before."""

    at: str
    name: str
    words: str
    sources: tuple[ShownSource, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessed:
    """What a plan says of its assessment."""

    id: str
    verdict: str
    care: str
    signer: str
    at: str
    reason: str
    is_named: bool
    dose: str
    is_other_dose: bool
    policy_now: str
    replaced_by: str
    conditions: tuple[Found, ...]
    premedication: tuple[Premedicine, ...]


def assessed(request: HttpRequest, assessment_id: str, *, drug: str, wanted: Wanted) -> Assessed:
    """Show the assessment that a plan stands on.

    Raises:
        NoWayToPlan: if it does not allow this plan, or who asks may not read it.
        NotAsSigned: if its text is not the one that was signed.
    """
    opened = for_plan(assessment_id, drug, kept=DatabaseAssessments())
    found = shown_assessment(request, opened, wanted)
    if found is None:
        msg = "Sign in to plan from an assessment."
        raise NoWayToPlan(msg)
    return found


def shown_assessment(request: HttpRequest, opened: Opened, wanted: Wanted) -> Assessed | None:
    """Put an assessment into words for those who may read it; nothing for others."""
    member = member_of(request.user)
    if member is None or not member.roles & READS:
        return None
    found = SoFar(found=opened.assessment, answers=opened.answers, is_signed=True)
    dose = " ".join(
        item for item in (first(opened.answers, "target_number"), first(opened.answers, "target_unit")) if item
    )
    now = unit_policy().version
    return Assessed(
        id=opened.signed.id,
        verdict=found.verdict,
        care=found.care,
        signer=opened.signed.signer_name,
        at=utc_text(opened.signed.signed_at),
        reason=opened.signed.reason,
        is_named=wanted.protocol in {item.id for item in opened.assessment.protocols},
        dose=dose,
        is_other_dose=is_other_dose(dose, wanted.dose),
        policy_now="" if now == opened.policy_version else now,
        replaced_by=DatabaseAssessments().replaced_by(opened.signed.id),
        conditions=tuple(item for item in found.findings if _is_condition(item)),
        premedication=tuple(_premedicine(item, wanted.start) for item in _in_order(opened.assessment)),
    )


def _is_condition(item: Found) -> bool:
    """Tell what comes along to the plan: everything but notes, and the notes on medicines, as the rescue they need."""
    return item.finding.severity is not Severity.NOTE or item.finding.topic == MEDICINES


def is_other_dose(assessed_dose: str, planned: str) -> bool:
    """Tell whether both doses have one unit and differ; a dose per body size cannot be compared with an amount."""
    number, _, unit = assessed_dose.partition(" ")
    other, _, other_unit = planned.partition(" ")
    if not number or not other or unit != other_unit:
        return False
    try:
        return parse_number(number) != parse_number(other)
    except UnreadableNumber:
        return True


def _in_order(assessment: Assessment) -> list[Dose]:
    return sorted(assessment.premedication, key=lambda item: -(item.minutes_before or 0))


def _premedicine(dose: Dose, start: time | None) -> Premedicine:
    return Premedicine(
        at=_when(dose.minutes_before, start),
        name=dose.name,
        words=dose.words,
        sources=tuple(shown_source(item.strip()) for item in dose.source.split(";") if item.strip()),
    )


def _when(minutes: int | None, start: time | None) -> str:
    """Count back from step 1, the day before where midnight lies between (H-25)."""
    if minutes is None:
        return "time not stated"
    if start is None:
        return f"{minutes} min before step 1"
    begins = datetime(2000, 1, 2, start.hour, start.minute, tzinfo=UTC)
    given = begins - timedelta(minutes=minutes)
    days = (begins.date() - given.date()).days
    before = {0: "", 1: " the day before"}.get(days, f" {days} days before")
    return f"{given:%H:%M}{before}"
