"""What a new assessment says of the one that it replaces: who signed it, and what is another one since."""

from collections.abc import Iterable, Mapping

from stepward.adapters.documents.case_json import case_of
from stepward.adapters.documents.case_words import Row, case_rows, reaction_rows
from stepward.adapters.documents.paper_words import Words, finding_row, moment_text
from stepward.adapters.documents.screen_json import PLACES, VERDICTS
from stepward.core.findings import gravest_first
from stepward.core.screening.assessment import ScreenFinding, Verdict
from stepward.usecases.assessing import Opened, SignedAssessment

NOT_TOLD = "not told"
NONE_NAMED = "none named"
NOTHING_CHANGED = "Answers and findings are the same."
CLOSED = {Verdict.NOT_INDICATED, Verdict.BLOCKED}
Place = tuple[str, str]


def replaced_line(earlier: SignedAssessment) -> str:
    """Say which assessment is replaced: its day, who signed it, and its verdict."""
    when = moment_text(earlier.signed_at.replace(microsecond=0))
    return f"Replaces the assessment of {when}, signed by {earlier.signer_name}: {VERDICTS[earlier.verdict]}."


def replaced_words(earlier: Opened, now: Opened) -> Words:
    """Collect which findings are gone, which are new, and which answers are others."""
    gone = gravest_first(_without(earlier.assessment.findings, now.assessment.findings))
    new = gravest_first(_without(now.assessment.findings, earlier.assessment.findings))
    changed = changed_rows(_rows(earlier), _rows(now))
    return {
        "line": replaced_line(earlier.signed),
        "gone": [finding_row(item) for item in gone],
        "new": [finding_row(item) for item in new],
        "changed": changed,
        "same": "" if gone or new or changed else NOTHING_CHANGED,
    }


def unread_words(earlier: SignedAssessment) -> Words:
    """Say which assessment is replaced where its text is not the one that was signed."""
    same = "Its text is not the one that was signed: what changed cannot be told."
    return {"line": replaced_line(earlier), "gone": [], "new": [], "changed": [], "same": same}


def changed_rows(before: Mapping[Place, str], after: Mapping[Place, str]) -> list[Row]:
    """List each row whose text is another one, as it was and as it is."""
    return [
        {
            "title": title,
            "name": name,
            "before": before.get((title, name), NOT_TOLD),
            "after": after.get((title, name), NOT_TOLD),
        }
        for title, name in dict.fromkeys((*after, *before))
        if before.get((title, name)) != after.get((title, name))
    ]


def _without(found: Iterable[ScreenFinding], others: Iterable[ScreenFinding]) -> tuple[ScreenFinding, ...]:
    """Leave out each finding that stands in the other assessment, word for word."""
    known = {_said(item) for item in others}
    return tuple(item for item in found if _said(item) not in known)


def _said(item: ScreenFinding) -> tuple[str, ...]:
    return (item.code, item.severity.value, item.message, item.action, item.holds.value)


def _rows(opened: Opened) -> dict[Place, str]:
    """Say what follows, by which policy and Stepward, and what was told."""
    case, _ = case_of(opened.case)
    found = opened.assessment
    rows: dict[Place, str] = {
        ("", "Place of care"): NONE_NAMED if found.verdict in CLOSED else PLACES[found.care_level],
        ("", "Kind of reaction"): found.phenotype.kind.value.replace("-", " "),
        ("", "Protocol"): found.protocols[0].id if found.protocols else NONE_NAMED,
        ("", "Policy"): opened.policy_version,
        ("", "Stepward"): opened.software,
    }
    rows |= {("", row["name"]): row["text"] for row in case_rows(case)}
    for number, reaction in enumerate(case.reactions or (), 1):
        title = f"Reaction {number}"
        rows |= {(title, "Drug"): reaction.drug}
        rows |= {(title, row["name"]): row["text"] for row in reaction_rows(reaction)}
    return rows
