"""Golden: each protocol of the corpus reproduces the table that its source prints, cell by cell."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from importlib.resources import files
from typing import Any

import pytest
import yaml

from stepward.adapters.catalogue import shipped
from stepward.core.findings import Severity
from stepward.core.protocols.build import build
from stepward.core.protocols.fitting import DoesNotFit
from stepward.core.protocols.plan import Ladder, Order, Plan, PlannedStep
from stepward.core.protocols.planning import make_plan
from stepward.core.protocols.protocol import (
    Closing,
    Dilution,
    Evidence,
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
    Duration,
    Height,
    Mass,
    Quantity,
    Rate,
    Volume,
    Weight,
    parse_amount,
    resolve,
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


class TestPrintedTables:
    @pytest.mark.parametrize("protocol", COMPARED, ids=names(COMPARED))
    def test_every_printed_cell_is_reproduced_or_a_known_error(self, protocol: Protocol) -> None:
        known = {error.where for error in protocol.known_errors}

        found = cells_of(protocol)

        assert len(found) >= len(protocol.steps)
        wrong = [item for item in found if not is_reproduced(protocol, item)]
        assert [
            item for item in wrong if item.where not in known and (protocol.id, item.where) not in READ_OTHERWISE
        ] == []

    @pytest.mark.parametrize("protocol", COMPARED, ids=names(COMPARED))
    def test_a_known_error_of_a_cell_is_one(self, protocol: Protocol) -> None:
        found = {item.where: item for item in cells_of(protocol)}

        named = [error.where for error in protocol.known_errors if error.where in found]

        assert [where for where in named if is_reproduced(protocol, found[where])] == []

    def test_hundreds_of_cells_are_compared(self) -> None:
        assert sum(len(cells_of(protocol)) for protocol in COMPARED) > 900

    def test_every_table_is_a_protocol_or_an_evidence_entry_and_none_is_both(self) -> None:
        tables = {item.printed_table for item in ALL if item.printed_table}

        count = Counter([*tables, *shipped.evidence_entries()])

        assert count == Counter(printed_ids())

    def test_only_the_declared_tables_have_two_protocols(self) -> None:
        count = Counter(item.printed_table for item in ALL if item.printed_table)

        assert {table for table, times in count.items() if times > 1} == {
            shipped.protocol(item).printed_table for item in SECOND_OF_A_TABLE
        }

    def test_two_routes_of_one_card(self) -> None:
        first = printed("grepmed-test-dose-2-step")["steps"][0]

        ways = [shipped.protocol(f"test-dose-2-step-{way}").steps for way in ("intravenous", "oral")]

        assert first["dose"] == "1/10 (IV) or 1/4 (oral)"
        assert [step.dose_fraction for steps in ways for step in steps] == [Fraction(1, 10), 1, Fraction(1, 4), 1]
        assert {steps[0].interval.exact for steps in ways if steps[0].interval} == {first["minutes_to_next"]}

    def test_the_variant_for_another_drug(self) -> None:
        variant = printed("rpah-ppi-2-step-challenge")["variant"][0]

        ladder = exact(shipped.protocol("lansoprazole-2-step-challenge"))

        assert [step.dose for step in ladder.steps] == [
            Mass(Fraction(text)) for text in variant["doses"].split(" then ")
        ]
        assert [step.cumulative_dose.exact for step in ladder.steps] == variant["cumulative"].split(", ")

    def test_two_drugs_day_by_day(self) -> None:
        steps = shipped.protocol("isoniazid-rifampicin-reintroduction").steps

        found = {(step.drug, step.day): step.dose.amount.exact for step in steps if step.dose and not step.condition}

        for row in printed("inh-rifampicin-reintroduction-after-hepatitis")["steps"]:
            day = int(row["day"])
            assert found.get(("isoniazid", day)) == row["isoniazid_adult"]
            assert found.get(("rifampicin", day)) == (row.get("rifampicin_adult") if day < 7 else None)
        assert [str(step.dose) for step in steps if step.condition] == ["450 mg", "600 mg"]

    def test_the_dilutions_of_a_two_component_drug_count_sulfamethoxazole(self) -> None:
        protocol = shipped.protocol("trimethoprim-sulfamethoxazole-6-dose-hourly")

        for row in printed(protocol.printed_table)["solutions"][1:]:
            strength = solution_called(protocol, row["id"]).strength
            assert isinstance(strength, FixedStrength)
            told = row["printed_amount"].partition("SMX ")[2]
            assert strength.strength.in_volume(Volume(Fraction(5))) == parse_amount(told)

    @pytest.mark.parametrize(
        ("protocol_id", "words", "steps"),
        [
            ("amiodarone-11-dose-150-mg", "doses 30 minutes apart", range(1, 11)),
            ("amiodarone-12-dose-300-mg", "doses 30 minutes apart", range(1, 12)),
            ("ceftazidime-log10-7-dose-50-ml", "10 min wait after each dose before the next", range(1, 7)),
            ("ceftazidime-log10-7-dose-cf", "doses follow one another without a gap", range(1, 7)),
            ("antithymocyte-globulin-skin-then-infusion", "ten minutes between ID and between SC doses",
             (1, 2, 3, 5, 6, 7, 8, 9)),
        ],
    )  # fmt: skip
    def test_intervals_in_words(self, protocol_id: str, words: str, steps: Sequence[int]) -> None:
        protocol = shipped.protocol(protocol_id)
        number = re.search(r"\d+", words.replace("ten", "10").replace("without a gap", "0"))

        found = {step.number: step.interval or step.wait for step in protocol.steps if step.interval or step.wait}

        assert printed(protocol.printed_table)["interval"] == words
        assert number is not None
        assert found == dict.fromkeys(steps, Duration(Fraction(number.group())))

    @pytest.mark.parametrize("protocol_id", ["ceftazidime-log10-7-dose-50-ml", "ceftazidime-log10-7-dose-cf"])
    def test_each_tenfold_dose_empties_its_bag(self, protocol_id: str) -> None:
        assert all(item.volume == item.infused for item in exact(shipped.protocol(protocol_id)).solutions)

    def test_the_injections_of_antitoxin_make_up_the_dose(self) -> None:
        assert exact(shipped.protocol("tetanus-antitoxin-4-injection")).total_dose == Activity(Fraction(1500))

    def test_the_subtotals_of_the_doubling_ladder(self) -> None:
        ladder = exact(shipped.protocol("carboplatin-13-step-doubling"))

        doses = [step.dose for step in ladder.steps]

        assert [doses[0].exact, doses[6].exact, doses[11].exact] == ["0.03125", "2", "64"]
        assert sum((dose.value for dose in doses[7:11]), Fraction(0)) == 60
        assert ladder.steps[11].cumulative_dose.exact == "127.96875"

    def test_the_subtotals_of_the_ladder_from_2_5(self) -> None:
        table = printed("tsao-2022-12-step-600mg-first-rate-2-5")
        ladder = exact(shipped.protocol("12-step-from-2.5"))

        for row in table["printed_subtotals"]:
            first, _, last = row["steps"].partition(" to ")
            part = ladder.steps[int(first) - 1 : int(last)]
            assert sum((step.volume.value for step in part if step.volume), Fraction(0)) == Fraction(row["volume_mL"])
            if "dose" in row:
                assert sum((step.dose.value for step in part), Fraction(0)) == Fraction(row["dose"])


class TestEvidenceBehindTheStandardLadder:
    def test_rates_scale_with_the_final_rate(self) -> None:
        table = printed("uptodate-platinum-carboplatin-400mg-header")
        rule = DoseRule.parse("400 mg")
        target = TargetDose(amount=rule.amount, rule=rule)

        ladder = make_plan(
            shipped.protocol("12-step"), Order(drug="carboplatin", target=target, final_rate=Rate.parse("75 mL/h"))
        ).exact

        for row, made in zip(table["solutions"], ladder.solutions, strict=True):
            found = [
                *cell("infused", row["volume_infused_mL"], made.infused),
                *cell("strength", row["concentration"], made.strength.per_ml),
                *cell("amount", row["amount"], made.amount),
            ]
            assert len(found) == 3
            assert all(item.is_rounded for item in found)

    def test_the_first_publication_has_the_same_weaker_solutions(self) -> None:
        table = printed("lee-2004-carboplatin-500mg-solutions")
        rule = DoseRule.parse("500 mg")

        ladder = make_plan(
            shipped.protocol("12-step"), Order(drug="carboplatin", target=TargetDose(amount=rule.amount, rule=rule))
        ).exact

        for row, made in zip(table["solutions"][:2], ladder.solutions[:2], strict=True):
            assert all(item.is_equal for item in cell("amount", row["amount"], made.amount))
            assert all(item.is_equal for item in cell("strength", row["concentration"], made.strength.per_ml))

    @pytest.mark.parametrize(
        ("protocol_id", "minutes"), [("8-step", "279.375"), ("12-step", "339.375"), ("16-step", "399.375")]
    )
    def test_total_time(self, protocol_id: str, minutes: str) -> None:
        assert exact(shipped.protocol(protocol_id)).total_duration.exact == minutes


class TestCatalogue:
    @pytest.mark.parametrize("protocol_id", shipped.protocol_ids())
    def test_every_file_is_read(self, protocol_id: str) -> None:
        assert shipped.protocol(protocol_id).id == protocol_id

    @pytest.mark.parametrize("protocol_id", shipped.protocol_ids())
    def test_no_file_holds_an_abbreviation_that_is_misread(self, protocol_id: str) -> None:
        assert NEVER_WRITTEN.search(shipped.protocol_bytes(protocol_id).decode("utf-8")) is None

    def test_every_source_is_on_file(self) -> None:
        known = shipped.sources()

        used = {source for item in ALL for source in item.sources}
        used |= {entry.source for entry in shipped.evidence_entries().values()}
        used |= {entry.source for entry in shipped.drug_entries().values()}

        assert used - set(known) == set()

    def test_every_source_says_what_was_read(self) -> None:
        assert [item.id for item in shipped.sources().values() if not (item.citation and item.what)] == []

    def test_every_evidence_entry_says_what_is_missing(self) -> None:
        for entry in shipped.evidence_entries().values():
            assert entry.kind in {kind.value for kind in Kind}
            assert entry.title
            assert entry.drug
            assert entry.missing
            assert all(entry.missing)

    @pytest.mark.parametrize("protocol", ALL, ids=names(ALL))
    def test_only_the_totals_only_ladders_lack_a_printed_table(self, protocol: Protocol) -> None:
        assert bool(protocol.printed_table) is (protocol.evidence is not Evidence.TOTALS_ONLY)

    def test_the_standard_ladders_close_the_sum_exactly(self) -> None:
        for protocol_id in ("4-step", "8-step", "12-step", "12-step-from-2.5", "16-step", "20-step"):
            protocol = shipped.protocol(protocol_id)
            assert exact(protocol).total_dose == unit_target(protocol)


class TestDrugEntries:
    @pytest.mark.parametrize("name", shipped.drug_entries())
    def test_every_limit_stands_in_the_quote(self, name: str) -> None:
        entry = shipped.drug_entries()[name]
        told = [limit.per_ml.exact for limit in (entry.strength_at_least, entry.strength_at_most) if limit is not None]
        told += [(entry.rate_at_most / 60).exact] if entry.rate_at_most is not None else []

        assert [number for number in told if number not in entry.quote] == []

    @pytest.mark.parametrize("name", shipped.drug_entries())
    def test_the_name_for_people_differs_in_case_only(self, name: str) -> None:
        assert shipped.drug_entries()[name].display.casefold() == name


def plan_as_printed(protocol: Protocol) -> Plan:
    weight = Weight(Fraction(70))
    rule = protocol.target or DoseRule(amount=unit_target(protocol), basis=Basis.WHOLE)
    target = resolve(rule, weight=weight, height=Height(Fraction(170)))
    drug = protocol.drugs[0] if protocol.drugs else "any"
    return make_plan(protocol, Order(drug=drug, target=target, weight=weight))


class TestPlanning:
    @pytest.mark.parametrize("protocol", SHOWN_ONLY, ids=names(SHOWN_ONLY))
    def test_what_is_no_desensitization_is_refused(self, protocol: Protocol) -> None:
        amount = unit_target(protocol)
        target = TargetDose(amount=amount, rule=DoseRule(amount=amount, basis=Basis.WHOLE))

        with pytest.raises(DoesNotFit, match="not a desensitization: it is shown, not planned"):
            make_plan(protocol, Order(drug="any", target=target))

    @pytest.mark.parametrize("protocol", OFFERED, ids=names(OFFERED))
    def test_the_printed_order_is_blocked_only_where_the_source_is_open(self, protocol: Protocol) -> None:
        plan = plan_as_printed(protocol)

        blocks = {item.code for item in plan.findings if item.severity is Severity.BLOCK}

        assert bool(blocks) is (protocol.id in OPEN)
        assert blocks <= {"OPEN-01", "OPEN-02"}

    def test_four_bags_of_shares_are_planned_once_the_last_volume_is_given(self) -> None:
        protocol = shipped.protocol("carboplatin-4-solution-90-min")
        rule = DoseRule.parse("450 mg")
        volumes = tuple(Volume(Fraction(number)) for number in (150, 150, 150, 500))

        plan = make_plan(
            protocol, Order(drug="carboplatin", target=TargetDose(amount=rule.amount, rule=rule), volumes=volumes)
        )

        assert not plan.is_blocked
        assert [step.dose.exact for step in plan.exact.steps] == ["0.45", "4.5", "45", "400.05"]
        assert plan.exact.total_duration.exact == "360"

    def test_steps_that_fill_the_line_give_nothing(self) -> None:
        ladder = exact(shipped.protocol("infliximab-10-step-line-fill"))

        filling = [step for step in ladder.steps if step.delivers_nothing]

        assert [step.number for step in filling] == [1, 5, 9]
        assert all(step.dose.is_zero and step.volume == Volume(Fraction(22)) for step in filling)
        assert ladder.total_dose == Mass(Fraction(500))

    def test_conditional_steps_are_named_and_not_planned(self) -> None:
        plan = plan_as_printed(shipped.protocol("one-solution-fixed-rates"))

        assert len(plan.exact.steps) == 6
        assert any(item.code == "COND-01" and "steps 7 to 9" in item.message for item in plan.findings)
