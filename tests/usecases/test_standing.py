"""A plan beside its assessment: another dose or protocol is named, and needs a reason."""

import pytest

from stepward.usecases.assessing import Ask, Opened, open_signed, sheet_of, sign
from stepward.usecases.standing import Departure, NoReasonForDeparture, check_reason, departures, is_same_dose
from tests.usecases.test_assessing import AT, HADDAD, WHY, Kept, told


def opened(**answers: str) -> Opened:
    given = {name: [value] for name, value in ({"drug": "carboplatin"} | answers).items()}
    facts = told()
    facts = type(facts)(
        answers=given, case=facts.case, policy=facts.policy, assessment=facts.assessment, software=facts.software
    )
    ask = Ask(id="a", draft="d", drug="carboplatin", shown_sha256=sheet_of(facts).sha256, reason=WHY)
    return open_signed(sign(ask, facts, by=HADDAD, at=AT, kept=Kept()))


class TestIsSameDose:
    @pytest.mark.parametrize(
        ("assessed", "planned", "expected"),
        [
            ("600 mg", "600.0 mg", True),
            ("600 mg", "0.6 g", True),
            ("600 mg", "599 mg", False),
            ("600 mg", "600 units", False),
            ("10 mg/kg", "11 mg/kg", False),
            ("10 mg/kg", "700 mg", None),
            ("unread", "700 mg", None),
        ],
    )
    def test_compares_what_can_be_compared(self, assessed: str, planned: str, *, expected: bool | None) -> None:
        assert is_same_dose(assessed, planned) is expected


class TestDepartures:
    def test_are_none_where_dose_and_protocol_are_those_of_the_assessment(self) -> None:
        found = opened(target_number="600", target_unit="mg")
        named = found.assessment.protocols[0].id

        assert departures(found, protocol=named, dose="600 mg", is_ordered=True) == ()

    def test_name_another_dose_and_another_protocol(self) -> None:
        found = opened(target_number="600", target_unit="mg")

        words = departures(found, protocol="other", dose="900 mg", is_ordered=True)

        assert words[0].startswith("Protocol other is planned; the assessment names ")
        assert words[1] == "900 mg is planned; 600 mg was assessed."

    def test_ask_of_an_order_that_cannot_be_compared_and_not_of_a_kept_amount(self) -> None:
        found = opened(target_number="10", target_unit="mg/kg")
        named = found.assessment.protocols[0].id

        assert departures(found, protocol=named, dose="700 mg", is_ordered=True)
        assert departures(found, protocol=named, dose="700 mg", is_ordered=False) == ()

    def test_need_a_reason(self) -> None:
        check_reason((), Departure())
        check_reason(("x",), Departure(words="x", reason="y", by="z"))
        with pytest.raises(NoReasonForDeparture, match="Say why"):
            check_reason(("900 mg is planned.",), Departure())
