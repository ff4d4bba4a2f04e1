"""What is asked when the pharmacy is asked for a plan: whose it is, when it starts, what it is made from."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django import forms

from stepward.core.preparation.product import Product
from stepward.core.quantities.place import ClockUnclear
from stepward.shells.web import here
from stepward.usecases.orders import Patient
from stepward.usecases.preparing import FILLINGS

LONGEST_NAME, LONGEST_IDENTIFIER, LONGEST_CHOICE = 120, 40, 120
FIRST_YEAR = 1900
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_CLOCK = re.compile(r"(0[0-9]|1[0-9]|2[0-3]):([0-5][0-9])([+-][0-9]{2}:[0-9]{2})?", re.ASCII)
_OVERFILL = {
    "withdraw": "Withdraw it",
    "keep": "Keep it",
    "empty": "Fill an empty container",
}


def _text(label: str, missing: str, most: int, hint: str = "") -> forms.CharField:
    messages = {"required": missing, "max_length": f"At most {most} letters."}
    return forms.CharField(label=label, max_length=most, help_text=hint, error_messages=messages)


def _day() -> forms.CharField:
    return forms.CharField(
        required=False, max_length=2, error_messages={"max_length": "Write the day with one or two digits."}
    )


def _month() -> forms.ChoiceField:
    return forms.ChoiceField(
        required=False,
        choices=[("", "Month"), *((str(number), name) for number, name in enumerate(MONTHS, 1))],
        error_messages={"invalid_choice": "Choose a month of the list."},
    )


def _year() -> forms.CharField:
    return forms.CharField(
        required=False, max_length=4, error_messages={"max_length": "Write the year with four digits."}
    )


def _choice(label: str, missing: str, hint: str = "") -> forms.ChoiceField:
    messages = {"required": missing, "invalid_choice": "Choose one of the list."}
    return forms.ChoiceField(label=label, help_text=hint, error_messages=messages)


def _filled(patient: Patient) -> dict[str, object]:
    born = patient.born_on
    return {
        "family_name": patient.family_name,
        "given_names": patient.given_names,
        "identifier": patient.identifier,
        "born_day": str(born.day),
        "born_month": str(born.month),
        "born_year": str(born.year),
    }


class AskForm(forms.Form):
    """The patient, the start, and the product with what belongs to it; nothing of the plan is asked again."""

    family_name = _text("Family name", "Enter the family name.", LONGEST_NAME)
    given_names = _text("Given names", "Enter the given names.", LONGEST_NAME)
    identifier = _text("Identifier", "Enter the identifier.", LONGEST_IDENTIFIER, "As on the wristband.")
    born_day, born_month, born_year = _day(), _month(), _year()
    start_day, start_month, start_year = _day(), _month(), _year()
    clock = _text("Clock time", "Enter the clock time of step 1.", 11)
    product = _choice("Product", "Choose the product.", "Approved by this unit for this drug.")
    diluent = _choice("Diluent", "Choose the diluent.", "As the label allows.")
    storage = _choice("Kept how", "Choose how the solutions are kept.", "In the words of the label's stability.")
    overfill = _choice("Overfill of the bags", "Choose what the unit does with it.", "A bag holds more than it says.")

    def __init__(
        self,
        data: Any = None,  # noqa: ANN401 - the mapping that Django reads
        *,
        products: tuple[Product, ...],
        clock: str = "",
        patient: Patient | None = None,
    ) -> None:
        """Offer the approved products, their diluents and the ways that their stability is stated for."""
        super().__init__(data, initial={"clock": clock} | ({} if patient is None else _filled(patient)))
        self.products = {product.id: product for product in products}
        named = [(item.id, f"{item.name}, version {item.version}") for item in products]
        self._offer("product", named)
        self._offer("diluent", _once(words for item in products for words in item.diluents))
        self._offer("storage", _once(kept.storage for item in products for kept in item.stabilities))
        self._offer("overfill", [(key, _OVERFILL[key]) for key in FILLINGS])
        self.fields["storage"].required = any(item.stabilities for item in products)
        self.fields["diluent"].required = any(item.diluents for item in products)
        self.born_on: date | None = None
        self.start_on: date | None = None
        self.start_at: datetime | None = None

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        first = [("", "Choose")] if choices else [("", "None on file")]
        self.fields[name].choices = [*first, *choices]  # type: ignore[attr-defined] # it is a field of choices

    def clean(self) -> dict[str, Any]:
        """Read the dates, and refuse what the chosen product's label does not say."""
        given = super().clean() or {}
        self.born_on = self._date("born", given, "Write the date of birth, such as 14 Mar 1971.")
        self.start_on = self._date("start", given, "Write the day of step 1, such as 23 Nov 2026.")
        self._read_clock(given.get("clock", ""))
        product = self.products.get(given.get("product", ""))
        if product is not None:
            self._of_product(product, given)
        return given

    def _read_clock(self, text: str) -> None:
        """Read the instant of step 1 by the clock of the place; one that was there twice or never is asked about."""
        if text and _CLOCK.fullmatch(text) is None:
            self.add_error("clock", "Write the time with two digits each, such as 09:30.")
        elif text and self.start_on is not None:
            try:
                self.start_at = here.place().read(self.start_on, text)
            except ClockUnclear as asked:
                self.add_error("clock", str(asked))

    def _of_product(self, product: Product, given: dict[str, Any]) -> None:
        if given.get("diluent") and given["diluent"] not in product.diluents:
            listed = " or ".join(product.diluents) or "none"
            self.add_error("diluent", f"The label of {product.name} allows {listed}.")
        kept = {item.storage for item in product.stabilities}
        if given.get("storage") and given["storage"] not in kept:
            self.add_error("storage", f"The stability of {product.name} is not stated for this.")

    def _date(self, what: str, given: dict[str, Any], sentence: str) -> date | None:
        parts = [str(given.get(f"{what}_{part}", "")) for part in ("year", "month", "day")]
        if not all(part.isascii() and part.isdecimal() for part in parts):
            self.add_error(f"{what}_day", sentence)
            return None
        year, month, day = (int(part) for part in parts)
        try:
            found = date(year, month, day)
        except ValueError:
            self.add_error(f"{what}_day", "This day is not in the calendar.")
            return None
        if year < FIRST_YEAR:
            self.add_error(f"{what}_day", f"Write the year with four digits, from {FIRST_YEAR} on.")
            return None
        return found

    @property
    def born_error(self) -> str:
        """The sentence above the date of birth."""
        return self._first("born_day", "born_month", "born_year")

    @property
    def start_error(self) -> str:
        """The sentence above the day of the start."""
        return self._first("start_day", "start_month", "start_year")

    def _first(self, *names: str) -> str:
        return next((str(self.errors[name][0]) for name in names if name in self.errors), "")


def _once(words: Iterable[str]) -> list[tuple[str, str]]:
    return [(text, text) for text in dict.fromkeys(words)]
