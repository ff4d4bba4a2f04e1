"""What a reaction was treated with, as far as a scale asks for it; a word not in the list is not guessed."""

import re
from enum import Enum

from stepward.core.reactions.evidence import NO, Evidence
from stepward.core.reactions.reaction import Reaction
from stepward.core.reactions.signs import key

HOW_TREATED = "what it was treated with"


class Treatment(Enum):
    """A kind of treatment."""

    EPINEPHRINE = "epinephrine"
    ANTIHISTAMINE = "antihistamine"
    STEROID = "steroid"
    TOCILIZUMAB = "tocilizumab"
    BRONCHODILATOR = "bronchodilator"
    OXYGEN = "oxygen"
    FLUIDS = "fluids"
    ANTIPYRETIC = "antipyretic"
    OPIOID = "opioid"
    PRESSOR = "pressor"
    VASOPRESSIN = "vasopressin"
    VENTILATION = "ventilation"


NAMES: dict[Treatment, tuple[str, ...]] = {
    Treatment.EPINEPHRINE: ("epinephrine", "adrenaline", "epipen"),
    Treatment.ANTIHISTAMINE: (
        "antihistamine",
        "diphenhydramine",
        "cetirizine",
        "loratadine",
        "fexofenadine",
        "hydroxyzine",
        "chlorpheniramine",
        "chlorphenamine",
        "dexchlorpheniramine",
        "clemastine",
        "ranitidine",
        "famotidine",
        "cimetidine",
    ),
    Treatment.STEROID: (
        "steroid",
        "corticosteroid",
        "methylprednisolone",
        "prednisolone",
        "prednisone",
        "hydrocortisone",
        "dexamethasone",
        "betamethasone",
    ),
    Treatment.TOCILIZUMAB: ("tocilizumab",),
    Treatment.BRONCHODILATOR: ("bronchodilator", "salbutamol", "albuterol", "terbutaline", "ipratropium"),
    Treatment.OXYGEN: ("oxygen", "o2"),
    Treatment.FLUIDS: ("fluids", "saline", "crystalloids", "ringer"),
    Treatment.ANTIPYRETIC: ("acetaminophen", "paracetamol", "ibuprofen", "nsaid", "antipyretic"),
    Treatment.OPIOID: ("meperidine", "pethidine", "morphine", "opioid", "narcotic"),
    Treatment.PRESSOR: (
        "pressor",
        "vasopressor",
        "norepinephrine",
        "noradrenaline",
        "phenylephrine",
        "dopamine",
        "ephedrine",
    ),
    Treatment.VASOPRESSIN: ("vasopressin", "terlipressin"),
    Treatment.VENTILATION: ("ventilation", "ventilator", "intubation", "intubated", "cpap", "bipap"),
}
_KIND = {key(name): kind for kind, names in NAMES.items() for name in names}
_INTO_VEIN = re.compile(r"\b(?:iv|i\.v|intravenous|intravenously)\b", re.IGNORECASE)
_DENIALS = frozenset({"no", "not", "none", "never", "without", "refused", "declined"})
_ONE_PRESSOR = {
    "norepinephrine": "norepinephrine",
    "noradrenaline": "norepinephrine",
    "phenylephrine": "phenylephrine",
    "dopamine": "dopamine",
    "ephedrine": "ephedrine",
}


def kinds_of(text: str) -> frozenset[Treatment]:
    """List the kinds of treatment that a text names; none if it denies them."""
    words = key(text).split()
    return frozenset() if _DENIALS.intersection(words) else frozenset(_KIND[word] for word in words if word in _KIND)


def treated(reaction: Reaction, *kinds: Treatment) -> Evidence:
    """Tell whether any treatment of these kinds was given; a treatment that is not known by name leaves it open."""
    if reaction.treated_with is None:
        return Evidence(holds=None, unknown=(HOW_TREATED,))
    found = tuple(text for text in reaction.treated_with if kinds_of(text).intersection(kinds))
    if found:
        return Evidence(holds=True, because=tuple(sorted(found)))
    unread = tuple(sorted(text for text in reaction.treated_with if not kinds_of(text)))
    return Evidence(holds=None, unknown=tuple(f"what “{text}” is" for text in unread)) if unread else NO


def into_vein(reaction: Reaction) -> Evidence:
    """Tell whether a treatment went into a vein: fluids and pressors do, others where the text says so."""
    if not reaction.treated_with:
        return Evidence(holds=None, unknown=(HOW_TREATED,)) if reaction.treated_with is None else NO
    in_vein = {Treatment.FLUIDS, Treatment.PRESSOR, Treatment.VASOPRESSIN}
    found = tuple(sorted(text for text in reaction.treated_with if _INTO_VEIN.search(text) or kinds_of(text) & in_vein))
    if found:
        return Evidence(holds=True, because=found)
    return Evidence(holds=None, unknown=("whether a treatment went into a vein",))


def pressors(reaction: Reaction) -> tuple[str, ...]:
    """Name the different pressors given, vasopressin left out; a word for pressors in general names none."""
    given = (text for text in reaction.treated_with or () if kinds_of(text))
    words = {word for text in given for word in key(text).split()}
    return tuple(sorted({_ONE_PRESSOR[word] for word in words if word in _ONE_PRESSOR}))
