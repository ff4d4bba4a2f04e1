"""Vital signs: the newest values with their time, beside the patient's own baseline."""

from dataclasses import dataclass
from fractions import Fraction

from stepward.core.sessions.gates import latest_vital
from stepward.core.sessions.session import Session, Vitals
from stepward.core.sessions.vitals import (
    BREATHING,
    DIASTOLIC,
    FEV1,
    PEAK_FLOW,
    PULSE,
    SATURATION,
    SIGNS,
    SYSTOLIC,
    TEMPERATURE,
)
from stepward.shells.web.bedside.shown.room import Room, clock_minutes, number

LABELS = {
    SYSTOLIC: "Systolic",
    DIASTOLIC: "Diastolic",
    PULSE: "Pulse",
    SATURATION: "SpO\u2082",
    BREATHING: "Breaths",
    PEAK_FLOW: "Peak flow",
    TEMPERATURE: "Temp.",
    FEV1: "FEV1",
}
ORDER, BY_HAND = tuple(LABELS), "by hand"
USUAL = (SYSTOLIC, DIASTOLIC, PULSE, SATURATION, BREATHING, TEMPERATURE)
"""What is asked at every reading, in the order of the monitor; more where the order sets limits for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownVital:
    """One vital sign: newest value, baseline, the way it went, and whether it lies outside this patient's limits.

    `apart` says time and origin where they are not those of the newest reading.
    """

    name: str
    label: str
    unit: str
    value: str
    baseline: str
    trend: str
    is_outside: bool
    limits: str
    at: str
    device: str
    apart: str
    digits: int

    @property
    def has_point(self) -> bool:
        """Tell whether a monitor shows it with a decimal."""
        return self.name == TEMPERATURE


@dataclass(frozen=True, slots=True, kw_only=True)
class VitalsCard:
    """All vital signs, the time and the device of the newest reading, and the time of the baseline.

    A value that is older than the newest reading is shown with its own time, and one that something else measured with
    what did: it must not look as new, nor as measured by that (H-81, H-98).
    """

    at: str
    device: str
    baseline_at: str
    rows: tuple[ShownVital, ...]
    pressure: str
    pressure_baseline: str
    pressure_apart: str


def asked(session: Session) -> tuple[str, ...]:
    """List the vital signs that a reading asks for."""
    required = frozenset() if session.plan is None else session.plan.required_vitals
    return tuple(name for name in ORDER if name in required or name in USUAL)


def vitals_card(room: Room) -> VitalsCard:
    """Write the card of vital signs."""
    session = room.session
    newest = session.vitals[-1] if session.vitals else None
    first = session.vitals[0] if session.vitals else None
    rows = tuple(_row(session, name, newest) for name in asked(session))
    at = "" if newest is None else clock_minutes(newest.at.at)
    by_name = {row.name: row for row in rows}
    top, low = by_name[SYSTOLIC], by_name[DIASTOLIC]
    return VitalsCard(
        at=at,
        device="" if newest is None else newest.device,
        baseline_at="" if first is None else clock_minutes(first.at.at),
        rows=rows,
        pressure=f"{top.value}/{low.value}",
        pressure_baseline=f"{top.baseline}/{low.baseline}",
        pressure_apart=" and ".join(dict.fromkeys(item.apart for item in (top, low) if item.apart)),
    )


def baseline(session: Session, name: str) -> Fraction | None:
    """Tell the first value that was read of a vital sign."""
    return next((value for reading in session.vitals for found, value in reading.values if found == name), None)


def _apart(reading: Vitals, newest: Vitals) -> str:
    """Tell when and by what a value was measured, as far as the newest reading does not say it."""
    at, then = clock_minutes(reading.at.at), clock_minutes(newest.at.at)
    origin = "" if reading.device == newest.device else reading.device or BY_HAND
    return " ".join(word for word in (at if at != then else "", origin) if word)


def _row(session: Session, name: str, latest: Vitals | None) -> ShownVital:
    newest, first = latest_vital(session, name), baseline(session, name)
    limit = next((item for item in (() if session.plan is None else session.plan.vitals) if item.name == name), None)
    value = None if newest is None else newest[0]
    return ShownVital(
        name=name,
        label=LABELS[name],
        unit=SIGNS[name].unit,
        value="–" if value is None else number(value),
        baseline="–" if first is None else number(first),
        trend=_trend(value, first),
        is_outside=limit is not None and value is not None and not limit.allows(value),
        limits=limits_text(None if limit is None else limit.low, None if limit is None else limit.high),
        at="" if newest is None else clock_minutes(newest[1].at.at),
        device="" if newest is None else newest[1].device,
        apart="" if newest is None or latest is None else _apart(newest[1], latest),
        digits=len(str(SIGNS[name].possible)),
    )


def limits_text(low: Fraction | None, high: Fraction | None) -> str:
    """Write limits."""
    if low is not None and high is not None:
        return f"{number(low)} to {number(high)}"
    if low is not None:
        return f"{number(low)} or more"
    return "" if high is None else f"{number(high)} or less"


def _trend(value: Fraction | None, first: Fraction | None) -> str:
    if value is None or first is None or value == first:
        return ""
    change = value - first
    return f"{'up' if change > 0 else 'down'} {number(abs(change))}"
