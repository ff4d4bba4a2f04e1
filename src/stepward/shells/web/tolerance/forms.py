"""What is entered after a session: a dose, and how the drug is given on."""

from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from stepward.core.findings import Refusal
from stepward.core.quantities import Amount, parse_amount, parse_number
from stepward.core.quantities.place import UTC_PLACE, ClockUnclear
from stepward.core.tolerance.history import GivenDose, Mode, Terms, UnfitHistory
from stepward.shells.web import here
from stepward.shells.web.people.signing_in import LONGEST
from stepward.usecases.following import LONGEST_TEXT

SHORT, HOURS = 60, 12
HOURS_ASKED = "Write a number above zero, such as 24."
DAY_ASKED = "Write the day as 2026-11-22."
AMOUNT_ASKED = "Write the amount with its unit and no comma, such as 2000 mg."


class Hours(forms.CharField):
    """Hours, mL or mL/h as an exact number; nothing where the field is empty."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 - what Django's own field takes
        super().__init__(max_length=HOURS, required=False, **options)

    def clean(self, value: object) -> Fraction | None:
        """Read the number.

        Raises:
            ValidationError: if it is none, or not above zero.
        """
        text = super().clean(value)
        return _read(text, parse_number, HOURS_ASKED, lambda found: found > 0) if text else None


class HowMuch(forms.CharField):
    """An amount with its unit; nothing where the field is empty."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 - what Django's own field takes
        super().__init__(max_length=SHORT, required=False, **options)

    def clean(self, value: object) -> Amount | None:
        """Read the amount.

        Raises:
            ValidationError: if it is none.
        """
        text = super().clean(value)
        return _read(text, parse_amount, AMOUNT_ASKED, lambda _: True) if text else None


def _read(text: str, read: Callable[[str], Any], asked: str, is_fit: Callable[[Any], bool]) -> Any:  # noqa: ANN401 - what `read` gives
    try:
        found = read(text)
    except Refusal as wrong:
        raise forms.ValidationError(asked) from wrong
    if not is_fit(found):
        raise forms.ValidationError(asked)
    return found


class DoseForm(forms.Form):
    """A dose that was given, by the clock of the place; an empty end means that it was given at once."""

    day = forms.DateField(
        validators=[MinValueValidator(date(2000, 1, 1), DAY_ASKED), MaxValueValidator(date(2199, 12, 31), DAY_ASKED)],
        error_messages={"required": "Enter the day.", "invalid": "Write the day as 2026-11-22."},
    )
    time = forms.CharField(max_length=SHORT, error_messages={"required": "Enter the time."})
    minutes = forms.IntegerField(
        min_value=0, max_value=2880, required=False, error_messages={"invalid": "Write whole minutes."}
    )
    amount = HowMuch()
    product = forms.CharField(max_length=SHORT, required=False)
    route = forms.CharField(max_length=SHORT, required=False)
    confirmed = forms.BooleanField(required=False)

    def clean(self) -> dict[str, Any]:
        """Read which instant the clock names; one that the wall showed twice or never is asked about (H-20)."""
        data = super().clean() or {}
        if data.get("time"):
            try:
                # without a day only its form is looked at, in the place where no clock is ever changed
                place, day = (here.place(), data["day"]) if data.get("day") else (UTC_PLACE, date.min)
                data["given_at"] = place.read(day, data["time"])
            except ClockUnclear as asked:
                self.add_error("time", str(asked))
        return data

    def dose(self) -> GivenDose:
        """Read the dose."""
        data = self.cleaned_data
        given = data["given_at"]
        minutes = data["minutes"]
        return GivenDose(
            given_at=given,
            ended_at=None if not minutes else given + timedelta(minutes=minutes),
            amount=data["amount"],
            product=data["product"].strip(),
            route=data["route"].strip(),
        )


class SignForm(forms.Form):
    """How the drug is given on, and the password."""

    mode = forms.ChoiceField(
        choices=[(item.value, item.value) for item in Mode], error_messages={"required": "Say how it is given on."}
    )
    interval = Hours()
    window = Hours()
    half_life = Hours()
    half_lives = Hours()
    cap = Hours()
    warn_before = Hours()
    amount = HowMuch()
    volume = Hours()
    rate = Hours()
    product = forms.CharField(max_length=SHORT, required=False)
    route = forms.CharField(max_length=SHORT, required=False)
    reason = forms.CharField(max_length=LONGEST_TEXT, required=False)
    confirmed = forms.BooleanField(required=False)
    password = forms.CharField(max_length=LONGEST, strip=False, error_messages={"required": "Enter your password."})

    @property
    def chosen(self) -> Mode:
        """How it is given on."""
        return Mode(self.cleaned_data["mode"])

    def terms(self) -> Terms:
        """Read the terms of the window.

        Raises:
            UnfitHistory: if one cannot be.
        """
        data = self.cleaned_data
        if (data["half_life"] is None) != (data["half_lives"] is None):
            msg = "Enter the half-life and how many of them count, or neither."
            raise UnfitHistory(msg)
        return Terms(
            window=data["window"],
            half_life=data["half_life"],
            half_lives=data["half_lives"],
            cap=data["cap"],
            is_set_by_physician=data["window"] is not None,
        )
