"""What is charted: reactions with every grade, vital signs within limits, and words; in every state."""

from dataclasses import replace
from fractions import Fraction

import pytest

from stepward.core.reactions.signs import Sign
from stepward.core.sessions import refusals
from stepward.core.sessions.commands_charting import (
    AcceptValue,
    AmendReaction,
    Correct,
    HandOver,
    NoSuchEntry,
    NoSuchReaction,
    NothingToAccept,
    RecordReaction,
    RecordTreatment,
    RecordVitals,
    ResolveReaction,
    TakeSample,
    TextUnfit,
    TimeUnfit,
    WriteNote,
)
from stepward.core.sessions.events import Completed, Ended, ReactionRecorded
from stepward.core.sessions.evolve import replay
from stepward.core.sessions.holds import Cause, HoldKind
from stepward.core.sessions.instants import HOUR, MINUTE
from stepward.core.sessions.matrix import CHARTING, EVERY, is_urgent
from stepward.core.sessions.people import Witness
from stepward.core.sessions.plan import ResumeKind, ResumeRule, VitalLimit
from stepward.core.sessions.session import State
from stepward.core.sessions.vitals import EnterTwice, EntriesDiffer, ValueImpossible, VitalUnknown
from tests.core.sessions.held import HIVES, SHOCK, held, reacted
from tests.core.sessions.plans import ALLERGIST, NURSE, WITNESS, Ward, four_doses, four_steps, observing, ready, running

PULSE, SYSTOLIC = "pulse", "systolic pressure"


def vitals(**values: int) -> RecordVitals:
    names = {"pulse": PULSE, "systolic": SYSTOLIC, "saturation": "oxygen saturation", "temperature": "temperature"}
    return RecordVitals(values=tuple((names[name], Fraction(value)) for name, value in values.items()))


