"""Time what the vein gets: one exact curve with holds, and ten thousand set-ups, each beside a numerical solver."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
from scipy.integrate import solve_ivp

from stepward.core.delivery.line import Event, Hold, Infuse, Line, run
from stepward.core.delivery.vein import windows
from stepward.core.quantities import Volume
from stepward.simulation import Plug, SetUps, Tanks, vectorised
from stepward.simulation.inflow import Floats

SET_UPS = 10_000
RATES = (2, 5, 10, 20, 5, 10, 20, 40, 10, 20, 40, 80)
MINUTES = (*[Fraction(15)] * 11, Fraction("174.375"))
STRENGTHS = {1: Fraction("0.08"), 2: Fraction("0.8"), 3: Fraction("7.93704")}
LINE = Line(common=Volume(Fraction(10)))
TANKS = 100


def events() -> list[Event]:
    """Give the 12-step ladder with a hold of five minutes after every third step."""
    found: list[Event] = []
    for index, (rate, minutes) in enumerate(zip(RATES, MINUTES, strict=True)):
        found.append(Infuse(solution=1 + index // 4, rate=Fraction(rate), minutes=minutes, step=index + 1))
        if index % 3 == 2:
            found.append(Hold(minutes=Fraction(5)))
    return found


def exact_curve() -> list[Fraction]:
    """Compute the drug at the vein in every minute, exactly."""
    return windows(run(LINE, STRENGTHS, events()).pieces, Fraction(1))


def solved_curve() -> list[float]:
    """Solve the same by SciPy: the line as cells, integrated in time."""
    state = np.zeros(TANKS + 1)
    given = [0.0]
    volume = float(LINE.common.value)
    for event in events():
        flow = float(event.rate) / 60 if isinstance(event, Infuse) else 0.0
        strength = float(STRENGTHS[event.solution]) if isinstance(event, Infuse) else 0.0

        def change(_: float, now: Floats, flow: float = flow, strength: float = strength) -> Floats:
            before = np.concatenate(([strength], now[: TANKS - 1]))
            return np.append(flow * TANKS / volume * (before - now[:TANKS]), flow * now[TANKS - 1])

        minutes = float(event.minutes) if isinstance(event, Infuse | Hold) else 0.0
        answer = solve_ivp(change, (0.0, minutes), state, t_eval=np.append(np.arange(1, minutes), minutes), rtol=1e-6)
        given.extend(answer.y[TANKS])
        state = answer.y[:, -1]
    return list(np.diff(given))


def set_ups(count: int) -> SetUps:
    """Draw set-ups with holds, step-backs and carriers."""
    source = np.random.default_rng(5)
    shape = (count, len(RATES))
    return SetUps(
        volume=source.uniform(0, 27, count),
        primed=source.choice([0.0, 0.08], count),
        minutes=source.uniform(1, 60, shape),
        rate=source.uniform(1, 80, shape) * (source.random(shape) > 0.2),
        carrier=source.choice([0.0, 0.0, 10.0], shape),
        strength=source.choice([0.08, 0.8, 7.93704], shape),
    )


def measure_delivery(median_seconds: Callable[..., float]) -> list[dict[str, Any]]:
    """Take the figures of this room; each is the fields of a figure."""
    many = set_ups(SET_UPS)
    curve = median_seconds(exact_curve, runs=15)
    solver = median_seconds(solved_curve, runs=3)
    plug = median_seconds(lambda: vectorised(many, Plug()), runs=5)
    tanks = median_seconds(lambda: vectorised(many, Tanks(10)), runs=3)
    peer = f"the solver of SciPy, {TANKS} cells, one set-up"
    return [
        {"name": "dose at the vein, each minute, with holds, exact", "value": curve * 1000, "unit": "ms",
         "peer": peer, "peer_value": solver * 1000, "aim": "at most 20 ms"},
        {"name": f"{SET_UPS} random set-ups at once, plug flow", "value": plug * 1000, "unit": "ms",
         "peer": peer, "peer_value": solver * 1000, "aim": "at most 5 s: 2,000 set-ups a second"},
        {"name": f"{SET_UPS} random set-ups at once, ten tanks", "value": tanks * 1000, "unit": "ms",
         "peer": peer, "peer_value": solver * 1000, "aim": "at most 5 s: 2,000 set-ups a second"},
    ]  # fmt: skip
