"""The order for a plan: one meaning per field, no number filled in (H-37)."""

import re
from datetime import time
from typing import Any

from django import forms

from stepward.core.protocols.protocol import Protocol
from stepward.shells.web.plans.lines import OTHER, OfferedLine, fillings, runs_on_a_pump
from stepward.usecases.planning import LONGEST_NAME, PlanRequest
from stepward.usecases.veining import SALINE, LineRequest

LONGEST_NUMBER = 16
LONGEST_VOLUME = 10
PER_BODY_SIZE = ("mg/kg", "mcg/kg", "units/kg", "mg/m2", "units/m2")
UNITS = ("mg", "g", "mcg", "units", "mL", "tablets", "sprays", *PER_BODY_SIZE)
STOCK_UNITS = ("mg/mL", "mcg/mL", "units/mL")
INCREMENTS = ("0.1 mL/h", "1 mL/h")
_CLOCK = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")
LONGEST_REASON = 300
DEPARTURES = (
    "The prescriber changed the order since the assessment.",
    "New results since the assessment change the dose.",
    "The unit's own practice for this drug asks for it.",
)
TOO_LONG = "This is longer than any number here. Write digits with at most one decimal point."


def _choice(choices: list[tuple[str, str]], sentence: str) -> forms.ChoiceField:
    return forms.ChoiceField(required=False, choices=choices, error_messages={"invalid_choice": sentence})


def _number(most: int = LONGEST_NUMBER) -> forms.CharField:
    return forms.CharField(required=False, max_length=most, error_messages={"max_length": TOO_LONG})


