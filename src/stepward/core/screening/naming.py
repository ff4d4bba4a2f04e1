"""What a name leaves open: kin of a drug that reacted, a class instead of a drug, several drugs in one name."""

from collections.abc import Iterator

from stepward.core.findings import Severity
from stepward.core.reactions import Danger, blocking, read_diagnosis
from stepward.core.screening.assessment import ScreenFinding, Verdict
from stepward.core.screening.look import Look, Seen
from stepward.core.substances import Found, Relation, Unknown

TOPIC = "Names of drugs"
METHOD = "STEPWARD-METHOD"


def kin(look: Look) -> Iterator[ScreenFinding]:
    """Ask about a reaction to a drug of the same family where no source says that it counts for this one."""
    for seen in look.seen:
        if seen.relation is not Relation.KIN:
            continue
        by = seen.relationship.by
        family = by.title if by is not None else ""
        yield _ask(
            "NAME-01",
            f"{look.case.drug.name} and {seen.reaction.drug} are of one family: {family}. "
            "No source on file says that a reaction to one counts for the other.",
            "Ask an allergist whether the two cross-react. After a blistering reaction give neither until answered."
            if _may_have_been_grave(seen)
            else "Ask an allergist whether the two cross-react.",
            source=by.source if by is not None else METHOD,
            leads_to=Verdict.NEEDS_ANSWERS if _may_have_been_grave(seen) else None,
        )


def _may_have_been_grave(seen: Seen) -> bool:
    """Tell whether the reaction may be one that bars its drug: then nothing goes on without an answer."""
    reaction = seen.reaction
    texts = (reaction.diagnosis or "", *reaction.unread_signs)
    return (
        reaction.danger is not Danger.NONE
        or bool(blocking(reaction.signs or ()))
        or any(read_diagnosis(text).absolute for text in texts)
    )


def wanted_class(look: Look) -> Iterator[ScreenFinding]:
    """Ask which drug is wanted where only its class is named."""
    drug = look.drug
    if isinstance(drug, Found) and drug.classes_named and not drug.ingredients:
        yield _ask(
            "NAME-02",
            f"{look.case.drug.name!r} is a class of drugs ({_titles(drug)}). A class cannot be desensitized to.",
            "Enter the one drug that is wanted.",
        )


def reacted_class(look: Look) -> Iterator[ScreenFinding]:
    """Ask which drug of a class reacted where the member matters for the wanted drug."""
    for seen in look.seen:
        found = look.knowledge.substances.find(seen.reaction.drug)
        if isinstance(found, Unknown) or not found.classes_named or seen.relation is Relation.OTHER:
            continue
        yield _ask(
            "NAME-03",
            f"{seen.reaction.drug!r} is a class of drugs ({_titles(found)}). Which one reacted is not known.",
            f"Ask which one it was. Until then it counts for {look.case.drug.name} as far as the class does.",
            leads_to=None,
        )


def taken_class(look: Look) -> Iterator[ScreenFinding]:
    """Say of a medicine that is only named by its class that the rules of the class are used."""
    for medicine in look.case.medicines or ():
        found = look.knowledge.substances.find(medicine.name)
        if isinstance(found, Found) and found.classes_named:
            yield ScreenFinding(
                code="NAME-04",
                severity=Severity.NOTE,
                message=f"{medicine.name!r} is a class of drugs ({_titles(found)}). The rules of the class are used.",
                action="Ask which one is taken, and by which route.",
                source=METHOD,
                topic=TOPIC,
            )


def several_drugs(look: Look) -> Iterator[ScreenFinding]:
    """Ask for one drug where the wanted one names several that are no product of the list."""
    drug = look.drug
    if isinstance(drug, Found) and drug.is_several:
        names = " and ".join((*drug.names, *(item.title for item in drug.classes_named)))
        yield _ask(
            "NAME-05",
            f"{look.case.drug.name!r} names {names}. Several drugs with one dose cannot be assessed as one.",
            "Enter one drug. Assess each of the others by itself.",
        )


def other_product(look: Look) -> Iterator[ScreenFinding]:
    """Ask where the wanted product names another drug than the wanted one."""
    product = look.case.drug.product
    named, drug = look.knowledge.substances.find(product or ""), look.drug
    if isinstance(named, Unknown) or isinstance(drug, Unknown) or not named.names or not drug.names:
        return
    if set(named.names) != set(drug.names):
        yield _ask(
            "NAME-07",
            f"The wanted drug is {look.case.drug.name}. Its product {product!r} names {' and '.join(named.names)}.",
            "Clear up which of the two is wanted.",
        )


def left_over(look: Look) -> Iterator[ScreenFinding]:
    """Ask about words beside the name of a drug that are not on the list: they may name another drug."""
    given = look.case.drug.name, *(seen.reaction.drug for seen in look.seen)
    for text in dict.fromkeys((*given, *(medicine.name for medicine in look.case.medicines or ()))):
        found = look.knowledge.substances.find(text)
        if isinstance(found, Found) and found.rest:
            names = " and ".join((*found.names, *(item.title for item in found.classes_named)))
            yield _ask(
                "NAME-06",
                f"{text!r} is read as {names}. Not on the list: {', '.join(found.rest)}.",
                "Ask what these words mean: they may name another drug. Nothing was checked for them.",
                leads_to=None,
            )


def _titles(found: Found) -> str:
    return ", ".join(item.title for item in found.classes_named)


def _ask(
    code: str, message: str, action: str, *, source: str = METHOD, leads_to: Verdict | None = Verdict.NEEDS_ANSWERS
) -> ScreenFinding:
    return ScreenFinding(
        code=code,
        severity=Severity.CAUTION,
        leads_to=leads_to,
        message=message,
        action=action,
        source=source,
        also=(METHOD,) if source != METHOD else (),
        topic=TOPIC,
    )


RULES = (kin, wanted_class, reacted_class, taken_class, several_drugs, other_product, left_over)
