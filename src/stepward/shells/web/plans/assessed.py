"""The signed assessment that a plan stands on: its verdict, conditions and premedication beside the plan."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import time

from django.http import HttpRequest

from stepward.adapters.database.assessments import DatabaseAssessments
from stepward.adapters.documents.standing_words import conditions, departure_words, premedication_rows
from stepward.shells.web.protocols.approving import utc_text
from stepward.shells.web.screen.shown import Found, SoFar
from stepward.shells.web.shown import ShownSource, shown_source
from stepward.shells.web.unit.shelf import member_of, unit_policy
from stepward.usecases.assessing import NoWayToPlan, Opened, for_plan
from stepward.usecases.standing import NO_DEPARTURE, Departure, Standing, assessed_dose, check_reason, departures

READS = frozenset({"allergist", "prescriber", "nurse", "charge nurse", "pharmacist", "auditor"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is planned: protocol, target dose as text with its unit, and the clock time of step 1."""

    protocol: str
    dose: str
    start: time | None = None
    is_ordered: bool = True
    departure: Departure = NO_DEPARTURE

    def departs(self, opened: Opened) -> tuple[str, ...]:
        """Say how it departs from the assessment; what was kept of that stands as it was."""
        if self.departure.words and not self.is_ordered:
            return (self.departure.words,)
        return departures(opened, protocol=self.protocol, dose=self.dose, is_ordered=self.is_ordered)

    def standing(self, opened: Opened) -> Standing:
        """Say on what the paper stands.

        Raises:
            NoReasonForDeparture: if the plan departs from the assessment, and nobody said why.
        """
        departs = self.departs(opened)
        check_reason(departs, self.departure)
        departure = replace(self.departure, words=" ".join(departs)) if departs else NO_DEPARTURE
        return Standing(opened=opened, start=self.start, departure=departure)


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
    departs: tuple[str, ...]
    departure: str
    policy_now: str
    replaced_by: str
    conditions: tuple[Found, ...]
    premedication: tuple[Premedicine, ...]


def may_read(request: HttpRequest) -> bool:
    """Tell whether who asks may read assessments."""
    member = member_of(request.user)
    return member is not None and bool(member.roles & READS)


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
    if not may_read(request):
        return None
    found = SoFar(found=opened.assessment, answers=opened.answers, is_signed=True)
    dose, departs = assessed_dose(opened), wanted.departs(opened)
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
        is_other_dose=any(" was assessed." in item for item in departs),
        policy_now="" if now == opened.policy_version else now,
        replaced_by=DatabaseAssessments().replaced_by(opened.signed.id),
        departs=departs,
        departure=_departure(wanted.departure, departs),
        conditions=tuple(item for item in found.findings if item.finding in conditions(opened.assessment)),
        premedication=tuple(_premedicine(item) for item in premedication_rows(opened.assessment, wanted.start)),
    )


def _departure(given: Departure, departs: tuple[str, ...]) -> str:
    return departure_words(replace(given, words=" ".join(departs))) if departs and given.reason else ""


def _premedicine(row: Mapping[str, object]) -> Premedicine:
    names = (item.strip() for item in str(row["source"]).split(";"))
    return Premedicine(
        at=str(row["at"]),
        name=str(row["name"]),
        words=str(row["words"]),
        sources=tuple(shown_source(item) for item in names if item),
    )
