"""Vital signs as a monitor at a bed may read them: calm, or drifting into a fall of pressure or of saturation.

Nothing in it is of a patient: the start is a healthy adult's, invented, and the drift is drawn at random.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum


class Course(Enum):
    """What happens to the invented patient."""

    CALM = "calm"
    HYPOTENSION = "hypotension"
    DESATURATION = "desaturation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """One vital sign: its name and unit as the endpoint wants them, where it begins, and how far it wanders."""

    name: str
    unit: str
    start: float
    wander: float
    places: int = 0


SIGNS = (
    Sign(name="systolic pressure", unit="mmHg", start=124, wander=2),
    Sign(name="diastolic pressure", unit="mmHg", start=76, wander=1.5),
    Sign(name="pulse", unit="/min", start=78, wander=1.5),
    Sign(name="breathing rate", unit="/min", start=15, wander=0.6),
    Sign(name="oxygen saturation", unit="%", start=98, wander=0.3),
    Sign(name="temperature", unit="\u00b0C", start=36.7, wander=0.03, places=1),
)
DRIFT = {
    Course.CALM: {},
    Course.HYPOTENSION: {"systolic pressure": -4.0, "diastolic pressure": -2.5, "pulse": 3.0},
    Course.DESATURATION: {"oxygen saturation": -0.8, "breathing rate": 0.8, "pulse": 1.5},
}
ENDS = {"oxygen saturation": (84.0, 100.0), "systolic pressure": (66.0, 180.0), "diastolic pressure": (38.0, 110.0)}
USUAL_ENDS = (4.0, 150.0)


def readings(course: Course, seed: int) -> Iterator[dict[str, dict[str, str]]]:
    """Read all vital signs again and again, as the words of a message."""
    chance, now = random.Random(seed), {sign.name: sign.start for sign in SIGNS}  # noqa: S311 - invented values
    while True:
        yield {sign.name: {"value": f"{now[sign.name]:.{sign.places}f}", "unit": sign.unit} for sign in SIGNS}
        for sign in SIGNS:
            back = (sign.start - now[sign.name]) * 0.1 if sign.name not in DRIFT[course] else 0
            low, high = ENDS.get(sign.name, USUAL_ENDS)
            moved = now[sign.name] + chance.gauss(0, sign.wander) + back + DRIFT[course].get(sign.name, 0)
            now[sign.name] = min(max(moved, low), high)
