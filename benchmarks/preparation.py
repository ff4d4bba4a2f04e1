"""Time the search of the dilution paths, beside SciPy's integer solver and an enumeration that prunes nothing."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

import stepward
from stepward.adapters.catalogue.products import bench as shipped_bench
from stepward.core.preparation.bench import Bench
from stepward.core.preparation.fills import Need
from stepward.core.preparation.paths import find_path
from stepward.core.preparation.preparing import prepare
from stepward.core.preparation.product import Product
from stepward.core.preparation.strokes import Marks
from stepward.core.preparation.vials import Vials
from stepward.core.quantities import Strength, Volume
from tests.core.preparation.test_paths import SMALL, TOLERANCE, brute_force, totals

VOLUME = Fraction("59.6")
VIAL = Vials(strength=Fraction(100), sizes=(Fraction(10),))
PRODUCT = Product(
    id="invented",
    drug="ceftazidime",
    name="Invented ceftazidime",
    version="1",
    strength=Strength.parse("100 mg/mL"),
    containers=(Volume(Fraction(10)),),
    diluents=("saline",),
)
AIM = "at most 200 ms"


def solver(bench: Bench) -> int:
    """Let SciPy find the fewest strokes of one volume: strokes and marks of each syringe as whole numbers."""
    steps, lows, highs = (
        np.array([float(getattr(item, name).value) for item in bench.syringes])
        for name in ("graduation", "least", "capacity")
    )
    count, one = len(steps), np.eye(len(steps))
    rows = np.vstack(
        [
            np.concatenate([np.zeros(count), steps]),
            np.hstack([-np.diag(lows / steps), one]),
            np.hstack([np.diag(highs / steps), -one]),
        ]
    )
    upper = np.full(2 * count + 1, np.inf)
    lower = np.zeros(2 * count + 1)
    lower[0], upper[0] = float(VOLUME) - 1e-6, float(VOLUME) + 1e-6
    answer = milp(
        np.concatenate([np.ones(count), np.zeros(count)]),
        constraints=LinearConstraint(rows, lower, upper),
        integrality=[1] * (2 * count),
        bounds=Bounds(0, np.inf),
    )
    return round(float(answer.fun or 0))


def needs(count: int, *, volume: int = 250) -> tuple[Need, ...]:
    """Give solutions whose strengths fall by a little less than ten each: none is a round part of another."""
    strength, found = Fraction(8), []
    for number in range(count, 0, -1):
        found.append(Need(solution=number, strength=strength, volume=Fraction(volume), holds=Fraction(volume)))
        strength = strength * Fraction(7, 67)
    return tuple(found)


def anew(work: Callable[[], object]) -> object:
    """Work with nothing remembered of earlier searches."""
    find_path.cache_clear()
    return work()


def measure_preparation(median_seconds: Callable[..., float]) -> list[dict[str, Any]]:
    """Take the figures of this room; each is the fields of a figure."""
    bench = shipped_bench()
    plans = {name: stepward.plan(name, drug="ceftazidime", target="2000 mg") for name in ("12-step", "20-step")}
    serial = replace(bench, draw_from_solutions=True)
    few, small = needs(2, volume=50), Vials(strength=Fraction(10))
    for count in range(13):
        totals(SMALL.syringes, count)
    if solver(bench) != len(Marks(bench.syringes).ways(Volume(VOLUME))[0].strokes):
        msg = "SciPy and the bench differ in the strokes of one volume"
        raise ArithmeticError(msg)
    milp_ms = median_seconds(lambda: solver(bench), runs=5) * 1000
    brute_ms = median_seconds(lambda: brute_force(few, small, SMALL), runs=1) * 1000
    one_ms = median_seconds(lambda: Marks(bench.syringes).ways(Volume(VOLUME)), runs=15) * 1000
    solve, enumerate_all = "SciPy's integer solver, one draw only", "every way of two solutions tried, small bench"
    figures = [
        {"name": "fewest strokes of one draw, several syringes", "value": one_ms, "peer": solve, "peer_value": milp_ms},
        *(
            {"name": f"prepare the {name} plan", "peer": solve, "peer_value": milp_ms,
             "value": median_seconds(lambda plan=plan: anew(lambda: prepare(plan, PRODUCT, bench)), runs=3) * 1000}
            for name, plan in plans.items()
        ),
        {"name": "the same two solutions, searched", "peer": enumerate_all, "peer_value": brute_ms,
         "value": median_seconds(lambda: anew(lambda: find_path(few, small, SMALL, TOLERANCE)), runs=3) * 1000},
        {"name": "seven solutions, intermediates", "peer": enumerate_all, "peer_value": brute_ms,
         "value": median_seconds(lambda: anew(lambda: find_path(needs(7), VIAL, bench, TOLERANCE)), runs=3) * 1000},
        {"name": "seven solutions, drawn from one another", "peer": enumerate_all, "peer_value": brute_ms,
         "value": median_seconds(lambda: anew(lambda: find_path(needs(7), VIAL, serial, TOLERANCE)), runs=3) * 1000},
    ]  # fmt: skip
    return [{**figure, "unit": "ms", "aim": AIM} for figure in figures]
