"""What a sheet says of the signed assessment behind its plan, or that none stands behind it."""

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta

from stepward.adapters.documents.paper_words import Words, finding_row, line_count, moment_text
from stepward.adapters.documents.screen_json import NEAR, NURSE, PLACES, VERDICTS
from stepward.core.findings import Severity, gravest_first
from stepward.core.screening.assessment import Assessment, ScreenFinding
from stepward.core.screening.medicines import TOPIC as MEDICINES
from stepward.usecases.standing import Departure, Standing, assessed_dose

NONE = "No assessment stands behind this plan."
HASH_LETTERS = 16


def standing_words(standing: Standing | None) -> Words:
    """Collect care, conditions, premedication with its times, what departs, and the signature."""
    if standing is None:
        return {"is_there": False, "lines": [], "none": NONE}
    opened, found = standing.opened, standing.opened.assessment
    care = [f"{PLACES[found.care_level]}.", *(item.words for item in found.checklist if item.id in {NURSE, NEAR})]
    medicines = premedication_rows(found, standing.start)
    signed = opened.signed
    return {
        "is_there": True,
        "lines": _lines(standing, care, medicines),
        "verdict": VERDICTS[found.verdict],
        "care": " ".join(care),
        "dose": assessed_dose(opened),
        "departure": departure_words(standing.departure),
        "reason": signed.reason,
        "conditions": [finding_row(item) for item in conditions(found)],
        "premedication": medicines,
        "policy": opened.policy_version,
        "signed": f"Signed by {signed.signer_name}, allergist, {moment_text(signed.signed_at.replace(microsecond=0))}.",
        "hash": signed.sheet.sha256,
    }


def standing_lines(words: Words) -> int:
    """Estimate the small lines that it takes on the first page."""
    lines = words["lines"]
    return sum(line_count(str(line)) for line in lines) if isinstance(lines, list) else 0


def standing_sources(standing: Standing | None) -> tuple[str, ...]:
    """List the sources of the conditions and of the premedication."""
    if standing is None:
        return ()
    found = standing.opened.assessment
    doses = (name.split()[-1] for item in found.premedication for name in item.source.split(";") if name.strip())
    return (*(item.source for item in conditions(found)), *doses)


def conditions(found: Assessment) -> tuple[ScreenFinding, ...]:
    """List what comes along to the plan: all but notes, and the notes on medicines, as the rescue they need."""
    every = gravest_first(found.findings)
    return tuple(item for item in every if item.severity is not Severity.NOTE or item.topic == MEDICINES)


def departure_words(departure: Departure) -> str:
    """Say how the plan departs from the assessment, and who said why; empty where it does not."""
    if not departure.words:
        return ""
    why = f"Reason, {departure.by}: {departure.reason}" if departure.by else f"Reason: {departure.reason}"
    return f"{departure.words} {why}"


def premedication_rows(found: Assessment, start: time | None) -> list[Words]:
    """List what is given before step 1, the earliest first, with its clock time where the start is known."""
    doses = sorted(found.premedication, key=lambda item: -(item.minutes_before or 0))
    return [
        {"at": before_words(item.minutes_before, start), "name": item.name, "words": item.words, "source": item.source}
        for item in doses
    ]


def before_words(minutes: int | None, start: time | None) -> str:
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


def _lines(standing: Standing, care: Iterable[str], medicines: Iterable[Words]) -> list[str]:
    signed = standing.opened.signed
    given = "; ".join(f"{item['at']} {item['name']}" for item in medicines)
    found = [f"Care: {' '.join(care)}", f"Premedication: {given or 'none is listed by the policy of the unit'}."]
    if standing.departure.words:
        found.append(departure_words(standing.departure))
    when = signed.signed_at.replace(microsecond=0)
    return [
        *found,
        f"Assessed by {signed.signer_name}, {moment_text(when)}, text {signed.sheet.sha256[:HASH_LETTERS]}.",
    ]
