from dataclasses import replace

import pytest

from stepward.adapters.catalogue import shipped
from stepward.core.protocols.protocol import Protocol
from stepward.usecases.approving import Act, Stands
from stepward.usecases.consulting import consult, file_of, own_example


class NoApprovals:
    def of_protocol(self, _protocol_id: str, /) -> tuple[Act, ...]:
        return ()

    def append(self, act: Act, /) -> None:
        raise NotImplementedError(act)


class TestConsult:
    def test_opens_a_protocol_with_its_example_and_its_approval(self) -> None:
        found = consult("12-step", library=shipped, approvals=NoApprovals())

        assert found.protocol.id == "12-step"
        assert found.example.plan is not None
        assert str(found.example.plan.exact.total_dose) == "2000 mg"
        assert found.approval.stands is Stands.NONE
        assert found.approval.file == file_of("12-step", library=shipped)

    def test_refuses_an_unknown_id(self) -> None:
        with pytest.raises(shipped.UnknownProtocol):
            consult("no-such", library=shipped, approvals=NoApprovals())

    def test_binds_the_approval_to_the_bytes_of_the_file(self) -> None:
        file = file_of("12-step", library=shipped)

        assert file.sha256 == shipped.file_hash(shipped.protocol_bytes("12-step"))
        assert file.sha256 != file_of("8-step", library=shipped).sha256


class TestOwnExample:
    @pytest.mark.parametrize(
        ("protocol_id", "reason"),
        [
            ("cefazolin-4-step-challenge", "Graded challenge: shown as its source states it, never planned."),
            ("tetanus-antitoxin-4-injection", "Antitoxin test dose: shown as its source states it, never planned."),
            ("16-step", "The source names no target dose of its own. A plan computes the ladder."),
            (
                "rituximab-12-step-full-strength",
                "The target dose is 375\u00a0mg per m2. A plan asks for the patient's size.",
            ),
        ],
    )
    def test_says_why_there_is_none(self, protocol_id: str, reason: str) -> None:
        example = own_example(shipped.protocol(protocol_id))

        assert example.plan is None
        assert example.reason == reason

    def test_says_what_does_not_fit(self) -> None:
        protocol = shipped.protocol("aspirin-10-dose-15-min")
        at_home = replace(protocol, steps=tuple(replace(step, setting="home") for step in protocol.steps))

        example = own_example(at_home)

        assert example.plan is None
        assert "no step that is given in the unit" in example.reason

    @pytest.mark.parametrize("protocol", shipped.protocols(), ids=lambda protocol: protocol.id)
    def test_is_a_plan_or_a_reason_for_every_protocol(self, protocol: Protocol) -> None:
        example = own_example(protocol)

        assert (example.plan is None) is bool(example.reason)
        assert protocol.is_offered or example.plan is None
