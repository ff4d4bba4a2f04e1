"""How a session ends: the last volume, the flush, the observation, a reduced dose, and the end before its time."""

from dataclasses import replace
from fractions import Fraction

import pytest

from stepward.core.reactions.signs import Sign
from stepward.core.sessions import refusals
from stepward.core.sessions.commands_ending import (
    AlreadyFlushed,
    Complete,
    EndSession,
    FinishLastStep,
    FlushLine,
    FlushTooSmall,
    MoreThanGiven,
    NotConfirmed,
    NotFlushed,
    ObservationRuns,
    SignReducedDose,
    TooLittleGiven,
)
from stepward.core.sessions.commands_holding import ConfirmPumpStopped, ReadingImpossible
from stepward.core.sessions.commands_running import DwellRuns, LowerRate, NotTheNextStep, VolumeNotIn
from stepward.core.sessions.events import (
    AlarmRaised,
    DeliveryDoubted,
    DoseDoubted,
    Held,
    ReactionRecorded,
    ReactionResolved,
    StopPressed,
)
from stepward.core.sessions.holds import Cause, HoldKind, Priority
from stepward.core.sessions.instants import MINUTE
from stepward.core.sessions.sealing import reduced_hash
from stepward.core.sessions.session import State
from tests.core.sessions.plans import (
    ALLERGIST,
    BRANCHED,
    NURSE,
    PRESCRIBER,
    SECOND,
    Ward,
    four_doses,
    four_steps,
    infusion,
    observing,
    running,
    signature,
)

LAST = four_steps().steps[-1].dwell
FLUSH = FlushLine(volume=Fraction(3), rate=Fraction(40))


def watched() -> Ward:
    """Flush and watch to the microsecond."""
    return observing().do(FLUSH).wait(60)


