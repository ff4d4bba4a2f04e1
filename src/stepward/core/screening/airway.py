"""Aspirin and its kin: whether the patient has the airway disease that makes it another procedure."""

from collections.abc import Iterator

from stepward.core.findings import Severity
from stepward.core.reactions import names_aerd
from stepward.core.reactions.airway import denies_aerd, has_asthma, has_polyps, in_airway
from stepward.core.screening.assessment import ScreenFinding
from stepward.core.screening.look import NSAID, Look, Seen
from stepward.core.substances import Found

ENOUGH = 2


def airway_disease(look: Look) -> Iterator[ScreenFinding]:
    """Ask whether it is the airway disease of aspirin where its parts stand together, or one of them is open."""
    conditions = look.case.patient.conditions
    if names_aerd(conditions) or denies_aerd(conditions):
        return
    for seen in look.counting:
        if not _is_nsaid(seen, look) or names_aerd((seen.reaction.diagnosis or "",)):
            continue
        parts = {
            "asthma": has_asthma(conditions),
            "nasal polyps": has_polyps(conditions),
            "a reaction of the airway": in_airway(seen.reaction),
        }
        present = [name for name, is_there in parts.items() if is_there]
        missing = [name for name, is_there in parts.items() if is_there is None]
        if len(present) == len(parts):
            yield _finding(
                "IND-12",
                f"Asthma, nasal polyps and a reaction of the airway to {seen.words} suggest AERD. It is not confirmed.",
                "Ask the allergist whether a provocation is needed. If it is AERD, enter it among the diseases.",
            )
        elif len(present) == ENOUGH and missing:
            yield _finding(
                "IND-13",
                f"{' and '.join(present).capitalize()} are on record with {seen.words}. Not known: {missing[0]}. "
                "All three suggest AERD, which needs another procedure.",
                f"Ask for {missing[0]}, and enter what is found, also that there is none.",
            )


def _is_nsaid(seen: Seen, look: Look) -> bool:
    found = look.knowledge.substances.find(seen.reaction.drug)
    return any(isinstance(drug, Found) and NSAID in drug.classes for drug in (found, look.drug))


def _finding(code: str, message: str, action: str) -> ScreenFinding:
    return ScreenFinding(
        code=code,
        severity=Severity.CAUTION,
        message=message,
        action=action,
        source="WAO-NERD-2019",
        also=("NERD-PROVOCATION-2026", "DRUG-ALLERGY-POCKET-10"),
        topic="Indication",
    )


RULES = (airway_disease,)
