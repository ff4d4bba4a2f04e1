"""Orders by telephone and second opinions: three people, read back, countersigned, and never one person twice."""

from dataclasses import replace
from fractions import Fraction

import pytest

from stepward.core.reactions.signs import Sign
from stepward.core.sessions import refusals
from stepward.core.sessions.commands_charting import AmendReaction, RecordReaction
from stepward.core.sessions.commands_holding import ConfirmPumpStopped, HoldTechnical, Stop
from stepward.core.sessions.commands_resuming import (
    Countersign,
    CountersignNeeded,
    GiveOpinion,
    NothingOrdered,
    NotReadBack,
    OpinionNeeded,
)
from stepward.core.sessions.holds import Cause
from stepward.core.sessions.people import Actor, Privilege, Witness
from stepward.core.sessions.resuming import missing_for_resume
from stepward.core.sessions.session import State
from tests.core.sessions.held import (
    HIVES,
    OTHER,
    SHOCK,
    first_point,
    held,
    reacted,
    resumed,
    resuming,
    signed,
    signing,
    telephoning,
)
from tests.core.sessions.plans import ALLERGIST, NURSE, PRESCRIBER, SECOND, Ward, person, signature


def codes(ward: Ward) -> list[str]:
    return [item.code for item in missing_for_resume(ward.session, ward.now)]


def countersigning(ward: Ward, signed_hash: str = "") -> Countersign:
    order = ward.session.telephone
    assert order is not None
    return Countersign(signature=signature(ALLERGIST, signed_hash or order.signed_hash, "order by telephone"))


def ordered() -> Ward:
    ward = held().calm()
    return ward.do(telephoning(ward, first_point(ward)))


class TestTelephone:
    def test_h_09_lets_the_session_go_on(self) -> None:
        ward = ordered()

        ward.do(resuming(ward))

        assert ward.session.state is State.RUNNING
        assert ward.session.telephone is not None
        assert ward.session.telephone.physician.user == ALLERGIST.user

    def test_h_09_is_read_back(self) -> None:
        ward = held().calm()

        with pytest.raises(NotReadBack):
            ward.do(telephoning(ward, first_point(ward), is_read_back=False))

    @pytest.mark.parametrize("witness", [None, Witness(user="", name="Nobody")])
    def test_h_09_is_heard_by_a_second_person(self, witness: Witness | None) -> None:
        ward = held().calm()

        with pytest.raises(refusals.SecondPersonMissing):
            ward.do(replace(telephoning(ward, first_point(ward)), witness=witness))

    @pytest.mark.parametrize("who", [NURSE, ALLERGIST])
    def test_h_53_the_witness_is_a_third_person(self, who: Actor) -> None:
        ward = held().calm()
        witness = Witness(user=who.user, name=who.name)

        with pytest.raises(refusals.SamePerson):
            ward.do(replace(telephoning(ward, first_point(ward)), witness=witness))

    def test_h_53_nobody_orders_from_oneself(self) -> None:
        ward = held().calm()
        command = telephoning(ward, first_point(ward))

        with pytest.raises(refusals.SamePerson):
            ward.do(command, ALLERGIST)

    def test_h_09_needs_a_physician_who_may_resume(self) -> None:
        ward = held().calm()

        with pytest.raises(refusals.MayNot):
            ward.do(telephoning(ward, first_point(ward), PRESCRIBER))

    def test_h_09_is_countersigned_by_the_one_who_ordered(self) -> None:
        ward = ordered()
        ward.do(resuming(ward))
        with pytest.raises(NothingOrdered):
            ward.do(countersigning(ward), OTHER)
        with pytest.raises(refusals.SignatureDiffers):
            ward.do(countersigning(ward, "something else"), ALLERGIST)

        ward.do(countersigning(ward), ALLERGIST)

        assert ward.session.telephone is None
        with pytest.raises(NothingOrdered):
            ward.do(Countersign(signature=signature(ALLERGIST, "")), ALLERGIST)

    def test_h_09_no_second_order_before_the_first_is_countersigned(self) -> None:
        ward = ordered()
        ward.do(resuming(ward)).wait(1).do(Stop()).do(ConfirmPumpStopped()).calm()

        with pytest.raises(CountersignNeeded):
            ward.do(telephoning(ward, first_point(ward)))

    def test_h_09_no_resume_once_the_countersignature_is_late(self) -> None:
        ward = ordered()
        ward.do(resuming(ward)).wait(55).do(Stop()).do(ConfirmPumpStopped())
        assert "countersign-needed" not in codes(ward.wait(5))

        signed(ward.wait(microseconds=1))

        assert codes(ward) == ["countersign-needed"]
        with pytest.raises(CountersignNeeded):
            ward.do(resuming(ward))
        ward.do(countersigning(ward), ALLERGIST)
        assert codes(ward) == []

    def test_h_10_is_bound_to_what_was_read_back(self) -> None:
        ward = held().calm()
        command = telephoning(ward, first_point(ward))

        with pytest.raises(refusals.SignatureDiffers):
            ward.do(replace(command, point=replace(command.point, rate=Fraction(9))))


