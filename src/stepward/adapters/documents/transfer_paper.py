"""The transfer card: what the next ward must know of a tolerance that is temporary, on one page.

Source: STEPWARD-SAFETY, H-90, H-91 and H-99.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from stepward.adapters.documents.paper import Paper
from stepward.adapters.documents.paper_words import moment_text
from stepward.adapters.documents.typesetting import typeset
from stepward.core.findings import Finding, Severity
from stepward.core.quantities.place import UTC_PLACE, Place, day_words
from stepward.core.tolerance.standing import Action, State, Tolerance
from stepward.usecases.following import After
from stepward.usecases.orders import Patient

TITLE = "Temporary tolerance"
ON_TIME = "Give each dose on time. A late dose moves nothing; after the window has closed, give none."
NO_DOSE = "Give no dose. The whole procedure comes first."
STAYS = "The allergy entry stays active. Temporary tolerance is not the end of an allergy."
RULES = (
    "Do not switch product, maker, strength, rate or route without the allergist.",
    "Do not stop the drug without telling the allergist: tolerance ends with it.",
    "After a missed dose or any reaction: hold the drug, and call the allergist.",
    "The whole procedure is done in a supervised unit, never at home.",
)
STATES = {
    State.TOLERANT: "Temporarily tolerant until {until}",
    State.DUE: "The dose is due now. Valid until {until}",
    State.LAPSED: "Not tolerant. The window has closed",
    State.NEVER: "Not tolerant. The session was not completed",
    State.UNKNOWN: "Not known, so not tolerant",
}
TO_DO = {
    Action.CONTINUE: "Go on as ordered.",
    Action.DOSE_NOW: "Give the dose now.",
    Action.REPEAT_FULL: "The whole procedure comes before the next dose.",
    Action.ASK: "Ask the allergist before the next dose.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferHead:
    """Whose card it is, of which unit, whom to call there, how the drug is given on, and whose clock it shows."""

    patient: Patient
    unit: str
    how: str
    phones: Sequence[str] = ()
    place: Place = UTC_PLACE


def transfer_words(
    after: After, found: Tolerance, head: TransferHead, *, matches: Sequence[Finding] = ()
) -> dict[str, object]:
    """Collect the texts of the card."""
    minute = head.place.minute
    until = "" if found.lapses_at is None else minute(found.lapses_at)
    facts = []
    if after.finished.dose_ended_at is not None:
        facts.append(["Last dose of the session", minute(after.finished.dose_ended_at)])
    if found.counted:
        facts.append(["Last dose since", minute(found.counted[-1].end)])
    if found.next_due_at is not None and found.state in {State.TOLERANT, State.DUE}:
        facts.append(["Next dose due", minute(found.next_due_at)])
    if until:
        facts.append(["Window closes", until])
    if after.giving_on is not None and after.giving_on.product:
        facts.append(["Product", after.giving_on.product])
    patient = head.patient
    return {
        "title": TITLE,
        "drug": after.finished.drug,
        "how": head.how,
        "state": STATES[found.state].format(until=until),
        "to_do": TO_DO[found.action],
        "facts": facts,
        "rules": [STAYS, ON_TIME if found.state in {State.TOLERANT, State.DUE} else NO_DOSE, *RULES],
        "findings": [head.place.retold(_asked(item)) for item in (*found.findings, *matches)],
        "phones": list(head.phones) or ["The unit entered no phone number."],
        "sources": "STEPWARD-SAFETY, H-90 and H-91; the terms were signed by the allergist",
        "unit": head.unit,
        "patient": {
            "name": f"{patient.family_name}, {patient.given_names}",
            "born": day_words(patient.born_on),
            "identifier": patient.identifier,
            "is_invented": patient.is_invented,
        },
    }


def _asked(item: Finding) -> str:
    """Write a finding for another ward: what to do in the program is nothing for paper."""
    return item.message if item.severity is Severity.NOTE else f"{item.message} {item.action}".strip()


def transfer_pdf(words: dict[str, object], *, paper: Paper, printed_at: datetime) -> bytes:
    """Set the card; its hash is that of its texts."""
    digest = hashlib.sha256(json.dumps(words, sort_keys=True).encode()).hexdigest()[:12]
    card = words | {"paper": paper, "printed": moment_text(printed_at), "hash": digest}
    return typeset("transfer.typ", {"card": json.dumps(card)}, printed_at=printed_at)
