"""Ladders printed as sources print them: each column rounded in its own style, sums of rounded or unrounded doses."""

import json
import random
from dataclasses import dataclass
from fractions import Fraction
from math import floor
from typing import Any

from stepward.adapters.catalogue.printed_files import read_printed
from stepward.core.lint import LintResult, lint_table

Table = dict[str, Any]
LOW = (Fraction(1, 40), Fraction(1, 16), Fraction(1, 8), Fraction(1, 4))
MIDDLE = (Fraction(1, 16), Fraction(1, 8), Fraction(1, 4), Fraction(1, 2))
HIGH = (Fraction(1, 8), Fraction(1, 4), Fraction(1, 2), Fraction(1))
TARGETS = (2000, 600, 400, 500, 123, 45, 1000, 1250, 375, 87, 10, 180, 2)
COLUMNS = (
    ("volume_mL", "dose", "cumulative"),
    ("volume_mL", "dose", "cumulative"),
    ("dose", "cumulative"),
    ("volume_mL", "dose"),
    ("dose",),
    ("volume_mL", "cumulative"),
    ("volume_mL",),
)
MOST_PLACES = 12


def rounded(value: Fraction, places: int) -> str:
    """Round halves up and keep the zeros."""
    text = str(floor(value * 10**places + Fraction(1, 2))).rjust(places + 1, "0")
    return f"{text[:-places]}.{text[-places:]}" if places else text


def stripped(text: str) -> str:
    """Drop the zeros at the end."""
    return text.rstrip("0").rstrip(".") if "." in text else text


def significant(value: Fraction, digits: int) -> str:
    """Round to significant digits and drop the zeros."""
    places, scaled = digits, value
    while scaled >= 1:
        scaled, places = scaled / 10, places - 1
    while 0 < scaled < Fraction(1, 10):
        scaled, places = scaled * 10, places + 1
    return stripped(rounded(value, max(places, 0)))


def exact(value: Fraction) -> str:
    """Print all decimals; `0` says that they do not end."""
    places = 0
    while (value * 10**places).denominator != 1:
        places += 1
        if places > MOST_PLACES:
            return "0"
    return rounded(value, places)


@dataclass(frozen=True, slots=True)
class Style:
    """How a column is printed."""

    kind: str
    places: int
    digits: int

    @classmethod
    def any(cls, source: random.Random, *kinds: str) -> "Style":
        """Draw a style."""
        of = kinds or ("fixed", "stripped", "significant", "exact")
        return cls(source.choice(of), source.choice((2, 3, 3, 4)), source.choice((3, 4, 5)))

    def __call__(self, value: Fraction) -> str:
        """Print a value."""
        if self.kind == "fixed":
            return rounded(value, self.places)
        if self.kind == "stripped":
            return stripped(rounded(value, self.places))
        return significant(value, self.digits) if self.kind == "significant" else exact(value)


@dataclass(frozen=True, slots=True)
class Infusion:
    """An infusion ladder before it is printed."""

    volumes: list[Fraction]
    strengths: list[Fraction]
    steps: list[tuple[int, Fraction, Fraction]]
    target: Fraction


def infusion(source: random.Random) -> Infusion:
    """Draw a ladder whose last step closes the sum, by strength or by volume."""
    bags = source.choice((1, 2, 3, 3, 3, 4))
    final, minutes = (
        Fraction(source.choice((80, 80, 75, 100, 60, 125, 200, 50))),
        source.choice((15, 15, 15, 20, 30, 10)),
    )
    volumes = [Fraction(source.choice((250, 250, 250, 100, 500, 50, 240)))] * bags
    target = Fraction(source.choice(TARGETS))
    strengths = [target / volumes[-1] / 10 ** (bags - 1 - bag) for bag in range(bags)]
    on_pump = source.random() < Fraction(1, 2)
    steps = []
    for bag in range(bags):
        for fraction in (LOW, MIDDLE, HIGH)[max(0, bag + 3 - bags)]:
            rate = final * fraction
            steps.append((bag, Fraction(floor(rate * 10 + Fraction(1, 2)), 10) if on_pump else rate, Fraction(minutes)))
    before = sum(rate * time / 60 * strengths[bag] for bag, rate, time in steps if bag < bags - 1)
    if source.random() < Fraction(1, 2) and bags > 1:
        strengths[-1] = (target - before) / volumes[-1]
        last = volumes[-1] - sum(rate * time / 60 for bag, rate, time in steps[:-1] if bag == bags - 1)
    else:
        last = (target - sum(rate * time / 60 * strengths[bag] for bag, rate, time in steps[:-1])) / strengths[-1]
    if last <= 0:
        return infusion(source)
    steps[-1] = (bags - 1, steps[-1][1], last * 60 / steps[-1][1])
    return Infusion(volumes, strengths, steps, target)


