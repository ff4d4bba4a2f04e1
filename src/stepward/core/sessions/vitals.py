"""Vital signs by name: their unit, what can be, and what must be entered twice before it is believed.

The ranges are engineering placeholders until a clinician signs them. A value outside them is kept once it was entered
twice; a value that cannot be is refused.

Source: STEPWARD-SAFETY, H-81.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from stepward.core.sessions.refusals import SessionRefusal

SYSTOLIC, DIASTOLIC, PULSE, BREATHING = "systolic pressure", "diastolic pressure", "pulse", "breathing rate"
SATURATION, TEMPERATURE, PEAK_FLOW, FEV1 = "oxygen saturation", "temperature", "peak flow", "FEV1"
USUAL_SYSTOLIC = "usual systolic pressure"

Values = tuple[tuple[str, Fraction], ...]


class VitalUnknown(SessionRefusal):
    """A vital sign of this name is not on the list, or is entered twice in one reading."""

    code: ClassVar[str] = "vital-unknown"


class ValueImpossible(SessionRefusal):
    """A vital sign cannot have this value."""

    code: ClassVar[str] = "value-impossible"


class EnterTwice(SessionRefusal):
    """A value is implausible: it is kept when it is entered twice."""

    code: ClassVar[str] = "enter-twice"


class EntriesDiffer(SessionRefusal):
    """The second entry is not the first one."""

    code: ClassVar[str] = "entries-differ"


@dataclass(frozen=True, slots=True, kw_only=True)
class VitalSign:
    """One vital sign: its unit, what is plausible, and the most that can be."""

    unit: str
    least: int
    most: int
    possible: int

    def is_plausible(self, value: Fraction) -> bool:
        """Tell whether one entry is enough."""
        return self.least <= value <= self.most


# Engineering placeholders (STEPWARD-SAFETY, H-81). The highest that can be is that of the case's own reader, where it
# has one.
SIGNS: dict[str, VitalSign] = {
    SYSTOLIC: VitalSign(unit="mmHg", least=50, most=250, possible=300),
    DIASTOLIC: VitalSign(unit="mmHg", least=20, most=150, possible=300),
    PULSE: VitalSign(unit="/min", least=30, most=220, possible=350),
    BREATHING: VitalSign(unit="/min", least=5, most=60, possible=150),
    SATURATION: VitalSign(unit="%", least=60, most=100, possible=100),
    TEMPERATURE: VitalSign(unit="°C", least=30, most=43, possible=45),
    PEAK_FLOW: VitalSign(unit="L/min", least=30, most=900, possible=1500),
    FEV1: VitalSign(unit="% of predicted", least=10, most=150, possible=200),
}
COLDEST_C = 20


def require_possible(values: Values, *, also: frozenset[str] = frozenset()) -> None:
    """Refuse names that are not on the list, nor among those that the order asks for, and values that cannot be.

    Raises:
        VitalUnknown: if a name is none of a vital sign, or stands twice.
        ValueImpossible: if a value cannot be.
    """
    names = [name for name, _value in values]
    if not names or len(set(names)) != len(names) or not set(names) <= SIGNS.keys() | also:
        msg = "Enter each vital sign once, under a name of the list."
        raise VitalUnknown(msg)
    for name, value in values:
        sign = SIGNS.get(name)
        lowest = COLDEST_C if name == TEMPERATURE else 0
        if value < lowest or (sign is not None and value > sign.possible):
            msg = f"This {name} cannot be. Read it again."
            raise ValueImpossible(msg)


def require_believed(values: Values, again: Values) -> None:
    """Refuse implausible values until they are entered twice, alike.

    Raises:
        EnterTwice: naming the vital sign.
        EntriesDiffer: if the second entry is another one.
    """
    if again:
        if dict(again) != dict(values):
            msg = "The two entries differ. Read the values again and enter them twice."
            raise EntriesDiffer(msg)
        return
    for name, value in values:
        if name in SIGNS and not SIGNS[name].is_plausible(value):
            msg = f"This {name} is unusual. Read it again and enter it twice."
            raise EnterTwice(msg)
