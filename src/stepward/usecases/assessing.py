"""Sign an assessment: what was told, what follows from it and by which policy are frozen as they were shown.

A signed assessment is never changed. A later policy, a later Stepward or a later answer leads to a new one, which names
the one that it replaces.

Source: STEPWARD-SAFETY, H-34, H-41, H-56 and H-92.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol as Port

from stepward.core.findings import Refusal, Severity
from stepward.core.quantities.words import value_of, words_of
from stepward.core.screening.assessment import Assessment, Verdict
from stepward.core.screening.policy import Choice, Policy
from stepward.usecases.unit_records import Member

FORMAT = 1
SIGNERS = frozenset({"allergist"})
Answers = Mapping[str, list[str]]
OPEN = frozenset({Verdict.PROCEED, Verdict.WITH_CONDITIONS})


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What is signed, frozen as text, and the SHA-256 over its bytes."""

    text: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What is assessed: the answers, the case that they form, the policy, and what follows."""

    answers: Answers
    case: Mapping[str, object]
    policy: Policy
    assessment: Assessment
    software: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedAssessment:
    """One signed assessment; `draft` are the answers that it closes, `replaces` an earlier one, empty for none."""

    id: str
    draft: str
    drug: str
    sheet: Sheet
    verdict: Verdict
    signer_id: str
    signer_name: str
    signed_at: datetime
    reason: str = ""
    replaces: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A signed assessment read back from its frozen text."""

    signed: SignedAssessment
    assessment: Assessment
    answers: dict[str, list[str]]
    case: dict[str, object]
    policy_version: str
    software: str

    @property
    def may_plan(self) -> bool:
        """Tell whether it leads to a plan."""
        return leads_to_plan(self.assessment)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What a person signs: the sheet that was shown, why the cautions are accepted, and what it replaces."""

    id: str
    draft: str
    drug: str
    shown_sha256: str
    reason: str = ""
    replaces: str = ""


class Assessments(Port):
    """Where signed assessments are kept, for ever."""

    def add(self, signed: SignedAssessment, /) -> None:
        """Keep one.

        Raises:
            SignedAlready: if these answers are signed.
        """

    def find(self, assessment_id: str, /) -> SignedAssessment | None:
        """Find one by its id."""

    def replaced_by(self, assessment_id: str, /) -> str:
        """Tell the id of the last one that replaces it; empty for none."""


class NotASigner(Refusal):
    """The person holds no role that signs assessments."""


class NothingToSign(Refusal):
    """The verdict waits for answers."""


class ShownOtherwise(Refusal):
    """What was shown is not what would be signed now."""


class NoReason(Refusal):
    """A caution needs a named person's reason."""


class SignedAlready(Refusal):
    """These answers are signed."""


class ReplacedAlready(Refusal):
    """A later assessment stands in place of the one that was taken up again."""


class NotAsSigned(Refusal):
    """The frozen text is not the one that was signed."""


class NoWayToPlan(Refusal):
    """The assessment does not allow a plan."""


def sheet_of(told: Told) -> Sheet:
    """Freeze what would be signed; the same facts give the same text."""
    facts = {
        "format": FORMAT,
        "software": told.software,
        "policy": _policy_words(told.policy),
        "answers": dict(told.answers),
        "case": dict(told.case),
        "assessment": words_of(told.assessment),
    }
    text = json.dumps(facts, ensure_ascii=False, sort_keys=True, indent=1)
    return Sheet(text=text, sha256=hashlib.sha256(text.encode()).hexdigest())