class OrderForm(forms.Form):
    """What is asked of one protocol; volumes and the final rate only where the protocol takes them."""

    drug = forms.CharField(
        required=False,
        max_length=LONGEST_NAME,
        error_messages={"max_length": f"This name has more than {LONGEST_NAME} letters. Write the drug's own name."},
    )
    target_number = _number()
    target_unit = forms.ChoiceField(
        required=False,
        choices=[("", "Unit"), *((unit, unit) for unit in UNITS)],
        error_messages={"invalid_choice": "Choose a unit of the list."},
    )
    weight = _number()
    height = _number()
    bag_volume = _number(LONGEST_VOLUME)
    final_rate = _number()
    syringe_increment = _number()
    stock = _number()
    stock_unit = _choice([("", "Unit"), *((unit, unit) for unit in STOCK_UNITS)], "Choose a unit of the list.")
    common_volume = _number(LONGEST_VOLUME)
    carrier = _number(LONGEST_VOLUME)
    assessment = forms.CharField(required=False, max_length=LONGEST_NAME)
    departure_reason = _choice([(item, item) for item in DEPARTURES], "Choose a reason of the list.")
    departure_words = forms.CharField(required=False, max_length=LONGEST_REASON)
    start = forms.CharField(required=False, max_length=5, error_messages={"max_length": "Write the time as 09:30."})

    def __init__(
        self,
        data: Any = None,  # noqa: ANN401 - the mapping that Django reads
        *,
        protocol: Protocol,
        pumps: tuple[tuple[str, str], ...] = (),
        lines: tuple[OfferedLine, ...] = (),
    ) -> None:
        """Add a field for each solution's volume, the pumps of the unit, and the lines."""
        super().__init__(data)
        self.protocol = protocol
        count = len(protocol.solutions) if protocol.takes_volumes else 0
        self.solution_numbers = tuple(range(1, count + 1)) if count > 1 else ()
        for number in self.solution_numbers:
            self.fields[f"volume_{number}"] = _number(LONGEST_VOLUME)
        known = {increment for _, increment in pumps}
        steps = tuple((f"steps of {item}", item) for item in INCREMENTS if item not in known)
        choices = [("", "No pump"), *((value, label) for label, value in (*pumps, *steps))]
        self.fields["pump_increment"] = _choice(choices, "Choose a pump of the list.")
        self.lines = lines
        self.has_line = runs_on_a_pump(protocol)
        sets = [("", "No line chosen"), *((item.key, item.label) for item in lines), (OTHER, "Another volume")]
        self.fields["line"] = _choice(sets, "Choose a line of the list.")
        self.fields["primed_with"] = _choice(list(fillings(protocol)), "Choose what the line is filled with.")

    @property
    def is_pressed(self) -> bool:
        """Tell whether the person asked for the plan, rather than changed a field on the way."""
        return bool(self.data.get("press"))

    @property
    def is_begun(self) -> bool:
        """Tell whether drug, number and unit are all there."""
        return all(str(self.data.get(name, "")).strip() for name in ("drug", "target_number", "target_unit"))

    def clean(self) -> dict[str, Any]:
        """Say what is missing, and refuse two answers to one question."""
        given = super().clean() or {}
        for name, sentence in (
            ("drug", "Enter the drug."),
            ("target_number", "Enter the target dose."),
            ("target_unit", "Choose the unit of the target dose."),
        ):
            if name not in self.errors and not given.get(name):
                self.add_error(name, sentence)
        start = given.get("start", "")
        if start and _CLOCK.fullmatch(start) is None:
            self.add_error("start", "Write the time with two digits each, such as 09:30.")
        self._clean_devices(given)
        each = self._volumes(given)
        if any(each) and given.get("bag_volume"):
            self.add_error("bag_volume", "Enter one volume for all solutions, or one for each, not both.")
        elif any(each) and not all(each):
            self.add_error("bag_volume", f"Enter the volume of each of the {len(each)} solutions, or of none.")
        return given

    def _clean_devices(self, given: dict[str, Any]) -> None:
        if not self.is_pressed:
            return  # what belongs together is still being entered
        asks_volume = self.has_line and given.get("line") == OTHER and "common_volume" not in self.errors
        if asks_volume and not given.get("common_volume"):
            self.add_error("common_volume", "Enter the volume of the line, from where the solutions meet to the vein.")
        if given.get("stock") and not given.get("stock_unit") and "stock_unit" not in self.errors:
            self.add_error("stock", "Choose the unit of the stock.")

    def _volumes(self, given: dict[str, Any]) -> tuple[str, ...]:
        return tuple(given.get(f"volume_{number}", "") for number in self.solution_numbers)

    @property
    def start_time(self) -> time | None:
        """The clock time of step 1, if it was given."""
        match = _CLOCK.fullmatch(self.cleaned_data.get("start", ""))
        return None if match is None else time(int(match[1]), int(match[2]))

    @property
    def why_it_departs(self) -> str:
        """Why the order departs from its assessment: what was picked, and the words beside it."""
        picked, words = (self.cleaned_data.get(name, "") for name in ("departure_reason", "departure_words"))
        return f"{picked} {words}".strip() if picked else ""

    @property
    def request(self) -> PlanRequest:
        """What the person asks for, in the words of the use case."""
        given = self.cleaned_data
        each = [text for text in self._volumes(given) if text]
        volumes = each or [text for text in (given["bag_volume"],) if text]
        per = given["target_unit"].rpartition("/")[2]
        return PlanRequest(
            protocol=self.protocol.id,
            drug=given["drug"],
            target=f"{given['target_number']} {given['target_unit']}",
            bag_volume=",".join(_with_unit(text, "mL") for text in volumes) if self.protocol.takes_volumes else "",
            final_rate=_with_unit(given["final_rate"], "mL/h") if self.protocol.has_relative_rates else "",
            pump_increment=given["pump_increment"],
            syringe_increment=_with_unit(given["syringe_increment"], "mL") if self.takes_syringe else "",
            stock=self._stock(given),
            weight=_with_unit(given["weight"], "kg") if per in {"kg", "m2"} else "",
            height=_with_unit(given["height"], "cm") if per == "m2" else "",
        )

    def _stock(self, given: dict[str, Any]) -> str:
        has_both = given["stock"] and given["stock_unit"] and self.protocol.takes_volumes
        return _with_unit(given["stock"], given["stock_unit"]) if has_both else ""

    @property
    def takes_syringe(self) -> bool:
        """Tell whether anything of the protocol is drawn up."""
        return bool(self.protocol.solutions)

    @property
    def line_request(self) -> LineRequest | None:
        """The line that was chosen, with its volume; nothing where none was, or where no pump runs."""
        given = self.cleaned_data
        chosen = given.get("line", "")
        if not chosen or not self.has_line or (chosen == OTHER and not given["common_volume"]):
            return None
        item = next((item for item in self.lines if item.key == chosen), None)
        return LineRequest(
            line_set="" if item is None else item.key,
            common_volume=_with_unit(given["common_volume"], "mL") if item is None else str(item.volume),
            branch_volume="" if item is None or item.branch is None else str(item.branch),
            primed_with=given["primed_with"] or SALINE,
            carrier=_with_unit(given["carrier"], "mL/h"),
        )


def _with_unit(number: str, unit: str) -> str:
    return f"{number} {unit}" if number else ""
