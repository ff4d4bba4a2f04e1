"""The airway disease of aspirin and its kin: named, or made up of asthma, nasal polyps and a reaction of the airway."""

from stepward.core.reactions.diagnoses import DOUBT, Syndrome, find_syndrome, read_diagnosis
from stepward.core.reactions.reaction import Reaction
from stepward.core.reactions.signs import ORGANS, Organ, key

AIRWAY_SIGNS = (*ORGANS[Organ.UPPER_AIRWAY], *ORGANS[Organ.LOWER_AIRWAY])
ASTHMA = ("asthma",)
POLYPS = ("polyp", "polyposis", "crswnp")
DENIAL = frozenset({"no", "not", "never", "without", "negative", "excluded", "denied", "denies", "ruled"})


def names_aerd(texts: tuple[str, ...] | None) -> bool:
    """Tell whether any of the texts names aspirin-exacerbated respiratory disease."""
    return any(find_syndrome(text) is Syndrome.AERD for text in texts or ())


def denies_aerd(texts: tuple[str, ...] | None) -> bool:
    """Tell whether a text says that the patient does not have the disease."""
    found = (read_diagnosis(text) for text in texts or ())
    return any(Syndrome.AERD in item.syndromes and _denies(item.text) for item in found)


def has_asthma(conditions: tuple[str, ...] | None) -> bool | None:
    """Tell whether asthma is among the diseases; nothing where a list of other diseases leaves it open."""
    return _said(conditions, ASTHMA)


def has_polyps(conditions: tuple[str, ...] | None) -> bool | None:
    """Tell whether nasal polyps are among the diseases; nothing where a list of other diseases leaves it open."""
    return _said(conditions, POLYPS)


def in_airway(reaction: Reaction) -> bool | None:
    """Tell whether the reaction was one of the airway; nothing while signs are not known or not all read."""
    if reaction.has(*AIRWAY_SIGNS):
        return True
    return False if reaction.signs_complete else None


def is_triad(conditions: tuple[str, ...] | None, reaction: Reaction) -> bool:
    """Tell whether asthma, polyps and a reaction of the airway stand together.

    Source: WAO-NERD-2019, NERD-PROVOCATION-2026.
    """
    parts = (has_asthma(conditions), has_polyps(conditions), in_airway(reaction))
    return all(parts) and not denies_aerd(conditions)


def _said(conditions: tuple[str, ...] | None, parts: tuple[str, ...]) -> bool | None:
    if not conditions:
        return None if conditions is None else False
    about = [text for text in conditions if any(part in key(text) for part in parts)]
    if any("?" not in text and DOUBT.isdisjoint(key(text).split()) for text in about):
        return True
    return False if any(_denies(text) for text in about) else None


def _denies(text: str) -> bool:
    return not DENIAL.isdisjoint(key(text).split())
