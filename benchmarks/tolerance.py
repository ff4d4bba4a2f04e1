"""Measure tolerance: 100,000 patients with their doses at one instant, beside sorting the same doses only."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any

from stepward.core.quantities import Mass
from stepward.core.tolerance.history import GivenDose, History, Mode, Terms
from stepward.core.tolerance.standing import tolerance_at

PATIENTS, DOSES = 100_000, 6
END = datetime(2026, 11, 20, 14, tzinfo=UTC)
NOW = END + timedelta(hours=60)


def _history(number: int) -> History:
    """Write one patient: doses every eight hours, some of them late, some missed."""
    late = timedelta(minutes=number % 400)
    given = (END + timedelta(hours=8 * count) + late for count in range(1, DOSES + 1))
    return History(
        drug="inventin",
        mode=Mode.CONTINUOUS,
        is_completed=True,
        ended_at=END,
        interval=Fraction(8),
        terms=Terms(window=Fraction(24), half_life=Fraction(2), half_lives=Fraction(5), cap=Fraction(48)),
        product="A",
        route="intravenous",
        doses=tuple(
            GivenDose(given_at=at, amount=Mass(Fraction(2000)), product="A", route="intravenous", entered_at=at)
            for place, at in enumerate(given)
            if (number + place) % 11
        ),
    )


def measure_tolerance(median_seconds: Callable[..., float]) -> list[dict[str, Any]]:
    """Take the figures of tolerance."""
    histories = [_history(number) for number in range(PATIENTS)]

    def every_patient() -> None:
        for history in histories:
            tolerance_at(history, NOW)

    def sorted_only() -> None:
        for history in histories:
            sorted(history.doses, key=lambda dose: dose.given_at)

    return [
        {"name": f"tolerance of {PATIENTS} patients with {DOSES} doses each", "unit": "s", "aim": "",
         "value": median_seconds(every_patient, runs=1), "peer": "sorting the same doses only",
         "peer_value": median_seconds(sorted_only, runs=1)},
    ]  # fmt: skip
