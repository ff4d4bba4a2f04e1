"""The start: what must be there before the first drop."""

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest

from stepward.core.reactions.signs import Sign
from stepward.core.sessions import refusals
from stepward.core.sessions.commands_planning import (
    CheckSolution,
    HearSound,
    MakeSolution,
    TakeControl,
    TickChecklist,
    VoidSolution,
)
from stepward.core.sessions.commands_running import (
    ChecklistOpen,
    LeadTimeRuns,
    SoundNotHeard,
    Start,
    StartStopped,
)
from stepward.core.sessions.events import (
    ReactionRecorded,
    StopPressed,
)
from stepward.core.sessions.instants import HOUR
from stepward.core.sessions.people import Witness
from tests.core.sessions.plans import (
    CHECKLIST,
    NURSE,
    PHARMACIST,
    SECOND,
    WITNESS,
    four_doses,
    four_steps,
    ready,
)

TEN, TWENTY = Fraction(10), Fraction(20)
START = Start(rate=TEN, witness=WITNESS)


class TestStart:
    """H-15: nothing begins without its checklist, its sound and its second person."""

    def test_begins_step_1(self) -> None:
        ward = ready().do(START)

        assert ward.session.state.value == "running"
        assert (ward.session.step, ward.session.rate) == (1, TEN)
        assert ward.session.given.open_run is not None

    @pytest.mark.parametrize("line", CHECKLIST)
    def test_h_15_needs_every_line_of_the_checklist(self, line: str) -> None:
        ward = ready()
        ward.session = replace(ward.session, ticks=tuple(item for item in ward.session.ticks if item.line != line))

        with pytest.raises(ChecklistOpen, match=line):
            ward.do(START)

    def test_h_15_needs_the_sound_heard_at_the_device_that_controls(self) -> None:
        ward = ready()
        ward.do(TakeControl(from_user="nurse"), replace(NURSE, device="window")).calm()

        with pytest.raises(SoundNotHeard):
            ward.do(START, replace(NURSE, device="window"))

        ward.do(HearSound(), replace(NURSE, device="window")).do(START, replace(NURSE, device="window"))
        assert ward.session.step == 1

    def test_h_05_needs_a_named_person_after_stop(self) -> None:
        with pytest.raises(StartStopped):
            ready().note(StopPressed()).do(START)

    def test_h_15_waits_for_the_lead_time_of_a_premedication(self) -> None:
        ward = ready(four_steps(leads=(("premedication", HOUR),)))

        with pytest.raises(LeadTimeRuns, match=r"60 min.*premedication"):
            ward.do(START)
        with pytest.raises(LeadTimeRuns):
            ward.wait(microseconds=HOUR - 1).calm().do(START)

        assert ward.wait(microseconds=1).do(START).session.step == 1

    def test_h_15_counts_the_time_before_the_entry_by_what_the_person_says(self) -> None:
        ward = ready(four_steps(leads=(("premedication", HOUR),)))
        ward.do(TickChecklist(line="premedication", given_at=ward.utc - timedelta(hours=1)))

        assert ward.do(START).session.step == 1

    def test_h_20_lets_no_clock_shorten_a_lead_time(self) -> None:
        ward = ready(four_steps(leads=(("premedication", HOUR),)))

        with pytest.raises(LeadTimeRuns):
            ward.set_clock(3600).calm().do(START)

    @pytest.mark.parametrize(("witness", "refusal"), [
        (None, refusals.SecondPersonMissing),
        (Witness(user="nurse", name="Nurse"), refusals.SamePerson),
        (Witness(user="other", name=" NURSE\u00a0"), refusals.SamePerson),
        (Witness(user="other", name="\uff2eurse"), refusals.SamePerson),
        (Witness(user=" nurse ", name="Somebody"), refusals.SamePerson),
        (Witness(user="", name="Somebody"), refusals.SecondPersonMissing),
        (Witness(user="other", name=" "), refusals.SecondPersonMissing),
    ])  # fmt: skip
    def test_h_52_needs_a_second_person(self, witness: Witness | None, refusal: type[Exception]) -> None:
        with pytest.raises(refusal):
            ready().do(replace(START, witness=witness))

    def test_h_52_accepts_a_declared_exception_and_keeps_its_reason(self) -> None:
        ward = ready().do(replace(START, witness=None, exception="alone at night"))

        assert getattr(ward.entries[-1].event, "exception", "") == "alone at night"

    @pytest.mark.parametrize("rate", [Fraction(11), Fraction(9), None])
    def test_h_52_compares_the_rate_blind(self, rate: Fraction | None) -> None:
        with pytest.raises(refusals.RateDiffers) as found:
            ready().do(replace(START, rate=rate))

        assert "10" not in str(found.value)

    def test_needs_the_solution_hung(self) -> None:
        ward = ready().do(VoidSolution(number=1, reason="dropped"), PHARMACIST)

        with pytest.raises(refusals.NotInThisState):
            ward.do(START)

        ward.do(MakeSolution(number=1), PHARMACIST).do(CheckSolution(number=1), NURSE)
        with pytest.raises(refusals.SolutionNotReady, match="Solution 1 is not hung"):
            ward.do(START)

    def test_needs_vital_signs(self) -> None:
        with pytest.raises(refusals.VitalsMissing):
            ready().wait(5).wait(microseconds=1).do(START)

    def test_of_a_dose_takes_the_dose_and_no_rate(self) -> None:
        ward = ready(four_doses())

        with pytest.raises(refusals.RateDiffers, match="dose"):
            ward.do(Start(rate=Fraction(1), witness=WITNESS))
        ward.do(Start(dose=Fraction(1), witness=WITNESS))
        assert ward.session.given.total(ward.now).least == 1

    def test_h_17_is_the_controllers(self) -> None:
        with pytest.raises(refusals.NotController):
            ready().do(START, SECOND)

    def test_h_22_waits_for_a_clock_behind_the_log(self) -> None:
        with pytest.raises(refusals.ClockInDoubt, match="behind"):
            ready().set_clock(-1).do(START)

    def test_waits_for_an_open_reaction(self) -> None:
        with pytest.raises(refusals.ReactionOpen):
            ready().note(ReactionRecorded(number=1, signs=(Sign.ITCH,))).do(START)
