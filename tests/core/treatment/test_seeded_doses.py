"""Small bugs, seeded one at a time into the computation of doses: a probe must notice each (H-35, H-88)."""

from collections.abc import Callable
from fractions import Fraction
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import pytest

from stepward.core.findings import Refusal
from stepward.core.quantities import Weight
from stepward.core.treatment import ForWhom
from tests.core.treatment.cards import card, medicine

PER_KG = medicine("0.01 mg/kg", most="0.5 mg")
RANGE = medicine("1 mg/kg", "2 mg/kg", "125 mg", "62.5 mg/mL", "0.1 mL")
HELD_DOWN = medicine("0.01 mg/kg", most="0.27 mg", mark="0.1 mL")
TINY = medicine("0.01 mg/kg", most="0.5 mg", mark="0.1 mL")
CHILD = card(PER_KG, for_whom=ForWhom(weight_from=Weight.parse("10 kg"), weight_to=Weight.parse("40 kg"), years_to=12))


class Seed(NamedTuple):
    """A bug: module, text, and what stands there instead."""

    module: str
    text: str
    instead: str


SEEDS = (
    Seed("doses", "wanted, most = end.amount * kg, dose.at_most", "wanted, most = end.amount * kg, None"),
    Seed("doses", "wanted > most", "wanted < most"),
    Seed("doses", "weight.value if dose.is_per_kg and weight is not None", "weight.value if weight is not None"),
    Seed("doses", "if row.dose.is_per_kg and weight is None:", "if weight is None:"),
    Seed("doses", "round_to(_volume(meant, measure).value, step)", "_volume(meant, measure).value"),
    Seed("doses", "volume = Volume(floor(top.value / step) * step)", "pass"),
    Seed("doses", "if volume.is_zero:", "if False:"),
    Seed("doses", "weight > whom.weight_to", "weight >= whom.weight_to"),
    Seed("doses", "weight < whom.weight_from", "weight <= whom.weight_from"),
    Seed("doses", "years > whom.years_to", "years >= whom.years_to"),
    Seed("doses", "if weight is not None and weight.value <= 0:", "if False:"),
    Seed("backwards", "any(back > limit for limit in limits)", "False"),
    Seed("backwards", "back - top > mark / 2", "back - top > mark"),
    Seed("backwards", "top - back > mark / 2", "top - back > mark * 2"),
    Seed("backwards", "(drawn.ml / drawn.increment).denominator != 1", "False"),
    Seed("backwards", "drawn.ml * per_ml / kg", "drawn.ml / kg"),
)  # fmt: skip


def _module(name: str, seed: Seed | None) -> ModuleType:
    full = f"stepward.core.treatment.{name}"
    source = Path(str(import_module(full).__file__)).read_text(encoding="utf-8")
    if seed is not None and seed.module == name:
        assert source.count(seed.text) == 1, seed
        source = source.replace(seed.text, seed.instead)
    made = ModuleType(full)
    exec(compile(source, f"<{full}>", "exec"), made.__dict__)  # noqa: S102 # own code
    return made


def _outcome(act: Callable[[], object]) -> str:
    try:
        return str(act())
    except Refusal as refusal:
        return type(refusal).__name__


def outcomes(seed: Seed | None = None) -> list[str]:
    """Tell what comes out of every probe, with a bug or without."""
    doses, backwards = _module("doses", seed), _module("backwards", seed)

    def given(which: Any, weight: str | None, years: int | None = None) -> str:
        found = doses.doses_for(which, None if weight is None else Weight.parse(weight), years=years)
        said = [f"{one.given} {one.volume} {one.is_capped}" for row in found.rows for one in row.doses]
        return f"{said} {[row.missing for row in found.rows]}"

    def back(ml: str, kg: int, row: Any = RANGE) -> None:
        drawn = backwards.Drawn(ml=Fraction(ml), increment=row.measure.increment.value, kg=Fraction(kg))
        backwards.check("X", drawn, row.dose, end=row.dose.amount, strength=row.measure.strength)

    probes: list[Callable[[], object]] = [
        *(lambda which=which, weight=weight: given(card(which), weight)
          for which in (PER_KG, RANGE, HELD_DOWN, TINY, medicine("0.5 mg"))
          for weight in (None, "3.45 kg", "4.9 kg", "12 kg", "40 kg", "50.1 kg", "68 kg")),
        *(lambda weight=weight, years=years: given(CHILD, weight, years)
          for weight in ("9.9 kg", "10 kg", "40 kg", "40.1 kg") for years in (12, 13)),
        lambda: doses.doses_for(card(PER_KG), Weight(Fraction(0))),
        *(lambda ml=ml: back(ml, 68) for ml in ("0.9", "1", "1.1", "1.15", "1.2", "2.1", "2.3")),
        lambda: back("1.2", 70),
        lambda: back("1.12", 70),
        lambda: back("0.3", 40, HELD_DOWN),
        *(lambda ml=ml: back(ml, 12) for ml in ("0.1", "0.2", "0.3", "0.4")),
    ]  # fmt: skip
    return [_outcome(probe) for probe in probes]


WITHOUT = outcomes()


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: f"{seed.module}: {seed.text[:40]}")
def test_h_35_a_seeded_bug_changes_what_comes_out(seed: Seed) -> None:
    assert outcomes(seed) != WITHOUT
