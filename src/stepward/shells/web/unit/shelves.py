"""The kinds of record that the unit keeps on shelves, as its pages know them."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import Http404

from stepward.adapters.catalogue.unit_words import example_words
from stepward.shells.web.unit import card_words, line_words, patient_boxes, product_words
from stepward.shells.web.unit.boxes import Group, Rows, Values
from stepward.usecases.unit_records import Kind, Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """One kind: its place in an address, its names, and its form."""

    slug: str
    kind: Kind
    title: str
    one: str
    lead: str
    sections: tuple[Group | Rows, ...]
    values_of: Callable[[Words], dict[str, str]]
    words_of: Callable[[Values], Words]

    def name_of(self, content: Words) -> str:
        """Name a record as its words do."""
        return str(content.get("title") or content.get("name") or "")


SHELVES = {
    "line-sets": Shelf(
        slug="line-sets",
        kind=Kind.LINE_SET,
        title="Line sets",
        one="line set",
        lead="The tubing of this unit. Plans and worksheets use the approved version.",
        sections=line_words.SECTIONS,
        values_of=line_words.values_of,
        words_of=line_words.words_of,
    ),
    "products": Shelf(
        slug="products",
        kind=Kind.PRODUCT,
        title="Products",
        one="product",
        lead="The vials of this unit. Recipes and labels use the approved version.",
        sections=product_words.SECTIONS,
        values_of=product_words.values_of,
        words_of=product_words.words_of,
    ),
    "treatment-cards": Shelf(
        slug="treatment-cards",
        kind=Kind.TREATMENT_CARD,
        title="Treatment cards",
        one="treatment card",
        lead="What this unit gives in a reaction. Doses for each patient come from the approved version.",
        sections=card_words.SECTIONS,
        values_of=card_words.values_of,
        words_of=card_words.words_of,
    ),
    "consent": Shelf(
        slug="consent",
        kind=Kind.CONSENT,
        title="Consent",
        one="text of consent",
        lead="The unit's own words. The patient's sheet prints the approved version, with the facts of the plan.",
        sections=patient_boxes.CONSENT,
        values_of=patient_boxes.consent_values,
        words_of=patient_boxes.consent_words,
    ),
    "phones": Shelf(
        slug="phones",
        kind=Kind.PHONES,
        title="Phone numbers",
        one="list of numbers",
        lead="Whom patients call. The approved numbers stand on their sheet and card.",
        sections=patient_boxes.PHONES,
        values_of=patient_boxes.phone_values,
        words_of=patient_boxes.phone_words,
    ),
}


def shelf_of(slug: str) -> Shelf:
    """Find a shelf.

    Raises:
        Http404: if there is none.
    """
    found = SHELVES.get(slug)
    if found is None:
        raise Http404
    return found


def example_of(shelf: Shelf, key: str) -> Words:
    """Find the words of a shipped example.

    Raises:
        Http404: if there is none.
    """
    found = example_words(shelf.kind).get(key)
    if found is None:
        raise Http404
    return found
