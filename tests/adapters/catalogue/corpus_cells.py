"""The cells of the printed tables beside those of the plans that the protocols give."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from importlib.resources import files
from typing import Any

import yaml

from stepward.adapters.catalogue import shipped
from stepward.core.protocols.build import build
from stepward.core.protocols.plan import Ladder, Order, PlannedStep
from stepward.core.protocols.protocol import (
    Closing,
    Dilution,
    FixedStrength,
    Kind,
    Protocol,
    Share,
    Solution,
    Step,
    Undiluted,
)
from stepward.core.quantities import (
    Activity,
    Amount,
    DoseRule,
    Mass,
    Quantity,
    Volume,
    Weight,
)
from stepward.core.quantities.targets import Basis, TargetDose

ALL = shipped.protocols()
OFFERED = tuple(item for item in ALL if item.is_offered)
SHOWN_ONLY = tuple(item for item in ALL if not item.is_offered)
# Two protocols of one table: a card for two routes, a table with a variant for another drug. Tested one by one below.
SECOND_OF_A_TABLE = {"test-dose-2-step-oral", "lansoprazole-2-step-challenge"}
# Tables whose rows are no steps of one ladder. Tested one by one below.
OF_ANOTHER_SHAPE = {"test-dose-2-step-intravenous", "isoniazid-rifampicin-reintroduction"}
# The source raises the rate after 15 min, or else, without saying so, runs the bag empty.
READ_OTHERWISE = {("one-solution-fixed-rates", "step 6, minutes")}
OPEN = {"carboplatin-4-step-4-h", "carboplatin-4-solution-90-min", "infliximab-two-test-doses"}
IN_MG = {"ug": Fraction(1, 1000), "g of product": Fraction(1000)}
NUMBER = re.compile(r"(\d[\d, ]*(?:\.\d+)?) ?(ug|mg|units|IU)?")
NEVER_WRITTEN = re.compile(r"\b(IU|U|ug|cc|QD|QOD|MS)\b|µ|\u03bc")  # H-38


def names(protocols: tuple[Protocol, ...]) -> list[str]:
    return [item.id for item in protocols]


def printed(table: str) -> dict[str, Any]:
    """Read a printed table with every cell as text, as it stands."""
    text = files("stepward.data").joinpath("printed", f"{table}.yaml").read_text(encoding="utf-8")
    found = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - the base loader makes texts, lists and mappings only
    assert isinstance(found, dict)
    return found


def printed_ids() -> set[str]:
    folder = files("stepward.data").joinpath("printed")
    return {item.name.removesuffix(".yaml") for item in folder.iterdir() if item.name.endswith(".yaml")}


def unit_target(protocol: Protocol) -> Amount:
    """Take the printed target dose, for 1 kg or 1 m2 where it is printed so, else any amount of the right kind."""
    if protocol.target is not None:
        return protocol.target.amount
    for solution in protocol.solutions:
        match solution.strength:
            case FixedStrength(strength=strength) if not isinstance(strength.per_ml, Mass):
                return Activity(Fraction(1))
            case Undiluted():
                return Volume(Fraction(1))
            case _:
                pass
    return Mass(Fraction(300))


def exact(protocol: Protocol) -> Ladder:
    amount = unit_target(protocol)
    target = TargetDose(amount=amount, rule=DoseRule(amount=amount, basis=Basis.WHOLE))
    is_open = protocol.takes_volumes and any(item.volume is None for item in protocol.solutions)
    volumes = tuple(item.volume or Volume(Fraction(150)) for item in protocol.solutions) if is_open else ()
    order = Order(drug="any", target=target, weight=Weight(Fraction(1)), volumes=volumes)
    ladder, _ = build(replace(protocol, kind=Kind.DESENSITIZATION), order)
    return ladder


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One printed cell and the exact value of the plan in the same unit; what the protocol states is not rounded."""

    where: str
    printed: Fraction
    places: int
    value: Fraction | None
    is_computed: bool

    @property
    def is_equal(self) -> bool:
        return self.value == self.printed

    @property
    def is_rounded(self) -> bool:
        """Tell whether the value rounds to what is printed, either way at a half."""
        return self.value is not None and abs(self.value - self.printed) <= Fraction(1, 2 * 10**self.places)


def cell(
    where: str, text: object, value: Quantity | Fraction | None, *, unit: str = "", is_computed: bool = True
) -> Iterator[Cell]:
    """Make a cell, if the text begins with a number."""
    match = NUMBER.match(text) if isinstance(text, str) else None
    if match is None or "/" in match.string[match.end(1) : match.end(1) + 1]:
        return
    digits = match.group(1).replace(",", "").replace(" ", "")
    scale = IN_MG.get(match.group(2) or unit, Fraction(1))
    number = value.value if isinstance(value, Quantity) else value
    places = len(digits.partition(".")[2])
    yield Cell(
        where=where,
        printed=Fraction(digits),
        places=places,
        value=None if number is None else number / scale,
        is_computed=is_computed,
    )


def fraction_of(text: str) -> Fraction:
    """Read how a source writes a dilution."""
    if text.lower() in {"fs", "undiluted"}:
        return Fraction(1)
    one, _, parts = text.replace(",", "").replace("/", ":").partition(":")
    return Fraction(one) / Fraction(parts)


def relative(solution: Solution) -> Fraction | None:
    match solution.strength:
        case Dilution(fraction=fraction) | Undiluted(fraction=fraction) | Share(fraction=fraction):
            return fraction
        case _:
            return None