class TestReaction:
    @pytest.mark.parametrize("signs", [(), HIVES, SHOCK, (Sign.ITCH,)])
    def test_h_08_of_any_grade_holds_in_the_same_entry(self, signs: tuple[Sign, ...]) -> None:
        ward = running(3).wait(5)
        before = len(ward.entries)

        ward.do(RecordReaction(signs=signs))

        assert len(ward.entries) == before + 1
        assert ward.session.hold is not None
        assert (ward.session.state, ward.session.hold.kind) == (State.HELD, HoldKind.CLINICAL)
        assert ward.session.hold.causes == (Cause.REACTION,)

    def test_h_08_asks_about_tolerance_after_the_last_dose(self) -> None:
        ward = observing().do(RecordReaction(signs=HIVES))
        late = observing().note(Completed()).do(RecordReaction(signs=HIVES))

        assert (ward.session.state, ward.session.is_tolerance_asked) == (State.OBSERVING, True)
        assert (late.session.state, late.session.is_tolerance_asked) == (State.COMPLETED, True)

    def test_h_02_is_accepted_in_every_state(self) -> None:
        for ward in (Ward(), ready(), running(2), held(), observing(), held().note(Ended(reason="wish"))):
            state = ward.session.state
            ward.do(RecordReaction(signs=HIVES)).do(RecordTreatment(medicine="epinephrine", dose="0.3 mg", route="IM"))
            assert len(ward.session.reactions) == len(ward.session.treatments) == 1
            assert ward.session.state is (State.HELD if state is State.RUNNING else state)
        assert all(row.states == EVERY for command, row in CHARTING.items() if command is not AcceptValue)

    def test_h_66_is_urgent_as_a_treatment_is(self) -> None:
        assert is_urgent(RecordReaction())
        assert is_urgent(RecordTreatment(medicine="epinephrine", dose="0.3 mg", route="IM"))
        assert not is_urgent(WriteNote(text="x"))

    def test_is_graded_on_every_scale_from_signs_and_vitals(self) -> None:
        ward = running(3).do(vitals(systolic=120, pulse=80)).wait(5)

        ward.do(RecordReaction(signs=HIVES, values=((SYSTOLIC, Fraction(69)),)))

        reaction = ward.session.reactions[0]
        assert len(reaction.grades) == 8
        assert reaction.brown == 3
        assert dict(reaction.values) == {SYSTOLIC: 69, "usual systolic pressure": 120}

    def test_takes_the_worst_that_was_read_since_it_began(self) -> None:
        ward = running(3).wait(5).do(vitals(systolic=84, saturation=91, temperature=38)).wait(2)

        ward.do(RecordReaction(signs=HIVES, values=((SYSTOLIC, Fraction(95)),), ago=3 * MINUTE))

        assert dict(ward.session.reactions[0].values) == {
            SYSTOLIC: 84,
            "oxygen saturation": 91,
            "temperature": 38,
            "usual systolic pressure": 120,
        }

    def test_signs_that_nobody_entered_are_unknown_and_not_none(self) -> None:
        ward = running(3).do(RecordReaction())

        assert dict(ward.session.reactions[0].grades)["Brown 2004"] == "not known"
        assert ward.session.reactions[0].brown is None

    def test_knows_its_step_and_when_it_began(self) -> None:
        ward = running(3).wait(5).do(RecordReaction(signs=HIVES, ago=2 * MINUTE))

        reaction = ward.session.reactions[0]
        assert reaction.step == 3
        assert (ward.utc - reaction.at.at).total_seconds() == 120

    @pytest.mark.parametrize("ago", [-1, 7 * 24 * HOUR + 1, 10**30])
    def test_began_neither_in_the_future_nor_long_ago(self, ago: int) -> None:
        with pytest.raises(TimeUnfit):
            running(3).do(RecordReaction(signs=HIVES, ago=ago))

    def test_refuses_values_that_cannot_be(self) -> None:
        with pytest.raises(ValueImpossible):
            running(3).do(RecordReaction(signs=HIVES, values=(("oxygen saturation", Fraction(101)),)))

    def test_tells_the_dose_at_the_vein_at_its_onset(self) -> None:
        ward = running(3).wait(15)
        event_now = _recorded(ward.do(RecordReaction(signs=HIVES)))
        earlier = _recorded(running(3).wait(15).do(RecordReaction(signs=HIVES, ago=10 * MINUTE)))

        assert event_now.at_vein is not None
        assert earlier.at_vein is not None
        assert earlier.at_vein.most < event_now.at_vein.most
        assert event_now.at_vein.is_exact
        assert _recorded(running(2, four_doses()).do(RecordReaction(signs=HIVES))).at_vein is None

    def test_h_12_is_expected_only_under_a_rule_that_expects_it_and_never_a_grave_one(self) -> None:
        rule = ResumeRule(kind=ResumeKind.REPEAT_AFTER, source="T", after=3 * HOUR, expects_reactions=True)
        plan = four_doses(resume_rule=rule, closes_on_total=False)

        assert _recorded(running(2, plan).do(RecordReaction(signs=(Sign.RHINITIS,)))).expected
        assert not _recorded(running(2, plan).do(RecordReaction(signs=SHOCK))).expected
        assert not _recorded(running(2, plan).do(RecordReaction())).expected
        assert not _recorded(running(2).do(RecordReaction(signs=(Sign.RHINITIS,)))).expected
        assert not _recorded(Ward().do(RecordReaction(signs=(Sign.RHINITIS,)))).expected


def _recorded(ward: Ward) -> ReactionRecorded:
    event = ward.entries[-1].event
    assert isinstance(event, ReactionRecorded)
    return event


