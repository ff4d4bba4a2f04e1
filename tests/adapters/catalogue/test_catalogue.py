"""The catalogue as a whole: the standard ladders' evidence, sources, drug entries, and every protocol planned."""

from fractions import Fraction

import pytest

from stepward.adapters.catalogue import shipped
from stepward.core.findings import Severity
from stepward.core.protocols.fitting import DoesNotFit
from stepward.core.protocols.plan import Order, Plan
from stepward.core.protocols.planning import make_plan
from stepward.core.protocols.protocol import (
    Evidence,
    Kind,
    Protocol,
)
from stepward.core.quantities import (
    DoseRule,
    Height,
    Mass,
    Rate,
    Volume,
    Weight,
    resolve,
)
from stepward.core.quantities.targets import Basis, TargetDose
from tests.adapters.catalogue.corpus_cells import (
    ALL,
    NEVER_WRITTEN,
    OFFERED,
    OPEN,
    SHOWN_ONLY,
    cell,
    exact,
    names,
    printed,
    unit_target,
)


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