def printed_infusion(source: random.Random) -> Table:
    """Print an infusion ladder with some of its columns."""
    ladder, columns = infusion(source), source.choice(COLUMNS)
    volume, dose, times = Style.any(source), Style.any(source), Style.any(source, "fixed", "stripped")
    cumulative = dose if source.random() < Fraction(3, 5) else Style.any(source)
    of_printed = source.random() < Fraction(1, 2) and "dose" in columns
    steps, total = [], Fraction(0)
    for number, (bag, rate, minutes) in enumerate(ladder.steps, 1):
        given = rate * minutes / 60 * ladder.strengths[bag]
        total += Fraction(dose(given)) if of_printed else given
        time = times(minutes) if number == len(ladder.steps) else exact(minutes)
        cells = {"volume_mL": volume(rate * minutes / 60), "dose": dose(given), "cumulative": cumulative(total)}
        row = {"n": str(number), "solution": str(bag + 1), "rate_mL_h": exact(rate), "minutes": time}
        steps.append(row | {key: cells[key] for key in columns})
    table: Table = {"id": "drawn", "dose_unit": "mg", "steps": steps, "solutions": printed_solutions(source, ladder)}
    if source.random() < Fraction(1, 2):
        table["target_dose"] = {"value": exact(ladder.target), "unit": "mg"}
    return table if is_legible(table) else printed_infusion(source)


def printed_solutions(source: random.Random, ladder: Infusion) -> list[dict[str, str]]:
    """Print strengths, amounts, both or neither."""
    says = source.choice(("strength", "strength", "amount", "strength amount", ""))
    style = Style("significant", 3, source.choice((4, 5, 6)))
    found = []
    for bag, (volume, strength) in enumerate(zip(ladder.volumes, ladder.strengths, strict=True), 1):
        row = {"id": str(bag), "volume_mL": exact(volume)}
        amount = exact(strength * volume)
        if "strength" in says:
            row["concentration"] = f"{style(strength)} mg/mL"
        if "amount" in says:
            row["amount"] = f"{style(strength * volume) if amount == '0' else amount} mg"
        found.append(row)
    return found


def printed_bolus(source: random.Random) -> Table:
    """Print a ladder of drawn volumes."""
    strengths = [
        Fraction(source.choice((1, 2, 5)), source.choice((100, 1000))) * 10**bag for bag in range(source.choice((3, 4)))
    ]
    volumes = source.choice(("1 2 4 8", "0.1 0.2 0.4 0.8", "0.15 0.3 0.6 1", "1 3 5 10", "0.5 1.0 2.0 5.0")).split()
    dose = Style.any(source)
    cumulative = dose if source.random() < Fraction(3, 4) else Style.any(source)
    has_sums, has_strengths = source.random() < Fraction(3, 4), source.random() < Fraction(4, 5)
    steps: list[dict[str, str]] = []
    total = Fraction(0)
    for bag, strength in enumerate(strengths):
        for volume in volumes:
            text = dose(Fraction(volume) * strength)
            total += Fraction(text)
            row = {"n": str(len(steps) + 1), "solution": "ABCD"[bag], "volume_mL": volume, "dose": text}
            steps.append(row | ({"cumulative": cumulative(total)} if has_sums else {}))
    solutions = [
        {"id": "ABCD"[bag]} | ({"concentration": f"{exact(strength)} mg/mL"} if has_strengths else {})
        for bag, strength in enumerate(strengths)
    ]
    table = {"id": "drawn", "dose_unit": "mg", "steps": steps, "solutions": solutions}
    return table if is_legible(table) else printed_bolus(source)


def is_legible(table: Table) -> bool:
    """Tell whether no number was rounded away."""
    return all(
        Fraction(text) > 0 for row in table["steps"] for key, text in row.items() if key not in {"n", "solution"}
    )


def printed_table(source: random.Random) -> Table:
    """Draw a table: three infusions for one of drawn volumes."""
    return printed_infusion(source) if source.random() < Fraction(3, 4) else printed_bolus(source)


def lint(table: Table) -> LintResult:
    """Check a table as if it came from a YAML file."""
    return lint_table(read_printed(json.dumps(table).encode(), name="drawn.yaml"))