def sign(ask: Ask, told: Told, *, by: Member, at: datetime, kept: Assessments) -> SignedAssessment:
    """Sign an assessment as it was shown, also one that blocks.

    Raises:
        NotASigner: if the person may not sign.
        NothingToSign: if the verdict waits for answers.
        ShownOtherwise: if answers, policy or software changed since it was shown.
        NoReason: if a caution stands and no reason is said.
        ReplacedAlready: if another one replaces the assessment that was taken up again.
        SignedAlready: if these answers are signed.
    """
    if not may_sign(by):
        msg = f"{by.name} holds no role that signs an assessment: an allergist signs."
        raise NotASigner(msg)
    assessment = told.assessment
    if assessment.verdict is Verdict.NEEDS_ANSWERS:
        msg = "Answers are needed first. Then it can be signed."
        raise NothingToSign(msg)
    sheet = sheet_of(told)
    if sheet.sha256 != ask.shown_sha256:
        msg = "Answers or policy changed since this page was opened. You see them now: read, then sign."
        raise ShownOtherwise(msg)
    if needs_reason(assessment) and not ask.reason.strip():
        msg = "Say why the cautions are accepted."
        raise NoReason(msg)
    if ask.replaces and kept.replaced_by(ask.replaces):
        msg = "The assessment that this one replaces was replaced by another since. Read that one first."
        raise ReplacedAlready(msg)
    signed = SignedAssessment(
        id=ask.id,
        draft=ask.draft,
        drug=ask.drug,
        sheet=sheet,
        verdict=assessment.verdict,
        signer_id=by.id,
        signer_name=by.name,
        signed_at=at,
        reason=ask.reason.strip(),
        replaces=ask.replaces,
    )
    kept.add(signed)
    return signed


def open_signed(signed: SignedAssessment) -> Opened:
    """Read a signed assessment from its frozen text alone.

    Raises:
        NotAsSigned: if the text is not the one that was signed, or cannot be read.
    """
    if hashlib.sha256(signed.sheet.text.encode()).hexdigest() != signed.sheet.sha256:
        msg = "This text is not the one that was signed. Do not use it; tell who runs Stepward here."
        raise NotAsSigned(msg)
    facts = json.loads(signed.sheet.text)
    return Opened(
        signed=signed,
        assessment=value_of(Assessment, facts["assessment"], "assessment"),
        answers=facts["answers"],
        case=facts["case"],
        policy_version=facts["policy"]["version"],
        software=facts["software"],
    )


def for_plan(assessment_id: str, drug: str, *, kept: Assessments) -> Opened:
    """Open the assessment that a plan stands on.

    Raises:
        NoWayToPlan: if there is none, it does not allow a plan, is replaced, or is of another drug.
        NotAsSigned: if its text is not the one that was signed.
    """
    signed = kept.find(assessment_id)
    if signed is None:
        msg = "There is no such assessment."
        raise NoWayToPlan(msg)
    if kept.replaced_by(assessment_id):
        msg = "This assessment was replaced by a later one. Plan from that one."
        raise NoWayToPlan(msg)
    opened = open_signed(signed)
    if not opened.may_plan:
        msg = "The assessment does not allow a plan: see its findings."
        raise NoWayToPlan(msg)
    if drug.strip().casefold() != signed.drug.casefold():
        msg = f"The assessment is of {signed.drug}. Plan that drug, or assess this one."
        raise NoWayToPlan(msg)
    return opened


def may_sign(member: Member) -> bool:
    """Tell whether a person may sign assessments."""
    return bool(member.roles & SIGNERS)


def needs_reason(assessment: Assessment) -> bool:
    """Tell whether a caution stands that a person has to accept; nothing is accepted where no plan may be made."""
    return leads_to_plan(assessment) and any(item.severity is Severity.CAUTION for item in assessment.findings)


def leads_to_plan(assessment: Assessment) -> bool:
    """Tell whether a plan may be made; a block for today stops the session, not the plan."""
    return assessment.verdict in OPEN


def _policy_words(policy: Policy) -> dict[str, object]:
    return {
        "version": policy.version,
        "choices": {name: _choice_words(choice) for name, choice in sorted(policy.choices.items())},
        "regimens": [words_of(item) for item in policy.regimens],
        "invented": policy.is_invented,
    }


def _choice_words(choice: Choice) -> object:
    """Write what was chosen, with its words, number and sources; nothing where nothing was."""
    return next((words_of(option) for option in choice.options if option.id == choice.chosen), None)
