"""The treatment card of the demonstration unit: invented, its doses taken from options that were read, and says so."""

from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone

from stepward.adapters.catalogue.treatment_cards import ACT, SAMPLE
from stepward.adapters.catalogue.unit_words import UnitReader
from stepward.adapters.database.unit_records import DatabaseUnitRecords
from stepward.core.treatment import Remedy
from stepward.shells.web.unit.shelf import member_of
from stepward.usecases.unit_records import APPROVERS, Draft, Kind, Named, approve, may_edit, propose

KEY, TITLE = "card-3", "Card 3: reaction during an infusion (invented)"
REASON = "Card of the demonstration unit, invented"
_IN_VEIN = "into the vein"


def _taken(source: str, *, vial: str = "") -> str:
    also = f" Vial and mark are invented: {vial}." if vial else ""
    return f"Invented unit; the dose is one option of those read: {source}.{also}"


_ROWS: tuple[dict[str, str], ...] = (
    {
        "what": ACT,
        "name": "Lie flat, legs up. Do not stand or walk.",
        "source": "Invented unit, after DRORACLE-ANAPHYLAXIS.",
    },
    {
        "what": Remedy.EPINEPHRINE.value,
        "name": "EPINEPHrine",
        "dose": "0.01 mg/kg",
        "at_most": "0.5 mg",
        "strength": "1 mg/mL",
        "increment": "0.01 mL",
        "route": "into the muscle",
        "place": "front outer thigh",
        "repeat_after": "5 min",
        "source": _taken("EB-MEDICINE-ANAPHYLAXIS and AAFP-2012-ANAPHYLAXIS", vial="1 mL syringe"),
    },
    {
        "what": Remedy.OXYGEN.value,
        "name": "oxygen",
        "rate": "6 to 8 L/min",
        "signs": "desaturation, dyspnea, wheeze",
        "source": _taken("DRORACLE-ANAPHYLAXIS"),
    },
    {
        "what": Remedy.FLUID.value,
        "name": "0.9 % sodium chloride",
        "dose": "5 mL/kg",
        "up_to": "10 mL/kg",
        "at_most": "1000 mL",
        "increment": "5 mL",
        "rate": "in 5 minutes",
        "route": _IN_VEIN,
        "signs": "hypotension, syncope, collapse",
        "source": _taken("DRORACLE-ANAPHYLAXIS", vial="pump bolus to 5 mL"),
    },
    {
        "what": Remedy.BRONCHODILATOR.value,
        "name": "albuterol",
        "dose": "4 sprays",
        "up_to": "8 sprays",
        "route": "by spacer",
        "repeat_after": "20 min",
        "signs": "wheeze, dyspnea",
        "source": _taken("AAFP-2012-ANAPHYLAXIS"),
    },
    {
        "what": Remedy.ANTIHISTAMINE.value,
        "name": "diphenhydrAMINE",
        "dose": "1 mg/kg",
        "at_most": "50 mg",
        "strength": "50 mg/mL",
        "increment": "0.01 mL",
        "route": _IN_VEIN,
        "signs": "hives, itch, flushing, angioedema",
        "source": _taken("EB-MEDICINE-ANAPHYLAXIS", vial="50 mg/mL, 1 mL syringe"),
    },
    {
        "what": Remedy.STEROID.value,
        "name": "methylPREDNISolone",
        "dose": "1 mg/kg",
        "up_to": "2 mg/kg",
        "at_most": "125 mg",
        "strength": "62.5 mg/mL",
        "increment": "0.1 mL",
        "route": _IN_VEIN,
        "source": _taken("EB-MEDICINE-ANAPHYLAXIS", vial="62.5 mg/mL, 3 mL syringe"),
    },
    {
        "what": Remedy.GLUCAGON.value,
        "name": "glucagon",
        "rate": "by the intensive care team, as on its own card",
        "when": "a beta-blocker is taken",
        "source": "Invented unit; for children no dose was read.",
    },
    {
        "what": SAMPLE,
        "name": "Tryptase",
        "best_from": "60 min",
        "best_to": "120 min",
        "latest": "240 min",
        "source": "Invented unit; the window is one option of those read: TRYPTASE-RCEM-NICE.",
    },
)  # fmt: skip


def card_words() -> dict[str, Any]:
    """Write the invented card."""
    return {"title": TITLE, "rows": [dict(row) for row in _ROWS], "invented": True}


def keep_card(*, author: str, approver: str) -> None:
    """Keep the card, and approve it as a second invented person; what is there already stays as it is."""
    records, reader, kind = DatabaseUnitRecords(), UnitReader(), Kind.TREATMENT_CARD
    writes, signs = (member_of(User.objects.get(username=name)) for name in (author, approver))
    if records.of(kind, KEY) or writes is None or signs is None or not may_edit(kind, writes):
        return
    if not signs.roles & APPROVERS:
        return
    propose(
        Draft(kind=kind, key=KEY, content=card_words(), reason=REASON),
        writes,
        timezone.now(),
        records=records,
        reader=reader,
    )
    approve(Named(kind=kind, key=KEY, version=1), signs, timezone.now(), records=records, reader=reader)