def solution_called(protocol: Protocol, name: str) -> Solution:
    called = name.casefold()
    exactly = [item for item in protocol.solutions if item.name.casefold() == called]
    begins = [item for item in protocol.solutions if item.name and item.name.casefold().startswith(called)]
    return (exactly or begins or [protocol.solution(int(name))])[0]


def step_cells(protocol: Protocol, table: dict[str, Any]) -> Iterator[Cell]:
    ladder, amount = exact(protocol), unit_target(protocol)
    planned = {step.number: step for step in ladder.steps}
    rows = table["steps"]
    assert len(rows) == len(protocol.steps)
    for row, stated in zip(rows, protocol.steps, strict=True):
        yield from row_cells(protocol, row, stated, planned.get(stated.number), unit=table.get("dose_unit", ""))
        step = planned.get(stated.number)
        for key in ("percent_of_dose", "dose_percent", "percent_of_full_dose"):
            if key in row and step is not None:
                yield from cell(f"step {stated.number}, percent", row[key], step.dose.per(amount) * 100)


def row_cells(
    protocol: Protocol, row: dict[str, Any], stated: Step, step: PlannedStep | None, *, unit: str
) -> Iterator[Cell]:
    at = f"step {stated.number}"
    dose = row.get("dose")
    told = stated.dose.amount if stated.dose is not None else None
    duration = step.duration if step is not None else stated.duration
    rate = step.rate if step is not None and step.rate is not None else stated.rate
    given = step.dose if step is not None else told
    yield from cell(
        f"{at}, dose", dose["SMX"] if isinstance(dose, dict) else dose, given, unit=unit, is_computed=told is None
    )
    volume = step.volume if step is not None else stated.volume
    yield from cell(f"{at}, volume", row.get("volume_mL"), volume, is_computed=stated.volume is None)
    is_rest = stated.duration is None
    hours = duration.value / 60 if duration is not None else None
    yield from cell(f"{at}, minutes", row.get("minutes"), duration, is_computed=is_rest)
    yield from cell(f"{at}, hours", row.get("hours"), hours, is_computed=is_rest)
    yield from cell(f"{at}, cumulative", row.get("cumulative"), step.cumulative_dose if step else None, unit=unit)
    yield from cell(f"{at}, rate", row.get("rate_mL_h"), rate, is_computed=False)
    if "mg/min" in row.get("rate", ""):
        drug = stated.rate_of_drug.value / 60 if stated.rate_of_drug is not None else None
        yield from cell(f"{at}, rate", row["rate"], drug, is_computed=False)
    for key in ("minutes_to_next", "observation_minutes"):
        yield from cell(f"{at}, wait", row.get(key), stated.interval or stated.wait, is_computed=False)
    day = row.get("day") or row.get("occasion", "").removeprefix("day ")
    yield from cell(f"{at}, day", day, Fraction(stated.day) if stated.day is not None else None, is_computed=False)
    if stated.solution is None:
        return
    used = protocol.solution(stated.solution)
    if "solution" in row:
        assert solution_called(protocol, row["solution"]).number == stated.solution, at
    if "dilution" in row:
        assert relative(used) == fraction_of(row["dilution"]), at
    if isinstance(used.strength, FixedStrength):
        per_ml = used.strength.strength.per_ml
        yield from cell(f"{at}, strength", row.get("concentration"), per_ml, is_computed=False)


def solution_cells(protocol: Protocol, table: dict[str, Any]) -> Iterator[Cell]:
    ladder, amount = exact(protocol), unit_target(protocol)
    made = {item.number: item for item in ladder.solutions}
    for row in table.get("solutions", []):
        if "used_for" in row or "printed_amount" in row or "in 20 mL" in row.get("concentration", ""):
            continue
        stated = solution_called(protocol, row["id"])
        at, plan = f"solution {stated.number}", made.get(stated.number)
        if "dilution" in row:
            assert relative(stated) == fraction_of(row["dilution"]), at
        if "fraction_of_total_dose" in row:
            share = row["fraction_of_total_dose"]
            assert relative(stated) == (None if share == "remainder" else fraction_of(share)), at
        if "volume_mL" in row:
            yield from cell(f"{at}, volume", row["volume_mL"], stated.volume, is_computed=False)
        if plan is not None:
            yield from cell(f"{at}, strength", row.get("concentration"), plan.strength.per_ml)
            yield from cell(f"{at}, amount", row.get("amount"), plan.amount)
            share_made = plan.amount.per(amount) * 100 if plan.amount is not None else None
            is_rest = relative(stated) is None
            yield from cell(f"{at}, percent", row.get("percent_of_dose"), share_made, is_computed=is_rest)


def cells_of(protocol: Protocol) -> list[Cell]:
    table = printed(protocol.printed_table)
    found = [*step_cells(protocol, table), *solution_cells(protocol, table)]
    found += cell("total time", table.get("total_minutes"), exact(protocol).total_duration)
    return found


def is_reproduced(protocol: Protocol, item: Cell) -> bool:
    may_round = item.is_computed and (protocol.closing is not Closing.FIXED or "cumulative" in item.where)
    return item.is_equal or (may_round and item.is_rounded)


COMPARED = tuple(
    item for item in ALL if item.printed_table and item.id not in SECOND_OF_A_TABLE and item.id not in OF_ANOTHER_SHAPE
)