class TestFinish:
    """The last step ends by its volume, never before."""

    def test_h_13_gives_the_ordered_total_exactly(self) -> None:
        ward = running(4).wait(microseconds=LAST).do(FinishLastStep())

        assert ward.session.state is State.OBSERVING
        assert ward.session.given.total(ward.now).least == ward.session.given.total(ward.now).most == 100

    def test_h_04_waits_for_the_volume(self) -> None:
        ward = running(4).wait(microseconds=LAST - 1)

        with pytest.raises(VolumeNotIn):
            ward.do(FinishLastStep())

    def test_h_04_waits_longer_after_a_lower_rate(self) -> None:
        ward = running(4).wait(60).do(LowerRate(rate=Fraction(20), reason="warm hands"))
        ward.wait(microseconds=LAST - 60 * MINUTE)

        with pytest.raises(VolumeNotIn):
            ward.do(FinishLastStep())

        assert ward.wait(microseconds=LAST - 60 * MINUTE).do(FinishLastStep()).session.state is State.OBSERVING

    def test_h_20_counts_the_smaller_time(self) -> None:
        ward = running(4).wait(1).set_clock(86_400)

        with pytest.raises(VolumeNotIn):
            ward.do(FinishLastStep())

    def test_takes_what_the_pump_shows(self) -> None:
        ward = running(4).wait(microseconds=LAST).note(DeliveryDoubted(duration=MINUTE, reason="clamp"))

        with pytest.raises(VolumeNotIn):
            ward.do(FinishLastStep())
        with pytest.raises(VolumeNotIn):
            ward.do(FinishLastStep(volume=Fraction("96.7")))

        ward.do(FinishLastStep(volume=Fraction("96.75")))
        assert ward.session.given.total(ward.now).is_exact

    @pytest.mark.parametrize("volume", ["60.1", "96.75", "-1"])
    def test_h_04_does_not_believe_what_the_time_does_not_allow(self, volume: str) -> None:
        ward = running(4).wait(90)

        for is_empty in (True, False):
            with pytest.raises(ReadingImpossible):
                ward.do(FinishLastStep(volume=Fraction(volume), is_empty=is_empty))

    def test_h_13_counts_what_the_pump_shows_beyond_its_limit(self) -> None:
        ward = running(4).wait(microseconds=LAST).wait(5).do(FinishLastStep(volume=Fraction(98)))

        assert ward.session.given.total(ward.now).most == Fraction("101.25")

    @pytest.mark.parametrize(("volume", "is_enough"), [("94.8", False), ("94.815", True), (None, False)])
    def test_h_18_takes_an_empty_container_that_lacks_a_little(self, volume: str | None, *, is_enough: bool) -> None:
        ward = running(4).wait(microseconds=LAST).note(DeliveryDoubted(duration=MINUTE, reason="clamp"))
        command = FinishLastStep(volume=None if volume is None else Fraction(volume), is_empty=True)

        if is_enough:
            assert ward.do(command).session.state is State.OBSERVING
        else:
            with pytest.raises(VolumeNotIn):
                ward.do(command)

    def test_h_03_is_for_the_last_step(self) -> None:
        with pytest.raises(NotTheNextStep):
            running(3).wait(15).do(FinishLastStep())

    def test_h_17_is_the_controllers(self) -> None:
        with pytest.raises(refusals.NotController):
            running(4).wait(microseconds=LAST).do(FinishLastStep(), SECOND)

    def test_h_04_waits_for_the_dwell_of_a_dose(self) -> None:
        ward = running(4, four_doses()).wait(microseconds=90 * MINUTE - 1)

        with pytest.raises(DwellRuns):
            ward.do(FinishLastStep())

        assert ward.wait(microseconds=1).do(FinishLastStep()).session.state is State.OBSERVING

    def test_reads_no_pump_after_a_dose(self) -> None:
        with pytest.raises(ReadingImpossible):
            running(4, four_doses()).wait(90).do(FinishLastStep(volume=Fraction(1)))

    def test_h_04_waits_for_the_dwell_where_nothing_closes(self) -> None:
        steps = (*four_steps().steps[:3], infusion(4, 2, 40, "10"))
        ward = running(4, four_steps(steps=steps, closes_on_total=False)).wait(microseconds=steps[3].dwell - 1)

        with pytest.raises(DwellRuns):
            ward.do(FinishLastStep())

        assert ward.wait(microseconds=1).do(FinishLastStep(volume=Fraction(10))).session.state is State.OBSERVING


class TestFlush:
    """What the line holds is brought in, not faster than the last drug."""

    def test_flushes_once(self) -> None:
        ward = observing().do(FLUSH)

        assert ward.session.is_flushed
        with pytest.raises(AlreadyFlushed):
            ward.do(FLUSH)

    @pytest.mark.parametrize(("volume", "is_small"), [("2.9", True), ("3", False), ("20", False)])
    def test_brings_in_all_that_the_line_holds(self, volume: str, *, is_small: bool) -> None:
        command = replace(FLUSH, volume=Fraction(volume))

        if is_small:
            with pytest.raises(FlushTooSmall):
                observing(four_steps(line=BRANCHED)).do(command)
        else:
            assert observing(four_steps(line=BRANCHED)).do(command).session.is_flushed

    @pytest.mark.parametrize("rate", [Fraction(41), Fraction(0), Fraction(-1)])
    def test_is_not_faster_than_the_last_drug(self, rate: Fraction) -> None:
        with pytest.raises(refusals.RateDiffers):
            observing().do(replace(FLUSH, rate=rate))

    @pytest.mark.parametrize("volume", ["0", "-1"])
    def test_is_some_volume_where_the_line_is_not_known(self, volume: str) -> None:
        with pytest.raises(FlushTooSmall):
            observing(four_steps(line=None)).do(replace(FLUSH, volume=Fraction(volume)))

    def test_follows_an_infusion(self) -> None:
        with pytest.raises(refusals.RateDiffers):
            observing(four_doses()).do(FLUSH)

    def test_h_17_is_the_controllers(self) -> None:
        with pytest.raises(refusals.NotController):
            observing().do(FLUSH, SECOND)


