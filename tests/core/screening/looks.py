"""Small invented cases, looked at with what ships."""

from typing import Any

from stepward.adapters.catalogue.excipient_files import excipients
from stepward.adapters.catalogue.policy_files import shipped_policy
from stepward.core.reactions import Danger, Reaction
from stepward.core.screening.case import Case, Patient, WantedDrug
from stepward.core.screening.look import Knowledge, Look
from stepward.core.screening.policy import Policy
from stepward.core.substances import DrugClass, Substance, Substances

LISTED = Substances(
    [
        *(Substance(name=name, source="S") for name in ("carboplatin", "paclitaxel", "docetaxel", "macrogol")),
        *(Substance(name=name, source="S", classes=("penicillin",)) for name in ("amoxicillin", "penicillin")),
        *(Substance(name=name, source="S", classes=("h1",)) for name in ("diphenhydramine", "cetirizine")),
        Substance(name="famotidine", source="S", classes=("h2",)),
        Substance(name="aspirin", source="S", classes=("nsaid",)),
        Substance(name="ibuprofen", source="S", classes=("nsaid",)),
        Substance(name="methylprednisolone", source="S"),
    ],
    classes=[
        DrugClass(id="penicillin", title="Penicillins", source="S", is_cross_reactive=True),
        DrugClass(id="h1", title="H1 antihistamines", source="S"),
        DrugClass(id="h2", title="H2 antihistamines", source="S"),
        DrugClass(id="nsaid", title="NSAIDs", source="S", is_cross_reactive=True),
    ],
)


def reaction(drug: str, **facts: Any) -> Reaction:
    """Make an invented reaction without danger signs."""
    return Reaction(**{"drug": drug, "danger": Danger.NONE, **facts})


def look(
    drug: str = "carboplatin",
    *reactions: Reaction,
    patient: dict[str, Any] | None = None,
    wanted: dict[str, Any] | None = None,
    policy: Policy | None = None,
    **facts: Any,
) -> Look:
    """Look at an invented case."""
    case = Case(
        id="c",
        patient=Patient(**{"conditions": (), **(patient or {})}),
        drug=WantedDrug(name=drug, **(wanted or {})),
        reactions=reactions,
        **facts,
    )
    knowledge = Knowledge(substances=LISTED, excipients=excipients())
    return Look(case=case, policy=policy or shipped_policy(), knowledge=knowledge)