class TestAmend:
    def test_h_08_is_raised_freely(self) -> None:
        ward = reacted(3).do(AmendReaction(number=1, signs=(Sign.HIVES, Sign.WHEEZE)))

        assert ward.session.reactions[0].brown == 2

    def test_h_08_is_lowered_only_with_a_reason_and_the_first_stays(self) -> None:
        ward = reacted(3, signs=(Sign.HIVES, Sign.WHEEZE))
        with pytest.raises(refusals.ReasonMissing):
            ward.do(AmendReaction(number=1, signs=HIVES))

        ward.do(AmendReaction(number=1, signs=HIVES, reason="it was a cough of old"))

        assert ward.session.reactions[0].brown == 1
        recorded = [entry.event for entry in ward.entries if isinstance(entry.event, ReactionRecorded)]
        assert recorded[0].brown == 2

    def test_h_08_to_know_less_is_lower_too(self) -> None:
        with pytest.raises(refusals.ReasonMissing):
            reacted(3).do(AmendReaction(number=1, signs=()))

    def test_h_08_holds_a_running_session_when_it_is_raised(self) -> None:
        ward = running(2).note(ReactionRecorded(number=1, signs=HIVES))
        ward.session = replace(ward.session, state=State.RUNNING, hold=None)

        ward.do(AmendReaction(number=1, signs=SHOCK))

        assert ward.session.state is State.HELD

    def test_other_reactions_stay_as_they_are(self) -> None:
        ward = reacted(3).do(RecordReaction(signs=(Sign.ITCH,))).do(AmendReaction(number=2, signs=SHOCK))

        assert [item.brown for item in ward.session.reactions] == [1, 3]

    def test_needs_a_reaction(self) -> None:
        for command in (AmendReaction(number=2, signs=HIVES), ResolveReaction(number=2), ResolveReaction(number=1)):
            with pytest.raises(NoSuchReaction):
                reacted(3).do(command)


class TestVitals:
    """H-81 and H-03: implausible values are entered twice, impossible ones refused, breaching ones hold."""

    @pytest.mark.parametrize("command", [vitals(pulse=121), vitals(pulse=49), vitals(systolic=89)])
    def test_h_03_outside_the_limits_of_the_patient_they_hold(self, command: RecordVitals) -> None:
        ward = running(2).do(command)

        assert ward.session.hold is not None
        assert (ward.session.hold.kind, ward.session.hold.causes) == (HoldKind.CLINICAL, (Cause.VITALS,))
        assert ward.session.vitals[-1].values == command.values

    @pytest.mark.parametrize(
        "command", [vitals(pulse=120), vitals(pulse=50), vitals(systolic=90), vitals(systolic=240)]
    )
    def test_at_the_limits_they_do_not(self, command: RecordVitals) -> None:
        assert running(2).do(command).session.state is State.RUNNING

    def test_h_03_an_accepted_value_does_not_until_it_is_worse(self) -> None:
        ward = held().do(vitals(pulse=130)).do(AcceptValue(name=PULSE, until=Fraction(140)), ALLERGIST)
        ward.session = replace(ward.session, state=State.RUNNING, hold=None)

        assert ward.do(vitals(systolic=100)).session.accepted != ()
        assert ward.do(vitals(pulse=140)).session.state is State.RUNNING
        assert ward.do(vitals(pulse=141)).session.state is State.HELD
        assert ward.session.accepted == ()

    def test_h_03_a_low_value_is_accepted_downward(self) -> None:
        ward = held().do(vitals(systolic=85)).do(AcceptValue(name=SYSTOLIC, until=Fraction(80)), ALLERGIST)
        ward.session = replace(ward.session, state=State.RUNNING, hold=None)

        assert ward.do(vitals(systolic=80, pulse=60)).session.state is State.RUNNING
        assert ward.do(vitals(systolic=79)).session.state is State.HELD
        assert ward.session.accepted == ()

    @pytest.mark.parametrize(("name", "until"), [(SYSTOLIC, 80), (PULSE, 129), ("temperature", 40)])
    def test_only_a_value_outside_is_accepted_with_a_bound_beyond_it(self, name: str, until: int) -> None:
        ward = held().do(vitals(pulse=130, systolic=120))

        with pytest.raises(NothingToAccept):
            ward.do(AcceptValue(name=name, until=Fraction(until)), ALLERGIST)

    def test_a_low_value_needs_a_bound_below(self) -> None:
        with pytest.raises(NothingToAccept):
            held().do(vitals(systolic=85)).do(AcceptValue(name=SYSTOLIC, until=Fraction(86)), ALLERGIST)

    def test_h_03_needs_the_physician(self) -> None:
        with pytest.raises(refusals.MayNot):
            held().do(vitals(pulse=130)).do(AcceptValue(name=PULSE, until=Fraction(140)), NURSE)

    def test_a_value_accepted_anew_takes_the_place_of_the_first(self) -> None:
        ward = held().do(vitals(pulse=130)).do(AcceptValue(name=PULSE, until=Fraction(140)), ALLERGIST)

        ward.do(AcceptValue(name=PULSE, until=Fraction(150)), ALLERGIST)

        assert [item.until for item in ward.session.accepted] == [150]

    def test_h_81_implausible_values_are_entered_twice(self) -> None:
        first = vitals(pulse=230)
        with pytest.raises(EnterTwice):
            running(2).do(first)
        with pytest.raises(EntriesDiffer):
            running(2).do(replace(first, again=((PULSE, Fraction(231)),)))

        assert running(2).do(replace(first, again=first.values)).session.state is State.HELD

    @pytest.mark.parametrize(
        ("name", "value"),
        [("oxygen saturation", 101), (PULSE, -1), ("temperature", 19), ("temperature", 46), (SYSTOLIC, 301)],
    )
    def test_h_81_impossible_values_are_refused_even_twice(self, name: str, value: int) -> None:
        values = ((name, Fraction(value)),)

        with pytest.raises(ValueImpossible):
            running(2).do(RecordVitals(values=values, again=values))

    @pytest.mark.parametrize("names", [(), ("mood",), (PULSE, PULSE)])
    def test_names_are_of_the_list_and_once(self, names: tuple[str, ...]) -> None:
        with pytest.raises(VitalUnknown):
            running(2).do(RecordVitals(values=tuple((name, Fraction(80)) for name in names)))

    def test_a_name_that_the_order_asks_for_is_known(self) -> None:
        plan = four_steps(vitals=(*four_steps().vitals, VitalLimit(name="sedation score", high=Fraction(2))))
        ward = Ward().sign(plan)

        ward.do(RecordVitals(values=(("sedation score", Fraction(1)),)))

        assert ward.session.vitals[-1].values == (("sedation score", Fraction(1)),)

    def test_h_02_are_kept_before_there_is_a_plan(self) -> None:
        assert len(Ward().do(vitals(pulse=90)).session.vitals) == 1