class TestComplete:
    """H-18: everything given, flushed and watched."""

    def test_h_18_completes(self) -> None:
        assert watched().do(Complete()).session.state is State.COMPLETED

    def test_h_18_completes_doses_without_a_flush(self) -> None:
        assert observing(four_doses()).wait(60).do(Complete()).session.state is State.COMPLETED

    def test_h_18_waits_for_the_whole_observation(self) -> None:
        ward = observing().do(FLUSH).wait(microseconds=60 * MINUTE - 1)

        with pytest.raises(ObservationRuns, match="1 s"):
            ward.do(Complete())

    def test_h_20_counts_the_smaller_time_of_the_observation(self) -> None:
        with pytest.raises(ObservationRuns):
            observing().do(FLUSH).set_clock(86_400).do(Complete())

    def test_h_18_needs_the_flush(self) -> None:
        with pytest.raises(NotFlushed):
            observing().wait(60).do(Complete())

    def test_h_18_waits_for_an_open_reaction(self) -> None:
        ward = watched().note(ReactionRecorded(number=1, signs=(Sign.ITCH,)))

        with pytest.raises(refusals.ReactionOpen):
            ward.do(Complete())

        assert ward.note(ReactionResolved(number=1)).do(Complete()).session.state is State.COMPLETED

    def test_h_83_waits_for_an_alarm(self) -> None:
        with pytest.raises(refusals.AlarmActive):
            watched().note(AlarmRaised(condition="line", priority=Priority.HIGH)).do(Complete())

    @pytest.mark.parametrize(("doubted", "is_enough"), [("2", True), ("2.01", False)])
    def test_h_18_needs_98_percent_for_sure(self, doubted: str, *, is_enough: bool) -> None:
        duration = int(Fraction(doubted) / 40 * 60 * MINUTE)
        ward = watched().note(DeliveryDoubted(duration=duration, reason="clamp"))

        if is_enough:
            assert ward.do(Complete()).session.state is State.COMPLETED
        else:
            with pytest.raises(TooLittleGiven):
                ward.do(Complete())

    def test_h_18_does_not_count_a_dose_that_may_not_have_been_kept(self) -> None:
        with pytest.raises(TooLittleGiven):
            observing(four_doses()).note(DoseDoubted(reason="vomited")).wait(60).do(Complete())

    def test_h_17_is_the_controllers(self) -> None:
        with pytest.raises(refusals.NotController):
            watched().do(Complete(), SECOND)


