"""Screen a case: one pure function from case, policy and knowledge to an assessment."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from stepward.core.findings import Severity, gravest_first
from stepward.core.screening import (
    airway,
    bars,
    care,
    choosing,
    formulation,
    indication,
    medicines,
    naming,
    penicillin,
    plausible,
    premedication,
)
from stepward.core.screening.assessment import (
    Assessment,
    CareLevel,
    ScreenFinding,
    Verdict,
    most_watched,
    worst,
)
from stepward.core.screening.case import Case
from stepward.core.screening.checklist import checklist
from stepward.core.screening.look import Knowledge, Look
from stepward.core.screening.policy import Policy
from stepward.core.screening.questions import open_questions

Rule = Callable[[Look], Iterable[ScreenFinding]]
RULES: tuple[Rule, ...] = (
    *naming.RULES,
    *indication.RULES,
    *airway.RULES,
    *plausible.RULES,
    *bars.RULES,
    *care.RULES,
    *medicines.RULES,
    *choosing.RULES,
    *penicillin.RULES,
    *premedication.RULES,
    *formulation.RULES,
)
CLOSED = (Verdict.BLOCKED, Verdict.NOT_INDICATED)
Outcome = tuple[Verdict, CareLevel, tuple[str, ...]]


def screen(case: Case, policy: Policy, knowledge: Knowledge, asked: tuple[ScreenFinding, ...] = ()) -> Assessment:
    """Say whether this patient may be desensitized to this drug, and with what care.

    `asked` are the findings of the reader, about what a case says and could not be read.

    Raises:
        NotChosen: if a rule needs a choice that the unit has not made.
    """
    look = Look(case=case, policy=policy, knowledge=knowledge, asked=asked)
    judged = judge(look)
    findings = gravest_first((*judged, *_unknowns(look, judged)))
    return Assessment(
        case_id=case.id,
        policy_version=policy.version,
        verdict=worst(findings),
        phenotype=look.phenotype,
        care_level=most_watched(findings),
        protocols=choosing.protocols(look) if worst(findings) not in CLOSED else (),
        premedication=premedication.doses(look),
        medicines=medicines.effects(look),
        excipients=formulation.matches(look),
        grades=tuple(grade for grades in look.grades for grade in grades),
        findings=findings,
        checklist=checklist(look),
    )


def judge(look: Look) -> tuple[ScreenFinding, ...]:
    """Apply every rule to what is known."""
    return (*look.asked, *(finding for rule in RULES for finding in rule(look)))


def outcome(look: Look, findings: Iterable[ScreenFinding]) -> Outcome:
    """Take what an unknown fact could change: verdict, place and protocols."""
    found = tuple(findings)
    return worst(found), most_watched(found), tuple(item.id for item in choosing.protocols(look))


def _unknowns(look: Look, judged: tuple[ScreenFinding, ...]) -> Iterable[ScreenFinding]:
    """Ask what could change the outcome, and name the rest in one note."""
    now, idle = outcome(look, judged), []
    for question in open_questions(look):
        others = (replace_case(look, case) for case in question.answers(look.case))
        if question.matters(look) and any(outcome(other, judge(other)) != now for other in others):
            yield ScreenFinding(
                code="ASK-01",
                severity=Severity.CAUTION,
                message=f"Not known: {question.title}. An answer could change the verdict or the place.",
                action=f"Answer it: {question.title}.",
                source="STEPWARD-METHOD",
                topic="Not known",
            )
        else:
            idle.append(question.title)
    if idle:
        yield ScreenFinding(
            code="ASK-02",
            severity=Severity.NOTE,
            message=f"Not known: {', '.join(idle)}. No answer changes verdict, place or protocol; it may add findings.",
            source="STEPWARD-METHOD",
            topic="Not known",
        )


def replace_case(look: Look, case: Case) -> Look:
    """Look at another case with the same policy and knowledge."""
    return replace(look, case=case)
