"""Exact quantities with units: text at the border, fractions inside."""

from stepward.core.quantities.amounts import (
    Activity,
    Amount,
    Duration,
    Height,
    Mass,
    NotAboveZero,
    Quantity,
    Rate,
    Sprays,
    Strength,
    Tablets,
    UnreadableQuantity,
    Volume,
    Weight,
    parse_amount,
)
from stepward.core.quantities.numbers import (
    UnreadableNumber,
    exact_text,
    fixed_text,
    is_terminating,
    parse_number,
    parse_ratio,
    people_text,
    round_to,
    significant_text,
)
from stepward.core.quantities.targets import (
    Basis,
    DoseRule,
    SizeNeeded,
    TargetDose,
    body_surface_m2,
    resolve,
)

__all__ = [
    "Activity", "Amount", "Basis", "DoseRule", "Duration", "Height", "Mass", "NotAboveZero", "Quantity", "Rate",
    "SizeNeeded", "Sprays", "Strength", "Tablets", "TargetDose", "UnreadableNumber", "UnreadableQuantity", "Volume",
    "Weight", "body_surface_m2", "exact_text", "fixed_text", "is_terminating", "parse_amount", "parse_number",
    "parse_ratio", "people_text", "resolve", "round_to", "significant_text",
]
