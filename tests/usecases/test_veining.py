from fractions import Fraction

import pytest

from stepward.adapters.catalogue import shipped
from stepward.core.delivery.line import UnsoundLine
from stepward.core.protocols.plan import Plan
from stepward.core.quantities import Volume, people_text
from stepward.usecases.planning import PlanRequest, UnreadableRequest, plan
from stepward.usecases.veining import OWN, LineRequest, vein_of, vein_of_plan

REQUEST = PlanRequest(protocol="12-step", drug="ceftazidime", target="2000 mg")


class Sets:
    """One line set with a volume, and one without."""

    def common_volume(self, key: str, /) -> Volume | None:
        return Volume(Fraction(20)) if key == "ward-set" else None


@pytest.fixture(scope="module")
def ceftazidime() -> Plan:
    """Make the published plan once."""
    return plan(REQUEST, catalogue=shipped)


class TestVeinOf:
    @pytest.mark.parametrize(
        ("volume", "silent", "first", "left"),
        [("20 mL", (1, 2, 3, 4, 5, 6, 7), "108", "158.74"), ("10 mL", (1, 2, 3, 4), "69", "79.37")],
    )
    def test_tells_what_the_line_holds_back(
        self, ceftazidime: Plan, volume: str, silent: tuple[int, ...], first: str, left: str
    ) -> None:
        found = vein_of(ceftazidime, LineRequest(common_volume=volume))

        assert found.vein.silent_steps == silent
        assert found.vein.first_drug_minutes is not None
        assert people_text(found.vein.first_drug_minutes, places=0) == first
        assert people_text(found.vein.left_in_line.value, places=2) == left
        assert found.plan is ceftazidime

    def test_is_the_way_of_a_request_too(self, ceftazidime: Plan) -> None:
        line = LineRequest(common_volume="10 mL", primed_with="solution-1", carrier="20 mL/h")

        assert vein_of_plan(REQUEST, line, catalogue=shipped).vein == vein_of(ceftazidime, line).vein

    def test_looks_up_the_volume_of_a_line_set(self, ceftazidime: Plan) -> None:
        named = vein_of(ceftazidime, LineRequest(line_set="ward-set"), line_sets=Sets())

        assert named.line.common == Volume(Fraction(20))

    def test_keeps_the_volume_that_was_said_with_a_line_set(self, ceftazidime: Plan) -> None:
        line = LineRequest(line_set="ward-set", common_volume="18 mL")

        assert vein_of(ceftazidime, line, line_sets=Sets()).line.common == Volume(Fraction(18))

    @pytest.mark.parametrize("sets", [None, Sets()])
    def test_asks_for_the_volume_of_a_set_that_has_none(self, ceftazidime: Plan, sets: Sets | None) -> None:
        with pytest.raises(UnreadableRequest) as refused:
            vein_of(ceftazidime, LineRequest(line_set="catheter"), line_sets=sets)

        assert refused.value.field == "line-set"

    @pytest.mark.parametrize(
        ("line", "field"),
        [
            (LineRequest(common_volume="a lot"), "common-volume"),
            (LineRequest(common_volume="0 mL"), "common-volume"),
            (LineRequest(common_volume="-5 mL"), "common-volume"),
            (LineRequest(common_volume="10 mL", carrier="0 mL/h"), "carrier"),
            (LineRequest(common_volume="10 mL", carrier="fast"), "carrier"),
            (LineRequest(common_volume="10 mL", primed_with="drug"), "primed-with"),
        ],
    )
    def test_names_the_field_that_cannot_be_read(self, ceftazidime: Plan, line: LineRequest, field: str) -> None:
        with pytest.raises(UnreadableRequest) as refused:
            vein_of(ceftazidime, line)

        assert refused.value.field == field

    def test_gives_each_solution_a_line_of_its_own(self, ceftazidime: Plan) -> None:
        found = vein_of(ceftazidime, LineRequest(common_volume="10 mL", primed_with=OWN))

        assert all(step.at_vein == step.ordered for step in found.vein.steps)
        assert [fill.holds for fill in found.priming.fills] == [Volume(Fraction(10))] * 3
        assert not {"VEIN-02", "VEIN-03", "VEIN-07"} & {finding.code for finding in found.findings}

    def test_refuses_steps_that_no_pump_runs(self) -> None:
        oral = plan(PlanRequest(protocol="aspirin-4-dose-90-min", drug="aspirin", target="325 mg"), catalogue=shipped)

        with pytest.raises(UnsoundLine):
            vein_of(oral, LineRequest(common_volume="10 mL"))


class TestBranch:
    """Each solution's own tubing before they meet."""

    def test_changes_nothing_at_the_vein_while_it_is_filled_with_its_own_solution(self, ceftazidime: Plan) -> None:
        plain = vein_of(ceftazidime, LineRequest(common_volume="20 mL"))
        with_branch = vein_of(ceftazidime, LineRequest(common_volume="20 mL", branch_volume="8.8 mL"))

        assert with_branch.vein.steps == plain.vein.steps

    def test_holds_its_solution_and_is_flushed_behind_the_common_volume(self, ceftazidime: Plan) -> None:
        found = vein_of(ceftazidime, LineRequest(common_volume="20 mL", branch_volume="8.8 mL"))
        of_last = Volume.parse("8.8 mL").value * Fraction("7.93704")
        all_strengths = Fraction("0.08") + Fraction("0.8") + Fraction("7.93704")

        assert found.vein.left_in_line.value == 20 * Fraction("7.93704") + Fraction("8.8") * all_strengths
        assert found.vein.flush is not None
        assert str(found.vein.flush.volume) == "28.8 mL"
        assert found.vein.flush.brings.value == 20 * Fraction("7.93704") + of_last

    def test_is_taken_by_the_lines_out_of_what_would_be_discarded(self, ceftazidime: Plan) -> None:
        found = vein_of(ceftazidime, LineRequest(common_volume="20 mL", branch_volume="8.8 mL"))

        assert {number: str(volume) for number, volume in found.priming.taken.items()} == {1: "28.8 mL", 2: "28.8 mL"}
        assert {number: str(volume) for number, volume in found.priming.extra.items()} == {1: "0 mL", 2: "0 mL"}

    def test_a_common_volume_below_zero_is_said_to_be_more_than_zero(self, ceftazidime: Plan) -> None:
        with pytest.raises(UnreadableRequest, match="common-volume: '-5': must be more than zero"):
            vein_of(ceftazidime, LineRequest(common_volume="-5 mL"))

    @pytest.mark.parametrize("text", ["-1 mL", "8.8", "nine mL"])
    def test_that_cannot_be_read_is_refused(self, ceftazidime: Plan, text: str) -> None:
        with pytest.raises(UnreadableRequest, match="branch-volume"):
            vein_of(ceftazidime, LineRequest(common_volume="20 mL", branch_volume=text))