class TestReducedDose:
    """H-18: a physician may complete at what was given, for sure."""

    def held(self) -> Ward:
        """Hold in the last step after 20 mg, and see the pump stand still."""
        ward = running(4).wait(30).note(Held(kind=HoldKind.TECHNICAL, cause=Cause.LINE))
        return ward.do(ConfirmPumpStopped(volume=Fraction(20)))

    def command(self, ward: Ward, total: str) -> SignReducedDose:
        """Sign this dose as the session stands."""
        signed = reduced_hash(ward.session.order, ward.session.version, Fraction(total))
        signed_by = signature(ALLERGIST, signed, "complete at the reduced dose")
        return SignReducedDose(total=Fraction(total), signature=signed_by)

    def signed(self, ward: Ward, total: str) -> Ward:
        """Sign and complete at this dose."""
        return ward.do(self.command(ward, total), ALLERGIST)

    @pytest.mark.parametrize(("total", "is_given"), [
        ("23.25", True), ("20", True), ("23.26", False), ("0", False), ("-1", False),
    ])  # fmt: skip
    def test_h_18_is_what_was_given_for_sure(self, total: str, *, is_given: bool) -> None:
        if is_given:
            ward = self.signed(self.held(), total)
            assert ward.session.state is State.OBSERVING
            assert ward.session.reduced_total == Fraction(total)
            assert ward.do(FLUSH).wait(60).do(Complete()).session.state is State.COMPLETED
        else:
            with pytest.raises(MoreThanGiven):
                self.signed(self.held(), total)

    def test_h_18_is_watched_from_its_signature_on(self) -> None:
        with pytest.raises(ObservationRuns):
            self.signed(self.held().wait(120), "20").do(FLUSH).do(Complete())

    def test_h_18_goes_on_with_an_observation_that_runs(self) -> None:
        ward = watched().note(DeliveryDoubted(duration=30 * MINUTE, reason="clamp"))

        assert self.signed(ward, "80").do(Complete()).session.state is State.COMPLETED

    def test_h_18_is_not_enough_when_less_was_given_after_all(self) -> None:
        ward = self.signed(watched(), "99").note(DeliveryDoubted(duration=30 * MINUTE, reason="clamp"))

        with pytest.raises(TooLittleGiven):
            ward.do(Complete())

    def test_h_07_needs_the_pump_confirmed_stopped(self) -> None:
        ward = running(4).wait(30).note(Held(kind=HoldKind.TECHNICAL, cause=Cause.LINE))
        ward.session = replace(ward.session, alarms=())

        with pytest.raises(refusals.PumpMayRun):
            self.signed(ward, "20")

    def test_waits_for_an_open_reaction(self) -> None:
        ward = self.held().note(ReactionRecorded(number=1, signs=(Sign.ITCH,)))

        with pytest.raises(refusals.ReactionOpen):
            self.signed(ward, "20")

    def test_h_92_is_signed_over_the_plan_the_version_and_the_dose(self) -> None:
        ward = self.held()
        command = self.command(ward, "20")

        for other in (replace(command, total=Fraction(21)), replace(command, signature=signature(ALLERGIST, "other"))):
            with pytest.raises(refusals.SignatureDiffers):
                ward.do(other, ALLERGIST)
        with pytest.raises(refusals.SignatureDiffers):
            ward.calm().do(command, ALLERGIST)


class TestEnd:
    """H-05b: two touches, a reason, the right person, and no pump that may run."""

    END = EndSession(reason="patient's wish", confirmed=True)

    def held(self) -> Ward:
        """Hold in step 2 and see the pump stand still."""
        return running(2).wait(5).note(StopPressed()).do(ConfirmPumpStopped())

    def test_h_05b_ends_for_good(self) -> None:
        for by in (PRESCRIBER, ALLERGIST):
            ward = self.held().do(self.END, by)

            assert ward.session.state is State.STOPPED
            assert ward.session.ended_by == by

    def test_h_05b_takes_two_touches(self) -> None:
        with pytest.raises(NotConfirmed):
            self.held().do(replace(self.END, confirmed=False), PRESCRIBER)

    def test_h_05b_needs_a_reason(self) -> None:
        with pytest.raises(refusals.ReasonMissing):
            self.held().do(replace(self.END, reason=""), PRESCRIBER)

    @pytest.mark.parametrize(("passed", "may"), [(60 * MINUTE, False), (60 * MINUTE + 1, True)])
    def test_h_14_lets_the_nurse_end_after_the_limit_only(self, passed: int, *, may: bool) -> None:
        ward = self.held().wait(microseconds=passed)

        if may:
            assert ward.do(self.END).session.state is State.STOPPED
        else:
            with pytest.raises(refusals.MayNot):
                ward.do(self.END)

    def test_h_14_never_lets_the_nurse_end_what_is_not_held(self) -> None:
        with pytest.raises(refusals.MayNot):
            observing().wait(600).do(self.END, NURSE)

    def test_h_07_needs_the_pump_confirmed_stopped(self) -> None:
        with pytest.raises(refusals.PumpMayRun):
            running(2).wait(5).note(StopPressed()).do(self.END, PRESCRIBER)

    def test_h_05_asks_for_stop_while_drug_runs(self) -> None:
        with pytest.raises(refusals.NotInThisState):
            running(2).do(self.END, PRESCRIBER)

    def test_h_02_is_final(self) -> None:
        with pytest.raises(refusals.NotInThisState):
            self.held().do(self.END, PRESCRIBER).do(self.END, PRESCRIBER)
