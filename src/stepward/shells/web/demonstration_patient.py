"""What the invented unit writes for patients: a text of consent, and numbers that nobody has."""

from django.contrib.auth.models import User
from django.utils import timezone

from stepward.adapters.catalogue.unit_words import UnitReader
from stepward.adapters.database.unit_records import DatabaseUnitRecords
from stepward.shells.web.unit.shelf import member_of
from stepward.usecases.unit_records import APPROVERS, Draft, Kind, Named, Words, approve, may_edit, propose

REASON = "Invented for the demonstration."
_WORDS: dict[Kind, tuple[str, Words]] = {
    Kind.CONSENT: (
        "invented-consent",
        {
            "title": "Consent of the invented unit",
            "language": "en",
            "paragraphs": [
                "This text is invented. It shows where the words of a real unit stand.",
                "I was told how the treatment goes, and what can happen. I could ask my questions.",
                "I can stop at any time. I then get other treatment, which was explained to me.",
            ],
            "invented": True,
        },
    ),
    Kind.PHONES: (
        "invented-numbers",
        {
            "title": "Invented numbers",
            "phones": [
                {"who": "Ward by day (invented)", "number": "555 0100", "hours": "8:00 to 17:00"},
                {"who": "Allergist on call (invented)", "number": "555 0101", "hours": "at any time"},
            ],
            "invented": True,
        },
    ),
}


def keep_patient_words(*, author: str, approver: str) -> None:
    """Keep them, and approve them as a second invented person; what is there already stays as it is."""
    records, reader = DatabaseUnitRecords(), UnitReader()
    writes, signs = (member_of(User.objects.get(username=name)) for name in (author, approver))
    if writes is None or signs is None or not signs.roles & APPROVERS:
        return
    for kind, (key, words) in _WORDS.items():
        if records.of(kind, key) or not may_edit(kind, writes):
            continue
        draft = Draft(kind=kind, key=key, content=words, reason=REASON)
        propose(draft, writes, timezone.now(), records=records, reader=reader)
        approve(Named(kind=kind, key=key, version=1), signs, timezone.now(), records=records, reader=reader)
