"""The words of a unit's own records, read by the same strict readers as the shipped files."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from stepward.adapters.catalogue.leaflet_files import CODES
from stepward.adapters.catalogue.line_sets import read_line_set
from stepward.adapters.catalogue.products import UnreadableProduct, read_product
from stepward.adapters.catalogue.treatment_cards import check_card, read_card
from stepward.adapters.catalogue.unit_policy import check_unit_policy, read_unit_policy
from stepward.core.delivery.line_set import LineSet
from stepward.core.preparation.product import Product
from stepward.core.screening.policy import Policy
from stepward.core.treatment import TreatmentCard
from stepward.usecases.patient_words import read_consent, read_phones
from stepward.usecases.unit_records import Kind, Words

UNIT = "unit"
COPIED = "Copied from the shipped example, with its sources."
_FILES = {Kind.PRODUCT: "products.toml", Kind.LINE_SET: "line_sets.toml"}
_STATED = {
    "strength": ("strength",),
    "powder": ("powder",),
    "containers": ("containers",),
    "diluents": ("diluents",),
    "limits": ("strength_at_least", "strength_at_most"),
    "overfill": ("overfill",),
    "aqueous": ("aqueous",),
    "hazardous": ("hazardous",),
    "pvc": ("pvc",),
    "filter": ("filter",),
    "light": ("light",),
    "notes": ("notes",),
}


class UnitReader:
    """Reads what the unit keeps; a product's own version is the number of its record."""

    def product(self, key: str, version: int, content: Mapping[str, Any], /) -> Product:
        """Read a product.

        Raises:
            UnreadableProduct: if its words are no sound product.
        """
        return read_product(key, {**content, "version": str(version)}, name=UNIT)

    def line_set(self, key: str, content: Mapping[str, Any], /) -> LineSet:
        """Read a line set.

        Raises:
            UnreadableLineSet: if its words are no sound line set.
        """
        return read_line_set(key, content, name=UNIT)

    def policy(self, version: int, content: Mapping[str, Any], /) -> Policy:
        """Read a policy; a question that it leaves out is open.

        Raises:
            UnreadablePolicy: if its words are no sound policy.
            UnsoundPolicy: if a question or an option is not there.
        """
        return read_unit_policy(content, version=version)

    def treatment_card(self, key: str, content: Mapping[str, Any], /) -> TreatmentCard:
        """Read a treatment card.

        Raises:
            UnreadableCard: if its words are no card.
            UnsoundCard: if a row contradicts itself.
        """
        return read_card(key, content)

    def check(self, kind: Kind, key: str, content: Mapping[str, Any], /) -> None:
        """Refuse words that cannot be read, and a product's fact without its source.

        Raises:
            UnreadableProduct: saying which fact.
            UnreadableLineSet: saying which part.
            UnreadablePolicy: saying which question.
            UnsoundPolicy: saying which question.
            UnreadableCard: saying which row.
            UnsoundCard: saying which row.
            UnreadableWords: saying what was expected.
            NotMeasurable: if the card refuses the least or the most weight that it is meant for.
            DosesDisagree: the same.
        """
        if kind is Kind.POLICY:
            check_unit_policy(key, content)
            return
        if kind is Kind.TREATMENT_CARD:
            check_card(key, content)
            return
        if kind is Kind.CONSENT:
            read_consent(content, CODES)
            return
        if kind is Kind.PHONES:
            read_phones(content)
            return
        if kind is Kind.LINE_SET:
            self.line_set(key, content)
            return
        self.product(key, 1, content)
        sources = content.get("sources", {})
        for fact, words in _STATED.items():
            if any(word in content for word in words) and not sources.get(fact, "").strip():
                msg = f"{UNIT}: {key}: {fact} has no source"
                raise UnreadableProduct(msg)


@cache
def example_words(kind: Kind) -> Mapping[str, Words]:
    """Give the words of the shipped examples by key, as a unit's record holds them; no card ships, for no dose does."""
    if kind not in _FILES:
        return {}
    tables = tomllib.loads(files("stepward.data").joinpath(_FILES[kind]).read_text("utf-8"))
    shape = _product_words if kind is Kind.PRODUCT else _line_set_words
    return {key: shape(table) for key, table in tables.items()}


def _product_words(table: dict[str, Any]) -> Words:
    return {word: value for word, value in table.items() if word != "version"}


def _line_set_words(table: dict[str, Any]) -> Words:
    if "parts" in table:
        return table
    part = {word: value for word, value in table.items() if word != "title"}
    return {"title": table["title"], "parts": [{"kind": "tube", "name": table["title"], **part}]}
