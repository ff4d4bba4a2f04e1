"""What a nurse reads about the repair of a line."""

from dataclasses import replace
from fractions import Fraction

from stepward.core.delivery.line import Hold, Line
from stepward.core.delivery.priming import Setting, Start, priming_plan
from stepward.core.delivery.repair_findings import repair_findings
from stepward.core.delivery.vein import events_of, line_of
from stepward.core.findings import Finding
from stepward.core.protocols.plan import Ladder
from stepward.core.quantities import Duration, Rate, Volume
from tests.core.protocols import ladders

CEFTAZIDIME = ladders.plan(ladders.standard()).exact


def found(line: Line, setting: Setting | None = None) -> dict[str, Finding]:
    findings = repair_findings(CEFTAZIDIME, line, priming_plan(CEFTAZIDIME, line, setting))
    return {item.code: item for item in findings}


def common(text: str, primed_with: str = "saline") -> Line:
    return line_of(Volume(Fraction(text)), primed_with=primed_with)


class TestRepairFindings:
    def test_say_how_late_the_first_drug_is(self) -> None:
        prime = found(common("5"))["VEIN-07"]

        assert prime.message == (
            "Prime each line with its own solution up to the patient: unprimed, the first drug arrives after "
            "47.3 minutes."
        )
        assert "solution 3: 5" in prime.action

    def test_say_which_steps_are_wrong_when_the_drug_is_not_late(self) -> None:
        assert "step 5 is the first of" in found(common("10", "solution-1"))["VEIN-07"].message

    def test_say_when_nothing_arrives(self) -> None:
        assert "no drug arrives at all" in found(common("2000"))["VEIN-07"].message

    def test_say_what_goes_to_waste(self) -> None:
        assert "to waste" in found(common("5"), Setting(start=Start.SALINE))["VEIN-07"].action

    def test_say_the_cost_and_the_highest_rate_of_the_flush(self) -> None:
        findings = found(common("20"))

        assert "takes 20\u00a0mL of solution 1 and 20\u00a0mL of solution 2 besides" in findings["VEIN-08"].message
        assert "nothing more is made" in findings["VEIN-08"].message
        assert findings["VEIN-09"].action == "Never faster than 80\u00a0mL/h, the rate of step 12."

    def test_say_what_of_it_must_be_made_beyond_the_plan(self) -> None:
        message = found(common("20"), Setting(start=Start.SALINE))["VEIN-08"].message

        assert "100\u00a0mL of solution 3 must be made beyond the plan (793.704\u00a0mg, thrown away)" in message
        assert "The rest comes out of what would be discarded." in message

    def test_say_what_a_shared_volume_leaves(self) -> None:
        findings = found(common("20"), Setting(shared=Volume(Fraction(1, 2))))

        assert "rise 10 times at once" in findings["VEIN-10"].message
        assert "when step 12 is over, push" in findings["VEIN-09"].message

    def test_say_what_a_step_back_and_a_push_by_hand_do(self) -> None:
        findings = found(common("20"))

        assert "step back from step 8 to step 4 first pushes" in findings["VEIN-11"].message
        assert "sends 158.741\u00a0mg in at once, what step 12 gives in 15 min" in findings["VEIN-12"].message

    def test_say_what_to_push_after_the_end_where_all_is_shared(self) -> None:
        findings = found(common("20"), Setting(shared=Volume(Fraction(20))))

        assert findings["VEIN-09"].message.startswith("To bring in the last drug, when step 12 is over, push")
        assert "VEIN-07" not in findings

    def test_say_nothing_where_there_is_no_line(self) -> None:
        assert found(common("0")) == {}


def filling(minutes: str) -> Ladder:
    """Put a step before the first that only fills the line at 20 mL/h."""
    none = CEFTAZIDIME.none_yet
    first = replace(
        CEFTAZIDIME.steps[0],
        number=0,
        rate=Rate(Fraction(20)),
        duration=Duration(Fraction(minutes)),
        dose=none,
        cumulative_dose=none,
        delivers_nothing=True,
    )
    four = (replace(step, number=step.number + 1) for step in CEFTAZIDIME.steps[:4])
    return replace(CEFTAZIDIME, solutions=CEFTAZIDIME.solutions[:1], steps=(replace(first, number=1), *four))


class TestPlansThatFillTheLineThemselves:
    def test_are_not_primed_besides(self) -> None:
        ladder, line = filling("60"), common("20")

        plan = priming_plan(ladder, line)
        codes = {item.code: item for item in repair_findings(ladder, line, plan)}

        assert (plan.fills, plan.flush, plan.extra) == ((), None, {})
        assert plan.gives_every_step
        assert codes["VEIN-13"].message.endswith("gives that as drug.")
        assert "VEIN-07" not in codes

    def test_give_drug_early_through_a_smaller_line(self) -> None:
        ladder, line = filling("60"), common("10")

        plan = priming_plan(ladder, line)
        codes = {item.code: item for item in repair_findings(ladder, line, plan)}

        assert not plan.gives_every_step
        assert "step 1 gives 0.8\u00a0mg already" in codes["VEIN-13"].message


class TestWaits:
    def test_the_pump_stands_still_between_steps_that_wait(self) -> None:
        waiting = tuple(replace(step, wait=Duration(Fraction(5))) for step in CEFTAZIDIME.steps)

        events = events_of(replace(CEFTAZIDIME, steps=waiting))

        assert [type(event) for event in events].count(Hold) == 11
        assert not isinstance(events[-1], Hold)
