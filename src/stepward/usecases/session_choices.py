"""What the unit's policy says of a session before it is signed: resume rule, observation, readings, limits.

The policy proposes, the physician who signs decides; what no source and no policy states stays open and is asked for.

Source: STEPWARD-SAFETY, H-03, H-09, H-14, H-15 and H-18; each option of the policy carries its own source.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from stepward.core.delivery.line import Line
from stepward.core.findings import Refusal
from stepward.core.protocols.plan import Plan
from stepward.core.quantities import Duration, Rate
from stepward.core.screening.policy import NotChosen, Option, Policy
from stepward.core.sessions.ordering import Choices, plan_of
from stepward.core.sessions.plan import (
    ACCESS_LINE,
    PAPER_LINE,
    BedsideIdentity,
    ResumeKind,
    ResumeRule,
    SessionLine,
    SessionPlan,
    VitalLimit,
)
from stepward.core.sessions.sealing import sealed
from stepward.core.sessions.vitals import SATURATION, SYSTOLIC, TEMPERATURE

CHECKLIST = ("consent", "decider", "premedication", "epinephrine", "rescue", "nurse")
RESUME = {
    "repeat-step": ResumeKind.REPEAT_STEP,
    "steps-back": ResumeKind.STEPS_BACK,
    "share-of-tolerated": ResumeKind.SHARE_OF_TOLERATED,
    "half-rate": ResumeKind.HALF_RATE,
}
ADULT, ADULT_LEAST, FALL_MMHG, FALL_SHARE = 18, 90, 20, Fraction(7, 10)
EVERY_15 = frozenset({"15", "15-then-30"})


class ChoiceMissing(Refusal):
    """Something that the physician must decide is not entered; says what."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """What the policy says, in its own words, with its sources, and as a number where it has one."""

    question: str
    words: str
    sources: tuple[str, ...]
    number: Fraction | None = None
    option: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What the physician decides: resume rule, minutes of observation, limits of this patient."""

    resume_rule: ResumeRule
    observation: Fraction
    vitals: tuple[VitalLimit, ...]
    patient_age: Fraction | None = None


def proposed(policy: Policy, choice_id: str) -> Proposed | None:
    """Tell what the policy says to a question; nothing where the unit has not chosen."""
    choice = policy.choices.get(choice_id)
    if choice is None:
        return None
    try:
        found: Option = choice.option
    except NotChosen:
        return None
    return Proposed(
        question=choice.question, words=found.words, sources=found.sources, number=found.number, option=found.id
    )


def proposed_limits(policy: Policy, baseline: Mapping[str, Fraction], age: Fraction | None) -> dict[str, VitalLimit]:
    """Compute the limits that the policy's thresholds mean for this patient's own baseline.

    Only thresholds that the unit chose and that fit the patient are used; the rest is left to the physician.
    """
    found: dict[str, VitalLimit] = {}
    pressure = proposed(policy, "stop-pressure")
    usual = baseline.get(SYSTOLIC)
    if pressure is not None and usual is not None and age is not None and age >= ADULT:
        falls = {"90-or-20-mmhg": usual - FALL_MMHG, "90-or-30-percent": usual * FALL_SHARE}
        fall = falls.get(pressure.option)
        if fall is not None:
            found[SYSTOLIC] = VitalLimit(name=SYSTOLIC, low=Fraction(-(-max(Fraction(ADULT_LEAST), fall) // 1)))
    saturation = proposed(policy, "stop-saturation")
    if saturation is not None and saturation.number is not None:
        found[SATURATION] = VitalLimit(name=SATURATION, low=saturation.number + 1)
    temperature = proposed(policy, "stop-temperature")
    if temperature is not None and temperature.number is not None:
        found[TEMPERATURE] = VitalLimit(name=TEMPERATURE, high=temperature.number)
    return found


def resume_rule(policy: Policy, kind: ResumeKind, *, steps: int = 0, share: Fraction | None = None) -> ResumeRule:
    """Write the resume rule with its source: that of the policy where it names this rule, else the physician's own.

    Raises:
        UnsoundOrder: if the rule needs a number that is missing.
    """
    says = proposed(policy, "resume")
    is_policy = says is not None and RESUME.get(says.option) is kind
    source = ", ".join(says.sources) if is_policy and says is not None else "decided by the physician who signs"
    if kind is ResumeKind.HALF_RATE:
        share = share or Fraction(1, 2)
    return ResumeRule(kind=kind, source=source or f"policy {policy.version}", steps=steps, share=share)


def session_plan(  # noqa: PLR0913 - the plan, who decides what, the policy, the line, and whose session it is
    plan: Plan,
    decided: Decided,
    *,
    policy: Policy,
    line: Line | None,
    carrier: Rate | None,
    session_id: str,
    identity: BedsideIdentity | None = None,
) -> SessionPlan:
    """Write the order that is signed, for one session and no other.

    Raises:
        NotOrderable: if the plan cannot be run.
        ChoiceMissing: if no limits are set.
    """
    if not decided.vitals:
        msg = "Set the limits of at least one vital sign for this patient."
        raise ChoiceMissing(msg)
    says = proposed(policy, "vitals")
    every = Duration(Fraction(15)) if says is not None and says.option in EVERY_15 else None
    infused = any(step.rate is not None for step in plan.effective.steps)
    checklist = (*CHECKLIST, *((ACCESS_LINE,) if infused else ()), *(() if identity is None else (PAPER_LINE,)))
    found = plan_of(
        plan,
        Choices(
            observation=Duration(decided.observation),
            resume_rule=decided.resume_rule,
            vitals=decided.vitals,
            checklist=checklist,
            vitals_every=every,
            line=None if line is None else line_of(line, carrier),
            patient_age=decided.patient_age,
        ),
    )
    return sealed(replace(found, session=session_id, identity=identity))


def line_of(line: Line, carrier: Rate | None) -> SessionLine:
    """Take over the line of the kept plan."""
    return SessionLine(
        common=line.common.value,
        branches=tuple((number, volume.value) for number, volume in sorted(line.branches.items())),
        primed_with=line.primed_with,
        carrier=Fraction(0) if carrier is None else carrier.value,
    )