class TestSamples:
    def test_are_kept_with_who_took_them(self) -> None:
        ward = running(2).do(TakeSample(kind="tryptase"))

        (found,) = ward.session.samples
        assert (found.kind, found.by, found.at) == ("tryptase", NURSE.name, ward.now)
        assert replay(ward.entries) == ward.session


class TestWords:
    def test_are_kept_and_change_nothing_else(self) -> None:
        ward = running(2)
        for command in (
            WriteNote(text="sleeps"),
            HandOver(to=WITNESS),
            Correct(sequence=1, text="the date was wrong"),
        ):
            before = ward.session
            ward.do(command)
            after = replace(ward.session, version=before.version, turn=before.turn, latest_at=before.latest_at)
            assert after == before
        assert replay(ward.entries) == ward.session

    @pytest.mark.parametrize(
        "command",
        [
            WriteNote(text=" "),
            WriteNote(text="x" * 4001),
            TakeSample(kind=""),
            RecordTreatment(medicine="epinephrine", dose="", route="IM"),
            Correct(sequence=1, text=""),
        ],
    )
    def test_are_neither_empty_nor_endless(self, command: object) -> None:
        with pytest.raises(TextUnfit):
            running(2).do(command)

    def test_h_63_a_correction_points_to_an_entry(self) -> None:
        ward = running(2)

        for sequence in (0, ward.session.version + 1):
            with pytest.raises(NoSuchEntry):
                ward.do(Correct(sequence=sequence, text="x"))

    @pytest.mark.parametrize("to", [Witness(user="", name="X"), Witness(user=NURSE.user, name=NURSE.name)])
    def test_a_hand_over_is_to_another_person(self, to: Witness) -> None:
        with pytest.raises(refusals.SamePerson):
            running(2).do(HandOver(to=to))
