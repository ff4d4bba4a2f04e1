"""Many set-ups at once: equal to the exact core, and balanced in a hundred thousand."""

from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from stepward.core.delivery.line import Event, Hold, Infuse, Line, run
from stepward.core.quantities import Volume
from stepward.simulation import Laminar, Mixed, Plug, SetUps, Tanks, vectorised
from stepward.simulation.transport import Model

SPANS = 12
SOLUTIONS = np.array([0.08, 0.8, 7.93704])


def random_set_ups(seed: int, count: int) -> SetUps:
    """Draw set-ups with holds and step-backs, on grids that fractions hold exactly."""
    source = np.random.default_rng(seed)
    shape = (count, SPANS)
    return SetUps(
        volume=source.integers(0, 300, count) / 8,
        primed=source.choice([0.0, 0.5], count),
        minutes=source.integers(0, 60, shape).astype(np.float64),
        rate=source.integers(1, 640, shape) / 8 * (source.random(shape) > 0.2),
        carrier=source.choice([0.0, 0.0, 5.0, 20.0], shape),
        strength=source.choice(SOLUTIONS, shape),
    )


def exactly(set_ups: SetUps, row: int) -> list[float]:
    """Run one set-up through the exact core."""
    strengths = {number: Fraction(value) for number, value in enumerate([0.5, *SOLUTIONS], 1)}
    numbers = {float(value): number for number, value in strengths.items()}
    line = Line(common=Volume(Fraction(set_ups.volume[row])), primed_with=int(set_ups.primed[row] > 0))
    found: list[float] = []
    events: list[Event] = []
    for minutes, rate, carrier, strength in zip(
        *(getattr(set_ups, name)[row].tolist() for name in ("minutes", "rate", "carrier", "strength")), strict=True
    ):
        if rate > 0 and minutes > 0:
            events.append(
                Infuse(
                    solution=numbers[strength],
                    rate=Fraction(rate),
                    minutes=Fraction(minutes),
                    carrier=Fraction(carrier),
                )
            )
        else:
            events.append(Hold(minutes=Fraction(minutes), carrier=Fraction(carrier)))
        found.append(float(run(line, strengths, events).at_vein))
    steps: list[float] = np.diff([0.0, *found]).tolist()
    return steps


class TestVectorised:
    def test_plug_flow_is_the_exact_core(self) -> None:
        set_ups = random_set_ups(1, 200)

        doses = vectorised(set_ups, Plug())

        for row in range(200):
            assert doses.at_vein[row] == pytest.approx(exactly(set_ups, row), rel=1e-9, abs=1e-9)

    @pytest.mark.parametrize("model", [Plug(), Laminar(), Mixed(), Tanks(10)])
    def test_a_hundred_thousand_set_ups_balance(self, model: Model) -> None:
        doses = vectorised(random_set_ups(2, 100_000), model)

        assert doses.unbalanced.max() < 1e-9
        assert doses.at_vein.min() > -1e-9
        assert doses.left_in_line.min() > -1e-9

    def test_more_tanks_come_closer_to_plug_flow(self) -> None:
        set_ups = random_set_ups(3, 500)
        plug = vectorised(set_ups, Plug()).at_vein

        far = [float(np.abs(vectorised(set_ups, Tanks(count)).at_vein - plug).sum()) for count in (1, 5, 25, 100)]

        assert far == sorted(far, reverse=True)

    def test_none_is_none(self) -> None:
        assert vectorised(random_set_ups(1, 1).rows(0, 0), Plug()).at_vein.shape == (0, SPANS)


class TestSetUps:
    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("rate", -np.ones((1, 2))),
            ("volume", np.array([np.nan])),
            ("minutes", -np.ones((1, 2))),
            ("carrier", np.ones((2, 2))),
        ],
    )
    def test_refuse_what_does_not_fit(self, field: str, value: Any) -> None:
        fields: dict[str, Any] = {name: np.ones((1, 2)) for name in ("minutes", "rate", "carrier", "strength")}

        with pytest.raises(ValueError, match=f"{field} has"):
            SetUps(**{**fields, "volume": np.ones(1), "primed": np.ones(1), field: value})
