"""Names that Stepward does not know: said at once beside the field, with names like them."""

from dataclasses import dataclass

from stepward.adapters.catalogue.excipient_files import excipients
from stepward.adapters.catalogue.substance_files import substances
from stepward.core.screening.penicillin import names_penicillin
from stepward.core.substances import Found, Unknown

SENTENCES = {
    "drug": "is not known to Stepward: its dangers were not checked.",
    "medicine": "is not known to Stepward: its dangers were not checked.",
    "reaction": "is not known to Stepward: it may be the wanted drug.",
    "product": "is not known to Stepward: what is in it was not checked.",
}

LEFT_OVER = "is not known to Stepward: it may name another drug."
A_CLASS = "is a class of drugs. Which one is meant?"
SEVERAL = "names several drugs. One drug is assessed at a time."


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownName:
    """A name that is not on the lists, what follows, and the names on the list that are written much like it."""

    text: str
    sentence: str
    similar: tuple[str, ...] = ()


def unknown_name(text: str, *, of_names: str) -> UnknownName | None:
    """Say of a name that is not known what was not checked, or what it leaves open; none if it means one drug."""
    if not text or not of_names:
        return None
    is_in_products = of_names in {"product", "reaction"} and excipients().product(text) is not None
    is_excipient = of_names == "reaction" and excipients().find(text) is not None
    found = substances().find(text)
    if is_in_products or is_excipient:
        return None
    if of_names != "product" and isinstance(found, Found):
        return _left_open(found, of_names=of_names)
    similar = found.similar if isinstance(found, Unknown) and of_names != "product" else ()
    return UnknownName(text=text, sentence=SENTENCES[of_names], similar=similar)


def _left_open(found: Found, *, of_names: str) -> UnknownName | None:
    """Say what a name leaves open: words that are not known, a class, several drugs where one is wanted."""
    if found.rest:
        return UnknownName(text=" ".join(found.rest), sentence=LEFT_OVER)
    if found.classes_named:
        return UnknownName(text=found.written, sentence=A_CLASS)
    if found.is_several and of_names == "drug":
        return UnknownName(text=found.written, sentence=SEVERAL)
    return None


def is_penicillin(text: str) -> bool:
    """Tell whether a name means a penicillin."""
    return bool(text) and names_penicillin(substances(), text)