class TestOpinion:
    def three_holds(self) -> Ward:
        ward = held()
        for _ in range(2):
            resumed(ward).wait(3).do(Stop()).do(ConfirmPumpStopped())
        return ward

    def test_h_12_is_not_needed_after_two_holds(self) -> None:
        ward = held()

        resumed(ward).wait(3).do(Stop()).do(ConfirmPumpStopped())

        assert "opinion-needed" not in codes(ward)

    def test_h_12_is_needed_after_the_third_clinical_hold(self) -> None:
        ward = signed(self.three_holds())

        assert codes(ward) == ["opinion-needed"]
        with pytest.raises(OpinionNeeded):
            ward.do(resuming(ward))
        ward.do(GiveOpinion(physician=Witness(user="", name="Doctor Far"), by_telephone=True))
        ward.do(resuming(ward))
        assert ward.session.state is State.RUNNING

    def test_h_12_is_needed_again_after_the_fourth(self) -> None:
        ward = self.three_holds().do(GiveOpinion(physician=Witness(user=OTHER.user, name=OTHER.name)), OTHER)

        resumed(ward).wait(3).do(Stop())

        assert "opinion-needed" in codes(ward)

    def test_h_12_technical_holds_and_more_causes_do_not_count(self) -> None:
        ward = held()
        for _ in range(4):
            ward.do(Stop())
        for _ in range(3):
            resumed(ward).wait(1).do(HoldTechnical(cause=Cause.LINE)).do(ConfirmPumpStopped())

        assert ward.session.clinical_holds == 1

    def test_h_12_is_needed_after_one_reaction_of_grade_3(self) -> None:
        ward = reacted(3, signs=SHOCK)

        assert ward.session.reactions[0].brown == 3
        assert "opinion-needed" in codes(ward)

    def test_h_12_is_needed_once_a_reaction_is_raised_to_grade_3(self) -> None:
        ward = reacted(3, signs=HIVES)
        assert "opinion-needed" not in codes(ward)

        ward.do(AmendReaction(number=1, signs=(Sign.HIVES, *SHOCK)))

        assert "opinion-needed" in codes(ward)

    def test_h_12_is_of_another_physician_than_the_one_who_signs(self) -> None:
        ward = signed(self.three_holds())
        with pytest.raises(refusals.SamePerson):
            ward.do(GiveOpinion(physician=Witness(user=ALLERGIST.user, name=ALLERGIST.name)), ALLERGIST)
        with pytest.raises(refusals.SamePerson):
            ward.do(GiveOpinion(physician=Witness(user="", name="ALLERGIST"), by_telephone=True))

        ward = self.three_holds().do(GiveOpinion(physician=Witness(user=OTHER.user, name=OTHER.name)), OTHER).calm()
        with pytest.raises(refusals.SamePerson):
            ward.do(signing(ward, first_point(ward), OTHER), OTHER)
        with pytest.raises(refusals.SamePerson):
            ward.do(telephoning(ward, first_point(ward), OTHER))

    def test_h_12_is_given_in_person_or_by_telephone_and_by_name(self) -> None:
        ward = self.three_holds()

        with pytest.raises(refusals.SecondPersonMissing):
            ward.do(GiveOpinion(physician=Witness(user="", name=" "), by_telephone=True))
        with pytest.raises(refusals.SamePerson):
            ward.do(GiveOpinion(physician=Witness(user=OTHER.user, name=OTHER.name)), NURSE)
        with pytest.raises(refusals.MayNot):
            ward.do(GiveOpinion(physician=Witness(user=SECOND.user, name=SECOND.name)), SECOND)

    def test_h_12_a_nurse_with_no_other_privilege_gives_none(self) -> None:
        nurse = person("third", Privilege.RUN)

        with pytest.raises(refusals.MayNot):
            self.three_holds().do(GiveOpinion(physician=Witness(user=nurse.user, name=nurse.name)), nurse)

    def test_h_12_counts_a_reaction_in_a_hold_once(self) -> None:
        ward = held().do(RecordReaction(signs=HIVES)).do(RecordReaction(signs=HIVES))

        assert ward.session.clinical_holds == 1
