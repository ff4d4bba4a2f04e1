"""What the screen says, as the JSON object of the contract and for a terminal."""

from typing import Any

from stepward.adapters.documents.plan_json import finding_json
from stepward.adapters.documents.tables import finding_text, plain
from stepward.core.reactions import Grade
from stepward.core.screening.assessment import Assessment, CareLevel, CheckLine, ScreenFinding, Verdict, When

Json = dict[str, Any]
VERDICTS = {
    Verdict.PROCEED: "Proceed",
    Verdict.WITH_CONDITIONS: "Proceed, with conditions",
    Verdict.NEEDS_ANSWERS: "Answers are needed first",
    Verdict.NOT_INDICATED: "Not indicated",
    Verdict.BLOCKED: "Blocked",
}
PLACES = {CareLevel.OUTPATIENT: "Outpatient", CareLevel.MONITORED_BED: "Monitored bed", CareLevel.ICU: "Intensive care"}
NURSE, NEAR, CONSENT = "nurse", "allergist", "consent"
ASKS = "ASK-01"


def screen_json(found: Assessment) -> Json:
    """Write an assessment; the place of care is always given."""
    kind = found.phenotype
    return {
        "id": found.case_id,
        "policy": found.policy_version,
        "verdict": found.verdict.value,
        "phenotype": kind.kind.value,
        "phenotype_because": list(kind.because),
        "care_level": found.care_level.value,
        "protocols": [{"id": item.id, "why": item.why, "source": item.source} for item in found.protocols],
        "premedication": [
            {
                "name": item.name,
                "words": item.words,
                "minutes_before": item.minutes_before,
                "source": item.source,
            }
            for item in found.premedication
        ],
        "medicines": [
            {"name": item.name, "effect": item.effect, "source": item.source, "known": item.is_known}
            for item in found.medicines
        ],
        "excipients": [{"name": item.name, "words": item.words, "source": item.source} for item in found.excipients],
        "grades": [grade_json(item) for item in found.grades],
        "care": care_json(found),
        "checklist": [line_json(item) for item in found.checklist],
        "consent": [line_json(item) for item in found.checklist if item.id == CONSENT],
        "open_questions": list(open_questions(found)),
        "findings": [screen_finding_json(item) for item in found.findings],
    }


def care_json(found: Assessment) -> Json:
    """Write what asks for the place, how many nurses there are for a patient, and who must be how near."""
    return {
        "because": [item.code for item in found.findings if item.care is found.care_level],
        "nurse": [line_json(item) for item in found.checklist if item.id == NURSE],
        "near": [line_json(item) for item in found.checklist if item.id == NEAR],
    }


def line_json(line: CheckLine) -> Json:
    """Write one line to be ticked."""
    return {"id": line.id, "when": line.when.value, "words": line.words, "source": line.source}


def open_questions(found: Assessment) -> tuple[str, ...]:
    """List what is asked for, where an answer could change the outcome."""
    asked = (item for item in found.findings if item.leads_to is Verdict.NEEDS_ANSWERS or item.code == ASKS)
    return tuple(dict.fromkeys(item.action or item.message for item in asked))


def grade_json(grade: Grade) -> Json:
    """Write one grade: nothing where it cannot be told, with what decided and what would decide more."""
    return {
        "scale": grade.scale.value,
        "grade": None if grade.value is None else str(grade.value),
        "at_least": grade.at_least,
        "words": grade.words,
        "because": list(grade.because),
        "unknown": list(grade.unknown),
        "source": grade.source,
    }


def screen_finding_json(finding: ScreenFinding) -> Json:
    """Write one finding, with how long it holds."""
    row = finding_json(finding) | {"holds": finding.holds.value, "topic": finding.topic}
    if finding.also:
        row["also"] = list(finding.also)
    return row


def screen_text(found: Assessment) -> str:
    """Write an assessment for a terminal."""
    kind, is_open = found.phenotype, found.verdict not in {Verdict.BLOCKED, Verdict.NOT_INDICATED}
    because = f" ({', '.join(kind.because)})" if kind.because else ""
    lines = [
        f"{VERDICTS[found.verdict]}." + (f" Place of care: {PLACES[found.care_level].lower()}." if is_open else ""),
        f"Kind of reaction: {kind.kind.value}{because}.",
        f"case {found.case_id or 'without id'}, policy {found.policy_version}",
    ]
    lines += _block("Protocols", [f"{item.id}: {item.why} [{item.source}]" for item in found.protocols])
    lines += _block("Premedication", [f"{item.name}: {item.words} [{item.source}]" for item in found.premedication])
    lines += _block("Medicines", [f"{item.name}: {item.effect} [{item.source}]" for item in found.medicines])
    lines += _block("Excipients", [f"{item.name}: {item.words} [{item.source}]" for item in found.excipients])
    lines += _block("Grades", [f"{item.scale.value}: {item.shown} [{item.source}]" for item in found.grades])
    lines += _block("Findings", [_finding_line(item) for item in found.findings])
    checklist = found.checklist if is_open else ()
    care = [f"{item.words} [{item.source}]" for item in checklist if item.id in {NURSE, NEAR}]
    lines += _block("Care", [f"Place: {PLACES[found.care_level].lower()}.", *care] if is_open else [])
    lines += _block("Open questions", list(open_questions(found)))
    for when in When:
        rows = [f"[ ] {item.words} [{item.source}]" for item in checklist if item.when is when]
        lines += _block(f"Checklist, {when.value}", rows)
    return plain("\n".join(lines)) + "\n"


def _block(title: str, rows: list[str]) -> list[str]:
    return ["", title, *(f"  {row}" for row in rows)] if rows else []


def _finding_line(finding: ScreenFinding) -> str:
    today = " (today: stops the session, not the plan)" if finding.holds.value == "today" else ""
    return finding_text(finding) + today
