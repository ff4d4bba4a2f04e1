"""What a use case refuses, as a sentence above the field that it is about."""

from stepward.core.findings import Refusal
from stepward.core.quantities import NotAboveZero, SizeNeeded, UnreadableNumber, UnreadableQuantity
from stepward.usecases.planning import UnreadableRequest

WHOLE_FORM = "form"
_FIELDS = {
    "drug": "drug",
    "target": "target_number",
    "weight": "weight",
    "height": "height",
    "bag-volume": "bag_volume",
    "final-rate": "final_rate",
    "pump-increment": "pump_increment",
    "syringe-increment": "syringe_increment",
    "stock": "stock",
    "line-set": "line",
    "common-volume": "common_volume",
    "primed-with": "primed_with",
    "carrier": "carrier",
}
_NAMES = {
    "target_number": "target dose",
    "weight": "weight",
    "height": "height",
    "bag_volume": "volume of a solution",
    "final_rate": "final rate",
    "pump_increment": "pump",
    "syringe_increment": "step of the syringe",
    "stock": "strength of the stock",
    "common_volume": "volume of the line",
    "carrier": "flow of the carrier",
}
_ALONE = {"common_volume", "carrier", "syringe_increment", "stock"}
"""Fields whose unit stands beside them."""
_WORDS = (
    ("target dose", "target_number"),
    ("bag volume", "bag_volume"),
    ("final rate", "final_rate"),
    ("the stock must", "stock"),
)


def field_and_sentence(error: Refusal) -> tuple[str, str]:
    """Tell which field a refusal is about, and what to do there."""
    reason = sentence(str(error))
    if not isinstance(error, UnreadableRequest):
        return next((field for word, field in _WORDS if word in str(error)), WHOLE_FORM), reason
    field, cause = _FIELDS.get(error.field, WHOLE_FORM), error.__cause__
    reason = sentence(error.reason)
    if isinstance(cause, SizeNeeded):
        field = "height" if "height" in error.reason else "weight"
    elif isinstance(cause, UnreadableNumber):
        text = error.reason.split("'")[1] if "'" in error.reason else ""
        reason = f"Write plain digits, such as 2000 or 0.5, not “{text}”."
    elif isinstance(cause, UnreadableQuantity) and field in _ALONE:
        reason = "Write the number alone; its unit stands beside the field."
    elif isinstance(cause, NotAboveZero) or "more than zero" in error.reason:
        reason = f"The {_NAMES.get(field, field)} is more than zero. Enter a larger number."
    return field, reason


def sentence(text: str) -> str:
    """Begin with a capital letter and end with a full stop."""
    text = text.strip()
    begun = text[:1].upper() + text[1:] if text[:1].isalpha() and not text.partition(" ")[0].count("-") else text
    return begun if begun.endswith((".", "?")) else f"{begun}."
