"""Lines and benches that make no sense: each has a sentence of its own, and nothing is guessed in its place."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from stepward.adapters.catalogue import shipped
from stepward.core.delivery.findings import vein_findings
from stepward.core.delivery.line import Line, UnsoundLine
from stepward.core.delivery.vein import at_vein
from stepward.core.findings import Refusal
from stepward.core.preparation.preparing import prepare
from stepward.core.quantities import Rate, Strength, Volume
from stepward.usecases.planning import PlanRequest
from stepward.usecases.veining import LineRequest, vein_of_plan
from tests.core.preparation.benches import BENCH, ladder, ml, product

REQUEST = PlanRequest(protocol="12-step", drug="ceftazidime", target="2000 mg")
PLAN = ladder()
BELOW_ZERO = Volume(Fraction(-5))


def through(**words: str) -> Callable[[], object]:
    return lambda: vein_of_plan(REQUEST, LineRequest(**words), catalogue=shipped)


class TestLines:
    @pytest.mark.parametrize(
        ("work", "sentence"),
        [
            (through(common_volume="-5 mL"), "common-volume: '-5': must be more than zero"),
            (through(common_volume=""), "common-volume: '': expected a number, one space and a unit of mL, L"),
            (through(common_volume="0 mL"), "common-volume: 0 mL: must be more than zero"),
            (through(common_volume="10 mL", carrier="0 mL/h"), "carrier: 0 mL/h: must be more than zero"),
            (through(common_volume="10 mL", primed_with="own", carrier="0 mL/h"), "carrier: 0 mL/h: must be more"),
            (through(common_volume="10 mL", primed_with="solution-9"), "solution 9"),
            (through(common_volume="10 mL", shared_volume="11 mL"), "shared-volume: 11 mL: expected 0 mL to the 10 mL"),
            (through(common_volume="10 mL", shared_volume="2"), "shared-volume: '2': expected a number, one space"),
            (through(common_volume="10 mL", starts="wet"), "line-starts: 'wet': expected dry or saline"),
            (lambda: Line(common=BELOW_ZERO), "the common volume is negative: expected 0 mL or more"),
            (lambda: Line(common=ml("5"), branches={2: BELOW_ZERO}), "negative: expected 0 mL or more"),
            (
                lambda: at_vein(PLAN.exact, Line(common=ml("5")), carrier=Rate(Fraction(-1))),
                "a carrier has no negative flow",
            ),
        ],
    )
    def test_each_is_refused_in_one_line(self, work: Callable[[], object], sentence: str) -> None:
        with pytest.raises((Refusal, UnsoundLine)) as refused:
            work()

        assert sentence in str(refused.value)
        assert "\n" not in str(refused.value)

    def test_solutions_that_are_never_primed_are_said_to_come_late(self) -> None:
        ladder = PLAN.exact
        line = Line(common=ml("1"), branches={number: ml("20") for number in (1, 2, 3)}, branches_primed=False)

        found = {item.code: item.message for item in vein_findings(ladder, line, at_vein(ladder, line))}

        assert found["VEIN-02"].startswith("No drug reaches the vein in steps 1 to ")
        assert "VEIN-05" in found

    def test_a_line_that_holds_all_gives_nothing(self) -> None:
        found = vein_of_plan(REQUEST, LineRequest(common_volume="1000 mL"), catalogue=shipped)

        messages = [item.message for item in found.findings if item.code == "VEIN-01"]
        assert messages == ["No drug reaches the vein at all: everything stays in the line."]


class TestBenches:
    @pytest.mark.parametrize(
        ("changes", "bench", "extra", "code", "sentence"),
        [
            ({"strength": None}, BENCH, {}, "PREP-01", "Invented ceftazidime: its strength is not on file, so nothing"),
            (
                {"strength": Strength.parse("1 mg/mL")},
                BENCH,
                {},
                "PREP-02",
                "Solution 3 is 7.937 mg/mL, stronger than the vial's 1 mg/mL.",
            ),
            ({}, BENCH.with_syringes(), {}, "PREP-03", "No syringe is listed: nothing can be measured."),
            ({}, BENCH, {3: BELOW_ZERO}, "PREP-08", "The extra volume of solution 3 is -5 mL: expected 0 mL or more."),
            ({}, BENCH, {9: ml("1")}, "PREP-08", "Extra volume is asked for solution 9, which the plan does not have."),
        ],
    )
    def test_each_has_a_finding_and_no_recipe(
        self, changes: dict[str, Any], bench: Any, extra: dict[int, Volume], code: str, sentence: str
    ) -> None:
        found = prepare(PLAN, product(**changes), bench, extra)

        messages = [item.message.replace("\xa0", " ") for item in found.findings if item.code == code]
        assert [message[: len(sentence)] for message in messages] == [sentence]
        assert found.is_blocked
        assert found.recipes == ()
