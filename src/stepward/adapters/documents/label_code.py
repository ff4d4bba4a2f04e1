"""The code on a label: a GS1 DataMatrix with company-internal information only, and no patient data (H-97).

Application identifiers 90 to 99 are a company's own; serial number and expiry date under those of GS1 itself would need
a GTIN, which a bag made in a hospital pharmacy has not. 91 is the identity, 92 the steps, 93 the strength, 94 the
minute before which it is used, in UTC.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction
from re import compile as pattern

import zxingcpp

from stepward.core.preparation.labels import Label, LabelIdentity, UnreadableLabel
from stepward.core.quantities import Strength, significant_text

IDENTITY, STEPS, STRENGTH, USE_BEFORE = "91", "92", "93", "94"
SEPARATOR = "\x1d"
SYMBOLOGY = "]d2"
MOMENT = "%Y%m%dT%H%MZ"
LONGEST = 90
DIGITS = 6
"""Significant digits of the strength."""
_STEPS = pattern(r"(?:[1-9][0-9]?(?:-[1-9][0-9]?)?(?:,(?!$)|$))*")
_MOMENT = pattern(r"[0-9]{8}T[0-9]{4}Z")
_NUMBER_AND_UNIT = pattern(r"([0-9]+(?:\.[0-9]+)?)([A-Za-z]+/mL)")


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeWords:
    """What the code says; `steps` is empty on an intermediate, `use_before` absent where it is written by hand."""

    identity: LabelIdentity
    steps: tuple[int, ...]
    strength: Strength
    use_before: datetime | None


def code_words(label: Label) -> CodeWords:
    """Take from a label what its code says."""
    before, per_ml = label.use_before, label.strength.per_ml
    return CodeWords(
        identity=label.identity,
        steps=tuple(step.number for step in label.steps),
        strength=Strength(type(per_ml)(Fraction(significant_text(per_ml.value, DIGITS)))),
        use_before=None if before is None else before.astimezone(UTC).replace(second=0, microsecond=0),
    )


def element_string(words: CodeWords) -> str:
    """Write the elements as a scanner sends them: identifier and value, parted by the group separator."""
    parts = [IDENTITY + str(words.identity)]
    if words.steps:
        parts.append(STEPS + runs_text(words.steps))
    parts.append(STRENGTH + words.strength.exact + words.strength.unit)
    if words.use_before is not None:
        parts.append(USE_BEFORE + words.use_before.strftime(MOMENT))
    return SEPARATOR.join(parts)


def runs_text(numbers: Sequence[int], *, dash: str = "-") -> str:
    """Write whole numbers with their runs drawn together: `1-4,6`."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ",".join(f"{run[0]}{dash}{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)


def code_of(label: Label) -> zxingcpp.Barcode:
    """Draw the code of a label."""
    elements = element_string(code_words(label)).split(SEPARATOR)
    text = "".join(f"[{item[:2]}]{item[2:]}" for item in elements)
    return zxingcpp.create_barcode(text, zxingcpp.DataMatrix, gs1=True, forceSquare=True)


def read_code(text: str) -> CodeWords:
    """Read what a scanner sends, with or without the symbology identifier in front.

    Raises:
        UnreadableLabel: if an element is missing, unknown, twice there, out of order or not in its form.
    """
    elements = [(item[:2], item[2:]) for item in text.removeprefix(SYMBOLOGY).split(SEPARATOR)]
    known = [item for item, _ in elements]
    expected = [item for item in (IDENTITY, STEPS, STRENGTH, USE_BEFORE) if item in known]
    if known != expected or not {IDENTITY, STRENGTH} <= set(known) or any(len(item) > LONGEST for _, item in elements):
        msg = f"{text!r} is no code of a Stepward label: expected elements 91, 92, 93 and 94"
        raise UnreadableLabel(msg)
    found = dict(elements)
    return CodeWords(
        identity=LabelIdentity.parse(found[IDENTITY]),
        steps=_steps(found.get(STEPS)),
        strength=_strength(found[STRENGTH]),
        use_before=_moment(found.get(USE_BEFORE)),
    )


def _steps(text: str | None) -> tuple[int, ...]:
    if text is None:
        return ()
    numbers: list[int] = []
    if text and _STEPS.fullmatch(text):
        for part in text.split(","):
            first, _, last = part.partition("-")
            numbers += range(int(first), int(last or first) + 1)
    if not numbers or runs_text(numbers) != text:
        msg = f"steps {text!r}: expected numbers such as 5-8"
        raise UnreadableLabel(msg)
    return tuple(numbers)


def _strength(text: str) -> Strength:
    found = _NUMBER_AND_UNIT.fullmatch(text)
    if found is None:
        msg = f"strength {text!r}: expected a number and a unit such as 0.8mg/mL"
        raise UnreadableLabel(msg)
    try:
        one = Strength.parse(f"1 {found[2]}")
    except ValueError as error:
        raise UnreadableLabel(str(error)) from error
    return Strength(one.per_ml * Fraction(found[1]))


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        if _MOMENT.fullmatch(text):
            return datetime.strptime(text, MOMENT).replace(tzinfo=UTC)
    except ValueError:
        pass
    msg = f"use before {text!r}: expected a minute such as 20261122T2020Z"
    raise UnreadableLabel(msg)
